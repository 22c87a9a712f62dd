//! A few pairs, limits and add-on codes, the same for every sort of provider.

use super::day;
use codesets::ncci::add_on::{AddOn, AddOnType};
use codesets::ncci::mue::{MueAdjudication, MueLimit};
use codesets::ncci::ptp::{PtpEdit, PtpIndicator};
use model::Date;

/// Pairs, in force from 2020-01-01.
pub(super) fn ptp(column1: &str, column2: &str, on: Date) -> Option<PtpEdit<'static>> {
    let (indicator, to) = match (column1, column2) {
        ("45385", "45380") | ("20610", "99213") => (PtpIndicator::Allowed, None),
        ("45385", "45378") => (PtpIndicator::NotAllowed, Some(day("2026-06-30"))),
        ("45380", "45378") => (PtpIndicator::NotAllowed, None),
        ("80053", "80048") => (PtpIndicator::NotApplicable, None),
        _ => return None,
    };
    let from = day("2020-01-01");
    let holds = from <= on && to.is_none_or(|to| on <= to);
    holds.then_some(PtpEdit { indicator, from, to, rationale: "More extensive procedure" })
}

/// Limits of each kind.
pub(super) fn mue(code: &str) -> Option<MueLimit<'static>> {
    let (units, adjudication) = match code {
        "88350" => (4, MueAdjudication::Line),
        "45385" => (1, MueAdjudication::DayPolicy),
        "J0696" => (8, MueAdjudication::DayClinical),
        "A0100" => (0, MueAdjudication::DayClinical),
        _ => return None,
    };
    Some(MueLimit { units, adjudication, rationale: "Nature of service" })
}

/// Add-on codes of each type.
pub(super) fn add_on(code: &str) -> Option<AddOn> {
    let (kind, primaries): (_, &[&str]) = match code {
        "22614" => (AddOnType::Listed, &["22600", "22610", "22612"]),
        "99292" => (AddOnType::Listed, &["99291"]),
        "77001" => (AddOnType::Contractor, &[]),
        "96160" => (AddOnType::ListedAndContractor, &["99213", "99214"]),
        _ => return None,
    };
    let primaries = primaries.iter().map(|code| (*code).to_owned()).collect();
    Some(AddOn { kind, primaries })
}
