//! The claim of an 837I: loops 2300 to 2430 (005010X223A2).

use super::claim::{MadeClaim, Shape};
use super::hierarchy::{clinician, organisation};
use super::household::Household;
use super::page::{Page, composite};
use super::parties::{Provider, Trade};
use super::rarities::{self, Rarities};
use super::services::STAYS;
use super::{Plan, other_payers};
use model::{Cents, Date};

pub(crate) fn claim(page: &mut Page, plan: &Plan<'_>, _: &Household, claim: &MadeClaim) {
    let mut claim = claim.clone();
    let target = plan.target().is_some_and(|(target, _)| target == claim.number);
    let rare = Rarities::drawn(&mut claim.chance.clone(), &claim, target);
    let place = composite(&[claim.place, "A", &claim.frequency.to_string()]);
    let charge = claim.charge.to_x12();
    page.seg("CLM", &[&claim.control, &charge, "", "", &place, "", "A", "Y", "Y"]);
    let stays = claim.stay.is_some();
    if stays {
        page.seg("DTP", &["096", "TM", &format!("{:02}30", claim.chance.between(8, 18))]);
    }
    let days = format!("{}-{}", claim.from.to_x12(), claim.through.to_x12());
    page.seg("DTP", &["434", "RD8", &days]);
    if stays {
        let hour = format!("{}{:02}15", claim.from.to_x12(), claim.chance.between(0, 23));
        page.seg("DTP", &["435", "DT", &hour]);
    }
    let admission = match claim.shape {
        Shape::Inpatient => ["1", "1", "01"],
        Shape::Nursing => ["3", "4", "01"],
        Shape::Emergency => ["1", "1", "01"],
        _ => ["3", "1", "01"],
    };
    page.seg("CL1", &admission);
    if claim.shape == Shape::Inpatient && claim.chance.one_in(4) {
        page.seg("PWK", &["DS", "EL", "", "", "AC", &format!("PW{:07}", claim.number)]);
    }
    if stays && claim.chance.one_in(3) {
        page.seg("AMT", &["F3", &Cents(15_000.min(claim.charge.0)).to_x12()]);
    }
    rarities::references(page, rare, &mut claim);
    if claim.shape == Shape::Inpatient {
        page.seg("REF", &["G1", &format!("PA{}", claim.chance.digits(8))]);
    }
    if let Some(original) = &claim.original {
        page.seg("REF", &["F8", original]);
    }
    page.seg("REF", &["EA", &format!("MRN{}", claim.chance.digits(6))]);
    codes(page, &mut claim);
    bill(page, &mut claim, rare);
    people(page, plan, &mut claim);
    other_payers::loops(page, &claim);
    for index in 0..claim.lines.len() {
        line(page, &claim, index);
    }
}

/// The HI segments: diagnoses, procedures, and the codes of the uniform bill.
fn codes(page: &mut Page, claim: &mut MadeClaim) {
    let stays = claim.stay.is_some();
    let present = |stays: bool, i: usize| match (stays, i % 5) {
        (false, _) => "",
        (true, 3) => "N",
        (true, _) => "Y",
    };
    let coded = |qualifier: &str, code: &str, poa: &str| {
        composite(&[qualifier, code, "", "", "", "", "", "", poa])
    };
    let Some((principal, others)) = claim.diagnoses.split_first() else { return };
    page.seg("HI", &[&coded("ABK", principal, present(stays, 0))]);
    if stays {
        page.seg("HI", &[&composite(&["ABJ", principal])]);
    }
    if claim.shape == Shape::Emergency {
        page.seg("HI", &[&composite(&["APR", principal])]);
        if *principal == "S72001A" {
            page.seg("HI", &[&coded("ABN", "W010XXA", "")]);
        }
    }
    let stay = claim.stay.and_then(|row| STAYS.get(row));
    if let Some((_, drg, ..)) = stay.filter(|_| claim.shape == Shape::Inpatient) {
        page.seg("HI", &[&composite(&["DR", drg])]);
    }
    let others: Vec<String> =
        (1..).zip(others).map(|(i, code)| coded("ABF", code, present(stays, i))).collect();
    for twelve in others.chunks(12) {
        let twelve: Vec<&str> = twelve.iter().map(String::as_str).collect();
        page.seg("HI", &twelve);
    }
    if operation(claim).is_some() {
        let day = claim.from.plus_days(1).to_x12();
        let code = operation(claim).unwrap_or_default();
        page.seg("HI", &[&composite(&["BBR", code, "D8", &day])]);
    }
}

/// The ICD-10-PCS code of the operation, when the stay is for one.
fn operation(claim: &MadeClaim) -> Option<&'static str> {
    let stay = claim.stay.and_then(|row| STAYS.get(row))?;
    (claim.shape == Shape::Inpatient && !stay.3.is_empty()).then_some(stay.3)
}

/// Occurrence spans, occurrences, values and conditions.
fn bill(page: &mut Page, claim: &mut MadeClaim, rare: Rarities) {
    if rare.has(18) {
        return rarities::bill(page, rare, claim);
    }
    let day = |date: Date| date.to_x12();
    if claim.shape == Shape::Nursing {
        let before = claim.from.plus_days(-6);
        let span = format!("{}-{}", day(before), day(claim.from.plus_days(-1)));
        page.seg("HI", &[&composite(&["BI", "70", "RD8", &span])]);
    }
    if claim.stay.is_some() || claim.chance.one_in(3) {
        let onset = day(claim.from.plus_days(-2));
        page.seg("HI", &[&composite(&["BH", "11", "D8", &onset])]);
    }
    if claim.stay.is_some() {
        let days = claim.lines.first().map_or(0, |line| line.units);
        let covered = composite(&["BE", "80", "", "", &days.to_string()]);
        match claim.chance.one_in(3) {
            true => page.seg("HI", &[&covered, &composite(&["BE", "01", "", "", "2140"])]),
            false => page.seg("HI", &[&covered]),
        }
    }
    if claim.chance.one_in(4) {
        page.seg("HI", &[&composite(&["BG", "09"])]);
    }
}

fn people(page: &mut Page, plan: &Plan<'_>, claim: &mut MadeClaim) {
    clinician(page, "71", &claim.treating);
    page.seg("PRV", &["AT", "PXC", claim.treating.taxonomy]);
    if operation(claim).is_some() {
        let surgeon = Provider::person(&mut claim.chance, "208600000X");
        clinician(page, "72", &surgeon);
    }
    if claim.shape == Shape::Outpatient && claim.chance.one_in(6) {
        let facility = Provider::organisation(plan.seed, Trade::Hospital, claim.number % 40);
        organisation(page, "77", &facility);
    }
}

fn line(page: &mut Page, claim: &MadeClaim, index: usize) {
    let line = &claim.lines[index];
    page.seg("LX", &[&(index + 1).to_string()]);
    let procedure = match line.code {
        "" => String::new(),
        code => composite(&["HC", code]),
    };
    let (charge, units) = (line.charge.to_x12(), line.units.to_string());
    page.seg("SV2", &[line.revenue, &procedure, &charge, line.measure, &units]);
    if claim.stay.is_none() {
        page.seg("DTP", &["472", "D8", &line.date.to_x12()]);
    }
    page.seg("REF", &["6R", &format!("{}L{}", claim.number, index + 1)]);
    other_payers::decisions(page, claim, index, &procedure);
}
