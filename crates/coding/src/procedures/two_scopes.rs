//! Two scopes in one report: what was done through the upper one is not done through the lower.
//!
//! "Biopsies" and "snare" are told once; the words before them tell where the scope was. A branch
//! of a family is kept where at least one of its own words stands in that scope's part of the
//! report.

use crate::procedures::cues::{self, Policy};
use crate::procedures::map::ProcedureMap;
use crate::procedures::matching;
use crate::procedures::reported::Reported;
use crate::procedures::statement::{Statement, Word};

/// The scope's place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Place {
    Upper,
    Lower,
}

#[rustfmt::skip]
const UPPER: &[&str] = &[
    "esophagus", "esophageal", "stomach", "gastric", "antrum", "antral", "pylorus", "pyloric",
    "duodenum", "duodenal", "fundus", "gastritis", "egd", "esophagogastroduodenoscopy",
    "gastroscope", "gastroscopy", "gastroesophageal", "esophagitis", "hypopharynx",
];

#[rustfmt::skip]
const LOWER: &[&str] = &[
    "colon", "colonic", "cecum", "cecal", "sigmoid", "rectum", "rectal", "ileum", "ileocecal",
    "colonoscope", "colonoscopy", "anus", "transverse", "ascending", "descending", "hepatic",
    "splenic", "rectosigmoid", "diverticulosis",
];

fn place(word: &Word) -> Option<Place> {
    if UPPER.contains(&word.form.as_str()) {
        Some(Place::Upper)
    } else {
        LOWER.contains(&word.form.as_str()).then_some(Place::Lower)
    }
}

fn scope(family: &str) -> Option<(Place, bool)> {
    let (root, branch) = family.split_once('/').map_or((family, false), |(root, _)| (root, true));
    match root {
        "egd" => Some((Place::Upper, branch)),
        "colonoscopy" => Some((Place::Lower, branch)),
        _ => None,
    }
}

/// Takes out the branches of which no word stands in their own scope's part.
pub fn keep_apart(map: &ProcedureMap, statements: &[Statement], lines: &mut Vec<Reported>) {
    let has = |wanted: Place| {
        lines.iter().any(|r| scope(&r.line.family).is_some_and(|(place, _)| place == wanted))
    };
    if !has(Place::Upper) || !has(Place::Lower) {
        return;
    }
    lines.retain(|reported| {
        let Some((wanted, true)) = scope(&reported.line.family) else { return true };
        // What was done is the second group; the first is the scope.
        let groups = &map.groups[reported.entry as usize].all;
        let own = groups.iter().skip(1);
        let mut places = own.flat_map(|group| {
            statements.iter().enumerate().flat_map(move |(at, statement)| {
                let open = |h: &&crate::procedures::phrases::Hit| {
                    !cues::is_refused(&statement.words, h.first, h.last, Policy::Narrative)
                };
                matching::places(statement, *group)
                    .filter(open)
                    .map(move |hit| place_of(statements, at, hit.first, hit.last))
            })
        });
        let mut any = false;
        let own = places.any(|found| {
            any = true;
            found.is_none_or(|found| found == wanted)
        });
        own || !any
    });
}

/// How many sentences before may tell where the scope was.
const REACH: usize = 6;

/// Where the scope was at some words: the nearest place in the same sentence, else the last one
/// told before.
fn place_of(statements: &[Statement], at: usize, first: u32, last: u32) -> Option<Place> {
    let (first, last) = (first as usize, last as usize);
    let words = &statements[at].words;
    let far = |i: usize| if i < first { first - i } else { i.saturating_sub(last) };
    let near = (0..words.len())
        .filter_map(|i| place(&words[i]).map(|found| (far(i), found)))
        .min_by_key(|(far, _)| *far);
    if let Some((_, found)) = near {
        return Some(found);
    }
    let document = statements[at].document;
    let before = statements[..at].iter().rev().take(REACH);
    before.take_while(|s| s.document == document).find_map(|s| s.words.iter().rev().find_map(place))
}
