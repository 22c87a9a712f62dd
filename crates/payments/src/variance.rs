//! Variance: what a payer should have paid against what it paid, line by line, every cent named.
//!
//! What should have been paid comes from the terms of the payer (`claims::expected`: fee schedule,
//! share of the charge, several procedures of a day, sequestration, all of them data). The
//! difference falls into named parts that add up to it exactly. Only what the contract decides
//! counts as underpaid: a deductible moves money from the payer to the patient and is no one's
//! fault.

mod answered;
mod hint;
#[cfg(test)]
mod tests;
mod worklist;

pub use hint::Hint;
pub use worklist::{TermTotal, by_term};

use crate::posting::LineMatch;
use answered::{Answered, answered};
use claims::expected::{ExpectedLine, ExpectedPayment, Percent};
use model::remittance::PaidClaim;
use model::{Cents, ClaimId};
use serde::{Deserialize, Serialize};

/// What is too little to chase.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Tolerance {
    /// Up to this much either way is as agreed.
    pub cents: Cents,
    /// So is up to this share of what was expected.
    pub percent: Percent,
}

impl Tolerance {
    /// Every cent counts.
    pub const NONE: Tolerance = Tolerance { cents: Cents::ZERO, percent: Percent(0) };

    fn allows(self, difference: Cents, of: Cents) -> bool {
        let size = |amount: Cents| amount.0.unsigned_abs();
        size(difference) <= size(self.cents).max(size(self.percent.of(of)))
    }
}

/// One part of a difference.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PartOf {
    /// Refused: the denials have their own list.
    Denied,
    /// Another amount is allowed than agreed.
    Allowed,
    /// The patient is left with more (or less) than expected.
    PatientShare,
    /// More (or less) is cut by the federal sequestration.
    Sequestration,
    /// What other payers did.
    OtherPayer,
    /// Interest, or a penalty.
    Interest,
}

/// A named amount of a difference: positive is money that did not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NamedPart {
    /// What it is.
    pub part: PartOf,
    /// How much.
    pub amount: Cents,
    /// The reasons that the payer gave for it, as `CO-45`.
    pub codes: Vec<String>,
}

/// How a line was paid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Within the tolerance.
    AsAgreed,
    /// The contract asks for more.
    Underpaid,
    /// The contract asks for less: it may be taken back.
    Overpaid,
    /// Refused.
    Denied,
    /// The payer says nothing of the line.
    NotAnswered,
    /// No terms of the payer give it an amount.
    NotPriced,
}

/// One line, expected and paid. Several of our lines where the payer put them together; none
/// where it speaks of the claim as a whole, or of a line that is not ours.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct LineVariance {
    /// Our lines.
    pub lines: Vec<u16>,
    /// The term of the contract that gives the amount.
    pub term: String,
    /// What payer and patient should pay together.
    pub expected_allowed: Option<Cents>,
    /// What the payer should pay.
    pub expected_paid: Option<Cents>,
    /// What the payer allows: the charge less its contractual and refused parts.
    pub allowed: Cents,
    /// What the payer allows by its own word (AMT B6), where that is another amount.
    pub allowed_told: Option<Cents>,
    /// What it paid.
    pub paid: Cents,
    /// Expected less paid (less allowed, where the contract does not divide between payer and
    /// patient).
    pub difference: Option<Cents>,
    /// The parts of the difference; they add up to it.
    pub parts: Vec<NamedPart>,
    /// What the contract asks for beyond what was allowed, from payer and patient together:
    /// positive underpaid, negative overpaid. Refused money and a shift between the two are not in
    /// it; a sequestration is, where it is more (or less) than that of the amount it was cut from.
    pub owed: Cents,
    /// How it was paid.
    pub verdict: Verdict,
    /// What the allowed amount looks like.
    pub hint: Option<Hint>,
}

/// A claim, expected and paid.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ClaimVariance {
    /// The claim.
    pub claim: ClaimId,
    /// Who pays.
    pub payer: String,
    /// By which terms.
    pub terms: String,
    /// Line by line.
    pub lines: Vec<LineVariance>,
}

impl ClaimVariance {
    /// What the payer owes by its contract for all lines under- or overpaid.
    #[must_use]
    pub fn owed(&self) -> Cents {
        let off =
            |line: &&LineVariance| matches!(line.verdict, Verdict::Underpaid | Verdict::Overpaid);
        self.lines.iter().filter(off).map(|line| line.owed).sum()
    }
}

/// Compares a decision with what was expected; `matches` are the lines of the decision as posting
/// found them (`posting::ClaimPosting::lines`).
#[must_use]
pub fn variance(
    expected: &ExpectedPayment,
    decision: &PaidClaim,
    matches: &[LineMatch],
    tolerance: Tolerance,
) -> ClaimVariance {
    let mut lines = Vec::new();
    for told in answered(decision, matches) {
        let whole = decision.lines.is_empty();
        let ours = expected.lines.iter().filter(|line| whole || told.lines.contains(&line.line));
        let ours: Vec<&ExpectedLine> = ours.collect();
        lines.push(compared(&ours, &told, tolerance));
    }
    let spoken: Vec<u16> = lines.iter().flat_map(|line| line.lines.clone()).collect();
    let silent = expected.lines.iter().filter(|line| !spoken.contains(&line.line));
    if !decision.lines.is_empty() {
        lines.extend(silent.map(not_answered));
    }
    ClaimVariance {
        claim: expected.claim.clone(),
        payer: expected.payer.clone(),
        terms: expected.terms.clone(),
        lines,
    }
}

/// The sum of an amount over lines; `None` when one of them has none.
fn sum(lines: &[&ExpectedLine], amount: fn(&ExpectedLine) -> Option<Cents>) -> Option<Cents> {
    lines.iter().try_fold(Cents::ZERO, |sum, line| Some(sum + amount(line)?))
}

fn compared(ours: &[&ExpectedLine], told: &Answered, tolerance: Tolerance) -> LineVariance {
    let (allowed_wanted, patient) =
        (sum(ours, |line| line.allowed_cents), sum(ours, |line| line.patient_cents));
    let paid_wanted = sum(ours, |line| line.paid_cents);
    let allowed = told.charge - told.allowance - told.denied;
    let mut line = LineVariance {
        lines: ours.iter().map(|line| line.line).collect(),
        term: term(ours),
        expected_allowed: allowed_wanted,
        expected_paid: paid_wanted,
        allowed,
        allowed_told: told.allowed_told.filter(|told| *told != allowed),
        paid: told.paid,
        difference: None,
        parts: Vec::new(),
        owed: Cents::ZERO,
        verdict: Verdict::NotPriced,
        hint: None,
    };
    let Some(wanted) = allowed_wanted else { return line };
    // The charge of a refused line is more than anybody expected of it.
    let short = wanted - allowed;
    let refused = told.denied.min(short.max(Cents::ZERO)).max(Cents::ZERO);
    let mut parts = vec![(PartOf::Denied, refused), (PartOf::Allowed, short - refused)];
    line.difference = Some(short);
    line.owed = short - refused;
    if let Some((patient, paid_wanted)) = patient.zip(paid_wanted) {
        let cut = wanted - patient - paid_wanted;
        let fair = share(cut, (allowed - told.patient).max(Cents::ZERO), wanted - patient);
        // A cent of rounding is nobody's.
        let more = told.sequestration - fair;
        if more.0.unsigned_abs() > 1 {
            line.owed = line.owed + more;
        }
        parts.push((PartOf::PatientShare, told.patient - patient));
        parts.push((PartOf::Sequestration, told.sequestration - cut));
        parts.push((PartOf::OtherPayer, told.other_payers));
        parts.push((PartOf::Interest, told.interest));
        line.difference = Some(paid_wanted - told.paid);
    }
    parts.retain(|(_, amount)| *amount != Cents::ZERO);
    let named = |(part, amount)| NamedPart { part, amount, codes: told.codes(part) };
    line.parts = parts.into_iter().map(named).collect();
    let owed = line.owed;
    line.verdict = match () {
        () if !tolerance.allows(refused, wanted) => Verdict::Denied,
        () if tolerance.allows(owed, wanted) => Verdict::AsAgreed,
        () if owed > Cents::ZERO => Verdict::Underpaid,
        () => Verdict::Overpaid,
    };
    if matches!(line.verdict, Verdict::Underpaid | Verdict::Overpaid) {
        line.hint = hint::of(ours, wanted, allowed);
    }
    line
}

/// The part of an amount that falls on a part of its base, to the cent.
fn share(amount: Cents, part: Cents, base: Cents) -> Cents {
    if base <= Cents::ZERO {
        return Cents::ZERO;
    }
    let product = i128::from(amount.0) * i128::from(part.0) + i128::from(base.0) / 2;
    Cents(i64::try_from(product.div_euclid(i128::from(base.0))).unwrap_or(i64::MAX))
}

fn not_answered(line: &ExpectedLine) -> LineVariance {
    LineVariance {
        lines: vec![line.line],
        term: term(&[line]),
        expected_allowed: line.allowed_cents,
        expected_paid: line.paid_cents,
        allowed: Cents::ZERO,
        allowed_told: None,
        paid: Cents::ZERO,
        difference: None,
        parts: Vec::new(),
        owed: Cents::ZERO,
        verdict: Verdict::NotAnswered,
        hint: None,
    }
}

/// The term of a contract: the steps that lead to the allowed amount, named.
fn term(lines: &[&ExpectedLine]) -> String {
    let mut named: Vec<&str> = Vec::new();
    for step in lines.iter().flat_map(|line| line.steps.steps()) {
        if !named.contains(&step.label.as_ref()) {
            named.push(&step.label);
        }
    }
    named.join(", ")
}
