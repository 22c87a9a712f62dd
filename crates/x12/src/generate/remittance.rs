//! The 835 (005010X221A1): one payer pays one payee for many claims. Everything balances: lines,
//! claims, and the payment with the adjustments of the provider (X221 section 1.10.2).

use super::adjudication::{Payment, decide};
use super::billed::{Billed, BilledLine, Name};
use super::chance::{Chance, Stream};
use super::claim::Setting;
use super::cob::cas;
use super::defects::Part;
use super::household::{Household, Seat};
use super::page::{Book, Page, composite};
use super::parties::{PAYERS, Payer, Provider, Trade};
use super::people::Address;
use super::{GenerateError, Plan, Span};
use model::Cents;
use std::io::Write;

/// Claims in one loop 2000.
const CLAIMS_A_HEADING: u64 = 500;

/// Provider adjustments that one PLB names here.
const ADJUSTMENTS_A_PLB: usize = 6;

/// The sums of one transaction, known before its first segment is written.
#[derive(Debug, Default)]
pub(crate) struct Sums {
    paid: i64,
    /// Reason and reference, amount: positive lowers the payment.
    provider: Vec<(String, Cents)>,
}

/// Who pays whom in one transaction.
pub(crate) struct Account {
    pub payer: Name,
    pub payer_tax_id: String,
    pub payer_address: Address,
    pub payee: Name,
    pub payee_tax_id: String,
    pub payee_address: Option<Address>,
}

impl Account {
    fn drawn(payer: &Payer, payee: Provider) -> Account {
        let payer_address = Address {
            street: payer.street.to_owned(),
            second: String::new(),
            town: payer.town,
            state: payer.state,
            zip: payer.zip.to_owned(),
        };
        let named =
            |last: &str, id: &str| Name { last: last.into(), id: id.into(), ..Name::default() };
        Account {
            payer: named(payer.name, payer.id),
            payer_tax_id: payer.tax_id.to_owned(),
            payer_address,
            payee: named(&payee.name, &payee.npi),
            payee_tax_id: payee.tax_id,
            payee_address: Some(payee.address),
        }
    }
}

/// Writes one transaction of made-up payments.
pub(crate) fn transaction<W: Write>(
    book: &mut Book<'_, W>,
    plan: &Plan<'_>,
    span: &Span,
) -> Result<(), GenerateError> {
    let mut chance = Chance::new(plan.seed, Stream::Transaction, span.number);
    let setting = match chance.one_in(3) {
        true => Setting::Institutional,
        false => Setting::Professional,
    };
    let trade = if setting == Setting::Professional { Trade::Group } else { Trade::Hospital };
    let payer = match (chance.pick(&PAYERS), setting) {
        (payer, Setting::Professional) if payer.filing == "MA" => PAYERS[0],
        (payer, Setting::Institutional) if payer.filing == "MB" => PAYERS[1],
        (payer, _) => payer,
    };
    let payee = Provider::organisation(plan.seed, trade, span.number);
    let account = Account::drawn(&payer, payee);
    let every: &Claims<'_> = &|each| claims(plan, setting, span, (&payer, &account), each);
    write(book, plan, span, &account, every)
}

/// Something that goes over the claims of a transaction, as often as asked.
pub(crate) type Claims<'c> = dyn Fn(&mut Each<'_>) -> Result<(), GenerateError> + 'c;

/// What is done with each of them.
pub(crate) type Each<'e> = dyn FnMut(&Billed) -> Result<(), GenerateError> + 'e;

/// The made-up claims of one transaction.
fn claims(
    plan: &Plan<'_>,
    setting: Setting,
    span: &Span,
    (payer, account): (&Payer, &Account),
    each: &mut Each<'_>,
) -> Result<(), GenerateError> {
    let mut number = span.first;
    while number < span.first + span.claims {
        let room = span.first + span.claims - number;
        let payer = Some(*payer);
        let seat = Seat { first: number, room, target: plan.target(), payer };
        let household = Household::drawn(plan, setting, seat);
        for billed in Billed::of_household(&household, setting, account) {
            each(&billed)?;
        }
        number += household.claims();
    }
    Ok(())
}

/// Writes one transaction for any claims.
pub(crate) fn write<W: Write>(
    book: &mut Book<'_, W>,
    plan: &Plan<'_>,
    span: &Span,
    account: &Account,
    every: &Claims<'_>,
) -> Result<(), GenerateError> {
    let mut chance = Chance::new(plan.seed, Stream::Transaction, span.number);
    let sums = sums(plan, every, &mut chance)?;
    let mut page = Page::default();
    head(&mut page, plan, span, account, &sums, &mut chance);
    book.put(Part::Head, &mut page)?;
    let target = plan.target().map(|(number, _)| number);
    let mut count = 0;
    every(&mut |billed| {
        if count % CLAIMS_A_HEADING == 0 {
            page.seg("LX", &[&(count / CLAIMS_A_HEADING + 1).to_string()]);
            book.put(Part::Heading, &mut page)?;
        }
        count += 1;
        for payment in decide(plan.seed, billed) {
            claim(&mut page, plan, billed, &payment);
        }
        let is_target = target == Some(billed.number);
        book.put(if is_target { Part::Target } else { Part::Claims }, &mut page)
    })?;
    let year_end = format!("{}1231", plan.written().year());
    for some in sums.provider.chunks(ADJUSTMENTS_A_PLB) {
        let parts: Vec<String> =
            some.iter().flat_map(|(why, amount)| [why.clone(), amount.to_x12()]).collect();
        let mut elements = vec![account.payee.id.as_str(), &year_end];
        elements.extend(parts.iter().map(String::as_str));
        page.seg("PLB", &elements);
    }
    book.put(Part::Summary, &mut page)?;
    book.end(&mut page, &span.control)
}

fn sums(plan: &Plan<'_>, every: &Claims<'_>, chance: &mut Chance) -> Result<Sums, GenerateError> {
    let mut sums = Sums::default();
    every(&mut |billed| {
        for payment in decide(plan.seed, billed) {
            sums.paid += payment.paid.0;
            if payment.interest.0 > 0 && sums.provider.len() < ADJUSTMENTS_A_PLB {
                // Interest raises the payment: PLB amounts are taken from it.
                let why = composite(&["L6", &payment.number]);
                sums.provider.push((why, Cents(-payment.interest.0)));
            }
        }
        Ok(())
    })?;
    let due = |sums: &Sums| sums.paid - sums.provider.iter().map(|p| p.1.0).sum::<i64>();
    if due(&sums) > 5_000 && (chance.one_in(3) || plan.defect.is_some()) {
        let why = composite(&["WO", &chance.digits(13)]);
        sums.provider.push((why, Cents(chance.between(500, 4_900))));
    }
    let short = due(&sums);
    if short < 0 {
        // A payment is never negative: what is missing is carried forward.
        let why = composite(&["FB", &chance.digits(13)]);
        sums.provider.push((why, Cents(short)));
    }
    Ok(sums)
}

fn head(
    page: &mut Page,
    plan: &Plan<'_>,
    span: &Span,
    account: &Account,
    sums: &Sums,
    chance: &mut Chance,
) {
    page.seg("ST", &["835", &span.control]);
    let total = Cents(sums.paid - sums.provider.iter().map(|p| p.1.0).sum::<i64>());
    let (amount, day) = (total.to_x12(), plan.written().to_x12());
    let payer_id = format!("1{}", account.payer_tax_id);
    let blank = ["", "", "", "", "", "", "", "", "", "", ""];
    match (total.0, chance.one_in(3)) {
        (0, _) => page.seg("BPR", &[&["H", "0", "C", "NON"], &blank[..], &[&day]].concat()),
        (_, true) => {
            page.seg("BPR", &[&["I", &amount, "C", "CHK"], &blank[..], &[&day]].concat());
        }
        (_, false) => {
            let account = chance.digits(8);
            let bank = ["ACH", "CCP", "01", "999999992", "DA", "440012345", &payer_id, ""];
            let payee_bank = ["01", "999999992", "DA", &account, &day];
            page.seg("BPR", &[&["I", &amount, "C"], &bank[..], &payee_bank[..]].concat());
        }
    }
    page.seg("TRN", &["1", &format!("{:010}", 4_000_000 + span.number), &payer_id]);
    page.seg("REF", &["EV", super::hierarchy::SUBMITTER.1]);
    page.seg("DTM", &["405", &day]);
    page.seg("N1", &["PR", &account.payer.last]);
    super::hierarchy::address(page, &account.payer_address);
    page.seg("REF", &["2U", &account.payer.id]);
    page.seg("PER", &["CX", "CLAIMS DESK", "TE", "8005550142"]);
    page.seg("PER", &["BL", "EDI SUPPORT", "TE", "8005550143", "EM", "edi@payer.example"]);
    page.seg("PER", &["IC", "", "UR", "www.payer.example/policies"]);
    page.seg("N1", &["PE", &account.payee.last, "XX", &account.payee.id]);
    if let Some(address) = &account.payee_address {
        super::hierarchy::address(page, address);
    }
    page.seg("REF", &["TJ", &account.payee_tax_id]);
}

/// One loop 2100 with its loops 2110.
fn claim(page: &mut Page, plan: &Plan<'_>, billed: &Billed, payment: &Payment) {
    let taken_back = payment.status == "22";
    let sign = if taken_back { -1 } else { 1 };
    let patient = payment.patient();
    let owed = if patient.0 > 0 { patient.to_x12() } else { String::new() };
    let (charge, paid) = (Cents(sign * billed.charge.0).to_x12(), payment.paid.to_x12());
    let first = [&billed.control, payment.status, &charge, &paid, &owed];
    let filing = filing(&billed.filing);
    let then = [filing, &payment.number, &billed.place, &billed.frequency];
    let elements = [&first[..], &then[..]].concat();
    page.seg("CLP", &elements);
    cas(page, &payment.claim_adjustments);
    names(page, billed, payment);
    let total = Cents(payment.paid.0.max(0)).to_x12();
    if billed.stay && !taken_back {
        let days = billed.from.days_until(billed.through).max(0).to_string();
        page.seg("MIA", &[&days, "", "", &total, payment.remark]);
    } else if !payment.remark.is_empty() {
        page.seg("MOA", &["", "", payment.remark]);
    }
    if !billed.group.is_empty() {
        page.seg("REF", &["1L", &billed.group]);
    }
    if !payment.before.is_empty() {
        page.seg("REF", &["F8", &payment.before]);
    }
    if payment.lines.is_empty() {
        page.seg("DTM", &["232", &billed.from.to_x12()]);
        page.seg("DTM", &["233", &billed.through.to_x12()]);
    }
    let received = plan.written().plus_days(-12);
    page.seg("DTM", &["050", &received.to_x12()]);
    if payment.status == "4" {
        page.seg("PER", &["CX", "CLAIMS DESK", "TE", "8005550142"]);
    }
    if payment.paid.0 > 0 && payment.lines.is_empty() {
        page.seg("AMT", &["AU", &Cents(payment.paid.0 + patient.0).to_x12()]);
    }
    if payment.interest.0 > 0 {
        page.seg("AMT", &["I", &payment.interest.to_x12()]);
    }
    for (line, paid) in billed.lines.iter().zip(&payment.lines) {
        service(page, line, paid, sign);
    }
}

/// CLP06 for SBR09: the 835 knows fewer kinds of plan. CI is an indemnity plan there, BL a
/// preferred provider organisation; what has no place of its own is ZZ.
fn filing(claimed: &str) -> &str {
    match claimed {
        "CI" => "15",
        "BL" => "12",
        "12" | "13" | "14" | "15" | "16" | "17" | "AM" | "CH" | "DS" | "HM" | "LM" | "MA"
        | "MB" | "MC" | "OF" | "TV" | "VA" | "WC" => claimed,
        _ => "ZZ",
    }
}

fn names(page: &mut Page, billed: &Billed, payment: &Payment) {
    let Name { last, first, middle, id } = &billed.patient;
    let qualifier = if id.is_empty() { "" } else { "MI" };
    page.seg("NM1", &["QC", "1", last, first, middle, "", "", qualifier, id]);
    if billed.relation != "18" {
        let Name { last, first, middle, id } = &billed.holder;
        page.seg("NM1", &["IL", "1", last, first, middle, "", "", "MI", id]);
    }
    if let Some(Name { last, first, id, .. }) = &billed.rendering {
        page.seg("NM1", &["82", "1", last, first, "", "", "", "XX", id]);
    }
    if billed.number % 29 == 3 && billed.relation != "18" {
        // The payer knows the holder's name with another spelling.
        page.seg("NM1", &["74", "1", &format!("{}-HALE", billed.holder.last)]);
    }
    if let Some((name, id)) = payment.forwarded {
        page.seg("NM1", &["TT", "2", name, "", "", "", "", "PI", id]);
    }
}

fn service(
    page: &mut Page,
    line: &BilledLine,
    decided: &super::adjudication::LinePayment,
    sign: i64,
) {
    let (procedure, revenue) = match line.procedure.is_empty() {
        true => (composite(&["NU", &line.revenue]), ""),
        false => (line.procedure.clone(), line.revenue.as_str()),
    };
    let decision = &decided.decision;
    let (charge, paid) = (Cents(sign * line.charge.0).to_x12(), decision.paid.to_x12());
    let units = if line.units == "1" { "" } else { &line.units };
    // A visit that the payer took for a lesser one: what was billed follows what was paid.
    let lesser = match procedure.as_str() {
        "HC:99214" if decision.paid.0 > 0 && decision.paid.0 % 5 == 1 => "HC:99213",
        _ => "",
    };
    let (said, billed) =
        if lesser.is_empty() { (procedure.as_str(), "") } else { (lesser, procedure.as_str()) };
    page.seg("SVC", &[said, &charge, &paid, revenue, units, billed]);
    if line.from == line.through {
        page.seg("DTM", &["472", &line.from.to_x12()]);
    } else {
        page.seg("DTM", &["150", &line.from.to_x12()]);
        page.seg("DTM", &["151", &line.through.to_x12()]);
    }
    cas(page, &decision.adjustments);
    if !line.control.is_empty() {
        page.seg("REF", &["6R", &line.control]);
    }
    let allowed = decision.paid.0 + decision.patient().0;
    if decision.paid.0 > 0 {
        page.seg("AMT", &["B6", &Cents(allowed).to_x12()]);
    }
    if !decided.remark.is_empty() {
        page.seg("LQ", &["HE", decided.remark]);
    }
}
