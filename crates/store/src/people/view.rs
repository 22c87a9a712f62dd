//! Views of worklists that people keep.

use crate::db::{Db, Tx};
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use model::TenantId;

/// One view.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SavedView {
    /// Its id.
    pub id: String,
    /// Whose.
    pub user: String,
    /// Its name.
    pub name: String,
    /// Whether everybody sees it.
    pub shared: bool,
    /// The address of the list, with its filters.
    pub address: String,
    /// When it was kept.
    pub created_at: i64,
}

/// Keeps a view.
///
/// # Errors
/// A database that does not answer.
pub async fn keep_view(tx: &mut Tx, tenant: &TenantId, view: &SavedView) -> Result<()> {
    tx.insert(
        "saved_view (tenant, id, user_id, name, shared, address, created_at)",
        vec![vec![
            tenant.as_str().into(),
            view.id.as_str().into(),
            view.user.as_str().into(),
            view.name.as_str().into(),
            i64::from(view.shared).into(),
            view.address.as_str().into(),
            view.created_at.into(),
        ]],
    )
    .await?;
    Ok(())
}

/// A person's views and those for everybody, by name.
///
/// # Errors
/// A database that does not answer.
pub async fn views(db: &Db, tenant: &TenantId, user: &str) -> Result<Vec<SavedView>> {
    let statement = sqlx::query(
        "SELECT id, user_id, name, shared, address, created_at FROM saved_view \
         WHERE tenant = $1 AND (user_id = $2 OR shared = 1) ORDER BY name, id LIMIT 100",
    )
    .bind(tenant.as_str())
    .bind(user.to_owned());
    let read = |row: &SqlRow| {
        Ok(SavedView {
            id: row.text("id")?,
            user: row.text("user_id")?,
            name: row.text("name")?,
            shared: row.flag("shared")?,
            address: row.text("address")?,
            created_at: row.int("created_at")?,
        })
    };
    db.rows(statement).await?.iter().map(read).collect()
}

/// Drops one of a person's own views.
///
/// # Errors
/// [`StoreError::NotFound`] when it is not theirs.
pub async fn drop_view(tx: &mut Tx, tenant: &TenantId, user: &str, id: &str) -> Result<()> {
    let statement =
        sqlx::query("DELETE FROM saved_view WHERE tenant = $1 AND user_id = $2 AND id = $3")
            .bind(tenant.as_str())
            .bind(user.to_owned())
            .bind(id.to_owned());
    match tx.run(statement).await? {
        0 => Err(StoreError::NotFound { what: "such view of yours".into() }),
        _ => Ok(()),
    }
}
