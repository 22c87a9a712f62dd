//! The billing desk: one chart becomes codes, claims and their edits.

use crate::commands::code;
use claims::{ClaimContext, ClaimFault, ClaimNote, FeeSchedule, ScrubbedClaim};
use coding::{Coder, Profile};
use edits::{CodesetFacts, PayerRules};
use model::{Chart, CodedChart, Date};

/// Codes and bills charts by one set of packs and one fee schedule.
pub struct Desk<'a> {
    coder: &'a Coder,
    facts: CodesetFacts<'a>,
    fees: FeeSchedule,
    submitted: Date,
}

/// What became of one chart.
pub struct ChartClaims {
    /// Its codes, route and reasons.
    pub coded: CodedChart,
    /// Its claims, each with its edits; empty when there are faults.
    pub claims: Vec<ScrubbedClaim>,
    /// What a reviewer should look at.
    pub notes: Vec<ClaimNote>,
    /// Why no claim could be made.
    pub faults: Vec<ClaimFault>,
}

impl<'a> Desk<'a> {
    /// A desk that sends its claims on a day.
    pub fn new(coder: &'a Coder, fees: FeeSchedule, submitted: Date) -> Desk<'a> {
        Desk { coder, facts: CodesetFacts::new(coder.sets()), fees, submitted }
    }

    /// The same desk, with payer rules.
    pub fn with_rules(self, rules: &'a PayerRules) -> Desk<'a> {
        Desk { facts: self.facts.with_rules(rules), ..self }
    }

    /// The coder at this desk.
    pub fn coder(&self) -> &'a Coder {
        self.coder
    }

    /// Codes a chart, makes its claims and judges them.
    pub fn bill(&self, chart: &Chart) -> ChartClaims {
        let coded = self.coder.code(chart, Profile::Claim);
        self.bill_coded(chart, coded)
    }

    fn bill_coded(&self, chart: &Chart, coded: CodedChart) -> ChartClaims {
        let context = ClaimContext { submitted: Some(self.submitted), history: Vec::new() };
        let made = claims::build_and_scrub(chart, &coded, &self.fees, &context, &self.facts);
        let (made, faults) = match made {
            Ok(made) => (made, Vec::new()),
            Err(faults) => (Default::default(), faults),
        };
        ChartClaims { coded, claims: made.claims, notes: made.notes, faults }
    }
}

impl ChartClaims {
    /// True when a claim, or the codes it would be made of, carry a CPT number.
    pub fn has_cpt(&self) -> bool {
        let lines = self.claims.iter().flat_map(|claim| &claim.claim.lines);
        let mut codes = lines.filter_map(|line| line.code.as_deref());
        code::has_cpt(&self.coded) || codes.any(code::is_cpt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::{Charge, Evidence, ProcedureCode, Route};
    use std::sync::Arc;

    /// A chart of the made-up practice with one visit, as a coder would have coded it.
    fn visit(coder: &Coder) -> (Chart, CodedChart) {
        let chart = testkit::practice::charts().remove(0).chart;
        let mut coded = coder.code(&chart, Profile::Claim);
        coded.route = Route::Release;
        coded.px = vec![ProcedureCode {
            code: "99214".into(),
            units: 1,
            dx: vec![1],
            evidence: vec![Evidence::default()],
            ..ProcedureCode::default()
        }];
        (chart, coded)
    }

    #[test]
    fn a_coded_visit_is_billed_at_the_schedule_and_nothing_else_is() {
        let coder = Coder::new(Arc::new(codesets::CodeSets::embedded())).unwrap();
        let fees = FeeSchedule::from_csv("code,modifier,charge\n99214,,200\n").unwrap();
        let day: Date = "2026-06-22".parse().unwrap();
        let (mut chart, coded) = visit(&coder);
        chart.charges = vec![Charge { code: Some("83036".into()), ..Charge::default() }];
        let desk = Desk::new(&coder, fees, day);
        let done = desk.bill_coded(&chart, coded.clone());
        assert!(done.faults.is_empty(), "{:?}", done.faults);
        let lines = &done.claims[0].claim.lines;
        assert_eq!(lines.len(), 1, "a charge that no document supports is not billed");
        assert_eq!(lines[0].charge_cents, model::Cents(20_000));
        assert!(done.notes.iter().any(|note| note.code == "charge.not_coded"));
        assert!(done.has_cpt());
        let report = &done.claims[0].report;
        assert!(report.may_leave(), "{:?}", report.edits);
        assert_eq!(report.releases["icd10cm"], coder.sets().embedded.label());

        let without_fees = Desk::new(&coder, FeeSchedule::default(), day);
        let done = without_fees.bill_coded(&chart, coded);
        assert_eq!(done.faults[0].code, "px.no_charge");
        assert!(done.claims.is_empty() && done.has_cpt());
    }
}
