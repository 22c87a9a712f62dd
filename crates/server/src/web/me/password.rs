//! One's own page, and one's own password.

use crate::app::App;
use crate::identity::password::{self, Answer, Cost};
use crate::web::admin::hashed;
use crate::web::door::{Visitor, count_failure, roles_of};
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::State;
use axum::response::{Html, Redirect};
use serde::Deserialize;
use serde_json::json;
use store::people::{User, end_sessions_of, save_user, touch_session};
use store::record::append;

/// One's own page.
#[derive(Template)]
#[template(path = "me/me.html")]
struct MePage {
    layout: Layout,
    login: String,
    roles: Vec<&'static str>,
    second_factor: bool,
    has_password: bool,
}

/// The page that asks for the password once more.
#[derive(Template)]
#[template(path = "me/prove.html")]
struct ProvePage {
    layout: Layout,
}

/// The password as it is.
#[derive(Deserialize)]
pub(super) struct Proof {
    password: String,
}

/// The password as it was, and as it shall be.
#[derive(Deserialize)]
pub(super) struct Change {
    password: String,
    new: String,
    again: String,
}

/// The person of the request.
pub(super) async fn own(app: &App, visitor: &Visitor) -> PageResult<User> {
    let user = store::people::user(&app.db, &visitor.tenant, visitor.user.as_str()).await?;
    user.ok_or_else(|| PageFault::not_found("such person"))
}

/// Shows what a person can set.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let user = own(&app, &visitor).await?;
    render(&MePage {
        layout: layout(&app, &visitor, "My account", "/me").await?,
        roles: roles_of(&user).into_iter().map(|role| role.title()).collect(),
        second_factor: user.totp_secret.is_some(),
        has_password: user.password_hash.is_some(),
        login: user.login,
    })
}

/// Asks for the password once more.
pub(super) async fn ask(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    render(&ProvePage { layout: layout(&app, &visitor, "Your password once more", "/me").await? })
}

/// Takes the password once more.
pub(super) async fn prove(
    visitor: Visitor,
    State(app): State<App>,
    Form(proof): Form<Proof>,
) -> PageResult<Redirect> {
    let user = own(&app, &visitor).await?;
    check(&app, &visitor, &user, proof.password).await?;
    let now = app.now();
    let mut tx = app.db.begin().await?;
    touch_session(&mut tx, &visitor.session, now, true).await?;
    let entry = visitor.audit(now, "login.proved", ("user", user.id.as_str()), json!({}));
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to("/me?done=proved"))
}

/// Whether a password is the person's; wrong ones are counted like those at the door.
pub(super) async fn check(
    app: &App,
    visitor: &Visitor,
    user: &User,
    password: String,
) -> PageResult<()> {
    let now = app.now();
    let security = app.security(&visitor.tenant).await?;
    if !app.limits.login(&visitor.address, security.login_rate(), now).allowed {
        return Err(PageFault::invalid("Too many tries. Wait a minute."));
    }
    let stored = user.password_hash.clone();
    let judged = tokio::task::spawn_blocking(move || {
        password::verify(&password, stored.as_deref(), Cost::default())
    });
    match judged.await.map_err(PageFault::internal)? {
        Answer::Right { .. } => Ok(()),
        Answer::Wrong => {
            count_failure(app, None, &visitor.address, (&security, now)).await?;
            Err(PageFault::invalid("The password is not right."))
        }
    }
}

/// Sets a new password; every other session of the person ends with this one.
pub(super) async fn change(
    visitor: Visitor,
    State(app): State<App>,
    Form(change): Form<Change>,
) -> PageResult<Redirect> {
    if change.new != change.again {
        return Err(PageFault::invalid("The new password was not typed the same way twice."));
    }
    let mut user = own(&app, &visitor).await?;
    check(&app, &visitor, &user, change.password).await?;
    user.password_hash = Some(hashed(&app, &change.new, &user.login).await?);
    let now = app.now();
    user.password_at = now;
    let mut tx = app.db.begin().await?;
    save_user(&mut tx, &visitor.tenant, &mut user).await?;
    end_sessions_of(&mut tx, &visitor.tenant, &user.id, now).await?;
    let entry = visitor.audit(now, "user.password", ("user", user.id.as_str()), json!({}));
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to("/login"))
}
