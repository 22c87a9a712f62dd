//! Section I.C.6.a: hemiplegia and other paralysis of one side. Where the affected side is
//! documented and the dominant one is not, the right side is taken as dominant and the left as
//! not; for the ambidextrous the affected side is dominant.

use super::{Rule, statements};
use crate::context::{self, Side};
use crate::draft::{Diagnosis, Draft, Facts};

pub const RULE: Rule = Rule { section: "I.C.6.a", title: "dominant and nondominant side", apply };

/// The dominant hand, as documented.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Hand {
    Left,
    Right,
    Both,
}

const LEFT: [&str; 5] = [
    "left-handed",
    "left handed",
    "left hand dominant",
    "left-hand dominant",
    "left hand-dominant",
];
const RIGHT: [&str; 5] = [
    "right-handed",
    "right handed",
    "right hand dominant",
    "right-hand dominant",
    "right hand-dominant",
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let mut hand: Option<Option<Hand>> = None;
    for diagnosis in &mut draft.diagnoses {
        // Only categories of paralysis and its sequelae ask for it.
        if !diagnosis.is("G81") && !diagnosis.is("G83") && !diagnosis.is("I69") {
            continue;
        }
        let Some(node) = facts.pack.base(&diagnosis.code) else { continue };
        if !node.title().to_lowercase().contains("unspecified side") {
            continue;
        }
        let Some(left) = affected(facts, diagnosis) else { continue };
        let hand = *hand.get_or_insert_with(|| documented(facts));
        let side = if left { "left" } else { "right" };
        let dominant = match (hand, left) {
            (Some(Hand::Both), _) | (Some(Hand::Left), true) => true,
            (Some(Hand::Left), false) | (Some(Hand::Right), true) => false,
            (Some(Hand::Right), false) => true,
            (None, left) => !left,
        };
        let wanted = format!("affecting {side} {}dominant side", if dominant { "" } else { "non" });
        let code = node.parent().and_then(|p| {
            p.children().find(|c| spoken(c.title()).ends_with(&wanted)).map(|c| c.dotted())
        });
        let Some(code) = code.filter(|code| facts.pack.is_billable(code, facts.date)) else {
            continue;
        };
        let before = std::mem::replace(&mut diagnosis.code, code);
        diagnosis.defaulted = false;
        diagnosis.reject(&before, "the affected side is documented (I.C.6.a)");
        diagnosis.rule("I.C.6.a");
    }
}

/// A title in lower case; the list writes both "nondominant" and "non-dominant".
fn spoken(title: &str) -> String {
    title.to_lowercase().replace('-', "")
}

/// True for the left side, false for the right; `None` where neither, or both, is documented.
fn affected(facts: &Facts<'_>, diagnosis: &Diagnosis) -> Option<bool> {
    diagnosis.mentions.iter().find_map(|(document, at)| {
        let mention = facts.document(*document).mentions.get(*at as usize)?;
        // "Left hemiparesis" itself says the side; "hemiparesis, patient is left-handed" does not.
        let finding = &mention.finding;
        let range = finding.sentence_start as usize..finding.sentence_end as usize;
        let sentence = facts.text(*document).get(range).unwrap_or_default().to_ascii_lowercase();
        let mut named = sentence.clone();
        for hand in LEFT.iter().chain(&RIGHT) {
            named = named.replace(hand, "");
        }
        match (named.contains("left"), named.contains("right")) {
            (true, false) => Some(true),
            (false, true) => Some(false),
            _ => match context::side(facts, mention)? {
                Side::Left => Some(true),
                Side::Right => Some(false),
                Side::Both => None,
            },
        }
    })
}

fn documented(facts: &Facts<'_>) -> Option<Hand> {
    statements::all(facts).find_map(|statement| {
        let says = |words: &[&str]| words.iter().any(|w| statement.text.contains(w));
        if says(&["ambidextrous"]) {
            Some(Hand::Both)
        } else if says(&LEFT) {
            Some(Hand::Left)
        } else if says(&RIGHT) {
            Some(Hand::Right)
        } else {
            None
        }
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn the_affected_side() {
        check(&[
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Acute ischemic stroke.\n2. Right hemiplegia.",
                "I63.9! G81.91",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Acute CVA.\n2. Left-sided hemiparesis.",
                "G81.94",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Acute CVA.\n2. Left hemiparesis. Patient is left-handed.",
                "I63.9! G81.92",
            ),
            (
                Inpatient,
                "HPI: A left hand dominant man.\n\nDISCHARGE DIAGNOSES:\n1. CVA with right hemiparesis.",
                "I63.9! G81.93",
            ),
            (
                Office,
                "ASSESSMENT:\n1. History of stroke with residual left hemiparesis.",
                "I69.354! -I63 -G81",
            ),
            (Office, "ASSESSMENT:\n1. Late effect of CVA, right hemiplegia.", "I69.351! -I63"),
            (
                Inpatient,
                "HPI: Ambidextrous.\n\nDISCHARGE DIAGNOSES:\n1. Stroke with left hemiplegia.",
                "I63.9! G81.92",
            ),
        ]);
    }

    #[test]
    fn no_side() {
        check(&[
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Acute CVA.\n2. Hemiplegia.", "I63.9! G81.90"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Acute CVA. No left hemiparesis.", "I63.9! -G81"),
            (
                Office,
                "HPI: Right-handed.\n\nASSESSMENT:\n1. Migraine. No hemiplegia.",
                "G43.909! -G81",
            ),
        ]);
    }
}
