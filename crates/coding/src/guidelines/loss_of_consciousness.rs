//! Head injuries (S06) by loss of consciousness: its duration where the record gives it, none
//! where it is denied, "status unknown" where nobody says (I.B.2; sixth character of S06).

use super::{Rule, statements};
use crate::draft::{Draft, Facts};
use model::Evidence;

pub const RULE: Rule =
    Rule { section: "I.B.2", title: "head injuries by loss of consciousness", apply };

/// How it is written; it begins and ends at a word.
const NAMED: [&str; 12] = [
    "loss of consciousness",
    "lost consciousness",
    "lose consciousness",
    "losing consciousness",
    "loc",
    "knocked unconscious",
    "was unconscious",
    "found unconscious",
    "knocked out",
    "blacked out",
    "passed out",
    "ko'd",
];

/// Words of a sentence that say neither: "unknown LOC", "possible LOC".
const OPEN: [&str; 6] = ["unknown", "possible", "unclear", "unsure", "questionable", "?"];

/// Sixth characters by the least minutes that they stand for.
const BY_MINUTES: [(u32, char); 4] = [(0, '1'), (31, '2'), (60, '3'), (6 * 60, '4')];

/// More than this is beyond the fourth: whether the patient came back to the former level is
/// seldom told in the same words, and the entry for no stated duration is taken.
const DAY: u32 = 24 * 60;

/// What the record says of it.
enum Told {
    Denied(Evidence),
    /// With minutes, where they are given.
    Lost(Option<u32>, Evidence),
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
        // Only where the list tells them apart by it.
        if with('A').is_none() || with('0').is_none() {
            continue;
        }
        let named = match &told {
            None => with('A'),
            Some(Told::Denied(_)) => with('0'),
            Some(Told::Lost(minutes, _)) => minutes
                .filter(|minutes| *minutes <= DAY)
                .and_then(|minutes| BY_MINUTES.iter().rev().find(|(least, _)| minutes >= *least))
                .and_then(|(_, character)| with(*character))
                .or_else(|| with('9')),
        };
        let Some(named) = named else { continue };
        if let Some(Told::Denied(words) | Told::Lost(_, words)) = &told {
            diagnosis.evidence.push(words.clone());
        }
        if named != diagnosis.code {
            diagnosis.becomes(named, "loss of consciousness as the record tells it (S06)");
            diagnosis.rule("I.B.2");
        }
    }
}

/// An affirmed loss wins over a denied one: "no LOC" of a witness, "LOC" in the assessment.
fn told(facts: &Facts<'_>) -> Option<Told> {
    let mut denied = None;
    for sentence in statements::all(facts) {
        let text = sentence.text;
        if OPEN.iter().any(|word| text.contains(word)) {
            continue;
        }
        if let Some(place) = statements::affirmed_word(text, &NAMED) {
            let words = sentence.evidence(facts, place);
            return Some(Told::Lost(minutes(&text[place.0..]), words));
        }
        let place = NAMED.iter().find_map(|name| {
            let (from, to) = text.find(name).map(|at| (at, at + name.len()))?;
            let apart = |c: Option<char>| !c.is_some_and(char::is_alphanumeric);
            let whole = apart(text[..from].chars().next_back()) && apart(text[to..].chars().next());
            whole.then_some((from, to))
        });
        denied = denied.or(place.map(|place| sentence.evidence(facts, place)));
    }
    denied.map(Told::Denied)
}

/// The minutes that a text gives: "for 5 minutes", "x 30 sec", "of about 2 hours".
fn minutes(text: &str) -> Option<u32> {
    let mut words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let mut before = "";
    words.by_ref().take(12).find_map(|word| {
        let digits = word.len() - word.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        let (joined, unit) = word.split_at(digits);
        let number = if joined.is_empty() { before } else { joined };
        let number = match number {
            "a" | "an" | "one" | "few" | "several" | "some" => Some(1),
            _ => number.parse::<u32>().ok(),
        };
        before = word;
        let each = match unit {
            "second" | "seconds" | "sec" | "secs" => return Some(1),
            "minute" | "minutes" | "min" | "mins" | "m" => 1,
            "hour" | "hours" | "hr" | "hrs" | "h" => 60,
            _ => return None,
        };
        number.map(|number| number.saturating_mul(each))
    })
}

#[cfg(test)]
mod tests {
    use super::minutes;
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
            (Ed, "HPI: No LOC.\nASSESSMENT:\n1. Scalp laceration, 3 cm.", "S01.01XA! -S06"),
        ]);
    }

    #[test]
    fn durations() {
        for (text, expected) in [
            ("loc for 5 minutes", Some(5)),
            ("loc x 30 sec", Some(1)),
            ("loc of about 2 hours", Some(120)),
            ("loc for a few minutes", Some(1)),
            ("loc x5min", None),
            ("loc 5min", Some(5)),
            ("loc, brief", None),
            ("loc for 99999999999 min", None),
        ] {
            assert_eq!(minutes(text), expected, "{text}");
        }
    }
}
