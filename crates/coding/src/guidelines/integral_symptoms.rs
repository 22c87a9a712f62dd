//! Section I.B.4 to I.B.6 and IV.D: signs and symptoms.
//!
//! A symptom that belongs to a diagnosis that stands on the claim is not coded beside it; one
//! that does not is. Which belongs to which is said by the lexicon (`integral_to`).

use super::Rule;
use crate::draft::{Draft, Facts, Standing, is_below};
use model::NotCodedWhy;
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
        let by = draft.diagnoses.iter().position(|other| {
            other.code != symptom.code
                && !matches!(
                    other.kind,
                    Kind::Symptom | Kind::Finding | Kind::Status | Kind::History | Kind::Encounter
                )
                && (symptom.integral_to.iter().any(|prefix| is_below(&other.code, prefix))
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

/// Pain of a joint or the back beside a disease or injury of the same place: M25.5 and M54 are
/// symptoms of M-chapter diseases and of injuries.
fn same_region(_: &Facts<'_>, symptom: &str, other: &str) -> bool {
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
        && (other.starts_with('S')
            || [
                "M1", "M05", "M06", "M20", "M21", "M22", "M23", "M65", "M66", "M67", "M70", "M72",
                "M75", "M76", "M77", "M84", "M80", "M87", "M93", "M94", "M24",
            ]
            .iter()
            .any(|p| is_below(other, p)))
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
