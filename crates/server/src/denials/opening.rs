//! What follows for denials from one posted payment: refusals become items of work, and earlier
//! ones move by what the payer says now. Doing it again changes nothing.

mod counted;
mod judged;

use super::terms::Terms;
use super::{history, money};
use crate::app::App;
use crate::surroundings::day_of;
use ::payments::denials::later::{Answer, Answered, Before, later};
use ::payments::denials::life::DenialState;
use ::payments::denials::recovery::History;
use ::payments::denials::{self, Denial, adjustments};
use ::payments::reason::Kind;
use counted::Counted;
use model::remittance::PaidClaim;
use model::{Cents, Claim, Date, TenantId};
use serde_json::json;
use std::collections::{BTreeMap, BTreeSet};
use store::accounts::{self, Account};
use store::payments::{self, DenialEventRow, DenialRow, PostedRow, RemittanceRow};
use store::record::{AuditEntry, append};

/// Claims that are looked at together.
const TOGETHER: i64 = 500;

/// A decision on one of our claims.
pub(super) struct Decision<'a> {
    pub(super) posted: &'a PostedRow,
    pub(super) paid: &'a PaidClaim,
    /// The day of the payer's notice.
    pub(super) notice: Date,
}

/// What is known beside the decisions.
pub(super) struct Known<'a> {
    pub(super) app: &'a App,
    pub(super) row: &'a RemittanceRow,
    pub(super) terms: &'a Terms,
    pub(super) history: &'a History,
    pub(super) today: Date,
    pub(super) claims: BTreeMap<String, Claim>,
    pub(super) accounts: BTreeMap<String, Account>,
    /// By place and line of our claim.
    pub(super) expected: BTreeMap<(i64, i64), Cents>,
}

/// Opens, moves and closes denials by one payment, and counts what it decided.
pub(crate) async fn open_for(
    app: &App,
    tenant: &TenantId,
    row: &RemittanceRow,
) -> store::Result<()> {
    let terms = Terms::of(app, tenant).await?;
    let history = payments::denial_history(&app.db, tenant).await?;
    let mut counted = Counted::default();
    let (mut after, mut moved) = (0, Moved::default());
    loop {
        let posted =
            payments::posted_of_remittance(&app.db, tenant, &row.id, (after, TOGETHER)).await?;
        let Some(last) = posted.last().map(|one| one.place) else { break };
        let staged = payments::staged(&app.db, tenant, &row.id, (after, TOGETHER)).await?;
        let bodies: BTreeMap<i64, &PaidClaim> =
            staged.iter().map(|(place, paid)| (*place, paid)).collect();
        let decisions: Vec<Decision<'_>> = posted
            .iter()
            .filter(|one| !one.claim.is_empty())
            .filter_map(|posted| {
                let paid = *bodies.get(&posted.place)?;
                Some(Decision { posted, paid, notice: row.head.date })
            })
            .collect();
        counted.add(&decisions, &row.payer);
        let known = facts(app, tenant, (row, &terms, &history), &decisions).await?;
        let one = write(&known, tenant, &decisions).await?;
        (moved.opened, moved.followed) = (moved.opened + one.opened, moved.followed + one.followed);
        after = last;
    }
    let mut tx = app.db.begin().await?;
    let week = ::payments::patterns::week_of(row.head.date);
    payments::put_pattern_counts(&mut tx, tenant, (&row.id, week), &counted.rows()).await?;
    if moved.opened + moved.followed > 0 {
        let entry = AuditEntry {
            at: app.now(),
            actor: "service".to_owned(),
            action: "denial.opened".to_owned(),
            object_kind: "remittance".to_owned(),
            object: row.id.clone(),
            patient: None,
            detail: json!({ "opened": moved.opened, "followed": moved.followed }),
        };
        append(&mut tx, tenant, &[entry]).await?;
    }
    tx.commit().await
}

/// How many denials a payment opened and moved.
#[derive(Default)]
struct Moved {
    opened: u64,
    followed: u64,
}

/// Whether a decision refuses anything, told or not.
fn refuses(paid: &PaidClaim) -> bool {
    let denied = |one: &denials::Adjusted| one.kind == Kind::Denied && one.amount > Cents::ZERO;
    !paid.is_reversal()
        && (adjustments(paid).iter().any(denied)
            || !denials::unexplained(paid, &denials::DenialFacts::default()).is_empty())
}

async fn facts<'a>(
    app: &'a App,
    tenant: &TenantId,
    (row, terms, history): (&'a RemittanceRow, &'a Terms, &'a History),
    decisions: &[Decision<'_>],
) -> store::Result<Known<'a>> {
    let refused: Vec<&Decision<'_>> = decisions.iter().filter(|one| refuses(one.paid)).collect();
    let ids: Vec<String> = refused.iter().map(|one| one.posted.claim.clone()).collect();
    let claims = payments::claims_by_id(&app.db, tenant, &ids).await?;
    let ids: Vec<model::AccountId> =
        refused.iter().map(|one| model::AccountId(one.posted.account.clone())).collect();
    let accounts = accounts::by_ids(&app.db, tenant, &ids).await?;
    let span = decisions.first().zip(decisions.last());
    let expected = match span {
        Some((first, last)) => {
            let places = (first.posted.place, last.posted.place);
            payments::expected_lines(&app.db, tenant, &row.id, places).await?
        }
        None => BTreeMap::new(),
    };
    Ok(Known {
        app,
        row,
        terms,
        history,
        today: day_of(app.now()),
        claims,
        accounts: accounts.into_iter().map(|one| (one.id.0.clone(), one)).collect(),
        expected,
    })
}

/// What decisions come to, before it is written.
#[derive(Default)]
struct Written {
    old: Vec<DenialRow>,
    fresh: Vec<DenialRow>,
    events: Vec<(String, DenialEventRow)>,
    /// Places in `old` that changed.
    touched: BTreeSet<usize>,
}

/// Everything about these decisions in one transaction.
async fn write(
    known: &Known<'_>,
    tenant: &TenantId,
    decisions: &[Decision<'_>],
) -> store::Result<Moved> {
    let (app, at) = (known.app, known.app.now());
    let mut tx = app.db.begin().await?;
    let claims: Vec<String> = decisions.iter().map(|one| one.posted.claim.clone()).collect();
    let old = payments::denials_of_claims_for_change(&mut tx, tenant, &claims).await?;
    let mut written = Written { old, ..Written::default() };
    for (turn, decision) in decisions.iter().enumerate() {
        let own = |row: &DenialRow| {
            row.claim == decision.posted.claim || row.resent_as == decision.posted.claim
        };
        let key = format!("{}:{}", decision.posted.remittance, decision.posted.place);
        let done = |row: &DenialRow| own(row) && row.life.decided.contains(&key);
        if written.old.iter().any(done) {
            continue;
        }
        let places: Vec<usize> =
            (0..written.old.len()).filter(|at| own(&written.old[*at])).collect();
        let again = |later: &&Decision<'_>| {
            later.posted.claim == decision.posted.claim && later.posted.outcome == "posted"
        };
        match decision.posted.outcome.as_str() {
            "reversed" => {
                let mut places = of_lines(&written.old, places, decision);
                // A line that is decided again in the same payment is followed by that decision.
                for later in decisions.iter().skip(turn + 1).filter(again) {
                    let answered = answered(later);
                    places.retain(|at| !speaks_of(&answered, &written.old[*at]));
                }
                let ended = ended(&written.old, &places);
                let why = "the payer took its decision back";
                money::undo(app, &mut tx, tenant, (&ended, &key, why)).await?;
                written.taken_back(&places, (&key, at));
            }
            "posted" => {
                let anew = given_up(&written.old, &places, decision);
                let why = "the payer decided on it anew";
                let undone = money::undo(app, &mut tx, tenant, (&anew, &key, why)).await?;
                written.booked_anew(&places, &undone, &key);
                written.decided(known, decision, &places, (&key, at));
            }
            _ => {}
        }
    }
    let opened = payments::put_denials(&mut tx, tenant, &written.fresh, known.today).await?;
    for place in &written.touched {
        let row = &mut written.old[*place];
        payments::save_denial(&mut tx, tenant, row, at).await?;
        payments::settle_appeals(&mut tx, tenant, row, at).await?;
    }
    payments::put_denial_events(&mut tx, tenant, &written.events).await?;
    tx.commit().await?;
    Ok(Moved { opened, followed: written.touched.len() as u64 })
}

impl Written {
    fn taken_back(&mut self, places: &[usize], (key, at): (&str, i64)) {
        for place in places {
            let row = &mut self.old[*place];
            let before = row.before(key);
            let Some(event) = history::taken_back(row, at) else { continue };
            row.followed(before);
            self.events.push((row.id.clone(), event));
            self.touched.insert(*place);
        }
    }

    /// What was given up or asked of the patient is undone by this decision; without it the denial
    /// is worked again.
    fn booked_anew(&mut self, places: &[usize], undone: &BTreeSet<String>, key: &str) {
        for place in places {
            let row = &mut self.old[*place];
            if !undone.contains(&row.id) {
                continue;
            }
            let before = row.before(key);
            row.followed(before);
            self.touched.insert(*place);
        }
    }

    fn decided(
        &mut self,
        known: &Known<'_>,
        decision: &Decision<'_>,
        places: &[usize],
        (key, at): (&str, i64),
    ) {
        let now = judged::refusals(known, decision);
        let (found, new) = followed(&self.old, places, &now, decision);
        let terms = judged::terms(known, decision);
        for (place, later) in places.iter().zip(found) {
            let row = &mut self.old[*place];
            let before = row.before(key);
            let told = history::follow(row, later, decision, &now, (at, &terms));
            let Some(event) = told else { continue };
            row.followed(before);
            self.events.push((row.id.clone(), event));
            self.touched.insert(*place);
        }
        for new in new {
            let (line, denial) = &now[new];
            let row = judged::row(known, decision, (*line, denial), key);
            self.events.push((row.id.clone(), opened(&row, at)));
            self.fresh.push(row);
        }
    }
}

/// Of these denials those on the lines that a reversal takes back: all, where it names none.
fn of_lines(old: &[DenialRow], mut places: Vec<usize>, decision: &Decision<'_>) -> Vec<usize> {
    let lines: BTreeSet<i64> =
        decision.posted.lines.iter().filter_map(|one| one.line).map(i64::from).collect();
    places.retain(|at| lines.is_empty() || lines.contains(&old[*at].line));
    places
}

/// Whether a decision says anything of the line of a denial.
fn speaks_of(answered: &Answered, row: &DenialRow) -> bool {
    let line = u16::try_from(row.line).unwrap_or(0);
    line == 0 || answered.without_lines || answered.lines.contains_key(&line)
}

/// Denials that were given up or billed to the patient.
fn ended(old: &[DenialRow], places: &[usize]) -> Vec<String> {
    let rows = places.iter().map(|at| &old[*at]);
    rows.filter(|row| is_ended(row)).map(|row| row.id.clone()).collect()
}

fn is_ended(row: &DenialRow) -> bool {
    matches!(row.life.state, DenialState::WrittenOff { .. } | DenialState::BilledToPatient)
}

/// Those of them on lines that are decided anew.
fn given_up(old: &[DenialRow], places: &[usize], decision: &Decision<'_>) -> Vec<String> {
    let answered = answered(decision);
    let anew = |row: &DenialRow| is_ended(row) && speaks_of(&answered, row);
    places.iter().filter(|at| anew(&old[**at])).map(|at| old[*at].id.clone()).collect()
}

fn opened(row: &DenialRow, at: i64) -> DenialEventRow {
    let note = row.body.denial.says.first().cloned().unwrap_or_default();
    DenialEventRow { at, actor: "service".to_owned(), event: "opened".to_owned(), note }
}

/// What becomes of the denials at these places, and which refusals are new.
fn followed(
    old: &[DenialRow],
    places: &[usize],
    now: &[(Option<u16>, Denial)],
    decision: &Decision<'_>,
) -> (Vec<::payments::denials::later::Later>, Vec<usize>) {
    let before: Vec<Before<'_>> = places
        .iter()
        .map(|at| Before {
            line: u16::try_from(old[*at].line).ok().filter(|line| *line > 0),
            denial: &old[*at].body.denial,
            state: &old[*at].life.state,
        })
        .collect();
    let now: Vec<(Option<u16>, &Denial)> =
        now.iter().map(|(line, denial)| (*line, denial)).collect();
    later(&before, &now, &answered(decision))
}

/// What a decision pays and leaves to the patient, by line of our claim.
fn answered(decision: &Decision<'_>) -> Answered {
    let mut answered =
        Answered { without_lines: decision.paid.lines.is_empty(), ..Answered::default() };
    answered.whole.paid = decision.paid.paid;
    for one in adjustments(decision.paid) {
        if one.kind != Kind::PatientShare {
            continue;
        }
        answered.whole.patient = answered.whole.patient + one.amount;
        if let denials::Place::Line(index) = one.place
            && let Some(line) = decision.posted.lines.get(index).and_then(|found| found.line)
        {
            let answer: &mut Answer = answered.lines.entry(line).or_default();
            answer.patient = answer.patient + one.amount;
        }
    }
    for (found, paid) in decision.posted.lines.iter().zip(&decision.paid.lines) {
        for line in &found.also {
            answered.lines.entry(*line).or_default();
        }
        let Some(line) = found.line else { continue };
        let answer = answered.lines.entry(line).or_default();
        answer.paid = answer.paid + paid.paid;
    }
    answered
}
