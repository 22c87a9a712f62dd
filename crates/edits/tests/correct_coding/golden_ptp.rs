//! Pairs by hand: every indicator, placement of modifiers, day, biller and payer.

use crate::claims::{BILLERS, Biller, Line, PAYERS, claim, earlier, fired};
use crate::tables::{Facts, OPEN, PairRow, Tables};
use codesets::ncci::ProviderType;
use edits::Severity::{self, Block, Reason, Warn};
use model::PayerKind;

const NEVER: &str = "ptp.never_together";
const NO_MODIFIER: &str = "ptp.no_modifier";
const SAME_SITE: &str = "ptp.same_site";
const MISPLACED: &str = "ptp.misplaced_modifier";
const EARLIER: &str = "ptp.earlier_component";

/// Pairs of both tables that judge services: column 1, column 2, days, indicator.
fn facts(rows: &[(&str, &str, &str, &str, u8)]) -> Facts {
    let mut pairs = Vec::new();
    for provider in [ProviderType::Practitioner, ProviderType::OutpatientHospital] {
        for (column1, column2, from, to, indicator) in rows {
            pairs.push(PairRow {
                provider,
                column1: (*column1).to_owned(),
                column2: (*column2).to_owned(),
                from: (*from).to_owned(),
                to: (*to).to_owned(),
                indicator: *indicator,
            });
        }
    }
    Facts::of(&Tables { pairs, ..Tables::default() })
}

/// What a fault is worth, by payer in the order of [`PAYERS`].
fn severities(rule: &str) -> [Severity; 6] {
    match rule {
        NEVER | NO_MODIFIER => [Block, Reason, Reason, Reason, Warn, Warn],
        EARLIER => [Reason, Reason, Reason, Reason, Warn, Warn],
        _ => [Reason, Warn, Warn, Warn, Warn, Warn],
    }
}

/// A placement of modifiers on column 1 and column 2 of 29881 and 29877, and what an office and
/// a hospital hear of it where the indicator is 1.
const PLACEMENTS: [(&str, &str, &str, &str); 27] = [
    ("", "", NO_MODIFIER, NO_MODIFIER),
    ("59", "", "", ""),
    ("", "59", "", ""),
    ("59", "59", "", ""),
    ("XS", "", "", ""),
    ("", "XE", "", ""),
    ("RT", "", "", ""),
    ("", "RT", "", ""),
    ("RT", "LT", "", ""),
    ("RT", "RT", SAME_SITE, SAME_SITE),
    ("RT", "RT 59", "", ""),
    ("RT 78", "RT", "", ""),
    ("58", "", "", ""),
    ("", "79", "", ""),
    ("76", "", NO_MODIFIER, NO_MODIFIER),
    ("", "76", NO_MODIFIER, NO_MODIFIER),
    ("76", "77", NO_MODIFIER, NO_MODIFIER),
    ("50", "50", NO_MODIFIER, NO_MODIFIER),
    ("GA", "51 22", NO_MODIFIER, NO_MODIFIER),
    ("25", "", MISPLACED, MISPLACED),
    ("", "25", MISPLACED, MISPLACED),
    ("57", "24", MISPLACED, MISPLACED),
    ("", "91", MISPLACED, MISPLACED),
    ("", "27", MISPLACED, ""),
    ("25", "59", "", ""),
    ("", "GY", "none", "none"),
    ("GZ", "", "none", "none"),
];

/// The days around a row from 2024-07-01 to 2024-09-30, and whether it holds.
const DAYS: [(&str, bool); 4] =
    [("2024-06-30", false), ("2024-07-01", true), ("2024-09-30", true), ("2024-10-01", false)];

#[test]
fn indicator_by_placement_by_day_by_biller_by_payer() {
    for indicator in [0, 1, 9] {
        let facts = facts(&[("29881", "29877", "2024-07-01", "2024-09-30", indicator)]);
        for (first, second, office, hospital) in PLACEMENTS {
            for biller in BILLERS {
                let heard = match biller {
                    Biller::Office => office,
                    Biller::Outpatient => hospital,
                    Biller::Inpatient | Biller::Supplier => "none",
                };
                let rule = match (heard, indicator) {
                    ("none", _) | (_, 9) => "",
                    (_, 0) => NEVER,
                    (heard, _) => heard,
                };
                for (on, holds) in DAYS {
                    let lines = [("29877", second, 1, on), ("29881", first, 1, on)];
                    for (payer, severity) in PAYERS.into_iter().zip(severities(rule)) {
                        let expected = match rule {
                            "" => Vec::new(),
                            _ if !holds => Vec::new(),
                            rule => vec![(rule.to_owned(), 1, severity)],
                        };
                        let found = fired(&claim(biller, payer, &lines), &facts);
                        let case = (indicator, first, second, biller, on, payer);
                        assert_eq!(found, expected, "{case:?}");
                    }
                }
            }
        }
    }
}

#[test]
fn a_distinct_service_on_column_1_counts_for_practitioners_from_july_2019() {
    let facts = facts(&[("29881", "29877", "2010-01-01", OPEN, 1)]);
    for (biller, on, first, second, expected) in [
        (Biller::Office, "2019-06-30", "59", "", NO_MODIFIER),
        (Biller::Office, "2019-06-30", "XU", "76", NO_MODIFIER),
        (Biller::Office, "2019-06-30", "", "59", ""),
        (Biller::Office, "2019-06-30", "RT", "", ""),
        (Biller::Office, "2019-07-01", "59", "", ""),
        (Biller::Outpatient, "2019-06-30", "59", "", ""),
    ] {
        let lines = [("29881", first, 1, on), ("29877", second, 1, on)];
        let found = fired(&claim(biller, PayerKind::Medicare, &lines), &facts);
        let rules: Vec<_> = found.iter().map(|(id, ..)| id.as_str()).collect();
        let expected: Vec<_> = [expected].into_iter().filter(|id| !id.is_empty()).collect();
        assert_eq!(rules, expected, "{biller:?} {on} {first} {second}");
    }
}

/// Rules and lines of a Medicare claim of an office.
fn told(facts: &Facts, lines: &[Line<'_>]) -> Vec<(String, u16)> {
    let found = fired(&claim(Biller::Office, PayerKind::Medicare, lines), facts);
    found.into_iter().map(|(id, line, _)| (id, line)).collect()
}

#[test]
fn rows_of_one_pair_follow_each_other() {
    let facts = facts(&[
        ("29881", "29877", "2010-01-01", "2023-12-31", 0),
        ("29881", "29877", "2024-01-01", OPEN, 1),
    ]);
    for (on, rule) in [("2023-12-31", NEVER), ("2024-01-01", NO_MODIFIER)] {
        let found = told(&facts, &[("29881", "", 1, on), ("29877", "", 1, on)]);
        assert_eq!(found, [(rule.to_owned(), 2)], "{on}");
    }
    assert!(
        told(&facts, &[("29881", "", 1, "2023-12-31"), ("29877", "", 1, "2024-01-01")]).is_empty()
    );
}

#[test]
fn several_lines() {
    const ON: &str = "2024-07-01";
    let facts = facts(&[
        ("45385", "45380", "2020-01-01", OPEN, 1),
        ("45385", "45378", "2020-01-01", OPEN, 0),
        ("45380", "45378", "2020-01-01", OPEN, 0),
    ]);
    type Case<'a> = (&'a str, &'a [Line<'a>], &'a [(&'a str, u16)]);
    let table: [Case<'_>; 8] = [
        ("the same code twice is no pair", &[("45385", "", 1, ON), ("45385", "76", 1, ON)], &[]),
        (
            "a chain: one hit for each column 2 line and column 1 code",
            &[("45385", "", 1, ON), ("45380", "", 1, ON), ("45378", "", 1, ON)],
            &[(NEVER, 3), (NEVER, 3), (NO_MODIFIER, 2)],
        ),
        (
            "each column 2 line by its own modifiers",
            &[("45385", "", 1, ON), ("45380", "59", 1, ON), ("45380", "", 1, ON)],
            &[(NO_MODIFIER, 3)],
        ),
        (
            "a modifier on one of two column 1 lines does not clear the other",
            &[("45385", "59", 1, ON), ("45385", "", 1, ON), ("45380", "", 1, ON)],
            &[(NO_MODIFIER, 3)],
        ),
        (
            "modifiers on both column 1 lines do",
            &[("45385", "59", 1, ON), ("45385", "XS", 1, ON), ("45380", "", 1, ON)],
            &[],
        ),
        (
            "a sound column 1 line does not cover a doubtful one",
            &[("45385", "59", 1, ON), ("45385", "RT", 1, ON), ("45380", "RT", 1, ON)],
            &[(SAME_SITE, 3)],
        ),
        (
            "another day is another matter",
            &[("45385", "", 1, ON), ("45380", "", 1, "2024-07-02"), ("45378", "", 1, "2024-07-02")],
            &[(NEVER, 3)],
        ),
        ("no units, nothing to pay", &[("45385", "", 1, ON), ("45378", "", 0, ON)], &[]),
    ];
    for (what, lines, expected) in table {
        let expected: Vec<_> =
            expected.iter().map(|(id, line)| ((*id).to_owned(), *line)).collect();
        assert_eq!(told(&facts, lines), expected, "{what}");
    }
}

#[test]
fn earlier_claims_and_frequencies() {
    const ON: &str = "2024-07-01";
    let facts = facts(&[
        ("45385", "45380", "2020-01-01", OPEN, 1),
        ("45385", "45378", "2020-01-01", OPEN, 0),
    ]);
    let other = Some("1111111112");
    let same = Some(crate::claims::RENDERING);
    // Status, who, its line, the line of now, frequency, rule.
    type Case<'a> = (&'a str, Option<&'a str>, Line<'a>, Line<'a>, &'a str, &'a str);
    let table: [Case<'_>; 16] = [
        ("paid", same, ("45385", "", 1, ON), ("45378", "", 1, ON), "1", NEVER),
        ("pending", same, ("45385", "", 1, ON), ("45378", "", 1, ON), "1", NEVER),
        ("paid", None, ("45385", "", 1, ON), ("45378", "", 1, ON), "1", NEVER),
        ("denied", same, ("45385", "", 1, ON), ("45378", "", 1, ON), "1", ""),
        ("rejected", same, ("45385", "", 1, ON), ("45378", "", 1, ON), "1", ""),
        ("void", same, ("45385", "", 1, ON), ("45378", "", 1, ON), "1", ""),
        ("paid", other, ("45385", "", 1, ON), ("45378", "", 1, ON), "1", ""),
        ("paid", same, ("45385", "", 1, "2024-06-30"), ("45378", "", 1, ON), "1", ""),
        ("paid", same, ("45385", "GY", 1, ON), ("45378", "", 1, ON), "1", ""),
        ("paid", same, ("45385", "", 1, ON), ("45380", "", 1, ON), "1", NO_MODIFIER),
        ("paid", same, ("45385", "59", 1, ON), ("45380", "", 1, ON), "1", ""),
        ("paid", same, ("45380", "", 1, ON), ("45385", "", 1, ON), "1", EARLIER),
        ("paid", same, ("45380", "XS", 1, ON), ("45385", "", 1, ON), "1", ""),
        ("paid", same, ("45378", "59", 1, ON), ("45385", "", 1, ON), "1", EARLIER),
        ("paid", same, ("45385", "", 1, ON), ("45378", "", 1, ON), "7", ""),
        ("paid", same, ("45385", "", 1, ON), ("45378", "", 1, ON), "8", ""),
    ];
    for (status, who, before, now, frequency, rule) in table {
        let mut claim = claim(Biller::Office, PayerKind::Medicare, &[now]);
        frequency.clone_into(&mut claim.frequency);
        // A replacement takes the place of the earlier claim of its own number.
        let id = if frequency == "7" { "CLM-1" } else { "CLM-0" };
        claim.history = vec![earlier(id, status, who, &[before])];
        let found: Vec<_> = fired(&claim, &facts).into_iter().map(|(id, ..)| id).collect();
        let expected: Vec<_> = [rule].into_iter().filter(|id| !id.is_empty()).collect();
        assert_eq!(found, expected, "{status} {who:?} {before:?} {now:?} {frequency}");
    }
}

#[test]
fn a_void_and_an_inpatient_stay_need_no_table() {
    struct Nothing;
    impl edits::CodeFacts for Nothing {
        fn has_diagnoses(&self, _on: model::Date) -> bool {
            true
        }
        fn diagnosis(&self, _code: &str, _on: model::Date) -> edits::CodeStatus {
            edits::CodeStatus::Valid
        }
        fn diagnosis_attributes(&self, _code: &str, _on: model::Date) -> edits::Attributes {
            edits::Attributes::default()
        }
        fn excludes1(&self, _a: &str, _b: &str, _on: model::Date) -> Option<String> {
            None
        }
        fn procedure(&self, _code: &str, _on: model::Date) -> Option<edits::CodeStatus> {
            None
        }
        fn releases(&self, _on: model::Date) -> std::collections::BTreeMap<String, String> {
            std::collections::BTreeMap::new()
        }
    }
    use model::EditFamily::{Addon, Mue, Ptp};
    let families = [Ptp, Mue, Addon];
    for (biller, frequency, missing) in [
        (Biller::Office, "1", &families[..]),
        (Biller::Outpatient, "7", &families[..]),
        (Biller::Supplier, "1", &families[1..]),
        (Biller::Inpatient, "1", &[]),
        (Biller::Office, "8", &[]),
    ] {
        let mut claim = claim(biller, PayerKind::Medicare, &[("99213", "", 1, "2024-07-01")]);
        frequency.clone_into(&mut claim.frequency);
        let mut not_checked = edits::scrub(&claim, &Nothing).not_checked;
        not_checked.retain(|family| families.contains(family));
        assert_eq!(not_checked, missing, "{biller:?} {frequency}");
    }
}
