//! A server with a folder of its own, kept by a small shell that outlives this process by as
//! long as it takes to end the server and to remove the folder.

use super::{ProcessFault, STEP, dies_with_parent, tail};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin, Command, Stdio};
use std::time::{Duration, Instant};

/// The keeper. Its standard input is a pipe from the test process: when that ends, in whatever
/// way, the pipe closes, and the keeper ends the server's whole group and removes the folder.
/// A line `keep` before that leaves the folder in place.
const KEEPER: &str = r#"
trap : INT TERM HUP
folder=$1 signal=$2 keep=
shift 2
"$@" &
server=$!
while read -r word || [ $? -gt 128 ]; do keep=$word; done
kill -s "$signal" "$server" 2>/dev/null
( sleep 10; kill -s KILL "$server" 2>/dev/null ) &
late=$!
wait "$server"
kill "$late" 2>/dev/null
kill -s KILL -- "-$server" 2>/dev/null
[ "$keep" = keep ] || rm -rf -- "$folder"
"#;

/// The longest that the end of a server is waited for.
const END: Duration = Duration::from_secs(15);

/// The name of the file in the folder that takes what the server writes.
const LOG: &str = "log";

/// How a server is to be kept.
pub struct KeptCommand {
    /// The folder that is the server's own; removed at the end.
    pub folder: PathBuf,
    /// The signal that ends the server (`QUIT`, `TERM`, `KILL`).
    pub signal: &'static str,
    /// The options of `setpriv` with which the server runs as another user; may be empty.
    pub user: Vec<String>,
    /// The program and its arguments.
    pub line: Vec<String>,
}

/// A server that runs until this is dropped, or until the test process is gone.
#[derive(Debug)]
pub struct Kept {
    keeper: Child,
    input: Option<ChildStdin>,
    folder: PathBuf,
}

impl Kept {
    /// Starts a server under its keeper.
    ///
    /// # Errors
    /// Where the shell or the log cannot be opened.
    pub fn start(command: KeptCommand) -> Result<Self, ProcessFault> {
        let KeptCommand { folder, signal, user, line } = command;
        let fault = |source| ProcessFault::Start { program: line.join(" "), source };
        let log = std::fs::File::options()
            .create(true)
            .append(true)
            .open(folder.join(LOG))
            .map_err(fault)?;
        let mut shell = Command::new("sh");
        shell.args(["-c", KEEPER, "keeper"]).arg(&folder).arg(signal);
        // A session of its own, so that one signal reaches all that the server starts.
        shell.args(crate::outside::program(&["setsid"]));
        let mut prefix = dies_with_parent("KILL");
        if !prefix.is_empty() {
            prefix.extend(user);
            prefix.push("--".into());
        }
        shell.args(prefix).args(&line);
        // What the server leaves in its temporary folder goes with its own.
        shell.env("TMPDIR", &folder);
        shell.stdin(Stdio::piped()).stdout(log.try_clone().map_err(fault)?).stderr(log);
        own_group(&mut shell);
        let mut keeper = super::spawn(shell).map_err(fault)?;
        let input = keeper.stdin.take();
        Ok(Self { keeper, input, folder })
    }

    /// The server's folder.
    #[must_use]
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What the server wrote so far.
    #[must_use]
    pub fn log(&self) -> String {
        let bytes = std::fs::read(self.folder.join(LOG)).unwrap_or_default();
        String::from_utf8_lossy(&bytes).into_owned()
    }

    /// Asks `ready` until it answers, at most for `bound`.
    ///
    /// # Errors
    /// [`ProcessFault::Late`] with the end of the log.
    pub fn wait_until<T>(
        &self,
        what: &str,
        bound: Duration,
        mut ready: impl FnMut(&Self) -> Option<T>,
    ) -> Result<T, ProcessFault> {
        let start = Instant::now();
        loop {
            if let Some(answer) = ready(self) {
                return Ok(answer);
            }
            if start.elapsed() > bound {
                let written = tail(&self.log()).to_owned();
                return Err(ProcessFault::Late { what: what.into(), bound, written });
            }
            std::thread::sleep(STEP);
        }
    }

    /// Ends the server and leaves its folder, to be started on again.
    pub fn end_and_keep_folder(mut self) -> PathBuf {
        if let Some(input) = &mut self.input {
            // A keeper that is gone keeps nothing; the folder is still there then.
            let _ = input.write_all(b"keep\n");
        }
        self.end();
        self.folder.clone()
    }

    fn end(&mut self) {
        drop(self.input.take());
        let start = Instant::now();
        while start.elapsed() < END && matches!(self.keeper.try_wait(), Ok(None)) {
            std::thread::sleep(STEP);
        }
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        self.end();
    }
}

/// A key at the terminal that interrupts the tests must not reach the keeper, who cleans up.
fn own_group(shell: &mut Command) {
    use std::os::unix::process::CommandExt;
    shell.process_group(0);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sleeper() -> Kept {
        let folder = tempfile::tempdir().unwrap().keep();
        let line = ["sh", "-c", "echo ready; sleep 60 & wait"].map(String::from).to_vec();
        Kept::start(KeptCommand { folder, signal: "TERM", user: Vec::new(), line }).unwrap()
    }

    #[test]
    fn the_folder_goes_with_the_server() {
        let kept = sleeper();
        let said = |kept: &Kept| kept.log().contains("ready").then_some(());
        kept.wait_until("the word", Duration::from_secs(10), said).unwrap();
        let folder = kept.folder().to_owned();
        assert!(folder.is_dir());
        drop(kept);
        assert!(!folder.exists());
    }

    #[test]
    fn the_folder_may_stay() {
        let folder = sleeper().end_and_keep_folder();
        assert!(folder.is_dir());
        std::fs::remove_dir_all(folder).unwrap();
    }

    #[test]
    fn a_wait_is_bounded_and_shows_the_log() {
        let kept = sleeper();
        let said = |kept: &Kept| kept.log().contains("ready").then_some(());
        kept.wait_until("the word", Duration::from_secs(10), said).unwrap();
        let late = kept.wait_until("x", Duration::from_millis(50), |_| None::<()>).unwrap_err();
        assert!(late.to_string().contains("ready"), "{late}");
    }
}
