//! The registry of control numbers: the last numbers given for each sender and receiver, in a
//! small JSON file.
//!
//! A number is on the disk before it is given: the file is written under another name, synced
//! and renamed, under a lock that other processes honour. So a crash may lose a number, and
//! never gives one twice. Numbers run from 1 to 999,999,999 and begin again (X12.5 gives ISA13
//! nine digits).

use super::ControlSource;
use serde_json::{Map, Value, json};
use std::fs::{self, File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::path::{Path, PathBuf};

/// The highest control number.
pub const HIGHEST: u32 = 999_999_999;

/// Largest registry file, in bytes: some hundred thousand pairs of parties.
const MAX_BYTES: u64 = 16 << 20;

/// The form of the file.
const VERSION: u64 = 1;

/// Sender and receiver of an interchange.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Parties {
    /// Qualifier and identifier of the sender (ISA05, ISA06).
    pub sender: (String, String),
    /// Qualifier and identifier of the receiver (ISA07, ISA08).
    pub receiver: (String, String),
}

impl Parties {
    fn key(&self) -> String {
        let one =
            |(qualifier, id): &(String, String)| format!("{}:{}", qualifier.trim(), id.trim());
        format!("{} > {}", one(&self.sender), one(&self.receiver))
    }
}

/// Numbers for one interchange.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Controls {
    /// ISA13 and IEA02.
    pub interchange: u32,
    /// GS06 and GE02.
    pub group: u32,
    /// ST02 of the first transaction; the next ones count up, and begin again after the highest.
    pub transaction: u32,
}

impl Controls {
    /// ST02 of the transaction with this number, from 0.
    #[must_use]
    pub fn transaction(&self, number: u32) -> u32 {
        after(self.transaction, number)
    }
}

/// Why no number could be had.
#[derive(Debug, thiserror::Error)]
pub enum RegistryError {
    /// The file cannot be read, locked or written.
    #[error(
        "{}: the registry of control numbers cannot be used ({source}); check the folder",
        .path.display()
    )]
    File {
        /// The registry's file.
        path: PathBuf,
        /// What the system said.
        source: std::io::Error,
    },
    /// The file is none of ours, or damaged.
    #[error(
        "{}: this is no registry of control numbers ({why}); restore it from a backup, or name \
         another file",
        .path.display()
    )]
    Damaged {
        /// The registry's file.
        path: PathBuf,
        /// What is wrong.
        why: String,
    },
}

/// The registry.
#[derive(Clone, Debug)]
pub struct ControlRegistry {
    path: PathBuf,
}

fn after(number: u32, steps: u32) -> u32 {
    let sum = u64::from(number) + u64::from(steps);
    let highest = u64::from(HIGHEST);
    u32::try_from((sum + highest - 1) % highest + 1).unwrap_or(1)
}

impl ControlRegistry {
    /// The registry in this file, which need not exist yet.
    #[must_use]
    pub fn new(path: impl Into<PathBuf>) -> ControlRegistry {
        ControlRegistry { path: path.into() }
    }

    fn beside(&self, ending: &str) -> PathBuf {
        let mut name = self.path.as_os_str().to_owned();
        name.push(ending);
        PathBuf::from(name)
    }

    fn failed(&self, source: std::io::Error) -> RegistryError {
        RegistryError::File { path: self.path.clone(), source }
    }

    fn damaged(&self, why: impl Into<String>) -> RegistryError {
        RegistryError::Damaged { path: self.path.clone(), why: why.into() }
    }

    /// Takes the next numbers of these parties: one interchange, one group, so many transactions.
    ///
    /// # Errors
    /// When the file cannot be read, locked or written, or is damaged.
    pub fn next(&self, parties: &Parties, transactions: u32) -> Result<Controls, RegistryError> {
        let lock = self.lock().map_err(|e| self.failed(e))?;
        let mut pairs = self.read()?;
        let key = parties.key();
        let last = |level: &str| -> Result<u32, RegistryError> {
            let Some(number) = pairs.get(&key).map(|pair| &pair[level]) else { return Ok(0) };
            let number = number.as_u64().and_then(|n| u32::try_from(n).ok());
            number
                .filter(|n| *n <= HIGHEST)
                .ok_or_else(|| self.damaged(format!("{level} of `{key}` is no control number")))
        };
        let given = Controls {
            interchange: after(last("interchange")?, 1),
            group: after(last("group")?, 1),
            transaction: after(last("transaction")?, 1),
        };
        let pair = json!({
            "interchange": given.interchange,
            "group": given.group,
            "transaction": given.transaction(transactions.saturating_sub(1)),
        });
        pairs.insert(key, pair);
        self.write(pairs).map_err(|e| self.failed(e))?;
        drop(lock);
        Ok(given)
    }

    /// Waits for other processes; the lock goes with the file that is given back.
    fn lock(&self) -> std::io::Result<File> {
        if let Some(folder) = self.path.parent() {
            fs::create_dir_all(folder)?;
        }
        let open = OpenOptions::new().create(true).truncate(false).write(true).clone();
        let file = open.open(self.beside(".lock"))?;
        file.lock()?;
        Ok(file)
    }

    fn read(&self) -> Result<Map<String, Value>, RegistryError> {
        let mut text = String::new();
        match File::open(&self.path) {
            Err(fault) if fault.kind() == ErrorKind::NotFound => return Ok(Map::new()),
            Err(fault) => return Err(self.failed(fault)),
            Ok(file) => file
                .take(MAX_BYTES + 1)
                .read_to_string(&mut text)
                .map_err(|fault| self.failed(fault))?,
        };
        if text.len() as u64 > MAX_BYTES {
            return Err(self.damaged(format!("it is larger than {MAX_BYTES} bytes")));
        }
        let mut whole: Value =
            serde_json::from_str(&text).map_err(|fault| self.damaged(fault.to_string()))?;
        if whole["version"] != json!(VERSION) {
            return Err(self.damaged(format!("its version is not {VERSION}")));
        }
        match whole["pairs"].take() {
            Value::Object(pairs) => Ok(pairs),
            _ => Err(self.damaged("it has no `pairs`")),
        }
    }

    fn write(&self, pairs: Map<String, Value>) -> std::io::Result<()> {
        let text = serde_json::to_string_pretty(&json!({"version": VERSION, "pairs": pairs}))?;
        let draft = self.beside(".new");
        let mut file = File::create(&draft)?;
        file.write_all(text.as_bytes())?;
        file.write_all(b"\n")?;
        file.sync_all()?;
        fs::rename(&draft, &self.path)?;
        // The new name is lost in a crash of the machine unless the folder is on the disk too.
        let folder = self.path.parent().filter(|f| !f.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()
    }
}

impl ControlSource for ControlRegistry {
    fn controls(
        &mut self,
        parties: &Parties,
        transactions: u32,
    ) -> Result<Controls, RegistryError> {
        self.next(parties, transactions)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn parties(sender: &str) -> Parties {
        let zz = |id: &str| ("ZZ".to_owned(), id.to_owned());
        Parties { sender: zz(sender), receiver: zz("PAYER          ") }
    }

    #[test]
    fn numbers_go_on_after_a_restart_and_each_pair_has_its_own() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("deep/control.json");
        let first = ControlRegistry::new(&path).next(&parties("A"), 3).unwrap();
        assert_eq!(first, Controls { interchange: 1, group: 1, transaction: 1 });
        let second = ControlRegistry::new(&path).next(&parties("A   "), 1).unwrap();
        assert_eq!(second, Controls { interchange: 2, group: 2, transaction: 4 });
        assert_eq!(ControlRegistry::new(&path).next(&parties("B"), 1).unwrap().interchange, 1);
        // A crash between draft and rename leaves a draft: it counts for nothing.
        fs::write(folder.path().join("deep/control.json.new"), "{").unwrap();
        assert_eq!(ControlRegistry::new(&path).next(&parties("A"), 1).unwrap().interchange, 3);
    }

    #[test]
    fn after_the_highest_number_comes_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("control.json");
        let pair =
            json!({"interchange": HIGHEST, "group": HIGHEST - 1, "transaction": HIGHEST - 1});
        let pairs = json!({"version": 1, "pairs": {parties("A").key(): pair}});
        fs::write(&path, pairs.to_string()).unwrap();
        let given = ControlRegistry::new(&path).next(&parties("A"), 3).unwrap();
        assert_eq!(given, Controls { interchange: 1, group: HIGHEST, transaction: HIGHEST });
        assert_eq!(given.transaction(1), 1);
        let given = ControlRegistry::new(&path).next(&parties("A"), 1).unwrap();
        assert_eq!(given, Controls { interchange: 2, group: 1, transaction: 3 });
    }

    #[test]
    fn what_is_no_registry_is_refused_and_left_as_it_is() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("control.json");
        for text in ["", "{", "[]", r#"{"version":2,"pairs":{}}"#, r#"{"version":1}"#] {
            fs::write(&path, text).unwrap();
            let fault = ControlRegistry::new(&path).next(&parties("A"), 1).unwrap_err();
            assert!(matches!(fault, RegistryError::Damaged { .. }), "{text}: {fault}");
            assert_eq!(fs::read_to_string(&path).unwrap(), text);
        }
        let odd = json!({"version": 1, "pairs": {parties("A").key(): {"interchange": -1}}});
        fs::write(&path, odd.to_string()).unwrap();
        assert!(ControlRegistry::new(&path).next(&parties("A"), 1).is_err());
    }

    #[test]
    fn many_at_once_never_get_the_same() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("control.json");
        let take = || {
            let registry = ControlRegistry::new(&path);
            (0..10).map(|_| registry.next(&parties("A"), 2).unwrap()).collect::<Vec<_>>()
        };
        let given: Vec<Controls> = std::thread::scope(|scope| {
            let threads: Vec<_> = (0..4).map(|_| scope.spawn(take)).collect();
            threads.into_iter().flat_map(|t| t.join().unwrap()).collect()
        });
        let numbers: BTreeSet<u32> = given.iter().map(|c| c.interchange).collect();
        assert_eq!(numbers.len(), 40);
        let transactions: BTreeSet<u32> = given.iter().map(|c| c.transaction).collect();
        assert_eq!((transactions.len(), transactions.last()), (40, Some(&79)));
    }
}
