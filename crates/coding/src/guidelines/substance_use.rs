//! Section I.C.5.b.2: use, abuse and dependence of the same substance are one code: dependence
//! before abuse before use, with the intoxication, withdrawal or other state that any of them
//! names. Remission that the provider states for it is that of the code (I.C.5.b.1).

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts};
use codesets::code::{dotted, undotted};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.C.5.b.2", title: "use, abuse and dependence: the highest only", apply };

/// Alcohol, opioids, cannabis, sedatives, cocaine, stimulants, hallucinogens, inhalants, others.
const CATEGORIES: [&str; 9] = ["F10", "F11", "F12", "F13", "F14", "F15", "F16", "F18", "F19"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for category in CATEGORIES {
        one_of(facts, draft, category);
    }
}

/// The rank of the pattern: use, abuse, dependence, by the character after the category.
fn pattern(code: &str) -> Option<(u8, char)> {
    let letter = undotted(code).chars().nth(3)?;
    Some(match letter {
        '9' => (0, letter),
        '1' => (1, letter),
        '2' => (2, letter),
        _ => return None,
    })
}

/// What stands behind the pattern: "0" or nothing is without a state, "1" is remission.
fn state(code: &str) -> String {
    undotted(code).chars().skip(4).collect()
}

/// True when the code says that the substance disorder is over or has no state.
fn is_plain(state: &str) -> bool {
    matches!(state, "" | "0" | "1" | "90")
}

fn one_of(facts: &Facts<'_>, draft: &mut Draft, category: &str) {
    let own = |d: &Diagnosis| d.is(category) && pattern(&d.code).is_some();
    if draft.diagnoses.iter().filter(|d| own(d)).count() < 2 {
        return;
    }
    let mut states: Vec<(String, bool)> = Vec::new();
    let (mut highest, mut mentions) = ((0, '9'), 0usize);
    for d in draft.diagnoses.iter().filter(|d| own(d)) {
        highest = highest.max(pattern(&d.code).unwrap_or(highest));
        states.push((state(&d.code), d.defaulted));
        mentions += d.mentions.len();
    }
    // A state (withdrawal) before remission, remission before none; the longest says most.
    let best = states.iter().max_by_key(|(s, defaulted)| {
        (!is_plain(s), s == "1", !s.ends_with('9'), !defaulted, s.len())
    });
    let Some((best, _)) = best.cloned() else { return };
    let code = dotted(&format!("{category}{}{best}", highest.1));
    let code = match facts.pack.is_billable(&code, facts.date) {
        true => code,
        false => {
            let of_highest = draft.diagnoses.iter().filter(|d| own(d));
            let of_highest = of_highest.filter(|d| pattern(&d.code) == Some(highest));
            let Some(known) = of_highest.map(|d| d.code.clone()).max() else { return };
            known
        }
    };
    let Some(at) = draft.diagnoses.iter().position(own) else { return };
    let mut kept = draft.diagnoses[at].clone();
    kept.mentions.reserve(mentions);
    let mut other = at + 1;
    while other < draft.diagnoses.len() {
        if !own(&draft.diagnoses[other]) {
            other += 1;
            continue;
        }
        let gone = draft.diagnoses.remove(other);
        kept.fold(&gone);
        kept.mentions.extend(gone.mentions);
        kept.defaulted &= gone.defaulted;
        refuse(&mut kept, &code, &gone.code);
    }
    let before = std::mem::replace(&mut kept.code, code.clone());
    refuse(&mut kept, &code, &before);
    kept.rule("I.C.5.b.2");
    draft.diagnoses[at] = kept;
    draft.not_coded.retain(|n| n.why != NotCodedWhy::Excluded || !n.code.starts_with(category));
}

fn refuse(kept: &mut Diagnosis, code: &str, other: &str) {
    if other != code {
        kept.reject(other, "the higher pattern of use is documented (I.C.5.b.2)");
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Inpatient, Office};

    #[test]
    fn the_highest_pattern_with_its_state() {
        check(&[
            (Office, "ASSESSMENT:\n1. Alcohol abuse.\n2. Alcohol dependence.", "F10.20! -F10.1 #1"),
            (
                Inpatient,
                "DISCHARGE DIAGNOSES:\n1. Alcohol withdrawal delirium.\n2. Alcoholism.",
                "F10.231! -F10.20 #1",
            ),
            (Office, "ASSESSMENT:\n1. Cocaine use.\n2. Cocaine abuse.", "F14.10! -F14.9 #1"),
            (Office, "ASSESSMENT:\n1. Cannabis dependence.\n2. Marijuana use.", "F12.20! #1"),
            (
                Office,
                "ASSESSMENT:\n1. Opioid dependence, in remission on Suboxone.",
                "F11.21! -F11.20",
            ),
            (
                Ed,
                "ASSESSMENT:\n1. Acute alcohol intoxication.\n2. Alcohol dependence.",
                "F10.229! -F10.20 -F10.1 #1",
            ),
        ]);
    }

    #[test]
    fn another_substance_or_none() {
        check(&[
            (Office, "ASSESSMENT:\n1. Alcohol abuse.\n2. Cocaine dependence.", "F10.10 F14.20 #2"),
            (Office, "ASSESSMENT:\n1. Alcohol abuse. Denies alcohol dependence.", "F10.10! #1"),
            (
                Office,
                "FAMILY HISTORY: Father with alcoholism.\n\nASSESSMENT:\n1. Alcohol abuse.",
                "F10.10! -F10.2",
            ),
            (Office, "ASSESSMENT:\n1. Alcohol dependence.", "F10.20! #1"),
        ]);
    }
}
