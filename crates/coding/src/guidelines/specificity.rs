//! Section I.B.2 and I.A.9.b: the highest level of detail documented.
//!
//! "Asthma" beside "asthma exacerbation" is the same disease said twice: the unspecified code
//! gives way to the specific one of its category.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts};
use model::NotCodedWhy;
use reader::Kind;

pub const RULE: Rule =
    Rule { section: "I.B.2", title: "the specific code takes the unspecified one's place", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let mut at = 0;
    while at < draft.diagnoses.len() {
        let general = &draft.diagnoses[at];
        let better = draft
            .diagnoses
            .iter()
            .position(|specific| says_the_same_better(facts, general, specific));
        match better {
            Some(by) => {
                let standing = general.standing;
                let order = general.order;
                let evidence = general.evidence.clone();
                let kept = &mut draft.diagnoses[by];
                kept.standing = kept.standing.max(standing);
                kept.order = kept.order.min(order);
                kept.evidence.extend(evidence);
                kept.rule("I.B.2");
                draft.drop(at, NotCodedWhy::Unspecific, "I.B.2", Some(by));
                draft.not_coded.pop();
            }
            None => at += 1,
        }
    }
}

fn says_the_same_better(facts: &Facts<'_>, general: &Diagnosis, specific: &Diagnosis) -> bool {
    if general.code == specific.code || !general.defaulted {
        return false;
    }
    let category = &general.code[..3];
    if !specific.is(category) {
        return false;
    }
    // Two injuries or tumours of one category may be two; the same stem is one.
    if matches!(general.kind, Kind::Injury | Kind::Neoplasm) {
        let stem = stem_length(facts, general, specific);
        return stem >= 5 && !specific.defaulted;
    }
    // Two unspecified codes of one category: the one whose term goes deeper says more.
    let deeper = specific.term_code.len() > general.term_code.len();
    !specific.defaulted
        || (deeper && crate::draft::is_below(&specific.term_code, &general.term_code))
}

fn stem_length(_: &Facts<'_>, a: &Diagnosis, b: &Diagnosis) -> usize {
    let plain = |d: &Diagnosis| codesets::code::undotted(&d.code);
    plain(a).bytes().zip(plain(b).bytes()).take_while(|(x, y)| x == y).count()
}
