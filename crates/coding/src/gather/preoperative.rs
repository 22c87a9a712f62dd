//! A postoperative diagnosis that refers to the preoperative one.

use super::Candidate;
use crate::draft::{Facts, Standing};
use model::{SectionKind, Setting};

/// "POSTOPERATIVE DIAGNOSIS: Same." means the preoperative one.
pub(super) fn resolve_same(facts: &Facts<'_>, candidates: &mut [Candidate<'_>]) {
    let postoperative =
        |c: &Candidate<'_>| c.mention.finding.section == SectionKind::PostoperativeDiagnosis;
    let named = candidates.iter().any(&postoperative);
    let has_section = facts
        .reading
        .documents
        .iter()
        .any(|d| d.sections.iter().any(|s| s.kind == SectionKind::PostoperativeDiagnosis));
    if says_same(facts) || (!named && (has_section || facts.setting == Setting::Surgery)) {
        for candidate in candidates {
            if candidate.mention.finding.section == SectionKind::PreoperativeDiagnosis {
                candidate.standing = Standing::Diagnosed;
            }
        }
    }
}

/// True where the postoperative diagnosis begins with "same", whatever it adds.
fn says_same(facts: &Facts<'_>) -> bool {
    facts.reading.documents.iter().enumerate().any(|(number, document)| {
        let postoperative =
            document.sections.iter().filter(|s| s.kind == SectionKind::PostoperativeDiagnosis);
        let text = facts.text(number as u32);
        postoperative.into_iter().any(|section| {
            let body = text.get(section.body as usize..section.end as usize).unwrap_or_default();
            let said = body.trim_start_matches(|c: char| !c.is_alphanumeric()).as_bytes();
            said.get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"same"))
        })
    })
}
