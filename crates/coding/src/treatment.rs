//! What the chart says is being done about a condition: drugs, giving up tobacco.

use crate::draft::Facts;
use model::{Assertion, SectionKind, Temporality};
use reader::TermSource;

/// True when the visit dealt with giving up tobacco.
#[must_use]
pub fn speaks_of_quitting(facts: &Facts<'_>) -> bool {
    *facts.quits_tobacco.get_or_init(|| {
        (0..facts.chart.documents.len() as u32).any(|number| {
            let lower = facts.lower(number);
            [
                "cessation",
                "quit smoking",
                "stop smoking",
                "quitting",
                "nicotine patch",
                "nicotine gum",
            ]
            .iter()
            .any(|words| lower.contains(words))
        })
    })
}

/// True when a drug ordinarily given for the condition is documented as current.
#[must_use]
pub fn treated_by_drug(facts: &Facts<'_>, code: &str) -> bool {
    facts.mentions().any(|(_, _, mention)| {
        let TermSource::Drug(i) = facts.reader.term(mention).source else { return false };
        let finding = &mention.finding;
        finding.assertion != Assertion::Negated
            && finding.temporality != Temporality::Historical
            && finding.section != SectionKind::Allergies
            && facts.reader.lexicon().drugs.get(i as usize).is_some_and(|drug| {
                drug.treats.iter().any(|prefix| {
                    crate::draft::is_below(code, prefix) || crate::draft::is_below(prefix, code)
                })
            })
    })
}
