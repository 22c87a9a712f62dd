//! Times: minutes that a text states, and clock times at which something began or ended.

use crate::procedures::amounts;
use crate::procedures::statement::Word;
use reader::Gap;
use std::ops::Range;

/// Longest service that is believed, in minutes: a day.
const LONGEST: u32 = 24 * 60;

/// The minutes that a run of words states: `34 min`, `1.5 hours`, `1 hour 30 minutes`.
#[must_use]
pub fn minutes(words: &[Word]) -> Option<u32> {
    let mut total: Option<u32> = None;
    let mut place = 0;
    for at in 0..words.len() {
        let Some((value, width)) = span_at(words, at) else { continue };
        match total {
            // "1 hour 30 minutes" is one span; a second span elsewhere is another thing.
            Some(before) if at <= place + 1 => total = Some(before + value),
            Some(_) => break,
            None => total = Some(value),
        }
        place = at + width;
    }
    total.filter(|m| (1..=LONGEST).contains(m))
}

/// The minutes that belong to a run of words: a span between the same commas, else the nearest
/// one, behind it before in front of it.
#[must_use]
pub fn minutes_near(words: &[Word], first: usize, last: usize) -> Option<u32> {
    let unit = |at: usize| {
        let form = words.get(at).map_or("", |w| w.form.as_str());
        matches!(form, "min" | "minute" | "mins" | "hour" | "hr")
    };
    // The run may itself hold the word "minutes", of another clause.
    let first = (first..=last).find(|at| !unit(*at)).unwrap_or(first);
    let last = (first..=last).rev().find(|at| !unit(*at)).unwrap_or(last);
    let parts = |at: usize| {
        let word = &words[at];
        word.gap.has(Gap::COMMA | Gap::SEMICOLON | Gap::STOP | Gap::LINE) || word.form == "and"
    };
    let from = (1..=first.min(words.len())).rev().find(|at| *at < words.len() && parts(*at));
    let to = (last + 1..words.len()).find(|at| parts(*at)).unwrap_or(words.len());
    let own = from.unwrap_or(0)..to;
    let mut best: Option<(usize, u32)> = None;
    for (at, width, value) in spans(words) {
        let far = match () {
            () if own.contains(&at) => 0,
            () if at > last => at - last,
            () => (first.saturating_sub(at + width) + 1) * 2 + 1,
        };
        if best.is_none_or(|(least, _)| far < least) {
            best = Some((far, value));
        }
    }
    best.map(|(_, value)| value).filter(|m| (1..=LONGEST).contains(m))
}

/// The spans of a run of words: place, width, minutes; "1 hour 30 minutes" is one.
fn spans(words: &[Word]) -> Vec<(usize, usize, u32)> {
    let mut spans: Vec<(usize, usize, u32)> = Vec::new();
    let mut at = 0;
    while at < words.len() {
        let Some((value, width)) = span_at(words, at) else {
            at += 1;
            continue;
        };
        match spans.last_mut() {
            Some((start, long, before))
                if *start + *long == at
                    && *before % 60 == 0
                    && value < 60
                    && !words[at].gap.has(Gap::COMMA | Gap::SEMICOLON) =>
            {
                *long += width;
                *before += value;
            }
            _ => spans.push((at, width, value)),
        }
        at += width;
    }
    spans
}

/// A span that begins at a word: its minutes and how many words it takes.
fn span_at(words: &[Word], at: usize) -> Option<(u32, usize)> {
    let form = words[at].form.as_str();
    if !form.as_bytes().first()?.is_ascii_digit() {
        return None;
    }
    let split = form.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(form.len());
    let (number, joined) = form.split_at(split);
    let (unit, width) = match joined {
        "" => (words.get(at + 1)?.form.as_str(), 2),
        joined => (joined, 1),
    };
    let factor = match unit {
        "min" | "minute" | "mins" | "m" => 1,
        "hr" | "hour" | "h" | "hrs" => 60,
        _ => return None,
    };
    let value = amounts::thousandths(number)?.saturating_mul(factor) / 1000;
    Some((u32::try_from(value).ok().filter(|v| *v <= LONGEST)?, width))
}

/// A clock time that begins at a word, in minutes of the day, and how many words it takes:
/// `0922`, `9:22`, `9:22 pm`, `10 AM`.
#[must_use]
pub fn time_at(words: &[Word], at: usize) -> Option<(u32, usize)> {
    let form = words[at].form.as_str();
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(form) {
        return None;
    }
    let (hour, minute, mut width) = if form.len() == 4 {
        (form[..2].parse::<u32>().ok()?, form[2..].parse::<u32>().ok()?, 1)
    } else {
        let after = words.get(at + 1)?;
        let colon = after.gap.has(Gap::COLON) && after.start == words[at].end + 1;
        if form.len() <= 2 && colon && after.form.len() == 2 && digits(&after.form) {
            (form.parse::<u32>().ok()?, after.form.parse::<u32>().ok()?, 2)
        } else if form.len() <= 2 && matches!(after.form.as_str(), "am" | "pm") {
            (form.parse::<u32>().ok()?, 0, 1)
        } else {
            return None;
        }
    };
    let half = words.get(at + width).map(|w| w.form.as_str());
    let hour = match half {
        Some("pm") if hour < 12 => hour + 12,
        Some("am") if hour == 12 => 0,
        _ => hour,
    };
    width += usize::from(matches!(half, Some("am" | "pm")));
    (hour < 24 && minute < 60).then_some((hour * 60 + minute, width))
}

/// The first clock time in a run of words, with the words it takes.
#[must_use]
pub fn first_time(words: &[Word]) -> Option<(u32, Range<usize>)> {
    (0..words.len()).find_map(|at| time_at(words, at).map(|(time, w)| (time, at..at + w)))
}

/// Start and end in one run: `0922-0956`, `from 9:22 to 9:56`, `start 0922 stop 0956`.
#[must_use]
pub fn range(words: &[Word]) -> Option<(u32, u32)> {
    let mut before: Option<(u32, usize)> = None;
    let mut at = 0;
    while at < words.len() {
        let Some((time, width)) = time_at(words, at) else {
            at += 1;
            continue;
        };
        if let Some((start, end)) = before {
            let tied = words[at].gap.has(Gap::HYPHEN | Gap::DASH | Gap::MINUS)
                || words[end..at].iter().any(|w| {
                    matches!(w.form.as_str(), "to" | "until" | "stop" | "end" | "ended" | "stopped")
                });
            if tied {
                return Some((start, time));
            }
        }
        at += width;
        before = Some((time, at));
    }
    None
}

/// Minutes from a start to an end; past midnight counts on.
#[must_use]
pub fn elapsed(start: u32, end: u32) -> u32 {
    (end + LONGEST - start) % LONGEST
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedures::statement::words_from;

    #[test]
    fn minutes_of_each_treatment() {
        for (text, word, expected) in [
            ("Exercise for 23 minutes; massage 8 minutes", "massage", Some(8)),
            ("Exercise for 23 minutes; massage 8 minutes", "exercise", Some(23)),
            ("20 minutes exercise, 15 minutes massage", "exercise", Some(20)),
            ("20 minutes exercise, 15 minutes massage", "massage", Some(15)),
            ("exercise, 1 hour 10 minutes", "exercise", Some(70)),
            ("exercise", "exercise", None),
        ] {
            let words = words_from(text);
            let at = words.iter().position(|w| w.form == word).unwrap();
            assert_eq!(minutes_near(&words, at, at), expected, "{text}: {word}");
        }
    }

    #[test]
    fn spans_and_ranges() {
        for (text, expected) in [
            ("complete (34 min)", Some(34)),
            ("over 1.5 hours", Some(90)),
            ("1 hour 30 minutes", Some(90)),
            ("90min", Some(90)),
            ("30 minutes of exercise and 10 minutes of heat", Some(30)),
            ("three weeks", None),
            ("99999 hours", None),
        ] {
            assert_eq!(minutes(&words_from(text)), expected, "{text}");
        }
        for (text, expected) in [
            ("0922-0956", Some(34)),
            ("from 9:22 to 9:56", Some(34)),
            ("started 11:40 am, ended 12:45 pm", Some(65)),
            ("start 2350 stop 0020", Some(30)),
            ("0922 then 0956", None),
            ("at 9:22", None),
        ] {
            let found = range(&words_from(text)).map(|(a, b)| elapsed(a, b));
            assert_eq!(found, expected, "{text}");
        }
    }
}
