//! One PostgreSQL server of our own: its folder, its start, its stop.

use super::{PostgresFault, START, answer, programs, psql};
use crate::outside;
use crate::process::{Kept, KeptCommand};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The name of the database's owner; nobody else has a role there.
const ROLE: &str = "cleanclaim";

/// How many connections the server takes; several workers with pools of their own, for each test.
const CONNECTIONS: &str = "200";

/// Whether a commit waits for the disk.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// It does, as a site's server does: what kill tests and measurements need.
    #[default]
    Full,
    /// It does not: quicker, for tests that say nothing of crashes.
    Off,
}

/// A server, ended and removed with this value. Most tests want [`super::Postgres::shared`];
/// this is for those that stop the database under a running service.
#[derive(Debug)]
pub struct Server {
    kept: Option<Kept>,
    folder: PathBuf,
    durability: Durability,
}

impl Server {
    /// Makes a data folder and starts a server on it.
    ///
    /// # Errors
    /// Where a program is missing, or the server does not answer in time.
    pub fn start(durability: Durability) -> Result<Self, PostgresFault> {
        let programs = programs()?;
        let folder = tempfile::Builder::new()
            .prefix("cleanclaim-pg-")
            .tempdir()
            .map_err(|why| failed("a temporary folder", &why))?;
        prepare(folder.path())?;
        let mut initdb = as_owner(&programs.join("initdb"));
        initdb.arg("-D").arg(folder.path().join("data"));
        initdb.args(["-U", ROLE, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]);
        initdb.current_dir(folder.path());
        answer(initdb)?;
        // From here the keeper removes the folder.
        let folder = folder.keep();
        let mut server = Self { kept: None, folder, durability };
        server.start_again()?;
        Ok(server)
    }

    /// Stops the server at once, as a machine that loses power would, and keeps its data.
    pub fn stop(&mut self) {
        if let Some(kept) = self.kept.take() {
            kept.end_and_keep_folder();
        }
    }

    /// Starts the server again on its data; does nothing where it runs.
    ///
    /// # Errors
    /// Where it does not answer in time.
    pub fn start_again(&mut self) -> Result<(), PostgresFault> {
        if self.kept.is_some() {
            return Ok(());
        }
        let kept = Kept::start(KeptCommand {
            folder: self.folder.clone(),
            signal: "QUIT",
            user: user_options(),
            line: self.line()?,
        })?;
        let url = self.url("postgres");
        let answers = |_: &Kept| psql(&url, "SELECT 1").ok();
        kept.wait_until("an answer of PostgreSQL", START, answers)?;
        self.kept = Some(kept);
        Ok(())
    }

    /// The address of one of its databases, for sqlx and psql. The host stands in the query, for
    /// a path has no place in a URL's authority.
    #[must_use]
    pub fn url(&self, database: &str) -> String {
        let socket = socket_folder(&self.folder);
        format!("postgres:///{database}?host={}&user={ROLE}", socket.display())
    }

    fn line(&self) -> Result<Vec<String>, PostgresFault> {
        let path = |path: PathBuf| path.display().to_string();
        let sockets = format!("unix_socket_directories={}", path(socket_folder(&self.folder)));
        let (connections, durable) = (
            format!("max_connections={CONNECTIONS}"),
            if self.durability == Durability::Full { "on" } else { "off" },
        );
        let mut line = vec![path(programs()?.join("postgres"))];
        line.extend(["-D".into(), path(self.folder.join("data"))]);
        for setting in [
            "listen_addresses=",
            &sockets,
            "unix_socket_permissions=0777",
            &connections,
            &format!("fsync={durable}"),
            &format!("synchronous_commit={durable}"),
            &format!("full_page_writes={durable}"),
            // The shared memory of a killed server goes with its processes.
            "dynamic_shared_memory_type=posix",
            "shared_buffers=64MB",
        ] {
            line.extend(["-c".into(), setting.to_owned()]);
        }
        Ok(line)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.kept.take().is_none() {
            // Stopped with its data kept: nobody else removes them. A leftover harms nobody.
            let _ = std::fs::remove_dir_all(&self.folder);
        }
    }
}

fn socket_folder(folder: &Path) -> PathBuf {
    folder.join("socket")
}

fn failed(program: &str, why: &std::io::Error) -> PostgresFault {
    PostgresFault::Failed { program: program.to_owned(), message: why.to_string() }
}

/// Makes the folders and gives them to the server's user. `initdb` wants to make `data` itself.
fn prepare(folder: &Path) -> Result<(), PostgresFault> {
    let fault = |why: std::io::Error| failed(&folder.display().to_string(), &why);
    let socket = socket_folder(folder);
    std::fs::create_dir(&socket).map_err(fault)?;
    for place in [folder, &socket] {
        std::fs::set_permissions(place, std::fs::Permissions::from_mode(0o755)).map_err(fault)?;
        if let Some(user) = outside::server_user() {
            std::os::unix::fs::chown(place, Some(user.id), Some(user.group)).map_err(fault)?;
        }
    }
    Ok(())
}

/// The options of `setpriv` that turn root into the server's user; empty where we are not root.
fn user_options() -> Vec<String> {
    let Some(user) = outside::server_user() else { return Vec::new() };
    let ids = [format!("--reuid={}", user.id), format!("--regid={}", user.group)];
    ids.into_iter().chain(["--clear-groups".to_owned()]).collect()
}

/// A program as the server's user: PostgreSQL refuses to run as root.
fn as_owner(program: &Path) -> Command {
    let options = user_options();
    if options.is_empty() {
        return Command::new(program);
    }
    let mut command = Command::new("setpriv");
    command.args(options).arg("--").arg(program);
    command
}
