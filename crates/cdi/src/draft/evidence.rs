//! What of a chart bears on a template: quotes, results, medicines.

use super::template::{From, Looked, Template};
use super::{medication_line, observation_line};
use crate::linter::diagnoses::denied;
use crate::linter::pattern::Pattern;
use crate::linter::tokens::{Token, tokens};
use crate::query::{Indicator, IndicatorSource, MAX_INDICATOR_BYTES};
use model::{Chart, Document, Evidence, Observation};

/// Most quotes or results that one indicator of a template brings.
const MOST_EACH: usize = 3;
/// Most bytes of a quoted sentence.
const LONGEST_QUOTE: usize = 300;

/// The indicators of a template that the chart has, in the template's order.
pub fn indicators(template: &Template, chart: &Chart) -> Vec<Indicator> {
    template.indicators.iter().flat_map(|looked| found(looked, chart)).collect()
}

/// Names of the template's indicators that the chart has, and that pass their limits.
pub fn supported<'t>(template: &'t Template, chart: &Chart) -> Vec<&'t str> {
    let holds = |looked: &&Looked| passes(looked, chart);
    template.indicators.iter().filter(holds).map(|looked| looked.name.as_str()).collect()
}

/// Where documents name a condition as the patient's; the first place of each document.
pub fn named(patterns: &[Pattern], chart: &Chart) -> Vec<Evidence> {
    let places = chart.documents.iter().enumerate().filter_map(|(index, document)| {
        let tokens = tokens(&document.text);
        let (from, to) = said(patterns, &tokens).next()?;
        slice(index, document, tokens[from].start, tokens[to - 1].end)
    });
    places.take(MOST_EACH).collect()
}

/// The sentence around words of the chart, as an indicator; the words alone when it is long.
pub fn quote(words: &Evidence, chart: &Chart) -> Option<Indicator> {
    let document = chart.documents.get(words.document as usize)?;
    let (start, end) = (words.start as usize, words.end as usize);
    if document.text.get(start..end) != Some(words.text.as_str()) {
        return None;
    }
    let (wide_start, wide_end) = sentence(&document.text, start, end);
    let wide = wide_end - wide_start <= LONGEST_QUOTE;
    let (start, end) = if wide { (wide_start, wide_end) } else { (start, end) };
    let evidence = slice(words.document as usize, document, start, end)?;
    (evidence.text.len() <= MAX_INDICATOR_BYTES).then(|| Indicator {
        text: evidence.text.clone(),
        date: document.date,
        source: IndicatorSource::Quote { evidence, document_title: document.title.clone() },
    })
}

fn found(looked: &Looked, chart: &Chart) -> Vec<Indicator> {
    match looked.from {
        From::Text => {
            let mut quotes: Vec<Indicator> = Vec::new();
            for (index, document) in chart.documents.iter().enumerate() {
                let tokens = tokens(&document.text);
                for (from, to) in said(&looked.words, &tokens) {
                    let words = slice(index, document, tokens[from].start, tokens[to - 1].end);
                    let quote = words.and_then(|words| quote(&words, chart));
                    quotes.extend(quote.filter(|quote| !quotes.contains(quote)));
                    if quotes.len() == MOST_EACH {
                        return quotes;
                    }
                }
            }
            quotes
        }
        From::Laboratory | From::Vital => {
            let vital = looked.from == From::Vital;
            let results = last(results(looked, chart)).into_iter();
            let source =
                || if vital { IndicatorSource::Vital } else { IndicatorSource::Laboratory };
            results
                .map(|o| Indicator { text: observation_line(o), date: o.date, source: source() })
                .collect()
        }
        From::Medication => {
            let fits = chart.medications.iter().filter(|m| is_named(&looked.words, &m.text));
            last(fits.collect())
                .into_iter()
                .map(|m| Indicator {
                    text: medication_line(m),
                    date: m.date,
                    source: IndicatorSource::Medication,
                })
                .collect()
        }
    }
}

/// True when the chart has the indicator, and its value passes the limit of the template.
fn passes(looked: &Looked, chart: &Chart) -> bool {
    let limited = looked.above.is_some() || looked.below.is_some() || looked.rises_by.is_some();
    if !limited {
        return !found(looked, chart).is_empty();
    }
    let values: Vec<f64> = results(looked, chart)
        .into_iter()
        .filter(|o| {
            let unit = o.unit.as_deref().unwrap_or_default();
            looked.units.iter().any(|u| u.eq_ignore_ascii_case(unit.trim()))
        })
        .filter_map(|o| o.value.as_deref()?.trim().parse().ok())
        .filter(|value: &f64| value.is_finite())
        .collect();
    let highest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let lowest = values.iter().copied().fold(f64::INFINITY, f64::min);
    !values.is_empty()
        && looked.above.is_none_or(|limit| highest > limit)
        && looked.below.is_none_or(|limit| lowest < limit)
        && looked.rises_by.is_none_or(|rise| highest - lowest >= rise)
}

fn results<'c>(looked: &Looked, chart: &'c Chart) -> Vec<&'c Observation> {
    let fits = |o: &&Observation| {
        let code = o.loinc.as_deref().is_some_and(|code| looked.loinc.iter().any(|l| l == code));
        o.value.is_some() && (code || is_named(&looked.words, &o.text))
    };
    let mut results: Vec<&Observation> = chart.observations.iter().filter(fits).collect();
    results.sort_by_key(|o| o.date);
    results
}

/// The last of many.
fn last<T>(mut all: Vec<T>) -> Vec<T> {
    all.split_off(all.len().saturating_sub(MOST_EACH))
}

fn is_named(patterns: &[Pattern], text: &str) -> bool {
    let tokens = tokens(text);
    patterns.iter().any(|pattern| !pattern.places(&tokens).is_empty())
}

/// Places where one of the patterns is said and not denied, in the order of the text.
fn said<'a>(
    patterns: &'a [Pattern],
    tokens: &'a [Token],
) -> impl Iterator<Item = (usize, usize)> + 'a {
    (0..tokens.len())
        .filter_map(|at| patterns.iter().find_map(|p| p.at(tokens, at)).map(|to| (at, to)))
        .filter(|&(from, to)| to > from && !denied(tokens, from, to))
}

fn slice(index: usize, document: &Document, start: usize, end: usize) -> Option<Evidence> {
    Some(Evidence {
        document: u32::try_from(index).ok()?,
        start: u32::try_from(start).ok()?,
        end: u32::try_from(end).ok()?,
        text: document.text.get(start..end)?.to_owned(),
    })
}

/// The sentence or line around a place, without blanks at its ends.
fn sentence(text: &str, start: usize, end: usize) -> (usize, usize) {
    let stops = |at: usize, c: char| {
        let blank_after = text[at + c.len_utf8()..].chars().next().is_none_or(char::is_whitespace);
        c == '\n' || (matches!(c, '.' | '?' | '!' | ';') && blank_after)
    };
    let before = text[..start].char_indices().rev().find(|&(at, c)| stops(at, c));
    let from = before.map_or(0, |(at, c)| at + c.len_utf8());
    let after = text[end..].char_indices().find(|&(at, c)| stops(end + at, c));
    let to =
        after.map_or(text.len(), |(at, c)| end + at + if c == '\n' { 0 } else { c.len_utf8() });
    let found = &text[from..to];
    let lead = found.len() - found.trim_start().len();
    (from + lead, from + found.trim_end().len())
}
