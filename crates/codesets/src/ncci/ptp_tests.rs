//! Pairs by day, in packs made by hand.

use super::*;

fn row(pair: (&str, &str), days: (u32, u32), digit: u8) -> PtpRow {
    let code = |text| crate::code_table::code(text).unwrap();
    PtpRow {
        column1: code(pair.0),
        column2: code(pair.1),
        from: days.0,
        to: days.1,
        indicator: PtpIndicator::from_digit(digit).unwrap(),
        rationale: 1,
    }
}

fn header(label: &str) -> PackHeader {
    PackHeader {
        kind: PackKind::NcciPtpPractitioner,
        label: label.into(),
        starts: "2024-07-01".parse().unwrap(),
        source: String::new(),
        source_sha256: String::new(),
        rows: BTreeMap::new(),
        payload_sha256: String::new(),
    }
}

fn table_of(label: &str, mut rows: Vec<PtpRow>) -> PtpTable {
    let reasons = ["one".to_owned(), "two".to_owned()];
    let payload = PackBytes::held(payload(&mut rows, &reasons).unwrap());
    PtpTable::read(header(label), &payload).unwrap()
}

fn table() -> PtpTable {
    table_of(
        "2024-07",
        vec![
            row(("45385", "45380"), (20_200_101, NO_END), 1),
            row(("45385", "45378"), (20_200_101, 20_231_231), 0),
            row(("45380", "45378"), (20_200_101, NO_END), 0),
            // Follow each other.
            row(("29881", "29877"), (20_100_101, 20_191_231), 0),
            row(("29881", "29877"), (20_200_101, NO_END), 1),
            // Their first days were lost.
            row(("0227U", "0328U"), (19_960_101, NO_END), 1),
            row(("0227U", "0328U"), (19_960_101, 20_230_630), 0),
            row(("80053", "80048"), (20_200_101, 20_201_231), 9),
        ],
    )
}

#[test]
fn pairs_by_day() {
    let table = table();
    for (first, second, on, digit) in [
        ("45385", "45380", "2019-12-31", None),
        ("45385", "45380", "2020-01-01", Some(1)),
        ("45385", "45380", "2030-01-01", Some(1)),
        ("45380", "45385", "2020-01-01", None),
        ("45385", "45378", "2023-12-31", Some(0)),
        ("45385", "45378", "2024-01-01", None),
        ("29881", "29877", "2009-12-31", None),
        ("29881", "29877", "2019-12-31", Some(0)),
        ("29881", "29877", "2020-01-01", Some(1)),
        ("0227u", "0328U", "2023-06-30", Some(0)),
        ("0227U", "0328U", "2023-07-01", Some(1)),
        ("80053", "80048", "2020-06-01", Some(9)),
        ("80053", "80048", "2021-01-01", None),
        ("80053", "80053", "2020-06-01", None),
        ("99999", "45378", "2020-06-01", None),
        ("", "45378", "2020-06-01", None),
    ] {
        let found = table.find(first, second, on.parse().unwrap());
        assert_eq!(found.map(|edit| edit.indicator.digit()), digit, "{first} {second} {on}");
    }
    let edit = table.find("45385", "45378", "2023-01-01".parse().unwrap()).unwrap();
    assert_eq!((edit.to, edit.rationale), ("2023-12-31".parse().ok(), "two"));
    assert_eq!(table.rows().count(), 8);
}

#[test]
fn a_cut_payload_is_damage_and_a_changed_one_gives_no_panic() {
    let mut rows = vec![row(("45385", "45380"), (20_200_101, NO_END), 1)];
    let whole = payload(&mut rows, &["one".to_owned()]).unwrap();
    let day = "2024-07-01".parse().unwrap();
    for at in 0..whole.len() - "one".len() {
        let cut = PackBytes::held(whole[..at].to_vec());
        assert!(PtpTable::read(header("2024-07"), &cut).is_err(), "{at}");
        for byte in [0, 1, 0x7f, 0xff] {
            let mut changed = whole.clone();
            changed[at] = byte;
            if let Ok(table) = PtpTable::read(header("2024-07"), &PackBytes::held(changed)) {
                let _ = table.find("45385", "45380", day);
                let _ = (table.rows().count(), table.last_column1());
            }
        }
    }
}

#[test]
fn a_release_in_parts_is_whole_when_none_is_missing() {
    let part = |number: u8, first: &str| {
        let pair = row((first, "99213"), (20_200_101, NO_END), 1);
        table_of(&format!("2024-07-f{number}"), vec![pair])
    };
    let (first, second, third) = (part(1, "0001A"), part(2, "45385"), part(3, "G0101"));
    let whole = table();
    for (tables, expected) in [
        (vec![&first, &second, &third], true),
        (vec![&third, &first, &second], true),
        (vec![&first, &second], false),
        (vec![&first, &third], false),
        (vec![&second, &third], false),
        (vec![&whole], true),
        (vec![], false),
    ] {
        assert_eq!(is_whole(tables.iter().copied()), expected, "{tables:?}");
    }
}
