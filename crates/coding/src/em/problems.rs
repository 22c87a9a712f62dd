//! Problems: how many were addressed, and how much each weighs.
//!
//! A problem is addressed where the plan speaks of it. Its weight follows from the code to which
//! its words lead and from how the note says it stands; never from how much is written.

use super::cues::{Cue, ProblemCodes, below_any};
use super::levels::Grade;
use super::scan::{Block, Page, Scan, Zone};
use crate::draft::{Draft, Facts, Standing};
use model::{Assertion, Evidence, Experiencer, SectionKind, Setting, Temporality};
use reader::{Kind, Mention};
use std::collections::{BTreeMap, BTreeSet};

/// Most pieces of evidence that are shown.
const MOST_EVIDENCE: usize = 12;

/// Most sentences that are read for how one problem stands.
const LONGEST_PROBLEM: usize = 40;

/// The problems of a visit.
#[derive(Clone, Debug, Default)]
pub struct Problems {
    /// Number and complexity.
    pub grade: Grade,
    /// How many distinct problems were addressed.
    pub counted: u32,
    /// What counted.
    pub evidence: Vec<Evidence>,
    /// True when the words of the plan led to no problem that the coder knows.
    pub unrecognised: bool,
}

/// One problem.
#[derive(Clone, Debug)]
struct Problem {
    grade: Grade,
    chronic: bool,
    evidence: Vec<Evidence>,
}

/// A mention in the plan with the code and kind that count for it.
pub(super) struct Named<'a> {
    pub(super) mention: &'a Mention,
    /// It is one of the draft's diagnoses.
    pub(super) coded: bool,
    pub(super) code: &'a str,
    pub(super) kind: Kind,
    pub(super) group: String,
    pub(super) possible: bool,
}

pub(super) struct Weighing<'f, 's, 'a> {
    pub(super) facts: &'f Facts<'a>,
    pub(super) scan: &'s Scan<'a>,
    pub(super) codes: &'static ProblemCodes,
    /// Diagnosis of the draft by document and mention.
    pub(super) coded: BTreeMap<(u32, u32), usize>,
    /// Groups of the draft's diagnoses.
    pub(super) groups: BTreeSet<String>,
    pub(super) draft: &'s Draft,
    /// Something was ordered, reviewed or referred.
    pub(super) worked_up: bool,
    /// An operation at once or an admission was decided.
    pub(super) urgent: bool,
    /// Groups that the story says are not at goal.
    pub(super) story: BTreeSet<String>,
    /// Codes of lasting diseases that stand anywhere in the documents.
    pub(super) lasting: BTreeSet<String>,
    /// The course of the day was severe.
    pub(super) severe_course: bool,
    /// The story calls a tumour high-grade or spread.
    pub(super) severe_tumour: bool,
}

/// Grades the problems of a visit. `worked_up`: a test or referral belongs to it; `urgent`: an
/// operation at once or an admission was decided.
#[must_use]
pub fn problems(
    facts: &Facts<'_>,
    scan: &Scan<'_>,
    blocks: &[Block],
    draft: &Draft,
    worked_up: bool,
    urgent: bool,
) -> Problems {
    let codes = &scan.lists.problems;
    let mut coded = BTreeMap::new();
    let mut groups = BTreeSet::new();
    for (at, diagnosis) in draft.diagnoses.iter().enumerate() {
        coded.extend(diagnosis.mentions.iter().map(|place| (*place, at)));
        groups.insert(group(codes, &diagnosis.code));
    }
    let mut weighing = Weighing {
        facts,
        scan,
        codes,
        coded,
        groups,
        draft,
        worked_up,
        urgent,
        story: BTreeSet::new(),
        lasting: lasting(facts, scan),
        severe_course: false,
        severe_tumour: false,
    };
    weighing.story = weighing.told_not_at_goal();
    weighing.severe_course = weighing.severe_course();
    weighing.severe_tumour = weighing.told_severe();
    let mut found: BTreeMap<String, Problem> = BTreeMap::new();
    let mut came_for = facts.setting == Setting::Ed;
    for block in blocks {
        weighing.block(block, &mut came_for, &mut found);
    }
    weighing.unnamed_injury(&mut found);
    if !found.values().any(|p| p.grade > Grade::Minimal) {
        weighing.draft_problems(&mut found);
    }
    sum(facts, scan, blocks, found)
}

/// Adds the problems up.
fn sum(
    facts: &Facts<'_>,
    scan: &Scan<'_>,
    blocks: &[Block],
    found: BTreeMap<String, Problem>,
) -> Problems {
    let mut result = Problems { counted: found.len() as u32, ..Problems::default() };
    let chronic = found.values().filter(|p| p.chronic && p.grade >= Grade::Low).count();
    let minor = found.values().filter(|p| p.grade == Grade::Minimal).count();
    result.grade = found.values().map(|p| p.grade).max().unwrap_or_default();
    if chronic >= 2 {
        result.grade = result.grade.max(Grade::Moderate);
    }
    if minor >= 2 {
        result.grade = result.grade.max(Grade::Low);
    }
    let mut ordered: Vec<&Problem> = found.values().collect();
    ordered.sort_by_key(|p| (std::cmp::Reverse(p.grade), first_place(p)));
    result.evidence = ordered.iter().flat_map(|p| p.evidence.iter().cloned()).collect();
    result.evidence.truncate(MOST_EVIDENCE);
    if result.evidence.is_empty() {
        // The plan speaks of something that no term names: one problem of low weight.
        result.unrecognised = true;
        result.grade = Grade::Low;
        if let Some(block) = blocks.first() {
            let page = scan.pages.iter().find(|p| p.number == block.document);
            result.evidence.extend(page.map(|p| p.sentence(facts, block.sentences.start)));
        }
    }
    result
}

fn first_place(problem: &Problem) -> (u32, u32) {
    problem.evidence.first().map_or((0, 0), |e| (e.document, e.start))
}

/// Codes of the patient's lasting diseases, wherever they stand.
fn lasting(facts: &Facts<'_>, scan: &Scan<'_>) -> BTreeSet<String> {
    let mentions = scan.pages.iter().flat_map(|page| &page.reading.mentions);
    let own = mentions.filter(|m| {
        let finding = &m.finding;
        finding.assertion == Assertion::Present
            && finding.experiencer == Experiencer::Patient
            && finding.section != SectionKind::FamilyHistory
            && facts.reader.kind(m) == Kind::Chronic
    });
    own.map(|m| m.finding.code.clone()).collect()
}

/// Codes of one disease share a group: their category, or the first of a list of categories.
fn group(codes: &ProblemCodes, code: &str) -> String {
    let same = codes.same_problem.iter().find(|list| below_any(code, list));
    let first = same.and_then(|list| list.first()).map(String::as_str);
    first.unwrap_or_else(|| code.get(..3).unwrap_or(code)).to_owned()
}

impl<'a> Weighing<'_, '_, 'a> {
    pub(super) fn hospital(&self) -> bool {
        matches!(self.facts.setting, Setting::Ed | Setting::Inpatient)
    }

    /// A mention that may be a problem of this visit.
    fn named<'m>(&'m self, page: &Page<'a>, at: usize) -> Option<Named<'m>>
    where
        'a: 'm,
    {
        let mention = &page.reading.mentions[at];
        let finding = &mention.finding;
        let possible = finding.assertion == Assertion::Possible;
        let stated = possible || finding.assertion == Assertion::Present;
        if finding.code.is_empty() || !stated || finding.experiencer != Experiencer::Patient {
            return None;
        }
        let known = self.coded.get(&(page.number, at as u32)).map(|i| &self.draft.diagnoses[*i]);
        let (code, kind) = known.map_or_else(
            || (finding.code.as_str(), self.facts.reader.kind(mention)),
            |d| (d.code.as_str(), d.kind),
        );
        let attack = kind == Kind::Acute && below_any(code, &self.codes.lasting);
        let kind = if attack { Kind::Chronic } else { kind };
        let lasting = matches!(kind, Kind::Chronic | Kind::Neoplasm);
        let past = finding.temporality == Temporality::Historical && !lasting;
        let nothing = matches!(kind, Kind::Status | Kind::History | Kind::External);
        if past || nothing || below_any(code, &self.codes.no_problem) {
            return None;
        }
        let group = group(self.codes, code);
        let counselled = finding.section == SectionKind::Instructions;
        let taken = known.is_some()
            || possible
            || self.groups.contains(&group)
            || (counselled && lasting)
            || (below_any(code, &self.codes.threat) && finding.section != SectionKind::Course)
            || self.draft.diagnoses.is_empty();
        taken.then_some(Named { mention, coded: known.is_some(), code, kind, group, possible })
    }

    /// The problems of one paragraph of the plan. `came_for` holds until the first diagnosis of
    /// an emergency visit: a lasting disease that brings a patient there is not at its goal.
    fn block(&self, block: &Block, came_for: &mut bool, found: &mut BTreeMap<String, Problem>) {
        let Some(page) = self.scan.pages.iter().find(|p| p.number == block.document) else {
            return;
        };
        let mentions = &page.reading.mentions;
        let from = mentions.partition_point(|m| (m.sentence as usize) < block.sentences.start);
        let to = mentions.partition_point(|m| (m.sentence as usize) < block.sentences.end);
        let named: Vec<Named<'_>> = (from..to).filter_map(|at| self.named(page, at)).collect();
        let definite =
            named.iter().any(|n| !n.possible && !matches!(n.kind, Kind::Symptom | Kind::Finding));
        for (at, one) in named.iter().enumerate() {
            let symptom = matches!(one.kind, Kind::Symptom | Kind::Finding);
            let end = one.mention.words.last().map_or(0, |last| last + 1);
            if symptom && page.after(one.mention.sentence, end, Cue::PastTest, 4).is_some() {
                continue;
            }
            let threat = below_any(one.code, &self.codes.threat);
            if symptom && definite && !one.coded && !threat {
                continue;
            }
            let first = one.mention.sentence as usize;
            let next = named[at + 1..]
                .iter()
                .take(LONGEST_PROBLEM)
                .find(|n| n.group != one.group && n.mention.sentence as usize > first)
                .map_or(block.sentences.end, |n| n.mention.sentence as usize)
                .min(first + LONGEST_PROBLEM);
            let Some(mut grade) = self.weigh(page, one, first..next) else { continue };
            if *came_for && one.mention.finding.section == SectionKind::Assessment {
                *came_for = false;
                if one.kind == Kind::Chronic && !one.possible {
                    grade = grade.max(Grade::Moderate);
                }
            }
            let chronic = one.kind == Kind::Chronic
                && !one.possible
                && !below_any(one.code, &self.codes.acute_like);
            let words = self.evidence(one.mention);
            let known = found.entry(one.group.clone()).or_insert(Problem {
                grade,
                chronic,
                evidence: Vec::new(),
            });
            known.grade = known.grade.max(grade);
            known.chronic |= chronic;
            let same = |e: &Evidence| e.text.eq_ignore_ascii_case(&words.text);
            if known.evidence.len() < 2 && !known.evidence.iter().any(same) {
                known.evidence.push(words);
            }
        }
    }

    /// A fracture or dislocation in the assessment that no term of the lexicon names.
    fn unnamed_injury(&self, found: &mut BTreeMap<String, Problem>) {
        use SectionKind as S;
        if found.values().any(|p| p.grade >= Grade::Moderate) {
            return;
        }
        let stated = self.scan.cues(Cue::HeavyInjury).find(|(page, hit)| {
            let assessed =
                matches!(page.section(hit), S::Assessment | S::AssessmentPlan | S::Impression);
            let old = page.before(hit.sentence, hit.first, Cue::OldInjury, 4, 0);
            assessed && !old && !page.denied(hit) && !page.conditional(hit)
        });
        if let Some((page, hit)) = stated {
            let evidence = vec![page.evidence(self.facts, hit)];
            let problem = Problem { grade: Grade::Moderate, chronic: false, evidence };
            found.insert("injury".into(), problem);
        }
    }

    fn evidence(&self, mention: &Mention) -> Evidence {
        let finding = &mention.finding;
        self.facts.evidence(finding.document, finding.start, finding.end)
    }

    /// Groups of lasting diseases that the story says are worse or not controlled.
    fn told_not_at_goal(&self) -> BTreeSet<String> {
        let mut groups = BTreeSet::new();
        for (page, hit) in self.scan.cues(Cue::NotAtGoal) {
            if page.zone(hit) != Zone::Story || page.denied(hit) || page.conditional(hit) {
                continue;
            }
            let own = self.mentions_of(page, hit.sentence);
            let lasting = own.filter(|m| self.facts.reader.kind(m) == Kind::Chronic);
            groups.extend(lasting.map(|m| group(self.codes, &m.finding.code)));
        }
        groups
    }

    /// Where the plan names nothing: the diagnoses of the draft.
    fn draft_problems(&self, found: &mut BTreeMap<String, Problem>) {
        let pages = |document: u32| self.scan.pages.iter().any(|p| p.number == document);
        for diagnosis in &self.draft.diagnoses {
            let here = diagnosis.evidence.first().is_some_and(|e| pages(e.document));
            if diagnosis.standing < Standing::Narrated
                || !here
                || matches!(diagnosis.kind, Kind::Status | Kind::History | Kind::External)
                || below_any(&diagnosis.code, &self.codes.no_problem)
            {
                continue;
            }
            let grade = match diagnosis.kind {
                _ if below_any(&diagnosis.code, &self.codes.threat) => Grade::High,
                Kind::Neoplasm => Grade::Moderate,
                Kind::Chronic => Grade::Low,
                Kind::Symptom | Kind::Finding => self.weigh_symptom(&diagnosis.code),
                _ => self.weigh_acute(&diagnosis.code),
            };
            let evidence = diagnosis.evidence.iter().take(1).cloned().collect();
            let chronic = diagnosis.kind == Kind::Chronic;
            found.entry(group(self.codes, &diagnosis.code)).or_insert(Problem {
                grade,
                chronic,
                evidence,
            });
        }
    }
}
