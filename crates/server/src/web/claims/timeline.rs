//! What happened to a claim since it left, and why it came back.

use crate::app::App;
use crate::web::format;
use model::TenantId;
use store::claims::ClaimRow;
use store::payments::{ClaimEvent, RefusalReason, claim_events, refusals_of};

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

/// The timeline, oldest first, and the newest refusal of a claim that came back.
pub(super) async fn of(
    app: &App,
    tenant: &TenantId,
    row: &ClaimRow,
) -> store::Result<(Vec<EventRow>, Option<CameBack>)> {
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
    Ok((events.into_iter().map(event).collect(), back))
}

fn event(one: ClaimEvent) -> EventRow {
    let kind = match one.kind.as_str() {
        "submitted" => "Left",
        "ta1" => "TA1: arrival",
        "999" => "999: form",
        "277ca" => "277CA: front door",
        "276" => "276: asked",
        "277" => "277: status",
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
