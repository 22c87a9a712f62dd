//! Section I.C.19.b: several injuries. A superficial injury is not coded beside a more severe
//! one of the same site; the most serious injury comes before the others.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.C.19.b", title: "superficial injuries and the most serious one", apply };

/// Injuries by the character after the block of the body part: inner organs and skull, fractures,
/// all others, superficial.
fn severity(code: &str) -> Option<u8> {
    let (block, kind) = (code.as_bytes().get(1)?, *code.as_bytes().get(2)?);
    if !code.starts_with('S') {
        return None;
    }
    Some(match (block, kind) {
        (b'0', b'6') if code.starts_with("S06.0") => 2,
        (b'0', b'6') | (b'2', b'5'..=b'7') | (b'3', b'5'..=b'7') => 4,
        (_, b'2') => 3,
        (_, b'8') if *block != b'0' => 3,
        (_, b'0') => 0,
        _ => 1,
    })
}

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let mut at = 0;
    while at < draft.diagnoses.len() {
        let code = draft.diagnoses[at].code.clone();
        let superficial = severity(&code) == Some(0) && !code.ends_with('S');
        let worse = superficial
            .then(|| draft.diagnoses.iter().position(|d| is_worse(facts, d, &code)))
            .flatten();
        match worse {
            Some(by) => {
                draft.diagnoses[by].rule("I.C.19.b.1");
                draft.drop(at, NotCodedWhy::Integral, "I.C.19.b.1", Some(by));
            }
            None => at += 1,
        }
    }
    most_serious_first(draft);
}

/// True for a deeper injury of the same site and side.
fn is_worse(facts: &Facts<'_>, other: &Diagnosis, superficial: &str) -> bool {
    if severity(&other.code).is_none_or(|s| s == 0) || other.code[..2] != superficial[..2] {
        return false;
    }
    let words = |code: &str| -> Vec<String> {
        let title = facts.pack.title(code).unwrap_or_default().to_lowercase();
        title.split(|c: char| !c.is_alphanumeric()).map(str::to_owned).collect()
    };
    let (own, others) = (words(superficial), words(&other.code));
    let has = |list: &[String], word: &str| list.iter().any(|w| w == word);
    let opposite =
        has(&own, "left") && has(&others, "right") || has(&own, "right") && has(&others, "left");
    if opposite {
        return false;
    }
    // Head and trunk hold many sites: both titles must name one.
    const SITES: [&str; 27] = [
        "scalp",
        "nose",
        "eyelid",
        "ear",
        "lip",
        "cheek",
        "breast",
        "chest",
        "thorax",
        "back",
        "abdominal",
        "pelvis",
        "wrist",
        "hand",
        "finger",
        "thumb",
        "forearm",
        "elbow",
        "shoulder",
        "arm",
        "hip",
        "thigh",
        "knee",
        "leg",
        "ankle",
        "foot",
        "toe",
    ];
    SITES.iter().any(|site| has(&own, site) && has(&others, site))
        || (has(&own, "wrist") && is_carpal(&others))
        || (has(&own, "lower") && has(&own, "leg") && has(&others, "tibia"))
        || (has(&own, "forearm") && (has(&others, "radius") || has(&others, "ulna")))
        || (has(&own, "thigh") && has(&others, "femur"))
}

/// A wrist fracture is one of the carpal bones by its title.
fn is_carpal(words: &[String]) -> bool {
    words.iter().any(|w| w == "carpal" || w == "navicular")
}

/// An inner organ's injury before fractures, those before the rest: only what stands wrongly is
/// moved, since the provider's order counts among equals.
fn most_serious_first(draft: &mut Draft) {
    let initial = |d: &Diagnosis| severity(&d.code).filter(|_| d.code.ends_with(['A', 'B', 'C']));
    let first = draft.diagnoses.iter().filter(|d| initial(d).is_some()).map(|d| d.order).min();
    let Some(first) = first else { return };
    let Some(of_first) = draft.diagnoses.iter().filter(|d| d.order == first).find_map(initial)
    else {
        return;
    };
    let worst = draft.diagnoses.iter().filter_map(initial).max().unwrap_or_default();
    // Which of two serious injuries comes first is the provider's to say.
    if worst < 3 || of_first > 0 {
        return;
    }
    let at = (0..draft.diagnoses.len())
        .filter(|i| initial(&draft.diagnoses[*i]) == Some(worst))
        .min_by_key(|i| draft.diagnoses[*i].order);
    if let Some(at) = at {
        let serious = &mut draft.diagnoses[at];
        serious.order = (first.0, first.1, first.2.saturating_sub(1));
        serious.rule("I.C.19.b");
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Ed;

    #[test]
    fn with_a_deeper_one() {
        check(&[
            (
                Ed,
                "ASSESSMENT:\n1. Right wrist fracture.\n2. Abrasion of right wrist.",
                "S62.101A! -S60",
            ),
            (
                Ed,
                "ASSESSMENT:\n1. Left ankle sprain.\n2. Contusion of left ankle.",
                "S93.402A! -S90",
            ),
            (
                Ed,
                "ASSESSMENT:\n1. Abrasion of face.\n2. Fracture of left femoral shaft.",
                "S72.302A! S00.81XA",
            ),
            (
                Ed,
                "ASSESSMENT:\n1. Scalp laceration.\n2. Traumatic subdural hematoma.",
                "S01.01XA -S06.0",
            ),
            (
                Ed,
                "ASSESSMENT:\n1. Contusion of right thigh.\n2. Fracture of right femoral shaft.",
                "S72.301A! -S70",
            ),
        ]);
    }

    #[test]
    fn of_another_place() {
        check(&[
            (
                Ed,
                "ASSESSMENT:\n1. Right wrist fracture.\n2. Abrasion of left wrist.",
                "S62.101A! S60.812A",
            ),
            (
                Ed,
                "ASSESSMENT:\n1. Abrasion of left knee.\n2. Left ankle sprain.",
                "S80.212A! S93.402A",
            ),
            (Ed, "ASSESSMENT:\n1. Contusion of right hand. No fracture.", "S60.221A! #1"),
            (
                Ed,
                "ASSESSMENT:\n1. Left ankle sprain.\n2. Laceration of scalp.",
                "S93.402A! S01.01XA",
            ),
        ]);
    }
}
