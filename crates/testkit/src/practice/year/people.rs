//! Patients and their insurances. Nobody here exists.

use super::super::{Directory, PracticeError};
use super::draw::Draw;
use super::visit::{Names, Visit};
use model::{Address, Coverage, Date, HumanName, Patient, Relationship, Sex};

/// The first record number of the year's patients; the hand-written charts have P1… to P7….
const FIRST_NUMBER: usize = 900_000;

/// A patient who fits the visit on that day.
pub(super) fn patient(
    number: usize,
    visit: &Visit,
    day: Date,
    names: &Names,
    draw: &mut Draw,
) -> Patient {
    let sex = visit.sex.unwrap_or(if draw.percent(52) { Sex::Female } else { Sex::Male });
    let given = if sex == Sex::Male { &names.male } else { &names.female };
    let given = draw.one(given).cloned().unwrap_or_default();
    let family = draw.one(&names.family).cloned().unwrap_or_default();
    let middle = draw.percent(60).then(|| letter(draw));
    let age = draw.between(visit.ages[0], visit.ages[1]);
    // So many years and some days ago: the age on the day of service is the one that was drawn.
    let days = age * 1461 / 4 + draw.between(20, 340);
    let city = draw.one(&names.cities);
    let street = draw.one(&names.streets).cloned().unwrap_or_default();
    Patient {
        id: format!("P{}", FIRST_NUMBER + number).into(),
        name: Some(HumanName { family, given: Some(given), middle, suffix: None }),
        sex,
        birth_date: Some(day.plus_days(-i32::try_from(days).unwrap_or(0))),
        address: Some(Address {
            line1: format!("{} {street}", draw.between(100, 9_899)),
            line2: None,
            city: city.map(|city| city.name.clone()).unwrap_or_default(),
            state: "NE".to_owned(),
            zip: city.map_or_else(String::new, |c| format!("{}{:04}", c.zip, 2_000 + number)),
        }),
    }
}

fn letter(draw: &mut Draw) -> String {
    let letters = ["A", "B", "C", "D", "E", "G", "J", "K", "L", "M", "P", "R", "S", "T"];
    draw.one(&letters).map(|letter| (*letter).to_owned()).unwrap_or_default()
}

/// The patient's insurances in order; none for a patient who pays.
pub(super) fn coverages(
    number: usize,
    patient: &Patient,
    day: Date,
    directory: &Directory,
    draw: &mut Draw,
) -> Result<Vec<Coverage>, PracticeError> {
    let age = patient.age_on(day).unwrap_or(0);
    let share = draw.between(1, 100);
    let keys: &[&str] = match (age, share) {
        (65.., 1..=28) => &["medicare", "prairie"],
        (65.., 29..=50) => &["medicare"],
        (65.., 51..=56) => &["medicare", "medicaid"],
        (65.., 57..=92) => &["advantage"],
        (_, 1..=40) => &["prairie"],
        (_, 41..=68) => &["redbarn"],
        (_, 69..=72) => &["prairie", "redbarn"],
        (_, 73..=91) => &["medicaid"],
        _ => &[],
    };
    let ranked = (1_u8..).zip(keys);
    ranked.map(|(order, key)| coverage(number, order, key, age, patient, directory)).collect()
}

fn coverage(
    number: usize,
    order: u8,
    key: &str,
    age: u16,
    patient: &Patient,
    directory: &Directory,
) -> Result<Coverage, PracticeError> {
    let payer = directory.payer(key)?;
    let n = number % 10_000;
    // The second place of a real Medicare number is never an S: a plain sign of a made-up one.
    let member_id = match key {
        "medicare" => format!("1S0{}A0{}AB{:02}", n / 1000, n / 100 % 10, n % 100),
        _ => format!("{}Y{n:05}{order}", payer.id.chars().take(3).collect::<String>()),
    };
    let child = age < 18 && key != "medicaid";
    let parent = || Patient {
        id: format!("{}-S", patient.id).into(),
        name: patient.name.clone().map(|name| HumanName {
            given: Some("Alex".to_owned()),
            middle: None,
            ..name
        }),
        sex: Sex::Female,
        birth_date: patient.birth_date.map(|born| born.plus_days(-11_000)),
        address: patient.address.clone(),
    };
    Ok(Coverage {
        order,
        member_id,
        group: (payer.kind == model::PayerKind::Commercial).then(|| format!("G{}", 400 + n % 9)),
        plan: None,
        relationship: if child { Relationship::Child } else { Relationship::Same },
        subscriber: child.then(parent),
        payer: payer.resolve(),
        kind: payer.kind,
        timely_filing_days: Some(payer.timely_filing_days),
        auth_required: payer.auth_required.clone(),
        authorization: None,
    })
}
