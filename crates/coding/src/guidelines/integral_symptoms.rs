//! Section I.B.4 to I.B.6 and IV.D: signs and symptoms.
//!
//! A symptom that belongs to a diagnosis that stands on the claim is not coded beside it; one
//! that does not is. Which belongs to which is said by the lexicon (`integral_to`).

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts, Standing, is_below};
use model::{NotCodedWhy, SectionKind};
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.B.5", title: "symptoms integral to a diagnosis are not coded", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let mut at = 0;
    while at < draft.diagnoses.len() {
        let symptom = &draft.diagnoses[at];
        let is_symptom = matches!(symptom.kind, Kind::Symptom | Kind::Finding);
        if !is_symptom {
            at += 1;
            continue;
        }
        let open = symptom.standing == Standing::Diagnosed && is_of_open_cause(facts, symptom);
        let by = draft.diagnoses.iter().position(|other| {
            !open
                && other.code != symptom.code
                // What remains of an injury is coded beside it (I.B.10).
                && !other.code.ends_with('S')
                && !matches!(
                    other.kind,
                    Kind::Symptom | Kind::Finding | Kind::Status | Kind::History | Kind::Encounter
                )
                && (symptom.integral_to.iter().any(|prefix| is_below(&other.code, prefix))
                    && same_side(facts, &symptom.code, &other.code)
                    || same_region(facts, &symptom.code, &other.code))
        });
        match by {
            Some(by) => {
                // The disease stands where the provider named its symptom.
                let (order, standing) = (symptom.order, symptom.standing);
                let kept = &mut draft.diagnoses[by];
                if standing == Standing::Diagnosed {
                    kept.order = kept.order.min(order);
                    kept.standing = kept.standing.max(Standing::Treated);
                }
                kept.rule("I.B.5");
                draft.drop(at, NotCodedWhy::Integral, "I.B.5", Some(by));
            }
            None if weak_beside_diagnoses(draft, at) => {
                draft.drop(at, NotCodedWhy::NotAddressed, "IV.D", None);
            }
            None => at += 1,
        }
    }
}

/// A symptom whose cause the provider leaves open in the same statement ("chest pain, likely
/// musculoskeletal") is the diagnosis (IV.H), whatever else the patient has.
fn is_of_open_cause(facts: &Facts<'_>, symptom: &Diagnosis) -> bool {
    symptom.mentions.iter().any(|(document, at)| {
        let mention = &facts.document(*document).mentions[*at as usize];
        let finding = &mention.finding;
        let stated = matches!(
            finding.section,
            SectionKind::Assessment | SectionKind::AssessmentPlan | SectionKind::Impression
        );
        let behind = facts.text(*document).get(finding.end as usize..finding.sentence_end as usize);
        let behind = behind.unwrap_or_default().to_ascii_lowercase();
        let mut words = behind.split(|c: char| !c.is_ascii_alphabetic()).filter(|w| !w.is_empty());
        stated && words.by_ref().take(OPEN_WITHIN).any(|word| OPEN.contains(&word))
    })
}

/// Words that leave a cause open.
const OPEN: [&str; 12] = [
    "likely",
    "probable",
    "probably",
    "possible",
    "possibly",
    "suspect",
    "suspected",
    "unclear",
    "unknown",
    "uncertain",
    "undetermined",
    "versus",
];

/// How soon behind the symptom they stand, in words.
const OPEN_WITHIN: usize = 4;

/// Pain of a joint or the back beside a disease or injury of the same place: M25.5 and M54 are
/// symptoms of M-chapter diseases and of injuries.
fn same_region(facts: &Facts<'_>, symptom: &str, other: &str) -> bool {
    let joint = is_below(symptom, "M25.5")
        || is_below(symptom, "M79.6")
        || is_below(symptom, "M25.4")
        || is_below(symptom, "M25.6");
    let back =
        is_below(symptom, "M54.5") || is_below(symptom, "M54.9") || is_below(symptom, "M54.2");
    if back {
        return [
            "M51", "M50", "M48", "M47", "M43", "M80", "S33", "S13", "S32", "S22", "S12", "S39.01",
            "S16",
        ]
        .iter()
        .any(|p| is_below(other, p));
    }
    joint
        && same_place(facts, symptom, other)
        && (other.starts_with('S')
            || [
                "M1", "M05", "M06", "M20", "M21", "M22", "M23", "M65", "M66", "M67", "M70", "M72",
                "M75", "M76", "M77", "M84", "M80", "M87", "M93", "M94", "M24",
            ]
            .iter()
            .any(|p| is_below(other, p)))
}

/// Parts of a limb; those of one row lie so near that a disease of one hurts in the other.
const PARTS: [&[&str]; 2] = [
    &[
        "shoulder", "clavicle", "humerus", "elbow", "forearm", "radius", "ulna", "wrist", "hand",
        "finger", "thumb", "arm",
    ],
    &[
        "hip",
        "thigh",
        "femur",
        "knee",
        "patella",
        "tibia",
        "fibula",
        "leg",
        "ankle",
        "foot",
        "toe",
        "calcaneus",
        "heel",
    ],
];

/// Joints that M-chapter titles name.
const JOINTS: [&str; 7] = ["shoulder", "elbow", "wrist", "hip", "knee", "ankle", "hand"];

/// The words of a code's title.
fn title(facts: &Facts<'_>, code: &str) -> Vec<String> {
    let title = facts.pack.title(code).unwrap_or_default().to_lowercase();
    title.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
}

/// False when both titles name one of these groups of words, and not the same.
fn agree(own: &[String], others: &[String], groups: &[&[&str]]) -> bool {
    let group = |words: &[String]| {
        groups.iter().position(|n| n.iter().any(|name| words.iter().any(|w| w == name)))
    };
    group(own).zip(group(others)).is_none_or(|(a, b)| a == b)
}

/// False when one code is of the left and the other of the right.
fn same_side(facts: &Facts<'_>, symptom: &str, other: &str) -> bool {
    agree(&title(facts, symptom), &title(facts, other), &[&["left"], &["right"]])
}

/// False when the titles of two codes name different sides, limbs or, for two diseases of
/// joints, different joints.
fn same_place(facts: &Facts<'_>, symptom: &str, other: &str) -> bool {
    let (own, others) = (title(facts, symptom), title(facts, other));
    let joints: Vec<&[&str]> = JOINTS.iter().map(std::slice::from_ref).collect();
    same_side(facts, symptom, other)
        && agree(&own, &others, &PARTS)
        && (other.starts_with('S') || agree(&own, &others, &joints))
}

/// A symptom told in the story only, where the provider states a diagnosis.
fn weak_beside_diagnoses(draft: &Draft, at: usize) -> bool {
    let own = draft.diagnoses[at].standing;
    let stated = draft.diagnoses.iter().any(|d| d.standing == Standing::Diagnosed);
    let enough = if stated { Standing::Diagnosed } else { Standing::Narrated };
    own < Standing::Diagnosed
        && draft.diagnoses.iter().any(|d| {
            d.standing >= enough
                && !matches!(d.kind, Kind::Symptom | Kind::Finding | Kind::Status | Kind::History)
        })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Office};

    #[test]
    fn belongs_to_the_disease() {
        check(&[
            (Ed, "ASSESSMENT:\n1. Pneumonia.\n2. Cough.", "J18.9! -R05"),
            (Office, "ASSESSMENT:\n1. UTI.\n2. Dysuria.", "N39.0! -R30"),
            (
                Ed,
                "ASSESSMENT:\n1. Acute appendicitis.\n2. Right lower quadrant abdominal pain.",
                "-R10",
            ),
            (Ed, "ASSESSMENT:\n1. NSTEMI.\n2. Chest pain.", "I21.4! -R07"),
            (
                Office,
                "ASSESSMENT:\n1. Right knee pain.\n2. Osteoarthritis of right knee.",
                "M17.11 -M25.56",
            ),
            (
                Ed,
                "CHIEF COMPLAINT: Wrist pain.\nASSESSMENT:\n1. Closed fracture of the right distal radius.\n2. Right wrist pain.",
                "S52.501A! -M25.5",
            ),
        ]);
    }
    #[test]
    fn does_not_belong() {
        check(&[
            (Ed, "ASSESSMENT:\n1. Pneumonia.\n2. Right knee pain.", "J18.9 M25.561"),
            (Office, "ASSESSMENT:\n1. Hypertension.\n2. Dysuria.", "I10 R30.0"),
            (
                Office,
                "ASSESSMENT:\n1. Right shoulder pain.\n2. Osteoarthritis of left knee.",
                "M25.511 M17.12",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Left knee pain.\n2. Osteoarthritis of right knee.",
                "M25.562 M17.11",
            ),
            (Office, "ASSESSMENT:\n1. Cough, possible pneumonia.", "R05.9! -J18"),
            (Office, "ASSESSMENT:\n1. Chest pain. No myocardial infarction.", "R07.9! -I21"),
            (
                Office,
                "ASSESSMENT:\n1. Low back pain.\n2. Osteoarthritis of right knee.",
                "M54.50 M17.11",
            ),
        ]);
    }
}
