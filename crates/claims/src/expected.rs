//! Expected payment: what a payer should pay for a claim, explained to the cent.
//!
//! What enters: a claim, the [`Terms`] of its payer (Medicare's, or a contract's), the
//! [`FeeFacts`] of the day and the [`Circumstances`] (place, deductible). What leaves: for each
//! line an amount with steps that add up to it, or the reason why there is none; never a silent
//! zero. Pure: the order of the lines does not matter, and money is whole cents throughout.
//!
//! The way of a line: `opening` finds its price, `therapy`, `bilateral`, `surgery` and `technical`
//! hold the rules between lines, `assistant`, `package` and `practitioner` those of who did what,
//! `settlement` compares with the charge and divides between payer and patient.
//! `docs/reference/expected-payment.md` has the formulas and their sources.

mod assistant;
mod bilateral;
pub mod contract;
#[cfg(test)]
mod example;
mod explanation;
mod facts;
mod locality;
mod modifiers;
mod opening;
mod package;
mod percent;
mod practitioner;
mod product;
mod sequestration;
mod settlement;
mod site;
mod status;
mod surgery;
mod technical;
mod terms;
#[cfg(test)]
mod tests;
mod therapy;
mod work;

pub use explanation::{Explanation, Operation, Step};
pub use facts::{CodesetFees, FeeFacts, Release};
pub use locality::{Locality, LocalityError};
pub use percent::{Percent, PercentError};
pub use product::FeeProduct;
pub use terms::{CarveOut, MultipleProcedures, Pays, SchedulePart, Terms};

use codesets::fee_schedule::FeeScheduleFor;
use model::{Cents, Claim, ClaimId, Date, Quantity};
use opening::Opening;
use serde::Serialize;
use std::collections::BTreeSet;
use work::{Closed, Unit, Work};

/// What is known beside the claim.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Circumstances {
    /// Where the services are paid; `None`: the national amounts, all indices 1.
    pub locality: Option<Locality>,
    /// Whose conversion factor holds since 2026.
    pub schedule: FeeScheduleFor,
    /// What is left of the patient's deductible.
    pub deductible: Cents,
}

/// What became of a line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    /// It has an amount.
    Priced,
    /// It is known to be paid nothing, for the reason given.
    NothingDue,
    /// Its amount is not known here, for the reason given.
    NotPriced,
}

/// The expected payment of a line.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExpectedLine {
    /// Line number.
    pub line: u16,
    /// CPT or HCPCS.
    pub code: Option<String>,
    /// Modifiers.
    pub modifiers: Vec<String>,
    /// Units, as billed.
    pub units: Quantity,
    /// Day of service.
    pub date: Date,
    /// What is charged.
    pub charge_cents: Cents,
    /// Whether there is an amount.
    pub outcome: Outcome,
    /// Why there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// What payer and patient pay together; `None` when it is not known.
    pub allowed_cents: Option<Cents>,
    /// What the patient pays of it.
    pub patient_cents: Option<Cents>,
    /// What the payer pays of it.
    pub paid_cents: Option<Cents>,
    /// From nothing to the allowed amount.
    pub steps: Explanation,
    /// From the allowed amount to what the payer pays.
    pub payment_steps: Explanation,
}

/// The expected payment of a claim.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct ExpectedPayment {
    /// The claim.
    pub claim: ClaimId,
    /// Who is asked to pay.
    pub payer: String,
    /// By which terms.
    pub terms: String,
    /// The locality; `None`: national amounts.
    pub locality: Option<Locality>,
    /// The release of the fee schedule on the first day of service.
    pub fee_schedule: Option<String>,
    /// Lines, in the order of the claim.
    pub lines: Vec<ExpectedLine>,
    /// What is charged.
    pub charge_cents: Cents,
    /// The allowed amounts that are known.
    pub allowed_cents: Cents,
    /// What the patient pays of them; `None` when the contract does not say.
    pub patient_cents: Option<Cents>,
    /// What the payer pays of them; `None` when the contract does not say.
    pub paid_cents: Option<Cents>,
    /// Numbers of the lines whose amount is not known.
    pub not_priced: Vec<u16>,
    /// What was taken for granted.
    pub assumptions: Vec<String>,
}

/// The expected payment of a claim under the terms of its payer.
pub fn expected(
    claim: &Claim,
    terms: &Terms,
    fees: &impl FeeFacts,
    circumstances: &Circumstances,
) -> ExpectedPayment {
    let opening = Opening { claim, terms, circumstances, fees };
    let mut works: Vec<Work<'_>> = claim.lines.iter().map(|line| opening.open(line)).collect();
    close_covered_by_others(&mut works);
    let days: BTreeSet<Date> = claim.lines.iter().map(|line| line.date).collect();
    if terms.multiple == MultipleProcedures::Medicare {
        days.iter().for_each(|day| therapy::apply(&mut works, *day));
    }
    works.iter_mut().for_each(fee_steps);
    bilateral::apply(&mut works);
    for day in days {
        surgery::apply(&mut works, day, &terms.multiple);
        if terms.multiple == MultipleProcedures::Medicare {
            technical::apply(&mut works, day);
        }
    }
    let taxonomy = practitioner::taxonomy(claim).filter(|_| terms.practitioner_shares);
    for work in &mut works {
        assistant::apply(work);
        package::apply(work);
        practitioner::apply(work, taxonomy);
        settlement::at_most_the_charge(work, terms);
    }
    let release = fees.release(circumstances.schedule, claim.from);
    ExpectedPayment {
        fee_schedule: release.as_ref().map(|release| release.label.clone()),
        assumptions: assumptions(claim, terms, (circumstances, release.as_ref()), &works),
        ..summed(claim, terms, circumstances, &works)
    }
}

/// A claim whose payer has no terms here: every line says so.
#[must_use]
pub fn without_terms(claim: &Claim) -> ExpectedPayment {
    let terms = Terms { rest: Pays::Unstated, patient_share: None, ..Terms::medicare() };
    let why = format!("There is no contract with {} for {}.", claim.payer.name, claim.from);
    let mut payment = expected(claim, &terms, &facts::NoFees, &Circumstances::default());
    payment.terms = "none".to_owned();
    payment.assumptions.clear();
    payment.lines.iter_mut().for_each(|line| line.reason = Some(why.clone()));
    payment
}

/// Status T: paid only where nothing else of the schedule is, that day (IOM 100-04 ch. 23
/// §30.2.2).
fn close_covered_by_others(works: &mut [Work<'_>]) {
    let is_last_resort = |work: &Work<'_>| work.ruled().is_some_and(|row| row.status == 'T');
    let days: BTreeSet<Date> = works
        .iter()
        .filter(|work| matches!(work.unit, Unit::Product(_)) && work.is_open())
        .filter(|work| !is_last_resort(work))
        .map(|work| work.line.date)
        .collect();
    for work in works.iter_mut() {
        let product = matches!(work.unit, Unit::Product(_));
        if product && is_last_resort(work) && days.contains(&work.line.date) {
            let code = work.code.clone();
            work.close(Closed::nothing_due(format!(
                "{code} is paid only when nothing else of the schedule is that day (status T, {}).",
                status::SOURCE
            )));
        }
    }
}

/// The first step of a line: its fee for all units.
fn fee_steps(work: &mut Work<'_>) {
    if !work.is_open() {
        return;
    }
    let source = work.source.clone();
    match work.unit {
        Unit::Product(product) => {
            let full = work.units - work.cut_units;
            if full > 0 {
                let operation = Operation::Fee { product, units: full };
                work.explanation.step("Fee schedule", operation, source);
            }
            if work.cut_units > 0 {
                let product = FeeProduct { practice_share: therapy::SHARE, ..product };
                let operation = Operation::Fee { product, units: work.cut_units };
                let label = "Several therapy services of the day: half the practice expense";
                work.explanation.step(label, operation, therapy::SOURCE);
            }
        }
        Unit::Agreed(fee_cents) => {
            let operation = Operation::Agreed { fee_cents, units: work.units };
            work.explanation.step("Agreed fee", operation, source);
        }
        Unit::Charge(percent) => {
            let charge_cents = work.line.charge_cents;
            let operation = Operation::OfCharge { charge_cents, percent };
            work.explanation.step("Share of the charge", operation, source);
        }
    }
}

/// Lines and sums.
fn summed(
    claim: &Claim,
    terms: &Terms,
    circumstances: &Circumstances,
    works: &[Work<'_>],
) -> ExpectedPayment {
    let mut deductible = circumstances.deductible.max(Cents::ZERO);
    // The deductible is used up in the order of the line numbers, whatever the list's.
    let mut order: Vec<usize> = (0..works.len()).collect();
    order.sort_by_key(|&i| works[i].place());
    let mut lines: Vec<(usize, ExpectedLine)> =
        order.into_iter().map(|i| (i, settled(&works[i], terms, &mut deductible))).collect();
    lines.sort_by_key(|(i, _)| *i);
    let lines: Vec<ExpectedLine> = lines.into_iter().map(|(_, line)| line).collect();
    let sum = |amount: fn(&ExpectedLine) -> Option<Cents>| lines.iter().filter_map(amount).sum();
    let of_patient = |amount: Cents| terms.patient_share.map(|_| amount);
    let not_priced = lines.iter().filter(|line| line.outcome == Outcome::NotPriced);
    let mut not_priced: Vec<u16> = not_priced.map(|line| line.line).collect();
    not_priced.sort_unstable();
    ExpectedPayment {
        claim: claim.id.clone(),
        payer: claim.payer.name.clone(),
        terms: terms.title.clone(),
        locality: circumstances.locality.clone(),
        fee_schedule: None,
        charge_cents: claim.total(),
        allowed_cents: sum(|line| line.allowed_cents),
        patient_cents: of_patient(sum(|line| line.patient_cents)),
        paid_cents: of_patient(sum(|line| line.paid_cents)),
        lines,
        not_priced,
        assumptions: Vec::new(),
    }
}

/// One line, with its share of the deductible.
fn settled(work: &Work<'_>, terms: &Terms, deductible: &mut Cents) -> ExpectedLine {
    let line = work.line;
    let mut answer = ExpectedLine {
        line: line.line,
        code: line.code.clone(),
        modifiers: line.modifiers.clone(),
        units: line.units,
        date: line.date,
        charge_cents: line.charge_cents,
        outcome: Outcome::Priced,
        reason: None,
        allowed_cents: None,
        patient_cents: None,
        paid_cents: None,
        steps: Explanation::default(),
        payment_steps: Explanation::default(),
    };
    match &work.closed {
        None => {
            let settled = settlement::settle(work, terms, deductible);
            answer.allowed_cents = Some(settled.allowed);
            answer.patient_cents = settled.patient;
            answer.paid_cents = settled.paid;
            answer.steps = work.explanation.clone();
            answer.payment_steps = settled.explanation;
        }
        Some(closed) => {
            answer.outcome = closed.outcome;
            answer.reason = Some(closed.reason.clone());
            if closed.outcome == Outcome::NothingDue {
                let nothing = terms.patient_share.map(|_| Cents::ZERO);
                answer.allowed_cents = Some(Cents::ZERO);
                (answer.patient_cents, answer.paid_cents) = (nothing, nothing);
            }
        }
    }
    answer
}

/// What the amounts take for granted.
fn assumptions(
    claim: &Claim,
    terms: &Terms,
    (circumstances, release): (&Circumstances, Option<&Release>),
    works: &[Work<'_>],
) -> Vec<String> {
    let mut assumed: Vec<String> = Vec::new();
    let of_schedule =
        works.iter().any(|work| work.is_open() && matches!(work.unit, Unit::Product(_)));
    if let Some(release) = release.filter(|r| of_schedule && r.starts.year() != claim.from.year()) {
        assumed.push(format!(
            "The fee schedule {} still holds on {}: none of that year has been imported.",
            release.label, claim.from
        ));
    }
    if of_schedule && circumstances.locality.is_none() {
        assumed.push("National amounts: all geographic indices are 1.000.".to_owned());
    }
    if of_schedule && terms.practitioner_shares && practitioner::taxonomy(claim).is_none() {
        assumed.push("A physician rendered the services: no taxonomy is given.".to_owned());
    }
    let first = claim.subscriber.as_ref().is_none_or(|holder| holder.sequence == "P");
    if !first || !claim.other_payers.is_empty() {
        assumed.push("The payer pays first: payments of others are not taken off.".to_owned());
    }
    if let Some(share) = terms.patient_share {
        let deductible = match circumstances.deductible {
            Cents(..=0) => "after a deductible that is met".to_owned(),
            left => format!("after a deductible of {left}"),
        };
        let preventive = if terms.medicare { ", preventive services too" } else { "" };
        assumed.push(format!("The patient pays {share} {deductible}{preventive}."));
    }
    assumed
}
