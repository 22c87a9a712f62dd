//! The legs of a decision: what each amount of a line, or of a claim as a whole, moves.

use super::kind::kind;
use crate::ledger::{Ledger, Leg, Reason, Subject};
use crate::reason::Kind;
use model::Cents;
use model::remittance::{ClaimAdjustment, PaidClaim};

/// A line of a decision, or what it says of the claim beside its lines.
pub(super) struct Part<'a> {
    pub charge: Cents,
    pub paid: Cents,
    pub adjustments: &'a [ClaimAdjustment],
}

/// A charge up to this is for reporting only; nobody expects money for it.
const REPORTING_ONLY: Cents = Cents(1);

impl Part<'_> {
    /// True when nothing is paid or left to the patient and something was charged: the whole of it
    /// is refused, or called contractual.
    fn is_unpaid(&self) -> bool {
        let kept = |one: &ClaimAdjustment| {
            matches!(kind(&one.group, &one.carc), Kind::PatientShare | Kind::OtherPayer)
        };
        self.paid == Cents::ZERO
            && self.charge > REPORTING_ONLY
            && !self.adjustments.iter().any(|one| kept(one) && one.amount != Cents::ZERO)
    }

    /// The whole charge is called contractual, and nothing says why nothing is paid.
    pub(super) fn all_contractual(&self) -> bool {
        self.is_unpaid()
            && self.adjustments.iter().any(|one| one.amount != Cents::ZERO)
            && self.adjustments.iter().all(|one| kind(&one.group, &one.carc) == Kind::Allowance)
    }

    /// True when it is refused: nothing paid, some of it denied.
    pub(super) fn is_refused(&self) -> bool {
        let denied = |one: &ClaimAdjustment| kind(&one.group, &one.carc) == Kind::Denied;
        self.paid == Cents::ZERO && (self.all_contractual() || self.adjustments.iter().any(denied))
    }

    /// What it says that other payers did.
    pub(super) fn of_other_payers(&self) -> Cents {
        let of_others = |one: &&ClaimAdjustment| kind(&one.group, &one.carc) == Kind::OtherPayer;
        self.adjustments.iter().filter(of_others).map(|one| one.amount).sum()
    }

    /// Its legs, none of them empty. `denied`: the payer denied the whole claim.
    ///
    /// A denial is never written off: where the claim or the line is refused as a whole, what is
    /// called contractual stays receivable too, until a person decides (issue 7186 of OpenEMR is
    /// the defect that this avoids).
    pub(super) fn legs(&self, subject: &Subject, denied: bool) -> Vec<Leg> {
        let keep_all = self.is_unpaid() && (denied || self.all_contractual());
        let mut legs = vec![Leg::new(Ledger::Cash, subject.clone(), self.paid)];
        let mut owed = -self.paid;
        for one in self.adjustments {
            let ledger = match kind(&one.group, &one.carc) {
                Kind::OtherPayer => continue,
                Kind::Allowance if keep_all => Ledger::Denied,
                Kind::Allowance => Ledger::ContractualAllowance,
                Kind::PatientShare => Ledger::PatientReceivable,
                Kind::Denied => Ledger::Denied,
                Kind::Interest => Ledger::Interest,
            };
            owed = owed - one.amount;
            // What the patient owes is owed to us, whoever left it to the patient.
            let subject = match ledger {
                Ledger::PatientReceivable => Subject { payer: None, ..subject.clone() },
                _ => subject.clone(),
            };
            let reason = Reason { group: one.group.clone(), code: one.carc.clone() };
            legs.push(Leg { ledger, subject, amount: one.amount, reason: Some(reason) });
        }
        legs.push(Leg::new(Ledger::PayerReceivable, subject.clone(), owed));
        legs.retain(|leg| leg.amount != Cents::ZERO);
        legs
    }
}

/// What a decision says of the claim beside its lines: all of it when it has none.
pub(super) fn rest(decision: &PaidClaim) -> Part<'_> {
    let charge: Cents = decision.lines.iter().map(|line| line.charge).sum();
    let paid: Cents = decision.lines.iter().map(|line| line.paid).sum();
    Part {
        charge: decision.charge - charge,
        paid: decision.paid - paid,
        adjustments: &decision.adjustments,
    }
}

/// Each line of a decision.
pub(super) fn lines(decision: &PaidClaim) -> impl Iterator<Item = Part<'_>> {
    decision.lines.iter().map(|line| Part {
        charge: line.charge,
        paid: line.paid,
        adjustments: &line.adjustments,
    })
}

/// The legs of money that fits no claim.
pub(super) fn unapplied(payer: &str, amount: Cents) -> Vec<Leg> {
    let subject = Subject { payer: Some(payer.to_owned()), ..Subject::default() };
    vec![
        Leg::new(Ledger::Cash, subject.clone(), amount),
        Leg::new(Ledger::UnappliedCash, subject, -amount),
    ]
}
