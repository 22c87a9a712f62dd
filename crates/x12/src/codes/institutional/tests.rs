use super::*;
use Standing::{Malformed, NotChecked, Unknown, Valid};

fn day(text: &str) -> Option<Date> {
    Some(text.parse().unwrap())
}

fn table(judge: impl Fn(&[u8]) -> Standing, rows: &[(&str, Standing)]) {
    for (code, standing) in rows {
        assert_eq!(judge(code.as_bytes()), *standing, "{code}");
    }
}

#[test]
fn revenue_codes() {
    table(
        revenue,
        &[
            ("0001", Valid),
            ("0120", Valid),
            ("0450", Valid),
            ("0636", Valid),
            ("0023", Valid),
            ("0900", Valid),
            ("1001", Valid),
            ("2101", Valid),
            ("3101", Valid),
            ("0105", NotChecked),
            ("0000", Unknown),
            ("0021", Unknown),
            ("0050", Unknown),
            ("1010", Unknown),
            ("5000", Unknown),
            ("9999", Unknown),
            ("450", Malformed),
            ("00450", Malformed),
            ("450.00", Malformed),
            ("045A", Malformed),
            ("", Malformed),
        ],
    );
    assert!(REVENUE.windows(2).all(|two| two[0].0 < two[1].0), "in order, none twice");
}

#[test]
fn frequencies_by_kind_of_place() {
    for (qualifier, code, standing) in [
        ("A", "1", Valid),
        ("A", "3", Valid),
        ("A", "0", Valid),
        ("A", "G", Valid),
        ("A", "6", NotChecked),
        ("A", "W", Unknown),
        ("B", "1", Valid),
        ("B", "8", Valid),
        ("B", "6", NotChecked),
        ("B", "3", Unknown),
        ("B", "9", Unknown),
        ("", "4", Valid),
        ("B", "", Malformed),
        ("B", "11", Malformed),
        ("A", "g", Malformed),
    ] {
        let told = frequency(qualifier.as_bytes(), code.as_bytes());
        assert_eq!(told, standing, "{qualifier} {code}");
    }
}

#[test]
fn where_the_patient_went() {
    let from = |text| Standing::NotInForce { from: day(text), to: None };
    let to = |text| Standing::NotInForce { from: None, to: day(text) };
    for (code, on, standing) in [
        ("01", day("2026-01-01"), Valid),
        ("30", None, Valid),
        ("69", day("2013-09-30"), from("2013-10-01")),
        ("81", day("2013-10-01"), Valid),
        ("95", None, Valid),
        ("08", None, to("2005-09-30")),
        ("10", None, Unknown),
        ("00", None, Unknown),
        ("96", None, Unknown),
        ("99", None, Unknown),
        ("1", None, Malformed),
        ("001", None, Malformed),
        ("A1", None, Malformed),
    ] {
        assert_eq!(discharge_status(code.as_bytes(), on), standing, "{code} {on:?}");
    }
}

#[test]
fn admissions() {
    table(
        admission_type,
        &[("1", Valid), ("9", Valid), ("6", Unknown), ("0", Unknown), ("A", Unknown)],
    );
    table(admission_type, &[("", Malformed), ("01", Malformed), ("-", Malformed)]);
    let to = |text| Standing::NotInForce { from: None, to: day(text) };
    for (code, on, standing) in [
        ("1", None, Valid),
        ("F", None, Valid),
        ("G", day("2020-06-30"), Standing::NotInForce { from: day("2020-07-01"), to: None }),
        ("G", day("2020-07-01"), Valid),
        ("7", day("2010-06-30"), Valid),
        ("7", day("2026-01-01"), to("2010-06-30")),
        ("7", None, to("2010-06-30")),
        ("0", None, Unknown),
        ("Z", None, Unknown),
        ("12", None, Malformed),
    ] {
        assert_eq!(admission_source(code.as_bytes(), on), standing, "{code} {on:?}");
    }
}

#[test]
fn conditions_occurrences_and_values() {
    table(
        condition,
        &[("02", Valid), ("D9", Valid), ("DR", Valid), ("99", NotChecked), ("ZZ", Unknown)],
    );
    table(condition, &[("00", Unknown), ("1", Malformed), ("123", Malformed), ("d9", Malformed)]);
    table(
        occurrence,
        &[("11", Valid), ("A1", Valid), ("69", NotChecked), ("70", Unknown), ("M0", Unknown)],
    );
    table(occurrence, &[("00", Unknown), ("", Malformed), ("A-", Malformed), ("7-", Malformed)]);
    table(
        occurrence_span,
        &[
            ("70", Valid),
            ("M1", Valid),
            ("83", NotChecked),
            ("MR", Valid),
            ("99", Unknown),
            ("N0", Unknown),
            ("69", Unknown),
            ("A1", Unknown),
        ],
    );
    table(occurrence_span, &[("7", Malformed), ("0-", Malformed)]);
    table(
        value_code,
        &[
            ("80", Valid),
            ("A1", Valid),
            ("G8", Valid),
            ("QQ", NotChecked),
            ("ZZ", Unknown),
            ("0", Malformed),
        ],
    );
}
