//! The site under test: a database, keys, a partner's folder, and the programs that get killed.

use codesets::CodeSets;
use edits::PayerRules;
use governance::signing::{Keyring, SigningKey};
use libtest_mimic::Failed;
use model::{AccountEvent, Chart, EncounterId, Queue, TenantId};
use server::app::{App, Config, Parts};
use server::desk::Desk;
use server::reception;
use server::surroundings::Machine;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{Duration, Instant};
use store::accounts::{self, Filter};
use store::people::{Setting, Tenant, put_setting, put_tenant};
use store::work::{self, NewJob};
use store::{Db, Get};
use testkit::process::{Program, Running};
use tokio::runtime::Runtime;

/// The longest that a program may take to begin.
const START: Duration = Duration::from_secs(60);

/// One site.
pub struct Site {
    /// For calls of the store.
    pub runtime: Runtime,
    /// What reception needs; it works in this process, as a second server would.
    pub app: App,
    /// Where claims go.
    pub out: PathBuf,
    /// Where the programs keep their keys.
    pub keys: PathBuf,
    data: PathBuf,
    address: String,
    charts: Vec<Chart>,
}

impl Site {
    /// Makes the database and its settings.
    pub fn open(folder: &Path, address: &str) -> Result<Site, Failed> {
        let (data, keys, out) = (folder.join("data"), folder.join("keys"), folder.join("out"));
        std::fs::create_dir_all(&out)?;
        let licence = std::process::Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
            .args(["codesets", "licence", "cpt", "--confirm", "--data"])
            .arg(&data)
            .output()?;
        if !licence.status.success() {
            return Err(String::from_utf8_lossy(&licence.stderr).into_owned().into());
        }
        let runtime = Runtime::new()?;
        let db = runtime.block_on(Db::open(address))?;
        let app = app(db, &data)?;
        let charts = testkit::practice::charts().into_iter().map(|chart| chart.chart).collect();
        let address = address.to_owned();
        let site = Site { runtime, app, out, keys, data, address, charts };
        site.runtime.block_on(site.settings())?;
        Ok(site)
    }

    async fn settings(&self) -> Result<(), Failed> {
        let mut fees = "code,modifier,charge\n".to_owned();
        for (code, modifier, cents) in testkit::practice::fees().rows() {
            fees.push_str(&format!("{code},{modifier},{}\n", cents.to_x12()));
        }
        let connectors = serde_json::json!({"claims": {
            "on": true, "name": "clearinghouse", "folder": {"path": self.out},
            "sender": {"name": "CEDAR CLINIC", "id": "1245319599"},
            "contact": "BILLING OFFICE", "phone": "4025550100",
            "receiver": {"name": "CLEARINGHOUSE", "id": "CLEARING01"}}});
        let mut tx = self.app.db.begin().await?;
        let tenant = &self.app.config.tenant;
        let row = Tenant { id: tenant.clone(), name: "Site".into(), demo: false, created_at: 1 };
        put_tenant(&mut tx, &row).await?;
        server::prices::put_schedule(&self.app, &mut tx, tenant, &fees).await?;
        let setting = Setting {
            name: server::connectors::Switches::SETTING.into(),
            body: connectors.to_string(),
            version: 0,
            changed_at: 1,
            changed_by: "test".into(),
        };
        put_setting(&mut tx, tenant, &setting).await?;
        Ok(tx.commit().await?)
    }

    fn program(&self, command: &str) -> Program {
        let path = |path: &Path| path.display().to_string();
        Program::new(env!("CARGO_BIN_EXE_cleanclaim")).args([
            command.to_owned(),
            "--data".into(),
            path(&self.data),
            "--keys".into(),
            path(&self.keys),
            "--database".into(),
            self.address.clone(),
        ])
    }

    /// A server, with a worker in it or without.
    pub fn serve(&self, with_worker: bool) -> Program {
        let program = self.program("serve").args(["--listen", "127.0.0.1:0"]);
        if with_worker { program } else { program.args(["--no-worker"]) }
    }

    /// A worker.
    pub fn worker(&self, own_network: bool) -> Program {
        let program = self.program("worker");
        if own_network { program.own_network() } else { program }
    }

    /// Takes in charts from the `from`-th on; every third batch is sent twice, as a source does
    /// that did not hear the answer.
    pub fn submit(&self, from: usize, count: usize) -> Result<usize, Failed> {
        if count == 0 {
            return Ok(0);
        }
        let copy = |number: usize| {
            let mut chart = self.charts[number % self.charts.len()].clone();
            chart.id = format!("kill-{number}").as_str().into();
            chart.encounter.id = Some(EncounterId(format!("visit-{number}")));
            chart
        };
        let charts: Vec<Chart> = (from..from + count).map(copy).collect();
        let times = if from.is_multiple_of(3) { 2 } else { 1 };
        for _ in 0..times {
            let charts = charts.clone();
            self.runtime.block_on(async {
                let mut tx = self.app.db.begin().await?;
                let tenant = &self.app.config.tenant;
                reception::receive(&self.app, &mut tx, tenant, charts, "source").await?;
                tx.commit().await
            })?;
        }
        Ok(count)
    }

    /// A coder who accepts whatever waits in review.
    pub fn release(&self) -> Result<usize, Failed> {
        self.runtime.block_on(async {
            let (app, tenant) = (&self.app, &self.app.config.tenant);
            let filter = Filter { queue: Some(Queue::Review), limit: 20, ..Filter::default() };
            let page = accounts::page(&app.db, tenant, &filter).await?;
            let count = page.accounts.len();
            for account in page.accounts {
                let mut tx = app.db.begin().await?;
                let mut account = accounts::get_for_change(&mut tx, tenant, &account.id).await?;
                let (steps, who) = ([AccountEvent::Released], ("coder", app.now()));
                accounts::take_steps(&mut tx, tenant, &mut account, &steps, who, &app.terms)
                    .await?;
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
            Ok(count)
        })
    }

    /// The one number of a statement.
    pub fn count(&self, statement: &str) -> Result<i64, Failed> {
        let row = store::assembled(statement.to_owned());
        let row = self.runtime.block_on(self.app.db.row(row))?.ok_or("no row")?;
        Ok(row.int("n")?)
    }

    /// Whether nothing is left to do.
    pub fn is_done(&self) -> Result<bool, Failed> {
        let left = self.count(
            "SELECT (SELECT COUNT(*) FROM job WHERE state <> 'dead') + (SELECT COUNT(*) FROM outbox \
             WHERE state = 'waiting') + (SELECT COUNT(*) FROM account WHERE queue = 'service' \
             OR state = 'review') AS n",
        )?;
        Ok(left == 0)
    }

    /// What stands where, for a message.
    pub fn standing(&self) -> Result<String, Failed> {
        let rows = self.runtime.block_on(
            self.app.db.rows(store::assembled(
                "SELECT state AS what, COUNT(*) AS n FROM account GROUP BY state UNION ALL \
             SELECT 'job ' || kind || ' ' || state, COUNT(*) FROM job GROUP BY kind, state \
             UNION ALL SELECT 'parcel ' || state, COUNT(*) FROM outbox GROUP BY state"
                    .to_owned(),
            )),
        )?;
        let mut said = String::new();
        for row in rows {
            said.push_str(&format!("{} {}, ", row.text("what")?, row.int("n")?));
        }
        Ok(said)
    }
}

fn app(db: Db, data: &Path) -> Result<App, Failed> {
    let rules = PayerRules::load(&[PayerRules::embedded()]).map_err(|_| "the embedded rules")?;
    let desk = Desk::new(Arc::new(CodeSets::embedded()), rules)?;
    Ok(App::new(Parts {
        db,
        config: Config {
            data: data.to_owned(),
            tls: false,
            tenant: TenantId::from("site"),
            demo: false,
            cpt_licence: true,
            process: "test".to_owned(),
        },
        world: Box::new(Machine::default()),
        key: SigningKey::from_seed([7; 32]),
        keys: Keyring::new(),
        secret: [9; 32],
        desk,
    }))
}

/// The programs, each killed and started again at moments that follow from a seed.
pub struct Victims {
    programs: Vec<Program>,
    running: Vec<Running>,
    /// How many were killed so far.
    pub killed: usize,
    next: Instant,
    dice: u64,
}

impl Victims {
    /// Starts them; the first makes the keys.
    pub fn start(programs: Vec<Program>, seed: u64) -> Result<Victims, Failed> {
        let mut running = Vec::new();
        for (number, program) in programs.iter().enumerate() {
            let mut one = program.start()?;
            if number == 0 {
                one.wait_for_line("listening", START)?;
            }
            running.push(one);
        }
        Ok(Victims { programs, running, killed: 0, next: Instant::now(), dice: seed })
    }

    fn roll(&mut self, sides: u64) -> u64 {
        self.dice = self.dice.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.dice;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        (z ^ (z >> 31)) % sides
    }

    /// Kills one, when its moment has come, and starts it again.
    pub fn maybe_kill(&mut self) -> Result<(), Failed> {
        if Instant::now() < self.next {
            return Ok(());
        }
        // Long enough for a program to get to work again, short enough to meet it at it.
        self.next = Instant::now() + Duration::from_millis(700 + self.roll(1_500));
        let sides = self.programs.len() as u64;
        let which = usize::try_from(self.roll(sides))?;
        self.running[which].kill()?;
        self.running[which] = self.programs[which].start()?;
        self.killed += 1;
        Ok(())
    }

    /// What they wrote to standard error.
    pub fn written(&self) -> String {
        self.running.iter().map(Running::stderr).collect::<Vec<_>>().join("\n--\n")
    }
}
