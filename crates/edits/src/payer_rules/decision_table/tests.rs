//! Tables in small: which rows fit, which are refused.

use super::*;
use crate::example;

/// The line of the row that fits the first line of the clean claim, changed.
fn row(text: &str, change: impl FnOnce(&mut Claim)) -> Option<usize> {
    let mut claim = example::professional();
    change(&mut claim);
    let table = DecisionTable::read(text).unwrap_or_else(|faults| panic!("{faults:?}"));
    table.row_for(&claim, 0).map(|row| row.line)
}

#[test]
fn a_row_that_could_never_fire_is_refused() {
    for row in [
        "code\nJ18",
        "code,place_of_service\nJ1885,1",
        "code,modifier\nJ1885,5",
        "code,age_from,age_to\nJ1885,50,10",
        "code,effective_from,effective_to\nJ1885,2026-02-01,2026-01-31",
    ] {
        let faults = DecisionTable::read(row).unwrap_err();
        assert_eq!((faults.len(), faults[0].line), (1, 2), "{row}: {faults:?}");
    }
}

#[test]
fn every_cell_that_is_not_empty_must_fit() {
    for (columns, cells, fits) in [
        ("code", "J1885", true),
        ("code", "j1885", true),
        ("code", "J1884-J1886", true),
        ("code", "J1886-J1899", false),
        ("code,place_of_service", "J1885,\"22, 11\"", true),
        ("code,modifier", "J1885,LT", false),
        ("code,modifier_missing", "J1885,LT", true),
        ("code,place_of_service", "J1885,11 22", true),
        ("code,place_of_service", "J1885,22", false),
        ("code,age_from,age_to", "J1885,66,66", true),
        ("code,age_from", "J1885,67", false),
        ("code,age_to", "J1885,65", false),
        ("code,units_over", "J1885,0", true),
        ("code,units_over", "J1885,1", false),
        ("code,diagnosis", "J1885,E11.2 I10", true),
        ("code,diagnosis", "J1885,I10", false),
        ("code,diagnosis_missing", "J1885,I10", true),
        ("code,diagnosis_missing", "J1885,N18", false),
        ("code,authorization", "J1885,missing", true),
        ("code,effective_from,effective_to", "J1885,2026-06-15,2026-06-15", true),
        ("code,effective_from", "J1885,2026-06-16", false),
        ("code,effective_to", "J1885,2026-06-14", false),
        ("code,units_over,message", "J1885,,\"a, \"\"b\"\"\"", true),
    ] {
        let found = row(&format!("{columns}\n{cells}\n"), |_| ());
        assert_eq!(found.is_some(), fits, "{columns}: {cells}");
    }
    let text = "code,authorization\nJ1885,missing\n";
    assert_eq!(row(text, |c| c.authorization = Some("A1".to_owned())), None);
    let aged = "code,age_to\nJ1885,99\n";
    assert_eq!(row(aged, |c| c.patient.birth_date = None), None, "an unknown age fits nothing");
}

#[test]
fn the_first_row_that_fits_counts_singles_and_ranges_alike() {
    let text = "code,units_over\nJ0001-J9999,5\nJ1885,3\nJ1880-J1889,0\nJ1885,0\nJ0001-J0002,0\n";
    assert_eq!(row(text, |_| ()), Some(4));
    assert_eq!(row(text, |c| c.lines[0].units = model::Quantity::units(4)), Some(3));
    assert_eq!(row(text, |c| c.lines[0].units = model::Quantity::units(9)), Some(2));
    assert_eq!(row(text, |c| c.lines[0].code = None), None);
}

#[test]
fn ten_thousand_rows_are_searched_and_not_walked() {
    let mut text = String::from("code,units_over\n");
    for number in 0..10_000 {
        text.push_str(&format!("A{number:04},0\n"));
    }
    let table = DecisionTable::read(&text).unwrap();
    assert_eq!(table.len(), 10_000);
    let mut claim = example::professional();
    for number in [0, 1, 5_000, 9_999] {
        claim.lines[0].code = Some(format!("A{number:04}"));
        assert_eq!(table.row_for(&claim, 0).map(|row| row.line), Some(number + 2));
    }
}

#[test]
fn a_bad_table_is_refused_at_its_line() {
    for (text, line, word) in [
        ("", 1, "no column"),
        ("cod\n99213\n", 1, "did you mean `code`"),
        ("message\nx\n", 1, "column `code`"),
        ("code,code\n", 1, "twice"),
        ("code\n", 1, "no row"),
        ("code,units_over\n99213\n", 2, "1 cells"),
        ("code,units_over\n99213,many\n", 2, "no whole number"),
        ("code,units_over\n99213,-1\n", 2, "no whole number"),
        ("code\n99215-99213\n", 2, "neither a code"),
        ("code\n9921!\n", 2, "neither a code"),
        ("code,age_to\n,5\n", 2, "neither a code"),
        ("code,effective_to\n99213,soon\n", 2, "YYYY-MM-DD"),
        ("code,authorization\n99213,yes\n", 2, "`missing`"),
        ("code,message\n99213,\"open\n", 2, "not closed"),
        ("code,set_modifier\n99213,25\n", 1, "no column"),
    ] {
        let faults = DecisionTable::read(text).map(|_| ()).unwrap_err();
        assert_eq!(faults[0].line, line, "{text}");
        assert!(faults[0].message.contains(word), "{text}: {faults:?}");
    }
    let rows = "99213,x\n".repeat(500);
    let faults = DecisionTable::read(&format!("code,units_over\n{rows}")).unwrap_err();
    assert!(faults.len() <= MOST_FAULTS, "{}", faults.len());
}
