//! Unit limits by hand: every MAI, amount and way of billing it, by biller and payer.

use crate::claims::{BILLERS, Biller, Line, PAYERS, claim, earlier, fired};
use crate::tables::{Facts, LimitRow, Tables};
use codesets::ncci::ProviderType;
use edits::Severity::{self, Block, Inform, Reason, Warn};
use model::{Claim, HistoryClaim, PayerKind, Quantity, ServiceUnit};

const ON: &str = "2024-07-01";
const CODE: &str = "J0696";

/// Limits of one code: 4 for practitioners, 6 for hospitals, none for suppliers.
fn facts(mai: u8) -> Facts {
    let row = |provider, units| LimitRow { provider, code: CODE.to_owned(), units, mai };
    let limits = vec![
        row(ProviderType::Practitioner, 4),
        row(ProviderType::OutpatientHospital, 6),
        row(ProviderType::DmeSupplier, 0),
    ];
    Facts::of(&Tables { limits, ..Tables::default() })
}

fn rule(mai: u8) -> &'static str {
    ["mue.line", "mue.day", "mue.day_clinical"][usize::from(mai) - 1]
}

/// By payer in the order of [`PAYERS`].
fn severities(mai: u8) -> [Severity; 6] {
    match mai {
        3 => [Reason, Reason, Reason, Reason, Warn, Warn],
        _ => [Block, Reason, Reason, Reason, Warn, Warn],
    }
}

/// Lines of an office, where the limit is 4, with what came before; the lines that are named
/// where each line is judged (MAI 1), and where the day is (MAI 2 and 3).
type Way = (&'static [Line<'static>], fn() -> Vec<HistoryClaim>, &'static [u16], &'static [u16]);

fn nothing() -> Vec<HistoryClaim> {
    Vec::new()
}

fn before(status: &str, line: Line<'_>) -> Vec<HistoryClaim> {
    vec![earlier("CLM-0", status, None, &[line])]
}

const WAYS: [Way; 20] = [
    // One line: below, at, above.
    (&[(CODE, "", 3, ON)], nothing, &[], &[]),
    (&[(CODE, "", 4, ON)], nothing, &[], &[]),
    (&[(CODE, "", 5, ON)], nothing, &[1], &[1]),
    // Split lines.
    (&[(CODE, "", 2, ON), (CODE, "", 1, ON)], nothing, &[], &[]),
    (&[(CODE, "", 2, ON), (CODE, "", 2, ON)], nothing, &[], &[]),
    (&[(CODE, "", 2, ON), (CODE, "", 3, ON)], nothing, &[], &[2]),
    (&[(CODE, "", 5, ON), (CODE, "", 5, ON)], nothing, &[1, 2], &[2]),
    // Split with a modifier: apart for each line, together for the day.
    (&[(CODE, "", 2, ON), (CODE, "76", 2, ON)], nothing, &[], &[]),
    (&[(CODE, "", 4, ON), (CODE, "76", 1, ON)], nothing, &[], &[2]),
    (&[(CODE, "RT", 3, ON), (CODE, "LT", 3, ON)], nothing, &[], &[2]),
    (&[(CODE, "59", 1, ON), ("99213", "25", 9, ON), (CODE, "91", 4, ON)], nothing, &[], &[3]),
    (&[(CODE, "50", 4, ON)], nothing, &[], &[]),
    // Two days.
    (&[(CODE, "", 4, ON), (CODE, "", 4, "2024-07-02")], nothing, &[], &[]),
    // Not asked for.
    (&[(CODE, "", 4, ON), (CODE, "GY", 4, ON)], nothing, &[], &[]),
    // Earlier claims.
    (&[(CODE, "", 1, ON)], || before("paid", (CODE, "", 3, ON)), &[], &[]),
    (&[(CODE, "", 1, ON)], || before("paid", (CODE, "", 4, ON)), &[], &[1]),
    (&[(CODE, "", 1, ON)], || before("pending", (CODE, "76", 4, ON)), &[], &[1]),
    (&[(CODE, "", 1, ON)], || before("denied", (CODE, "", 4, ON)), &[], &[]),
    (&[(CODE, "", 1, ON)], || before("paid", (CODE, "", 4, "2024-06-30")), &[], &[]),
    (&[(CODE, "", 1, ON)], || before("paid", ("J1885", "", 9, ON)), &[], &[]),
];

fn named(mai: u8, lines: &[u16], severity: Severity) -> Vec<(String, u16, Severity)> {
    lines.iter().map(|line| (rule(mai).to_owned(), *line, severity)).collect()
}

#[test]
fn mai_by_amount_by_way_by_payer() {
    for mai in [1, 2, 3] {
        let facts = facts(mai);
        for (lines, history, by_line, by_day) in WAYS {
            for (payer, severity) in PAYERS.into_iter().zip(severities(mai)) {
                let mut claim = claim(Biller::Office, payer, lines);
                claim.history = history();
                let lines_named = if mai == 1 { by_line } else { by_day };
                let expected = named(mai, lines_named, severity);
                assert_eq!(fired(&claim, &facts), expected, "MAI {mai} {lines:?} {payer:?}");
            }
        }
    }
}

#[test]
fn each_biller_has_a_limit_of_its_own() {
    for mai in [1, 2, 3] {
        let facts = facts(mai);
        for (units, over) in [
            (1, [false, false, false, true]),
            (4, [false, false, false, true]),
            (5, [true, false, false, true]),
            (6, [true, false, false, true]),
            (7, [true, true, false, true]),
        ] {
            for (biller, over) in BILLERS.into_iter().zip(over) {
                let claim = claim(biller, PayerKind::Medicare, &[(CODE, "", units, ON)]);
                let lines: &[u16] = if over { &[1] } else { &[] };
                let expected = named(mai, lines, severities(mai)[0]);
                assert_eq!(fired(&claim, &facts), expected, "MAI {mai} {units} {biller:?}");
            }
        }
    }
}

#[test]
fn a_limit_of_nothing_is_a_rule_of_medicare() {
    for (mai, medicare) in [(1, Block), (2, Block), (3, Reason)] {
        let severities = [medicare, Inform, Inform, Inform, Inform, Inform];
        for (payer, severity) in PAYERS.into_iter().zip(severities) {
            let claim = claim(Biller::Supplier, payer, &[(CODE, "", 1, ON)]);
            assert_eq!(fired(&claim, &facts(mai)), named(mai, &[1], severity), "{mai} {payer:?}");
        }
    }
}

#[test]
fn what_units_count() {
    type Change = fn(&mut Claim);
    let table: [(&str, Change, bool); 9] = [
        ("a thousandth above", |c| c.lines[0].units = Quantity(4_001), true),
        ("a thousandth below", |c| c.lines[0].units = Quantity(3_999), false),
        ("units by name", |c| c.lines[0].unit = Some(ServiceUnit::Unit), true),
        ("minutes", |c| c.lines[0].unit = Some(ServiceUnit::Minute), false),
        ("days", |c| c.lines[0].unit = Some(ServiceUnit::Day), false),
        ("a void", |c| c.frequency = "8".to_owned(), false),
        ("a replacement", |c| c.frequency = "7".to_owned(), true),
        ("small letters", |c| c.lines[0].code = Some("j0696".to_owned()), true),
        ("the most that there can be", |c| c.lines[0].units = Quantity(i64::MAX), true),
    ];
    for mai in [1, 2, 3] {
        for (what, change, over) in table {
            let mut claim = claim(Biller::Office, PayerKind::Medicare, &[(CODE, "", 5, ON)]);
            change(&mut claim);
            assert_eq!(fired(&claim, &facts(mai)).len(), usize::from(over), "MAI {mai} {what}");
        }
    }
}

#[test]
fn minutes_do_not_hide_the_units_beside_them() {
    let lines = [(CODE, "", 5, ON), (CODE, "", 90, ON)];
    let mut claim = claim(Biller::Office, PayerKind::Medicare, &lines);
    claim.lines[1].unit = Some(ServiceUnit::Minute);
    assert_eq!(fired(&claim, &facts(2)), [("mue.day".to_owned(), 1, Block)]);
}
