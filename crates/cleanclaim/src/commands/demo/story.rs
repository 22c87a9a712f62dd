//! The made-up year as the service takes it: plain facts, with logins for names.

mod audits;
mod returns;

use model::{Date, HoldKind};
use server::demo::story::{Happening, Person, Practice, Step, Told};
use server::identity::permission::Role;
use server::surroundings::start_of;
use std::collections::BTreeMap;
use testkit::practice::year::{
    self, Account, HoldReason, Place, Problem, StoryEvent, StoryStep, Year,
};

/// Five in the afternoon, in microseconds: until then a hold lasts on its last day.
const EVENING: i64 = 17 * 3_600_000_000;

/// The practice with its thirteen months.
pub(super) fn practice(fees: &str) -> Practice {
    let year = year::year();
    let providers = providers(&year);
    let pia = busiest(&year);
    let mut logins = BTreeMap::from([
        ("cleanclaim".to_owned(), "service".to_owned()),
        (year.cdi.clone(), "cody".to_owned()),
        (year.biller.clone(), "bill".to_owned()),
        (year.denials.clone(), "dana".to_owned()),
        (year.auditor.clone(), "audrey".to_owned()),
    ]);
    let mut staff = Vec::new();
    let mut known = ["carla", "colin"].into_iter();
    for coder in &year.coders {
        let login = match (coder.role.as_str(), known.clone().next()) {
            ("lead", _) => "lena".to_owned(),
            (_, Some(login)) => {
                known.next();
                login.to_owned()
            }
            _ => {
                let login = first_word(&coder.name).to_lowercase();
                staff.push(Person {
                    login: login.clone(),
                    name: coder.name.clone(),
                    roles: vec![Role::Coder],
                    provider: None,
                });
                login
            }
        };
        logins.insert(coder.name.clone(), login);
    }
    for (key, (name, npi)) in &providers {
        if pia.as_ref() == Some(npi) {
            logins.insert(key.clone(), "pia".to_owned());
            continue;
        }
        logins.insert(key.clone(), key.clone());
        staff.push(Person {
            login: key.clone(),
            name: name.clone(),
            roles: vec![Role::Provider],
            provider: Some(npi.clone()),
        });
    }
    let told = |(place, account)| told(place, account, &logins);
    let mut accounts: Vec<Told> = year.accounts.iter().enumerate().map(told).collect();
    accounts.extend(returns::returns(&accounts));
    Practice {
        accounts,
        audits: audits::scopes(&year.audits),
        fees: fees.to_owned(),
        contracts: super::contracts::files(),
        staff,
        specialties: year.specialties,
        pia,
    }
}

fn first_word(name: &str) -> &str {
    name.split_whitespace().next().unwrap_or(name)
}

/// Every provider of the year by key: name and NPI.
fn providers(year: &Year) -> BTreeMap<String, (String, String)> {
    let of = |account: &Account| {
        let provider = account.chart.chart.rendering.as_ref()?;
        let name = server::reception::shown_name(&provider.name);
        Some((provider.id.clone(), (name, provider.npi.clone()?)))
    };
    year.accounts.iter().filter_map(of).collect()
}

/// The provider whom most open questions wait for.
fn busiest(year: &Year) -> Option<String> {
    let mut waiting: BTreeMap<String, usize> = BTreeMap::new();
    for account in year.accounts.iter().filter(|account| account.story.place == Place::Query) {
        let provider = account.chart.chart.rendering.as_ref();
        if let Some(npi) = provider.and_then(|provider| provider.npi.clone()) {
            *waiting.entry(npi).or_default() += 1;
        }
    }
    waiting.into_iter().max_by_key(|(_, count)| *count).map(|(npi, _)| npi)
}

/// One in so many accounts has its charges posted late, when its codes are final.
const LATE_CHARGES: usize = 11;

fn told(place: usize, account: &Account, logins: &BTreeMap<String, String>) -> Told {
    let login = |name: &str| logins.get(name).cloned().unwrap_or_else(|| name.to_owned());
    let happening = |event: &StoryEvent| {
        let step = step(&event.step, account, &login)?;
        Some(Happening { at: event.at, who: login(&event.who), step })
    };
    let mut chart = account.chart.chart.clone();
    if let Some(discharged) = chart.encounter.end {
        // A stay is charged on the day of discharge: until then its charges are not late.
        chart.charges.iter_mut().for_each(|charge| charge.date = Some(discharged));
    }
    Told {
        chart,
        events: account.story.events.iter().filter_map(happening).collect(),
        charges_wait: account.problems.iter().find_map(charges_wait),
        charges_come: !place.is_multiple_of(LATE_CHARGES),
    }
}

fn step(step: &StoryStep, account: &Account, login: &dyn Fn(&str) -> String) -> Option<Step> {
    Some(match step {
        StoryStep::Received => Step::Received,
        StoryStep::Coded => Step::Coded,
        StoryStep::Assigned { to } => Step::Assigned(login(to)),
        StoryStep::Reviewed { minutes, changed } => {
            Step::Reviewed { minutes: *minutes, changed: *changed }
        }
        StoryStep::QuerySent { gap, .. } => Step::QuerySent(*gap),
        StoryStep::QueryAnswered { agreed } => Step::QueryAnswered(*agreed),
        StoryStep::Held { reason, owner, until } => {
            let (kind, reason) = hold(*reason, account);
            Step::Held { kind, reason, owner: login(owner), until: evening(*until) }
        }
        StoryStep::HoldLifted => Step::HoldLifted,
        StoryStep::Charged { .. } => Step::Charged,
        StoryStep::EditsFailed => Step::EditsFailed,
        StoryStep::EditsCorrected => Step::EditsCorrected,
        StoryStep::Submitted { .. } => Step::Submitted,
        StoryStep::Acknowledged => Step::Acknowledged,
        StoryStep::Paid { .. } | StoryStep::Denied { .. } => Step::Adjudicated,
        StoryStep::Resubmitted => Step::Resubmitted,
        // Money that is given up moves no account; it is closed by the next step.
        StoryStep::WrittenOff { .. } => return None,
        StoryStep::Closed => Step::Closed,
    })
}

fn evening(day: Date) -> i64 {
    start_of(day) + EVENING
}

fn hold(reason: HoldReason, account: &Account) -> (HoldKind, String) {
    let named = |pick: &dyn Fn(&Problem) -> Option<String>| {
        account.problems.iter().find_map(pick).unwrap_or_default()
    };
    match reason {
        HoldReason::UnsignedNote => {
            (HoldKind::Document, "The author has not signed the note.".to_owned())
        }
        HoldReason::MissingPrice => {
            let code = named(&|problem| match problem {
                Problem::MissingPrice { code } => Some(code.clone()),
                _ => None,
            });
            (HoldKind::Charges, format!("{code} has no price."))
        }
        HoldReason::ExpiredCoverage => {
            let day = named(&|problem| match problem {
                Problem::ExpiredCoverage { ended } => Some(ended.to_string()),
                _ => None,
            });
            (HoldKind::Payer, format!("The coverage ended on {day}, before the service."))
        }
        HoldReason::MissingAuthorization => {
            (HoldKind::Payer, "The payer asks for an authorization.".to_owned())
        }
        HoldReason::ChargeMismatch => {
            (HoldKind::Charges, "Charges and documents differ.".to_owned())
        }
        HoldReason::ResultPending => {
            (HoldKind::Result, "A result is awaited before this can be coded.".to_owned())
        }
        HoldReason::CoverageCheck => {
            (HoldKind::Payer, "The front desk checks the coverage.".to_owned())
        }
    }
}

fn charges_wait(problem: &Problem) -> Option<String> {
    match problem {
        Problem::ChargeNotDocumented { code } => {
            Some(format!("{code} is charged, and no document tells of it."))
        }
        Problem::DocumentedNotCharged { code } => {
            Some(format!("A document tells of {code}, and it is not charged."))
        }
        Problem::UnitsDiffer { code, charged, documented } => {
            Some(format!("{charged} units of {code} are charged; the note gives {documented}."))
        }
        _ => None,
    }
}

#[cfg(test)]
#[path = "story_tests.rs"]
mod tests;
