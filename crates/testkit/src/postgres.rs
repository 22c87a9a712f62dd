//! A throw-away PostgreSQL from Debian's packages, one for a test process, with a fresh database
//! for every test; never a mock.
//!
//! It listens on a Unix socket in a folder of its own and on nothing else, so that no port is
//! taken and a process in another network namespace can reach it too. Whoever reaches the socket
//! is trusted; the folder is open to this machine's users, as `/tmp` is, and holds made-up data.
//! When the test process ends, in whatever way, the server ends and the folder is removed.
//! `CLEANCLAIM_TEST_POSTGRES` names a server to use instead; databases are made there and
//! dropped again.
//!
//! ```no_run
//! use testkit::postgres::Postgres;
//! let database = Postgres::shared()?.database()?;
//! println!("{}", database.url());
//! # Ok::<(), testkit::postgres::PostgresFault>(())
//! ```

mod server;

pub use server::{Durability, Server};

use crate::outside;
use crate::process::ProcessFault;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

/// The longest that a server's first answer is waited for.
pub(crate) const START: Duration = Duration::from_secs(60);

/// Why there is no PostgreSQL, or a statement failed.
#[derive(Debug, thiserror::Error)]
pub enum PostgresFault {
    /// A program of the server is missing; `outside::require("postgres")` says so beforehand.
    #[error("{0}")]
    Missing(String),
    /// A program ended with a fault.
    #[error("{program} failed: {message}")]
    Failed {
        /// The program.
        program: String,
        /// What it wrote.
        message: String,
    },
    /// The server did not start.
    #[error(transparent)]
    Process(#[from] ProcessFault),
    /// The server of this test process could not be started, when the first test asked for it.
    #[error("the shared PostgreSQL did not start: {0}")]
    Shared(String),
}

/// A server on which databases can be made: our own, or the one that the environment names.
#[derive(Debug)]
pub struct Postgres {
    // Held for its drop; a shared server ends with the process instead.
    server: Option<Server>,
    given: Option<String>,
}

/// A fresh database, dropped with this value.
#[derive(Debug)]
pub struct Database {
    name: String,
    url: String,
    admin: String,
}

impl Postgres {
    /// The server that all tests of this process share, started by the first who asks.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn shared() -> Result<&'static Self, PostgresFault> {
        static SHARED: OnceLock<Result<Postgres, String>> = OnceLock::new();
        let start = || Self::start(Durability::Full).map_err(|fault| fault.to_string());
        SHARED.get_or_init(start).as_ref().map_err(|why| PostgresFault::Shared(why.clone()))
    }

    /// The server that the environment names, else a new one of our own.
    ///
    /// # Errors
    /// Where it cannot be started.
    pub fn start(durability: Durability) -> Result<Self, PostgresFault> {
        match std::env::var(outside::POSTGRES_URL).ok().filter(|url| !url.is_empty()) {
            Some(given) => Ok(Self { server: None, given: Some(given) }),
            None => Ok(Self { server: Some(Server::start(durability)?), given: None }),
        }
    }

    /// A fresh, empty database.
    ///
    /// # Errors
    /// Where the server refuses.
    pub fn database(&self) -> Result<Database, PostgresFault> {
        static MADE: AtomicUsize = AtomicUsize::new(0);
        let number = MADE.fetch_add(1, Ordering::Relaxed);
        // A server given from outside may hold what a process of the same id left behind.
        let name = format!("cleanclaim_test_{}_{number}", std::process::id());
        let admin = self.url("postgres");
        psql(&admin, &format!("DROP DATABASE IF EXISTS {name}"))?;
        psql(&admin, &format!("CREATE DATABASE {name}"))?;
        Ok(Database { url: self.url(&name), name, admin })
    }

    fn url(&self, database: &str) -> String {
        match (&self.server, &self.given) {
            (Some(server), _) => server.url(database),
            (None, Some(given)) if database == "postgres" => given.clone(),
            (None, given) => with_database(given.as_deref().unwrap_or_default(), database),
        }
    }
}

impl Database {
    /// Its address for sqlx and psql.
    #[must_use]
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Runs statements with `psql` and gives what they answer: one line a row, fields apart by
    /// `|`. For checks from outside; the product's own statements stand in `store`.
    ///
    /// # Errors
    /// What the server says.
    pub fn psql(&self, statements: &str) -> Result<String, PostgresFault> {
        psql(&self.url, statements)
    }
}

impl Drop for Database {
    fn drop(&mut self) {
        // With the server gone there is nothing to drop.
        let _ = psql(&self.admin, &format!("DROP DATABASE {} WITH (FORCE)", self.name));
    }
}

/// The folder with `initdb`, `postgres` and `psql`.
pub(crate) fn programs() -> Result<PathBuf, PostgresFault> {
    outside::postgres_programs().map_err(PostgresFault::Missing)
}

/// What statements answer, by `psql`: one line a row, fields apart by `|`.
///
/// # Errors
/// What the server says, or that there is no `psql`.
pub fn psql(url: &str, statements: &str) -> Result<String, PostgresFault> {
    let program = programs().map(|folder| folder.join("psql")).or_else(|fault| {
        // With a server from outside, a client alone is enough.
        outside::program(&["psql"]).ok_or(fault)
    })?;
    let mut command = Command::new(program);
    command.args(["-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", url, "-c", statements]);
    answer(command)
}

/// What a program writes, or a fault with what it complained of.
pub(crate) fn answer(mut command: Command) -> Result<String, PostgresFault> {
    let program = command.get_program().to_string_lossy().into_owned();
    let fault = |message: String| PostgresFault::Failed { program, message };
    let output = match command.stdin(Stdio::null()).output() {
        Ok(output) => output,
        Err(why) => return Err(fault(why.to_string())),
    };
    if output.status.success() {
        return Ok(String::from_utf8_lossy(&output.stdout).into_owned());
    }
    Err(fault(String::from_utf8_lossy(&output.stderr).trim().to_owned()))
}

/// The same address with another database.
fn with_database(url: &str, database: &str) -> String {
    let (address, query) = url.split_once('?').map_or((url, None), |(a, q)| (a, Some(q)));
    let start = address.find("://").map_or(0, |at| at + 3);
    let path = address[start..].find('/').map_or(address.len(), |at| start + at);
    let query = query.map(|query| format!("?{query}")).unwrap_or_default();
    format!("{}/{database}{query}", &address[..path])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_database_of_an_address_is_replaced() {
        for (url, wanted) in [
            ("postgres://localhost", "postgres://localhost/x"),
            ("postgres://a:b@localhost:5433/old", "postgres://a:b@localhost:5433/x"),
            ("postgres://h/old?sslmode=disable", "postgres://h/x?sslmode=disable"),
            ("postgres:///old?host=/run/pg&user=a", "postgres:///x?host=/run/pg&user=a"),
        ] {
            assert_eq!(with_database(url, "x"), wanted);
        }
    }
}
