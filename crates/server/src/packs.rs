//! The packs of the data directory in a running service: imported while it runs, and looked after
//! so that what another process imported takes effect here too.

use crate::app::App;
use codesets::import::archive::{self, Member};
use codesets::import::{coverage, recognise};
use codesets::library::{Listed, Prepared};
use codesets::{Library, PackKind};
use model::Date;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::SystemTime;

/// Sub-folder of the data directory that holds the packs.
const FOLDER: &str = "codesets";

/// How often the folder is looked at, in microseconds.
pub const LOOK_EVERY: i64 = 60_000_000;

/// Name, time of change and size of each pack file.
type Stamp = Vec<(PathBuf, Option<SystemTime>, u64)>;

/// See the module.
pub struct Packs {
    folder: Option<PathBuf>,
    library: Library,
    known: Mutex<(Stamp, i64)>,
    importing: tokio::sync::Mutex<()>,
}

/// Why an import came to nothing; what was there is still there.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ImportRefused {
    /// The file, or a part of it, cannot be taken.
    #[error("{0}")]
    File(String),
    /// Another import is running.
    #[error("another import is running; wait until it is done")]
    Busy,
    /// The service could not write or read.
    #[error("{0}")]
    Site(String),
}

impl Packs {
    /// The packs of a data directory; none for the made-up practice.
    #[must_use]
    pub fn new(data: &Path, demo: bool) -> Packs {
        let folder = (!demo).then(|| data.join(FOLDER));
        let library = Library::new((!demo).then_some(data));
        let known = Mutex::new((stamp(folder.as_deref()), 0));
        Packs { folder, library, known, importing: tokio::sync::Mutex::new(()) }
    }

    /// Every release at hand, the embedded one first.
    ///
    /// # Errors
    /// A pack that cannot be read; it is named.
    pub fn list(&self) -> Result<Vec<Listed>, String> {
        self.library.list().map_err(|fault| fault.to_string())
    }

    /// Reads an uploaded file, or every release of an uploaded archive, to its end. Nothing is
    /// written, and one part that is refused refuses the whole.
    fn read(
        &self,
        name: &str,
        bytes: &[u8],
        release: Option<Date>,
    ) -> Result<Vec<Prepared>, ImportRefused> {
        let (mut packs, mut faults) = (Vec::new(), Vec::new());
        let mut export: Option<coverage::Export> = None;
        let mut take = |name: &str, bytes: &[u8]| {
            if recognise::kind(bytes) == Some(PackKind::Coverage) {
                let _ = export.get_or_insert_default().add(name, bytes);
                return;
            }
            match self.library.prepare(name, bytes, release) {
                Ok(pack) => packs.push(pack),
                Err(fault) => faults.push(fault.to_string()),
            }
        };
        if archive::is_zip(bytes) {
            let mut broken = Vec::new();
            archive::each_member(name, bytes, |member| match member {
                Member::Release { name, bytes } => take(&name, &bytes),
                Member::Other { .. } => {}
                Member::Broken(fault) => broken.push(fault.to_string()),
            })
            .map_err(|fault| ImportRefused::File(fault.to_string()))?;
            faults.append(&mut broken);
        } else {
            take(name, bytes);
        }
        if let Some(export) = export {
            match self.library.prepare_coverage(export, release) {
                Ok(pack) => packs.push(pack),
                Err(fault) => faults.push(fault.to_string()),
            }
        }
        match (faults.is_empty(), packs.is_empty()) {
            (true, false) => Ok(packs),
            (true, true) => Err(ImportRefused::File(format!(
                "{name}: none of its files is a release that can be imported."
            ))),
            (false, _) => Err(ImportRefused::File(faults.join(" "))),
        }
    }

    /// Takes away what an import wrote, where nothing stood under the name before.
    fn take_back(&self, packs: &[Prepared]) {
        for pack in packs.iter().filter(|pack| pack.replaces.is_none()) {
            let _ = self.library.remove(&pack.listed.name);
        }
    }
}

fn stamp(folder: Option<&Path>) -> Stamp {
    let Some(entries) = folder.and_then(|folder| std::fs::read_dir(folder).ok()) else {
        return Stamp::new();
    };
    let mut stamp: Stamp = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "pack"))
        .filter_map(|path| {
            let facts = std::fs::metadata(&path).ok()?;
            Some((path, facts.modified().ok(), facts.len()))
        })
        .collect();
    stamp.sort();
    stamp
}

/// Imports an uploaded file into the running service: read to its end, written, wired, told to the
/// audit log, and only then in force. Runs on a thread that may block.
///
/// # Errors
/// [`ImportRefused`]; nothing has changed then, except that a pack whose rows were replaced stays
/// replaced when the wiring fails.
pub async fn import(
    app: &App,
    (name, bytes): (String, Vec<u8>),
    release: Option<Date>,
    told: impl FnOnce(&[Listed]) -> (model::TenantId, store::record::AuditEntry),
) -> Result<Vec<Listed>, ImportRefused> {
    let _alone = app.packs.importing.try_lock().map_err(|_| ImportRefused::Busy)?;
    let site = |fault: String| ImportRefused::Site(fault);
    let shared = app.clone();
    let made = tokio::task::spawn_blocking(move || {
        let packs = shared.packs.read(&name, &bytes, release)?;
        drop(bytes);
        let library = &shared.packs.library;
        library.put(&packs).map_err(|fault| ImportRefused::Site(fault.to_string()))?;
        let wired = library
            .current()
            .map_err(|fault| fault.to_string())
            .and_then(|sets| shared.desk().over(sets).map_err(|fault| fault.to_string()));
        match wired {
            Ok(desk) => Ok((packs, desk)),
            Err(fault) => {
                shared.packs.take_back(&packs);
                Err(ImportRefused::File(fault))
            }
        }
    });
    let (packs, desk) = made.await.map_err(|fault| site(fault.to_string()))??;
    let listed: Vec<Listed> = packs.iter().map(|pack| pack.listed.clone()).collect();
    let (tenant, entry) = told(&listed);
    let written = async {
        let mut tx = app.db.begin().await?;
        store::record::append(&mut tx, &tenant, &[entry]).await?;
        tx.commit().await
    };
    if let Err(fault) = written.await {
        app.packs.take_back(&packs);
        return Err(site(fault.to_string()));
    }
    let now = stamp(app.packs.folder.as_deref());
    app.packs.known.lock().unwrap_or_else(PoisonError::into_inner).0 = now;
    app.set_desk(desk);
    Ok(listed)
}

/// Puts packs in force that another process imported or removed; looks at most once a minute,
/// unless `now` is asked for. True when there was something new.
///
/// # Errors
/// A pack that cannot be read: the old ones stay in force.
pub async fn refresh(app: &App, at_once: bool) -> Result<bool, String> {
    let shared = app.clone();
    let now = app.now();
    let look = move || {
        let packs = &shared.packs;
        {
            let mut known = packs.known.lock().unwrap_or_else(PoisonError::into_inner);
            if !at_once && now - known.1 < LOOK_EVERY {
                return Ok(false);
            }
            known.1 = now;
            if stamp(packs.folder.as_deref()) == known.0 {
                return Ok(false);
            }
        }
        let seen = stamp(packs.folder.as_deref());
        let sets = packs.library.current().map_err(|fault| fault.to_string())?;
        let desk = shared.desk().over(sets).map_err(|fault| fault.to_string())?;
        shared.set_desk(desk);
        packs.known.lock().unwrap_or_else(PoisonError::into_inner).0 = seen;
        Ok(true)
    };
    tokio::task::spawn_blocking(look).await.map_err(|fault| fault.to_string())?
}
