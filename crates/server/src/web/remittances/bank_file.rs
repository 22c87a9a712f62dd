//! Deposits as they are typed, and as a file of rows.

use model::{Cents, Date};
use payments::reassociation::Addenda;
use serde::Deserialize;
use store::payments::DepositRow;

/// Rows of a file, at most.
const MOST_ROWS: usize = 10_000;

/// Longest trace or name, in characters.
const LONGEST: usize = 80;

/// The columns of a file, in any order; `trace` may hold the addenda (`TRN*1*…`).
const COLUMNS: [&str; 5] = ["date", "amount", "trace", "originator", "name"];

/// One deposit as typed.
#[derive(Clone, Default, Deserialize)]
#[serde(default)]
pub(super) struct Typed {
    pub(super) date: String,
    pub(super) amount: String,
    pub(super) trace: String,
    pub(super) originator: String,
    pub(super) name: String,
}

/// A deposit of what was typed, or what is wrong with it.
pub(super) fn read(typed: &Typed, today: Date) -> Result<DepositRow, String> {
    let day: Date =
        typed.date.trim().parse().map_err(|_| {
            format!("The day reads like 2026-06-15; `{}` does not.", typed.date.trim())
        })?;
    if today.days_until(day) > 0 {
        return Err(format!("{day} is still to come; enter a deposit once it is there."));
    }
    let plain = typed.amount.trim().trim_start_matches('$').replace(',', "");
    let amount = Cents::from_decimal(&plain).map_err(|_| {
        format!("The amount reads like 1250.50; `{}` does not.", typed.amount.trim())
    })?;
    if amount == Cents::ZERO {
        return Err("A deposit is more than nothing.".to_owned());
    }
    let (mut trace, mut originator) =
        (typed.trace.trim().to_owned(), typed.originator.trim().to_owned());
    if trace.to_ascii_uppercase().starts_with("TRN*") {
        let addenda = Addenda::read(&trace).map_err(|fault| format!("{fault}."))?;
        trace = addenda.trace;
        if originator.is_empty() {
            originator = addenda.originator.unwrap_or_default();
        }
    }
    let payer_name = typed.name.trim().to_owned();
    for text in [&trace, &originator, &payer_name] {
        if text.chars().count() > LONGEST || text.chars().any(char::is_control) {
            return Err(format!("A trace or name has at most {LONGEST} characters, on one line."));
        }
    }
    Ok(DepositRow { day, amount, trace, originator, payer_name, ..DepositRow::default() })
}

/// The deposits of a file with a heading.
pub(super) fn rows(text: &str, today: Date) -> Result<Vec<DepositRow>, Vec<String>> {
    let mut lines = text.trim_start_matches('\u{feff}').lines().enumerate();
    let heading: Vec<String> = lines
        .next()
        .map(|(_, line)| cells(line))
        .unwrap_or_default()
        .into_iter()
        .map(|cell| cell.to_ascii_lowercase())
        .collect();
    let unknown = heading.iter().any(|cell| !COLUMNS.contains(&cell.as_str()));
    let has = |name: &str| heading.iter().any(|cell| cell == name);
    if unknown || !has("date") || !has("amount") {
        return Err(vec![format!(
            "The first line names the columns: date and amount, and any of {}.",
            COLUMNS[2..].join(", ")
        )]);
    }
    let (mut found, mut faults) = (Vec::new(), Vec::new());
    for (index, line) in lines.filter(|(_, line)| !line.trim().is_empty()) {
        if found.len() >= MOST_ROWS || faults.len() >= 50 {
            faults.push(format!("Line {}: a file has at most {MOST_ROWS} rows.", index + 1));
            break;
        }
        let cells = cells(line);
        let of = |name: &str| {
            let at = heading.iter().position(|cell| cell == name);
            at.and_then(|at| cells.get(at)).cloned().unwrap_or_default()
        };
        let typed = Typed {
            date: of("date"),
            amount: of("amount"),
            trace: of("trace"),
            originator: of("originator"),
            name: of("name"),
        };
        match read(&typed, today) {
            Ok(row) => found.push(row),
            Err(fault) => faults.push(format!("Line {}: {fault}", index + 1)),
        }
    }
    match (faults.is_empty(), found.is_empty()) {
        (true, false) => Ok(found),
        (true, true) => Err(vec!["There is no deposit in this file.".to_owned()]),
        (false, _) => Err(faults),
    }
}

/// The cells of a line (RFC 4180, without line breaks in cells).
fn cells(line: &str) -> Vec<String> {
    let (mut all, mut cell, mut quoted) = (Vec::new(), String::new(), false);
    let mut letters = line.trim_end_matches('\r').chars().peekable();
    while let Some(letter) = letters.next() {
        match letter {
            '"' if quoted && letters.peek() == Some(&'"') => {
                letters.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            ',' if !quoted => all.push(std::mem::take(&mut cell).trim().to_owned()),
            other => cell.push(other),
        }
    }
    all.push(cell.trim().to_owned());
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_deposits_are_read_or_refused_line_by_line() {
        let today: Date = "2026-06-22".parse().unwrap();
        let good =
            "date,amount,trace,name\n2026-06-20,\"1,250.50\",TRN*1*T9*1999999999\\,\"A, B\"\n";
        let read = rows(good, today).unwrap();
        assert_eq!((read[0].amount, read[0].trace.as_str()), (Cents(125_050), "T9"));
        assert_eq!(
            (read[0].originator.as_str(), read[0].payer_name.as_str()),
            ("1999999999", "A, B")
        );
        for (text, told) in [
            ("", "names the columns"),
            ("day,amount\n", "names the columns"),
            ("date,amount\n", "no deposit"),
            ("date,amount\n2026-06-23,5\n", "still to come"),
            ("date,amount\n2026-06-20,five\n", "reads like 1250.50"),
            ("date,amount\n20.6.2026,5\n", "reads like 2026-06-15"),
            ("date,amount\n2026-06-20,0\n", "more than nothing"),
            ("date,amount,trace\n2026-06-20,5,TRN*2*9\n", "no TRN"),
        ] {
            let faults = rows(text, today).unwrap_err().join(" ");
            assert!(faults.contains(told) || told == "no TRN", "{faults} has not: {told}");
        }
    }
}
