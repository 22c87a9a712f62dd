use super::*;

const HEADING: &str = "code,modifier,description,revenue_code,site,price,from,to\n";

fn master(rows: &str) -> ChargeMaster {
    ChargeMaster::from_csv(&format!("{HEADING}{rows}"), OnFault::TakeNothing).unwrap().master
}

fn own(modifiers: &[&str]) -> Vec<String> {
    modifiers.iter().map(|m| (*m).to_owned()).collect()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// The price in cents, or a word for the other answers.
fn shown(price: &Price<'_>) -> String {
    match price {
        Price::Found { price_cents, .. } => price_cents.0.to_string(),
        Price::Zero { .. } => "zero".to_owned(),
        Price::Unknown => "unknown".to_owned(),
        Price::Ambiguous { rows } => format!("ambiguous {}", rows.len()),
    }
}

const ROWS: &str = "99213,,Visit,,,125.50,2026-01-01,2026-06-30\n\
                    99213,,Visit,,,130,2026-07-01,\n\
                    99213,,\"Visit, north\",,NORTH,140,2026-01-01,\n\
                    71046,,Chest,,,120,2026-01-01,\n\
                    71046,26,Chest read,,,40,2026-01-01,\n\
                    71046,RT,Chest right,,,45,2026-01-01,\n\
                    99000,,Handling,,,0,2026-01-01,\n\
                    99283,,ED,0450,,600,2026-01-01,\n\
                    99283,,ED read,0981,,300,2026-01-01,\n\
                    ,,Room,0120,,1500,2026-01-01,\n\
                    85025,,CBC,,WEST,9,2026-01-01,2026-02-01\n";

#[test]
fn prices_by_site_modifier_revenue_code_and_day() {
    let master = master(ROWS);
    for (site, code, modifiers, revenue_code, on, want) in [
        ("MAIN", Some("99213"), own(&[]), None, "2026-06-30", "12550"),
        ("MAIN", Some("99213"), own(&["25"]), None, "2026-07-01", "13000"),
        ("NORTH", Some("99213"), own(&[]), None, "2026-07-01", "14000"),
        ("MAIN", Some("99213"), own(&[]), None, "2025-12-31", "unknown"),
        ("MAIN", Some("71046"), own(&["26"]), None, "2026-02-01", "4000"),
        ("MAIN", Some("71046"), own(&["rt"]), None, "2026-02-01", "4500"),
        ("MAIN", Some("71046"), own(&["RT", "26"]), None, "2026-02-01", "ambiguous 2"),
        ("MAIN", Some("71046"), own(&["TC"]), None, "2026-02-01", "12000"),
        ("MAIN", Some("99000"), own(&[]), None, "2026-02-01", "zero"),
        ("MAIN", Some("99283"), own(&[]), None, "2026-02-01", "ambiguous 2"),
        ("MAIN", Some("99283"), own(&[]), Some("0450"), "2026-02-01", "60000"),
        ("MAIN", Some("99283"), own(&[]), Some("0300"), "2026-02-01", "unknown"),
        ("MAIN", Some("99213"), own(&[]), Some("0510"), "2026-02-01", "12550"),
        ("MAIN", None, own(&[]), Some("0120"), "2026-02-01", "150000"),
        ("MAIN", None, own(&[]), Some("0121"), "2026-02-01", "unknown"),
        ("MAIN", None, own(&[]), None, "2026-02-01", "unknown"),
        ("MAIN", Some("85025"), own(&[]), None, "2026-02-01", "unknown"),
        ("WEST", Some("85025"), own(&[]), None, "2026-02-01", "900"),
        ("WEST", Some("85025"), own(&[]), None, "2026-02-02", "unknown"),
    ] {
        let key = PriceKey { site, code, modifiers: &modifiers, revenue_code, day: day(on) };
        assert_eq!(shown(&master.lookup(&key)), want, "{key:?}");
    }
}

#[test]
fn an_unknown_price_says_what_is_missing() {
    let master = master(ROWS);
    for (site, code, on, want) in [
        ("MAIN", "12345", "2026-02-01", "no row"),
        ("MAIN", "85025", "2026-02-01", "other sites"),
        ("WEST", "85025", "2026-03-01", "2026-03-01"),
    ] {
        let key = PriceKey { site, code: Some(code), day: day(on), ..PriceKey::default() };
        assert_eq!(master.lookup(&key), Price::Unknown);
        let why = master.why_unknown(&key);
        assert!(why.contains(want), "{why}");
    }
}

#[test]
fn every_fault_has_its_line_and_column() {
    let text = format!(
        "{HEADING}9921,,x,,,1,2026-01-01,\n99213,2,x,,,1,2026-01-01,\n\
         99213,,x,,,1.005,2026-01-01,\n99213,,x,,,\"1,000\",2026-01-01,\n\
         99213,,x,,,-1,2026-01-01,\n99213,,x,,,1,2026-13-01,\n99213,,x,,,1,2026-02-01,2026-01-31\n\
         ,,x,,,1,2026-01-01,\n99213,,x,45,,1,2026-01-01,\n99213,,x,,,,,\n99213,,x\n\
         99213,,\"x,,,1,2026-01-01,\n99213,,x,,,1,2026-01-01,\n99213,,x,,,2,2026-05-01,\n\
         71046,\"26 TC\",x,,,1,2026-01-01,\n"
    );
    let faults = ChargeMaster::from_csv(&text, OnFault::TakeNothing).unwrap_err();
    let places: Vec<_> = faults.iter().map(|fault| (fault.line, fault.column)).collect();
    assert_eq!(
        places,
        [
            (2, "code"),
            (3, "modifier"),
            (4, "price"),
            (5, "price"),
            (6, "price"),
            (7, "from"),
            (8, "to"),
            (9, "code"),
            (10, "revenue_code"),
            (11, "from"),
            (11, "price"),
            (12, ""),
            (13, ""),
            (15, "from"),
            (16, "modifier"),
        ]
    );
    assert!(faults.iter().all(|fault| !fault.next.is_empty()));
    let some = ChargeMaster::from_csv(&text, OnFault::TakeGoodRows).unwrap();
    assert_eq!((some.faults.len(), some.master.rows().len()), (faults.len(), 1));
}

#[test]
fn rows_of_one_price_may_touch_and_not_overlap() {
    let row = |from: &str, to: Option<&str>, line| MasterRow {
        line,
        code: Some("99213".to_owned()),
        modifier: None,
        description: String::new(),
        revenue_code: None,
        site: None,
        price: Cents(100),
        from: day(from),
        to: to.map(day),
    };
    for (rows, faults) in [
        (vec![row("2026-01-01", Some("2026-01-31"), 2), row("2026-02-01", None, 3)], vec![]),
        (vec![row("2026-01-01", Some("2026-02-01"), 2), row("2026-02-01", None, 3)], vec![3]),
        (vec![row("2026-02-01", None, 2), row("2026-01-01", None, 3)], vec![2]),
        (vec![row("2026-01-01", None, 2), row("2026-01-01", None, 3)], vec![3]),
        (
            vec![
                row("2026-01-01", Some("2026-12-31"), 2),
                row("2026-02-01", Some("2026-02-02"), 3),
                row("2026-06-01", Some("2026-06-02"), 4),
            ],
            vec![3, 4],
        ),
    ] {
        let made = ChargeMaster::from_rows(rows).err().unwrap_or_default();
        assert_eq!(made.iter().map(|fault| fault.line).collect::<Vec<_>>(), faults);
    }
}

#[test]
fn a_file_that_is_no_charge_master_is_refused() {
    for text in ["", "# only a remark\n", "code,price\n", "code,price,from,colour\n"] {
        for on_fault in [OnFault::TakeNothing, OnFault::TakeGoodRows] {
            assert!(ChargeMaster::from_csv(text, on_fault).is_err(), "{text:?}");
        }
    }
    let empty = ChargeMaster::from_csv(&template(), OnFault::TakeNothing).unwrap();
    assert!(empty.master.is_empty());
}

#[test]
fn the_fees_of_a_day_are_those_of_the_master() {
    let master = master(ROWS);
    let fees = master.fees_on("NORTH", day("2026-07-01"));
    for (code, modifiers, want) in [
        ("99213", own(&[]), Some(14_000)),
        ("71046", own(&[]), Some(12_000)),
        ("71046", own(&["26"]), Some(4_000)),
        ("99000", own(&[]), None),
        ("99283", own(&[]), None),
        ("85025", own(&[]), None),
    ] {
        assert_eq!(fees.charge(code, &modifiers), want.map(Cents), "{code} {modifiers:?}");
    }
}
