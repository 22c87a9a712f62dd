//! Our own short words for the commonest reason codes (CARC) and remark codes (RARC), with the days
//! on which they hold. The owners' descriptions stand in no file of ours.

use super::{Group, Kind};
use crate::denials::{Category, Route};
use model::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::sync::LazyLock;

static REASONS: LazyLock<BTreeMap<String, Reason>> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/carc.toml")).unwrap_or_default());
static REMARKS: LazyLock<BTreeMap<String, Remark>> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/rarc.toml")).unwrap_or_default());

/// A claim adjustment reason code.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reason {
    /// First day.
    pub from: Date,
    /// Last day, where the code has ended.
    #[serde(default)]
    pub to: Option<Date>,
    /// Why the payer did it.
    pub category: Category,
    /// What the ledger does, by group code.
    #[serde(default)]
    kind: BTreeMap<String, Kind>,
    /// So general that the remark code decides the category, where it names one.
    #[serde(default)]
    pub general: bool,
    /// What to do, where it differs from the category's.
    #[serde(default)]
    pub route: Option<Route>,
    /// What it means, in plain words.
    pub says: String,
    /// What to do first, where it differs from the category's.
    #[serde(default)]
    pub next: Option<String>,
}

impl Reason {
    /// What the ledger does with it under a group.
    #[must_use]
    pub fn kind(&self, group: Group) -> Kind {
        self.kind.get(group.code()).copied().unwrap_or(Kind::Denied)
    }

    /// Whether the code held on a day.
    #[must_use]
    pub fn on(&self, day: Date) -> Listed {
        listed(self.from, self.to, day)
    }
}

/// A remittance advice remark code.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remark {
    /// First day.
    pub from: Date,
    /// Last day, where the code has ended.
    #[serde(default)]
    pub to: Option<Date>,
    /// What it makes of a general reason; `None` when it only informs.
    #[serde(default)]
    pub category: Option<Category>,
    /// The payer grants no appeal.
    #[serde(default)]
    pub no_appeal: bool,
    /// What to do, where it differs from the category's.
    #[serde(default)]
    pub route: Option<Route>,
    /// What it means, in plain words.
    pub says: String,
}

impl Remark {
    /// Whether the code held on a day.
    #[must_use]
    pub fn on(&self, day: Date) -> Listed {
        listed(self.from, self.to, day)
    }
}

/// Whether a code is on our list on a day.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Listed {
    /// It is.
    Yes,
    /// It begins later.
    NotYet(Date),
    /// It ended before.
    Ended(Date),
    /// Our list does not have it.
    No,
}

fn listed(from: Date, to: Option<Date>, day: Date) -> Listed {
    match to {
        _ if day < from => Listed::NotYet(from),
        Some(to) if to < day => Listed::Ended(to),
        _ => Listed::Yes,
    }
}

/// The reason with a code; `None` when our list does not have it.
#[must_use]
pub fn reason(carc: &str) -> Option<&'static Reason> {
    REASONS.get(&plain(carc))
}

/// The remark with a code; `None` when our list does not have it.
#[must_use]
pub fn remark(rarc: &str) -> Option<&'static Remark> {
    REMARKS.get(&plain(rarc))
}

/// Capital letters; some payers fill the numbers with zeros on the left.
fn plain(code: &str) -> String {
    code.trim().trim_start_matches('0').to_ascii_uppercase()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A word of one of these is more than a hurried reader wants.
    const LONGEST: usize = 150;

    #[test]
    fn the_lists_are_read() {
        let reasons: Result<BTreeMap<String, Reason>, _> =
            toml::from_str(include_str!("../../data/carc.toml"));
        let remarks: Result<BTreeMap<String, Remark>, _> =
            toml::from_str(include_str!("../../data/rarc.toml"));
        let (reasons, remarks) = (reasons.unwrap(), remarks.unwrap());
        let denied = |reason: &&Reason| reason.kind(Group::Contractual) == Kind::Denied;
        assert!(reasons.values().filter(denied).count() >= 80, "the commonest denials");
        assert!(remarks.len() >= 80, "{} remarks", remarks.len());
        assert_eq!((&*REASONS, &*REMARKS), (&reasons, &remarks));
        for (code, reason) in &reasons {
            assert!(reason.says.len() <= LONGEST && reason.says.ends_with('.'), "{code}");
            assert!(reason.kind.keys().all(|group| Group::of(group).is_some()), "{code}");
            assert!(reason.to.is_none_or(|to| reason.from < to), "{code}");
        }
        for (code, remark) in &remarks {
            assert!(remark.says.len() <= LONGEST && remark.says.ends_with('.'), "{code}");
            assert!(!code.starts_with('0'), "{code}");
        }
    }

    #[test]
    fn codes_hold_from_a_day() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        let from = day("2020-11-01");
        assert_eq!(reason("302").unwrap().on(day("2020-10-31")), Listed::NotYet(from));
        assert_eq!(reason("302").unwrap().on(day("2026-01-01")), Listed::Yes);
        assert_eq!(listed(from, Some(from), day("2020-11-02")), Listed::Ended(from));
        assert_eq!(remark("ma130").unwrap().on(day("2026-01-01")), Listed::Yes);
        assert!(reason("15").is_none(), "ended in 2018");
    }

    /// The owners' words are licensed: none of ours may be theirs. The lists lie outside the
    /// repository, and where they do not, the test has nothing to compare with.
    #[test]
    fn the_words_are_our_own() {
        let root = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/data/claim-codes");
        for (file, ours) in [
            ("carc.csv", REASONS.values().map(|one| &one.says).collect::<Vec<_>>()),
            ("rarc.csv", REMARKS.values().map(|one| &one.says).collect()),
        ] {
            let Ok(theirs) = std::fs::read_to_string(format!("{root}/{file}")) else {
                eprintln!("skipped: {file} is not there");
                continue;
            };
            let theirs = theirs.to_lowercase();
            for says in ours.into_iter().filter(|says| says.len() > 24) {
                let says = says.trim_end_matches('.').to_lowercase();
                assert!(!theirs.contains(&says), "{file}: {says}");
            }
        }
    }
}
