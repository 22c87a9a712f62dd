//! Write-offs: a receivable is given up, with the reason.

use super::act::{Act, Done, Refusal, amount, not_an_entry, spread, words};
use ::payments::ledger::{Entry, Event, Ledger, WriteOff, movement};
use model::Cents;
use serde_json::json;

/// The reasons: the name in the form, and the words.
pub(crate) const REASONS: [(&str, &str, WriteOff); 7] = [
    ("small_balance", "Too small to ask for", WriteOff::SmallBalance),
    ("charity", "The patient cannot pay (charity)", WriteOff::Charity),
    ("bad_debt", "The patient did not pay (bad debt)", WriteOff::BadDebt),
    ("timely_filing", "Sent too late", WriteOff::TimelyFiling),
    ("no_authorization", "No authorization was held", WriteOff::NoAuthorization),
    ("medical_necessity", "Not medically necessary, no notice given", WriteOff::MedicalNecessity),
    ("administrative", "Another decision", WriteOff::Administrative),
];

/// Longest note, in characters.
const LONGEST: usize = 500;

/// Gives an amount up: from whom (`patient`, `denied`, `payer`), how much, why, and in words.
///
/// # Errors
/// What was typed; a database that does not answer.
pub(crate) async fn write_off(
    act: Act<'_>,
    (from, cents, why, note): (&str, &str, &str, &str),
) -> Result<Done, Refusal> {
    let ledger = match from {
        "patient" => Ledger::PatientReceivable,
        "denied" => Ledger::Denied,
        "payer" => Ledger::PayerReceivable,
        _ => return Err(Refusal::Typed("Choose what is written off.".to_owned())),
    };
    let cents = amount(cents)?;
    let reason = REASONS.iter().find(|(name, _, _)| *name == why);
    let Some((_, said, why)) = reason else {
        return Err(Refusal::Typed("Choose the reason.".to_owned()));
    };
    let note = words(note, "The word of explanation", LONGEST)?;
    let open = act.open(ledger, |_| true);
    let (parts, left) = spread(&open, cents);
    if left > Cents::ZERO {
        let there = cents - left;
        return Err(Refusal::Typed(format!("{cents} is more than is open there ({there}).")));
    }
    let told = format!("{}: {note}", said.to_lowercase());
    let mut entries: Vec<Entry> = Vec::new();
    for (number, (subject, part)) in parts.into_iter().enumerate() {
        let head = act.head("off", number, Event::WrittenOff, &told);
        let entry = movement::written_off(head, ledger, *why, subject, part);
        entries.push(entry.map_err(|fault| not_an_entry(&fault))?);
    }
    let detail = json!({ "from": from, "cents": cents, "why": why, "note": note });
    act.end(&entries, ("balance.write_off", detail)).await
}
