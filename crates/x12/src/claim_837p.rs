//! 837P: professional claims, 005010X222A1.
//!
//! `model::Claim` values enter, one complete interchange leaves, or every fault of every claim.

use crate::claim_837::claim_facts::{self, Coded, LinePlaces};
use crate::claim_837::interchange::{self, Guide};
use crate::claim_837::sheet::{self, Sheet};
use crate::claim_837::{Receiver, Submitter, other_payers, parties, unwritten};
use crate::fault::WriteFault;
use crate::writer::ControlNumbers;
use model::{Claim, ClaimLine, ClaimType};

/// The guide's identifier (GS08, ST03).
pub const VERSION_837P: &str = "005010X222A1";

/// Diagnoses that fit in one professional claim.
const MAX_DIAGNOSES: usize = 12;

/// Service lines that fit in one professional claim.
const MAX_LINES: usize = 50;

const PLACES: LinePlaces = LinePlaces {
    charge: "SV102",
    unit: "SV103",
    units: "SV104",
    modifiers: "SV101-3",
    description: "SV101-7",
};

/// Writes professional claims as one interchange.
///
/// Claims are grouped by billing provider, then by subscriber and payer, each group in the order
/// of its first claim; a transaction takes at most 5,000 claims. Nothing is guessed: what the
/// guide requires and a claim lacks is a fault.
///
/// # Errors
/// Every fault of the envelope and of every claim, in the order of the claims.
pub fn write_837p(
    claims: &[Claim],
    submitter: &Submitter,
    receiver: &Receiver,
    control: &ControlNumbers,
) -> Result<String, Vec<WriteFault>> {
    let guide = Guide { version: VERSION_837P, body };
    interchange::write(claims, &guide, submitter, receiver, control)
}

fn body(sheet: &mut Sheet, claim: &Claim) {
    claim_facts::whole_claim(sheet, claim, ClaimType::Professional);
    let place = claim.place_of_service.as_deref().unwrap_or("");
    // CLM06 to CLM09: signature on file, assignment accepted, benefits assigned, release on
    // file. The product bills only under these; a claim that differs is not made from a chart.
    let place = ("place_of_service", place, sheet::PLACE_OF_SERVICE);
    claim_facts::claim(sheet, claim, place, "B").code("Y").code("A").code("Y").code("Y").end();
    if let Some(day) = claim.admission_date {
        sheet.open("DTP").code("435").code("D8").code(day.to_x12()).end();
    }
    claim_facts::references(sheet, claim);
    diagnoses(sheet, claim);
    if let Some(who) = &claim.referring {
        parties::provider(sheet, "2310A", "DN", None, who);
    }
    if let Some(who) = &claim.rendering {
        parties::provider(sheet, "2310B", "82", Some("PE"), who);
    }
    if let Some(place) = &claim.facility {
        parties::facility(sheet, "2310C", place);
    }
    other_payers::other_payers(sheet, claim);
    claim_facts::line_numbers(sheet, claim, MAX_LINES);
    for line in &claim.lines {
        service_line(sheet, claim, line);
    }
}

fn diagnoses(sheet: &mut Sheet, claim: &Claim) {
    if claim.diagnoses.is_empty() {
        sheet.missing("diagnoses", "HI01-2");
        return;
    }
    if claim.diagnoses.len() > MAX_DIAGNOSES {
        let message = format!("has {} entries where 12 fit", claim.diagnoses.len());
        sheet.rule("diagnoses", "HI01", message, "keep the twelve that matter most");
        return;
    }
    let coded = |(i, code): (usize, &'_ String)| (if i == 0 { "ABK" } else { "ABF" }, code.clone());
    let codes: Vec<(&str, String)> = claim.diagnoses.iter().enumerate().map(coded).collect();
    let codes: Vec<Coded<'_>> = codes
        .iter()
        .map(|(qualifier, code)| Coded { qualifier, field: "diagnoses", code, poa: "" })
        .collect();
    claim_facts::diagnoses(sheet, &codes);
}

fn service_line(sheet: &mut Sheet, claim: &Claim, line: &ClaimLine) {
    sheet.loop_id = "2400";
    sheet.line = Some(line.line);
    claim_facts::line_facts(sheet, ClaimType::Professional, line, &PLACES);
    unwritten::professional(sheet, claim, line);
    pointers(sheet, claim, line);
    let place = line.place_of_service.as_deref();
    let place = place.filter(|p| claim.place_of_service.as_deref() != Some(*p));
    sheet.open("LX").code(line.line.to_string()).end();
    let code = line.code.as_deref().unwrap_or("");
    let draft = sheet.open("SV1").composite(|c| claim_facts::procedure(c, line, code));
    claim_facts::charge_and_units(draft, ClaimType::Professional, line)
        .may("lines.place_of_service", place, sheet::PLACE_OF_SERVICE)
        .gap(1)
        .composite(|mut c| {
            for pointer in line.pointers.iter().take(4) {
                c = c.code(pointer.to_string());
            }
            c
        })
        .end();
    sheet.open("DTP").code("472").code("D8").code(line.date.to_x12()).end();
    claim_facts::drug(sheet, line);
    if let Some(who) = &claim.ordering {
        parties::provider(sheet, "2420E", "DK", None, who);
    }
    other_payers::adjudications(sheet, claim, line);
    sheet.line = None;
}

fn pointers(sheet: &mut Sheet, claim: &Claim, line: &ClaimLine) {
    if line.pointers.is_empty() {
        sheet.missing("lines.pointers", "SV107-1");
    }
    if line.pointers.len() > 4 {
        let action = "keep the four that matter most for the line";
        sheet.rule("lines.pointers", "SV107", "has more than four entries", action);
    }
    let known = 1..=claim.diagnoses.len();
    if line.pointers.iter().any(|p| !known.contains(&usize::from(*p))) {
        let action = "point at a diagnosis of the claim, counted from 1";
        sheet.rule("lines.pointers", "SV107", "names a diagnosis that is not there", action);
    }
}
