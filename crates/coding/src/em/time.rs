//! Time: the minutes that the note states for the whole visit, and for critical care.

use super::cues::{Cue, Means};
use super::scan::{Hit, Page, Scan, Zone};
use super::visit::number_word;
use crate::draft::Facts;
use model::Evidence;

/// Minutes with the sentence that states them.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Minutes {
    /// How many.
    pub minutes: u32,
    /// The sentence.
    pub evidence: Evidence,
}

/// More than a day is no visit.
const MOST_MINUTES: u32 = 600;

/// How far, in words, the words of a total may stand from the number.
const TOTAL_REACH: u32 = 16;

/// How near, in words, another use of time takes the number for itself.
const OTHER_REACH: u32 = 4;

/// The total time of the visit, when the note states one; the longest of several.
#[must_use]
pub fn total(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<Minutes> {
    longest(facts, scan, Cue::TimeTotal, |page, sentence, word| {
        !near(page, sentence, word, Cue::TimeOther, OTHER_REACH)
    })
}

/// The time of critical care, when the note states it.
#[must_use]
pub fn critical(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<Minutes> {
    longest(facts, scan, Cue::CriticalCare, |page, sentence, word| {
        let own = page.within(sentence as usize..sentence as usize + 1);
        let of = |cue| own.iter().filter(move |h| h.means == Means::Cue(cue));
        // "95 min, not critical care"; "critical care: none, 20 min at the bedside". What stands
        // behind the minutes tells what they leave out: "42 min, not counting procedures".
        let denies = |denied: &&Hit| {
            let before = of(Cue::CriticalCare)
                .any(|care| denied.last <= care.first && care.first - denied.last < DENIED_REACH);
            let between =
                of(Cue::CriticalCare).any(|care| care.last <= denied.first && denied.last <= word);
            (before || between) && !leaves_out(page, denied) && !unchecked(page, denied)
        };
        !of(Cue::Denied).any(|denied| denies(&denied))
    })
}

/// How far, in words, a denial may stand before critical care.
const DENIED_REACH: u32 = 4;

/// "not including procedures": the denial speaks of what is left out.
fn leaves_out(page: &Page<'_>, denied: &Hit) -> bool {
    let next = page.reading.tokens.get(denied.last as usize);
    let next = next.map(|t| t.text(page.text).to_ascii_lowercase()).unwrap_or_default();
    ["includ", "inclus", "count"].iter().any(|stem| next.starts_with(stem))
}

/// "[ ] no": a box that was left empty says nothing.
fn unchecked(page: &Page<'_>, denied: &Hit) -> bool {
    let token = page.reading.tokens.get(denied.first as usize);
    let start = token.map_or(0, |t| t.start as usize);
    let before = page.text.get(..start).unwrap_or_default().trim_end();
    ["[ ]", "[]", "( )", "\u{2610}"].iter().any(|empty| before.ends_with(empty))
}

/// The time of the discharge, when the note states it.
#[must_use]
pub fn discharge(facts: &Facts<'_>, scan: &Scan<'_>) -> Option<Minutes> {
    longest(facts, scan, Cue::DischargeTime, |page, sentence, word| {
        !near(page, sentence, word, Cue::TimeOther, OTHER_REACH)
    })
    .or_else(|| total(facts, scan))
}

fn longest(
    facts: &Facts<'_>,
    scan: &Scan<'_>,
    cue: Cue,
    counts: impl Fn(&Page<'_>, u32, u32) -> bool,
) -> Option<Minutes> {
    let mut best: Option<Minutes> = None;
    let mut last = None;
    // Also under "Meds:": the last lines of a note have no heading of their own.
    for (page, hit) in scan.hits().filter(|(_, hit)| hit.means == Means::Cue(cue)) {
        let sentence = spoken(page, hit);
        if last == Some((page.number, sentence)) {
            continue;
        }
        last = Some((page.number, sentence));
        for (word, minutes) in stated(page, sentence) {
            let close = sentence != hit.sentence || near(page, sentence, word, cue, TOTAL_REACH);
            let longer = best.as_ref().is_none_or(|b| b.minutes < minutes);
            if close && longer && minutes <= MOST_MINUTES && counts(page, sentence, word) {
                best = Some(Minutes { minutes, evidence: page.sentence(facts, sentence as usize) });
            }
        }
    }
    best
}

/// The sentence that a hit speaks of: its own, or the one under the heading that it stands in.
fn spoken(page: &Page<'_>, hit: &Hit) -> u32 {
    let next = hit.sentence + 1;
    let heading = page.zone(hit) == Zone::Heading && (next as usize) < page.zones.len();
    match () {
        () if heading => next,
        () if stated(page, hit.sentence).is_empty() => ticked(page, hit).unwrap_or(hit.sentence),
        () => hit.sentence,
    }
}

/// Most boxes of one line.
const MOST_BOXES: usize = 4;

/// "Critical care time: [ ] no  [x] yes 42 min": the box behind, on the same line, that is ticked
/// and holds the minutes.
fn ticked(page: &Page<'_>, hit: &Hit) -> Option<u32> {
    let sentences = &page.reading.sentences;
    let from = sentences.get(hit.sentence as usize)?.end as usize;
    let behind = sentences.iter().enumerate().skip(hit.sentence as usize + 1).take(MOST_BOXES);
    for (at, sentence) in behind {
        let between = page.text.get(from..sentence.start as usize)?;
        if between.contains('\n') {
            return None;
        }
        let at = u32::try_from(at).ok()?;
        if !sentence.unchecked && !stated(page, at).is_empty() {
            return Some(at);
        }
    }
    None
}

fn near(page: &Page<'_>, sentence: u32, word: u32, cue: Cue, reach: u32) -> bool {
    page.within(sentence as usize..sentence as usize + 1).iter().any(|h| {
        h.means == Means::Cue(cue) && (h.first <= word + 1 + reach && word <= h.last + reach)
    })
}

/// Numbers of minutes in a sentence with the position of the number; hours count sixty, and
/// "1 hour 10 minutes" is one number.
fn stated(page: &Page<'_>, sentence: u32) -> Vec<(u32, u32)> {
    let own = page.reading.sentences[sentence as usize];
    let word = |i: u32| {
        let token = (i < own.last).then(|| page.reading.tokens[i as usize]);
        token.map(|t| t.text(page.text).to_ascii_lowercase()).unwrap_or_default()
    };
    let mut found: Vec<(u32, u32)> = Vec::new();
    let mut hours = None;
    for i in own.first..own.last {
        let Some((number, unit)) = number_with_unit(&word(i), &word(i + 1)) else { continue };
        match unit {
            Unit::Hour => {
                hours = Some((i, number * 60));
                found.push((i, number * 60));
            }
            Unit::Minute => {
                // "Forty five minutes".
                let ten = if number < 10 && i > own.first { tens(&word(i - 1)) } else { None };
                let hour = hours.filter(|(at, _)| i - at <= 4).map_or(0, |(_, sum)| sum);
                found.push((i, hour + ten.unwrap_or(0) + number));
            }
        }
    }
    found
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Unit {
    Minute,
    Hour,
}

fn unit(text: &str) -> Option<Unit> {
    match text {
        "min" | "mins" | "minute" | "minutes" => Some(Unit::Minute),
        "hour" | "hours" | "hr" | "hrs" => Some(Unit::Hour),
        _ => None,
    }
}

/// "42 min", "42min", "thirty minutes".
fn number_with_unit(text: &str, next: &str) -> Option<(u32, Unit)> {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    if digits > 0 && digits < text.len() {
        return Some((text[..digits].parse().ok().filter(|n| *n < 1000)?, unit(&text[digits..])?));
    }
    let number = number_word(text).or_else(|| tens(text))?;
    Some((number, unit(next)?))
}

fn tens(text: &str) -> Option<u32> {
    let names = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"];
    names.iter().position(|name| *name == text).map(|n| 20 + 10 * n as u32)
}
