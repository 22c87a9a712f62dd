//! 277: where a claim stands, as its payer answers a question.

use super::claims::{by_number, keep_number};
use super::front_door::{self, Door, Which, Word};
use super::read::StatusAnswer;
use super::words::{Standing, standing, status_reasons};
use super::{Sender, Told};
use crate::app::App;
use model::{AccountId, TenantId};
use store::payments::{self, ClaimEvent, IncomingFile};

/// What is said of one claim.
pub(super) async fn take(
    app: &App,
    tenant: &TenantId,
    (file, from, answer): (&IncomingFile, &Sender, &StatusAnswer),
    told: &mut Told,
) -> store::Result<()> {
    let asked = super::ask::claim_of_trace(&answer.trace);
    let open = match asked {
        Some(claim) => payments::open_claim(&app.db, tenant, claim).await?,
        None => None,
    };
    let open = match open {
        Some(open) => Some(open),
        None => by_number(app, tenant, &answer.claim).await?,
    };
    let Some(open) = open else {
        let why = format!("no question and no claim of ours has the number {}", answer.trace);
        return told.leave("277", &why);
    };
    keep_number(app, tenant, answer.payer_number.trim(), &open).await?;
    let claim = open.open.claim.0.clone();
    let stands = standing(&answer.statuses);
    let reasons = status_reasons(&answer.statuses, None);
    let who = if answer.who.trim().is_empty() { "the payer" } else { answer.who.trim() };
    let first = reasons.first().map_or("nothing", |one| one.said.as_str()).to_owned();
    let said = format!("{who} says: {first}{}", next(stands));
    if stands == Standing::Refused {
        let account = open.open.account.clone().unwrap_or(AccountId(String::new()));
        let word = Word {
            door: Door::Claim,
            claim: &claim,
            account: &account,
            which: Which::Told(None, from),
            taken: false,
            who: who.to_owned(),
            said,
            reasons,
            key: format!("277:{}", answer.trace),
            file: &file.id,
        };
        let became = front_door::take(app, tenant, &word).await?;
        super::tell(told, "277", false, became, &claim);
        return Ok(());
    }
    let event = ClaimEvent {
        claim: claim.clone(),
        id: format!("277:{}:{first}", answer.trace),
        at: app.now(),
        kind: "277".to_owned(),
        tone: match stands {
            Standing::Pending | Standing::Decided => "news",
            _ => "bad",
        },
        said,
        file: file.id.clone(),
    };
    let mut tx = app.db.begin().await?;
    let new = payments::put_claim_events(&mut tx, tenant, &[event]).await?;
    tx.commit().await?;
    told.count("277", if new > 0 { "told where a claim stands" } else { "came before" });
    Ok(())
}

/// What follows from a standing, for whoever reads the timeline.
fn next(stands: Standing) -> &'static str {
    match stands {
        Standing::Pending => "",
        Standing::Decided => "; the remittance tells the rest",
        Standing::Asks => "; somebody must answer them",
        Standing::Unknown => "; if it is not there, it is to be sent again",
        Standing::Refused => "; it is mended and sent again",
    }
}
