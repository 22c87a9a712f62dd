//! The patient's statement: one page in plain words. What was done, charged, taken off, paid and
//! owed, and why; how to question it; what holds it back; and paying in parts.
//!
//! Every cent of a charge is told: what the plan's prices take off, what the plan paid, what it has
//! not decided yet, and the patient's shares. A statement that does not add up is not made.

mod hold;
mod page;
pub mod plan;
mod share;
mod wording;

pub use hold::{Standing, StatementHold};
pub use plan::{PaymentPlan, PlanFault};
pub use share::{Share, Why, shares_of, why_of};

use crate::appeal::Party;
use claims::paper::SHEET_LINES;
use model::{Cents, Date};
use serde::{Deserialize, Serialize};

/// Most services of one statement.
pub const MAX_SERVICES: usize = 2_000;
/// Longest name of a service on the page, in characters.
const LONGEST_NAME: usize = 60;
/// Longest text that the site gives for the page, in characters: three lines.
pub const MAX_TEXT: usize = 234;

/// A service as the ledger has it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Service {
    /// Its day.
    pub date: Date,
    /// What was done, in plain words.
    pub what: String,
    /// The charge.
    pub charge: Cents,
    /// Taken off: the plan's agreed prices, and what we gave up.
    pub taken_off: Cents,
    /// Paid by plans.
    pub plan_paid: Cents,
    /// Not decided yet by a plan, or with a plan on appeal.
    pub undecided: Cents,
    /// The patient's shares, before the patient's own payments.
    pub shares: Vec<Share>,
    /// Paid by the patient.
    pub patient_paid: Cents,
}

impl Service {
    /// The patient's share.
    #[must_use]
    pub fn share(&self) -> Cents {
        self.shares.iter().map(|share| share.amount).sum()
    }

    /// What the patient still owes; negative when too much was paid.
    #[must_use]
    pub fn owed(&self) -> Cents {
        self.share() - self.patient_paid
    }
}

/// What a statement needs to know.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct StatementFacts {
    /// Who sends it.
    pub practice: Party,
    /// Who receives it.
    pub to: Party,
    /// The patient, where that is another person.
    pub patient: Option<String>,
    /// Number of the account or of the statement.
    pub account: String,
    /// Its day.
    pub date: Date,
    /// The day by which to pay.
    pub due: Date,
    /// The services, in the order of their days.
    pub services: Vec<Service>,
    /// Whom to ask: telephone and hours, in a line.
    pub questions: String,
    /// Where to pay, in a line.
    pub pay: String,
    /// The site's policy on help with bills, in a line or two.
    pub assistance: String,
    /// What is agreed about paying in parts.
    pub plan: Option<PaymentPlan>,
    /// What may hold it back.
    pub standing: Standing,
}

/// A row of the page: one service, or several together.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The day; `None` for several together.
    pub date: Option<Date>,
    /// What was done.
    pub what: String,
    /// The charge.
    pub charge: Cents,
    /// Taken off.
    pub taken_off: Cents,
    /// Paid by plans.
    pub plan_paid: Cents,
    /// Paid by the patient.
    pub patient_paid: Cents,
    /// Not decided yet.
    pub undecided: Cents,
    /// Owed.
    pub owed: Cents,
}

/// A statement ready for the patient.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Statement {
    /// Who sends it.
    pub practice: Party,
    /// Who receives it.
    pub to: Party,
    /// The patient, where that is another person.
    pub patient: Option<String>,
    /// Number of the account or of the statement.
    pub account: String,
    /// Its day.
    pub date: Date,
    /// The day by which to pay.
    pub due: Date,
    /// The services.
    pub rows: Vec<Row>,
    /// Their sums.
    pub total: Row,
    /// What is to be paid.
    pub owed: Cents,
    /// Why, a sentence each.
    pub why: Vec<String>,
    /// How to pay.
    pub pay: Vec<String>,
    /// How to question it.
    pub question: Vec<String>,
    /// Help with the bill.
    pub assistance: Vec<String>,
}

/// What came of the facts.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Made {
    /// A statement to send.
    Statement(Box<Statement>),
    /// Nothing is sent, for these reasons.
    Held(Vec<StatementHold>),
}

/// Why there is no statement.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum StatementFault {
    /// A service whose parts do not come to its charge.
    #[error("service {service} of {date}: its parts come to {parts} and the charge is {charge}")]
    NotBalanced {
        /// From 1.
        service: usize,
        /// Its day.
        date: Date,
        /// The sum of its parts.
        parts: Cents,
        /// The charge.
        charge: Cents,
    },
    /// A service without a name.
    #[error("service {0} has no name; say in plain words what was done")]
    NoName(usize),
    /// A share below zero.
    #[error("service {0} has a share below zero")]
    NegativeShare(usize),
    /// A plan over another sum.
    #[error("the payment plan has {plan} left and the statement asks for {owed}")]
    AnotherSum {
        /// What the plan has left.
        plan: Cents,
        /// What is owed.
        owed: Cents,
    },
    /// Too many services, or none.
    #[error("a statement has 1 to {MAX_SERVICES} services")]
    Services,
    /// A field without words.
    #[error("the statement needs {0}")]
    Missing(&'static str),
    /// A field that does not leave room for the rest.
    #[error("{0} is longer than {MAX_TEXT} characters; a statement has one page")]
    TooLong(&'static str),
}

/// Makes the statement, or says what holds it back.
///
/// # Errors
/// Every fault of facts that do not add up or are missing.
pub fn statement(facts: &StatementFacts) -> Result<Made, Vec<StatementFault>> {
    let faults = faults(facts);
    if !faults.is_empty() {
        return Err(faults);
    }
    let owed: Cents = facts.services.iter().map(Service::owed).sum();
    let holds = hold::holds(owed, &facts.standing, facts.to.address.is_some());
    if !holds.is_empty() {
        return Ok(Made::Held(holds));
    }
    if let Some(plan) = &facts.plan {
        let left = plan.left();
        if left != owed {
            return Err(vec![StatementFault::AnotherSum { plan: left, owed }]);
        }
    }
    let total = together("Together", &facts.services);
    let mut statement = Statement {
        practice: facts.practice.clone(),
        to: facts.to.clone(),
        patient: facts.patient.clone(),
        account: facts.account.clone(),
        date: facts.date,
        due: due(facts),
        rows: facts.services.iter().map(row).collect(),
        owed,
        why: wording::why(&facts.services, &total),
        pay: wording::pay(facts, owed),
        question: wording::question(&facts.questions),
        assistance: wording::assistance(&facts.assistance),
        total,
    };
    fit(&mut statement, &facts.services);
    Ok(Made::Statement(Box::new(statement)))
}

/// The day of the next instalment; without a plan, or behind on it, the statement's own.
fn due(facts: &StatementFacts) -> Date {
    let standing = facts.plan.as_ref().map(|plan| plan.standing(facts.date));
    let next = standing.filter(|standing| standing.overdue == Cents::ZERO);
    next.and_then(|standing| standing.next).map_or(facts.due, |next| next.due)
}

/// One page: what does not fit is told in one row together.
fn fit(statement: &mut Statement, services: &[Service]) {
    let mut shown = services.len().min(SHEET_LINES);
    while !statement.fits() && shown > 0 {
        shown -= 1;
        let (first, rest) = services.split_at(shown.min(services.len()));
        let name = format!("{} more services", rest.len());
        statement.rows = first.iter().map(row).collect();
        statement.rows.push(together(&name, rest));
    }
}

fn row(service: &Service) -> Row {
    let what: String = service.what.trim().chars().take(LONGEST_NAME).collect();
    Row { date: Some(service.date), ..together(&what, std::slice::from_ref(service)) }
}

fn together(what: &str, services: &[Service]) -> Row {
    let sum = |part: fn(&Service) -> Cents| services.iter().map(part).sum::<Cents>();
    Row {
        date: None,
        what: what.to_owned(),
        charge: sum(|one| one.charge),
        taken_off: sum(|one| one.taken_off),
        plan_paid: sum(|one| one.plan_paid),
        patient_paid: sum(|one| one.patient_paid),
        undecided: sum(|one| one.undecided),
        owed: sum(Service::owed),
    }
}

fn faults(facts: &StatementFacts) -> Vec<StatementFault> {
    let mut faults = Vec::new();
    if facts.services.is_empty() || facts.services.len() > MAX_SERVICES {
        faults.push(StatementFault::Services);
    }
    for (number, service) in (1..).zip(facts.services.iter().take(MAX_SERVICES)) {
        let parts = service.taken_off + service.plan_paid + service.undecided + service.share();
        if parts != service.charge {
            let (date, charge) = (service.date, service.charge);
            faults.push(StatementFault::NotBalanced { service: number, date, parts, charge });
        }
        if service.what.trim().is_empty() {
            faults.push(StatementFault::NoName(number));
        }
        if service.shares.iter().any(|share| share.amount < Cents::ZERO) {
            faults.push(StatementFault::NegativeShare(number));
        }
    }
    for (text, what, needed) in [
        (&facts.practice.name, "who sends it", true),
        (&facts.to.name, "who receives it", true),
        (&facts.account, "the account's number", true),
        (&facts.questions, "whom to ask", true),
        (&facts.pay, "where to pay", true),
        (&facts.assistance, "the policy on help", false),
    ] {
        if needed && text.trim().is_empty() {
            faults.push(StatementFault::Missing(what));
        }
        if text.chars().count() > MAX_TEXT {
            faults.push(StatementFault::TooLong(what));
        }
    }
    faults
}

#[cfg(test)]
mod tests;
