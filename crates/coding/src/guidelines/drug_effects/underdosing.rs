//! Underdosing (I.C.19.e.5.c): less of a drug taken than prescribed, on the patient's own part.
//! Never first; the condition that suffered is coded, and the reason (Z91.1-) beside it.

use super::{Agent, Told, push};
use crate::draft::{Diagnosis, Draft, Facts, Standing, is_below};
use crate::drug_table::Intent;
use crate::sentence_words::places;
use model::SectionKind;
use reader::Kind;

/// A document that has none of these tells of no underdosing.
pub(super) const OPENING: &[&str] = &[
    "out of",
    "taking",
    "complian",
    "adheren",
    "missed",
    "missing",
    "skip",
    "afford",
    "been off",
    "refill",
    "discontinued",
    "ration",
];

/// Words before a drug that say that less of it was taken.
const BEFORE: &[&str] = &[
    "ran out of",
    "run out of",
    "running out of",
    "has been out of",
    "been out of",
    "is out of",
    "stopped taking",
    "quit taking",
    "not taking",
    "not been taking",
    "not taken",
    "noncompliant with",
    "non compliant with",
    "nonadherent with",
    "nonadherent to",
    "non adherent with",
    "non adherent to",
    "noncompliance with",
    "nonadherence to",
    "missed dose of",
    "missed several dose of",
    "missing dose of",
    "skipping",
    "skipped",
    "unable to afford",
    "cannot afford",
    "can t afford",
    "could not afford",
    "couldn t afford",
    "been off",
    "did not refill",
    "didn t refill",
    "did not fill",
    "never filled",
    "self discontinued",
    "rationing",
    "taking less",
    "hasn t been taking",
    "forgot to take",
];

/// Words behind a drug that say the same.
const BEHIND: &[&str] =
    &["noncompliance", "nonadherence", "non compliance", "non adherence", "ran out", "underdosing"];

/// Most words between them and the drug.
const REACH: usize = 5;

/// Words by which the stopping was somebody else's decision, or is yet to come.
const DIRECTED: &[&str] = &[
    "instructed",
    "told to",
    "advised",
    "recommend",
    "per cardiology",
    "by her doctor",
    "by his doctor",
    "by pcp",
    "by her pcp",
    "by his pcp",
    "physician",
    "before surgery",
    "prior to surgery",
    "if you",
    "should",
    "will stop",
    "do not",
    "don't",
    "not currently",
    "no longer",
    "never taken",
    "never been on",
    "avoid",
];

const MONEY: &[&str] = &[
    "cost",
    "afford",
    "insurance",
    "copay",
    "co-pay",
    "expensive",
    "money",
    "financial",
    "coverage",
    "lost medicaid",
    "price",
];
const FORGOT: &[&str] = &["forgot", "forget", "memory", "dementia", "confus"];
const CHOSE: &[&str] = &[
    "stopped taking",
    "quit taking",
    "self-discontinued",
    "self discontinued",
    "refus",
    "skip",
    "did not want",
    "didn't want",
    "doesn't like",
    "does not like",
    "side effect",
];

pub(super) fn apply(facts: &Facts<'_>, draft: &mut Draft, told: &Told) {
    let section = told.section;
    if matches!(section, SectionKind::ReviewOfSystems | SectionKind::Medications)
        || told.says(DIRECTED)
    {
        return;
    }
    for agent in told.agents.iter().filter(|agent| is_underdosed(told, agent)) {
        let Some(suffered) = suffered(facts, draft, told, agent) else { continue };
        let Some(code) = agent.code(facts, Intent::Underdosing) else { continue };
        let mut drug = told.diagnosis(facts, agent, &code, Kind::Status);
        drug.order.0 = 7;
        push(draft, drug);
        draft.diagnoses[suffered].rule(super::RULE.section);
        let reason = told.diagnosis(facts, agent, reason(&told.lower), Kind::Status);
        state_reason(draft, reason);
    }
}

/// The reason once, a stated one before one that is not.
fn state_reason(draft: &mut Draft, reason: Diagnosis) {
    let open = ["Z91.148", "Z91.199"];
    let known = draft.diagnoses.iter().position(|d| d.is("Z91.1") && !d.is("Z91.11"));
    match known {
        Some(at) if open.iter().any(|c| draft.diagnoses[at].is(c)) => {
            let known = &mut draft.diagnoses[at];
            let before = std::mem::replace(&mut known.code, reason.code);
            known.reject(&before, "the reason is documented (I.C.19.e.5.c)");
            known.rule(super::RULE.section);
        }
        Some(_) => {}
        None => draft.diagnoses.push(reason),
    }
}

fn is_underdosed(told: &Told, agent: &Agent) -> bool {
    let before = BEFORE.iter().any(|cue| {
        let length = cue.split(' ').count();
        places(&told.words, cue).any(|at| {
            let from = at + length;
            (from..=from + REACH).contains(&agent.first)
                && !told.words[from..agent.first].iter().any(|w| w.stopped)
        })
    });
    before
        || BEHIND.iter().any(|cue| {
            places(&told.words, cue).any(|at| (agent.last..=agent.last + 1).contains(&at))
        })
}

/// The condition for which the drug is given, when the encounter deals with it: one that the drug
/// is ordinarily given for, else the one that the sentence names.
fn suffered(facts: &Facts<'_>, draft: &Draft, told: &Told, agent: &Agent) -> Option<usize> {
    let given_for = |d: &Diagnosis| {
        let matches = |prefix: &String| is_below(&d.code, prefix) || is_below(prefix, &d.code);
        d.standing >= Standing::Treated && agent.treats.iter().any(matches)
    };
    draft.diagnoses.iter().position(given_for).or_else(|| {
        let here = told.conditions(facts, draft);
        let fits = |d: &Diagnosis| {
            d.standing == Standing::Diagnosed && !matches!(d.kind, Kind::Status | Kind::History)
        };
        here.iter().map(|(at, ..)| *at).find(|at| fits(&draft.diagnoses[*at]))
    })
}

fn reason(lower: &str) -> &'static str {
    let says = |cues: &[&str]| cues.iter().any(|cue| lower.contains(cue));
    if says(MONEY) {
        "Z91.120"
    } else if says(FORGOT) {
        "Z91.138"
    } else if says(CHOSE) {
        "Z91.128"
    } else {
        "Z91.148"
    }
}
