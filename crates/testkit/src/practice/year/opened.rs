//! Where the newest accounts lie: by what is wrong with them, else along the way by their age.

use super::problem::Problem;
use super::story::{HoldReason, Place};
use super::{Account, OPEN_ACCOUNTS};
use model::Setting;

/// Places of the open accounts, newest first.
const LADDER: [(Place, usize); 9] = [
    (Place::Received, 4),
    (Place::Review, 12),
    (Place::Held, 2),
    (Place::Review, 6),
    (Place::Charging, 6),
    (Place::Edits, 6),
    (Place::Submitted, 9),
    (Place::Held, 2),
    (Place::Acknowledged, 13),
];

/// The place of each open account, oldest first.
pub(super) fn places(accounts: &[Account]) -> Vec<Place> {
    let ladder = LADDER.into_iter().flat_map(|(place, n)| std::iter::repeat_n(place, n));
    let mut by_age: Vec<Place> = ladder.take(OPEN_ACCOUNTS).collect();
    by_age.reverse();
    let open = accounts.len().saturating_sub(OPEN_ACCOUNTS);
    let newest = accounts.iter().skip(open);
    newest.zip(by_age).map(|(account, place)| by_problem(account).unwrap_or(place)).collect()
}

/// Where a problem keeps an account.
pub(super) fn by_problem(account: &Account) -> Option<Place> {
    if !account.chart.gaps.is_empty() {
        return Some(Place::Query);
    }
    account.problems.iter().find_map(|problem| match problem {
        Problem::UnsignedNote | Problem::MissingPrice { .. } | Problem::ExpiredCoverage { .. } => {
            Some(Place::Held)
        }
        Problem::MissingAuthorization { .. } => Some(Place::Edits),
        Problem::ChargeNotDocumented { .. }
        | Problem::DocumentedNotCharged { .. }
        | Problem::UnitsDiffer { .. } => Some(Place::Charging),
        Problem::MissingLaterality => Some(Place::Query),
        Problem::DuplicatePatient { .. } => None,
    })
}

/// Why an account is or was set aside.
pub(super) fn reason(account: &Account) -> HoldReason {
    let by_problem = account.problems.iter().find_map(|problem| match problem {
        Problem::UnsignedNote => Some(HoldReason::UnsignedNote),
        Problem::MissingPrice { .. } => Some(HoldReason::MissingPrice),
        Problem::ExpiredCoverage { .. } => Some(HoldReason::ExpiredCoverage),
        Problem::MissingAuthorization { .. } => Some(HoldReason::MissingAuthorization),
        Problem::ChargeNotDocumented { .. }
        | Problem::DocumentedNotCharged { .. }
        | Problem::UnitsDiffer { .. } => Some(HoldReason::ChargeMismatch),
        Problem::MissingLaterality | Problem::DuplicatePatient { .. } => None,
    });
    let waits = matches!(
        account.chart.chart.encounter.setting,
        Some(Setting::Surgery | Setting::Inpatient)
    );
    let usual = if waits { HoldReason::ResultPending } else { HoldReason::CoverageCheck };
    by_problem.unwrap_or(usual)
}
