use super::*;
use codesets::hcpcs::{self, HcpcsEntry};
use std::collections::BTreeMap;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn header(kind: PackKind, starts: &str) -> PackHeader {
    PackHeader {
        kind,
        label: starts[..7].to_owned(),
        starts: day(starts),
        source: "made-up.csv".into(),
        source_sha256: String::new(),
        rows: BTreeMap::new(),
        payload_sha256: String::new(),
    }
}

fn list(kind: PackKind, starts: &str, rows: &str) -> ClaimCodes {
    ClaimCodes::read(header(kind, starts), rows.as_bytes()).unwrap()
}

fn lists() -> ImportedLists {
    let procedure = |code: &str| HcpcsEntry { code: code.into(), ..HcpcsEntry::default() };
    let modifier = |code: &str| HcpcsEntry { modifier: true, ..procedure(code) };
    let release = |starts, codes: &[HcpcsEntry]| {
        Hcpcs::read(header(PackKind::Hcpcs, starts), &hcpcs::payload(codes)).unwrap()
    };
    let first = [procedure("J1885"), modifier("LT")];
    let second = [procedure("J1885"), procedure("J1886"), modifier("LT"), modifier("XE")];
    ImportedLists::over(CodeSets {
        claim_codes: vec![
            list(
                PackKind::Carc,
                "2023-11-01",
                "45\t1995-01-01\t\tA\nW1\t2000-02-29\t2014-07-01\tB",
            ),
            list(PackKind::Carc, "2024-03-01", "45\t1995-01-01\t\tA\n304\t2024-03-01\t\tC"),
            list(PackKind::Rarc, "2024-03-01", "N895\t2024-03-01\t\tA\nMA01\t1997-01-01\t\tB"),
            list(PackKind::Pos, "2026-01-01", "11\t\t\tA\n67\t\t\tB"),
            list(
                PackKind::Taxonomy,
                "2025-07-01",
                "207Q00000X\t\t\tA\n246YC3301X\t\t2023-03-31\tB",
            ),
        ],
        hcpcs: vec![release("2025-10-01", &first), release("2026-01-01", &second)],
        ..CodeSets::embedded()
    })
}

#[test]
fn imported_lists_judge_by_day_over_the_embedded_ones() {
    let lists = lists();
    let to = |text| Standing::NotInForce { from: None, to: Some(day(text)) };
    let from = |text| Standing::NotInForce { from: Some(day(text)), to: None };
    use Standing::{Malformed, NotChecked, Unknown, Valid};
    for (list, qualifier, code, on, standing) in [
        (List::Carc, "", "45", "2026-01-01", Valid),
        (List::Carc, "", "45", "2010-01-01", Valid), // before the first release, by its own days
        (List::Carc, "", "W1", "2014-07-01", Valid),
        (List::Carc, "", "W1", "2014-07-02", to("2014-07-01")),
        (List::Carc, "", "304", "2024-02-29", Unknown), // the release of that day lacks it
        (List::Carc, "", "304", "2024-03-01", Valid),
        (List::Carc, "", "999", "2026-01-01", Unknown),
        (List::Carc, "", "045", "2026-01-01", Malformed),
        (List::Rarc, "", "N895", "2024-02-29", from("2024-03-01")),
        (List::Remark, "HE", "N895", "2026-01-01", Valid),
        (List::Remark, "HE", "N999", "2026-01-01", Unknown),
        (List::Remark, "RX", "N999", "2026-01-01", NotChecked),
        (List::Pos, "", "67", "2026-01-01", Valid),
        (List::Pos, "", "67", "2025-12-31", Unknown),
        (List::Pos, "", "12", "2025-12-31", Valid),
        (List::Pos, "", "12", "2026-01-01", Unknown),
        (List::Taxonomy, "", "207Q00000X", "2010-01-01", Valid),
        (List::Taxonomy, "", "246YC3301X", "2023-04-01", to("2023-03-31")),
        (List::Taxonomy, "", "999Q00000X", "2026-01-01", Unknown),
        (List::Procedure, "HC", "J1885", "2025-10-01", Valid),
        (List::Procedure, "HC", "J1886", "2025-12-31", Unknown),
        (List::Procedure, "HC", "J1886", "2026-01-01", Valid),
        (List::Procedure, "HC", "J1885", "2025-09-30", NotChecked),
        (List::Procedure, "HC", "99213", "2026-01-01", NotChecked),
        (List::Procedure, "HC", "D0120", "2026-01-01", NotChecked),
        (List::Procedure, "WK", "J1886", "2025-12-31", NotChecked),
        (List::Modifier, "", "LT", "2025-10-01", Valid),
        (List::Modifier, "", "XE", "2025-10-01", Unknown),
        (List::Modifier, "", "25", "2025-10-01", NotChecked),
        (List::Modifier, "", "1P", "2025-10-01", NotChecked),
        (List::Modifier, "", "P3", "2025-10-01", NotChecked),
        (List::Modifier, "", "LT", "2025-09-30", NotChecked),
        (List::Diagnosis, "ABK", "E1122", "2026-01-01", Valid),
        (List::Npi, "", "1234567890", "2026-01-01", Malformed),
    ] {
        let told = lists.judge(list, qualifier.as_bytes(), code.as_bytes(), Some(day(on)));
        assert_eq!(told, standing, "{} {qualifier} {code} {on}", list.name());
    }
    for (list, code, standing) in
        [(List::Carc, "304", Valid), (List::Carc, "W1", Unknown), (List::Modifier, "XE", Valid)]
    {
        assert_eq!(lists.judge(list, b"", code.as_bytes(), None), standing, "{code}");
    }
}

#[test]
fn releases_stand_side_by_side() {
    let told: Vec<String> = lists()
        .releases()
        .iter()
        .filter(|release| release.origin == Origin::Imported)
        .map(|release| format!("{} {} {}", release.list.name(), release.system, release.label))
        .collect();
    assert_eq!(
        told,
        [
            "pos pos 2026-01",
            "taxonomy taxonomy 2025-07",
            "carc carc 2023-11",
            "carc carc 2024-03",
            "rarc rarc 2024-03",
            "remark rarc 2024-03",
            "procedure hcpcs 2025-10",
            "procedure hcpcs 2026-01",
            "modifier hcpcs 2025-10",
            "modifier hcpcs 2026-01",
        ]
    );
}

/// An ICD-10-CM release after the program's table: a new code, one that went, and a heading.
#[test]
fn a_newer_icd10cm_release_judges_from_its_first_day() {
    let newest = icd10_newest().unwrap();
    let starts = newest.plus_days(182);
    assert!(judges_claims(&header(PackKind::Icd10cmTabular, &starts.to_string())));
    assert!(!judges_claims(&header(PackKind::Icd10cmTabular, &newest.to_string())));
    assert!(!judges_claims(&header(PackKind::Icd10cmIndex, &starts.to_string())));

    let title = |code: &str| codesets::icd10cm::build::Entry {
        code: code.to_owned(),
        title: "Made up".to_owned(),
        ..Default::default()
    };
    let row = |code: &str, starts: Date, ends: Date| codesets::icd10cm::build::ValidityRow {
        code: code.to_owned(),
        starts,
        ends,
        attributes: Default::default(),
    };
    let last = starts.plus_days(364);
    let rows = [
        row("A000", day("2015-10-01"), last),
        row("A001", day("2015-10-01"), starts.plus_days(-1)),
        row("A0091", starts, last),
    ];
    let entries = [title("A000"), title("A001"), title("A0091")];
    let label = starts.to_string();
    let imported = codesets::import::icd10cm_tabular::pack(
        &entries,
        &rows,
        &label,
        starts,
        "made-up.xml",
        b"",
    );
    let bytes = codesets::container::write(imported.header, &imported.payload);
    let pack = Icd10Cm::from_pack(bytes).unwrap();
    let lists = ImportedLists::over(CodeSets { icd10cm: vec![pack], ..CodeSets::embedded() });
    let judge =
        |code: &str, on: Date| lists.judge(List::Diagnosis, b"ABK", code.as_bytes(), Some(on));
    let eve = starts.plus_days(-1);
    for (code, on, standing) in [
        ("A0091", eve, Standing::Unknown),
        ("A0091", starts, Standing::Valid),
        ("A0091", last.plus_days(500), Standing::Valid),
        ("A001", eve, Standing::Valid),
        ("A001", starts, Standing::NotInForce { from: None, to: Some(eve) }),
        ("A009", starts, Standing::NotBillable),
        ("Z9989", starts, Standing::Unknown),
        ("Z9989", eve, Standing::Valid),
        ("A00.0", starts, Standing::Malformed),
    ] {
        assert_eq!(judge(code, on), standing, "{code} {on}");
    }
}
