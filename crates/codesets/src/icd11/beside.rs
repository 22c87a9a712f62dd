//! What stands in ICD-11 beside an ICD-10-CM code, and what stands in ICD-10 beside an ICD-11
//! code. For reading only.

use super::{Cluster, Icd11, Icd11Map};
use crate::code::{dotted, undotted};
use crate::container::PackKind;
use crate::sets::CodeSets;
use model::Date;
use serde::Serialize;
use std::collections::BTreeMap;

/// Most entries beside one code. A heading of ICD-10 may lead to dozens.
pub const MOST_BESIDE: usize = 8;

/// Length of an ICD-10 category, beyond which no heading is a code.
const CATEGORY: usize = 3;

/// One entry beside an ICD-10-CM code.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Beside {
    /// The ICD-11 code or cluster.
    pub code: String,
    /// Its title; `None` when neither the table nor the release gives one.
    pub title: Option<String>,
    /// The level of ICD-10 from which it was mapped, with its dot: the code itself, or a heading.
    pub from: String,
}

/// The ICD-11 releases in force on a day. There is none without an import.
#[derive(Clone, Copy)]
pub struct View<'a> {
    /// Codes and titles.
    pub release: Option<&'a Icd11>,
    /// To the one category that fits best.
    pub to_one: Option<&'a Icd11Map>,
    /// To every category that shares the meaning.
    pub to_all: Option<&'a Icd11Map>,
    /// From ICD-11 to ICD-10.
    pub back: Option<&'a Icd11Map>,
}

impl<'a> View<'a> {
    /// The releases in force on a day; before the first one, the first. `None` without any.
    #[must_use]
    pub fn of(sets: &'a CodeSets, on: Date) -> Option<View<'a>> {
        let map = |kind: PackKind| {
            let of_kind = || sets.icd11_maps.iter().filter(move |map| map.header.kind == kind);
            of_kind().rfind(|map| map.header.starts <= on).or_else(|| of_kind().next())
        };
        let view = View {
            release: (sets.icd11.iter().rfind(|release| release.header.starts <= on))
                .or_else(|| sets.icd11.first()),
            to_one: map(PackKind::Icd11MapOne),
            to_all: map(PackKind::Icd11MapAll),
            back: map(PackKind::Icd11MapBack),
        };
        let any = view.release.is_some() || view.maps().next().is_some();
        any.then_some(view)
    }

    fn maps(&self) -> impl Iterator<Item = &'a Icd11Map> {
        [self.to_one, self.to_all, self.back].into_iter().flatten()
    }

    /// The labels of the releases that the view reads, by name.
    #[must_use]
    pub fn releases(&self) -> BTreeMap<String, String> {
        let headers =
            self.release.map(|r| &r.header).into_iter().chain(self.maps().map(|m| &m.header));
        headers.map(|header| (header.kind.name().to_owned(), header.label.clone())).collect()
    }

    /// What stands beside an ICD-10-CM code: of the code itself, or else of the nearest heading
    /// above it that the tables know, because they speak of WHO's ICD-10, which has fewer
    /// characters. The best fit first, then the others, at most [`MOST_BESIDE`].
    #[must_use]
    pub fn beside(&self, code: &str) -> Vec<Beside> {
        let plain = undotted(code);
        if !plain.is_ascii() {
            return Vec::new();
        }
        let levels = (CATEGORY..=plain.len()).rev().map(|length| &plain[..length]);
        let mut found = levels.map(|level| self.at(level));
        found.find(|entries| !entries.is_empty()).unwrap_or_default()
    }

    fn at(&self, level: &str) -> Vec<Beside> {
        let mut entries: Vec<Beside> = Vec::new();
        for target in
            [self.to_one, self.to_all].into_iter().flatten().flat_map(|m| m.targets(level))
        {
            let known = entries.iter().any(|entry| entry.code == target.code);
            if known || entries.len() == MOST_BESIDE {
                continue;
            }
            let own = Some(target.title.clone()).filter(|title| !title.is_empty());
            let title = own.or_else(|| self.release?.title(&Cluster::parse(&target.code).ok()?));
            entries.push(Beside { code: target.code.clone(), title, from: dotted(level) });
        }
        entries
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::icd11::map::{self, Target};
    use crate::icd11::tests::{header, release};

    fn table(kind: PackKind, starts: &str, rows: &[(&str, &str, &str)]) -> Icd11Map {
        let row = |(from, code, title): &(&str, &str, &str)| {
            let target = Target { code: (*code).into(), title: (*title).into() };
            ((*from).to_owned(), target)
        };
        let rows: Vec<(String, Target)> = rows.iter().map(row).collect();
        Icd11Map::read(header(kind, starts), &map::payload(&rows)).unwrap()
    }

    fn sets() -> CodeSets {
        let one =
            [("E112", "5A11/GB61", "Sugar / kidney"), ("E11", "5A11", ""), ("I10", "BA00", "")];
        let all = [("E11", "5A11", "Sugar"), ("E11", "5A1Y", "Other sugar")];
        CodeSets {
            icd11: vec![release()],
            icd11_maps: vec![
                table(PackKind::Icd11MapOne, "2024-01-01", &[("E11", "5A10", "Old")]),
                table(PackKind::Icd11MapOne, "2025-01-01", &one),
                table(PackKind::Icd11MapAll, "2025-01-01", &all),
            ],
            ..CodeSets::embedded()
        }
    }

    fn beside(sets: &CodeSets, code: &str, on: &str) -> Vec<(String, Option<String>, String)> {
        let view = View::of(sets, on.parse().unwrap()).unwrap();
        view.beside(code).into_iter().map(|b| (b.code, b.title, b.from)).collect()
    }

    fn entry(code: &str, title: &str, from: &str) -> (String, Option<String>, String) {
        (code.into(), Some(title.into()).filter(|t: &String| !t.is_empty()), from.into())
    }

    #[test]
    fn the_nearest_level_that_the_tables_know() {
        let sets = sets();
        let on = "2026-06-15";
        assert_eq!(beside(&sets, "E11.22", on), [entry("5A11/GB61", "Sugar / kidney", "E11.2")]);
        let both = [entry("5A11", "Sugar trouble", "E11"), entry("5A1Y", "Other sugar", "E11")];
        assert_eq!(beside(&sets, "E11.9", on), both);
        assert_eq!(beside(&sets, "I10", on), [entry("BA00", "", "I10")]);
        for nothing in ["J45.909", "E1", "", "É11.2", "5A11"] {
            assert_eq!(beside(&sets, nothing, on), [], "{nothing}");
        }
    }

    #[test]
    fn releases_by_date_and_none_without_an_import() {
        let sets = sets();
        for on in ["2024-12-31", "2020-01-01"] {
            assert_eq!(beside(&sets, "E11.22", on)[0], entry("5A10", "Old", "E11"), "{on}");
        }
        let view = View::of(&sets, "2026-01-01".parse().unwrap()).unwrap();
        let names: Vec<String> = view.releases().into_keys().collect();
        assert_eq!(names, ["icd11", "icd11-map", "icd11-map-all"]);
        assert!(View::of(&CodeSets::embedded(), "2026-01-01".parse().unwrap()).is_none());
    }

    #[test]
    fn a_heading_with_dozens_of_targets_is_bounded() {
        let names: Vec<String> = (0..40).map(|i| format!("1A{i:02}")).collect();
        let rows: Vec<(&str, &str, &str)> = names.iter().map(|n| ("A01", n.as_str(), "")).collect();
        let sets = CodeSets {
            icd11_maps: vec![table(PackKind::Icd11MapAll, "2025-01-01", &rows)],
            ..CodeSets::embedded()
        };
        assert_eq!(beside(&sets, "A01.1", "2026-01-01").len(), MOST_BESIDE);
    }
}
