//! The head of a chain, and the walk along it.

use crate::Result;
use crate::db::{Db, Tx, assembled};
use crate::row::Get;
use governance::chain::{self, ChainFault, ChainFaultKind, GENESIS, Verifier};
use governance::signing::Keyring;
use model::TenantId;

/// Rows read at a time while a chain is walked.
const STRIDE: i64 = 1_000;

/// Faults that a report lists at most.
const MOST_FAULTS: usize = 100;

/// The two chains.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chain {
    /// Views and changes.
    Audit,
    /// Decisions on codes.
    Decision,
}

/// The last link of a chain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Head {
    /// Its number; 0 for an empty chain.
    pub seq: i64,
    /// Its hash.
    pub hash: String,
}

/// What a walk found.
#[derive(Clone, Debug)]
pub struct ChainReport {
    /// Which chain.
    pub chain: Chain,
    /// Links seen.
    pub links: i64,
    /// The head as walked.
    pub head: Head,
    /// What is wrong, with its place; empty when the chain proves itself.
    pub faults: Vec<ChainFault>,
    /// Signatures that do not verify, by number.
    pub unsigned: Vec<i64>,
    /// True when there were more faults than the report lists.
    pub more: bool,
}

impl Chain {
    /// Its name, as stored.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Chain::Audit => "audit",
            Chain::Decision => "decision",
        }
    }
}

impl ChainReport {
    /// Whether nothing is wrong.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.faults.is_empty() && self.unsigned.is_empty() && !self.more
    }
}

/// The head, kept from others until the transaction ends: links are added one writer at a time.
pub(super) async fn take_head(tx: &mut Tx, tenant: &TenantId, chain: Chain) -> Result<Head> {
    let fresh =
        vec![vec![tenant.as_str().into(), chain.name().into(), 0_i64.into(), GENESIS.into()]];
    let text = format!(
        "SELECT seq, hash FROM chain_head WHERE tenant = $1 AND chain = $2{}",
        tx.for_update()
    );
    let find = |text: String| assembled(text).bind(tenant.as_str()).bind(chain.name());
    if let Some(row) = tx.row(find(text.clone())).await? {
        return Ok(Head { seq: row.int("seq")?, hash: row.text("hash")? });
    }
    tx.insert_new("chain_head (tenant, chain, seq, hash)", fresh).await?;
    match tx.row(find(text)).await? {
        Some(row) => Ok(Head { seq: row.int("seq")?, hash: row.text("hash")? }),
        None => Ok(Head { seq: 0, hash: GENESIS.to_owned() }),
    }
}

pub(super) async fn put_head(
    tx: &mut Tx,
    tenant: &TenantId,
    chain: Chain,
    head: &Head,
) -> Result<()> {
    let statement =
        sqlx::query("UPDATE chain_head SET seq = $1, hash = $2 WHERE tenant = $3 AND chain = $4")
            .bind(head.seq)
            .bind(head.hash.clone())
            .bind(tenant.as_str())
            .bind(chain.name());
    tx.run(statement).await?;
    Ok(())
}

/// The head of a chain as it stands.
///
/// # Errors
/// A database that does not answer.
pub async fn head(db: &Db, tenant: &TenantId, chain: Chain) -> Result<Head> {
    let statement =
        sqlx::query("SELECT seq, hash FROM chain_head WHERE tenant = $1 AND chain = $2")
            .bind(tenant.as_str())
            .bind(chain.name());
    match db.row(statement).await? {
        Some(row) => Ok(Head { seq: row.int("seq")?, hash: row.text("hash")? }),
        None => Ok(Head { seq: 0, hash: GENESIS.to_owned() }),
    }
}

/// Walks a chain from its first link in bounded memory and names each link that does not hold.
///
/// # Errors
/// A database that does not answer.
pub async fn verify(
    db: &Db,
    tenant: &TenantId,
    which: Chain,
    keys: &Keyring,
) -> Result<ChainReport> {
    let mut verifier = Verifier::new();
    let mut report = ChainReport {
        chain: which,
        links: 0,
        head: Head { seq: 0, hash: GENESIS.to_owned() },
        faults: Vec::new(),
        unsigned: Vec::new(),
        more: false,
    };
    let text = match which {
        Chain::Audit => {
            "SELECT seq, body, prev, hash, '' AS key_id, '' AS signature FROM audit \
             WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3"
        }
        Chain::Decision => {
            "SELECT seq, body, prev, hash, key_id, signature FROM decision \
             WHERE tenant = $1 AND seq > $2 ORDER BY seq LIMIT $3"
        }
    };
    loop {
        let statement = sqlx::query(text).bind(tenant.as_str()).bind(report.head.seq).bind(STRIDE);
        let rows = db.rows(statement).await?;
        for row in &rows {
            let (seq, hash) = (row.int("seq")?, row.text("hash")?);
            let link = verifier.row(seq, &row.text("prev")?, &hash, row.text("body")?.as_bytes());
            if let Err(fault) = link {
                report.more |= report.faults.len() >= MOST_FAULTS;
                report.faults.truncate(MOST_FAULTS - 1);
                report.faults.push(fault);
            }
            if which == Chain::Decision
                && !chain::verify_row(keys, &row.text("key_id")?, &hash, &row.text("signature")?)
            {
                report.more |= report.unsigned.len() >= MOST_FAULTS;
                report.unsigned.truncate(MOST_FAULTS - 1);
                report.unsigned.push(seq);
            }
            report.links += 1;
            report.head = Head { seq, hash };
        }
        if rows.is_empty() {
            break;
        }
    }
    let kept = head(db, tenant, which).await?;
    if kept != report.head {
        report.faults.push(ChainFault {
            seq: kept.seq,
            kind: ChainFaultKind::Gap,
            message: format!(
                "the chain ends at {} but its head is {}: rows were cut off or changed",
                report.head.seq, kept.seq
            ),
        });
    }
    Ok(report)
}

/// The hash that a link has now, if it is there.
///
/// # Errors
/// A database that does not answer.
pub async fn hash_at(db: &Db, tenant: &TenantId, chain: Chain, seq: i64) -> Result<Option<String>> {
    let text = match chain {
        Chain::Audit => "SELECT hash FROM audit WHERE tenant = $1 AND seq = $2",
        Chain::Decision => "SELECT hash FROM decision WHERE tenant = $1 AND seq = $2",
    };
    let statement = sqlx::query(text).bind(tenant.as_str()).bind(seq);
    db.row(statement).await?.map(|row| row.text("hash")).transpose()
}
