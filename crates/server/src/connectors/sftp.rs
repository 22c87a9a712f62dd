//! Files to and from a partner's machine by OpenSSH's `sftp` in batch mode.
//!
//! The program is the system's own: no SSH is built in. It runs without a shell and without the
//! site's or a person's configuration, with one key file, and only with a host whose key stands in
//! the file of known hosts. Names and paths are of a small alphabet, because they become lines of
//! a batch.

use serde::{Deserialize, Serialize};
use std::fs::{self, File};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// The longest that one batch may take.
const LONGEST: Duration = Duration::from_secs(300);

/// How often a running batch is looked at.
const LOOK: Duration = Duration::from_millis(50);

/// The most of its output that is read, in bytes.
const MOST_OUTPUT: u64 = 4 << 20;

/// Files that are fetched at a time.
const MOST_FILES: usize = 50;

/// Longest name of a file on either machine.
const LONGEST_NAME: usize = 150;

/// How to reach the partner's machine.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Sftp {
    /// Its name or address.
    pub host: String,
    /// Its port.
    pub port: u16,
    /// Our name there.
    pub user: String,
    /// The file of our private key on this machine.
    pub key: PathBuf,
    /// The file in which the host's public key stands, as OpenSSH writes it.
    pub known_hosts: PathBuf,
    /// The folder there for what leaves.
    pub out: String,
    /// The folder there with what comes.
    pub inbox: String,
    /// The folder there to which files are moved that were fetched.
    pub archive: String,
}

/// Why a batch failed.
#[derive(Debug, thiserror::Error)]
pub enum SftpFault {
    /// A name or path that is not written into a batch.
    #[error("`{0}` is no name or path that is sent to a partner's machine")]
    Name(String),
    /// The program is not there or cannot be run.
    #[error("sftp cannot be run: {0}")]
    Program(#[from] std::io::Error),
    /// It took too long.
    #[error("{0} did not answer in time")]
    Slow(String),
    /// It failed.
    #[error("sftp to {host}: {said}")]
    Failed {
        /// The machine.
        host: String,
        /// What it said.
        said: String,
    },
}

/// Whether a name may stand in a batch: no blank, no quote, no sign of a pattern, nothing that
/// begins like an option or a hidden file.
pub(super) fn is_plain(name: &str) -> bool {
    let inside = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-' | '+' | '=');
    (1..=LONGEST_NAME).contains(&name.len())
        && name.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '_')
        && name.chars().all(inside)
}

/// As [`is_plain`], for a path of such names.
pub(super) fn is_plain_path(path: &str) -> bool {
    let rest = path.strip_prefix('/').unwrap_or(path);
    (path == "." || !rest.is_empty() && rest.split('/').all(is_plain)) && path.len() <= 500
}

/// Puts a file into the partner's folder: under a name that is read by nobody, then renamed.
///
/// # Errors
/// Why it is not there.
pub fn upload(sftp: &Sftp, file: &Path) -> Result<(), SftpFault> {
    let name = file.file_name().and_then(|name| name.to_str()).unwrap_or_default();
    let local = local(file)?;
    if !is_plain(name) {
        return Err(SftpFault::Name(name.to_owned()));
    }
    let out = folder(&sftp.out)?;
    run(sftp, &format!("put {local} {out}/.{name}.part\nrename {out}/.{name}.part {out}/{name}\n"))
        .map(drop)
}

/// Fetches what lies in the partner's folder into a folder here, a few files at a time, and moves
/// each that is here to the partner's archive. A file is here, whole and durable, before it is
/// moved there; after a crash between the two it is fetched again, and its bytes tell that it came
/// before. How many were fetched.
///
/// # Errors
/// Why nothing more was fetched.
pub fn collect(sftp: &Sftp, into: &Path) -> Result<usize, SftpFault> {
    let (inbox, archive) = (folder(&sftp.inbox)?, folder(&sftp.archive)?);
    let listed = run(sftp, &format!("ls -1 {inbox}\n"))?;
    let mut names: Vec<&str> = listed
        .lines()
        .filter(|line| !line.starts_with("sftp>"))
        .filter_map(|line| line.trim().rsplit('/').next())
        .filter(|name| is_plain(name) && *name != sftp.archive.rsplit('/').next().unwrap_or(""))
        .collect();
    names.sort_unstable();
    names.dedup();
    names.truncate(MOST_FILES);
    let mut fetched = 0;
    for name in names {
        let draft = into.join(format!(".{name}.{}", std::process::id()));
        let from = format!("{inbox}/{name}");
        if let Err(fault) = run(sftp, &format!("get {from} {}\n", local(&draft)?)) {
            // A folder, or a file that its owner took back: the others are fetched all the same.
            let _ = fs::remove_file(&draft);
            tracing::warn!(name, fault = %fault, "a file was not fetched");
            continue;
        }
        keep(&draft, into, name)?;
        fetched += 1;
        put_away(sftp, &from, &format!("{archive}/{name}"))?;
    }
    Ok(fetched)
}

/// Moves a file there that is here. A file of that name may lie in the archive; it keeps its own.
fn put_away(sftp: &Sftp, from: &str, to: &str) -> Result<(), SftpFault> {
    let mut moved = run(sftp, &format!("rename {from} {to}\n"));
    for number in 2..10 {
        if moved.is_ok() {
            break;
        }
        moved = run(sftp, &format!("rename {from} {to}.{number}\n"));
    }
    moved.map(drop)
}

/// The draft gets its name; a file of that name that waits is not written over.
fn keep(draft: &Path, into: &Path, name: &str) -> Result<(), SftpFault> {
    File::open(draft)?.sync_all()?;
    let mut path = into.join(name);
    for number in 2..1_000 {
        if !path.exists() {
            break;
        }
        path = into.join(format!("{name}.{number}"));
    }
    fs::rename(draft, &path)?;
    File::open(into)?.sync_all()?;
    Ok(())
}

fn folder(path: &str) -> Result<&str, SftpFault> {
    let path = path.trim_end_matches('/');
    if is_plain_path(path) { Ok(path) } else { Err(SftpFault::Name(path.to_owned())) }
}

/// A path of this machine as a batch takes it.
fn local(path: &Path) -> Result<String, SftpFault> {
    let text = path.to_str().unwrap_or_default();
    let odd = |c: char| c.is_control() || matches!(c, '"' | '\\' | '*' | '?' | '[' | ']');
    if text.is_empty() || text.chars().any(odd) {
        return Err(SftpFault::Name(path.display().to_string()));
    }
    Ok(format!("\"{text}\""))
}

/// Runs one batch and answers what it printed.
fn run(sftp: &Sftp, batch: &str) -> Result<String, SftpFault> {
    let known = sftp.known_hosts.to_str().unwrap_or_default();
    let mut child = Command::new("sftp")
        .args(["-b", "-", "-F", "/dev/null", "-P", &sftp.port.to_string(), "-i"])
        .arg(&sftp.key)
        .args(OPTIONS.iter().flat_map(|option| ["-o", option]))
        .args(["-o", &format!("UserKnownHostsFile={known}")])
        .args(["--", &format!("{}@{}", sftp.user, sftp.host)])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        // A program that ended already says why by itself.
        let _ = stdin.write_all(batch.as_bytes());
    }
    let out = reader(child.stdout.take());
    let err = reader(child.stderr.take());
    let Some(good) = wait(&mut child)? else {
        return Err(SftpFault::Slow(sftp.host.clone()));
    };
    let printed = out.join().unwrap_or_default();
    if good {
        return Ok(printed);
    }
    let said = err.join().unwrap_or_default();
    let lines: Vec<&str> = said.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
    let said: String = lines.join("; ").chars().filter(|c| !c.is_control()).take(400).collect();
    Err(SftpFault::Failed { host: sftp.host.clone(), said })
}

/// What the program is told of its own: one key, no question to anybody, only hosts that are
/// known, and no endless wait.
const OPTIONS: [&str; 10] = [
    "BatchMode=yes",
    "IdentitiesOnly=yes",
    "StrictHostKeyChecking=yes",
    "GlobalKnownHostsFile=/dev/null",
    "PreferredAuthentications=publickey",
    "ConnectTimeout=15",
    "ServerAliveInterval=10",
    "ServerAliveCountMax=3",
    "ForwardAgent=no",
    "ClearAllForwardings=yes",
];

fn reader(from: Option<impl Read + Send + 'static>) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let mut bytes = Vec::new();
        if let Some(from) = from {
            // What cannot be read is not told; the exit code tells whether it went well.
            let _ = from.take(MOST_OUTPUT).read_to_end(&mut bytes);
        }
        String::from_utf8_lossy(&bytes).into_owned()
    })
}

/// Whether it went well; `None` when it took too long and was ended.
fn wait(child: &mut Child) -> Result<Option<bool>, SftpFault> {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait()? {
            return Ok(Some(status.success()));
        }
        if begun.elapsed() > LONGEST {
            child.kill()?;
            child.wait()?;
            return Ok(None);
        }
        std::thread::sleep(LOOK);
    }
}

#[cfg(test)]
mod tests {
    use super::{is_plain, is_plain_path};

    #[test]
    fn nothing_but_plain_names_becomes_a_line_of_a_batch() {
        for good in ["a.835", "ERA_2026-06.835", "x"] {
            assert!(is_plain(good), "{good}");
        }
        for bad in ["", ".hidden", "-rf", "a b", "a\nrm b", "a;b", "a*", "a\"b", "../x", "é"] {
            assert!(!is_plain(bad), "{bad}");
        }
        for good in ["/out", "out/claims", "."] {
            assert!(is_plain_path(good), "{good}");
        }
        for bad in ["", "/", "out//x", "/out/../etc", "out/ x", "~/x"] {
            assert!(!is_plain_path(bad), "{bad}");
        }
    }
}
