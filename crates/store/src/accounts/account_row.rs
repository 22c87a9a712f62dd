//! An account from its row, and the columns of its owner.

use super::account::Account;
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::{AccountId, AccountState, Owner, Queue, Standing, UserId};

/// An account from a row of all its columns.
pub(crate) fn read(row: &SqlRow) -> Result<Account> {
    Ok(Account {
        id: AccountId(row.text("id")?),
        source_key: row.text("source_key")?,
        patient: row.opt_text("patient")?,
        patient_name: row.text("patient_name")?,
        mrn: row.opt_text("mrn")?,
        setting: row.text("setting")?,
        specialty: row.text("specialty")?,
        site: row.text("site")?,
        provider: row.opt_text("provider")?,
        provider_name: row.text("provider_name")?,
        payer: row.text("payer")?,
        payer_kind: row.text("payer_kind")?,
        service_from: row.opt_text("service_from")?,
        service_to: row.opt_text("service_to")?,
        received_at: row.int("received_at")?,
        standing: standing(row)?,
        value_cents: row.int("value_cents")?,
        confidence_bp: row.opt_int("confidence_bp")?,
        released_by: row.opt_text("released_by")?,
        released_at: row.opt_int("released_at")?,
        coder: row.opt_text("coder")?,
        tags: row.json("tags")?,
        entered_at: row.int("entered_at")?,
        version: row.int("version")?,
    })
}

fn standing(row: &SqlRow) -> Result<Standing> {
    let named = |column: &'static str| StoreError::Corrupt {
        table: "account",
        column: column.to_owned(),
        why: "no such name".to_owned(),
    };
    let owner = match (row.text("owner_kind")?.as_str(), row.opt_text("owner")?) {
        ("service", _) => Owner::Service,
        ("team", _) => Owner::Team,
        ("payer", _) => Owner::Payer,
        ("person", Some(user)) => Owner::Person(UserId(user)),
        _ => return Err(named("owner_kind")),
    };
    Ok(Standing {
        state: AccountState::from_name(&row.text("state")?).ok_or_else(|| named("state"))?,
        queue: Queue::from_name(&row.text("queue")?).ok_or_else(|| named("queue"))?,
        owner,
        next_action: row.json("next_action")?,
        due_at: row.int("due_at")?,
        reasons: row.json("reasons")?,
        hold: row.opt_text("hold")?.map(|text| crate::row::json("hold", &text)).transpose()?,
    })
}

pub(super) fn owner_columns(owner: &Owner) -> (&'static str, Option<String>) {
    match owner {
        Owner::Service => ("service", None),
        Owner::Team => ("team", None),
        Owner::Payer => ("payer", None),
        Owner::Person(user) => ("person", Some(user.0.clone())),
    }
}
