//! Migrations: twice, at the same time, and the same tables on both engines.

use crate::ground::{Done, Ground, ensure, on_both, same};
use libtest_mimic::Trial;
use std::collections::BTreeMap;
use store::{Db, Dialect, Get, StoreError};

pub fn trials() -> Vec<Trial> {
    [
        on_both("tables are made once, however often and however many at a time", made_once),
        on_both("tables and columns are those of the migrations", columns),
        on_both("tables of a newer program are left alone", newer),
    ]
    .into_iter()
    .flatten()
    .collect()
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
