//! Which changes are worth trying for a cause.

use super::Change;
use crate::denials::Category;
use model::{Claim, ClaimLine, ClaimType, Date, Quantity};

/// Most candidates.
const MAX_CANDIDATES: usize = 400;
/// Modifiers that say that a service stands on its own (NCCI: anatomic, global, other).
const SEPARATE: [&str; 11] = ["25", "57", "24", "58", "78", "79", "59", "XE", "XP", "XS", "XU"];
/// Modifiers of side.
const SIDES: [&str; 3] = ["RT", "LT", "50"];
/// Modifiers that say that the same was done again.
const REPEATED: [&str; 3] = ["76", "77", "91"];
/// Modifiers that say what part of a service it is, who gave it, by what plan or in what way, and
/// without which a payer does not take it: components, therapy plans, active treatment, waived
/// tests, telehealth, prevention, surgeons, rental and purchase.
const NAMED: [&str; 24] = [
    "26", "TC", "GP", "GO", "GN", "KX", "CQ", "CO", "AT", "QW", "95", "93", "GT", "33", "PT", "52",
    "53", "62", "80", "AS", "RR", "NU", "QK", "QX",
];
/// Places in which the same office or hospital service may have been given.
const PLACES: [&str; 7] = ["11", "19", "21", "22", "23", "02", "10"];

/// What the caller knows and the claim does not say.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Known {
    /// Authorization numbers on file for the patient and payer.
    pub authorizations: Vec<String>,
    /// Diagnoses that the coded chart supports.
    pub supported: Vec<String>,
    /// Codes that were considered for the line and refused, or that replace it; the likeliest
    /// first.
    pub other_codes: Vec<String>,
    /// Taxonomies of the rendering provider.
    pub taxonomies: Vec<String>,
    /// Member numbers from the newest eligibility answer.
    pub member_numbers: Vec<String>,
    /// The last day on which it would have been in time.
    pub in_time: Option<Date>,
}

/// Changes worth trying, cheapest first; the claim's own order among equals.
#[must_use]
pub fn candidates(
    category: Category,
    claim: &Claim,
    line: Option<&ClaimLine>,
    known: &Known,
) -> Vec<Change> {
    let lines: Vec<&ClaimLine> = match line {
        Some(line) if category != Category::Bundling => vec![line],
        // The modifier may stand on either line of a pair.
        Some(line) => std::iter::once(line)
            .chain(claim.lines.iter().filter(|other| other.line != line.line))
            .collect(),
        None => claim.lines.iter().collect(),
    };
    let mut found = of_claim(category, known);
    for line in lines {
        found.extend(of_line(category, claim, line, known));
    }
    found.sort_by_key(Change::cost);
    found.truncate(MAX_CANDIDATES);
    found
}

fn of_claim(category: Category, known: &Known) -> Vec<Change> {
    let mut found = Vec::new();
    if matches!(category, Category::Authorization | Category::MissingInformation) {
        found.extend(known.authorizations.iter().cloned().map(Change::Authorization));
    }
    if matches!(category, Category::Eligibility | Category::MissingInformation) {
        found.extend(known.member_numbers.iter().cloned().map(Change::MemberNumber));
    }
    if matches!(category, Category::Provider | Category::MissingInformation) {
        found.extend(known.taxonomies.iter().cloned().map(Change::Taxonomy));
    }
    if category == Category::TimelyFiling {
        found.extend(known.in_time.map(Change::Submitted));
    }
    if is_about_codes(category) {
        found.extend(PLACES.iter().map(|place| Change::PlaceOfService((*place).to_owned())));
    }
    found
}

/// Causes for which codes, modifiers and pointers are tried.
fn is_about_codes(category: Category) -> bool {
    matches!(
        category,
        Category::Coding
            | Category::Bundling
            | Category::MedicalNecessity
            | Category::MissingInformation
            | Category::BenefitLimit
            | Category::NonCovered
            | Category::Duplicate
            | Category::Unsorted
    )
}

fn of_line(category: Category, claim: &Claim, line: &ClaimLine, known: &Known) -> Vec<Change> {
    if !is_about_codes(category) {
        return Vec::new();
    }
    let number = line.line;
    // The lines of an institutional claim point to no diagnosis.
    let points = claim.claim_type == ClaimType::Professional;
    let mut found: Vec<Change> = (1u8..)
        .zip(&claim.diagnoses)
        .filter(|(at, _)| points && line.pointers.first() != Some(at))
        .map(|(diagnosis, _)| Change::PointTo { line: number, diagnosis })
        .collect();
    let modifiers = modifiers(category).map(str::to_owned);
    found.extend(modifiers.map(|modifier| Change::AddModifier { line: number, modifier }));
    let own = line.modifiers.iter().cloned();
    found.extend(own.map(|modifier| Change::DropModifier { line: number, modifier }));
    found.extend(fewer_units(line).map(|units| Change::Units { line: number, units }));
    let missing = known.supported.iter().filter(|code| !claim.diagnoses.contains(code));
    found.extend(missing.map(|code| Change::AddDiagnosis { line: number, code: code.clone() }));
    let codes = known.other_codes.iter().filter(|code| line.code.as_ref() != Some(code));
    found.extend(codes.map(|code| Change::Code { line: number, code: code.clone() }));
    if claim.lines.len() > 1 {
        found.push(Change::DropLine { line: number });
    }
    found
}

/// The modifiers worth trying for a cause, the likeliest first.
fn modifiers(category: Category) -> impl Iterator<Item = &'static str> {
    let lists: [&[&str]; 4] = match category {
        Category::Duplicate => [&REPEATED, &SEPARATE, &SIDES, &[]],
        Category::Bundling => [&SEPARATE, &SIDES, &REPEATED, &[]],
        _ => [&SEPARATE, &SIDES, &REPEATED, &NAMED],
    };
    lists.into_iter().flatten().copied()
}

/// Smaller units, the nearest first: the change is the smaller the more is left.
fn fewer_units(line: &ClaimLine) -> impl Iterator<Item = Quantity> + use<> {
    let units = line.units.whole().unwrap_or(0);
    (1..units).rev().take(12).chain((units > 13).then_some(1)).map(Quantity::units)
}
