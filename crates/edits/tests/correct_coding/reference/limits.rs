//! Unit limits.

use super::{Case, Expected, Item, severity};
use codesets::ncci::ProviderType;
use edits::Severity::{Block, Inform, Reason, Warn};
use std::collections::BTreeSet;

pub fn judge(case: &Case<'_>) -> Vec<Expected> {
    let mut expected = Vec::new();
    let provider = match case.biller {
        "hospital" => ProviderType::OutpatientHospital,
        "supplier" => ProviderType::DmeSupplier,
        _ => ProviderType::Practitioner,
    };
    let mut days_done = BTreeSet::new();
    for item in &case.now {
        let row_for = |provider| {
            let mut rows = case.tables.limits.iter();
            rows.find(|row| row.provider == provider && row.code == item.code)
        };
        let Some(mut row) = row_for(provider) else { continue };
        // Equipment that a practitioner supplies.
        let supplied = row_for(ProviderType::DmeSupplier).filter(|row| row.units > 0);
        if provider == ProviderType::Practitioner && row.units == 0 {
            row = supplied.unwrap_or(row);
        }
        let limit = i64::from(row.units) * 1_000;
        if row.mai == 1 {
            if item.thousandths.is_some_and(|units| units > limit) {
                expected.push(edit(case, "mue.line", limit, &[item], item.thousandths.unwrap()));
            }
            continue;
        }
        if !days_done.insert((item.day.clone(), item.code.clone())) {
            continue;
        }
        let same = |other: &&Item| other.code == item.code && other.day == item.day;
        let lines: Vec<&Item> =
            case.now.iter().filter(same).filter(|i| i.thousandths.is_some()).collect();
        let before = case.before.iter().filter(|i| i.same_provider).filter(same);
        let sum = |total: i64, item: &Item| total + item.thousandths.unwrap();
        let total = lines.iter().copied().chain(before).fold(0, sum);
        if total > limit && !lines.is_empty() {
            let id = if row.mai == 2 { "mue.day" } else { "mue.day_clinical" };
            expected.push(edit(case, id, limit, &lines, total));
        }
    }
    expected
}

fn edit(case: &Case<'_>, id: &'static str, limit: i64, lines: &[&Item], total: i64) -> Expected {
    let three = match (id, limit) {
        ("mue.day_clinical", 0) => [Reason, Inform, Inform],
        ("mue.day_clinical", _) => [Reason, Reason, Warn],
        (_, 0) => [Block, Inform, Inform],
        _ => [Block, Reason, Warn],
    };
    let places: Vec<usize> = lines.iter().map(|item| item.line.unwrap()).collect();
    let numbers: Vec<String> = places.iter().map(|place| (place + 1).to_string()).collect();
    let total = format!("{}.{:03}", total / 1_000, total % 1_000);
    let total = total.trim_end_matches('0').trim_end_matches('.');
    Expected {
        id,
        line: *places.last().unwrap(),
        severity: severity(case.payer, three),
        says: vec![
            format!(" has {total} unit"),
            format!(" on {} (line", lines[0].day),
            numbers.join(", "),
            format!(
                "MAI {}",
                if id == "mue.line" {
                    1
                } else if id == "mue.day" {
                    2
                } else {
                    3
                }
            ),
        ],
        then: (0, 0, String::new()),
    }
}
