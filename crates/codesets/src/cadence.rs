//! How often each publisher puts out a release, and when one at hand is out of date.

use crate::container::PackKind;
use model::Date;

/// How long a list of exclusions is taken for current, in days. OIG puts a list out by the 10th of
/// each month; one begins here on its newest exclusion, some weeks before: a month and a margin of
/// three weeks.
const EXCLUSIONS_LAST: i32 = 31 + 21;

/// The months in which releases of a kind begin, each on its first day. CDC and CMS put out
/// ICD-10-CM and ICD-10-PCS on 1 October with an update on 1 April, HCPCS Level II, NCCI
/// and the fee schedule every quarter, the coverage database every week;
/// the World Health Organization puts out ICD-11 with its tables every January.
/// X12 puts out adjustment reasons and remarks three times a year, NUCC the taxonomy twice; CMS
/// changes the places of service as it needs to, so a list is looked after once a year.
#[must_use]
pub fn months(kind: PackKind) -> &'static [i8] {
    match kind {
        PackKind::Hcpcs
        | PackKind::NcciPtpPractitioner
        | PackKind::NcciPtpHospital
        | PackKind::NcciMuePractitioner
        | PackKind::NcciMueHospital
        | PackKind::NcciMueDme
        | PackKind::NcciAddOn
        | PackKind::FeeSchedule
        | PackKind::FeeScheduleApm => &[1, 4, 7, 10],
        PackKind::Icd10cmTabular
        | PackKind::Icd10cmIndex
        | PackKind::Icd10cmNeoplasm
        | PackKind::Icd10cmDrug
        | PackKind::Icd10cmExternal
        | PackKind::Icd10pcsTables
        | PackKind::Icd10pcsValidity => &[4, 10],
        PackKind::Icd11Mms
        | PackKind::Icd11MapOne
        | PackKind::Icd11MapAll
        | PackKind::Icd11MapBack
        | PackKind::Gpci
        | PackKind::Cpt
        | PackKind::Pos => &[1],
        PackKind::Carc | PackKind::Rarc => &[3, 7, 11],
        PackKind::Taxonomy | PackKind::Revenue => &[1, 7],
        PackKind::Coverage | PackKind::Exclusions => &[1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12],
    }
}

/// The day on which the publisher's next release begins, after one that began on `starts`.
#[must_use]
pub fn next_release(kind: PackKind, starts: Date) -> Date {
    if kind == PackKind::Exclusions {
        return starts.plus_days(EXCLUSIONS_LAST);
    }
    let this_year = months(kind).iter().map(|month| (starts.year(), *month));
    let next_year = months(kind).iter().map(|month| (starts.year().saturating_add(1), *month));
    this_year
        .chain(next_year)
        .filter_map(|(year, month)| Date::new(year, month, 1))
        .find(|day| *day > starts)
        .unwrap_or(starts)
}

/// Where a release stands on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Standing {
    /// In force, and the publisher's newest.
    Current,
    /// In force for want of a newer one: the publisher's next release began on this day.
    Stale(Date),
    /// A later release at hand took its place; it judges the services before that.
    Earlier,
    /// It begins later.
    Future,
}

impl Standing {
    /// The word used in listings and JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Standing::Current => "current",
            Standing::Stale(_) => "stale",
            Standing::Earlier => "earlier",
            Standing::Future => "future",
        }
    }
}

/// Where a release that begins on `starts` stands on a day, beside the other releases of its kind
/// that are at hand.
#[must_use]
pub fn standing(kind: PackKind, starts: Date, at_hand: &[Date], on: Date) -> Standing {
    if starts > on {
        return Standing::Future;
    }
    if at_hand.iter().any(|other| *other > starts && *other <= on) {
        return Standing::Earlier;
    }
    let due = next_release(kind, starts);
    if due <= on { Standing::Stale(due) } else { Standing::Current }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_next_release() {
        for (kind, starts, next) in [
            (PackKind::Icd10cmTabular, "2026-04-01", "2026-10-01"),
            (PackKind::Icd10cmTabular, "2026-10-01", "2027-04-01"),
            (PackKind::Icd10pcsTables, "2025-12-31", "2026-04-01"),
            (PackKind::Hcpcs, "2026-01-01", "2026-04-01"),
            (PackKind::Hcpcs, "2026-10-15", "2027-01-01"),
            (PackKind::Icd11Mms, "2025-01-01", "2026-01-01"),
            (PackKind::Icd11MapAll, "2019-04-01", "2020-01-01"),
            (PackKind::Exclusions, "2026-06-18", "2026-08-09"),
        ] {
            assert_eq!(next_release(kind, day(starts)), day(next), "{kind:?} {starts}");
        }
    }

    #[test]
    fn where_a_release_stands() {
        let at_hand = [day("2025-10-01"), day("2026-04-01")];
        let judge = |starts, on| standing(PackKind::Icd10cmTabular, day(starts), &at_hand, day(on));
        assert_eq!(judge("2026-04-01", "2026-09-30"), Standing::Current);
        assert_eq!(judge("2026-04-01", "2026-10-01"), Standing::Stale(day("2026-10-01")));
        assert_eq!(judge("2025-10-01", "2026-06-01"), Standing::Earlier);
        assert_eq!(judge("2025-10-01", "2026-03-31"), Standing::Current);
        assert_eq!(judge("2026-04-01", "2026-03-31"), Standing::Future);
    }
}
