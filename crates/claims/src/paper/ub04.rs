//! The UB-04 (CMS-1450) of an institutional claim.
//!
//! Limits and formats follow the Medicare Claims Processing Manual, chapter 25 (the form's own
//! specifications are the NUBC's and licensed; none of their text is used). Condition,
//! occurrence and value codes have no place in the claim of this project and stay empty.

use super::PaperFacts;
use super::cms1500::put_npi;
use super::form::{Form, FormFault, FormKind, FormPage, MAX_PAGES, Sheet, checked};
use super::shorten::Text;
use super::text;
use super::ub04_boxes::{CAUSE, DIAGNOSIS, LINES, OPERATION, PAYERS, PLACES, REASON};
use super::ub04_lines;
use model::{Cents, Claim, HumanName, ProviderRef, Sex, Subscriber};

pub(super) fn form(claim: &Claim, facts: &PaperFacts) -> Result<Form, Vec<FormFault>> {
    let mut faults = Vec::new();
    let sheets = claim.lines.len().div_ceil(LINES).max(1);
    let mut pages: Vec<FormPage> = Vec::new();
    for page in 0..sheets.min(MAX_PAGES) {
        let mut sheet = Sheet::new(PLACES, &mut faults);
        header(&mut sheet, claim, facts);
        patient(&mut sheet, claim);
        payers(&mut sheet, claim, facts);
        diagnoses(&mut sheet, claim);
        providers(&mut sheet, claim);
        let lines = claim.lines.iter().skip(page * LINES).take(LINES);
        for (row, line) in lines.enumerate() {
            ub04_lines::put(&mut sheet, claim, line, row);
        }
        sheet.put("43.page", &(page + 1).to_string());
        sheet.put("43.of", &sheets.to_string());
        sheet.put("45.prepared", &text::six_digits(facts.prepared));
        if page + 1 == sheets {
            // 0001 marks the line of totals.
            sheet.put("42.total", "0001");
            sheet.put_money(("47.total.dollars", "47.total.cents"), claim.total());
        }
        pages.push(sheet.finish());
    }
    let mut sheet = Sheet::new(PLACES, &mut faults);
    if claim.lines.is_empty() {
        sheet.missing("42", "service line");
    }
    if sheets > MAX_PAGES {
        let message = format!("The claim needs {sheets} pages; the most are {MAX_PAGES}.");
        sheet.fault("42", message, "Split the claim.");
    }
    checked(FormKind::Ub04, pages, faults)
}

/// True of a hospital stay, by the second digit of the type of bill.
pub(super) fn is_inpatient(claim: &Claim) -> bool {
    claim.bill_type.as_deref().is_some_and(|bill| bill.as_bytes().get(1) == Some(&b'1'))
}

fn header(sheet: &mut Sheet<'_>, claim: &Claim, facts: &PaperFacts) {
    let own = &claim.billing;
    match (&own.name, &own.address) {
        (Some(name), Some(address)) => {
            sheet.put_fitted("1.name", Text::Organisation(name));
            sheet.put_fitted("1.street", Text::Street(address));
            sheet.put_fitted("1.city", Text::CityLine(address));
        }
        _ => sheet.missing("1", "name and address of who bills"),
    }
    if let Some((area, number)) = own.phone.as_deref().and_then(text::phone) {
        sheet.put("1.phone", &format!("{area}-{number}"));
    }
    sheet.put("3a", facts.account_number.as_deref().unwrap_or(claim.id.as_str()));
    match &claim.bill_type {
        Some(bill) => sheet.put("4", &format!("0{bill}{}", claim.frequency)),
        None => sheet.missing("4", "type of bill"),
    }
    match own.tax_id.as_deref() {
        Some(id) if id.len() == 9 && id.is_ascii() => {
            sheet.put("5", &format!("{}-{}", &id[..2], &id[2..]));
        }
        Some(id) => sheet.put("5", id),
        None => sheet.missing("5", "tax identifier"),
    }
    sheet.put("6.from", &text::six_digits(claim.from));
    sheet.put("6.through", &text::six_digits(claim.through));
    put_npi(sheet, "56", Some(&own.npi));
    if let Some(taxonomy) = &own.taxonomy {
        // B3 says that the code is a provider taxonomy.
        sheet.put("81a.qualifier", "B3");
        sheet.put("81a.code", taxonomy);
    }
    sheet.put_fitted("38.name", Text::Organisation(&claim.payer.name));
    if let Some(address) = &claim.payer.address {
        sheet.put_fitted("38.street", Text::Street(address));
        sheet.put_fitted("38.city", Text::CityLine(address));
    }
}

fn patient(sheet: &mut Sheet<'_>, claim: &Claim) {
    let own = &claim.patient;
    sheet.put("8a", own.id.as_str());
    match &own.name {
        Some(name) => sheet.put_fitted("8b", Text::Person(name)),
        None => sheet.missing("8b", "name of the patient"),
    }
    match &own.address {
        Some(address) => {
            sheet.put_fitted("9a", Text::Street(address));
            sheet.put_fitted("9b", Text::City(&address.city));
            sheet.put("9c", &address.state);
            sheet.put("9d", &text::zip(&address.zip));
        }
        None => sheet.missing("9", "address of the patient"),
    }
    match own.birth_date {
        Some(born) => sheet.put("10", &text::eight_digits(born)),
        None => sheet.missing("10", "birth date of the patient"),
    }
    if own.sex != Sex::Unknown {
        sheet.put("11", &own.sex.letter().to_string());
    }
    if let Some(day) = claim.admission_date {
        sheet.put("12", &text::six_digits(day));
    }
    let hour = |time: Option<model::TimeOfDay>| time.map(|time| time.to_x12()[..2].to_owned());
    sheet.put("13", &hour(claim.admission_hour).unwrap_or_default());
    sheet.put("14", claim.admission_type.as_deref().unwrap_or_default());
    sheet.put("15", claim.admission_source.as_deref().unwrap_or_default());
    sheet.put("16", &hour(claim.discharge_hour).unwrap_or_default());
    sheet.put("17", claim.discharge_status.as_deref().unwrap_or_default());
}

/// One payer of the claim, whichever it is.
struct Payer<'a> {
    sequence: &'a str,
    name: &'a str,
    id: Option<&'a str>,
    paid: Option<Cents>,
    holder: Option<&'a Subscriber>,
    /// The one to whom the form goes.
    asked: bool,
}

fn payers(sheet: &mut Sheet<'_>, claim: &Claim, facts: &PaperFacts) {
    let holder = claim.subscriber.as_ref();
    if holder.is_none() {
        sheet.missing("58", "holder of the insurance");
    }
    let mut all = vec![Payer {
        sequence: holder.map_or("P", |holder| holder.sequence.as_str()),
        name: &claim.payer.name,
        id: claim.payer.id.as_deref(),
        paid: None,
        holder,
        asked: true,
    }];
    all.extend(claim.other_payers.iter().map(|other| Payer {
        sequence: &other.sequence,
        name: &other.name,
        id: other.id.as_deref(),
        paid: other.paid_cents,
        holder: other.subscriber.as_ref(),
        asked: false,
    }));
    // P, S, T: the order of the alphabet is that of the payers.
    all.sort_by_key(|payer| payer.sequence);
    if all.len() > PAYERS.len() {
        let message = format!("The claim has {} payers; the form has three rows.", all.len());
        sheet.fault("50", message, "Send the claim electronically.");
    }
    for (at, (payer, row)) in all.iter().zip(&PAYERS).enumerate() {
        sheet.put_fitted(row.name, Text::Organisation(payer.name));
        sheet.put(row.id, payer.id.unwrap_or_default());
        sheet.put(row.release, if facts.signature_on_file { "Y" } else { "I" });
        sheet.put(row.assignment, if facts.accepts_assignment { "Y" } else { "N" });
        if let Some(paid) = payer.paid {
            sheet.put_money(row.paid, paid);
        }
        if let Some(holder) = payer.holder {
            sheet.put_fitted(row.insured, Text::Person(&holder.name));
            sheet.put(row.relation, holder.relationship.x12_code());
            sheet.put(row.member, &holder.member_id);
            sheet.put(row.plan, holder.plan.as_deref().unwrap_or_default());
            sheet.put(row.group, holder.group.as_deref().unwrap_or_default());
        }
        if payer.asked {
            sheet.put(["63A", "63B", "63C"][at], claim.authorization.as_deref().unwrap_or(""));
            let number = claim.original_reference.as_deref().unwrap_or("");
            sheet.put(["64A", "64B", "64C"][at], number);
            if claim.frequency != "1" && number.is_empty() {
                sheet.missing("64", "payer's number of the claim that it replaces or voids");
            }
        }
    }
}

fn diagnoses(sheet: &mut Sheet<'_>, claim: &Claim) {
    sheet.put("66", "0");
    let poa = |at: usize| claim.diagnoses_poa.get(at).map_or("", String::as_str);
    let all = claim.diagnoses.iter().enumerate().map(|(at, code)| (at, code.as_str()));
    // As in the 837I, a cause (V00 to Y99) has boxes of its own.
    let is_cause = |code: &str| matches!(code.as_bytes().first(), Some(b'V'..=b'Y'));
    let (causes, conditions): (Vec<_>, Vec<_>) = all.partition(|(_, code)| is_cause(code));
    for (what, number, found, boxes) in [
        ("conditions", "67", &conditions, &DIAGNOSIS[..]),
        ("external causes", "72", &causes, &CAUSE[..]),
    ] {
        if found.len() > boxes.len() {
            let message =
                format!("The claim has {} {what}; the form has {}.", found.len(), boxes.len());
            sheet.fault(number, message, "Leave out those that matter least.");
        }
        for ((at, code), (number, indicator)) in found.iter().zip(boxes) {
            sheet.put(number, &text::without_point(code));
            // 1 says that the code is exempt, which a blank says on paper.
            sheet.put(indicator, if poa(*at) == "1" { "" } else { poa(*at) });
        }
    }
    if conditions.is_empty() {
        sheet.missing("67", "diagnosis");
    }
    let admitting = claim.admitting_diagnosis.as_deref().unwrap_or_default();
    sheet.put("69", &text::without_point(admitting));
    if claim.reasons_for_visit.len() > REASON.len() {
        sheet.fault("70", "There is room for three reasons.".to_owned(), "Keep the first three.");
    }
    for (number, code) in REASON.into_iter().zip(&claim.reasons_for_visit) {
        sheet.put(number, &text::without_point(code));
    }
    if claim.procedures.len() > OPERATION.len() {
        let message = format!("The claim has {} operations; six fit.", claim.procedures.len());
        sheet.fault("74", message, "Leave out those that matter least.");
    }
    for ((number, day), operation) in OPERATION.into_iter().zip(&claim.procedures) {
        sheet.put(number, &operation.code);
        sheet.put(day, &text::six_digits(operation.date));
    }
}

fn providers(sheet: &mut Sheet<'_>, claim: &Claim) {
    let empty = HumanName::default();
    let mut put = |who: &ProviderRef, [npi, last, first]: [&'static str; 3]| {
        let name = who.name.as_ref().unwrap_or(&empty);
        put_npi(sheet, npi, Some(&who.npi));
        sheet.put(last, &name.family);
        sheet.put(first, name.given.as_deref().unwrap_or_default());
    };
    if let Some(who) = &claim.rendering {
        put(who, ["76.npi", "76.last", "76.first"]);
    }
    if let Some(who) = &claim.operating {
        put(who, ["77.npi", "77.last", "77.first"]);
    }
    if let Some(who) = &claim.referring {
        put(who, ["78.npi", "78.last", "78.first"]);
        sheet.put("78.qualifier", "DN");
    }
}
