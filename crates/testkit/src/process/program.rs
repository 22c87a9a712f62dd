//! A program under test: started, watched, killed.

use super::{ProcessFault, STEP, dies_with_parent, network, tail};
use std::ffi::OsString;
use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, ToSocketAddrs};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

/// Of each stream this much is kept, the newest; a server that talks for hours fills no memory.
const KEPT_BYTES: usize = 4 << 20;

/// One attempt to reach an address takes at most this long.
const ATTEMPT: Duration = Duration::from_secs(2);

/// The longest that a killed program is waited for; a kernel that takes longer is a fault.
const DEATH: Duration = Duration::from_secs(10);

/// A program to start.
#[derive(Clone, Debug)]
pub struct Program {
    path: PathBuf,
    arguments: Vec<OsString>,
    variables: Vec<(OsString, OsString)>,
    folder: Option<PathBuf>,
    own_network: bool,
}

/// A program that runs; killed when this is dropped, and when the test process is gone.
#[derive(Debug)]
pub struct Running {
    child: Child,
    status: Option<ExitStatus>,
    stdout: Stream,
    stderr: Stream,
}

#[derive(Debug)]
struct Stream {
    text: Arc<Mutex<Vec<u8>>>,
    reader: Option<JoinHandle<()>>,
}

impl Program {
    /// A program by its path: of the crate's own binary `env!("CARGO_BIN_EXE_cleanclaim")`.
    #[must_use]
    pub fn new(path: impl AsRef<Path>) -> Self {
        Self {
            path: path.as_ref().to_owned(),
            arguments: Vec::new(),
            variables: Vec::new(),
            folder: None,
            own_network: false,
        }
    }

    /// Adds arguments.
    #[must_use]
    pub fn args<I: IntoIterator<Item = S>, S: Into<OsString>>(mut self, arguments: I) -> Self {
        self.arguments.extend(arguments.into_iter().map(Into::into));
        self
    }

    /// Sets an environment variable.
    #[must_use]
    pub fn env(mut self, name: impl Into<OsString>, value: impl Into<OsString>) -> Self {
        self.variables.push((name.into(), value.into()));
        self
    }

    /// The folder in which it runs.
    #[must_use]
    pub fn folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folder = Some(folder.into());
        self
    }

    /// Runs it in a network namespace of its own; its database must then be reached by a Unix
    /// socket, as [`crate::postgres::Postgres`] offers. Ask `outside::require("netns")` first.
    #[must_use]
    pub fn own_network(mut self) -> Self {
        self.own_network = true;
        self
    }

    /// Starts it.
    ///
    /// # Errors
    /// Where it cannot be started, or a network of its own is asked for and cannot be made.
    pub fn start(&self) -> Result<Running, ProcessFault> {
        let mut line: Vec<OsString> =
            dies_with_parent("KILL").into_iter().map(OsString::from).collect();
        if self.own_network {
            let missing = || ProcessFault::Missing("a network namespace (unshare -n)".into());
            line.extend(network::own_network().ok_or_else(missing)?.into_iter().map(Into::into));
        }
        line.push(self.path.clone().into());
        let mut command = Command::new(&line[0]);
        command.args(&line[1..]).args(&self.arguments);
        command.envs(self.variables.iter().map(|(name, value)| (name, value)));
        if let Some(folder) = &self.folder {
            command.current_dir(folder);
        }
        command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let fault =
            |source| ProcessFault::Start { program: self.path.display().to_string(), source };
        let mut child = super::spawn(command).map_err(fault)?;
        let stdout = Stream::read(child.stdout.take());
        let stderr = Stream::read(child.stderr.take());
        Ok(Running { child, status: None, stdout, stderr })
    }
}

impl Running {
    /// Its process id.
    #[must_use]
    pub fn pid(&self) -> u32 {
        self.child.id()
    }

    /// What it wrote to standard output so far; after its end, all of it.
    #[must_use]
    pub fn stdout(&self) -> String {
        self.stdout.text()
    }

    /// What it wrote to standard error so far; after its end, all of it.
    #[must_use]
    pub fn stderr(&self) -> String {
        self.stderr.text()
    }

    /// The status with which it ended, when it has.
    pub fn ended(&mut self) -> Option<ExitStatus> {
        if self.status.is_none() {
            self.status = self.child.try_wait().ok().flatten();
            if self.status.is_some() {
                self.stdout.finish();
                self.stderr.finish();
            }
        }
        self.status
    }

    /// Waits until it writes a line that holds `words`, on either stream; gives that line.
    ///
    /// # Errors
    /// Where it ends before, or does not in time.
    pub fn wait_for_line(&mut self, words: &str, bound: Duration) -> Result<String, ProcessFault> {
        self.wait(&format!("the line `{words}`"), bound, |running| {
            let whole = |text: String| {
                let end = text.rfind('\n').map_or(0, |at| at + 1);
                text[..end].lines().find(|line| line.contains(words)).map(str::to_owned)
            };
            whole(running.stdout()).or_else(|| whole(running.stderr()))
        })
    }

    /// Waits until `GET` of an `http://` address answers with a status below 400.
    ///
    /// # Errors
    /// Where the program ends before, or does not in time.
    pub fn wait_for_url(&mut self, url: &str, bound: Duration) -> Result<(), ProcessFault> {
        self.wait(&format!("an answer of {url}"), bound, |_| answers(url).then_some(()))
    }

    /// Waits until it ends.
    ///
    /// # Errors
    /// Where it does not in time; it goes on then.
    pub fn wait_for_end(&mut self, bound: Duration) -> Result<ExitStatus, ProcessFault> {
        let start = Instant::now();
        loop {
            if let Some(status) = self.ended() {
                return Ok(status);
            }
            if start.elapsed() > bound {
                return Err(self.late("its end", bound));
            }
            std::thread::sleep(STEP);
        }
    }

    /// `kill -9`: it gets no chance to tidy up. The pipes are read to their end.
    ///
    /// # Errors
    /// Where the system refuses.
    pub fn kill(&mut self) -> Result<ExitStatus, ProcessFault> {
        if let Some(status) = self.ended() {
            return Ok(status);
        }
        self.child
            .kill()
            .map_err(|source| ProcessFault::Start { program: "SIGKILL".into(), source })?;
        self.wait_for_end(DEATH)
    }

    /// Sends a signal by its name (`TERM`, `STOP`, `CONT`).
    ///
    /// # Errors
    /// Where there is no `kill`, or it refuses.
    pub fn signal(&self, name: &str) -> Result<(), ProcessFault> {
        let fault = |source| ProcessFault::Start { program: format!("kill -s {name}"), source };
        // The shell's own `kill` is everywhere; the program is in a package of its own.
        let pid = self.pid().to_string();
        let mut shell = Command::new("sh");
        let sent = shell.args(["-c", r#"kill -s "$1" "$2""#, "sh", name, &pid]).status();
        match sent.map_err(fault)?.success() {
            true => Ok(()),
            false => Err(fault(std::io::Error::other("refused"))),
        }
    }

    fn wait<T>(
        &mut self,
        what: &str,
        bound: Duration,
        mut ready: impl FnMut(&Self) -> Option<T>,
    ) -> Result<T, ProcessFault> {
        let start = Instant::now();
        loop {
            // Asked before `ready`: a last line written just before the end still counts.
            let ended = self.ended();
            if let Some(answer) = ready(self) {
                return Ok(answer);
            }
            if let Some(status) = ended {
                let (what, status) = (what.to_owned(), status.to_string());
                return Err(ProcessFault::Ended { what, status, written: self.written() });
            }
            if start.elapsed() > bound {
                return Err(self.late(what, bound));
            }
            std::thread::sleep(STEP);
        }
    }

    fn late(&self, what: &str, bound: Duration) -> ProcessFault {
        ProcessFault::Late { what: what.to_owned(), bound, written: self.written() }
    }

    fn written(&self) -> String {
        format!("{}{}", tail(&self.stdout()), tail(&self.stderr()))
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        // Nothing can be done in a drop where even SIGKILL fails; PR_SET_PDEATHSIG remains.
        let _ = self.kill();
    }
}

impl Stream {
    fn read(pipe: Option<impl Read + Send + 'static>) -> Self {
        let text = Arc::new(Mutex::new(Vec::new()));
        let sink = Arc::clone(&text);
        let reader = pipe.map(|mut pipe| {
            std::thread::spawn(move || {
                let mut block = [0; 8192];
                while let Ok(read @ 1..) = pipe.read(&mut block) {
                    let mut text = sink.lock().unwrap_or_else(PoisonError::into_inner);
                    text.extend_from_slice(&block[..read]);
                    let over = text.len().saturating_sub(KEPT_BYTES);
                    text.drain(..over);
                }
            })
        });
        Self { text, reader }
    }

    fn text(&self) -> String {
        let text = self.text.lock().unwrap_or_else(PoisonError::into_inner);
        String::from_utf8_lossy(&text).into_owned()
    }

    /// Waits for the end of the pipe, but not for a grandchild that holds it open.
    fn finish(&mut self) {
        let start = Instant::now();
        let Some(reader) = self.reader.take() else { return };
        while !reader.is_finished() && start.elapsed() < ATTEMPT {
            std::thread::sleep(STEP);
        }
    }
}

/// Whether an `http://` address answers with a status below 400.
fn answers(url: &str) -> bool {
    let Some(rest) = url.strip_prefix("http://") else { return false };
    let (authority, path) = rest.split_once('/').unwrap_or((rest, ""));
    let Ok(mut addresses) = authority.to_socket_addrs() else { return false };
    addresses.any(|address| status(address, authority, path).is_some_and(|code| code < 400))
}

fn status(address: SocketAddr, authority: &str, path: &str) -> Option<u16> {
    let mut stream = TcpStream::connect_timeout(&address, ATTEMPT).ok()?;
    stream.set_read_timeout(Some(ATTEMPT)).ok()?;
    write!(stream, "GET /{path} HTTP/1.1\r\nHost: {authority}\r\nConnection: close\r\n\r\n")
        .ok()?;
    let mut start = [0; 12];
    stream.read_exact(&mut start).ok()?;
    std::str::from_utf8(&start).ok()?.strip_prefix("HTTP/1.1 ")?.parse().ok()
}

#[cfg(test)]
#[path = "program_tests.rs"]
mod tests;
