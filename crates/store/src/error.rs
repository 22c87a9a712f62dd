//! What can go wrong between the product and its tables.

/// Why a call of the store failed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database is not there, or answered with an error.
    #[error("the database does not answer: {0}")]
    Database(sqlx::Error),
    /// Somebody else changed the row since it was read.
    #[error("{what} was changed by somebody else in the meantime; read it again")]
    Conflict {
        /// What was to be changed.
        what: String,
    },
    /// A row of that key is already there.
    #[error("{what} is already there")]
    Exists {
        /// What was to be added.
        what: String,
    },
    /// There is no such row.
    #[error("there is no {what}")]
    NotFound {
        /// What was looked for.
        what: String,
    },
    /// A step that the state does not allow.
    #[error("{0}")]
    Refused(String),
    /// A stored value cannot be read back.
    #[error("table {table}, column {column}: {why}")]
    Corrupt {
        /// The table, or the row type.
        table: &'static str,
        /// The column.
        column: String,
        /// What is wrong with it.
        why: String,
    },
    /// The tables are not those of this program.
    #[error("{0}")]
    Migration(String),
}

impl StoreError {
    /// True when the database itself is away or busy: trying again later may help.
    #[must_use]
    pub fn is_passing(&self) -> bool {
        match self {
            StoreError::Database(fault) => match fault {
                sqlx::Error::Io(_)
                | sqlx::Error::PoolTimedOut
                | sqlx::Error::PoolClosed
                | sqlx::Error::WorkerCrashed
                | sqlx::Error::Tls(_)
                | sqlx::Error::Protocol(_) => true,
                sqlx::Error::Database(fault) => {
                    // SQLite: busy, locked, i/o, full, by at most four digits; PostgreSQL: classes
                    // 08, 40, 53, 57, always five characters (some of them all digits too).
                    let code = fault.code().unwrap_or_default();
                    if code.len() == 5 {
                        return ["08", "40", "53", "57"]
                            .iter()
                            .any(|class| code.starts_with(class));
                    }
                    let primary = code.parse::<u32>().map_or(0, |code| code & 0xff);
                    matches!(primary, 5 | 6 | 10 | 13)
                }
                _ => false,
            },
            _ => false,
        }
    }
}

impl From<sqlx::Error> for StoreError {
    fn from(fault: sqlx::Error) -> StoreError {
        match &fault {
            sqlx::Error::Database(inner) if inner.is_unique_violation() => {
                StoreError::Exists { what: "a row of that key".into() }
            }
            sqlx::Error::RowNotFound => StoreError::NotFound { what: "such row".into() },
            _ => StoreError::Database(fault),
        }
    }
}
