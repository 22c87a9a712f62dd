//! Reading columns by name.

use crate::{Result, StoreError};
use model::Date;
use serde::de::DeserializeOwned;
use sqlx::Row;
use sqlx::any::AnyRow;

/// One row of an answer.
pub type SqlRow = AnyRow;

/// Columns by name, with the column in every error.
pub trait Get {
    /// A text that is never NULL.
    ///
    /// # Errors
    /// [`StoreError::Corrupt`] when the column is missing or of another type.
    fn text(&self, column: &str) -> Result<String>;
    /// A text that may be NULL.
    ///
    /// # Errors
    /// As [`Get::text`].
    fn opt_text(&self, column: &str) -> Result<Option<String>>;
    /// A number that is never NULL.
    ///
    /// # Errors
    /// As [`Get::text`].
    fn int(&self, column: &str) -> Result<i64>;
    /// A number that may be NULL.
    ///
    /// # Errors
    /// As [`Get::text`].
    fn opt_int(&self, column: &str) -> Result<Option<i64>>;
    /// A number that stands for yes or no.
    ///
    /// # Errors
    /// As [`Get::text`].
    fn flag(&self, column: &str) -> Result<bool> {
        Ok(self.int(column)? != 0)
    }
    /// JSON of a type.
    ///
    /// # Errors
    /// As [`Get::text`], and when the JSON does not fit the type.
    fn json<T: DeserializeOwned>(&self, column: &str) -> Result<T> {
        json(column, &self.text(column)?)
    }
}

fn corrupt(column: &str, why: impl ToString) -> StoreError {
    StoreError::Corrupt { table: "answer", column: column.to_owned(), why: why.to_string() }
}

impl Get for AnyRow {
    fn text(&self, column: &str) -> Result<String> {
        self.try_get(column).map_err(|fault| corrupt(column, fault))
    }

    fn opt_text(&self, column: &str) -> Result<Option<String>> {
        self.try_get(column).map_err(|fault| corrupt(column, fault))
    }

    fn int(&self, column: &str) -> Result<i64> {
        self.try_get(column).map_err(|fault| corrupt(column, fault))
    }

    fn opt_int(&self, column: &str) -> Result<Option<i64>> {
        self.try_get(column).map_err(|fault| corrupt(column, fault))
    }
}

/// A value from its stored JSON.
///
/// # Errors
/// [`StoreError::Corrupt`] naming the column.
pub fn json<T: DeserializeOwned>(column: &str, text: &str) -> Result<T> {
    serde_json::from_str(text).map_err(|fault| corrupt(column, fault))
}

/// A day as stored.
#[must_use]
pub fn day(date: Date) -> String {
    date.to_string()
}

/// A day as stored, where there is one.
#[must_use]
pub fn opt_day(date: Option<Date>) -> Option<String> {
    date.map(day)
}

/// The name under which an enumeration stands in JSON; empty for what is no plain name.
#[must_use]
pub fn name_of<T: serde::Serialize>(value: &T) -> String {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
