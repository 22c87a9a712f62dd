//! Inserting many rows with one statement.

use crate::Result;
use crate::db::{Answer, Dialect, Tx, assembled};

/// Values bound in one statement; SQLite takes 32,766, PostgreSQL 65,535.
const MOST_VALUES: usize = 16_000;

/// One value of a row.
#[derive(Clone, Debug)]
pub enum Value {
    /// Text or NULL.
    Text(Option<String>),
    /// A number or NULL.
    Int(Option<i64>),
}

impl From<String> for Value {
    fn from(text: String) -> Value {
        Value::Text(Some(text))
    }
}

impl From<&str> for Value {
    fn from(text: &str) -> Value {
        Value::Text(Some(text.to_owned()))
    }
}

impl From<Option<String>> for Value {
    fn from(text: Option<String>) -> Value {
        Value::Text(text)
    }
}

impl From<i64> for Value {
    fn from(number: i64) -> Value {
        Value::Int(Some(number))
    }
}

impl From<Option<i64>> for Value {
    fn from(number: Option<i64>) -> Value {
        Value::Int(number)
    }
}

impl Tx {
    /// Inserts rows into a table; `into` is `table (column, …)`. All rows have as many values as
    /// the first.
    ///
    /// # Errors
    /// As [`Tx::run`]; of several statements the earlier ones stand in the transaction.
    pub async fn insert(&mut self, into: &'static str, rows: Vec<Vec<Value>>) -> Result<u64> {
        self.insert_with(into, rows, "").await
    }

    /// As [`Tx::insert`], leaving out rows whose key is there already; how many were new.
    ///
    /// # Errors
    /// As [`Tx::run`].
    pub async fn insert_new(&mut self, into: &'static str, rows: Vec<Vec<Value>>) -> Result<u64> {
        self.insert_with(into, rows, " ON CONFLICT DO NOTHING").await
    }

    /// As [`Tx::insert`], into a table whose name was checked.
    pub(crate) async fn insert_into(&mut self, into: &str, rows: Vec<Vec<Value>>) -> Result<u64> {
        self.insert_with(into, rows, "").await
    }

    /// As [`Tx::insert`]; `over` says what becomes of a row that is there already.
    pub(crate) async fn insert_over(
        &mut self,
        into: &'static str,
        rows: Vec<Vec<Value>>,
        over: &'static str,
    ) -> Result<u64> {
        self.insert_with(into, rows, over).await
    }

    fn insert_with<'a>(
        &'a mut self,
        into: &'a str,
        rows: Vec<Vec<Value>>,
        end: &'static str,
    ) -> Answer<'a, u64> {
        Box::pin(self.inserted(into, rows, end))
    }

    async fn inserted(
        &mut self,
        into: &str,
        rows: Vec<Vec<Value>>,
        end: &'static str,
    ) -> Result<u64> {
        let Some(width) = rows.first().map(Vec::len) else { return Ok(0) };
        let mut done = 0;
        for part in rows.chunks((MOST_VALUES / width.max(1)).max(1)) {
            let numbered = self.dialect() == Dialect::Postgres;
            let mut statement = assembled(text_of(into, (width, part.len(), numbered), end));
            for value in part.iter().flatten() {
                statement = match value.clone() {
                    Value::Text(text) => statement.bind(text.map(storable)),
                    Value::Int(number) => statement.bind(number),
                };
            }
            done += self.run(statement).await?;
        }
        Ok(done)
    }
}

/// PostgreSQL stores no zero byte in a text; SQLite would cut some answers there.
fn storable(text: String) -> String {
    if text.contains('\0') { text.replace('\0', "\u{FFFD}") } else { text }
}

/// `$from, $from+1, …` for `count` values of an `IN` list.
pub(crate) fn places(from: usize, count: usize) -> String {
    let mut text = String::with_capacity(count * 5);
    for index in 0..count {
        text.push_str(if index == 0 { "$" } else { ", $" });
        text.push_str(&(from + index).to_string());
    }
    text
}

/// The text of an insert. Its places are numbered for PostgreSQL only: SQLite takes `$1` for a
/// name and looks through all names for each place, which is quadratic in a statement's values.
fn text_of(into: &str, (width, rows, numbered): (usize, usize, bool), end: &str) -> String {
    let mut text = format!("INSERT INTO {into} VALUES ");
    let mut place = 0;
    for row in 0..rows {
        text.push_str(if row == 0 { "(" } else { ", (" });
        for column in 0..width {
            place += 1;
            if column > 0 {
                text.push_str(", ");
            }
            if numbered {
                text.push('$');
                text.push_str(&place.to_string());
            } else {
                text.push('?');
            }
        }
        text.push(')');
    }
    text.push_str(end);
    text
}

#[cfg(test)]
mod tests {
    use super::{places, storable, text_of};

    #[test]
    fn a_list_counts_on_and_a_zero_byte_is_never_stored() {
        assert_eq!(places(2, 3), "$2, $3, $4");
        assert_eq!(storable("a\0b".to_owned()), "a\u{FFFD}b");
    }

    #[test]
    fn places_count_on_over_rows() {
        let text = |numbered| text_of("t (a, b)", (2, 2, numbered), "");
        assert_eq!(text(true), "INSERT INTO t (a, b) VALUES ($1, $2), ($3, $4)");
        assert_eq!(text(false), "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)");
    }
}
