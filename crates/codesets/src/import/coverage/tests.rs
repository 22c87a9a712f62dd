use super::*;
use crate::coverage::{CoverageTable, Support};
use crate::mapped::PackBytes;

const ARTICLES: &str = "article_id,article_version,title,article_eff_date,article_end_date,\
    display_id,status,last_updated\n\
    10,2,\"Echo, current\",2019-10-01,,A10,A,2025-07-30 10:29:50.017\n\
    11,7,Local,2024-01-01,2025-12-31,A11,A,2025-06-01\n\
    12,1,Draft,2024-01-01,,A12,D,2025-06-01\n";
const CODES: &str = "article_id,article_version,hcpc_code_id,hcpc_code_version,hcpc_code_group,\
    range,last_updated\n\
    10,1,99999,1,1,N,2020-01-01\n\
    10,2,93306,1,1,N,2025-08-01 00:00:00\n10,2,93307,1,2,N,2025-08-01\n\
    11,7,93303,1,1,Y,2025-08-01\n11,7,93306,1,1,Y,2025-08-01\n\
    12,1,93306,1,1,N,2025-08-01\n";
const COVERED: &str = "article_id,article_version,icd10_code_id,icd10_code_version,\
    icd10_covered_group,range,last_updated,sort_order,description,asterisk\n\
    10,1,Z99.9,1,1,N,2020-01-01,,,\n\
    10,2,I10,1,1,N,2025-08-01,,\"a, b\",\n10,2,E11.22,1,2,N,2025-08-01,,,\n\
    10,2,XX000,1,1,N,2025-08-01,,,\n\
    11,7,C50.0,1,1,Y,2025-08-01,,,\n11,7,C50.9,1,1,Y,2025-08-01,,,\n\
    11,7,R07.1 - R07.9,1,1,N,2025-08-01,,,\n\
    12,1,I10,1,1,N,2025-08-01,,,\n";
const NOT_COVERED: &str = "article_id,article_version,icd10_code_id,icd10_code_version,\
    icd10_noncovered_group,range,last_updated\n10,2,Z00.00,1,1,N,2025-08-01\n";
const CONTRACTORS: &str = "article_id,article_version,article_type,contractor_id,\
    contractor_type_id,contractor_version,last_updated\n11,7,6,5,9,1,2025-08-01\n";
const JURISDICTIONS: &str = "contractor_id,contractor_type_id,contractor_version,state_id,\
    last_updated,active_date,term_date\n5,9,1,33,2027-01-01,2013-01-01,\n5,9,1,34,,,2015-01-01\n";
const STATES: &str = "state_id,state_abbrev,description\n33,ny,New York\n34,NJ,New Jersey\n";

fn export(files: &[(&str, &str)]) -> Export {
    let mut export = Export::default();
    for (name, text) in files {
        export.add(name, text.as_bytes()).unwrap();
    }
    export
}

fn read(files: &[(&str, &str)]) -> CoverageTable {
    let imported = export(files).import(None).unwrap();
    CoverageTable::read(imported.header, &PackBytes::held(imported.payload)).unwrap()
}

const ALL: [(&str, &str); 7] = [
    ("article.csv", ARTICLES),
    ("codes.csv", CODES),
    ("covered.csv", COVERED),
    ("not_covered.csv", NOT_COVERED),
    ("contractors.csv", CONTRACTORS),
    ("jurisdictions.csv", JURISDICTIONS),
    ("states.csv", STATES),
];

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// What each policy of a code says of a diagnosis.
fn said(table: &CoverageTable, code: &str, diagnosis: &str) -> Vec<(String, Support)> {
    let policies = table.policies(code, day("2025-08-15"));
    policies.map(|policy| (policy.id().to_owned(), policy.supports(diagnosis))).collect()
}

#[test]
fn the_tables_together_make_policies() {
    let table = read(&ALL);
    assert_eq!(table.header.label, "2025-08-01", "the newest change, not of a lookup table");
    assert_eq!(table.header.rows["policies"], 2);
    let one = |id: &str, support| (id.to_owned(), support);
    for (code, diagnosis, expected) in [
        ("93306", "I10", vec![one("A10", Support::Covered), one("A11", Support::NotListed)]),
        ("93307", "I10", vec![one("A10", Support::CoveredElsewhere)]),
        ("93307", "E11.22", vec![one("A10", Support::Covered)]),
        ("93307", "Z00.00", vec![one("A10", Support::NotCovered)]),
        ("93303", "C50.411", vec![one("A11", Support::Covered)]),
        ("93303", "R07.89", vec![one("A11", Support::Covered)]),
        ("93303", "R07.0", vec![one("A11", Support::NotListed)]),
        ("99999", "Z99.9", vec![]),
    ] {
        assert_eq!(said(&table, code, diagnosis), expected, "{code} {diagnosis}");
    }
    let policies: Vec<_> = table.policies("93306", day("2025-08-15")).collect();
    assert_eq!(policies[0].title(), "Echo, current");
    assert_eq!(policies[1].states().collect::<Vec<_>>(), ["NY"]);
    assert!(policies[0].applies_in("TX") && !policies[1].applies_in("NJ"));
    assert_eq!(table.policies("93306", day("2026-01-01")).count(), 1, "A11 has ended");
}

#[test]
fn a_paragraph_that_names_codes_pairs_the_groups() {
    let paragraphs = "article_id,article_version,icd10_covered_group,paragraph,last_updated\n\
        10,2,1,\"<p>For 93307, and nothing else</p>\",2025-08-01\n\
        10,2,2,The following support 93306:,2025-08-01\n";
    let mut files = ALL.to_vec();
    files.push(("groups.csv", paragraphs));
    let table = read(&files);
    assert_eq!(said(&table, "93307", "I10")[0].1, Support::Covered);
    assert_eq!(said(&table, "93306", "I10")[0].1, Support::CoveredElsewhere);
    assert_eq!(said(&table, "93306", "E11.22")[0].1, Support::Covered);
}

#[test]
fn an_older_version_counts_before_the_newer_begins() {
    let articles = "article_id,article_version,title,article_eff_date,article_end_date,display_id\n\
        10,1,Old,2019-01-01,,A10\n10,2,New,2025-08-10,,A10\n";
    let table = read(&[
        ("article.csv", articles),
        ("codes.csv", &CODES.replace("11,7,", "13,1,")),
        ("covered.csv", COVERED),
    ]);
    let count = |code, on| table.policies(code, day(on)).count();
    assert_eq!((count("99999", "2025-08-09"), count("99999", "2025-08-10")), (1, 0));
    assert_eq!((count("93306", "2025-08-09"), count("93306", "2025-08-10")), (0, 1));
    // Both from one day: the newer alone.
    let same = articles.replace("2025-08-10", "2019-01-01");
    let table = read(&[("article.csv", &same), ("codes.csv", CODES), ("covered.csv", COVERED)]);
    assert_eq!(table.policies("99999", day("2025-08-09")).count(), 0);
}

#[test]
fn what_is_missing_is_named() {
    for (left, missing) in [
        (&[0usize][..], "missing: article_x_hcpc_code.csv, article_x_icd10_covered.csv;"),
        (&[1], "missing: article.csv, article_x_icd10_covered.csv;"),
        (&[1, 2], "missing: article.csv;"),
        (&[0, 1, 2, 4], "missing: contractor_jurisdiction.csv, state_lookup.csv;"),
        (&[0, 1, 2, 4, 5], "missing: state_lookup.csv;"),
        (&[5], "missing: article.csv, article_x_hcpc_code.csv, article_x_icd10_covered.csv;"),
    ] {
        let files: Vec<_> = left.iter().map(|at| ALL[*at]).collect();
        let fault = export(&files).import(None).unwrap_err().to_string();
        assert!(fault.contains(missing) && fault.starts_with(files[0].0), "{fault}");
    }
    let lcd = "lcd_id,lcd_version,title,rev_eff_date,display_id\n1,1,T,2020-01-01,L1\n";
    let fault = export(&[("lcd.csv", lcd)]).import(None).unwrap_err().to_string();
    assert!(fault.contains("missing: lcd_x_hcpc_code.csv, lcd_x_icd10_support.csv"), "{fault}");
    let beside: Vec<_> = ALL.into_iter().chain([("lcd.csv", lcd)]).collect();
    assert!(export(&beside).import(None).is_ok(), "determinations have no codes any more");
}

#[test]
fn determinations_with_codes_of_their_own() {
    let table = read(&[
        (
            "lcd.csv",
            "lcd_id,lcd_version,title,orig_det_eff_date,ent_det_end_date,rev_eff_date,rev_end_date,\
             status,last_updated\n33,4,Old,10/01/2015,,10/01/2018,09/30/2019,A,2018-09-20\n",
        ),
        ("c.csv", "lcd_id,lcd_version,hcpc_code_id,hcpc_code_group,range\n33,4,93306,1,N\n"),
        ("d.csv", "lcd_id,lcd_version,icd10_code_id,icd10_support_group,range\n33,4,I10,1,N\n"),
    ]);
    let on = |on: &str| table.policies("93306", day(on)).map(|p| p.id()).collect::<Vec<_>>();
    assert_eq!((on("2018-10-01"), on("2019-09-30")), (vec!["L33"], vec!["L33"]));
    assert!(on("2018-09-30").is_empty() && on("2019-10-01").is_empty());
}

#[test]
fn faults_name_file_and_line() {
    for (text, words) in [
        (ARTICLES.replace("10,2", "x,2"), "a.csv: line 2: `x` is no number"),
        (ARTICLES.replace("2019-10-01", "soon"), "a.csv: line 2: `soon` is no date"),
        (CODES.replace("93307", "9330"), "a.csv: line 4: `9330` is no code"),
        (COVERED.replace("E11.22", "E"), "a.csv: line 4: `E` is no code"),
        (CODES.replace("93307,1,2", "93307,1,70000"), "line 4: the group is too large"),
        (COVERED[..COVERED.len() - 8].to_owned(), "a.csv: line 9: "),
        ("code,start\n1,2\n".to_owned(), "expected one of the tables of a Medicare Coverage"),
    ] {
        let mut export = Export::default();
        let fault = export.add("a.csv", text.as_bytes()).unwrap_err();
        assert!(fault.to_string().contains(words), "{fault}");
        assert_eq!(export.import(None).unwrap_err(), fault, "the rest is not imported either");
    }
    let undated = |text: &str| text.replace("last_updated", "other");
    let mut none = Export::default();
    for (name, text) in &ALL[..3] {
        none.add(name, undated(text).as_bytes()).unwrap();
    }
    assert!(none.import(None).unwrap_err().to_string().contains("--release"));
}

#[test]
fn the_release_may_be_given_and_the_order_does_not_matter() {
    let starts = Some(day("2026-01-05"));
    let one = export(&ALL).import(starts).unwrap();
    let mut turned = ALL;
    turned.reverse();
    let other = export(&turned).import(starts).unwrap();
    assert_eq!((one.payload == other.payload, one.header.starts), (true, day("2026-01-05")));
    assert_eq!(one.header.source_sha256, other.header.source_sha256);
}

#[test]
fn tables_are_told_apart_by_their_headings() {
    for (headings, expected) in [
        ("article_id,retire_dt", Some(Part::Retirements(Series::Article))),
        ("\u{feff}\"article_id\",\"article_version\",\"url\"", Some(Part::Unused)),
        ("article_id,article_version,brand_name,hcpc_code_id", Some(Part::Unused)),
        ("contractor_id,contractor_bus_name,state_id", Some(Part::Unused)),
        ("state_id,region_id", Some(Part::Unused)),
        ("NCD_id,NCD_mnl_sect", Some(Part::Unused)),
        ("article_id,price", None),
        ("code,start,end", None),
        ("state_id", None),
        ("", None),
    ] {
        assert_eq!(part(headings), expected, "{headings}");
    }
    for (at, expected) in [
        (0, Part::Documents(Series::Article)),
        (1, Part::Codes(Series::Article)),
        (2, Part::Diagnoses(Series::Article, false)),
        (3, Part::Diagnoses(Series::Article, true)),
        (4, Part::Contractors(Series::Article)),
        (5, Part::Jurisdictions),
        (6, Part::States),
    ] {
        assert_eq!(part(ALL[at].1), Some(expected));
    }
}
