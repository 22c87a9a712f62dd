//! The alphabetic index and the tables beside it, where the user has imported them, as trees.

use codesets::{CodeSets, IndexTree, PackKind};
use model::Date;

/// The imported books; each may be missing.
#[derive(Debug, Default)]
pub struct Tables {
    /// The alphabetic index.
    pub index: Option<IndexTree>,
    /// Tumours by site and behaviour.
    pub neoplasms: Option<IndexTree>,
    /// Drugs and chemicals by intent.
    pub drugs: Option<IndexTree>,
    /// The index of external causes.
    pub external: Option<IndexTree>,
}

impl Tables {
    /// The books in force on a day.
    #[must_use]
    pub fn of(sets: &CodeSets, on: Date) -> Tables {
        let tree = |kind| sets.index(kind, on).map(IndexTree::new);
        Tables {
            index: tree(PackKind::Icd10cmIndex),
            neoplasms: tree(PackKind::Icd10cmNeoplasm),
            drugs: tree(PackKind::Icd10cmDrug),
            external: tree(PackKind::Icd10cmExternal),
        }
    }
}
