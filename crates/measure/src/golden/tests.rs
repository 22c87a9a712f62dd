//! Cases held against made-up coded charts.

use super::*;
use model::{ChartId, Date, DiagnosisCode, ProcedureCode, Route};

fn coded() -> CodedChart {
    let line = |code: &str, modifiers: &[&str], units| ProcedureCode {
        code: code.into(),
        modifiers: modifiers.iter().map(|m| (*m).to_owned()).collect(),
        units,
        ..ProcedureCode::default()
    };
    let diagnosis =
        |code: &str, poa| DiagnosisCode { code: code.into(), poa, ..DiagnosisCode::default() };
    CodedChart {
        id: ChartId::from("a"),
        setting: Setting::Office,
        date: Date::default(),
        dx: vec![diagnosis("J18.9", Some('Y')), diagnosis("Z79.4", None)],
        pcs: vec![line("0FT44ZZ", &[], 1)],
        px: vec![line("99213", &["25"], 1), line("20610", &["LT", "59"], 1), line("J3301", &[], 8)],
        not_coded: Vec::new(),
        gaps: Vec::new(),
        route: Route::Review,
        reasons: Vec::new(),
        chart_confidence: 0.5,
        releases: Default::default(),
        date_assumed: false,
        setting_inferred: false,
        setting_evidence: Vec::new(),
        admitting: None,
        em: None,
        warnings: Vec::new(),
    }
}

#[test]
fn holds_what_is_expected() {
    use Table::{Modifiers, Pcs, Poa, Units};
    for (table, expected, holds) in [
        (Modifiers, "99213-25", true),
        (Modifiers, "99213", false),
        (Modifiers, "20610-LT-59;J3301", true),
        (Modifiers, "20610-59-LT", false),
        (Modifiers, "20610-LT", false),
        (Modifiers, "=99213-25;20610-LT-59;J3301", true),
        (Modifiers, "=99213-25;20610-LT-59", false),
        (Modifiers, "=", false),
        (Modifiers, "!99214;99213-25", true),
        (Modifiers, "!20610", false),
        (Units, "J3301x8", true),
        (Units, "J3301x4", false),
        (Units, "!J3301", false),
        (Units, "=99213x1;20610x1;J3301x8", true),
        (Poa, "J18.9:Y", true),
        (Poa, "J189:Y;Z79.4:-", true),
        (Poa, "J18.9:N", false),
        (Poa, "!J18.9", false),
        (Pcs, "=0FT44ZZ", true),
        (Pcs, "0FT40ZZ", false),
    ] {
        let line = format!("id\tsetting\tnote\texpected\nx\toffice\tA note.\t{expected}");
        let [case] = &parse(table, "t.tsv", &line).unwrap()[..] else { panic!("one case") };
        assert_eq!(case.holds(&coded()), holds, "{table:?} {expected}: {}", case.given(&coded()));
        assert_eq!(case.wanted(), expected);
    }
}

#[test]
fn says_what_is_wrong_with_a_line() {
    for (table, line, words) in [
        (Table::Units, "x\toffice\tA note.", "3 columns"),
        (Table::Units, "x\tattic\tA note.\tJ3301x1", "`attic` is not a setting"),
        (Table::Units, "x\toffice\tA note.\tJ3301", "expected CODExN"),
        (Table::Units, "x\toffice\tA note.\tJ3301x0", "expected CODExN"),
        (Table::Units, "x\toffice\tA note.\t", "nothing is expected"),
        (Table::Modifiers, "x\toffice\tA note.\t9921-25", "expected CODE"),
        (Table::Modifiers, "x\toffice\tA note.\t99213-2", "expected CODE"),
        (Table::Poa, "x\tinpatient\tA note.\tJ18.9", "expected CODE:I"),
        (Table::Pcs, "x\tinpatient\tA note.\t0FT4", "seven characters"),
        (Table::Pcs, "\tinpatient\tA note.\t0FT44ZZ", "is empty"),
        (Table::Pcs, "a\ted\tA note.\t=\na\ted\tA note.\t=", "`a` stands at t.tsv:2 too"),
    ] {
        let fault = parse(table, "t.tsv", &format!("# Comment\n{line}")).unwrap_err();
        assert!(fault.starts_with("t.tsv:") && fault.contains(words), "{line}: {fault}");
    }
}

#[test]
fn knows_files_and_notes() {
    for (name, table) in [
        ("modifiers.tsv", Some(Table::Modifiers)),
        ("units_drugs.tsv", Some(Table::Units)),
        ("poa2.tsv", Some(Table::Poa)),
        ("pcs.tsv", Some(Table::Pcs)),
        ("README.md", None),
        ("others.tsv", None),
    ] {
        assert_eq!(Table::of_file(name), table, "{name}");
    }
    let table = "a\ted\tpneumonia.txt\t=\nb\ted\tSee\\n\\tnote.txt\t=\n";
    let cases = parse(Table::Pcs, "pcs.tsv", table).unwrap();
    assert_eq!(cases[0].note, Note::File("pneumonia.txt".into()));
    assert_eq!(cases[1].note, Note::Text("See\n\tnote.txt".into()));
}
