//! ICD-11 beside ICD-10-CM, for reading: what `code` shows when the user has imported the World
//! Health Organization's files. It is put on after coding, into a type that no claim is made of.

use codesets::CodeSets;
use codesets::icd11::{Beside, View};
use model::{CodedChart, DiagnosisCode};
use serde::Serialize;

/// A diagnosis and what stands in ICD-11 beside it.
#[derive(Serialize)]
pub struct DiagnosisBeside {
    #[serde(flatten)]
    dx: DiagnosisCode,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    icd11: Vec<Beside>,
}

/// The result with ICD-11 beside each diagnosis, and the releases that it was read from; `None`
/// without an import.
pub fn beside(sets: &CodeSets, coded: &CodedChart) -> Option<CodedChart<DiagnosisBeside>> {
    let view = View::of(sets, coded.date)?;
    let mut shown =
        coded.clone().with_dx(|dx| DiagnosisBeside { icd11: view.beside(&dx.code), dx });
    shown.releases.extend(view.releases());
    Some(shown)
}
