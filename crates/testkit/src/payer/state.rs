//! What the payer remembers between two files: plain values, so that it can be stored and goes on
//! where it was.

use super::decision::Used;
use super::envelope::{Numbers, Partner};
use super::payment::{Carried, Recovery};
use super::profile::Profile;
use super::status::Where;
use super::truth::{Event, Truth};
use super::{Answer, chance};
use model::remittance::{ClaimAdjustment, PaidClaim};
use model::{BillingProvider, Cents, Claim, Date};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The highest control number of an interchange; after it comes 1.
const HIGHEST_CONTROL: u32 = 999_999_999;

/// Everything that changes.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub(super) struct State {
    /// Interchanges and groups written.
    pub interchanges: u32,
    pub groups: u32,
    /// Payments made.
    pub payments: u64,
    /// Who is paid, and where his files go.
    pub payees: BTreeMap<String, (BillingProvider, Partner)>,
    /// Claims in the order in which they came.
    pub files: Vec<Filed>,
    /// By our number and by the payer's: the newest.
    pub by_number: BTreeMap<String, usize>,
    /// Services that were paid.
    pub paid: BTreeMap<String, (u64, String)>,
    pub used: Used,
    /// Answers by the day on which they are sent.
    pub outbox: BTreeMap<Date, Vec<Answer>>,
    /// Steps by the day on which they are taken.
    pub waiting: BTreeMap<Date, Vec<Waiting>>,
    pub recoveries: Vec<Recovery>,
    pub carried: BTreeMap<String, Carried>,
}

/// A claim that came in.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Filed {
    pub payee: String,
    pub received: Date,
    /// What will be, or was, told of it.
    pub decision: PaidClaim,
    pub standing: Standing,
    /// Voided or replaced by the office; it happens once.
    pub replaced: bool,
    /// Whose deductible of which year it took from.
    pub deductible: String,
    pub truth: Truth,
}

/// Where a claim stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Standing {
    /// Put aside until somebody asks.
    Silent,
    /// It has its day.
    Waiting,
    /// Paid or refused.
    Answered { on: Date, trace: String },
    /// Another claim took its place before it was answered.
    Replaced,
}

/// What a payment does with a claim.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Step {
    /// Tells the decision.
    First,
    /// Tells it once more.
    Twice,
    /// Takes the second payment back.
    BackOfTwice,
    /// Takes it back, because the provider voided or replaced it.
    Voided,
    /// Takes it back for a reason of the payer's own, and decides anew.
    TakenBack,
    /// Decides anew what it had refused: an appeal was won.
    Granted,
}

/// A claim that waits for its day.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Waiting {
    pub file: usize,
    pub step: Step,
}

impl State {
    pub fn numbers(&mut self, day: Date) -> Numbers {
        self.interchanges = self.interchanges % HIGHEST_CONTROL + 1;
        self.groups = self.groups % HIGHEST_CONTROL + 1;
        Numbers { interchange: self.interchanges, group: self.groups, day }
    }

    /// A number for a claim that no other has.
    pub fn number(&self, told: &str) -> String {
        match self.by_number.contains_key(told) {
            false => told.to_owned(),
            true => format!("{told}S{}", self.files.len()),
        }
    }

    pub fn wait(&mut self, day: Date, file: usize, step: Step) {
        self.waiting.entry(day).or_default().push(Waiting { file, step });
    }

    /// Puts a decided claim on file and gives it its day.
    pub fn file(&mut self, profile: &Profile, claim: &Claim, filed: Filed) {
        let at = self.files.len();
        let number = filed.truth.number.clone();
        self.by_number.insert(claim.id.as_str().to_owned(), at);
        self.by_number.insert(number, at);
        let silent = filed.standing == Standing::Silent;
        let day = profile.pay_day(claim.id.as_str(), filed.received);
        self.files.push(filed);
        if !silent {
            self.wait(day, at, Step::First);
        }
    }

    /// A claim that is voided or replaced is taken back, or never answered; the deductible that it
    /// took is free again.
    pub fn replace(&mut self, number: &str, day: Date) {
        let Some(at) = self.by_number.get(number).copied() else { return };
        let file = &mut self.files[at];
        if file.replaced {
            return;
        }
        file.replaced = true;
        let answered = matches!(file.standing, Standing::Answered { .. });
        if !answered {
            file.standing = Standing::Replaced;
        } else if file.decision.paid > Cents::ZERO {
            self.wait(day, at, Step::Voided);
        }
        self.give_back(at);
    }

    /// The deductible that a claim took is free again.
    pub fn give_back(&mut self, file: usize) {
        let Some(file) = self.files.get(file) else { return };
        let of_deductible = |one: &&ClaimAdjustment| one.group == "PR" && one.carc == "1";
        let taken = file.decision.all_adjustments().filter(of_deductible);
        let taken: Cents = taken.map(|one| one.amount).sum();
        if let Some(used) = self.used.get_mut(&file.deductible) {
            *used = (*used - taken).max(Cents::ZERO);
        }
    }

    /// Where the claim stands that has our number or the payer's. Who asks for one that was put
    /// aside wakes it.
    pub fn find(&mut self, profile: &Profile, ours: &str, theirs: &str, today: Date) -> Where {
        let number = if self.by_number.contains_key(ours) { ours } else { theirs };
        let Some(at) = self.by_number.get(number).copied() else { return Where::Unknown };
        let file = &mut self.files[at];
        let (number, charge) = (file.truth.number.clone(), file.decision.charge);
        match file.standing.clone() {
            Standing::Answered { on, trace } => {
                let paid = file.decision.paid;
                Where::Done { number, charge, paid, on, trace }
            }
            Standing::Silent => {
                file.standing = Standing::Waiting;
                let day = today.plus_days(i32::from(profile.habits.days_to_pay));
                self.wait(day, at, Step::First);
                Where::Pending { number, charge }
            }
            Standing::Waiting | Standing::Replaced => Where::Pending { number, charge },
        }
    }

    pub fn tell(&mut self, file: usize, event: Event) {
        if let Some(file) = self.files.get_mut(file) {
            file.truth.events.push(event);
        }
    }
}

impl Profile {
    /// The day on which a claim is answered.
    fn pay_day(&self, claim: &str, received: Date) -> Date {
        let habits = &self.habits;
        let late = chance::falls(self.seed, "late", claim, habits.late);
        let more = if late { i32::from(habits.late_days) } else { 0 };
        received.plus_days(i32::from(habits.days_to_pay) + more)
    }
}
