//! Opening either engine, and the one way to a write transaction.

use crate::{Result, SqlRow, StoreError, migrate};
use sqlx::any::{AnyArguments, AnyConnectOptions, AnyPoolOptions};
use sqlx::query::Query;
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, Connection, Executor};
use std::pin::Pin;
use std::str::FromStr;
use std::time::Duration;

/// How long a request waits for a connection, or for another's write.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long a request waits for a PostgreSQL that does not answer before it says so.
const POSTGRES_PATIENCE: Duration = Duration::from_secs(10);

/// Connections that read at the same time.
const READERS: u32 = 8;

/// Connections to PostgreSQL of one process that write, and that read. Apart, because who holds a
/// transaction may read beside it: were both one pool, as many transactions as it has connections
/// would wait for each other.
const POSTGRES_CONNECTIONS: (u32, u32) = (8, 8);

/// Which engine is behind the address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dialect {
    /// A file on this machine.
    Sqlite,
    /// A server.
    Postgres,
}

/// A plan that PostgreSQL keeps for all values of a statement is made when the statement is first
/// sent: for a table that is nearly empty then it reads all rows of a tenant, and goes on so while
/// the table grows. Planned by its values, a list finds its rows by their index.
async fn plan_by_values(connection: &mut AnyConnection) -> sqlx::Result<()> {
    sqlx::query("SET plan_cache_mode = force_custom_plan").execute(connection).await.map(drop)
}

/// The database: one writer and many readers on SQLite, writers and readers on PostgreSQL.
#[derive(Clone, Debug)]
pub struct Db {
    writer: AnyPool,
    reader: AnyPool,
    dialect: Dialect,
}

/// A write transaction. Dropped without [`Tx::commit`], it is rolled back.
pub struct Tx {
    inner: sqlx::Transaction<'static, Any>,
    dialect: Dialect,
}

/// A future that is compiled where it is made. The body of an `async fn` is compiled anew in every
/// crate that awaits it, with all that it awaits: what many crates or big ones call is boxed.
pub type Boxed<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What a call to the database comes to.
pub type Answer<'a, T> = Boxed<'a, Result<T>>;

/// A statement with its values.
pub type Statement<'q> = Query<'q, Any, AnyArguments>;

/// A statement whose text is assembled from constant pieces; values are always bound.
pub fn assembled<'q>(text: String) -> Statement<'q> {
    sqlx::query(AssertSqlSafe(text))
}

impl Db {
    /// Opens `sqlite:PATH`, `sqlite::memory:` excepted, or `postgres://…`, and brings the tables
    /// up to this program.
    ///
    /// # Errors
    /// An address that is neither, a database that does not answer, tables of a newer program.
    pub fn open(address: &str) -> Answer<'_, Db> {
        Box::pin(async move {
            let db = Db::connect(address).await?;
            migrate::run(&db).await?;
            Ok(db)
        })
    }

    /// Opens without touching the tables.
    ///
    /// # Errors
    /// As [`Db::open`].
    pub fn connect(address: &str) -> Answer<'_, Db> {
        Box::pin(Db::connected(address))
    }

    async fn connected(address: &str) -> Result<Db> {
        sqlx::any::install_default_drivers();
        if address.starts_with("postgres://") || address.starts_with("postgresql://") {
            let options = AnyConnectOptions::from_str(address)?;
            let pool = |connections| {
                let pool = AnyPoolOptions::new().max_connections(connections);
                pool.acquire_timeout(POSTGRES_PATIENCE)
                    .after_connect(|connection, _| Box::pin(plan_by_values(connection)))
                    .connect_with(options.clone())
            };
            let (writes, reads) = POSTGRES_CONNECTIONS;
            let (writer, reader) = (pool(writes).await?, pool(reads).await?);
            return Ok(Db { writer, reader, dialect: Dialect::Postgres });
        }
        let Some(path) = address.strip_prefix("sqlite:") else {
            return Err(StoreError::Migration(format!(
                "`{}` is no address of a database; write sqlite:FILE or postgres://…",
                scheme(address)
            )));
        };
        let path = path.trim_start_matches("//");
        let options = AnyConnectOptions::from_str(&format!("sqlite://{path}?mode=rwc"))?;
        let writer = sqlite_pool(1, false).connect_with(options.clone()).await?;
        let reader = sqlite_pool(READERS, true).connect_with(options).await?;
        Ok(Db { writer, reader, dialect: Dialect::Sqlite })
    }

    /// Which engine it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Begins a write transaction.
    ///
    /// # Errors
    /// A database that does not answer within half a minute.
    pub fn begin(&self) -> Answer<'_, Tx> {
        Box::pin(async move {
            let inner = match self.dialect {
                Dialect::Sqlite => self.writer.begin_with("BEGIN IMMEDIATE").await?,
                Dialect::Postgres => self.writer.begin().await?,
            };
            Ok(Tx { inner, dialect: self.dialect })
        })
    }

    /// Rows of a reading statement.
    ///
    /// # Errors
    /// A database that does not answer.
    pub fn rows<'a>(&'a self, statement: Statement<'a>) -> Answer<'a, Vec<SqlRow>> {
        Box::pin(async move { Ok(statement.fetch_all(&self.reader).await?) })
    }

    /// The first row of a reading statement, if any.
    ///
    /// # Errors
    /// A database that does not answer.
    pub fn row<'a>(&'a self, statement: Statement<'a>) -> Answer<'a, Option<SqlRow>> {
        Box::pin(async move { Ok(statement.fetch_optional(&self.reader).await?) })
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// Why it does not.
    pub async fn ping(&self) -> Result<()> {
        self.row(sqlx::query("SELECT 1")).await?;
        Ok(())
    }

    /// Closes every connection; on SQLite the log is folded into the file.
    pub fn close(&self) -> Boxed<'_, ()> {
        Box::pin(async move {
            self.reader.close().await;
            self.writer.close().await;
        })
    }
}

impl Tx {
    /// Runs a statement; the number of rows it touched.
    ///
    /// # Errors
    /// A database that does not answer, a key that is there already.
    pub fn run<'a>(&'a mut self, statement: Statement<'a>) -> Answer<'a, u64> {
        Box::pin(async move { Ok(statement.execute(&mut *self.inner).await?.rows_affected()) })
    }

    /// Rows of a statement.
    ///
    /// # Errors
    /// As [`Tx::run`].
    pub fn rows<'a>(&'a mut self, statement: Statement<'a>) -> Answer<'a, Vec<SqlRow>> {
        Box::pin(async move { Ok(statement.fetch_all(&mut *self.inner).await?) })
    }

    /// The first row of a statement, if any.
    ///
    /// # Errors
    /// As [`Tx::run`].
    pub fn row<'a>(&'a mut self, statement: Statement<'a>) -> Answer<'a, Option<SqlRow>> {
        Box::pin(async move { Ok(statement.fetch_optional(&mut *self.inner).await?) })
    }

    /// Runs several statements without values.
    ///
    /// # Errors
    /// As [`Tx::run`].
    pub fn script(&mut self, text: &'static str) -> Answer<'_, ()> {
        Box::pin(async move {
            (*self.inner).execute(sqlx::raw_sql(text)).await?;
            Ok(())
        })
    }

    /// What a `SELECT` of this transaction ends in to keep its rows from others until the end;
    /// SQLite has one writer anyway.
    #[must_use]
    pub fn for_update(&self) -> &'static str {
        match self.dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE",
        }
    }

    /// As [`Tx::for_update`], leaving out rows that others hold.
    #[must_use]
    pub fn skip_locked(&self) -> &'static str {
        match self.dialect {
            Dialect::Sqlite => "",
            Dialect::Postgres => " FOR UPDATE SKIP LOCKED",
        }
    }

    /// Which engine it is.
    #[must_use]
    pub fn dialect(&self) -> Dialect {
        self.dialect
    }

    /// Makes everything durable.
    ///
    /// # Errors
    /// A database that does not answer; then nothing of the transaction happened.
    pub fn commit(self) -> Answer<'static, ()> {
        Box::pin(async move { Ok(self.inner.commit().await?) })
    }
}

/// What a connection that only reads sets.
const READS: &str = "PRAGMA query_only = ON; PRAGMA cache_size = -65536;";

/// What the one that writes sets. A batch of posting changes some ten thousand pages: all of them
/// stay in memory until they are committed, and a page that is changed again and again is copied
/// into the database once for 64 MiB of the log.
const WRITES: &str = "PRAGMA cache_size = -262144; PRAGMA wal_autocheckpoint = 16384;";

/// PRAGMAs belong to a connection, so each one sets them.
fn sqlite_pool(connections: u32, reads_only: bool) -> sqlx::pool::PoolOptions<Any> {
    AnyPoolOptions::new()
        // A file in this process does not go away between two statements: asking it each time
        // would cost as much as a short read.
        .test_before_acquire(false)
        .max_connections(connections)
        .min_connections(1)
        .acquire_timeout(PATIENCE)
        .idle_timeout(None)
        .max_lifetime(None)
        .after_connect(move |connection, _| {
            Box::pin(async move {
                connection
                    .execute(sqlx::raw_sql(
                        "PRAGMA busy_timeout = 30000; PRAGMA journal_mode = WAL; \
                         PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; \
                         PRAGMA temp_store = MEMORY;",
                    ))
                    .await?;
                let own = if reads_only { READS } else { WRITES };
                connection.execute(sqlx::raw_sql(own)).await?;
                Ok(())
            })
        })
        .after_release(move |connection, _| {
            Box::pin(async move {
                if reads_only {
                    return Ok(true);
                }
                // On a full disk or a fault of it SQLite rolls back by itself, and the driver
                // then still counts a transaction as open: such a connection is replaced, or no
                // write would ever begin again. The ping waits for a rollback that is under way.
                connection.ping().await?;
                Ok(!connection.is_in_transaction())
            })
        })
}

/// The part of an address that holds no secret.
fn scheme(address: &str) -> &str {
    address.split(':').next().unwrap_or_default()
}
