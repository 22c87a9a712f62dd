//! Section I.C.21.c.7: aftercare. The aftercare of an injury is the injury's own code with the
//! letter of its phase, never an aftercare Z code; after a joint replacement it is Z47.1 with the
//! joint; after surgery of a stated body system the code of that system.

use super::{Rule, statements};
use crate::draft::{Draft, Facts, Standing};
use model::NotCodedWhy;
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.C.21.c.7", title: "aftercare", apply };

/// Aftercare of no stated kind.
const OPEN: [&str; 3] = ["Z48.89", "Z48.815", "Z09"];

/// Aftercare that an injury's own letter says.
const OF_INJURY: [&str; 6] = ["Z47.8", "Z47.2", "Z48.0", "Z48.89", "Z48.817", "Z51.89"];

/// Operations by the beginning of their names, and the aftercare of their body system.
const SURGERY: &[(&[&str], &str)] = &[
    (&["cataract", "vitrectomy", "trabeculectomy", "tympanoplasty", "myringotomy"], "Z48.810"),
    (&["craniotomy", "carpal tunnel release", "ulnar nerve transposition", "vp shunt"], "Z48.811"),
    (
        &[
            "cabg",
            "coronary artery bypass",
            "valve replacement",
            "endarterectomy",
            "fem-pop",
            "av fistula creation",
            "aneurysm repair",
            "vein ablation",
        ],
        "Z48.812",
    ),
    (
        &["tonsillectomy", "septoplasty", "lobectomy of lung", "sinus surgery", "thoracoscop"],
        "Z48.813",
    ),
    (
        &[
            "cholecystectomy",
            "appendectomy",
            "hernia repair",
            "herniorrhaphy",
            "colectomy",
            "colostomy",
            "gastric bypass",
            "sleeve gastrectomy",
            "hemorrhoidectomy",
            "fundoplication",
            "bowel resection",
        ],
        "Z48.815",
    ),
    (
        &[
            "hysterectomy",
            "turp",
            "nephrectomy",
            "prostatectomy",
            "salpingectomy",
            "oophorectomy",
            "hydrocelectomy",
            "orchiopexy",
            "circumcision",
            "bladder sling",
            "lithotripsy",
        ],
        "Z48.816",
    ),
    (&["lipoma excision", "excision of lipoma", "skin graft", "cyst excision", "i&d"], "Z48.817"),
    (
        &[
            "arthroscop",
            "rotator cuff repair",
            "acl reconstruction",
            "meniscectomy",
            "laminectomy",
            "discectomy",
            "spinal fusion",
            "bunionectomy",
            "trigger finger release",
        ],
        "Z47.89",
    ),
];

/// Words that put the operation before this visit.
const AFTER: [&str; 12] = [
    "status post",
    "s/p",
    "post-op",
    "postop",
    "post op",
    "after",
    "following",
    "since",
    "underwent",
    "weeks out",
    "days out",
    "follow-up of",
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    not_of_injuries(draft);
    of_joint(facts, draft);
    of_system(facts, draft);
}

/// An injury in its healing phase says the aftercare itself.
fn not_of_injuries(draft: &mut Draft) {
    let letters = ['D', 'E', 'F', 'G', 'H', 'J', 'K', 'M', 'N', 'P', 'Q', 'R'];
    let healing = |code: &str| code.starts_with(['S', 'T']) && code.ends_with(letters);
    while let (Some(injury), Some(aftercare)) = (
        draft.diagnoses.iter().position(|d| healing(&d.code) && d.standing >= Standing::Treated),
        draft.find(&OF_INJURY),
    ) {
        draft.diagnoses[injury].rule("I.C.21.c.7");
        draft.drop(aftercare, NotCodedWhy::Excluded, "I.C.21.c.7", Some(injury));
    }
}

fn of_joint(facts: &Facts<'_>, draft: &mut Draft) {
    let (Some(joint), Some(open)) = (draft.find(&["Z96.6"]), draft.find(&OPEN)) else { return };
    let replaced = statements::naming(facts, &draft.diagnoses[joint]);
    let recent = replaced.iter().any(|s| statements::affirmed(s.text, &AFTER).is_some());
    if recent && !draft.has(&["Z47.1"]) {
        become_code(facts, draft, open, "Z47.1");
    }
}

fn of_system(facts: &Facts<'_>, draft: &mut Draft) {
    let Some(open) = draft.find(&["Z48.89"]) else { return };
    let code = statements::all(facts).find_map(|statement| {
        statements::affirmed(statement.text, &AFTER)?;
        let row =
            SURGERY.iter().find(|(names, _)| statements::affirmed(statement.text, names).is_some());
        row.map(|(_, code)| *code)
    });
    if let Some(code) = code {
        become_code(facts, draft, open, code);
    }
}

fn become_code(facts: &Facts<'_>, draft: &mut Draft, at: usize, code: &str) {
    if !facts.pack.is_billable(code, facts.date) || draft.has(&[code]) {
        return;
    }
    let aftercare = &mut draft.diagnoses[at];
    let before = std::mem::replace(&mut aftercare.code, code.to_owned());
    aftercare.kind = Kind::Encounter;
    aftercare.defaulted = false;
    aftercare.reject(&before, "the operation is documented (I.C.21.c.7)");
    aftercare.rule("I.C.21.c.7");
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Office};

    #[test]
    fn of_what_was_done() {
        check(&[
            (
                Office,
                "CHIEF COMPLAINT: Postop check.\n\nASSESSMENT:\n1. Status post right total knee replacement, doing well.",
                "Z47.1! Z96.651 -Z48",
            ),
            (
                Office,
                "CHIEF COMPLAINT: Post-op visit.\n\nASSESSMENT:\n1. Status post laparoscopic cholecystectomy 2 weeks ago.",
                "Z48.815! -Z48.89",
            ),
            (
                Office,
                "CHIEF COMPLAINT: Postop check.\n\nASSESSMENT:\n1. S/p hysterectomy, incision clean.",
                "Z48.816! -Z48.89",
            ),
            (
                Office,
                "CHIEF COMPLAINT: Postop check.\n\nHPI: Underwent left rotator cuff repair 10 days ago.",
                "Z47.89! -Z48.89",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Suture removal, laceration of left hand healing well.",
                "S61.412D! -Z48",
            ),
        ]);
    }

    #[test]
    fn not_of_it() {
        check(&[
            (Ed, "ASSESSMENT:\n1. Laceration of left hand, repaired.", "S61.412A! -Z48"),
            (
                Office,
                "SURGICAL HISTORY: Cholecystectomy 2010.\n\nASSESSMENT:\n1. Hypertension.",
                "I10! -Z48",
            ),
            (
                Office,
                "PAST SURGICAL HISTORY: Right total knee replacement.\n\nASSESSMENT:\n1. Acute bronchitis.",
                "J20.9! -Z47",
            ),
            (Office, "ASSESSMENT:\n1. Suture removal.", "Z48.02!"),
        ]);
    }
}
