//! pyx12 4.0.0 as an oracle: types 1 and 2, without situations and sums.

use crate::told::Told;
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;
use std::process::Command;

/// What the oracle says of one file.
pub struct Answer {
    pub sets: BTreeMap<String, Vec<Told>>,
    pub outside: Vec<String>,
    /// How it fell over, if it did.
    pub failed: Option<String>,
    pub accepts: bool,
}

pub fn python() -> String {
    std::env::var("CLEANCLAIM_PYTHON").unwrap_or_else(|_| "python3".to_owned())
}

/// Runs a script of `tests/oracle` over files that are written for it; one JSON value a file.
pub fn run(script: &str, files: &[String]) -> Result<Vec<Value>, String> {
    let folder = tempfile::tempdir().map_err(|e| e.to_string())?;
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/oracle").join(script);
    let mut command = Command::new(python());
    command.arg(script);
    for (number, text) in files.iter().enumerate() {
        let path = folder.path().join(format!("{number}.x12"));
        std::fs::write(&path, text).map_err(|e| e.to_string())?;
        command.arg(path);
    }
    let out = command.output().map_err(|e| e.to_string())?;
    let text = String::from_utf8_lossy(&out.stdout);
    let values: Vec<Value> = text.lines().filter_map(|l| serde_json::from_str(l).ok()).collect();
    match values.len() == files.len() {
        true => Ok(values),
        false => Err(format!("{text}\n{}", String::from_utf8_lossy(&out.stderr))),
    }
}

/// What pyx12 says of each file.
pub fn ask(files: &[String]) -> Result<Vec<Answer>, String> {
    Ok(run("sets.py", files)?.iter().map(read).collect())
}

fn read(value: &Value) -> Answer {
    let sets = value["sets"].as_object().into_iter().flatten();
    let texts = value["outside"].as_array().into_iter().flatten();
    Answer {
        sets: sets.map(|(control, errors)| (control.clone(), errors_of(errors))).collect(),
        outside: texts.map(|t| t.as_str().unwrap_or_default().to_owned()).collect(),
        failed: value["failed"].as_str().map(str::to_owned),
        accepts: value["ok"].as_bool() == Some(true),
    }
}

fn errors_of(value: &Value) -> Vec<Told> {
    let one = |error: &Value| {
        let text = |at: usize| error[at].as_str().unwrap_or_default().to_owned();
        let number = |at: usize| error[at].as_u64().unwrap_or(0);
        Told {
            position: number(0) as u32,
            segment: text(1),
            element: number(2) as u8,
            component: number(3) as u8,
            told: text(4),
            what: text(6),
            value: text(5),
            snip: 0,
        }
    };
    value.as_array().into_iter().flatten().map(one).collect()
}
