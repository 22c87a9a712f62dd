//! The example table of a rule: rows of readable cells become claims, and the rule must fire or
//! stay silent on each. They are the rule's tests.

mod claim_cells;

use super::fault::{Fault, did_you_mean};
use super::payer::{PayerName, kind_name};
use super::rule::PayerRule;
use super::schema::DOCUMENT;
use super::sections::Placed;
use model::{Claim, Date};
use serde_json::{Value, json};

/// The column that tells what is expected.
const EXPECT: &str = "expect";

/// Columns beside the paths of the schema: several lines, and earlier claims.
pub(crate) const EXTRA_COLUMNS: [&str; 5] =
    ["expect", "lines", "history", "other_payers", "comment"];

/// Paths that are worked out of others but can be set all the same.
pub(crate) const DERIVED: [&str; 5] =
    ["patient.age", "patient.age_days", "claim.days", "claim.days_to_submit", "line.diagnoses"];

/// What a row expects.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Expectation {
    Silent,
    Fires,
    /// Fires on the line of this number, perhaps on others too.
    FiresOn(u16),
}

/// A row, not yet a claim.
#[derive(Clone, Debug)]
pub(crate) struct Example {
    pub(crate) line: usize,
    pub(crate) cells: Vec<String>,
    pub(crate) expects: Expectation,
}

/// The example table of one rule.
#[derive(Clone, Debug, Default)]
pub(crate) struct Examples {
    pub(crate) headings: Vec<String>,
    pub(crate) rows: Vec<Example>,
}

/// Reads the table; it must have a row that fires and one that is silent.
pub(crate) fn read(rows: &[Placed<Vec<String>>]) -> Result<Examples, Vec<Fault>> {
    let Some((heading, rows)) = rows.split_first() else {
        let message = "a rule has a table under `## Examples`, with rows that fire and are silent";
        return Err(vec![Fault::at(1, message)]);
    };
    let mut faults: Vec<Fault> = heading
        .value
        .iter()
        .filter_map(|name| column_fault(name))
        .map(|message| Fault::at(heading.line, message))
        .collect();
    let Some(at) = heading.value.iter().position(|name| name == EXPECT) else {
        faults.push(Fault::at(heading.line, "the example table has no column `expect`"));
        return Err(faults);
    };
    let mut examples = Examples { headings: heading.value.clone(), rows: Vec::new() };
    for row in rows {
        let cell = row.value.get(at).map_or("", String::as_str);
        match expectation(cell) {
            Some(expects) => {
                let cells = row.value.clone();
                examples.rows.push(Example { line: row.line, cells, expects });
            }
            None => {
                let message = format!("`{cell}` is neither `fires`, `fires line 2` nor `silent`");
                faults.push(Fault::at(row.line, message));
            }
        }
    }
    let silent = examples.rows.iter().filter(|row| row.expects == Expectation::Silent).count();
    if faults.is_empty() && silent == examples.rows.len() {
        faults.push(Fault::at(heading.line, "the example table has no row that fires"));
    }
    if faults.is_empty() && silent == 0 {
        faults.push(Fault::at(heading.line, "the example table has no row that is silent"));
    }
    if faults.is_empty() { Ok(examples) } else { Err(faults) }
}

fn expectation(cell: &str) -> Option<Expectation> {
    match cell.strip_prefix("fires line ").map(|number| number.trim().parse()) {
        Some(number) => number.ok().map(Expectation::FiresOn),
        None if cell == "fires" => Some(Expectation::Fires),
        None if cell == "silent" => Some(Expectation::Silent),
        None => None,
    }
}

fn column_fault(name: &str) -> Option<String> {
    if EXTRA_COLUMNS.contains(&name) || DERIVED.contains(&name) {
        return None;
    }
    match DOCUMENT.path(name) {
        Ok(path) if path.json.is_empty() => {
            Some(format!("`{name}` is worked out of other fields; give those"))
        }
        Ok(_) => None,
        Err(message) => {
            let near = did_you_mean(name, EXTRA_COLUMNS);
            Some(if message.contains("did you mean") { message } else { message + &near })
        }
    }
}

/// What is wrong with the examples of a rule: cells that cannot be read, rows on which the rule
/// does something else than they expect.
pub(crate) fn check(rule: &PayerRule) -> Vec<Fault> {
    let mut faults = Vec::new();
    for row in &rule.examples.rows {
        let claim = match claim(rule, row) {
            Ok(claim) => claim,
            Err(message) => {
                faults.push(Fault::at(row.line, message));
                continue;
            }
        };
        let mut edits = Vec::new();
        if rule.is_for(&claim) {
            rule.judge(&claim, &mut edits);
        }
        if let Some(failed) = edits.iter().find(|edit| edit.id == super::RULE_ERROR) {
            faults.push(Fault::at(row.line, failed.message.clone()));
            continue;
        }
        let on: Vec<u16> = edits.iter().map(|edit| edit.line).collect();
        let message = match row.expects {
            Expectation::Silent if !on.is_empty() => {
                "fires, and the row expects silence".to_owned()
            }
            Expectation::Fires if on.is_empty() => {
                "is silent, and the row expects that it fires".to_owned()
            }
            Expectation::FiresOn(line) if !on.contains(&line) => {
                format!("fires on {on:?}, and the row expects line {line}")
            }
            _ => continue,
        };
        faults.push(Fault::at(row.line, format!("the rule {message}")));
    }
    faults
}

/// The claim of a row: an ordinary visit of a patient of the rule's payer, with the row's cells
/// put in.
pub(crate) fn claim(rule: &PayerRule, row: &Example) -> Result<Claim, String> {
    let cells = || rule.examples.headings.iter().zip(&row.cells).filter(|(_, c)| !c.is_empty());
    let from = match cells().find(|(name, _)| *name == "claim.from") {
        Some((_, cell)) => cell.parse().map_err(|_| format!("`{cell}` is no date"))?,
        None => day_in_force(rule),
    };
    let mut claim = ordinary(rule, from);
    // Whole lists first, then what is said of single fields.
    let is_whole = |name: &str| EXTRA_COLUMNS.contains(&name) || name == "claim.diagnoses";
    for whole in [true, false] {
        for (name, cell) in cells().filter(|(name, _)| is_whole(name) == whole) {
            claim_cells::put(&mut claim, name, cell, from)
                .map_err(|why| format!("`{name}`: {why}"))?;
        }
    }
    serde_json::from_value(claim).map_err(|fault| format!("the cells make no claim: {fault}"))
}

/// A day on which the rule holds, well inside where it can be.
fn day_in_force(rule: &PayerRule) -> Date {
    let from = rule.front.effective_from;
    let later = from.plus_days(30);
    rule.front.effective_to.map_or(later, |to| later.min(to))
}

/// An ordinary office visit.
fn ordinary(rule: &PayerRule, from: Date) -> Value {
    let day = from.to_string();
    let mut payer = json!({"kind": "commercial", "name": "Example", "id": "ZZ-EXAMPLE"});
    match rule.front.payers.first() {
        Some(PayerName::Id(id)) => payer["id"] = json!(id),
        Some(PayerName::Name(name)) => payer["name"] = json!(name),
        Some(PayerName::Kind(kind)) => payer["kind"] = json!(kind_name(*kind)),
        None => {}
    }
    let address = json!({"line1": "1 MAIN ST", "city": "SPRINGFIELD", "state": "IL",
        "zip": "62701"});
    json!({
        "id": "EXAMPLE", "type": "professional", "frequency": "1",
        "patient": {"id": "P1", "sex": "F", "birth_date": from.plus_days(-40 * 366).to_string(),
            "address": address},
        "subscriber": {"sequence": "P", "relationship": "self", "member_id": "W100200300",
            "group": "G1", "plan": rule.front.plan.as_deref().unwrap_or("Standard"),
            "name": {"family": "DOE"}, "address": address},
        "payer": payer,
        "from": day, "through": day, "submitted": from.plus_days(3).to_string(),
        "place_of_service": "11",
        "billing": {"npi": "1245319599", "taxonomy": "261QP2300X", "tax_id": "123456789",
            "phone": "2175550100", "address": address},
        "rendering": {"npi": "1234567893", "taxonomy": "207R00000X"},
        "diagnoses": ["Z00.00"],
        "lines": [{"line": 1, "code": "99213", "modifiers": [], "units": 1,
            "charge_cents": 10_000, "date": day, "pointers": [1]}],
        "history": [], "other_payers": [],
    })
}
