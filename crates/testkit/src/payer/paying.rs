//! The payer's days: what was put off is sent, claims are paid, taken back and paid anew.

use super::decision::{corrected, granted, reversed};
use super::envelope::{REMITTANCE, interchange};
use super::payment::{Batch, Recovery, transaction};
use super::state::{Standing, Step, Waiting};
use super::truth::Event;
use super::{Answer, Kind, MOST_OF_A_PAYMENT, Share, SyntheticPayer, chance};
use model::remittance::{PaidClaim, QualifiedAmount};
use model::{BillingProvider, Cents, Date};
use std::collections::BTreeMap;
use x12::X12Error;

/// Days from a payment to the same one again, and from there to its take-back.
const TWICE_AFTER: i32 = 7;
const TWICE_BACK_AFTER: i32 = 14;

/// Days from an appeal that was won to its money.
const GRANTED_AFTER: i32 = 7;

/// What a payment does with its claims.
#[derive(Default)]
struct Doing {
    claims: Vec<PaidClaim>,
    interest: Vec<(String, Cents)>,
    announced: Vec<(String, Cents)>,
}

impl SyntheticPayer {
    /// What is sent up to a day, in the order of the days: 277CA, and one 835 for each payee and
    /// day with something to pay or to refuse.
    ///
    /// # Errors
    /// When a file cannot be written, because a value that it repeats is no X12 text.
    pub fn due(&mut self, on: Date) -> Result<Vec<Answer>, X12Error> {
        let mut answers = Vec::new();
        while let Some(day) = self.next_day().filter(|day| *day <= on) {
            answers.extend(self.state.outbox.remove(&day).unwrap_or_default());
            let waiting = self.state.waiting.remove(&day).unwrap_or_default();
            let mut by_payee: BTreeMap<String, Vec<Waiting>> = BTreeMap::new();
            for one in waiting {
                let payee = self.state.files[one.file].payee.clone();
                by_payee.entry(payee).or_default().push(one);
            }
            for (payee, all) in by_payee {
                for part in all.chunks(MOST_OF_A_PAYMENT) {
                    answers.extend(self.pay(&payee, part, day)?);
                }
            }
        }
        Ok(answers)
    }

    /// One payment; none when nothing is left to tell.
    fn pay(
        &mut self,
        payee: &str,
        waiting: &[Waiting],
        day: Date,
    ) -> Result<Option<Answer>, X12Error> {
        let Some((provider, partner)) = self.state.payees.get(payee).cloned() else {
            return Ok(None);
        };
        let trace = format!("{:010}", 4_000_000 + self.state.payments);
        let mut doing = Doing::default();
        for one in waiting {
            self.step(*one, day, &trace, &mut doing);
        }
        if doing.claims.is_empty() {
            return Ok(None);
        }
        self.state.payments += 1;
        let numbers = self.state.numbers(day);
        let remittance = self.remittance(&provider, day, trace, doing);
        let told = vec![transaction(&remittance)];
        let text = interchange(&self.profile, &partner, REMITTANCE, numbers, told)?;
        Ok(Some(self.answer(day, Kind::Remittance, numbers.interchange, text)))
    }

    fn remittance(
        &mut self,
        payee: &BillingProvider,
        day: Date,
        trace: String,
        doing: Doing,
    ) -> model::remittance::Remittance {
        let Doing { claims, interest, announced } = doing;
        let recovered = announced.clone();
        let batch = Batch { payee, day, trace, claims, interest, announced };
        let mut carried = self.state.carried.remove(&payee.npi);
        let remittance = batch.remittance(&self.profile, &mut self.state.recoveries, &mut carried);
        if let Some(carried) = carried {
            self.state.carried.insert(payee.npi.clone(), carried);
        }
        let from = day.plus_days(i32::from(self.profile.habits.collects_after));
        let more = recovered.into_iter().map(|(reference, left)| {
            let payee = payee.npi.clone();
            Recovery { payee, reference, left, from }
        });
        self.state.recoveries.extend(more);
        remittance
    }

    /// One claim of a payment.
    fn step(&mut self, one: Waiting, day: Date, trace: &str, doing: &mut Doing) {
        let file = &self.state.files[one.file];
        let decision = file.decision.clone();
        match one.step {
            Step::First if file.standing != Standing::Waiting => {}
            Step::First => self.first(one.file, day, trace, decision, doing),
            Step::Twice => {
                self.state.tell(one.file, Event::PaidTwice);
                let back = day.plus_days(TWICE_BACK_AFTER);
                self.state.wait(back, one.file, Step::BackOfTwice);
                doing.claims.push(decision);
            }
            Step::BackOfTwice => doing.claims.push(reversed(&decision)),
            Step::Voided => {
                let amount = decision.paid;
                let anew = Cents::ZERO;
                let event = Event::TakenBack { on: day, amount, anew, announced: false };
                self.state.tell(one.file, event);
                self.state.files[one.file].decision.paid = Cents::ZERO;
                doing.claims.push(reversed(&decision));
            }
            Step::TakenBack => self.take_back(one.file, day, &decision, doing),
            Step::Granted => self.grant(one.file, day, &decision, doing),
        }
    }

    /// The first answer: with interest when it is late, and with what will come of it.
    fn first(
        &mut self,
        file: usize,
        day: Date,
        trace: &str,
        mut decision: PaidClaim,
        doing: &mut Doing,
    ) {
        let habits = self.profile.habits.clone();
        let filed = &mut self.state.files[file];
        filed.standing = Standing::Answered { on: day, trace: trace.to_owned() };
        let (on, trace, paid) = (day, trace.to_owned(), decision.paid);
        let days = filed.received.days_until(day) - i32::from(habits.interest_after);
        let name = filed.truth.claim.as_str().to_owned();
        let number = filed.truth.number.clone();
        self.state.tell(file, Event::Answered { on, trace, paid });
        let interest = interest(habits.interest, paid, days);
        if interest > Cents::ZERO {
            self.state.tell(file, Event::Interest { amount: interest });
            let told = QualifiedAmount { qualifier: "I".to_owned(), amount: interest };
            decision.amounts.push(told);
            doing.interest.push((number, interest));
        }
        doing.claims.push(decision);
        let falls = |what, share| chance::falls(self.profile.seed, what, &name, share);
        if paid > Cents::ZERO && falls("twice", habits.pays_twice) {
            self.state.wait(day.plus_days(TWICE_AFTER), file, Step::Twice);
        } else if paid > Cents::ZERO && falls("back", habits.takes_back) {
            let later = day.plus_days(i32::from(habits.takes_back_after));
            self.state.wait(later, file, Step::TakenBack);
        }
    }

    /// Lets an appeal win: a week later what it refused of a claim is paid by the contract. False
    /// where it knows no such claim, has not answered it, or refused no line of it alone.
    pub fn grants(&mut self, claim: &str, on: Date) -> bool {
        let Some(at) = self.state.by_number.get(claim).copied() else { return false };
        let file = &self.state.files[at];
        let answered = matches!(file.standing, Standing::Answered { .. }) && !file.replaced;
        if !answered || granted(&file.decision, &file.truth).is_none() {
            return false;
        }
        self.state.wait(on.plus_days(GRANTED_AFTER), at, Step::Granted);
        true
    }

    /// Pays what was refused, once.
    fn grant(&mut self, file: usize, day: Date, before: &PaidClaim, doing: &mut Doing) {
        let filed = &self.state.files[file];
        let Some(anew) = granted(before, &filed.truth).filter(|_| !filed.replaced) else { return };
        self.state.tell(file, Event::Granted { on: day, amount: anew.paid - before.paid });
        doing.claims.push(reversed(before));
        doing.claims.push(anew.clone());
        self.state.files[file].decision = anew;
    }

    /// Takes a payment back and decides anew.
    fn take_back(&mut self, file: usize, day: Date, before: &PaidClaim, doing: &mut Doing) {
        if before.paid == Cents::ZERO {
            return;
        }
        let habits = &self.profile.habits;
        let truth = &self.state.files[file].truth;
        let falls =
            |what, share| chance::falls(self.profile.seed, what, truth.claim.as_str(), share);
        let all = falls("back as a whole", habits.takes_back_all);
        let announced = falls("back announced", habits.announces);
        let number = truth.number.clone();
        let less = (!all).then_some(Share::percent(10));
        let anew = corrected(before, less, &format!("{number}A"));
        if all {
            self.state.give_back(file);
        }
        let (amount, paid) = (before.paid, anew.paid);
        let event = Event::TakenBack { on: day, amount, anew: paid, announced };
        self.state.tell(file, event);
        if announced && amount > paid {
            doing.announced.push((number, amount - paid));
        }
        doing.claims.push(reversed(before));
        doing.claims.push(anew.clone());
        self.state.files[file].decision = anew;
    }
}

/// Simple interest for days of a year of 365.
fn interest(rate: Share, paid: Cents, days: i32) -> Cents {
    let yearly = i128::from(rate.of(paid).0);
    Cents(i64::try_from(yearly * i128::from(days.max(0)) / 365).unwrap_or(0))
}
