//! From one encounter to claims that have been judged.

use crate::build::{ClaimContext, build};
use crate::fault::{ClaimFault, ClaimNote};
use crate::fees::FeeSchedule;
use edits::CodeFacts;
use model::{Chart, Claim, CodedChart, ScrubReport};

/// A claim with the edits that fired on it.
#[derive(Clone, Debug, PartialEq)]
pub struct ScrubbedClaim {
    /// The claim.
    pub claim: Claim,
    /// What the edits say of it.
    pub report: ScrubReport,
}

/// The judged claims of one encounter.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ScrubbedClaims {
    /// The claims, in the order of [`build`].
    pub claims: Vec<ScrubbedClaim>,
    /// What a reviewer should look at.
    pub notes: Vec<ClaimNote>,
}

/// Makes the claims of one encounter and judges each.
///
/// # Errors
/// The faults of [`build`]. An edit is never an error: it stands in the claim's report.
pub fn build_and_scrub(
    chart: &Chart,
    coded: &CodedChart,
    fees: &FeeSchedule,
    context: &ClaimContext,
    codes: &dyn CodeFacts,
) -> Result<ScrubbedClaims, Vec<ClaimFault>> {
    let drafted = build(chart, coded, fees, context)?;
    let scrubbed = |claim: Claim| {
        // Only how a number is written is ever repaired, and each repair stands in the report.
        let (claim, repairs) = edits::repaired(claim, codes);
        let mut report = edits::scrub(&claim, codes);
        report.edits.extend(repairs);
        ScrubbedClaim { claim, report }
    };
    let claims = drafted.claims.into_iter().map(scrubbed).collect();
    Ok(ScrubbedClaims { claims, notes: drafted.notes })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::example::{self, AnyCode, charge, day, px};
    use model::{Charge, Setting};

    #[test]
    fn the_claims_of_a_complete_chart_may_leave() {
        let mut chart = example::chart();
        chart.encounter.end = Some(day("2026-06-15"));
        chart.encounter.discharge_status = Some("01".to_owned());
        let hospital =
            Charge { revenue_code: Some("0450".to_owned()), ..charge("99283", &[], 1, 60_000) };
        chart.charges = vec![charge("99283", &[], 1, 30_000), hospital];
        let mut coded = CodedChart { setting: Setting::Ed, ..example::coded() };
        coded.px = vec![px("99283", &[], 1)];
        let context = ClaimContext { submitted: Some(day("2026-06-16")), ..Default::default() };
        let done =
            build_and_scrub(&chart, &coded, &FeeSchedule::default(), &context, &AnyCode).unwrap();
        assert_eq!(done.claims.len(), 2);
        for scrubbed in &done.claims {
            let said: Vec<_> = scrubbed.report.edits.iter().map(|e| (&e.id, &e.message)).collect();
            assert!(scrubbed.report.may_leave(), "{said:?}");
        }
    }

    #[test]
    fn what_the_chart_lacks_stands_in_the_report() {
        let mut chart = example::chart();
        chart.billing.as_mut().unwrap().npi = None;
        chart.coverages[0].member_id.clear();
        let mut coded = example::coded();
        coded.px[0].dx.clear();
        let fees = FeeSchedule::from_csv("code,modifier,charge\n99213,,125\n").unwrap();
        let context = ClaimContext::default();
        let done = build_and_scrub(&chart, &coded, &fees, &context, &AnyCode).unwrap();
        let report = &done.claims[0].report;
        let blocks: Vec<_> = report
            .edits
            .iter()
            .filter(|e| e.severity == model::Severity::Block)
            .map(|e| e.id.as_str())
            .collect();
        assert_eq!(blocks, ["format.subscriber", "format.billing_npi", "pointer.missing"]);
    }
}
