//! `cleanclaim eval` through the built binary, on small made-up sets; and its numbers beside
//! those of the scorer that came with the references (Python, shown as ignored where missing).

mod assertion;
mod calibration;
mod charts;
mod codiesp;
mod coding;
mod oracle;

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use tempfile::TempDir;

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

impl Desk {
    /// An empty folder that goes with the test.
    pub fn new() -> Result<Desk, Failed> {
        Ok(Desk { folder: tempfile::tempdir()? })
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }

    /// Writes a file, and the folders it stands in.
    pub fn write(&self, name: &str, text: &str) -> Result<PathBuf, Failed> {
        let path = self.path().join(name);
        std::fs::create_dir_all(path.parent().ok_or("no folder")?)?;
        std::fs::write(&path, text)?;
        Ok(path)
    }

    /// Runs the binary with an empty data folder.
    pub fn run(&self, arguments: &[&str]) -> Result<Answer, Failed> {
        let mut command = Command::new(env!("CARGO_BIN_EXE_cleanclaim"));
        command.args(arguments).args(["--data", "data"]).current_dir(self.path());
        let output = command.env_remove("CLEANCLAIM_DATA").stdin(Stdio::null()).output()?;
        let errors = String::from_utf8(output.stderr)?;
        let exit = output.status.code().filter(|_| !errors.contains("panicked"));
        let exit = exit.ok_or_else(|| format!("{arguments:?}: {errors}"))?;
        Ok(Answer { exit, out: String::from_utf8(output.stdout)?, errors })
    }

    /// Runs `eval …`, which must end with this exit code.
    pub fn eval(&self, arguments: &[&str], exit: i32) -> Result<Answer, Failed> {
        let answer = self.run(&[&["eval"], arguments].concat())?;
        if answer.exit != exit {
            let Answer { exit, out, errors } = answer;
            return Err(format!("{arguments:?}: exit {exit}: {errors}{out}").into());
        }
        Ok(answer)
    }
}

impl Answer {
    /// The lines of JSON output.
    pub fn json(&self) -> Result<Vec<serde_json::Value>, Failed> {
        let lines = self.out.lines().map(|line| Ok(serde_json::from_str(line)?));
        lines.collect()
    }

    /// Fails unless every one of these words was printed.
    pub fn says(&self, words: &[&str]) -> Result<(), Failed> {
        let all = format!("{}{}", self.out, self.errors);
        let missing: Vec<&&str> = words.iter().filter(|word| !all.contains(**word)).collect();
        match missing.is_empty() {
            true => Ok(()),
            false => Err(format!("not said: {missing:?}\n{all}").into()),
        }
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let mut trials: Vec<Trial> = Vec::new();
    trials.extend(charts::trials());
    trials.extend(codiesp::trials());
    trials.extend(assertion::trials());
    trials.extend(coding::trials());
    trials.extend(calibration::trials());
    trials.extend(oracle::trials());
    libtest_mimic::run(&arguments, trials).exit();
}
