//! Section I.C.9.b: coronary atherosclerosis with angina is one code. The relation is presumed
//! unless the provider gives the angina another cause. With an acute infarction the angina is not
//! coded at all.

use super::{Rule, relation};
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule = Rule { section: "I.C.9.b", title: "coronary disease with angina", apply };

/// The angina, and the ending of I25.11- that holds it.
const ANGINA: [(&str, &str); 5] =
    [("I20.0", "0"), ("I20.1", "1"), ("I20.2", "2"), ("I20.8", "8"), ("I20.9", "9")];

/// Words that name coronary disease as a cause.
const AS_CAUSE: [&str; 4] = ["cad", "coronary", "atheroscler", "ischemic"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let infarction = draft.find(&["I21", "I22"]);
    let found = ANGINA.iter().find_map(|(code, ending)| Some((draft.find(&[code])?, ending)));
    let Some((angina, ending)) = found else { return };
    if let Some(infarction) = infarction {
        draft.diagnoses[infarction].rule("I.C.9.b");
        draft.drop(angina, NotCodedWhy::Integral, "I.C.9.b", Some(infarction));
        return;
    }
    let Some(coronary) = draft.find(&["I25.10", "I25.9"]) else { return };
    let code = format!("I25.11{ending}");
    if relation::is_unrelated(facts, &draft.diagnoses[angina], &AS_CAUSE)
        || !facts.pack.is_billable(&code, facts.date)
    {
        return;
    }
    let other = draft.diagnoses[angina].clone();
    let kept = &mut draft.diagnoses[coronary];
    kept.fold(&other);
    kept.mentions.extend(other.mentions);
    kept.defaulted = other.defaulted;
    kept.becomes(code, "with angina pectoris (I.C.9.b)");
    kept.rule("I.C.9.b");
    kept.rule("I.A.15");
    draft.drop(angina, NotCodedWhy::Excluded, "I.C.9.b", Some(coronary));
    draft.not_coded.pop();
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Inpatient, Office};

    #[test]
    fn one_code_for_both() {
        check(&[
            (Office, "ASSESSMENT:\n1. CAD.\n2. Angina pectoris.", "I25.119! -I20 -I25.10"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Unstable angina.\n2. CAD of native coronary artery.",
                "I25.110! -I20 -I25.10",
            ),
            (Office, "ASSESSMENT:\n1. CAD with stable angina.", "I25.118! -I20"),
            (
                Ed,
                "PAST MEDICAL HISTORY: CAD on aspirin and metoprolol.\n\nASSESSMENT:\n1. Unstable angina.",
                "I25.110! -I20 -I25.10",
            ),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. NSTEMI.\n2. Unstable angina.\n3. CAD.",
                "I21.4! I25.10 -I20 -I25.11",
            ),
        ]);
    }

    #[test]
    fn apart() {
        check(&[
            (Office, "ASSESSMENT:\n1. CAD, no angina.", "I25.10! -I25.11 -I20"),
            (Office, "ASSESSMENT:\n1. CAD.\n2. Noncardiac chest pain.", "I25.10 -I25.11"),
            (
                Office,
                "ASSESSMENT:\n1. CAD.\n2. Chest pain, possible angina pectoris.",
                "I25.10 -I25.11",
            ),
            (Office, "ASSESSMENT:\n1. Angina pectoris.", "I20.9! -I25"),
        ]);
    }
}
