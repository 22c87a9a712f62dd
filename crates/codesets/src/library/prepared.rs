//! Packs that were read to their end and are not written yet: of a release in several files all
//! are written, or none.

use super::{ENDING, Library, LibraryError, Listed, header};
use crate::container;
use crate::import::{Imported, coverage, recognise};
use model::Date;
use std::io::Write;
use std::path::{Path, PathBuf};

/// A release file that was read to its end.
pub struct Prepared {
    /// How the pack will be listed.
    pub listed: Listed,
    /// The source of the pack of the same name that is there with other rows, and will be replaced.
    pub replaces: Option<String>,
    pack: Vec<u8>,
}

impl Library {
    /// Reads the bytes of one release file into a pack; nothing is written. `name` stands in
    /// messages; the pack keeps its last part as the source.
    ///
    /// # Errors
    /// When there is no data directory, or the bytes are refused.
    pub fn prepare(
        &self,
        name: &str,
        bytes: &[u8],
        release: Option<Date>,
    ) -> Result<Prepared, LibraryError> {
        if self.folder.is_none() {
            return Err(LibraryError::NoDirectory);
        }
        let before = self.tabular_before(bytes, release)?;
        let mut imported = recognise::import(name, bytes, release, &before)?;
        imported.header.source = name.to_owned();
        prepared(imported).map(|pack| self.beside(pack))
    }

    /// Tells which pack of other rows has the name already.
    fn beside(&self, pack: Prepared) -> Prepared {
        let file = format!("{}.{ENDING}", pack.listed.name);
        let there = self.folder.as_ref().map(|folder| folder.join(file));
        let there = there.filter(|path| path.is_file()).and_then(|path| header(&path).ok());
        let other = there
            .filter(|there| there.payload_sha256 != pack.listed.header.payload_sha256)
            .map(|there| there.source);
        Prepared { replaces: other, ..pack }
    }

    /// Makes one pack of the tables of an export of the coverage database; nothing is written.
    ///
    /// # Errors
    /// When there is no data directory, or a table is missing or was refused.
    pub fn prepare_coverage(
        &self,
        export: coverage::Export,
        release: Option<Date>,
    ) -> Result<Prepared, LibraryError> {
        if self.folder.is_none() {
            return Err(LibraryError::NoDirectory);
        }
        prepared(export.import(release)?)
    }

    /// Imports the tables of one export of the coverage database.
    ///
    /// # Errors
    /// As [`Library::prepare_coverage`], and when the pack can't be written.
    pub fn import_coverage(
        &self,
        export: coverage::Export,
        release: Option<Date>,
    ) -> Result<Listed, LibraryError> {
        let prepared = self.prepare_coverage(export, release)?;
        let listed = prepared.listed.clone();
        self.put(&[prepared])?;
        Ok(listed)
    }

    /// Writes packs that were read: each under another name first, and only when all are on disk
    /// do they take their names, so that a failure leaves what was there. Of two with one name the
    /// later counts.
    ///
    /// # Errors
    /// When there is no data directory, or a pack can't be written.
    pub fn put(&self, packs: &[Prepared]) -> Result<(), LibraryError> {
        self.put_with(packs, |draft, target| std::fs::rename(draft, target))
    }

    pub(super) fn put_with(
        &self,
        packs: &[Prepared],
        rename: impl Fn(&Path, &Path) -> std::io::Result<()>,
    ) -> Result<(), LibraryError> {
        let folder = self.folder.as_ref().ok_or(LibraryError::NoDirectory)?;
        let fault =
            |path: &Path, fault| LibraryError::Io { path: path.display().to_string(), fault };
        std::fs::create_dir_all(folder).map_err(|f| fault(folder, f))?;
        let mut drafts = Drafts(Vec::new());
        let last = |at: usize, name: &str| !packs[at + 1..].iter().any(|p| p.listed.name == name);
        for (at, Prepared { listed, pack, .. }) in packs.iter().enumerate() {
            if !last(at, &listed.name) {
                continue;
            }
            let target = folder.join(format!("{}.{ENDING}", listed.name));
            // Of this process alone: two that import the same release do not write into one file.
            let draft = target.with_extension(format!("{ENDING}.{}.new", std::process::id()));
            drafts.0.push(draft.clone());
            write(&draft, pack).map_err(|f| fault(&target, f))?;
        }
        // A name is given in one step: whoever reads meanwhile sees the old file or the new one.
        for draft in &drafts.0 {
            let target = draft.with_extension("").with_extension("");
            rename(draft, &target).map_err(|f| fault(&target, f))?;
        }
        Ok(())
    }
}

/// A pack from an import. Of its source the last part of the name is kept.
fn prepared(imported: Imported) -> Result<Prepared, LibraryError> {
    let Imported { mut header, payload } = imported;
    let source = Path::new(&header.source).file_name();
    header.source = source.map_or_else(String::new, |file| file.to_string_lossy().into_owned());
    let stem = format!("{}-{}", header.kind.name(), header.label);
    let pack = container::write(header, &payload);
    let header = container::split(&pack).map(|(header, _)| header);
    let header = header.map_err(|fault| LibraryError::Pack { path: stem.clone(), fault })?;
    let listed = Listed { name: stem, header, intact: true };
    Ok(Prepared { listed, replaces: None, pack })
}

fn write(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = std::fs::File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Drafts that are taken away again when they did not all get their names.
struct Drafts(Vec<PathBuf>);

impl Drop for Drafts {
    fn drop(&mut self) {
        for draft in &self.0 {
            let _ = std::fs::remove_file(draft);
        }
    }
}
