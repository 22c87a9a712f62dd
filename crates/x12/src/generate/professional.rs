//! The claim of an 837P: loops 2300 to 2440 (005010X222A1).

use super::claim::{MadeClaim, MadeLine, Shape};
use super::hierarchy::{address, clinician, organisation};
use super::household::Household;
use super::page::{Page, composite};
use super::parties::{Provider, Trade};
use super::people::Address;
use super::rarities::{self, Rarities};
use super::services::ANAESTHESIA;
use super::{Plan, other_payers};
use model::Cents;

pub(crate) fn claim(page: &mut Page, plan: &Plan<'_>, household: &Household, claim: &MadeClaim) {
    let mut claim = claim.clone();
    let target = plan.target().is_some_and(|(target, _)| target == claim.number);
    let rare = Rarities::drawn(&mut claim.chance.clone(), &claim, target);
    let place = composite(&[claim.place, "B", &claim.frequency.to_string()]);
    let accident = match claim.shape {
        Shape::Accident => composite(&["AA", "", "", household.address.state]),
        _ => String::new(),
    };
    let charge = claim.charge.to_x12();
    let signed = if claim.shape == Shape::Ambulance { "P" } else { "" };
    let late = if rare.has(17) { "5" } else { "" };
    let start = [&claim.control, &charge, "", "", &place, "Y", "A", "Y", "Y", signed, &accident];
    let end = ["", "", "", "", "", "", "", "", late];
    let facts = [&start[..], &end[..]].concat();
    page.seg("CLM", &facts);
    dates(page, &mut claim);
    if claim.shape == Shape::Accident {
        let control = format!("PW{:07}", claim.number);
        page.seg("PWK", &["OZ", "BM", "", "", "AC", &control]);
    }
    rarities::dates(page, rare, &claim);
    if claim.shape == Shape::Office && claim.chance.one_in(5) {
        page.seg("AMT", &["F5", &Cents(2_500.min(claim.charge.0)).to_x12()]);
    }
    rarities::references(page, rare, &mut claim);
    references(page, &mut claim);
    rarities::notes(page, rare, &claim);
    transport(page, &mut claim);
    diagnoses(page, &claim);
    people(page, plan, &mut claim, rare);
    other_payers::loops(page, &claim);
    for index in 0..claim.lines.len() {
        line(page, &mut claim, index, rare);
    }
}

fn dates(page: &mut Page, claim: &mut MadeClaim) {
    let day = claim.from;
    if claim.shape == Shape::Office && claim.chance.one_in(6) {
        page.seg("DTP", &["431", "D8", &day.plus_days(-9).to_x12()]);
    }
    if claim.shape == Shape::Accident {
        page.seg("DTP", &["439", "D8", &day.plus_days(-1).to_x12()]);
    }
    if claim.place == "21" {
        page.seg("DTP", &["435", "D8", &day.plus_days(-1).to_x12()]);
    }
}

fn references(page: &mut Page, claim: &mut MadeClaim) {
    if matches!(claim.shape, Shape::Operation | Shape::Rental) {
        page.seg("REF", &["G1", &format!("PA{}", claim.chance.digits(8))]);
    }
    if let Some(original) = &claim.original {
        page.seg("REF", &["F8", original]);
    }
    // Laboratory work names the laboratory's certificate (CLIA).
    if claim.lines.iter().any(|line| line.code.starts_with('8')) {
        page.seg(
            "REF",
            &["X4", &format!("{:02}D{}", claim.number % 90 + 5, claim.chance.digits(7))],
        );
    }
    if claim.chance.one_in(3) {
        page.seg("REF", &["EA", &format!("MRN{}", claim.chance.digits(6))]);
    }
    if claim.frequency == '7' {
        page.seg("NTE", &["ADD", "CORRECTED UNITS OF SERVICE"]);
    }
}

fn transport(page: &mut Page, claim: &mut MadeClaim) {
    if claim.shape == Shape::Ambulance {
        let miles = claim.lines.get(1).map_or(0, |line| line.units).to_string();
        page.seg("CR1", &["LB", "165", "", "A", "DH", &miles]);
        page.seg("CRC", &["07", "Y", "04", "06"]);
    }
}

fn diagnoses(page: &mut Page, claim: &MadeClaim) {
    let codes: Vec<String> = claim
        .diagnoses
        .iter()
        .enumerate()
        .map(|(i, code)| composite(&[if i == 0 { "ABK" } else { "ABF" }, code]))
        .collect();
    let codes: Vec<&str> = codes.iter().map(String::as_str).collect();
    page.seg("HI", &codes);
    let number = claim.lines.first().map_or("", |line| line.code);
    if let Some((_, operation)) = ANAESTHESIA.iter().find(|(code, _)| *code == number) {
        page.seg("HI", &[&composite(&["BP", operation])]);
    }
}

fn people(page: &mut Page, plan: &Plan<'_>, claim: &mut MadeClaim, rare: Rarities) {
    if claim.shape == Shape::Operation || claim.chance.one_in(5) {
        let referring = Provider::person(&mut claim.chance, "207Q00000X");
        clinician(page, "DN", &referring);
    }
    if claim.shape.trade().is_none() {
        clinician(page, "82", &claim.treating);
        page.seg("PRV", &["PE", "PXC", claim.treating.taxonomy]);
    }
    if matches!(claim.place, "19" | "21" | "22" | "24") {
        let facility = Provider::organisation(plan.seed, Trade::Hospital, claim.number % 40);
        organisation(page, "77", &facility);
    }
    rarities::people(page, rare, claim);
    if claim.shape == Shape::Ambulance {
        for role in ["PW", "45"] {
            let name = if role == "45" { "COMMUNITY HOSPITAL" } else { "" };
            page.seg("NM1", &[role, "2", name]);
            let at = Address { second: String::new(), ..Address::drawn(&mut claim.chance) };
            address(page, &at);
        }
    }
}

fn line(page: &mut Page, claim: &mut MadeClaim, index: usize, rare: Rarities) {
    let MadeLine { code, modifiers, charge, units, measure, date, drug, .. } =
        claim.lines[index].clone();
    page.seg("LX", &[&(index + 1).to_string()]);
    let mut parts = vec!["HC", code];
    parts.extend(&modifiers);
    let procedure = composite(&parts);
    let pointers = match (claim.diagnoses.len(), index % 3) {
        (1, _) | (_, 2) => "1",
        (2, _) | (_, 1) => "1:2",
        (3, _) => "2:1:3",
        _ => "1:2:3:4",
    };
    let emergency = if claim.shape == Shape::Ambulance { "Y" } else { "" };
    let (charge, units) = (charge.to_x12(), units.to_string());
    page.seg("SV1", &[&procedure, &charge, measure, &units, "", "", pointers, "", emergency]);
    if let Some((_, rent, price)) = super::services::RENTALS.iter().find(|r| r.0 == code) {
        let (rent, price) = (Cents(*rent).to_x12(), Cents(*price).to_x12());
        page.seg("SV5", &[&composite(&["HC", code]), "DA", "30", &rent, &price, "4"]);
    }
    if claim.shape == Shape::Oxygen {
        page.seg("PWK", &["CT", "AD"]);
        page.seg("CR3", &["I", "MO", "12"]);
        page.seg("CRC", &["09", "N", "ZV"]);
    }
    page.seg("DTP", &["472", "D8", &date.to_x12()]);
    if claim.shape == Shape::Oxygen {
        page.seg("DTP", &["463", "D8", &date.plus_days(-3).to_x12()]);
    }
    rarities::line(page, rare, &claim.lines[index]);
    page.seg("REF", &["6R", &format!("{}L{}", claim.number, index + 1)]);
    rarities::after_references(page, rare, index);
    if let Some((ndc, quantity, unit)) = drug {
        page.seg("LIN", &["", "N4", ndc]);
        page.seg("CTP", &["", "", "", &quantity.to_string(), unit]);
    }
    rarities::line_people(page, rare, claim, index);
    if matches!(claim.shape, Shape::Rental | Shape::Oxygen) {
        let ordering = Provider::person(&mut claim.chance, "207R00000X");
        clinician(page, "DK", &ordering);
        if claim.shape == Shape::Oxygen {
            address(page, &Address { second: String::new(), ..ordering.address });
            page.seg("PER", &["IC", "ORDERS DESK", "TE", &ordering.telephone]);
        }
    }
    other_payers::decisions(page, claim, index, &procedure);
    if claim.shape == Shape::Oxygen {
        page.seg("LQ", &["UT", "484.03"]);
        page.seg("FRM", &["1A", "", "55"]);
        page.seg("FRM", &["4", "Y"]);
    }
}
