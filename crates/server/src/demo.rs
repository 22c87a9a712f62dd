//! The made-up practice in the service: its people, its accounts, its story.

mod audits;

pub use audits::{ScopeAudits, SecondCoding, audits};

use crate::app::App;
use crate::identity::password::{self, Cost};
use crate::identity::permission::Role;
use crate::reception;
use model::{Chart, UserId};
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

/// Fills an empty database with the practice: people, prices, charts.
///
/// # Errors
/// A database that does not answer, or that holds other accounts.
pub async fn fill(app: &App, charts: Vec<Chart>, fees: &str) -> store::Result<()> {
    let (tenant, now) = (app.config.tenant.clone(), app.now());
    let hash = password::hash(PASSWORD, Cost::default())
        .map_err(|fault| store::StoreError::Refused(fault.to_string()))?;
    let mut tx = app.db.begin().await?;
    let row =
        Tenant { id: tenant.clone(), name: "Made-up practice".into(), demo: true, created_at: now };
    put_tenant(&mut tx, &row).await?;
    for (login, name, roles) in PEOPLE {
        let user = User {
            id: UserId(format!("user_{login}")),
            login: login.to_owned(),
            name: name.to_owned(),
            email: None,
            password_hash: Some(hash.clone()),
            totp_secret: None,
            totp_step: 0,
            recovery_codes: Vec::new(),
            roles: roles.iter().map(ToString::to_string).collect(),
            team: None,
            provider: None,
            openid_subject: None,
            keys: "{}".to_owned(),
            tags: Vec::new(),
            active: true,
            failed_count: 0,
            locked_until: 0,
            password_at: now,
            created_at: now,
            version: 1,
        };
        add_user(&mut tx, &tenant, &user).await?;
    }
    let master = crate::prices::from_schedule(fees).map_err(|faults| {
        let why = faults.first().map(ToString::to_string).unwrap_or_default();
        store::StoreError::Refused(format!("the made-up prices: {why}"))
    })?;
    let list = crate::prices::merge(&claims::ChargeMaster::default(), &master)
        .map_err(|_| store::StoreError::Refused("the made-up prices overlap".to_owned()))?;
    crate::prices::write(app, &mut tx, &tenant, &list, (0, "service")).await?;
    reception::receive(app, &mut tx, &tenant, charts, "service").await?;
    tx.commit().await
}
