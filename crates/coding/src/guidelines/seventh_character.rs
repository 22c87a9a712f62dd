//! Section I.C.19.a: the 7th character of injuries says the phase of care.
//!
//! A while the patient receives active treatment (also by a new physician), D for routine care
//! of a healing injury, S for what remains. Fractures with malunion or nonunion take the letter
//! that says so; an open fracture the letter of an open one.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts};
use codesets::Node;
use model::Setting;

pub const RULE: Rule = Rule { section: "I.C.19.a", title: "phase of care of injuries", apply };

/// Words of routine care during healing, in the sentence or the reason for the visit.
const SUBSEQUENT: &[&str] = &[
    "follow-up",
    "follow up",
    "followup",
    "f/u",
    "healing",
    "healed",
    "weeks out",
    "weeks post",
    "recheck",
    "re-check",
    "cast removal",
    "suture removal",
    "staple removal",
    "postop visit",
    "post-op visit",
    "postoperative visit",
    "status post orif",
    "s/p orif",
    "interval healing",
    "aftercare",
    "weeks ago underwent",
    "months ago underwent",
    "routine healing",
];

const SEQUELA: &[&str] = &["sequela", "sequelae", "late effect", "residual of", "old injury of"];

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    for diagnosis in &mut draft.diagnoses {
        let Some(node) = facts.pack.base(&diagnosis.code) else { continue };
        let injury_letters = node.needs_seventh()
            && node.seventh_characters().iter().any(|(letter, _)| *letter == 'A');
        if !injury_letters {
            continue;
        }
        let around = text_around(facts, diagnosis);
        let letter = letter(facts, node, &around);
        let code = codesets::code::dotted(&node.with_seventh(letter));
        if code != diagnosis.code && facts.pack.is_billable(&code, facts.date) {
            let before = std::mem::replace(&mut diagnosis.code, code);
            diagnosis.reject(&before, "another phase of care is documented (I.C.19.a)");
        }
        diagnosis.rule("I.C.19.a");
    }
}

/// The sentences of the evidence and the reason for the visit, lower-cased.
fn text_around(facts: &Facts<'_>, diagnosis: &Diagnosis) -> String {
    let mut text = String::new();
    for (document, at) in &diagnosis.mentions {
        let finding = &facts.document(*document).mentions[*at as usize].finding;
        let slice = facts
            .text(*document)
            .get(finding.sentence_start as usize..finding.sentence_end as usize);
        text.push_str(slice.unwrap_or_default());
        text.push('\n');
    }
    for (number, document) in facts.reading.documents.iter().enumerate() {
        for section in &document.sections {
            if section.kind == model::SectionKind::ChiefComplaint {
                let slice = facts.text(number as u32);
                let slice = slice.get(section.body as usize..section.end as usize);
                text.push_str(slice.unwrap_or_default());
                text.push('\n');
            }
        }
    }
    for reason in &facts.chart.encounter.reasons {
        text.push_str(reason);
        text.push('\n');
    }
    text.to_lowercase()
}

/// "Open fracture", "open humerus fracture", but not "open reduction of the fracture".
fn says_open_fracture(around: &str) -> bool {
    let words: Vec<&str> =
        around.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    words.iter().enumerate().any(|(i, word)| {
        *word == "open"
            && words[i + 1..]
                .iter()
                .take(4)
                .take_while(|w| !matches!(**w, "reduction" | "treatment" | "wound"))
                .any(|w| w.starts_with("fracture") || *w == "fx")
    })
}

/// Words behind "follow up" that make it something yet to come.
const LATER_PLAN: [&str; 9] = ["with", "in", "as", "if", "prn", "within", "at", "after", "next"];

/// True when the words say that this is care during healing: "follow-up of the fracture", not
/// "follow up with orthopedics in a week".
fn says_subsequent(around: &str) -> bool {
    SUBSEQUENT.iter().any(|words| {
        around.match_indices(words).any(|(at, _)| {
            let before = around[..at].chars().next_back();
            let plan = ["follow", "f/u", "re"].iter().any(|w| words.starts_with(w));
            let mut behind = around[at + words.len()..].split_whitespace();
            let next = behind.next().unwrap_or_default();
            let inside = before.is_some_and(char::is_alphanumeric);
            !inside && (!plan || !LATER_PLAN.contains(&next))
        })
    })
}

/// The letter of a fracture that did not heal as it should, which holds in every setting
/// (I.C.19.c.1).
fn of_complication(around: &str, open: bool) -> Option<char> {
    let has = |words: &[&str]| words.iter().any(|w| around.contains(w));
    let letter = if has(&["nonunion", "non-union"]) {
        if open { 'M' } else { 'K' }
    } else if has(&["malunion", "mal-union"]) {
        if open { 'Q' } else { 'P' }
    } else if has(&["delayed healing", "delayed union"]) {
        if open { 'H' } else { 'G' }
    } else {
        return None;
    };
    Some(letter)
}

fn letter(facts: &Facts<'_>, node: Node<'_>, around: &str) -> char {
    let letters = node.seventh_characters();
    let exists = |c: char| letters.iter().any(|(letter, _)| *letter == c);
    let first_care = matches!(facts.setting, Setting::Ed | Setting::Surgery | Setting::Inpatient);
    if SEQUELA.iter().any(|w| around.contains(w)) && exists('S') {
        return 'S';
    }
    let open = says_open_fracture(around) || around.contains("compound fracture");
    let complication = of_complication(around, open);
    if let Some(letter) = complication {
        // Categories without letters for open fractures have those of closed ones.
        let closed = of_complication(around, false).unwrap_or(letter);
        if let Some(letter) = [letter, closed].into_iter().find(|c| exists(*c)) {
            return letter;
        }
    }
    let later = !first_care && says_subsequent(around);
    let wanted = match (later, open) {
        (true, true) => 'E',
        (true, false) => 'D',
        (false, true) => 'B',
        (false, false) => 'A',
    };
    match (exists(wanted), later) {
        (true, _) => wanted,
        (false, true) if exists('D') => 'D',
        _ => 'A',
    }
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Office, Surgery};

    #[test]
    fn phase_of_care() {
        check(&[
            (
                Ed,
                "HPI: Open fracture of the left humerus.\n\nASSESSMENT: Open humerus fracture. \
                    Supracondylar fracture of left humerus.",
                "S42.412B!",
            ),
            (Ed, "ASSESSMENT:\n1. Closed fracture of right distal radius.", "S52.501A!"),
            (
                Office,
                "CHIEF COMPLAINT: Follow-up of wrist fracture.\n\nASSESSMENT:\n1. Right distal radius fracture, healing well.",
                "S52.501D!",
            ),
            (Office, "ASSESSMENT:\n1. Right ankle sprain, injured yesterday.", "S93.401A!"),
            (
                Office,
                "ASSESSMENT:\n1. Right ankle sprain, follow up with orthopedics in 1 week.",
                "S93.401A!",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Right ankle sprain. Recheck in 2 weeks if not better.",
                "S93.401A!",
            ),
            (Ed, "ASSESSMENT:\n1. Right ankle sprain. Follow up with PCP.", "S93.401A!"),
            (
                Office,
                "CHIEF COMPLAINT: Six weeks status post ORIF.\n\nASSESSMENT:\n1. Left tibial shaft fracture, doing well.",
                "S82.202D!",
            ),
            (Ed, "ASSESSMENT:\n1. Open fracture of the left tibial shaft.", "S82.202B!"),
            (Office, "ASSESSMENT:\n1. Nonunion of left tibial shaft fracture.", "S82.202K!"),
            (
                Surgery,
                "POSTOPERATIVE DIAGNOSIS: Nonunion of left tibial shaft fracture.",
                "S82.202K!",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Follow-up of right distal radius fracture with malunion.",
                "S52.501P!",
            ),
            (Office, "ASSESSMENT:\n1. Chronic pain, sequela of right ankle sprain.", "S93.401S"),
            (Ed, "ASSESSMENT:\n1. Wrist pain, right. No fracture.", "M25.531! -S"),
            (
                Office,
                "ASSESSMENT:\n1. Possible scaphoid fracture, right wrist pain.",
                "M25.531! -S62",
            ),
            (
                Office,
                "CHIEF COMPLAINT: Recheck.\n\nASSESSMENT:\n1. Osteoporotic compression fracture of L1, healing.",
                "M80.08XD!",
            ),
        ]);
    }
}
