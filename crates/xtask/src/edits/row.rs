//! The rows of a table of rules, read from its source text.

use std::collections::BTreeMap;

/// One rule as its table tells it.
pub struct Row {
    /// Identifier.
    pub id: String,
    /// Family.
    pub family: String,
    /// Usual severity.
    pub severity: String,
    /// Where it comes from.
    pub source: String,
    /// The function, with its module.
    pub function: String,
}

/// The rows of a file, in its order.
pub fn rows(text: &str) -> Vec<Row> {
    let named = constants(text);
    let Some(at) = text.find("RULES: &[Rule]") else { return Vec::new() };
    let table = &text[at..];
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((start, guide)) = next(table, from) {
        let Some((cells, end)) = arguments(&table[start..]) else { break };
        from = start + end;
        found.extend(row(&cells, guide, &named));
    }
    found
}

/// Where the arguments of the next row begin, and whether it is a rule of the guides.
fn next(table: &str, from: usize) -> Option<(usize, bool)> {
    let find = |call: &str| table[from..].find(call).map(|at| from + at + call.len());
    match (find(" guide("), find(" rule(")) {
        (Some(guide), Some(rule)) if guide < rule => Some((guide, true)),
        (Some(guide), None) => Some((guide, true)),
        (_, Some(rule)) => Some((rule, false)),
        (None, None) => None,
    }
}

/// The cells up to the closing bracket, and where that is.
fn arguments(text: &str) -> Option<(Vec<String>, usize)> {
    let (mut cells, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    for (at, c) in text.char_indices() {
        match c {
            '"' => quoted = !quoted,
            ',' if !quoted => cells.push(std::mem::take(&mut cell).trim().to_owned()),
            ')' if !quoted => {
                cells.push(cell.trim().to_owned());
                cells.retain(|cell| !cell.is_empty());
                return Some((cells, at));
            }
            _ => cell.push(c),
        }
    }
    None
}

fn row(cells: &[String], guide: bool, named: &BTreeMap<String, String>) -> Option<Row> {
    let cell = |at: usize| cells.get(at).cloned();
    let source = match guide {
        true => "implementation guide".to_owned(),
        false => {
            let source = cell(3)?;
            // A text broken over lines has a backslash and white space at the break.
            let joined: Vec<&str> = source.split('\\').map(str::trim_start).collect();
            named.get(&source).cloned().unwrap_or_else(|| joined.concat())
        }
    };
    let function = cells.last()?.clone();
    Some(Row { id: cell(0)?, family: cell(1)?, severity: cell(2)?, source, function })
}

/// The texts that a table gives names to.
fn constants(text: &str) -> BTreeMap<String, String> {
    let declared = text.split("const ").skip(1);
    declared
        .filter_map(|rest| {
            let (name, rest) = rest.split_once(": &str =")?;
            let value = rest.split('"').nth(1)?;
            let joined: Vec<&str> = value.split("\\\n").map(str::trim_start).collect();
            Some((name.to_owned(), joined.concat()))
        })
        .collect()
}
