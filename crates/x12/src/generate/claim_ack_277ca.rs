//! The 277CA (005010X214): which claims of a file went on to be decided, and which did not and
//! why. Numbers and amounts of both kinds balance with the claims listed.

use super::billed::Billed;
use super::chance::{Chance, Stream};
use super::defects::Part;
use super::page::{Book, Page, composite};
use super::read_claims::{Asked, AskedInterchange};
use super::{GenerateError, Plan};
use model::Cents;
use std::io::Write;

/// Category, status, entity of claims that are turned back.
const REFUSALS: [[&str; 3]; 4] =
    [["A3", "116", ""], ["A7", "255", ""], ["A7", "562", "85"], ["A8", "164", "IL"]];

/// Why a claim is turned back; `None` when it goes on.
fn refusal(plan: &Plan<'_>, claim: &Billed) -> Option<[&'static str; 3]> {
    let mut chance = Chance::new(plan.seed, Stream::Payment, claim.number);
    let refused = chance.one_in(20);
    refused.then(|| chance.pick(&REFUSALS))
}

/// Writes one transaction for each that was sent.
pub(crate) fn transactions<W: Write>(
    book: &mut Book<'_, W>,
    plan: &Plan<'_>,
    asked: &AskedInterchange,
) -> Result<u64, GenerateError> {
    let sets = asked.groups.iter().flat_map(|g| &g.transactions).filter(|s| !s.claims.is_empty());
    let mut number = 0;
    for set in sets {
        number += 1;
        transaction(book, plan, set, number)?;
    }
    Ok(number)
}

/// Claims and charges that went on and that were turned back.
#[derive(Default)]
struct Sums {
    taken: (u64, i64),
    refused: (u64, i64),
}

fn sums(plan: &Plan<'_>, claims: &[Billed]) -> Sums {
    let mut sums = Sums::default();
    for claim in claims {
        let side = match refusal(plan, claim) {
            None => &mut sums.taken,
            Some(_) => &mut sums.refused,
        };
        side.0 += 1;
        side.1 += claim.charge.0;
    }
    sums
}

/// Counts and amounts as QTY and AMT, those of nothing left out.
fn totals(page: &mut Page, sums: &Sums, [taken, refused]: [&str; 2]) {
    for (qualifier, side) in [(taken, sums.taken), (refused, sums.refused)] {
        if side.0 > 0 {
            page.seg("QTY", &[qualifier, &side.0.to_string()]);
        }
    }
    for (qualifier, side) in [("YU", sums.taken), ("YY", sums.refused)] {
        if side.0 > 0 {
            page.seg("AMT", &[qualifier, &Cents(side.1).to_x12()]);
        }
    }
}

fn transaction<W: Write>(
    book: &mut Book<'_, W>,
    plan: &Plan<'_>,
    set: &Asked,
    number: u64,
) -> Result<(), GenerateError> {
    let mut page = Page::default();
    let control = format!("{number:04}");
    let day = plan.written().plus_days(1).to_x12();
    page.seg("ST", &["277", &control, plan.kind.guide().version]);
    page.seg("BHT", &["0085", "08", &format!("CA{number:08}"), &day, "0605", "TH"]);
    page.seg("HL", &["1", "", "20", "1"]);
    let from = &set.receiver;
    page.seg("NM1", &["AY", "2", &from.last, "", "", "", "", "46", &from.id]);
    page.seg("TRN", &["1", &format!("CA{number:08}")]);
    page.seg("DTP", &["050", "D8", &plan.written().to_x12()]);
    page.seg("DTP", &["009", "D8", &day]);
    page.seg("HL", &["2", "1", "21", "1"]);
    let to = &set.submitter;
    let kind = if to.first.is_empty() { "2" } else { "1" };
    page.seg("NM1", &["41", kind, &to.last, &to.first, "", "", "", "46", &to.id]);
    page.seg("TRN", &["2", &set.reference]);
    let whole = sums(plan, &set.claims);
    let charge = Cents(whole.taken.1 + whole.refused.1).to_x12();
    page.seg("STC", &[&composite(&["A1", "19", "PR"]), &day, "WQ", &charge]);
    totals(&mut page, &whole, ["90", "AA"]);
    book.put(Part::Head, &mut page)?;
    let mut level = 2;
    for run in set.claims.chunk_by(|a, b| a.billing.id == b.billing.id) {
        level += 1;
        let parent = level;
        provider(&mut page, plan, run, parent);
        for claim in run {
            level += 1;
            patient(&mut page, plan, claim, (level, parent), &day);
            book.put(Part::Claims, &mut page)?;
        }
    }
    book.end(&mut page, &control)
}

fn provider(page: &mut Page, plan: &Plan<'_>, run: &[Billed], level: u64) {
    let Some(first) = run.first() else { return };
    page.seg("HL", &[&level.to_string(), "2", "19", "1"]);
    let who = &first.billing;
    let kind = if who.first.is_empty() { "2" } else { "1" };
    let qualifier = if who.id.is_empty() { "FI" } else { "XX" };
    let id = if who.id.is_empty() { &first.billing_tax_id } else { &who.id };
    page.seg("NM1", &["85", kind, &who.last, &who.first, "", "", "", qualifier, id]);
    page.seg("TRN", &["1", "0"]);
    let sums = sums(plan, run);
    let charge = Cents(sums.taken.1 + sums.refused.1).to_x12();
    page.seg("STC", &[&composite(&["A1", "19", "PR"]), "", "WQ", &charge]);
    totals(page, &sums, ["QA", "QC"]);
}

fn patient(page: &mut Page, plan: &Plan<'_>, claim: &Billed, level: (u64, u64), day: &str) {
    page.seg("HL", &[&level.0.to_string(), &level.1.to_string(), "PT"]);
    let who = &claim.patient;
    let id = if who.id.is_empty() { &claim.holder.id } else { &who.id };
    page.seg("NM1", &["QC", "1", &who.last, &who.first, &who.middle, "", "", "MI", id]);
    page.seg("TRN", &["2", &claim.control]);
    let charge = claim.charge.to_x12();
    let refusal = refusal(plan, claim);
    match refusal {
        None => page.seg("STC", &[&composite(&["A2", "20", "PR"]), day, "WQ", &charge]),
        Some(why) => page.seg("STC", &[&composite(&why), day, "U", &charge]),
    }
    if refusal.is_none() {
        page.seg("REF", &["1K", &format!("26{:011}", claim.number + 1)]);
    }
    if claim.institutional {
        let bill = format!("{}{}", claim.place, claim.frequency);
        page.seg("REF", &["BLT", &bill]);
    }
    super::claim_status::service_dates(page, "472", claim.from, claim.through);
}
