//! Everything of a database as lines, and back: for backups, and for the way from SQLite to
//! PostgreSQL. What is read is one moment, whatever is written meanwhile.

use crate::db::{Db, Dialect, Tx, assembled};
use crate::many::Value;
use crate::row::Get;
use crate::{Result, SqlRow, StoreError};
use serde_json::{Map, Value as Json};
use sqlx::{Column, Row, ValueRef};

/// Rows read or written at a time.
const STRIDE: usize = 500;

/// One table, as the migrations make it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Table {
    /// Its name.
    pub name: &'static str,
    /// The columns of its key, which order its rows.
    pub key: &'static str,
    /// Its columns that hold numbers.
    pub numbers: Vec<&'static str>,
}

/// Every table, in the order in which they are made and filled: read from the migrations, so that
/// a new table is in every backup.
#[must_use]
pub fn tables() -> Vec<Table> {
    let mut tables: Vec<Table> = Vec::new();
    for line in crate::migrate::STEPS.iter().flat_map(|(_, _, text)| text.lines()) {
        if let Some(rest) = line.strip_prefix("CREATE TABLE ") {
            let name = rest.split([' ', '(']).next().unwrap_or_default();
            tables.push(Table { name, key: "", numbers: Vec::new() });
        } else if let Some(rest) = line.strip_prefix("ALTER TABLE ") {
            let mut words = rest.split(' ');
            let (name, column) = (words.next().unwrap_or_default(), words.nth(2));
            let number = words.next() == Some("BIGINT");
            let table = tables.iter_mut().find(|table| table.name == name);
            if let (Some(table), Some(column), true) = (table, column, number) {
                table.numbers.push(column);
            }
        } else if let (Some(table), Some(rest)) = (tables.last_mut(), line.strip_prefix("    ")) {
            if let Some(key) = rest.strip_prefix("PRIMARY KEY (") {
                table.key = key.trim_end_matches([',', ')']);
            } else if let Some((column, kind)) = rest.split_once(' ') {
                if kind.contains("PRIMARY KEY") {
                    table.key = column;
                }
                if kind.starts_with("BIGINT") {
                    table.numbers.push(column);
                }
            }
        }
    }
    tables
}

/// Gives every row of every table as one line of JSON: `{"table":"…","row":{…}}`. How many.
///
/// # Errors
/// A database that does not answer; whatever `take` fails with.
pub async fn dump(db: &Db, mut take: impl FnMut(String) -> std::io::Result<()>) -> Result<u64> {
    let mut tx = db.begin().await?;
    if tx.dialect() == Dialect::Postgres {
        tx.run(sqlx::query("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")).await?;
    }
    let mut count = 0;
    for Table { name: table, key: order, .. } in tables() {
        let mut offset = 0_i64;
        loop {
            let text = format!("SELECT * FROM {table} ORDER BY {order} LIMIT $1 OFFSET $2");
            let stride = i64::try_from(STRIDE).unwrap_or(1);
            let rows = tx.rows(assembled(text).bind(stride).bind(offset)).await?;
            for row in &rows {
                let line = serde_json::json!({ "table": table, "row": columns(row)? });
                take(line.to_string())
                    .map_err(|fault| StoreError::Refused(format!("writing the dump: {fault}")))?;
                count += 1;
            }
            if rows.len() < STRIDE {
                break;
            }
            offset += stride;
        }
    }
    // Nothing was changed; the transaction only held the moment.
    Ok(count)
}

fn columns(row: &SqlRow) -> Result<Map<String, Json>> {
    let mut values = Map::new();
    for column in row.columns() {
        let name = column.name();
        let raw = row.try_get_raw(column.ordinal()).map_err(StoreError::from)?;
        let value = if raw.is_null() {
            Json::Null
        } else if let Ok(number) = row.try_get::<i64, _>(column.ordinal()) {
            Json::from(number)
        } else {
            Json::from(row.text(name)?)
        };
        values.insert(name.to_owned(), value);
    }
    Ok(values)
}

/// Fills an empty database with the lines of a dump, all or nothing.
pub struct Restore {
    tx: Tx,
    tables: Vec<Table>,
    table: &'static str,
    names: Vec<String>,
    rows: Vec<Vec<Value>>,
    count: u64,
    with_words: bool,
    with_receivables: bool,
    rolled_before: bool,
}

impl Restore {
    /// Begins on a database that holds nothing yet.
    ///
    /// # Errors
    /// A database that holds a tenant already.
    pub async fn begin(db: &Db) -> Result<Restore> {
        let mut tx = db.begin().await?;
        if tx.row(sqlx::query("SELECT id FROM tenant LIMIT 1")).await?.is_some() {
            return Err(StoreError::Refused(
                "the database holds data already; restore into an empty one".to_owned(),
            ));
        }
        Ok(Restore {
            tx,
            tables: tables(),
            table: "",
            names: Vec::new(),
            rows: Vec::new(),
            count: 0,
            with_words: false,
            with_receivables: false,
            rolled_before: false,
        })
    }

    /// Takes the next line.
    ///
    /// # Errors
    /// A line that is no row of these tables.
    pub async fn line(&mut self, line: &str) -> Result<()> {
        let wrong = |why: String| StoreError::Refused(format!("line {}: {why}", self.count + 1));
        let value: Json = serde_json::from_str(line).map_err(|f| wrong(f.to_string()))?;
        let named = value.get("table").and_then(Json::as_str).unwrap_or_default();
        let known = self.tables.iter().find(|table| table.name == named);
        let Some(Table { name: table, numbers, .. }) = known.cloned() else {
            return Err(wrong(format!("no table `{named}`")));
        };
        let Some(row) = value.get("row").and_then(Json::as_object) else {
            return Err(wrong("no row".to_owned()));
        };
        let names: Vec<String> = row.keys().cloned().collect();
        if names.iter().any(|name| !name.bytes().all(|b| b.is_ascii_lowercase() || b == b'_')) {
            return Err(wrong("a column with a strange name".to_owned()));
        }
        if table != self.table || names != self.names || self.rows.len() >= STRIDE {
            self.flush().await?;
            (self.table, self.names) = (table, names);
            self.with_words |= table == "account_word";
            let has = |column: &str| self.names.iter().any(|name| name == column);
            self.with_receivables |= table == "receivable_roll";
            self.rolled_before |= table == "receivable_roll" && !has("patient_cents")
                || table == "ledger_roll" && !has("payer_kind");
        }
        let cell = |value: &Json| match value {
            Json::Null => Ok(None),
            Json::Number(number) => number.as_i64().map(|n| Some(Value::Int(Some(n)))).ok_or(()),
            Json::String(text) => Ok(Some(Value::Text(Some(text.clone())))),
            _ => Err(()),
        };
        let cells: std::result::Result<Vec<_>, ()> = row.values().map(cell).collect();
        let Ok(cells) = cells else {
            return Err(StoreError::Refused(format!("line {}: a strange value", self.count + 1)));
        };
        // NULL has no type of its own: what a table declares decides.
        let types = cells.iter().zip(&self.names).map(|(cell, name)| match cell {
            Some(value) => value.clone(),
            None if numbers.contains(&name.as_str()) => Value::Int(None),
            None => Value::Text(None),
        });
        let types = types.collect();
        self.rows.push(types);
        self.count += 1;
        Ok(())
    }

    async fn flush(&mut self) -> Result<()> {
        let rows = std::mem::take(&mut self.rows);
        if rows.is_empty() {
            return Ok(());
        }
        let into = format!("{} ({})", self.table, self.names.join(", "));
        self.tx.insert_into(&into, rows).await?;
        Ok(())
    }

    /// Makes it durable; how many rows.
    ///
    /// # Errors
    /// A database that does not answer; then nothing was restored.
    pub async fn finish(mut self) -> Result<u64> {
        self.flush().await?;
        // A dump of an older program has names and no words.
        if !self.with_words {
            crate::accounts::fill_search(&mut self.tx).await?;
        }
        // What an older program rolled lacks a part; without it nothing of the batches counts.
        if self.rolled_before || !self.with_receivables {
            crate::kpi::forget(&mut self.tx).await?;
        }
        self.tx.commit().await?;
        Ok(self.count)
    }
}

#[cfg(test)]
mod tests {
    use super::tables;

    #[test]
    fn every_table_has_its_key_and_its_numbers() {
        let tables = tables();
        assert!(tables.len() > 40, "{}", tables.len());
        assert!(tables.iter().all(|table| !table.key.is_empty()), "{tables:?}");
        let account = tables.iter().find(|table| table.name == "account").expect("a table");
        assert_eq!(account.key, "tenant, id");
        assert!(account.numbers.contains(&"confidence_bp") && !account.numbers.contains(&"mrn"));
    }
}
