//! The setting, inferred from the documents where the chart does not state it.
//!
//! Shown with its evidence. Unsure means office, outpatient rules, and never release.

use hashbrown::HashMap;
use model::{Chart, Evidence, SectionKind, Setting};
use reader::Reading;
use std::sync::OnceLock;

/// What was inferred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inferred {
    /// The setting.
    pub setting: Setting,
    /// The words that said so; empty when nothing did.
    pub evidence: Vec<Evidence>,
}

/// Phrases that name a setting, with their weight. Looked for in the first part of a document
/// and in its headings.
const PHRASES: &[(Setting, &str, u32)] = &[
    (Setting::Ed, "emergency department", 3),
    (Setting::Ed, "emergency room", 2),
    (Setting::Ed, "presents to the emergency", 5),
    (Setting::Ed, "presented to the emergency", 2),
    (Setting::Ed, "came to the emergency", 4),
    (Setting::Ed, "came into the emergency", 4),
    (Setting::Ed, "comes to the emergency", 5),
    (Setting::Ed, "comes into the emergency", 5),
    (Setting::Ed, "brought him to the emergency", 4),
    (Setting::Ed, "brought her to the emergency", 4),
    (Setting::Ed, "brought to the emergency", 3),
    (Setting::Ed, "here in the emergency", 6),
    (Setting::Ed, "discharged from the emergency", 6),
    (Setting::Ed, "emergency department course", 6),
    (Setting::Ed, "emergency room course", 6),
    (Setting::Ed, "er course", 6),
    (Setting::Ed, "er physician", 2),
    (Setting::Ed, "ed attending", 6),
    (Setting::Ed, "trauma alert", 6),
    (Setting::Ed, "critical care time", 4),
    (Setting::Ed, "hospital emergency department", 3),
    (Setting::Ed, "en route", 3),
    (Setting::Ed, "transported here", 4),
    (Setting::Ed, "arrival here", 3),
    (Setting::Ed, "emergency room visit", 3),
    (Setting::Ed, "was brought here", 3),
    (Setting::Ed, "emt ", 2),
    (Setting::Ed, "upon arrival", 1),
    (Setting::Ed, "emergency physician", 6),
    (Setting::Ed, "emergency dept", 4),
    (Setting::Ed, "fast track", 4),
    (Setting::Ed, "ems run sheet", 4),
    (Setting::Ed, "disposition: home", 2),
    (Setting::Ed, "ed course", 6),
    (Setting::Ed, "ed physician", 6),
    (Setting::Ed, "ed note", 6),
    (Setting::Ed, "ed provider", 6),
    (Setting::Ed, "triage", 3),
    (Setting::Ed, "brought in by ems", 4),
    (Setting::Ed, "arrival mode", 4),
    (Setting::Inpatient, "discharge summary", 8),
    (Setting::Inpatient, "dc summary", 8),
    (Setting::Inpatient, "d/c summary", 8),
    (Setting::Inpatient, "admit dx", 5),
    (Setting::Inpatient, "dc dx", 5),
    (Setting::Inpatient, "disch dx", 5),
    (Setting::Inpatient, "hospital course", 7),
    (Setting::Inpatient, "date of admission", 5),
    (Setting::Inpatient, "date of discharge", 4),
    (Setting::Inpatient, "admission diagnosis", 5),
    (Setting::Inpatient, "discharge diagnosis", 6),
    (Setting::Inpatient, "hospital day", 5),
    (Setting::Inpatient, "inpatient", 2),
    (Setting::Pathology, "gross description", 8),
    (Setting::Pathology, "microscopic description", 8),
    (Setting::Pathology, "surgical pathology", 8),
    (Setting::Pathology, "specimen", 2),
    (Setting::Pathology, "accession", 2),
    (Setting::Pathology, "hematopathology", 8),
    (Setting::Pathology, "cytopathology", 8),
    (Setting::Pathology, "received in formalin", 6),
    (Setting::Pathology, "aspirate smears", 4),
    (Setting::Pathology, "cell block", 4),
    (Setting::Pathology, "immunostains", 4),
    (Setting::Pathology, "immunohistochemistry", 3),
    (Setting::Pathology, "pathologist", 3),
    (Setting::Surgery, "preoperative diagnosis", 6),
    (Setting::Surgery, "postoperative diagnosis", 6),
    (Setting::Surgery, "preop diagnosis", 6),
    (Setting::Surgery, "postop diagnosis", 6),
    (Setting::Surgery, "operative report", 6),
    (Setting::Surgery, "operative procedure", 5),
    (Setting::Surgery, "title of operation", 6),
    (Setting::Surgery, "procedure in detail", 5),
    (Setting::Surgery, "estimated blood loss", 5),
    (Setting::Surgery, "prepped and draped", 4),
    (Setting::Surgery, "anesthesia", 2),
    (Setting::Surgery, "endoscopist", 6),
    (Setting::Surgery, "op note", 6),
    (Setting::Surgery, "delivery note", 8),
    (Setting::Surgery, "amb surg", 4),
    (Setting::Surgery, "pre-op:", 4),
    (Setting::Surgery, "post-op:", 4),
    (Setting::Surgery, "pre-op dx", 4),
    (Setting::Surgery, "post-op dx", 4),
    (Setting::Surgery, "cecum", 1),
    (Setting::Radiology, "comparison", 3),
    (Setting::Radiology, "reason for exam", 4),
    (Setting::Radiology, "reason for study", 4),
    (Setting::Radiology, "projections", 1),
    (Setting::Radiology, "technique", 2),
    (Setting::Radiology, "radiologist", 4),
    (Setting::Radiology, "axial", 2),
    (Setting::Radiology, "sagittal", 2),
    (Setting::Radiology, "axial ct", 4),
    (Setting::Radiology, "ct images", 4),
    (Setting::Radiology, "exam:", 1),
    (Setting::Radiology, "views of the", 2),
    (Setting::Radiology, "screening mammogram", 3),
    (Setting::Radiology, "bi-rads", 5),
    (Setting::Radiology, "densitometry", 6),
    (Setting::Radiology, "nuclear stress", 4),
    (Setting::Radiology, "nuclear protocol", 4),
    (Setting::Radiology, "persantine", 3),
    (Setting::Radiology, "adenosine", 2),
    (Setting::Radiology, "indication for study", 4),
    (Setting::Radiology, "baseline ekg", 2),
    (Setting::Radiology, "stress study", 3),
    (Setting::Radiology, "reason for the test", 4),
    (Setting::Radiology, "reason for test", 4),
    (Setting::Radiology, "mci of", 3),
    (Setting::Radiology, "absorptiometry", 6),
    (Setting::Radiology, "birads", 5),
    (Setting::Radiology, "films demonstrate", 5),
    (Setting::Radiology, "images were obtained", 4),
    (Setting::Radiology, "ejection fraction estimated", 4),
    (Setting::Radiology, "imaging report", 6),
    (Setting::Radiology, "radiology report", 6),
    (Setting::Radiology, "echocardiogram report", 6),
    (Setting::Radiology, "no prior studies", 3),
    (Setting::Radiology, "contrast", 1),
    (Setting::Radiology, "radiograph", 1),
    (Setting::Radiology, "mri of", 1),
    (Setting::Radiology, "ct of", 1),
    (Setting::Radiology, "ct abdomen", 2),
    (Setting::Radiology, "ct head", 1),
    (Setting::Radiology, "sonographic", 2),
    (Setting::Radiology, "mammogram", 2),
    (Setting::Clinic, "infusion center", 7),
    (Setting::Clinic, "infusion note", 7),
    (Setting::Clinic, "infusion nurse", 5),
    (Setting::Clinic, "infusion started", 4),
    (Setting::Clinic, "physical therapy evaluation", 6),
    (Setting::Office, "office visit", 6),
    (Setting::Office, "urgent care visit", 6),
    (Setting::Office, "urgent care note", 6),
    (Setting::Office, "presents to the clinic", 4),
    (Setting::Office, "progress note", 2),
    (Setting::Office, "review of systems", 1),
    (Setting::Office, "follow up visit", 3),
    (Setting::Office, "followup visit", 3),
    (Setting::Office, "return visit", 4),
    (Setting::Office, "reason for visit", 4),
    (Setting::Office, "returns today", 3),
    (Setting::Office, "as a new patient", 4),
    (Setting::Office, "telehealth", 3),
    (Setting::Office, "chief complaint", 1),
];

/// An emergency record has the same sections as an office note: against words that name the
/// emergency department the office counts no more than this.
const OFFICE_AGAINST_ED: u32 = 3;

/// The weight of words that name it as the place of this visit: a visit there that is only told
/// of weighs less.
const NAMES_ED: u32 = 6;

/// A setting needs this much, and more than any other, to be inferred.
const LEAST: u32 = 4;

/// Sections by themselves say much.
const SECTIONS: &[(Setting, SectionKind, u32)] = &[
    (Setting::Surgery, SectionKind::PostoperativeDiagnosis, 6),
    (Setting::Surgery, SectionKind::PreoperativeDiagnosis, 4),
    (Setting::Surgery, SectionKind::OperativeNarrative, 3),
    (Setting::Surgery, SectionKind::Procedure, 2),
    (Setting::Inpatient, SectionKind::DischargeDiagnosis, 6),
    (Setting::Inpatient, SectionKind::AdmissionDiagnosis, 3),
    (Setting::Pathology, SectionKind::Specimen, 5),
    (Setting::Pathology, SectionKind::PathologyDiagnosis, 4),
    (Setting::Radiology, SectionKind::Technique, 3),
    (Setting::Radiology, SectionKind::Impression, 1),
    (Setting::Radiology, SectionKind::Findings, 2),
    (Setting::Office, SectionKind::AssessmentPlan, 2),
    (Setting::Office, SectionKind::PresentIllness, 2),
    (Setting::Office, SectionKind::ReviewOfSystems, 1),
    (Setting::Office, SectionKind::Exam, 1),
];

/// Kinds of study, as titles of reports name them.
const STUDIES: &[&str] = &[
    "mri ",
    "mr ",
    "ct ",
    "cta ",
    "mra ",
    "x-ray",
    "xr ",
    "xray",
    "ultrasound",
    "us ",
    "mammogram",
    "radiograph",
    "echocardiogram",
    "doppler",
    "pet",
    "dexa",
    "bone density",
    "bone scan",
    "two views",
    "2 views",
    "3 views",
    "three views",
    "nuclear",
    "ivp",
    "fluoroscopy",
];

/// How many words of the first line may be its title.
const TITLE_WORDS: usize = 8;

/// How far into a document its title reaches, in bytes.
const TITLE: usize = 80;

/// The name of a study in the first line of a report: where it ends, and its length.
fn study_title(lower: &str) -> Option<(usize, usize)> {
    let skipped = lower.len() - lower.trim_start().len();
    let rest = &lower[skipped..];
    let line = rest.lines().next().unwrap_or_default();
    let line = &line[..line.floor_char_boundary(TITLE)];
    let label = ["exam", "examination", "study", "procedure"]
        .iter()
        .find_map(|label| line.strip_prefix(label))
        .filter(|after| after.trim_start().starts_with(':'));
    let title = label.map_or(line, |after| after.trim_start_matches([':', ' ']));
    let from = skipped + line.len() - title.len();
    STUDIES.iter().find_map(|study| {
        let at = title.find(study)?;
        let leads = at == 0 || (label.is_some() && at < 24);
        leads.then(|| (from + at + study.trim_end().len(), study.trim_end().len()))
    })
}

/// How much of a document is looked at, in bytes: its kind shows early.
const HEAD: usize = 256 * 1024;

/// The first words of the [`PHRASES`]: numbered, and the number for each phrase.
struct FirstWords {
    numbers: HashMap<&'static str, usize>,
    of: Vec<usize>,
}

fn first_words() -> &'static FirstWords {
    static FIRST: OnceLock<FirstWords> = OnceLock::new();
    FIRST.get_or_init(|| {
        let mut numbers = HashMap::new();
        let number = |(_, phrase, _): &(Setting, &'static str, u32)| {
            let first = phrase.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
            let next = numbers.len();
            *numbers.entry(first).or_insert(next)
        };
        FirstWords { of: PHRASES.iter().map(number).collect(), numbers }
    })
}

impl FirstWords {
    /// Which of the words stand in a text, whole.
    fn standing(&self, text: &str) -> Vec<bool> {
        let mut standing = vec![false; self.numbers.len()];
        for word in text.split(|c: char| !c.is_alphanumeric()) {
            if let Some(number) = self.numbers.get(word) {
                standing[*number] = true;
            }
        }
        standing
    }
}

/// The setting that the documents speak of.
#[must_use]
pub fn infer(chart: &Chart, reading: &Reading) -> Inferred {
    let mut weights = [0u32; Setting::ALL.len()];
    let mut evidence: Vec<(Setting, u32, Evidence)> = Vec::new();
    for (number, (document, read)) in chart.documents.iter().zip(&reading.documents).enumerate() {
        let head = document.text.floor_char_boundary(HEAD);
        let lower = document.text[..head].to_ascii_lowercase();
        let standing = first_words().standing(&lower);
        for ((setting, phrase, weight), first) in PHRASES.iter().zip(&first_words().of) {
            // Its first word must stand whole.
            if !standing[*first] {
                continue;
            }
            if let Some(start) = lower.find(phrase) {
                weights[*setting as usize] += weight;
                let end = start + phrase.len();
                let text = document.text.get(start..end).unwrap_or_default().to_owned();
                let (document, start, end) = (number as u32, start as u32, end as u32);
                evidence.push((*setting, *weight, Evidence { document, start, end, text }));
            }
        }
        if let Some((end, words)) = study_title(&lower) {
            weights[Setting::Radiology as usize] += 5;
            let text = document.text.get(..end).unwrap_or_default();
            let start = end - words;
            let (document, text) = (number as u32, text[start..].to_owned());
            let (start, end) = (start as u32, end as u32);
            evidence.push((Setting::Radiology, 5, Evidence { document, start, end, text }));
        }
        let first = lower.trim_start().lines().next().unwrap_or_default();
        let title = first.split(|c: char| !c.is_alphanumeric());
        if title.take(TITLE_WORDS).any(|word| matches!(word, "ed" | "er" | "emergency")) {
            weights[Setting::Ed as usize] += 6;
        }
        let mut title = first.split(|c: char| !c.is_alphanumeric());
        if title.any(|word| matches!(word, "clinic" | "office" | "outpatient")) {
            weights[Setting::Office as usize] += 5;
        }
        for (setting, kind, weight) in SECTIONS {
            if read.sections.iter().any(|s| s.kind == *kind) {
                weights[*setting as usize] += weight;
            }
        }
    }
    if weights[Setting::Ed as usize] >= NAMES_ED {
        let office = &mut weights[Setting::Office as usize];
        *office = (*office).min(OFFICE_AGAINST_ED);
    }
    let mut ranked: Vec<(Setting, u32)> =
        Setting::ALL.into_iter().map(|s| (s, weights[s as usize])).collect();
    ranked.sort_by_key(|(_, weight)| std::cmp::Reverse(*weight));
    let (best, second) = (ranked[0], ranked[1]);
    if best.1 < LEAST || best.1 == second.1 {
        return Inferred { setting: Setting::Office, evidence: Vec::new() };
    }
    evidence.retain(|(setting, _, _)| *setting == best.0);
    evidence.sort_by_key(|(_, weight, _)| std::cmp::Reverse(*weight));
    let evidence = evidence.into_iter().take(3).map(|(_, _, e)| e).collect();
    Inferred { setting: best.0, evidence }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::trial;

    fn inferred(note: &str) -> Inferred {
        let chart = trial::chart(None, &[note]);
        infer(&chart, &trial::coder().reader().read(&chart))
    }

    #[test]
    fn names_the_setting_with_its_words() {
        for (note, expected) in [
            ("DISCHARGE SUMMARY\nDate of admission: 1/2\nHOSPITAL COURSE:", Setting::Inpatient),
            ("EMERGENCY DEPARTMENT NOTE\nTriage: pain.\nED COURSE: Stable.", Setting::Ed),
            ("MRI OF THE LEFT KNEE\nTECHNIQUE: Axial.\nIMPRESSION: Tear.", Setting::Radiology),
            ("SURGICAL PATHOLOGY\nGROSS DESCRIPTION: Skin.\nDIAGNOSIS: Nevus.", Setting::Pathology),
            ("PREOPERATIVE DIAGNOSIS: Hernia.\nPOSTOPERATIVE DIAGNOSIS: Same.", Setting::Surgery),
            ("INFUSION NOTE\nInfusion started at 9:00.", Setting::Clinic),
            ("OFFICE VISIT\nHPI: Cough.\nASSESSMENT AND PLAN: Bronchitis.", Setting::Office),
            ("URGENT CARE VISIT 58F\nCC: fell, triage at 9.\nA/P\n1. Sprain", Setting::Office),
        ] {
            let given = inferred(note);
            assert_eq!(given.setting, expected, "{note}");
            assert!(!given.evidence.is_empty(), "{note}");
            for piece in &given.evidence {
                let (start, end) = (piece.start as usize, piece.end as usize);
                assert_eq!(note.get(start..end), Some(piece.text.as_str()), "{note}");
            }
        }
    }

    #[test]
    fn an_unsure_setting_is_office_without_words() {
        for note in ["", "Patient seen.", "Hypertension, stable.", "ÄÖ 😀 a specimen"] {
            let unsure = Inferred { setting: Setting::Office, evidence: Vec::new() };
            assert_eq!(inferred(note), unsure, "{note}");
        }
    }

    #[test]
    fn a_study_that_is_only_mentioned_is_no_title() {
        let office = "OFFICE VISIT\nHPI: Had an MRI of the knee last week.\nASSESSMENT: Tear.";
        assert_eq!(inferred(office).setting, Setting::Office);
        assert_eq!(study_title("mri left knee without contrast\nfindings"), Some((3, 3)));
        assert_eq!(study_title("the patient had an mri"), None);
    }
}
