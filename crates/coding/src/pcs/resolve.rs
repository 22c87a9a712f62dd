//! From a mention to codes: each open character is looked for, then the tables are walked.

use crate::draft::Facts;
use crate::pcs::axes::{self, Found, Parts};
use crate::pcs::counts;
use crate::pcs::found::Mention;
use crate::pcs::lines::{Line, Role};
use crate::pcs::map::PcsMap;
use crate::pcs::status::Status;
use crate::pcs::walk::{self, Missing, Slots, Walked};
use crate::procedures::phrases::Hit;
use codesets::icd10pcs::Icd10Pcs;
use model::Evidence;
use std::ops::Range;

/// Most codes of one mention.
const MOST_CODES: usize = 12;

/// Everything a mention is resolved with.
pub struct PcsChart<'a> {
    /// Operations and lists.
    pub map: &'a PcsMap,
    /// The tables in force.
    pub tables: &'a Icd10Pcs,
    /// The chart.
    pub facts: &'a Facts<'a>,
    /// Its lines.
    pub lines: &'a [Line],
    /// What they name.
    pub mentions: &'a [Mention],
}

/// A code that the tables allow.
#[derive(Clone, Debug)]
pub struct Coded {
    /// The seven characters.
    pub code: String,
    /// How many characters were entailed rather than named.
    pub defaults: u32,
    /// Where the chart says so.
    pub evidence: Vec<Evidence>,
    /// What decided.
    pub rules: Vec<String>,
}

/// What became of a mention.
#[derive(Clone, Debug)]
pub struct Attempt {
    /// The operation.
    pub operation: usize,
    /// Title or story.
    pub role: Role,
    /// Position of its mention.
    pub order: usize,
    /// Its codes.
    pub codes: Vec<Coded>,
    /// What the record must tell; empty when a side alone is missing.
    pub missing: Vec<Missing>,
    /// The side is missing.
    pub side: bool,
    /// What the words of the operation never tell.
    pub asks: Option<String>,
    /// Why a coder must look.
    pub review: Option<String>,
    /// The words.
    pub evidence: Evidence,
}

impl<'a> PcsChart<'a> {
    /// The hits of a list in a line, without those inside longer ones, and without values that
    /// only keep words from being read as something else.
    #[must_use]
    pub fn hits(&self, line: &Line, list: usize) -> Vec<(usize, Hit)> {
        let values = &self.map.lists[list].values;
        let mut all: Vec<(usize, Hit)> = Vec::new();
        for (at, (group, _)) in values.iter().enumerate() {
            all.extend(line.of(*group).iter().map(|hit| (at, *hit)));
        }
        let inside = |own: &Hit| {
            all.iter().any(|(_, o)| {
                o.first <= own.first
                    && own.last <= o.last
                    && o.last - o.first > own.last - own.first
            })
        };
        let mut kept: Vec<(usize, Hit)> = all.iter().filter(|(_, h)| !inside(h)).copied().collect();
        kept.retain(|(at, _)| {
            let value = &values[*at].1;
            value.v.is_some() || value.r.is_some() || value.l.is_some()
        });
        kept.sort_by_key(|(at, hit)| (hit.first, hit.last, *at));
        kept
    }

    /// The words of a line that belong to a mention: from the end of the operation before it to
    /// the start of the next.
    #[must_use]
    pub fn window(&self, mention: &Mention) -> Range<u32> {
        let family = |m: &Mention| &self.map.operations[m.operation].family;
        let others =
            self.mentions.iter().filter(|m| m.line == mention.line && family(m) != family(mention));
        let (mut from, mut to) = (0, self.lines[mention.line].words.len() as u32);
        for other in others {
            if other.last < mention.first {
                from = from.max(other.last + 1);
            } else if other.first > mention.last {
                to = to.min(other.first);
            }
        }
        from..to
    }

    /// The other lines that name the same operation: first those of its own document.
    #[must_use]
    pub fn other_lines(&self, mention: &Mention) -> Vec<&'a Line> {
        let family = &self.map.operations[mention.operation].family;
        let document = self.lines[mention.line].document;
        let mut lines: Vec<usize> = self
            .mentions
            .iter()
            .filter(|m| self.map.operations[m.operation].family == *family)
            .filter(|m| m.line != mention.line && m.status != Status::Refused)
            .map(|m| m.line)
            .collect();
        lines.sort_unstable();
        lines.dedup();
        lines.sort_by_key(|at| self.lines[*at].document != document);
        lines.into_iter().map(|at| &self.lines[at]).collect()
    }

    /// The lines of the document in which the mention stands.
    #[must_use]
    pub fn report(&self, mention: &Mention) -> Vec<&'a Line> {
        let document = self.lines[mention.line].document;
        self.lines.iter().filter(|l| l.document == document).collect()
    }
}

/// What becomes of every mention that was done.
#[must_use]
pub fn attempts(chart: &PcsChart<'_>) -> Vec<Attempt> {
    let done = chart.mentions.iter().enumerate().filter(|(_, m)| m.status.counts());
    done.map(|(order, mention)| attempt(chart, order, mention)).collect()
}

/// One code on its way: the characters known, what told them.
#[derive(Clone)]
pub struct Pattern {
    /// The characters.
    pub slots: Slots,
    /// How many were entailed.
    pub defaults: u32,
    /// What told them.
    pub evidence: Vec<Evidence>,
    /// What decided.
    pub rules: Vec<String>,
}

fn attempt(chart: &PcsChart<'_>, order: usize, mention: &Mention) -> Attempt {
    let operation = &chart.map.operations[mention.operation];
    let line = &chart.lines[mention.line];
    let words = line.evidence(chart.facts, mention.first, mention.last);
    let mut attempt = Attempt {
        operation: mention.operation,
        role: line.role,
        order,
        codes: Vec::new(),
        missing: Vec::new(),
        side: false,
        asks: operation.asks.clone(),
        review: None,
        evidence: words.clone(),
    };
    if attempt.asks.is_some() {
        return attempt;
    }
    let base = Pattern {
        slots: walk::slots(&operation.code),
        defaults: 0,
        evidence: vec![words],
        rules: operation.rules.clone(),
    };
    let mut patterns = match body_parts(chart, mention, base) {
        Ok(patterns) => patterns,
        Err(side) => {
            attempt.side = side;
            attempt.missing = if side { Vec::new() } else { vec![unnamed_part()] };
            return attempt;
        }
    };
    patterns.truncate(MOST_CODES);
    for pattern in &mut patterns {
        fill(chart, mention, pattern);
    }
    let converted = converted(chart, mention, &patterns);
    if mention.status == Status::Begun && !operation.lasting {
        begun(chart, mention, &patterns, &mut attempt);
        return attempt;
    }
    for mut pattern in patterns {
        if let Some(words) = &converted {
            pattern.slots[4] = Some('0');
            pattern.evidence.push(words.clone());
            pattern.rules.push("PCS B3.2d".to_owned());
        }
        finish(chart, &pattern, &operation.name, &mut attempt);
    }
    if let (Some(words), Some(looked)) = (converted, &operation.inspects) {
        let slots = walk::slots(&format!("{looked}4ZZ"));
        let evidence = vec![attempt.evidence.clone(), words];
        let rules = vec!["PCS B3.2d".to_owned()];
        let pattern = Pattern { slots, defaults: 0, evidence, rules };
        finish(chart, &pattern, &operation.name, &mut attempt);
    }
    attempt
}

fn unnamed_part() -> Missing {
    Missing { position: 4, title: "body part".to_owned(), choices: Vec::new() }
}

/// The patterns of the body parts; `Err(true)` when the side is missing.
fn body_parts(
    chart: &PcsChart<'_>,
    mention: &Mention,
    base: Pattern,
) -> Result<Vec<Pattern>, bool> {
    let operation = &chart.map.operations[mention.operation];
    if let Some(count) = operation.count {
        let patterns = counts::patterns(chart, mention, count, &base);
        return if patterns.is_empty() { Err(false) } else { Ok(patterns) };
    }
    if base.slots[3].is_some() {
        return Ok(vec![base]);
    }
    let parts = match axes::parts(chart, mention) {
        Parts::Found(parts) => parts,
        Parts::Side => return Err(true),
        Parts::None => return Err(false),
    };
    let several = parts.len() > 1;
    let pattern = |part: Found<(Option<char>, char)>| {
        let mut pattern = base.clone();
        if let Some(system) = part.value.0 {
            pattern.slots[1] = Some(system);
        }
        pattern.slots[3] = Some(part.value.1);
        pattern.defaults += u32::from(part.default);
        pattern.evidence.extend(part.evidence);
        if several {
            pattern.rules.push("PCS B3.2a".to_owned());
        }
        pattern
    };
    Ok(parts.into_iter().map(pattern).collect())
}

/// Approach, device and qualifier, where they are open.
fn fill(chart: &PcsChart<'_>, mention: &Mention, pattern: &mut Pattern) {
    let operation = &chart.map.operations[mention.operation];
    for position in 5..=7 {
        if pattern.slots[position - 1].is_some() {
            continue;
        }
        let found = match position {
            5 => axes::approach(chart, mention),
            _ => axes::value(chart, mention, position),
        };
        let found = found.or_else(|| {
            let value = operation.default_at(position)?.chars().next()?;
            Some(Found { value, evidence: None, default: true })
        });
        if let Some(found) = found {
            pattern.slots[position - 1] = Some(found.value);
            pattern.defaults += u32::from(found.default);
            pattern.evidence.extend(found.evidence);
        }
    }
}

fn finish(chart: &PcsChart<'_>, pattern: &Pattern, name: &str, attempt: &mut Attempt) {
    match walk::walk(chart.tables, &pattern.slots) {
        Walked::Code(code) => {
            let mut rules = pattern.rules.clone();
            rules.push(format!("PCS A9 table {}", &code[..3]));
            let mut evidence = pattern.evidence.clone();
            let mut seen: Vec<Evidence> = Vec::new();
            evidence.retain(|e| {
                let new = !seen.contains(e);
                seen.push(e.clone());
                new
            });
            attempt.codes.push(Coded { code, defaults: pattern.defaults, evidence, rules });
        }
        Walked::Missing(missing) => attempt.missing.extend(missing),
        Walked::Refused => {
            let known: String = pattern.slots.iter().map(|s| s.unwrap_or('?')).collect();
            attempt.review = Some(format!(
                "the ICD-10-PCS tables have no row for the {name} as documented ({known})"
            ));
        }
    }
}

/// B3.3: what was begun and not ended is an inspection of what was looked at, where nothing else
/// was done; anything more a coder decides.
fn begun(chart: &PcsChart<'_>, mention: &Mention, patterns: &[Pattern], attempt: &mut Attempt) {
    let operation = &chart.map.operations[mention.operation];
    let approach = patterns.iter().find_map(|p| p.slots[4]);
    if let (Some(looked), Some(approach)) = (&operation.inspects, approach) {
        let pattern = Pattern {
            slots: walk::slots(&format!("{looked}{approach}ZZ")),
            defaults: 0,
            evidence: patterns.iter().flat_map(|p| p.evidence.iter().cloned()).collect(),
            rules: vec!["PCS B3.3".to_owned()],
        };
        finish(chart, &pattern, &operation.name, attempt);
    }
    attempt.review = Some(format!(
        "the {} was begun and not completed; what was done of it must be coded (PCS B3.3)",
        operation.name
    ));
}

/// The words that tell that an operation by scope was converted to an open one.
fn converted(chart: &PcsChart<'_>, mention: &Mention, patterns: &[Pattern]) -> Option<Evidence> {
    let operation = &chart.map.operations[mention.operation];
    operation.inspects.as_ref()?;
    if !patterns.iter().any(|p| p.slots[4] == Some('4') || p.slots[4] == Some('0')) {
        return None;
    }
    let own = &chart.lines[mention.line];
    let report = chart.report(mention).into_iter().filter(|l| l.role != Role::Context);
    let lines = std::iter::once(own).chain(report);
    lines.into_iter().find_map(|line| {
        let at = (0..line.words.len()).find(|at| is_conversion(line, *at))?;
        let to = (at + 2).min(line.words.len().saturating_sub(1));
        Some(line.evidence(chart.facts, at as u32, to as u32))
    })
}

/// "Converted to open", "conversion to laparotomy"; not "without conversion".
fn is_conversion(line: &Line, at: usize) -> bool {
    let denied = (at.saturating_sub(4)..at).any(|i| {
        matches!(line.form(i), "no" | "not" | "without" | "possible" | "avoid" | "need" | "risk")
    });
    let opens = |form: &str| {
        matches!(form, "open" | "laparotomy" | "thoracotomy" | "sternotomy" | "celiotomy")
    };
    matches!(line.form(at), "converted" | "conversion" | "converting")
        && !denied
        && (at + 1..at + 5).any(|i| opens(line.form(i)))
}
