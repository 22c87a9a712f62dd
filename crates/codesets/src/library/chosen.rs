//! Some packs of the data directory, without the others: whoever needs one small list does not
//! wait for the large ones.

use super::{CodeSets, Library, LibraryError, in_pack, load_one, read, sort};
use crate::container::{self, LONGEST_HEADER, PackHeader};
use std::io::Read;
use std::path::Path;

/// Bytes before a pack's header.
const BEFORE_HEADER: usize = 12;

impl Library {
    /// The imported packs whose headers are `wanted`, beside the embedded one. Of the others only
    /// the header is read.
    ///
    /// # Errors
    /// When a pack's header, or a pack that is wanted, can't be read; it is named.
    pub fn chosen(&self, wanted: impl Fn(&PackHeader) -> bool) -> Result<CodeSets, LibraryError> {
        let mut sets = CodeSets::embedded();
        for (path, _, _) in self.stamp()? {
            if wanted(&header(&path)?) {
                load_one(read(&path)?, &mut sets).map_err(|fault| in_pack(&path, fault))?;
            }
        }
        sort(&mut sets);
        Ok(sets)
    }
}

fn header(path: &Path) -> Result<PackHeader, LibraryError> {
    let io = |fault| LibraryError::Io { path: path.display().to_string(), fault };
    let mut head = Vec::new();
    let most = (BEFORE_HEADER + LONGEST_HEADER) as u64;
    std::fs::File::open(path).map_err(io)?.take(most).read_to_end(&mut head).map_err(io)?;
    container::split(&head).map(|(header, _)| header).map_err(|fault| in_pack(path, fault))
}
