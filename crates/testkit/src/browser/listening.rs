//! The start of the driver: a process that listens, and its port.
//!
//! `--port=0` is a race that chromedriver can lose: it binds IPv6 to a port the system chooses,
//! then IPv4 to the same number, which another connection of this machine may hold by then. It
//! ends where it loses; another one chooses another port.

use crate::process::{Kept, KeptCommand, ProcessFault, find};
use std::time::Duration;

/// The longest that a driver may take to start, on a machine that builds meanwhile.
const START: Duration = Duration::from_secs(60);

/// How many drivers are started until one of them listens.
const TRIES: usize = 8;

/// What the driver writes when it listens; the port follows.
const LISTENS: &str = "started successfully on port ";

/// What it writes before it ends for want of a port.
const NO_PORT: &str = "port not available. Exiting";

/// A driver that listens, and the port.
pub(super) fn driver() -> Result<(Kept, u16), ProcessFault> {
    let program = find("chromedriver")?;
    first_with_a_port(|| vec![program.display().to_string(), "--port=0".into()])
}

/// The first of the processes that listens; each has a folder of its own.
fn first_with_a_port(mut line: impl FnMut() -> Vec<String>) -> Result<(Kept, u16), ProcessFault> {
    let mut left = TRIES;
    loop {
        left -= 1;
        let kept = started(line())?;
        let came = kept.wait_until("the start of chromedriver", START, |kept| {
            let log = kept.log();
            if log.contains(NO_PORT) {
                return Some(None);
            }
            let after = log.split(LISTENS).nth(1)?;
            after.split_once('.')?.0.parse::<u16>().ok().map(Some)
        })?;
        match came {
            Some(port) => return Ok((kept, port)),
            None if left > 0 => {}
            None => return Err(ProcessFault::NoPort { tries: TRIES, written: kept.log() }),
        }
    }
}

fn started(line: Vec<String>) -> Result<Kept, ProcessFault> {
    let fault = |source| ProcessFault::Start { program: "a temporary folder".into(), source };
    let folder = tempfile::Builder::new().prefix("cleanclaim-browser-").tempdir().map_err(fault)?;
    Kept::start(KeptCommand { folder: folder.keep(), signal: "TERM", user: Vec::new(), line })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// As version 156 writes it.
    const LOST: &str = "Starting ChromeDriver 156.0.8078.79 on port 0
[1795444033.736][SEVERE]: bind() failed: Address already in use (98)
IPv4 port not available. Exiting...";

    fn saying(words: &str) -> Vec<String> {
        let says = format!("echo '{words}'; sleep 60 & wait");
        ["sh", "-c", &says].map(String::from).to_vec()
    }

    #[test]
    fn a_driver_that_found_no_port_is_followed_by_another() {
        let mut started = 0;
        let came = first_with_a_port(|| {
            started += 1;
            let words = "ChromeDriver was started successfully on port 4711.";
            saying(if started < 3 { LOST } else { words })
        });
        assert_eq!(came.unwrap().1, 4711);
        assert_eq!(started, 3);
    }

    #[test]
    fn a_machine_without_ports_is_told() {
        let fault = first_with_a_port(|| saying(LOST)).unwrap_err().to_string();
        assert!(fault.contains("8 times") && fault.contains("bind() failed"), "{fault}");
    }
}
