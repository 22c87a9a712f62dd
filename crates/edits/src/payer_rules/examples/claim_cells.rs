//! Puts one cell of an example table into claim JSON.
//!
//! A `-` says that the field is absent. Lists stand between spaces. Lines are written as
//! `99213-25 x2 $140 pos 11 2026-03-01 dx 1 2`, earlier ones as `99213 x1 2026-01-05 paid`, other
//! payers as `P EXAMPLE paid $80`; several of them stand between semicolons.

use super::super::schema::DOCUMENT;
use model::{Cents, Date};
use serde_json::{Value, json};

/// Most lines of one cell.
const MOST_LINES: usize = 200;

/// Most days that a cell may count.
const MOST_DAYS: i32 = 60_000;

/// Puts a cell in its place; `from` is the first day of service.
pub(super) fn put(claim: &mut Value, name: &str, cell: &str, from: Date) -> Result<(), String> {
    let days = |cell: &str| {
        let days = cell.parse::<i32>().ok().filter(|days| (0..=MOST_DAYS).contains(days));
        days.ok_or_else(|| format!("`{cell}` is no whole number"))
    };
    match name {
        "expect" | "comment" => {}
        "lines" => claim["lines"] = many(cell, |at, text| line(at, text, from))?,
        "history" => claim["history"] = many(cell, earlier)?,
        "other_payers" => claim["other_payers"] = many(cell, other_payer)?,
        "claim.diagnoses" => {
            claim["diagnoses"] = list(cell);
            point_to_all(claim);
        }
        "line.diagnoses" => {
            let codes = list(cell);
            let places = (1..=codes.as_array().map_or(0, Vec::len)).collect::<Vec<_>>();
            let line = claim["lines"].get_mut(0).ok_or("the claim has no line")?;
            line["pointers"] = json!(places);
            claim["diagnoses"] = codes;
        }
        "patient.age" if cell == "-" => claim["patient"]["birth_date"] = Value::Null,
        "patient.age" => {
            let years = i16::try_from(days(cell)?).map_err(|_| "too old".to_owned())?;
            // The birthday is a month past, so that the day of service is within the year of age.
            let past = from.plus_days(-30);
            let born =
                Date::new(past.year().saturating_sub(years), past.month(), past.day().min(28));
            let born = born.ok_or_else(|| format!("`{cell}` is no age"))?;
            claim["patient"]["birth_date"] = json!(born.to_string());
        }
        "patient.age_days" => {
            claim["patient"]["birth_date"] = json!(from.plus_days(-days(cell)?).to_string());
        }
        "claim.days" => {
            claim["through"] = json!(from.plus_days(days(cell)? - 1).to_string());
        }
        "claim.days_to_submit" if cell == "-" => claim["submitted"] = Value::Null,
        "claim.days_to_submit" => {
            let through = claim["through"].as_str().and_then(|day| day.parse().ok());
            let sent = through.unwrap_or(from).plus_days(days(cell)?);
            claim["submitted"] = json!(sent.to_string());
        }
        path => return put_path(claim, path, cell),
    }
    Ok(())
}

/// Puts a value at the path's place in claim JSON.
fn put_path(claim: &mut Value, path: &str, cell: &str) -> Result<(), String> {
    let known = DOCUMENT.path(path)?;
    let value = match (known.r#type.as_str(), cell) {
        ("list of texts", _) => list(cell),
        // Empty text is absent text, and fits where the contract wants some text.
        ("text", "-") => json!(""),
        (_, "-") => Value::Null,
        ("number", cell) => {
            let number: i64 = cell.parse().map_err(|_| format!("`{cell}` is no whole number"))?;
            json!(number)
        }
        // Quotes keep the spaces of a cell.
        (_, cell) => json!(cell.trim_matches('"')),
    };
    let mut place = claim;
    for step in known.json.split('.') {
        // Nobody is taken away from where nobody is.
        if place.is_null() && cell == "-" {
            return Ok(());
        }
        place = match step.strip_suffix("[0]") {
            Some(list) => {
                place.get_mut(list).and_then(|l| l.get_mut(0)).ok_or("the claim has no line")?
            }
            None if place.is_object() || place.is_null() => &mut place[step],
            None => return Err(format!("`{path}` has no place in this claim")),
        };
    }
    *place = value;
    Ok(())
}

/// The first lines point to the diagnoses there are, at most four.
fn point_to_all(claim: &mut Value) {
    let count = claim["diagnoses"].as_array().map_or(0, Vec::len).min(4);
    let pointers: Vec<usize> = (1..=count).collect();
    for line in claim["lines"].as_array_mut().into_iter().flatten() {
        line["pointers"] = json!(pointers);
    }
}

fn list(cell: &str) -> Value {
    let words = cell.split([' ', ',']).filter(|word| !word.is_empty() && *word != "-");
    json!(words.collect::<Vec<_>>())
}

fn many(cell: &str, one: impl Fn(usize, &str) -> Result<Value, String>) -> Result<Value, String> {
    let parts: Vec<&str> =
        cell.split(';').map(str::trim).filter(|text| !text.is_empty() && *text != "-").collect();
    if parts.len() > MOST_LINES {
        return Err(format!("at most {MOST_LINES} of them stand in a cell"));
    }
    let values: Result<Vec<_>, _> =
        parts.iter().enumerate().map(|(at, text)| one(at, text)).collect();
    values.map(Value::Array)
}

/// The words of a line: code with modifiers first.
fn service(text: &str) -> (Value, Vec<Value>, Vec<&str>) {
    let mut words = text.split_whitespace();
    let mut parts = words.next().unwrap_or_default().split('-');
    let code = parts.next().filter(|code| !code.is_empty()).map_or(Value::Null, |code| json!(code));
    (code, parts.map(|modifier| json!(modifier)).collect(), words.collect())
}

fn line(at: usize, text: &str, from: Date) -> Result<Value, String> {
    let (code, modifiers, words) = service(text);
    let mut line = json!({"line": at + 1, "code": code, "modifiers": modifiers, "units": 1,
        "charge_cents": 10_000, "date": from.to_string(), "pointers": [1]});
    let mut words = words.into_iter().peekable();
    while let Some(word) = words.next() {
        match word {
            "pos" => line["place_of_service"] = json!(words.next()),
            "rev" => line["revenue_code"] = json!(words.next()),
            "ndc" => line["ndc"] = json!(words.next()),
            "dx" => {
                let mut pointers: Vec<u8> = Vec::new();
                while let Some(pointer) = words.peek().and_then(|word| word.parse().ok()) {
                    pointers.push(pointer);
                    words.next();
                }
                line["pointers"] = json!(pointers);
            }
            word => amount(&mut line, word)?,
        }
    }
    Ok(line)
}

/// `x2`, `$140.00` or a date.
fn amount(line: &mut Value, word: &str) -> Result<(), String> {
    let unknown = || format!("`{word}` is not understood; write 99213-25 x2 $140 2026-03-01");
    if let Some(units) = word.strip_prefix('x') {
        let units: model::Quantity = model::Quantity::from_decimal(units).map_err(|_| unknown())?;
        line["units"] = json!(units.to_string());
    } else if let Some(dollars) = word.strip_prefix('$') {
        line["charge_cents"] = json!(cents(dollars).ok_or_else(unknown)?);
    } else {
        let date: Date = word.parse().map_err(|_| unknown())?;
        line["date"] = json!(date.to_string());
    }
    Ok(())
}

fn cents(dollars: &str) -> Option<i64> {
    Cents::from_decimal(dollars).ok().map(|cents| cents.0)
}

fn earlier(at: usize, text: &str) -> Result<Value, String> {
    let (code, modifiers, words) = service(text);
    let mut line =
        json!({"code": code, "modifiers": modifiers, "units": 1, "charge_cents": 10_000});
    let mut status = "paid";
    for word in words {
        match word {
            "paid" | "denied" | "pending" | "rejected" | "void" => status = word,
            word => amount(&mut line, word)?,
        }
    }
    if line["date"].is_null() {
        return Err(format!("`{text}` has no date"));
    }
    Ok(json!({"id": format!("OLD-{}", at + 1), "status": status, "lines": [line]}))
}

fn other_payer(_: usize, text: &str) -> Result<Value, String> {
    let mut words = text.split_whitespace();
    let (sequence, name) = (words.next().unwrap_or("P"), words.next().unwrap_or("OTHER"));
    let mut payer = json!({"sequence": sequence, "name": name});
    match (words.next(), words.next().and_then(|word| cents(word.trim_start_matches('$')))) {
        (Some("paid"), Some(cents)) => payer["paid_cents"] = json!(cents),
        (None, _) => {}
        _ => return Err(format!("`{text}` is not understood; write P EXAMPLE paid $80")),
    }
    Ok(payer)
}
