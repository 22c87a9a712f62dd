//! The service lines of the CMS-1500 (item 24): an upper half for what a drug or an unlisted code
//! asks, a lower half for the rest.

use super::cms1500::put_npi;
use super::cms1500_boxes::{DIAGNOSES, MODIFIERS, STEP};
use super::form::Sheet;
use super::text;
use model::{Claim, ClaimLine};

pub(super) fn put(sheet: &mut Sheet<'_>, claim: &Claim, line: &ClaimLine, row: usize) {
    let shown = |number: &str| format!("{number}.{}", row + 1);
    supplement(sheet, line, row);
    let [month, day, year] = text::short_day(line.date);
    for (number, part) in [
        ("24A.from.month", &month),
        ("24A.from.day", &day),
        ("24A.from.year", &year),
        ("24A.to.month", &month),
        ("24A.to.day", &day),
        ("24A.to.year", &year),
    ] {
        sheet.put_line(number, row, STEP, part);
    }
    match line.place_of_service.as_ref().or(claim.place_of_service.as_ref()) {
        Some(place) => sheet.put_line("24B", row, STEP, place),
        None => sheet.missing(&shown("24B"), "place of service"),
    }
    match &line.code {
        Some(code) => sheet.put_line("24D.code", row, STEP, code),
        None => sheet.missing(&shown("24D"), "procedure code on the line"),
    }
    if line.modifiers.len() > MODIFIERS.len() {
        let message = format!("The line has {} modifiers; four fit.", line.modifiers.len());
        sheet.fault(&shown("24D"), message, "Leave out those that do not decide the payment.");
    }
    for (number, modifier) in MODIFIERS.into_iter().zip(&line.modifiers) {
        sheet.put_line(number, row, STEP, modifier);
    }
    pointers(sheet, claim, line, row);
    sheet.put_money_line(("24F.dollars", "24F.cents"), (row, STEP), line.charge_cents);
    sheet.put_line("24G", row, STEP, &line.units.to_string());
    if let Some(who) = &claim.rendering {
        match model::npi::is_valid(&who.npi) {
            true => sheet.put_line("24J", row, STEP, &who.npi),
            false => put_npi(sheet, "24J", Some(&who.npi)),
        }
    }
}

/// Letters of the diagnoses, most important first.
fn pointers(sheet: &mut Sheet<'_>, claim: &Claim, line: &ClaimLine, row: usize) {
    let known = claim.diagnoses.len().min(DIAGNOSES);
    let letter = |pointer: &u8| {
        let at = usize::from(*pointer);
        (1..=known).contains(&at).then(|| char::from(b'A' + (pointer - 1)))
    };
    let letters: Option<String> = line.pointers.iter().map(letter).collect();
    match letters {
        Some(letters) if !letters.is_empty() => sheet.put_line("24E", row, STEP, &letters),
        _ => {
            let message = format!("Line {} points to no diagnosis of the form.", line.line);
            let next = "Point each line to one to four diagnoses of the claim.";
            sheet.fault(&format!("24E.{}", row + 1), message, next);
        }
    }
}

/// N4 and the drug with its unit and quantity, else ZZ and the words for an unlisted code.
fn supplement(sheet: &mut Sheet<'_>, line: &ClaimLine, row: usize) {
    let drug = line.ndc.as_ref().map(|ndc| {
        let quantity = line.ndc_quantity.as_ref();
        let quantity = quantity.map_or_else(String::new, |q| format!(" {}{}", q.unit, q.amount));
        format!("N4{ndc}{quantity}")
    });
    let words = line.description.as_ref().map(|words| format!("ZZ{words}"));
    // Three blanks stand between two entries (NUCC, item 24).
    let entries: Vec<String> = drug.into_iter().chain(words).collect();
    sheet.put_line("24.supplement", row, STEP, &entries.join("   "));
}
