//! No statement reads two tenants: every reading and changing function with a wrong tenant.

use crate::ground::{Done, Ground, NOW, add, coding, ensure, on_both, same, site, to_review};
use crate::{front_desk as desk, people as persons};
use governance::signing::{Keyring, SigningKey};
use libtest_mimic::Trial;
use model::account::Terms;
use model::{AccountId, Claim, ClaimId, Coverage, ScrubReport, TenantId};
use store::accounts::{self, Draft, Filter, Lock};
use store::claims::{self, ClaimRow};
use store::people::{self, Glass, Provider, SavedView, Setting};
use store::record::{self, AuditEntry, AuditFilter, Chain, NewDecision};
use store::work::{self, Answer, Claimed, NewJob, NewParcel};
use store::{Db, front_desk};

pub fn trials() -> Vec<Trial> {
    on_both("a wrong tenant sees and changes nothing", walls)
}

const ID: &str = "acct_000001";

async fn walls(ground: Ground) -> Done {
    persons::open_site(&ground, "site").await?;
    persons::open_site(&ground, "other").await?;
    fill(&ground.db).await?;
    let other = TenantId::from("other");
    reads_nothing(&ground.db, &other).await?;
    changes_nothing(&ground.db, &other).await?;
    // The same ids may stand in both: nothing collides.
    let mut tx = ground.db.begin().await?;
    add(&mut tx, &other, 1).await?;
    tx.commit().await?;
    let filter = Filter { limit: 50, ..Filter::default() };
    same(accounts::page(&ground.db, &site(), &filter).await?.accounts.len(), 1, "own page")
}

async fn fill(db: &Db) -> Done {
    let (site, key) = (site(), SigningKey::from_seed([7; 32]));
    let mut tx = db.begin().await?;
    let mut account = add(&mut tx, &site, 1).await?;
    let (who, terms) = (("service", NOW), Terms::default());
    accounts::take_steps(&mut tx, &site, &mut account, &to_review(), who, &terms).await?;
    accounts::put_coding(&mut tx, &site, &account.id, &coding(1)).await?;
    let draft = Draft { body: "{}".into(), by_person: "a".into(), at: NOW, version: 0 };
    accounts::put_draft(&mut tx, &site, &account.id, &draft).await?;
    let lock = Lock { user: "a".into(), since: NOW, until: NOW + 9 };
    accounts::lock(&mut tx, &site, &account.id, &lock, false).await?;
    let claim = Claim { id: ClaimId::from("C-1"), ..Claim::default() };
    let row = ClaimRow::new(&account.id, 0, &claim, &ScrubReport::default(), NOW);
    claims::put_claims(&mut tx, &site, &[row]).await?;
    people::add_user(&mut tx, &site, &persons::person("ann")).await?;
    let provider = Provider {
        id: "p1".into(),
        npi: "1245319599".into(),
        name: "Doe".into(),
        specialty: String::new(),
        taxonomy: None,
        active: true,
    };
    people::put_provider(&mut tx, &site, &provider).await?;
    people::put_setting(&mut tx, &site, &setting()).await?;
    let view = SavedView {
        id: "v".into(),
        user: "a".into(),
        name: "v".into(),
        shared: true,
        address: "/".into(),
        created_at: NOW,
    };
    people::keep_view(&mut tx, &site, &view).await?;
    let glass = Glass {
        id: "g".into(),
        user: "a".into(),
        subject: ID.into(),
        reason: "r".into(),
        at: NOW,
        until: NOW + 9,
    };
    people::break_glass(&mut tx, &site, &glass).await?;
    front_desk::put_patient(&mut tx, &site, &desk::row("pat_1", "M1", "Doe")).await?;
    front_desk::put_coverages(&mut tx, &site, "pat_1", &[Coverage::default()]).await?;
    let decision = NewDecision {
        id: "dec_1".into(),
        account: account.id.clone(),
        kind: "engine".into(),
        at: NOW,
        body: "{}".into(),
    };
    record::decide(&mut tx, &site, &[decision], &key).await?;
    record::append(&mut tx, &site, &[entry()]).await?;
    let answer = Answer { status: 200, headers: "{}".into(), body: String::new() };
    work::keep_answer(&mut tx, &site, ("a", "k"), "h", (&answer, NOW)).await?;
    work::put(&mut tx, &site, &[parcel()]).await?;
    work::add(&mut tx, &[job(&site)]).await?;
    let leased = work::lease(&mut tx, &["read"], "w", (NOW, NOW + 9), 1).await?;
    work::fail(&mut tx, &leased[0], "broken", NOW, true).await?;
    tx.commit().await?;
    Ok(())
}

fn setting() -> Setting {
    Setting {
        name: "s".into(),
        body: "1".into(),
        version: 0,
        changed_at: NOW,
        changed_by: "a".into(),
    }
}

fn entry() -> AuditEntry {
    AuditEntry {
        at: NOW,
        actor: "a".into(),
        action: "x".into(),
        object_kind: "account".into(),
        object: ID.into(),
        patient: None,
        detail: serde_json::json!({}),
    }
}

fn parcel() -> NewParcel {
    NewParcel {
        id: "out_1".into(),
        kind: "claim".into(),
        target: "p".into(),
        key: "k".into(),
        payload: "{}".into(),
        at: NOW,
    }
}

fn job(tenant: &TenantId) -> NewJob {
    NewJob {
        id: format!("job_{tenant}"),
        tenant: tenant.clone(),
        kind: "read".into(),
        subject: ID.into(),
        payload: "{}".into(),
        priority: 1,
        run_at: NOW,
        created_at: NOW,
    }
}

async fn reads_nothing(db: &Db, other: &TenantId) -> Done {
    let id = AccountId::from(ID);
    let ids = [id.clone()];
    let keys = Keyring::new();
    let filter = Filter { limit: 50, ..Filter::default() };
    let log = AuditFilter { limit: 50, ..AuditFilter::default() };
    let mut tx = db.begin().await?;
    let seen = [
        ("get", accounts::get(db, other, &id).await?.is_some()),
        ("of_patient", !accounts::of_patient(db, other, "pat_1").await?.is_empty()),
        ("by_source_key", accounts::by_source_key(&mut tx, other, "visit-1").await?.is_some()),
        ("for_change", accounts::get_for_change(&mut tx, other, &id).await.is_ok()),
        ("all", !accounts::get_all_for_change(&mut tx, other, &ids).await?.is_empty()),
        ("versions", !accounts::versions(&mut tx, other, &ids).await?.is_empty()),
        ("next", accounts::next_coding_version(&mut tx, other, &id).await? != 1),
        ("events", !accounts::events(db, other, &id).await?.is_empty()),
        ("chart", accounts::latest_chart(db, other, &id).await?.is_some()),
        ("charts", !accounts::latest_charts(db, other, &ids).await?.is_empty()),
        ("documents", !accounts::documents(db, other, &id, "a").await?.is_empty()),
        ("coding", accounts::latest_coding(db, other, &id).await?.is_some()),
        ("codings", !accounts::codings(db, other, &id).await?.is_empty()),
        ("latest_codings", !accounts::latest_codings(db, other, &ids).await?.is_empty()),
        ("draft", accounts::draft(db, other, &id).await?.is_some()),
        ("lock", accounts::lock_of(db, other, &id).await?.is_some()),
        ("page", !accounts::page(db, other, &filter).await?.accounts.is_empty()),
        ("counts", !accounts::counts(db, other).await?.is_empty()),
        ("claims_of", !claims::claims_of(db, other, &id).await?.is_empty()),
        ("claim", claims::claim(db, other, "C-1").await?.is_some()),
        ("claim_for", claims::claim_for_change(&mut tx, other, "C-1").await?.is_some()),
        ("user", people::user(db, other, "user_ann").await?.is_some()),
        ("login", people::user_by_login(db, other, "ann").await?.is_some()),
        ("openid", people::user_by_openid(db, other, "https://id|ann").await?.is_some()),
        ("users", !people::users(db, other).await?.is_empty()),
        ("provider", people::provider(db, other, "p1").await?.is_some()),
        ("npi", people::provider_by_npi(db, other, "1245319599").await?.is_some()),
        ("providers", !people::providers(db, other).await?.is_empty()),
        ("setting", people::setting(db, other, "s").await?.is_some()),
        ("views", !people::views(db, other, "a").await?.is_empty()),
        ("glass", !people::opened_by(db, other, "a", NOW).await?.is_empty()),
        ("tokens", !people::tokens_of(db, other).await?.is_empty()),
        ("patient", front_desk::patient(db, other, "pat_1").await?.is_some()),
        ("patients", !front_desk::patients_page(db, other, "doe", None, 9).await?.0.is_empty()),
        ("coverages", !front_desk::coverages(db, other, "pat_1").await?.is_empty()),
        ("decision", record::decision(db, other, "dec_1").await?.is_some()),
        ("decisions", !record::decisions_of(db, other, &id).await?.is_empty()),
        ("search", !record::search(db, other, &log).await?.is_empty()),
        ("head", record::head(db, other, Chain::Audit).await?.seq != 0),
        ("verify", record::verify(db, other, Chain::Decision, &keys).await?.links != 0),
        ("answered", work::answered(db, other, ("a", "k"), "h").await? != Claimed::New),
        ("dead", !work::dead(db, other).await?.is_empty()),
    ];
    for (what, saw) in seen {
        ensure(!saw, format!("{what} shows another tenant's rows"))?;
    }
    ensure(accounts::get(db, &site(), &id).await?.is_some(), "the rows are there")
}

async fn changes_nothing(db: &Db, other: &TenantId) -> Done {
    let id = AccountId::from(ID);
    let mut tx = db.begin().await?;
    let mut account = accounts::get_for_change(&mut tx, &site(), &id).await?;
    let mut claim = claims::claim_for_change(&mut tx, &site(), "C-1").await?.ok_or("gone")?;
    let mut user = persons::person("ann");
    ensure(accounts::save(&mut tx, other, &mut account).await.is_err(), "save")?;
    ensure(claims::save_claim(&mut tx, other, &mut claim).await.is_err(), "save_claim")?;
    ensure(people::save_user(&mut tx, other, &mut user).await.is_err(), "save_user")?;
    ensure(people::drop_view(&mut tx, other, "a", "v").await.is_err(), "drop_view")?;
    let ended = people::end_sessions_of(&mut tx, other, &"user_ann".into(), NOW).await?;
    same(ended, 0, "sessions")?;
    let ids = std::slice::from_ref(&id);
    let none = std::collections::BTreeSet::new();
    same(claims::retire_claims(&mut tx, other, ids, &none).await?, 0, "retire")?;
    ensure(!work::revive(&mut tx, other, "job_site", NOW).await?, "revive")?;
    accounts::drop_draft(&mut tx, other, &id).await?;
    accounts::unlock(&mut tx, other, &id, "a").await?;
    // New work of another tenant's subject of the same name wakes no job but its own.
    same(work::add(&mut tx, &[job(other)]).await?, 1, "a job of its own")?;
    tx.commit().await?;
    same(work::dead(db, &site()).await?.len(), 1, "still laid aside")?;
    ensure(accounts::draft(db, &site(), &id).await?.is_some(), "the draft is there")?;
    ensure(accounts::lock_of(db, &site(), &id).await?.is_some(), "the lock is there")
}
