//! What people set for a payer is kept version by version.

use crate::db::{Tx, assembled};
use crate::many::Value;
use crate::row::Get;
use crate::{Result, StoreError};
use model::TenantId;

/// The version that a person saves.
#[derive(Clone, Copy, Debug)]
pub(super) struct Next<'a> {
    pub(super) payer: &'a str,
    /// The one after that which the person saw.
    pub(super) version: i64,
    /// What it is of, for who comes second.
    pub(super) what: &'static str,
}

impl Next<'_> {
    /// Saves it; `into` names the table, and behind it the columns of the values.
    ///
    /// # Errors
    /// [`StoreError::Conflict`] when it is not the next one: somebody else saved one since.
    pub(super) async fn put(
        self,
        tx: &mut Tx,
        tenant: &TenantId,
        into: &'static str,
        values: Vec<Value>,
    ) -> Result<()> {
        let conflict = || StoreError::Conflict { what: self.what.to_owned() };
        let table = into.split(' ').next().unwrap_or(into);
        let newest = assembled(format!(
            "SELECT COALESCE(MAX(version), 0) AS newest FROM {table} WHERE tenant = $1 \
             AND payer = $2"
        ))
        .bind(tenant.as_str())
        .bind(self.payer.to_owned());
        let newest = tx.row(newest).await?.map(|row| row.int("newest")).transpose()?;
        if newest.unwrap_or_default() + 1 != self.version {
            return Err(conflict());
        }
        match tx.insert_new(into, vec![values]).await? {
            1 => Ok(()),
            _ => Err(conflict()),
        }
    }
}
