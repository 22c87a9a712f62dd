//! 837I: institutional claims, 005010X223A2.
//!
//! `model::Claim` values enter, one complete interchange leaves, or every fault of every claim.

use crate::claim_837::claim_facts::{self, Coded, LinePlaces};
use crate::claim_837::interchange::{self, Guide};
use crate::claim_837::sheet::{self, Sheet};
use crate::claim_837::{Receiver, Submitter, other_payers, parties, stay, unwritten};
use crate::fault::WriteFault;
use crate::writer::ControlNumbers;
use model::{Claim, ClaimLine, ClaimType};

/// The guide's identifier (GS08, ST03).
pub const VERSION_837I: &str = "005010X223A2";

/// Principal and other diagnoses that fit in one institutional claim.
const MAX_DIAGNOSES: usize = 25;

/// External causes that fit beside them.
const MAX_EXTERNAL_CAUSES: usize = 12;

/// Principal and other procedures that fit in one institutional claim.
const MAX_PROCEDURES: usize = 25;

/// Service lines that fit in one institutional claim.
const MAX_LINES: usize = 999;

const PLACES: LinePlaces = LinePlaces {
    charge: "SV203",
    unit: "SV204",
    units: "SV205",
    modifiers: "SV202-3",
    description: "SV202-7",
};

/// Writes institutional claims as one interchange. Grouping and faults as for the 837P.
///
/// V, W, X and Y codes go to the HI of external causes (ABN), the others to ABK and ABF. The
/// ordering provider and the CLIA number have no place in this guide and are not written.
///
/// # Errors
/// Every fault of the envelope and of every claim, in the order of the claims.
pub fn write_837i(
    claims: &[Claim],
    submitter: &Submitter,
    receiver: &Receiver,
    control: &ControlNumbers,
) -> Result<String, Vec<WriteFault>> {
    let guide = Guide { version: VERSION_837I, body };
    interchange::write(claims, &guide, submitter, receiver, control)
}

fn body(sheet: &mut Sheet, claim: &Claim) {
    claim_facts::whole_claim(sheet, claim, ClaimType::Institutional);
    let bill_type = claim.bill_type.as_deref().unwrap_or("");
    // CLM07 to CLM09: assignment accepted, benefits assigned, release on file. CLM06 is not used.
    let place = ("bill_type", bill_type, sheet::BILL_TYPE);
    claim_facts::claim(sheet, claim, place, "A").gap(1).code("A").code("Y").code("Y").end();
    stay::stay(sheet, claim);
    claim_facts::references(sheet, claim);
    diagnoses(sheet, claim);
    procedures(sheet, claim);
    match &claim.rendering {
        Some(who) => parties::provider(sheet, "2310A", "71", Some("AT"), who),
        None => {
            sheet.loop_id = "2310A";
            sheet.missing("rendering", "NM103");
        }
    }
    if let Some(who) = &claim.operating {
        parties::provider(sheet, "2310B", "72", None, who);
    }
    if let Some(place) = &claim.facility {
        parties::facility(sheet, "2310E", place);
    }
    if let Some(who) = &claim.referring {
        parties::provider(sheet, "2310F", "DN", None, who);
    }
    other_payers::other_payers(sheet, claim);
    claim_facts::line_numbers(sheet, claim, MAX_LINES);
    for line in &claim.lines {
        service_line(sheet, claim, line);
    }
}

/// ICD-10-CM chapter 20 (V00 to Y99) has its own HI.
fn is_external_cause(code: &str) -> bool {
    matches!(code.as_bytes().first(), Some(b'V'..=b'Y' | b'v'..=b'y'))
}

fn diagnoses(sheet: &mut Sheet, claim: &Claim) {
    let (mut principal, mut external, mut other) = (Vec::new(), Vec::new(), Vec::new());
    for (i, code) in claim.diagnoses.iter().enumerate() {
        let poa = present_on_admission(sheet, claim.diagnoses_poa.get(i));
        let coded = |qualifier| Coded { qualifier, field: "diagnoses", code, poa };
        match (i, is_external_cause(code)) {
            (0, true) => {
                let message = "begins with an external cause";
                let action = "put the condition first and its cause after it";
                sheet.rule("diagnoses", "HI01-2", message, action);
            }
            (0, false) => principal.push(coded("ABK")),
            (_, true) => external.push(coded("ABN")),
            (_, false) => other.push(coded("ABF")),
        }
    }
    if claim.diagnoses.is_empty() {
        sheet.missing("diagnoses", "HI01-2");
    }
    if other.len() >= MAX_DIAGNOSES || external.len() > MAX_EXTERNAL_CAUSES {
        let message =
            format!("has more than {MAX_DIAGNOSES} conditions or {MAX_EXTERNAL_CAUSES} causes");
        return sheet.rule("diagnoses", "HI01", message, "keep those that matter most");
    }
    claim_facts::diagnoses(sheet, &principal);
    stay::admitting_diagnosis(sheet, claim);
    stay::reasons_for_visit(sheet, claim);
    claim_facts::diagnoses(sheet, &external);
    claim_facts::diagnoses(sheet, &other);
}

/// The indicator as 005010 writes it: a diagnosis exempt from reporting (`1`) has none.
fn present_on_admission<'a>(sheet: &mut Sheet, indicator: Option<&'a String>) -> &'a str {
    match indicator.map(String::as_str) {
        None | Some("1") => "",
        Some(letter @ ("Y" | "N" | "U" | "W")) => letter,
        Some(_) => {
            let action = "use one of them";
            sheet.rule("diagnoses_poa", "HI01-9", "is not Y, N, U, W or 1", action);
            ""
        }
    }
}

fn procedures(sheet: &mut Sheet, claim: &Claim) {
    if claim.procedures.len() > MAX_PROCEDURES {
        let message = format!("has {} entries where {MAX_PROCEDURES} fit", claim.procedures.len());
        return sheet.rule("procedures", "HI01", message, "keep those that matter most");
    }
    let (first, others) = claim.procedures.split_at(claim.procedures.len().min(1));
    for (qualifier, chunk) in
        std::iter::once(("BBR", first)).chain(others.chunks(12).map(|c| ("BBQ", c)))
    {
        if chunk.is_empty() {
            continue;
        }
        let mut draft = sheet.open("HI");
        for procedure in chunk {
            draft = draft.composite(|c| {
                let c = c.code(qualifier).need("procedures.code", &procedure.code, sheet::PCS);
                c.code("D8").code(procedure.date.to_x12())
            });
        }
        draft.end();
    }
}

fn service_line(sheet: &mut Sheet, claim: &Claim, line: &ClaimLine) {
    sheet.loop_id = "2400";
    sheet.line = Some(line.line);
    claim_facts::line_facts(sheet, ClaimType::Institutional, line, &PLACES);
    unwritten::institutional(sheet, claim, line);
    let revenue = line.revenue_code.as_deref().unwrap_or("");
    sheet.open("LX").code(line.line.to_string()).end();
    let draft = sheet.open("SV2").need("lines.revenue_code", revenue, sheet::REVENUE);
    let draft = match line.code.as_deref() {
        None => draft.gap(1),
        Some(code) => draft.composite(|c| claim_facts::procedure(c, line, code)),
    };
    claim_facts::charge_and_units(draft, ClaimType::Institutional, line).end();
    sheet.open("DTP").code("472").code("D8").code(line.date.to_x12()).end();
    claim_facts::drug(sheet, line);
    other_payers::adjudications(sheet, claim, line);
    sheet.line = None;
}
