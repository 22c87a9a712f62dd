//! The parts of loop 2300 and 2400 that an 837P and an 837I share: claim number and total,
//! references, diagnoses, service lines, drugs.

use super::sheet::{self, Draft, Kind, Sheet};
use model::{Cents, Claim, ClaimLine, ClaimType, Quantity, ServiceUnit};

/// CLM01 and CLM02, and what must hold of a claim of either type.
pub(crate) fn whole_claim(sheet: &mut Sheet, claim: &Claim, wanted: ClaimType) {
    sheet.loop_id = "2300";
    if claim.claim_type != wanted {
        let action = "write it with the writer of its type";
        sheet.rule("type", "CLM05", "is not the type of claim that this file holds", action);
    }
    if claim.through < claim.from {
        sheet.rule("through", "DTP03", "is before `from`", "correct the dates of service");
    }
    let replaces = matches!(claim.frequency.as_str(), "7" | "8");
    if replaces && claim.original_reference.as_deref().is_none_or(|r| r.trim().is_empty()) {
        let action = "give the payer's number of the claim that this one replaces or voids";
        sheet.fault(
            "x12.write.missing",
            "original_reference",
            "REF02",
            "is missing for frequency 7 or 8",
            action,
        );
    }
    if !claim.diagnoses_poa.is_empty() && claim.diagnoses_poa.len() != claim.diagnoses.len() {
        let action = "give one indicator for each diagnosis, or none at all";
        sheet.rule("diagnoses_poa", "HI01-9", "has another length than `diagnoses`", action);
    }
}

/// CLM01 to CLM05: number and sum of the claim, its place (field, value and form of CLM05-1, which
/// the qualifier of CLM05-2 explains) and its frequency.
pub(crate) fn claim<'a>(
    sheet: &'a mut Sheet,
    claim: &Claim,
    (field, place, form): (&'static str, &str, Kind),
    qualifier: &'static str,
) -> Draft<'a> {
    sheet
        .open("CLM")
        .need("id", claim.id.as_str(), sheet::CONTROL_NUMBER)
        .money("lines.charge_cents", claim.total())
        .gap(2)
        .composite(|c| {
            c.need(field, place, form).code(qualifier).need(
                "frequency",
                &claim.frequency,
                sheet::FREQUENCY,
            )
        })
}

/// The references of loop 2300, in the guides' order.
pub(crate) fn references(sheet: &mut Sheet, claim: &Claim) {
    let patient = Some(claim.patient.id.as_str());
    let clia = match claim.claim_type {
        ClaimType::Professional => claim.clia.as_deref(),
        ClaimType::Institutional => None,
    };
    for (qualifier, field, value) in [
        ("G1", "authorization", claim.authorization.as_deref()),
        ("F8", "original_reference", claim.original_reference.as_deref()),
        ("X4", "clia", clia),
        ("EA", "patient.id", patient),
    ] {
        if let Some(value) = value.filter(|v| !v.trim().is_empty()) {
            sheet.open("REF").code(qualifier).need(field, value, sheet::REFERENCE).end();
        }
    }
}

/// One diagnosis within an HI: its qualifier, code and present-on-admission indicator.
pub(crate) struct Coded<'a> {
    pub qualifier: &'static str,
    pub field: &'static str,
    pub code: &'a str,
    pub poa: &'a str,
}

/// HI segments of up to twelve composites each.
pub(crate) fn diagnoses(sheet: &mut Sheet, codes: &[Coded<'_>]) {
    for chunk in codes.chunks(12) {
        let mut draft = sheet.open("HI");
        for coded in chunk {
            // X12 carries ICD codes without their dot.
            let bare = coded.code.replace('.', "");
            draft = draft.composite(|c| {
                let c = c.code(coded.qualifier).need(coded.field, &bare, sheet::DIAGNOSIS);
                c.gap(6).code(coded.poa)
            });
        }
        draft.end();
    }
}

/// A charge or total, which the guides want at zero or above.
pub(crate) fn not_negative(
    sheet: &mut Sheet,
    field: &'static str,
    segment: &'static str,
    amount: Cents,
) {
    if amount < Cents::ZERO {
        sheet.rule(field, segment, "is negative", "bill charges of zero or more");
    }
}

/// What holds of the lines of either type: at least one, no more than fit, numbered from 1.
pub(crate) fn line_numbers(sheet: &mut Sheet, claim: &Claim, most: usize) {
    sheet.loop_id = "2400";
    if claim.lines.is_empty() {
        sheet.missing("lines", "LX01");
    }
    if claim.lines.len() > most {
        let message = format!("has {} entries where {most} fit", claim.lines.len());
        sheet.rule("lines", "LX01", message, "split the claim");
    }
    let in_order = claim.lines.iter().zip(1u16..).all(|(line, number)| line.line == number);
    if !in_order && claim.lines.len() <= most {
        let action = "number the lines 1, 2, 3 and so on";
        sheet.rule("lines.line", "LX01", "does not count from 1 without a gap", action);
    }
}

/// Where the facts of a line stand in SV1 or SV2.
pub(crate) struct LinePlaces {
    pub charge: &'static str,
    pub unit: &'static str,
    pub units: &'static str,
    pub modifiers: &'static str,
    pub description: &'static str,
}

/// Room and board revenue codes, which are counted in days.
const ACCOMMODATION: std::ops::RangeInclusive<&str> = "0100"..="0219";

/// Revenue codes of services that are paid by a HIPPS rate code.
const RATES: std::ops::RangeInclusive<&str> = "0022"..="0024";

/// True for a revenue code whose line has a rate code.
pub(crate) fn is_rate(revenue: &str) -> bool {
    RATES.contains(&revenue)
}

/// The qualifier of a line's procedure code, and its form.
pub(crate) fn procedure_kind(line: &ClaimLine) -> (&'static str, sheet::Kind) {
    match line.revenue_code.as_deref() {
        Some(revenue) if is_rate(revenue.trim()) => ("HP", sheet::RATE_CODE),
        _ => ("HC", sheet::PROCEDURE),
    }
}

/// What the units of a line count when it does not say so.
pub(crate) fn usual_unit(of: ClaimType, line: &ClaimLine) -> ServiceUnit {
    let revenue = line.revenue_code.as_deref().unwrap_or("");
    match of {
        ClaimType::Institutional if ACCOMMODATION.contains(&revenue) => ServiceUnit::Day,
        _ => ServiceUnit::Unit,
    }
}

/// What must hold of a line, whatever its type.
pub(crate) fn line_facts(sheet: &mut Sheet, of: ClaimType, line: &ClaimLine, at: &LinePlaces) {
    not_negative(sheet, "lines.charge_cents", at.charge, line.charge_cents);
    if line.units <= Quantity::ZERO {
        let action = "give the units of service";
        sheet.rule("lines.units", at.units, "is not above zero", action);
    }
    match (of, line.unit) {
        (ClaimType::Professional, Some(ServiceUnit::Day)) => {
            let message = "is days, which a professional line does not count";
            sheet.rule("lines.unit", at.unit, message, "give units (UN) or minutes (MJ)");
        }
        (ClaimType::Institutional, Some(ServiceUnit::Minute)) => {
            let message = "is minutes, which an institutional line does not count";
            sheet.rule("lines.unit", at.unit, message, "give units (UN) or days (DA)");
        }
        _ => {}
    }
    if line.modifiers.len() > 4 {
        let action = "keep the four that matter most for payment";
        sheet.rule("lines.modifiers", at.modifiers, "has more than four entries", action);
    }
    let action = "give the procedure that it belongs to";
    if line.code.is_none() && !line.modifiers.is_empty() {
        sheet.rule("lines.modifiers", at.modifiers, "stands without a code", action);
    }
    if line.code.is_none() && line.description.is_some() && of == ClaimType::Institutional {
        sheet.rule("lines.description", at.description, "stands without a code", action);
    }
}

/// The composite procedure of SV101 and SV202.
pub(crate) fn procedure<'s>(c: Draft<'s>, line: &ClaimLine, code: &str) -> Draft<'s> {
    let (qualifier, kind) = procedure_kind(line);
    let modifiers = line.modifiers.len().min(4);
    let mut c = c.code(qualifier).need("lines.code", code, kind);
    for modifier in &line.modifiers[..modifiers] {
        c = c.need("lines.modifiers", modifier, sheet::MODIFIER);
    }
    let words = line.description.as_deref();
    c.gap(4 - modifiers).may("lines.description", words, sheet::DESCRIPTION)
}

/// Charge, kind of units and units: SV102 to SV104, SV203 to SV205.
pub(crate) fn charge_and_units<'s>(draft: Draft<'s>, of: ClaimType, line: &ClaimLine) -> Draft<'s> {
    draft
        .money("lines.charge_cents", line.charge_cents)
        .code(line.unit.unwrap_or_else(|| usual_unit(of, line)).x12_code())
        .quantity("lines.units", line.units)
}

/// Loop 2410: the drug of a line and its quantity.
pub(crate) fn drug(sheet: &mut Sheet, line: &ClaimLine) {
    let Some(ndc) = line.ndc.as_deref() else { return };
    sheet.loop_id = "2410";
    sheet.open("LIN").gap(1).code("N4").need("lines.ndc", ndc, sheet::NDC).end();
    match &line.ndc_quantity {
        Some(quantity) => sheet
            .open("CTP")
            .gap(3)
            .need("lines.ndc_quantity.amount", &quantity.amount, sheet::DRUG_AMOUNT)
            .need("lines.ndc_quantity.unit", &quantity.unit, sheet::DRUG_UNIT)
            .end(),
        None => sheet.missing("lines.ndc_quantity", "CTP04"),
    }
}
