//! Sections I.C.15.b.5, I.C.15.n and I.C.21.c.11: a delivery. The mother's record carries its
//! outcome (Z37); the code of a normal delivery (O80) stands alone of chapter 15.

use super::{Rule, statements};
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use model::{Evidence, NotCodedWhy, Setting};
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.C.15.n", title: "delivery and its outcome", apply };

/// Words of a delivery that took place.
const DELIVERED: [&str; 16] = [
    "had a delivery",
    "spontaneous delivery",
    "delivery of the",
    "vacuum-assisted",
    "vaginal delivery",
    "delivered vaginally",
    "delivered via",
    "delivered by",
    "was delivered",
    "cesarean delivery",
    "cesarean section",
    "c-section",
    "delivery of a",
    "delivered a",
    "svd",
    "nsvd",
];

/// Words of a child born alive.
const ALIVE: [&str; 8] =
    ["live", "viable", "apgar", "infant", "newborn", "baby", "healthy male", "healthy female"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let normal = draft.find(&["O80"]);
    let other = draft.diagnoses.iter().position(|d| d.code.starts_with('O') && !d.is("O80"));
    if let (Some(normal), Some(other)) = (normal, other) {
        draft.diagnoses[other].rule("I.C.15.n");
        draft.drop(normal, NotCodedWhy::Excluded, "I.C.15.n.1", Some(other));
    }
    let mother = draft.diagnoses.iter().any(|d| d.code.starts_with('O'));
    if !mother
        || draft.has(&["Z37"])
        || !matches!(facts.setting, Setting::Inpatient | Setting::Surgery)
    {
        return;
    }
    let Some(delivered) = find(facts, &DELIVERED) else { return };
    complicating_childbirth(facts, draft);
    let (code, evidence) = if let Some(stillborn) = find(facts, &["stillb", "fetal demise"]) {
        ("Z37.1", stillborn)
    } else if let Some(twins) = find(facts, &["twins", "twin a", "twin gestation"]) {
        ("Z37.2", twins)
    } else if let Some(alive) = find(facts, &ALIVE) {
        ("Z37.0", alive)
    } else {
        ("Z37.9", delivered.clone())
    };
    if facts.pack.is_billable(code, facts.date) {
        let order = (7, evidence.document, evidence.start);
        let what = (Kind::Status, Standing::Treated);
        let found = vec![evidence, delivered];
        draft.diagnoses.push(Diagnosis::added(code, what, found, order, "I.C.21.c.11"));
    }
}

/// What complicates the delivery has the entry for childbirth, where its heading has one
/// (I.C.15.a.3).
fn complicating_childbirth(facts: &Facts<'_>, draft: &mut Draft) {
    for diagnosis in draft.diagnoses.iter_mut().filter(|d| d.code.starts_with('O')) {
        let Some(heading) = facts.pack.node(&diagnosis.code).and_then(|node| node.parent()) else {
            continue;
        };
        let childbirth = heading
            .children()
            .find(|child| child.is_leaf() && child.title().contains("complicating childbirth"));
        let Some(code) = childbirth.map(|child| child.dotted()).filter(|c| *c != diagnosis.code)
        else {
            continue;
        };
        if facts.pack.is_billable(&code, facts.date) {
            let old = std::mem::replace(&mut diagnosis.code, code);
            diagnosis.reject(&old, "the delivery took place at this encounter (I.C.15.a.3)");
            diagnosis.rule("I.C.15.a.3");
        }
    }
}

/// The first affirmed statement of one of the words, outside histories.
fn find(facts: &Facts<'_>, words: &[&str]) -> Option<Evidence> {
    use model::SectionKind as S;
    statements::all(facts).find_map(|statement| {
        let history =
            matches!(
                statement.section,
                S::PastHistory | S::SurgicalHistory | S::ObstetricHistory | S::SocialHistory
            ) || ["history of", "previous", "prior"].iter().any(|w| statement.text.contains(w));
        let place = statements::affirmed(statement.text, words).filter(|_| !history)?;
        Some(statement.evidence(facts, place))
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn the_outcome_is_named() {
        check(&[
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Spontaneous vaginal delivery, single liveborn.",
                "O80! Z37.0",
            ),
            (
                Inpatient,
                "HOSPITAL COURSE: She delivered a viable female infant.\n\n\
                DISCHARGE DIAGNOSES:\n1. Vaginal delivery.\n2. First-degree perineal laceration.",
                "O70.0! Z37.0 -O80",
            ),
            (
                Inpatient,
                "HOSPITAL COURSE: Cesarean section of twins, both in good condition.\n\n\
                DISCHARGE DIAGNOSES:\n1. Severe preeclampsia.",
                "Z37.2",
            ),
            (
                Inpatient,
                "HOSPITAL COURSE: NSVD of a stillborn male.\n\n\
                DISCHARGE DIAGNOSES:\n1. Gestational hypertension.",
                "Z37.1",
            ),
            (
                Inpatient,
                "HOSPITAL COURSE: The baby was delivered by vacuum, Apgar 8 and 9.\n\n\
                DISCHARGE DIAGNOSES:\n1. Gestational diabetes, diet controlled.",
                "Z37.0",
            ),
        ]);
    }

    #[test]
    fn no_delivery() {
        check(&[
            (
                Inpatient,
                "HOSPITAL COURSE: She was not delivered.\n\n\
                DISCHARGE DIAGNOSES:\n1. Severe preeclampsia.",
                "-Z37",
            ),
            (
                Inpatient,
                "OBSTETRIC HISTORY: Vaginal delivery of a live infant in 2020.\n\n\
                DISCHARGE DIAGNOSES:\n1. Hyperemesis gravidarum.",
                "-Z37",
            ),
            (Office, "ASSESSMENT:\n1. Gestational hypertension. Plan vaginal delivery.", "-Z37"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Pneumonia. Healthy baby at home.", "J18.9! -Z37"),
        ]);
    }
}
