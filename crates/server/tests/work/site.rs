//! A site that is no demo, over any database, with a clock that the test sets.

use codesets::CodeSets;
use edits::PayerRules;
use governance::signing::{Keyring, SigningKey};
use libtest_mimic::Failed;
use model::account::Terms;
use model::{AccountEvent, Chart, Queue, TenantId};
use server::app::{App, Config, Parts};
use server::connectors::Switches;
use server::desk::Desk;
use server::surroundings::{Seeded, Surroundings};
use server::{reception, worker};
use std::path::Path;
use std::sync::{Arc, OnceLock};
use store::accounts::{self, Filter};
use store::people::{Setting, Tenant, put_setting, put_tenant};
use store::work::{self, NewJob};
use store::{Db, Get};

/// What a test may fail with.
pub type Done = Result<(), Failed>;

/// 2026-06-22 09:00 UTC.
pub const NOW: i64 = 1_782_118_800_000_000;

/// A clock that is shared with the test.
pub struct Clock(pub Arc<Seeded>);

impl Surroundings for Clock {
    fn now(&self) -> i64 {
        self.0.now()
    }

    fn random(&self, bytes: &mut [u8]) {
        self.0.random(bytes);
    }
}

/// What the service shares, and its clock.
pub fn app(db: Db, data: &Path, cpt_licence: bool) -> Result<(App, Arc<Seeded>), Failed> {
    static SETS: OnceLock<Arc<CodeSets>> = OnceLock::new();
    let sets = Arc::clone(SETS.get_or_init(|| Arc::new(CodeSets::embedded())));
    let rules = PayerRules::load(&[PayerRules::embedded()]).map_err(|_| "the embedded rules")?;
    let clock = Arc::new(Seeded::new(NOW, 1));
    let app = App::new(Parts {
        db,
        config: Config {
            data: data.to_owned(),
            tls: false,
            tenant: TenantId::from("site"),
            demo: false,
            cpt_licence,
            process: "test".to_owned(),
        },
        world: Box::new(Clock(Arc::clone(&clock))),
        key: SigningKey::from_seed([7; 32]),
        keys: Keyring::new(),
        secret: [9; 32],
        desk: Desk::new(sets, rules)?,
    });
    Ok((app, clock))
}

/// The tenant, its prices, and a partner whose folder is `out`.
pub async fn settle(app: &App, out: Option<&Path>) -> Done {
    let mut fees = "code,modifier,charge\n".to_owned();
    for (code, modifier, cents) in testkit::practice::fees().rows() {
        fees.push_str(&format!("{code},{modifier},{}\n", cents.to_x12()));
    }
    let mut settings = Vec::new();
    if let Some(out) = out {
        let connectors = serde_json::json!({"claims": {
            "on": true, "name": "clearinghouse", "folder": {"path": out},
            "sender": {"name": "CEDAR CLINIC", "id": "1245319599"},
            "contact": "BILLING OFFICE", "phone": "4025550100",
            "receiver": {"name": "CLEARINGHOUSE", "id": "CLEARING01"}}});
        settings.push((Switches::SETTING, connectors));
    }
    let mut tx = app.db.begin().await?;
    let tenant = &app.config.tenant;
    let row = Tenant { id: tenant.clone(), name: "Site".into(), demo: false, created_at: 1 };
    put_tenant(&mut tx, &row).await?;
    let master = server::prices::from_schedule(&fees).map_err(|_| "the prices")?;
    let list = server::prices::merge(&Default::default(), &master).map_err(|_| "the prices")?;
    server::prices::write(app, &mut tx, tenant, &list, (0, "test")).await?;
    for (name, body) in settings {
        let setting = Setting {
            name: name.into(),
            body: body.to_string(),
            version: 0,
            changed_at: 1,
            changed_by: "test".into(),
        };
        put_setting(&mut tx, tenant, &setting).await?;
    }
    Ok(tx.commit().await?)
}

/// The charts of the practice.
pub fn charts() -> Vec<Chart> {
    testkit::practice::charts().into_iter().map(|chart| chart.chart).collect()
}

/// Takes charts in.
pub async fn submit(app: &App, charts: Vec<Chart>) -> store::Result<()> {
    let mut tx = app.db.begin().await?;
    reception::receive(app, &mut tx, &app.config.tenant, charts, "source").await?;
    tx.commit().await
}

/// Works until nothing is left.
pub async fn work_off(app: &App) -> Done {
    while worker::pass(app, "test").await? > 0 {}
    Ok(())
}

/// A coder who accepts whatever waits in review.
pub async fn release(app: &App) -> Done {
    let tenant = &app.config.tenant;
    let filter = Filter { queue: Some(Queue::Review), limit: 200, ..Filter::default() };
    for account in accounts::page(&app.db, tenant, &filter).await?.accounts {
        let mut tx = app.db.begin().await?;
        let mut account = accounts::get_for_change(&mut tx, tenant, &account.id).await?;
        let (steps, who) = ([AccountEvent::Released], ("coder", app.now()));
        accounts::take_steps(&mut tx, tenant, &mut account, &steps, who, &Terms::default()).await?;
        let job = NewJob {
            id: app.new_id("job"),
            tenant: tenant.clone(),
            kind: "charge".into(),
            subject: account.id.0.clone(),
            payload: "{}".into(),
            priority: 100,
            run_at: app.now(),
            created_at: app.now(),
        };
        work::add(&mut tx, &[job]).await?;
        tx.commit().await?;
    }
    Ok(())
}

/// The one number of a statement.
pub async fn count(app: &App, statement: &str) -> Result<i64, Failed> {
    let row = app.db.row(store::assembled(statement.to_owned())).await?.ok_or("no row")?;
    Ok(row.int("n")?)
}

/// Runs statements as somebody who is not the program would.
pub async fn script(app: &App, statements: &'static str) -> Done {
    let mut tx = app.db.begin().await?;
    tx.script(statements).await?;
    Ok(tx.commit().await?)
}

/// Fails with a sentence unless it is so.
pub fn ensure(so: bool, what: impl Into<String>) -> Done {
    if so { Ok(()) } else { Err(Failed::from(what.into())) }
}
