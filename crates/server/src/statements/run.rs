//! The statement run: who would get one today, who is held and why, and making them all.

use super::facts::{Facts, facts};
use super::texts::{Texts, texts};
use crate::app::App;
use crate::surroundings::day_of;
use crate::web::door::Visitor;
use crate::web::format::capital;
use ::payments::statement::{Made, Statement, statement};
use model::{AccountId, Cents, TenantId};
use serde_json::json;
use std::collections::BTreeSet;
use store::accounts::{self, Account};
use store::payments::{self, StatementRow};
use store::record::append;

/// Days of a cycle: an account gets one statement in it.
pub(crate) const CYCLE_DAYS: i32 = 30;

/// Accounts of one look, and statements of one run.
pub(crate) const MOST: i64 = 200;

/// An account whose patient owes something, or has paid too much.
pub(crate) struct Candidate {
    /// The account.
    pub account: Account,
    /// What is owed.
    pub owed: Cents,
    /// The statement; else why there is none.
    pub made: Result<Box<Statement>, Vec<String>>,
}

/// What one account gets today.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn one(
    app: &App,
    tenant: &TenantId,
    account: Account,
    texts: &Texts,
) -> store::Result<Candidate> {
    let Facts { facts, sheet } = facts(app, tenant, &account, texts).await?;
    let owed = sheet.patient_owes();
    let made = match statement(&facts) {
        Ok(Made::Statement(made)) => Ok(made),
        Ok(Made::Held(holds)) => {
            Err(holds.into_iter().map(|hold| capital(&hold.words())).collect())
        }
        Err(faults) => Err(faults.iter().map(|fault| capital(&format!("{fault}."))).collect()),
    };
    Ok(Candidate { account, owed, made })
}

/// Accounts whose patients owe something after an account, and that had no statement in this
/// cycle; with them the account to go on behind, where there are more.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn candidates(
    app: &App,
    tenant: &TenantId,
    after: &str,
) -> store::Result<(Vec<Candidate>, Option<AccountId>)> {
    let (texts, _) = texts(app, tenant).await?;
    let since = day_of(app.now()).plus_days(1 - CYCLE_DAYS);
    let had: BTreeSet<AccountId> =
        payments::statements_since(&app.db, tenant, &since.to_string()).await?;
    let owing = payments::owed_by_patients(&app.db, tenant, (after, MOST)).await?;
    let full = i64::try_from(owing.len()).unwrap_or(0) == MOST;
    let next = owing.last().map(|one| one.0.clone()).filter(|_| full);
    let mut found = Vec::new();
    for (id, _) in owing.into_iter().filter(|one| !had.contains(&one.0)) {
        if let Some(account) = accounts::get(&app.db, tenant, &id).await? {
            found.push(one(app, tenant, account, &texts).await?);
        }
    }
    Ok((found, next))
}

/// Makes the statements of all that may get one, each account's kept once a cycle; how many, and
/// whether more are left.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn make_all(app: &App, visitor: &Visitor) -> store::Result<(u64, bool)> {
    let (tenant, at) = (&visitor.tenant, app.now());
    let today = day_of(at);
    let (mut made, mut after) = (0, String::new());
    loop {
        let (found, next) = candidates(app, tenant, &after).await?;
        let rows: Vec<StatementRow> = found
            .into_iter()
            .filter(|one| visitor.may_name(&one.account))
            .filter_map(|one| {
                let statement = one.made.ok()?;
                Some(StatementRow {
                    id: format!("{}:{today}", one.account.id),
                    patient: one.account.patient.clone().unwrap_or_default(),
                    account: one.account.id,
                    day: today.to_string(),
                    owed: statement.owed,
                    state: "made".to_owned(),
                    statement: *statement,
                    made_by: visitor.user.0.clone(),
                    at,
                })
            })
            .collect();
        let mut tx = app.db.begin().await?;
        made += payments::put_statements(&mut tx, tenant, &rows).await?;
        let detail = json!({ "accounts": rows.iter().map(|row| &row.account).collect::<Vec<_>>() });
        let entry = visitor.audit(at, "statement.make", ("statement", &today.to_string()), detail);
        append(&mut tx, tenant, &[entry]).await?;
        tx.commit().await?;
        let enough = made >= MOST.unsigned_abs();
        match next {
            Some(id) if !enough => after = id.0,
            next => return Ok((made, next.is_some())),
        }
    }
}
