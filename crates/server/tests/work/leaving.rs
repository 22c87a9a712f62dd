//! Jobs that cannot be done, and claims on their way out.

use crate::site::{
    Done, NOW, app, charts, count, ensure, release, script, settle, submit, work_off,
};
use libtest_mimic::{Failed, Trial};
use std::collections::BTreeMap;
use std::future::Future;
use std::path::{Path, PathBuf};
use store::Db;
use store::work;

const SUBMITTED: &str = "SELECT COUNT(*) AS n FROM claim WHERE status = 'submitted'";

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("a job that cannot be done stops no other and holds its account", || {
            on_sqlite(poison)
        }),
        Trial::test("a clean claim leaves once, also after a crash before the mark", || {
            on_sqlite(crash)
        }),
        Trial::test("a claim with CPT numbers does not leave without a licence", || {
            on_sqlite(licence)
        }),
        Trial::test("a clock that goes back holds no work up", || on_sqlite(clock)),
    ]
}

fn on_sqlite<F: Future<Output = Done>>(run: impl Fn(PathBuf, Db) -> F) -> Done {
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async {
        let address = format!("sqlite:{}", folder.path().join("site.db").display());
        run(folder.path().to_owned(), Db::open(&address).await?).await
    })
}

async fn poison(folder: PathBuf, db: Db) -> Done {
    let (app, _) = app(db, &folder, true)?;
    settle(&app, None).await?;
    submit(&app, charts()).await?;
    // One chart that cannot be read back, one whose account cannot.
    script(
        &app,
        "UPDATE chart SET body = 'no JSON' WHERE account = (SELECT MIN(id) FROM account); \
         UPDATE account SET reasons = 'no JSON' WHERE id = (SELECT MAX(id) FROM account)",
    )
    .await?;
    work_off(&app).await?;
    let held =
        "SELECT COUNT(*) AS n FROM account WHERE state = 'held' AND hold LIKE '%laid aside%'";
    ensure(count(&app, held).await? == 1, "the account of the unreadable chart is held")?;
    let others = count(&app, "SELECT COUNT(*) AS n FROM coding").await?;
    ensure(others == i64::try_from(charts().len())? - 2, format!("{others} others are coded"))?;
    let dead = work::dead(&app.db, &app.config.tenant).await?;
    ensure(dead.len() == 2, format!("{dead:?}"))?;
    // Mended by a person, and tried again.
    let good = serde_json::to_string(&charts()[0])?.replace('\'', "''");
    let first = "account = (SELECT MIN(id) FROM account)";
    let mend = format!("UPDATE chart SET body = '{good}' WHERE {first}");
    let mut tx = app.db.begin().await?;
    tx.run(store::assembled(mend)).await?;
    let tenant = &app.config.tenant;
    let revived = server::worker::revive(&app, &mut tx, tenant, &dead[0], "ada").await?;
    tx.commit().await?;
    ensure(revived, "revived")?;
    work_off(&app).await?;
    ensure(count(&app, held).await? == 0, "no longer held")?;
    ensure(count(&app, "SELECT COUNT(*) AS n FROM coding").await? == others + 1, "coded")
}

fn files(out: &Path) -> Result<BTreeMap<String, Vec<u8>>, Failed> {
    let mut files = BTreeMap::new();
    for file in std::fs::read_dir(out)? {
        let path = file?.path();
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        files.insert(name, std::fs::read(path)?);
    }
    Ok(files)
}

async fn crash(folder: PathBuf, db: Db) -> Done {
    let out = folder.join("out");
    std::fs::create_dir(&out)?;
    let (app, clock) = app(db, &folder, true)?;
    settle(&app, Some(&out)).await?;
    submit(&app, charts()).await?;
    work_off(&app).await?;
    release(&app).await?;
    work_off(&app).await?;
    let first = files(&out)?;
    let left = count(&app, SUBMITTED).await?;
    ensure(!first.is_empty() && left == i64::try_from(first.len())?, format!("{left} left"))?;
    let closed = "SELECT COUNT(*) AS n FROM account WHERE state = 'submitted'";
    let closed = count(&app, closed).await?;
    ensure(closed > 0 && closed <= left, format!("{closed} accounts submitted"))?;
    // As if the process had ended after the file was written and before it was marked; and for
    // one file before it was written.
    script(
        &app,
        "UPDATE outbox SET state = 'waiting', next_at = 0, done_at = NULL; \
         UPDATE claim SET status = 'leaving', submitted_at = NULL WHERE status = 'submitted'",
    )
    .await?;
    let name = first.keys().next().ok_or("no file")?;
    std::fs::remove_file(out.join(name))?;
    clock.set(NOW + 60_000_000);
    work_off(&app).await?;
    ensure(files(&out)? == first, "the same files with the same bytes")?;
    ensure(count(&app, SUBMITTED).await? == left, "marked again")?;
    // A folder that is not there: tried later, nothing lost.
    script(
        &app,
        "UPDATE outbox SET state = 'waiting', next_at = 0, done_at = NULL; \
         UPDATE claim SET status = 'leaving', submitted_at = NULL WHERE status = 'submitted'",
    )
    .await?;
    let away = folder.join("away");
    std::fs::rename(&out, &away)?;
    work_off(&app).await?;
    ensure(count(&app, SUBMITTED).await? == 0, "nothing is marked that did not leave")?;
    std::fs::rename(&away, &out)?;
    clock.set(NOW + 3_600_000_000);
    work_off(&app).await?;
    ensure(files(&out)? == first, "the same files")?;
    ensure(count(&app, SUBMITTED).await? == left, "all marked")
}

async fn licence(folder: PathBuf, db: Db) -> Done {
    let (app, _) = app(db, &folder, false)?;
    settle(&app, Some(&folder)).await?;
    submit(&app, charts()).await?;
    work_off(&app).await?;
    release(&app).await?;
    work_off(&app).await?;
    let held = "SELECT COUNT(*) AS n FROM account WHERE state = 'held' AND hold LIKE '%licence%'";
    ensure(count(&app, held).await? > 0, "held with the reason")?;
    let sent = "SELECT COUNT(*) AS n FROM claim c WHERE c.status = 'submitted' \
                AND c.body LIKE '%\"code\":\"99%'";
    ensure(count(&app, sent).await? == 0, "no visit level left")
}

async fn clock(folder: PathBuf, db: Db) -> Done {
    let (app, clock) = app(db, &folder, true)?;
    settle(&app, None).await?;
    submit(&app, charts()).await?;
    // Leased and put off while the clock was a year ahead; then it is set right.
    let year = 365 * 86_400_000_000;
    let mut tx = app.db.begin().await?;
    let ahead = (NOW + year, NOW + year + 60_000_000);
    let leased = work::lease(&mut tx, &["read"], "gone", ahead, 500).await?;
    for job in leased.iter().take(5) {
        work::fail(&mut tx, job, "no answer", NOW + year, false).await?;
    }
    tx.commit().await?;
    clock.set(NOW - 1_000_000);
    work_off(&app).await?;
    let coded = count(&app, "SELECT COUNT(*) AS n FROM coding").await?;
    ensure(coded == i64::try_from(charts().len())?, format!("{coded} coded"))
}
