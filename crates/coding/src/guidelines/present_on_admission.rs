//! Appendix I: present on admission.
//!
//! Y when the record shows the condition at or before the order to admit (a lasting disease, a
//! history or admission document, an injury or tumour), N when it says that it arose during the
//! stay, W when the clinician says that it can't be determined, U when the record is silent.
//! Exempt codes carry no indicator (`poa_exempt`).

use crate::draft::{Diagnosis, Facts, is_below};
use crate::guidelines::poa_exempt::is_exempt;
use model::{Assertion, Experiencer, SectionKind, Setting};
use reader::Kind;

/// The clinician can't tell.
const UNDETERMINED: &[&str] = &[
    "clinically undetermined",
    "unable to determine",
    "cannot be determined",
    "cannot be clinically determined",
    "unable to clinically determine",
    "cannot determine",
    "undeterminable",
];

/// Words that say outright that it was not there at admission.
const NOT_THERE: &[&str] = &[
    "not present on admission",
    "not present at admission",
    "was not present on arrival",
    "hospital-acquired",
    "hospital acquired",
    "nosocomial",
    "in-hospital onset",
    "new onset in hospital",
    "onset after admission",
    "poa: n",
    "poa-n",
    "poa no",
];

/// Words that say outright that it was there.
const THERE: &[&str] = &[
    "present on admission",
    "present at admission",
    "present on arrival",
    "poa",
    "poa: y",
    "poa-y",
    "on presentation",
    "on arrival",
    "at presentation",
    "at the time of admission",
    "on admission",
    "upon admission",
    "upon arrival",
    "in the emergency department",
    "in the ed",
    "in the er",
    "community-acquired",
    "community acquired",
];

/// Words by which a condition begins in the stay.
const BEGAN: &[&str] = &[
    "developed",
    "develops",
    "went into",
    "course complicated by",
    "course was complicated by",
    "stay complicated by",
    "stay was complicated by",
    "postoperatively",
    "post-op ileus",
    "intraoperatively",
    "intraoperative",
    "after delivery",
    "postpartum hemorrhage",
];

/// Words that put a sentence into the stay.
const DURING: &[&str] = &[
    "during hospitalization",
    "during the hospitalization",
    "during her stay",
    "during his stay",
    "during stay",
    "during the stay",
    "during this admission",
    "during admission",
    "while in the hospital",
    "while hospitalized",
    "while inpatient",
    "while in house",
    "while on the floor",
    "postoperative",
    "post-operative",
    "post op",
    "post-op",
];

/// Words before a number of days after admission or operation.
const DAYS: &[&str] = &[
    "hospital day",
    "hd",
    "hd#",
    "hod",
    "pod",
    "pod#",
    "postoperative day",
    "post-operative day",
    "post-op day",
    "postop day",
    "post op day",
    "on day",
    "day of stay",
];

/// Days of the stay by their number in words: "on the second hospital day".
const ORDINALS: &[&str] = &["second", "third", "fourth", "fifth", "sixth", "seventh"];

/// The indicator of a diagnosis; `None` outside inpatient stays and for exempt codes.
#[must_use]
pub fn indicator(facts: &Facts<'_>, diagnosis: &Diagnosis) -> Option<char> {
    if facts.setting != Setting::Inpatient || is_exempt(&diagnosis.code) {
        return None;
    }
    let sentences = sentences(facts, diagnosis);
    let said = |list: &[&str]| sentences.iter().any(|s| s.says(list));
    if said(UNDETERMINED) {
        return Some('W');
    }
    if said(NOT_THERE) {
        return Some('N');
    }
    if sentences.iter().any(Sentence::was_there) {
        return Some('Y');
    }
    if sentences.iter().any(Sentence::began) {
        return Some('N');
    }
    let admitted_with = at_admission(facts, diagnosis);
    if !admitted_with && sentences.iter().any(Sentence::in_the_stay) {
        return Some('N');
    }
    let lasting = matches!(
        diagnosis.kind,
        Kind::Chronic
            | Kind::Neoplasm
            | Kind::Injury
            | Kind::Status
            | Kind::External
            | Kind::History
    );
    Some(if lasting && !is_pressure_ulcer(diagnosis) || admitted_with { 'Y' } else { 'U' })
}

/// A pressure ulcer lasts, yet whether it was there on admission must be documented.
fn is_pressure_ulcer(diagnosis: &Diagnosis) -> bool {
    diagnosis.is("L89")
}

/// True when the record says that the condition arose during the stay.
#[must_use]
pub fn arose(facts: &Facts<'_>, diagnosis: &Diagnosis) -> bool {
    let sentences = sentences(facts, diagnosis);
    sentences.iter().any(|s| s.says(NOT_THERE))
        || !sentences.iter().any(Sentence::was_there) && sentences.iter().any(Sentence::began)
        || !at_admission(facts, diagnosis) && sentences.iter().any(Sentence::in_the_stay)
}

/// A sentence that names the condition, in lower case, with its section.
struct Sentence {
    text: String,
    section: SectionKind,
}

impl Sentence {
    /// One of the words stands in it, whole.
    fn says(&self, list: &[&str]) -> bool {
        list.iter().any(|words| self.places(words).next().is_some())
    }

    /// Where the words stand, whole.
    fn places(&self, words: &str) -> impl Iterator<Item = usize> {
        let text = &self.text;
        let whole = move |at: &usize| {
            let before = text[..*at].chars().next_back();
            let after = text[*at + words.len()..].chars().next();
            !before.is_some_and(char::is_alphanumeric)
                && (!after.is_some_and(char::is_alphanumeric) || words.ends_with('#'))
        };
        text.match_indices(words).map(|(at, _)| at).filter(whole)
    }

    /// Told by the stay's own documents, not by those of the admission.
    fn in_course(&self) -> bool {
        !matches!(
            self.section,
            SectionKind::AdmissionDiagnosis
                | SectionKind::PresentIllness
                | SectionKind::ChiefComplaint
                | SectionKind::PastHistory
                | SectionKind::PreoperativeDiagnosis
                | SectionKind::Indication
        )
    }

    fn was_there(&self) -> bool {
        self.says(THERE) && !self.says(BEGAN)
    }

    /// "developed", "went into", with or without a day.
    fn began(&self) -> bool {
        let in_stay = self.section == SectionKind::Course || self.says(DURING) || self.day();
        self.in_course() && self.says(BEGAN) && in_stay
    }

    fn in_the_stay(&self) -> bool {
        self.in_course() && (self.says(DURING) || self.day())
    }

    /// "on hospital day 3", "POD#2", "on the second hospital day": the first day is the admission.
    fn day(&self) -> bool {
        let numbered = DAYS.iter().any(|words| {
            self.places(words).any(|at| {
                let rest = self.text[at + words.len()..].trim_start_matches([' ', '#', '-']);
                let digits: String = rest.chars().take_while(char::is_ascii_digit).collect();
                let number = digits.parse::<u32>().ok();
                number.is_some_and(|n| n > 1 || words.starts_with('p') && n == 1)
            })
        });
        let named = |ordinal: &&str| {
            let run = [format!("{ordinal} hospital day"), format!("{ordinal} postoperative day")];
            run.iter().any(|words| self.text.contains(words.as_str()))
        };
        numbered || ORDINALS.iter().any(named)
    }
}

/// The sentences that name the condition: those of its mentions, and of every other mention of
/// the same code.
fn sentences(facts: &Facts<'_>, diagnosis: &Diagnosis) -> Vec<Sentence> {
    let mut ranges: Vec<(u32, u32, u32, SectionKind)> = Vec::new();
    for (document, at, mention) in facts.mentions() {
        let finding = &mention.finding;
        let same = !finding.code.is_empty()
            && finding.experiencer == Experiencer::Patient
            && (is_below(&finding.code, &diagnosis.term_code)
                || is_below(&diagnosis.code, &finding.code));
        if same || diagnosis.mentions.contains(&(document, at)) {
            let range = (finding.sentence_start, finding.sentence_end);
            ranges.push((document, range.0, range.1, finding.section));
        }
    }
    ranges.sort_unstable_by_key(|r| (r.0, r.1, r.2));
    ranges.dedup_by_key(|r| (r.0, r.1, r.2));
    let sentence = |(document, start, end, section): (u32, u32, u32, SectionKind)| {
        let text = facts.text(document).get(start as usize..end as usize).unwrap_or_default();
        Sentence { text: text.to_lowercase(), section }
    };
    ranges.into_iter().take(MOST_SENTENCES).map(sentence).collect()
}

/// Most sentences that are asked about one condition.
const MOST_SENTENCES: usize = 60;

/// Named in the admission's own documents: history, reason, admission diagnosis, or the first
/// document of several; also where it was only suspected then (Appendix I).
fn at_admission(facts: &Facts<'_>, diagnosis: &Diagnosis) -> bool {
    let several = facts.reading.documents.len() > 1;
    facts.mentions().any(|(document, _, mention)| {
        let finding = &mention.finding;
        let same = !finding.code.is_empty()
            && (is_below(&finding.code, &diagnosis.term_code)
                || is_below(&diagnosis.term_code, &finding.code));
        let there = matches!(finding.assertion, Assertion::Present | Assertion::Possible)
            && finding.experiencer == Experiencer::Patient;
        if !same || !there {
            return false;
        }
        let section = matches!(
            finding.section,
            SectionKind::AdmissionDiagnosis
                | SectionKind::PresentIllness
                | SectionKind::ChiefComplaint
                | SectionKind::PastHistory
                | SectionKind::PreoperativeDiagnosis
                | SectionKind::Indication
        );
        section || (several && document == 0)
    })
}

/// The admitting diagnosis: the first diagnosis that the admission's documents name, else the
/// principal one.
#[must_use]
pub fn admitting(facts: &Facts<'_>, diagnoses: &[Diagnosis]) -> Option<String> {
    if facts.setting != Setting::Inpatient {
        return None;
    }
    let named = diagnoses
        .iter()
        .find(|d| !d.code.starts_with(['V', 'W', 'X', 'Y', 'Z']) && at_admission(facts, d));
    named.or(diagnoses.first()).map(|d| d.code.clone())
}

#[cfg(test)]
mod tests {
    use crate::trial;
    use model::Setting::{self, Ed, Inpatient};

    fn indicator(setting: Setting, note: &str, code: &str) -> Option<char> {
        let coded = trial::code(setting, note);
        let codes: Vec<&str> = coded.dx.iter().map(|d| d.code.as_str()).collect();
        let found = coded.dx.iter().find(|d| d.code == code);
        found.unwrap_or_else(|| panic!("no {code} in {codes:?} of {note:?}")).poa
    }

    #[test]
    fn says_whether_it_was_there() {
        let list = |course: &str, diagnoses: &str| {
            format!("{course}\n\nDISCHARGE DIAGNOSES:\n{diagnoses}")
        };
        for (course, diagnoses, code, expected) in [
            ("HPI: Cough and pneumonia.", "1. Pneumonia.", "J18.9", Some('Y')),
            ("ADMISSION DIAGNOSIS: Pneumonia.", "1. Pneumonia.", "J18.9", Some('Y')),
            ("HPI: Fever.", "1. Fever.\n2. Type 2 diabetes.", "E11.9", Some('Y')),
            ("HPI: Fall.", "1. Hospital-acquired pneumonia.", "J18.9", Some('N')),
            (
                "HPI: Hip fracture.\nHOSPITAL COURSE: On hospital day 3 she had a UTI.",
                "1. UTI.",
                "N39.0",
                Some('N'),
            ),
            (
                "HPI: Fall.\nHOSPITAL COURSE: Course complicated by acute kidney injury.",
                "1. Pneumonia.\n2. Acute kidney injury.",
                "N17.9",
                Some('N'),
            ),
            ("HPI: Weakness.", "1. Cellulitis of left leg.", "L03.116", Some('U')),
            ("HPI: Fever.", "1. Pneumonia.\n2. History of colon cancer.", "Z85.038", None),
        ] {
            let note = list(course, diagnoses);
            assert_eq!(indicator(Inpatient, &note, code), expected, "{note}");
        }
        assert_eq!(indicator(Ed, "ASSESSMENT: Pneumonia.", "J18.9"), None);
    }

    #[test]
    fn the_admitting_diagnosis_is_named_at_admission() {
        for (setting, note, expected) in [
            (
                Inpatient,
                "HPI: Sepsis.\n\nDISCHARGE DIAGNOSES:\n1. Pneumonia.\n2. Sepsis.",
                Some("A41.9"),
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia.", Some("J18.9")),
            (Ed, "ASSESSMENT: Pneumonia.", None),
        ] {
            assert_eq!(trial::code(setting, note).admitting.as_deref(), expected, "{note}");
        }
    }
}
