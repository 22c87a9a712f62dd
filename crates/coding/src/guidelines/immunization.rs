//! Section I.C.21.c.2: Z23 where a vaccine was given at this encounter, whatever it was for. A
//! vaccine that is due, declined or given earlier is no reason for it; its name is no disease.

use super::{Rule, statements};
use crate::draft::{Diagnosis, Draft, Facts, Standing};
use model::{Evidence, NotCodedWhy, SectionKind, Setting};
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.C.21.c.2", title: "immunization at this encounter", apply };

/// Vaccines as notes name them.
const VACCINES: [&str; 35] = [
    "vaccin",
    "immuniz",
    "flu shot",
    "tdap",
    "dtap",
    "mmr",
    "gardasil",
    "shingrix",
    "prevnar",
    "pneumovax",
    "fluzone",
    "flublok",
    "fluad",
    "flumist",
    "hepatitis b shot",
    "tetanus shot",
    "tetanus booster",
    "tetanus toxoid",
    "menactra",
    "menveo",
    "bexsero",
    "pediarix",
    "pentacel",
    "kinrix",
    "proquad",
    "rotateq",
    "rotarix",
    "varivax",
    "boostrix",
    "adacel",
    "pcv13",
    "pcv20",
    "ppsv23",
    "havrix",
    "tetanus was",
];

/// Words that say that it was given.
const GIVEN: [&str; 18] = [
    "given",
    "administered",
    "gave",
    "received today",
    "receives today",
    "today",
    "i.m.",
    "im in",
    "im x",
    "ml im",
    "deltoid",
    "injected",
    "updated in",
    "was updated",
    "were updated",
    "tolerated",
    "vaccinated",
    "lot #",
];

/// Words that say that it was not, or not now.
const NOT_NOW: [&str; 37] = [
    "declin",
    "refus",
    "defer",
    "up to date",
    "up-to-date",
    "utd",
    "history of",
    "last ",
    "next",
    "due ",
    "due.",
    "recommend",
    "discuss",
    "will ",
    "should",
    "schedule",
    "previous",
    "prior",
    "years ago",
    "months ago",
    "weeks ago",
    "days ago",
    "last year",
    "at pharmacy",
    "plan to",
    "return for",
    "consider",
    "not given",
    "advised",
    "offered",
    "counsel",
    "needs",
    "in the past",
    "reviewed",
    "record",
    "unknown",
    "if ",
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let visit = matches!(facts.setting, Setting::Office | Setting::Clinic | Setting::Ed);
    if !visit {
        return;
    }
    let Some(given) = given(facts) else { return };
    drop_names(facts, draft);
    if let Some(known) = draft.find(&["Z23"]) {
        draft.diagnoses[known].evidence.push(given);
        return;
    }
    if facts.pack.is_billable("Z23", facts.date) {
        let order = (7, given.document, given.start);
        let what = (Kind::Encounter, Standing::Treated);
        draft.diagnoses.push(Diagnosis::added("Z23", what, vec![given], order, "I.C.21.c.2"));
    }
}

fn given(facts: &Facts<'_>) -> Option<Evidence> {
    use SectionKind as S;
    statements::all(facts).find_map(|statement| {
        let past = matches!(
            statement.section,
            S::PastHistory
                | S::SurgicalHistory
                | S::SocialHistory
                | S::Medications
                | S::ReviewOfSystems
                | S::Results
        );
        if past || !is_given(statement.text) {
            return None;
        }
        let place = statements::affirmed(statement.text, &VACCINES)?;
        let evidence = statement.evidence(facts, place);
        // The whole word, which the beginnings of the list leave open.
        let rest = facts.text(evidence.document).get(evidence.end as usize..)?;
        let more = rest.find(|c: char| !c.is_alphanumeric()).unwrap_or(rest.len()) as u32;
        Some(facts.evidence(evidence.document, evidence.start, evidence.end + more))
    })
}

/// True for a sentence that says that a vaccine was given now.
fn is_given(text: &str) -> bool {
    GIVEN.iter().any(|w| text.contains(w))
        && statements::affirmed(text, &VACCINES).is_some()
        && !NOT_NOW.iter().any(|w| text.contains(w))
}

/// "Varicella given": the disease that the vaccine is named after is not there.
fn drop_names(facts: &Facts<'_>, draft: &mut Draft) {
    let mut at = 0;
    while at < draft.diagnoses.len() {
        let diagnosis = &draft.diagnoses[at];
        let named = statements::naming(facts, diagnosis);
        let infection = diagnosis.code.starts_with(['A', 'B', 'J']) && !named.is_empty();
        if infection && named.iter().all(|s| is_given(s.text)) {
            draft.drop(at, NotCodedWhy::Hypothetical, "I.C.21.c.2", None);
        } else {
            at += 1;
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Office};

    #[test]
    fn given_now() {
        check(&[
            (Office, "ASSESSMENT:\n1. Flu vaccine given today.", "Z23!"),
            (
                Office,
                "ASSESSMENT:\n1. Hypertension.\n\nPLAN: Influenza vaccine administered today.",
                "I10! Z23",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Well child check.\n\nPLAN: MMR and varicella given.",
                "Z00.129! Z23 -B01 -B05",
            ),
            (
                Ed,
                "ED COURSE: Wound irrigated. Tdap given.\n\nDIAGNOSIS: Laceration of left hand.",
                "S61.412A! Z23",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Type 2 diabetes.\n2. Prevnar 20 administered IM in left deltoid.",
                "E11.9! Z23",
            ),
        ]);
    }

    #[test]
    fn not_given_now() {
        check(&[
            (Office, "ASSESSMENT:\n1. Hypertension.\n\nPLAN: Flu shot declined.", "I10! -Z23"),
            (Office, "ASSESSMENT:\n1. Hypertension.\nTdap 0.5 mL IM R deltoid.", "I10! Z23"),
            (
                Office,
                "IMMUNIZATIONS: Up to date, Tdap given 2019 per record.\n\nASSESSMENT:\n1. Acute bronchitis.",
                "J20.9! -Z23",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Hypertension.\n\nPLAN: Recommend Shingrix at pharmacy.",
                "I10! -Z23",
            ),
            (
                Office,
                "PAST MEDICAL HISTORY: Received influenza vaccine.\n\nASSESSMENT:\n1. Asthma.",
                "J45.909! -Z23",
            ),
            (Ed, "HPI: Not vaccinated against flu.\n\nASSESSMENT:\n1. Influenza A.", "J10.1! -Z23"),
        ]);
    }
}
