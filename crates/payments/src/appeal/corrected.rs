//! The corrected claim: frequency 7 (or 8, to take it back) with the payer's own number, and a
//! cover that says what changed.

use super::letter;
use super::{Letter, Part, Party};
use model::{Claim, ClaimLine, Date};
use std::collections::BTreeMap;

/// What the corrected claim does.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Correction {
    /// Takes the place of the earlier one (frequency 7).
    Replace,
    /// Takes it back (frequency 8).
    Void,
}

/// Why there is no corrected claim.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CorrectedFault {
    /// The payer's number is missing.
    #[error("a corrected claim needs the payer's claim number of the first one (REF F8)")]
    NoPayerNumber,
    /// Nothing changed.
    #[error("nothing changed; the payer would refuse it as a duplicate")]
    NothingChanged,
    /// A void that changes something.
    #[error("a claim is taken back as it was sent; it differs from the first one")]
    VoidChanges,
    /// Another claim.
    #[error("the two claims are of different patients or payers")]
    AnotherClaim,
}

/// Makes the corrected claim out of the first one and its changed copy: same facts as `changed`,
/// with frequency and the payer's number, and the lines counted anew from 1 where some were left
/// out.
///
/// # Errors
/// When the payer's number is missing, or nothing changed (or something, in a void).
pub fn correct(
    first: &Claim,
    changed: &Claim,
    correction: Correction,
    payer_control_number: &str,
) -> Result<Claim, CorrectedFault> {
    let number = payer_control_number.trim();
    if number.is_empty() {
        return Err(CorrectedFault::NoPayerNumber);
    }
    if first.patient.id != changed.patient.id || first.payer.id != changed.payer.id {
        return Err(CorrectedFault::AnotherClaim);
    }
    let same = differences(first, changed).is_empty();
    match correction {
        Correction::Replace if same => return Err(CorrectedFault::NothingChanged),
        Correction::Void if !same => return Err(CorrectedFault::VoidChanges),
        _ => {}
    }
    Ok(Claim {
        frequency: frequency(correction).to_owned(),
        original_reference: Some(number.to_owned()),
        lines: counted_anew(&changed.lines),
        ..changed.clone()
    })
}

/// Lines that count from 1 without a gap, as the 837 has them (LX01).
fn counted_anew(lines: &[ClaimLine]) -> Vec<ClaimLine> {
    let new: BTreeMap<u16, u16> = lines.iter().map(|line| line.line).zip(1..).collect();
    let number = |old: u16| new.get(&old).copied();
    let mut counted = lines.to_vec();
    for line in &mut counted {
        line.line = number(line.line).unwrap_or(line.line);
        for decided in &mut line.adjudications {
            decided.bundled_into = decided.bundled_into.and_then(number);
        }
    }
    counted
}

fn frequency(correction: Correction) -> &'static str {
    match correction {
        Correction::Replace => "7",
        Correction::Void => "8",
    }
}

/// What differs between two claims, a sentence each; number, frequency, day of submission and
/// history of earlier claims do not count.
#[must_use]
pub fn differences(first: &Claim, changed: &Claim) -> Vec<String> {
    let mut found = Vec::new();
    let mut told = |what: &str, old: String, new: String| {
        if old != new {
            found.push(format!("{what}: {} instead of {}.", shown(&new), shown(&old)));
        }
    };
    told("Diagnoses", first.diagnoses.join(", "), changed.diagnoses.join(", "));
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    told("Authorization", text(&first.authorization), text(&changed.authorization));
    told("Place of service", text(&first.place_of_service), text(&changed.place_of_service));
    let member = |claim: &Claim| {
        claim.subscriber.as_ref().map(|own| own.member_id.clone()).unwrap_or_default()
    };
    told("Member number", member(first), member(changed));
    let partners = partners(&first.lines, &changed.lines);
    for (old, partner) in first.lines.iter().zip(&partners) {
        match partner.and_then(|at| changed.lines.get(at)) {
            None => found.push(format!("Line {} ({}) is left out.", old.line, code(old))),
            Some(new) => of_line(old, new, &mut found),
        }
    }
    let added = (0..changed.lines.len()).filter(|at| !partners.contains(&Some(*at)));
    let added = added.filter_map(|at| changed.lines.get(at));
    found.extend(added.map(|new| format!("Line {} ({}) is new.", new.line, code(new))));
    if found.is_empty() && plain(first) != plain(changed) {
        found.push("Other fields of the claim differ.".to_owned());
    }
    found
}

/// For each line of the first claim its place in the changed one: by its number; by code and order
/// where lines were left out and the rest was counted anew.
fn partners(first: &[ClaimLine], changed: &[ClaimLine]) -> Vec<Option<usize>> {
    let counted = changed.iter().zip(1..).all(|(line, number)| line.line == number);
    if changed.len() >= first.len() || !counted {
        let place = |old: &ClaimLine| changed.iter().position(|new| new.line == old.line);
        return first.iter().map(place).collect();
    }
    let mut next = 0;
    let mut spare = first.len() - changed.len();
    let place = |old: &ClaimLine| {
        let new = changed.get(next)?;
        // Another code, while lines are still to be missed: it is this one that was left out.
        if spare > 0 && (new.code != old.code || new.revenue_code != old.revenue_code) {
            spare -= 1;
            return None;
        }
        next += 1;
        Some(next - 1)
    };
    first.iter().map(place).collect()
}

/// The claim without what a second submission changes of itself.
fn plain(claim: &Claim) -> Claim {
    Claim {
        id: model::ClaimId::default(),
        frequency: String::new(),
        original_reference: None,
        submitted: None,
        history: Vec::new(),
        ..claim.clone()
    }
}

fn of_line(old: &ClaimLine, new: &ClaimLine, found: &mut Vec<String>) {
    let pointers =
        |line: &ClaimLine| line.pointers.iter().map(u8::to_string).collect::<Vec<_>>().join(", ");
    let text = |text: &Option<String>| text.clone().unwrap_or_default();
    for (what, old_text, new_text) in [
        ("code", code(old), code(new)),
        ("modifiers", old.modifiers.join(", "), new.modifiers.join(", ")),
        ("units", old.units.to_string(), new.units.to_string()),
        ("charge", old.charge_cents.to_string(), new.charge_cents.to_string()),
        ("day", letter::day(old.date), letter::day(new.date)),
        ("diagnosis pointers", pointers(old), pointers(new)),
        ("place of service", text(&old.place_of_service), text(&new.place_of_service)),
        ("drug code", text(&old.ndc), text(&new.ndc)),
    ] {
        if old_text != new_text {
            let line = old.line;
            let (new, old) = (shown(&new_text), shown(&old_text));
            found.push(format!("Line {line}, {what}: {new} instead of {old}."));
        }
    }
    let same_else = |a: &ClaimLine| {
        (a.description.clone(), a.unit, a.revenue_code.clone(), a.ndc_quantity.clone())
    };
    if same_else(old) != same_else(new) {
        found.push(format!("Line {}: other fields differ.", old.line));
    }
}

fn code(line: &ClaimLine) -> String {
    line.code.clone().or_else(|| line.revenue_code.clone()).unwrap_or_default()
}

fn shown(text: &str) -> &str {
    if text.is_empty() { "none" } else { text }
}

/// The cover of a corrected claim made by [`correct`].
#[must_use]
pub fn cover(
    first: &Claim,
    corrected: &Claim,
    (from, to): (&Party, &Party),
    date: Date,
    signer: &str,
) -> Letter {
    let void = corrected.frequency == "8";
    let number = corrected.original_reference.clone().unwrap_or_default();
    let (what, words) = match void {
        true => {
            ("Claim taken back", "Please take back the claim named above; it was sent in error.")
        }
        false => (
            "Corrected claim",
            "Please put the enclosed claim in the place of the one named above. What changed:",
        ),
    };
    let mut parts = vec![Part::Words(words.to_owned())];
    if !void {
        parts.push(Part::List(differences(first, corrected)));
    }
    let about = [
        ("Our claim number", corrected.id.to_string()),
        ("Your claim number", number.clone()),
        ("Claim frequency", corrected.frequency.clone()),
        ("Date of service", letter::day(corrected.from)),
        ("Total charge", corrected.total().to_string()),
    ];
    Letter {
        date,
        from: from.clone(),
        to: to.clone(),
        subject: format!("{what}, your number {number}"),
        about: about.map(|(label, value)| (label.to_owned(), value)).to_vec(),
        parts,
        signer: signer.to_owned(),
        enclosures: vec![super::Enclosure {
            title: format!("Claim {}, frequency {}", corrected.id, corrected.frequency),
            pages: None,
        }],
    }
}
