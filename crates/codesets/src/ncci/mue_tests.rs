//! Unit limits in a pack made by hand.

use super::*;
use std::collections::BTreeMap;

fn header(kind: PackKind, starts: &str) -> PackHeader {
    PackHeader {
        kind,
        label: starts[..7].into(),
        starts: starts.parse().unwrap(),
        source: String::new(),
        source_sha256: String::new(),
        rows: BTreeMap::new(),
        payload_sha256: String::new(),
    }
}

fn row(code: &str, units: u32, digit: u8, rationale: u8) -> MueRow {
    let code = crate::code_table::code(code).unwrap();
    MueRow { code, units, adjudication: MueAdjudication::from_digit(digit).unwrap(), rationale }
}

fn bytes(units: u32) -> Vec<u8> {
    let mut rows = [row("J1885", units, 3, 1), row("99213", 90_000, 2, 0), row("A4206", 0, 1, 9)];
    payload(&mut rows, &["one".to_owned(), "two".to_owned()])
}

fn table(kind: PackKind, starts: &str, units: u32) -> MueTable {
    MueTable::read(header(kind, starts), &PackBytes::held(bytes(units))).unwrap()
}

#[test]
fn limits_of_codes() {
    let table = table(PackKind::NcciMuePractitioner, "2024-07-01", 8);
    for (code, expected) in [
        ("J1885", Some((8, 3, "two"))),
        ("j1885", Some((8, 3, "two"))),
        ("99213", Some((90_000, 2, "one"))),
        ("A4206", Some((0, 1, ""))),
        ("A4207", None),
        ("", None),
    ] {
        let found = table.find(code);
        let told = found.map(|limit| (limit.units, limit.adjudication.digit(), limit.rationale));
        assert_eq!(told, expected, "{code}");
    }
    assert_eq!((table.len(), table.is_empty()), (3, false));
}

#[test]
fn the_quarter_of_the_day_and_the_provider() {
    let sets = CodeSets {
        mue: vec![
            table(PackKind::NcciMuePractitioner, "2024-07-01", 8),
            table(PackKind::NcciMuePractitioner, "2024-10-01", 9),
            table(PackKind::NcciMueDme, "2024-07-01", 1),
        ],
        ..CodeSets::embedded()
    };
    for (provider, on, units) in [
        (ProviderType::Practitioner, "2024-06-30", None),
        (ProviderType::Practitioner, "2024-07-01", Some(8)),
        (ProviderType::Practitioner, "2024-09-30", Some(8)),
        (ProviderType::Practitioner, "2024-10-01", Some(9)),
        (ProviderType::DmeSupplier, "2026-01-01", Some(1)),
        (ProviderType::OutpatientHospital, "2026-01-01", None),
    ] {
        let found = sets.mue(provider, on.parse().unwrap()).and_then(|table| table.find("J1885"));
        assert_eq!(found.map(|limit| limit.units), units, "{provider:?} {on}");
    }
}

#[test]
fn a_cut_payload_is_damage_and_a_changed_one_gives_no_panic() {
    let whole = bytes(8);
    for at in 0..whole.len() {
        let header = || header(PackKind::NcciMueDme, "2024-07-01");
        let cut = MueTable::read(header(), &PackBytes::held(whole[..at].to_vec()));
        assert_eq!(cut.is_err(), at < whole.len() - "one\ntwo".len(), "{at}");
        for byte in [0, 1, 0x7f, 0xff] {
            let mut changed = whole.clone();
            changed[at] = byte;
            if let Ok(table) = MueTable::read(header(), &PackBytes::held(changed)) {
                let _ = (table.find("J1885"), table.find("99213"), table.len());
            }
        }
    }
}
