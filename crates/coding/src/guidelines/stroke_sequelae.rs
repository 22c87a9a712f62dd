//! Section I.C.9.d: a deficit that the provider ascribes to an earlier stroke is its sequela
//! (I69), whenever it shows; without a deficit a past stroke is history (Z86.73), and the two do
//! not stand together for the same stroke.

use super::{Rule, statements};
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule = Rule { section: "I.C.9.d", title: "sequelae of a stroke", apply };

/// The deficit, its sequela code after a stroke of no stated kind, and whether the deficit's own
/// code stays beside it.
const DEFICITS: [(&[&str], &str, bool); 9] = [
    (&["G81.9"], "I69.359", false),
    (&["R13.1"], "I69.391", true),
    (&["R47.01"], "I69.320", false),
    (&["R47.02"], "I69.321", false),
    (&["R47.1"], "I69.322", false),
    (&["R29.810"], "I69.392", false),
    (&["R27.0", "R27.8"], "I69.393", false),
    (&["R41.841", "R41.89"], "I69.319", false),
    (&["R26.9", "R26.89", "R53.1", "R26.81", "G40.909"], "I69.398", true),
];

/// Words that make the stroke the cause and the past.
const AFTER: [&str; 17] = [
    "due to",
    "from",
    "following",
    "after",
    "secondary to",
    "residual",
    "sequela",
    "late effect",
    "post-stroke",
    "poststroke",
    "post stroke",
    "post-cva",
    "status post",
    "s/p",
    "old",
    "prior",
    "previous",
];

/// Words that name the stroke.
const STROKE: [&str; 4] = ["stroke", "cva", "cerebral infarct", "cerebrovascular accident"];

/// Words of a stroke of now.
const ACUTE: [&str; 4] = ["acute", "new stroke", "today", "code stroke"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    // A stroke that is being treated has deficits of its own.
    if !draft.has(&["I60", "I61", "I62", "I63", "I64"]) {
        for (deficits, sequela, stays) in DEFICITS {
            let Some(at) = draft.find(deficits) else { continue };
            if !ascribed(facts, draft, at) || !facts.pack.is_billable(sequela, facts.date) {
                continue;
            }
            let deficit = draft.diagnoses[at].clone();
            let own = &mut draft.diagnoses[at];
            own.code = sequela.to_owned();
            own.defaulted = false;
            own.reject(&deficit.code, "ascribed to an earlier stroke (I.C.9.d)");
            own.rule("I.C.9.d");
            if stays {
                let mut beside = deficit;
                beside.order.2 = beside.order.2.saturating_add(1);
                beside.rule("I.A.17");
                beside.integral_to.clear();
                draft.diagnoses.push(beside);
            }
        }
    }
    if let (Some(kept), Some(history)) = (draft.find(&["I69"]), draft.find(&["Z86.73"])) {
        draft.diagnoses[kept].rule("I.C.9.d");
        draft.drop(history, NotCodedWhy::Excluded, "I.C.9.d.3", Some(kept));
    }
}

/// True when a sentence that names the deficit ascribes it to a past stroke.
fn ascribed(facts: &Facts<'_>, draft: &Draft, at: usize) -> bool {
    statements::naming(facts, &draft.diagnoses[at]).iter().any(|statement| {
        let says = |words: &[&str]| statements::affirmed(statement.text, words).is_some();
        says(&STROKE) && says(&AFTER) && !says(&ACUTE)
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Inpatient, Office};

    #[test]
    fn ascribed_to_a_past_stroke() {
        check(&[
            (Office, "ASSESSMENT:\n1. Dysphagia due to old CVA.", "I69.391! R13.10 -Z86.73"),
            (Office, "ASSESSMENT:\n1. Aphasia following stroke.", "I69.320! -R47 -I63"),
            (Office, "ASSESSMENT:\n1. Dysarthria, residual from prior stroke.", "I69.322! -R47"),
            (
                Office,
                "ASSESSMENT:\n1. Left hemiparesis due to stroke in 2019.",
                "I69.354! -G81 -I63",
            ),
            (Office, "ASSESSMENT:\n1. Facial droop, late effect of stroke.", "I69.392! -R29"),
        ]);
    }

    #[test]
    fn not_ascribed() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. Hypertension.\n2. History of CVA without residual deficits.",
                "I10! Z86.73 -I69 -I63",
            ),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Acute CVA with aphasia.", "I63.9! -I69"),
            (Ed, "ASSESSMENT:\n1. Dysphagia. No history of stroke.", "R13.10! -I69 -Z86.73"),
            (Office, "ASSESSMENT:\n1. Dysphagia.\n2. History of TIA.", "R13.10! Z86.73 -I69"),
        ]);
    }
}
