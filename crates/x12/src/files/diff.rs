//! Two files compared by what they say: claims are found again by their numbers wherever they
//! stand, and within a claim the segments that were added, taken away or changed are listed.

use super::segments_diff::{Step, compare};
use crate::delimiters::Delimiters;
use crate::envelope::{Envelope, Event};
use crate::fault::{Place, X12Error};
use crate::segment::Segment;
use std::collections::{BTreeMap, BTreeSet};

/// What is no difference.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct DiffOptions {
    /// Delimiters and line ends may differ.
    pub any_delimiters: bool,
    /// Control numbers (ISA13, GS06, ST02 and their trailers) may differ.
    pub any_control_numbers: bool,
}

/// How something differs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum What {
    /// Only the second file has it.
    Added,
    /// Only the first file has it.
    Removed,
    /// Both have it, with other elements.
    Changed,
}

/// One difference: a segment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Difference {
    /// How.
    pub what: What,
    /// In which part: `claim A1`, `payment A1`, `level 22`, `ISA` …
    pub part: String,
    /// The segment in the first file.
    pub before: Option<(Place, String)>,
    /// The segment in the second file.
    pub after: Option<(Place, String)>,
    /// Numbers of the elements that changed; empty unless [`What::Changed`].
    pub elements: Vec<usize>,
}

/// A segment in a form that compares: elements apart, what is aside left out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Said {
    pub elements: Vec<String>,
    pub text: String,
    pub place: Place,
}

/// A part of a file that is found again by its key.
#[derive(Debug)]
struct Unit {
    key: String,
    part: String,
    segments: Vec<Said>,
    /// The level that it lies below.
    parent: Option<usize>,
}

/// The differences from the first file to the second, in the order of the second, then what only
/// the first has.
///
/// # Errors
/// When a file cannot be read to its end.
pub fn diff(
    first: &[u8],
    second: &[u8],
    options: DiffOptions,
) -> Result<Vec<Difference>, (usize, X12Error)> {
    let before = units(first, options).map_err(|fault| (0, fault))?;
    let after = units(second, options).map_err(|fault| (1, fault))?;
    let mut differences = Vec::new();
    if !options.any_delimiters {
        delimiters(first, second, &mut differences);
    }
    let places: BTreeMap<&str, usize> =
        before.iter().enumerate().map(|(i, unit)| (unit.key.as_str(), i)).collect();
    let mut matched: Vec<Option<usize>> =
        after.iter().map(|unit| places.get(unit.key.as_str()).copied()).collect();
    let mut seen: BTreeSet<usize> = matched.iter().flatten().copied().collect();
    // A level whose name has changed is found again by what lies below it; claims come after
    // their levels, so going backwards each level is met after all that it holds.
    for child in (0..after.len()).rev() {
        let above = matched[child].and_then(|at| before[at].parent).zip(after[child].parent);
        if let Some((old, new)) = above
            && matched[new].is_none()
            && seen.insert(old)
        {
            matched[new] = Some(old);
        }
    }
    for (unit, at) in after.iter().zip(&matched) {
        match at.map(|at| &before[at]) {
            Some(old) => {
                let above = unit.parent.map(|at| matched[at]);
                // One of several levels that are called the same is as good as another.
                let called = |at: Option<usize>| at.map(|at| before[at].part.as_str());
                if above.is_some_and(|above| called(above) != called(old.parent)) {
                    differences.push(moved(old, unit, &before, &after));
                }
                within(old, unit, &mut differences);
            }
            None => differences.extend(unit.segments.iter().map(|s| only(unit, s, What::Added))),
        }
    }
    for (_, unit) in before.iter().enumerate().filter(|(i, _)| !seen.contains(i)) {
        differences.extend(unit.segments.iter().map(|s| only(unit, s, What::Removed)));
    }
    Ok(differences)
}

fn only(unit: &Unit, segment: &Said, what: What) -> Difference {
    let shown = Some((segment.place, segment.text.clone()));
    let (before, after) = if what == What::Removed { (shown, None) } else { (None, shown) };
    Difference { what, part: unit.part.clone(), before, after, elements: Vec::new() }
}

/// A claim or level that lies below another one than before.
fn moved(old: &Unit, new: &Unit, before: &[Unit], after: &[Unit]) -> Difference {
    let under = |unit: &Unit, all: &[Unit]| {
        let above = unit.parent.map_or("no level", |at| all[at].part.as_str());
        unit.segments.first().map(|s| (s.place, format!("{} under {above}", unit.part)))
    };
    Difference {
        what: What::Changed,
        part: new.part.clone(),
        before: under(old, before),
        after: under(new, after),
        elements: Vec::new(),
    }
}

fn within(before: &Unit, after: &Unit, differences: &mut Vec<Difference>) {
    for step in compare(&before.segments, &after.segments) {
        match step {
            Step::Removed(i) => differences.push(only(after, &before.segments[i], What::Removed)),
            Step::Added(j) => differences.push(only(after, &after.segments[j], What::Added)),
            Step::Changed(i, j) => {
                let (old, new) = (&before.segments[i], &after.segments[j]);
                let count = old.elements.len().max(new.elements.len());
                let elements =
                    (1..count).filter(|n| old.elements.get(*n) != new.elements.get(*n)).collect();
                differences.push(Difference {
                    what: What::Changed,
                    part: after.part.clone(),
                    before: Some((old.place, old.text.clone())),
                    after: Some((new.place, new.text.clone())),
                    elements,
                });
            }
        }
    }
}

/// The delimiters and line ends of the first interchange, as a change of its ISA.
fn delimiters(first: &[u8], second: &[u8], differences: &mut Vec<Difference>) {
    let form = |data: &[u8]| {
        let start = data.iter().position(|b| !b.is_ascii_whitespace())?;
        let set = Delimiters::from_isa(&data[start..], Place::default()).ok()?;
        let rest = data.get(start + crate::delimiters::ISA_BYTES..)?;
        let ends = rest.iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n')).count();
        Some((set, rest[..ends].to_vec()))
    };
    let (Some(before), Some(after)) = (form(first), form(second)) else { return };
    if before != after {
        let shown = |(set, end): (Delimiters, Vec<u8>)| {
            let one = |byte: u8| char::from(byte).escape_default().to_string();
            let repetition = set.repetition.map_or("none".to_owned(), one);
            let all = [one(set.element), repetition, one(set.component), one(set.segment)];
            format!("delimiters {}, line end {}", all.join(" "), end.escape_ascii())
        };
        differences.push(Difference {
            what: What::Changed,
            part: "delimiters".to_owned(),
            before: Some((Place::default(), shown(before))),
            after: Some((Place::default(), shown(after))),
            elements: Vec::new(),
        });
    }
}

/// The parts of a file, each with a key that no other has.
fn units(data: &[u8], options: DiffOptions) -> Result<Vec<Unit>, X12Error> {
    let mut reading = Reading { options, ..Reading::default() };
    for event in Envelope::new(data) {
        match event {
            Ok(event) => reading.take(&event),
            Err(fault) if fault.fatal => return Err(fault),
            // A wrong count or number is compared as it is.
            Err(_) => {}
        }
    }
    Ok(reading.finish())
}

#[derive(Default)]
struct Reading {
    options: DiffOptions,
    units: Vec<Unit>,
    set: String,
    /// HL01 of the levels of this transaction, and the last of them.
    levels: BTreeMap<String, usize>,
    level: Option<usize>,
    counts: BTreeMap<String, u64>,
}

impl Reading {
    fn take(&mut self, event: &Event<'_>) {
        let segment = event.segment();
        let id = segment.id();
        if let Event::TransactionStart(st) = event {
            st.element(1).clone_into(&mut self.set);
            (self.levels, self.level) = (BTreeMap::new(), None);
        }
        let opens = matches!(
            id,
            "ISA"
                | "GS"
                | "ST"
                | "SE"
                | "GE"
                | "IEA"
                | "HL"
                | "CLM"
                | "CLP"
                | "INS"
                | "AK2"
                | "ENT"
        ) || (self.set == "835" && matches!(id, "LX" | "PLB"));
        if opens || self.units.is_empty() {
            let (key, part) = (id.to_owned(), id.to_owned());
            let parent = match id {
                "HL" => self.levels.get(segment.element(2)).copied(),
                "CLM" => self.level,
                _ => None,
            };
            if id == "HL" {
                self.level = Some(self.units.len());
                self.levels.insert(segment.element(1).to_owned(), self.units.len());
            }
            self.units.push(Unit { key, part, segments: Vec::new(), parent });
        }
        let said = self.said(&segment);
        if let Some(unit) = self.units.last_mut() {
            unit.segments.push(said);
        }
    }

    /// A segment without what is aside. The numbers of levels follow from their order, and SE01
    /// from the segments, so they say nothing of their own.
    fn said(&self, segment: &Segment<'_>) -> Said {
        let set = segment.delimiters();
        let plain = |text: &str| -> String {
            let known = |c: char| match c {
                c if c == char::from(set.component) => ':',
                c if set.repetition.is_some_and(|r| c == char::from(r)) => '^',
                c => c,
            };
            text.chars().map(known).collect()
        };
        let id = std::iter::once(segment.id().to_owned());
        let mut elements: Vec<String> = id.chain(segment.elements().map(plain)).collect();
        let text = elements.join("*");
        let mut aside: Vec<usize> = match elements[0].as_str() {
            "HL" => vec![1, 2],
            "SE" => vec![1],
            "ISA" => vec![11, 16],
            _ => Vec::new(),
        };
        if self.options.any_control_numbers {
            aside.extend(match elements[0].as_str() {
                "ISA" => Some(13),
                "GS" => Some(6),
                "ST" | "SE" | "GE" | "IEA" => Some(2),
                _ => None,
            });
        }
        for number in aside {
            if let Some(element) = elements.get_mut(number) {
                element.clear();
            }
        }
        Said { elements, text, place: segment.place() }
    }

    /// Gives each unit its key: what it is about, and which one of those.
    fn finish(mut self) -> Vec<Unit> {
        for unit in &mut self.units {
            (unit.key, unit.part) = named(&unit.segments);
            let count = self.counts.entry(unit.key.clone()).or_insert(0);
            *count += 1;
            unit.key.push_str(&format!("#{count}"));
        }
        self.units
    }
}

/// What a unit is about, for finding it again and for people.
fn named(segments: &[Said]) -> (String, String) {
    let Some(first) = segments.first() else { return Default::default() };
    let element = |segment: &Said, n: usize| segment.elements.get(n).cloned().unwrap_or_default();
    let id = first.elements[0].as_str();
    let find = |id: &str| segments.iter().find(|s| s.elements[0] == id);
    match id {
        "CLM" => (format!("CLM {}", element(first, 1)), format!("claim {}", element(first, 1))),
        "CLP" => {
            let back = if element(first, 2) == "22" { "reversal of" } else { "payment of" };
            (format!("CLP {back} {}", element(first, 1)), format!("{back} {}", element(first, 1)))
        }
        "HL" => {
            let code = element(first, 3);
            let name = find("NM1").map(|s| match element(s, 9) {
                id if id.is_empty() => format!("{} {}", element(s, 3), element(s, 4)),
                id => id,
            });
            let trace = find("TRN").map(|s| element(s, 2)).unwrap_or_default();
            let name = name.unwrap_or_default();
            (format!("HL {code} {name} {trace}"), format!("level {code} {name}"))
        }
        "INS" => {
            let member = find("REF").map(|s| element(s, 2)).unwrap_or_default();
            let name = find("NM1").map(|s| element(s, 4)).unwrap_or_default();
            (format!("INS {member} {name}"), format!("member {member}"))
        }
        "AK2" => {
            (format!("AK2 {}", element(first, 2)), format!("transaction {}", element(first, 2)))
        }
        id => (id.to_owned(), id.to_owned()),
    }
}
