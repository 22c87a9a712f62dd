//! `cleanclaim code` through the built binary, as a user runs it: the JSON contract, the bytes
//! of two runs, every way to name a chart, what people read, and bad input.
//!
//! Every test works in a fresh folder, with an empty data folder of its own.

mod bundle;
mod contract;
mod explain;
mod faults;
mod hostile;
mod inputs;
mod people;
mod same_bytes;
mod shape;

use serde_json::Value;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

/// A note with a coded diagnosis, a denied one, a relative's, a past and an uncertain one.
pub const NOTE: &str = "\
CHIEF COMPLAINT: cough and wheeze

HISTORY: Patient denies chest pain. No fever. Mother had breast cancer. He had appendicitis
as a child.

ASSESSMENT AND PLAN:
1. Probable pneumonia. Start azithromycin.
2. Type 2 diabetes mellitus with diabetic chronic kidney disease, CKD stage 3a. Continue
   metformin.
3. Hypothyroidism, levothyroxine refilled.
";

/// A folder to work in.
pub struct Desk {
    folder: TempDir,
}

/// What a run answered.
pub struct Answer {
    /// The exit code.
    pub exit: i32,
    /// Standard output.
    pub out: String,
    /// Standard error.
    pub errors: String,
}

impl Default for Desk {
    fn default() -> Desk {
        Desk::new()
    }
}

impl Desk {
    /// An empty folder that goes with the test.
    pub fn new() -> Desk {
        Desk { folder: tempfile::tempdir().expect("a folder to work in") }
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, and the folders it stands in; `name` is what the command is given.
    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> PathBuf {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a file has a folder")).expect("a folder");
        std::fs::write(&path, bytes).expect("the file is written");
        path
    }

    /// The binary in this folder, with the data folder `data`.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cleanclaim"));
        command.args(arguments).args(["--data", "data"]).current_dir(self.path());
        command.env_remove("CLEANCLAIM_DATA").stdin(Stdio::null());
        command
    }

    /// Runs the binary.
    pub fn run(&self, arguments: &[&str]) -> Answer {
        answer(self.command(arguments).output().expect("the binary runs"), arguments)
    }

    /// Runs the binary with something on standard input.
    pub fn run_with_input(&self, arguments: &[&str], input: &[u8]) -> Answer {
        let mut command = self.command(arguments);
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        let mut child = command.spawn().expect("the binary starts");
        child.stdin.take().expect("piped").write_all(input).expect("the input is taken");
        answer(child.wait_with_output().expect("the binary ends"), arguments)
    }

    /// `code … --format json`, every chart of which must be coded.
    pub fn code(&self, arguments: &[&str]) -> Answer {
        let answer = self.code_some(arguments);
        assert_eq!(answer.exit, 0, "{arguments:?}: {}", answer.errors);
        answer
    }

    /// `code … --format json`.
    pub fn code_some(&self, arguments: &[&str]) -> Answer {
        self.run(&[&["code", "--format", "json"], arguments].concat())
    }

    /// The one chart of `code … --format json`.
    pub fn one(&self, arguments: &[&str]) -> Value {
        self.code(arguments).one()
    }
}

fn answer(output: std::process::Output, arguments: &[&str]) -> Answer {
    let errors = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!errors.contains("panicked"), "{arguments:?}: {errors}");
    let exit = output.status.code().expect("the binary is not killed");
    assert!(matches!(exit, 0..=2), "{arguments:?}: exit {exit}: {errors}");
    Answer { exit, out: String::from_utf8(output.stdout).expect("UTF-8"), errors }
}

impl Answer {
    /// The charts of JSON output.
    pub fn charts(&self) -> Vec<Value> {
        assert!(self.out.is_empty() || self.out.ends_with('\n'));
        self.out.lines().map(|l| serde_json::from_str(l).expect("a line is JSON")).collect()
    }

    /// The only chart.
    pub fn one(&self) -> Value {
        let charts = self.charts();
        assert_eq!(charts.len(), 1, "{}{}", self.out, self.errors);
        charts[0].clone()
    }
}

/// The diagnosis codes of a chart, in claim order.
pub fn codes(chart: &Value) -> Vec<&str> {
    items(chart, "dx").iter().map(|d| text(d, "code")).collect()
}

/// The codes that are named and not coded for `why`.
pub fn not_coded<'a>(chart: &'a Value, why: &str) -> Vec<&'a str> {
    let all = items(chart, "not_coded").iter();
    all.filter(|n| n["why"] == why).map(|n| text(n, "code")).collect()
}

/// The list that is a member of `value`.
pub fn items<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    value[member].as_array().unwrap_or_else(|| panic!("no list `{member}` in {value}"))
}

/// The text that is a member of `value`.
pub fn text<'a>(value: &'a Value, member: &str) -> &'a str {
    value[member].as_str().unwrap_or_else(|| panic!("no text `{member}` in {value}"))
}
