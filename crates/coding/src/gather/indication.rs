//! What a study was asked for, and what an admission began with.
//!
//! Section IV.K: a confirmed finding of the interpretation is coded, not the symptom that led to
//! it; a symptom that no finding explains remains the diagnosis. So an indication counts as
//! stated, and the rule for integral symptoms (I.B.5) takes out what a finding explains.

use super::headline::{is_headline, names_problem};
use crate::draft::{Facts, Standing};
use model::{Assertion, SectionKind, Setting, Temporality};
use reader::{Kind, Mention};

/// Words that name a look into the body: its indication is reported where nothing explains it.
const ENDOSCOPIES: [&str; 9] = [
    "colonoscop",
    "gastroscop",
    "esophagogastroduodenoscop",
    "endoscop",
    "egd",
    "sigmoidoscop",
    "cystoscop",
    "bronchoscop",
    "laryngoscop",
];

/// Bleeding from the gut: a sign, though it stands in the chapter of diseases.
const BLEEDING: [&str; 4] = ["K92.0", "K92.1", "K92.2", "K62.5"];

/// How far into a document the name of the procedure is looked for, in bytes.
const TITLE: usize = 4_000;

/// The standing that an indication or an admission diagnosis has, where it has one of its own.
pub(super) fn standing(facts: &Facts<'_>, mention: &Mention, kind: Kind) -> Option<Standing> {
    let finding = &mention.finding;
    let now =
        finding.assertion == Assertion::Present && finding.temporality != Temporality::Historical;
    let symptom = matches!(kind, Kind::Symptom | Kind::Finding);
    let stated = match (facts.setting, finding.section) {
        (Setting::Radiology, SectionKind::Indication) => {
            let disease =
                matches!(kind, Kind::Chronic | Kind::Acute | Kind::Injury | Kind::Neoplasm);
            now && (symptom && names_problem(facts, mention)
                || disease && is_headline(facts, mention))
        }
        (Setting::Surgery, SectionKind::Indication | SectionKind::PreoperativeDiagnosis) => {
            let sign = symptom || BLEEDING.contains(&finding.code.as_str());
            now && sign && names_problem(facts, mention) && is_endoscopy(facts)
        }
        (Setting::Inpatient, SectionKind::AdmissionDiagnosis) => now && !names_discharge(facts),
        _ => false,
    };
    stated.then_some(Standing::Diagnosed)
}

/// Words that name a study and what it showed.
const STUDIES: [&str; 10] = [
    "ultrasound",
    "ct ",
    "mri",
    "x-ray",
    "scan",
    "echocardiogram",
    "radiograph",
    "sonogram",
    "angiogram",
    "doppler",
];
const SHOWED: [&str; 6] = ["show", "reveal", "demonstrat", "noted", "found", "with evidence"];

/// True where the words before a mention name a study and say that it showed something.
pub(super) fn is_of_a_study(facts: &Facts<'_>, mention: &Mention) -> bool {
    let finding = &mention.finding;
    let range = finding.sentence_start as usize..finding.start as usize;
    let before = facts.text(finding.document).get(range).unwrap_or_default().to_ascii_lowercase();
    STUDIES.iter().any(|study| {
        before.find(study).is_some_and(|at| SHOWED.iter().any(|word| before[at..].contains(word)))
    })
}

fn is_endoscopy(facts: &Facts<'_>) -> bool {
    facts.chart.documents.iter().any(|document| {
        let head = document.text.floor_char_boundary(TITLE);
        let lower = document.text[..head].to_ascii_lowercase();
        ENDOSCOPIES.iter().any(|name| lower.contains(name))
    })
}

/// True where the chart has a list of diagnoses made at discharge.
fn names_discharge(facts: &Facts<'_>) -> bool {
    use SectionKind::{Assessment, AssessmentPlan, DischargeDiagnosis, Impression};
    let lists = [Assessment, AssessmentPlan, DischargeDiagnosis, Impression];
    facts.reading.documents.iter().flat_map(|d| &d.sections).any(|s| lists.contains(&s.kind))
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Radiology, Surgery};

    #[test]
    fn a_symptom_that_nothing_explains_stays() {
        check(&[
            (
                Radiology,
                "REASON FOR EXAM:\nRight lower quadrant pain, rule out appendicitis.\n\
                FINDINGS:\nThere is a small hiatal hernia.\nIMPRESSION:\n1. Normal appendix.",
                "R10.31! -K35",
            ),
            (
                Radiology,
                "INDICATION: Cough and fever.\nIMPRESSION: Right lower lobe pneumonia.",
                "J18.9! -R05 -R50",
            ),
            (
                Surgery,
                "PREOPERATIVE DIAGNOSIS: Hematochezia.\nPOSTOPERATIVE DIAGNOSIS: Colon polyps.\n\
                PROCEDURE PERFORMED: Colonoscopy with snare polypectomy.",
                "K63.5! K92.1",
            ),
            (
                Radiology,
                "CLINICAL HISTORY: Hypertension in the past, no chest pain.\n\
                IMPRESSION: Right pleural effusion.",
                "J90! -R07",
            ),
        ]);
    }

    #[test]
    fn an_admission_diagnosis_counts_where_no_other_is_listed() {
        check(&[
            (
                Inpatient,
                "DIAGNOSES ON ADMISSION:\n1. Urinary tract infection.\n2. Chest pain of unclear \
                etiology.\nHOSPITAL COURSE: Antibiotics were given.",
                "N39.0! R07.9",
            ),
            (
                Inpatient,
                "ADMISSION DIAGNOSIS: Chest pain.\nDISCHARGE DIAGNOSIS: NSTEMI.",
                "I21.4! -R07",
            ),
        ]);
    }
}
