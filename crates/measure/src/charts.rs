//! Coded charts against reference charts, by the rules under which the references were made: a
//! code is right when it is a reference code or one of its alternatives, missed only where it is
//! required; optional codes count neither way.

use crate::codes::{Expected, Matched, Scores, Tally, category, four, matched, plain, share};
use crate::reference::{ReferenceChart, Trap};
use model::{Chart, CodedChart, Evidence, Route};
use serde::Serialize;
use std::collections::BTreeMap;

/// One chart's comparison.
#[derive(Clone, Debug, Default)]
pub struct ChartScore {
    /// Diagnoses.
    pub dx: Matched,
    /// Diagnoses by category.
    pub categories: Matched,
    /// Procedures and services.
    pub px: Matched,
    /// Whether the first-listed diagnosis is right, where the reference has one.
    pub first: Option<bool>,
    /// Positions of the traps that were fallen into.
    pub trapped: Vec<usize>,
    /// Traps with a code.
    pub traps: usize,
    /// Whether the visit level is right, where the reference has one.
    pub level: Option<bool>,
    /// Codes without a verbatim span.
    pub without_evidence: usize,
    /// Spans.
    pub spans: usize,
    /// Spans that are not the words that stand there.
    pub not_verbatim: usize,
    /// Whether the advice was to release.
    pub released: bool,
}

impl ChartScore {
    /// Compares a coded chart with its reference; `chart` holds the documents of the spans.
    #[must_use]
    pub fn new(reference: &ReferenceChart, coded: &CodedChart, chart: &Chart) -> ChartScore {
        let dx: Vec<String> = coded.dx.iter().map(|d| plain(&d.code)).collect();
        let px: Vec<String> = coded.px.iter().map(|p| plain(&p.code)).collect();
        let expected: Vec<Expected> = reference.dx.iter().map(|c| c.expected()).collect();
        let services: Vec<Expected> = reference.px.iter().map(|c| c.expected()).collect();
        let categories: Vec<String> = dx.iter().map(|code| category(code)).collect();
        let first = reference.first();
        let level = reference.px.iter().find(|c| is_visit_level(&c.code));
        let fell = |trap: &Trap| trap.codes().iter().any(|code| dx.contains(code));
        let traps = || reference.traps.iter().enumerate().filter(|(_, t)| t.has_code());
        let evidence: Vec<&Vec<Evidence>> = coded
            .dx
            .iter()
            .map(|d| &d.evidence)
            .chain(coded.px.iter().map(|p| &p.evidence))
            .collect();
        let spans = || evidence.iter().flat_map(|list| list.iter());
        ChartScore {
            dx: matched(&expected, &dx),
            categories: matched(&reference.categories(), &categories),
            px: matched(&services, &px),
            first: first.map(|code| dx.first().is_some_and(|given| code.accepts(given))),
            trapped: traps().filter(|(_, t)| fell(t)).map(|(at, _)| at).collect(),
            traps: traps().count(),
            level: level.map(|code| px.iter().any(|given| code.accepts(given))),
            without_evidence: evidence.iter().filter(|list| list.is_empty()).count(),
            spans: spans().count(),
            not_verbatim: spans().filter(|piece| !is_verbatim(chart, piece)).count(),
            released: coded.route == Route::Release,
        }
    }

    /// True when diagnoses and services are wholly right.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.dx.is_exact() && self.px.is_exact()
    }
}

fn is_verbatim(chart: &Chart, piece: &Evidence) -> bool {
    let text = chart.documents.get(piece.document as usize).map_or("", |d| d.text.as_str());
    text.get(piece.start as usize..piece.end as usize) == Some(piece.text.as_str())
}

/// Numbers of visits whose level is a judgement: 99200 to 99299, and preventive visits.
#[must_use]
pub fn is_visit_level(code: &str) -> bool {
    let all_digits = code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
    let preventive = || matches!(code.parse(), Ok(99_380..=99_387_u32 | 99_390..=99_397));
    all_digits && (code.starts_with("992") || preventive())
}

/// Part of a whole, in JSON `[part, whole]`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Part(pub usize, pub usize);

impl Part {
    fn count(&mut self, answer: Option<bool>) {
        self.0 += usize::from(answer == Some(true));
        self.1 += usize::from(answer.is_some());
    }

    /// As a share.
    #[must_use]
    pub fn share(self) -> f64 {
        share(self.0, self.1)
    }
}

/// Sums over charts.
#[derive(Clone, Debug, Default)]
pub struct Totals {
    /// Charts.
    pub charts: usize,
    /// Diagnoses.
    pub dx: Tally,
    /// Diagnoses by category.
    pub categories: Tally,
    /// Procedures and services.
    pub px: Tally,
    /// First-listed diagnoses.
    pub first: Part,
    /// Charts whose diagnoses are wholly right.
    pub exact: usize,
    /// Charts whose diagnoses and services are wholly right.
    pub whole: usize,
    /// Traps fallen into.
    pub traps: Part,
    /// Visit levels.
    pub levels: Part,
    /// Codes without a span.
    pub without_evidence: usize,
    /// Spans.
    pub spans: usize,
    /// Spans that are not the words that stand there.
    pub not_verbatim: usize,
    /// Charts with the advice to release.
    pub released: usize,
    /// Of them, charts whose diagnoses are wholly right.
    pub released_exact: usize,
    /// Of them, charts whose diagnoses and services are wholly right.
    pub released_whole: usize,
    /// Wrong and missed diagnoses on them.
    pub released_errors: usize,
    /// Diagnoses by the reference's setting.
    pub by_setting: BTreeMap<String, Tally>,
}

impl Totals {
    /// Adds a chart; `setting` is the reference's.
    pub fn add(&mut self, setting: Option<&str>, score: &ChartScore) {
        let exact = score.dx.is_exact();
        self.charts += 1;
        self.dx.add(score.dx.tally());
        self.categories.add(score.categories.tally());
        self.px.add(score.px.tally());
        self.first.count(score.first);
        self.exact += usize::from(exact);
        self.whole += usize::from(score.is_whole());
        self.traps.0 += score.trapped.len();
        self.traps.1 += score.traps;
        self.levels.count(score.level);
        self.without_evidence += score.without_evidence;
        self.spans += score.spans;
        self.not_verbatim += score.not_verbatim;
        if score.released {
            self.released += 1;
            self.released_exact += usize::from(exact);
            self.released_whole += usize::from(score.is_whole());
            self.released_errors += score.dx.wrong.len() + score.dx.missed.len();
        }
        let own = self.by_setting.entry(setting.unwrap_or("?").to_owned()).or_default();
        own.add(score.dx.tally());
    }

    /// The report.
    #[must_use]
    pub fn report(&self) -> Report {
        let by_setting = self.by_setting.iter().map(|(name, tally)| (name.clone(), tally.scores()));
        Report {
            charts: self.charts,
            dx: self.dx.scores(),
            dx_category: self.categories.scores(),
            px: self.px.scores(),
            first_listed: four(self.first.share()),
            chart_exact_dx: four(share(self.exact, self.charts)),
            chart_exact: four(share(self.whole, self.charts)),
            traps_fallen_into: self.traps,
            em_level: self.levels,
            codes_without_evidence: self.without_evidence,
            evidence_spans: self.spans,
            evidence_not_verbatim: self.not_verbatim,
            released: self.released,
            released_exact: self.released_exact,
            released_whole: self.released_whole,
            released_code_errors: self.released_errors,
            by_setting: by_setting.collect(),
        }
    }
}

/// The sums as they are written in JSON; shares have four decimals.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// Charts.
    pub charts: usize,
    /// Diagnoses.
    pub dx: Scores,
    /// Diagnoses by three-character category.
    pub dx_category: Scores,
    /// Procedures and services.
    pub px: Scores,
    /// Share of charts with the right first-listed diagnosis.
    pub first_listed: f64,
    /// Share of charts whose diagnoses are wholly right.
    pub chart_exact_dx: f64,
    /// Share of charts whose diagnoses and services are wholly right.
    pub chart_exact: f64,
    /// Traps fallen into, of all.
    pub traps_fallen_into: Part,
    /// Visit levels right, of all.
    pub em_level: Part,
    /// Codes without a span.
    pub codes_without_evidence: usize,
    /// Spans.
    pub evidence_spans: usize,
    /// Spans that are not the words that stand there.
    pub evidence_not_verbatim: usize,
    /// Charts with the advice to release.
    pub released: usize,
    /// Of them with wholly right diagnoses.
    pub released_exact: usize,
    /// Of them with wholly right diagnoses and services.
    pub released_whole: usize,
    /// Wrong and missed diagnoses on them.
    pub released_code_errors: usize,
    /// Diagnoses by the reference's setting.
    pub by_setting: BTreeMap<String, Scores>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn knows_visit_levels() {
        for (code, is) in [
            ("99213", true),
            ("99285", true),
            ("99396", true),
            ("99385", true),
            ("99406", false),
            ("93000", false),
            ("G2211", false),
            ("9921", false),
            ("99398", false),
        ] {
            assert_eq!(is_visit_level(code), is, "{code}");
        }
    }
}
