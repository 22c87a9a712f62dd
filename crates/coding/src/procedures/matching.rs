//! Which entries of the map the statements of a chart speak of.

use crate::procedures::cues::{self, Policy};
use crate::procedures::entry::{Procedure, Scope};
use crate::procedures::map::ProcedureMap;
use crate::procedures::phrases::{GroupId, Hit};
use crate::procedures::statement::Statement;
use model::Setting;
use std::collections::{BTreeMap, BTreeSet};

/// Most places of one phrase that are tried in a sentence.
const MOST_ANCHORS: usize = 8;
/// Most entries that may come from one sentence.
const MOST_MATCHES: usize = 200;

/// The words of a match in one statement.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Part {
    /// Position of the statement.
    pub statement: usize,
    /// First word.
    pub first: u32,
    /// Last word.
    pub last: u32,
}

/// An entry all of whose groups are documented.
#[derive(Clone, Debug)]
pub struct Match {
    /// Position of the entry in the map.
    pub entry: u32,
    /// The statement that names it.
    pub title: usize,
    /// Its words: in the title first, then in other statements.
    pub parts: Vec<Part>,
    /// Words in its phrases, all together: a longer phrase says more.
    pub weight: u32,
}

/// Groups that other statements of the report document, each with its first place.
pub type Supply = BTreeMap<GroupId, (usize, Hit)>;

/// True when an entry may be chosen from words in this setting.
#[must_use]
pub fn is_open(entry: &Procedure, setting: Setting) -> bool {
    !entry.is_administration() && (entry.settings.is_empty() || entry.settings.contains(&setting))
}

/// What is matched, and how.
pub struct Matcher<'a> {
    /// The map.
    pub map: &'a ProcedureMap,
    /// The statements.
    pub statements: &'a [Statement],
    /// The setting.
    pub setting: Setting,
}

impl Matcher<'_> {
    /// The groups that these statements document, refused ones left out.
    #[must_use]
    pub fn supply(&self, from: impl Iterator<Item = usize>, policy: Policy) -> Supply {
        let mut supply = Supply::new();
        for at in from {
            let statement = &self.statements[at];
            for hit in &statement.hits {
                if supply.contains_key(&hit.group)
                    || cues::is_refused(&statement.words, hit.first, hit.last, policy)
                {
                    continue;
                }
                supply.insert(hit.group, (at, *hit));
            }
        }
        supply
    }

    /// The entries that a statement names by itself.
    #[must_use]
    pub fn in_statement(&self, at: usize, policy: Policy) -> Vec<Match> {
        let statement = &self.statements[at];
        let mut found = Vec::new();
        for entry in self.candidates(statement.hits.iter().map(|h| h.group)) {
            if found.len() >= MOST_MATCHES {
                break;
            }
            if self.entry(entry).scope == Scope::Sentence {
                found.extend(self.alone(entry, at, policy));
            }
        }
        found
    }

    /// The entries of opened families (of all, where none is given) that a title names with the
    /// help of other statements.
    #[must_use]
    pub fn with_supply(
        &self,
        title: usize,
        policy: Policy,
        supply: &Supply,
        opened: Option<&BTreeSet<&str>>,
    ) -> Vec<Match> {
        let groups = self.statements[title].hits.iter().map(|h| h.group);
        let mut found = Vec::new();
        for entry in self.candidates(groups.chain(supply.keys().copied())) {
            if found.len() >= MOST_MATCHES {
                break;
            }
            if opened.is_none_or(|opened| opened.contains(self.entry(entry).root())) {
                found.extend(self.together(entry, title, policy, supply));
            }
        }
        found
    }

    /// The entries whose groups may stand anywhere in the report.
    #[must_use]
    pub fn in_report(&self, supply: &Supply) -> Vec<Match> {
        self.covered(supply, |entry| entry.scope == Scope::Report)
    }

    /// The entries all of whose groups these statements document together.
    #[must_use]
    pub fn covered(&self, supply: &Supply, wanted: impl Fn(&Procedure) -> bool) -> Vec<Match> {
        let mut found = Vec::new();
        for entry in self.candidates(supply.keys().copied()) {
            if !wanted(self.entry(entry)) || found.len() >= MOST_MATCHES {
                continue;
            }
            let groups = &self.map.groups[entry as usize];
            if groups.none.is_some_and(|none| supply.contains_key(&none)) {
                continue;
            }
            let hits: Option<Vec<(usize, Hit)>> =
                groups.all.iter().map(|g| supply.get(g).copied()).collect();
            let Some(hits) = hits else { continue };
            found.extend(gathered(entry, &hits));
        }
        found
    }

    fn entry(&self, entry: u32) -> &Procedure {
        &self.map.entries[entry as usize]
    }

    /// Entries whose rarest group is among these, in the map's order.
    fn candidates(&self, groups: impl Iterator<Item = GroupId>) -> Vec<u32> {
        let mut groups: Vec<GroupId> = groups.collect();
        groups.sort_unstable();
        groups.dedup();
        let mut entries: Vec<u32> = groups
            .iter()
            .flat_map(|g| self.map.keyed.get(*g as usize).into_iter().flatten().copied())
            .filter(|entry| is_open(self.entry(*entry), self.setting))
            .collect();
        // An entry has one rarest group: none comes twice.
        entries.sort_unstable();
        entries
    }

    /// The entry in one statement: of each group the place nearest to that of the first.
    fn alone(&self, entry: u32, at: usize, policy: Policy) -> Option<Match> {
        let statement = &self.statements[at];
        let groups = &self.map.groups[entry as usize];
        let (anchor, rest) = groups.all.split_first()?;
        if self.is_excluded(groups.none, at, policy) {
            return None;
        }
        let words = &statement.words;
        let alone = |h: &&Hit| !cues::is_refused_alone(words, h.first, h.last, policy);
        for start in places(statement, *anchor).filter(alone).take(MOST_ANCHORS) {
            let mut hits = vec![*start];
            for group in rest {
                let near = |h: &&Hit| (h.first.abs_diff(start.first), h.first);
                hits.push(*places(statement, *group).filter(alone).min_by_key(near)?);
            }
            let first = hits.iter().map(|h| h.first).min()?;
            let last = hits.iter().map(|h| h.last).max()?;
            if !cues::is_refused(words, first, last, policy) {
                let placed: Vec<(usize, Hit)> = hits.into_iter().map(|h| (at, h)).collect();
                return gathered(entry, &placed);
            }
        }
        None
    }

    /// The entry with at least one group in the title, the others there or in the supply.
    fn together(&self, entry: u32, title: usize, policy: Policy, supply: &Supply) -> Option<Match> {
        let statement = &self.statements[title];
        let groups = &self.map.groups[entry as usize];
        if self.is_excluded(groups.none, title, policy) {
            return None;
        }
        let mut hits = Vec::with_capacity(groups.all.len());
        let mut in_title = 0;
        for group in &groups.all {
            let own = places(statement, *group)
                .find(|h| !cues::is_refused(&statement.words, h.first, h.last, policy));
            match (own, supply.get(group)) {
                (Some(hit), _) => {
                    in_title += 1;
                    hits.push((title, *hit));
                }
                (None, Some(placed)) => hits.push(*placed),
                (None, None) => return None,
            }
        }
        let supplied = hits.iter().map(|(at, _)| *at).filter(|at| *at != title);
        let excluded = supplied
            .collect::<BTreeSet<usize>>()
            .into_iter()
            .any(|at| self.is_excluded(groups.none, at, Policy::Narrative));
        hits.sort_by_key(|(at, hit)| (*at != title, *at, hit.first));
        (in_title > 0 && !excluded).then(|| gathered(entry, &hits)).flatten()
    }

    /// True when a phrase that excludes the entry is affirmed in the statement.
    fn is_excluded(&self, none: Option<GroupId>, at: usize, policy: Policy) -> bool {
        let statement = &self.statements[at];
        none.is_some_and(|none| {
            places(statement, none)
                .any(|h| !cues::is_refused(&statement.words, h.first, h.last, policy))
        })
    }
}

/// The places of a group in a statement, in order.
pub fn places(statement: &Statement, group: GroupId) -> impl Iterator<Item = &Hit> {
    let from = statement.hits.partition_point(|h| h.group < group);
    statement.hits[from..].iter().take_while(move |h| h.group == group)
}

fn gathered(entry: u32, hits: &[(usize, Hit)]) -> Option<Match> {
    let title = hits.first()?.0;
    let mut parts: Vec<Part> = Vec::new();
    for (statement, hit) in hits {
        match parts.iter_mut().find(|p| p.statement == *statement) {
            Some(part) => {
                part.first = part.first.min(hit.first);
                part.last = part.last.max(hit.last);
            }
            None => parts.push(Part { statement: *statement, first: hit.first, last: hit.last }),
        }
    }
    let weight = hits.iter().map(|(_, h)| h.last - h.first + 1).sum();
    Some(Match { entry, title, parts, weight })
}
