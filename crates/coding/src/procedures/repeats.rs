//! Tests and treatments that were done again on the same day.

use crate::procedures::details;
use crate::procedures::entry::{Procedure, ProcedureKind, Units};
use crate::procedures::matching::Part;
use crate::procedures::statement::Word;

/// How many words before or behind a service may say that it was done again.
const REPEAT_REACH: usize = 3;

/// What may be reported again on the same day: a test or a treatment without units.
fn repeatable(entry: &Procedure) -> bool {
    let kind = matches!(
        entry.kind,
        ProcedureKind::Test | ProcedureKind::Therapy | ProcedureKind::Radiology
    );
    kind && entry.units == Units::Each && entry.dose_per_unit.is_none()
}

/// "x3" behind a treatment or test that has no units of its own: done again twice.
#[must_use]
pub fn counted(entry: &Procedure, words: &[Word], part: Part) -> u32 {
    if !repeatable(entry) {
        return 0;
    }
    details::times(words, part.first, part.last).map_or(0, |n| n.saturating_sub(1))
}

/// "Repeat EKG", "EKG repeated".
#[must_use]
pub fn said(entry: &Procedure, words: &[Word], part: Part) -> bool {
    let from = (part.first as usize).saturating_sub(REPEAT_REACH);
    let to = (part.last as usize + REPEAT_REACH).min(words.len());
    let again =
        |w: &Word| matches!(w.form.as_str(), "repeat" | "repeated" | "second" | "again" | "2nd");
    repeatable(entry) && words.get(from..to).unwrap_or_default().iter().any(again)
}
