//! From one encounter to its claims.

use crate::captured::{Captured, has_code};
use crate::claim_id::claim_id;
use crate::diagnosis_list::{DiagnosisList, MAX_INSTITUTIONAL, MAX_PROFESSIONAL};
use crate::fault::{ClaimFault, ClaimNote, Findings};
use crate::fees::FeeSchedule;
use crate::{code_system, institutional, parties, place, professional};
use model::{Chart, Claim, ClaimType, CodedChart, Date, HistoryClaim, ProcedureCode};

/// What a claim needs and neither the chart nor its codes tell.
#[derive(Clone, Debug, Default)]
pub struct ClaimContext {
    /// Day on which the claims are to be sent; without it timely filing is not judged.
    pub submitted: Option<Date>,
    /// Earlier claims of the patient, newest last.
    pub history: Vec<HistoryClaim>,
}

/// The claims of one encounter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct DraftedClaims {
    /// One professional or institutional claim, or both in that order.
    pub claims: Vec<Claim>,
    /// What a reviewer should look at: charges that are not billed, assumptions made.
    pub notes: Vec<ClaimNote>,
}

/// Makes the claims of one encounter.
///
/// Charges with a revenue code make an institutional claim, whose lines they are. Otherwise, or
/// when there are charges of both sorts, the coded procedures make a professional claim, each at
/// its captured charge or the fee schedule's; of both sorts, the identifiers end in `-P` and `-I`.
///
/// # Errors
/// All faults at once: patient, insurance or billing provider missing, a day of service that was
/// only assumed, nothing to bill, a procedure without an amount, an unknown place of service.
pub fn build(
    chart: &Chart,
    coded: &CodedChart,
    fees: &FeeSchedule,
    context: &ClaimContext,
) -> Result<DraftedClaims, Vec<ClaimFault>> {
    let mut findings = Findings::default();
    let captured = Captured::of(chart);
    let px = captured.professional_px(&coded.px);
    let hospital = !captured.institutional.is_empty();
    let physician = !hospital || !px.is_empty();
    if coded.date_assumed {
        findings.fault(
            "date.assumed",
            "date",
            "The chart gives no day of service; the one it was coded by is assumed.",
            "State the day of service, in the encounter or with --date.",
        );
    }
    let skeleton = parties::skeleton(chart, context, &mut findings);
    let mut claims = Vec::new();
    if physician {
        let id = claim_id(&chart.id, if hospital { "-P" } else { "" });
        let mut claim = Claim { id, ..skeleton.clone() };
        bill_physician(&mut claim, chart, coded, (&captured, &px), fees, &mut findings);
        claims.push(claim);
    } else {
        for (index, charge) in &captured.professional {
            professional::note_unbilled(*index, charge, coded, &mut findings);
        }
    }
    if hospital {
        let id = claim_id(&chart.id, if physician { "-I" } else { "" });
        let mut claim = Claim { id, ..skeleton };
        let diagnoses = DiagnosisList::new(coded, &px, MAX_INSTITUTIONAL, &mut findings);
        claim.diagnoses = diagnoses.codes();
        if coded.setting.is_inpatient() {
            claim.diagnoses_poa = diagnoses.present_on_admission();
        }
        institutional::fill(&mut claim, chart, coded, &captured.institutional, &mut findings);
        claims.push(claim);
    }
    note_unbilled_px(coded, &captured, &px, &mut findings);
    for claim in &claims {
        code_system::check(claim, &mut findings);
    }
    match findings.faults.is_empty() {
        true => Ok(DraftedClaims { claims, notes: findings.notes }),
        false => Err(findings.faults),
    }
}

/// Fills in what a professional claim has of its own.
fn bill_physician(
    claim: &mut Claim,
    chart: &Chart,
    coded: &CodedChart,
    (captured, px): (&Captured<'_>, &[(usize, &ProcedureCode)]),
    fees: &FeeSchedule,
    findings: &mut Findings,
) {
    if px.is_empty() {
        findings.fault(
            "lines.none",
            "px",
            "There is nothing to bill: the chart has no coded procedure.",
            "Code the services that are documented, or capture hospital charges with revenue \
                codes.",
        );
    }
    claim.claim_type = ClaimType::Professional;
    claim.place_of_service = place::of_service(chart, coded.setting, findings);
    let diagnoses = DiagnosisList::new(coded, px, MAX_PROFESSIONAL, findings);
    claim.diagnoses = diagnoses.codes();
    let charges = &captured.professional;
    claim.lines = professional::lines(coded, px, charges, &diagnoses, fees, findings);
    let days = || claim.lines.iter().map(|line| line.date);
    claim.from = days().min().unwrap_or(coded.date);
    claim.through = days().max().unwrap_or(coded.date);
}

/// Notes coded procedures that are on no claim.
fn note_unbilled_px(
    coded: &CodedChart,
    captured: &Captured<'_>,
    billed: &[(usize, &ProcedureCode)],
    findings: &mut Findings,
) {
    for (i, px) in coded.px.iter().enumerate() {
        let field = format!("px[{i}]");
        let on_hospital = captured.institutional.iter().any(|(_, c)| has_code(c, &px.code));
        if !on_hospital && !billed.iter().any(|(at, _)| *at == i) {
            findings.note(
                "px.not_charged",
                field,
                format!("{} was coded, and no charge was captured for it.", px.code),
                "Capture the charge with its revenue code if the service was given.",
            );
        }
    }
    let stay = !captured.institutional.is_empty() && coded.setting.is_inpatient();
    for (i, pcs) in coded.pcs.iter().enumerate().filter(|_| !stay) {
        findings.note(
            "px.inpatient_only",
            format!("pcs[{i}]"),
            format!(
                "{} is an ICD-10-PCS code, which only a hospital's inpatient claim carries.",
                pcs.code
            ),
            "Capture the hospital's charges, or leave it to the hospital.",
        );
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, charge, px};
    use model::{Charge, Setting};

    fn fees() -> FeeSchedule {
        FeeSchedule::from_csv("code,modifier,charge\n99283,,300\n99213,,125\n").unwrap()
    }

    fn hospital(code: &str) -> Charge {
        Charge { revenue_code: Some("0450".to_owned()), ..charge(code, &[], 1, 60_000) }
    }

    fn shapes(drafted: &DraftedClaims) -> Vec<(String, ClaimType, Vec<String>)> {
        let codes = |c: &Claim| c.lines.iter().filter_map(|l| l.code.clone()).collect();
        drafted.claims.iter().map(|c| (c.id.0.clone(), c.claim_type, codes(c))).collect()
    }

    fn shape(id: &str, claim_type: ClaimType, codes: &[&str]) -> (String, ClaimType, Vec<String>) {
        (id.to_owned(), claim_type, codes.iter().map(|c| (*c).to_owned()).collect())
    }

    #[test]
    fn an_office_visit_makes_a_professional_claim() {
        let (chart, coded) = (example::chart(), example::coded());
        let drafted = build(&chart, &coded, &fees(), &ClaimContext::default()).unwrap();
        assert_eq!(shapes(&drafted), [shape("OFFICE-01", ClaimType::Professional, &["99213"])]);
        let claim = &drafted.claims[0];
        assert_eq!(claim.diagnoses, ["E11.22", "N18.31"]);
        assert_eq!(claim.lines[0].pointers, [1]);
        assert_eq!(claim.place_of_service.as_deref(), Some("11"));
        assert_eq!((claim.from, claim.through), (coded.date, coded.date));
        assert_eq!(claim.total(), model::Cents(12_500));
        assert!(drafted.notes.is_empty());
    }

    #[test]
    fn charges_of_both_sorts_make_two_claims() {
        let mut chart = example::chart();
        chart.charges = vec![charge("99283", &[], 1, 30_000), hospital("99283"), hospital("85025")];
        let mut coded = CodedChart { setting: Setting::Ed, ..example::coded() };
        coded.px = vec![px("99283", &[], 1), px("85025", &[], 1), px("99213", &[], 1)];
        let drafted = build(&chart, &coded, &fees(), &ClaimContext::default()).unwrap();
        assert_eq!(
            shapes(&drafted),
            [
                shape("OFFICE-01-P", ClaimType::Professional, &["99283", "99213"]),
                shape("OFFICE-01-I", ClaimType::Institutional, &["85025", "99283"]),
            ]
        );
    }

    #[test]
    fn hospital_charges_alone_make_an_institutional_claim() {
        let mut chart = example::chart();
        chart.charges = vec![hospital("99283")];
        let mut coded = CodedChart { setting: Setting::Ed, ..example::coded() };
        coded.px = vec![px("99283", &[], 1), px("85025", &[], 1)];
        coded.pcs = vec![px("0DTJ4ZZ", &[], 1)];
        let drafted = build(&chart, &coded, &fees(), &ClaimContext::default()).unwrap();
        assert_eq!(shapes(&drafted), [shape("OFFICE-01", ClaimType::Institutional, &["99283"])]);
        let notes: Vec<_> = drafted.notes.iter().map(|note| note.code).collect();
        assert_eq!(
            notes,
            [
                "admission_source.assumed",
                "discharge_status.assumed",
                "reason_for_visit.assumed",
                "px.not_charged",
                "px.inpatient_only",
            ]
        );
    }

    #[test]
    fn an_unsupported_physician_charge_beside_hospital_charges_is_noted() {
        let mut chart = example::chart();
        chart.charges = vec![charge("93000", &[], 1, 5_000), hospital("99283")];
        let mut coded = CodedChart { setting: Setting::Ed, ..example::coded() };
        coded.px = vec![px("99283", &[], 1)];
        let drafted = build(&chart, &coded, &fees(), &ClaimContext::default()).unwrap();
        assert_eq!(drafted.claims.len(), 1);
        assert!(drafted.notes.iter().any(|note| note.code == "charge.not_coded"));
    }

    #[test]
    fn all_faults_are_reported() {
        let mut coded = CodedChart { setting: Setting::Clinic, ..example::coded() };
        coded.px = vec![px("71046", &[], 1)];
        coded.date_assumed = true;
        let faults =
            build(&Chart::default(), &coded, &fees(), &ClaimContext::default()).unwrap_err();
        let codes: Vec<_> = faults.iter().map(|fault| fault.code).collect();
        assert_eq!(
            codes,
            [
                "date.assumed",
                "patient.missing",
                "billing.missing",
                "coverage.missing",
                "place_of_service.missing",
                "px.no_charge",
            ]
        );
        coded.px.clear();
        let faults =
            build(&example::chart(), &coded, &fees(), &ClaimContext::default()).unwrap_err();
        assert!(faults.iter().any(|fault| fault.code == "lines.none"));
    }
}
