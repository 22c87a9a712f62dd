//! Programs that a test starts: none of them outlives the test, however it ends.
//!
//! Two kinds. [`kept::Kept`] is a server that many tests share and that owns a folder
//! (PostgreSQL, chromedriver): a small shell keeps it, and ends it and removes the folder when
//! this process is gone, even by `kill -9`. [`Program`] is a program under test: its process id
//! is its own, so that a test can kill it at a chosen moment and read what it wrote.

mod kept;
mod network;
mod program;

pub use kept::{Kept, KeptCommand};
pub use program::{Program, Running};

use std::io;
use std::process::{Child, Command};
use std::sync::{OnceLock, mpsc};
use std::time::Duration;

/// How long one step of a wait sleeps.
pub(crate) const STEP: Duration = Duration::from_millis(20);

/// What a program wrote is cut after this many bytes from its end when it is shown in a fault.
pub(crate) const SHOWN_BYTES: usize = 4000;

/// A program could not be started, or did not do what the test waits for.
#[derive(Debug, thiserror::Error)]
pub enum ProcessFault {
    /// The operating system refused.
    #[error("{program}: {source}")]
    Start {
        /// What was to be started.
        program: String,
        /// Why not.
        source: io::Error,
    },
    /// It is not on this machine.
    #[error("{0} is not on the PATH")]
    Missing(String),
    /// It did not come so far in the time given.
    #[error("{what} did not happen within {bound:?}; it wrote:\n{written}")]
    Late {
        /// What the test waits for.
        what: String,
        /// How long it waited.
        bound: Duration,
        /// The end of what the program wrote.
        written: String,
    },
    /// It found no port to listen on, however often it was started.
    #[error("it was started {tries} times and found no port; the last time it wrote:\n{written}")]
    NoPort {
        /// How often.
        tries: usize,
        /// What it wrote.
        written: String,
    },
    /// It ended before that.
    #[error("{what} did not happen: the program ended with {status}; it wrote:\n{written}")]
    Ended {
        /// What the test waits for.
        what: String,
        /// The status with which it ended.
        status: String,
        /// The end of what it wrote.
        written: String,
    },
}

/// The command line in front of a program by which it dies with whoever started it; empty
/// where `setpriv` (util-linux) is missing.
pub(crate) fn dies_with_parent(signal: &str) -> Vec<String> {
    match crate::outside::program(&["setpriv"]) {
        Some(setpriv) => {
            vec![setpriv.display().to_string(), "--pdeathsig".into(), signal.to_owned()]
        }
        None => Vec::new(),
    }
}

/// A program on the PATH, or a fault that says which one is missing.
#[cfg(feature = "browser")]
pub(crate) fn find(name: &str) -> Result<std::path::PathBuf, ProcessFault> {
    crate::outside::program(&[name]).ok_or_else(|| ProcessFault::Missing(name.to_owned()))
}

type Order = (Command, mpsc::Sender<io::Result<Child>>);

/// Starts a program from a thread that lives as long as this process.
///
/// Linux sends the signal of `PR_SET_PDEATHSIG` when the *thread* that started the child ends
/// (prctl(2)); a test's own thread ends with the test, and would take a shared server with it.
pub(crate) fn spawn(command: Command) -> io::Result<Child> {
    static NURSERY: OnceLock<mpsc::Sender<Order>> = OnceLock::new();
    let nursery = NURSERY.get_or_init(|| {
        let (orders, inbox) = mpsc::channel::<Order>();
        std::thread::spawn(move || {
            for (mut command, answer) in inbox {
                // A test that stopped waiting has no use for the child: it is dropped unkept.
                let _ = answer.send(command.spawn());
            }
        });
        orders
    });
    let gone = || io::Error::other("the thread that starts programs is gone");
    let (answer, child) = mpsc::channel();
    nursery.send((command, answer)).map_err(|_| gone())?;
    child.recv().map_err(|_| gone())?
}

/// The end of a text, on a character's border.
pub(crate) fn tail(text: &str) -> &str {
    let mut from = text.len().saturating_sub(SHOWN_BYTES);
    while !text.is_char_boundary(from) {
        from += 1;
    }
    &text[from..]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tail_is_cut_on_a_border() {
        assert_eq!(tail("short"), "short");
        let long = format!("{}é{}", "a".repeat(10), "b".repeat(SHOWN_BYTES - 1));
        assert_eq!(tail(&long), "b".repeat(SHOWN_BYTES - 1), "half of é is left out");
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_child_outlives_the_thread_that_asked_for_it() {
        let mut line = dies_with_parent("KILL");
        line.extend(["sleep".into(), "60".into()]);
        let mut child = std::thread::spawn(move || {
            let mut command = Command::new(&line[0]);
            command.args(&line[1..]);
            spawn(command).unwrap()
        })
        .join()
        .unwrap();
        std::thread::sleep(Duration::from_millis(200));
        assert!(child.try_wait().unwrap().is_none(), "still running");
        child.kill().unwrap();
        child.wait().unwrap();
    }
}
