//! A partner's profile: what one payer or clearinghouse asks for beside a guide, or lets pass.
//! It is data in the guides' own notation, laid over a guide before its tables are made, so that
//! validation knows no flags. What a profile changes is reported as SNIP type 7.
//!
//! ```text
//! partner Acme Health
//! for 837p
//!   usage 2010BB.N3 R
//!   max 2300.PWK 3
//!   codes 2010BB.NM108 (PI)
//!   codes 2000B.SBR09 + (ZZ)
//!   length 2010BA.NM109 [9/11]
//!   in 2300
//!     rule attachment: when PWK then REF(9F) -- … | …
//! ```

use super::lines::{Complaint, GuideError, Line, lines};
use super::notation::{
    ElementText, GuideText, ItemText, LoopText, SegmentText, UNBOUNDED, Usage, code_list,
    split_block,
};
use super::notation_rules::{RuleText, element_path, prefix, rule};
use super::standard::{Standard, What, lengths};
use std::collections::HashMap;

/// Longest profile, in bytes.
pub const MAX_PROFILE_BYTES: usize = 1 << 20;

/// A profile that has been read.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    file: String,
    /// Name of the partner.
    pub(crate) partner: String,
    changes: Vec<Change>,
}

#[derive(Clone, Debug)]
struct Change {
    line: usize,
    /// Name of the guide's file.
    guide: String,
    what: What7,
}

/// What a line of a profile changes.
#[derive(Clone, Debug)]
enum What7 {
    Usage(Target, Usage),
    Max(Target, u32),
    Codes(Target, Vec<String>, Mode),
    Length(Target, (u16, u16)),
    Rule(String, Box<RuleText>),
}

#[derive(Clone, Copy, Debug)]
enum Mode {
    Only,
    Too,
}

/// `2010BB`, `2010BB.N3`, `2300.REF(G1)02`, `2300.CLM05-3`.
#[derive(Clone, Debug)]
struct Target {
    loop_id: String,
    segment: Option<(String, Vec<String>)>,
    element: u8,
    component: u8,
}

impl Profile {
    /// Reads a profile; `file` names it in errors and in the codes of its rules.
    pub(crate) fn read(file: &str, text: &str) -> Result<Profile, GuideError> {
        let at = |(line, message)| GuideError { file: file.to_owned(), line, message };
        let mut profile =
            Profile { file: file.to_owned(), partner: String::new(), changes: Vec::new() };
        let all = lines(text).map_err(at)?;
        let mut rest = all.as_slice();
        while let Some((line, after)) = rest.split_first() {
            let (block, next) = split_block(after, line.depth);
            match line.text.split_once(' ') {
                Some(("partner", name)) => profile.partner = name.trim().to_owned(),
                Some(("for", guide)) => {
                    profile.guide(guide.trim(), block).map_err(at)?;
                    rest = next;
                    continue;
                }
                _ => {
                    let message = format!("'{}' is neither 'partner …' nor 'for …'", line.text);
                    return Err(at((line.number, message)));
                }
            }
            rest = after;
        }
        if profile.partner.is_empty() {
            return Err(at((0, "the line 'partner …' is missing".to_owned())));
        }
        Ok(profile)
    }

    fn guide(&mut self, guide: &str, block: &[Line]) -> Result<(), (usize, Complaint)> {
        let mut rest = block;
        while let Some((line, after)) = rest.split_first() {
            let (inner, next) = split_block(after, line.depth);
            if let Some(loop_id) = line.text.strip_prefix("in ") {
                for line in inner {
                    let what = loop_rule(loop_id.trim(), line).map_err(|m| (line.number, m))?;
                    self.add(line.number, guide, what);
                }
            } else {
                let what = change(&line.text).map_err(|m| (line.number, m))?;
                self.add(line.number, guide, what);
            }
            rest = next;
        }
        Ok(())
    }

    fn add(&mut self, line: usize, guide: &str, what: What7) {
        self.changes.push(Change { line, guide: guide.to_owned(), what });
    }

    /// Names of the guides that it changes, each once.
    pub(crate) fn guides(&self) -> Vec<(&str, usize)> {
        let mut out: Vec<(&str, usize)> = Vec::new();
        for change in &self.changes {
            if !out.iter().any(|(name, _)| *name == change.guide) {
                out.push((&change.guide, change.line));
            }
        }
        out
    }

    /// An error of this profile.
    pub(crate) fn error(&self, line: usize, message: String) -> GuideError {
        GuideError { file: self.file.clone(), line, message }
    }

    /// Lays the profile over a guide.
    pub(crate) fn apply(&self, guide: &mut GuideText) -> Result<(), GuideError> {
        for change in self.changes.iter().filter(|c| c.guide == guide.file) {
            let count = match &change.what {
                What7::Rule(loop_id, text) => {
                    let mut text = text.as_ref().clone();
                    text.of_partner = Some(self.file.clone());
                    each_loop(&mut guide.root, loop_id, &mut |found| {
                        found.rules.push(text.clone());
                        Ok(1)
                    })
                }
                What7::Usage(target, usage) => target.each(&mut guide.root, &mut |found| {
                    found.set_usage(*usage);
                    Ok(())
                }),
                What7::Max(target, max) => {
                    target.each(&mut guide.root, &mut |found| found.set_max(*max))
                }
                What7::Codes(target, codes, mode) => {
                    target.each(&mut guide.root, &mut |found| found.set_codes(codes, *mode))
                }
                What7::Length(target, pair) => {
                    target.each(&mut guide.root, &mut |found| found.set_length(*pair))
                }
            };
            match count {
                Err(message) => return Err(self.error(change.line, message)),
                Ok(0) => {
                    let message = format!("guide {} has no such place", guide.file);
                    return Err(self.error(change.line, message));
                }
                Ok(_) => {}
            }
        }
        Ok(())
    }
}

fn loop_rule(loop_id: &str, line: &Line) -> Result<What7, Complaint> {
    let text = line.text.strip_prefix("rule ").ok_or("only rules stand below 'in …'")?;
    let mut text = rule(text, line.number, &HashMap::new())?;
    text.snip = 7;
    Ok(What7::Rule(loop_id.to_owned(), Box::new(text)))
}

/// `usage 2010BB.N3 R` and its like.
fn change(text: &str) -> Result<What7, Complaint> {
    let mut words = text.splitn(3, ' ');
    let (word, path) = (words.next().unwrap_or(""), words.next().unwrap_or(""));
    let value = words.next().unwrap_or("").trim();
    let target = target(path)?;
    Ok(match word {
        "usage" => {
            let usage = Usage::from_letter(value).ok_or(format!("'{value}' is not R, S or N"))?;
            What7::Usage(target, usage)
        }
        "max" => {
            let max = match value {
                "*" => UNBOUNDED,
                n => n.parse().map_err(|_| format!("'{n}' is neither a number nor *"))?,
            };
            What7::Max(target, max)
        }
        "codes" => match value.strip_prefix('+') {
            Some(more) => What7::Codes(target, code_list(more, &HashMap::new())?, Mode::Too),
            None => What7::Codes(target, code_list(value, &HashMap::new())?, Mode::Only),
        },
        "length" => {
            let inner = value.strip_prefix('[').and_then(|v| v.strip_suffix(']'));
            What7::Length(target, lengths(inner.ok_or("a length stands in brackets")?)?)
        }
        other => return Err(format!("'{other}' is not usage, max, codes, length or in")),
    })
}

fn target(path: &str) -> Result<Target, Complaint> {
    let (loop_id, rest) = prefix(path);
    let Some(loop_id) = loop_id else {
        let loop_id = path.to_owned();
        return Ok(Target { loop_id, segment: None, element: 0, component: 0 });
    };
    let (id, keys, element, component) = element_path(rest, &HashMap::new())?;
    Ok(Target { loop_id, segment: Some((id, keys)), element, component })
}

/// A place of a guide that a target means.
enum Found<'a> {
    Loop(&'a mut LoopText),
    Segment(&'a mut SegmentText),
    Element(&'a mut ElementText),
}

impl Found<'_> {
    fn set_usage(&mut self, usage: Usage) {
        match self {
            Found::Loop(l) => (l.usage, l.of_partner) = (usage, true),
            Found::Segment(s) => (s.usage, s.of_partner) = (usage, true),
            Found::Element(e) => (e.usage, e.of_partner) = (usage, true),
        }
    }

    fn set_max(&mut self, max: u32) -> Result<(), Complaint> {
        match self {
            Found::Loop(l) => (l.max, l.of_partner) = (max, true),
            Found::Segment(s) => (s.max, s.of_partner) = (max, true),
            Found::Element(e) => {
                let max = u16::try_from(max).map_err(|_| "too many repetitions".to_owned())?;
                (e.repeat, e.of_partner) = (Some(max), true);
            }
        }
        Ok(())
    }

    fn set_codes(&mut self, codes: &[String], mode: Mode) -> Result<(), Complaint> {
        let Found::Element(element) = self else {
            return Err("only an element has codes".to_owned());
        };
        match mode {
            Mode::Only => element.codes = codes.to_vec(),
            // An element without a list of codes takes every code already.
            Mode::Too if element.codes.is_empty() => {}
            Mode::Too => element.codes.extend_from_slice(codes),
        }
        element.of_partner = true;
        Ok(())
    }

    fn set_length(&mut self, pair: (u16, u16)) -> Result<(), Complaint> {
        let Found::Element(element) = self else {
            return Err("only an element has a length".to_owned());
        };
        (element.lengths, element.of_partner) = (Some(pair), true);
        Ok(())
    }
}

/// Does something with every loop of that id, and says with how many.
fn each_loop(
    inside: &mut LoopText,
    id: &str,
    act: &mut dyn FnMut(&mut LoopText) -> Result<usize, Complaint>,
) -> Result<usize, Complaint> {
    let mut count = 0;
    if inside.id == id {
        count += act(inside)?;
    }
    for item in &mut inside.items {
        if let ItemText::Loop(inner) = item {
            count += each_loop(inner, id, act)?;
        }
    }
    Ok(count)
}

impl Target {
    fn each(
        &self,
        root: &mut LoopText,
        act: &mut dyn FnMut(&mut Found<'_>) -> Result<(), Complaint>,
    ) -> Result<usize, Complaint> {
        each_loop(root, &self.loop_id, &mut |found| {
            let Some((id, keys)) = &self.segment else {
                act(&mut Found::Loop(found))?;
                return Ok(1);
            };
            let mut count = 0;
            for item in &mut found.items {
                let ItemText::Segment(segment) = item else { continue };
                if segment.id == *id && has_key(segment, keys) {
                    self.within(segment, act)?;
                    count += 1;
                }
            }
            Ok(count)
        })
    }

    fn within(
        &self,
        segment: &mut SegmentText,
        act: &mut dyn FnMut(&mut Found<'_>) -> Result<(), Complaint>,
    ) -> Result<(), Complaint> {
        if self.element == 0 {
            return act(&mut Found::Segment(segment));
        }
        let id = segment.id.clone();
        let elements = segment
            .elements
            .as_mut()
            .ok_or_else(|| format!("the guide says nothing of the elements of {id}"))?;
        let element = entry(elements, self.element);
        if self.component == 0 {
            return act(&mut Found::Element(element));
        }
        if !is_composite(&id, self.element) {
            return Err(format!("{id}{:02} has no components", self.element));
        }
        let parts = element.components.get_or_insert_default();
        act(&mut Found::Element(entry(parts, self.component)))
    }
}

fn is_composite(segment: &str, element: u8) -> bool {
    let shape = Standard::get().segment(segment);
    let position = shape.and_then(|s| s.positions.get(usize::from(element).saturating_sub(1)));
    matches!(position.map(|p| &p.what), Some(What::Composite(_)))
}

/// The element of that number; one that the guide leaves out is put in as not used.
fn entry(elements: &mut Vec<ElementText>, number: u8) -> &mut ElementText {
    let at = elements.partition_point(|e| e.number < number);
    if elements.get(at).is_none_or(|e| e.number != number) {
        elements.insert(at, ElementText { number, ..ElementText::default() });
    }
    &mut elements[at]
}

/// True when the segment's first element (or its first component) takes one of the keys.
fn has_key(segment: &SegmentText, keys: &[String]) -> bool {
    let first = segment.elements.as_ref().and_then(|e| e.first());
    keys.is_empty()
        || first.is_some_and(|first| {
            let part = first.components.as_ref().and_then(|c| c.first());
            let codes = part.map_or(&first.codes, |p| &p.codes);
            keys.iter().any(|key| codes.contains(key))
        })
}
