//! Some packs of the data directory, without the others: whoever needs one small list does not
//! wait for the large ones.

use super::{CodeSets, Library, LibraryError, header, load_one};
use crate::container::PackHeader;

impl Library {
    /// The imported packs whose headers are `wanted`, beside the embedded one. Of the others only
    /// the header is read.
    ///
    /// # Errors
    /// When a pack's header, or a pack that is wanted, can't be read; it is named.
    pub fn chosen(&self, wanted: impl Fn(&PackHeader) -> bool) -> Result<CodeSets, LibraryError> {
        let mut sets = CodeSets::embedded();
        for (path, _, _) in self.stamp()? {
            let header = header(&path)?;
            if wanted(&header) {
                load_one(&path, header, &mut sets)?;
            }
        }
        sets.sort();
        Ok(sets)
    }
}
