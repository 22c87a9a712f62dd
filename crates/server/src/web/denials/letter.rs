//! Drafting the letter of an appeal.

use super::denial_for;
use crate::app::App;
use crate::denials::following::follow;
use crate::denials::letter::{LONGEST_WORDS, Said, write};
use crate::denials::terms::Terms;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::workbench;
use ::payments::appeal::{AppealFault, Letter};
use axum::extract::{Path, State};
use axum::response::Redirect;
use model::Cents;
use serde_json::json;
use store::StoreError;
use store::payments::{self, AppealBody, AppealRow, DenialRow};
use store::record::append;

/// What a person chose and typed.
fn said(body: &str) -> (i64, Said, String) {
    let pairs: Vec<(String, String)> =
        form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let field = |name: &str| {
        let found = pairs.iter().find(|(key, _)| key == name);
        found.map(|(_, value)| value.trim().to_owned()).unwrap_or_default()
    };
    let all = |name: &str| -> Vec<String> {
        pairs.iter().filter(|(key, _)| key == name).map(|(_, value)| value.clone()).collect()
    };
    let said = Said {
        signer: field("signer"),
        attention: field("attention"),
        words: field("words"),
        quotes: all("quote").iter().filter_map(|at| at.parse().ok()).collect(),
        to: None,
        enclosures: all("enclosure"),
    };
    (field("version").parse().unwrap_or(-1), said, field("good_cause"))
}

/// Drafts the letter of the next level. It quotes the chart, so the chart must be the person's.
pub(crate) async fn draft(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    body: String,
) -> PageResult<Redirect> {
    let (row, account) = denial_for(&app, &visitor, &id, Permission::WorkDenials).await?;
    let (version, mut said, good_cause) = said(&body);
    if version != row.version {
        return Err(StoreError::Conflict { what: format!("denial {id}") }.into());
    }
    ready(&row, &said, &good_cause)?;
    let known = payments::appeals_of(&app.db, &visitor.tenant, &id).await?;
    if known.iter().any(|one| one.state == "draft" || one.state == "sent") {
        return Err(PageFault::invalid("An appeal of it is drafted or on its way already."));
    }
    let open = workbench::open(&app, &visitor, account.id.as_str()).await?;
    let way = follow(&app, &visitor.tenant, &row, &account).await?;
    let way = way.ok_or_else(|| PageFault::not_found("such claim"))?;
    let chart = open.stored.as_ref().map(|stored| stored.chart.clone()).unwrap_or_default();
    let terms = Terms::of(&app, &visitor.tenant).await?;
    let terms = terms.of_payer(&row.payer, row.body.payer_kind, row.body.notice);
    said.to = terms.address;
    let all = crate::denials::letter::quotable(&way, &chart);
    let seen = |at: &usize| all.get(*at).is_some_and(|quote| open.sees(quote.evidence.document));
    if !said.quotes.iter().all(seen) {
        return Err(PageFault::invalid("A quotation is not yours to see."));
    }
    let level = row.life.state.level().saturating_add(1);
    let named = (level, account.patient_name.as_str());
    let letter = write(&app, &row, (&way, &chart), named, &said).map_err(|faults| {
        let told: Vec<String> = faults.iter().map(AppealFault::to_string).collect();
        PageFault::invalid(format!("The letter is not ready: {}.", told.join("; ")))
    })?;
    let at = app.now();
    let appeal = appeal(&app, &visitor, &row, (level, letter, good_cause));
    let mut tx = app.db.begin().await?;
    payments::put_appeal(&mut tx, &visitor.tenant, &appeal).await?;
    let event = super::act::told(&visitor, at, "drafted", &format!("Appeal, level {level}."));
    payments::put_denial_events(&mut tx, &visitor.tenant, &[(id.clone(), event)]).await?;
    let detail = json!({ "denial": id, "level": level, "quotes": said.quotes.len() });
    let mut entry = visitor.audit(at, "appeal.draft", ("appeal", &appeal.id), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/appeals/{}?done=appeal_drafted", appeal.id)))
}

/// Whether a letter can be drafted at all.
fn ready(row: &DenialRow, said: &Said, good_cause: &str) -> PageResult<()> {
    let texts = [said.words.as_str(), &said.signer, &said.attention, good_cause];
    if texts.iter().any(|text| text.len() > LONGEST_WORDS) {
        return Err(PageFault::invalid("A field has more than 4,000 letters."));
    }
    if row.waits() != "work" {
        return Err(PageFault::invalid("This denial is closed, or with the payer."));
    }
    if let Some(guard) = row.body.denial.guards.first() {
        return Err(PageFault::invalid(guard.words()));
    }
    Ok(())
}

/// The draft as it is kept.
fn appeal(
    app: &App,
    visitor: &Visitor,
    row: &DenialRow,
    (level, letter, good_cause): (u8, Letter, String),
) -> AppealRow {
    AppealRow {
        id: app.new_id("app"),
        denial: row.id.clone(),
        claim: row.claim.clone(),
        account: row.account.clone(),
        payer: row.payer.clone(),
        level,
        state: "draft".to_owned(),
        deadline: match level {
            1 => row.body.denial.levels.first().and_then(|first| first.by),
            _ => row.life.appeal_by,
        },
        amount: row.body.denial.adjusted.amount,
        body: AppealBody {
            letter,
            level_name: row
                .body
                .denial
                .levels
                .get(usize::from(level) - 1)
                .map(|one| one.name.clone())
                .unwrap_or_default(),
            payer_name: row.body.payer_name.clone(),
            good_cause: (!good_cause.is_empty()).then_some(good_cause),
            outcome: String::new(),
            won: Cents::ZERO,
        },
        made_by: visitor.user.0.clone(),
        made_at: app.now(),
        sent_at: None,
        decided_at: None,
        version: 1,
    }
}
