//! `eval charts` for people: the table, and every fault of a chart with its words and our reason.

use super::scores;
use crate::commands::eval::ReferenceNote;
use measure::charts::{ChartScore, Part, Totals};
use measure::codes::{category, plain};
use measure::{ReferenceCode, Trap};
use model::{CodedChart, DiagnosisCode, Evidence, ProcedureCode, Route};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fmt::Write;

/// Characters of a quotation that are shown.
const LONGEST_QUOTE: usize = 110;

/// The sums as a table.
#[must_use]
pub fn table(totals: &Totals, releases: &BTreeMap<String, String>, speed: f64) -> String {
    let report = totals.report();
    let mut rows = vec![
        ("required diagnoses".to_owned(), report.dx),
        ("three-character category".to_owned(), report.dx_category),
        ("procedures and visits".to_owned(), report.px),
    ];
    let settings = report.by_setting.iter();
    rows.extend(settings.map(|(name, scores)| (format!("  diagnoses, {name}"), *scores)));
    let mut text = scores::table(&format!("{} charts", totals.charts), &rows);
    text.push('\n');
    let mut line = |name: &str, value: String| {
        let _ = writeln!(text, "{name:<44} {value}");
    };
    let of_charts = |part: usize| of(Part(part, totals.charts));
    line("first-listed diagnosis right", of(totals.first));
    line("visit level right", of(totals.levels));
    line("charts with all diagnoses right", of_charts(totals.exact));
    line("charts with diagnoses and services right", of_charts(totals.whole));
    line("traps fallen into", of(totals.traps));
    line("advice to release", of_charts(totals.released));
    line("  of them all diagnoses right", of(Part(totals.released_exact, totals.released)));
    line("  of them services right too", of(Part(totals.released_whole, totals.released)));
    line("  wrong and missed diagnoses on them", totals.released_errors.to_string());
    line("codes without a span", totals.without_evidence.to_string());
    line("spans that are not verbatim", of(Part(totals.not_verbatim, totals.spans)));
    line("charts a second and core", format!("{speed:.0}"));
    let releases: Vec<String> = releases.iter().map(|(k, v)| format!("{k} {v}")).collect();
    line("releases", releases.join(", "));
    text
}

fn of(part: Part) -> String {
    format!("{} of {} ({:.3})", part.0, part.1, part.share())
}

/// Every fault of a chart.
#[derive(Serialize)]
pub struct Faults<'a> {
    id: &'a str,
    setting: Option<&'a str>,
    coded_as: &'static str,
    route: Route,
    chart_confidence: f64,
    missed: Vec<Missed<'a>>,
    wrong: Vec<Wrong<'a>>,
    traps: Vec<Fallen<'a>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    first: Option<First<'a>>,
}

/// A required code that was not given.
#[derive(Serialize)]
struct Missed<'a> {
    code: &'a str,
    alternatives: &'a [String],
    evidence: &'a [String],
    why: Option<&'a str>,
    /// What became of these words, or of this code, where something is known.
    ours: Vec<String>,
}

/// A given code that the reference does not know.
#[derive(Serialize)]
struct Wrong<'a> {
    code: &'a str,
    confidence: f64,
    evidence: Vec<&'a str>,
    rules: &'a [String],
}

/// A trap that was fallen into.
#[derive(Serialize)]
struct Fallen<'a> {
    code: &'a str,
    text: &'a str,
    reason: Option<&'a str>,
    evidence: Vec<&'a str>,
    rules: &'a [String],
}

/// A first-listed diagnosis that is another.
#[derive(Serialize)]
struct First<'a> {
    expected: &'a str,
    given: Option<&'a str>,
}

impl<'a> Faults<'a> {
    /// The faults of one chart.
    #[must_use]
    pub fn new(note: &'a ReferenceNote, coded: &'a CodedChart, score: &ChartScore) -> Faults<'a> {
        let reference = &note.reference;
        let missed = |codes: &'a [ReferenceCode], at: &usize| {
            let code = &codes[*at];
            Missed {
                code: &code.code,
                alternatives: &code.alternatives,
                evidence: &code.evidence,
                why: code.why.as_deref(),
                ours: ours(note, coded, code),
            }
        };
        let mut all_missed: Vec<Missed<'a>> =
            score.dx.missed.iter().map(|at| missed(&reference.dx, at)).collect();
        all_missed.extend(score.px.missed.iter().map(|at| missed(&reference.px, at)));
        let mut wrong: Vec<Wrong<'a>> = Vec::new();
        for code in &score.dx.wrong {
            wrong.extend(given(coded, code).map(Wrong::diagnosis));
        }
        for code in &score.px.wrong {
            let line = coded.px.iter().find(|p| plain(&p.code) == *code);
            wrong.extend(line.map(Wrong::procedure));
        }
        let traps = score.trapped.iter();
        let first = reference.first().filter(|_| score.first == Some(false)).map(|code| First {
            expected: &code.code,
            given: coded.dx.first().map(|d| d.code.as_str()),
        });
        Faults {
            id: &note.id,
            setting: reference.setting.as_deref(),
            coded_as: coded.setting.name(),
            route: coded.route,
            chart_confidence: coded.chart_confidence,
            missed: all_missed,
            wrong,
            traps: traps.filter_map(|at| fallen(coded, &reference.traps[*at])).collect(),
            first,
        }
    }

    /// True when there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.missed.is_empty()
            && self.wrong.is_empty()
            && self.traps.is_empty()
            && self.first.is_none()
    }

    /// As lines.
    #[must_use]
    pub fn text(&self) -> String {
        let mut text = format!(
            "\n{}  {} coded as {}, {} {:.2}\n",
            self.id,
            self.setting.unwrap_or("?"),
            self.coded_as,
            self.route.name(),
            self.chart_confidence
        );
        for one in &self.missed {
            let others = one.alternatives.join(" ");
            let others = if others.is_empty() { others } else { format!(" (or {others})") };
            let quote = one.evidence.first().map_or("", String::as_str);
            let _ = writeln!(text, "  missed {}{others}: {}", one.code, quoted(quote));
            one.why.iter().for_each(|why| {
                let _ = writeln!(text, "         reference: {why}");
            });
            one.ours.iter().for_each(|ours| {
                let _ = writeln!(text, "         ours: {ours}");
            });
        }
        for one in &self.wrong {
            let (quote, rules) =
                (quoted(one.evidence.first().unwrap_or(&"")), one.rules.join("; "));
            let (code, sure) = (one.code, one.confidence);
            let _ = writeln!(text, "  wrong  {code} {sure:.2}: {quote}\n         rules: {rules}");
        }
        for one in &self.traps {
            let (quote, reason) = (quoted(one.text), one.reason.unwrap_or(""));
            let _ = writeln!(text, "  trap   {}: {quote}\n         reference: {reason}", one.code);
            let (ours, rules) = (quoted(one.evidence.first().unwrap_or(&"")), one.rules.join("; "));
            let _ = writeln!(text, "         ours: {ours}; {rules}");
        }
        if let Some(first) = &self.first {
            let given = first.given.unwrap_or("nothing");
            let _ = writeln!(text, "  first  {} expected, {given} given", first.expected);
        }
        text
    }
}

impl<'a> Wrong<'a> {
    fn diagnosis(d: &'a DiagnosisCode) -> Wrong<'a> {
        let evidence = words(&d.evidence);
        Wrong { code: &d.code, confidence: d.confidence, evidence, rules: &d.rules }
    }

    fn procedure(p: &'a ProcedureCode) -> Wrong<'a> {
        let evidence = words(&p.evidence);
        Wrong { code: &p.code, confidence: p.confidence, evidence, rules: &p.rules }
    }
}

fn words(evidence: &[Evidence]) -> Vec<&str> {
    evidence.iter().map(|piece| piece.text.as_str()).collect()
}

fn given<'a>(coded: &'a CodedChart, code: &str) -> Option<&'a DiagnosisCode> {
    coded.dx.iter().find(|d| plain(&d.code) == code)
}

fn fallen<'a>(coded: &'a CodedChart, trap: &'a Trap) -> Option<Fallen<'a>> {
    let given = trap.codes().iter().find_map(|code| given(coded, code))?;
    Some(Fallen {
        code: &given.code,
        text: &trap.text,
        reason: trap.reason.as_deref(),
        evidence: words(&given.evidence),
        rules: &given.rules,
    })
}

/// What became of a missed code: named and not coded, refused beside another, or its words given
/// to another code.
fn ours(note: &ReferenceNote, coded: &CodedChart, missed: &ReferenceCode) -> Vec<String> {
    let document = note.chart.documents.first().map_or("", |d| d.text.as_str());
    let quotes: Vec<(usize, usize)> = missed
        .evidence
        .iter()
        .filter_map(|quote| document.find(quote.as_str()).map(|at| (at, at + quote.len())))
        .collect();
    let inside = |start: u32, end: u32| {
        quotes.iter().any(|(from, to)| (start as usize) < *to && (end as usize) > *from)
    };
    let mut all = Vec::new();
    for named in &coded.not_coded {
        let same = missed.accepts(&plain(&named.code));
        let near = category(&named.code) == category(&missed.code);
        if same || near || inside(named.start, named.end) {
            all.push(format!("{} \"{}\" not coded: {:?}", named.code, named.text, named.why));
        }
    }
    for one in &coded.dx {
        let refused = one.rejected.iter().filter(|r| missed.accepts(&plain(&r.code)));
        all.extend(refused.map(|r| format!("{} refused beside {}: {}", r.code, one.code, r.why)));
        if one.evidence.iter().any(|e| inside(e.start, e.end)) {
            all.push(format!("these words carry {}", one.code));
        }
    }
    all.dedup();
    all
}

fn quoted(text: &str) -> String {
    let one_line: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let short: String = one_line.chars().take(LONGEST_QUOTE).collect();
    let cut = if short.len() < one_line.len() { "…" } else { "" };
    format!("\"{short}{cut}\"")
}
