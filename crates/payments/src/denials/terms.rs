//! How long one may appeal and correct: by kind of payer from data, or by a payer's own contract.

use model::{Address, Cents, Date, PayerKind};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::sync::LazyLock;

static TERMS: LazyLock<BTreeMap<String, AppealTerms>> = LazyLock::new(|| {
    toml::from_str(include_str!("../../data/appeal_terms.toml")).unwrap_or_default()
});

/// The terms of a payer.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AppealTerms {
    /// Where they stand.
    pub source: String,
    /// Days from the last day of service for corrected and new claims; `None`: ask the payer.
    #[serde(default)]
    pub correct_days: Option<u16>,
    /// Where appeals go, where that is not the address of claims.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub address: Option<Address>,
    /// The levels of appeal, first to last.
    #[serde(default)]
    pub level: Vec<LevelTerms>,
}

/// One level of appeal.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LevelTerms {
    /// What it is called.
    pub name: String,
    /// Days from the notice before it.
    pub days: u16,
    /// Least amount in dispute, by the day of filing; empty: none.
    #[serde(default)]
    pub least: Vec<LeastAmount>,
}

/// A least amount in dispute from a day on.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeastAmount {
    /// First day.
    pub from: Date,
    /// The amount.
    pub cents: Cents,
}

impl AppealTerms {
    /// The terms of a kind of payer, before the site enters the payer's own.
    #[must_use]
    pub fn of(kind: PayerKind) -> AppealTerms {
        let name = match kind {
            PayerKind::Medicare => "medicare",
            PayerKind::Commercial => "commercial",
            PayerKind::MedicareAdvantage => "medicare_advantage",
            PayerKind::Medicaid => "medicaid",
            PayerKind::WorkersComp => "workers_comp",
            PayerKind::Other => "other",
        };
        TERMS.get(name).cloned().unwrap_or_default()
    }

    /// A level, from 1.
    #[must_use]
    pub fn level(&self, number: u8) -> Option<&LevelTerms> {
        self.level.get(usize::from(number.checked_sub(1)?))
    }

    /// The last day for a level, when the decision before it is dated `notice`.
    #[must_use]
    pub fn appeal_by(&self, number: u8, notice: Date) -> Option<Date> {
        self.level(number).map(|level| notice.plus_days(i32::from(level.days)))
    }

    /// The last day for a corrected or new claim.
    #[must_use]
    pub fn correct_by(&self, last_service: Date) -> Option<Date> {
        self.correct_days.map(|days| last_service.plus_days(i32::from(days)))
    }
}

impl LevelTerms {
    /// The least amount in dispute for an appeal filed on a day; zero when there is none.
    #[must_use]
    pub fn least_on(&self, day: Date) -> Cents {
        let begun = self.least.iter().filter(|least| least.from <= day);
        begun.max_by_key(|least| least.from).map_or(Cents::ZERO, |least| least.cents)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn the_five_levels_of_medicare() {
        let read: Result<BTreeMap<String, AppealTerms>, _> =
            toml::from_str(include_str!("../../data/appeal_terms.toml"));
        assert_eq!(read.unwrap().len(), 6);
        let terms = AppealTerms::of(PayerKind::Medicare);
        let days: Vec<u16> = terms.level.iter().map(|level| level.days).collect();
        assert_eq!(days, [120, 180, 60, 60, 60]);
        assert_eq!(terms.appeal_by(1, day("2026-01-01")), Some(day("2026-05-01")));
        assert_eq!(terms.appeal_by(0, day("2026-01-01")), None);
        assert_eq!(terms.appeal_by(6, day("2026-01-01")), None);
        assert_eq!(terms.correct_by(day("2026-03-01")), Some(day("2027-03-01")));
    }

    #[test]
    fn least_amounts_follow_the_day_of_filing() {
        let terms = AppealTerms::of(PayerKind::Medicare);
        for (level, filed, cents) in [
            (3, "2023-12-31", 0),
            (3, "2024-12-31", 18_000),
            (3, "2025-01-01", 19_000),
            (3, "2026-06-01", 20_000),
            (5, "2026-06-01", 196_000),
            (1, "2026-06-01", 0),
        ] {
            let least = terms.level(level).unwrap().least_on(day(filed));
            assert_eq!(least, Cents(cents), "{level} {filed}");
        }
    }

    #[test]
    fn who_has_no_terms_says_so() {
        for kind in [PayerKind::WorkersComp, PayerKind::Other] {
            let terms = AppealTerms::of(kind);
            assert!(terms.level.is_empty() && terms.source.contains("terms"), "{terms:?}");
            assert_eq!(terms.correct_by(day("2026-01-01")), None);
        }
        assert_eq!(AppealTerms::of(PayerKind::Commercial).level(1).unwrap().days, 180);
    }
}
