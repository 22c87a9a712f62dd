//! The analyst's and the manager's work on what payers refused: taken, corrected, appealed, given
//! up, each some days after the other.

use super::super::counterpart::{self, Counterpart};
use super::super::teller::Teller;
use super::{lot, person, taken, weekday};
use crate::denials::correcting::{Asked, prepare};
use crate::denials::following::follow;
use crate::surroundings::day_of;
use crate::web::denials::{act, appeals, letter};
use crate::web::door::Visitor;
use ::payments::appeal::Correction;
use axum::Form;
use axum::extract::{Path, State};
use model::Date;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};
use store::payments::{self, AppealRow, DenialFilter, DenialRow};
use store::record::append;
use store::{StoreError, accounts};

/// Denials and appeals that are looked at.
const MOST: i64 = 500;

/// Days after which a denial is taken up, worked, and given up.
const TAKEN: i32 = 6;
const WORKED: i32 = 10;
const HOPELESS: i32 = 240;

/// Days that the newest letter lies at most until every record for it is there.
const DRAFTED: i32 = 40;

/// Days that a payer takes over an appeal.
const DECIDED: i32 = 62;

/// What a form of a page holds.
fn form<T: DeserializeOwned>(value: Value) -> store::Result<Form<T>> {
    serde_json::from_value(value).map(Form).map_err(|why| StoreError::Refused(why.to_string()))
}

/// The day's work on denials.
pub(super) async fn work(
    teller: &Teller<'_>,
    payers: &mut dyn Counterpart,
    today: Date,
) -> store::Result<()> {
    let dana = person(teller, "dana").await?;
    for row in open(teller).await? {
        let age = day_of(row.opened_at).days_until(today);
        match row.owner {
            None if age >= HOPELESS => give_up(teller, &row).await?,
            // Some wait for the day on which somebody has time.
            None if age >= TAKEN && !lot(&row.id).is_multiple_of(6) => {
                let seen = form(json!({ "version": row.version }))?;
                let state = State(teller.app.clone());
                taken(act::take(dana.clone(), state, Path(row.id.clone()), seen).await)?;
            }
            Some(_) if age >= WORKED => worked(teller, &dana, (&row, age)).await?,
            _ => {}
        }
    }
    appealed(teller, &dana, payers, today).await
}

fn category(row: &DenialRow) -> String {
    store::name_of(&row.body.denial.category)
}

/// Denials that wait for somebody here.
async fn open(teller: &Teller<'_>) -> store::Result<Vec<DenialRow>> {
    let filter = DenialFilter { waits: "work".to_owned(), most: MOST, ..DenialFilter::default() };
    let page = payments::denials_page(&teller.app.db, &teller.tenant, &filter).await?;
    Ok(page.rows)
}

/// What the analyst does with one that is hers.
async fn worked(
    teller: &Teller<'_>,
    dana: &Visitor,
    (row, age): (&DenialRow, i32),
) -> store::Result<()> {
    let (app, tenant) = (teller.app, &teller.tenant);
    let known = payments::appeals_of(&app.db, tenant, &row.id).await?;
    let lost = known.iter().any(|one| one.state == "lost");
    let waits = known.iter().any(|one| one.state != "lost");
    if lost && age > WORKED + DECIDED + 10 {
        return give_up(teller, row).await;
    }
    let corrects = category(row) == "authorization" && lot(&row.id).is_multiple_of(2);
    match (row.resent_as.is_empty(), corrects) {
        (true, true) if known.is_empty() => corrected(teller, dana, row).await,
        // Who was insured elsewhere is asked, which takes a letter and time.
        (true, false) if category(row) == "eligibility" => asks(teller, dana, row).await,
        (true, false) if !lost && !waits => draft(teller, dana, row).await,
        _ => Ok(()),
    }
}

/// The authorization was there after all: its number goes onto a corrected claim.
async fn corrected(teller: &Teller<'_>, dana: &Visitor, row: &DenialRow) -> store::Result<()> {
    let (app, tenant, at) = (teller.app, &teller.tenant, teller.app.now());
    let Some(account) = accounts::get(&app.db, tenant, &row.account).await? else { return Ok(()) };
    let Some(way) = follow(app, tenant, row, &account).await? else { return Ok(()) };
    let mut changed = way.claim.claim.clone();
    changed.authorization = Some(format!("PA{}", at / 60_000_000 % 10_000_000));
    let mut tx = app.db.begin().await?;
    let mut account = accounts::get_for_change(&mut tx, tenant, &row.account).await?;
    let asked = Asked {
        first: &way.claim,
        changed,
        correction: Correction::Replace,
        number: &row.body.payer_number,
        who: (dana.user.as_str(), at),
    };
    let made = match prepare(app, &mut tx, (tenant, &mut account), asked).await {
        Ok(made) => made,
        // Another one of the account is on its way.
        Err(StoreError::Refused(why)) => {
            tracing::debug!(why, "left undone in the story");
            return Ok(());
        }
        Err(fault) => return Err(fault),
    };
    let detail = json!({ "claim": made.id, "replaces": way.claim.id, "how": "authorization" });
    let mut entry = dana.audit(at, "denial.correct", ("denial", &row.id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await
}

/// Asks the patient for the other insurance, once.
async fn asks(teller: &Teller<'_>, dana: &Visitor, row: &DenialRow) -> store::Result<()> {
    let (app, tenant) = (teller.app, &teller.tenant);
    let told = payments::denial_events(&app.db, tenant, &row.id).await?;
    if told.iter().any(|one| one.event == "noted") {
        return Ok(());
    }
    let note = "Asked the patient by letter for the insurance of that day; look again in a month.";
    let noted = form(json!({ "version": row.version, "note": note }))?;
    let state = State(app.clone());
    taken(act::note(dana.clone(), state, Path(row.id.clone()), noted).await).map(drop)
}

/// Drafts the appeal with every quotation that the page offers.
async fn draft(teller: &Teller<'_>, dana: &Visitor, row: &DenialRow) -> store::Result<()> {
    let words = match category(row).as_str() {
        "documentation" => "The record that you asked for is enclosed.",
        "authorization" => {
            "The service could not wait for an answer: the visit of that day shows why it was \
             needed at once. We ask you to authorize it after the fact."
        }
        _ => "The record shows the problems that were weighed and what was decided on each.",
    };
    let body = form_urlencoded::Serializer::new(String::new())
        .append_pair("version", &row.version.to_string())
        .append_pair("signer", &dana.name)
        .append_pair("attention", "Provider Appeals")
        .append_pair("words", words)
        .append_pair("quote", "0")
        .append_pair("enclosure", "Your notice")
        .append_pair("enclosure", "The record of the visit")
        .finish();
    let state = State(teller.app.clone());
    taken(letter::draft(dana.clone(), state, Path(row.id.clone()), body).await).map(drop)
}

/// Drafts leave on Wednesdays; payers decide some weeks later.
async fn appealed(
    teller: &Teller<'_>,
    dana: &Visitor,
    payers: &mut dyn Counterpart,
    today: Date,
) -> store::Result<()> {
    let (app, tenant) = (teller.app, &teller.tenant);
    let of = |state| payments::appeals_page(&app.db, tenant, state, None, MOST);
    if weekday(today) == 2 {
        let mut drafts = of("draft").await?;
        drafts.sort_by(|a, b| (a.made_at, &a.id).cmp(&(b.made_at, &b.id)));
        let lies = |one: &AppealRow| day_of(one.made_at).days_until(today) < DRAFTED;
        if drafts.last().is_some_and(lies) {
            drafts.pop();
        }
        for one in drafts {
            let seen = form(json!({ "version": one.version }))?;
            let state = State(app.clone());
            taken(appeals::send(dana.clone(), state, Path(one.id), seen).await)?;
        }
    }
    for one in of("sent").await? {
        let sent = one.sent_at.map_or(today, day_of);
        if sent.days_until(today) >= DECIDED {
            decided(teller, dana, payers, (&one, today)).await?;
        }
    }
    Ok(())
}

/// The payer's word comes by post: two of three are won, and the money follows.
async fn decided(
    teller: &Teller<'_>,
    dana: &Visitor,
    payers: &mut dyn Counterpart,
    (one, today): (&AppealRow, Date),
) -> store::Result<()> {
    let (app, tenant) = (teller.app, &teller.tenant);
    let claim = store::claims::claim(&app.db, tenant, &one.claim).await?;
    let won = match claim.filter(|_| !lot(&one.id).is_multiple_of(3)) {
        Some(row) => payers.appealed(&counterpart::payer_of(&row.claim), &row.claim, today),
        None => false,
    };
    let (outcome, said) = match won {
        true => ("won", "The service will be paid; expect the payment within two weeks."),
        false => ("lost", "The decision stands: no request was made before the service."),
    };
    let notice = today.plus_days(-3).to_string();
    let told = json!({
        "version": one.version, "outcome": outcome, "notice": notice, "said": said,
    });
    let state = State(app.clone());
    taken(appeals::decide(dana.clone(), state, Path(one.id.clone()), form(told)?).await).map(drop)
}

/// The manager gives up what nobody can win any more.
async fn give_up(teller: &Teller<'_>, row: &DenialRow) -> store::Result<()> {
    let mona = person(teller, "mona").await?;
    let kind = match category(row).as_str() {
        "authorization" => "no_authorization",
        "medical_necessity" => "medical_necessity",
        "timely_filing" => "timely_filing",
        _ => "administrative",
    };
    let why = "Every level of appeal is over, or its day has passed.";
    let told = json!({ "version": row.version, "outcome": "write_off", "kind": kind, "why": why });
    let state = State(teller.app.clone());
    taken(act::close(mona, state, Path(row.id.clone()), form(told)?).await).map(drop)
}
