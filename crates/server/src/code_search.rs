//! Looking for codes by words, over everything that is at hand on a day: the tabular list, the
//! alphabetic index where it is imported, HCPCS, and what the coder itself reads in the words.

use crate::desk::Desk;
use codesets::search::SearchIndex;
use codesets::{CodeSets, PackKind, code, cpt, words};
use coding::Profile;
use model::{Chart, Date, Document, Setting};
use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

/// Longest question, in characters.
pub const LONGEST: usize = 200;

/// Answers at most.
pub const MOST: usize = 60;

/// Releases whose words are kept ready; more days than that are rarely looked at.
const KEPT: usize = 6;

/// Answers of one source at most.
const OF_ONE: usize = 40;

/// One answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Found {
    /// The code; ICD-10-CM with its dot.
    pub code: String,
    /// Its title, or the path through the index; empty for a CPT number.
    pub title: String,
    /// Whether it can go on a claim of the day as it stands.
    pub billable: bool,
    /// Where it was found.
    pub sources: Vec<&'static str>,
}

/// The words of the releases of one day.
struct Ready {
    tabular: SearchIndex,
    /// Path in lower case, path as printed, code.
    index: Vec<(String, String, String)>,
    hcpcs: Option<SearchIndex>,
}

/// See the module. Built when it is first asked.
#[derive(Default)]
pub struct CodeSearch {
    ready: Mutex<BTreeMap<String, Arc<Ready>>>,
}

impl CodeSearch {
    fn ready(&self, sets: &CodeSets, on: Date) -> Arc<Ready> {
        let index = sets.index(PackKind::Icd10cmIndex, on);
        let hcpcs = sets.hcpcs(on);
        let key = format!(
            "{} {} {}",
            sets.icd10cm(on).label(),
            index.map_or("", |index| &index.header.label),
            hcpcs.map_or("", |hcpcs| &hcpcs.header.label),
        );
        let mut kept = self.ready.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(ready) = kept.get(&key) {
            return Arc::clone(ready);
        }
        if kept.len() >= KEPT {
            kept.clear();
        }
        let paths = index.map(|index| {
            let shown = |(path, code): (Vec<&str>, &str)| {
                let path = path.join(", ");
                (path.to_lowercase(), path, code.to_owned())
            };
            index.coded_paths(0).map(shown).collect()
        });
        let ready = Arc::new(Ready {
            tabular: SearchIndex::new(sets.icd10cm(on)),
            index: paths.unwrap_or_default(),
            hcpcs: hcpcs.map(SearchIndex::of_hcpcs),
        });
        kept.insert(key, Arc::clone(&ready));
        ready
    }
}

/// The best answers to a question on a day, best first: a code that was typed, what the coder
/// reads in the words, the tabular list, the index, HCPCS.
#[must_use]
pub fn find(desk: &Desk, question: &str, setting: Option<Setting>, on: Date) -> Vec<Found> {
    let question: String = question.trim().chars().take(LONGEST).collect();
    let mut found = Answers::default();
    if question.is_empty() {
        return found.0;
    }
    let sets = desk.sets();
    let pack = sets.icd10cm(on);
    typed(sets, &question, on, &mut found);
    for (code, title) in read(desk, &question, setting, on) {
        found.add(code.clone(), title, pack.is_billable(&code, on), "as the coder reads it");
    }
    let ready = desk.search().ready(sets, on);
    for hit in ready.tabular.search(pack, &question, on, OF_ONE) {
        found.add(hit.code, hit.title, hit.billable, "tabular list");
    }
    for (path, code) in in_index(&ready.index, &question) {
        let whole = pack.is_billable(&code, on);
        found.add(code, path, whole, "alphabetic index");
    }
    if let (Some(release), Some(index)) = (sets.hcpcs(on), &ready.hcpcs) {
        for hit in index.search_hcpcs(release, &question, OF_ONE) {
            found.add(hit.code, hit.description, !hit.modifier, "HCPCS");
        }
    }
    found.0.truncate(MOST);
    found.0
}

#[derive(Default)]
struct Answers(Vec<Found>);

impl Answers {
    fn add(&mut self, code: String, title: String, billable: bool, source: &'static str) {
        match self.0.iter_mut().find(|known| known.code == code) {
            Some(known) if known.sources.contains(&source) => {}
            Some(known) => known.sources.push(source),
            None => self.0.push(Found { code, title, billable, sources: vec![source] }),
        }
    }
}

/// A code that was typed, and the codes below it.
fn typed(sets: &CodeSets, question: &str, on: Date, found: &mut Answers) {
    let text = question.to_uppercase();
    let pack = sets.icd10cm(on);
    if code::has_icd10cm_form(&text) {
        if let Some(title) = pack.title(&text) {
            let whole = pack.is_billable(&text, on);
            found.add(code::dotted(&code::undotted(&text)), title, whole, "code");
        }
        if let Some(node) = pack.node(&text) {
            for below in node.children().filter(|node| !node.is_block()).take(OF_ONE) {
                let whole = pack.is_billable(below.code(), on);
                found.add(below.dotted(), below.title().to_owned(), whole, "code");
            }
        }
    }
    if let Some(entry) = sets.hcpcs(on).and_then(|release| release.get(&text)) {
        found.add(entry.code.clone(), entry.long.clone(), !entry.modifier, "HCPCS");
    } else if text.len() == 5 && cpt::has_form(&text) {
        found.add(text.clone(), String::new(), true, "CPT number");
    }
    if let Some(labels) = sets.icd10pcs(on).and_then(|release| release.labels(&text)) {
        found.add(text, labels.join(", "), true, "ICD-10-PCS");
    }
}

/// What the coder makes of the words when they stand alone.
fn read(desk: &Desk, question: &str, setting: Option<Setting>, on: Date) -> Vec<(String, String)> {
    let mut chart = Chart::default();
    chart.encounter.setting = setting.or(Some(Setting::Office));
    chart.encounter.start = Some(on);
    chart.documents.push(Document { text: question.to_owned(), ..Document::default() });
    let coded = desk.coder().code(&chart, Profile::Mentions);
    let titled = |dx: model::DiagnosisCode| (dx.code, dx.description.unwrap_or_default());
    coded.dx.into_iter().map(titled).collect()
}

/// Paths of the index that hold every word of the question; the shortest first.
fn in_index(index: &[(String, String, String)], question: &str) -> Vec<(String, String)> {
    let wanted: Vec<String> = question
        .to_lowercase()
        .split(|letter: char| !letter.is_alphanumeric())
        .filter(|word| !word.is_empty() && !words::is_filler(word))
        .map(str::to_owned)
        .collect();
    if wanted.is_empty() {
        return Vec::new();
    }
    let holds = |path: &str| wanted.iter().all(|word| path.contains(word.as_str()));
    let mut hits: Vec<_> = index.iter().filter(|(lower, ..)| holds(lower)).collect();
    hits.sort_by_key(|(lower, ..)| lower.len());
    let trimmed = |code: &str| code.trim_end_matches('-').trim_end_matches('.').to_owned();
    hits.into_iter().take(OF_ONE).map(|(_, path, code)| (path.clone(), trimmed(code))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use edits::PayerRules;

    #[test]
    fn codes_and_words_are_found() {
        let desk = Desk::new(Arc::new(CodeSets::embedded()), PayerRules::default()).unwrap();
        let on: Date = "2026-06-01".parse().unwrap();
        for (question, wanted, source) in [
            ("e11.22", "E11.22", "code"),
            ("E11", "E11.9", "code"),
            ("type 2 diabetes with chronic kidney disease", "E11.22", "tabular list"),
            ("99213", "99213", "CPT number"),
            ("htn", "I10", "as the coder reads it"),
        ] {
            let found = find(&desk, question, None, on);
            let hit = found.iter().find(|one| one.code == wanted);
            assert!(hit.is_some_and(|one| one.sources.contains(&source)), "{question}: {found:?}");
        }
        assert_eq!(find(&desk, "  ", None, on), []);
        let number = find(&desk, "99213", None, on);
        assert!(number.iter().all(|one| one.code != "99213" || one.title.is_empty()));
    }

    #[test]
    fn the_index_is_searched_by_all_words() {
        let row = |path: &str, code: &str| (path.to_lowercase(), path.to_owned(), code.to_owned());
        let index =
            [row("Pain, back, low", "M54.50"), row("Pain, chest", "R07.9"), row("Back", "X-")];
        assert_eq!(in_index(&index, "back pain"), [("Pain, back, low".into(), "M54.50".into())]);
        assert_eq!(in_index(&index, "the"), []);
        assert_eq!(in_index(&index, "back")[0], ("Back".into(), "X".into()));
    }
}
