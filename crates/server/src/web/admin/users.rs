//! People: who they are, what they do, whether they may log in.

use crate::app::App;
use crate::identity::lockout::{Gate, Policy};
use crate::identity::password::{self, Cost};
use crate::identity::permission::Role;
use crate::web::door::{Visitor, attempts};
use crate::web::fault::{PageFault, PageResult};
use crate::web::format;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::Form;
use axum::extract::{Path, State};
use axum::response::{Html, Redirect};
use model::UserId;
use serde::Deserialize;
use serde_json::json;
use store::people::{User, add_user, end_sessions_of, save_user};
use store::record::append;

/// Longest login or name, in characters.
const LONGEST_NAME: usize = 128;

/// One line of the list.
struct Line {
    id: String,
    login: String,
    name: String,
    roles: String,
    state: &'static str,
    second_factor: bool,
}

/// One role to tick.
struct Tick {
    name: String,
    words: &'static str,
    ticked: bool,
}

/// The list.
#[derive(Template)]
#[template(path = "admin/users.html")]
struct UsersPage {
    layout: Layout,
    people: Vec<Line>,
    roles: Vec<Tick>,
}

/// One person.
#[derive(Template)]
#[template(path = "admin/user.html")]
struct UserPage {
    layout: Layout,
    user: User,
    roles: Vec<Tick>,
    tags: String,
    since: String,
    locked: bool,
}

/// Shows everybody.
pub(super) async fn list(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let users = store::people::users(&app.db, &visitor.tenant).await?;
    let (now, policy) = (app.now(), app.security(&visitor.tenant).await?.login());
    let people = users.iter().map(|user| Line {
        id: user.id.0.clone(),
        login: user.login.clone(),
        name: user.name.clone(),
        roles: user.roles.join(", "),
        state: match user {
            user if !user.active => "closed",
            user if is_locked(user, &policy, now) => "locked",
            _ => "active",
        },
        second_factor: user.totp_secret.is_some(),
    });
    let people = people.collect();
    let layout = layout(&app, &visitor, "People", "/admin/users").await?;
    render(&UsersPage { layout, people, roles: ticks(&[]) })
}

fn is_locked(user: &User, policy: &Policy, now: i64) -> bool {
    attempts(user.failed_count, user.locked_until).gate(policy, now) != Gate::Open
}

fn ticks(of: &[String]) -> Vec<Tick> {
    Role::ALL
        .iter()
        .map(|role| {
            let name = role.to_string();
            Tick { ticked: of.contains(&name), words: role.title(), name }
        })
        .collect()
}

/// Shows one person.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Html<String>> {
    let user = find(&app, &visitor, &id).await?;
    let layout = layout(&app, &visitor, user.name.clone(), "/admin/users").await?;
    let policy = app.security(&visitor.tenant).await?.login();
    render(&UserPage {
        layout,
        roles: ticks(&user.roles),
        tags: user.tags.join(" "),
        since: format::day(user.created_at),
        locked: is_locked(&user, &policy, app.now()),
        user,
    })
}

async fn find(app: &App, visitor: &Visitor, id: &str) -> PageResult<User> {
    let user = store::people::user(&app.db, &visitor.tenant, id).await?;
    user.ok_or_else(|| PageFault::not_found("such person"))
}

/// What a form of people holds; roles come once a ticked box.
struct Typed {
    fields: Vec<(String, String)>,
}

impl Typed {
    fn read(body: &str) -> Typed {
        let pairs = form_urlencoded::parse(body.as_bytes()).into_owned();
        Typed { fields: pairs.collect() }
    }

    fn field(&self, name: &str) -> &str {
        let found = self.fields.iter().find(|(key, _)| key == name);
        found.map_or("", |(_, value)| value.trim())
    }

    fn roles(&self) -> PageResult<Vec<String>> {
        let named = self.fields.iter().filter(|(key, _)| key == "role");
        let roles: Vec<String> = named.map(|(_, role)| role.clone()).collect();
        match roles.iter().find(|role| role.parse::<Role>().is_err()) {
            Some(unknown) => Err(PageFault::invalid(format!("There is no role `{unknown}`."))),
            None => Ok(roles),
        }
    }

    fn name(&self, field: &str, what: &str) -> PageResult<String> {
        let text = self.field(field);
        match text.chars().count() {
            1..=LONGEST_NAME => Ok(text.to_owned()),
            _ => Err(PageFault::invalid(format!("{what} has 1 to {LONGEST_NAME} characters."))),
        }
    }

    fn optional(&self, field: &str) -> Option<String> {
        Some(self.field(field).to_owned()).filter(|text| !text.is_empty())
    }
}

/// Adds a person. They set a password of their own at the first chance.
pub(super) async fn add(
    visitor: Visitor,
    State(app): State<App>,
    body: String,
) -> PageResult<Redirect> {
    visitor.proved_lately(&app)?;
    let typed = Typed::read(&body);
    let login = typed.name("login", "A login")?.to_lowercase();
    if login.chars().any(char::is_whitespace) {
        return Err(PageFault::invalid("A login has no blanks."));
    }
    let now = app.now();
    let user = User {
        name: typed.name("name", "A name")?,
        email: typed.optional("email"),
        password_hash: Some(hashed(&app, typed.field("password"), &login).await?),
        roles: typed.roles()?,
        team: typed.optional("team"),
        provider: typed.optional("provider"),
        login,
        ..User::blank(UserId(app.new_id("user")), now)
    };
    let mut tx = app.db.begin().await?;
    add_user(&mut tx, &visitor.tenant, &user).await?;
    let detail = json!({ "login": user.login, "roles": user.roles });
    let entry = visitor.audit(now, "user.add", ("user", user.id.as_str()), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to("/admin/users?done=saved"))
}

/// Changes what a person is called and may do. Their sessions end: what they may no longer do,
/// they can no longer do.
pub(super) async fn change(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    body: String,
) -> PageResult<Redirect> {
    visitor.proved_lately(&app)?;
    let typed = Typed::read(&body);
    let mut user = find(&app, &visitor, &id).await?;
    let before = json!({
        "name": user.name, "roles": user.roles, "team": user.team, "provider": user.provider,
        "tags": user.tags, "active": user.active,
    });
    user.version = typed.field("version").parse().unwrap_or(0);
    user.name = typed.name("name", "A name")?;
    user.email = typed.optional("email");
    user.roles = typed.roles()?;
    user.team = typed.optional("team");
    user.provider = typed.optional("provider");
    user.tags = typed.field("tags").split_whitespace().map(str::to_owned).collect();
    user.active = typed.field("active") == "yes";
    let own = user.id == visitor.user;
    if own && (!user.active || !user.roles.contains(&Role::Admin.to_string())) {
        return Err(PageFault::invalid(
            "You cannot take your own rights away: another administrator has to.",
        ));
    }
    let now = app.now();
    let mut tx = app.db.begin().await?;
    save_user(&mut tx, &visitor.tenant, &mut user).await?;
    if !own {
        end_sessions_of(&mut tx, &visitor.tenant, &user.id, now).await?;
    }
    let after = json!({
        "name": user.name, "roles": user.roles, "team": user.team, "provider": user.provider,
        "tags": user.tags, "active": user.active,
    });
    let detail = json!({ "before": before, "after": after });
    let entry = visitor.audit(now, "user.change", ("user", user.id.as_str()), detail);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    Ok(Redirect::to(&format!("/admin/users/{id}?done=saved")))
}

/// A new password for somebody.
#[derive(Deserialize)]
pub(super) struct NewPassword {
    password: String,
}

/// Sets somebody's password and ends their sessions.
pub(super) async fn set_password(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Form(new): Form<NewPassword>,
) -> PageResult<Redirect> {
    visitor.proved_lately(&app)?;
    let mut user = find(&app, &visitor, &id).await?;
    user.password_hash = Some(hashed(&app, &new.password, &user.login).await?);
    user.password_at = app.now();
    (user.failed_count, user.locked_until) = (0, 0);
    keep(&app, &visitor, user, "user.password").await?;
    Ok(Redirect::to(&format!("/admin/users/{id}?done=saved")))
}

/// Lets somebody try again.
pub(super) async fn unlock(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
) -> PageResult<Redirect> {
    let mut user = find(&app, &visitor, &id).await?;
    (user.failed_count, user.locked_until) = (0, 0);
    keep(&app, &visitor, user, "user.unlock").await?;
    Ok(Redirect::to(&format!("/admin/users/{id}?done=saved")))
}

async fn keep(app: &App, visitor: &Visitor, mut user: User, action: &str) -> PageResult<()> {
    let now = app.now();
    let mut tx = app.db.begin().await?;
    save_user(&mut tx, &visitor.tenant, &mut user).await?;
    if user.id != visitor.user {
        end_sessions_of(&mut tx, &visitor.tenant, &user.id, now).await?;
    }
    let entry = visitor.audit(now, action, ("user", user.id.as_str()), json!({}));
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    Ok(tx.commit().await?)
}

/// A password that the rules take, hashed on a thread of its own.
pub(in crate::web) async fn hashed(app: &App, password: &str, login: &str) -> PageResult<String> {
    let shortest = app.security(&app.config.tenant).await?.shortest();
    let (password, login) = (password.to_owned(), login.to_owned());
    let done = tokio::task::spawn_blocking(move || {
        if let Err(weak) = password::judge(&password, shortest, &[login.as_str(), "cleanclaim"]) {
            return Err(PageFault::invalid(format!("{weak}.")));
        }
        password::hash(&password, Cost::default()).map_err(PageFault::internal)
    });
    done.await.map_err(PageFault::internal)?
}
