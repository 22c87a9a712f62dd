//! The service lines of the UB-04 (FL 42 to 47).

use super::form::Sheet;
use super::text;
use super::ub04::is_inpatient;
use model::{Cents, Claim, ClaimLine};

/// Service lines stand on every line of the page.
const STEP: usize = 1;
/// Code and four modifiers.
const MAX_MODIFIERS: usize = 4;

pub(super) fn put(sheet: &mut Sheet<'_>, claim: &Claim, line: &ClaimLine, row: usize) {
    let shown = |number: &str| format!("{number}.{}", row + 1);
    match &line.revenue_code {
        Some(code) => sheet.put_line("42", row, STEP, code),
        None => sheet.missing(&shown("42"), "revenue code on the line"),
    }
    match (&line.ndc, &line.description) {
        (Some(ndc), _) => {
            let quantity = line.ndc_quantity.as_ref();
            let quantity = quantity.map_or_else(String::new, |q| format!("{}{}", q.unit, q.amount));
            sheet.put_line("43", row, STEP, &format!("N4{ndc}{quantity}"));
        }
        (None, Some(words)) => sheet.put_line("43", row, STEP, words),
        (None, None) => {}
    }
    match &line.code {
        Some(code) => {
            if line.modifiers.len() > MAX_MODIFIERS {
                let message = format!("The line has {} modifiers; four fit.", line.modifiers.len());
                sheet.fault(&shown("44"), message, "Leave out those that do not decide.");
            }
            let modifiers = line.modifiers.iter().take(MAX_MODIFIERS).map(String::as_str);
            let text: String = [code.as_str()].into_iter().chain(modifiers).collect();
            sheet.put_line("44", row, STEP, &text);
        }
        None if is_room(line) => rate(sheet, line, row),
        None => {}
    }
    if !is_inpatient(claim) {
        sheet.put_line("45", row, STEP, &text::six_digits(line.date));
    }
    match line.units.whole() {
        Some(units) => sheet.put_line("46", row, STEP, &units.to_string()),
        None => {
            let message = format!("{} is not a whole number of units.", line.units);
            sheet.fault(&shown("46"), message, "Write whole units.");
        }
    }
    sheet.put_money_line(("47.dollars", "47.cents"), (row, STEP), line.charge_cents);
}

/// Room and board (revenue codes 010x to 021x) shows the price of a day.
fn is_room(line: &ClaimLine) -> bool {
    let code = line.revenue_code.as_deref().and_then(|code| code.parse::<u16>().ok());
    code.is_some_and(|code| (100..220).contains(&code))
}

fn rate(sheet: &mut Sheet<'_>, line: &ClaimLine, row: usize) {
    let days = i64::from(line.units.whole().unwrap_or(0));
    if days == 0 || line.charge_cents.0 % days != 0 {
        let message = format!("{} over {} days is no whole price.", line.charge_cents, line.units);
        let next = "Give each price of a day its own line.";
        return sheet.fault(&format!("44.{}", row + 1), message, next);
    }
    let rate = Cents(line.charge_cents.0 / days);
    sheet.put_money_line(("44.rate.dollars", "44.rate.cents"), (row, STEP), rate);
}
