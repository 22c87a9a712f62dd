//! Webhooks: who is told of what.

use crate::api::call::{Call, Reply};
use crate::api::endpoint::{Endpoint, Key, Shape};
use crate::api::problem::{ApiResult, Problem};
use crate::api::table::Table;
use crate::connectors::Switches;
use crate::identity::permission::Permission;
use crate::surroundings::rfc3339;
use crate::webhooks::{self, EVENTS, Sending};
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::people::{Setting, put_setting};
use store::work::{Webhook, add_webhook, drop_webhook, webhook};
use utoipa::ToSchema;

/// Webhooks of a tenant at most.
const MOST: usize = 100;

/// A webhook as entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct WebhookEntry {
    /// Where it is told: https.
    url: String,
    /// Of what: `chart.coded`, `account.moved`, …
    events: Vec<String>,
}

/// A webhook.
#[derive(Serialize, ToSchema)]
struct WebhookView {
    /// Its id.
    id: String,
    /// Where it is told.
    url: String,
    /// Of what.
    events: Vec<String>,
    /// Whether it is told at all.
    active: bool,
    /// When it was added.
    created_at: String,
    /// Counts the changes.
    version: i64,
    /// The secret of its signature, when it was just added; it is not shown again.
    secret: Option<String>,
}

/// A message that was put into the outbox.
#[derive(Serialize, ToSchema)]
struct Message {
    /// Its id, as in `webhook-id`.
    message: String,
}

pub(super) fn endpoints(table: Table) -> Table {
    let (may, set) = (Permission::ManageWebhooks, Permission::ManageConnectors);
    table
        .with(
            Endpoint::new("GET", "/webhooks", may, "Webhooks")
                .answers(Shape::list::<WebhookView>()),
            list,
        )
        .with(
            Endpoint::new("POST", "/webhooks", may, "Add a webhook; takes no Idempotency-Key")
                .takes::<WebhookEntry>()
                .answers(Shape::of::<WebhookView>())
                .with_status(201)
                .key(Key::Refused),
            add,
        )
        .with(
            Endpoint::new("GET", "/webhooks/{webhook}", may, "One webhook")
                .answers(Shape::of::<WebhookView>()),
            one,
        )
        .with(
            Endpoint::new("DELETE", "/webhooks/{webhook}", may, "Take a webhook away").versioned(),
            drop,
        )
        .with(
            Endpoint::new("POST", "/webhooks/{webhook}/test", may, "Send a try")
                .answers(Shape::of::<Message>())
                .with_status(202),
            test,
        )
        .with(
            Endpoint::new("GET", "/settings/webhooks", set, "Whether webhooks are sent")
                .answers(Shape::of::<Sending>()),
            setting,
        )
        .with(
            Endpoint::new("PUT", "/settings/webhooks", set, "Say whether webhooks are sent")
                .takes::<Sending>()
                .answers(Shape::of::<Sending>())
                .versioned(),
            set_setting,
        )
}

fn view(hook: Webhook, secret: Option<String>) -> WebhookView {
    WebhookView {
        id: hook.id,
        url: hook.url,
        events: hook.events,
        active: hook.active,
        created_at: rfc3339(hook.created_at),
        version: hook.version,
        secret,
    }
}

async fn list(call: Call) -> ApiResult<Reply> {
    let mut tx = call.app.db.begin().await?;
    let hooks = store::work::webhooks(&mut tx, &call.visitor.tenant).await?;
    tx.commit().await?;
    Reply::all(hooks.into_iter().map(|hook| view(hook, None)).collect())
}

async fn add(call: Call) -> ApiResult<Reply> {
    if call.app.config.demo {
        return Err(Problem::invalid(".", "The made-up practice sends nothing anywhere."));
    }
    let entry: WebhookEntry = call.json()?;
    let (tenant, now) = (&call.visitor.tenant, call.app.now());
    let (sending, _) = Sending::of(&call.app, tenant).await?;
    webhooks::check(&entry.url, sending).map_err(|why| Problem::invalid("url", why))?;
    let known = entry.events.iter().all(|name| EVENTS.contains(&name.as_str()));
    if entry.events.is_empty() || entry.events.len() > EVENTS.len() || !known {
        return Err(Problem::invalid("events", format!("Some of {}.", EVENTS.join(", "))));
    }
    let hook = Webhook {
        id: call.app.new_id("hook"),
        url: entry.url,
        events: entry.events,
        secret: webhooks::new_secret().map_err(Problem::internal)?,
        active: true,
        created_at: now,
        version: 1,
    };
    let mut tx = call.app.db.begin().await?;
    if store::work::webhooks(&mut tx, tenant).await?.len() >= MOST {
        return Err(Problem::invalid(".", format!("There are {MOST} webhooks already.")));
    }
    add_webhook(&mut tx, tenant, &hook).await?;
    let detail = json!({ "events": hook.events });
    let entry = call.visitor.audit(now, "webhook.added", ("webhook", &hook.id), detail);
    store::record::append(&mut tx, tenant, &[entry]).await?;
    let secret = Some(hook.secret.clone());
    let reply = Reply::new(StatusCode::CREATED, &view(hook, secret))?.version(1);
    call.commit(tx, reply).await
}

async fn found(call: &Call) -> ApiResult<Webhook> {
    let found = webhook(&call.app.db, &call.visitor.tenant, call.part("webhook")).await?;
    found.ok_or_else(|| Problem::not_found("such webhook"))
}

async fn one(call: Call) -> ApiResult<Reply> {
    let hook = found(&call).await?;
    let version = hook.version;
    Ok(Reply::ok(&view(hook, None))?.version(version))
}

async fn drop(call: Call) -> ApiResult<Reply> {
    let hook = found(&call).await?;
    call.is_version(hook.version)?;
    let (tenant, now) = (&call.visitor.tenant, call.app.now());
    let mut tx = call.app.db.begin().await?;
    drop_webhook(&mut tx, tenant, &hook.id, hook.version).await?;
    let entry = call.visitor.audit(now, "webhook.dropped", ("webhook", &hook.id), json!({}));
    store::record::append(&mut tx, tenant, &[entry]).await?;
    call.commit(tx, Reply::nothing()).await
}

async fn test(call: Call) -> ApiResult<Reply> {
    let hook = found(&call).await?;
    let (tenant, now) = (&call.visitor.tenant, call.app.now());
    let mut tx = call.app.db.begin().await?;
    let message = webhooks::test(&call.app, &mut tx, tenant, &hook).await?;
    let entry = call.visitor.audit(now, "webhook.tried", ("webhook", &hook.id), json!({}));
    store::record::append(&mut tx, tenant, &[entry]).await?;
    let reply = Reply::new(StatusCode::ACCEPTED, &Message { message })?;
    call.commit(tx, reply).await
}

async fn setting(call: Call) -> ApiResult<Reply> {
    let (sending, version) = Sending::of(&call.app, &call.visitor.tenant).await?;
    Ok(Reply::ok(&sending)?.version(version))
}

async fn set_setting(call: Call) -> ApiResult<Reply> {
    if call.app.config.demo {
        return Err(Problem::invalid(".", "The made-up practice sends nothing anywhere."));
    }
    let (tenant, now) = (&call.visitor.tenant, call.app.now());
    let (mut switches, version) = Switches::of(&call.app, tenant).await?;
    let sending: Sending = call.json()?;
    call.is_version(version)?;
    (switches.webhooks, switches.private_webhooks) = (sending.enabled, sending.private_networks);
    let setting = Setting {
        name: Switches::SETTING.to_owned(),
        body: serde_json::to_string(&switches).map_err(Problem::internal)?,
        version,
        changed_at: now,
        changed_by: call.visitor.user.0.clone(),
    };
    let mut tx = call.app.db.begin().await?;
    put_setting(&mut tx, tenant, &setting).await?;
    let entry =
        call.visitor.audit(now, "setting.changed", ("setting", Switches::SETTING), json!(sending));
    store::record::append(&mut tx, tenant, &[entry]).await?;
    let reply = Reply::ok(&sending)?.version(version + 1);
    call.commit(tx, reply).await
}
