//! From choices to lines: what is reported once, what is part of what, what needs a base.

use crate::context::Side;
use crate::draft::Facts;
use crate::procedures::choice::Chosen;
use crate::procedures::entry::Procedure;
use crate::procedures::map::ProcedureMap;
use crate::procedures::matching;
use crate::procedures::statement::{Role, Statement};
use crate::procedures::{Line, MOST_LINES, Performed};
use model::Evidence;
use std::collections::BTreeSet;

/// Most verbatim pieces kept of one line.
const MOST_EVIDENCE: usize = 6;

/// A line with what the rules of reporting need to know of it.
#[derive(Clone, Debug)]
pub struct Reported {
    /// The line.
    pub line: Line,
    /// Its entry.
    pub entry: u32,
    /// Its side.
    pub side: Option<Side>,
    /// Finger, toe, eyelid or coronary artery.
    pub digit: Option<&'static str>,
    /// Minutes that the note gives it.
    pub minutes: Option<u32>,
    /// How often it was done again on the same day.
    pub again: u32,
    /// The statement that names it, and its groups and words there: what wins inside a family.
    pub title: usize,
    weight: (usize, u32),
    /// The statements in which its own words stand.
    sites: BTreeSet<usize>,
    /// True when it is done at another site than the procedure it is ordinarily part of.
    pub distinct: bool,
    /// What a coder should look at, if the line stays.
    doubts: Vec<String>,
}

/// The lines of a chart while they are put together.
pub struct Ledger<'a> {
    facts: &'a Facts<'a>,
    map: &'a ProcedureMap,
    statements: &'a [Statement],
    /// The lines.
    pub lines: Vec<Reported>,
    /// Reasons for review.
    pub review: Vec<String>,
}

impl<'a> Ledger<'a> {
    /// An empty ledger.
    #[must_use]
    pub fn new(facts: &'a Facts<'a>, map: &'a ProcedureMap, statements: &'a [Statement]) -> Self {
        Ledger { facts, map, statements, lines: Vec::new(), review: Vec::new() }
    }

    fn entry(&self, reported: &Reported) -> &'a Procedure {
        &self.map.entries[reported.entry as usize]
    }

    /// Adds a choice; the same procedure named twice is one line with more evidence.
    pub fn add(&mut self, chosen: &Chosen, rule: &str) {
        let statements = self.statements;
        let facts = self.facts;
        let entry = &self.map.entries[chosen.matched.entry as usize];
        let evidence = chosen
            .matched
            .parts
            .iter()
            .map(|p| statements[p.statement].evidence(facts, p.first, p.last));
        let mut evidence: Vec<Evidence> = evidence.filter(|e| !e.text.is_empty()).collect();
        evidence.truncate(MOST_EVIDENCE);
        if evidence.is_empty() {
            return;
        }
        let apart = entry.size.is_some() && statements[chosen.matched.title].role == Role::Title;
        let same = self.lines.iter_mut().find(|r| {
            r.line.code == entry.code
                && (r.digit == chosen.digit || entry.vessels && one_unnamed(r.digit, chosen.digit))
                && sides_meet(r.side, chosen.side)
                && !(apart && r.title != chosen.matched.title)
        });
        if let Some(known) = same {
            let both = chosen.side == Some(Side::Both);
            known.side = if both { chosen.side } else { known.side.or(chosen.side) };
            known.line.units = known.line.units.max(chosen.units);
            known.again = known.again.max(chosen.again);
            if chosen.repeats && known.title != chosen.matched.title {
                known.again += 1;
            }
            known.sites.extend(chosen.matched.parts.iter().map(|p| p.statement));
            known.line.evidence.extend(evidence);
            known.line.evidence.dedup();
            known.line.evidence.truncate(MOST_EVIDENCE);
            return;
        }
        if self.lines.len() >= MOST_LINES {
            return;
        }
        let mut rules = chosen.rules.clone();
        rules.push(rule.to_owned());
        let distinct = apart && self.lines.iter().any(|r| r.line.code == entry.code);
        self.lines.push(Reported {
            line: Line {
                code: entry.code.clone(),
                modifiers: Vec::new(),
                units: chosen.units,
                evidence,
                rules,
                family: entry.family.clone(),
                kind: entry.kind,
                major: entry.is_major(),
            },
            entry: chosen.matched.entry,
            side: chosen.side,
            digit: chosen.digit,
            minutes: chosen.minutes,
            again: chosen.again,
            title: chosen.matched.title,
            weight: (entry.all.len(), chosen.matched.weight),
            sites: chosen.matched.parts.iter().map(|p| p.statement).collect(),
            distinct,
            doubts: chosen.doubts.clone(),
        });
    }

    /// Applies the rules of reporting, each of them once, in order.
    pub fn settle(&mut self) {
        self.one_of_a_branch();
        self.no_bare_look();
        self.never_together();
        self.parts();
        self.further_ones();
        self.add_ons();
        // What is reported with 59 stands after what it is distinct from.
        self.lines.sort_by_key(|r| r.distinct);
    }

    /// The same for specimens: each has its own number, so families do not exclude each other.
    pub fn settle_specimens(&mut self) {
        self.never_together();
        self.add_ons();
    }

    /// Of one family only one number for one side; separate lesions with sizes stand apart.
    fn one_of_a_branch(&mut self) {
        self.retain_unless(|ledger, at| {
            let mine = &ledger.lines[at];
            ledger.lines.iter().enumerate().any(|(i, other)| {
                let sized = ledger.entry(mine).size.is_some() && ledger.entry(other).size.is_some();
                i != at
                    && !sized
                    && other.line.family == mine.line.family
                    && other.line.code != mine.line.code
                    && other.digit == mine.digit
                    && sides_meet(mine.side, other.side)
                    && (other.weight, std::cmp::Reverse(i)) > (mine.weight, std::cmp::Reverse(at))
            })
        });
    }

    /// The bare family is the look alone: it is part of whatever measure was taken.
    fn no_bare_look(&mut self) {
        self.retain_unless(|ledger, at| {
            let mine = &ledger.lines[at];
            let bare = !mine.line.family.contains('/');
            bare && ledger.lines.iter().any(|other| {
                let branch = other.line.family.strip_prefix(mine.line.family.as_str());
                branch.is_some_and(|b| b.starts_with('/')) && sides_meet(mine.side, other.side)
            })
        });
    }

    fn never_together(&mut self) {
        self.retain_unless(|ledger, at| {
            let never = &ledger.entry(&ledger.lines[at]).never_with;
            let other = |r: &Reported| never.contains(&r.line.code);
            ledger.lines.iter().enumerate().any(|(i, r)| i != at && other(r))
        });
    }

    /// A part of another procedure at the same site is not reported; at another site it is.
    fn parts(&mut self) {
        for at in 0..self.lines.len() {
            let wholes: Vec<usize> = self.wholes(at);
            let apart = |whole: &usize| self.is_elsewhere(at, *whole);
            if !wholes.is_empty() && wholes.iter().all(apart) {
                self.lines[at].distinct = true;
                let rule = "59: done at another site than the procedure it would be part of";
                self.lines[at].line.rules.push(rule.into());
            }
        }
        self.retain_unless(|ledger, at| {
            !ledger.lines[at].distinct && !ledger.wholes(at).is_empty()
        });
    }

    /// The lines that this one is ordinarily part of.
    fn wholes(&self, at: usize) -> Vec<usize> {
        let mine = &self.lines[at];
        let part_of = &self.entry(mine).part_of;
        let others = self.lines.iter().enumerate();
        others
            .filter(|(i, r)| {
                *i != at && part_of.contains(&r.line.code) && sides_meet(mine.side, r.side)
            })
            .map(|(i, _)| i)
            .collect()
    }

    /// True when the words of the part stand in a sentence of the report where those of the
    /// whole do not.
    fn is_elsewhere(&self, part: usize, whole: usize) -> bool {
        let (mine, other) = (self.own_sites(part, whole), self.own_sites(whole, part));
        !mine.is_empty() && !other.is_empty() && mine.is_disjoint(&other)
    }

    /// The details in which a line's own words stand: those that the other line does not share.
    fn own_sites(&self, line: usize, other: usize) -> BTreeSet<usize> {
        let groups = |at: usize| &self.map.groups[self.lines[at].entry as usize].all;
        let own = groups(line).iter().filter(|g| !groups(other).contains(g));
        let own: Vec<u32> = own.copied().collect();
        let titles = [self.lines[line].title, self.lines[other].title];
        let narrates = |at: &usize| self.statements[*at].role != Role::Title;
        let mut sites: BTreeSet<usize> = self.lines[line].sites.clone();
        if sites.iter().all(|at| titles.contains(at)) {
            // Named in the title only: where does the narrative speak of it?
            let policy = crate::procedures::cues::Policy::Narrative;
            sites.extend((0..self.statements.len()).filter(|at| {
                let statement = &self.statements[*at];
                own.iter().any(|g| {
                    matching::places(statement, *g).any(|h| {
                        let words = &statement.words;
                        !crate::procedures::cues::is_refused(words, h.first, h.last, policy)
                    })
                })
            }));
        }
        sites.into_iter().filter(narrates).collect()
    }

    /// Of several ways of one thing the highest is the first; the others take their number for a
    /// further one.
    fn further_ones(&mut self) {
        for at in (0..self.lines.len()).rev() {
            let entry = self.entry(&self.lines[at]);
            let above = |r: &Reported| entry.below.contains(&r.line.code);
            let Some(code) = entry.below_as.clone() else { continue };
            if !self.lines.iter().any(above) {
                continue;
            }
            if let Some(further) = self.lines.iter().position(|r| r.line.code == code) {
                let gone = self.lines.remove(at);
                let further = if further > at { further - 1 } else { further };
                self.lines[further].line.units += gone.line.units;
                self.lines[further].line.evidence.extend(gone.line.evidence);
                continue;
            }
            let line = &mut self.lines[at].line;
            line.rules.push(format!("{code}: a further one beside another way of the same"));
            line.code = code;
        }
    }

    /// An add-on without its base is not reported, and says so.
    fn add_ons(&mut self) {
        for at in (0..self.lines.len()).rev() {
            let entry = self.entry(&self.lines[at]);
            let based = |r: &Reported| entry.adds_to.contains(&r.line.code);
            if entry.adds_to.is_empty() || self.lines.iter().any(based) {
                continue;
            }
            let text =
                format!("{} is an add-on and its base is not documented; not reported", entry.name);
            self.review.push(text);
            self.lines.remove(at);
        }
    }

    /// Takes out the lines for which the condition holds, the last first: of two that exclude
    /// each other the one named first stays.
    fn retain_unless(&mut self, gone: impl Fn(&Ledger<'_>, usize) -> bool) {
        for at in (0..self.lines.len()).rev() {
            if gone(self, at) {
                self.lines.remove(at);
            }
        }
    }

    /// The finished lines.
    #[must_use]
    pub fn finish(self) -> Performed {
        let mut review = self.review;
        review.extend(self.lines.iter().flat_map(|r| r.doubts.iter().cloned()));
        let mut seen = BTreeSet::new();
        review.retain(|reason| seen.insert(reason.clone()));
        Performed { lines: self.lines.into_iter().map(|r| r.line).collect(), review }
    }
}

/// "A stent was deployed" tells again of the artery that the title names.
fn one_unnamed(one: Option<&str>, other: Option<&str>) -> bool {
    one.is_none() || other.is_none()
}

/// True when two sides may be the same: an undocumented one meets any.
fn sides_meet(one: Option<Side>, other: Option<Side>) -> bool {
    match (one, other) {
        (Some(a), Some(b)) => a == b || a == Side::Both || b == Side::Both,
        _ => true,
    }
}
