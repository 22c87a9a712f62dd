//! 837I: institutional claims, 005010X223A2.
//!
//! `model::Claim` values enter, one complete interchange leaves, or every fault of every claim.

use crate::claim_837::claim_facts::{self, Coded, LinePlaces};
use crate::claim_837::interchange::{self, Guide};
use crate::claim_837::parties;
use crate::claim_837::sheet::{self, Sheet};
use crate::claim_837::{Receiver, Submitter};
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

/// Bill types of an inpatient admission (UB-04 FL 4): hospital, swing bed, skilled nursing,
/// religious non-medical hospital.
const INPATIENT_BILL_TYPES: [&str; 4] = ["11", "18", "21", "41"];

/// Room and board revenue codes, which are counted in days.
const ACCOMMODATION: std::ops::RangeInclusive<&str> = "0100"..="0219";

const PLACES: LinePlaces = LinePlaces { charge: "SV203", units: "SV205", modifiers: "SV202-3" };

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
    sheet
        .open("CLM")
        .need("id", claim.id.as_str(), sheet::CONTROL_NUMBER)
        .code(claim.total().to_x12())
        .gap(2)
        .composite(|c| {
            c.need("bill_type", bill_type, sheet::BILL_TYPE).code("A").need(
                "frequency",
                &claim.frequency,
                sheet::FREQUENCY,
            )
        })
        .gap(1)
        .code("A")
        .code("Y")
        .code("Y")
        .end();
    let stay = format!("{}-{}", claim.from.to_x12(), claim.through.to_x12());
    sheet.open("DTP").code("434").code("RD8").code(stay).end();
    admission(sheet, claim, INPATIENT_BILL_TYPES.contains(&bill_type));
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
    if let Some(place) = &claim.facility {
        parties::facility(sheet, "2310E", place);
    }
    if let Some(who) = &claim.referring {
        parties::provider(sheet, "2310F", "DN", None, who);
    }
    parties::other_payers(sheet, claim);
    claim_facts::line_numbers(sheet, claim, MAX_LINES);
    for line in &claim.lines {
        service_line(sheet, line);
    }
}

/// DTP 435 and CL1; an admission needs its day, its priority and the admitting diagnosis.
fn admission(sheet: &mut Sheet, claim: &Claim, inpatient: bool) {
    if inpatient {
        if claim.admission_date.is_none() {
            sheet.missing("admission_date", "DTP03");
        }
        if claim.admission_type.is_none() {
            sheet.missing("admission_type", "CL101");
        }
        if claim.admitting_diagnosis.is_none() {
            sheet.missing("admitting_diagnosis", "HI01-2");
        }
    }
    if let Some(day) = claim.admission_date {
        sheet.open("DTP").code("435").code("D8").code(day.to_x12()).end();
    }
    let status = claim.discharge_status.as_deref().unwrap_or("");
    sheet
        .open("CL1")
        .may("admission_type", claim.admission_type.as_deref(), sheet::ONE_CODE)
        .may("admission_source", claim.admission_source.as_deref(), sheet::ONE_CODE)
        .need("discharge_status", status, sheet::STATUS)
        .end();
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
    let admitting = claim.admitting_diagnosis.as_deref();
    let admitting = admitting.map(|code| Coded {
        qualifier: "ABJ",
        field: "admitting_diagnosis",
        code,
        poa: "",
    });
    claim_facts::diagnoses(sheet, &principal);
    claim_facts::diagnoses(sheet, admitting.as_slice());
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

fn service_line(sheet: &mut Sheet, line: &ClaimLine) {
    sheet.loop_id = "2400";
    sheet.line = Some(line.line);
    claim_facts::line_facts(sheet, line, &PLACES);
    let revenue = line.revenue_code.as_deref().unwrap_or("");
    sheet.open("LX").code(line.line.to_string()).end();
    let draft = sheet.open("SV2").need("lines.revenue_code", revenue, sheet::REVENUE);
    let draft = match line.code.as_deref() {
        None => draft.gap(1),
        Some(code) => draft.composite(|c| {
            let mut c = c.code("HC").need("lines.code", code, sheet::PROCEDURE);
            for modifier in line.modifiers.iter().take(4) {
                c = c.need("lines.modifiers", modifier, sheet::MODIFIER);
            }
            c
        }),
    };
    draft
        .code(line.charge_cents.to_x12())
        .code(if ACCOMMODATION.contains(&revenue) { "DA" } else { "UN" })
        .code(line.units.to_string())
        .end();
    sheet.open("DTP").code("472").code("D8").code(line.date.to_x12()).end();
    claim_facts::drug(sheet, line);
    sheet.line = None;
}
