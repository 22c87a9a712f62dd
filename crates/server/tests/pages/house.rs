//! A running service over the made-up practice, and people who are logged in to it.

use codesets::CodeSets;
use edits::PayerRules;
use governance::signing::{Keyring, SigningKey};
use libtest_mimic::{Failed, Trial};
use model::TenantId;
use server::app::{App, Config, Parts};
use server::desk::Desk;
use server::surroundings::Machine;
use server::{demo, serve, worker};
use std::net::SocketAddr;
use std::sync::{Arc, OnceLock};
use tempfile::TempDir;
use testkit::browser::{Browser, Options};
use testkit::http::Client;
use tokio::runtime::Runtime;
use tokio::sync::oneshot;

/// When the story of the practice ends: 2026-06-22 09:00 UTC.
pub const NOW: i64 = 1_782_118_800_000_000;

/// One service with a database of its own; it ends with the value.
pub struct House {
    /// What the service shares.
    pub app: App,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// For calls of the store.
    pub runtime: Runtime,
    end: Vec<oneshot::Sender<()>>,
    folder: TempDir,
}

/// What a test may fail with.
pub type Done = Result<(), Failed>;

impl House {
    /// The practice with its charts read and coded.
    pub fn open() -> House {
        House::open_as(true)
    }

    /// The same as a site's own service: nothing is refused for being made up.
    pub fn open_site() -> House {
        House::open_as(false)
    }

    fn open_as(demo: bool) -> House {
        let runtime = Runtime::new().expect("threads");
        let folder = TempDir::new().expect("a folder");
        let address = format!("sqlite:{}", folder.path().join("house.db").display());
        let app = runtime.block_on(async {
            let db = store::Db::open(&address).await.expect("a database");
            let app = app_of(db, folder.path().to_owned(), demo);
            let charts = testkit::practice::charts().into_iter().map(|chart| chart.chart).collect();
            demo::fill(&app, charts, &fees()).await.expect("the practice");
            while worker::pass(&app, "house").await.expect("work") > 0 {}
            app
        });
        let (address, end) = serving(&runtime, &app);
        House { app, address, runtime, end: vec![end], folder }
    }

    /// The address of a second service over the same database, which shares no memory with the
    /// first: as another process of the site.
    pub fn second(&mut self) -> Result<(App, String), Failed> {
        let folder = self.folder.path();
        let address = format!("sqlite:{}", folder.join("house.db").display());
        let app = self.runtime.block_on(async {
            let db = store::Db::open(&address).await?;
            Ok::<App, Failed>(app_of(db, folder.to_owned(), self.app.config.demo))
        })?;
        let (address, end) = serving(&self.runtime, &app);
        self.end.push(end);
        Ok((app, address))
    }

    /// A client that is logged in.
    pub fn client(&self, login: &str) -> Client {
        let client = self.stranger();
        let form = client.get("/login").expect("the login page");
        let csrf = form.csrf().expect("a token");
        let fields = [("csrf", &*csrf), ("login", login), ("password", demo::PASSWORD)];
        let answer = client.post_form("/login", &fields).expect("an answer");
        answer.expect(303).expect("logged in");
        client
    }

    /// A client that is not logged in.
    pub fn stranger(&self) -> Client {
        Client::new(self.address.clone()).expect("a client")
    }

    /// A browser that is logged in.
    pub fn browser(&self, login: &str) -> Result<Browser, Failed> {
        self.browser_with(login, Options::default())
    }

    /// A browser of a kind that is logged in.
    pub fn browser_with(&self, login: &str, options: Options) -> Result<Browser, Failed> {
        let page = Browser::start(options)?;
        page.open(&format!("{}/login", self.address))?;
        page.fill("input[name=login]", login)?;
        page.fill("input[name=password]", demo::PASSWORD)?;
        page.click("button.primary")?;
        page.wait_for(".who")?;
        Ok(page)
    }
}

impl Drop for House {
    fn drop(&mut self) {
        for end in self.end.drain(..) {
            let _ = end.send(());
        }
    }
}

/// Serves on a port of its own until the sender is used.
fn serving(runtime: &Runtime, app: &App) -> (String, oneshot::Sender<()>) {
    let (end, ended) = oneshot::channel::<()>();
    let listener = runtime
        .block_on(serve::listen(SocketAddr::from(([127, 0, 0, 1], 0)), false))
        .expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    runtime.spawn(serve::serve(app.clone(), listener, async {
        let _ = ended.await;
    }));
    (address, end)
}

/// What the service shares, over any database; `demo` marks it as made up.
pub fn app_of(db: store::Db, data: std::path::PathBuf, demo: bool) -> App {
    let rules = PayerRules::load(&[PayerRules::embedded()]).expect("the embedded rules");
    let desk = Desk::new(sets(), rules).expect("a desk");
    App::new(Parts {
        db,
        config: Config {
            data,
            tls: false,
            tenant: TenantId::from("site"),
            demo,
            cpt_licence: true,
            process: "test".to_owned(),
        },
        world: Box::new(Machine::starting_at(NOW)),
        key: SigningKey::from_seed([7; 32]),
        keys: Keyring::new(),
        secret: [9; 32],
        desk,
    })
}

fn sets() -> Arc<CodeSets> {
    static SETS: OnceLock<Arc<CodeSets>> = OnceLock::new();
    Arc::clone(SETS.get_or_init(|| Arc::new(CodeSets::embedded())))
}

fn fees() -> String {
    let mut text = "code,modifier,charge\n".to_owned();
    for (code, modifier, cents) in testkit::practice::fees().rows() {
        text.push_str(&format!("{code},{modifier},{}\n", cents.to_x12()));
    }
    text
}

/// A test over HTTP.
pub fn test(name: &str, run: fn() -> Done) -> Trial {
    Trial::test(name, run)
}

/// A test in a real browser; ignored, by name, where there is none.
pub fn in_browser(name: &str, run: fn() -> Done) -> Trial {
    testkit::outside::trial(name, "chromium,axe", run)
}

/// Fails with a sentence.
pub fn fail<T>(what: impl Into<String>) -> Result<T, Failed> {
    Err(Failed::from(what.into()))
}
