//! The filled practice is the same each time, and has work in many places.

use super::practice;
use crate::rule_files;
use codesets::CodeSets;
use governance::signing::{Keyring, SigningKey};
use model::{Queue, TenantId};
use server::app::{App, Config, Parts};
use server::demo;
use server::desk::Desk;
use server::serve;
use server::surroundings::Machine;
use std::path::Path;
use std::sync::Arc;
use testkit::http::Client;

/// 2026-06-22 09:00 UTC.
const NOW: i64 = 1_782_118_800_000_000;

async fn filled(folder: &Path, name: &str) -> (App, demo::story::Filled) {
    let address = format!("sqlite:{}", folder.join(name).display());
    let db = store::Db::open(&address).await.expect("a database");
    let rules = rule_files::embedded().expect("rules");
    let desk = Desk::new(Arc::new(CodeSets::embedded()), rules).expect("a desk");
    let app = App::new(Parts {
        db,
        config: Config {
            data: folder.to_owned(),
            tls: false,
            tenant: TenantId::from("site"),
            demo: true,
            cpt_licence: true,
            process: "test".to_owned(),
        },
        world: Box::new(Machine::starting_at(NOW)),
        key: SigningKey::from_seed([7; 32]),
        keys: Keyring::new(),
        secret: [9; 32],
        desk,
    });
    let mut payers = super::super::payers::Payers::new().expect("the payers");
    let story = practice(&super::super::fee_text());
    let filled = demo::fill_story(&app, &story, &mut payers).await;
    (app, filled.expect("a filled practice"))
}

#[test]
fn two_fills_are_the_same_and_leave_work_in_many_queues() {
    let folder = tempfile::TempDir::new().expect("a folder");
    let runtime = crate::site::runtime().expect("threads");
    let app = runtime.block_on(async {
        let (first, told) = filled(folder.path(), "first.db").await;
        let (second, again) = filled(folder.path(), "second.db").await;
        assert_eq!(told, again);
        assert_eq!(told.accounts, 310);
        let tenant = TenantId::from("site");
        for chain in [store::record::Chain::Audit, store::record::Chain::Decision] {
            let one = store::record::head(&first.db, &tenant, chain).await.expect("a head");
            let two = store::record::head(&second.db, &tenant, chain).await.expect("a head");
            assert_eq!(one, two, "{chain:?}");
            assert!(one.seq > 300, "{one:?}");
        }
        // A letter was typed in, and statements were made.
        let files = store::payments::files(&first.db, &tenant, i64::MAX, 1_000).await;
        assert!(files.expect("files").iter().any(|file| file.source == "paper"));
        let made = store::payments::statements_since(&first.db, &tenant, "2026-06-01").await;
        assert!(made.expect("statements").len() > 10);
        // Every claim to a next payer left.
        let waiting = store::claims::unsent(&first.db, &tenant, 500).await.expect("claims");
        let decided = |row: &store::claims::ClaimRow| {
            row.claim.other_payers.iter().any(|one| one.paid_cents.is_some())
        };
        assert!(!waiting.iter().any(decided), "{waiting:?}");
        let counts = store::accounts::counts(&first.db, &tenant).await.expect("counts");
        let mut by_queue = std::collections::BTreeMap::new();
        for row in &counts {
            *by_queue.entry(row.queue.clone()).or_insert(0) += row.accounts;
        }
        println!("{by_queue:?}\n{:#?}", told.stopped);
        let open = Queue::WORKED.iter().filter(|queue| by_queue.contains_key(queue.name()));
        assert!(open.count() >= 5, "{by_queue:?}");
        let waiting: i64 = by_queue.values().sum();
        assert!((60..=180).contains(&waiting), "{by_queue:?}");
        assert_eq!(told.opened, ["office"]);
        assert!((60..118).contains(&told.audits), "{told:?}");
        first
    });
    let listener = serve::listen(([127, 0, 0, 1], 0).into(), false);
    let listener = runtime.block_on(listener).expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    runtime.spawn(serve::serve(app, listener, std::future::pending()));
    opened_and_short(&address);
    questions_and_charges(&address);
    money_is_worked(&address);
}

/// Somebody of the practice who is logged in.
fn client(address: &str, login: &str) -> Client {
    let client = Client::new(address).expect("a client");
    let csrf = client.get("/login").expect("the login page").csrf().expect("a token");
    let fields = [("csrf", &*csrf), ("login", login), ("password", demo::PASSWORD)];
    client.post_form("/login", &fields).expect("an answer").expect(303).expect("logged in");
    client
}

fn page(client: &Client, path: &str) -> String {
    client.get(path).expect("an answer").expect(200).expect("a page").text()
}

/// The release page has one scope that audits opened, and one with audits missing.
fn opened_and_short(address: &str) {
    let release = page(&client(address, "mona"), "/release");
    let row = |name: &str| {
        let cell = format!("href=\"/release/scope?name={name}\"");
        let rows: Vec<&str> = release.split("<tr").filter(|row| row.contains(&cell)).collect();
        assert_eq!(rows.len(), 1, "{name}: {release}");
        rows[0].to_owned()
    };
    assert!(row("office").contains("none"), "{}", row("office"));
    assert!(row("office").contains("4.95 %"), "{}", row("office"));
    let short = row("ed");
    assert!(short.contains("of 59 done") && short.contains("without an error"), "{short}");
}

/// What payers answered is worked to different ends, and some of it still waits.
fn money_is_worked(address: &str) {
    let (dana, bill) = (client(address, "dana"), client(address, "bill"));
    let has = |client: &Client, path: &str, wanted: &[&str]| {
        let text = page(client, path);
        for one in wanted {
            assert!(text.contains(one), "{path} has no {one}: {text}");
        }
    };
    for state in ["draft", "sent", "won", "lost"] {
        has(&dana, &format!("/appeals?state={state}"), &["/denials/den_"]);
    }
    has(&dana, "/denials", &["/denials/den_"]);
    has(&dana, "/denials?waits=closed", &["paid", "written off"]);
    has(&dana, "/rejections", &["member number"]);
    // What one payer began to refuse this May is told, with nothing else beside it.
    let patterns = page(&dana, "/patterns");
    let alarms: Vec<&str> = patterns.split("action=\"/patterns/").skip(1).collect();
    assert_eq!(alarms.len(), 1, "{patterns}");
    for one in ["Prairie Mutual Health Plan", "99213", "CO-150"] {
        assert!(patterns.contains(one), "/patterns has no {one}: {patterns}");
    }
    has(&bill, "/underpayments", &["Prairie Mutual Health Plan", "Agreed fee"]);
    has(&bill, "/credit-balances", &["You asked; somebody else sends it", "sent"]);
    has(&bill, "/files", &["271"]);
    has(&bill, "/remittances?state=closed", &["posted"]);
    let deposits = page(&bill, "/deposits");
    assert!(!deposits.contains("No deposit was entered yet"), "{deposits}");
}

/// Queries wait, the numbers are there, and charges differ from charts.
fn questions_and_charges(address: &str) {
    let cdi = client(address, "cody");
    let overdue = page(&cdi, "/queries?view=list&state=awaiting&bucket=over7_days");
    assert!(overdue.contains("Side of"), "{overdue}");
    let numbers = page(&client(address, "mona"), "/kpis");
    for missing in ["No chart was audited", "No query was", "No answered query", "No charge was"] {
        assert!(!numbers.contains(missing), "{missing}");
    }
    let charges = page(&client(address, "bill"), "/charges");
    assert!(charges.contains("Charged, not documented"), "{charges}");
    assert!(charges.contains("days a charge"), "{charges}");
}
