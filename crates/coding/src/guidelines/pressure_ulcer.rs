//! Section I.C.12.a: pressure ulcers by site and stage. A healed ulcer is not coded, a healing
//! one by its stage; one that evolves during a stay takes the stage at admission and the highest.

use super::{Rule, statements};
use crate::context::{self, Side};
use crate::draft::{Diagnosis, Draft, Facts};
use model::{NotCodedWhy, Setting};

pub const RULE: Rule =
    Rule { section: "I.C.12.a", title: "pressure ulcers by site and stage", apply };

/// The site as notes name it, and its subcategory on no side, the right, the left.
const SITES: [(&[&str], [&str; 3]); 8] = [
    (&["sacr", "coccy", "tailbone"], ["L89.15", "L89.15", "L89.15"]),
    (&["heel"], ["L89.60", "L89.61", "L89.62"]),
    (&["buttock", "gluteal"], ["L89.30", "L89.31", "L89.32"]),
    (&["ischi"], ["L89.30", "L89.31", "L89.32"]),
    (&["hip", "trochanter"], ["L89.20", "L89.21", "L89.22"]),
    (&["elbow"], ["L89.00", "L89.01", "L89.02"]),
    (&["ankle", "malleol"], ["L89.50", "L89.51", "L89.52"]),
    (&["occip", "head"], ["L89.81", "L89.81", "L89.81"]),
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let mut at = 0;
    while at < draft.diagnoses.len() {
        if !draft.diagnoses[at].is("L89") {
            at += 1;
        } else if is_healed(facts, &draft.diagnoses[at]) {
            draft.drop(at, NotCodedWhy::History, "I.C.12.a.4", None);
        } else {
            by_site(facts, &mut draft.diagnoses[at]);
            evolved(facts, draft, at);
            at += 1;
        }
    }
}

/// "Healed", and in no sentence "healing" or a stage of now.
fn is_healed(facts: &Facts<'_>, ulcer: &Diagnosis) -> bool {
    let named = statements::naming(facts, ulcer);
    let healed = |text: &str| {
        statements::affirmed_word(text, &["healed", "resolved"]).is_some()
            && !["partially healed", "not healed", "healing"].iter().any(|w| text.contains(w))
    };
    !named.is_empty() && named.iter().all(|s| healed(s.text))
}

/// The stage's character, last of the code: 0 unstageable, 1 to 4, 6 deep tissue, 9 none.
fn stage(code: &str) -> char {
    code.chars().last().unwrap_or('9')
}

/// "Of unspecified site", where the words beside the ulcer name one.
fn by_site(facts: &Facts<'_>, ulcer: &mut Diagnosis) {
    if !ulcer.is("L89.9") {
        return;
    }
    let found = ulcer.mentions.iter().find_map(|(document, at)| {
        let mention = &facts.document(*document).mentions[*at as usize];
        let finding = &mention.finding;
        let range = finding.sentence_start as usize..finding.sentence_end as usize;
        let text = facts.text(*document).get(range)?.to_ascii_lowercase();
        let (_, [none, right, left]) =
            SITES.iter().find(|(names, _)| statements::affirmed(&text, names).is_some())?;
        Some(match context::side(facts, mention) {
            Some(Side::Right) => *right,
            Some(Side::Left) => *left,
            _ => *none,
        })
    });
    let Some(site) = found else { return };
    let code = format!("{site}{}", stage(&ulcer.code));
    if facts.pack.is_billable(&code, facts.date) {
        let before = std::mem::replace(&mut ulcer.code, code);
        ulcer.reject(&before, "the site is documented (I.C.12.a)");
        ulcer.rule("I.C.12.a");
    }
}

/// Words by which an ulcer got worse during the stay.
const WORSE: [&str; 6] =
    ["progressed to", "evolved to", "evolved into", "worsened to", "advanced to", "now stage"];

/// The stage that it reached, beside the one at admission (I.C.12.a.6).
fn evolved(facts: &Facts<'_>, draft: &mut Draft, at: usize) {
    if facts.setting != Setting::Inpatient {
        return;
    }
    let ulcer = &draft.diagnoses[at];
    let reached = statements::problem(facts, ulcer).iter().find_map(|statement| {
        let (from, to) = statements::affirmed(statement.text, &WORSE)?;
        let rest = statement.text.get(from..)?.split_once("stage")?.1.trim_start();
        let word = rest.split(|c: char| !c.is_alphanumeric()).next()?;
        let stage = match word {
            "1" | "i" => '1',
            "2" | "ii" => '2',
            "3" | "iii" => '3',
            "4" | "iv" => '4',
            _ => return None,
        };
        Some((stage, statement.evidence(facts, (from, to))))
    });
    let Some((reached, evidence)) = reached else { return };
    let mut code = ulcer.code.clone();
    let first = stage(&code);
    code.pop();
    code.push(reached);
    let known = draft.diagnoses.iter().any(|d| d.code == code);
    if known || reached <= first || !facts.pack.is_billable(&code, facts.date) {
        return;
    }
    let mut worse = draft.diagnoses[at].clone();
    worse.code = code;
    worse.evidence.push(evidence);
    worse.order.2 = worse.order.2.saturating_add(1);
    worse.rejected.clear();
    worse.rule("I.C.12.a.6");
    draft.diagnoses.push(worse);
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn by_site_and_stage() {
        check(&[
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Pneumonia.\n2. Stage 2 pressure ulcer of sacrum, healing.",
                "J18.9! L89.152",
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Stage 3 sacral pressure ulcer.", "L89.153!"),
            (Office, "ASSESSMENT:\n1. Decubitus ulcer of right heel, unstageable.", "L89.610!"),
            (Office, "ASSESSMENT:\n1. Stage 4 pressure ulcer of left ischium.", "L89.324!"),
            (Office, "ASSESSMENT:\n1. Stage 2 pressure ulcer of left buttock.", "L89.322!"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Sacral pressure ulcer, stage 2 on admission, progressed to stage 3.",
                "L89.152! L89.153",
            ),
        ]);
    }

    #[test]
    fn not_coded() {
        check(&[
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Pneumonia.\n2. Healed sacral pressure ulcer.",
                "J18.9! -L89",
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia. No pressure ulcer.", "J18.9! -L89"),
            (
                Office,
                "ASSESSMENT:\n1. Hypertension.\n2. Pressure ulcer of left heel, resolved.",
                "I10! -L89",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Stage 2 sacral pressure ulcer, has not progressed to stage 3.",
                "L89.152! -L89.153",
            ),
        ]);
    }
}
