//! What happens again and again: each due time is taken by one process.

use crate::Result;
use crate::db::Tx;

/// Makes sure that every schedule is there, with its present interval in seconds.
///
/// # Errors
/// A database that does not answer.
pub async fn keep_schedules(tx: &mut Tx, schedules: &[(&str, i64)], now: i64) -> Result<()> {
    for (name, seconds) in schedules {
        let statement = sqlx::query(
            "INSERT INTO schedule (name, every_seconds, next_at) VALUES ($1, $2, $3) \
             ON CONFLICT (name) DO UPDATE SET every_seconds = $2",
        )
        .bind((*name).to_owned())
        .bind(*seconds)
        .bind(now);
        tx.run(statement).await?;
    }
    Ok(())
}

/// Whether a schedule is due, and if so, sets it to its next time: true for the one process that
/// takes it. A clock that went back does not hold it up: a time too far ahead counts as due. One
/// schedule is asked for by name, so that nobody takes what somebody else does.
///
/// # Errors
/// A database that does not answer.
pub async fn due_of(tx: &mut Tx, name: &str, now: i64) -> Result<bool> {
    let statement = sqlx::query(
        "UPDATE schedule SET next_at = $1 + every_seconds * 1000000, last_at = $1 \
         WHERE name = $2 AND (next_at <= $1 OR next_at > $1 + every_seconds * 2000000)",
    )
    .bind(now)
    .bind(name.to_owned());
    Ok(tx.run(statement).await? == 1)
}

/// Makes a schedule due now; nothing where it was never kept.
///
/// # Errors
/// A database that does not answer.
pub async fn make_due(tx: &mut Tx, name: &str, now: i64) -> Result<()> {
    let statement = sqlx::query("UPDATE schedule SET next_at = $1 WHERE name = $2")
        .bind(now)
        .bind(name.to_owned());
    tx.run(statement).await?;
    Ok(())
}
