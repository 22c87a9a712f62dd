//! Procedure pairs.

use super::{Case, Expected, Item, severity};
use codesets::ncci::ProviderType;
use edits::Severity::{Block, Reason, Warn};
use std::collections::BTreeSet;

const ANATOMIC: &str = "E1 E2 E3 E4 FA F1 F2 F3 F4 F5 F6 F7 F8 F9 TA T1 T2 T3 T4 T5 T6 T7 T8 T9 \
    LT RT LC LD LM RC RI";
const OTHERS: &str = "24 25 57 58 78 79 27 59 91 XE XP XS XU";

fn listed(list: &str, modifier: &str) -> bool {
    list.split_whitespace().any(|known| known == modifier)
}

/// What a pair of lines comes to.
#[derive(Clone, Copy, PartialEq)]
enum Verdict {
    Fine,
    Never,
    NoModifier,
    SameSite,
    Misplaced,
}

impl Verdict {
    fn is_denied(self) -> bool {
        matches!(self, Verdict::Never | Verdict::NoModifier)
    }

    fn is_doubtful(self) -> bool {
        matches!(self, Verdict::SameSite | Verdict::Misplaced)
    }
}

pub fn judge(case: &Case<'_>) -> Vec<Expected> {
    let mut expected = Vec::new();
    if case.biller == "supplier" {
        return expected;
    }
    let before: Vec<&Item> = case.before.iter().filter(|item| item.same_provider).collect();
    for second in &case.now {
        let all = case.now.iter().chain(before.iter().copied());
        let partners: BTreeSet<&str> = all
            .clone()
            .filter(|item| item.day == second.day && item.code != second.code)
            .map(|item| item.code.as_str())
            .collect();
        for partner in partners {
            let firsts = all.clone().filter(|i| i.day == second.day && i.code == partner);
            let verdicts: Vec<_> = firsts.map(|i| (i, verdict(case, i, second))).collect();
            let denied = verdicts.iter().find(|(_, verdict)| verdict.is_denied());
            let doubtful = verdicts.iter().find(|(_, verdict)| verdict.is_doubtful());
            if let Some((first, verdict)) = denied.or(doubtful) {
                expected.push(edit(case, second, first, *verdict, 2));
            }
        }
    }
    expected.extend(earlier_components(case, &before));
    expected
}

/// Column 1 comes now, column 2 was billed before: one edit for each pair of codes and day, on
/// the first line of column 1 that an earlier line is denied beside.
fn earlier_components(case: &Case<'_>, before: &[&Item]) -> Vec<Expected> {
    let mut expected = Vec::new();
    let mut done = BTreeSet::new();
    for first in &case.now {
        for second in before.iter().filter(|item| item.day == first.day) {
            let names = (first.day.clone(), first.code.clone(), second.code.clone());
            let denied = first.code != second.code && verdict(case, first, second).is_denied();
            if denied && done.insert(names) {
                expected.push(edit(case, first, second, verdict(case, first, second), 1));
            }
        }
    }
    expected
}

/// What two lines of one day come to, as column 1 and column 2.
fn verdict(case: &Case<'_>, first: &Item, second: &Item) -> Verdict {
    let provider = match case.biller {
        "hospital" => ProviderType::OutpatientHospital,
        _ => ProviderType::Practitioner,
    };
    let row = case.tables.pairs.iter().find(|row| {
        row.provider == provider
            && row.column1 == first.code
            && row.column2 == second.code
            && row.from <= first.day
            && first.day <= row.to
    });
    match row.map(|row| row.indicator) {
        Some(0) => Verdict::Never,
        Some(1) => by_modifiers(case.biller, first, second),
        _ => Verdict::Fine,
    }
}

fn by_modifiers(biller: &str, first: &Item, second: &Item) -> Verdict {
    let sites = |item: &Item| -> BTreeSet<String> {
        item.modifiers.iter().filter(|m| listed(ANATOMIC, m)).cloned().collect()
    };
    let visit = is_visit(&first.code) || is_visit(&second.code);
    let mut verdict = match (sites(first) == sites(second), sites(first).is_empty()) {
        (false, _) if visit => Verdict::Misplaced,
        (false, _) => return Verdict::Fine,
        (true, true) => Verdict::NoModifier,
        (true, false) => Verdict::SameSite,
    };
    for (column, item) in [(1, first), (2, second)] {
        for modifier in item.modifiers.iter().filter(|m| listed(OTHERS, m)) {
            let distinct = listed("59 XE XP XS XU", modifier);
            let practitioner = biller == "practitioner";
            if distinct && practitioner && column == 1 && item.day.as_str() < "2019-07-01" {
                continue;
            }
            if fits(biller, modifier, &item.code) {
                return Verdict::Fine;
            }
            if verdict == Verdict::NoModifier {
                verdict = Verdict::Misplaced;
            }
        }
    }
    verdict
}

/// A visit: office to hospital, eye doctor, clinic.
fn is_visit(code: &str) -> bool {
    let five = code.parse::<u32>().unwrap_or(0);
    (99_202..=99_499).contains(&five) || (92_002..=92_014).contains(&five) || code == "G0463"
}

/// False where a modifier surely stands on the wrong sort of code.
fn fits(biller: &str, modifier: &str, code: &str) -> bool {
    let digits = code.chars().all(|c| c.is_ascii_digit());
    let visit = digits && ("99202"..="99499").contains(&code);
    let anesthesia_to_laboratory = digits && code < "90000";
    let anesthesia_to_radiology = digits && code < "80000";
    match modifier {
        "27" => biller == "hospital",
        "24" | "25" | "57" => !anesthesia_to_laboratory,
        "59" | "XE" | "XP" | "XS" | "XU" => !visit && code != "77427",
        "91" => !visit && !anesthesia_to_radiology,
        _ => true,
    }
}

fn edit(case: &Case<'_>, named: &Item, other: &Item, verdict: Verdict, column: u8) -> Expected {
    let (id, three) = match (column, verdict) {
        (1, _) => ("ptp.earlier_component", [Reason, Reason, Warn]),
        (_, Verdict::Never) => ("ptp.never_together", [Block, Reason, Warn]),
        (_, Verdict::SameSite) => ("ptp.same_site", [Reason, Warn, Warn]),
        (_, Verdict::Misplaced) => ("ptp.misplaced_modifier", [Reason, Warn, Warn]),
        _ => ("ptp.no_modifier", [Block, Reason, Warn]),
    };
    let place = match other.line {
        Some(line) => format!("line {}", line + 1),
        None => format!("the earlier claim {}", other.claim),
    };
    let line = named.line.unwrap();
    let says = vec![
        format!("on line {} is column {column} beside {} on {place} in", line + 1, other.code),
        if verdict == Verdict::Never { "indicator 0" } else { "indicator 1" }.to_owned(),
    ];
    let then = (usize::from(other.line.is_none()), other.line.unwrap_or(0), String::new());
    // Column 2 stands before column 1 where one code was billed before on both sides.
    let then = (then.0, then.1, format!("{}{}", other.code, if column == 1 { "b" } else { "a" }));
    Expected { id, line, severity: severity(case.payer, three), says, then }
}
