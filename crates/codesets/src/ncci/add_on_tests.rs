//! Add-on codes by day, in packs made by hand.

use super::*;
use crate::packed::NO_END;
use std::collections::BTreeMap;

fn row(add_on: &str, primary: Option<&str>, digit: u8, days: (u32, u32)) -> AddOnRow {
    let code = |text| crate::code_table::code(text).unwrap();
    AddOnRow {
        add_on: code(add_on),
        primary: primary.map(code),
        kind: AddOnType::from_digit(digit).unwrap(),
        from: days.0,
        to: days.1,
    }
}

fn header() -> PackHeader {
    PackHeader {
        kind: PackKind::NcciAddOn,
        label: "2024-07".into(),
        starts: "2024-07-01".parse().unwrap(),
        source: String::new(),
        source_sha256: String::new(),
        rows: BTreeMap::new(),
        payload_sha256: String::new(),
    }
}

fn rows() -> Vec<AddOnRow> {
    vec![
        row("99292", Some("99291"), 1, (20_130_401, NO_END)),
        row("0054T", None, 2, (20_130_401, NO_END)),
        row("22853", None, 3, (20_170_101, NO_END)),
        row("22853", Some("22551"), 3, (20_170_101, NO_END)),
        row("22853", Some("22554"), 3, (20_170_101, 20_240_930)),
        // Taken off the list and put back.
        row("22853", Some("22558"), 3, (20_170_101, 20_191_231)),
        row("22853", Some("22558"), 3, (20_240_901, NO_END)),
        row("11001", Some("11000"), 1, (0, 20_240_731)),
    ]
}

fn table() -> AddOnTable {
    let payload = PackBytes::held(payload(&mut rows()).unwrap());
    AddOnTable::read(header(), &payload).unwrap()
}

#[test]
fn what_a_code_is_added_to() {
    let table = table();
    for (code, on, expected) in [
        ("99292", "2024-07-01", Some((1, "99291"))),
        ("99292", "2013-04-01", Some((1, "99291"))),
        ("99292", "2013-03-31", None),
        ("99291", "2024-07-01", None),
        ("0054t", "2024-07-01", Some((2, ""))),
        ("22853", "2024-07-01", Some((3, "22551 22554"))),
        ("22853", "2024-09-30", Some((3, "22551 22554 22558"))),
        ("22853", "2024-10-01", Some((3, "22551 22558"))),
        ("11001", "2024-07-31", Some((1, "11000"))),
        ("11001", "2024-08-01", None),
        ("99999", "2024-07-01", None),
        ("", "2024-07-01", None),
    ] {
        let on = on.parse().unwrap();
        let found = table.find(code, on);
        let told = found.as_ref().map(|found| (found.kind.digit(), found.primaries.join(" ")));
        assert_eq!(told, expected.map(|(kind, codes)| (kind, codes.to_owned())), "{code} {on}");
        assert_eq!(table.kind_of(code, on), found.map(|found| found.kind), "{code} {on}");
    }
}

#[test]
fn a_primary_is_found_on_its_days() {
    let table = table();
    for (add_on, primary, on, expected) in [
        ("99292", "99291", "2024-07-01", true),
        ("99292", "99291", "2013-03-31", false),
        ("99291", "99292", "2024-07-01", false),
        ("22853", "22554", "2024-09-30", true),
        ("22853", "22554", "2024-10-01", false),
        ("22853", "22558", "2019-12-31", true),
        ("22853", "22558", "2024-07-01", false),
        ("22853", "22558", "2024-09-01", true),
        ("22853", "99291", "2024-07-01", false),
        ("0054T", "CCCCC", "2024-07-01", false),
        ("0054T", "", "2024-07-01", false),
    ] {
        let found = table.is_primary(add_on, primary, on.parse().unwrap());
        assert_eq!(found, expected, "{add_on} {primary} {on}");
    }
    let mut early = header();
    early.starts = "2024-04-01".parse().unwrap();
    let whole = PackBytes::held(payload(&mut rows()).unwrap());
    let early = AddOnTable::read(early, &whole).unwrap();
    let sets = CodeSets { add_on: vec![early, table], ..CodeSets::embedded() };
    for (on, starts) in [
        ("2024-03-31", None),
        ("2024-04-01", Some("2024-04-01")),
        ("2024-06-30", Some("2024-04-01")),
        ("2026-07-01", Some("2024-07-01")),
    ] {
        let found = sets.add_on(on.parse().unwrap()).map(|table| table.header.starts.to_string());
        assert_eq!(found.as_deref(), starts, "{on}");
    }
}

#[test]
fn a_cut_payload_is_damage_and_a_changed_one_gives_no_panic() {
    let whole = payload(&mut rows()).unwrap();
    let day = "2024-07-01".parse().unwrap();
    for at in 0..whole.len() {
        let cut = AddOnTable::read(header(), &PackBytes::held(whole[..at].to_vec()));
        assert!(cut.is_err(), "{at}");
        for byte in [0, 1, 0x7f, 0xff] {
            let mut changed = whole.clone();
            changed[at] = byte;
            if let Ok(table) = AddOnTable::read(header(), &PackBytes::held(changed)) {
                let _ = (table.find("22853", day), table.is_primary("22853", "22558", day));
            }
        }
    }
}
