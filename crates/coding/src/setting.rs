//! The setting, inferred from the documents where the chart does not state it.
//!
//! Shown with its evidence. Unsure means office, outpatient rules, and never release.

mod words;

use hashbrown::HashMap;
use model::{Chart, Evidence, Setting};
use reader::Reading;
use std::sync::OnceLock;
use words::{OFFICE_TITLE, OFFICES, PHRASES, SECTIONS, STUDIES};

/// What was inferred.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Inferred {
    /// The setting.
    pub setting: Setting,
    /// The words that said so; empty when nothing did.
    pub evidence: Vec<Evidence>,
}

/// An emergency record has the same sections as an office note: against words that name the
/// emergency department the office counts no more than this.
const OFFICE_AGAINST_ED: u32 = 3;

/// The weight of words that name it as the place of this visit: a visit there that is only told
/// of weighs less.
const NAMES_ED: u32 = 6;

/// A setting needs this much, and more than any other, to be inferred.
const LEAST: u32 = 4;

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

/// The word of a first line that names an office, and where it stands.
fn office_title(first: &str) -> Option<(usize, &'static str)> {
    let whole = |at: usize, name: &str| {
        let apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
        apart(first[..at].chars().next_back()) && apart(first[at + name.len()..].chars().next())
    };
    OFFICES.iter().find_map(|name| {
        let at = first.match_indices(name).map(|(at, _)| at).find(|at| whole(*at, name))?;
        Some((at, *name))
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
        if let Some((at, name)) = office_title(first) {
            weights[Setting::Office as usize] += OFFICE_TITLE;
            let start = lower.len() - lower.trim_start().len() + at;
            let end = start + name.len();
            let text = document.text.get(start..end).unwrap_or_default().to_owned();
            let (document, start, end) = (number as u32, start as u32, end as u32);
            evidence.push((Setting::Office, OFFICE_TITLE, Evidence { document, start, end, text }));
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
            ("DOS 11/18/26 est pt\nS: R foot tingles.\nP: gabapentin.", Setting::Office),
            ("38F, cough 3 d. Lungs clear.\nBronchitis - fluids. RTC prn.", Setting::Office),
            ("MRI shoulder\nTECHNIQUE: Axial.\nIMPRESSION: RTC tear.", Setting::Radiology),
            ("Urgent Care 7/4/26 1810\n34M, new patient, cut finger.", Setting::Office),
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
