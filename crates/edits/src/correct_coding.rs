//! What the tables of the National Correct Coding Initiative find on a claim, found once for all
//! rules of the three families: each code is looked up once a day of service.

use crate::families::{addon, mue, ptp};
use crate::services::{self, Services};
use crate::subject::Subject;
use codesets::ncci::ProviderType;
use model::Date;

/// What was found; nothing is allocated while nothing is wrong.
pub(crate) struct Findings<'a> {
    /// Codes of which one is not paid beside the other.
    pub(crate) pairs: Vec<ptp::Pair<'a>>,
    /// Units above a limit.
    pub(crate) excesses: Vec<mue::Excess<'a>>,
    /// Add-on codes without what they are added to.
    pub(crate) orphans: Vec<addon::Orphan>,
}

impl<'a> Findings<'a> {
    /// Judges the claim.
    pub(crate) fn of(subject: &Subject<'a>) -> Findings<'a> {
        let services = Services::of(subject);
        Findings {
            pairs: ptp::find(subject, &services),
            excesses: mue::find(subject, &services),
            orphans: addon::find(subject, &services),
        }
    }
}

/// True when `held` says of every day of service that the table for this claim is there. A claim
/// that NCCI does not judge needs no table.
pub(crate) fn can_judge(subject: &Subject<'_>, held: impl Fn(ProviderType, Date) -> bool) -> bool {
    let Some(provider) = services::provider(subject) else { return true };
    let mut days = subject.claim.lines.iter().filter(|line| line.code.is_some()).map(|l| l.date);
    let mut last = None;
    days.all(|day| last.replace(day) == Some(day) || held(provider, day))
}
