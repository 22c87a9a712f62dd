//! Section I.C.13.d: a fracture in a patient with known osteoporosis, also after a minor fall
//! that would not break a healthy bone, is M80 and not a traumatic fracture. Section I.C.2.l.6:
//! a pathological fracture in a patient with a tumour of the bone is M84.5.

use super::{Rule, statements};
use crate::draft::{Diagnosis, Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.C.13.d", title: "pathological against traumatic fractures", apply };

/// Bones that osteoporosis breaks: the traumatic fracture, the middle of the M80.0 code, and
/// whether a side follows.
const BONES: [(&[&str], &str, bool); 7] = [
    (&["S72.0", "S72.1", "S72.2", "S72.3", "S72.4", "S72.9"], "M80.05", true),
    (&["S12", "S22.0", "S32.0", "S32.1"], "M80.08X", false),
    (&["S42.2", "S42.3", "S42.4"], "M80.02", true),
    (&["S52", "S62.1"], "M80.03", true),
    (&["S82"], "M80.06", true),
    (&["S42.0", "S42.1"], "M80.01", true),
    (&["S92"], "M80.07", true),
];

/// Words of a fall that breaks no healthy bone, or of a bone that broke by itself.
const MINOR: [&str; 16] = [
    "ground level fall",
    "ground-level fall",
    "fall from standing",
    "fell from standing",
    "standing height",
    "fragility",
    "insufficiency fracture",
    "osteoporotic",
    "minor fall",
    "low energy",
    "low-energy",
    "low impact",
    "mechanical fall",
    "minor trauma",
    "no trauma",
    "due to osteoporosis",
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    of_tumour(facts, draft);
    // The same fracture named once with its cause and once without is one.
    let same = |draft: &Draft| {
        draft.diagnoses.iter().enumerate().find_map(|(at, d)| {
            let code = osteoporotic(facts, &d.code)?;
            let kept = draft.diagnoses.iter().position(|k| k.code == code)?;
            Some((at, kept))
        })
    };
    while let Some((at, kept)) = same(draft) {
        draft.drop(at, NotCodedWhy::Excluded, "I.C.13.d", Some(kept));
    }
    let Some(bone_loss) = draft.find(&["M81"]) else { return };
    if draft.has(&["M80"]) {
        let kept = draft.find(&["M80"]);
        draft.drop(bone_loss, NotCodedWhy::Excluded, "I.C.13.d", kept);
        return;
    }
    let minor = |d: &Diagnosis| {
        statements::problem(facts, d).iter().any(|s| statements::affirmed(s.text, &MINOR).is_some())
    };
    let at = (0..draft.diagnoses.len()).find(|i| bone(&draft.diagnoses[*i].code).is_some());
    let Some(at) = at else { return };
    let story = || statements::all(facts).any(|s| statements::affirmed(s.text, &MINOR).is_some());
    if !(minor(&draft.diagnoses[at]) || story()) {
        return;
    }
    let Some(code) = osteoporotic(facts, &draft.diagnoses[at].code) else { return };
    let cause = draft.diagnoses[bone_loss].evidence.clone();
    let fracture = &mut draft.diagnoses[at];
    fracture.evidence.extend(cause);
    fracture.becomes(code, "known osteoporosis and a minor fall (I.C.13.d)");
    fracture.rule("I.C.13.d");
    draft.drop(bone_loss, NotCodedWhy::Excluded, "I.C.13.d", Some(at));
    draft.not_coded.pop();
}

/// The row of a closed fracture of a bone that osteoporosis breaks.
fn bone(code: &str) -> Option<(&'static str, bool)> {
    let closed = code.ends_with(['A', 'D', 'G', 'K', 'P', 'S']);
    BONES
        .iter()
        .find(|(codes, _, _)| closed && codes.iter().any(|c| crate::draft::is_below(code, c)))
        .map(|(_, middle, sided)| (*middle, *sided))
}

fn osteoporotic(facts: &Facts<'_>, code: &str) -> Option<String> {
    let (middle, sided) = bone(code)?;
    let side = match () {
        () if !sided => "",
        () if statements::title_has(facts, code, "right") => "1",
        () if statements::title_has(facts, code, "left") => "2",
        () => "9",
    };
    let code = format!("{middle}{side}{}", code.chars().last()?);
    facts.pack.is_billable(&code, facts.date).then_some(code)
}

/// Tumours of the bone.
const OF_BONE: [&str; 4] = ["C79.51", "C40", "C41", "C90.0"];

fn of_tumour(facts: &Facts<'_>, draft: &mut Draft) {
    if !draft.has(&OF_BONE) {
        return;
    }
    for fracture in draft.diagnoses.iter_mut().filter(|d| d.is("M84.4")) {
        let code = format!("M84.5{}", &fracture.code[5..]);
        if facts.pack.is_billable(&code, facts.date) {
            let before = std::mem::replace(&mut fracture.code, code);
            fracture.reject(&before, "a tumour of the bone is documented (I.C.2.l.6)");
            fracture.rule("I.C.2.l.6");
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Inpatient, Office};

    #[test]
    fn pathological() {
        check(&[
            (
                Ed,
                "ASSESSMENT:\n1. Right hip fracture after ground-level fall.\n2. Osteoporosis.",
                "M80.051A! -S72 -M81",
            ),
            (
                Inpatient,
                "HPI: Fell from standing at home.\n\nDISCHARGE DIAGNOSES:\n\
                1. Closed fracture of left distal radius.\n2. Osteoporosis.",
                "M80.032A! -S52 -M81",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Osteoporosis with compression fracture of T12 vertebra.",
                "M80.08XA! -M81 -S22",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Pathological fracture of right femur due to bone metastasis.",
                "M84.551A C79.51 -M84.4",
            ),
            (
                Ed,
                "HPI: Minor fall.\n\nASSESSMENT:\n1. Fracture of surgical neck of left humerus.\n2. Osteoporosis.",
                "M80.022A! -S42",
            ),
        ]);
    }

    #[test]
    fn traumatic() {
        check(&[
            (
                Ed,
                "HPI: Struck by a car.\n\nASSESSMENT:\n1. Right hip fracture.\n2. Osteoporosis.",
                "S72.001A M81.0 -M80",
            ),
            (
                Ed,
                "HPI: Ground-level fall.\n\nASSESSMENT:\n1. Closed fracture of left distal radius.",
                "S52.502A! -M80",
            ),
            (
                Ed,
                "HPI: Ground-level fall. No osteoporosis.\n\nASSESSMENT:\n1. Right hip fracture.",
                "S72.001A! -M80 -M81",
            ),
            (Office, "ASSESSMENT:\n1. Osteoporosis. No fracture.", "M81.0! -M80"),
        ]);
    }
}
