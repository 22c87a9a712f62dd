//! How a code was reached, in numbers from 0 to 1. Each is made so that more of it speaks for the
//! code: the model may give it no weight, and never a negative one.

use crate::draft::{Diagnosis, Draft, Facts, Standing};
use model::{Assertion, Experiencer, SectionKind, Temporality};
use reader::{Kind, Mention, TermSource};
use std::collections::{BTreeMap, BTreeSet};

/// Names of the features, in the order of [`features`].
pub const FEATURES: [&str; 22] = [
    "one",
    // Standing of the best mention: cumulative, so that a better place never counts for less.
    "narrated_or_better",
    "treated_or_better",
    "stated_as_diagnosis",
    "in_an_assessment",
    // Match path.
    "own_or_official_words",
    "words_of_the_term",
    "words_side_by_side",
    "not_defaulted",
    "nothing_passed_over",
    // Mentions and their agreement.
    "several_mentions",
    "several_sections",
    "several_wordings",
    "never_denied_or_doubted",
    "share_asserted",
    "stated_as_certain",
    // What else the chart says.
    "drug_for_it",
    "no_gap_about_it",
    "guideline_combined",
    "high_on_the_claim",
    // Prior: what sort of thing it is.
    "a_disease",
    "not_a_state",
];

/// Counts of a mention that are told apart.
const MOST_COUNTED: usize = 5;

/// What the whole chart says, looked up once for all its codes.
pub struct Views<'a> {
    /// Of a category: mentions stated as the patient's own, and all others.
    stated: BTreeMap<&'a str, (usize, usize)>,
    /// Codes and prefixes that documented drugs are given for.
    treated: BTreeSet<&'a str>,
}

impl<'a> Views<'a> {
    /// Looks through all mentions of a chart.
    #[must_use]
    pub fn new(facts: &Facts<'a>) -> Views<'a> {
        let mut views = Views { stated: BTreeMap::new(), treated: BTreeSet::new() };
        for (_, _, mention) in facts.mentions() {
            if let TermSource::Drug(drug) = facts.reader.term(mention).source {
                views.drug(facts, mention, drug);
            } else if let Some(category) = mention.finding.code.get(..3) {
                let counts = views.stated.entry(category).or_default();
                let side = if is_stated(mention) { &mut counts.0 } else { &mut counts.1 };
                *side += 1;
            }
        }
        views
    }

    fn drug(&mut self, facts: &Facts<'a>, mention: &Mention, drug: u32) {
        let taken = mention.finding.assertion != Assertion::Negated
            && mention.finding.section != SectionKind::Allergies;
        let drug = facts.reader.lexicon().drugs.get(drug as usize).filter(|_| taken);
        self.treated.extend(drug.iter().flat_map(|d| d.treats.iter().map(String::as_str)));
    }

    fn is_treated(&self, code: &str) -> bool {
        let fits = |prefix: &&str| {
            crate::draft::is_below(code, prefix) || crate::draft::is_below(prefix, code)
        };
        self.treated.iter().any(fits)
    }
}

fn is_stated(mention: &Mention) -> bool {
    mention.finding.assertion == Assertion::Present
        && mention.finding.experiencer == Experiencer::Patient
        && mention.finding.temporality == Temporality::Current
}

/// The features of a diagnosis at its place on the claim.
#[must_use]
pub fn features(facts: &Facts<'_>, views: &Views<'_>, draft: &Draft, place: usize) -> Vec<f64> {
    let diagnosis = &draft.diagnoses[place];
    let mentions: Vec<&Mention> = diagnosis
        .mentions
        .iter()
        .filter_map(|(document, at)| facts.document(*document).mentions.get(*at as usize))
        .collect();
    let (for_it, against) = agreement(views, &mentions);
    let flag = f64::from;
    vec![
        1.0,
        flag(diagnosis.standing >= Standing::Narrated),
        flag(diagnosis.standing >= Standing::Treated),
        flag(diagnosis.standing >= Standing::Diagnosed),
        flag(mentions.iter().any(|m| is_assessment(m.finding.section))),
        flag(!is_by_index(facts, &mentions)),
        part(most(&mentions, |m| m.words.len()), 4),
        flag(mentions.is_empty() || mentions.iter().any(|m| side_by_side(m))),
        flag(!diagnosis.defaulted),
        flag(diagnosis.rejected.is_empty()),
        part(mentions.len(), MOST_COUNTED),
        part(distinct(&mentions, |m| m.finding.section), 3),
        part(distinct(&mentions, |m| m.term), 3),
        flag(against == 0),
        for_it as f64 / (for_it + against).max(1) as f64,
        flag(!diagnosis.uncertain),
        flag(views.is_treated(&diagnosis.code)),
        flag(!has_gap(draft, diagnosis)),
        flag(diagnosis.rules.iter().any(|rule| rule.starts_with("I.C."))),
        1.0 / (place + 1) as f64,
        flag(!matches!(diagnosis.kind, Kind::Symptom | Kind::Finding)),
        flag(!matches!(diagnosis.kind, Kind::Status | Kind::History | Kind::Encounter)),
    ]
}

/// Mentions of the same categories anywhere in the chart: stated as the patient's own now, and
/// all others (denied, doubted, past, a relative's). A code that a rule added has neither.
fn agreement(views: &Views<'_>, mentions: &[&Mention]) -> (usize, usize) {
    let categories: BTreeSet<&str> =
        mentions.iter().filter_map(|m| m.finding.code.get(..3)).collect();
    let counts = categories.iter().filter_map(|category| views.stated.get(category));
    let (stated, others) = counts.fold((0, 0), |sum, c| (sum.0 + c.0, sum.1 + c.1));
    if categories.is_empty() { (1, 0) } else { (stated, others) }
}

fn is_assessment(section: SectionKind) -> bool {
    matches!(
        section,
        SectionKind::Assessment
            | SectionKind::AssessmentPlan
            | SectionKind::Impression
            | SectionKind::PostoperativeDiagnosis
            | SectionKind::DischargeDiagnosis
            | SectionKind::PathologyDiagnosis
    )
}

/// True when only paths of the alphabetic index lead to the code: their lead terms are short
/// words of many uses.
fn is_by_index(facts: &Facts<'_>, mentions: &[&Mention]) -> bool {
    let by_index = |m: &&Mention| facts.reader.term(m).source == TermSource::Index;
    !mentions.is_empty() && mentions.iter().all(by_index)
}

/// True when the words of the term stand together, with none between them.
fn side_by_side(mention: &Mention) -> bool {
    match (mention.words.iter().min(), mention.words.iter().max()) {
        (Some(first), Some(last)) => (last - first) as usize + 1 == mention.words.len(),
        _ => true,
    }
}

fn has_gap(draft: &Draft, diagnosis: &Diagnosis) -> bool {
    draft.gaps.iter().flat_map(|gap| &gap.evidence).any(|piece| {
        let same = |e: &model::Evidence| {
            e.document == piece.document && e.start < piece.end && piece.start < e.end
        };
        diagnosis.evidence.iter().any(same)
    })
}

fn most(mentions: &[&Mention], count: impl Fn(&Mention) -> usize) -> usize {
    mentions.iter().map(|m| count(m)).max().unwrap_or(1)
}

fn distinct<T: Ord>(mentions: &[&Mention], of: impl Fn(&Mention) -> T) -> usize {
    mentions.iter().map(|m| of(m)).collect::<BTreeSet<T>>().len()
}

/// From 0 for one (or none) to 1 for `most` and more.
fn part(count: usize, most: usize) -> f64 {
    (count.clamp(1, most) - 1) as f64 / (most - 1) as f64
}
