//! What the words of a statement say of the extent: sizes, numbers, levels of the spine.

use crate::procedures::amounts;
use crate::procedures::statement::Word;
use reader::Gap;
use std::collections::BTreeSet;

/// Most views, lesions or levels that a text is believed to mean.
const MOST_COUNTED: u32 = 100;

/// A number, in digits or as a word.
#[must_use]
pub fn number(form: &str) -> Option<u32> {
    const NAMED: [&str; 13] = [
        "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten",
        "eleven", "twelve",
    ];
    let named = NAMED.iter().position(|n| *n == form).map(|n| n as u32);
    let single = matches!(form, "single" | "solitary").then_some(1);
    let digits = || form.bytes().all(|b| b.is_ascii_digit()).then(|| form.parse().ok()).flatten();
    named.or(single).or_else(digits).filter(|n| *n <= MOST_COUNTED)
}

/// The largest measure in a run of words, in hundredths of a centimetre.
#[must_use]
pub fn largest_measure(words: &[Word]) -> Option<u32> {
    (0..words.len()).filter_map(|at| measure_at(words, at)).max()
}

/// The measures in a run of words, each "2 x 3 x 1 cm" once by its largest side.
#[must_use]
pub fn sum_of_measures(words: &[Word]) -> Option<u32> {
    let all: Vec<u32> = (0..words.len()).filter_map(|at| measure_at(words, at)).collect();
    (!all.is_empty()).then(|| all.iter().sum())
}

/// A measure whose unit ends at a word: `1.2 cm`, `7mm`, `2 x 3 cm`.
fn measure_at(words: &[Word], at: usize) -> Option<u32> {
    let form = words[at].form.as_str();
    let split = form.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(form.len());
    let (joined, unit) = form.split_at(split);
    let factor = match unit {
        "cm" | "centimeter" => 100,
        "mm" | "millimeter" => 10,
        "inch" => 254,
        _ => return None,
    };
    let mut last = at;
    let own = if joined.is_empty() {
        last = at.checked_sub(1)?;
        words[last].form.as_str()
    } else {
        joined
    };
    let hundredths = |text: &str| {
        let n = amounts::thousandths(text)?;
        u32::try_from(n.saturating_mul(factor) / 1000).ok()
    };
    let mut most = hundredths(own)?;
    // "2 x 3 x 1 cm": the sides before share the unit.
    while last >= 2 && matches!(words[last - 1].form.as_str(), "x" | "by") {
        last -= 2;
        let Some(side) = hundredths(&words[last].form) else { break };
        most = most.max(side);
    }
    Some(most)
}

/// "x 4", "x4" at a word; "4 x 3 cm" is a size.
fn times_at(words: &[Word], at: usize) -> Option<u32> {
    let form = words.get(at).map_or("", |w| w.form.as_str());
    let (value, after) = match form.strip_prefix('x') {
        Some("") => (words.get(at + 1).and_then(|w| number(&w.form)), at + 2),
        Some(joined) => (number(joined), at + 1),
        None => (None, at),
    };
    let unit = words.get(after).map_or("", |w| w.form.as_str());
    value.filter(|_| !matches!(unit, "cm" | "mm" | "x" | "mg" | "day" | "week" | "month"))
}

/// How often something was done: "x 3", "x3" behind it, "three times".
#[must_use]
pub fn times(words: &[Word], first: u32, last: u32) -> Option<u32> {
    let to = (last as usize + 7).min(words.len());
    let said = (first as usize..to).find_map(|at| {
        let counted = words.get(at + 1).is_some_and(|w| w.form == "time");
        times_at(words, at).or_else(|| number(&words[at].form).filter(|_| counted))
    });
    said.filter(|n| *n > 0)
}

/// The area that the words give, in square centimetres, parts counted whole; several are added.
#[must_use]
pub fn area(words: &[Word]) -> Option<u32> {
    let form = |at: usize| words.get(at).map_or("", |w| w.form.as_str());
    let hundredths = |text: &str| {
        let digits = text.trim_end_matches(|c: char| c.is_ascii_alphabetic());
        amounts::thousandths(digits).map(|n| n / 10)
    };
    let unit =
        |at: usize| form(at) == "cm" || form(at).strip_suffix("cm").is_some_and(|n| !n.is_empty());
    let (mut total, mut at) = (0u64, 0);
    while at < words.len() {
        let square = form(at + 1) == "sq" && form(at + 2) == "cm"
            || form(at + 1) == "square" && form(at + 2).starts_with("c")
            || form(at + 1) == "cm2";
        if let Some(value) = hundredths(form(at)).filter(|_| square) {
            total += value;
            at += 3;
            continue;
        }
        // "10 x 5 cm", "8 cm x 7 cm x 1 cm": the third side is the depth.
        let by = at + 1 + usize::from(form(at + 1) == "cm");
        let crossed = matches!(form(by), "x" | "by");
        let measured = unit(at) || form(at + 1) == "cm" || unit(by + 1) || unit(by + 2);
        match (hundredths(form(at)), hundredths(form(by + 1))) {
            (Some(a), Some(b)) if crossed && (measured || form(by + 2) == "x") => {
                total += a * b / 100;
                at = by + 2;
                while matches!(form(at), "cm" | "x" | "by") || hundredths(form(at)).is_some() {
                    at += 1;
                }
            }
            _ => at += 1,
        }
    }
    u32::try_from(total.div_ceil(100)).ok().filter(|n| (1..=MOST_AREA).contains(n))
}

/// Largest wound that is believed, in square centimetres.
const MOST_AREA: u32 = 10_000;

/// The documented number of things: "12 lesions", "three skin tags", "x 4", "x4".
#[must_use]
pub fn counted(words: &[Word], first: u32, last: u32) -> Option<u32> {
    let last = last as usize;
    let times = |at: usize| times_at(words, at);
    if let Some(n) = (last + 1..(last + 7).min(words.len())).find_map(times) {
        return Some(n).filter(|n| *n > 0);
    }
    let measured = |at: usize| {
        let unit = words.get(at + 1).map_or("", |w| w.form.as_str());
        matches!(unit, "cm" | "mm" | "mg" | "ml" | "cc" | "minute" | "min" | "x" | "day" | "week")
    };
    let things = |at: usize| {
        let reach = words.get(at + 1..(at + 4).min(words.len())).unwrap_or_default();
        let names = |w: &Word| {
            matches!(
                w.form.as_str(),
                "lesion"
                    | "wart"
                    | "tag"
                    | "keratosis"
                    | "keratose"
                    | "ak"
                    | "aks"
                    | "level"
                    | "nail"
                    | "site"
                    | "injection"
                    | "polyp"
                    | "specimen"
                    | "segment"
                    | "muscle"
                    | "interspace"
                    | "joint"
                    | "tooth"
                    | "callus"
                    | "nerve"
                    | "vial"
                    | "biopsy"
                    | "papule"
                    | "toenail"
                    | "calluse"
                    | "allergen"
                    | "antigen"
                    | "prick"
                    | "test"
                    | "area"
                    | "corn"
            )
        };
        reach.iter().any(names)
    };
    let from = (first as usize).saturating_sub(6);
    let found = (from..words.len().min(last + 12))
        .filter(|at| !measured(*at) && things(*at))
        .find_map(|at| number(&words[at].form));
    found.filter(|n| *n > 0)
}

/// The number of interspaces or single levels of the spine that are named: "L4 to S1" are two,
/// "L3-4, L4-5" two, "C5" one.
#[must_use]
pub fn levels(words: &[Word]) -> Option<u32> {
    let mut spaces: BTreeSet<u32> = BTreeSet::new();
    let mut singles: BTreeSet<u32> = BTreeSet::new();
    let mut before: Option<(usize, u32)> = None;
    for (at, word) in words.iter().enumerate() {
        let own = vertebra(&word.form);
        // "L4-5": the second number borrows the letter of the first.
        let borrowed = || {
            let (place, level) = before?;
            let tied = place + 1 == at && word.gap.has(Gap::HYPHEN | Gap::SLASH);
            let region = words[place].form.get(..1)?;
            (tied && level > 0).then(|| vertebra(&format!("{region}{}", word.form))).flatten()
        };
        let Some(level) = own.or_else(borrowed) else { continue };
        let tied = before.is_some_and(|(place, _)| {
            place + 1 == at && word.gap.has(Gap::HYPHEN | Gap::SLASH | Gap::DASH)
                || place + 2 == at && matches!(words[at - 1].form.as_str(), "to" | "through")
        });
        match before {
            Some((_, from)) if tied && from < level => {
                singles.remove(&from);
                spaces.extend(from..level);
            }
            _ => {
                singles.insert(level);
            }
        }
        before = Some((at, level));
    }
    let count = if spaces.is_empty() { singles.len() } else { spaces.len() };
    u32::try_from(count).ok().filter(|n| (1..=MOST_COUNTED).contains(n))
}

/// The place of a vertebra in the column: C1 is 1, T1 is 8, L1 is 20, S1 is 25.
#[must_use]
pub fn vertebra(form: &str) -> Option<u32> {
    let region = form.get(..1)?;
    let number: u32 = form.get(1..)?.parse().ok()?;
    let (before, most) = match region {
        "c" => (0, 7),
        "t" => (7, 12),
        "l" => (19, 5),
        "s" => (24, 1),
        _ => return None,
    };
    (1..=most).contains(&number).then_some(before + number)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedures::statement::words_from;

    #[test]
    fn measures_numbers_and_levels() {
        for (text, expected) in [
            ("1.2 cm", Some(120)),
            ("7mm papule", Some(70)),
            ("2 x 3 x 1 cm", Some(300)),
            ("0.4 cm and 8 mm", Some(80)),
            ("3 cc", None),
        ] {
            assert_eq!(largest_measure(&words_from(text)), expected, "{text}");
        }
        for (text, expected) in [
            ("L4 to S1", Some(2)),
            ("L4-L5", Some(1)),
            ("L3-4, L4-5", Some(2)),
            ("C5 through C7", Some(2)),
            ("T12-L1", Some(1)),
            ("L3, L4 and L5", Some(3)),
            ("level", None),
            ("L9", None),
        ] {
            assert_eq!(levels(&words_from(text)), expected, "{text}");
        }
        for (text, expected) in [
            ("12 lesions frozen", Some(12)),
            ("three skin tags", Some(3)),
            ("AK x 4", Some(4)),
            ("AK x4", Some(4)),
            ("2 cm lesion", None),
            ("lesion", None),
        ] {
            let words = words_from(text);
            let named = |w: &Word| matches!(w.form.as_str(), "lesion" | "tag" | "ak");
            let at = words.iter().position(named).unwrap() as u32;
            assert_eq!(counted(&words, at, at), expected, "{text}");
        }
    }
}
