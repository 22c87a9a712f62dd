//! The open characters: what the words around an operation, the other lines about it and the
//! narrative of its report say of body part, approach, device and qualifier.

use crate::pcs::entry::Value;
use crate::pcs::found::{Mention, apart};
use crate::pcs::lines::{Line, Role};
use crate::pcs::map::NARRATIVE;
use crate::pcs::resolve::PcsChart;
use crate::pcs::sides::{self, Side};
use crate::procedures::phrases::{GroupId, Hit};
use model::Evidence;
use reader::Gap;

/// A body part: body system where the words choose it, and the character.
pub type Part = (Option<char>, char);

/// A value that was found.
#[derive(Clone, Debug)]
pub struct Found<T> {
    /// The value.
    pub value: T,
    /// Where the chart says so, when that is not in the words of the operation.
    pub evidence: Option<Evidence>,
    /// True when the words entail it and nothing names it.
    pub default: bool,
}

/// What the body part search ends with.
pub enum Parts {
    /// Body parts, each a code of its own.
    Found(Vec<Found<Part>>),
    /// The side is missing.
    Side,
    /// The body part is missing.
    None,
}

/// Body system and part of a value: one character is a part, two are system and part.
fn part_of(text: &str) -> Option<Part> {
    let mut chars = text.chars();
    match (chars.next(), chars.next()) {
        (Some(part), None) => Some((None, part)),
        (Some(system), Some(part)) => Some((Some(system), part)),
        _ => None,
    }
}

/// The body parts of an operation.
#[must_use]
pub fn parts(chart: &PcsChart<'_>, mention: &Mention) -> Parts {
    let operation = &chart.map.operations[mention.operation];
    if let Some(own) = &operation.sides {
        let value = Value {
            w: Vec::new(),
            v: None,
            r: Some(own.r.clone()),
            l: Some(own.l.clone()),
            b: own.b.clone(),
        };
        return sided(chart, mention, &value, None).map_or(Parts::Side, Parts::Found);
    }
    let Some(list) = chart.map.links[mention.operation].lists[0] else { return Parts::None };
    let named = named_parts(chart, mention, list, operation.many);
    let mut found = Vec::new();
    for (value, place) in &named {
        let (group, value) = &chart.map.lists[list].values[*value];
        let (hit, evidence) = (place.hit, place.evidence.clone());
        if value.has_sides() {
            let Some(own) = sided(chart, mention, value, Some((hit, *group, place.own))) else {
                return Parts::Side;
            };
            found.extend(own);
        } else if let Some(part) = value.v.as_deref().and_then(part_of) {
            found.push(Found { value: part, evidence, default: false });
        }
    }
    if found.is_empty()
        && let Some(part) = operation.default_at(4).and_then(part_of)
    {
        found.push(Found { value: part, evidence: None, default: true });
    }
    if found.is_empty() { Parts::None } else { Parts::Found(found) }
}

/// The values of a part with sides; `None` when the side is not told.
fn sided(
    chart: &PcsChart<'_>,
    mention: &Mention,
    value: &Value,
    hit: Option<(Hit, GroupId, bool)>,
) -> Option<Vec<Found<Part>>> {
    // A hit in another line says nothing of places in this one.
    let near = hit.filter(|(_, _, own)| *own).map(|(hit, group, _)| (hit, group));
    let side = sides::side(chart, mention, near);
    let side = match (side, hit) {
        (None, Some((hit, group, false))) => sides::side(chart, mention, Some((hit, group))),
        (side, _) => side,
    };
    let (side, evidence) = side?;
    let found = |text: &Option<String>| {
        let part = text.as_deref().and_then(part_of)?;
        Some(Found { value: part, evidence: Some(evidence.clone()), default: false })
    };
    let texts: Vec<&Option<String>> = match side {
        Side::Right => vec![&value.r],
        Side::Left => vec![&value.l],
        Side::Both if value.b.is_some() => vec![&value.b],
        Side::Both => vec![&value.r, &value.l],
    };
    Some(texts.into_iter().filter_map(found).collect())
}

/// Where a value was named.
#[derive(Clone, Debug)]
struct Place {
    hit: Hit,
    /// In the line of the operation.
    own: bool,
    evidence: Option<Evidence>,
}

/// The body parts that are named: in the window of the operation, in its line, in the other lines
/// that name the operation, in its report.
fn named_parts(
    chart: &PcsChart<'_>,
    mention: &Mention,
    list: usize,
    many: bool,
) -> Vec<(usize, Place)> {
    let line = &chart.lines[mention.line];
    let hits = chart.hits(line, list);
    let window = chart.window(mention);
    let inside: Vec<(usize, Hit)> =
        hits.iter().filter(|(_, h)| window.contains(&h.first)).copied().collect();
    let hits = if inside.is_empty() { hits } else { inside };
    let place = |line: &Line, hit: Hit, own| {
        let evidence = Some(line.evidence(chart.facts, hit.first, hit.last));
        Place { hit, own, evidence }
    };
    if many && !hits.is_empty() {
        let mut kept: Vec<(usize, Place)> = Vec::new();
        for (value, hit) in hits {
            if !kept.iter().any(|(known, _)| *known == value) {
                kept.push((value, place(line, hit, true)));
            }
        }
        return kept;
    }
    let cost = |(_, h): &&(usize, Hit)| cost(line, mention, h);
    if let Some((value, hit)) = hits.iter().min_by_key(cost) {
        return vec![(*value, place(line, *hit, true))];
    }
    let others = chart.other_lines(mention);
    for lines in [others, chart.report(mention)] {
        let mut named: Vec<(usize, Place)> = Vec::new();
        for line in lines {
            for (value, hit) in chart.hits(line, list) {
                if !named.iter().any(|(known, _)| *known == value) {
                    named.push((value, place(line, hit, false)));
                }
            }
        }
        if named.len() == 1 || many && !named.is_empty() {
            return named;
        }
    }
    Vec::new()
}

/// Words between, and a little for each comma or "and" crossed.
fn cost(line: &Line, mention: &Mention, hit: &Hit) -> u32 {
    let (from, to) = if hit.last < mention.first {
        (hit.last + 1, mention.first)
    } else {
        (mention.last + 1, hit.first)
    };
    let crossed = line.words.get(from as usize..(to as usize + 1).min(line.words.len()));
    let breaks = crossed.unwrap_or_default().iter().filter(|w| {
        w.gap.has(Gap::COMMA | Gap::SEMICOLON) || matches!(w.form.as_str(), "and" | "with")
    });
    apart(hit.first, hit.last, mention.first, mention.last) + 2 * breaks.count() as u32
}

/// The approach: in the window, the line, the other lines that name the operation, then in the
/// narrative of its report, where a scope outranks an incision.
#[must_use]
pub fn approach(chart: &PcsChart<'_>, mention: &Mention) -> Option<Found<char>> {
    let list = chart.map.links[mention.operation].lists[1]?;
    let line = &chart.lines[mention.line];
    let hits = chart.hits(line, list);
    let window = chart.window(mention);
    let cost = |(_, h): &&(usize, Hit)| cost(line, mention, h);
    let inside = hits.iter().filter(|(_, h)| window.contains(&h.first)).min_by_key(cost);
    if let Some((value, hit)) = inside.or_else(|| hits.iter().min_by_key(cost)) {
        return one(chart, list, *value, line, *hit);
    }
    for line in chart.other_lines(mention) {
        let role = matches!(line.role, Role::Title | Role::Told);
        if let Some((value, hit)) = chart.hits(line, list).first().filter(|_| role) {
            return one(chart, list, *value, line, *hit);
        }
    }
    narrative(chart, mention, list)
}

fn narrative(chart: &PcsChart<'_>, mention: &Mention, list: usize) -> Option<Found<char>> {
    let told = chart.map.list(NARRATIVE)?;
    let known =
        |c: &str| chart.map.lists[list].values.iter().any(|(_, v)| v.v.as_deref() == Some(c));
    let mut best: Option<(usize, Found<char>)> = None;
    for line in chart.report(mention) {
        if !matches!(line.role, Role::Narrative | Role::Told | Role::Title) {
            continue;
        }
        for (value, hit) in chart.hits(line, told) {
            let says = chart.map.lists[told].values[value].1.v.as_deref();
            if says.is_some_and(known) && best.as_ref().is_none_or(|(rank, _)| value < *rank) {
                best = one(chart, told, value, line, hit).map(|found| (value, found));
            }
        }
    }
    best.map(|(_, found)| found)
}

/// Device (position 6) or qualifier (position 7): the value that stands first in its list of
/// those named in the window, the line, the other lines; or the only one in the report.
#[must_use]
pub fn value(chart: &PcsChart<'_>, mention: &Mention, position: usize) -> Option<Found<char>> {
    let list = chart.map.links[mention.operation].lists[position - 4]?;
    let line = &chart.lines[mention.line];
    let hits = chart.hits(line, list);
    let window = chart.window(mention);
    let inside = hits.iter().filter(|(_, h)| window.contains(&h.first)).min_by_key(|(v, _)| *v);
    if let Some((value, hit)) = inside.or_else(|| hits.iter().min_by_key(|(v, _)| *v)) {
        return one(chart, list, *value, line, *hit);
    }
    for line in chart.other_lines(mention) {
        if let Some((value, hit)) = chart.hits(line, list).iter().min_by_key(|(v, _)| *v) {
            return one(chart, list, *value, line, *hit);
        }
    }
    let mut only: Option<(usize, &Line, Hit)> = None;
    for line in chart.report(mention) {
        for (value, hit) in chart.hits(line, list) {
            match only {
                Some((known, _, _)) if known != value => return None,
                Some(_) => {}
                None => only = Some((value, line, hit)),
            }
        }
    }
    only.and_then(|(value, line, hit)| one(chart, list, value, line, hit))
}

fn one(
    chart: &PcsChart<'_>,
    list: usize,
    value: usize,
    line: &Line,
    hit: Hit,
) -> Option<Found<char>> {
    let c = chart.map.lists[list].values[value].1.v.as_deref()?.chars().next()?;
    let evidence = Some(line.evidence(chart.facts, hit.first, hit.last));
    Some(Found { value: c, evidence, default: false })
}
