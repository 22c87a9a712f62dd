//! Connectors: what may leave this machine. All are off until a person switches one on.

mod claims;

pub(super) use claims::save as save_claims;

use crate::app::App;
use crate::connectors::{Fault, PartnerForm, Switches};
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{Html, Redirect};
use claims::{FieldView, fields};
use serde::Deserialize;
use serde_json::{Value, json};
use store::people::{Setting, put_setting};
use store::record::append;

/// The page.
#[derive(Template)]
#[template(path = "admin/connectors.html")]
struct ConnectorsPage {
    layout: Layout,
    /// Whether claims leave now, whatever is typed.
    leaving: bool,
    form: PartnerForm,
    fields: Vec<FieldView>,
    machine: Vec<FieldView>,
    carried: bool,
    reason: String,
    reason_fault: Option<String>,
    switches: Switches,
    version: i64,
    demo: bool,
}

/// What the form of the webhooks sends.
#[derive(Deserialize)]
pub(super) struct Typed {
    version: i64,
    #[serde(default)]
    webhooks: String,
    #[serde(default)]
    private_webhooks: String,
}

/// Shows the switches.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let (switches, version) = Switches::of(&app, &visitor.tenant).await?;
    let form = PartnerForm::of(switches.claims.as_ref());
    page(&app, &visitor, (switches, version), (form, Vec::new(), String::new())).await
}

async fn page(
    app: &App,
    visitor: &Visitor,
    (switches, version): (Switches, i64),
    (form, faults, reason): (PartnerForm, Vec<Fault>, String),
) -> PageResult<Html<String>> {
    let of_reason = faults.iter().find(|(field, _)| *field == "reason");
    let reason_fault = of_reason.map(|(_, fault)| fault.clone());
    let layout = layout(app, visitor, "Connectors", "/admin/connectors").await?;
    let (fields, machine) = fields(&form, &faults);
    render(&ConnectorsPage {
        layout,
        carried: !form.sftp.is_empty(),
        machine,
        leaving: switches.claims.as_ref().is_some_and(|partner| partner.on),
        fields,
        form,
        reason,
        reason_fault,
        switches,
        version,
        demo: app.config.demo,
    })
}

/// The made-up practice refuses every switch.
fn refuse_demo(app: &App) -> PageResult<()> {
    match app.config.demo {
        true => Err(PageFault::invalid("The made-up practice lets nothing leave this machine.")),
        false => Ok(()),
    }
}

/// Turns the switches of the webhooks.
pub(super) async fn save(
    visitor: Visitor,
    State(app): State<App>,
    Form(typed): Form<Typed>,
) -> PageResult<Redirect> {
    visitor.proved_lately(&app)?;
    refuse_demo(&app)?;
    let (before, _) = Switches::of(&app, &visitor.tenant).await?;
    let switches = Switches {
        webhooks: typed.webhooks == "yes",
        private_webhooks: typed.private_webhooks == "yes",
        ..before.clone()
    };
    let detail = json!({ "before": before, "after": switches });
    keep(&app, &visitor, (&switches, typed.version), "connectors.change", detail).await?;
    Ok(Redirect::to("/admin/connectors?done=saved"))
}

/// Keeps the setting and who changed it, both or neither.
async fn keep(
    app: &App,
    visitor: &Visitor,
    (switches, version): (&Switches, i64),
    action: &str,
    detail: Value,
) -> PageResult<()> {
    let now = app.now();
    let setting = Setting {
        name: Switches::SETTING.to_owned(),
        body: serde_json::to_string(switches).map_err(PageFault::internal)?,
        version,
        changed_at: now,
        changed_by: visitor.user.0.clone(),
    };
    let mut tx = app.db.begin().await?;
    put_setting(&mut tx, &visitor.tenant, &setting).await?;
    let entry = visitor.audit(now, action, ("setting", Switches::SETTING), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    crate::worker::send::look_soon(app, &mut tx).await?;
    tx.commit().await?;
    app.work.notify_waiters();
    Ok(())
}
