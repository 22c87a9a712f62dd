//! The words of the patients' names: kept wherever a name is written, in the same transaction.

use super::Account;
use crate::Result;
use crate::db::{Dialect, Tx, assembled};
use crate::many::{Value, places};
use crate::name::{name_words, search_form};
use crate::row::Get;
use model::{Queue, TenantId};
use std::collections::BTreeMap;

/// Accounts of one statement at most.
const TOGETHER: usize = 500;

const INTO: &str = "account_word (tenant, account, word, open)";

/// What the words of an account follow from.
pub(crate) struct Named {
    account: String,
    words: Vec<String>,
    open: i64,
}

impl Named {
    fn new(account: String, name: &str, queue: &str) -> Named {
        let mut words = name_words(name);
        words.sort();
        Named { account, words, open: open(Queue::from_name(queue)) }
    }

    fn of(account: &Account) -> Named {
        let queue = account.standing.queue.name();
        Named::new(account.id.0.clone(), &account.patient_name, queue)
    }

    fn rows(&self, tenant: &str) -> impl Iterator<Item = Vec<Value>> {
        self.words.iter().map(move |word| {
            let account = self.account.as_str();
            vec![tenant.into(), account.into(), word.as_str().into(), self.open.into()]
        })
    }
}

/// How the accounts of a queue are marked among the words.
pub(super) fn open(queue: Option<Queue>) -> i64 {
    i64::from(queue != Some(Queue::Done))
}

/// Keeps the words of an account that was just added.
pub(super) async fn add_words(tx: &mut Tx, tenant: &TenantId, account: &Account) -> Result<()> {
    let rows = Named::of(account).rows(tenant.as_str()).collect();
    tx.insert(INTO, rows).await.map(drop)
}

/// Brings the words of accounts that were written in this transaction up to their names.
pub(super) async fn keep_words<'a>(
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: impl IntoIterator<Item = &'a Account>,
) -> Result<()> {
    let named: Vec<Named> = accounts.into_iter().map(Named::of).collect();
    keep(tx, tenant, &named).await
}

/// Marks the words of accounts that came to an end, or are worked again.
pub(super) async fn mark_words(
    tx: &mut Tx,
    tenant: &TenantId,
    accounts: &[String],
    open: i64,
) -> Result<()> {
    for part in accounts.chunks(TOGETHER) {
        let text = format!(
            "UPDATE account_word SET open = $1 WHERE tenant = $2 AND account IN ({})",
            places(3, part.len())
        );
        let mut statement = assembled(text).bind(open).bind(tenant.as_str());
        for account in part {
            statement = statement.bind(account.clone());
        }
        tx.run(statement).await?;
    }
    Ok(())
}

/// As [`keep_words`], for all accounts of a patient.
pub(crate) async fn keep_words_of_patient(
    tx: &mut Tx,
    tenant: &TenantId,
    patient: &str,
) -> Result<()> {
    let statement = sqlx::query(
        "SELECT id, patient_name, queue FROM account WHERE tenant = $1 AND patient = $2",
    )
    .bind(tenant.as_str())
    .bind(patient.to_owned());
    let rows = tx.rows(statement).await?;
    let named = rows.iter().map(|row| {
        Ok(Named::new(row.text("id")?, &row.text("patient_name")?, &row.text("queue")?))
    });
    keep(tx, tenant, &named.collect::<Result<Vec<_>>>()?).await
}

/// Most writes change neither a name nor whether the account is open: then nothing is written.
async fn keep(tx: &mut Tx, tenant: &TenantId, all: &[Named]) -> Result<()> {
    for part in all.chunks(TOGETHER) {
        let kept = kept(tx, tenant, part).await?;
        let other = |named: &&Named| match kept.get(&named.account) {
            None => !named.words.is_empty(),
            Some((words, open)) => *words != named.words || *open != named.open,
        };
        let changed: Vec<&Named> = part.iter().filter(other).collect();
        let old: Vec<&Named> =
            changed.iter().filter(|named| kept.contains_key(&named.account)).copied().collect();
        if !old.is_empty() {
            let text = format!(
                "DELETE FROM account_word WHERE tenant = $1 AND account IN ({})",
                places(2, old.len())
            );
            let mut statement = assembled(text).bind(tenant.as_str());
            for named in old {
                statement = statement.bind(named.account.clone());
            }
            tx.run(statement).await?;
        }
        let rows = changed.iter().flat_map(|named| named.rows(tenant.as_str())).collect();
        tx.insert(INTO, rows).await?;
    }
    Ok(())
}

/// The words of each account in order, and how it is marked.
async fn kept(
    tx: &mut Tx,
    tenant: &TenantId,
    part: &[Named],
) -> Result<BTreeMap<String, (Vec<String>, i64)>> {
    let text = format!(
        "SELECT account, word, open FROM account_word WHERE tenant = $1 AND account IN ({})",
        places(2, part.len())
    );
    // Planned anew for many: a plan of PostgreSQL from when the table was empty reads it whole.
    let mut statement = assembled(text).bind(tenant.as_str()).persistent(part.len() == 1);
    for named in part {
        statement = statement.bind(named.account.clone());
    }
    let mut kept: BTreeMap<String, (Vec<String>, i64)> = BTreeMap::new();
    for row in tx.rows(statement).await? {
        let entry = kept.entry(row.text("account")?).or_default();
        entry.0.push(row.text("word")?);
        entry.1 = row.int("open")?;
    }
    kept.values_mut().for_each(|(words, _)| words.sort());
    Ok(kept)
}

/// What the tables need after they were made and before anybody searches in them. PostgreSQL
/// compares the searched texts by their bytes, as SQLite does, whatever language the database
/// was made for; accounts and patients that were there before get their words.
pub(crate) async fn prepare_search(tx: &mut Tx) -> Result<()> {
    if tx.dialect() == Dialect::Postgres {
        tx.script(
            "ALTER TABLE account_word ALTER COLUMN word TYPE TEXT COLLATE \"C\"; \
             ALTER TABLE patient ALTER COLUMN search_name TYPE TEXT COLLATE \"C\"",
        )
        .await?;
    }
    fill_search(tx).await
}

/// Gives the names of accounts and patients that an older program wrote the forms under which
/// this one searches them.
pub(crate) async fn fill_search(tx: &mut Tx) -> Result<()> {
    refresh_search_names(tx).await?;
    fill_words(tx).await
}

async fn fill_words(tx: &mut Tx) -> Result<()> {
    let (mut tenant, mut id) = (String::new(), String::new());
    loop {
        let statement = sqlx::query(
            "SELECT tenant, id, patient_name, queue FROM account WHERE (tenant, id) > ($1, $2) \
             ORDER BY tenant, id LIMIT 500",
        )
        .bind(tenant.clone())
        .bind(id.clone());
        let rows = tx.rows(statement).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        (tenant, id) = (last.text("tenant")?, last.text("id")?);
        let mut words = Vec::new();
        for row in &rows {
            let (name, queue) = (row.text("patient_name")?, row.text("queue")?);
            words.extend(Named::new(row.text("id")?, &name, &queue).rows(&row.text("tenant")?));
        }
        tx.insert_new(INTO, words).await?;
    }
}

/// More letters have lost their marks than when these names were written.
async fn refresh_search_names(tx: &mut Tx) -> Result<()> {
    let (mut tenant, mut id) = (String::new(), String::new());
    loop {
        let statement = sqlx::query(
            "SELECT tenant, id, family, given, search_name FROM patient \
             WHERE (tenant, id) > ($1, $2) ORDER BY tenant, id LIMIT 500",
        )
        .bind(tenant.clone())
        .bind(id.clone());
        let rows = tx.rows(statement).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        (tenant, id) = (last.text("tenant")?, last.text("id")?);
        for row in &rows {
            let form = search_form(&format!("{} {}", row.text("family")?, row.text("given")?));
            if form != row.text("search_name")? {
                let statement = sqlx::query(
                    "UPDATE patient SET search_name = $1 WHERE tenant = $2 AND id = $3",
                )
                .bind(form)
                .bind(row.text("tenant")?)
                .bind(row.text("id")?);
                tx.run(statement).await?;
            }
        }
    }
}
