//! ICD-10-PCS: the standing and the attributes of the procedures of a stay.

use crate::code_editor::{self, ProcedureAttributes};
use crate::facts::CodeStatus;
use codesets::CodeSets;
use codesets::icd10pcs::Icd10Pcs;
use model::Date;

/// The standing of a code. The embedded table knows the days of every code up to its last; an
/// imported release that begins later, or that has a code which the table does not know, adds
/// to it. `None` before the first release.
pub(super) fn standing(sets: &CodeSets, code: &str, on: Date) -> Option<CodeStatus> {
    let table = &sets.pcs_validity;
    let imported = sets.icd10pcs(on);
    let newer = imported.filter(|release| release.header.starts > table.header().starts);
    let (mut first, mut last) = (None, None);
    let day = on.min(table.last_day());
    for span in table.spans(code) {
        if newer.is_none() && span.starts <= day && day <= span.ends {
            return Some(CodeStatus::Valid);
        }
        first = first.or(Some(span.starts));
        last = Some(span.ends);
    }
    let adds = first.is_none() || newer.is_some();
    if adds && imported.is_some_and(|release| release.is_valid(code)) {
        return Some(CodeStatus::Valid);
    }
    // The default day is the first of ICD-10-PCS.
    if imported.is_none() && on < Date::default() {
        return None;
    }
    let ended = |release: &Icd10Pcs| release.header.starts.plus_days(-1);
    let to = last.filter(|last| *last < table.last_day()).or(newer.map(ended));
    Some(match first {
        Some(from) => CodeStatus::NotInForce { from: Some(from), to },
        None => CodeStatus::Unknown,
    })
}

/// What the Medicare Code Editor says of a code on a day; of the sex, as with diagnoses, what it
/// said on its last day holds.
pub(super) fn attributes(sets: &CodeSets, code: &str, on: Date) -> ProcedureAttributes {
    let table = &sets.pcs_validity;
    let day = on.min(table.last_day());
    let sex_day = day.min(code_editor::last_day_of_sex_conflict());
    let (mut found, mut sex) = (None, None);
    for span in table.spans(code) {
        let covers = |day| span.starts <= day && day <= span.ends;
        if covers(sex_day) {
            sex = span.attributes.sex();
        }
        if covers(day) {
            found = Some(code_editor::procedure(span.attributes));
        }
    }
    found.map(|found| ProcedureAttributes { sex, ..found }).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::super::CodesetFacts;
    use super::super::tests::{day, sets};
    use super::*;
    use crate::facts::CodeFacts;
    use model::Sex;

    /// 0DTZZZZ is a code of the made-up release of 2026 only; 30230G1 ended in 2016.
    #[test]
    fn an_inpatient_procedure_is_judged_by_its_days() {
        let (sets, bare) = (sets(), CodeSets::embedded());
        let (facts, bare) = (CodesetFacts::new(&sets), CodesetFacts::new(&bare));
        let span = |from: &str, to: Option<&str>| {
            Some(CodeStatus::NotInForce { from: Some(day(from)), to: to.map(day) })
        };
        let (valid, unknown) = (Some(CodeStatus::Valid), Some(CodeStatus::Unknown));
        for (code, on, alone, with_release) in [
            ("0DTJ4ZZ", "2026-06-15", valid, valid),
            ("0DTJ4ZZ", "2030-01-01", valid, valid),
            ("0DTJ4ZZ", "2015-09-30", None, None),
            ("0DTZZZZ", "2026-06-15", unknown, valid),
            ("0DTZZZZ", "2025-12-31", unknown, unknown),
            ("0DTJ4ZÜ", "2026-06-15", None, None),
            ("30230G1", "2016-09-30", valid, valid),
            (
                "30230G1",
                "2016-10-01",
                span("2015-10-01", Some("2016-09-30")),
                span("2015-10-01", Some("2016-09-30")),
            ),
        ] {
            assert_eq!(bare.procedure(code, day(on)), alone, "{code} {on}");
            assert_eq!(facts.procedure(code, day(on)), with_release, "{code} {on}");
        }
    }

    #[test]
    fn a_later_release_than_the_embedded_dates_judges_alone() {
        let mut sets = sets();
        sets.icd10pcs[0].header.starts = day("2027-10-01");
        let facts = CodesetFacts::new(&sets);
        let of = |code, on| facts.procedure(code, day(on));
        assert_eq!(of("0DTJ4ZZ", "2027-09-30"), Some(CodeStatus::Valid));
        let ended =
            CodeStatus::NotInForce { from: Some(day("2015-10-01")), to: Some(day("2027-09-30")) };
        assert_eq!(of("0DTJ4ZZ", "2027-10-01"), Some(ended));
        assert_eq!(of("0DTZZZZ", "2027-10-01"), Some(CodeStatus::Valid));
    }

    #[test]
    fn attributes_of_procedures_by_day() {
        let sets = CodeSets::embedded();
        let facts = CodesetFacts::new(&sets);
        let of = |code: &str, on: &str| facts.procedure_attributes(code, day(on));
        assert!(of("5A1955Z", "2026-06-15").long_ventilation);
        assert!(of("10E0XZZ", "2018-10-01").delivery && !of("10E0XZZ", "2018-09-30").delivery);
        assert!(of("02RK0JZ", "2022-03-31").ventricle.is_some());
        assert_eq!(of("02RK0JZ", "2022-04-01").ventricle, None);
        // What the editor said of the sex on its last day holds for others after it.
        for on in ["2024-09-30", "2024-10-01", "2030-01-01"] {
            assert_eq!(of("0UT90ZZ", on).sex, Some(Sex::Female), "{on}");
        }
        assert_eq!(of("0DTJ4ZZ", "2026-06-15"), ProcedureAttributes::default());
        assert_eq!(of("0DTJ4Z", "2026-06-15"), ProcedureAttributes::default());
    }
}
