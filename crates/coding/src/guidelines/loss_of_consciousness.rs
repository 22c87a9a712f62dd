//! Head injuries (S06) by loss of consciousness: its duration where the record gives it, none
//! where it is denied, "status unknown" where nobody says (I.B.2; sixth character of S06).

use super::{Rule, statements};
use crate::draft::{Draft, Facts};
use model::{Evidence, SectionKind};

pub const RULE: Rule =
    Rule { section: "I.B.2", title: "head injuries by loss of consciousness", apply };

/// How it is written; it begins and ends at a word.
const NAMED: [&str; 9] = [
    "loss of consciousness",
    "lost consciousness",
    "lose consciousness",
    "losing consciousness",
    "loc",
    "knocked unconscious",
    "was unconscious",
    "found unconscious",
    "knocked out",
];

/// What may as well have led to the injury: it counts only where nobody denies a loss.
const FAINTED: [&str; 2] = ["blacked out", "passed out"];

/// Words of a sentence that say neither: "unknown LOC", "possible LOC".
const OPEN: [&str; 6] = ["unknown", "possible", "unclear", "unsure", "questionable", "unwitnessed"];

/// Words of a sentence in which "LOC" is the level of consciousness.
const LEVEL: [&str; 9] =
    ["alert", "oriented", "level", "intact", "normal", "questions", "commands", "gcs", "decreased"];

/// Words before it that deny it, and words behind which a denial before them no longer holds.
const DENIES: [&str; 9] =
    ["no", "not", "denies", "denied", "deny", "without", "negative", "never", "didn't"];
const TURNS: [&str; 7] = ["but", "however", "then", "had", "has", "reports", "positive"];

/// What denies it directly behind.
const DENIED_BEHIND: [&str; 9] =
    ["no", "none", "neg", "negative", "denies", "denied", "(-)", "absent", "(neg)"];

/// Sixth characters by the least minutes that they stand for.
const BY_MINUTES: [(u32, char); 4] = [(0, '1'), (31, '2'), (60, '3'), (6 * 60, '4')];

/// More than this is beyond the fourth: whether the patient came back to the former level decides
/// then, which the walk reads.
const DAY: u32 = 24 * 60;

/// What the record says of it, the weaker first.
#[derive(PartialEq, Eq, PartialOrd, Ord)]
enum Told {
    Fainted,
    Denied,
    /// With minutes, where they are given.
    Lost(Option<u32>),
}

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    if !draft.has(&["S06"]) {
        return;
    }
    let told = told(facts);
    for diagnosis in draft.diagnoses.iter_mut().filter(|one| one.is("S06")) {
        let code = codesets::code::undotted(&diagnosis.code);
        let (Some(stem), Some(phase)) = (code.get(..5), code.get(6..)) else { continue };
        let with = |character: char| {
            let code = codesets::code::dotted(&format!("{stem}{character}{phase}"));
            facts.pack.is_billable(&code, facts.date).then_some(code)
        };
        // Only where the list tells them apart by it; a day and more, and death, are as the walk
        // read them.
        let longest = matches!(code.as_bytes()[5], b'5'..=b'8');
        if longest || with('A').is_none() || with('0').is_none() {
            continue;
        }
        let by_minutes = |minutes: u32| {
            let found = BY_MINUTES.iter().rev().find(|(least, _)| minutes >= *least);
            found.filter(|_| minutes <= DAY).and_then(|(_, character)| with(*character))
        };
        let named = match &told {
            None => with('A'),
            Some((Told::Denied, _)) => with('0'),
            Some((Told::Fainted, _)) => with('9'),
            Some((Told::Lost(minutes), _)) => minutes.and_then(by_minutes).or_else(|| with('9')),
        };
        let Some(named) = named else { continue };
        if let Some((_, words)) = &told {
            diagnosis.evidence.push(words.clone());
        }
        if named != diagnosis.code {
            diagnosis.becomes(named, "loss of consciousness as the record tells it (S06)");
            diagnosis.rule("I.B.2");
        }
    }
}

/// A loss that is affirmed wins over one that is denied: "no LOC" of a witness, "LOC" in the
/// assessment.
fn told(facts: &Facts<'_>) -> Option<(Told, Evidence)> {
    use SectionKind as S;
    let past = |section| matches!(section, S::PastHistory | S::SurgicalHistory | S::Exam);
    let mut strongest: Option<(Told, Evidence)> = None;
    for sentence in statements::all(facts).filter(|one| !past(one.section)) {
        for (told, place) in in_sentence(sentence.text) {
            if strongest.as_ref().is_none_or(|(before, _)| told > *before) {
                strongest = Some((told, sentence.evidence(facts, place)));
            }
        }
    }
    strongest
}

/// What a sentence says, in lower case, with the place of the words.
fn in_sentence(text: &str) -> Vec<(Told, (usize, usize))> {
    let mut found = Vec::new();
    for name in NAMED.iter().chain(&FAINTED) {
        for place in text.match_indices(name).map(|(at, _)| (at, at + name.len())) {
            let teeth =
                *name == "knocked out" && (text.contains("tooth") || text.contains("teeth"));
            let level = *name == "loc" && LEVEL.iter().any(|word| text.contains(word));
            if teeth || level || !is_whole(text, place) || is_open(text, place) {
                continue;
            }
            let told = match () {
                () if is_denied(text, place) => Told::Denied,
                () if FAINTED.contains(name) => Told::Fainted,
                () => Told::Lost(minutes(&text[place.1..])),
            };
            found.push((told, place));
        }
    }
    found
}

fn is_whole(text: &str, (from, to): (usize, usize)) -> bool {
    let apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
    apart(text[..from].chars().next_back()) && apart(text[to..].chars().next())
}

fn is_open(text: &str, (_, to): (usize, usize)) -> bool {
    text[to..].starts_with('?') || OPEN.iter().any(|word| text.contains(word))
}

fn is_denied(text: &str, (from, to): (usize, usize)) -> bool {
    let (before, behind) = (&text[..from], text[to..].trim_start_matches([':', ' ', '-', '=']));
    let minus = before.strip_suffix('-').is_some_and(|rest| rest.is_empty() || rest.ends_with(' '));
    let denied_behind = DENIED_BEHIND.iter().any(|word| {
        let rest = behind.strip_prefix(word);
        rest.is_some_and(|rest| !rest.chars().next().is_some_and(char::is_alphanumeric))
    });
    let clause = before.rsplit([';', ':', '.', '+']).next().unwrap_or_default();
    let mut denies = false;
    for word in clause.split(|c: char| !c.is_alphanumeric() && c != '\'') {
        denies = (denies || DENIES.contains(&word)) && !TURNS.contains(&word);
    }
    minus || denied_behind || denies
}

/// The minutes that stand directly behind: "for 5 minutes", "x 30 sec", "of more than 2 hours".
fn minutes(behind: &str) -> Option<u32> {
    const LEADS: [&str; 12] = [
        "for",
        "x",
        "of",
        "lasting",
        "lasted",
        "about",
        "approximately",
        "approx",
        "around",
        "a",
        "total",
        "duration",
    ];
    let clause = behind.split([',', ';', '.']).next().unwrap_or_default();
    let clause = clause.replace('>', " more ").replace('<', " less ").replace('~', " ");
    let words: Vec<&str> = clause.split(|c: char| !c.is_alphanumeric()).collect();
    let mut words = words.into_iter().filter(|word| !word.is_empty()).peekable();
    let mut beyond = 0i64;
    while let Some(word) = words.peek() {
        match *word {
            "more" | "greater" | "over" | "longer" => beyond = 1,
            "less" | "under" | "within" => beyond = -1,
            "than" => {}
            word if LEADS.contains(&word) => {}
            _ => break,
        }
        words.next();
    }
    let first = words.next()?;
    let first = first.strip_prefix('x').unwrap_or(first);
    let digits = first.len() - first.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    let (number, joined) = first.split_at(digits);
    let unit = |word: &str| match word {
        "minute" | "minutes" | "min" | "mins" => Some(60),
        "hour" | "hours" | "hr" | "hrs" => Some(3600),
        "second" | "seconds" | "sec" | "secs" => Some(1),
        _ => None,
    };
    let (number, each) = match (number, first) {
        ("", "half") => {
            words.next_if(|word| *word == "an" || *word == "a");
            (1, unit(words.next()?)? / 2)
        }
        ("", "few" | "several" | "some" | "one" | "an") => (1, unit(words.next()?)?),
        // "A minute": the article was passed over.
        ("", _) => (1, unit(first)?),
        (number, _) => {
            let named = if joined.is_empty() { words.next()? } else { joined };
            (number.parse::<i64>().ok()?, unit(named)?)
        }
    };
    // "2 hours ago" is when, not how long.
    if matches!(words.next(), Some("ago" | "prior" | "before" | "later" | "earlier")) {
        return None;
    }
    let seconds = number.saturating_mul(each);
    u32::try_from((seconds.saturating_add(59) / 60).saturating_add(beyond).max(1)).ok()
}

#[cfg(test)]
mod tests {
    use super::{Told, in_sentence, minutes};
    use crate::trial::check;
    use model::Setting::Ed;

    #[test]
    fn by_what_the_record_says() {
        check(&[
            (Ed, "HPI: Fell and hit his head.\nASSESSMENT:\n1. Concussion.", "S06.0XAA!"),
            (Ed, "HPI: Hit her head, denies LOC.\nASSESSMENT:\n1. Concussion.", "S06.0X0A!"),
            (Ed, "ASSESSMENT:\n1. Concussion without loss of consciousness.", "S06.0X0A!"),
            (Ed, "ASSESSMENT:\n1. Concussion with brief loss of consciousness.", "S06.0X9A!"),
            (Ed, "HPI: +LOC x 5 min.\nASSESSMENT:\n1. Concussion.", "S06.0X1A!"),
            (Ed, "HPI: LOC unknown.\nASSESSMENT:\n1. Concussion.", "S06.0XAA!"),
            (Ed, "EXAM: LOC: alert.\nASSESSMENT:\n1. Concussion.", "S06.0XAA!"),
            (
                Ed,
                "PMH: concussion with LOC 2010.\nHPI: Fell, no LOC.\nASSESSMENT:\n1. Concussion.",
                "S06.0X0A!",
            ),
            (
                Ed,
                "HPI: Passed out on the toilet, hit head. No LOC after.\nASSESSMENT:\n1. Concussion.",
                "S06.0X0A!",
            ),
            (
                Ed,
                "HPI: Two front teeth knocked out. Denies LOC.\nASSESSMENT:\n1. Concussion.",
                "S06.0X0A!",
            ),
            (
                Ed,
                "HPI: He lost consciousness for 45 minutes.\nASSESSMENT:\n1. Traumatic subdural \
                 hematoma.",
                "S06.5X2A!",
            ),
            (
                Ed,
                "HPI: She was knocked out for about 2 hours.\nASSESSMENT:\n1. Traumatic \
                 subarachnoid hemorrhage.",
                "S06.6X3A!",
            ),
            (
                Ed,
                "HPI: Positive LOC, injury 2 hours ago.\nASSESSMENT:\n1. Traumatic subdural \
                 hematoma.",
                "S06.5X9A!",
            ),
            (Ed, "HPI: No LOC.\nASSESSMENT:\n1. Scalp laceration, 3 cm.", "S01.01XA! -S06"),
        ]);
    }

    #[test]
    fn denied_or_not() {
        let strongest = |text: &str| in_sentence(text).into_iter().map(|(told, _)| told).max();
        for text in [
            "no loc",
            "loc: no",
            "loc negative",
            "loc (-)",
            "-loc",
            "hit head, -loc",
            "did not have vomiting, nausea, seizure activity, amnesia, confusion or loc",
            "laceration at occipital location, denies loc",
            "never lost consciousness",
        ] {
            assert!(strongest(text) == Some(Told::Denied), "{text}");
        }
        for text in ["+loc", "loc", "denies vomiting but had loc", "positive loc", "fell with loc"]
        {
            assert!(matches!(strongest(text), Some(Told::Lost(_))), "{text}");
        }
        for text in ["loc?", "possible loc", "normal loc, follows commands", "block", "local"] {
            assert!(strongest(text).is_none(), "{text}");
        }
    }

    #[test]
    fn durations() {
        for (behind, expected) in [
            (" for 5 minutes", Some(5)),
            (" x 30 sec", Some(1)),
            (" x5min", Some(5)),
            (" of about 2 hours", Some(120)),
            (" for a few minutes", Some(1)),
            (" for a minute", Some(1)),
            (" of half an hour", Some(30)),
            (" of more than 30 minutes", Some(31)),
            (" > 24 hours with return", Some(1441)),
            (" of less than 30 minutes", Some(29)),
            (" 2 hours ago", None),
            (", injury 2 hours ago", None),
            (" yesterday", None),
            (", brief", None),
            (" with amnesia for 20 min", None),
            (" for 99999999999 min", None),
            (" for 999999999999999999999999 min", None),
        ] {
            assert_eq!(minutes(behind), expected, "{behind}");
        }
    }
}
