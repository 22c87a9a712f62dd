use super::*;
use crate::PackKind;
use crate::code_table::code;
use std::collections::{BTreeMap, BTreeSet};

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn dx(text: &str) -> Diagnosis {
    diagnosis(text).unwrap()
}

fn table(policies: &mut [PolicyRow]) -> CoverageTable {
    let header = PackHeader {
        kind: PackKind::Coverage,
        label: "2025-08-01".into(),
        starts: day("2025-08-01"),
        source: String::new(),
        source_sha256: String::new(),
        rows: BTreeMap::new(),
        payload_sha256: String::new(),
    };
    let bytes = payload(policies).unwrap();
    let table = CoverageTable::read(header.clone(), &PackBytes::held(bytes.clone())).unwrap();
    let cut = PackBytes::held(bytes[..bytes.len() - 1].to_vec());
    assert_eq!(CoverageTable::read(header, &cut).unwrap_err(), PackError::Damaged);
    table
}

/// Two articles: one with two groups that are paired by number and a range, one that holds in
/// two states and lists diagnoses that do not support.
fn two() -> CoverageTable {
    let paired = PolicyRow {
        id: "A2".into(),
        title: "Second".into(),
        from: 20_200_101,
        codes: BTreeMap::from([
            (code("93306").unwrap(), BTreeSet::from([1])),
            (code("93307").unwrap(), BTreeSet::new()),
        ]),
        diagnoses: vec![
            (dx("I10"), 1, false),
            (dx("E11.22"), 2, false),
            (dx("R07.9"), 1, true),
            (dx("R07.9"), 2, false),
        ],
        ranges: vec![(dx("C50.0"), dx("C50.9"), 2, false)],
        ..PolicyRow::default()
    };
    let local = PolicyRow {
        id: "A1".into(),
        title: "First".into(),
        from: 20_190_101,
        to: Some(20_251_231),
        states: Some(BTreeSet::from([*b"NY", *b"CT"])),
        codes: BTreeMap::from([(code("93306").unwrap(), BTreeSet::new())]),
        diagnoses: vec![(dx("Z00.00"), 1, true)],
        ..PolicyRow::default()
    };
    table(&mut [paired, local])
}

#[test]
fn policies_of_a_code_on_a_day() {
    let table = two();
    for (asked, on, expected) in [
        ("93306", "2025-12-31", &["A1", "A2"][..]),
        ("93306", "2026-01-01", &["A2"]),
        ("93306", "2019-06-01", &["A1"]),
        ("93306", "2018-12-31", &[]),
        ("93307", "2025-12-31", &["A2"]),
        ("93308", "2025-12-31", &[]),
        ("", "2025-12-31", &[]),
    ] {
        let ids: Vec<_> = table.policies(asked, day(on)).map(|p| p.id()).collect();
        assert_eq!(ids, expected, "{asked} {on}");
    }
    let [first, second] = &table.policies("93306", day("2025-12-31")).collect::<Vec<_>>()[..]
    else {
        panic!("two policies")
    };
    assert_eq!((first.title(), second.title()), ("First", "Second"));
    assert_eq!((first.from(), first.to()), (Some(day("2019-01-01")), Some(day("2025-12-31"))));
    assert_eq!(second.to(), None);
    assert_eq!(first.states().collect::<Vec<_>>(), ["CT", "NY"]);
    assert!(first.applies_in("ny") && !first.applies_in("IL") && second.applies_in("IL"));
    assert_eq!(second.states().count(), 0);
    assert!(!first.lists_covered() && first.lists_diagnoses() && second.lists_covered());
    assert_eq!(second.groups().collect::<Vec<_>>(), [1]);
}

#[test]
fn what_a_policy_says_of_a_diagnosis() {
    let table = two();
    let of = |procedure: &str, id: &str, written: &str| {
        let mut all = table.policies(procedure, day("2025-06-01"));
        all.find(|policy| policy.id() == id).unwrap().supports(written)
    };
    for (procedure, id, written, expected) in [
        ("93306", "A2", "I10", Support::Covered),
        ("93306", "A2", "i10", Support::Covered),
        ("93306", "A2", "E11.22", Support::CoveredElsewhere),
        ("93306", "A2", "E1122", Support::CoveredElsewhere),
        ("93306", "A2", "C50.411", Support::CoveredElsewhere),
        ("93306", "A2", "R07.9", Support::CoveredElsewhere),
        ("93307", "A2", "E11.22", Support::Covered),
        ("93307", "A2", "C50.0", Support::Covered),
        ("93307", "A2", "C50.911", Support::Covered),
        ("93307", "A2", "C51.0", Support::NotListed),
        ("93307", "A2", "C49.9", Support::NotListed),
        ("93306", "A1", "Z00.00", Support::NotCovered),
        ("93306", "A1", "I10", Support::NotListed),
        ("93306", "A2", "", Support::NotListed),
        ("93306", "A2", "E11.2222222", Support::NotListed),
        ("93306", "A2", "Ü11.9", Support::NotListed),
    ] {
        assert_eq!(of(procedure, id, written), expected, "{procedure} {id} {written}");
    }
}

#[test]
fn too_many_states_are_refused() {
    let state = |i: u8| [b'A' + i / 26, b'A' + i % 26];
    let mut policies =
        [PolicyRow { states: Some((0..64).map(state).collect()), ..PolicyRow::default() }];
    assert_eq!(payload(&mut policies), Err(TooLarge));
}
