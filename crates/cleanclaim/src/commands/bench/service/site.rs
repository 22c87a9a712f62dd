//! The site that is timed: a database, people who are logged in, a program that sends charts.

use super::caller::Caller;
use crate::site::runtime;
use crate::workspace::Workspace;
use governance::signing::{Keyring, SigningKey};
use model::{Chart, EncounterId, TenantId, UserId};
use server::app::{App, Config, Parts};
use server::desk::Desk;
use server::identity::api_token;
use server::identity::permission::{Permission, Role};
use server::identity::session::{Token, cookie};
use server::surroundings::Machine;
use server::{serve, worker};
use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;
use store::people::{self, Session, Tenant, User, add_user, put_tenant, put_token};
use store::{Db, Dialect};
use tempfile::TempDir;
use tokio::runtime::Runtime;
use tokio::sync::watch;

/// When the run happens: 2026-06-22 09:00 UTC, as in the made-up practice, so that its charts are
/// neither in the future nor past timely filing.
const NOW: i64 = 1_782_118_800_000_000;

/// The key that signs in a run: a secret of nobody.
const KEY: [u8; 32] = *b"a key of a bench: nobody's secre";

/// See the module.
pub struct Site {
    /// For calls of the store.
    pub runtime: Runtime,
    /// What the service shares.
    pub app: App,
    /// The charts of the made-up practice, of which copies come in.
    pub originals: Vec<Chart>,
    /// Ends what runs beside.
    end: watch::Sender<bool>,
    _folder: Option<TempDir>,
}

/// Turns a fault into words.
pub fn told(fault: impl std::fmt::Display) -> String {
    fault.to_string()
}

impl Site {
    /// Makes a site of a name of its own in an empty database.
    pub fn open(
        (database, folder): (Option<&str>, Option<&Path>),
        workspace: &Workspace,
        name: &str,
    ) -> Result<Site, String> {
        let runtime = runtime()?;
        let made = match (database, folder) {
            (Some(_), _) => None,
            (None, Some(folder)) => Some(TempDir::new_in(folder).map_err(told)?),
            (None, None) => Some(TempDir::new().map_err(told)?),
        };
        let address = match (&made, database) {
            (Some(made), _) => format!("sqlite:{}", made.path().join("bench.db").display()),
            (None, given) => given.unwrap_or_default().to_owned(),
        };
        let db = runtime.block_on(Db::open(&address)).map_err(told)?;
        let engine = match db.dialect() {
            Dialect::Sqlite => "SQLite on disk, synchronous = FULL",
            Dialect::Postgres => "PostgreSQL",
        };
        let cores = std::thread::available_parallelism().map_or(1, std::num::NonZero::get);
        println!("{name}: {engine}, {cores} cores, load before {}", super::cost::load());
        let desk = Desk::new(workspace.sets()?, workspace.payer_rules()?).map_err(told)?;
        let config = Config {
            data: workspace.data().to_owned(),
            tls: false,
            tenant: TenantId(format!("bench-{name}")),
            demo: false,
            cpt_licence: true,
            process: "bench".to_owned(),
        };
        let app = App::new(Parts {
            db,
            config,
            world: Box::new(Machine::starting_at(NOW)),
            key: SigningKey::from_seed(KEY),
            keys: Keyring::new(),
            secret: KEY,
            desk,
        });
        let originals = testkit::practice::charts().into_iter().map(|one| one.chart).collect();
        let (end, _) = watch::channel(false);
        let site = Site { runtime, app, originals, end, _folder: made };
        site.runtime.block_on(site.settings())?;
        Ok(site)
    }

    async fn settings(&self) -> Result<(), String> {
        let known = people::tenants(&self.app.db).await.map_err(told)?;
        if let Some(other) = known.iter().find(|tenant| !tenant.id.as_str().starts_with("bench-")) {
            return Err(format!(
                "this database holds `{}`: name one that is empty, a bench fills it",
                other.id
            ));
        }
        let tenant = &self.app.config.tenant;
        if known.iter().any(|known| known.id == *tenant) {
            return Err(format!("this database holds an earlier run, `{tenant}`: name another"));
        }
        let mut fees = "code,modifier,charge\n".to_owned();
        for (code, modifier, cents) in testkit::practice::fees().rows() {
            fees.push_str(&format!("{code},{modifier},{}\n", cents.to_x12()));
        }
        let row = Tenant { id: tenant.clone(), name: "Bench".into(), demo: false, created_at: 1 };
        let mut tx = self.app.db.begin().await.map_err(told)?;
        put_tenant(&mut tx, &row).await.map_err(told)?;
        let app = &self.app;
        server::prices::put_schedule(app, &mut tx, tenant, &fees).await.map_err(told)?;
        tx.commit().await.map_err(told)
    }

    /// So many charts from the `from`-th on: copies of the practice's, each of a visit of its own,
    /// three visits a patient.
    pub fn copies(&self, from: usize, count: usize) -> Vec<Chart> {
        let copy = |number: usize| {
            let mut chart = self.originals[number % self.originals.len()].clone();
            chart.id = format!("bench-{number}").as_str().into();
            chart.encounter.id = Some(EncounterId(format!("visit-{number}")));
            if let Some(patient) = &mut chart.patient {
                let round = number / self.originals.len();
                patient.id = format!("{}-{}", patient.id, round / 3).as_str().into();
            }
            chart
        };
        (from..from + count).map(copy).collect()
    }

    /// So many people of a role, each with a session; what their browsers send of themselves.
    pub fn people(&self, role: Role, count: usize) -> Result<Vec<String>, String> {
        let (app, tenant) = (&self.app, &self.app.config.tenant);
        self.runtime.block_on(async {
            let mut tx = app.db.begin().await.map_err(told)?;
            let mut heads = Vec::with_capacity(count);
            for number in 0..count {
                let now = app.now();
                let mut user = User::blank(UserId(person(number)), now);
                user.login = person(number);
                user.name = format!("Person {number}");
                user.roles = vec![role.to_string()];
                add_user(&mut tx, tenant, &user).await.map_err(told)?;
                let token = Token::generate().map_err(told)?;
                let session = Session {
                    token_hash: token.fingerprint(),
                    tenant: tenant.clone(),
                    user: user.id,
                    created_at: now,
                    seen_at: now,
                    strong_at: now,
                    address: "127.0.0.1".to_owned(),
                };
                people::begin_session(&mut tx, &session).await.map_err(told)?;
                heads.push(format!("Cookie: {}={}\r\n", cookie::PLAIN_NAME, token.reveal()));
            }
            tx.commit().await.map_err(told)?;
            Ok(heads)
        })
    }

    /// What a program sends of itself that may submit charts.
    pub fn program(&self) -> Result<String, String> {
        let (app, tenant) = (&self.app, &self.app.config.tenant);
        let now = app.now();
        let mut user = User::blank(UserId("source".to_owned()), now);
        (user.login, user.name) = ("source".to_owned(), "Source".to_owned());
        user.roles = vec![Role::Service.to_string()];
        let scope = [Permission::ReadApi, Permission::SubmitChart].into_iter().collect();
        let asked = api_token::Request {
            name: "bench".to_owned(),
            user: "source".to_owned(),
            scope,
            days: 1,
        };
        let (shown, kept) = api_token::make(asked, now).map_err(told)?;
        let row = kept.row(tenant, app.new_id("tok"));
        self.runtime.block_on(async {
            let mut tx = app.db.begin().await.map_err(told)?;
            add_user(&mut tx, tenant, &user).await.map_err(told)?;
            put_token(&mut tx, &row).await.map_err(told)?;
            tx.commit().await.map_err(told)
        })?;
        Ok(format!("Authorization: Bearer {}\r\n", shown.reveal()))
    }

    /// Opens the door on loopback.
    pub fn serve(&self) -> Result<SocketAddr, String> {
        let any = SocketAddr::from(([127, 0, 0, 1], 0));
        let listener = self.runtime.block_on(serve::listen(any, false)).map_err(told)?;
        let address = listener.local_addr().map_err(told)?;
        let mut ended = self.end.subscribe();
        self.runtime.spawn(serve::serve(self.app.clone(), listener, async move {
            let _ = ended.wait_for(|end| *end).await;
        }));
        // The first answer comes when everything is there.
        Caller::new(address, String::new()).get("/healthz")?;
        Ok(address)
    }

    /// Starts workers that go on until the end.
    pub fn work(&self, workers: usize) {
        for number in 0..workers {
            let name = format!("bench-{number}");
            self.runtime.spawn(worker::run(self.app.clone(), name, self.end.subscribe()));
        }
    }

    /// Ends what runs, and the database.
    pub fn close(self) {
        let _ = self.end.send(true);
        self.app.work.notify_waiters();
        self.runtime.block_on(self.app.db.close());
        self.runtime.shutdown_timeout(Duration::from_secs(5));
    }
}

/// The name of a person.
pub fn person(number: usize) -> String {
    format!("person-{number}")
}
