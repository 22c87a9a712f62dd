//! From the fee to the allowed amount, and who pays it.

use super::explanation::{Explanation, Operation};
use super::sequestration;
use super::terms::Terms;
use super::work::{Unit, Work};
use model::Cents;

const LESSER: &str = "42 CFR 414.21";
const PATIENT: &str = "42 CFR 410.152, 410.160";

/// What a line is paid, and by whom.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Settled {
    pub(super) allowed: Cents,
    /// `None` when the contract does not say what the patient pays.
    pub(super) patient: Option<Cents>,
    pub(super) paid: Option<Cents>,
    pub(super) explanation: Explanation,
}

/// The charge, where it is less than the fee. Only a step that changes the amount is written.
pub(super) fn at_most_the_charge(work: &mut Work<'_>, terms: &Terms) {
    let charge = work.line.charge_cents;
    let compared = terms.lesser_of_charge && !matches!(work.unit, Unit::Charge(_));
    if work.is_open() && compared && charge < work.explanation.amount() {
        let source = if terms.medicare { LESSER } else { "" };
        let source = match source {
            "" => work.source.clone(),
            source => source.into(),
        };
        let operation = Operation::AtMost { limit_cents: charge };
        work.explanation.step("Not more than the charge", operation, source);
    }
}

/// Who pays the allowed amount. `deductible` is what is left of it, and is used up.
pub(super) fn settle(work: &Work<'_>, terms: &Terms, deductible: &mut Cents) -> Settled {
    let allowed = work.explanation.amount();
    let mut explanation = Explanation::from(allowed);
    let Some(share) = terms.patient_share else {
        return Settled { allowed, patient: None, paid: None, explanation };
    };
    let source = |regulation: &'static str| match terms.medicare {
        true => regulation.into(),
        false => work.source.clone(),
    };
    let taken = (*deductible).min(allowed).max(Cents::ZERO);
    if taken > Cents::ZERO {
        *deductible = *deductible - taken;
        let operation = Operation::Less { amount_cents: taken };
        explanation.step("The patient's deductible", operation, source(PATIENT));
    }
    let operation = Operation::LessShare { percent: share };
    explanation.step("The patient's share", operation, source(PATIENT));
    let patient = allowed - explanation.amount();
    let cut = sequestration::on(work.line.date).filter(|_| terms.sequestration);
    if let Some(percent) = cut {
        let operation = Operation::LessShare { percent };
        explanation.step("Sequestration", operation, sequestration::SOURCE);
    }
    let paid = explanation.amount();
    Settled { allowed, patient: Some(patient), paid: Some(paid), explanation }
}
