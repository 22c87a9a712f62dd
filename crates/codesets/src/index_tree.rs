//! The alphabetic index as a tree that can be walked: lead terms, the modifiers below them, the
//! levels "with", "due to", "in", and the references "see" and "see also" (I.A.10 to I.A.16).
//!
//! A modifier is essential: the way goes below it only where all its words are documented, in any
//! order. Nonessential modifiers, in parentheses, never decide (I.A.7).

use crate::index::{Index, IndexEntry};
use crate::index_title::{Link, Title, parse};
use crate::words;
use hashbrown::HashMap;

/// The number of a word in the tree.
type WordNumber = u32;

/// Most references "see" that are followed one after the other.
const MOST_SEES: usize = 4;

/// Farthest that the other condition of a combination may stand: in the same sentence.
const SAME_SENTENCE: u8 = 1;

/// Deepest level of the index.
const DEEPEST: usize = 12;

/// One line of the book as a place in the tree.
#[derive(Clone, Debug)]
struct Node {
    title: String,
    link: Link,
    linked: bool,
    /// Every way of writing it, each a set of words that all must stand.
    ways: Vec<Box<[WordNumber]>>,
    code: String,
    /// All columns of a table.
    columns: Vec<String>,
    see: Option<u32>,
    also: Option<u32>,
    child: Option<u32>,
    next: Option<u32>,
}

/// The words that are documented, with how near each stands (0: in the mention itself).
#[derive(Clone, Debug, Default)]
pub struct Documented(HashMap<WordNumber, u8>);

/// Where a walk ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexPath {
    /// The titles from the lead term down, with the linking levels.
    pub titles: Vec<String>,
    /// The code there, without its closing dash; perhaps incomplete.
    pub code: String,
    /// The codes of a table there, by column, as they are written.
    pub columns: Vec<String>,
    /// How many documented words led below the lead term.
    pub modifiers: usize,
}

/// An index that can be walked.
#[derive(Clone, Debug, Default)]
pub struct IndexTree {
    numbers: HashMap<Box<str>, WordNumber>,
    nodes: Vec<Node>,
    /// The lead terms by each of their words.
    leads: HashMap<WordNumber, Vec<u32>>,
    all_leads: Vec<u32>,
}

/// A lead term, or a lead term with one modifier: what a note may name it by.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct IndexTerm<'a> {
    /// One way of writing the lead term.
    pub lead: &'a str,
    /// One way of writing the modifier, where there is one.
    pub modifier: Option<&'a str>,
    /// True when the book writes the modifier with a capital: a proper name.
    pub proper: bool,
    /// The code of the entry.
    pub code: &'a str,
}

impl IndexTree {
    /// Builds the tree of an index.
    #[must_use]
    pub fn new(index: &Index) -> IndexTree {
        let mut tree = IndexTree::default();
        let mut open: Vec<u32> = Vec::new();
        let mut last_child: Vec<Option<u32>> = Vec::new();
        for entry in &index.entries {
            let node = tree.node(entry);
            let at = u32::try_from(tree.nodes.len()).unwrap_or(u32::MAX);
            open.truncate(usize::from(entry.level));
            last_child.truncate(usize::from(entry.level) + 1);
            last_child.resize(open.len() + 1, None);
            match (last_child[open.len()], open.last()) {
                (Some(sibling), Some(_)) => tree.nodes[sibling as usize].next = Some(at),
                (None, Some(parent)) => tree.nodes[*parent as usize].child = Some(at),
                (_, None) => tree.all_leads.push(at),
            }
            last_child[open.len()] = Some(at);
            open.push(at);
            tree.nodes.push(node);
        }
        for lead in &tree.all_leads {
            for way in &tree.nodes[*lead as usize].ways {
                for word in way {
                    let of_word = tree.leads.entry(*word).or_default();
                    if of_word.last() != Some(lead) {
                        of_word.push(*lead);
                    }
                }
            }
        }
        tree.refer(&index.entries);
        tree
    }

    fn node(&mut self, entry: &IndexEntry) -> Node {
        let Title { link, linked, ways } = parse(&entry.title);
        let numbered = |way: &Vec<String>| way.iter().map(|word| self.add(word)).collect();
        let ways = ways.iter().map(numbered).collect();
        let columns = entry.codes.iter().map(|code| trimmed(code)).collect::<Vec<String>>();
        let code = columns.first().cloned().unwrap_or_default();
        let title = entry.title.clone();
        Node {
            title,
            link,
            linked,
            ways,
            code,
            columns,
            see: None,
            also: None,
            child: None,
            next: None,
        }
    }

    fn add(&mut self, word: &str) -> WordNumber {
        let next = u32::try_from(self.numbers.len()).unwrap_or(u32::MAX);
        *self.numbers.entry_ref(word).or_insert(next)
    }

    /// Resolves the references, once all places are there.
    fn refer(&mut self, entries: &[IndexEntry]) {
        for (at, entry) in entries.iter().enumerate() {
            let see = entry.see.as_deref().and_then(|text| self.target(text));
            let also = entry.see_also.as_deref().and_then(|text| self.target(text));
            let own = u32::try_from(at).ok();
            self.nodes[at].see = see.filter(|target| Some(*target) != own);
            self.nodes[at].also = also.filter(|target| Some(*target) != own);
        }
    }

    /// The place that a reference names: "Pain, epigastric", "Diabetes, by type, with neuropathy".
    fn target(&self, text: &str) -> Option<u32> {
        let mut pieces = text.split(';').next()?.split(',').map(str::trim);
        let first = parse(pieces.next()?);
        let way: Vec<WordNumber> = first
            .ways
            .first()?
            .iter()
            .map(|w| self.numbers.get(w.as_str()).copied())
            .collect::<Option<_>>()?;
        let leads = self.leads.get(way.first()?)?;
        let is_it = |lead: &&u32| self.nodes[**lead as usize].ways.iter().any(|own| **own == *way);
        let mut here = *leads.iter().find(is_it)?;
        for piece in pieces.filter(|p| !p.starts_with("by ")) {
            let wanted = Documented::of(self, words::forms(piece).iter().map(|w| (w.as_str(), 0)));
            match self.best_child(here, &wanted, &[]) {
                Some(step) => here = *step.last()?,
                None => break,
            }
        }
        Some(here)
    }

    fn children(&self, at: u32) -> impl Iterator<Item = u32> + '_ {
        let mut next = self.nodes[at as usize].child;
        std::iter::from_fn(move || {
            let here = next?;
            next = self.nodes[here as usize].next;
            Some(here)
        })
    }

    /// The code of an entry, its "see" followed.
    fn code(&self, at: u32) -> &str {
        let mut here = at;
        for _ in 0..MOST_SEES {
            let node = &self.nodes[here as usize];
            match node.see {
                Some(target) if node.code.is_empty() => here = target,
                _ => break,
            }
        }
        &self.nodes[here as usize].code
    }

    /// The lead terms all of whose words stand in the mention itself, fullest first.
    #[must_use]
    pub fn leads(&self, documented: &Documented) -> Vec<u32> {
        let mut found: Vec<(usize, u32)> = Vec::new();
        for (word, distance) in &documented.0 {
            if *distance > 0 {
                continue;
            }
            for lead in self.leads.get(word).into_iter().flatten() {
                let near = |w: &WordNumber| documented.0.get(w) == Some(&0);
                let ways = &self.nodes[*lead as usize].ways;
                let fullest = ways.iter().filter(|way| way.iter().all(near)).map(|w| w.len()).max();
                if let Some(words) = fullest
                    && !found.iter().any(|(_, known)| known == lead)
                {
                    found.push((words, *lead));
                }
            }
        }
        found.sort_by_key(|(words, lead)| (usize::MAX - words, *lead));
        found.into_iter().map(|(_, lead)| lead).collect()
    }

    /// Walks down from a lead term as far as the documented words lead.
    #[must_use]
    pub fn walk(&self, lead: u32, documented: &Documented) -> Option<IndexPath> {
        let (mut here, mut sees) = (lead, 0);
        let mut used: Vec<WordNumber> = self.nodes.get(lead as usize)?.ways.concat();
        let mut path = IndexPath {
            titles: vec![self.nodes[lead as usize].title.clone()],
            code: self.code(lead).to_owned(),
            columns: self.nodes[lead as usize].columns.clone(),
            modifiers: 0,
        };
        let mut titles = path.titles.clone();
        let mut modifiers = 0;
        for _ in 0..DEEPEST {
            let node = &self.nodes[here as usize];
            if let Some(target) = node.see.filter(|_| sees < MOST_SEES) {
                (here, sees) = (target, sees + 1);
                titles.push(format!("see {}", self.nodes[target as usize].title));
                if path.code == self.code(here) {
                    path.titles.clone_from(&titles);
                }
                continue;
            }
            let step = self.best_child(here, documented, &used).or_else(|| {
                let also = node.also.filter(|_| here == lead)?;
                self.best_child(also, documented, &used)
            });
            let Some(step) = step else { break };
            for at in &step {
                titles.push(self.nodes[*at as usize].title.clone());
            }
            here = *step.last()?;
            let taken = self.way(here, documented, &used);
            modifiers += taken.len();
            used.extend(taken);
            if !self.code(here).is_empty() {
                path = IndexPath {
                    titles: titles.clone(),
                    code: self.code(here).to_owned(),
                    columns: self.nodes[here as usize].columns.clone(),
                    modifiers,
                };
            }
        }
        (!path.code.is_empty()).then_some(path)
    }

    /// The documented way of writing an entry that says most beside what is used already.
    fn way(&self, at: u32, documented: &Documented, used: &[WordNumber]) -> Vec<WordNumber> {
        let mut best: Vec<WordNumber> = Vec::new();
        for way in &self.nodes[at as usize].ways {
            if way.iter().all(|w| documented.0.contains_key(w)) {
                let fresh = way.iter().filter(|w| !used.contains(w)).count();
                if fresh > best.len() {
                    best = way.iter().filter(|w| !used.contains(w)).copied().collect();
                }
            }
        }
        best
    }

    /// The modifier below an entry that the documented words speak for most, with the linking
    /// levels passed on the way to it.
    fn best_child(
        &self,
        at: u32,
        documented: &Documented,
        used: &[WordNumber],
    ) -> Option<Vec<u32>> {
        let mut best: Option<(usize, Vec<u32>)> = None;
        for child in self.children(at) {
            match self.nodes[child as usize].link {
                Link::Never => {}
                Link::Level => {
                    for inner in self.children(child) {
                        self.weigh(&[child, inner], documented, used, &mut best);
                    }
                }
                Link::Own => self.weigh(&[child], documented, used, &mut best),
            }
        }
        best.map(|(_, step)| step)
    }

    fn weigh(
        &self,
        step: &[u32],
        documented: &Documented,
        used: &[WordNumber],
        best: &mut Option<(usize, Vec<u32>)>,
    ) {
        let Some(last) = step.last().filter(|at| self.nodes[**at as usize].link == Link::Own)
        else {
            return;
        };
        let taken = self.way(*last, documented, used);
        // The other condition of a combination must be named with this one, not somewhere near.
        let linked = step.iter().any(|at| self.nodes[*at as usize].linked);
        if linked && taken.iter().any(|w| documented.0.get(w) > Some(&SAME_SENTENCE)) {
            return;
        }
        let near: usize = taken.iter().map(|w| documented.nearness(*w)).sum();
        if near > 0 && best.as_ref().is_none_or(|(known, _)| near > *known) {
            *best = Some((near, step.to_vec()));
        }
    }

    /// Every lead term, and every lead term with one modifier, that has a code.
    pub fn terms(&self) -> Vec<IndexTerm<'_>> {
        let mut all = Vec::new();
        for lead in &self.all_leads {
            let title = self.nodes[*lead as usize].title.as_str();
            let code = self.code(*lead);
            if !code.is_empty() {
                all.push(IndexTerm { lead: title, modifier: None, proper: false, code });
            }
            for child in self.children(*lead) {
                let node = &self.nodes[child as usize];
                let code = self.code(child);
                if node.link == Link::Own && !code.is_empty() {
                    let proper = node.title.starts_with(|c: char| c.is_uppercase());
                    let modifier = Some(node.title.as_str());
                    all.push(IndexTerm { lead: title, modifier, proper, code });
                }
            }
        }
        all
    }
}

impl Documented {
    /// The words that the tree knows; of a word that stands twice the nearer place counts.
    #[must_use]
    pub fn of<'a>(tree: &IndexTree, words: impl Iterator<Item = (&'a str, u8)>) -> Documented {
        let mut known = HashMap::new();
        for (word, distance) in words {
            if let Some(number) = tree.numbers.get(word) {
                let entry = known.entry(*number).or_insert(distance);
                *entry = (*entry).min(distance);
            }
        }
        Documented(known)
    }

    /// What a word counts: the nearer, the more.
    fn nearness(&self, word: WordNumber) -> usize {
        self.0.get(&word).map_or(0, |distance| 4usize.saturating_sub(usize::from(*distance)).max(1))
    }
}

/// A code without the dash or dot that marks it as incomplete.
fn trimmed(code: &str) -> String {
    code.trim_end_matches('-').trim_end_matches('.').to_owned()
}

#[cfg(test)]
#[path = "index_tree_tests.rs"]
mod tests;
