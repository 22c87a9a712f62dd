//! The walk down an imported alphabetic index, as a coder does it: the lead term stands in the
//! mention, its essential modifiers anywhere around it, and the tabular list then decides
//! (Section I.B.1). A term of the lexicon knows its category better than a word of the index:
//! the index refines it and never leads away from it.

use crate::context::Surroundings;
use crate::draft::{Facts, is_below};
use crate::tabular_walk::{self, Walk};
use codesets::index_tree::{Documented, IndexPath};

/// Most lead terms that one mention is looked up under.
const MOST_LEADS: usize = 6;

/// A walk down both books.
pub struct BothBooks {
    /// Where the tabular list ended.
    pub walk: Walk,
    /// The way to it, for people.
    pub path: Vec<String>,
}

/// Walks from the code that a term stands for: down the index where one is imported, then down
/// the tabular list.
#[must_use]
pub fn walk(facts: &Facts<'_>, code: &str, term: &str, around: &Surroundings<'_>) -> BothBooks {
    let plain = tabular_walk::walk(facts.pack, code, around, facts.date);
    let Some(found) = refine(facts, code, around) else {
        let path = tabular_path(facts, term, code, &plain);
        return BothBooks { walk: plain, path };
    };
    // What the tabular list found by words of its own is as specific as can be; the index helps
    // where it had to fall back on what is unspecified, or on nothing.
    let open = plain.defaulted || plain.codes.is_empty();
    if open && found.code.len() > code.len() {
        let refined = tabular_walk::walk(facts.pack, &found.code, around, facts.date);
        if !refined.codes.is_empty() {
            return BothBooks { walk: refined, path: found.titles };
        }
    }
    let agrees = plain.codes.iter().any(|own| is_below(own, &found.code));
    let path = if agrees { found.titles } else { tabular_path(facts, term, code, &plain) };
    BothBooks { walk: plain, path }
}

/// The fullest way down the index that stays at or below the code.
fn refine(facts: &Facts<'_>, code: &str, around: &Surroundings<'_>) -> Option<IndexPath> {
    let book = if code.starts_with(['V', 'W', 'X', 'Y']) {
        &facts.tables.external
    } else {
        &facts.tables.index
    };
    let tree = book.as_ref()?;
    let documented = Documented::of(tree, around.words());
    let leads = tree.leads(&documented);
    let paths = leads.into_iter().take(MOST_LEADS).filter_map(|lead| tree.walk(lead, &documented));
    let mut best: Option<IndexPath> = None;
    for path in paths.filter(|path| is_below(&path.code, code)) {
        if best.as_ref().is_none_or(|known| path.modifiers > known.modifiers) {
            best = Some(path);
        }
    }
    best
}

/// The term, then the headings of the tabular list from it down to the code.
fn tabular_path(facts: &Facts<'_>, term: &str, code: &str, walk: &Walk) -> Vec<String> {
    let mut path = vec![term.to_owned()];
    let Some(node) = walk.codes.first().and_then(|code| facts.pack.base(code)) else {
        return path;
    };
    let mut headings: Vec<String> = node
        .lineage()
        .take_while(|heading| !heading.is_block())
        .filter(|heading| is_below(heading.code(), code))
        .map(|heading| format!("{} {}", heading.dotted(), heading.title()))
        .collect();
    headings.reverse();
    path.extend(headings);
    path
}
