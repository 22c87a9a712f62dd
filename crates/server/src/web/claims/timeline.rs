//! What happened to a claim since it left, and why it came back.

use crate::app::App;
use crate::web::follow_up::Asked;
use crate::web::format;
use model::TenantId;
use store::claims::ClaimRow;
use store::payments::{ClaimEvent, RefusalReason, claim_events, follow_up_of, refusals_of};

/// One thing that happened.
pub(super) struct EventRow {
    pub(super) at: String,
    pub(super) kind: String,
    pub(super) class: &'static str,
    pub(super) said: String,
}

/// Why it is here again.
pub(super) struct CameBack {
    pub(super) door: String,
    pub(super) who: String,
    pub(super) at: String,
    pub(super) reasons: Vec<RefusalReason>,
}

/// What is told of a claim since it left.
pub(super) struct Since {
    /// Everything that happened, oldest first.
    pub(super) events: Vec<EventRow>,
    /// The newest refusal of a claim that came back.
    pub(super) back: Option<CameBack>,
    /// What its payer asks.
    pub(super) asked: Option<Asked>,
}

/// What is told of a claim since it left; `may` says whether the person may end what is asked.
pub(super) async fn of(
    app: &App,
    tenant: &TenantId,
    (row, may): (&ClaimRow, bool),
) -> store::Result<Since> {
    let events = claim_events(&app.db, tenant, &row.id).await?;
    let back = match row.status.as_str() {
        "rejected" => refusals_of(&app.db, tenant, &row.id).await?.pop(),
        _ => None,
    };
    let back = back.map(|one| CameBack {
        door: one.refused_by,
        who: one.who,
        at: format::time(one.at),
        reasons: one.reasons,
    });
    let asked = match row.status.as_str() {
        "submitted" | "acknowledged" => follow_up_of(&app.db, tenant, &row.id).await?,
        _ => None,
    };
    let asked = asked.map(|item| Asked::of(item, may, "claim"));
    Ok(Since { events: events.into_iter().map(event).collect(), back, asked })
}

fn event(one: ClaimEvent) -> EventRow {
    let kind = match one.kind.as_str() {
        "submitted" => "Left",
        "ta1" => "TA1: arrival",
        "999" => "999: form",
        "277ca" => "277CA: front door",
        "276" => "276: asked",
        "277" => "277: status",
        "followed_up" => "Followed up",
        "835" => "835: decision",
        "corrected" => "Corrected",
        "appealed" => "Appealed",
        other => other,
    };
    EventRow {
        at: format::time(one.at),
        kind: format::capital(kind),
        class: match one.tone {
            "good" => "good",
            "bad" => "stop",
            _ => "info",
        },
        said: format::capital(&one.said),
    }
}
