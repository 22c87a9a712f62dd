//! Questions to payers: where a claim stands (276), whether somebody is insured (270). Each is a
//! parcel of the outbox and leaves as claims do, where the site asks at all.

mod insured;
mod silent;

pub use insured::{Asked, ask_about, ask_for_visits};
pub use silent::ask_silent;
pub(super) use silent::question_of;
pub(crate) use silent::trace_of;

use super::words::Answered;
use crate::app::App;
use crate::connectors::Partner;
use crate::worker::send::{QUESTION, receiver_of};
use model::TenantId;
use serde::{Deserialize, Serialize};
use store::Tx;
use store::payments::{self, ClaimEvent, SentInterchange};
use store::work::{NewParcel, Parcel};
use x12::ControlNumbers;

/// What a question's parcel holds; once packed, the very file.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Question {
    /// `276` or `270`.
    pub set: String,
    /// The claim, or the question of eligibility.
    pub subject: String,
    /// The account, of a claim.
    #[serde(default)]
    pub account: String,
    /// Number of the question.
    pub trace: String,
    #[serde(default)]
    pub control: i64,
    #[serde(default)]
    pub file: String,
    #[serde(default)]
    pub text: String,
}

impl Question {
    fn parcel(&self, app: &App, partner: &Partner) -> NewParcel {
        NewParcel {
            id: app.new_id("out"),
            kind: QUESTION.to_owned(),
            target: partner.name.clone(),
            key: format!("{}:{}", self.set, self.trace),
            payload: serde_json::to_string(self).unwrap_or_default(),
            at: app.now(),
        }
    }

    /// What left, once it did.
    pub(crate) fn sent(&self, app: &App, parcel: &Parcel) -> SentInterchange {
        SentInterchange {
            partner: parcel.target.clone(),
            receiver: receiver_of(&self.text),
            control: self.control,
            kind: self.set.clone(),
            subject: self.subject.clone(),
            account: self.account.clone(),
            file: self.file.clone(),
            sent_at: app.now(),
            state: "sent".to_owned(),
            heard: String::new(),
        }
    }
}

/// The text of a question, or why it cannot be asked.
pub(crate) async fn write(
    app: &App,
    tenant: &TenantId,
    (partner, question): (&Partner, &Question),
    control: &ControlNumbers,
) -> store::Result<Result<String, Vec<String>>> {
    match question.set.as_str() {
        "276" => silent::write(app, tenant, (partner, question), control).await,
        _ => insured::write(app, tenant, (partner, question), control).await,
    }
}

/// It left: the claim's timeline says so.
pub(crate) async fn left(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    question: &Question,
) -> store::Result<()> {
    if question.set != "276" {
        return Ok(());
    }
    let event = ClaimEvent {
        claim: question.subject.clone(),
        id: format!("276:{}", question.trace),
        at: app.now(),
        kind: "276".to_owned(),
        tone: "news",
        said: format!("the payer is silent: it was asked where the claim is, in {}", question.file),
        file: String::new(),
    };
    payments::put_claim_events(tx, tenant, &[event]).await.map(drop)
}

/// It cannot be asked: whoever waits for the answer is told why.
pub(crate) async fn not_asked(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (question, why): (&Question, &str),
) -> store::Result<()> {
    if question.set == "270" {
        return refused(
            app,
            tx,
            tenant,
            (&question.subject, "The question could not be asked.", why),
        )
        .await;
    }
    let event = ClaimEvent {
        claim: question.subject.clone(),
        id: format!("276:{}", question.trace),
        at: app.now(),
        kind: "276".to_owned(),
        tone: "bad",
        said: format!("the payer could not be asked where the claim is: {why}"),
        file: String::new(),
    };
    payments::put_claim_events(tx, tenant, &[event]).await.map(drop)
}

/// A question that will get no answer.
async fn refused(
    app: &App,
    tx: &mut Tx,
    tenant: &TenantId,
    (check, headline, why): (&str, &str, &str),
) -> store::Result<()> {
    let answered = Answered {
        state: "refused".to_owned(),
        headline: headline.to_owned(),
        facts: vec![("Why".to_owned(), why.to_owned())],
        ..Answered::default()
    };
    let body = serde_json::to_string(&answered).unwrap_or_default();
    payments::answer_check(tx, tenant, check, (app.now(), "refused", &body)).await.map(drop)
}

/// A TA1 or 999 about a question: one that was refused gets no answer.
pub(super) async fn acknowledged(
    app: &App,
    tenant: &TenantId,
    (sent, door, taken): (&SentInterchange, &str, bool),
    said: &str,
) -> store::Result<()> {
    let mut tx = app.db.begin().await?;
    let mut heard = sent.clone();
    if heard.state == "sent" && (door != "TA1" || !taken) {
        heard.state = if taken { "accepted" } else { "rejected" }.to_owned();
    }
    heard.heard = door.to_lowercase();
    payments::settle_sent(&mut tx, tenant, &heard).await?;
    if !taken && sent.kind == "270" {
        let headline = "The question was refused on its way.";
        refused(app, &mut tx, tenant, (&sent.subject, headline, said)).await?;
    } else if !taken {
        let event = ClaimEvent {
            claim: sent.subject.clone(),
            id: format!("276:{}:{}:{door}", sent.partner, sent.control),
            at: app.now(),
            kind: "276".to_owned(),
            tone: "bad",
            said: format!("the question where the claim is was refused on its way: {said}"),
            file: String::new(),
        };
        payments::put_claim_events(&mut tx, tenant, &[event]).await?;
    }
    tx.commit().await
}
