//! A file from a payer, taken in exactly once.

use super::staging::Staging;
use crate::app::App;
use model::TenantId;
use sha2::{Digest, Sha256};
use std::fs::File;
use std::io::{self, Cursor, Read};
use std::path::PathBuf;
use std::sync::Arc;
use store::StoreError;
use store::payments::{self, FileContent, IncomingFile};
use store::record::{AuditEntry, append};
use x12::{RemittancePart, RemittanceParts};

/// The largest file that is taken.
pub const LARGEST_FILE: u64 = 2 << 30;

/// The largest file with answers other than remittances; those are small, and read whole.
const LARGEST_ANSWER: u64 = 64 << 20;

/// Parts that are read ahead of what is stored.
const AHEAD: usize = 4;

/// A file on its way in.
#[derive(Clone, Debug)]
pub struct Delivery {
    /// Its name, for people.
    pub name: String,
    /// `folder`, `sftp`, `upload`, `demo`.
    pub source: &'static str,
    /// Its bytes.
    pub body: Body,
}

/// The bytes of a file.
#[derive(Clone, Debug)]
pub enum Body {
    /// On this machine.
    Path(PathBuf),
    /// At hand.
    Bytes(Arc<[u8]>),
}

/// What became of a file.
#[derive(Clone, Debug)]
pub struct TakenIn {
    /// The file as stored.
    pub file: IncomingFile,
    /// The same bytes came before, and nothing was done.
    pub again: bool,
}

impl Body {
    fn open(&self) -> io::Result<Box<dyn Read + Send>> {
        Ok(match self {
            Body::Path(path) => Box::new(File::open(path)?),
            Body::Bytes(bytes) => Box::new(Cursor::new(Arc::clone(bytes))),
        })
    }

    /// Length and SHA-256.
    fn told(&self) -> io::Result<(u64, String)> {
        let (mut input, mut hash) = (self.open()?.take(LARGEST_FILE + 1), Sha256::new());
        let mut buffer = vec![0; 1 << 16];
        let mut length = 0;
        loop {
            match input.read(&mut buffer)? {
                0 => break,
                count => {
                    hash.update(&buffer[..count]);
                    length += count as u64;
                }
            }
        }
        if length > LARGEST_FILE {
            let most = LARGEST_FILE >> 20;
            let told = format!("longer than {most} MiB; have it sent in several files");
            return Err(io::Error::other(told));
        }
        Ok((length, hash.finalize().iter().map(|byte| format!("{byte:02x}")).collect()))
    }
}

/// Takes a file in: every payment of it staged and admitted or refused, every other answer
/// matched. The same bytes a second time change nothing; a file whose taking was interrupted is
/// taken from its beginning, and what stood stays.
///
/// # Errors
/// A file that cannot be read, as [`StoreError::Refused`]; a database that does not answer.
pub fn take_in<'a>(
    app: &'a App,
    tenant: &'a TenantId,
    delivery: Delivery,
) -> store::Answer<'a, TakenIn> {
    Box::pin(taken(app, tenant, delivery))
}

async fn taken(app: &App, tenant: &TenantId, delivery: Delivery) -> store::Result<TakenIn> {
    let name = delivery.name.clone();
    let unreadable = |why: &dyn std::fmt::Display| StoreError::Refused(format!("{name}: {why}"));
    let body = delivery.body.clone();
    let told = tokio::task::spawn_blocking(move || body.told()).await;
    let (length, hash) =
        told.map_err(|fault| unreadable(&fault))?.map_err(|fault| unreadable(&fault))?;
    let mut file = IncomingFile {
        id: app.new_id("file"),
        hash,
        name: name.clone(),
        bytes: i64::try_from(length).unwrap_or(i64::MAX),
        source: delivery.source.to_owned(),
        at: app.now(),
        state: "taking".to_owned(),
        contents: Vec::new(),
    };
    let mut tx = app.db.begin().await?;
    if let Some(before) = payments::begin_file(&mut tx, tenant, &file).await? {
        if before.state != "taking" {
            return Ok(TakenIn { file: before, again: true });
        }
        payments::drop_staged(&mut tx, tenant, &before.id).await?;
        file = before;
    }
    tx.commit().await?;
    let mut staging = Staging::begin(app, tenant, &file).await?;
    let (sender, mut parts) = tokio::sync::mpsc::channel(AHEAD);
    let body = delivery.body.clone();
    let reading = tokio::task::spawn_blocking(move || read(&body, &sender));
    while let Some(part) = parts.recv().await {
        staging.take(part).await?;
    }
    reading.await.map_err(|fault| unreadable(&fault))?.map_err(|fault| unreadable(&fault))?;
    let (mut contents, others) = staging.end().await?;
    if !others.is_empty() {
        contents.extend(answers(app, tenant, (&file, length), &delivery.body).await?);
    }
    end(app, tenant, file, contents).await
}

fn read(body: &Body, sender: &tokio::sync::mpsc::Sender<RemittancePart>) -> io::Result<()> {
    for part in RemittanceParts::new(body.open()?) {
        if sender.blocking_send(part?).is_err() {
            // Whoever takes the parts has failed, and says why.
            break;
        }
    }
    Ok(())
}

/// What a file holds besides remittances.
async fn answers(
    app: &App,
    tenant: &TenantId,
    (file, length): (&IncomingFile, u64),
    body: &Body,
) -> store::Result<Vec<FileContent>> {
    if length > LARGEST_ANSWER {
        let said = format!("answers in a file over {} MiB are not read", LARGEST_ANSWER >> 20);
        return Ok(vec![FileContent { set: "other".to_owned(), count: 1, said }]);
    }
    let body = body.clone();
    let whole = tokio::task::spawn_blocking(move || {
        let mut bytes = Vec::new();
        body.open()?.take(LARGEST_ANSWER).read_to_end(&mut bytes).map(|_| bytes)
    });
    let bytes = whole.await.map_err(|fault| StoreError::Refused(fault.to_string()))?;
    let bytes = bytes.map_err(|fault| StoreError::Refused(format!("{}: {fault}", file.name)))?;
    crate::follow_up::take_answers(app, tenant, file, &bytes).await
}

pub(super) async fn end(
    app: &App,
    tenant: &TenantId,
    mut file: IncomingFile,
    contents: Vec<FileContent>,
) -> store::Result<TakenIn> {
    let bad = contents.iter().filter(|one| one.set.is_empty()).count();
    file.state = match (bad, contents.len() - bad) {
        (0, 1..) => "taken",
        (_, 0) => "refused",
        _ => "partly",
    }
    .to_owned();
    file.contents = contents;
    let entry = AuditEntry {
        at: app.now(),
        actor: "service".to_owned(),
        action: format!("file.{}", file.state),
        object_kind: "file".to_owned(),
        object: file.id.clone(),
        patient: None,
        detail: serde_json::json!({ "name": file.name, "bytes": file.bytes, "hash": file.hash }),
    };
    let mut tx = app.db.begin().await?;
    payments::end_file(&mut tx, tenant, &file.id, (&file.state, &file.contents)).await?;
    append(&mut tx, tenant, &[entry]).await?;
    tx.commit().await?;
    app.work.notify_waiters();
    Ok(TakenIn { file, again: false })
}
