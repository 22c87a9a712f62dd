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

impl Value {
    fn is_text(&self) -> bool {
        matches!(self, Value::Text(_))
    }
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
        let Some(first) = rows.first() else { return Ok(0) };
        let columns: Vec<bool> = first.iter().map(Value::is_text).collect();
        let mut done = 0;
        for part in rows.chunks((MOST_VALUES / columns.len().max(1)).max(1)) {
            let statement = match self.dialect() {
                Dialect::Postgres => {
                    let statement = assembled(by_column(into, &columns, end));
                    let arrays = (0..columns.len()).map(|column| array(part, column));
                    arrays.fold(statement, |statement, array| statement.bind(array))
                }
                Dialect::Sqlite => {
                    let statement = assembled(by_row(into, (columns.len(), part.len()), end));
                    let values = part.iter().flatten().cloned();
                    values.fold(statement, |statement, value| match value {
                        Value::Text(text) => statement.bind(text.map(storable)),
                        Value::Int(number) => statement.bind(number),
                    })
                }
            };
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

/// The text of an insert into SQLite, with a place for each value. They have no numbers: SQLite
/// takes `$1` for a name and looks through all names for each place, which is quadratic in a
/// statement's values.
fn by_row(into: &str, (width, rows): (usize, usize), end: &str) -> String {
    let row = format!("({})", vec!["?"; width].join(", "));
    format!("INSERT INTO {into} VALUES {}{end}", vec![row.as_str(); rows].join(", "))
}

/// The text of an insert into PostgreSQL, with a place for each column: one text for any number of
/// rows, which the server reads and plans once a connection.
fn by_column(into: &str, columns: &[bool], end: &str) -> String {
    let arrays = columns.iter().zip(1..).map(|(is_text, place)| {
        format!("CAST(${place} AS {}[])", if *is_text { "TEXT" } else { "BIGINT" })
    });
    let arrays: Vec<String> = arrays.collect();
    format!("INSERT INTO {into} SELECT * FROM UNNEST({}){end}", arrays.join(", "))
}

/// The values of a column in the notation of PostgreSQL's arrays.
fn array(rows: &[Vec<Value>], column: usize) -> String {
    let mut text = String::from("{");
    for row in rows {
        if text.len() > 1 {
            text.push(',');
        }
        match row.get(column) {
            Some(Value::Text(Some(value))) => quoted(&mut text, value),
            Some(Value::Int(Some(number))) => text.push_str(&number.to_string()),
            Some(Value::Text(None) | Value::Int(None)) | None => text.push_str("NULL"),
        }
    }
    text.push('}');
    text
}

fn quoted(text: &mut String, value: &str) {
    text.push('"');
    for letter in value.chars() {
        match letter {
            '\0' => text.push('\u{FFFD}'),
            '"' | '\\' => text.extend(['\\', letter]),
            _ => text.push(letter),
        }
    }
    text.push('"');
}

#[cfg(test)]
mod tests {
    use super::{Value, array, by_column, by_row, places, storable};

    #[test]
    fn a_list_counts_on_and_a_zero_byte_is_never_stored() {
        assert_eq!(places(2, 3), "$2, $3, $4");
        assert_eq!(storable("a\0b".to_owned()), "a\u{FFFD}b");
    }

    #[test]
    fn an_insert_has_a_place_for_each_value_or_for_each_column() {
        assert_eq!(by_row("t (a, b)", (2, 2), ""), "INSERT INTO t (a, b) VALUES (?, ?), (?, ?)");
        assert_eq!(
            by_column("t (a, b)", &[true, false], " ON CONFLICT DO NOTHING"),
            "INSERT INTO t (a, b) SELECT * FROM UNNEST(CAST($1 AS TEXT[]), CAST($2 AS BIGINT[])) \
             ON CONFLICT DO NOTHING"
        );
    }

    #[test]
    fn an_array_quotes_what_would_end_it() {
        let rows = [
            vec![Value::from(r#"a "b" \ {c}, NULL"#), Value::from(-1)],
            vec![Value::Text(None), Value::Int(None)],
            vec![Value::from("\0"), Value::from(i64::MIN)],
        ];
        assert_eq!(array(&rows, 0), "{\"a \\\"b\\\" \\\\ {c}, NULL\",NULL,\"\u{FFFD}\"}");
        assert_eq!(array(&rows, 1), "{-1,NULL,-9223372036854775808}");
    }
}
