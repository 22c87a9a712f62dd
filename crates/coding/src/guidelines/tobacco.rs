//! Sections I.C.5.b and I.C.21.c.4: tobacco. Dependence, use and history exclude each other
//! (Excludes1 at F17, Z72.0 and Z87.891); the current state wins over the past one.

use super::Rule;
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.C.5.b", title: "tobacco dependence, use and history", apply };

fn apply(_: &Facts<'_>, draft: &mut Draft) {
    for (keeps, yields) in [("F17", "Z72.0"), ("F17", "Z87.891"), ("Z72.0", "Z87.891")] {
        if let (Some(kept), Some(gone)) = (draft.find(&[keeps]), draft.find(&[yields])) {
            draft.diagnoses[kept].rule("I.C.5.b");
            draft.drop(gone, NotCodedWhy::Excluded, "I.C.5.b", Some(kept));
        }
    }
}
