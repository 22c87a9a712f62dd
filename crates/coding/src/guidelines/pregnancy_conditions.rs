//! Section I.C.15.a.1: a condition that is dealt with in a pregnant patient complicates the
//! pregnancy unless the provider says that the pregnancy is incidental. Its chapter 15 code
//! comes first; the condition's own code follows where it says more.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts, Standing, is_below};
use model::NotCodedWhy;
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.C.15.a.1", title: "conditions that complicate pregnancy", apply };

/// The condition, the heading of its chapter 15 code, and whether its own code stays. The first
/// row that holds the code counts.
const COMPLICATES: &[(&[&str], &str, bool)] = &[
    (&["I10"], "O10.01", false),
    (&["I11"], "O10.11", true),
    (&["I12"], "O10.21", true),
    (&["I13"], "O10.31", true),
    (&["I15"], "O10.41", true),
    (&["E10"], "O24.01", true),
    (&["E11"], "O24.11", true),
    (&["E08", "E09", "E13"], "O24.81", true),
    (&["B20", "Z21"], "O98.71", true),
    (&["A15", "A18"], "O98.01", true),
    (&["A5", "A60"], "O98.31", true),
    (&["B15", "B16", "B17", "B18", "B19"], "O98.41", true),
    (&["B25", "B27", "B34", "U07.1"], "O98.51", true),
    (&["N10", "N11", "N12"], "O23.0", false),
    (&["N30"], "O23.1", false),
    (&["N34"], "O23.2", false),
    (&["N39.0"], "O23.4", false),
    (&["D50", "D51", "D52", "D53", "D55", "D56", "D57", "D58", "D59", "D64"], "O99.01", true),
    (&["D65", "D68", "D69", "D70", "D72", "D8"], "O99.11", true),
    (&["E66"], "O99.21", true),
    (&["E0", "E16", "E2", "E3", "E55", "E7", "E83", "E86", "E87"], "O99.28", true),
    (&["F10"], "O99.31", true),
    (&["F11", "F12", "F13", "F14", "F15", "F16", "F18", "F19"], "O99.32", true),
    (&["F17"], "O99.33", true),
    (&["F2", "F3", "F4", "F5", "F6", "F9"], "O99.34", true),
    (&["G40", "G43", "G35", "G47", "G5", "G93"], "O99.35", true),
    (&["I2", "I3", "I4", "I5", "I7"], "O99.41", true),
    (&["J0", "J1", "J2", "J3", "J4", "J96"], "O99.51", true),
    (&["K7", "K80", "K81", "K83"], "O26.61", true),
    (&["K"], "O99.61", true),
    (&["L"], "O99.71", true),
    (&["C"], "O9A.11", true),
];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let pregnant = draft
        .diagnoses
        .iter()
        .any(|d| d.is("Z33.1") || d.is("Z34") || d.is("Z3A") || d.is("O09") || is_of_pregnancy(d));
    if !pregnant || is_incidental(facts) {
        return;
    }
    let mut at = 0;
    while at < draft.diagnoses.len() {
        at += usize::from(!replaced(facts, draft, at));
    }
    let complicated = draft.diagnoses.iter().position(is_of_pregnancy);
    if let (Some(kept), Some(state)) = (complicated, draft.find(&["Z33.1"])) {
        draft.drop(state, NotCodedWhy::Excluded, "I.C.21.c.11", Some(kept));
    }
}

/// A code of the antepartum part of chapter 15.
fn is_of_pregnancy(d: &Diagnosis) -> bool {
    let after = ["O00", "O01", "O02", "O03", "O04", "O07", "O08", "O85", "O86", "O8", "O9"];
    d.code.starts_with('O') && (!after.iter().any(|p| d.is(p)) || is_below(&d.code, "O99"))
}

/// "The pregnancy is incidental": only the provider may say so.
fn is_incidental(facts: &Facts<'_>) -> bool {
    super::statements::all(facts)
        .any(|s| s.text.contains("incidental") && s.text.contains("pregnan"))
}

/// Puts the chapter 15 code before a condition; true when the row at hand was taken out.
fn replaced(facts: &Facts<'_>, draft: &mut Draft, at: usize) -> bool {
    let condition = draft.diagnoses[at].clone();
    let sort = matches!(condition.kind, Kind::Chronic | Kind::Acute | Kind::Neoplasm);
    let row = COMPLICATES.iter().find(|(codes, _, _)| codes.iter().any(|c| condition.is(c)));
    let (true, true, Some((_, heading, stays))) =
        (sort, condition.standing >= Standing::Treated, row)
    else {
        return false;
    };
    if draft.has(&[heading]) {
        return false;
    }
    let Some(code) = of_no_trimester(facts, heading) else { return false };
    let mut complication = Diagnosis {
        term_code: code.clone(),
        kind: Kind::Pregnancy,
        defaulted: true,
        integral_to: Vec::new(),
        ..condition.recoded(code, &["I.C.15.a.1"])
    };
    if *stays {
        draft.diagnoses[at].rule("I.A.17");
        draft.diagnoses.push(complication);
        return false;
    }
    complication.reject(&condition.code, "complicates the pregnancy (I.C.15.a.1)");
    draft.diagnoses[at] = complication;
    true
}

/// The code of a heading for a trimester that is not stated; the weeks refine it.
fn of_no_trimester(facts: &Facts<'_>, heading: &str) -> Option<String> {
    let below = facts.pack.billable_below(heading, facts.date);
    let open = |code: &&String| {
        facts.pack.title(code).is_some_and(|t| t.to_lowercase().contains("unspecified trimester"))
    };
    below.iter().find(open).map(|code| codesets::code::dotted(code))
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Office};

    #[test]
    fn chapter_15_first() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. Pregnancy at 20 weeks gestation.\n2. Hypothyroidism.",
                "O99.282! E03.9 Z3A.20 -Z33.1",
            ),
            (
                Office,
                "HPI: G2P1 with IUP at 32 weeks.\n\nASSESSMENT:\n1. Pregnancy.\n2. UTI.",
                "O23.43! Z3A.32 -N39.0 -Z33.1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Pregnant at 12 weeks with type 2 diabetes.",
                "O24.111! E11.9 Z3A.12",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Chronic hypertension, 10 weeks pregnant.",
                "O10.011! Z3A.10 -I10",
            ),
            (
                Ed,
                "HPI: Pregnant, 30 weeks gestation.\n\nASSESSMENT:\n1. Asthma exacerbation.\n2. Pregnancy.",
                "O99.513! J45.901 Z3A.30",
            ),
        ]);
    }

    #[test]
    fn not_complicating() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. Right ankle sprain. Pregnancy incidental, 18 weeks gestation.",
                "S93.401A -O",
            ),
            (Office, "ASSESSMENT:\n1. Hypothyroidism. Not pregnant.", "E03.9! -O -Z3A"),
            (
                Office,
                "ASSESSMENT:\n1. Hypothyroidism.\nFAMILY HISTORY: Sister is pregnant.",
                "E03.9! -O",
            ),
            (Office, "ASSESSMENT:\n1. UTI. Pregnancy test negative.", "N39.0! -O23 -Z33"),
        ]);
    }
}
