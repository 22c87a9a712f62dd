//! Sentences and bullets: how far the words of a cue reach.
//!
//! A sentence ends at a stop that is one, at an empty line, where a new bullet, number, checkbox
//! or heading begins, and at a line end unless the next line goes on with the same sentence.

mod items;
mod line_ends;

use crate::sections::Section;
use crate::tokens::{Gap, Token};
use items::{Items, Lead, Mark, has_items};
use line_ends::{ABBREVIATED, EMPTY, INLINE_BULLETS, OPEN, TICKED};

/// A line shorter than this was ended on purpose, not by the edge of the page, in bytes.
const SHORT_LINE: usize = 56;

/// Most words of a sentence; a longer run (a hostile or broken document) is cut there.
const LONGEST_SENTENCE: usize = 160;

/// Words of one sentence that its opening line keeps for the list under it.
const LONGEST_LEAD: u32 = 16;

/// One sentence or bullet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sentence {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// Position of its first word.
    pub first: u32,
    /// One past the position of its last word.
    pub last: u32,
    /// Position of its section.
    pub section: u32,
    /// Position of the section that holds its list items.
    pub root: u32,
    /// The list item it belongs to within its section; 0 outside any list.
    pub item: u32,
    /// It begins with a bullet, number or `#`.
    pub bullet: bool,
    /// It begins a numbered problem or a paragraph of its own.
    pub opens_item: bool,
    /// It stands behind an empty checkbox.
    pub unchecked: bool,
    /// It ends with a question mark.
    pub question: bool,
    /// The words (first, one past last) of the line that opens the list it stands in
    /// ("Return for any of the following:").
    pub lead: Option<(u32, u32)>,
}

/// Splits the words of a document into sentences.
#[must_use]
pub fn split(text: &str, tokens: &[Token], sections: &[Section]) -> Vec<Sentence> {
    if tokens.is_empty() {
        return Vec::new();
    }
    let mut breaks: Vec<u32> = sections.iter().flat_map(|s| [s.start, s.body]).collect();
    breaks.sort_unstable();
    let mut splitter = Splitter {
        text,
        tokens,
        sections,
        breaks,
        passed: 0,
        sentences: Vec::new(),
        section: 0,
        counted: 0,
        lead: None,
    };
    let mut first = 0;
    let mut mark = splitter.mark(0);
    splitter.counts(0);
    let start = tokens.first().map_or(0, |t| t.start);
    splitter.passed = splitter.breaks.iter().take_while(|b| **b <= start).count();
    let mut item = Items::default();
    for i in 0..=tokens.len() {
        let new_mark = if i == 0 { None } else { splitter.boundary(first, i) };
        let Some(next) = new_mark else { continue };
        splitter.push(first, i, mark, &mut item);
        first = i;
        mark = next;
    }
    splitter.sentences
}

struct Splitter<'a> {
    text: &'a str,
    tokens: &'a [Token],
    sections: &'a [Section],
    /// Bytes at which a section or its body begins, in order.
    breaks: Vec<u32>,
    /// How many of them lie at or before the word last looked at.
    passed: usize,
    sentences: Vec<Sentence>,
    section: usize,
    /// The last number of a list inside a line.
    counted: u32,
    lead: Option<Lead>,
}

impl Splitter<'_> {
    /// The text between the word before `i` and the word `i`.
    fn between(&self, i: usize) -> &str {
        let from = if i == 0 { 0 } else { self.tokens[i - 1].end as usize };
        let to = self.tokens.get(i).map_or(self.text.len(), |t| t.start as usize);
        self.text.get(from..to).unwrap_or_default()
    }

    /// How a sentence that begins at word `i` begins.
    fn mark(&self, i: usize) -> Mark {
        let between = self.between(i);
        let own_line = between.rsplit('\n').next().unwrap_or_default();
        let lead = own_line.trim();
        let word = self.tokens.get(i).map_or("", |t| t.text(self.text));
        let after = self.between(i + 1);
        let numbered = word.len() <= 2
            && word.bytes().all(|b| b.is_ascii_digit())
            && !word.is_empty()
            && (after.starts_with(". ") || after.starts_with(") ") || after.starts_with(".\t"));
        let lettered = word.len() == 1
            && word.bytes().all(|b| b.is_ascii_uppercase())
            && (after.starts_with(". ") || after.starts_with(") "));
        let line_start = between.contains('\n') || i == 0;
        Mark {
            bullet: line_start
                && (lead.ends_with(['-', '*', '·', '>', '–', '—']) || lead.ends_with('#'))
                || lead.ends_with(INLINE_BULLETS),
            number: numbered || (lettered && line_start) || lead.ends_with('#'),
            paragraph: i == 0 || self.tokens.get(i).is_some_and(|t| t.gap.has(Gap::BLANK)),
            unchecked: lead.ends_with("[ ]")
                || lead.ends_with("[]")
                || lead.ends_with(EMPTY)
                || lead.ends_with("( )")
                || lead.ends_with("[_]"),
        }
    }

    /// The mark of the sentence that begins at word `i`, when one does.
    fn boundary(&mut self, first: usize, i: usize) -> Option<Mark> {
        if i >= self.tokens.len() {
            return (i > first).then(Mark::default);
        }
        let token = self.tokens[i];
        let passed = self.passed;
        while self.breaks.get(self.passed).is_some_and(|b| *b <= token.start) {
            self.passed += 1;
        }
        let section_changes = self.passed > passed;
        let gap = token.gap;
        let counts = self.counts(i);
        let signs = token.start - self.tokens[i.max(1) - 1].end > 2;
        if gap.0 == 0 && !section_changes && !counts && !signs {
            return (i - first >= LONGEST_SENTENCE).then(Mark::default);
        }
        let mut mark = self.mark(i);
        let between = self.between(i);
        let ticked = between.ends_with(['[', '('])
            && token.text(self.text).eq_ignore_ascii_case("x")
            && self.between(i + 1).starts_with([']', ')']);
        let box_or_bullet = between.contains(TICKED) || between.contains(INLINE_BULLETS);
        let checkbox = mark.unchecked || ticked || box_or_bullet;
        if section_changes || checkbox || gap.has(Gap::BLANK) {
            return Some(mark);
        }
        if counts && i > first {
            mark.number = true;
            return Some(mark);
        }
        // "1. Diabetes": the number is the mark of the sentence, not one by itself.
        if i == first + 1 && self.mark(first).number {
            return None;
        }
        if gap.has(Gap::LINE) && self.line_ends(i, mark) {
            return Some(mark);
        }
        if gap.has(Gap::STOP | Gap::QUESTION) && self.stop_ends(i) {
            return Some(mark);
        }
        (i - first >= LONGEST_SENTENCE).then(Mark::default)
    }

    /// True when word `i` is the next number of a list inside a line: "1) Gout 2) Fever".
    fn counts(&mut self, i: usize) -> bool {
        let token = self.tokens[i];
        let width = (token.end - token.start) as usize;
        let digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if width > 2 || !self.text.as_bytes()[token.start as usize].is_ascii_digit() {
            return false;
        }
        let after = self.between(i + 1);
        let word = token.text(self.text);
        if !digits(word) || !(after.starts_with(") ") || after.starts_with(". ")) {
            return false;
        }
        let number: u32 = word.parse().unwrap_or(0);
        let next = number == self.counted + 1 && (number > 1 || after.starts_with(')'));
        if number == 1 || next {
            self.counted = number;
        }
        next
    }

    fn line_ends(&self, i: usize, mark: Mark) -> bool {
        if mark.bullet || mark.number {
            return true;
        }
        let before = self.tokens[i - 1].end as usize;
        let line_start = self.text[..before].rfind('\n').map_or(0, |n| n + 1);
        let line_end = self.text[before..].find('\n').map_or(self.text.len(), |n| before + n);
        let line = self.text[line_start..line_end].trim_end();
        let starts_lower =
            self.tokens[i].text(self.text).chars().next().is_some_and(|c| c.is_lowercase());
        let last = self.tokens[i - 1].text(self.text).to_ascii_lowercase();
        let word = self.tokens[i].text(self.text);
        let joined = starts_lower && matches!(word, "or" | "and" | "nor" | "but" | "with" | "for");
        // "Rash: no" is whole.
        let answer = self.tokens[i - 1].gap.has(Gap::COLON | Gap::DASH | Gap::BRACKET);
        let ends_in_word = line.ends_with(|c: char| c.is_alphanumeric());
        let open = line.ends_with(',')
            || line.ends_with('-') && line.len() >= SHORT_LINE
            || ends_in_word && !answer && (joined || OPEN.contains(&last.as_str()));
        !(open
            || (starts_lower && line.len() >= SHORT_LINE)
            || (line.len() >= SHORT_LINE + 10 && !line.ends_with(['.', ':', ';', '!', '?'])))
    }

    fn stop_ends(&self, i: usize) -> bool {
        let between = self.between(i);
        let before = self.tokens[i - 1].text(self.text);
        if !between.contains(char::is_whitespace) {
            // "No fever.Has a cough": the space was left out.
            let word = self.tokens[i].text(self.text);
            let mut letters = word.chars();
            return between == "."
                && before.len() > 3
                && before.chars().all(|c| c.is_ascii_alphabetic())
                && letters.next().is_some_and(char::is_uppercase)
                && letters.next().is_some_and(char::is_lowercase);
        }
        let lower = before.to_ascii_lowercase();
        let next = self.tokens[i].text(self.text).chars().next();
        let single = before.chars().count() == 1 && before.chars().all(char::is_uppercase);
        let abbreviated = ABBREVIATED.contains(&lower.as_str())
            && between.starts_with('.')
            && !between.contains('\n');
        let question = between.contains('?');
        // "? pneumonia" asks about what follows; it ends nothing.
        if question && between.trim_start().starts_with('?') && between.starts_with(' ') {
            return false;
        }
        // In lower case throughout ("no fever. has cough") short words may be abbreviations.
        let long = before.len() > 3 && !before.bytes().any(|b| b.is_ascii_digit());
        !(abbreviated || single)
            && next.is_some_and(|c| !c.is_lowercase() || between.len() > 2 || long)
    }

    fn push(&mut self, first: usize, last: usize, mark: Mark, items: &mut Items) {
        let (start, end) = (self.tokens[first].start, self.tokens[last - 1].end);
        while self.section + 1 < self.sections.len()
            && self.sections[self.section + 1].start <= start
        {
            self.section += 1;
        }
        let section = self.section as u32;
        let root = self.sections.get(self.section).map_or(0, |s| s.root);
        let kind = self.sections.get(root as usize).map(|s| s.kind).unwrap_or_default();
        let in_heading = self.sections.get(self.section).is_some_and(|s| end <= s.body);
        if items.section != Some(root) {
            *items = Items { section: Some(root), ..Items::default() };
        }
        let opens = has_items(kind) && !in_heading && items.opens(mark);
        if opens {
            items.current += 1;
        }
        let after = &self.text.as_bytes()[end as usize..];
        let lead = self.lead(first, mark, section);
        self.sentences.push(Sentence {
            start,
            end,
            first: first as u32,
            last: last as u32,
            section,
            root,
            item: if has_items(kind) { items.current } else { 0 },
            bullet: mark.bullet || mark.number,
            opens_item: opens,
            unchecked: mark.unchecked,
            question: after.trim_ascii_start().strip_prefix(b"(").unwrap_or(after).first()
                == Some(&b'?'),
            lead,
        });
        if after.trim_ascii_start().first() == Some(&b':') {
            let (from, to) = (first as u32, last as u32);
            let words = (from.max(to.saturating_sub(LONGEST_LEAD)), to);
            self.lead = Some(Lead { words, section, bullets: None });
        }
    }

    /// The opening line of the list that a sentence stands in. The list ends at an empty line, at
    /// the next section, and where its bullets end.
    fn lead(&mut self, first: usize, mark: Mark, section: u32) -> Option<(u32, u32)> {
        let lead = self.lead.as_mut().filter(|lead| lead.section == section)?;
        let gap = self.tokens[first].gap;
        let bullet = mark.bullet || mark.number || mark.unchecked;
        let ends = lead.ends(gap, bullet);
        if ends {
            self.lead = None;
            return None;
        }
        Some(lead.words)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sections::Headings;
    use crate::vocabulary::Vocabulary;
    use model::Document;

    fn sentences(text: &str) -> Vec<(String, Sentence)> {
        let document = Document { text: text.into(), ..Document::default() };
        let sections = Headings::embedded().unwrap().sections(&document);
        let tokens = crate::tokens::tokenize(text, &Vocabulary::new());
        split(text, &tokens, &sections)
            .into_iter()
            .map(|s| (text[s.start as usize..s.end as usize].to_owned(), s))
            .collect()
    }

    fn texts(text: &str) -> Vec<String> {
        sentences(text).into_iter().map(|(t, _)| t).collect()
    }

    #[test]
    fn stops_lines_and_bullets() {
        assert_eq!(texts("No fever. Has cough."), ["No fever", "Has cough"]);
        assert_eq!(texts("Seen by Dr. Smith today. Well."), ["Seen by Dr. Smith today", "Well"]);
        assert_eq!(texts("A1c 8.2 today"), ["A1c 8.2 today"]);
        assert_eq!(texts("Denies fevers.\n- Cardiac: chest pain\n- GI: bloating").len(), 3);
        let boxes = sentences("[ ] fever [x] cough [ ] rash");
        let unchecked: Vec<(&str, bool)> =
            boxes.iter().map(|(t, s)| (t.as_str(), s.unchecked)).collect();
        assert_eq!(unchecked, [("fever", true), ("x] cough", false), ("rash", true)]);
        let wrapped = "He has had three weeks of cough that is worse at night and when he lies\n\
                       down flat on his back.";
        assert_eq!(texts(wrapped).len(), 1);
    }

    #[test]
    fn numbered_problems_are_items() {
        let all = sentences("A/P:\n1. Diabetes.\n- A1c today.\n2. HTN. Stable.\n\nReturn soon.");
        let items: Vec<(&str, u32)> =
            all.iter().filter(|(t, _)| t != "A/P").map(|(t, s)| (t.as_str(), s.item)).collect();
        assert_eq!(
            items,
            [
                ("1. Diabetes", 1),
                ("A1c today", 1),
                ("2. HTN", 2),
                ("Stable", 2),
                ("Return soon", 3)
            ]
        );
        let inline = sentences("ASSESSMENT: 1. Diabetes. 2. Hypertension, stable.");
        let items: Vec<u32> = inline.iter().skip(1).map(|(_, s)| s.item).collect();
        assert_eq!(items, [1, 2]);
    }

    #[test]
    fn numbers_inside_a_line_and_opening_lines() {
        assert_eq!(texts("1) No gout 2) Fever 3) Rash"), ["1) No gout", "2) Fever", "3) Rash"]);
        assert_eq!(texts("took 3 tablets (2) daily for 2 weeks").len(), 1);
        assert_eq!(texts("no fever. has cough"), ["no fever", "has cough"]);
        assert_eq!(texts("Denies fever,\nchills or\nrash\nHas cough").len(), 2);
        let all = sentences("Return for:\n- fever\n- rash\n\n- gout\nDenies:\ncough");
        let led: Vec<(&str, bool)> =
            all.iter().map(|(text, s)| (text.as_str(), s.lead.is_some())).collect();
        let (yes, no) = (true, false);
        assert_eq!(
            led,
            [
                ("Return for", no),
                ("fever", yes),
                ("rash", yes),
                ("gout", no),
                ("Denies", no),
                ("cough", yes)
            ]
        );
    }
}
