//! What left, by its control number.

use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use crate::{Result, SqlRow};
use model::TenantId;

/// One interchange that left.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SentInterchange {
    /// To whom: the name of the partner.
    pub partner: String,
    /// Whom its envelope names (ISA08); empty where it left before this was kept.
    pub receiver: String,
    /// Its control number (ISA13, GS06).
    pub control: i64,
    /// `837`, `270`, `276`.
    pub kind: String,
    /// The claim, or the question of eligibility.
    pub subject: String,
    /// The account, where it is about one.
    pub account: String,
    /// The file.
    pub file: String,
    /// When.
    pub sent_at: i64,
    /// `sent`, `accepted`, `rejected`.
    pub state: String,
    /// The last that spoke of it: `ta1`, `999`, `277ca`; empty while nobody did.
    pub heard: String,
}

const COLUMNS: &str = "SELECT partner, receiver, control, kind, subject, account, file, sent_at, \
    state, heard FROM sent_interchange WHERE tenant = $1";

fn read(row: &SqlRow) -> Result<SentInterchange> {
    Ok(SentInterchange {
        partner: row.text("partner")?,
        receiver: row.text("receiver")?,
        control: row.int("control")?,
        kind: row.text("kind")?,
        subject: row.text("subject")?,
        account: row.text("account")?,
        file: row.text("file")?,
        sent_at: row.int("sent_at")?,
        state: row.text("state")?,
        heard: row.text("heard")?,
    })
}

/// Notes what left; the same number to the same partner stays as it was.
///
/// # Errors
/// A database that does not answer.
pub async fn put_sent(tx: &mut Tx, tenant: &TenantId, sent: &[SentInterchange]) -> Result<()> {
    let row = |one: &SentInterchange| {
        vec![
            tenant.as_str().into(),
            one.partner.as_str().into(),
            one.receiver.as_str().into(),
            one.control.into(),
            one.kind.as_str().into(),
            one.subject.as_str().into(),
            one.account.as_str().into(),
            one.file.as_str().into(),
            one.sent_at.into(),
            "sent".into(),
        ]
    };
    let into = "sent_interchange (tenant, partner, receiver, control, kind, subject, account, \
        file, sent_at, state)";
    tx.insert_new(into, sent.iter().map(row).collect()).await?;
    Ok(())
}

/// What left under a control number; more than one where several partners count by themselves.
///
/// # Errors
/// A database that does not answer.
pub async fn sent(db: &Db, tenant: &TenantId, control: i64) -> Result<Vec<SentInterchange>> {
    let statement = assembled(format!("{COLUMNS} AND control = $2 ORDER BY partner"))
        .bind(tenant.as_str())
        .bind(control);
    db.rows(statement).await?.iter().map(read).collect()
}

/// Whether something left that names this receiver in its envelope.
///
/// # Errors
/// A database that does not answer.
pub async fn is_receiver(db: &Db, tenant: &TenantId, id: &str) -> Result<bool> {
    let text = "SELECT partner FROM sent_interchange WHERE tenant = $1 AND receiver = $2 LIMIT 1";
    let statement = sqlx::query(text).bind(tenant.as_str()).bind(id.to_owned());
    Ok(db.row(statement).await?.is_some())
}

/// What left about a claim or a question, oldest first.
///
/// # Errors
/// A database that does not answer.
pub async fn sent_about(db: &Db, tenant: &TenantId, subject: &str) -> Result<Vec<SentInterchange>> {
    let statement = assembled(format!("{COLUMNS} AND subject = $2 ORDER BY sent_at, control"))
        .bind(tenant.as_str())
        .bind(subject.to_owned());
    db.rows(statement).await?.iter().map(read).collect()
}

/// What left about a claim in one kind of file, oldest first, inside a transaction that holds the
/// claim's account.
///
/// # Errors
/// A database that does not answer.
pub async fn sent_now(
    tx: &mut Tx,
    tenant: &TenantId,
    (kind, subject): (&'static str, &str),
) -> Result<Vec<SentInterchange>> {
    let text = format!("{COLUMNS} AND subject = $2 AND kind = $3 ORDER BY sent_at, control");
    let statement = assembled(text).bind(tenant.as_str()).bind(subject.to_owned()).bind(kind);
    tx.rows(statement).await?.iter().map(read).collect()
}

/// Says what became of it, and who spoke last.
///
/// # Errors
/// A database that does not answer.
pub async fn settle_sent(tx: &mut Tx, tenant: &TenantId, sent: &SentInterchange) -> Result<()> {
    let statement = sqlx::query(
        "UPDATE sent_interchange SET state = $1, heard = $2 WHERE tenant = $3 AND partner = $4 \
         AND control = $5",
    )
    .bind(sent.state.clone())
    .bind(sent.heard.clone())
    .bind(tenant.as_str())
    .bind(sent.partner.clone())
    .bind(sent.control);
    tx.run(statement).await.map(drop)
}
