//! Logging in and out with a password and, where it is set up, a second factor.

use super::visitor::Visitor;
use crate::app::App;
use crate::identity::lockout::{Attempts, Gate};
use crate::identity::password::{self, Answer, Cost};
use crate::identity::security::Security;
use crate::identity::session::{Token, cookie, csrf};
use crate::identity::totp;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, outside, render};
use askama::Template;
use axum::Form;
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use serde::Deserialize;
use std::net::SocketAddr;
use store::people::{Session, User};
use store::record::{AuditEntry, append};

/// The cookie that binds the login form to the browser that loaded it.
const DOOR: &str = "cleanclaim_door";

/// Seconds for which a login form may stand open.
const DOOR_SECONDS: i64 = 3_600;

/// The login page.
#[derive(Template)]
#[template(path = "login.html")]
struct LoginPage {
    layout: Layout,
    fault: Option<String>,
    login: String,
    next: String,
    wants_code: bool,
    openid: Option<String>,
    people: Vec<(String, String)>,
    demo_password: &'static str,
}

/// What the address of the form carries.
#[derive(Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    next: String,
}

/// What the form sends.
#[derive(Deserialize)]
pub(super) struct Entry {
    login: String,
    password: String,
    #[serde(default)]
    code: String,
    #[serde(default)]
    next: String,
    #[serde(default)]
    csrf: String,
}

/// The empty form.
pub(super) async fn form(
    State(app): State<App>,
    Query(asked): Query<Asked>,
) -> PageResult<Response> {
    page(&app, None, String::new(), asked.next, false, StatusCode::OK).await
}

async fn page(
    app: &App,
    fault: Option<String>,
    login: String,
    next: String,
    wants_code: bool,
    status: StatusCode,
) -> PageResult<Response> {
    let door = Token::generate().map_err(PageFault::internal)?;
    let token = csrf::Key::new(&app.secret).token(&door.fingerprint());
    let token = token.map_err(PageFault::internal)?;
    let people = if app.config.demo { people(app).await? } else { Vec::new() };
    let html = render(&LoginPage {
        layout: outside(app, "Log in", &token),
        fault,
        login,
        next,
        wants_code,
        openid: app.openid.get().map(|_| "the site's provider".to_owned()),
        people,
        demo_password: crate::demo::PASSWORD,
    })?;
    let set = cookie::set_named(DOOR, door.reveal(), DOOR_SECONDS, app.config.tls);
    Ok((status, [(header::SET_COOKIE, set)], html).into_response())
}

async fn people(app: &App) -> PageResult<Vec<(String, String)>> {
    let users = store::people::users(&app.db, &app.config.tenant).await?;
    let row = |user: &User| (user.login.clone(), user.roles.join(", "));
    Ok(users.iter().filter(|user| user.active).map(row).collect())
}

/// A filled form.
pub(super) async fn enter(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Form(entry): Form<Entry>,
) -> PageResult<Response> {
    let (now, address) = (app.now(), peer.ip().to_string());
    let refuse = |why: &str, wants_code: bool, status: StatusCode| {
        let (app, login, next) = (app.clone(), entry.login.clone(), entry.next.clone());
        let why = why.to_owned();
        async move { page(&app, Some(why), login, next, wants_code, status).await }
    };
    let door = headers.get(header::COOKIE).and_then(|value| value.to_str().ok());
    let named = if app.config.tls { format!("__Host-{DOOR}") } else { DOOR.to_owned() };
    let door = door.and_then(|cookies| cookie::value(cookies, &named)).and_then(Token::read);
    let ours = door
        .is_some_and(|door| csrf::Key::new(&app.secret).verify(&door.fingerprint(), &entry.csrf));
    if !ours {
        return refuse("This form had grown old. Try again.", false, StatusCode::FORBIDDEN).await;
    }
    let tenant = app.config.tenant.clone();
    let security = app.security(&tenant).await?;
    let failed = store::people::failures_of(&app.db, &tenant, &address).await?;
    if !app.limits.login(&address, security.login_rate(), now).allowed
        || attempts(failed.failures, failed.last_at).gate(&security.address(), now) != Gate::Open
    {
        let why = "Too many tries from this address. Wait a while.";
        return refuse(why, false, StatusCode::TOO_MANY_REQUESTS).await;
    }
    let login = entry.login.trim().to_lowercase();
    let user = store::people::user_by_login(&app.db, &tenant, &login).await?;
    let answer = judge(&app, user.as_ref(), &entry, (&security, now)).await;
    let counted = user.as_ref().filter(|_| matches!(answer, Verdict::Wrong | Verdict::WrongCode));
    if !matches!(answer, Verdict::In { .. }) {
        count_failure(&app, counted, &address, (&security, now)).await?;
    }
    match (answer, user) {
        (Verdict::In { rehash, step, recovery }, Some(user)) => {
            let user = User {
                password_hash: rehash.or(user.password_hash.clone()),
                totp_step: step.unwrap_or(user.totp_step),
                recovery_codes: recovery.unwrap_or(user.recovery_codes.clone()),
                failed_count: 0,
                locked_until: 0,
                ..user
            };
            begin(&app, user, &address, &entry.next).await
        }
        (Verdict::NeedsCode, _) => {
            refuse("Now type the code of your second factor.", true, StatusCode::UNAUTHORIZED).await
        }
        (Verdict::Locked, _) => {
            let why = "Too many wrong tries for this login. Wait a while, or ask an administrator.";
            refuse(why, false, StatusCode::TOO_MANY_REQUESTS).await
        }
        (wrong, _) => {
            let wants_code = matches!(wrong, Verdict::WrongCode);
            let why = "Login, password or code is not right.";
            refuse(why, wants_code, StatusCode::UNAUTHORIZED).await
        }
    }
}

/// What a filled form is worth.
enum Verdict {
    In { rehash: Option<String>, step: Option<i64>, recovery: Option<Vec<String>> },
    NeedsCode,
    WrongCode,
    Wrong,
    Locked,
}

async fn judge(
    app: &App,
    user: Option<&User>,
    entry: &Entry,
    (security, now): (&Security, i64),
) -> Verdict {
    let stored = user.filter(|user| user.active).and_then(|user| user.password_hash.clone());
    let failed =
        user.map_or_else(Attempts::default, |user| attempts(user.failed_count, user.locked_until));
    let open = failed.gate(&security.login(), now) == Gate::Open;
    let password = entry.password.clone();
    // Hashing takes tens of milliseconds of one core: not on the threads that answer others.
    let answer = tokio::task::spawn_blocking(move || {
        password::verify(&password, stored.as_deref(), Cost::default())
    })
    .await
    .unwrap_or(Answer::Wrong);
    let Answer::Right { rehash } = answer else {
        return if open { Verdict::Wrong } else { Verdict::Locked };
    };
    let Some(user) = user else { return Verdict::Wrong };
    if !open {
        return Verdict::Locked;
    }
    let rehash = if rehash { password::hash(&entry.password, Cost::default()).ok() } else { None };
    let Some(kept) = user.totp_secret.as_deref() else {
        return Verdict::In { rehash, step: None, recovery: None };
    };
    // A secret that cannot be opened keeps the door shut: it never counts as none.
    let secret = crate::sealed::open(&app.secret, "totp", kept);
    let Some(secret) = secret.as_deref().and_then(totp::Secret::from_base32) else {
        return Verdict::WrongCode;
    };
    if entry.code.trim().is_empty() {
        return Verdict::NeedsCode;
    }
    if let Ok(step) = totp::verify(&secret, &entry.code, now, Some(user.totp_step)) {
        return Verdict::In { rehash, step: Some(step), recovery: None };
    }
    let mut kept = user.recovery_codes.iter().cloned().collect();
    if totp::use_recovery_code(&mut kept, &entry.code) {
        let recovery = Some(kept.into_iter().collect());
        return Verdict::In { rehash, step: None, recovery };
    }
    Verdict::WrongCode
}

/// Failures as they are stored.
pub(in crate::web) fn attempts(failures: i64, last: i64) -> Attempts {
    Attempts { failures: u32::try_from(failures.max(0)).unwrap_or(u32::MAX), last }
}

/// Counts a failure of the address and, where the gate of the login was open, of the login. Both
/// are single statements: tries side by side, in whichever process, all count.
pub(in crate::web) async fn count_failure(
    app: &App,
    user: Option<&User>,
    address: &str,
    (security, now): (&Security, i64),
) -> PageResult<()> {
    let tenant = &app.config.tenant;
    let mut tx = app.db.begin().await?;
    let forget = security.address().forget_after;
    store::people::count_failure(&mut tx, tenant, address, (now, forget)).await?;
    if let Some(user) = user {
        let policy = security.login();
        let close_at = i64::from(policy.close_at.unwrap_or(u32::MAX));
        let times = (now, policy.forget_after, close_at);
        store::people::count_user_failure(&mut tx, tenant, &user.id, times).await?;
        append(&mut tx, tenant, &[entry_of(user, "login.failed", address, now)]).await?;
    }
    Ok(tx.commit().await?)
}

/// Begins a session for a person who has proved who they are, and sends them on.
pub(super) async fn begin(
    app: &App,
    mut user: User,
    address: &str,
    next: &str,
) -> PageResult<Response> {
    let (now, tenant) = (app.now(), app.config.tenant.clone());
    let token = Token::generate().map_err(PageFault::internal)?;
    let mut tx = app.db.begin().await?;
    store::people::save_user(&mut tx, &tenant, &mut user).await?;
    let session = Session {
        token_hash: token.fingerprint(),
        tenant: tenant.clone(),
        user: user.id.clone(),
        created_at: now,
        seen_at: now,
        strong_at: now,
        address: address.to_owned(),
    };
    store::people::begin_session(&mut tx, &session).await?;
    store::people::forget_failures(&mut tx, &tenant, address).await?;
    append(&mut tx, &tenant, &[entry_of(&user, "login", address, now)]).await?;
    tx.commit().await?;
    let limits = app.security(&tenant).await?.session();
    let cookie = cookie::set(&token, &limits, app.config.tls);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to(&own_address(next))).into_response())
}

/// Ends the session.
pub(super) async fn leave(visitor: Visitor, State(app): State<App>) -> PageResult<Response> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    store::people::end_session(&mut tx, &visitor.session, now).await?;
    let entry =
        visitor.audit(now, "logout", ("user", visitor.user.as_str()), serde_json::json!({}));
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    let cookie = cookie::clear(app.config.tls);
    Ok(([(header::SET_COOKIE, cookie)], Redirect::to("/login")).into_response())
}

fn entry_of(user: &User, action: &str, address: &str, now: i64) -> AuditEntry {
    AuditEntry {
        at: now,
        actor: user.id.0.clone(),
        action: action.to_owned(),
        object_kind: "user".to_owned(),
        object: user.id.0.clone(),
        patient: None,
        detail: serde_json::json!({ "address": address }),
    }
}

/// Only an address of ours: never another site's.
fn own_address(next: &str) -> String {
    let ours =
        next.starts_with('/') && !next.starts_with("//") && !next.contains(['\\', '\n', '\r']);
    if ours { next.to_owned() } else { "/".to_owned() }
}

#[cfg(test)]
mod tests {
    use super::own_address;

    #[test]
    fn a_login_leads_to_our_own_pages_only() {
        for (next, to) in [
            ("/worklists?queue=review", "/worklists?queue=review"),
            ("//evil.example", "/"),
            ("https://evil.example", "/"),
            ("/\\evil.example", "/"),
            ("", "/"),
        ] {
            assert_eq!(own_address(next), to, "{next}");
        }
    }
}
