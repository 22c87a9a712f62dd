//! Phrases found in a run of words, in one pass, with the groups they stand for.

use codesets::words;
use hashbrown::HashMap;
use std::collections::BTreeMap;

/// The number of a group: a set of phrases of which one is enough.
pub type GroupId = u32;

/// Most phrases found in one sentence; the rest of it is left unread.
const MOST_HITS: usize = 512;

/// A phrase that stands in a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Hit {
    /// The group it belongs to.
    pub group: GroupId,
    /// Position of its first word in the sentence.
    pub first: u32,
    /// Position of its last word.
    pub last: u32,
    /// The number of the phrase.
    pub phrase: u32,
}

struct Row {
    /// Its second word, 0 where it has none: most rows are told by it alone.
    second: u32,
    rest: Vec<u32>,
    groups: Vec<GroupId>,
    phrase: u32,
}

/// All phrases of the map, by their first word.
#[derive(Default)]
pub struct Phrases {
    numbers: HashMap<Box<str>, u32>,
    /// By the number of the first word.
    by_first: Vec<Vec<Row>>,
    known: BTreeMap<Vec<Vec<u32>>, GroupId>,
    phrases: u32,
}

impl Phrases {
    /// The number of a group of phrases; equal groups have one number.
    pub fn group(&mut self, phrases: &[String]) -> GroupId {
        let mut numbered: Vec<Vec<u32>> = phrases
            .iter()
            .map(|p| words::forms(p).iter().map(|form| self.number(form)).collect())
            .collect();
        numbered.sort_unstable();
        numbered.dedup();
        if let Some(group) = self.known.get(&numbered) {
            return *group;
        }
        let group = self.known.len() as GroupId;
        for phrase in &numbered {
            self.add(phrase, group);
        }
        self.known.insert(numbered, group);
        group
    }

    /// How many groups there are.
    #[must_use]
    pub fn groups(&self) -> usize {
        self.known.len()
    }

    fn number(&mut self, form: &str) -> u32 {
        // 0 stands for every word that no phrase uses.
        let next = self.numbers.len() as u32 + 1;
        *self.numbers.entry_ref(form).or_insert(next)
    }

    fn add(&mut self, phrase: &[u32], group: GroupId) {
        let Some((first, rest)) = phrase.split_first() else { return };
        let first = *first as usize;
        if self.by_first.len() <= first {
            self.by_first.resize_with(first + 1, Vec::new);
        }
        let rows = &mut self.by_first[first];
        match rows.iter_mut().find(|row| row.rest == rest) {
            Some(row) => row.groups.push(group),
            None => {
                let phrase = self.phrases;
                self.phrases += 1;
                let second = rest.first().copied().unwrap_or(0);
                rows.push(Row { second, rest: rest.to_vec(), groups: vec![group], phrase });
            }
        }
    }

    /// The number of a word; 0 when no phrase uses it.
    #[must_use]
    pub fn word(&self, form: &str) -> u32 {
        self.numbers.get(form).copied().unwrap_or(0)
    }

    /// True when a phrase may begin with the word. A number may be written in more ways than one
    /// (".5", "1,000"): it always may.
    #[must_use]
    pub fn may_begin(&self, form: &str) -> bool {
        form.starts_with(|c: char| c.is_ascii_digit())
            || self.by_first.get(self.word(form) as usize).is_some_and(|rows| !rows.is_empty())
    }

    /// The phrases in a run of words, by group and place.
    #[must_use]
    pub fn find(&self, run: &[u32]) -> Vec<Hit> {
        let mut hits = Vec::new();
        for (at, word) in run.iter().enumerate() {
            if *word == 0 {
                continue;
            }
            let rows = self.by_first.get(*word as usize).into_iter().flatten();
            let next = run.get(at + 1).copied().unwrap_or(0);
            let may = rows.filter(|row| row.second == 0 || row.second == next);
            for row in may.filter(|row| run[at + 1..].starts_with(&row.rest)) {
                let (first, last) = (at as u32, (at + row.rest.len()) as u32);
                let hit = |group: &GroupId| Hit { group: *group, first, last, phrase: row.phrase };
                hits.extend(row.groups.iter().map(hit));
            }
            if hits.len() >= MOST_HITS {
                break;
            }
        }
        hits.sort_unstable();
        hits
    }
}
