//! Adverse effects (I.C.19.e.5.a): the nature of the effect first, then the drug, rightly taken.

use super::{RULE, Told, is_drug_code, poisoning, push};
use crate::draft::{Draft, Facts};
use crate::drug_table::Intent;
use crate::sentence_words::{Word, places};
use model::SectionKind;
use reader::Kind;

/// A document that has none of these tells of no adverse effect.
pub(super) const OPENING: &[&str] = &[
    "due to",
    "d/t",
    "secondary to",
    "2/2",
    "caused by",
    "from",
    "related",
    "reaction",
    "induced",
    "side effect",
    "adverse",
    "associated",
    "attributed",
    "after starting",
    "after taking",
];

/// Words between an effect and the drug behind it.
const BEHIND: &[&str] = &[
    "due to",
    "d t",
    "secondary to",
    "2 2",
    "caused by",
    "related to",
    "reaction to",
    "induced by",
    "attributed to",
    "because of",
    "side effect of",
    "from",
    "after starting",
    "after taking",
    "associated with",
];

/// Words that join a drug to the effect named after it ("steroid-induced hyperglycemia").
const JOINS: &[&str] = &["induced", "related", "associated", "caused"];

/// Words that name an unwanted effect without its nature.
const UNNAMED: &[&str] = &[
    "allergic reaction to",
    "adverse reaction to",
    "adverse effect of",
    "adverse effect to",
    "side effect of",
    "side effect from",
    "reaction to",
    "adverse effect from",
];

/// The code for an unwanted effect of a drug whose nature is not stated.
const NATURE_UNKNOWN: &str = "T88.7XXA";

/// Most words between an effect and its drug.
const REACH: usize = 7;

pub(super) fn apply(facts: &Facts<'_>, draft: &mut Draft, told: &Told) {
    if told.says(poisoning::CUES) || told.section == SectionKind::Allergies {
        return;
    }
    let conditions = told.conditions(facts, draft);
    for agent in &told.agents {
        let effect = conditions.iter().find(|(at, first, last)| {
            let code = &draft.diagnoses[*at].code;
            !is_drug_code(code)
                && !code.starts_with(['C', 'Z'])
                && relates(&told.words, (*first, *last), (agent.first, agent.last))
        });
        let Some(code) = agent.code(facts, Intent::Adverse) else { continue };
        if let Some((at, _, _)) = effect {
            let order = draft.diagnoses[*at].order;
            draft.diagnoses[*at].rule(RULE.section);
            let mut drug = told.diagnosis(facts, agent, &code, Kind::Status);
            drug.order = (order.0, order.1, order.2.saturating_add(1));
            push(draft, drug);
        } else if is_assessed(told.section) && has_unnamed_effect(told, agent.first) {
            let named = conditions.iter().any(|(at, ..)| is_effect(&draft.diagnoses[*at].code));
            let drug = told.diagnosis(facts, agent, &code, Kind::Status);
            if !named && !draft.has(&["T88.7", "T88.6", "L27", "T78"]) {
                let mut nature = told.diagnosis(facts, agent, "T88.7XX", Kind::Injury);
                nature.code = NATURE_UNKNOWN.to_owned();
                nature.order.0 = 1;
                push(draft, nature);
            }
            push(draft, drug);
        }
    }
}

/// Codes that say by themselves how a drug is borne badly.
fn is_effect(code: &str) -> bool {
    ["T78", "T88", "L27", "L50", "R21", "J38.4", "T80"].iter().any(|c| code.starts_with(c))
}

fn is_assessed(section: SectionKind) -> bool {
    matches!(
        section,
        SectionKind::Assessment
            | SectionKind::AssessmentPlan
            | SectionKind::Impression
            | SectionKind::DischargeDiagnosis
    )
}

/// True when words of an unwanted effect end directly before the drug.
fn has_unnamed_effect(told: &Told, agent: usize) -> bool {
    let past = ["history of", "h/o", "hx of", "prior", "previous", "denies", "no ", "possible"];
    !told.says(&past)
        && UNNAMED.iter().any(|cue| {
            let length = cue.split(' ').count();
            places(&told.words, cue).any(|at| (at + length..=at + length + 2).contains(&agent))
        })
}

/// True when the words say that the effect comes from the drug.
fn relates(words: &[Word], effect: (usize, usize), agent: (usize, usize)) -> bool {
    let denied = |from: usize, to: usize| {
        words[from..to].iter().any(|w| w.stopped || matches!(w.form.as_str(), "not" | "unlikely"))
    };
    if effect.1 <= agent.0 {
        let between = &words[effect.1..agent.0];
        let says = |cue: &str| places(between, cue).next().is_some();
        return between.len() <= REACH
            && !denied(effect.1, agent.0)
            && BEHIND.iter().any(|cue| says(cue));
    }
    if agent.1 <= effect.0 {
        let between = &words[agent.1..effect.0];
        let opens = between.first().is_some_and(|w| JOINS.contains(&w.form.as_str()));
        return opens && between.len() <= 3 && !denied(agent.1, effect.0);
    }
    // "Drug-induced myopathy" as one term holds its drug.
    effect.0 <= agent.0 && agent.1 <= effect.1 && effect.1 - effect.0 <= REACH
}
