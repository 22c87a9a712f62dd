//! The person behind a request.

use crate::app::App;
use crate::identity::permission::{
    Denied, Permission, Principal, Resource, Role, authorize, names_row,
};
use crate::identity::session::{Limits, Session as Times, Standing, cookie, judge};
use crate::web::fault::PageFault;
use axum::extract::{ConnectInfo, FromRequestParts};
use axum::http::request::Parts;
use axum::http::{HeaderMap, header};
use model::{TenantId, UserId};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use store::people::{Session, User};
use store::{StoreError, accounts::Account};

/// How often the idle limit is moved on, in microseconds: not with every click.
const TOUCH_EVERY: i64 = 30_000_000;

/// Who is asking, once the guard has let them in.
#[derive(Clone, Debug)]
pub struct Visitor {
    /// What they may do.
    pub principal: Principal,
    /// Whose data.
    pub tenant: TenantId,
    /// The user's id.
    pub user: UserId,
    /// Their name as shown.
    pub name: String,
    /// Their own keys, as JSON.
    pub keys: String,
    /// The key of their session.
    pub session: String,
    /// When they last proved who they are.
    pub strong_at: i64,
    /// What a session may last, and a password count as given lately.
    pub limits: Limits,
    /// A token for the forms of this page.
    pub csrf: String,
    /// Where they come from.
    pub address: String,
    /// What was just done, told once.
    pub notice: Option<String>,
}

impl Visitor {
    /// Whether they may do something to a row.
    ///
    /// # Errors
    /// Why not.
    pub fn allow(&self, permission: Permission, row: &Resource<'_>) -> Result<(), Denied> {
        authorize(&self.principal, permission, row)
    }

    /// Whether they gave their password lately enough for a dangerous act.
    ///
    /// # Errors
    /// The page that asks for it.
    pub fn proved_lately(&self, app: &App) -> Result<(), PageFault> {
        let since = app.now() - self.strong_at;
        let lately = (0..self.limits.step_up).contains(&since);
        if lately { Ok(()) } else { Err(PageFault::unproved()) }
    }

    /// Whether they may do something to an account.
    ///
    /// # Errors
    /// Why not.
    pub fn allow_account(&self, permission: Permission, account: &Account) -> Result<(), Denied> {
        self.allow(permission, &resource(account))
    }

    /// Whether a list may name the patient of an account to them.
    #[must_use]
    pub fn may_name(&self, account: &Account) -> bool {
        names_row(&self.principal, &resource(account))
    }

    /// An entry of the audit log by this person; `account` where it is about one.
    #[must_use]
    pub fn audit(
        &self,
        at: i64,
        action: &str,
        (object_kind, object): (&str, &str),
        detail: serde_json::Value,
    ) -> store::record::AuditEntry {
        store::record::AuditEntry {
            at,
            actor: self.user.0.clone(),
            action: action.to_owned(),
            object_kind: object_kind.to_owned(),
            object: object.to_owned(),
            patient: None,
            detail,
        }
    }
}

/// The account as a row of the permissions.
pub(crate) fn resource(account: &Account) -> Resource<'_> {
    Resource {
        owner: account.coder.as_deref(),
        provider: account.provider.as_deref(),
        assigned_to: account.standing.owner.person().map(UserId::as_str),
        team: None,
        account: Some(account.id.as_str()),
        patient: account.patient.as_deref(),
        tags: &account.tags,
    }
}

impl FromRequestParts<App> for Visitor {
    type Rejection = PageFault;

    async fn from_request_parts(parts: &mut Parts, _: &App) -> Result<Visitor, PageFault> {
        parts
            .extensions
            .get::<Visitor>()
            .cloned()
            .ok_or_else(|| PageFault::internal("a page without guard asked who is there"))
    }
}

/// Where a request comes from.
#[must_use]
pub fn address_of(parts: &Parts) -> String {
    let peer = parts.extensions.get::<ConnectInfo<SocketAddr>>();
    peer.map_or_else(|| "unknown".to_owned(), |peer| peer.0.ip().to_string())
}

/// The roles of a user; a name that this program does not know gives nothing.
#[must_use]
pub fn roles_of(user: &User) -> BTreeSet<Role> {
    user.roles.iter().filter_map(|name| name.parse().ok()).collect()
}

/// Who a request's cookie stands for, if its session is alive.
pub(crate) async fn recognise(
    app: &App,
    headers: &HeaderMap,
    address: &str,
) -> Result<Option<Visitor>, StoreError> {
    let cookies = headers.get(header::COOKIE).and_then(|value| value.to_str().ok());
    let token = cookies.and_then(|cookies| cookie::read(cookies, app.config.tls));
    let Some(token) = token else { return Ok(None) };
    let fingerprint = token.fingerprint();
    let Some(session) = store::people::session(&app.db, &fingerprint).await? else {
        return Ok(None);
    };
    let (limits, now) = (app.security(&session.tenant).await?.session(), app.now());
    if judge(&times(&session), &limits, now) != Standing::Live {
        let mut tx = app.db.begin().await?;
        store::people::end_session(&mut tx, &fingerprint, now).await?;
        tx.commit().await?;
        return Ok(None);
    }
    let user = store::people::user(&app.db, &session.tenant, session.user.as_str()).await?;
    let Some(user) = user.filter(|user| user.active) else { return Ok(None) };
    if now - session.seen_at > TOUCH_EVERY {
        let mut tx = app.db.begin().await?;
        store::people::touch_session(&mut tx, &fingerprint, now, false).await?;
        tx.commit().await?;
    }
    let principal = principal(app, &session.tenant, &user, now).await?;
    let csrf = crate::identity::session::csrf::Key::new(&app.secret).token(&fingerprint);
    Ok(Some(Visitor {
        principal,
        tenant: session.tenant,
        user: user.id,
        name: user.name,
        keys: user.keys,
        session: fingerprint,
        strong_at: session.strong_at,
        limits,
        csrf: csrf.unwrap_or_default(),
        address: address.to_owned(),
        notice: None,
    }))
}

pub(super) fn times(session: &Session) -> Times {
    Times {
        created: session.created_at,
        last_seen: session.seen_at,
        proved: session.strong_at,
        complete: true,
    }
}

/// What a user may do now, with the glass they have broken.
///
/// # Errors
/// A database that does not answer.
pub async fn principal(
    app: &App,
    tenant: &TenantId,
    user: &User,
    now: i64,
) -> Result<Principal, StoreError> {
    Ok(Principal {
        tenant: tenant.0.clone(),
        user: user.id.0.clone(),
        roles: roles_of(user),
        teams: user.team.iter().cloned().collect(),
        provider: user.provider.clone(),
        clearances: user.tags.iter().cloned().collect(),
        opened: store::people::opened_by(&app.db, tenant, user.id.as_str(), now).await?,
        scope: None,
    })
}
