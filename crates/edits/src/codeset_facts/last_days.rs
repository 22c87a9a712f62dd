//! Until when each tabular list knows its codes.

use super::CodesetFacts;
use codesets::{CodeSets, Icd10Cm};
use model::Date;
use std::sync::Arc;

/// The last day that each tabular list knows: the embedded one, then the imported ones. Found by
/// a walk over whole tables, so whoever judges one claim after the other keeps it beside the
/// packs.
#[derive(Clone, Debug)]
pub struct LastDays(Arc<[Date]>);

impl LastDays {
    /// Of these packs.
    #[must_use]
    pub fn of(sets: &CodeSets) -> LastDays {
        let last_day = |pack: &Icd10Cm| {
            pack.validity_rows().iter().map(|row| row.ends).max().unwrap_or_default()
        };
        LastDays(std::iter::once(&sets.embedded).chain(&sets.icd10cm).map(last_day).collect())
    }

    /// Of the list at a place: 0 is the embedded one.
    pub(super) fn at(&self, place: usize) -> Date {
        self.0.get(place).copied().unwrap_or_default()
    }
}

impl<'a> CodesetFacts<'a> {
    /// Facts from these packs, whose last days are known already.
    #[must_use]
    pub fn knowing(sets: &'a CodeSets, last_days: LastDays) -> CodesetFacts<'a> {
        CodesetFacts { sets, last_days, rules: None }
    }
}
