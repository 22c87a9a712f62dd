//! The stories: made up, with delays, minutes and shares such as a small practice might have.

use super::super::FeeSchedule;
use super::calendar::{MINUTE, moment};
use super::draw::Draw;
use super::opened;
use super::plan::{Entry, Plan};
use super::problem::Problem;
use super::story::{AccountStory, Place, StoryEvent, StoryStep};
use super::visit::Names;
use super::{Account, OPEN_ACCOUNTS, today};
use model::{Cents, Date, PayerKind, Setting};

/// Accounts have streams of numbers from here on.
const STREAM: u64 = 20_000;
/// How the service signs.
const SERVICE: &str = "cleanclaim";
/// Nine in the morning.
const OPENING: i64 = 9 * 60;
/// How many of a hundred claims are denied at first.
const DENIED: i64 = 9;
/// A denial as young as this is still worked on, in days.
const WORKED_ON: i32 = 75;
/// Reason codes of denials without a planted cause.
const USUAL_DENIALS: [&str; 5] = ["16", "97", "50", "11", "18"];

/// Gives every account its story.
pub(super) fn tell(accounts: &mut [Account], plan: &Plan<'_>, names: &Names, fees: &FeeSchedule) {
    let places = opened::places(accounts);
    let oldest_open = accounts.len().saturating_sub(OPEN_ACCOUNTS);
    for (index, account) in accounts.iter_mut().enumerate() {
        let end = index.checked_sub(oldest_open).and_then(|open| places.get(open).copied());
        let level = plan.entries.get(index).and_then(|entry| level(entry, account));
        let fee = level.and_then(|level| fees.unit_charge(&level, &[])).unwrap_or(Cents::ZERO);
        let captured: i64 = account.chart.chart.charges.iter().map(|charge| charge.amount.0).sum();
        let facts = &account.chart.chart.encounter;
        let mut teller = Teller {
            end: end.unwrap_or(Place::Closed),
            billed: Cents(captured + fee.0),
            day: facts.end.or(facts.start).unwrap_or_default(),
            at: 0,
            stopped: false,
            events: Vec::new(),
            draw: Draw::of(STREAM + index as u64),
            plan,
            names,
        };
        teller.story(account);
        let place = teller.events.last().map_or(Place::Received, |event| place(&event.step));
        account.story = AccountStory { events: teller.events, place };
    }
}

/// The visit level that is likely.
fn level(entry: &Entry<'_>, account: &Account) -> Option<String> {
    match (entry, account.chart.chart.encounter.setting) {
        (Entry::Draft(draft), _) => draft.visit.level.clone(),
        (Entry::Written(_), Some(Setting::Office)) => Some("99214".to_owned()),
        (Entry::Written(_), Some(Setting::Ed)) => Some("99284".to_owned()),
        _ => None,
    }
}

fn place(step: &StoryStep) -> Place {
    match step {
        StoryStep::Received => Place::Received,
        StoryStep::Coded
        | StoryStep::Assigned { .. }
        | StoryStep::QueryAnswered { .. }
        | StoryStep::HoldLifted => Place::Review,
        StoryStep::QuerySent { .. } => Place::Query,
        StoryStep::Held { .. } => Place::Held,
        StoryStep::Reviewed { .. } | StoryStep::Charged { .. } | StoryStep::EditsCorrected => {
            Place::Charging
        }
        StoryStep::EditsFailed => Place::Edits,
        StoryStep::Submitted { .. } | StoryStep::Resubmitted => Place::Submitted,
        StoryStep::Acknowledged => Place::Acknowledged,
        StoryStep::Denied { .. } => Place::Denied,
        StoryStep::Paid { .. } | StoryStep::WrittenOff { .. } | StoryStep::Closed => Place::Closed,
    }
}

struct Teller<'a> {
    /// Where the story has to end.
    end: Place,
    billed: Cents,
    day: Date,
    at: i64,
    /// True when the next event would lie after today's opening, or the place was reached.
    stopped: bool,
    events: Vec<StoryEvent>,
    draw: Draw,
    plan: &'a Plan<'a>,
    names: &'a Names,
}

impl Teller<'_> {
    /// Somebody does something so many working days later.
    fn person(&mut self, days: i64, who: &str, step: StoryStep) {
        let calendar = &self.plan.calendar;
        // What came after hours is looked at on the next working day.
        let late = self.at >= moment(self.day, 16 * 60 + 30);
        let rest = days.max(i64::from(late));
        let at = if rest > 0 || !calendar.works(self.day) {
            self.day = calendar.later(self.day, rest);
            moment(self.day, self.draw.between(8 * 60, 16 * 60))
        } else {
            self.at.max(moment(self.day, 8 * 60)) + self.draw.between(4, 25) * MINUTE
        };
        self.push(at, who, step);
    }

    /// The service does something a minute later.
    fn service(&mut self, step: StoryStep) {
        self.push(self.at + MINUTE, SERVICE, step);
    }

    fn push(&mut self, at: i64, who: &str, step: StoryStep) {
        self.stopped = self.stopped || at > moment(today(), OPENING);
        if !self.stopped {
            self.at = at;
            self.events.push(StoryEvent { at, who: who.to_owned(), step });
        }
    }

    /// Ends the story when this is the place where it has to end.
    fn rest_at(&mut self, place: Place) {
        self.stopped = self.stopped || self.end == place;
    }

    fn story(&mut self, account: &Account) {
        if self.end == Place::Received {
            // The night's batch of the last day.
            self.day = today();
            let at = moment(self.day, self.draw.between(6 * 60, 8 * 60));
            self.push(at, SERVICE, StoryStep::Received);
            return;
        }
        let at = moment(self.day, self.draw.between(17 * 60, 20 * 60));
        self.push(at, SERVICE, StoryStep::Received);
        self.service(StoryStep::Coded);
        self.hold(account);
        self.review(account);
        self.rest_at(Place::Charging);
        self.service(StoryStep::Charged { billed: self.billed });
        self.edits(account);
        self.pay(account);
    }

    fn hold(&mut self, account: &Account) {
        let caused = opened::by_problem(account) == Some(Place::Held);
        if !(caused || self.end == Place::Held || self.draw.percent(5)) {
            return;
        }
        let reason = opened::reason(account);
        let owner = match reason {
            super::HoldReason::UnsignedNote => {
                account.chart.chart.rendering.as_ref().map(|who| who.id.clone())
            }
            _ => None,
        };
        let owner = owner.unwrap_or_else(|| self.names.biller.clone());
        let until = self.plan.calendar.later(self.day, 7);
        let lead = self.coder().0;
        self.person(1, &lead, StoryStep::Held { reason, owner: owner.clone(), until });
        self.rest_at(Place::Held);
        let days = self.draw.between(2, 6);
        self.person(days, &owner, StoryStep::HoldLifted);
    }

    /// A coder's name, and the minutes that this review takes.
    fn coder(&mut self) -> (String, i64) {
        let Some(coder) = self.draw.one(&self.names.coders) else { return Default::default() };
        let usual = i64::from(coder.minutes);
        (coder.name.clone(), self.draw.between(usual * 6 / 10, usual * 15 / 10))
    }

    fn review(&mut self, account: &Account) {
        let setting = account.chart.chart.encounter.setting;
        if self.end == Place::Review && self.draw.percent(40) {
            // Nobody has taken it yet.
            self.stopped = true;
        }
        let (coder, minutes) = self.coder();
        let wait = self.draw.between(0, 2);
        self.person(wait, &coder, StoryStep::Assigned { to: coder.clone() });
        self.rest_at(Place::Review);
        if let Some(gap) = account.chart.gaps.first().copied() {
            let to = account.chart.chart.rendering.as_ref().map(|who| who.id.clone());
            let to = to.unwrap_or_default();
            let asks = self.names.cdi.clone();
            self.person(0, &asks, StoryStep::QuerySent { gap, to: to.clone() });
            self.rest_at(Place::Query);
            let (days, agreed) = (self.draw.between(1, 6), self.draw.percent(82));
            self.person(days, &to, StoryStep::QueryAnswered { agreed });
        }
        let factor = match setting {
            Some(Setting::Inpatient) => 4,
            Some(Setting::Surgery) => 2,
            _ => 1,
        };
        let changed = match self.draw.between(1, 100) {
            1..=66 => 0,
            67..=88 => 1,
            89..=97 => 2,
            _ => 3,
        };
        let minutes = u16::try_from(minutes * factor + i64::from(changed) * 2).unwrap_or(1).max(1);
        self.person(0, &coder, StoryStep::Reviewed { minutes, changed });
    }

    fn edits(&mut self, account: &Account) {
        let caused = opened::by_problem(account) == Some(Place::Edits);
        if !(caused || self.end == Place::Edits || self.draw.percent(8)) {
            return;
        }
        self.service(StoryStep::EditsFailed);
        self.rest_at(Place::Edits);
        let (days, biller) = (self.draw.between(1, 3), self.names.biller.clone());
        self.person(days, &biller, StoryStep::EditsCorrected);
    }

    fn pay(&mut self, account: &Account) {
        let biller = self.names.biller.clone();
        self.person(1, &biller, StoryStep::Submitted { billed: self.billed });
        self.rest_at(Place::Submitted);
        let Some(primary) = account.chart.chart.coverages.first() else { return self.pay_self() };
        self.person(1, SERVICE, StoryStep::Acknowledged);
        self.rest_at(Place::Acknowledged);
        let days = match primary.kind {
            PayerKind::Medicare => self.draw.between(9, 12),
            PayerKind::Medicaid => self.draw.between(9, 20),
            _ => self.draw.between(6, 16),
        };
        if self.draw.percent(DENIED) {
            return self.deny(account, primary.kind, days);
        }
        self.settle(primary.kind, days);
    }

    /// A patient without insurance pays a reduced sum after a while.
    fn pay_self(&mut self) {
        let (days, share) = (self.draw.between(8, 40), self.draw.between(450, 650));
        let sum = self.share(share);
        let paid = StoryStep::Paid { allowed: sum, paid: Cents::ZERO, patient: sum };
        self.person(days, &self.names.biller.clone(), paid);
        self.service(StoryStep::Closed);
    }

    fn share(&self, permille: i64) -> Cents {
        Cents(self.billed.0 * permille / 1000)
    }

    fn settle(&mut self, kind: PayerKind, days: i64) {
        let (allowed, patient) = match kind {
            PayerKind::Medicare => (self.draw.between(400, 460), 200),
            PayerKind::MedicareAdvantage => {
                (self.draw.between(380, 450), self.draw.between(60, 180))
            }
            PayerKind::Medicaid => (self.draw.between(270, 330), 0),
            _ => (self.draw.between(540, 700), self.draw.between(80, 300)),
        };
        let allowed = self.share(allowed);
        let patient = Cents(allowed.0 * patient / 1000);
        let paid = Cents(allowed.0 - patient.0);
        self.person(days, SERVICE, StoryStep::Paid { allowed, paid, patient });
        self.service(StoryStep::Closed);
    }

    fn deny(&mut self, account: &Account, kind: PayerKind, days: i64) {
        let caused = account.problems.iter().find_map(|problem| match problem {
            Problem::MissingAuthorization { .. } => Some("197"),
            Problem::ExpiredCoverage { .. } => Some("27"),
            _ => None,
        });
        let usual = self.draw.one(&USUAL_DENIALS).copied().unwrap_or("16");
        let carc = caused.unwrap_or(usual).to_owned();
        self.person(days, SERVICE, StoryStep::Denied { carc, amount: self.billed });
        if self.day.days_until(today()) < WORKED_ON {
            self.stopped = true;
        }
        let (works, wait) = (self.names.denials.clone(), self.draw.between(3, 9));
        if self.draw.percent(30) {
            self.person(wait, &works, StoryStep::WrittenOff { amount: self.billed });
            return self.service(StoryStep::Closed);
        }
        self.person(wait, &works, StoryStep::Resubmitted);
        self.settle(kind, 12);
    }
}
