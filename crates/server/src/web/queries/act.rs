//! What a person does to a query that was sent: escalate, ask another, cancel, close.

use super::{found, is_asked, provider_names};
use crate::app::App;
use crate::identity::permission::Permission;
use crate::queries::{Act, cancel, close, escalate, reassign};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use axum::Form;
use axum::extract::{Path, State};
use axum::response::Redirect;
use cdi::query::Outcome;
use serde::Deserialize;

/// The form.
#[derive(Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    version: i64,
    #[serde(rename = "do")]
    what: String,
    recipient: String,
    reason: String,
    outcome: String,
}

/// Does it.
pub(super) async fn act(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(asked): Form<Asked>,
) -> PageResult<Redirect> {
    let (stored, _) = found(&app, &visitor, &id, Permission::SendQuery).await?;
    if is_asked(&visitor, &stored.query.recipient) {
        return Err(PageFault::invalid("Who is asked answers, and does nothing else."));
    }
    let (tenant, actor) = (&visitor.tenant, visitor.user.as_str());
    let act = Act { tenant, id: &id, version: asked.version, actor };
    let changed = match asked.what.as_str() {
        "escalate" => escalate(&app, &act).await?,
        "reassign" => {
            let known = provider_names(&app, tenant).await?;
            if !known.contains_key(&asked.recipient) {
                return Err(PageFault::invalid("There is no such provider here."));
            }
            reassign(&app, &act, (asked.recipient, asked.reason)).await?
        }
        "cancel" => cancel(&app, &act, asked.reason).await?,
        "close" => {
            let outcome = Outcome::ALL.into_iter().find(|one| one.name() == asked.outcome);
            let outcome = outcome.ok_or_else(|| PageFault::invalid("Choose an outcome."))?;
            close(&app, &act, (outcome, asked.reason)).await?
        }
        _ => return Err(PageFault::invalid("That is nothing that can be done to a query.")),
    };
    changed.commit(&app, tenant).await?;
    Ok(Redirect::to(&format!("/queries/{id}?done=saved")))
}
