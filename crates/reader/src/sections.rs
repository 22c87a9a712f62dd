//! Sections: which part of a document a sentence stands in.
//!
//! A heading is a known phrase (`data/language/sections.toml`) at the start of a line, followed by
//! a colon, a dash or the end of the line; or, as dictation services write it, a phrase in
//! capitals followed by a colon in the middle of a line. Labels that are not known ("Cardiac:")
//! stay in the section that they stand in.

mod qualifiers;

use codesets::words;
use hashbrown::{HashMap, HashSet};
use model::{Document, SectionKind};
use qualifiers::{AFTER, BEFORE};
use serde::Deserialize;
use std::collections::BTreeMap;

/// Longest heading, in bytes.
const LONGEST_HEADING: usize = 90;
/// Longest abbreviation that is a heading ("pmhx"), in bytes.
const SHORT: usize = 4;

/// One section of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Section {
    /// What it is about.
    pub kind: SectionKind,
    /// First byte of its heading (or of its text, when it has none).
    pub start: u32,
    /// First byte after the heading.
    pub body: u32,
    /// One past its last byte.
    pub end: u32,
    /// Position of the section that this one stands inside: a label behind a bullet ("- Patient
    /// Education:") changes the kind for its bullet, not the problem that it belongs to.
    pub root: u32,
}

/// A heading found: first byte, first byte behind it, kind, whether it stands inside a section.
type HeadingMark = (usize, usize, SectionKind, bool);

#[derive(Deserialize)]
#[serde(transparent)]
struct Table(BTreeMap<SectionKind, Vec<String>>);

/// The known headings.
pub struct Headings {
    kinds: HashMap<String, SectionKind>,
    /// The words that one of them begins with.
    first: HashSet<String>,
}

impl Headings {
    /// The headings inside the binary.
    ///
    /// # Errors
    /// When the file is not of its form; a test reads it.
    pub fn embedded() -> Result<Headings, String> {
        let text = include_str!("../../../data/language/sections.toml");
        let table: Table = toml::from_str(text)
            .map_err(|fault| format!("data/language/sections.toml: {fault}"))?;
        let (mut kinds, mut first) = (HashMap::new(), HashSet::new());
        for (kind, phrases) in table.0 {
            for phrase in phrases {
                let forms = words::forms(&phrase);
                kinds.insert(forms.join(" "), kind);
                first.extend(forms.into_iter().next());
            }
        }
        Ok(Headings { kinds, first })
    }

    /// True when a heading may begin with the first word of a text; most texts are told by it.
    fn may_open(&self, text: &str) -> bool {
        let Some(start) = text.find(char::is_alphanumeric) else { return true };
        let opening = text[start..].split(char::is_whitespace).next().unwrap_or_default();
        let mut may = None;
        words::each_word(opening, |_, form| {
            may.get_or_insert_with(|| self.first.contains(form) || BEFORE.contains(&form));
        });
        may.unwrap_or(true)
    }

    fn kind(&self, heading: &str) -> Option<SectionKind> {
        if heading.is_empty() || heading.len() > LONGEST_HEADING {
            return None;
        }
        let outside = heading.split('(').next().unwrap_or(heading);
        if !self.may_open(outside) {
            return None;
        }
        let exact = |words: &[String]| self.kinds.get(&words.join(" ")).copied();
        let forms = words::forms(outside);
        let bracketed = outside.len() < heading.len();
        let all = || exact(&bracketed.then(|| words::forms(heading))?);
        exact(&forms).or_else(all).or_else(|| {
            // "BRIEF HOSPITAL COURSE SUMMARY", "LIMITED PHYSICAL EXAM TODAY".
            let qualifies = |list: &[&str], word: Option<&String>| {
                word.is_some_and(|word| list.contains(&word.as_str()))
            };
            let front = usize::from(qualifies(BEFORE, forms.first()));
            let back = forms.len() - usize::from(qualifies(AFTER, forms.last()));
            // One word alone is too little to go by.
            let core = forms.get(front..back).filter(|core| core.len() > 1)?;
            exact(core)
        })
    }

    /// The sections of a document, in order and without holes.
    #[must_use]
    pub fn sections(&self, document: &Document) -> Vec<Section> {
        let text = document.text.as_str();
        let mut marks: Vec<HeadingMark> = Vec::new();
        if document.sections.is_empty() {
            self.find(text, 0, text.len(), &mut marks);
        } else {
            let mut typed = document.sections.clone();
            typed.sort_by_key(|s| s.0);
            for (start, end, kind) in typed {
                let (start, end) = (start as usize, (end as usize).min(text.len()));
                marks.push((start, start, kind, false));
                if kind == SectionKind::Unknown && start < end {
                    self.find(text, start, end, &mut marks);
                }
            }
        }
        if marks.first().is_none_or(|m| m.0 > 0) {
            marks.insert(0, (0, 0, SectionKind::Unknown, false));
        }
        let ends = marks.iter().skip(1).map(|m| m.0).chain([text.len()]).collect::<Vec<_>>();
        let mut root = 0;
        let section = |(i, ((start, body, kind, inside), end)): (usize, (&HeadingMark, usize))| {
            root = if *inside { root } else { i as u32 };
            Section {
                kind: *kind,
                start: *start as u32,
                body: (*body).min(end) as u32,
                end: end as u32,
                root,
            }
        };
        marks.iter().zip(ends).enumerate().map(section).collect()
    }

    fn find(&self, text: &str, from: usize, to: usize, marks: &mut Vec<HeadingMark>) {
        let (mut at, mut kind, mut label) = (from, SectionKind::Unknown, false);
        for line in text[from..to].split_inclusive('\n') {
            let known = marks.len();
            self.line(line, at, marks);
            if marks.len() == known && label {
                // "Date: 11/12/2025" labels its own line; what follows is not administrative.
                let blank = line.trim().is_empty();
                marks.push((at, at, if blank { SectionKind::Unknown } else { kind }, false));
            }
            label = false;
            for (_, body, found, inside) in &marks[known..] {
                let said = text.get(*body..at + line.len()).unwrap_or_default();
                let administrative = *found == SectionKind::Administrative;
                label = administrative && !inside && !said.trim().is_empty();
                kind = if administrative { kind } else { *found };
            }
            at += line.len();
            // "Hx of BCC. FHx melanoma in father." tells of the family to the end of its line: what
            // stands under it is the patient's own.
            let opened = marks[known..].last().copied();
            if let Some((start, _, SectionKind::FamilyHistory, _)) = opened
                && !text[at - line.len()..start].trim().is_empty()
            {
                marks.push((at, at, SectionKind::Unknown, false));
            }
        }
    }

    fn line(&self, line: &str, at: usize, marks: &mut Vec<HeadingMark>) {
        let content = line.trim_end();
        let lead = content.len() - skip_marks(content).len();
        let rest = &content[lead..];
        if rest.is_empty() {
            return;
        }
        let colon = first_colon(rest);
        let mut done = 0;
        let bulleted = content.trim_start().starts_with(['-', '•', '*']) && !content.contains("**");
        let current = marks.last().map(|m| m.2).filter(|kind| holds_labels(*kind));
        let around = current.filter(|_| bulleted);
        if let Some(colon) = colon
            && let Some(kind) = self.kind(&rest[..colon])
        {
            marks.push((at + lead, at + lead + colon + 1, kind, around.is_some()));
            if let Some(around) = around {
                let end = at + line.len();
                marks.push((end, end, around, true));
                return;
            }
            done = lead + colon + 1;
        } else if let Some((kind, width)) = self.without_colon(rest).filter(|_| !bulleted) {
            marks.push((at + lead, at + lead + width, kind, false));
            done = lead + width;
        }
        let known = marks.len();
        self.inside_line(content, done, at, marks);
        // "1) Well woman exam. Labs: lipids." labels its own item; the list goes on after it.
        if let Some(kind) = current.filter(|_| marks.len() > known && known_item(content)) {
            let end = at + line.len();
            for mark in &mut marks[known..] {
                mark.3 = true;
            }
            marks.push((end, end, kind, true));
        }
    }

    /// `PHYSICAL EXAM` alone on its line, or `IMPRESSION - stable`, `PLAN– rest`.
    fn without_colon(&self, rest: &str) -> Option<(SectionKind, usize)> {
        let whole = rest.trim_end_matches(['*', '#', '=', '-', '_', '.', ' ']);
        let single_letter = whole.len() < 2;
        if rest.len() <= LONGEST_HEADING && !single_letter {
            let looks = whole.chars().next().is_some_and(char::is_uppercase);
            if let Some(kind) = self.kind(whole).filter(|_| looks) {
                return Some((kind, rest.len()));
            }
        }
        // "PMHx  HTN, gout": a heading set off by white space alone.
        let space = rest.find("  ").into_iter().chain(rest.find('\t')).min();
        if let Some(space) = space.filter(|at| *at > 1 && *at <= LONGEST_HEADING) {
            let upper = rest.chars().next().is_some_and(char::is_uppercase);
            if let Some(kind) = self.kind(&rest[..space]).filter(|_| upper) {
                return Some((kind, space));
            }
        }
        if let Some(width) = abbreviation(rest) {
            return self.kind(&rest[..width]).map(|kind| (kind, width));
        }
        let dash = [" - ", " – ", " — ", "– ", "— "]
            .iter()
            .filter_map(|dash| rest.find(dash).map(|i| (i, dash.len())))
            .min()?;
        let heading = &rest[..dash.0];
        let capitals = heading.len() > 2 && !heading.chars().any(char::is_lowercase);
        let kind = self.kind(heading).filter(|_| capitals)?;
        Some((kind, dash.0 + dash.1))
    }

    /// Headings in capitals (or of two and more words) with a colon, after the end of a sentence.
    fn inside_line(&self, content: &str, from: usize, at: usize, marks: &mut Vec<HeadingMark>) {
        let bytes = content.as_bytes();
        let (mut sentence, mut after_stop) = (from, false);
        for i in from..bytes.len() {
            match bytes[i] {
                b'.' | b'!' | b'?' | b';' | b'|' => {
                    (sentence, after_stop) = (i + 1, true);
                    let rest = content[i + 1..].trim_start();
                    let start = content.len() - rest.len();
                    let known = abbreviation(rest).filter(|_| start > i + 1);
                    if let Some((width, kind)) =
                        known.and_then(|width| Some((width, self.kind(&rest[..width])?)))
                    {
                        marks.push((at + start, at + start + width, kind, false));
                    }
                }
                b':' if i > sentence && i - sentence <= LONGEST_HEADING => {
                    let piece = &content[sentence..i];
                    let heading = piece.trim_start();
                    let start = sentence + piece.len() - heading.len();
                    let capitals = !heading.chars().any(char::is_lowercase);
                    let upper = heading.chars().next().is_some_and(char::is_uppercase);
                    // "fhx: none. pmh: asthma": who writes all in lower case does so in headings.
                    let several = heading.split_whitespace().count() > 1 || heading.len() <= SHORT;
                    let several = several && (upper || after_stop);
                    let first = start == from && from == 0;
                    if !first
                        && (capitals || several)
                        && heading.len() > 1
                        && let Some(kind) = self.kind(heading)
                    {
                        marks.push((at + start, at + i + 1, kind, false));
                    }
                    (sentence, after_stop) = (i + 1, false);
                }
                _ => {}
            }
        }
    }
}

/// Abbreviations that open a section without a colon ("PMH hypothyroid. FH psoriasis").
const ABBREVIATIONS: [&str; 12] =
    ["PMHx", "PMHX", "PMH", "PSHx", "PSH", "FHx", "FHX", "FH", "SHx", "SH", "ROS", "HPI"];

/// The length of such an abbreviation at the start of a line or sentence.
fn abbreviation(rest: &str) -> Option<usize> {
    let known = ABBREVIATIONS.iter().find(|word| {
        rest.strip_prefix(**word).is_some_and(|after| after.starts_with([' ', '\t', '-']))
    });
    known.map(|word| word.len())
}

/// Sections in which a label behind a bullet belongs to the problem above it.
fn holds_labels(kind: SectionKind) -> bool {
    matches!(
        kind,
        SectionKind::AssessmentPlan
            | SectionKind::Assessment
            | SectionKind::Plan
            | SectionKind::Impression
            | SectionKind::Course
            | SectionKind::Exam
            | SectionKind::ReviewOfSystems
            | SectionKind::DischargeDiagnosis
    )
}

/// Passes over list marks, numbering, Markdown and white space at the start of a line.
fn skip_marks(line: &str) -> &str {
    let rest = line.trim_start_matches(|c: char| {
        c.is_whitespace() || matches!(c, '#' | '*' | '=' | '_' | '>' | '-' | '•' | '\u{feff}')
    });
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    match (digits, rest.as_bytes().get(digits)) {
        (1..=2, Some(b'.' | b')')) => rest[digits + 1..].trim_start(),
        _ => rest,
    }
}

/// True for a line that opens with the number of a list item.
fn known_item(content: &str) -> bool {
    let rest = content.trim_start().trim_start_matches(['#', '(']);
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    matches!(digits, 1..=2) && matches!(rest.as_bytes().get(digits), Some(b'.' | b')'))
}

fn first_colon(rest: &str) -> Option<usize> {
    rest.bytes().take(LONGEST_HEADING + 1).position(|byte| byte == b':')
}

#[cfg(test)]
mod tests;
