//! Whether the words around an operation say that it was done in this stay.
//!
//! The first cue behind it in its piece decides ("was performed", "was deferred"), else the
//! nearest before it in its clause ("underwent", "history of"). A title names what was done
//! unless it says otherwise.

use crate::pcs::lines::{Line, Role};
use crate::pcs::status_words::{self, Cue};
use reader::Gap;

/// How far a cue behind the operation reaches, in words.
const BEHIND: usize = 7;
/// How far a cue before it reaches, in words.
const AHEAD: usize = 24;
/// How far a denial reaches.
const DENIED: usize = 6;

/// Whether it was done in this stay.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// Done.
    Done,
    /// Begun and not ended: what was done of it is coded (B3.3).
    Begun,
    /// The words do not say that it was done.
    Unsaid,
    /// Denied, planned, or done before this stay.
    Refused,
}

impl Status {
    /// True when something was done that a code may stand for.
    #[must_use]
    pub fn counts(self) -> bool {
        matches!(self, Status::Done | Status::Begun)
    }
}

/// What the words around `first..=last` of a line say.
#[must_use]
pub fn status(line: &Line, first: u32, last: u32, told: bool) -> Status {
    let (first, last) = (first as usize, last as usize);
    let title = line.role == Role::Title;
    let by_itself = told || title;
    if dated_before(line, last, title) {
        return Status::Refused;
    }
    match behind(line, last) {
        Some(Cue::Done) => return Status::Done,
        Some(Cue::Begun) => return Status::Begun,
        Some(Cue::Not | Cue::Before) => return Status::Refused,
        Some(Cue::Awaits) if !title || line.form(last + 1) != "for" => return Status::Refused,
        _ => {}
    }
    let stopped = (first..=last).find_map(|at| inside(line, at));
    let said = || (first..=last).find_map(|at| status_words::before(line.form(at)));
    match stopped.or_else(|| ahead(line, first, title)).or_else(said) {
        Some(Cue::Done) => Status::Done,
        Some(Cue::Begun) => Status::Begun,
        Some(_) => Status::Refused,
        None if by_itself => Status::Done,
        None => Status::Unsaid,
    }
}

/// The first cue behind the operation, up to a comma, "and", "with" or the like.
fn behind(line: &Line, last: usize) -> Option<Cue> {
    let stop = Gap::COMMA | Gap::SEMICOLON | Gap::STOP | Gap::LINE;
    for at in last + 1..(last + 1 + BEHIND).min(line.words.len()) {
        let word = &line.words[at];
        let form = word.form.as_str();
        let turns = matches!(
            form,
            "and" | "but" | "with" | "for" | "due" | "because" | "then" | "without" | "after"
        );
        if word.gap.has(stop) || turns {
            return None;
        }
        if let Some(cue) = status_words::behind(form) {
            let denied = cue == Cue::Done && line.form(at - 1) == "not";
            return Some(if denied { Cue::Not } else { cue });
        }
    }
    None
}

/// "Attempted" or "no" between the words of the operation.
fn inside(line: &Line, at: usize) -> Option<Cue> {
    let cue = status_words::before(line.form(at))?;
    matches!(cue, Cue::Not | Cue::Begun).then_some(cue).filter(|_| line.form(at) != "without")
}

/// The nearest cue before the operation in its clause.
fn ahead(line: &Line, first: usize, title: bool) -> Option<Cue> {
    let near = Gap::COMMA | Gap::SEMICOLON | Gap::STOP | Gap::LINE;
    let mut crossed = false;
    for at in (first.saturating_sub(AHEAD)..=first).rev() {
        if at < first {
            let form = line.form(at);
            if is_status_post(line, at) {
                return Some(if line.section_counts_days(at) { Cue::Done } else { Cue::Before });
            }
            let joins = matches!(form, "and" | "but" | "with" | "then" | "however");
            if form == "but" || title && joins {
                return None;
            }
            crossed |= joins;
            let reaches = |cue: Cue| match cue {
                Cue::Not => first - at <= DENIED && !crossed,
                Cue::Begun => first - at <= 3,
                Cue::Awaits => !title || !crossed,
                _ => true,
            };
            if let Some(cue) = status_words::before(form)
                && !(title && cue == Cue::Done)
                && reaches(cue)
                && !(form == "which" && crossed)
            {
                return Some(cue);
            }
        }
        let gap = line.words[at].gap;
        if gap.has(Gap::SEMICOLON) || (title && gap.has(near)) {
            return None;
        }
        crossed |= gap.has(near);
    }
    None
}

/// "s/p" or "status post" ends at this word.
fn is_status_post(line: &Line, at: usize) -> bool {
    let pair = |a: &str, b: &str| at > 0 && line.form(at - 1) == a && line.form(at) == b;
    pair("s", "p") || pair("status", "post")
}

impl Line {
    /// "POD #2 s/p": the days are counted from an operation of this stay.
    fn section_counts_days(&self, at: usize) -> bool {
        let from = at.saturating_sub(8);
        (from..at).any(|i| {
            matches!(self.form(i), "pod" | "postop" | "postoperative")
                || self.form(i).strip_prefix("pod").is_some_and(|n| n.parse::<u32>().is_ok())
                || self.form(i) == "post" && self.form(i + 1).starts_with("op")
        })
    }
}

/// "in 2015", "in March 2015", "(2015)" behind the operation: a year without a day is a past one.
/// In a title only "in" says so: titles carry the dates of their operations.
fn dated_before(line: &Line, last: usize, title: bool) -> bool {
    let year = |form: &str| {
        form.len() == 4 && form.parse::<u32>().is_ok_and(|y| (1900..=2100).contains(&y))
    };
    (last + 1..(last + 6).min(line.words.len())).any(|at| {
        let before = |back: usize| at.checked_sub(back).map_or("", |i| line.form(i));
        let said =
            before(1) == "in" || before(2) == "in" && before(1).len() > 2 || before(1) == "since";
        let boxed = !title && line.words[at].gap.has(Gap::BRACKET) && at == last + 1;
        year(line.form(at)) && (said || boxed)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedures::statement::words_from;
    use model::SectionKind;

    fn judged(role: Role, text: &str, word: &str) -> Status {
        let words = words_from(text);
        let at = words.iter().position(|w| w.form == word).unwrap() as u32;
        let section = SectionKind::Course;
        let line = Line { document: 0, section, role, words, hits: Vec::new() };
        status(&line, at, at, false)
    }

    #[test]
    fn what_a_story_tells() {
        use Status::{Begun, Done, Refused, Unsaid};
        for (text, word, expected) in [
            ("She underwent laparoscopic appendectomy on hospital day 1", "appendectomy", Done),
            ("Appendectomy was performed without complication", "appendectomy", Done),
            ("He was scheduled for and underwent appendectomy", "appendectomy", Done),
            ("Patient with history of CABG underwent PCI", "pci", Done),
            ("Patient with history of CABG underwent PCI", "cabg", Refused),
            ("s/p appendectomy 2010", "appendectomy", Refused),
            ("POD #2 s/p appendectomy", "appendectomy", Done),
            ("She underwent appendectomy in 2010", "appendectomy", Refused),
            ("He will need appendectomy", "appendectomy", Refused),
            ("Appendectomy was deferred", "appendectomy", Refused),
            ("Appendectomy was not performed", "appendectomy", Refused),
            ("Did not require intubation", "intubation", Refused),
            ("GI was consulted for colonoscopy", "colonoscopy", Refused),
            ("Colonoscopy showed diverticulosis", "colonoscopy", Done),
            ("The colonoscopy was aborted", "colonoscopy", Begun),
            ("An attempted thoracentesis yielded nothing", "thoracentesis", Done),
            ("Unsuccessful thoracentesis", "thoracentesis", Begun),
            ("Respiratory failure requiring intubation", "intubation", Done),
            ("We discussed appendectomy", "appendectomy", Refused),
            ("Thoracentesis", "thoracentesis", Unsaid),
            ("Admitted for elective hip replacement", "replacement", Refused),
        ] {
            assert_eq!(judged(Role::Told, text, word), expected, "{text}");
        }
    }

    #[test]
    fn a_title_names_what_was_done() {
        use Status::{Begun, Done, Refused};
        for (text, word, expected) in [
            ("Appendectomy (06/12/2026)", "appendectomy", Done),
            ("Cholecystectomy, possible cholangiogram", "cholangiogram", Refused),
            ("Cholecystectomy, possible cholangiogram", "cholecystectomy", Done),
            ("Colonoscopy - cancelled", "colonoscopy", Refused),
            ("Attempted thoracentesis", "thoracentesis", Begun),
            ("Colonoscopy, no biopsy", "biopsy", Refused),
            ("Prior CABG", "cabg", Refused),
            ("CABG in 2015", "cabg", Refused),
        ] {
            assert_eq!(judged(Role::Title, text, word), expected, "{text}");
        }
    }
}
