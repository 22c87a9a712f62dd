//! The packs of a data directory beside the embedded one: import, list, remove, and the release
//! in force on a day. A change of the directory takes effect at the next look, without a restart.

use crate::container::{self, LONGEST_HEADER, PackError, PackHeader, PackKind};
use crate::icd10cm::Icd10Cm;
use crate::import::{ImportError, LARGEST_FILE, recognise};
use crate::mapped::PackBytes;
use model::Date;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

pub use crate::sets::CodeSets;
pub use prepared::Prepared;

/// Sub-folder of the data directory that holds the packs.
const FOLDER: &str = "codesets";

/// Ending of a pack's file name.
const ENDING: &str = "pack";

/// The name under which the pack inside the binary is listed.
pub const EMBEDDED: &str = "embedded";

/// Why the data directory can't be used.
#[derive(Debug, thiserror::Error)]
pub enum LibraryError {
    /// The file system refused.
    #[error("{path}: {fault}")]
    Io {
        /// File or folder.
        path: String,
        /// What the system says.
        fault: std::io::Error,
    },
    /// A pack in the directory can't be read.
    #[error("{path}: {fault}, or take it away with `cleanclaim codesets remove {}`", stem(path))]
    Pack {
        /// The file.
        path: String,
        /// What is wrong with it.
        fault: PackError,
    },
    /// A release file can't be imported.
    #[error(transparent)]
    Import(#[from] ImportError),
    /// There is no such pack.
    #[error("no imported pack is named `{name}`; `cleanclaim codesets list` names them")]
    NoSuchPack {
        /// The name that was given.
        name: String,
    },
    /// No data directory was given.
    #[error("imported code sets need a data directory; give one with --data DIR")]
    NoDirectory,
}

/// One line of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The name to remove it by; `embedded` for the pack inside the binary.
    pub name: String,
    /// What the pack says of itself.
    pub header: PackHeader,
    /// False when its rows do not match their hash.
    pub intact: bool,
}

/// Name, time of change and size of every pack file: what tells that the directory changed.
type Stamp = Vec<(PathBuf, Option<SystemTime>, u64)>;

/// The packs of one data directory.
pub struct Library {
    folder: Option<PathBuf>,
    loaded: Mutex<Option<(Stamp, Arc<CodeSets>)>>,
}

impl Library {
    /// A library over the data directory, or over the embedded pack alone. Nothing is read yet.
    #[must_use]
    pub fn new(data: Option<&Path>) -> Library {
        Library { folder: data.map(|d| d.join(FOLDER)), loaded: Mutex::new(None) }
    }

    /// Every code set at hand now. Packs are read again only when the directory has changed.
    ///
    /// # Errors
    /// When a pack can't be read; it is named.
    pub fn current(&self) -> Result<Arc<CodeSets>, LibraryError> {
        let stamp = self.stamp()?;
        let mut loaded = self.loaded.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((known, sets)) = loaded.as_ref()
            && *known == stamp
        {
            return Ok(Arc::clone(sets));
        }
        let sets = Arc::new(load(&stamp)?);
        *loaded = Some((stamp, Arc::clone(&sets)));
        Ok(sets)
    }

    /// The embedded pack and the imported ones, by kind and start.
    ///
    /// # Errors
    /// When a pack's header can't be read.
    pub fn list(&self) -> Result<Vec<Listed>, LibraryError> {
        let embedded = Icd10Cm::embedded().header().clone();
        let mut all = vec![Listed { name: EMBEDDED.into(), header: embedded, intact: true }];
        for (path, _, _) in self.stamp()? {
            let bytes = read(&path)?;
            let (header, payload) =
                container::split(&bytes).map_err(|fault| in_pack(&path, fault))?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            let intact = container::sha256_hex(payload) == header.payload_sha256;
            all.push(Listed { name, header, intact });
        }
        all[1..].sort_by(|a, b| {
            (a.header.kind, a.header.starts).cmp(&(b.header.kind, b.header.starts))
        });
        Ok(all)
    }

    /// Imports one release file; see [`Library::import_bytes`].
    ///
    /// # Errors
    /// When the file can't be read, is refused, or can't be written.
    pub fn import(&self, path: &Path, release: Option<Date>) -> Result<Listed, LibraryError> {
        self.import_bytes(&path.display().to_string(), &read(path)?, release)
    }

    /// Imports the bytes of one release file: it is recognised by its content, read to its end,
    /// and only then written, under another name first, so that a failure leaves what was there.
    /// `name` stands in messages; the pack keeps its last part as the source.
    ///
    /// # Errors
    /// When the bytes are refused, or the pack can't be written.
    pub fn import_bytes(
        &self,
        name: &str,
        bytes: &[u8],
        release: Option<Date>,
    ) -> Result<Listed, LibraryError> {
        let prepared = self.prepare(name, bytes, release)?;
        let listed = prepared.listed.clone();
        self.put(&[prepared])?;
        Ok(listed)
    }

    /// The tabular list that a new one builds on: the one in force the day before. Only the
    /// tabular list needs it; other imports succeed beside a damaged pack, so that a release
    /// which is imported again heals it.
    fn tabular_before(&self, bytes: &[u8], release: Option<Date>) -> Result<Icd10Cm, LibraryError> {
        let mut sets = CodeSets::embedded();
        let (Some(PackKind::Icd10cmTabular), Some(release)) = (recognise::kind(bytes), release)
        else {
            return Ok(sets.embedded);
        };
        for (path, _, _) in self.stamp()? {
            let bytes = read(&path)?;
            let header = container::split(&bytes).map(|(header, _)| header);
            let earlier = header.is_ok_and(|header| {
                header.kind == PackKind::Icd10cmTabular && header.starts < release
            });
            if earlier {
                sets.add(bytes).map_err(|fault| in_pack(&path, fault))?;
            }
        }
        sets.icd10cm.sort_by_key(|p| p.header().starts);
        let eve = release.plus_days(-1);
        let at = sets.icd10cm.iter().position(|p| std::ptr::eq(p, sets.icd10cm(eve)));
        Ok(at.map_or(sets.embedded, |at| sets.icd10cm.swap_remove(at)))
    }

    /// Removes an imported pack by the name that `list` gives.
    ///
    /// # Errors
    /// When there is none, or the file system refuses.
    pub fn remove(&self, name: &str) -> Result<(), LibraryError> {
        let known = self.stamp()?.into_iter().find(|(path, _, _)| {
            path.file_stem().is_some_and(|stem| stem.to_string_lossy() == name)
        });
        let (path, _, _) =
            known.ok_or_else(|| LibraryError::NoSuchPack { name: name.to_owned() })?;
        std::fs::remove_file(&path)
            .map_err(|fault| LibraryError::Io { path: path.display().to_string(), fault })
    }

    fn stamp(&self) -> Result<Stamp, LibraryError> {
        let Some(folder) = self.folder.as_ref().filter(|f| f.is_dir()) else {
            return Ok(Vec::new());
        };
        let io = |fault| LibraryError::Io { path: folder.display().to_string(), fault };
        let mut stamp = Stamp::new();
        for entry in std::fs::read_dir(folder).map_err(io)? {
            let path = entry.map_err(io)?.path();
            if path.extension().is_some_and(|e| e == ENDING) {
                let facts = std::fs::metadata(&path).map_err(io)?;
                stamp.push((path, facts.modified().ok(), facts.len()));
            }
        }
        stamp.sort();
        Ok(stamp)
    }
}

/// The bytes of a file, up to the largest that an importer takes.
///
/// # Errors
/// When the file can't be read or is larger.
pub fn read(path: &Path) -> Result<Vec<u8>, LibraryError> {
    let io = |fault| LibraryError::Io { path: path.display().to_string(), fault };
    let mut bytes = Vec::new();
    let file = std::fs::File::open(path).map_err(io)?;
    file.take(LARGEST_FILE as u64 + 1).read_to_end(&mut bytes).map_err(io)?;
    if bytes.len() > LARGEST_FILE {
        return Err(io(std::io::Error::other(format!("larger than {} MiB", LARGEST_FILE >> 20))));
    }
    Ok(bytes)
}

fn in_pack(path: &Path, fault: PackError) -> LibraryError {
    LibraryError::Pack { path: path.display().to_string(), fault }
}

fn stem(path: &str) -> String {
    Path::new(path).file_stem().unwrap_or_default().to_string_lossy().into_owned()
}

fn load(stamp: &Stamp) -> Result<CodeSets, LibraryError> {
    let mut sets = CodeSets::embedded();
    for (path, _, _) in stamp {
        load_one(path, header(path)?, &mut sets)?;
    }
    sets.sort();
    Ok(sets)
}

/// Takes in the pack of a file: mapped, where its kind is, else whole.
fn load_one(path: &Path, header: PackHeader, sets: &mut CodeSets) -> Result<(), LibraryError> {
    if !header.kind.is_mapped() {
        return sets.add(read(path)?).map_err(|fault| in_pack(path, fault));
    }
    let io = |fault| LibraryError::Io { path: path.display().to_string(), fault };
    let bytes = PackBytes::mapped(path).map_err(io)?;
    let start = container::payload_start(&bytes).map_err(|fault| in_pack(path, fault))?;
    let payload = bytes.part(start, bytes.len());
    sets.add_mapped(header, &payload).map_err(|fault| in_pack(path, fault))
}

/// What a pack says of itself; its rows are not read.
fn header(path: &Path) -> Result<PackHeader, LibraryError> {
    let io = |fault| LibraryError::Io { path: path.display().to_string(), fault };
    let mut head = Vec::new();
    let most = (container::BEFORE_HEADER + LONGEST_HEADER) as u64;
    std::fs::File::open(path).map_err(io)?.take(most).read_to_end(&mut head).map_err(io)?;
    container::split(&head).map(|(header, _)| header).map_err(|fault| in_pack(path, fault))
}

mod chosen;
mod prepared;
#[cfg(test)]
mod tests;
