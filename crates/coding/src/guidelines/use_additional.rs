//! Section I.A.17: "use additional code". A combined statement ("diabetic ulcer of the heel",
//! "hypertensive kidney disease stage 4", "end-stage renal disease on dialysis") names two facts;
//! where the tabular list asks for a second code and the words give it, it is added.

use super::Rule;
use crate::context::{self, IN_TERM, Surroundings};
use crate::draft::{Diagnosis, Draft, Facts, is_below};
use crate::tabular_walk;
use codesets::words;
use reader::Kind;

pub const RULE: Rule = Rule { section: "I.A.17", title: "use additional code", apply };

/// Codes with the note, what answers it, where to walk from, and words of which the statement
/// must hold one (none: the heading's unspecified code is true in any case).
type Asks =
    (&'static [&'static str], &'static [&'static str], &'static str, &'static [&'static str]);

const ASKS: &[Asks] = &[
    (&["E08.22", "E09.22", "E10.22", "E11.22", "E13.22", "I12", "I13"], &["N18"], "N18", &[]),
    (&["I11.0", "I13.0", "I13.2"], &["I50"], "I50", &[]),
    (
        &["E08.621", "E09.621", "E10.621", "E11.621", "E13.621"],
        &["L97", "L98.4"],
        "L97",
        &["heel", "ankle", "calf", "thigh", "midfoot", "foot", "toe"],
    ),
    (&["N18.6"], &["Z99.2"], "Z99.2", &["dialysis", "hemodialysis", "hd", "capd", "ccpd"]),
    (&["G30", "G31.0", "G31.83", "G20", "G10"], &["F02", "F03"], "F02", &["dementia"]),
    (&["N17"], &["N18"], "N18", &["ckd", "chronic"]),
    (&["D70"], &["R50"], "R50.81", &["fever", "febrile"]),
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for (holders, answers, from, needs) in ASKS {
        if draft.has(answers) {
            continue;
        }
        let holder = draft.diagnoses.iter().find(|d| {
            holders.iter().any(|h| is_below(&d.code, h)) && (needs.is_empty() || says(d, needs))
        });
        let Some(added) = holder.and_then(|holder| answer(facts, holder, from)) else { continue };
        draft.diagnoses.push(added);
    }
}

/// True when the verbatim words of a diagnosis hold one of the words.
fn says(diagnosis: &Diagnosis, any: &[&str]) -> bool {
    let denied = |w: &String| matches!(w.as_str(), "not" | "no" | "never" | "without");
    diagnosis.evidence.iter().any(|e| {
        let forms = words::forms(&e.text);
        !forms.iter().any(denied) && forms.iter().any(|w| any.contains(&w.as_str()))
    })
}

/// The heading whose entries differ by a number, which must not be that of "type 2".
const STAGED: &str = "N18";

/// Only the stage: the word behind "stage" in the sentence.
fn stage(forms: &[String]) -> Surroundings<'_> {
    let mut around = Surroundings::default();
    for pair in forms.windows(2).filter(|pair| pair[0] == "stage") {
        around.add(&pair[0], IN_TERM);
        around.add(&pair[1], IN_TERM);
    }
    if forms.iter().any(|w| matches!(w.as_str(), "esrd" | "end")) {
        around.add("end", IN_TERM);
    }
    around
}

/// The code that the words around the holder choose below a heading.
fn answer(facts: &Facts<'_>, holder: &Diagnosis, from: &str) -> Option<Diagnosis> {
    let (document, at) = holder.mentions.first()?;
    let mention = &facts.document(*document).mentions[*at as usize];
    let finding = &mention.finding;
    let range = finding.sentence_start as usize..finding.sentence_end as usize;
    let forms: Vec<String>;
    let around = if from == STAGED {
        forms = words::forms(facts.text(finding.document).get(range).unwrap_or_default());
        stage(&forms)
    } else {
        context::around(facts, mention)
    };
    let walk = tabular_walk::walk(facts.pack, from, &around, facts.date);
    let code = walk.codes.into_iter().next()?;
    let kind = if code.starts_with('Z') { Kind::Status } else { Kind::Chronic };
    let (class, number, start) = holder.order;
    Some(Diagnosis {
        term_code: code.clone(),
        kind,
        defaulted: walk.defaulted,
        order: (class, number, start.saturating_add(1)),
        ..holder.recoded(code, &["I.A.17"])
    })
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Inpatient, Office};

    #[test]
    fn adds_what_the_words_give() {
        check(&[
            (Office, "ASSESSMENT: Type 2 diabetes with CKD stage 4.", "E11.22! N18.4 #2"),
            (Office, "ASSESSMENT: Hypertensive kidney disease, CKD stage 3a.", "I12.9! N18.31"),
            (Office, "ASSESSMENT: Diabetic ulcer of the right heel.", "E11.621! L97.419"),
            (Office, "ASSESSMENT: Diabetic ulcer of the left midfoot.", "E11.621! L97.429"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. ESRD on hemodialysis.", "N18.6! Z99.2"),
            (Office, "ASSESSMENT: Alzheimer's dementia.", "G30.9! F02.80"),
            (Office, "ASSESSMENT: Dementia with Lewy bodies.", "G31.83! F02.80"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. AKI on CKD stage 3b.", "N17.9! N18.32"),
            (Inpatient, "DISCHARGE DIAGNOSES:\n1. Neutropenic fever.", "D70.9! R50.81"),
        ]);
    }

    #[test]
    fn adds_nothing_else() {
        check(&[
            (Office, "ASSESSMENT: End-stage renal disease.", "N18.6! -Z99.2"),
            (Office, "ASSESSMENT: End-stage renal disease, declines dialysis.", "N18.6! -Z99.2"),
            (Office, "ASSESSMENT: Alzheimer's disease.", "G30.9! -F02"),
            (Office, "ASSESSMENT: Possible hypertensive heart failure.", "-I11 -I50"),
            (Office, "FAMILY HISTORY: Father on dialysis.\n\nASSESSMENT: ESRD.", "N18.6! -Z99.2"),
        ]);
    }
}
