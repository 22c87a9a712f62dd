//! Which entries of an imported alphabetic index are terms of their own: those that name a
//! condition by themselves.
//!
//! Most lead terms are ordinary words (pattern, scale, nerve) or ask for a site (abscess, cyst):
//! as terms they would find what nobody meant. A lead term is admitted alone where its form is
//! that of a condition; one that asks for a modifier, with a modifier beside it; a proper name
//! with "disease" or "syndrome". What is more specific is found by the walk, not by terms.

use crate::vocabulary::Vocabulary;
use codesets::index_title::parse;
use codesets::index_tree::IndexTerm;
use codesets::{Icd10Cm, IndexTree};

/// Endings of the words that name a condition by themselves.
const ENDINGS: &str = "
    itis itide osis iasis oma pathy emia uria algia plegia paresis ectasis ectasia cele rrhea
    rrhagia rrhexis trophy penia philia plasia lithiasis sclerosis stenosis malacia megaly
    dactyly dactylia cephaly gnathia pnea phagia phasia phonia kinesia tonia asthenia esthesia
    opia opsia ptysis emesis spasm phobia mania cholia oxia chezia melia capnia natremia kalemia
    thymia somnia rhexis schisis chalasia hidrosis dynia stasis ventilation
";

/// Words of such endings that name no condition.
const NO_CONDITION: &str = "
    diagnosis prognosis homeostasis mitosis apoptosis anesthesia ventilation symbiosis dialysis
    psychosis stasis anastomosis hemostasis metastasis enteropathy vasculopathy allopathy utopia
    myopathy pathy trophy coma aroma stoma genoma soma orthosis osmosis hypnosis necrosis
    fibrosis stenosis inflammation sclerosis paresis carcinoma adenoma sarcoma melanoma blastoma
    hematoma infiltration fibroma cytoma epithelioma
";

/// Lead terms that name a condition once a site or cause stands beside them.
const WITH_MODIFIER: &str = "
    abscess absence adhesion agenesis aneurysm anomaly aplasia atresia atrophy calculus calculi
    calcification cellulitis contracture cyst deformity degeneration dermatitis dislocation
    displacement diverticulum dystrophy ectopia effusion embolism empyema erosion fibrosis
    fissure fistula gangrene granuloma hematoma hemorrhage hernia hyperplasia hypertrophy
    hypoplasia impaction induration infarct infarction infection infestation intussusception
    ischemia malformation malposition necrosis neuritis palsy paralysis perforation polyp
    prolapse ptosis rupture sclerosis spasm stenosis stricture thrombosis torsion tuberculosis
    ulcer varix vegetation ataxia neuralgia edema hypertension hypotension anemia arthritis
    enlargement dilatation inflammation neuropathy myopathy purpura epilepsy dementia pneumonia
    incontinence retardation mycosis syphilis gonorrhea chlamydia psychosis fracture tear
    lymphoma leukemia congestion detachment ophthalmia micturition
";

/// Lead terms that a proper name makes a condition.
const WITH_NAME: &[&str] = &["disease", "syndrome", "disorder", "palsy", "anomaly", "deformity"];

/// Shortest word of a term, in letters: shorter ones are too often something else.
const SHORTEST: usize = 4;

/// Words of each admitted term in their normal form, and its code.
#[must_use]
pub fn admitted(index: &IndexTree, pack: &Icd10Cm) -> Vec<(Vec<String>, String)> {
    let qualifiers = Vocabulary::new();
    let mut all = Vec::new();
    for term in index.terms() {
        if !is_reportable(term.code) || pack.base(term.code).is_none() {
            continue;
        }
        for words in ways(&term, &qualifiers) {
            all.push((words, codesets::code::dotted(&codesets::code::undotted(term.code))));
        }
    }
    all
}

/// Chapters of which a lone word of the index never decides: pregnancy and birth ask for a chart
/// of that kind, poisonings and causes have their own tables, factors are no conditions.
fn is_reportable(code: &str) -> bool {
    let drug = code.starts_with('T') && &code[..3.min(code.len())] >= "T36";
    !drug && !code.starts_with(['O', 'P', 'V', 'W', 'X', 'Y', 'Z'])
}

fn ways(term: &IndexTerm<'_>, qualifiers: &Vocabulary) -> Vec<Vec<String>> {
    let leads = parse(term.lead).ways;
    let Some(modifier) = term.modifier else {
        return leads.into_iter().filter(|way| names_condition(way)).collect();
    };
    let says = |way: &Vec<String>| {
        way.iter().any(|w| w.len() >= SHORTEST && !qualifiers.class(qualifiers.get(w)).is_free())
    };
    let mut all = Vec::new();
    for lead in leads.iter().filter(|way| way.len() == 1) {
        let asks = is_one_of(WITH_MODIFIER, &lead[0]) || has_ending(&lead[0]);
        let named = term.proper && WITH_NAME.contains(&lead[0].as_str());
        if !asks && !named {
            continue;
        }
        for way in parse(modifier).ways.into_iter().filter(says) {
            all.push(lead.iter().cloned().chain(way).collect());
        }
    }
    all
}

/// True for a lead term that nobody writes without meaning the condition.
fn names_condition(way: &[String]) -> bool {
    match way {
        [word] => has_ending(word) && !is_one_of(NO_CONDITION, word),
        [_, _] | [_, _, _] => {
            let head = way.iter().any(|w| WITH_NAME.contains(&w.as_str()));
            head && way.iter().all(|w| w.len() >= SHORTEST)
        }
        _ => false,
    }
}

fn is_one_of(list: &str, word: &str) -> bool {
    list.split_ascii_whitespace().any(|own| own == word)
}

fn has_ending(word: &str) -> bool {
    let stem = word.strip_suffix('s').unwrap_or(word);
    ENDINGS
        .split_ascii_whitespace()
        .any(|e| (word.ends_with(e) || stem.ends_with(e)) && word.len() > e.len() + 2)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn way(text: &str) -> Vec<String> {
        text.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn conditions_by_their_form() {
        for word in ["choluria", "synostosis", "hyperemia", "micrognathia", "poncet disease"] {
            assert!(names_condition(&way(word)), "{word}");
        }
        for word in ["pattern", "anesthesia", "abscess", "nerve", "his disease", "diagnosis"] {
            assert!(!names_condition(&way(word)), "{word}");
        }
    }

    #[test]
    fn a_lead_that_asks_for_a_site_takes_one() {
        let term = |lead, modifier, proper| IndexTerm { lead, modifier, proper, code: "X" };
        let plain = Vocabulary::new();
        for (lead, modifier, proper, expected) in [
            ("Induration, indurated", "penis", false, vec![way("induration penis")]),
            ("Abscess", "acute", false, vec![]),
            ("Pattern", "sleep", false, vec![]),
            ("Disease, diseased", "brain", false, vec![]),
            ("Syndrome", "Wilkie's", true, vec![way("syndrome wilkie")]),
        ] {
            assert_eq!(ways(&term(lead, Some(modifier), proper), &plain), expected, "{lead}");
        }
    }
}
