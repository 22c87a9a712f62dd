//! The files of others and what we say of them.

use std::path::{Path, PathBuf};
use x12::validate::{Fault, Options, Report, Severity, validate};

/// One line of the manifest beside the files, and our report.
pub struct Judged {
    /// Source and path: `imsweb/837_5010/x12_valid.txt`.
    pub path: String,
    /// What its source expects, in few words.
    pub expects: String,
    pub report: Report,
}

/// The folder of files of others; tests that need it are shown as ignored where it is missing.
pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../shared/x12")
}

/// All of them, by path.
pub fn all() -> Result<Vec<Judged>, String> {
    let folder = folder();
    let text = std::fs::read_to_string(folder.join("manifest.jsonl")).map_err(|e| e.to_string())?;
    let mut out = Vec::new();
    for line in text.lines() {
        let entry: serde_json::Value = serde_json::from_str(line).map_err(|e| e.to_string())?;
        let text = |key: &str| entry[key].as_str().unwrap_or_default().to_owned();
        let path = format!("{}/{}", text("source"), text("path"));
        let data = std::fs::read(folder.join(&path)).map_err(|e| format!("{path}: {e}"))?;
        let expects = match text("expect") {
            valid if valid.starts_with("valid (") => "valid".to_owned(),
            ack if ack == "is-ack" => "the acknowledgement of its pair".to_owned(),
            other => other.replace("valid-or-ack", "valid").replace('_', " "),
        };
        out.push(Judged { path, expects, report: validate(&data, &Options::default()) });
    }
    out.sort_by(|a, b| a.path.cmp(&b.path));
    Ok(out)
}

impl Judged {
    fn sets(&self) -> impl Iterator<Item = &x12::validate::SetReport> {
        self.report.interchanges.iter().flat_map(|i| &i.groups).flat_map(|g| &g.sets)
    }

    /// Sets and versions, each once.
    pub fn guides(&self) -> String {
        let mut names: Vec<String> = Vec::new();
        for set in self.sets() {
            let name = format!("{} {}", set.id, set.version);
            if !names.contains(&name) {
                names.push(name);
            }
        }
        if names.is_empty() { "-".to_owned() } else { names.join(", ") }
    }

    /// True when we hold a guide for none of its sets, so that only the envelope is judged.
    pub fn envelope_only(&self) -> bool {
        self.sets().next().is_some() && self.sets().all(|set| set.guide.is_none())
    }

    /// Errors of types 1 to 4, without the one that says that a guide is not held.
    pub fn refusals(&self) -> impl Iterator<Item = &Fault> {
        let wanted = |f: &&Fault| f.snip <= 4 && f.code != "x12.guide.unknown";
        self.errors().filter(wanted)
    }

    /// Errors of type 5.
    pub fn of_lists(&self) -> impl Iterator<Item = &Fault> {
        self.errors().filter(|f| f.snip == 5)
    }

    fn errors(&self) -> impl Iterator<Item = &Fault> {
        self.report.faults.iter().filter(|f| f.severity == Severity::Error)
    }

    pub fn accepted(&self) -> bool {
        !self.envelope_only() && !self.report.unreadable && self.refusals().next().is_none()
    }
}

/// The place of a fault within its segment: `HI01-2`; `N3` for a segment that is missing.
pub fn what(fault: &Fault) -> String {
    let mut out = fault.segment.to_string();
    if fault.place.element > 0 {
        out += &format!("{:02}", fault.place.element);
    }
    if fault.place.component > 0 {
        out += &format!("-{}", fault.place.component);
    }
    out
}
