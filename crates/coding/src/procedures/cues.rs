//! Cues: whether the words around a service say that it was done here and now, or that it was
//! ordered, planned, refused, done before or elsewhere, or not done.
//!
//! A *piece* runs from comma or "and" to comma or "and"; a *clause* from semicolon or "but" to
//! semicolon or "but". What was done elsewhere colours its clause; what is ordered colours what
//! follows, unless a piece says by itself that it was done.

use crate::procedures::cue_words::Tells;
use crate::procedures::statement::Word;
use reader::Gap;
use std::ops::Range;

/// How far a denial reaches, in words.
const DENIED: usize = 6;

/// Which cues count, by what the statement is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// The title of an operation: it was done unless it says otherwise.
    OperationTitle,
    /// The title of a study: earlier studies may be named in it.
    StudyTitle,
    /// Narrative of an operation or findings of a study.
    Narrative,
    /// A sentence of a visit.
    Visit,
}

/// How plainly the words say that it was done at this visit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Done {
    /// They do not say so.
    Unsaid,
    /// Somebody did it.
    Done,
    /// It was done here, today, or by the writer.
    Here,
}

fn joins(form: &str) -> bool {
    matches!(form, "and" | "but" | "then" | "however" | "although" | "while")
}

fn turns(form: &str) -> bool {
    matches!(form, "but" | "however" | "although")
}

/// True when the words around a run say that it was not done here.
#[must_use]
pub fn is_refused(words: &[Word], first: u32, last: u32, policy: Policy) -> bool {
    let (first, last) = (first as usize, last as usize);
    let piece = piece(words, first, last);
    if is_denied(words, piece.start, first, policy) || is_left_out(words, last) {
        return true;
    }
    let own = &words[piece.clone()];
    let clause = clause(words, first, last);
    let whole = &words[clause.clone()];
    let any = |words: &[Word], cue: fn(&str) -> bool| words.iter().any(|w| cue(&w.form));
    let tells = |words: &[Word], what: Tells| words.iter().any(|w| w.tells.is(what));
    match policy {
        Policy::OperationTitle => {
            let before = &words[piece.start..first];
            let open = |f: &str| matches!(f, "possible" | "proposed" | "declined" | "vs");
            any(before, open)
                || is_only_planned(before)
                || own.iter().any(|w| matches!(w.form.as_str(), "declined" | "deferred"))
        }
        Policy::StudyTitle => tells(&words[clause.start..first], Tells::COMPARES),
        Policy::Narrative => {
            let past = |f: &str| {
                matches!(f, "prior" | "previous" | "previously" | "history" | "ago" | "past")
            };
            is_status_post(own)
                || any(&words[clause.start..first], past)
                || (tells(&words[piece.start..first], Tells::AWAITS) && !tells(own, Tells::DONE))
        }
        Policy::Visit => {
            let followed = words.get(piece.end).is_some_and(|w| w.form == "and")
                && words.get(piece.end + 1).is_some_and(|w| w.tells.is(Tells::DONE));
            let not_after = words[last + 1..piece.end].iter().any(|w| w.form == "not");
            let ordered = is_awaited(own) && !followed;
            let ordered_before =
                is_awaited(&words[clause.start..first]) && !tells(own, Tells::DONE);
            let before = is_status_post(&words[first..=last.min(words.len() - 1)])
                || (tells(whole, Tells::PAST) || is_status_post(whole)) && !is_here(own);
            not_after || ordered || (ordered_before && !followed) || before
        }
    }
}

/// A word says that it has not happened; "advance care planning" is a thing, no plan.
fn is_awaited(words: &[Word]) -> bool {
    words.iter().enumerate().any(|(at, w)| {
        let named = || at > 0 && w.form == "planning" && words[at - 1].form == "care";
        w.tells.is(Tells::AWAITS) && !named()
    })
}

/// "Planned", but not "planned return", "planned staged": those were done by plan.
fn is_only_planned(words: &[Word]) -> bool {
    words.iter().enumerate().any(|(at, w)| {
        let next = words.get(at + 1).map_or("", |w| w.form.as_str());
        let done = matches!(
            next,
            "return" | "staged" | "second" | "two" | "take" | "stage" | "at" | "repeat"
        );
        w.form == "planned" && !done
    })
}

/// True when one word of a longer run is denied or, in a title, refused by itself:
/// "cholecystectomy without cholangiogram", "colonoscopy, possible biopsy".
#[must_use]
pub fn is_refused_alone(words: &[Word], first: u32, last: u32, policy: Policy) -> bool {
    if matches!(policy, Policy::OperationTitle | Policy::StudyTitle) {
        return is_refused(words, first, last, policy);
    }
    let start = piece(words, first as usize, last as usize).start;
    is_denied(words, start, first as usize, policy) || is_left_out(words, last as usize)
}

/// "reticulin: not performed", "vertebral fracture assessment was not done": directly behind.
fn is_left_out(words: &[Word], last: usize) -> bool {
    let form = |at: usize| words.get(at).map_or("", |w| w.form.as_str());
    let linked = matches!(form(last + 1), "was" | "is" | "were" | "are");
    let at = last + 1 + usize::from(linked);
    let bar = Gap::SEMICOLON | Gap::STOP;
    let apart = words.get(at).is_some_and(|w| w.gap.has(bar));
    form(at) == "not"
        && !apart
        && matches!(form(at + 1), "performed" | "done" | "obtained" | "taken" | "indicated")
}

/// A denial within reach before the run. In a study's title "without" speaks of contrast.
fn is_denied(words: &[Word], from: usize, first: usize, policy: Policy) -> bool {
    let from = from.max(first.saturating_sub(DENIED));
    let contrast = |at: usize| {
        policy == Policy::StudyTitle && words[at].form == "without"
            || words
                .get(at + 1)
                .is_some_and(|w| matches!(w.form.as_str(), "difficulty" | "contrast"))
    };
    (from..first).any(|at| words[at].tells.is(Tells::DENIES) && !contrast(at))
}

/// "s/p", "status post".
fn is_status_post(words: &[Word]) -> bool {
    words.windows(2).any(|pair| {
        let (a, b) = (pair[0].form.as_str(), &pair[1]);
        (a == "s" && b.form == "p" && b.gap.has(Gap::SLASH)) || (a == "status" && b.form == "post")
    })
}

/// What was done: a study is only obtained; "reduced" or "dilated" beside it is a finding.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Act {
    /// A picture or a test.
    Study,
    /// Anything done to the patient.
    Treatment,
}

/// How plainly the words around a run say that it was done at this visit.
#[must_use]
pub fn done(words: &[Word], first: u32, last: u32, act: Act) -> Done {
    let clause = &words[clause(words, first as usize, last as usize)];
    let what = if act == Act::Study { Tells::OBTAINED } else { Tells::DONE };
    if is_here(clause) || is_own_act(clause, what) {
        Done::Here
    } else if clause.iter().any(|w| w.tells.is(what)) {
        Done::Done
    } else {
        Done::Unsaid
    }
}

/// Today, in the office, at the point of care.
fn is_here(words: &[Word]) -> bool {
    let form = |at: usize| words.get(at).map_or("", |w| w.form.as_str());
    // "Here for follow-up", "here with mom": the patient is, not the act.
    let came = |at: usize| {
        form(at) == "here"
            && matches!(form(at + 1), "for" | "with" | "w" | "to" | "because" | "after" | "due")
    };
    let single = words.iter().enumerate().any(|(at, w)| {
        matches!(
            w.form.as_str(),
            "today"
                | "here"
                | "poc"
                | "poct"
                | "fingerstick"
                | "bedside"
                | "inoffice"
                | "chairside"
        ) && !came(at)
    });
    // "Applied by MA", "given by the nurse": the writer's own staff did it.
    let staff = |at: usize| {
        let who = if form(at + 1) == "the" || form(at + 1) == "our" { at + 2 } else { at + 1 };
        at > 0
            && form(at) == "by"
            && words[at - 1].tells.is(Tells::DONE)
            && matches!(form(who), "ma" | "rn" | "lpn" | "nurse" | "staff" | "me")
    };
    single
        || (0..words.len()).any(staff)
        || (0..words.len()).any(|at| {
            let place = matches!(form(at + 1), "office" | "clinic" | "house" | "room")
                || form(at + 1) == "the" && matches!(form(at + 2), "office" | "clinic")
                || form(at + 1) == "our" && matches!(form(at + 2), "office" | "clinic");
            // "Since she was last seen in our office" is another day.
            let seen = at > 0 && form(at - 1) == "seen" && at > 1 && form(at - 2) == "last";
            form(at) == "in" && place && !seen
                || form(at) == "this" && matches!(form(at + 1), "visit" | "morning" | "afternoon")
                || form(at) == "point" && form(at + 1) == "of" && form(at + 2) == "care"
        })
}

/// "We casted him", "I then injected", "we did an x-ray".
fn is_own_act(words: &[Word], what: Tells) -> bool {
    words.iter().enumerate().any(|(at, word)| {
        matches!(word.form.as_str(), "we" | "i")
            && words[at + 1..].iter().take(3).any(|w| w.tells.is(what))
    })
}

/// From comma or "and" to comma or "and".
fn piece(words: &[Word], first: usize, last: usize) -> Range<usize> {
    let stop = Gap::COMMA | Gap::SEMICOLON | Gap::STOP;
    run(words, first, last, |w| w.gap.has(stop) || joins(&w.form))
}

/// From semicolon or "but" to semicolon or "but".
fn clause(words: &[Word], first: usize, last: usize) -> Range<usize> {
    run(words, first, last, |w| w.gap.has(Gap::SEMICOLON | Gap::STOP) || turns(&w.form))
}

fn run(words: &[Word], first: usize, last: usize, ends: impl Fn(&Word) -> bool) -> Range<usize> {
    let last = last.min(words.len().saturating_sub(1));
    let first = first.min(last);
    let start = (1..=first).rev().find(|at| ends(&words[*at])).unwrap_or(0);
    let end = (last + 1..words.len()).find(|at| ends(&words[*at])).unwrap_or(words.len());
    start..end
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedures::statement::words_from;

    /// The place of a word in a sentence.
    fn at(words: &[Word], form: &str) -> u32 {
        words.iter().position(|w| w.form == form).unwrap() as u32
    }

    #[test]
    fn what_a_visit_did_and_did_not() {
        for (text, word, refused, expected) in [
            ("EKG performed in the office", "ekg", false, Done::Here),
            ("EKG was ordered", "ekg", true, Done::Unsaid),
            ("We will obtain an EKG", "ekg", true, Done::Unsaid),
            ("EKG performed today, MRI ordered", "ekg", false, Done::Here),
            ("EKG performed today, MRI ordered", "mri", true, Done::Here),
            ("MRI ordered, radiograph obtained today", "radiograph", false, Done::Here),
            ("Ordered CBC, CMP, radiograph", "radiograph", true, Done::Unsaid),
            ("Radiograph from outside hospital obtained", "radiograph", true, Done::Done),
            ("Prior radiograph was taken", "radiograph", true, Done::Done),
            ("Radiograph taken today compared with prior", "radiograph", false, Done::Here),
            ("No injection was given", "injection", true, Done::Done),
            ("Injection was not given", "injection", true, Done::Done),
            ("The injection was given without difficulty", "injection", false, Done::Done),
            ("The EKG was ordered and obtained today", "ekg", false, Done::Here),
            ("We casted him", "casted", false, Done::Here),
            ("s/p injection with relief", "injection", true, Done::Unsaid),
            ("Here for pain, s/p injection", "injection", true, Done::Unsaid),
            ("Here for a knee injection today", "injection", false, Done::Here),
            ("Injection discussed; splint applied", "splint", false, Done::Done),
            ("If pain persists, injection", "injection", true, Done::Unsaid),
            ("Patient declined injection", "injection", true, Done::Unsaid),
        ] {
            let words = words_from(text);
            let here = at(&words, word);
            assert_eq!(is_refused(&words, here, here, Policy::Visit), refused, "{text}");
            assert_eq!(done(&words, here, here, Act::Treatment), expected, "{text}");
        }
    }

    #[test]
    fn titles_and_narratives() {
        for (text, word, policy, refused) in [
            ("MRI brain without contrast, pelvis", "pelvis", Policy::StudyTitle, false),
            ("Compared with prior CT of the chest", "ct", Policy::StudyTitle, true),
            ("Removal of old hardware", "hardware", Policy::OperationTitle, false),
            ("Colonoscopy, possible biopsy", "biopsy", Policy::OperationTitle, true),
            (
                "Cholecystectomy without cholangiogram",
                "cholangiogram",
                Policy::OperationTitle,
                true,
            ),
            ("A biopsy was taken", "biopsy", Policy::Narrative, false),
            ("No biopsy was taken", "biopsy", Policy::Narrative, true),
            ("The previous biopsy showed cancer", "biopsy", Policy::Narrative, true),
            ("He is scheduled for biopsy", "biopsy", Policy::Narrative, true),
        ] {
            let words = words_from(text);
            let here = at(&words, word);
            assert_eq!(is_refused(&words, here, here, policy), refused, "{text}");
        }
    }
}
