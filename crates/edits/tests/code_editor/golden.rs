//! Stays judged by hand: `fixtures/edits/code_editor.tsv`.

use crate::stays;
use edits::CodesetFacts;
use libtest_mimic::Failed;
use model::{ClaimProcedure, Date, EditFamily, PayerKind, Severity, Sex};

const TABLE: &str = include_str!("../../../../fixtures/edits/code_editor.tsv");

/// The families among which the edits of the editor stand.
const FAMILIES: [EditFamily; 5] = [
    EditFamily::Mce,
    EditFamily::Sex,
    EditFamily::Age,
    EditFamily::Manifestation,
    EditFamily::Validity,
];

/// Every row of the table.
pub fn table(facts: &CodesetFacts<'_>) -> Result<(), Failed> {
    let mut faults = Vec::new();
    let rows = TABLE.lines().enumerate().filter(|(_, row)| !row.starts_with('#'));
    for (number, row) in rows {
        let judged = judge(row, facts).and_then(|(found, expected)| match found == expected {
            true => Ok(()),
            false => Err(format!("found `{found}`, expected `{expected}`")),
        });
        if let Err(fault) = judged {
            faults.push(format!("line {}: {fault}", number + 1));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(faults.join("\n").into()) }
}

/// What is found on the claim of a row, and what is expected.
fn judge(row: &str, facts: &CodesetFacts<'_>) -> Result<(String, String), String> {
    let cells: Vec<&str> = row.split('\t').collect();
    let &[day, nights, age, sex, payer, status, diagnoses, procedures, expected] = &cells[..]
    else {
        return Err(format!("{} cells, 9 expected", cells.len()));
    };
    let day: Date = day.parse().map_err(|_| format!("`{day}` is no date"))?;
    let number = |text: &str| text.parse::<i32>().map_err(|_| format!("`{text}` is no number"));
    let admitted = day.plus_days(-number(nights)?);
    let mut claim = stays::claim(admitted, day);
    let year = admitted.year() - i16::try_from(number(age)?).unwrap_or_default();
    claim.patient.birth_date = Date::new(year, admitted.month(), admitted.day());
    claim.patient.sex = match sex {
        "F" => Sex::Female,
        "M" => Sex::Male,
        _ => Sex::Unknown,
    };
    claim.payer.kind = match payer {
        "medicare" => PayerKind::Medicare,
        "advantage" => PayerKind::MedicareAdvantage,
        "commercial" => PayerKind::Commercial,
        other => return Err(format!("`{other}` is no payer of this table")),
    };
    claim.discharge_status = Some(status.to_owned());
    claim.diagnoses = diagnoses.split(' ').map(str::to_owned).collect();
    let codes = procedures.split(' ').filter(|code| *code != "-");
    claim.procedures = codes.map(|code| ClaimProcedure { code: code.into(), date: day }).collect();
    let report = edits::scrub(&claim, facts);
    if report.not_checked.contains(&EditFamily::Mce) {
        return Err("the family is not checked".to_owned());
    }
    let ours = report.edits.iter().filter(|edit| FAMILIES.contains(&edit.family));
    let told = ours.map(|edit| format!("{}={} {}", edit.id, word(edit.severity), edit.code));
    let mut found: Vec<String> = told.collect();
    found.sort();
    let mut wanted: Vec<&str> = expected.split(", ").filter(|edit| *edit != "-").collect();
    wanted.sort_unstable();
    Ok((found.join(", "), wanted.join(", ")))
}

fn word(severity: Severity) -> &'static str {
    match severity {
        Severity::Block => "block",
        Severity::Reason => "reason",
        Severity::Warn => "warn",
        Severity::Inform => "inform",
    }
}
