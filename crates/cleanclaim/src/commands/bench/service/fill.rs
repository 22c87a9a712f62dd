//! A site with many open accounts: some of them whole, the others rows with their steps, as the
//! lists read them.

use super::flow;
use super::site::{Site, person, told};
use model::{AccountEvent, AccountId, HoldKind, Standing, UserId};
use std::collections::BTreeMap;
use store::accounts::{self, Account};

/// Whole accounts at most, with charts and codes: the workbench opens these.
const WHOLE: usize = 1_000;

/// Of so many accounts one is whole.
const ONE_OF: usize = 20;

/// Accounts written by one transaction.
const TOGETHER: usize = 200;

/// Minutes between two such times at which accounts came.
const APART: i64 = 4 * 60_000_000;

const DAY: i64 = 86_400_000_000;

/// Payers of the made-up accounts: a few large ones and a small one.
const PAYERS: [&str; 8] = [
    "Medicare",
    "Medicare",
    "Harbor Mutual",
    "Harbor Mutual",
    "Harbor Mutual",
    "Blue Ridge Health",
    "Blue Ridge Health",
    "Prairie Comp",
];

const FAMILIES: [&str; 10] = [
    "Abbott",
    "Benitez",
    "Castillo",
    "Dawson",
    "Eriksen",
    "Fontaine",
    "Gallagher",
    "Hoang",
    "Ivanova",
    "Juarez",
];

/// What was filled.
pub struct Filled {
    /// The whole accounts.
    pub whole: Vec<AccountId>,
    /// Accounts of each queue among the others.
    pub made: BTreeMap<&'static str, i64>,
}

/// Fills the site up to so many accounts.
pub fn fill(site: &Site, count: usize, people: usize) -> Result<Filled, String> {
    let whole = flow::take_in(site, count.div_ceil(ONE_OF).min(WHOLE))?;
    flow::drain(site, 1)?;
    let (app, tenant) = (&site.app, &site.app.config.tenant);
    let mut made = BTreeMap::new();
    for from in (whole.len()..count).step_by(TOGETHER) {
        let part = TOGETHER.min(count - from);
        let batch = i64::try_from(from / TOGETHER).map_err(told)?;
        let at = app.now() - batch * APART - 60_000_000;
        let written = site.runtime.block_on(async {
            let mut rows: Vec<Account> =
                (from..from + part).map(|number| row(app, number, at)).collect();
            let steps: Vec<_> =
                (from..from + part).map(|number| steps(number, people, at)).collect();
            let mut tx = app.db.begin().await?;
            let moves = rows.iter_mut().zip(steps).collect();
            let who = ("service", at);
            accounts::take_all_steps(&mut tx, tenant, moves, who, &app.terms).await?;
            tx.commit().await?;
            Ok(rows)
        });
        for account in written.map_err(|fault: store::StoreError| told(fault))? {
            *made.entry(account.standing.queue.name()).or_default() += 1;
        }
    }
    app.changed(tenant);
    Ok(Filled { whole, made })
}

/// Turns that differ from one account to the next without dice.
fn turn(number: usize, of: usize) -> usize {
    number.wrapping_mul(2_654_435_761) / 64 % of
}

fn row(app: &server::app::App, number: usize, at: i64) -> Account {
    let day = server::surroundings::day_of(at - DAY).to_string();
    let cents = i64::try_from(turn(number, 90_000)).unwrap_or(0) + 2_500;
    Account {
        id: AccountId(app.new_id("acct")),
        source_key: format!("row-{number}"),
        patient: None,
        patient_name: format!("{}, Made Up {number}", FAMILIES[turn(number, FAMILIES.len())]),
        mrn: Some(format!("M{number}")),
        setting: ["office", "office", "ed", "inpatient"][turn(number, 4)].to_owned(),
        specialty: String::new(),
        site: "Bench clinic".to_owned(),
        provider: None,
        provider_name: "Provider, Made Up".to_owned(),
        payer: PAYERS[turn(number, PAYERS.len())].to_owned(),
        payer_kind: "commercial".to_owned(),
        service_from: Some(day.clone()),
        service_to: Some(day),
        received_at: at,
        standing: Standing::received(at, &app.terms),
        value_cents: cents,
        confidence_bp: Some(8_000),
        released_by: None,
        released_at: None,
        coder: None,
        tags: Vec::new(),
        entered_at: at,
        version: 1,
    }
}

/// Of ten accounts six wait for review, one each for an answer, for what holds it, for edits, and
/// one is in a person's hands.
fn steps(number: usize, people: usize, at: i64) -> Vec<AccountEvent> {
    use AccountEvent as E;
    let reasons = || vec!["A made-up reason, as long as those that people read.".to_owned()];
    let mut steps = vec![E::ReadingStarted, E::Coded];
    match number % 10 {
        6 => steps.extend([
            E::SentToReview { reasons: reasons() },
            E::QuerySent { due_at: at + 3 * DAY },
        ]),
        7 => steps.push(E::Held {
            kind: HoldKind::Document,
            reason: "An operative note is missing.".to_owned(),
            owner: None,
            until: at + 5 * DAY,
        }),
        8 => steps.extend([E::Released, E::Charged, E::EditsFound { reasons: reasons() }]),
        9 => steps.extend([
            E::SentToReview { reasons: reasons() },
            E::Assigned { to: UserId(person(turn(number, people.max(1)))) },
        ]),
        _ => steps.push(E::SentToReview { reasons: reasons() }),
    }
    steps
}
