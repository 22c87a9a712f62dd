//! What a person can do to the codes: read from a form, applied to the work. Pure.

use super::validity::{Known, known};
use super::work::{Kind, Line, MOST_LINES, Reason, State, Work};
use codesets::CodeSets;
use model::{Chart, Date, Evidence};
use serde::Deserialize;

/// Modifiers of a line at most (SV101 takes four).
const MOST_MODIFIERS: usize = 4;

/// Diagnoses that a line points to at most (SV107 takes four).
const MOST_POINTERS: usize = 4;

/// Units of a line at most.
const MOST_UNITS: u32 = 9_999;

/// Longest piece of evidence that is taken from a selection, in bytes.
const LONGEST_EVIDENCE: usize = 2_000;

/// What the forms of the codes send; each act reads its own fields.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Fields {
    /// The version of the draft that was on the page.
    pub version: String,
    /// The version of the codes that was on the page; empty from the encoder.
    pub coding: String,
    pub code: String,
    pub kind: String,
    pub reason: String,
    pub dir: String,
    pub poa: String,
    pub modifiers: String,
    pub units: String,
    /// Keys of diagnoses, with spaces or commas.
    pub dx: String,
    pub document: String,
    pub start: String,
    pub end: String,
    pub text: String,
    /// The document that is shown, so that it stays.
    pub doc: String,
}

/// What a change needs to know.
pub(super) struct Ground<'a> {
    pub sets: &'a CodeSets,
    pub chart: &'a Chart,
    pub on: Date,
    pub inpatient: bool,
}

/// Does an act to a line.
///
/// # Errors
/// Why it cannot be done, in a plain sentence.
pub(super) fn act(
    work: &mut Work,
    key: u32,
    act: &str,
    fields: &Fields,
    ground: &Ground<'_>,
) -> Result<(), String> {
    let place = work.lines.iter().position(|line| line.key == key);
    let place = place.ok_or("This code is no longer in the list.")?;
    match act {
        "accept" => accept(work, place),
        "reject" => {
            let reason = Reason::from_name(&fields.reason)
                .ok_or("Say why the code is rejected: choose one of the reasons.")?;
            work.lines[place].state = State::Rejected(reason);
            Ok(())
        }
        "undo" => {
            work.lines[place].state = State::Suggested;
            Ok(())
        }
        "edit" => edit(work, place, fields, ground),
        "move" => shift(work, place, &fields.dir),
        "set" => set(work, place, fields, ground),
        _ => Err("There is no such act.".to_owned()),
    }
}

fn accept(work: &mut Work, place: usize) -> Result<(), String> {
    let line = &work.lines[place];
    let twin = work.lines.iter().any(|other| {
        other.key != line.key
            && other.kind == line.kind
            && other.kind == Kind::Dx
            && other.code == line.code
            && other.state == State::Accepted
    });
    if twin {
        return Err(format!("{} is assigned already.", line.code));
    }
    work.lines[place].state = State::Accepted;
    Ok(())
}

/// Accepts every line that is undecided.
pub(super) fn accept_all(work: &mut Work) {
    for line in work.lines.iter_mut().filter(|line| line.state == State::Suggested) {
        line.state = State::Accepted;
    }
}

fn edit(work: &mut Work, place: usize, fields: &Fields, ground: &Ground<'_>) -> Result<(), String> {
    let kind = work.lines[place].kind;
    let Known { code, title } = known(ground.sets, kind, &fields.code, ground.on)?;
    let line = &work.lines[place];
    if kind == Kind::Dx && work.standing(kind).any(|own| own.code == code && own.key != line.key) {
        return Err(format!("{code} is in the list already."));
    }
    let line = &mut work.lines[place];
    if line.code != code {
        if !line.added && line.was.is_none() {
            line.was = Some(line.code.clone());
        }
        if line.was.as_deref() == Some(code.as_str()) {
            line.was = None;
        }
        line.code = code;
        line.title = title;
        line.confidence = None;
    }
    line.state = State::Accepted;
    Ok(())
}

fn shift(work: &mut Work, place: usize, dir: &str) -> Result<(), String> {
    let kind = work.lines[place].kind;
    let mates: Vec<usize> = (0..work.lines.len())
        .filter(|index| work.lines[*index].kind == kind && work.lines[*index].stands())
        .collect();
    let at = mates.iter().position(|index| *index == place);
    let at = at.ok_or("A rejected code has no place in the order.")?;
    let to = match dir {
        "up" => at.saturating_sub(1),
        "down" => (at + 1).min(mates.len() - 1),
        "first" => 0,
        _ => return Err("Move it up, down or to the first place.".to_owned()),
    };
    let line = work.lines.remove(place);
    work.lines.insert(mates[to], line);
    if dir == "first" {
        work.lines[mates[to]].state = State::Accepted;
    }
    Ok(())
}

fn set(work: &mut Work, place: usize, fields: &Fields, ground: &Ground<'_>) -> Result<(), String> {
    let line = &work.lines[place];
    if line.kind == Kind::Dx {
        let poa = match fields.poa.trim() {
            "" => None,
            one @ ("Y" | "N" | "U" | "W" | "1") => one.chars().next(),
            _ => return Err("Present on admission is Y, N, U, W or 1.".to_owned()),
        };
        if poa.is_some() && !ground.inpatient {
            return Err("Only an inpatient stay tells what was present on admission.".to_owned());
        }
        work.lines[place].poa = poa;
        return Ok(());
    }
    let modifiers: Vec<String> = words(&fields.modifiers).map(str::to_ascii_uppercase).collect();
    if modifiers.len() > MOST_MODIFIERS
        || modifiers.iter().any(|m| m.len() != 2 || !m.bytes().all(|b| b.is_ascii_alphanumeric()))
    {
        return Err("Modifiers are two characters each, four at most, such as 25 RT.".to_owned());
    }
    let units = fields.units.trim().parse::<u32>().ok().filter(|n| (1..=MOST_UNITS).contains(n));
    let units = units.ok_or("Units are a whole number from 1 to 9999.")?;
    let mut dx = Vec::new();
    for word in words(&fields.dx) {
        let rank = word.parse::<usize>().ok().filter(|rank| *rank > 0);
        let line = rank.and_then(|rank| work.standing(Kind::Dx).nth(rank - 1));
        let Some(line) = line else {
            return Err(format!("There is no diagnosis {word} in the list."));
        };
        if !dx.contains(&line.key) {
            dx.push(line.key);
        }
    }
    if dx.len() > MOST_POINTERS {
        return Err("A line points to four diagnoses at most.".to_owned());
    }
    let line = &mut work.lines[place];
    (line.modifiers, line.units, line.dx) = (modifiers, units, dx);
    Ok(())
}

fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| c.is_whitespace() || c == ',').filter(|word| !word.is_empty()).take(40)
}

/// Adds a code, from the keyboard, a selection or the encoder. The key of the line.
///
/// # Errors
/// Why it cannot be added.
pub(super) fn add(work: &mut Work, fields: &Fields, ground: &Ground<'_>) -> Result<u32, String> {
    let kind = match fields.kind.as_str() {
        "dx" | "" => Kind::Dx,
        "px" => Kind::Px,
        "pcs" => Kind::Pcs,
        _ => return Err("A code is a diagnosis or a procedure.".to_owned()),
    };
    if work.lines.len() >= MOST_LINES {
        return Err(format!("An account holds {MOST_LINES} codes at most."));
    }
    let Known { code, title } = known(ground.sets, kind, &fields.code, ground.on)?;
    let evidence = evidence(fields, ground.chart)?;
    let old = work.lines.iter_mut().find(|line| line.kind == kind && line.code == code);
    if let Some(line) = old.filter(|line| kind == Kind::Dx || !line.stands()) {
        // The code is there: it is accepted, and the words are added to its evidence.
        line.state = State::Accepted;
        let fresh: Vec<_> = evidence.into_iter().filter(|e| !line.evidence.contains(e)).collect();
        line.evidence.extend(fresh);
        return Ok(line.key);
    }
    let key = work.take_key();
    work.lines.push(Line {
        key,
        kind,
        state: State::Accepted,
        added: true,
        code,
        was: None,
        title,
        confidence: None,
        evidence: evidence.into_iter().collect(),
        rules: Vec::new(),
        refused: Vec::new(),
        poa: None,
        modifiers: Vec::new(),
        units: 1,
        dx: Vec::new(),
    });
    Ok(key)
}

/// The words that a form points to: by bytes, or by the words themselves in a document.
fn evidence(fields: &Fields, chart: &Chart) -> Result<Option<Evidence>, String> {
    let empty = |text: &str| text.trim().is_empty();
    let (bytes, words) = (!empty(&fields.start) || !empty(&fields.end), !empty(&fields.text));
    if !bytes && !words {
        return Ok(None);
    }
    let number = |text: &str| text.trim().parse::<u32>().ok();
    let document = number(&fields.document).ok_or("Name the document of the words.")?;
    let text = chart.documents.get(document as usize).map(|document| document.text.as_str());
    let text = text.ok_or("There is no such document in the chart.")?;
    let (start, end) = if bytes {
        let (Some(start), Some(end)) = (number(&fields.start), number(&fields.end)) else {
            return Err("A selection needs its first and last byte.".to_owned());
        };
        (start as usize, end as usize)
    } else {
        let found = text.find(fields.text.trim());
        let start = found.ok_or("These words are not in the document as you typed them.")?;
        (start, start + fields.text.trim().len())
    };
    let slice = text.get(start..end).filter(|slice| !slice.trim().is_empty());
    let slice = slice.ok_or("The selection does not fall on words of the document.")?;
    if slice.len() > LONGEST_EVIDENCE {
        return Err(format!("Select {LONGEST_EVIDENCE} characters at most."));
    }
    if bytes && words && slice.trim() != fields.text.trim() {
        return Err("The document has changed under the selection: select again.".to_owned());
    }
    let byte = |at: usize| u32::try_from(at).unwrap_or(u32::MAX);
    Ok(Some(Evidence { document, start: byte(start), end: byte(end), text: slice.to_owned() }))
}

#[cfg(test)]
mod tests;
