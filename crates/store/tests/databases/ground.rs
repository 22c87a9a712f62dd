//! What the tests stand on: a fresh database of either engine, and made-up rows.

use libtest_mimic::{Failed, Trial};
use model::account::Terms;
use model::{AccountEvent, AccountId, Chart, CodedChart, Document, Standing, TenantId};
use std::future::Future;
use store::accounts::{Account, Coding, DocumentRow, StoredChart};
use store::{Db, Tx};
use testkit::outside;
use testkit::postgres::{Database, Postgres};

/// What a test may fail with.
pub type Done = Result<(), Failed>;

/// The moment at which the tests play.
pub const NOW: i64 = 1_782_118_800_000_000;

/// One second.
pub const SECOND: i64 = 1_000_000;

/// A fresh database, and its address for a second pool.
pub struct Ground {
    /// The address.
    pub address: String,
    /// Opened, with its tables.
    pub db: Db,
}

/// The same test on both engines.
pub fn on_both<R, F>(name: &str, run: R) -> Vec<Trial>
where
    R: Fn(Ground) -> F + Copy + Send + 'static,
    F: Future<Output = Done>,
{
    let sqlite = Trial::test(format!("{name}, sqlite"), move || {
        let folder = tempfile::tempdir()?;
        let address = format!("sqlite:{}", folder.path().join("test.db").display());
        play(address, run)
    });
    let postgres = outside::trial(&format!("{name}, postgres"), "postgres", move || {
        let database: Database = Postgres::shared()?.database()?;
        play(database.url().to_owned(), run)
    });
    vec![sqlite, postgres]
}

fn play<R, F>(address: String, run: R) -> Done
where
    R: Fn(Ground) -> F,
    F: Future<Output = Done>,
{
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let db = Db::open(&address).await?;
        let kept = db.clone();
        let outcome = run(Ground { address, db }).await;
        kept.close().await;
        outcome
    })
}

/// Fails with a sentence unless it is so.
pub fn ensure(so: bool, what: impl Into<String>) -> Done {
    if so { Ok(()) } else { Err(Failed::from(what.into())) }
}

/// Fails unless two values are the same.
pub fn same<T: PartialEq + std::fmt::Debug>(is: T, wanted: T, what: &str) -> Done {
    ensure(is == wanted, format!("{what}: {is:?}, not {wanted:?}"))
}

/// A tenant.
pub fn site() -> TenantId {
    TenantId::from("site")
}

/// An account that was just received.
pub fn account(number: i64) -> Account {
    Account {
        id: AccountId(format!("acct_{number:06}")),
        source_key: format!("visit-{number}"),
        patient: Some(format!("pat_{}", number % 7)),
        patient_name: format!("Möller_{number}, Ann 100%"),
        mrn: Some(format!("MRN{number}")),
        setting: "office".into(),
        specialty: if number % 2 == 0 { "cardiology" } else { "surgery" }.into(),
        site: "Main".into(),
        provider: Some(format!("prov_{}", number % 3)),
        provider_name: "Doe, Jo".into(),
        payer: format!("Payer {}", number % 3),
        payer_kind: "medicare".into(),
        service_from: Some("2026-06-01".into()),
        service_to: None,
        received_at: NOW + number * SECOND,
        standing: Standing::received(NOW + number * SECOND, &Terms::default()),
        value_cents: number % 5 * 1_000,
        confidence_bp: None,
        released_by: None,
        released_at: None,
        coder: None,
        tags: vec!["part2".into()],
        entered_at: NOW,
        version: 1,
    }
}

/// The steps from a fresh account to a coder's review.
pub fn to_review() -> Vec<AccountEvent> {
    vec![
        AccountEvent::ReadingStarted,
        AccountEvent::Coded,
        AccountEvent::SentToReview { reasons: vec!["look at \"it\"".into()] },
    ]
}

/// A chart with one document, and the row of it.
pub fn chart(text: &str, version: i64) -> (StoredChart, Vec<DocumentRow>) {
    let document = Document { id: "d1".into(), text: text.to_owned(), ..Document::default() };
    let chart = Chart { documents: vec![document], ..Chart::default() };
    let row = DocumentRow {
        position: 0,
        id: "d1".into(),
        title: "Note".into(),
        loinc: None,
        author: Some("Doe".into()),
        written: Some("2026-06-01".into()),
        signed: true,
        version,
        hash: format!("h{version}"),
        tags: Vec::new(),
        read_at: None,
    };
    (StoredChart { version, hash: format!("h{version}"), chart, at: NOW }, vec![row])
}

/// Codes of an account.
pub fn coding(version: i64) -> Coding {
    let coded: CodedChart = serde_json::from_value(serde_json::json!({
        "id": "c", "setting": "office", "date": "2026-06-01", "dx": [], "px": [],
        "not_coded": [], "gaps": [], "route": "review", "reasons": ["a reason"],
        "chart_confidence": 0.87, "releases": {"icd10cm": "2026-04"}, "date_assumed": false,
        "setting_inferred": false, "setting_evidence": []
    }))
    .expect("codes");
    Coding {
        version,
        chart_version: 1,
        by_person: None,
        at: NOW,
        is_final: false,
        coded,
        decision: format!("dec_{version}"),
    }
}

/// Adds a received account with its chart.
pub async fn add(tx: &mut Tx, tenant: &TenantId, number: i64) -> store::Result<Account> {
    let account = account(number);
    store::accounts::insert_new(tx, tenant, &account).await?;
    let (stored, rows) = chart("A note.", 1);
    store::accounts::put_chart(tx, tenant, &account.id, &stored, &rows).await?;
    Ok(account)
}
