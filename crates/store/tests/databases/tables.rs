//! Migrations: twice, at the same time, and the same tables on both engines.

use crate::ground::{Done, Ground, ensure, on_both, same};
use libtest_mimic::Trial;
use std::collections::BTreeMap;
use store::dump::Restore;
use store::{Db, Dialect, Get, StoreError, Value, assembled};

pub fn trials() -> Vec<Trial> {
    [
        on_both("tables are made once, however often and however many at a time", made_once),
        on_both("tables and columns are those of the migrations", columns),
        on_both("tables of a newer program are left alone", newer),
        on_both("what an older program rolled is rolled anew after a restore", older_rolls),
        on_both("many rows are read back as they were written", read_back),
        on_both("a list is planned by its values", by_values),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// Restores a rolled batch with these rows of what is rolled; whether it counts as rolled, and how
/// many rows are there.
async fn restored(db: &Db, rows: &[&str]) -> Result<(i64, i64), libtest_mimic::Failed> {
    let mut restore = Restore::begin(db).await?;
    let batch = r#"{"table":"ledger_batch","row":{"tenant":"site","id":"b1","kind":"people",
        "opened_at":0,"closed_on":"2026-01-01","rolled":1}}"#;
    for line in [batch].iter().chain(rows) {
        restore.line(line).await?;
    }
    restore.finish().await?;
    let text = "SELECT b.rolled AS rolled, (SELECT COUNT(*) FROM ledger_roll) \
        + (SELECT COUNT(*) FROM receivable_roll) AS n FROM ledger_batch b";
    let row = db.row(assembled(text.to_owned())).await?.ok_or("a batch")?;
    let found = (row.int("rolled")?, row.int("n")?);
    let mut tx = db.begin().await?;
    tx.script("DELETE FROM ledger_batch; DELETE FROM ledger_roll; DELETE FROM receivable_roll")
        .await?;
    tx.commit().await?;
    Ok(found)
}

async fn older_rolls(ground: Ground) -> Done {
    let roll = r#"{"table":"ledger_roll","row":{"tenant":"site","batch":"b1","ledger":1100,
        "since_at":null,"payer_kind":"medicare","amount_cents":100,"part":1}}"#;
    let owed = r#"{"table":"receivable_roll","row":{"tenant":"site","account":"a","claim":"c",
        "since_at":0,"first_at":0,"last_at":0,"amount_cents":100,"patient_cents":0,"open":1}}"#;
    let without_kind = roll.replace(r#""payer_kind":"medicare","#, "");
    let without_patients = owed.replace(r#""patient_cents":0,"#, "");
    let db = &ground.db;
    same(restored(db, &[roll, owed]).await?, (1, 2), "of this program")?;
    same(restored(db, &[&without_kind]).await?, (0, 0), "without what is owed")?;
    same(restored(db, &[&without_kind, owed]).await?, (0, 0), "without kinds of payers")?;
    same(restored(db, &[roll, &without_patients]).await?, (0, 0), "without patients")
}

/// Texts with whatever ends or escapes a text in one of the notations on their way, and numbers at
/// their ends; more rows than one statement takes.
async fn read_back(ground: Ground) -> Done {
    let marks = [
        "", "NULL", "null", "{}", "\\", "\"", "\\\"", "'", ",", " a ", "\n\r\t", "\u{FFFD}", "é😀",
    ];
    let text = |n: usize| match n {
        n if n < marks.len() * marks.len() => {
            Some(format!("{}{}", marks[n / marks.len()], marks[n % marks.len()]))
        }
        n if n % 7 == 0 => None,
        n => Some(format!("plain {n}")),
    };
    let number = |n: usize| [None, Some(i64::MIN), Some(i64::MAX), Some(0)][n % 4];
    let row = |n: usize| -> Vec<Value> {
        let id = format!("{n:05}");
        let own = [id.as_str(), "payer", "835", "kept.835"].map(Value::from);
        own.into_iter().chain([text(n).into(), number(n).into()]).collect()
    };
    const ROWS: usize = 4_000;
    let into = "read_back (id, payer, kind, file, said, amount_cents)";
    let mut tx = ground.db.begin().await?;
    tx.script(
        "CREATE TABLE read_back (id TEXT PRIMARY KEY, payer TEXT NOT NULL, kind TEXT NOT NULL, \
         file TEXT NOT NULL, said TEXT, amount_cents BIGINT)",
    )
    .await?;
    same(tx.insert(into, (0..ROWS).map(row).collect()).await?, ROWS as u64, "written")?;
    same(tx.insert_new(into, vec![row(0), row(ROWS)]).await?, 1, "one was there")?;
    let all = assembled("SELECT said, amount_cents FROM read_back ORDER BY id".to_owned());
    let found = tx.rows(all).await?;
    same(found.len(), ROWS + 1, "rows")?;
    for (n, row) in found.iter().enumerate() {
        same((row.opt_text("said")?, row.opt_int("amount_cents")?), (text(n), number(n)), "row")?;
    }
    Ok(())
}

/// PostgreSQL keeps no plan of a list that was made when its table was empty, whichever connection
/// reads.
async fn by_values(ground: Ground) -> Done {
    let db = &ground.db;
    if db.dialect() == Dialect::Sqlite {
        return Ok(());
    }
    let asked = || assembled("SHOW plan_cache_mode".to_owned());
    let read = db.row(asked()).await?.ok_or("a mode")?.text("plan_cache_mode")?;
    let written = db.begin().await?.row(asked()).await?.ok_or("a mode")?.text("plan_cache_mode")?;
    same(read, "force_custom_plan".to_owned(), "what reads")?;
    same(written, "force_custom_plan".to_owned(), "what writes")
}

async fn made_once(ground: Ground) -> Done {
    let Ground { address, db } = ground;
    Db::open(&address).await?.close().await;
    // A second database that several processes open at the same moment.
    let fresh = match db.dialect() {
        Dialect::Sqlite => format!("{address}.second"),
        Dialect::Postgres => {
            let mut tx = db.begin().await?;
            tx.script("DROP SCHEMA public CASCADE; CREATE SCHEMA public").await?;
            tx.commit().await?;
            address.clone()
        }
    };
    let opening = (0..4).map(|_| {
        let fresh = fresh.clone();
        tokio::spawn(async move { Db::open(&fresh).await })
    });
    let opening: Vec<_> = opening.collect();
    for open in opening {
        open.await??.close().await;
    }
    let db = Db::connect(&fresh).await?;
    let row = db.row(sqlx_count("migration")).await?;
    let steps = row.map(|row| row.int("rows")).transpose()?;
    ensure(steps.is_some_and(|steps| steps >= 9), format!("{steps:?} steps"))?;
    db.close().await;
    Ok(())
}

fn sqlx_count<'q>(table: &str) -> store::Statement<'q> {
    store::assembled(format!("SELECT COUNT(*) AS rows FROM {table}"))
}

/// The columns of every table, read from the text of the migrations themselves.
fn written() -> BTreeMap<String, Vec<String>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/migrations");
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .expect("migrations")
        .map(|file| file.expect("a file").path())
        .collect();
    files.sort();
    for file in files {
        let text = std::fs::read_to_string(file).expect("a text");
        let mut table = None;
        for line in text.lines().map(str::trim).filter(|line| !line.starts_with("--")) {
            if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
                table = rest.split_whitespace().next().map(str::to_owned);
            } else if line.starts_with(");") {
                table = None;
            } else if let Some(table) = &table {
                let name = line.split_whitespace().next().unwrap_or_default();
                if !name.is_empty() && name.chars().all(|c| c.is_lowercase() || c == '_') {
                    tables.entry(table.clone()).or_default().push(name.to_owned());
                }
            } else if let Some(rest) = line.strip_prefix("ALTER TABLE ") {
                let words: Vec<&str> = rest.split_whitespace().collect();
                if let [table, "ADD", "COLUMN", column, ..] = words.as_slice() {
                    tables.entry((*table).to_owned()).or_default().push((*column).to_owned());
                }
            }
        }
    }
    tables
}

async fn columns(ground: Ground) -> Done {
    let wanted = written();
    ensure(wanted.len() > 30, "the migrations were read")?;
    for (table, mut columns) in wanted {
        let statement = match ground.db.dialect() {
            Dialect::Sqlite => format!("SELECT name FROM pragma_table_info('{table}')"),
            Dialect::Postgres => format!(
                "SELECT CAST(column_name AS TEXT) AS name FROM information_schema.columns \
                 WHERE table_schema = 'public' AND table_name = '{table}'"
            ),
        };
        let rows = ground.db.rows(store::assembled(statement)).await?;
        let mut is = rows.iter().map(|row| row.text("name")).collect::<store::Result<Vec<_>>>()?;
        is.sort();
        columns.sort();
        same(is, columns, &table)?;
    }
    Ok(())
}

async fn newer(ground: Ground) -> Done {
    let mut tx = ground.db.begin().await?;
    tx.script("INSERT INTO migration (number, name, hash) VALUES (9999, 'future', 'x')").await?;
    tx.commit().await?;
    match Db::open(&ground.address).await {
        Err(StoreError::Migration(why)) => ensure(why.contains("newer program"), why),
        Err(other) => Err(other.into()),
        Ok(_) => ensure(false, "a newer database was opened"),
    }
}
