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
mod tests {
    use super::*;
    use model::{CodedChart, DiagnosisCode, Document, ProcedureCode, Setting};

    fn coded() -> CodedChart {
        let dx = |code: &str, rank| DiagnosisCode {
            code: code.into(),
            rank,
            confidence: 0.9,
            ..DiagnosisCode::default()
        };
        let px = ProcedureCode {
            code: "99213".into(),
            units: 1,
            dx: vec![2],
            ..ProcedureCode::default()
        };
        CodedChart {
            id: "c".into(),
            setting: Setting::Office,
            date: "2026-06-15".parse().unwrap(),
            dx: vec![dx("I10", 1), dx("E11.9", 2)],
            px: vec![px],
            pcs: Vec::new(),
            not_coded: Vec::new(),
            gaps: Vec::new(),
            route: model::Route::Review,
            reasons: Vec::new(),
            chart_confidence: 0.9,
            releases: Default::default(),
            date_assumed: false,
            setting_inferred: false,
            setting_evidence: Vec::new(),
            admitting: None,
            em: None,
            warnings: Vec::new(),
        }
    }

    fn on_ground<T>(run: impl FnOnce(&Ground<'_>) -> T) -> T {
        let text = "Type 2 diabetes, é and hypertension".to_owned();
        let document = Document { text, ..Document::default() };
        let chart = Chart { documents: vec![document], ..Chart::default() };
        let sets = CodeSets::embedded();
        let on = "2026-06-15".parse().unwrap();
        run(&Ground { sets: &sets, chart: &chart, on, inpatient: false })
    }

    type Pairs<'a> = &'a [(&'a str, &'a str)];

    fn fields(pairs: Pairs<'_>) -> Fields {
        let text = form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish();
        let object: serde_json::Map<String, serde_json::Value> =
            form_urlencoded::parse(text.as_bytes())
                .map(|(name, value)| (name.into_owned(), value.into_owned().into()))
                .collect();
        serde_json::from_value(object.into()).unwrap()
    }

    #[test]
    fn pointers_follow_their_diagnosis_when_the_order_changes() {
        on_ground(|ground| {
            let (base, mut work) = (coded(), Work::begin(1, &coded(), false));
            assert_eq!(work.coded(&base, true).px[0].dx, [2]);
            act(&mut work, 1, "move", &fields(&[("dir", "first")]), ground).unwrap();
            let after = work.coded(&base, true);
            assert_eq!(after.dx[0].code, "E11.9");
            assert_eq!(after.px[0].dx, [1]);
            let no = fields(&[("reason", "not_documented")]);
            act(&mut work, 1, "reject", &no, ground).unwrap();
            assert!(work.coded(&base, true).px[0].dx.is_empty());
            assert_eq!(work.coded(&base, false).dx.len(), 0);
        });
    }

    #[test]
    fn bad_input_is_refused_and_changes_nothing() {
        on_ground(|ground| {
            let mut work = Work::begin(1, &coded(), false);
            let before = work.clone();
            let cases: [(u32, &str, Pairs); 10] = [
                (9, "accept", &[]),
                (0, "reject", &[("reason", "because")]),
                (0, "edit", &[("code", "E11.2")]),
                (0, "edit", &[("code", "E11.9")]),
                (0, "move", &[("dir", "sideways")]),
                (0, "set", &[("poa", "Y")]),
                (2, "set", &[("units", "0")]),
                (2, "set", &[("units", "1"), ("modifiers", "25x")]),
                (2, "set", &[("units", "1"), ("dx", "7")]),
                (0, "burn", &[]),
            ];
            for (key, name, pairs) in cases {
                assert!(act(&mut work, key, name, &fields(pairs), ground).is_err(), "{name}");
                assert_eq!(work, before, "{name} {pairs:?}");
            }
        });
    }

    #[test]
    fn a_selection_must_be_exactly_words_of_the_document() {
        on_ground(|ground| {
            let mut work = Work::begin(1, &coded(), false);
            let at = |start: &str, end: &str, text: &str| {
                let pairs = [("code", "E11.65"), ("document", "0"), ("start", start), ("end", end)];
                let pairs: Vec<_> = pairs.into_iter().chain([("text", text)]).collect();
                fields(&pairs)
            };
            for (start, end, text) in [
                ("0", "900", ""),
                ("17", "18", ""),
                ("0", "6", "type 1"),
                ("5", "2", ""),
                ("x", "", ""),
            ] {
                assert!(add(&mut work, &at(start, end, text), ground).is_err(), "{start}-{end}");
            }
            let key = add(&mut work, &at("0", "15", "Type 2 diabetes"), ground).unwrap();
            let line = work.line(key).unwrap();
            assert_eq!(
                (line.code.as_str(), line.evidence[0].text.as_str()),
                ("E11.65", "Type 2 diabetes")
            );
            let by_words = fields(&[("code", "I10"), ("document", "0"), ("text", "hypertension")]);
            let key = add(&mut work, &by_words, ground).unwrap();
            assert_eq!(key, 0, "the line that was there is accepted");
            assert_eq!(work.line(0).unwrap().state, State::Accepted);
        });
    }

    #[test]
    fn decisions_outlive_a_newer_reading() {
        on_ground(|ground| {
            let mut work = Work::begin(1, &coded(), false);
            act(&mut work, 0, "accept", &Fields::default(), ground).unwrap();
            let no = fields(&[("reason", "integral")]);
            act(&mut work, 1, "reject", &no, ground).unwrap();
            add(&mut work, &fields(&[("code", "E78.5")]), ground).unwrap();
            let mut newer = coded();
            newer.dx[1].code = "E11.65".into();
            let after = work.rebase(2, &newer, |_| true);
            let states: Vec<_> = after.lines.iter().map(|l| (l.code.as_str(), l.state)).collect();
            assert_eq!(
                states,
                [
                    ("I10", State::Accepted),
                    ("E11.65", State::Suggested),
                    ("99213", State::Suggested),
                    ("E78.5", State::Accepted),
                ]
            );
        });
    }
}
