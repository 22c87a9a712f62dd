//! Logging in at the site's OpenID Connect provider.

use super::login::begin;
use crate::app::App;
use crate::identity::openid::http::Network;
use crate::identity::openid::pending::{COOKIE, PATIENCE, Pending, key_of};
use crate::identity::openid::{Answer, Fault, Person, RelyingParty, Settings};
use crate::identity::session::cookie;
use crate::web::fault::{PageFault, PageResult};
use axum::extract::{ConnectInfo, Query, State};
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Redirect, Response};
use model::UserId;
use serde_json::json;
use std::net::SocketAddr;
use std::sync::Arc;
use store::people::{User, add_user, keep_login, take_login, user_by_login, user_by_openid};
use store::record::{AuditEntry, append};

/// The provider of a site. The logins that are under way there are in the store, so that the
/// browser may come back to another process than the one that sent it.
pub struct OpenidDoor {
    party: RelyingParty,
}

impl OpenidDoor {
    /// A door to a provider; nothing is fetched before the first login.
    ///
    /// # Errors
    /// Settings that no provider could take.
    pub fn new(settings: Settings) -> Result<OpenidDoor, String> {
        let http = Network::new()?;
        let party = RelyingParty::new(settings, Arc::new(http));
        Ok(OpenidDoor { party: party.map_err(|fault| fault.to_string())? })
    }
}

fn door(app: &App) -> PageResult<&OpenidDoor> {
    app.openid.get().ok_or_else(|| PageFault::not_found("other way to log in"))
}

fn refused(fault: &Fault) -> PageFault {
    tracing::warn!(fault = %fault, "a login at the provider failed");
    PageFault {
        status: StatusCode::FORBIDDEN,
        heading: "The login did not work",
        what: format!("{fault}."),
        back: Some(("/login", "Back to the login page")),
    }
}

/// Sends the browser to the provider.
pub(super) async fn leave_for(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
) -> PageResult<Response> {
    let door = door(&app)?;
    let (now, tenant) = (app.now(), &app.config.tenant);
    let rate = app.security(tenant).await?.login_rate();
    if !app.limits.login(&peer.ip().to_string(), rate, now).allowed {
        return Err(PageFault {
            status: StatusCode::TOO_MANY_REQUESTS,
            heading: "Too many logins",
            what: "Too many logins began at this address. Wait a minute.".into(),
            back: Some(("/login", "Back to the login page")),
        });
    }
    let (address, pending) = door.party.begin(now).await.map_err(|fault| refused(&fault))?;
    let set = cookie::set_named(COOKIE, &pending.state, PATIENCE / 1_000_000, app.config.tls);
    let mut tx = app.db.begin().await?;
    keep_login(&mut tx, tenant, &pending.kept(), now).await?;
    tx.commit().await?;
    Ok(([(header::SET_COOKIE, set)], Redirect::to(&address)).into_response())
}

/// Takes the browser back with the provider's answer.
pub(super) async fn come_back(
    State(app): State<App>,
    ConnectInfo(peer): ConnectInfo<SocketAddr>,
    headers: HeaderMap,
    Query(answer): Query<Answer>,
) -> PageResult<Response> {
    let door = door(&app)?;
    let now = app.now();
    let named = if app.config.tls { format!("__Host-{COOKIE}") } else { COOKIE.to_owned() };
    let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok());
    let kept = cookies.and_then(|cookies| cookie::value(cookies, &named)).unwrap_or_default();
    let state = answer.state.as_deref().unwrap_or_default();
    let key = key_of(state, kept).map_err(|fault| refused(&fault))?;
    let mut tx = app.db.begin().await?;
    let taken = take_login(&mut tx, &app.config.tenant, &key, now).await?;
    tx.commit().await?;
    let pending = Pending::of(state, taken.ok_or_else(|| refused(&Fault::State))?);
    let person = door.party.finish(pending, &answer, now).await;
    let person = person.map_err(|fault| refused(&fault))?;
    let user = known(&app, person, now).await?;
    begin(&app, user, &peer.ip().to_string(), "/").await
}

/// The user of a person: added at their first login, with the roles that the provider names now.
async fn known(app: &App, person: Person, now: i64) -> PageResult<User> {
    let tenant = &app.config.tenant;
    let subject = format!("{}|{}", person.issuer, person.subject);
    let roles: Vec<String> = person.roles.iter().map(ToString::to_string).collect();
    let team = person.teams.iter().next().cloned();
    if let Some(user) = user_by_openid(&app.db, tenant, &subject).await? {
        if !user.active {
            return Err(closed());
        }
        return Ok(User { roles, team, name: person.name, provider: person.provider, ..user });
    }
    // A local user of that login is somebody else until an administrator says otherwise.
    if user_by_login(&app.db, tenant, &person.login.to_lowercase()).await?.is_some() {
        return Err(closed());
    }
    let user = User {
        login: person.login.to_lowercase(),
        name: person.name,
        email: person.email,
        roles,
        team,
        provider: person.provider,
        openid_subject: Some(subject),
        ..User::blank(UserId(app.new_id("user")), now)
    };
    let mut tx = app.db.begin().await?;
    add_user(&mut tx, tenant, &user).await?;
    let entry = AuditEntry {
        at: now,
        actor: user.id.0.clone(),
        action: "user.add".to_owned(),
        object_kind: "user".to_owned(),
        object: user.id.0.clone(),
        patient: None,
        detail: json!({ "login": user.login, "roles": user.roles, "provider": true }),
    };
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(user)
}

fn closed() -> PageFault {
    PageFault {
        status: StatusCode::FORBIDDEN,
        heading: "The login did not work",
        what: "This login is closed here, or belongs to a local user. Ask an administrator.".into(),
        back: Some(("/login", "Back to the login page")),
    }
}
