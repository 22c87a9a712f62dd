//! Pathology: each separately named specimen with its diagnosis is one unit; special stains are
//! counted by name.

use crate::draft::Facts;
use crate::procedures::choice::Chosen;
use crate::procedures::cues::{self, Policy};
use crate::procedures::entry::{Procedure, ProcedureKind, Units};
use crate::procedures::map::ProcedureMap;
use crate::procedures::matching::{self, Match, Matcher, Part};
use crate::procedures::reported::Ledger;
use crate::procedures::statement::{self, MOST_STATEMENTS, Role, Statement};
use model::SectionKind;
use reader::Gap;
use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

/// Most specimens of one report.
const MOST_SPECIMENS: usize = 60;

/// The statements of a pathology report: the list of specimens and the diagnoses are titles, the
/// descriptions are details.
#[must_use]
pub fn statements(map: &ProcedureMap, facts: &Facts<'_>) -> Vec<Statement> {
    let mut statements = Vec::new();
    for (number, document) in facts.reading.documents.iter().enumerate() {
        let text = facts.text(number as u32);
        for (at, sentence) in document.sentences.iter().enumerate() {
            if statements.len() >= MOST_STATEMENTS {
                return statements;
            }
            let Some(section) = document.sections.get(sentence.section as usize) else { continue };
            let heading = text.get(section.start as usize..section.body as usize);
            let heading = heading.unwrap_or_default().to_ascii_lowercase();
            // "Immunohistochemistry:" over a list of markers is what makes them markers.
            let stains = ["immuno", "ihc", "stain"].iter().any(|w| heading.contains(w));
            if section.body > section.start && sentence.end <= section.body && !stains {
                continue;
            }
            let role = if stains { Some(Role::Detail) } else { role(section.kind, &heading) };
            let Some(role) = role else { continue };
            statements.extend(statement::read(map, facts, (number as u32, at as u32), role));
        }
    }
    statements
}

fn role(kind: SectionKind, heading: &str) -> Option<Role> {
    use SectionKind as S;
    match kind {
        S::PathologyDiagnosis | S::Assessment | S::Impression => Some(Role::Title),
        S::Specimen => {
            let lists = ["specimen", "submitted", "source"].iter().any(|w| heading.contains(w));
            Some(if lists { Role::Title } else { Role::Detail })
        }
        S::Procedure => Some(Role::Title),
        S::Unknown | S::Findings | S::Results => Some(Role::Detail),
        S::Administrative if heading.contains("comment") => Some(Role::Detail),
        _ => None,
    }
}

/// A specimen: its label and the statements that speak of it, its diagnosis first.
#[derive(Debug, Default)]
struct Specimen {
    label: String,
    statements: Vec<usize>,
    /// The statements that name it: list entry and heading of the diagnosis.
    names: BTreeSet<usize>,
}

/// Fills the ledger from a pathology report.
pub fn examined(
    map: &ProcedureMap,
    facts: &Facts<'_>,
    ledger: &mut Ledger<'_>,
    statements: &[Statement],
) {
    let matcher = Matcher { map, statements, setting: facts.setting };
    let mut lines: BTreeMap<String, Chosen> = BTreeMap::new();
    let specimens = specimens(facts, &matcher);
    for specimen in &specimens {
        let Some(best) = level(&matcher, specimen) else {
            let named = if specimen.label.is_empty() {
                "the specimen".to_owned()
            } else {
                format!("specimen {}", specimen.label.to_uppercase())
            };
            ledger.review.push(format!("{named}: no level is known for what is named; code it"));
            continue;
        };
        let entry = &map.entries()[best.entry as usize];
        let rule = format!("procedure map: {}", entry.name);
        let line = lines.entry(entry.code.clone()).or_insert_with(|| Chosen {
            matched: Match { parts: Vec::new(), ..best.clone() },
            side: None,
            digit: None,
            minutes: None,
            again: 0,
            repeats: false,
            units: 0,
            rules: Vec::new(),
            doubts: Vec::new(),
        });
        line.units += 1;
        line.matched.parts.extend(best.parts.iter().copied());
        if !line.rules.contains(&rule) {
            line.rules.push(rule);
        }
    }
    let mut chosen: Vec<Chosen> = lines.into_values().collect();
    chosen.extend(stains(&matcher));
    for line in &chosen {
        ledger.add(line, "one unit for each specimen with its own diagnosis, or each stain");
    }
}

/// The entry of a specimen: most groups, then named in its own heading, then the longest words.
fn level(matcher: &Matcher<'_>, specimen: &Specimen) -> Option<Match> {
    let supply = matcher.supply(specimen.statements.iter().copied(), Policy::Narrative);
    let wanted = |e: &Procedure| {
        e.kind == ProcedureKind::Pathology && e.units != Units::Phrases && e.adds_to.is_empty()
    };
    let entry = |m: &Match| &matcher.map.entries[m.entry as usize];
    let named = |m: &Match| m.parts.iter().all(|p| specimen.names.contains(&p.statement));
    matcher.covered(&supply, wanted).into_iter().max_by_key(|m| {
        let entry = entry(m);
        (entry.all.len(), named(m), m.weight, entry.default, Reverse(m.entry))
    })
}

/// Special stains: each different one is a unit.
fn stains(matcher: &Matcher<'_>) -> Vec<Chosen> {
    let all = 0..matcher.statements.len();
    let supply = matcher.supply(all.clone(), Policy::Narrative);
    let wanted = |e: &Procedure| e.kind == ProcedureKind::Pathology && e.units == Units::Phrases;
    let mut chosen = Vec::new();
    for matched in matcher.covered(&supply, wanted) {
        let entry = &matcher.map.entries[matched.entry as usize];
        let Some(last) = matcher.map.groups[matched.entry as usize].all.last() else { continue };
        let (mut phrases, mut parts) = (BTreeSet::new(), matched.parts.clone());
        for at in all.clone() {
            let statement = &matcher.statements[at];
            for hit in matching::places(statement, *last) {
                let refused =
                    cues::is_refused(&statement.words, hit.first, hit.last, Policy::Narrative);
                if !refused && phrases.insert(hit.phrase) {
                    parts.push(Part { statement: at, first: hit.first, last: hit.last });
                }
            }
        }
        let units = (phrases.len() as u32).saturating_sub(entry.beyond);
        if units > 0 {
            chosen.push(Chosen {
                matched: Match { parts, ..matched },
                side: None,
                digit: None,
                minutes: None,
                again: 0,
                repeats: false,
                units,
                rules: vec![format!("procedure map: {}", entry.name)],
                doubts: Vec::new(),
            });
        }
    }
    chosen
}

/// The specimens of the report.
fn specimens(facts: &Facts<'_>, matcher: &Matcher<'_>) -> Vec<Specimen> {
    let titles: Vec<usize> = (0..matcher.statements.len())
        .filter(|at| matcher.statements[*at].role == Role::Title)
        .collect();
    let labels = labels(facts, matcher, &titles);
    let mut found: BTreeMap<String, Specimen> = BTreeMap::new();
    // Diagnoses before the list: their heading names the specimen best.
    let is_list = |at: &usize| matcher.statements[*at].section == SectionKind::Specimen;
    for list in [false, true] {
        let mut before: Option<(u32, SectionKind)> = None;
        for (at, label) in titles.iter().zip(&labels).filter(|(at, _)| is_list(at) == list) {
            let Some(label) = label else { continue };
            let statement = &matcher.statements[*at];
            let opens = before.is_none_or(|b| b != (statement.document, statement.section))
                || labelled(facts, statement).is_some();
            before = Some((statement.document, statement.section));
            if found.len() >= MOST_SPECIMENS && !found.contains_key(label) {
                continue;
            }
            let specimen = found.entry(label.clone()).or_default();
            specimen.label.clone_from(label);
            specimen.statements.push(*at);
            if opens {
                specimen.names.insert(*at);
            }
        }
    }
    found.into_values().collect()
}

/// The specimen that each title statement speaks of: its own label, else that of the statement
/// before it; an empty one for all when the report labels none.
fn labels(facts: &Facts<'_>, matcher: &Matcher<'_>, titles: &[usize]) -> Vec<Option<String>> {
    let own: Vec<Option<String>> =
        titles.iter().map(|at| labelled(facts, &matcher.statements[*at])).collect();
    let is_letter = |l: &String| l.bytes().all(|b| b.is_ascii_alphabetic());
    let letters = own.iter().flatten().any(is_letter);
    // Numbers may count the diagnoses of one specimen: they label specimens only where each
    // numbered statement names one.
    let numbered = titles.iter().zip(&own).filter(|(_, label)| label.is_some());
    let names = |at: usize| {
        let found = matcher.in_statement(at, Policy::OperationTitle);
        found.iter().any(|m| {
            let entry = &matcher.map.entries[m.entry as usize];
            entry.kind == ProcedureKind::Pathology && entry.units != Units::Phrases
        })
    };
    let numbers = !letters && numbered.clone().all(|(at, _)| names(*at));
    let counts = |label: &String| if is_letter(label) { letters } else { numbers };
    if !own.iter().flatten().any(counts) {
        return vec![Some(String::new()); titles.len()];
    }
    let mut current: Option<String> = None;
    let mut section = None;
    let of = |(at, label): (&usize, Option<String>)| {
        let statement = &matcher.statements[*at];
        let here = (statement.document, statement.section);
        if section != Some(here) {
            section = Some(here);
            current = None;
        }
        if let Some(label) = label.filter(|l| counts(l)) {
            current = Some(label);
        }
        current.clone()
    };
    titles.iter().zip(own).map(of).collect()
}

/// The label at the head of a statement: `A.`, `B)`, `1.`, `Part A:`, `Specimen 2:`.
fn labelled(facts: &Facts<'_>, statement: &Statement) -> Option<String> {
    let words = &statement.words;
    let at = usize::from(matches!(words.first()?.form.as_str(), "part" | "specimen"));
    let word = words.get(at)?;
    let ends = words.get(at + 1)?.gap.has(Gap::STOP | Gap::BRACKET | Gap::COLON | Gap::DASH);
    let text = facts.text(statement.document);
    let written = text.get(word.start as usize..word.end as usize)?;
    let letter = written.len() == 1 && written.bytes().all(|b| b.is_ascii_uppercase());
    let number = written.len() <= 2 && written.bytes().all(|b| b.is_ascii_digit());
    (ends && (letter || number)).then(|| word.form.clone())
}
