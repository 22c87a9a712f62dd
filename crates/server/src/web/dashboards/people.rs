//! Coders and the machine: their work beside the money that it led to.

use super::kept::PersonRow;
use super::words;
use std::collections::BTreeMap;
use store::kpi;

/// One coder, or one release policy.
pub(super) struct Coder {
    pub(super) name: String,
    pub(super) cells: Vec<String>,
}

/// The heads of the columns after the name.
pub(super) fn heads(money: bool) -> Vec<&'static str> {
    let mut heads =
        vec!["Charts an hour", "Accuracy", "Claims decided", "Denied for coding, of claims"];
    heads.push("Denied for coding, of dollars");
    if money {
        heads.push("Dollars denied for coding");
    }
    heads
}

/// The rows, those with the most denied dollars first.
pub(super) fn coders(
    rows: &[PersonRow],
    names: &BTreeMap<String, String>,
    money: bool,
) -> Vec<Coder> {
    let mut rows: Vec<&PersonRow> = rows.iter().collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.sums[3].numerator));
    rows.into_iter().map(|row| coder(row, names, money)).collect()
}

fn coder(row: &PersonRow, names: &BTreeMap<String, String>, money: bool) -> Coder {
    let value = |place: usize| {
        let found = kpi::by_name(super::kept::BY_PERSON[place]);
        let value = found.and_then(|one| words::value(one, &row.sums[place]));
        value.unwrap_or_else(|| "–".to_owned())
    };
    let mut cells =
        vec![value(0), value(1), row.sums[2].denominator.to_string(), value(2), value(3)];
    if money {
        cells.push(crate::web::format::dollars(row.sums[3].numerator));
    }
    let name = match row.person.strip_prefix("policy:") {
        Some(policy) => format!("Machine ({policy})"),
        None if row.person == "engine" => "Machine (audited)".to_owned(),
        None => names.get(&row.person).unwrap_or(&row.person).clone(),
    };
    Coder { name, cells }
}
