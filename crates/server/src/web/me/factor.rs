//! The second factor: a secret shared with an authenticator, and codes for the day it is lost.

use super::password::own;
use crate::app::App;
use crate::identity::totp::{self, Secret};
use crate::sealed;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{Html, Redirect};
use serde::Deserialize;
use serde_json::json;
use store::people::save_user;
use store::record::append;

/// The page that shows the secret.
#[derive(Template)]
#[template(path = "me/factor.html")]
struct FactorPage {
    layout: Layout,
    groups: String,
    uri: String,
    sealed: String,
}

/// The page that shows the recovery codes, once.
#[derive(Template)]
#[template(path = "me/recovery.html")]
struct RecoveryPage {
    layout: Layout,
    codes: Vec<String>,
}

/// The secret as the page gave it, and the first code that it made.
#[derive(Deserialize)]
pub(super) struct First {
    sealed: String,
    code: String,
}

/// Shows a new secret. It counts only once a code made with it comes back.
pub(super) async fn begin(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    visitor.proved_lately(&app)?;
    let secret = Secret::generate().map_err(PageFault::internal)?;
    let user = own(&app, &visitor).await?;
    let text = secret.to_base32();
    render(&FactorPage {
        layout: layout(&app, &visitor, "Second factor", "/me").await?,
        groups: secret.in_groups(),
        uri: secret.uri("Cleanclaim", &user.login),
        sealed: sealed::seal(&app.secret, "totp", &text).map_err(PageFault::internal)?,
    })
}

/// Takes the first code and puts the factor in force.
pub(super) async fn confirm(
    visitor: Visitor,
    State(app): State<App>,
    Form(first): Form<First>,
) -> PageResult<Html<String>> {
    visitor.proved_lately(&app)?;
    let secret = sealed::open(&app.secret, "totp", &first.sealed);
    let secret = secret.as_deref().and_then(Secret::from_base32);
    let secret = secret.ok_or_else(|| PageFault::invalid("This page grew old: begin again."))?;
    let now = app.now();
    let step = totp::verify(&secret, &first.code, now, None)
        .map_err(|wrong| PageFault::invalid(format!("{wrong}.")))?;
    let codes = totp::recovery_codes().map_err(PageFault::internal)?;
    let mut user = own(&app, &visitor).await?;
    user.totp_secret = Some(first.sealed);
    user.totp_step = step;
    user.recovery_codes = codes.kept.into_iter().collect();
    let mut tx = app.db.begin().await?;
    save_user(&mut tx, &visitor.tenant, &mut user).await?;
    let entry =
        visitor.audit(now, "user.factor", ("user", user.id.as_str()), json!({ "on": true }));
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    let layout = layout(&app, &visitor, "Recovery codes", "/me").await?;
    render(&RecoveryPage { layout, codes: codes.shown })
}

/// Takes the factor away.
pub(super) async fn remove(visitor: Visitor, State(app): State<App>) -> PageResult<Redirect> {
    visitor.proved_lately(&app)?;
    let mut user = own(&app, &visitor).await?;
    (user.totp_secret, user.totp_step) = (None, 0);
    user.recovery_codes.clear();
    let now = app.now();
    let mut tx = app.db.begin().await?;
    save_user(&mut tx, &visitor.tenant, &mut user).await?;
    let entry =
        visitor.audit(now, "user.factor", ("user", user.id.as_str()), json!({ "on": false }));
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to("/me?done=saved"))
}
