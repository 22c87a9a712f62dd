//! The CMS-1500 (02/12) of a professional claim.
//!
//! Limits and formats follow the NUCC's instruction manual for the 02/12 form and the Medicare
//! Claims Processing Manual, chapter 26 section 10 (item 11 of a claim to Medicare as first
//! payer).

use super::PaperFacts;
use super::cms1500_boxes::{DIAGNOSES, DIAGNOSIS, LINES, PLACES};
use super::cms1500_lines;
use super::form::{Form, FormFault, FormKind, FormPage, MAX_PAGES, Sheet, checked};
use super::shorten::Text;
use super::text;
use model::{Cents, Claim, HumanName, PayerKind, Relationship, Sex, Subscriber};

pub(super) fn form(claim: &Claim, facts: &PaperFacts) -> Result<Form, Vec<FormFault>> {
    let mut faults = Vec::new();
    let sheets = claim.lines.len().div_ceil(LINES).max(1);
    let mut pages: Vec<FormPage> = Vec::new();
    for page in 0..sheets.min(MAX_PAGES) {
        let mut sheet = Sheet::new(PLACES, &mut faults);
        payer(&mut sheet, claim);
        people(&mut sheet, claim);
        other_insurance(&mut sheet, claim);
        causes(&mut sheet, facts);
        providers(&mut sheet, claim);
        diagnoses(&mut sheet, claim);
        let lines = claim.lines.iter().skip(page * LINES).take(LINES);
        for (row, line) in lines.enumerate() {
            cms1500_lines::put(&mut sheet, claim, line, row);
        }
        billing(&mut sheet, claim, facts);
        if page + 1 == sheets {
            totals(&mut sheet, claim, facts);
        }
        pages.push(sheet.finish());
    }
    let mut sheet = Sheet::new(PLACES, &mut faults);
    if claim.lines.is_empty() {
        sheet.missing("24", "service line");
    }
    if sheets > MAX_PAGES {
        let message = format!("The claim needs {sheets} pages; the most are {MAX_PAGES}.");
        sheet.fault("24", message, "Split the claim.");
    }
    checked(FormKind::Cms1500, pages, faults)
}

fn payer(sheet: &mut Sheet<'_>, claim: &Claim) {
    sheet.put_fitted("0.name", Text::Organisation(&claim.payer.name));
    if let Some(address) = &claim.payer.address {
        sheet.put_fitted("0.street", Text::Street(address));
        sheet.put_fitted("0.city", Text::CityLine(address));
    }
    let group = claim.subscriber.as_ref().is_some_and(|holder| holder.group.is_some());
    let sort = match claim.payer.kind {
        PayerKind::Medicare => "1.medicare",
        PayerKind::Medicaid => "1.medicaid",
        PayerKind::Commercial if group => "1.group",
        _ => "1.other",
    };
    sheet.put(sort, "X");
}

/// Medicare as first payer asks nothing of the insured but the word in item 11.
fn is_medicare_first(claim: &Claim, holder: &Subscriber) -> bool {
    claim.payer.kind == PayerKind::Medicare && holder.sequence == "P"
}

fn people(sheet: &mut Sheet<'_>, claim: &Claim) {
    let patient = &claim.patient;
    match &patient.name {
        Some(name) => sheet.put_fitted("2", Text::Person(name)),
        None => sheet.missing("2", "name of the patient"),
    }
    match patient.birth_date {
        Some(born) => put_born(sheet, ["3.month", "3.day", "3.year"], born),
        None => sheet.missing("3", "birth date of the patient"),
    }
    put_sex(sheet, patient.sex, "3.male", "3.female");
    match &patient.address {
        Some(address) => {
            sheet.put_fitted("5.street", Text::Street(address));
            sheet.put_fitted("5.city", Text::City(&address.city));
            sheet.put("5.state", &address.state);
            sheet.put("5.zip", &text::zip(&address.zip));
        }
        None => sheet.missing("5", "address of the patient"),
    }
    let Some(holder) = &claim.subscriber else {
        return sheet.missing("1a", "holder of the insurance");
    };
    sheet.put("1a", &holder.member_id);
    if holder.member_id.trim().is_empty() {
        sheet.missing("1a", "member identifier");
    }
    let relation = match holder.relationship {
        Relationship::Same => "6.self",
        Relationship::Spouse => "6.spouse",
        Relationship::Child => "6.child",
        Relationship::Other => "6.other",
    };
    sheet.put(relation, "X");
    if is_medicare_first(claim, holder) {
        return sheet.put("11", "NONE");
    }
    insured(sheet, claim, holder);
}

fn insured(sheet: &mut Sheet<'_>, claim: &Claim, holder: &Subscriber) {
    let same = holder.relationship == Relationship::Same;
    sheet.put_fitted("4", Text::Person(&holder.name));
    let address = holder.address.as_ref().or(claim.patient.address.as_ref().filter(|_| same));
    if let Some(address) = address {
        sheet.put_fitted("7.street", Text::Street(address));
        sheet.put_fitted("7.city", Text::City(&address.city));
        sheet.put("7.state", &address.state);
        sheet.put("7.zip", &text::zip(&address.zip));
    }
    sheet.put("11", holder.group.as_deref().unwrap_or_default());
    if let Some(born) = holder.birth_date.or(claim.patient.birth_date.filter(|_| same)) {
        put_born(sheet, ["11a.month", "11a.day", "11a.year"], born);
    }
    let sex = if same { claim.patient.sex } else { holder.sex };
    put_sex(sheet, sex, "11a.male", "11a.female");
    sheet.put("11c", holder.plan.as_deref().unwrap_or_default());
    let other = if claim.other_payers.is_empty() { "11d.no" } else { "11d.yes" };
    sheet.put(other, "X");
}

fn other_insurance(sheet: &mut Sheet<'_>, claim: &Claim) {
    let Some(other) = claim.other_payers.first() else { return };
    if let Some(more) = claim.other_payers.get(1) {
        let message = format!("There is no room for a third payer, {}.", more.name);
        sheet.fault("9", message, "Send the claim electronically.");
    }
    if let Some(holder) = &other.subscriber {
        sheet.put_fitted("9", Text::Person(&holder.name));
        sheet.put("9a", holder.group.as_deref().unwrap_or(&holder.member_id));
    }
    sheet.put_fitted("9d", Text::Organisation(&other.name));
}

fn causes(sheet: &mut Sheet<'_>, facts: &PaperFacts) {
    sheet.put(if facts.from_work { "10a.yes" } else { "10a.no" }, "X");
    sheet.put(if facts.car_accident_state.is_some() { "10b.yes" } else { "10b.no" }, "X");
    sheet.put("10b.state", facts.car_accident_state.as_deref().unwrap_or_default());
    sheet.put(if facts.from_other_accident { "10c.yes" } else { "10c.no" }, "X");
    if facts.signature_on_file {
        sheet.put("12", "SIGNATURE ON FILE");
        sheet.put("13", "SIGNATURE ON FILE");
    }
}

/// Item 17 takes one person: who referred comes before who ordered.
fn providers(sheet: &mut Sheet<'_>, claim: &Claim) {
    let referring = claim.referring.as_ref().map(|who| ("DN", who));
    let ordering = claim.ordering.as_ref().map(|who| ("DK", who));
    if let Some((qualifier, who)) = referring.or(ordering) {
        sheet.put("17.qualifier", qualifier);
        match &who.name {
            Some(name) => sheet.put("17", &given_first(name)),
            None => sheet.missing("17", "name of who referred or ordered"),
        }
        put_npi(sheet, "17b", Some(&who.npi));
    }
    if let Some(day) = claim.admission_date {
        let [month, date, year] = text::short_day(day);
        for (number, part) in [("18.month", month), ("18.day", date), ("18.year", year)] {
            sheet.put(number, &part);
        }
    }
    // No claim here bills a laboratory's purchased service.
    sheet.put("20.no", "X");
}

/// `JOHN A DOE`: item 17 is written in the order of speech.
fn given_first(name: &HumanName) -> String {
    let parts = [name.given.as_deref(), name.middle.as_deref(), Some(&name.family)];
    let parts = parts.into_iter().flatten().chain(name.suffix.as_deref());
    parts.collect::<Vec<_>>().join(" ")
}

fn diagnoses(sheet: &mut Sheet<'_>, claim: &Claim) {
    let count = claim.diagnoses.len();
    if count > DIAGNOSES {
        let message = format!("The claim has {count} diagnoses; the form has {DIAGNOSES}.");
        sheet.fault("21", message, "Leave out those that no line points to, or split the claim.");
    }
    if count == 0 {
        sheet.missing("21", "diagnosis");
    }
    sheet.put("21.indicator", "0");
    for (number, code) in DIAGNOSIS.into_iter().zip(&claim.diagnoses) {
        sheet.put(number, &text::without_point(code));
    }
    if claim.frequency != "1" {
        sheet.put("22.code", &claim.frequency);
        match &claim.original_reference {
            Some(number) => sheet.put("22.reference", number),
            None => sheet.missing("22", "payer's number of the claim that it replaces or voids"),
        }
    }
    match (&claim.authorization, &claim.clia) {
        (Some(number), None) | (None, Some(number)) => sheet.put("23", number),
        (Some(_), Some(_)) => {
            let message = "There is room for one number, of the authorization or of the CLIA.";
            sheet.fault(
                "23",
                message.to_owned(),
                "Bill the laboratory lines in a claim of theirs.",
            );
        }
        (None, None) => {}
    }
}

fn billing(sheet: &mut Sheet<'_>, claim: &Claim, facts: &PaperFacts) {
    let own = &claim.billing;
    match &own.tax_id {
        Some(number) => {
            let digits: String = number.chars().filter(|c| *c != '-').collect();
            sheet.put("25", &digits);
            sheet.put("25.ein", "X");
        }
        None => sheet.missing("25", "tax identifier"),
    }
    let account = facts.account_number.as_deref().unwrap_or(claim.id.as_str());
    sheet.put("26", account);
    sheet.put(if facts.accepts_assignment { "27.yes" } else { "27.no" }, "X");
    sheet.put("31", "SIGNATURE ON FILE");
    sheet.put("31.date", &text::short_day(facts.prepared).join(" "));
    if let Some((area, number)) = own.phone.as_deref().and_then(text::phone) {
        sheet.put("33.area", area);
        sheet.put("33.phone", &number);
    }
    let name = own.name.as_deref().unwrap_or_default();
    sheet.put_fitted("33.name", Text::Organisation(name));
    match &own.address {
        Some(address) if !name.is_empty() => {
            sheet.put_fitted("33.street", Text::Street(address));
            sheet.put_fitted("33.city", Text::CityLine(address));
        }
        _ => sheet.missing("33", "name and address of who bills"),
    }
    put_npi(sheet, "33a", Some(&own.npi));
    if claim.payer.kind == PayerKind::Medicaid
        && let Some(taxonomy) = &own.taxonomy
    {
        // ZZ says that the number is a taxonomy code.
        sheet.put("33b", &format!("ZZ{taxonomy}"));
    }
    let (place, npi) = match &claim.facility {
        Some(place) => (Some((&place.name, &place.address)), place.npi.as_deref()),
        None => (own.name.as_ref().zip(own.address.as_ref()), Some(own.npi.as_str())),
    };
    if let Some((name, address)) = place {
        sheet.put_fitted("32.name", Text::Organisation(name));
        sheet.put_fitted("32.street", Text::Street(address));
        sheet.put_fitted("32.city", Text::CityLine(address));
        put_npi(sheet, "32a", npi);
    }
}

fn totals(sheet: &mut Sheet<'_>, claim: &Claim, facts: &PaperFacts) {
    sheet.put_money(("28.dollars", "28.cents"), claim.total());
    let payers: Cents = claim.other_payers.iter().filter_map(|other| other.paid_cents).sum();
    let paid = payers + facts.patient_paid;
    if paid != Cents::ZERO {
        sheet.put_money(("29.dollars", "29.cents"), paid);
    }
}

fn put_born(sheet: &mut Sheet<'_>, numbers: [&'static str; 3], born: model::Date) {
    let [month, day, _] = text::short_day(born);
    for (number, part) in numbers.into_iter().zip([month, day, format!("{:04}", born.year())]) {
        sheet.put(number, &part);
    }
}

fn put_sex(sheet: &mut Sheet<'_>, sex: Sex, male: &'static str, female: &'static str) {
    match sex {
        Sex::Male => sheet.put(male, "X"),
        Sex::Female => sheet.put(female, "X"),
        Sex::Unknown => {}
    }
}

/// An NPI of ten digits with its check digit.
pub(super) fn put_npi(sheet: &mut Sheet<'_>, number: &'static str, npi: Option<&str>) {
    let Some(npi) = npi else { return };
    if !model::npi::is_valid(npi) {
        let message = format!("`{npi}` is not an NPI.");
        return sheet.fault(number, message, "Write ten digits; the last one is a check digit.");
    }
    sheet.put(number, npi);
}
