//! The packs of a data directory beside the embedded one: import, list, remove, and the release
//! in force on a day. A change of the directory takes effect at the next look, without a restart.

use crate::container::{self, PackError, PackHeader, PackKind};
use crate::hcpcs::Hcpcs;
use crate::icd10cm::Icd10Cm;
use crate::icd10pcs::Icd10Pcs;
use crate::import::{self, ImportError, Imported};
use crate::index::Index;
use model::Date;
use std::collections::BTreeMap;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::SystemTime;

/// Sub-folder of the data directory that holds the packs.
const FOLDER: &str = "codesets";

/// Ending of a pack's file name.
const ENDING: &str = "pack";

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
    #[error("{path}: {fault}")]
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

/// Every code set that is at hand at one moment.
pub struct CodeSets {
    /// The embedded tabular list.
    pub embedded: Icd10Cm,
    /// Imported tabular lists, oldest first.
    pub icd10cm: Vec<Icd10Cm>,
    /// Imported indexes and tables, oldest first.
    pub indexes: Vec<Index>,
    /// Imported HCPCS releases, oldest first.
    pub hcpcs: Vec<Hcpcs>,
    /// Imported ICD-10-PCS releases, oldest first.
    pub icd10pcs: Vec<Icd10Pcs>,
}

impl CodeSets {
    /// The embedded pack alone.
    #[must_use]
    pub fn embedded() -> CodeSets {
        CodeSets {
            embedded: Icd10Cm::embedded(),
            icd10cm: Vec::new(),
            indexes: Vec::new(),
            hcpcs: Vec::new(),
            icd10pcs: Vec::new(),
        }
    }

    /// The tabular list in force on a day: the newest imported one that starts on or before it
    /// and is newer than the embedded one; else the embedded one, whose validity table also
    /// covers the years before and after it.
    #[must_use]
    pub fn icd10cm(&self, on: Date) -> &Icd10Cm {
        let newest = self.icd10cm.iter().rev().find(|pack| pack.header().starts <= on);
        match newest {
            Some(pack) if pack.header().starts > self.embedded.header().starts => pack,
            Some(pack) if on < self.embedded.header().starts => pack,
            _ => &self.embedded,
        }
    }

    /// The index or table of a kind in force on a day; before the first release, the first.
    #[must_use]
    pub fn index(&self, kind: PackKind, on: Date) -> Option<&Index> {
        let mut of_kind = self.indexes.iter().filter(|i| i.header.kind == kind);
        let all: Vec<&Index> = of_kind.by_ref().collect();
        all.iter().rev().find(|i| i.header.starts <= on).or(all.first()).copied()
    }

    /// The HCPCS release in force on a day; none before the first.
    #[must_use]
    pub fn hcpcs(&self, on: Date) -> Option<&Hcpcs> {
        self.hcpcs.iter().rev().find(|h| h.header.starts <= on)
    }

    /// The ICD-10-PCS release in force on a day; none before the first.
    #[must_use]
    pub fn icd10pcs(&self, on: Date) -> Option<&Icd10Pcs> {
        self.icd10pcs.iter().rev().find(|p| p.header.starts <= on)
    }

    /// The labels of the releases in force on a day, by name.
    #[must_use]
    pub fn releases(&self, on: Date) -> BTreeMap<String, String> {
        let mut labels = BTreeMap::from([(
            PackKind::Icd10cmTabular.name().to_owned(),
            self.icd10cm(on).label().to_owned(),
        )]);
        for index in &self.indexes {
            if let Some(in_force) = self.index(index.header.kind, on) {
                let name = index.header.kind.name().to_owned();
                labels.insert(name, in_force.header.label.clone());
            }
        }
        if let Some(hcpcs) = self.hcpcs(on) {
            labels.insert(PackKind::Hcpcs.name().into(), hcpcs.header.label.clone());
        }
        if let Some(pcs) = self.icd10pcs(on) {
            labels.insert(PackKind::Icd10pcsTables.name().into(), pcs.header.label.clone());
        }
        labels
    }
}

/// One line of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listed {
    /// The name to remove it by; `embedded` for the pack inside the binary.
    pub name: String,
    /// What the pack says of itself.
    pub header: PackHeader,
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
        let mut all = vec![Listed { name: "embedded".into(), header: embedded }];
        for (path, _, _) in self.stamp()? {
            let bytes = read(&path)?;
            let (header, _) = container::split(&bytes)
                .map_err(|fault| LibraryError::Pack { path: path.display().to_string(), fault })?;
            let name = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
            all.push(Listed { name, header });
        }
        all[1..].sort_by(|a, b| {
            (a.header.kind, a.header.starts).cmp(&(b.header.kind, b.header.starts))
        });
        Ok(all)
    }

    /// Imports one release file: it is recognised, read to its end, and only then written, under
    /// another name first, so that a failure leaves what was there.
    ///
    /// # Errors
    /// When the file can't be read, is refused, or can't be written.
    pub fn import(&self, path: &Path, release: Option<Date>) -> Result<Listed, LibraryError> {
        let folder = self.folder.as_ref().ok_or(LibraryError::NoDirectory)?;
        let bytes = read(path)?;
        let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let sets = self.current()?;
        let on = release.unwrap_or(sets.embedded.header().starts);
        let imported = import::recognise::import(&name, &bytes, release, sets.icd10cm(on))?;
        let Imported { header, payload } = imported;
        let stem = format!("{}-{}", header.kind.name(), header.label);
        let pack = container::write(header, &payload);
        let io = |path: &Path| {
            let path = path.display().to_string();
            move |fault| LibraryError::Io { path, fault }
        };
        std::fs::create_dir_all(folder).map_err(io(folder))?;
        let target = folder.join(format!("{stem}.{ENDING}"));
        let draft = folder.join(format!("{stem}.{ENDING}.new"));
        let write_all = || -> std::io::Result<()> {
            let mut file = std::fs::File::create(&draft)?;
            file.write_all(&pack)?;
            file.sync_all()?;
            std::fs::rename(&draft, &target)
        };
        write_all().map_err(|fault| {
            let _ = std::fs::remove_file(&draft);
            io(&target)(fault)
        })?;
        let header = container::split(&pack).map(|(header, _)| header);
        let path = target.display().to_string();
        let header = header.map_err(|fault| LibraryError::Pack { path, fault })?;
        Ok(Listed { name: stem, header })
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

fn read(path: &Path) -> Result<Vec<u8>, LibraryError> {
    std::fs::read(path)
        .map_err(|fault| LibraryError::Io { path: path.display().to_string(), fault })
}

fn load(stamp: &Stamp) -> Result<CodeSets, LibraryError> {
    let mut sets = CodeSets::embedded();
    for (path, _, _) in stamp {
        let bytes = read(path)?;
        load_one(bytes, &mut sets)
            .map_err(|fault| LibraryError::Pack { path: path.display().to_string(), fault })?;
    }
    sets.icd10cm.sort_by_key(|p| p.header().starts);
    sets.indexes.sort_by_key(|i| (i.header.kind, i.header.starts));
    sets.hcpcs.sort_by_key(|h| h.header.starts);
    sets.icd10pcs.sort_by_key(|p| p.header.starts);
    Ok(sets)
}

fn load_one(bytes: Vec<u8>, sets: &mut CodeSets) -> Result<(), PackError> {
    let (header, payload) = container::split_checked(&bytes)?;
    match header.kind {
        PackKind::Icd10cmTabular => sets.icd10cm.push(Icd10Cm::from_pack(bytes)?),
        PackKind::Hcpcs => sets.hcpcs.push(Hcpcs::read(header, payload)?),
        PackKind::Icd10pcsTables => sets.icd10pcs.push(Icd10Pcs::read(header, payload)?),
        PackKind::Icd10cmIndex
        | PackKind::Icd10cmNeoplasm
        | PackKind::Icd10cmDrug
        | PackKind::Icd10cmExternal => sets.indexes.push(Index::read(header, payload)?),
    }
    Ok(())
}
