//! Users: listed, added, changed. Passwords are set at the pages or the command line only.

use crate::api::call::{Call, Reply};
use crate::api::endpoint::{Endpoint, Shape};
use crate::api::problem::{ApiResult, Problem};
use crate::api::table::Table;
use crate::identity::permission::{Permission, Role};
use crate::surroundings::rfc3339;
use axum::http::StatusCode;
use model::UserId;
use serde::{Deserialize, Serialize};
use serde_json::json;
use store::people::{User, add_user, save_user, user, users};
use utoipa::ToSchema;

/// Longest login or name, in characters.
const LONGEST: usize = 100;

/// A user as entered.
#[derive(Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
struct UserEntry {
    /// What they type to log in: small letters, digits, `.`, `-`, `_`, `@`.
    login: String,
    /// Name as shown.
    name: String,
    /// E-mail address.
    #[serde(default)]
    email: Option<String>,
    /// Roles.
    roles: Vec<String>,
    /// The team.
    #[serde(default)]
    team: Option<String>,
    /// NPI, for providers.
    #[serde(default)]
    provider: Option<String>,
    /// Sensitivity tags they may see.
    #[serde(default)]
    tags: Vec<String>,
    /// Whether they may log in at all.
    #[serde(default = "yes")]
    active: bool,
}

fn yes() -> bool {
    true
}

/// A user.
#[derive(Serialize, ToSchema)]
struct UserView {
    /// Id.
    id: String,
    /// Login.
    login: String,
    /// Name as shown.
    name: String,
    /// E-mail address.
    email: Option<String>,
    /// Roles.
    roles: Vec<String>,
    /// The team.
    team: Option<String>,
    /// NPI, for providers.
    provider: Option<String>,
    /// Sensitivity tags they may see.
    tags: Vec<String>,
    /// Whether they may log in at all.
    active: bool,
    /// Whether they have a second factor.
    second_factor: bool,
    /// When they were added.
    created_at: String,
    /// Counts the changes.
    version: i64,
}

pub(super) fn endpoints(table: Table) -> Table {
    let may = Permission::ManageUsers;
    table
        .with(
            Endpoint::new("GET", "/users", may, "Users by login")
                .answers(Shape::list::<UserView>()),
            list,
        )
        .with(
            Endpoint::new("POST", "/users", may, "Add a user, who has no password yet")
                .takes::<UserEntry>()
                .answers(Shape::of::<UserView>())
                .with_status(201),
            add,
        )
        .with(
            Endpoint::new("GET", "/users/{user}", may, "One user").answers(Shape::of::<UserView>()),
            one,
        )
        .with(
            Endpoint::new("PUT", "/users/{user}", may, "Change a user")
                .takes::<UserEntry>()
                .answers(Shape::of::<UserView>())
                .versioned(),
            change,
        )
}

fn view(user: User) -> UserView {
    UserView {
        id: user.id.0,
        login: user.login,
        name: user.name,
        email: user.email,
        roles: user.roles,
        team: user.team,
        provider: user.provider,
        tags: user.tags,
        active: user.active,
        second_factor: user.totp_secret.is_some(),
        created_at: rfc3339(user.created_at),
        version: user.version,
    }
}

fn checked(entry: &UserEntry) -> ApiResult<()> {
    let fine =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_@".contains(&byte);
    let login = &entry.login;
    if login.is_empty() || login.len() > LONGEST || !login.bytes().all(fine) {
        return Err(Problem::invalid("login", "Small letters, digits, `.`, `-`, `_`, `@`."));
    }
    if entry.name.trim().is_empty() || entry.name.chars().count() > LONGEST {
        return Err(Problem::invalid("name", "A name has 1 to 100 characters."));
    }
    let texts = [&entry.email, &entry.team, &entry.provider];
    let long = |text: &str| text.chars().count() > LONGEST;
    if texts.into_iter().flatten().any(|text| long(text)) || entry.tags.iter().any(|tag| long(tag))
    {
        return Err(Problem::invalid(".", "A text is longer than 100 characters."));
    }
    if entry.roles.iter().any(|role| role.parse::<Role>().is_err()) {
        return Err(Problem::invalid("roles", "One of these is no role."));
    }
    Ok(())
}

fn take(user: &mut User, entry: UserEntry) {
    user.login = entry.login;
    user.name = entry.name;
    user.email = entry.email;
    user.roles = entry.roles;
    user.team = entry.team;
    user.provider = entry.provider;
    user.tags = entry.tags;
    user.active = entry.active;
}

async fn list(call: Call) -> ApiResult<Reply> {
    let users = users(&call.app.db, &call.visitor.tenant).await?;
    Reply::all(users.into_iter().map(view).collect())
}

async fn found(call: &Call) -> ApiResult<User> {
    let found = user(&call.app.db, &call.visitor.tenant, call.part("user")).await?;
    found.ok_or_else(|| Problem::not_found("such user"))
}

async fn one(call: Call) -> ApiResult<Reply> {
    let user = found(&call).await?;
    let version = user.version;
    Ok(Reply::ok(&view(user))?.version(version))
}

async fn add(call: Call) -> ApiResult<Reply> {
    let entry: UserEntry = call.json()?;
    checked(&entry)?;
    let mut user = User::blank(UserId(call.app.new_id("user")), call.app.now());
    take(&mut user, entry);
    let tenant = &call.visitor.tenant;
    let mut tx = call.app.db.begin().await?;
    add_user(&mut tx, tenant, &user).await?;
    told(&call, &mut tx, "user.added", &user).await?;
    let reply = Reply::new(StatusCode::CREATED, &view(user))?.version(1);
    call.commit(tx, reply).await
}

async fn change(call: Call) -> ApiResult<Reply> {
    let mut user = found(&call).await?;
    let entry: UserEntry = call.json()?;
    checked(&entry)?;
    call.is_version(user.version)?;
    let same = user.id == call.visitor.user;
    if same && !(entry.active && entry.roles == user.roles) {
        return Err(Problem::invalid("roles", "Nobody changes their own roles or standing."));
    }
    let (db, tenant) = (&call.app.db, &call.visitor.tenant);
    let other = store::people::user_by_login(db, tenant, &entry.login).await?;
    if other.is_some_and(|other| other.id != user.id) {
        return Err(store::StoreError::Exists { what: "a user of that login".into() }.into());
    }
    take(&mut user, entry);
    let mut tx = db.begin().await?;
    save_user(&mut tx, tenant, &mut user).await?;
    if !user.active {
        store::people::end_sessions_of(&mut tx, tenant, &user.id, call.app.now()).await?;
    }
    told(&call, &mut tx, "user.changed", &user).await?;
    let version = user.version;
    let reply = Reply::ok(&view(user))?.version(version);
    call.commit(tx, reply).await
}

async fn told(call: &Call, tx: &mut store::Tx, action: &str, user: &User) -> ApiResult<()> {
    let detail = json!({ "roles": user.roles, "active": user.active, "by": "api" });
    let entry = call.visitor.audit(call.app.now(), action, ("user", user.id.as_str()), detail);
    Ok(store::record::append(tx, &call.visitor.tenant, &[entry]).await?)
}
