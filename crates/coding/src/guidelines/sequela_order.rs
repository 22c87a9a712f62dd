//! Section I.B.10: a sequela takes two codes, the condition that remains first and the injury
//! with its letter for sequelae second.

use super::Rule;
use crate::draft::{Draft, Facts};
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.B.10", title: "what remains comes before what caused it", apply };

fn apply(_: &Facts<'_>, draft: &mut Draft) {
    for at in 0..draft.diagnoses.len() {
        let cause = &draft.diagnoses[at];
        let sequela = cause.code.starts_with(['S', 'T', 'M']) && cause.code.ends_with('S');
        if !sequela {
            continue;
        }
        // What remains is named in the same sentence or problem, after or before the injury.
        let same = |other: &crate::draft::Diagnosis| {
            other.code != cause.code
                && !other.code.ends_with('S')
                && other.order.0 == cause.order.0
                && other.order.1 == cause.order.1
                && other.order.2.abs_diff(cause.order.2) < NEAR
                && !matches!(other.kind, Kind::Status | Kind::History | Kind::Encounter)
        };
        let remains = (0..draft.diagnoses.len()).find(|i| same(&draft.diagnoses[*i]));
        let Some(remains) = remains else { continue };
        let order = draft.diagnoses[remains].order;
        let cause = &mut draft.diagnoses[at];
        cause.rule("I.B.10");
        if cause.order < order {
            cause.order = (order.0, order.1, order.2.saturating_add(1));
        }
        draft.diagnoses[remains].rule("I.B.10");
    }
}

/// How far apart the two are named, in bytes.
const NEAR: u32 = 80;

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Office};

    #[test]
    fn what_remains_is_first() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. Sequela of right ankle sprain: right ankle pain, chronic.",
                "M25.571! S93.401S",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Late effect of left wrist fracture with stiffness of left wrist.",
                "M25.632! S62.102S",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Right elbow stiffness, sequela of right elbow dislocation.",
                "M25.621! S53.104S",
            ),
            (Office, "ASSESSMENT:\n1. Chronic pain, sequela of right ankle sprain.", "S93.401S"),
            (
                Office,
                "ASSESSMENT:\n1. Right shoulder pain, late effect of right clavicle fracture.",
                "M25.511! S42.001S",
            ),
        ]);
    }

    #[test]
    fn no_sequela() {
        check(&[
            (Ed, "ASSESSMENT:\n1. Right ankle sprain.\n2. Back pain.", "S93.401A!"),
            (Office, "ASSESSMENT:\n1. Right ankle sprain. No sequelae expected.", "-M25"),
            (Office, "ASSESSMENT:\n1. Hypertension.\n2. Right ankle sprain.", "I10! S93.401A"),
        ]);
    }
}
