//! Queries on SQLite, and on PostgreSQL where there is one: the same answers from both.

use cdi::linter;
use cdi::query::{Event, Indicator, IndicatorSource, Query, QueryKind, QueryText, Status, apply};
use libtest_mimic::{Arguments, Failed, Trial};
use model::account::Terms;
use model::{AccountId, Chart, Document, Evidence, Gap, GapKind, Standing, TenantId};
use std::future::Future;
use std::pin::Pin;
use store::accounts::{
    Account, DocumentRow, StoredChart, by_ids, documents_for_change, insert_new,
    latest_chart_for_change, put_chart,
};
use store::queries::{
    AccountGaps, LineFilter, StoredQuery, add, gap_page, get, get_for_change, ladder_due, lines,
    of_account, of_accounts, open_others, put_gaps, save, to_link,
};
use store::{Db, StoreError};
use testkit::postgres::Postgres;

type Check = for<'a> fn(&'a Db) -> Pin<Box<dyn Future<Output = Result<(), Failed>> + 'a>>;

const CHECKS: [(&str, Check); 5] = [
    ("a query comes back as it was kept", |db| Box::pin(kept(db))),
    ("a stale version changes nothing", |db| Box::pin(stale(db))),
    ("lists are of one tenant, filtered, open ones first", |db| Box::pin(lists(db))),
    ("the ladder and the links find what waits", |db| Box::pin(waiting(db))),
    ("gaps are replaced, and ranked by weight", |db| Box::pin(gaps(db))),
];

fn main() {
    let mut trials = Vec::new();
    for (name, check) in CHECKS {
        trials.push(Trial::test(format!("sqlite: {name}"), move || {
            let folder = tempfile::TempDir::new()?;
            run(&format!("sqlite:{}", folder.path().join("queries.db").display()), check)
        }));
        let name = format!("postgres: {name}");
        trials.push(testkit::outside::trial(&name, "postgres", move || {
            let database = Postgres::shared()?.database()?;
            run(database.url(), check)
        }));
    }
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}

fn run(address: &str, check: Check) -> Result<(), Failed> {
    tokio::runtime::Runtime::new()?.block_on(async {
        let db = Db::open(address).await?;
        let done = check(&db).await;
        db.close().await;
        done
    })
}

fn same<T: PartialEq + std::fmt::Debug>(found: T, wanted: T) -> Result<(), Failed> {
    if found == wanted { Ok(()) } else { Err(format!("{found:?}, not {wanted:?}").into()) }
}

fn site(name: &str) -> TenantId {
    TenantId::from(name)
}

fn chart() -> Chart {
    let document = Document {
        id: "note".into(),
        title: "Note".to_owned(),
        text: "CHF, volume up.".to_owned(),
        ..Document::default()
    };
    Chart { documents: vec![document], ..Chart::default() }
}

/// A draft with one quote, which the linter clears.
fn draft(id: &str, account: &str, provider: &str) -> StoredQuery {
    let evidence = Evidence { document: 0, start: 0, end: 3, text: "CHF".to_owned() };
    let indicator = Indicator {
        text: "CHF".to_owned(),
        date: None,
        source: IndicatorSource::Quote { evidence, document_title: "Note".to_owned() },
    };
    let text = QueryText {
        title: "Clarification of \"CHF\"".to_owned(),
        question: "Which type describes the CHF, where this can be determined?".to_owned(),
        indicators: vec![indicator.clone()],
        options: vec![
            cdi::query::AnswerOption::other(),
            cdi::query::AnswerOption::cannot_determine(),
        ],
        ..QueryText::default()
    };
    let query =
        Query::draft(id.into(), account, QueryKind::Type, text, "user_cdi", provider, 1_000);
    let offered = vec![indicator];
    StoredQuery { query, offered, next_at: None, chart_version: None, recoded: false, version: 1 }
}

fn sent(id: &str, account: &str, provider: &str, due: i64) -> Result<StoredQuery, Failed> {
    let mut stored = draft(id, account, provider);
    let lint = linter::check(&stored.query, &chart());
    let clearance = lint.clearance().ok_or_else(|| format!("{:?}", lint.faults))?;
    let event = Event::Send { clearance, due_micros: due };
    stored.query = apply(&stored.query, "user_cdi", event, 2_000)?;
    Ok(stored)
}

async fn put(db: &Db, tenant: &TenantId, stored: &StoredQuery) -> Result<(), Failed> {
    let account = Account {
        id: AccountId(stored.query.account.clone()),
        source_key: stored.query.account.clone(),
        patient: None,
        patient_name: "Doe, Jane".to_owned(),
        mrn: None,
        setting: "office".to_owned(),
        specialty: String::new(),
        site: String::new(),
        provider: None,
        provider_name: String::new(),
        payer: String::new(),
        payer_kind: String::new(),
        service_from: None,
        service_to: None,
        received_at: 0,
        standing: Standing::received(0, &Terms::default()),
        value_cents: 0,
        confidence_bp: None,
        released_by: None,
        released_at: None,
        coder: None,
        tags: vec!["part2".to_owned()],
        entered_at: 0,
        version: 1,
    };
    let mut tx = db.begin().await?;
    match insert_new(&mut tx, tenant, &account).await {
        Ok(()) | Err(StoreError::Exists { .. }) => {}
        Err(fault) => return Err(fault.into()),
    }
    add(&mut tx, tenant, stored).await?;
    Ok(tx.commit().await?)
}

async fn kept(db: &Db) -> Result<(), Failed> {
    let (site, other) = (site("site"), site("other"));
    let stored = sent("q1", "a1", "1999999984", 9_000)?;
    put(db, &site, &stored).await?;
    same(get(db, &site, "q1").await?, Some(stored.clone()))?;
    same(get(db, &other, "q1").await?, None)?;
    same(of_account(db, &site, &AccountId::from("a1")).await?, vec![stored.clone()])?;
    let mut tx = db.begin().await?;
    let taken = add(&mut tx, &site, &stored).await;
    if !matches!(taken, Err(StoreError::Exists { .. })) {
        return Err(format!("{taken:?}").into());
    }
    let missing = get_for_change(&mut tx, &other, "q1").await;
    match missing {
        Err(StoreError::NotFound { .. }) => Ok(()),
        found => Err(format!("{found:?}").into()),
    }
}

async fn stale(db: &Db) -> Result<(), Failed> {
    let site = site("site");
    put(db, &site, &sent("q1", "a1", "npi", 9_000)?).await?;
    let mut tx = db.begin().await?;
    let mut first = get_for_change(&mut tx, &site, "q1").await?;
    let mut late = first.clone();
    let event = Event::Answer { choice: "cannot_determine".to_owned(), text: String::new() };
    first.query = apply(&first.query, "user_dr", event, 3_000)?;
    first.chart_version = Some(2);
    save(&mut tx, &site, &mut first).await?;
    late.query = apply(&late.query, "x", Event::Cancel { reason: "y".to_owned() }, 4_000)?;
    let refused = save(&mut tx, &site, &mut late).await;
    if !matches!(refused, Err(StoreError::Conflict { .. })) {
        return Err(format!("{refused:?}").into());
    }
    tx.commit().await?;
    let found = get(db, &site, "q1").await?.ok_or("no query")?;
    same((found.version, found.query.status), (2, Status::Answered))?;
    same(found, first)
}

async fn lists(db: &Db) -> Result<(), Failed> {
    let (site, other) = (site("site"), site("other"));
    put(db, &site, &draft("q1", "a1", "dr1")).await?;
    put(db, &site, &sent("q2", "a1", "dr1", 9_000)?).await?;
    put(db, &site, &sent("q3", "a2", "dr2", 8_000)?).await?;
    put(db, &other, &sent("q4", "a1", "dr1", 7_000)?).await?;
    let ids = async |filter: LineFilter| {
        let found = lines(db, &site, &filter).await?;
        let names = found.into_iter().map(|line| line.id);
        store::Result::Ok(names.collect::<Vec<_>>().join(" "))
    };
    same(ids(LineFilter::default()).await?.as_str(), "q3 q2 q1")?;
    let inbox = LineFilter { provider: Some("dr1".to_owned()), awaiting: true, ..<_>::default() };
    same(ids(inbox).await?.as_str(), "q2")?;
    let drafts = LineFilter { state: "draft".to_owned(), ..LineFilter::default() };
    same(ids(drafts).await?.as_str(), "q1")?;
    let line = lines(db, &other, &LineFilter::default()).await?.pop().ok_or("no line")?;
    same(
        (line.patient_name.as_str(), line.tags.len(), line.due_at),
        ("Doe, Jane", 1, Some(7_000)),
    )?;
    let accounts: Vec<AccountId> = ["a1", "a2", "a9"].map(AccountId::from).into();
    same(of_accounts(db, &site, &accounts).await?.len(), 3)?;
    same(by_ids(db, &site, &accounts).await?.len(), 2)?;
    let mut tx = db.begin().await?;
    let open = async |tx: &mut store::Tx, but: &str| {
        open_others(tx, &site, &AccountId::from("a1"), but).await
    };
    same((open(&mut tx, "").await?, open(&mut tx, "q2").await?), (1, 0))
}

async fn waiting(db: &Db) -> Result<(), Failed> {
    let site = site("site");
    for (id, next_at) in [("q1", Some(5_000)), ("q2", Some(6_001)), ("q3", None)] {
        put(db, &site, &StoredQuery { next_at, ..sent(id, "a1", "dr", 9_000)? }).await?;
    }
    same(ladder_due(db, 6_000, 10).await?, vec![(site.clone(), "q1".to_owned())])?;
    let mut tx = db.begin().await?;
    let accounts = [AccountId::from("a1")];
    same(to_link(&mut tx, &site, &accounts).await?.len(), 0)?;
    let mut answered = get_for_change(&mut tx, &site, "q2").await?;
    answered.chart_version = Some(2);
    save(&mut tx, &site, &mut answered).await?;
    same(to_link(&mut tx, &site, &accounts).await?, vec![answered.clone()])?;
    answered.recoded = true;
    save(&mut tx, &site, &mut answered).await?;
    same(to_link(&mut tx, &site, &accounts).await?.len(), 0)?;
    // The chart and its documents are read where they will be changed.
    let stored = StoredChart { version: 1, hash: "h".to_owned(), chart: chart(), at: 0 };
    let row = DocumentRow {
        position: 0,
        id: "note".to_owned(),
        title: "Note".to_owned(),
        loinc: None,
        author: None,
        written: None,
        signed: true,
        version: 1,
        hash: "h".to_owned(),
        tags: Vec::new(),
        read_at: None,
    };
    put_chart(&mut tx, &site, &accounts[0], &stored, std::slice::from_ref(&row)).await?;
    same(latest_chart_for_change(&mut tx, &site, &accounts[0]).await?, Some(stored))?;
    same(documents_for_change(&mut tx, &site, &accounts[0]).await?, vec![row])
}

async fn gaps(db: &Db) -> Result<(), Failed> {
    let (site, other) = (site("site"), site("other"));
    for (id, account) in [("q1", "a1"), ("q2", "a2")] {
        put(db, &site, &draft(id, account, "dr")).await?;
    }
    let gap = Gap { kind: GapKind::Type, text: "Which?".to_owned(), evidence: Vec::new() };
    let row = |account: &str, score: i64, gaps: &[Gap]| AccountGaps {
        account: AccountId::from(account),
        score,
        gaps: gaps.to_vec(),
    };
    let (light, heavy) =
        (row("a1", 30, std::slice::from_ref(&gap)), row("a2", 60, &[gap.clone(), gap]));
    let mut tx = db.begin().await?;
    put_gaps(&mut tx, &site, &[light.clone(), heavy.clone()], 1).await?;
    put_gaps(&mut tx, &site, std::slice::from_ref(&light), 2).await?;
    // What the service still works on is not listed.
    tx.commit().await?;
    same(gap_page(db, &site, 10).await?.total, 0)?;
    let mut tx = db.begin().await?;
    tx.script("UPDATE account SET queue = 'review'").await?;
    tx.commit().await?;
    let page = gap_page(db, &site, 10).await?;
    same((page.accounts, page.total), (vec![heavy.clone(), light.clone()], 2))?;
    let page = gap_page(db, &site, 1).await?;
    same((page.accounts, page.total), (vec![heavy], 2))?;
    same(gap_page(db, &other, 10).await?.total, 0)?;
    let mut tx = db.begin().await?;
    put_gaps(&mut tx, &site, &[row("a2", 0, &[])], 3).await?;
    tx.commit().await?;
    same(gap_page(db, &site, 10).await?.accounts, vec![light])
}
