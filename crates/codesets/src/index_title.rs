//! What a title of the alphabetic index asks for: its ways of being written, and whether it is a
//! modifier of its own or only the level that links one ("with", "due to", "in").

use crate::words;

/// What a title is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// A term or modifier.
    Own,
    /// A linking level: what stands below it is meant.
    Level,
    /// Never documented as such ("specified NEC", "by site", "without"), so never followed.
    Never,
}

/// A title, read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Title {
    /// What it is.
    pub link: Link,
    /// True when it begins with a linking word: another condition is named, which must be
    /// documented beside this one.
    pub linked: bool,
    /// Its ways of being written, each a set of words that all must stand.
    pub ways: Vec<Vec<String>>,
}

/// Words that only link one term to the other.
const LINKS: &[&str] = &[
    "with",
    "due",
    "to",
    "in",
    "associated",
    "complicating",
    "following",
    "from",
    "caused",
    "by",
    "of",
    "and",
    "or",
    "the",
    "a",
    "an",
    "for",
    "on",
    "at",
    "as",
    "during",
    "secondary",
];

/// Words of titles that stand for what is not documented further.
const OPEN: &[&str] = &["specified", "unspecified", "without", "other", "not", "type nec", "by"];

/// Letters at the start by which two forms of one word are known ("abdomen, abdominal").
const STEM: usize = 4;

/// Reads a title.
#[must_use]
pub fn parse(title: &str) -> Title {
    let lower = title.to_lowercase();
    let plain: Vec<&str> =
        lower.split_whitespace().filter(|w| !matches!(*w, "nec" | "nos")).collect();
    let bare = |w: &&str| w.trim_matches([',', '(', ')']).to_owned();
    let names: Vec<String> = plain.iter().map(bare).collect();
    let opens = names.first().is_some_and(|first| OPEN.contains(&first.as_str()));
    if opens && !names.iter().any(|w| w == "to") {
        return Title { link: Link::Never, linked: false, ways: Vec::new() };
    }
    if names.iter().all(|w| w.is_empty() || LINKS.contains(&w.as_str())) {
        return Title { link: Link::Level, linked: true, ways: Vec::new() };
    }
    let text = plain.join(" ");
    let mut pieces = text.split(',').map(str::trim).filter(|p| !p.is_empty());
    let first = pieces.next().unwrap_or_default();
    let mut ways = either(first);
    for piece in pieces {
        let more = either(piece);
        if same_stem(first, piece) {
            ways.extend(more);
        } else {
            // What follows a comma and is no other form of the word is asked for too.
            for way in &mut ways {
                way.extend(more.iter().flatten().cloned());
            }
        }
    }
    for way in &mut ways {
        way.sort_unstable();
        way.dedup();
    }
    ways.retain(|way| !way.is_empty());
    ways.dedup();
    let link = if ways.is_empty() { Link::Never } else { Link::Own };
    let linked = names.first().is_some_and(|first| LINKS.contains(&first.as_str()));
    Title { link, linked, ways }
}

/// "Disease or syndrome" is written with the one word or with the other.
fn either(piece: &str) -> Vec<Vec<String>> {
    let said = |words: &[&str]| -> Vec<String> {
        words::forms(&words.join(" ")).into_iter().filter(|w| !is_link(w)).collect()
    };
    let words: Vec<&str> = piece.split_whitespace().collect();
    match words.iter().position(|w| *w == "or") {
        Some(at) if at > 0 && at + 1 < words.len() => {
            let mut left = words.clone();
            left.drain(at..=at + 1);
            let mut right = words.clone();
            right.drain(at - 1..=at);
            vec![said(&left), said(&right)]
        }
        _ => vec![said(&words)],
    }
}

fn is_link(word: &str) -> bool {
    LINKS.contains(&word) || words::is_filler(word)
}

fn same_stem(one: &str, two: &str) -> bool {
    let stem = |text: &str| -> String { text.chars().take(STEM).collect() };
    !two.contains(' ') && stem(one) == stem(two)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn titles() {
        for (title, link, ways) in [
            ("Diabetes, diabetic", Link::Own, vec![vec!["diabetes"], vec!["diabetic"]]),
            ("with", Link::Level, vec![]),
            ("in (due to)", Link::Level, vec![]),
            ("with coma", Link::Own, vec![vec!["coma"]]),
            ("due to hypertension", Link::Own, vec![vec!["hypertension"]]),
            ("specified NEC", Link::Never, vec![]),
            ("by site", Link::Never, vec![]),
            ("without aura", Link::Never, vec![]),
            ("kidney complications NEC", Link::Own, vec![vec!["complication", "kidney"]]),
            (
                "Pattern, sleep-wake, irregular",
                Link::Own,
                vec![vec!["irregular", "pattern", "sleep", "wake"]],
            ),
            (
                "Wilkie's disease or syndrome",
                Link::Own,
                vec![vec!["disease", "wilkie"], vec!["syndrome", "wilkie"]],
            ),
        ] {
            let read = parse(title);
            assert_eq!(
                (read.link, read.ways),
                (link, ways.into_iter().map(owned).collect()),
                "{title}"
            );
        }
    }

    fn owned(way: Vec<&str>) -> Vec<String> {
        way.into_iter().map(str::to_owned).collect()
    }
}
