//! Add-on codes by hand: every type in every situation, by biller and payer.

use crate::claims::{BILLERS, BILLING, Biller, Line, PAYERS, RENDERING, claim, earlier, fired};
use crate::tables::{AddOnRow, Facts, OPEN, Tables};
use edits::Severity::{self, Block, Reason, Warn};
use model::{HistoryClaim, PayerKind};

const ON: &str = "2024-07-01";
const MISSING: &str = "addon.primary_missing";
const UNLISTED: &str = "addon.primary_unlisted";
const ALONE: &str = "addon.alone";

/// 22614 beside 22600 or 22612 (type 1), 77001 (type 2), 96160 beside 99213 (type 3), 99292
/// beside 99291 (type 1).
fn facts() -> Facts {
    let row = |add_on: &str, primary: Option<&str>, kind| AddOnRow {
        add_on: add_on.to_owned(),
        primary: primary.map(str::to_owned),
        kind,
        from: "2024-07-01".to_owned(),
        to: OPEN.to_owned(),
    };
    let add_ons = vec![
        row("22614", Some("22600"), 1),
        row("22614", Some("22612"), 1),
        row("77001", None, 2),
        row("96160", Some("99213"), 3),
        row("99292", Some("99291"), 1),
    ];
    Facts::of(&Tables { add_ons, ..Tables::default() })
}

/// By payer in the order of [`PAYERS`].
fn severities(code: &str, rule: &str) -> [Severity; 6] {
    match (code, rule) {
        ("99292", MISSING) | (_, UNLISTED) => [Reason, Reason, Reason, Reason, Warn, Warn],
        (_, MISSING) => [Block, Reason, Reason, Reason, Warn, Warn],
        _ => [Warn; 6],
    }
}

/// What stands beside the add-on code of line 1: other lines, and earlier claims.
type Beside = (&'static str, &'static [Line<'static>], fn() -> Vec<HistoryClaim>);

fn nothing() -> Vec<HistoryClaim> {
    Vec::new()
}

fn before(status: &str, who: Option<&str>, line: Line<'_>) -> Vec<HistoryClaim> {
    vec![earlier("CLM-0", status, who, &[line])]
}

const OTHER: Option<&str> = Some("1111111112");

const BESIDE: [Beside; 26] = [
    ("alone", &[], nothing),
    ("22612", &[("22612", "", 1, ON)], nothing),
    ("99213", &[("99213", "", 1, ON)], nothing),
    ("99291", &[("99291", "", 1, ON)], nothing),
    ("80053", &[("80053", "", 1, ON)], nothing),
    ("another add-on", &[("38102", "", 1, ON)], nothing),
    ("a listed add-on", &[("77001", "", 1, ON)], nothing),
    ("22612, day before", &[("22612", "", 1, "2024-06-30")], nothing),
    ("99213, day after", &[("99213", "", 1, "2024-07-02")], nothing),
    ("22612 GY", &[("22612", "GY", 1, ON)], nothing),
    ("22612 GZ", &[("22612", "GZ", 1, ON)], nothing),
    ("22600 and 22612", &[("22600", "", 1, ON), ("22612", "", 1, ON)], nothing),
    ("22612 paid", &[], || before("paid", Some(RENDERING), ("22612", "", 1, ON))),
    ("22612 pending", &[], || before("pending", None, ("22612", "", 1, ON))),
    ("22612 paid, same biller", &[], || before("paid", Some(BILLING), ("22612", "", 1, ON))),
    ("22612 denied", &[], || before("denied", Some(RENDERING), ("22612", "", 1, ON))),
    ("22612 rejected", &[], || before("rejected", Some(RENDERING), ("22612", "", 1, ON))),
    ("22612 void", &[], || before("void", Some(RENDERING), ("22612", "", 1, ON))),
    ("22612 paid, a colleague", &[], || before("paid", OTHER, ("22612", "", 1, ON))),
    ("22612 paid, another day", &[], || before("paid", None, ("22612", "", 1, "2024-06-30"))),
    ("99291 paid, a colleague", &[], || before("paid", OTHER, ("99291", "", 1, ON))),
    ("99291 denied, a colleague", &[], || before("denied", OTHER, ("99291", "", 1, ON))),
    ("99291, colleague, another day", &[], || {
        before("paid", OTHER, ("99291", "", 1, "2024-06-30"))
    }),
    ("99213 paid", &[], || before("paid", None, ("99213", "", 1, ON))),
    ("80053 paid", &[], || before("paid", None, ("80053", "", 1, ON))),
    ("80053 denied", &[], || before("denied", None, ("80053", "", 1, ON))),
];

/// What is heard of 22614, 77001, 96160 and 99292 in each situation of [`BESIDE`].
const HEARD: [[&str; 4]; 26] = [
    [MISSING, ALONE, MISSING, MISSING],
    ["", "", UNLISTED, MISSING],
    [MISSING, "", "", MISSING],
    [MISSING, "", UNLISTED, ""],
    [MISSING, "", UNLISTED, MISSING],
    // 38102 is no add-on code of this small table, so that it is a service.
    [MISSING, "", UNLISTED, MISSING],
    [MISSING, ALONE, MISSING, MISSING],
    [MISSING, ALONE, MISSING, MISSING],
    [MISSING, ALONE, MISSING, MISSING],
    [MISSING, ALONE, MISSING, MISSING],
    [MISSING, ALONE, MISSING, MISSING],
    ["", "", UNLISTED, MISSING],
    ["", "", UNLISTED, MISSING],
    ["", "", UNLISTED, MISSING],
    ["", "", UNLISTED, MISSING],
    [MISSING, ALONE, MISSING, MISSING],
    [MISSING, ALONE, MISSING, MISSING],
    [MISSING, ALONE, MISSING, MISSING],
    [MISSING, ALONE, MISSING, MISSING],
    [MISSING, ALONE, MISSING, MISSING],
    [MISSING, ALONE, MISSING, ""],
    [MISSING, ALONE, MISSING, MISSING],
    [MISSING, ALONE, MISSING, MISSING],
    [MISSING, "", "", MISSING],
    [MISSING, "", UNLISTED, MISSING],
    [MISSING, ALONE, MISSING, MISSING],
];

#[test]
fn type_by_situation_by_biller_by_payer() {
    let facts = facts();
    for ((what, beside, history), heard) in BESIDE.into_iter().zip(HEARD) {
        for (code, rule) in ["22614", "77001", "96160", "99292"].into_iter().zip(heard) {
            let mut lines = vec![(code, "", 1, ON)];
            lines.extend(beside);
            for biller in BILLERS {
                for (payer, severity) in PAYERS.into_iter().zip(severities(code, rule)) {
                    let mut claim = claim(biller, payer, &lines);
                    claim.history = history();
                    // Line 1 is in question; an add-on code beside it has its own say.
                    let found: Vec<_> =
                        fired(&claim, &facts).into_iter().filter(|edit| edit.1 == 1).collect();
                    let silent = rule.is_empty() || biller == Biller::Inpatient;
                    let expected: Vec<_> =
                        if silent { vec![] } else { vec![(rule.to_owned(), 1, severity)] };
                    assert_eq!(found, expected, "{code}, {what}, {biller:?} {payer:?}");
                }
            }
        }
    }
}

#[test]
fn before_its_row_begins_it_is_no_add_on_code() {
    for (on, count) in [("2024-06-30", 0), ("2024-07-01", 1)] {
        let lines = [("22614", "", 1, on)];
        let claim = claim(Biller::Office, PayerKind::Medicare, &lines);
        assert_eq!(fired(&claim, &facts()).len(), count, "{on}");
    }
}

#[test]
fn each_line_of_an_add_on_code_is_named_unless_nothing_is_asked_for_it() {
    let lines = [
        ("22614", "", 1, ON),
        ("22614", "59", 2, ON),
        ("22614", "GY", 1, ON),
        ("22614", "", 0, ON),
    ];
    let mut claim = claim(Biller::Office, PayerKind::Medicare, &lines);
    let named: Vec<_> = fired(&claim, &facts()).into_iter().map(|edit| edit.1).collect();
    assert_eq!(named, [1, 2]);
    claim.frequency = "8".to_owned();
    assert!(fired(&claim, &facts()).is_empty());
}

#[test]
fn a_replacement_does_not_count_the_claim_it_replaces() {
    let lines = [("22614", "", 1, ON)];
    let mut claim = claim(Biller::Office, PayerKind::Medicare, &lines);
    claim.history = vec![earlier("CLM-1", "paid", None, &[("22612", "", 1, ON)])];
    assert!(fired(&claim, &facts()).is_empty());
    claim.frequency = "7".to_owned();
    assert_eq!(fired(&claim, &facts()), [(MISSING.to_owned(), 1, Block)]);
}
