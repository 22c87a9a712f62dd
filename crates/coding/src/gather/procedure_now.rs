//! A device or an organ state that is the object of a procedure of this encounter is not yet a
//! status (I.C.21.c.3): "insertion of PE tubes", a gastric bypass done in this stay.

use crate::draft::Facts;
use model::{SectionKind, Setting};
use reader::Mention;

/// Words that make what follows the object of an act.
const ACTS: [&str; 22] = [
    "insertion",
    "inserted",
    "insert",
    "inserting",
    "placement",
    "placed",
    "place",
    "placing",
    "implantation",
    "implanted",
    "creation",
    "created",
    "formation",
    "removal",
    "removed",
    "remove",
    "exchange",
    "revision",
    "replacement",
    "undergo",
    "for",
    "perform",
];

/// Words that say that it was there before.
const BEFORE: [&str; 12] = [
    "status",
    "s/p",
    "sp",
    "history",
    "hx",
    "h/o",
    "previous",
    "previously",
    "prior",
    "existing",
    "has",
    "had",
];

/// How many words before a mention are looked at.
const REACH: u32 = 6;

/// True when the mention is the object of what is done at this encounter or planned.
pub(super) fn is_its_object(facts: &Facts<'_>, mention: &Mention) -> bool {
    use SectionKind as S;
    let finding = &mention.finding;
    let here = matches!(
        finding.section,
        S::Procedure | S::OperativeNarrative | S::Plan | S::Technique | S::AssessmentPlan
    ) || (facts.setting == Setting::Surgery
        && matches!(finding.section, S::PostoperativeDiagnosis | S::PreoperativeDiagnosis));
    let done = matches!(facts.setting, Setting::Surgery | Setting::Inpatient)
        && is_done_here(facts, &finding.code);
    if done {
        return true;
    }
    if !here {
        return false;
    }
    let document = facts.document(finding.document);
    let text = facts.text(finding.document);
    let sentence = document.sentences[mention.sentence as usize];
    let Some(first) = mention.words.first() else { return false };
    let from = first.saturating_sub(REACH).max(sentence.first);
    let words = document.tokens[from as usize..*first as usize]
        .iter()
        .map(|token| token.text(text).to_ascii_lowercase())
        .collect::<Vec<String>>();
    let says = |list: &[&str]| words.iter().any(|word| list.contains(&word.as_str()));
    says(&ACTS) && !says(&BEFORE)
}

/// True when a list of the procedures of this encounter names the same.
fn is_done_here(facts: &Facts<'_>, code: &str) -> bool {
    facts.mentions().any(|(_, _, other)| {
        other.finding.section == SectionKind::Procedure && other.finding.code == code
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Clinic, Inpatient, Office};

    #[test]
    fn what_is_done_now_is_no_status() {
        check(&[
            (
                Clinic,
                "IMPRESSION: Adenoid hypertrophy.\nPLAN: He will be admitted for adenoidectomy and \
                insertion of tympanostomy tubes.",
                "J35.2! -Z96",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSIS: Morbid obesity, status post Roux-en-Y gastric bypass.\n\
                PROCEDURES: Laparoscopic Roux-en-Y gastric bypass.",
                "E66.01! -Z98.84",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Vitamin B12 deficiency.\n2. Status post Roux-en-Y gastric bypass.",
                "E53.8! Z98.84",
            ),
        ]);
    }
}
