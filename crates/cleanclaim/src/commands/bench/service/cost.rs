//! What the process has used so far: processor time and memory, where the system tells.

use std::fs;
use std::time::{Duration, Instant};

/// Ticks of `/proc/self/stat` a second: USER_HZ, which is 100 on Linux for every program.
const TICKS: f64 = 100.0;

/// Wall time and processor time from one moment on.
pub struct Cost {
    began: Instant,
    cpu: f64,
}

impl Cost {
    /// From now on.
    pub fn begin() -> Cost {
        Cost { began: Instant::now(), cpu: cpu_seconds() }
    }

    /// Seconds that passed.
    pub fn seconds(&self) -> f64 {
        self.began.elapsed().as_secs_f64()
    }

    /// Seconds of processor time, user and system, of all threads.
    pub fn cpu(&self) -> f64 {
        cpu_seconds() - self.cpu
    }
}

/// Processor time of the process, in seconds; 0 where the system does not tell.
fn cpu_seconds() -> f64 {
    let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
    // The name of the program may hold spaces; what follows its bracket does not (proc(5)).
    let rest = stat.rsplit_once(')').map_or("", |(_, rest)| rest);
    let ticks = |field: usize| rest.split_whitespace().nth(field)?.parse::<f64>().ok();
    (ticks(11).unwrap_or(0.0) + ticks(12).unwrap_or(0.0)) / TICKS
}

/// Processor time of the calling thread: what a simulated user costs is not the service's.
pub fn of_this_thread() -> Duration {
    let stat = fs::read_to_string("/proc/thread-self/schedstat").unwrap_or_default();
    let nanos = stat.split_whitespace().next().and_then(|text| text.parse().ok()).unwrap_or(0);
    Duration::from_nanos(nanos)
}

/// Memory that the process holds now, in MiB.
pub fn memory() -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmRSS:")).unwrap_or_default();
    line.split_whitespace().nth(1).and_then(|kib| kib.parse::<f64>().ok()).unwrap_or(0.0) / 1024.0
}

/// How busy the machine was in the last minute, for the reader of the numbers.
pub fn load() -> String {
    let load = fs::read_to_string("/proc/loadavg").unwrap_or_default();
    load.split_whitespace().next().unwrap_or("unknown").to_owned()
}
