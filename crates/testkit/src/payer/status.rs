//! The answer to a 276: where each claim stands.

use super::envelope::STATUS;
use model::{Cents, Date};
use x12::typed::Transaction;
use x12::typed::segments::{Bht, Ref, StatusCode, Stc, Trn};
use x12::typed::status_276_277::{
    ClaimAnswer, ClaimQuestion, Request276, Status277, StatusDependent, StatusLevel,
    StatusProvider, StatusReceiver, StatusSource, StatusSubscriber,
};

/// Where a claim stands, for a 277.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Where {
    /// Nobody knows it.
    Unknown,
    /// It is being looked at.
    Pending { number: String, charge: Cents },
    /// It was answered.
    Done { number: String, charge: Cents, paid: Cents, on: Date, trace: String },
}

/// The 277 for a 276; `find` is asked for each claim by our number and the payer's.
pub(super) fn answer(
    asked: &Request276,
    number: usize,
    day: Date,
    find: &mut dyn FnMut(&str, &str) -> Where,
) -> Transaction {
    let mut claims =
        |all: &[ClaimQuestion]| all.iter().map(|one| claim(one, day, find)).collect::<Vec<_>>();
    let mut sources = Vec::new();
    for source in &asked.sources {
        let mut receivers = Vec::new();
        for receiver in &source.receivers {
            let mut providers = Vec::new();
            for provider in &receiver.providers {
                let mut subscribers = Vec::new();
                for one in &provider.subscribers {
                    let dependents = one.dependents.iter().map(|dependent| StatusDependent {
                        head: level(&dependent.head),
                        claims: claims(&dependent.claims),
                    });
                    let dependents = dependents.collect();
                    let claims = claims(&one.claims);
                    subscribers.push(StatusSubscriber {
                        head: level(&one.head),
                        claims,
                        dependents,
                    });
                }
                let head = level(&provider.head);
                providers.push(StatusProvider { head, subscribers, ..StatusProvider::default() });
            }
            let head = level(&receiver.head);
            receivers.push(StatusReceiver { head, providers, ..StatusReceiver::default() });
        }
        sources.push(StatusSource { head: level(&source.head), receivers });
    }
    Transaction::Status277(Box::new(Status277 {
        st: STATUS.st(number),
        beginning: Bht {
            structure: "0010".into(),
            purpose: "08".into(),
            reference: asked.beginning.reference.clone(),
            date: day.into(),
            time: "0600".into(),
            transaction_type: "DG".into(),
            ..Bht::default()
        },
        sources,
        se: STATUS.se(number),
    }))
}

/// A level as it was asked, without what only the question has.
fn level(head: &StatusLevel) -> StatusLevel {
    let (level, names) = (head.level.clone(), head.names.clone());
    StatusLevel { level, names, ..StatusLevel::default() }
}

fn claim(
    asked: &ClaimQuestion,
    day: Date,
    find: &mut dyn FnMut(&str, &str) -> Where,
) -> ClaimAnswer {
    let given = |kind: &str| {
        let found = asked.references.iter().find(|one| one.qualifier == kind);
        found.map_or("", |one| one.identifier.as_str())
    };
    let found = find(given("EJ"), given("1K"));
    let reference = |kind: &str, number: &str| Ref {
        qualifier: kind.into(),
        identifier: number.into(),
        ..Ref::default()
    };
    let number = match &found {
        Where::Unknown => None,
        Where::Pending { number, .. } | Where::Done { number, .. } => Some(number.as_str()),
    };
    let own = number.map(|number| reference("1K", number));
    let others = ["BLT", "EJ"].into_iter().filter(|kind| !given(kind).is_empty());
    let others = others.map(|kind| reference(kind, given(kind)));
    ClaimAnswer {
        trace: Trn { trace_type: "2".into(), number: asked.trace.number.clone(), ..Trn::default() },
        statuses: vec![status(&found, day)],
        references: own.into_iter().chain(others).collect(),
        dates: asked.dates.clone(),
        ..ClaimAnswer::default()
    }
}

/// Category (list 507) and status (list 508): pending and in process, final and paid, final and
/// refused, not found.
fn status(found: &Where, day: Date) -> Stc {
    let code = |category: &str, status: &str| StatusCode {
        category: category.into(),
        status: status.into(),
        ..StatusCode::default()
    };
    let blank = Stc { date: day.into(), ..Stc::default() };
    match found {
        Where::Unknown => Stc { status: code("A4", "35"), ..blank },
        Where::Pending { charge, .. } => Stc {
            status: code("P1", "20"),
            charge: (*charge).into(),
            paid: Cents::ZERO.into(),
            ..blank
        },
        Where::Done { charge, paid, on, trace, .. } => {
            let is_paid = *paid > Cents::ZERO;
            let told = Stc {
                status: if is_paid { code("F1", "65") } else { code("F2", "88") },
                charge: (*charge).into(),
                paid: (*paid).into(),
                adjudicated: (*on).into(),
                ..blank
            };
            match is_paid {
                false => told,
                true => {
                    Stc { payment_date: (*on).into(), check_number: trace.as_str().into(), ..told }
                }
            }
        }
    }
}
