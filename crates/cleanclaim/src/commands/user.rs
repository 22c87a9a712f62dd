//! `cleanclaim user`: the people and programs of a site, so that it can start.

use crate::site::{self, SiteArguments};
use crate::workspace::Workspace;
use clap::{Args, Subcommand};
use model::{TenantId, UserId};
use serde_json::json;
use server::app::App;
use server::identity::api_token::{self, Request};
use server::identity::password::{self, Cost};
use server::identity::permission::{Permission, Role};
use std::io::{BufRead, IsTerminal};
use std::process::{Command, ExitCode, Stdio};
use store::people::{self, Tenant, User};
use store::record::AuditEntry;

/// Longest line that is read as a password, in bytes.
const LONGEST_LINE: u64 = 1_024;

/// Who these commands are in the audit log.
const ACTOR: &str = "command line";

/// Arguments of `user`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim user add ada --name 'Ada Admin' --role admin\n  \
    cleanclaim user token import --for 'nightly import' --scope read_api,submit_chart")]
pub struct UserArguments {
    #[command(subcommand)]
    act: Act,
    #[command(flatten)]
    site: SiteArguments,
}

#[derive(Subcommand)]
enum Act {
    /// Add somebody; the password is read from standard input
    Add {
        /// What they type to log in
        login: String,
        /// Name as shown
        #[arg(long)]
        name: Option<String>,
        /// admin, coder, lead, cdi, provider, biller, denial_analyst, auditor, manager,
        /// compliance, service
        #[arg(long = "role", required = true, value_delimiter = ',')]
        roles: Vec<Role>,
        /// A program: it has no password, only tokens
        #[arg(long)]
        no_password: bool,
    },
    /// Who there is
    List,
    /// Set a password, which is read from standard input
    Password {
        /// Whose
        login: String,
    },
    /// Make a token for a program; it is printed once
    Token {
        /// The user as whom it acts
        login: String,
        /// What it is for
        #[arg(long = "for", value_name = "WORDS")]
        purpose: String,
        /// Permissions, separated by commas
        #[arg(long = "scope", required = true, value_delimiter = ',')]
        scopes: Vec<Permission>,
        /// Life in days
        #[arg(long, default_value_t = 90)]
        days: u32,
    },
}

/// Runs the command.
pub fn run(arguments: &UserArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    site::runtime()?.block_on(async {
        let app = site::app(&arguments.site, workspace, (false, None)).await?;
        let done = act(&arguments.act, &app).await;
        app.db.close().await;
        done.map(|()| ExitCode::SUCCESS)
    })
}

async fn act(act: &Act, app: &App) -> Result<(), String> {
    match act {
        Act::Add { login, name, roles, no_password } => {
            let secret = if *no_password { None } else { Some(new_password(app, login).await?) };
            let name = name.as_deref().unwrap_or(login);
            add(app, login, name, (roles, secret)).await
        }
        Act::List => list(app).await,
        Act::Password { login } => set_password(app, login).await,
        Act::Token { login, purpose, scopes, days } => {
            token(app, login, (purpose, scopes, *days)).await
        }
    }
}

async fn add(
    app: &App,
    login: &str,
    name: &str,
    (roles, secret): (&[Role], Option<String>),
) -> Result<(), String> {
    let fine =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b".-_@".contains(&byte);
    if login.is_empty() || login.len() > 100 || !login.bytes().all(fine) {
        return Err(format!("`{login}` is no login; use small letters, digits, . - _ and @"));
    }
    let (tenant, now) = (&app.config.tenant, app.now());
    let mut user = User::blank(UserId(app.new_id("user")), now);
    user.login = login.to_owned();
    user.name = name.chars().take(100).collect();
    user.roles = roles.iter().map(ToString::to_string).collect();
    user.password_hash = secret;
    let mut tx = app.db.begin().await.map_err(told)?;
    if people::tenant(&app.db, tenant).await.map_err(told)?.is_none() {
        let row = Tenant { id: tenant.clone(), name: "Site".into(), demo: false, created_at: now };
        people::put_tenant(&mut tx, &row).await.map_err(told)?;
    }
    people::add_user(&mut tx, tenant, &user).await.map_err(told)?;
    audit(&mut tx, tenant, (now, "user.added", &user)).await?;
    tx.commit().await.map_err(told)?;
    eprintln!("cleanclaim: added {login} ({})", user.roles.join(", "));
    Ok(())
}

async fn list(app: &App) -> Result<(), String> {
    let users = people::users(&app.db, &app.config.tenant).await.map_err(told)?;
    let mut text = String::new();
    for user in users {
        let standing = if user.active { "" } else { "  (shut out)" };
        text.push_str(&format!(
            "{:<20} {:<28} {}{standing}\n",
            user.login,
            user.name,
            user.roles.join(", ")
        ));
    }
    crate::show::print(&text)
}

async fn set_password(app: &App, login: &str) -> Result<(), String> {
    let (tenant, now) = (&app.config.tenant, app.now());
    let mut user = find(app, login).await?;
    user.password_hash = Some(new_password(app, login).await?);
    (user.password_at, user.failed_count, user.locked_until) = (now, 0, 0);
    let mut tx = app.db.begin().await.map_err(told)?;
    people::save_user(&mut tx, tenant, &mut user).await.map_err(told)?;
    // Whoever came in with the old password is out.
    people::end_sessions_of(&mut tx, tenant, &user.id, now).await.map_err(told)?;
    audit(&mut tx, tenant, (now, "user.password", &user)).await?;
    tx.commit().await.map_err(told)?;
    eprintln!("cleanclaim: {login} has a new password");
    Ok(())
}

async fn token(
    app: &App,
    login: &str,
    (purpose, scopes, days): (&str, &[Permission], u32),
) -> Result<(), String> {
    let (tenant, now) = (&app.config.tenant, app.now());
    let user = find(app, login).await?;
    let request = Request {
        name: purpose.to_owned(),
        user: user.id.0.clone(),
        scope: scopes.iter().copied().collect(),
        days,
    };
    let (shown, kept) = api_token::make(request, now).map_err(|fault| fault.to_string())?;
    let token = kept.row(tenant, app.new_id("tok"));
    let mut tx = app.db.begin().await.map_err(told)?;
    people::put_token(&mut tx, &token).await.map_err(told)?;
    audit(&mut tx, tenant, (now, "token.made", &user)).await?;
    tx.commit().await.map_err(told)?;
    crate::show::print(&format!("{}\n", shown.reveal()))
}

async fn find(app: &App, login: &str) -> Result<User, String> {
    let found = people::user_by_login(&app.db, &app.config.tenant, login).await.map_err(told)?;
    found.ok_or_else(|| format!("there is no user `{login}`; `cleanclaim user list` shows them"))
}

async fn audit(
    tx: &mut store::Tx,
    tenant: &TenantId,
    (at, action, user): (i64, &str, &User),
) -> Result<(), String> {
    let entry = AuditEntry {
        at,
        actor: ACTOR.to_owned(),
        action: action.to_owned(),
        object_kind: "user".to_owned(),
        object: user.id.0.clone(),
        patient: None,
        detail: json!({ "roles": user.roles }),
    };
    store::record::append(tx, tenant, &[entry]).await.map_err(told)
}

/// The hash of a password from standard input: a line of it, or what is typed unseen.
async fn new_password(app: &App, login: &str) -> Result<String, String> {
    let terminal = std::io::stdin().is_terminal();
    if terminal {
        eprint!("Password of {login}: ");
        echo(false);
    }
    let line = line();
    if terminal {
        echo(true);
        eprintln!();
    }
    let line = line?;
    let shortest = app.security(&app.config.tenant).await.map_err(told)?.shortest();
    password::judge(&line, shortest, &[login, "cleanclaim"])
        .map_err(|weak| format!("the password: {weak}"))?;
    password::hash(&line, Cost::default()).map_err(|fault| fault.to_string())
}

fn line() -> Result<String, String> {
    use std::io::Read;
    let mut line = String::new();
    let stdin = std::io::stdin().lock();
    let mut bounded = std::io::BufReader::new(stdin.take(LONGEST_LINE));
    bounded.read_line(&mut line).map_err(|fault| format!("standard input: {fault}"))?;
    Ok(line.trim_end_matches(['\r', '\n']).to_owned())
}

/// Switches on or off that a terminal shows what is typed. Where there is no `stty`, it shows.
fn echo(on: bool) {
    let word = if on { "echo" } else { "-echo" };
    let _ = Command::new("stty").arg(word).stderr(Stdio::null()).status();
}

fn told(fault: store::StoreError) -> String {
    fault.to_string()
}
