//! Tokens of programs: listed without their secret, made, taken back.

use crate::api::call::{Call, Reply};
use crate::api::endpoint::{Endpoint, Key, Shape};
use crate::api::problem::{ApiResult, Problem};
use crate::api::table::Table;
use crate::identity::api_token::{Request, make};
use crate::identity::permission::Permission;
use crate::surroundings::rfc3339;
use axum::http::StatusCode;
use serde::{Deserialize, Serialize};
use serde_json::json;
use std::collections::BTreeSet;
use store::people::{ApiToken, put_token, revoke_token, tokens_of};
use utoipa::ToSchema;

/// A token to be made.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct TokenEntry {
    /// What it is for.
    name: String,
    /// The user as whom it acts; never one who may more than the caller.
    user: String,
    /// Permissions.
    scopes: Vec<String>,
    /// Life in days, 1 to 366.
    #[schema(minimum = 1, maximum = 366)]
    days: u32,
}

/// A token.
#[derive(Serialize, ToSchema)]
struct TokenView {
    /// Its id.
    id: String,
    /// What it is for.
    name: String,
    /// The user as whom it acts.
    user: String,
    /// Permissions.
    scopes: Vec<String>,
    /// When it was made.
    created_at: String,
    /// When it ends.
    expires_at: String,
    /// When it was last used, within a minute.
    used_at: Option<String>,
    /// When it was taken back.
    revoked_at: Option<String>,
    /// Its text, when it was just made; it is not shown again.
    token: Option<String>,
}

pub(super) fn endpoints(table: Table) -> Table {
    let may = Permission::ManageWebhooks;
    table
        .with(
            Endpoint::new("GET", "/tokens", may, "Tokens, newest first")
                .answers(Shape::list::<TokenView>()),
            list,
        )
        .with(
            Endpoint::new("POST", "/tokens", may, "Make a token; takes no Idempotency-Key")
                .takes::<TokenEntry>()
                .answers(Shape::of::<TokenView>())
                .with_status(201)
                .key(Key::Refused),
            add,
        )
        .with(Endpoint::new("DELETE", "/tokens/{token}", may, "Take a token back"), revoke)
}

fn view(token: ApiToken, shown: Option<String>) -> TokenView {
    TokenView {
        id: token.id,
        name: token.name,
        user: token.user.0,
        scopes: token.scopes,
        created_at: rfc3339(token.created_at),
        expires_at: rfc3339(token.expires_at),
        used_at: token.used_at.map(rfc3339),
        revoked_at: token.revoked_at.map(rfc3339),
        token: shown,
    }
}

async fn list(call: Call) -> ApiResult<Reply> {
    let tokens = tokens_of(&call.app.db, &call.visitor.tenant).await?;
    Reply::all(tokens.into_iter().map(|token| view(token, None)).collect())
}

async fn add(call: Call) -> ApiResult<Reply> {
    let entry: TokenEntry = call.json()?;
    let (app, tenant, now) = (&call.app, &call.visitor.tenant, call.app.now());
    let user = store::people::user(&app.db, tenant, &entry.user).await?;
    let user = user.filter(|user| user.active).ok_or_else(|| Problem::not_found("such user"))?;
    let scope: Result<BTreeSet<Permission>, String> =
        entry.scopes.iter().map(|name| name.parse()).collect();
    let scope = scope.map_err(|_| Problem::invalid("scopes", "One of these is no permission."))?;
    let another = user.id != call.visitor.user;
    if another && !call.visitor.principal.may(Permission::ManageUsers) {
        return Err(Problem::forbidden(Permission::ManageUsers));
    }
    let request = Request { name: entry.name, user: user.id.0.clone(), scope, days: entry.days };
    let (shown, kept) =
        make(request, now).map_err(|why| Problem::invalid(".", format!("{why}.")))?;
    let token = kept.row(tenant, call.app.new_id("tok"));
    let mut tx = app.db.begin().await?;
    put_token(&mut tx, &token).await?;
    let detail = json!({ "user": token.user, "scopes": token.scopes });
    let entry = call.visitor.audit(now, "token.made", ("token", &token.id), detail);
    store::record::append(&mut tx, tenant, &[entry]).await?;
    let shown = Some(shown.reveal().to_owned());
    let reply = Reply::new(StatusCode::CREATED, &view(token, shown))?;
    call.commit(tx, reply).await
}

async fn revoke(call: Call) -> ApiResult<Reply> {
    let (id, now, tenant) = (call.part("token"), call.app.now(), &call.visitor.tenant);
    let mut tx = call.app.db.begin().await?;
    revoke_token(&mut tx, tenant, id, now).await?;
    let entry = call.visitor.audit(now, "token.revoked", ("token", id), json!({}));
    store::record::append(&mut tx, tenant, &[entry]).await?;
    call.commit(tx, Reply::nothing()).await
}
