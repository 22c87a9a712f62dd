//! What a decision says of our lines, sorted by kind.

use super::PartOf;
use crate::posting::{LineMatch, kind};
use crate::reason::Kind;
use model::Cents;
use model::remittance::{ClaimAdjustment, PaidClaim};

/// The reason code of the federal cut of payments.
const SEQUESTRATION: &str = "253";

/// One or several paid lines of the same line of ours.
#[derive(Clone, Debug, Default)]
pub(super) struct Answered {
    pub lines: Vec<u16>,
    pub charge: Cents,
    pub paid: Cents,
    pub allowance: Cents,
    pub sequestration: Cents,
    pub denied: Cents,
    pub patient: Cents,
    pub other_payers: Cents,
    pub interest: Cents,
    pub allowed_told: Option<Cents>,
    codes: Vec<(PartOf, String)>,
}

impl Answered {
    /// The reasons behind a part, each once.
    pub(super) fn codes(&self, part: PartOf) -> Vec<String> {
        let mut codes: Vec<String> = Vec::new();
        for (of, code) in &self.codes {
            if *of == part && !codes.contains(code) {
                codes.push(code.clone());
            }
        }
        codes
    }

    fn add(&mut self, charge: Cents, paid: Cents, adjustments: &[ClaimAdjustment]) {
        self.charge = self.charge + charge;
        self.paid = self.paid + paid;
        for one in adjustments {
            let (sum, part) = match kind(&one.group, &one.carc) {
                Kind::Allowance if one.carc == SEQUESTRATION => {
                    (&mut self.sequestration, PartOf::Sequestration)
                }
                Kind::Allowance => (&mut self.allowance, PartOf::Allowed),
                Kind::PatientShare => (&mut self.patient, PartOf::PatientShare),
                Kind::Denied => (&mut self.denied, PartOf::Denied),
                Kind::OtherPayer => (&mut self.other_payers, PartOf::OtherPayer),
                Kind::Interest => (&mut self.interest, PartOf::Interest),
            };
            *sum = *sum + one.amount;
            self.codes.push((part, format!("{}-{}", one.group, one.carc)));
        }
    }
}

/// A decision by our lines, in the order of the decision; what it says of the claim beside its
/// lines, or of lines that are not ours, comes last and without a line.
pub(super) fn answered(decision: &PaidClaim, matches: &[LineMatch]) -> Vec<Answered> {
    let mut all: Vec<Answered> = Vec::new();
    let mut rest = Answered::default();
    for (at, paid) in decision.lines.iter().enumerate() {
        let found = matches.get(at).and_then(|one| Some((one.line?, &one.also)));
        let into = match found {
            None => &mut rest,
            Some((line, also)) => {
                let known = all.iter().position(|one| one.lines.contains(&line));
                let at = known.unwrap_or(all.len());
                if known.is_none() {
                    let lines = std::iter::once(line).chain(also.iter().copied()).collect();
                    all.push(Answered { lines, ..Answered::default() });
                }
                &mut all[at]
            }
        };
        into.add(paid.charge, paid.paid, &paid.adjustments);
        let told = paid.amounts.iter().find(|one| one.qualifier == "B6").map(|one| one.amount);
        if let Some(told) = told {
            into.allowed_told = Some(into.allowed_told.unwrap_or_default() + told);
        }
    }
    let charged: Cents = decision.lines.iter().map(|line| line.charge).sum();
    let paid: Cents = decision.lines.iter().map(|line| line.paid).sum();
    rest.add(decision.charge - charged, decision.paid - paid, &decision.adjustments);
    let said = rest.charge != Cents::ZERO || rest.paid != Cents::ZERO || !rest.codes.is_empty();
    if said || decision.lines.is_empty() {
        all.push(rest);
    }
    all
}
