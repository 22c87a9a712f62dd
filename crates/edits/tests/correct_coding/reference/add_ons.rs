//! Add-on codes.

use super::{Case, Expected, Item, severity};
use crate::tables::AddOnRow;
use edits::Severity::{Block, Reason, Warn};

/// The rows of a code on a day.
fn rows<'a>(case: &'a Case<'_>, code: &str, day: &str) -> Vec<&'a AddOnRow> {
    let in_force = |row: &&AddOnRow| row.from.as_str() <= day && day <= row.to.as_str();
    case.tables.add_ons.iter().filter(|row| row.add_on == code).filter(in_force).collect()
}

pub fn judge(case: &Case<'_>) -> Vec<Expected> {
    let mut expected = Vec::new();
    for item in &case.now {
        let rows = rows(case, &item.code, &item.day);
        if let Some(first) = rows.first() {
            expected.extend(judge_one(case, item, first.kind, &rows));
        }
    }
    expected
}

fn judge_one(case: &Case<'_>, item: &Item, kind: u8, own: &[&AddOnRow]) -> Option<Expected> {
    let is_listed = |other: &Item| own.iter().any(|r| r.primary.as_ref() == Some(&other.code));
    let same_provider = || case.now.iter().chain(&case.before).filter(|i| i.same_provider);
    let that_day = || same_provider().filter(|other| other.day == item.day);
    let listed_stands = that_day().any(is_listed);
    let some_service_stands = that_day()
        .any(|other| other.code != item.code && rows(case, &other.code, &other.day).is_empty());
    let colleague = item.code == "99292"
        && case.before.iter().any(|other| other.day == item.day && is_listed(other));
    let (id, three) = match kind {
        1 if listed_stands || colleague => return None,
        1 if item.code == "99292" => ("addon.primary_missing", [Reason, Reason, Warn]),
        1 => ("addon.primary_missing", [Block, Reason, Warn]),
        2 if some_service_stands => return None,
        2 => ("addon.alone", [Warn, Warn, Warn]),
        _ if listed_stands => return None,
        _ if some_service_stands => ("addon.primary_unlisted", [Reason, Reason, Warn]),
        _ => ("addon.primary_missing", [Block, Reason, Warn]),
    };
    let mut says = vec![format!("{} is an add-on code", item.code), format!("on {}", item.day)];
    let mut here: Vec<&Item> = case.now.iter().collect();
    here.sort_by_key(|other| (other.day.clone(), other.code.clone()));
    let there = case.before.iter().filter(|other| other.same_provider);
    let elsewhere =
        here.into_iter().chain(there).find(|other| other.day != item.day && is_listed(other));
    says.extend(
        elsewhere.map(|other| format!("{} stands on {}, another day.", other.code, other.day)),
    );
    let line = item.line.unwrap();
    let then = (0, 0, String::new());
    Some(Expected { id, line, severity: severity(case.payer, three), says, then })
}
