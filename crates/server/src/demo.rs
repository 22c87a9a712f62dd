//! The made-up practice in the service: its people, its accounts, its story.

mod audits;
mod billing;
mod coding;
mod counterpart;
mod office;
mod patients;
mod questions;
mod reading;
mod review;
pub mod story;
mod teller;
mod timeline;
mod visits;

pub use audits::{ScopeAudits, SecondCoding};
pub use counterpart::{Counterpart, Letter};

use crate::app::App;
use crate::identity::password::{self, Cost};
use crate::identity::permission::Role;
use crate::reception;
use crate::surroundings::Seeded;
use model::{Chart, UserId};
use std::sync::Arc;
use store::Answer;
use store::StoreError;
use store::Tx;
use store::people::{Tenant, User, add_user, put_tenant};

/// The password of everybody in the made-up practice; it opens nothing else.
pub const PASSWORD: &str = "made-up practice";

/// The people: login, name, what they do.
pub const PEOPLE: [(&str, &str, &[Role]); 11] = [
    ("carla", "Carla Coder", &[Role::Coder]),
    ("colin", "Colin Coder", &[Role::Coder]),
    ("lena", "Lena Lead", &[Role::Lead]),
    ("cody", "Cody Cdi", &[Role::Cdi]),
    ("pia", "Pia Provider", &[Role::Provider]),
    ("bill", "Bill Biller", &[Role::Biller]),
    ("dana", "Dana Denials", &[Role::DenialAnalyst]),
    ("audrey", "Audrey Auditor", &[Role::Auditor]),
    ("mona", "Mona Manager", &[Role::Manager]),
    ("corin", "Corin Compliance", &[Role::Compliance]),
    ("ada", "Ada Admin", &[Role::Admin]),
];

/// The seed of every id in the filled story.
const SEED: u64 = 20_260_622;

/// Fills an empty database with the practice: people, prices, charts.
///
/// # Errors
/// A database that does not answer, or that holds other accounts.
pub fn fill<'a>(app: &'a App, charts: Vec<Chart>, fees: &'a str) -> Answer<'a, ()> {
    Box::pin(filled(app, charts, fees))
}

async fn filled(app: &App, charts: Vec<Chart>, fees: &str) -> store::Result<()> {
    let tenant = app.config.tenant.clone();
    // Pia is the provider of the first chart, so that queries reach her inbox.
    let first = charts.first().and_then(|chart| chart.rendering.as_ref());
    let pia = first.and_then(|provider| provider.npi.clone()).filter(|npi| !npi.is_empty());
    let mut tx = app.db.begin().await?;
    people(app, &mut tx, &story::Practice { pia, ..story::Practice::default() }).await?;
    prices(app, &mut tx, fees).await?;
    reception::receive(app, &mut tx, &tenant, charts, "service").await?;
    tx.commit().await?;
    visits::plan(app, &tenant).await
}

/// Fills an empty database with a practice and its history. Each step goes through the ordinary
/// functions of the service, with a clock that stands at the time of the step; the same practice
/// gives the same database, ids included. The payers answer the claims, and the office works on
/// what they answer.
///
/// # Errors
/// A database that does not answer, or that holds other accounts.
pub fn fill_story<'a>(
    app: &'a App,
    practice: &'a story::Practice,
    payers: &'a mut dyn Counterpart,
) -> Answer<'a, story::Filled> {
    Box::pin(told(app, practice, payers))
}

async fn told(
    app: &App,
    practice: &story::Practice,
    payers: &mut dyn Counterpart,
) -> store::Result<story::Filled> {
    let happenings = || practice.accounts.iter().flat_map(|told| &told.events);
    let first = happenings().map(|event| event.at).min().unwrap_or_else(|| app.now());
    let world = Arc::new(Seeded::new(first, SEED));
    let teller = app.with_world(Box::new(Arc::clone(&world)));
    let coded = reading::code_all(&teller, practice).await?;
    let mut tx = app.db.begin().await?;
    people(&teller, &mut tx, practice).await?;
    prices(&teller, &mut tx, &practice.fees).await?;
    tx.commit().await?;
    contracts(&teller, practice)?;
    let filled = teller::tell(&teller, &world, (practice, coded), payers).await?;
    app.changed(&app.config.tenant);
    Ok(filled)
}

/// The contracts go where the site looks for them.
fn contracts(app: &App, practice: &story::Practice) -> store::Result<()> {
    let folder = app.config.data.join("contracts");
    let told =
        |fault: std::io::Error| StoreError::Refused(format!("{}: {fault}", folder.display()));
    std::fs::create_dir_all(&folder).map_err(told)?;
    for (name, text) in &practice.contracts {
        std::fs::write(folder.join(name), text).map_err(told)?;
    }
    Ok(())
}

async fn people(app: &App, tx: &mut Tx, practice: &story::Practice) -> store::Result<()> {
    let (tenant, now) = (app.config.tenant.clone(), app.now());
    let mut salt = [0; password::SALT_BYTES];
    app.world.random(&mut salt);
    let hash = password::hash_with_salt(PASSWORD, Cost::default(), &salt)
        .map_err(|fault| StoreError::Refused(fault.to_string()))?;
    let row =
        Tenant { id: tenant.clone(), name: "Made-up practice".into(), demo: true, created_at: now };
    put_tenant(tx, &row).await?;
    let known = PEOPLE.iter().map(|(login, name, roles)| story::Person {
        login: (*login).to_owned(),
        name: (*name).to_owned(),
        roles: roles.to_vec(),
        provider: practice.pia.clone().filter(|_| *login == "pia"),
    });
    for person in known.chain(practice.staff.iter().cloned()) {
        let id = UserId(format!("user_{}", person.login));
        let user = User {
            login: person.login,
            name: person.name,
            password_hash: Some(hash.clone()),
            roles: person.roles.iter().map(ToString::to_string).collect(),
            provider: person.provider,
            ..User::blank(id, now)
        };
        add_user(tx, &tenant, &user).await?;
    }
    Ok(())
}

async fn prices(app: &App, tx: &mut Tx, fees: &str) -> store::Result<()> {
    crate::prices::put_schedule(app, tx, &app.config.tenant, fees).await
}
