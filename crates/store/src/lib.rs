//! Every SQL statement of the product: one text for SQLite and PostgreSQL.
//!
//! What enters: values of `model`, `cdi` and `governance`, always with the tenant first. What
//! leaves: the same values, and [`StoreError`]s. Where to look: [`Db`] opens either engine and is
//! the only way to a transaction; one file an aggregate holds its statements; `migrations/` holds
//! the tables.
//!
//! # Rules
//! - Every write happens in a [`Tx`]: on SQLite it begins IMMEDIATE, so that a read and the write
//!   that follows from it see the same data.
//! - A time is microseconds since 1970, a day is text `YYYY-MM-DD`, JSON is text; no SQL function
//!   of dates. `SUM` is cast to BIGINT.
//! - A change of a row names the version it was read at; when another was quicker the change fails
//!   with [`StoreError::Conflict`] and nothing is lost.
#![deny(missing_docs)]

pub mod accounts;
pub mod charges;
pub mod claims;
mod db;
pub mod dump;
mod error;
pub mod front_desk;
pub mod governance;
mod ids;
pub mod kpi;
mod many;
mod migrate;
mod name;
pub mod payments;
pub mod people;
pub mod prices;
pub mod queries;
pub mod record;
pub mod retention;
mod row;
pub mod work;

pub use db::{Answer, Boxed, Db, Dialect, Statement, Tx, assembled};
pub use error::StoreError;
pub use ids::new_id;
pub use many::Value;
pub use migrate::newest_step;
pub use row::{Get, SqlRow, day, json, name_of, opt_day};

/// The result of every call of this crate.
pub type Result<T> = std::result::Result<T, StoreError>;
