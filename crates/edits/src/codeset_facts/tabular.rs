//! What titles and notes of the tabular list tell of a diagnosis.

use crate::facts::Side;
use codesets::{Icd10Cm, NoteKind, icd10cm};

/// Diagnoses whose title names the side of the body that is treated: tumours, eye and ear, skin,
/// joints, injuries, burns, and complications of joint prostheses. In others the word may mean
/// something else (left heart failure, the dominant side, left without being seen).
const SIDED: [&str; 10] = ["C", "D0", "H", "L", "M", "S", "T2", "T33", "T34", "T84"];

/// The note of a kind at a diagnosis (or above it) that names the other one.
pub(super) fn note(pack: &Icd10Cm, kind: NoteKind, holder: &str, other: &str) -> Option<String> {
    icd10cm::notes::naming(pack, kind, holder, other).map(|named| named.note)
}

/// The one side that the title of a diagnosis names.
pub(super) fn side(pack: &Icd10Cm, code: &str) -> Option<Side> {
    if !SIDED.iter().any(|prefix| code.starts_with(prefix)) {
        return None;
    }
    match (pack.title_has(code, "left"), pack.title_has(code, "right")) {
        (true, false) => Some(Side::Left),
        (false, true) => Some(Side::Right),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use crate::codeset_facts::CodesetFacts;
    use crate::facts::{CodeFacts, Side};
    use codesets::CodeSets;
    use model::Date;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    #[test]
    fn sides_and_notes_of_the_tabular_list() {
        let sets = CodeSets::embedded();
        let facts = CodesetFacts::new(&sets);
        let on = day("2026-06-15");
        for (code, side) in [
            ("S52.501A", Some(Side::Right)),
            ("M17.12", Some(Side::Left)),
            ("H25.13", None),
            ("M17.9", None),
            ("I50.1", None),
            ("G81.91", None),
            ("Z53.21", None),
        ] {
            assert_eq!(facts.side(code, on), side, "{code}");
        }
        assert!(facts.code_first("N18.31", "E11.22", on).is_some());
        assert!(facts.use_additional("N39.0", "B96.20", on).is_some());
        assert_eq!(facts.place_known("11", on), None);
        assert_eq!(facts.taxonomy_known("207R00000X", on), None);
    }
}
