//! Connectors: what may leave this machine. All are off until a person switches one on.

use crate::app::App;
use crate::connectors::Switches;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{Html, Redirect};
use serde::Deserialize;
use serde_json::json;
use store::people::{Setting, put_setting};
use store::record::append;

/// The page.
#[derive(Template)]
#[template(path = "admin/connectors.html")]
struct ConnectorsPage {
    layout: Layout,
    switches: Switches,
    version: i64,
    demo: bool,
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Typed {
    version: i64,
    #[serde(default)]
    claim_folder: String,
    #[serde(default)]
    webhooks: String,
    #[serde(default)]
    private_webhooks: String,
}

/// Shows the switches.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let (switches, version) = Switches::of(&app, &visitor.tenant).await?;
    let layout = layout(&app, &visitor, "Connectors", "/admin/connectors").await?;
    render(&ConnectorsPage { layout, switches, version, demo: app.config.demo })
}

/// Turns them.
pub(super) async fn save(
    visitor: Visitor,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> PageResult<Redirect> {
    visitor.proved_lately(&app)?;
    if app.config.demo {
        return Err(PageFault::invalid("The made-up practice lets nothing leave this machine."));
    }
    let folder = typed.claim_folder.trim();
    let path = std::path::Path::new(folder);
    let usable = folder.is_empty() || (path.is_absolute() && path.is_dir());
    if !usable {
        return Err(PageFault::invalid(format!(
            "`{folder}` is no folder of this machine; name it from the root, and make it first."
        )));
    }
    let switches = Switches {
        claim_folder: (!folder.is_empty()).then(|| folder.to_owned()),
        webhooks: typed.webhooks == "yes",
        private_webhooks: typed.private_webhooks == "yes",
    };
    let (before, _) = Switches::of(&app, &visitor.tenant).await?;
    let now = app.now();
    let setting = Setting {
        name: Switches::SETTING.to_owned(),
        body: serde_json::to_string(&switches).map_err(PageFault::internal)?,
        version: typed.version,
        changed_at: now,
        changed_by: visitor.user.0.clone(),
    };
    let mut tx = app.db.begin().await?;
    put_setting(&mut tx, &visitor.tenant, &setting).await?;
    let detail = json!({ "before": before, "after": switches });
    let entry = visitor.audit(now, "connectors.change", ("setting", Switches::SETTING), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/connectors?done=saved"))
}
