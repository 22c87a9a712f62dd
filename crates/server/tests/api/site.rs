//! One running service over the made-up practice and a second, nearly empty tenant; a token for
//! each person.

use codesets::CodeSets;
use edits::PayerRules;
use governance::signing::{Keyring, SigningKey};
use libtest_mimic::{Failed, Trial};
use model::{TenantId, UserId};
use serde_json::Value;
use server::app::{App, Config, Parts};
use server::desk::Desk;
use server::identity::api_token::{Request as TokenRequest, make};
use server::identity::permission::Permission;
use server::surroundings::Machine;
use server::{demo, serve, worker};
use std::collections::BTreeSet;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, OnceLock};
use store::people::{ApiToken, Tenant, User, add_user, put_tenant, put_token};
use tempfile::TempDir;
use testkit::http::{Answer, Client, Request};
use tokio::runtime::Runtime;

/// When the story of the practice ends: 2026-06-22 09:00 UTC.
pub const NOW: i64 = 1_782_118_800_000_000;

/// The service.
pub struct Site {
    /// What it shares.
    pub app: App,
    /// `http://127.0.0.1:PORT`.
    pub address: String,
    /// For calls of the store.
    pub runtime: Runtime,
    _folder: TempDir,
}

/// What a test may fail with.
pub type Done = Result<(), Failed>;

/// The one service of this run.
pub fn site() -> &'static Site {
    static SITE: OnceLock<Site> = OnceLock::new();
    SITE.get_or_init(Site::open)
}

impl Site {
    /// A service of its own.
    pub fn open() -> Site {
        let runtime = Runtime::new().expect("threads");
        let folder = TempDir::new().expect("a folder");
        let address = format!("sqlite:{}", folder.path().join("site.db").display());
        let app = runtime.block_on(async {
            let db = store::Db::open(&address).await.expect("a database");
            let app = app(db, folder.path().to_owned());
            let charts = testkit::practice::charts().into_iter().map(|chart| chart.chart);
            demo::fill(&app, charts.collect(), &fees()).await.expect("the practice");
            while worker::pass(&app, "site").await.expect("work") > 0 {}
            let mut tx = app.db.begin().await.expect("a transaction");
            let other = TenantId::from("other");
            let row =
                Tenant { id: other.clone(), name: "Other".into(), demo: false, created_at: NOW };
            put_tenant(&mut tx, &row).await.expect("a tenant");
            for (tenant, login, roles) in [
                ("other", "olga", &["admin", "service", "compliance", "biller", "lead"][..]),
                ("site", "sam", &["service"]),
                ("site", "una", &["admin", "compliance", "biller", "lead", "service", "manager"]),
                ("site", "ralf", &["admin"]),
            ] {
                let mut user = User::blank(UserId(format!("user_{login}")), NOW);
                user.login = login.to_owned();
                user.name = login.to_owned();
                user.roles = roles.iter().map(|role| (*role).to_owned()).collect();
                add_user(&mut tx, &TenantId::from(tenant), &user).await.expect("a user");
            }
            tx.commit().await.expect("a commit");
            app
        });
        let listener = runtime
            .block_on(serve::listen(SocketAddr::from(([127, 0, 0, 1], 0)), false))
            .expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        runtime.spawn(serve::serve(app.clone(), listener, std::future::pending()));
        Site { app, address, runtime, _folder: folder }
    }

    /// A token with every permission that its user has.
    pub fn token(&self, tenant: &str, login: &str) -> String {
        self.token_for(tenant, login, Permission::ALL.iter().copied().collect(), 30)
    }

    /// A token of a scope and a life in days; 0 for one that is over.
    pub fn token_for(
        &self,
        tenant: &str,
        login: &str,
        scope: BTreeSet<Permission>,
        days: u32,
    ) -> String {
        let user = format!("user_{login}");
        let request = TokenRequest { name: "test".into(), user: user.clone(), scope, days: 1 };
        let (shown, kept) = make(request, self.app.now()).expect("a token");
        let token = ApiToken {
            token_hash: kept.fingerprint,
            tenant: TenantId::from(tenant),
            id: self.app.new_id("tok"),
            user: UserId(user),
            name: kept.name,
            scopes: kept.scope.iter().map(ToString::to_string).collect(),
            created_at: kept.created,
            expires_at: if days == 0 { kept.created - 1 } else { kept.expires },
            used_at: None,
            revoked_at: None,
        };
        self.runtime.block_on(async {
            let mut tx = self.app.db.begin().await.expect("a transaction");
            put_token(&mut tx, &token).await.expect("a token");
            tx.commit().await.expect("a commit");
        });
        shown.reveal().to_owned()
    }

    /// Somebody of a tenant with a token.
    pub fn caller(&self, tenant: &str, login: &str) -> Caller {
        let client = Client::new(self.address.clone()).expect("a client");
        Caller { client, token: self.token(tenant, login) }
    }

    /// Who may do most things.
    pub fn una(&self) -> Caller {
        self.caller("site", "una")
    }
}

/// A client with a token.
pub struct Caller {
    /// The client.
    pub client: Client,
    /// The token.
    pub token: String,
}

impl Caller {
    /// Sends a request below `/api/v1`.
    pub fn send(&self, request: Request) -> Result<Answer, Failed> {
        let request = request.header("authorization", format!("Bearer {}", self.token));
        Ok(self.client.send(request)?)
    }

    /// Asks for a path.
    pub fn get(&self, path: &str) -> Result<Answer, Failed> {
        self.send(Request::new("GET", &format!("/api/v1{path}")))
    }

    /// Asks for a path and reads the JSON of a good answer.
    pub fn read(&self, path: &str) -> Result<Value, Failed> {
        Ok(self.get(path)?.expect(200)?.json()?)
    }

    /// Sends JSON.
    pub fn post(&self, path: &str, value: &Value) -> Result<Answer, Failed> {
        self.send(keyed(Request::new("POST", &format!("/api/v1{path}")), path).json(value))
    }

    /// Sends JSON with a header.
    pub fn with(
        &self,
        (method, path): (&str, &str),
        (name, header): (&str, &str),
        value: Option<&Value>,
    ) -> Result<Answer, Failed> {
        let mut request = Request::new(method, &format!("/api/v1{path}")).header(name, header);
        if name != "idempotency-key" {
            request = keyed(request, path);
        }
        self.send(match value {
            Some(value) => request.json(value),
            None => request,
        })
    }
}

/// A request with a key of its own: in a debug build an endpoint that forgets it answers 500, so
/// that every test of a change is one of its key too. Two addresses take none.
fn keyed(request: Request, path: &str) -> Request {
    static NEXT: AtomicU64 = AtomicU64::new(1);
    if ["/tokens", "/webhooks"].contains(&path) {
        return request;
    }
    request.header("idempotency-key", format!("test-{}", NEXT.fetch_add(1, Ordering::Relaxed)))
}

/// Checks that an answer is a problem document of a status.
pub fn problem(answer: &Answer, status: u16) -> Done {
    let kind = answer.header("content-type").unwrap_or_default();
    let value: Value = answer.json().unwrap_or_default();
    let whole = value["status"] == status
        && value["type"].as_str().is_some_and(|kind| kind.starts_with("/problems/"))
        && value["title"].is_string()
        && value["detail"].is_string();
    if answer.status != status || kind != "application/problem+json" || !whole {
        return fail(format!("{}: {} {kind} {}", answer.call, answer.status, answer.text()));
    }
    Ok(())
}

/// A test.
pub fn test(name: &str, run: fn() -> Done) -> Trial {
    Trial::test(name, run)
}

/// Fails with a sentence.
pub fn fail<T>(what: impl Into<String>) -> Result<T, Failed> {
    Err(Failed::from(what.into()))
}

fn app(db: store::Db, data: std::path::PathBuf) -> App {
    let rules = PayerRules::load(&[PayerRules::embedded()]).expect("the embedded rules");
    let desk = Desk::new(Arc::new(CodeSets::embedded()), rules).expect("a desk");
    App::new(Parts {
        db,
        config: Config {
            data,
            tls: false,
            tenant: TenantId::from("site"),
            demo: false,
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

fn fees() -> String {
    let mut text = "code,modifier,charge\n".to_owned();
    for (code, modifier, cents) in testkit::practice::fees().rows() {
        text.push_str(&format!("{code},{modifier},{}\n", cents.to_x12()));
    }
    text
}
