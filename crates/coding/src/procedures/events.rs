//! Drugs given at a visit: what, how much, by which way, from when to when.

use crate::draft::Facts;
use crate::procedures::amounts::{self, Amount};
use crate::procedures::clock;
use crate::procedures::cues::{self, Act, Done, Policy};
use crate::procedures::entry::{DrugClass, ProcedureKind, Route};
use crate::procedures::map::ProcedureMap;
use crate::procedures::matching::{Match, Matcher};
use crate::procedures::statement::{self, MOST_STATEMENTS, Role, Statement, Word};
use crate::procedures::titles::is_of_the_past;
use model::SectionKind;
use reader::{Gap, Sentence};

/// Most drugs given that are kept.
const MOST_EVENTS: usize = 60;
/// How many rows after its start an infusion may end.
const STOP_REACH: usize = 40;
/// An infusion of no more than this is a push, in minutes.
pub const LONGEST_PUSH: u32 = 15;

/// A drug given.
#[derive(Clone, Debug)]
pub struct Event {
    /// Position of the drug in the map.
    pub entry: u32,
    /// The row that names it, and its words there.
    pub row: usize,
    /// First word of the evidence.
    pub first: u32,
    /// Last word of the evidence.
    pub last: u32,
    /// The row that ends it.
    pub stop_row: Option<usize>,
    /// How it was given; `None` when it was part of a procedure (into a joint, a lesion).
    pub route: Option<Route>,
    /// Rank of the drug.
    pub class: DrugClass,
    /// How much.
    pub dose: Option<Amount>,
    /// How long, where documented.
    pub minutes: Option<u32>,
    /// Minute of the day at which it began.
    pub start: Option<u32>,
}

/// The rows of the visit: its sentences, cut at line ends, because nurses write a line an event.
#[must_use]
pub fn rows(map: &ProcedureMap, facts: &Facts<'_>) -> Vec<Statement> {
    let mut rows = Vec::new();
    for (number, document) in facts.reading.documents.iter().enumerate() {
        let text = facts.text(number as u32);
        for (at, sentence) in document.sentences.iter().enumerate() {
            let Some(section) = document.sections.get(sentence.section as usize) else { continue };
            let heading = text.get(section.start as usize..section.body as usize);
            let open = is_open(section.kind, &heading.unwrap_or_default().to_ascii_lowercase());
            for words in lines(facts, number as u32, sentence) {
                // A nurse's row begins with its time, whatever heading stands above it.
                let timed = words.len() > 1 && begins_with_time(&words);
                if !open && !timed {
                    continue;
                }
                if rows.len() >= MOST_STATEMENTS {
                    return rows;
                }
                let run: Vec<u32> = words.iter().map(|w| map.phrases.word(&w.form)).collect();
                let hits = map.phrases.find(&run);
                rows.push(Statement {
                    document: number as u32,
                    sentence: at as u32,
                    section: section.kind,
                    role: Role::Visit,
                    words,
                    hits,
                });
            }
        }
    }
    rows
}

/// "0922 Venofer …", not "1000 mg metformin".
fn begins_with_time(words: &[Word]) -> bool {
    const UNITS: &[&str] = &["mg", "mcg", "g", "gm", "ml", "cc", "unit", "units", "iu", "meq"];
    let after = |width: usize| words.get(width).map_or("", |w| w.form.as_str());
    clock::time_at(words, 0).is_some_and(|(_, width)| !UNITS.contains(&after(width)))
}

fn is_open(kind: SectionKind, heading: &str) -> bool {
    use SectionKind as S;
    let given = ["given", "administered", "premed", "waste", "wastage"];
    let given = given.iter().any(|w| heading.contains(w));
    match kind {
        S::Medications => given,
        kind if is_of_the_past(kind) => false,
        _ => true,
    }
}

fn lines(facts: &Facts<'_>, document: u32, sentence: &Sentence) -> Vec<Vec<Word>> {
    let mut lines: Vec<Vec<Word>> = Vec::new();
    for word in statement::words_of(facts, document, sentence) {
        match lines.last_mut() {
            Some(line) if !word.gap.has(Gap::LINE) => line.push(word),
            _ => lines.push(vec![word]),
        }
    }
    lines
}

/// The drugs given, in the order of the note.
#[must_use]
pub fn events(matcher: &Matcher<'_>) -> Vec<Event> {
    let mut events: Vec<Event> = Vec::new();
    for (at, row) in matcher.statements.iter().enumerate() {
        if row.hits.is_empty() {
            continue;
        }
        let drugs = matcher
            .in_statement(at, Policy::Visit)
            .into_iter()
            .filter(|m| matcher.map.entries[m.entry as usize].kind == ProcedureKind::Drug);
        for matched in best_of_family(matcher, drugs) {
            let known = events.iter().any(|e| e.entry == matched.entry && e.stop_row == Some(at));
            if events.len() >= MOST_EVENTS || known {
                continue;
            }
            events.extend(event(matcher, at, &matched));
        }
    }
    // "Iron sucrose series, dose 2": named again without dose or time, not given again.
    let bare = |e: &Event| e.dose.is_none() && e.start.is_none() && e.minutes.is_none();
    let told: Vec<u32> = events.iter().filter(|e| !bare(e)).map(|e| e.entry).collect();
    events.retain(|e| !bare(e) || !told.contains(&e.entry));
    events
}

/// Of one family of drugs the one with most groups, then the longest words.
fn best_of_family(matcher: &Matcher<'_>, found: impl Iterator<Item = Match>) -> Vec<Match> {
    let mut best: Vec<Match> = Vec::new();
    let entry = |m: &Match| &matcher.map.entries[m.entry as usize];
    for matched in found {
        let rank = |m: &Match| (entry(m).all.len(), m.weight, entry(m).default);
        match best.iter_mut().find(|b| entry(b).family == entry(&matched).family) {
            Some(known) if rank(&matched) > rank(known) => *known = matched,
            Some(_) => {}
            None => best.push(matched),
        }
    }
    best
}

fn event(matcher: &Matcher<'_>, at: usize, matched: &Match) -> Option<Event> {
    let row = &matcher.statements[at];
    let part = matched.parts[0];
    let entry = &matcher.map.entries[matched.entry as usize];
    let timed = clock::time_at(&row.words, 0).is_some();
    let started =
        ["start", "started", "hung", "initiated", "begun", "infusing"].iter().any(|w| row.has(w));
    let told = matches!(
        row.section,
        SectionKind::PresentIllness | SectionKind::ChiefComplaint | SectionKind::Indication
    );
    let done = cues::done(&row.words, part.first, part.last, Act::Treatment);
    let noted = matches!(row.section, SectionKind::Medications | SectionKind::Procedure);
    // "Start famotidine" in a plan is a prescription.
    let planned = matches!(
        row.section,
        SectionKind::Plan | SectionKind::AssessmentPlan | SectionKind::Assessment
    );
    let given = timed || started && !told && !planned || done == Done::Here || noted;
    if !given && (told || done == Done::Unsaid) {
        return None;
    }
    let local = is_local(&row.words);
    if !local && is_by_mouth(&row.words, part.last as usize) {
        return None;
    }
    let range = clock::range(&row.words);
    let ran = range.map(|(start, end)| clock::elapsed(start, end));
    let minutes = clock::minutes(&row.words).or(ran).filter(|_| !local);
    let route = if local { None } else { Some(route(&row.words, minutes).or(entry.route)?) };
    let mut event = Event {
        entry: matched.entry,
        row: at,
        first: part.first,
        last: part.last,
        stop_row: None,
        route,
        class: entry.class.unwrap_or(DrugClass::Therapeutic),
        dose: dose(&row.words, part.first as usize, part.last as usize, entry.dose_per_unit),
        minutes,
        start: clock::first_time(&row.words).map(|(time, _)| time),
    };
    if let Some((start, end)) = range {
        event.start = Some(start);
        event.minutes = Some(clock::elapsed(start, end));
    }
    if event.minutes.is_none() && event.route == Some(Route::Infusion) {
        end(matcher, &mut event);
    }
    if event.route == Some(Route::Infusion) && event.minutes.is_some_and(|m| m <= LONGEST_PUSH) {
        event.route = Some(Route::Push);
    }
    Some(event)
}

/// The row that ends an infusion: one that says so, and names no other drug.
fn end(matcher: &Matcher<'_>, event: &mut Event) {
    let rows = matcher.statements.iter().enumerate().skip(event.row + 1).take(STOP_REACH);
    for (at, row) in rows {
        let ends = ["stop", "stopped", "complete", "completed", "finished", "ended", "end"]
            .iter()
            .any(|w| row.has(w));
        let drugs = matcher.in_statement(at, Policy::Visit);
        let is_drug =
            |m: &&Match| matcher.map.entries[m.entry as usize].kind == ProcedureKind::Drug;
        let named: Vec<u32> = drugs.iter().filter(is_drug).map(|m| m.entry).collect();
        if !ends || !(named.is_empty() || named.contains(&event.entry)) {
            continue;
        }
        let stop = clock::first_time(&row.words).map(|(time, _)| time);
        let elapsed = event.start.zip(stop).map(|(a, b)| clock::elapsed(a, b));
        // "Infusion end, flush over 5 min": those minutes are the flush's.
        let own = clock::minutes(&row.words).filter(|_| !row.has("flush") && !row.has("flushed"));
        event.minutes = own.or_else(|| own_minutes(matcher, at)).or(elapsed);
        if event.minutes.is_some() {
            event.stop_row = Some(at);
            return;
        }
    }
}

/// "0956 STOP." and then "infusion complete (34 min).": the next row of the same line.
fn own_minutes(matcher: &Matcher<'_>, at: usize) -> Option<u32> {
    let row = matcher.statements.get(at + 1)?;
    let ends = row.has("complete") || row.has("completed");
    let timed = clock::time_at(&row.words, 0).is_some();
    (ends && !timed).then(|| clock::minutes(&row.words)).flatten()
}

/// How it was given, as the row says.
fn route(words: &[Word], minutes: Option<u32>) -> Option<Route> {
    let has = |forms: &[&str]| words.iter().any(|w| forms.contains(&w.form.as_str()));
    let infusion =
        ["ivpb", "infusion", "infused", "infuse", "infusing", "drip", "piggyback", "gtt"];
    let carried = ["ambulatory", "elastomeric", "cadd", "portable", "home"];
    if has(&["pump"]) && has(&carried) {
        Some(Route::Pump)
    } else if has(&["push", "ivp", "bolus"]) {
        Some(Route::Push)
    } else if has(&infusion) {
        Some(Route::Infusion)
    } else if has(&["im", "intramuscular", "intramuscularly", "sc", "sq", "subq", "subcut"])
        || has(&["subcutaneous", "subcutaneously", "subcu", "injected", "injection", "shot"])
    {
        Some(Route::Injection)
    } else if has(&["iv", "intravenous", "intravenously"]) {
        let long = minutes.is_some_and(|m| m > LONGEST_PUSH);
        Some(if long { Route::Infusion } else { Route::Push })
    } else {
        None
    }
}

/// How many words behind a drug its way by mouth may stand.
const MOUTH_REACH: usize = 6;

/// "14 mg PO", "20 mg every morning for 8 weeks": swallowed here or prescribed; no needle.
fn is_by_mouth(words: &[Word], last: usize) -> bool {
    const MOUTH: &[&str] =
        &["po", "oral", "orally", "tablet", "tab", "capsule", "mouth", "chewed", "swallowed"];
    const OFTEN: &[&str] = &["qam", "qpm", "bid", "tid", "qid", "qhs", "qd", "nightly"];
    const NEEDLE: &[&str] = &["iv", "im", "ivp", "ivpb", "sc", "sq", "subq", "injected", "push"];
    let behind = words.iter().skip(last + 1).take(MOUTH_REACH);
    for word in behind {
        let form = word.form.as_str();
        if NEEDLE.contains(&form) || word.gap.has(Gap::SEMICOLON | Gap::STOP) {
            return false;
        }
        if MOUTH.contains(&form) || OFTEN.contains(&form) {
            return true;
        }
    }
    false
}

/// Given into a joint, a tendon sheath, a lesion, the eye: the procedure includes the giving.
fn is_local(words: &[Word]) -> bool {
    words.iter().any(|w| {
        matches!(
            w.form.as_str(),
            "joint"
                | "knee"
                | "shoulder"
                | "bursa"
                | "tendon"
                | "subacromial"
                | "intraarticular"
                | "articular"
                | "trigger"
                | "epidural"
                | "hip"
                | "elbow"
                | "wrist"
                | "intralesional"
                | "lesion"
                | "plantar"
                | "sheath"
                | "facet"
                | "foramen"
                | "transforaminal"
                | "carpal"
                | "ankle"
                | "intravitreal"
                | "vitreous"
                | "keloid"
                | "scar"
                | "sacroiliac"
                | "glenohumeral"
                | "bursal"
                | "epicondyle"
                | "bladder"
        )
    })
}

/// How many words after or before the drug its dose may stand.
const DOSE_REACH: usize = 10;

/// The dose: the first amount after the drug's name of the measure that its unit has, else the
/// last one before it. A strength ("40 mg/mL") is no dose.
#[must_use]
pub fn dose(words: &[Word], first: usize, last: usize, unit: Option<Amount>) -> Option<Amount> {
    let read = |at: usize| {
        let amount = amounts::amount_at(words, at)?;
        let after = if words[at].form.bytes().all(|b| b.is_ascii_digit() || b == b'.') {
            at + 2
        } else {
            at + 1
        };
        let strength = words.get(after).is_some_and(|w| {
            w.gap.has(Gap::SLASH) && matches!(w.form.as_str(), "ml" | "cc" | "5" | "kg" | "l")
        });
        (!strength && unit.is_none_or(|u| u.measure == amount.measure)).then_some(amount)
    };
    let after = (last + 1..(last + 1 + DOSE_REACH).min(words.len())).find_map(read);
    after.or_else(|| (first.saturating_sub(DOSE_REACH)..first).rev().find_map(read))
}
