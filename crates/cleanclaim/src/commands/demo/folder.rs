//! Where the demo works, and where its files go. It never writes over anything that it did not
//! make: a marker file says what that is.

use crate::commands::claim::outbox;
use crate::workspace::Workspace;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};

/// Marks a folder of the demo and names its files.
const MARKER: &str = "made-up-data.json";

/// Largest marker that is read, in bytes.
const MOST_MARKER_BYTES: u64 = 1 << 20;

/// What the demo writes at the top of its folder.
const TOP: [&str; 6] = ["charts", "claims", "held", "coded.jsonl", "edits.jsonl", "report.txt"];

/// What the marker says.
#[derive(Serialize, Deserialize)]
struct Marker {
    made_by: String,
    tenant: String,
    notice: String,
    files: BTreeSet<String>,
}

impl Marker {
    fn new(files: BTreeSet<String>) -> Marker {
        Marker {
            made_by: "cleanclaim demo".into(),
            tenant: "demo".into(),
            notice: "Made-up data: nobody in these files is real.".into(),
            files,
        }
    }

    /// The marker of a folder; `None` when there is none that the demo wrote.
    fn read(folder: &Path) -> Option<Marker> {
        let bytes = outbox::read_bounded(&folder.join(MARKER), MOST_MARKER_BYTES).ok()?;
        let marker: Marker = serde_json::from_slice(&bytes).ok()?;
        (marker.made_by == "cleanclaim demo" && marker.tenant == "demo").then_some(marker)
    }

    fn write(&self, folder: &Path) -> Result<(), String> {
        let text = serde_json::to_string_pretty(self).unwrap_or_default() + "\n";
        outbox::put(&folder.join(MARKER), text.as_bytes())
    }
}

/// The demo's data folder: `--data DIR`, or a temporary one that goes with the value.
pub struct Home {
    workspace: Workspace,
    _temporary: Option<tempfile::TempDir>,
}

impl Home {
    /// The folder named with `--data`, else a fresh temporary one; never the user's own.
    ///
    /// # Errors
    /// When the folder named holds anything that the demo did not make.
    pub fn open(given: &Workspace) -> Result<Home, String> {
        if !given.is_named() {
            let temporary = tempfile::Builder::new()
                .prefix("cleanclaim-demo-")
                .tempdir()
                .map_err(|fault| format!("no temporary folder ({fault}); name one with --data"))?;
            let workspace = Workspace::new(Some(temporary.path().to_owned()));
            return Ok(Home { workspace, _temporary: Some(temporary) });
        }
        let folder = given.data();
        let empty = match fs::read_dir(folder) {
            Ok(mut entries) => entries.next().is_none(),
            Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => true,
            Err(fault) => return Err(format!("{}: cannot be read ({fault})", folder.display())),
        };
        if Marker::read(folder).is_none() {
            if !empty {
                return Err(format!(
                    "{}: holds data that the demo did not make, and the demo never mixes with \
                     other data; name an empty folder with --data, or leave it out",
                    folder.display()
                ));
            }
            Marker::new(BTreeSet::new()).write(folder)?;
        }
        let workspace = Workspace::new(Some(folder.to_owned()));
        Ok(Home { workspace, _temporary: None })
    }

    /// The workspace of the demo's tenant.
    pub fn workspace(&self) -> &Workspace {
        &self.workspace
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        self.workspace.data()
    }
}

/// The folder that the demo's files go to.
pub struct OutFolder {
    path: PathBuf,
    files: BTreeSet<String>,
}

impl OutFolder {
    /// Opens a folder and removes what an earlier demo left in it.
    ///
    /// # Errors
    /// When files of others stand where the demo's would go.
    pub fn open(path: PathBuf) -> Result<OutFolder, String> {
        match Marker::read(&path) {
            Some(marker) => {
                for name in marker.files.iter().filter(|name| is_own_name(name)) {
                    let file = path.join(name);
                    match fs::remove_file(&file) {
                        Err(fault) if fault.kind() != std::io::ErrorKind::NotFound => {
                            let file = file.display();
                            return Err(format!("{file}: cannot be removed ({fault})"));
                        }
                        _ => {}
                    }
                }
            }
            None => {
                if let Some(there) = TOP.iter().find(|name| path.join(name).exists()) {
                    return Err(format!(
                        "{}: stands where the demo would write and is not the demo's; name an \
                         empty folder with --out",
                        path.join(there).display()
                    ));
                }
            }
        }
        Ok(OutFolder { path, files: BTreeSet::new() })
    }

    /// The folder.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Writes files, named by their path below the folder. The marker is written first, so that
    /// a demo that was cut off can be run again.
    pub fn put(&mut self, files: BTreeMap<String, String>) -> Result<(), String> {
        self.files.extend(files.keys().cloned());
        Marker::new(self.files.clone()).write(&self.path)?;
        files
            .iter()
            .try_for_each(|(name, text)| outbox::put(&self.path.join(name), text.as_bytes()))
    }
}

/// True for a name that the demo gives: a marker that was tampered with removes nothing else.
fn is_own_name(name: &str) -> bool {
    let mut parts = name.split('/');
    let top = parts.next().is_some_and(|top| TOP.contains(&top));
    let plain = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphanumeric())
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-' || b == b'.')
    };
    top && parts.next().is_none_or(plain) && parts.next().is_none()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn files(names: &[&str]) -> BTreeMap<String, String> {
        names.iter().map(|name| ((*name).to_owned(), "x".to_owned())).collect()
    }

    #[test]
    fn only_own_names_are_removed() {
        for (name, own) in [
            ("report.txt", true),
            ("claims/A-1.json", true),
            ("claims/../../x", false),
            ("claims/..", false),
            ("/etc/passwd", false),
            ("other/x", false),
            ("claims/a/b", false),
            ("", false),
        ] {
            assert_eq!(is_own_name(name), own, "{name}");
        }
    }

    #[test]
    fn a_second_run_leaves_nothing_of_the_first() {
        let folder = tempfile::tempdir().unwrap();
        let mut out = OutFolder::open(folder.path().join("o")).unwrap();
        out.put(files(&["charts/a.json", "held/b.json"])).unwrap();
        fs::write(folder.path().join("o/mine.txt"), "mine").unwrap();
        let mut out = OutFolder::open(folder.path().join("o")).unwrap();
        out.put(files(&["charts/c.json"])).unwrap();
        let there = |name: &str| out.path().join(name).exists();
        assert!(there("charts/c.json") && there("mine.txt"));
        assert!(!there("charts/a.json") && !there("held/b.json"));
    }

    #[test]
    fn what_the_demo_did_not_make_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("claims")).unwrap();
        let fault = OutFolder::open(folder.path().to_owned()).err().unwrap();
        assert!(fault.contains("--out"), "{fault}");

        let data = Workspace::new(Some(folder.path().to_owned())).named(true);
        let fault = Home::open(&data).err().unwrap();
        assert!(fault.contains("--data"), "{fault}");
        let fresh = Workspace::new(Some(folder.path().join("fresh"))).named(true);
        Home::open(&fresh).unwrap();
        Home::open(&fresh).unwrap();

        let unnamed = Workspace::new(Some(folder.path().to_owned()));
        let home = Home::open(&unnamed).unwrap();
        let path = home.path().to_owned();
        assert!(path != folder.path() && path.is_dir());
        drop(home);
        assert!(!path.exists(), "a temporary folder goes with the demo");
    }
}
