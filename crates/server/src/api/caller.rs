//! Who calls: a program with a token, or a person with a session.

use super::problem::{ApiResult, Problem};
use crate::app::App;
use crate::identity::api_token;
use crate::identity::permission::{Permission, Reach};
use crate::identity::session::csrf;
use crate::web::door::{Visitor, address_of, principal, recognise};
use axum::http::request::Parts;
use axum::http::{Method, StatusCode, header};
use std::collections::BTreeSet;
use store::accounts::Account;
use store::record::AuditFilter;

/// How often the last use of a token is written down, in microseconds.
const TOUCH_EVERY: i64 = 60_000_000;

/// Finds out who calls.
///
/// # Errors
/// 401 without a token or session that is good; 403 for a change by a session without `X-CSRF`.
pub async fn caller(app: &App, parts: &Parts) -> ApiResult<Visitor> {
    let address = address_of(parts);
    if let Some(header) = parts.headers.get(header::AUTHORIZATION) {
        let header = header.to_str().unwrap_or_default();
        let Some(fingerprint) = api_token::fingerprint_of(header) else {
            let why = "The Authorization header holds no token of ours.";
            return Err(refused(app, &address, why).await);
        };
        return program(app, &fingerprint, address).await;
    }
    let Some(visitor) = recognise(app, &parts.headers, &address).await? else {
        return Err(Problem::unauthorized("Send `Authorization: Bearer cc_…`."));
    };
    let reading = matches!(parts.method, Method::GET | Method::HEAD);
    let token = parts.headers.get("x-csrf").and_then(|value| value.to_str().ok());
    let key = csrf::Key::new(&app.secret);
    if !reading && !token.is_some_and(|token| key.verify(&visitor.session, token)) {
        let detail = "A change with a session needs the header X-CSRF of this login.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "csrf", "Not from our pages", detail));
    }
    Ok(visitor)
}

/// Guesses of one address are counted together, whatever they guess.
async fn refused(app: &App, address: &str, detail: &str) -> Problem {
    let limit = match app.security(&app.config.tenant).await {
        Ok(security) => security.api(),
        Err(fault) => return fault.into(),
    };
    let verdict = app.limits.api(&format!("guess:{address}"), limit, app.now());
    if verdict.allowed { Problem::unauthorized(detail) } else { super::call::too_many(&verdict) }
}

async fn program(app: &App, fingerprint: &str, address: String) -> ApiResult<Visitor> {
    let now = app.now();
    let gone = async || refused(app, &address, "This token is unknown, expired or revoked.").await;
    let Some(token) = store::people::token(&app.db, fingerprint).await? else {
        return Err(gone().await);
    };
    if token.revoked_at.is_some() || now >= token.expires_at {
        return Err(gone().await);
    }
    let user = store::people::user(&app.db, &token.tenant, token.user.as_str()).await?;
    let Some(user) = user.filter(|user| user.active) else { return Err(gone().await) };
    if token.used_at.is_none_or(|used| now - used > TOUCH_EVERY) {
        let mut tx = app.db.begin().await?;
        store::people::touch_token(&mut tx, fingerprint, now).await?;
        tx.commit().await?;
    }
    let mut principal = principal(app, &token.tenant, &user, now).await?;
    let scope: BTreeSet<Permission> =
        token.scopes.iter().filter_map(|name| name.parse().ok()).collect();
    principal.scope = Some(scope);
    Ok(Visitor {
        principal,
        tenant: token.tenant,
        user: user.id,
        name: user.name,
        keys: user.keys,
        session: format!("token:{}", token.id),
        strong_at: now,
        limits: app.security(&app.config.tenant).await?.session(),
        csrf: String::new(),
        address,
        notice: None,
    })
}

/// Whether the caller may do what an endpoint does at all.
///
/// # Errors
/// 403.
pub fn admit(visitor: &Visitor, permission: Permission, now: i64) -> ApiResult<()> {
    for needed in [Permission::ReadApi, permission] {
        if !visitor.principal.may(needed) {
            return Err(Problem::forbidden(needed));
        }
    }
    if permission.is_dangerous() && now - visitor.strong_at > visitor.limits.step_up {
        let detail = "This needs a password given a short time ago: log in again.";
        return Err(Problem::new(StatusCode::FORBIDDEN, "step-up", "Log in again", detail));
    }
    Ok(())
}

/// Whether the caller may do something to an account. What one sent in oneself is one's own to
/// read, whoever codes it.
///
/// # Errors
/// 403.
pub async fn allow(
    app: &App,
    visitor: &Visitor,
    permission: Permission,
    account: &Account,
) -> ApiResult<()> {
    let Err(denied) = visitor.allow_account(permission, account) else { return Ok(()) };
    if visitor.principal.reach(permission) == Reach::Own && account.tags.is_empty() {
        let filter = AuditFilter {
            actor: visitor.user.0.clone(),
            action: "chart.received".to_owned(),
            object: account.id.0.clone(),
            limit: 1,
            ..AuditFilter::default()
        };
        if !store::record::search(&app.db, &visitor.tenant, &filter).await?.is_empty() {
            return Ok(());
        }
    }
    Err(denied.into())
}
