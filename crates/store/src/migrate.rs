//! Bringing the tables up to this program. Forward only; a step that is out is never changed.

use crate::db::{Db, Dialect, Tx};
use crate::row::Get;
use crate::{Result, StoreError};
use sha2::{Digest, Sha256};

/// Every step in order: number, name, statements. Both engines take the same text.
pub(crate) const STEPS: [(i64, &str, &str); 21] = [
    (1, "people", include_str!("../migrations/0001_people.sql")),
    (2, "front_desk", include_str!("../migrations/0002_front_desk.sql")),
    (3, "accounts", include_str!("../migrations/0003_accounts.sql")),
    (4, "work", include_str!("../migrations/0004_work.sql")),
    (5, "record", include_str!("../migrations/0005_record.sql")),
    (6, "claims", include_str!("../migrations/0006_claims.sql")),
    (7, "queries", include_str!("../migrations/0007_queries.sql")),
    (8, "governance", include_str!("../migrations/0008_governance.sql")),
    (9, "views", include_str!("../migrations/0009_views.sql")),
    (10, "dashboards", include_str!("../migrations/0010_dashboards.sql")),
    (11, "payments", include_str!("../migrations/0011_payments.sql")),
    (12, "search", include_str!("../migrations/0012_search.sql")),
    (13, "by_hand", include_str!("../migrations/0013_by_hand.sql")),
    (14, "indexes", include_str!("../migrations/0014_indexes.sql")),
    (15, "receivables", include_str!("../migrations/0015_receivables.sql")),
    (16, "receivers", include_str!("../migrations/0016_receivers.sql")),
    (17, "waiting_money", include_str!("../migrations/0017_waiting_money.sql")),
    (18, "provider_adjustments", include_str!("../migrations/0018_provider_adjustments.sql")),
    (19, "undone", include_str!("../migrations/0019_undone.sql")),
    (20, "follow_up", include_str!("../migrations/0020_follow_up.sql")),
    (21, "denial_spans", include_str!("../migrations/0021_denial_spans.sql")),
];

/// The step after which names are cut into words, which SQL cannot do.
const SEARCH: i64 = 12;

/// The number of the newest step that this program knows.
#[must_use]
pub fn newest_step() -> i64 {
    STEPS[STEPS.len() - 1].0
}

/// Any number will do, as long as every process takes the same.
const LOCK: i64 = 0x636c_6561_6e63;

/// Runs the steps that are missing, all in one transaction.
pub(crate) async fn run(db: &Db) -> Result<()> {
    let mut tx = db.begin().await?;
    if tx.dialect() == Dialect::Postgres {
        tx.rows(sqlx::query("SELECT 1 FROM (SELECT pg_advisory_xact_lock($1)) AS held").bind(LOCK))
            .await?;
    }
    tx.script(
        "CREATE TABLE IF NOT EXISTS migration (number BIGINT NOT NULL PRIMARY KEY, \
         name TEXT NOT NULL, hash TEXT NOT NULL)",
    )
    .await?;
    let done = applied(&mut tx).await?;
    if let Some((number, name, _)) = done.iter().find(|(n, _, _)| *n > newest_step()) {
        return Err(StoreError::Migration(format!(
            "the tables are of a newer program (step {number}, {name}); start that one, or \
             restore a backup of this one"
        )));
    }
    for (number, name, text) in STEPS {
        let hash = hex(text);
        match done.iter().find(|(n, _, _)| *n == number) {
            Some((_, _, known)) if *known == hash => {}
            Some(_) => {
                return Err(StoreError::Migration(format!(
                    "step {number} ({name}) of these tables is not the one this program knows"
                )));
            }
            None => {
                tx.script(text).await?;
                if number == SEARCH {
                    crate::accounts::prepare_search(&mut tx).await?;
                }
                let row =
                    sqlx::query("INSERT INTO migration (number, name, hash) VALUES ($1, $2, $3)")
                        .bind(number)
                        .bind(name)
                        .bind(hash);
                tx.run(row).await?;
            }
        }
    }
    tx.commit().await
}

async fn applied(tx: &mut Tx) -> Result<Vec<(i64, String, String)>> {
    let rows = tx.rows(sqlx::query("SELECT number, name, hash FROM migration ORDER BY number"));
    rows.await?
        .iter()
        .map(|row| Ok((row.int("number")?, row.text("name")?, row.text("hash")?)))
        .collect()
}

fn hex(text: &str) -> String {
    // A checkout with other line ends is the same step.
    let text = text.replace("\r\n", "\n");
    Sha256::digest(text.as_bytes()).iter().map(|byte| format!("{byte:02x}")).collect()
}
