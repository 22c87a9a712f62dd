//! The sentences of an inpatient chart that may tell what was done, with the map's phrases in
//! them.

use crate::draft::Facts;
use crate::pcs::map::{PcsMap, is_filler};
use crate::procedures::phrases::{GroupId, Hit};
use crate::procedures::statement::{self, Word};
use crate::procedures::titles::{MOST_TITLE_LINES, is_story};
use model::{Evidence, SectionKind};
use reader::{Gap, Sentence};

/// Most lines that are kept of one chart; what comes after is not looked at.
const MOST_LINES: usize = 6_000;
/// The first sentence of "PROCEDURE NOTE:" is its title when it is no longer than this.
const LONGEST_NOTE_TITLE: usize = 22;

/// What a line is to the chart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Names what was done.
    Title,
    /// Tells the stay: what was done must be said to be done.
    Told,
    /// Tells how an operation went that a title names.
    Narrative,
    /// Diagnoses and indications: sides and body parts only.
    Context,
}

/// One sentence.
#[derive(Clone, Debug)]
pub struct Line {
    /// Number of the document.
    pub document: u32,
    /// Section it stands in.
    pub section: SectionKind,
    /// What it is to the chart.
    pub role: Role,
    /// Its words, without articles and the like.
    pub words: Vec<Word>,
    /// The map's phrases in it, by group.
    pub hits: Vec<Hit>,
}

impl Line {
    /// The places of a group.
    #[must_use]
    pub fn of(&self, group: GroupId) -> &[Hit] {
        let from = self.hits.partition_point(|h| h.group < group);
        let to = self.hits.partition_point(|h| h.group <= group);
        &self.hits[from..to]
    }

    /// The verbatim words of a run, as evidence.
    #[must_use]
    pub fn evidence(&self, facts: &Facts<'_>, first: u32, last: u32) -> Evidence {
        let start = self.words.get(first as usize).map_or(0, |w| w.start);
        let end = self.words.get(last as usize).map_or(start, |w| w.end);
        facts.evidence(self.document, start, end)
    }

    /// The form of a word; empty behind the end.
    #[must_use]
    pub fn form(&self, at: usize) -> &str {
        self.words.get(at).map_or("", |w| w.form.as_str())
    }
}

/// The lines of a chart, in order.
#[must_use]
pub fn lines(map: &PcsMap, facts: &Facts<'_>) -> Vec<Line> {
    let mut lines: Vec<Line> = Vec::new();
    for number in 0..facts.reading.documents.len() as u32 {
        let from = lines.len();
        let mut roles = Roles::new(facts, number);
        for sentence in &facts.document(number).sentences {
            if lines.len() >= MOST_LINES {
                break;
            }
            let Some(role) = roles.role(sentence) else { continue };
            let words = without_fillers(statement::words_of(facts, number, sentence));
            let hits = map.find(words.iter().map(|w| w.form.as_str()));
            if words.is_empty() || hits.is_empty() && role == Role::Context {
                continue;
            }
            let section = facts.document(number).section_of(sentence);
            lines.push(Line { document: number, section, role, words, hits });
        }
        settle_roles(&mut lines[from..]);
    }
    lines
}

/// A narrative without a title tells by itself what was done.
fn settle_roles(lines: &mut [Line]) {
    let operative = |line: &Line| {
        matches!(
            line.section,
            SectionKind::OperativeNarrative
                | SectionKind::PostoperativeDiagnosis
                | SectionKind::PreoperativeDiagnosis
        )
    };
    if !lines.iter().any(|l| l.role == Role::Title) && lines.iter().any(operative) {
        let short = |l: &&mut Line| {
            l.section == SectionKind::Unknown && l.words.len() <= LONGEST_NOTE_TITLE && !tells(l)
        };
        for line in lines.iter_mut().take(MOST_TITLE_LINES).filter(short) {
            line.role = Role::Title;
        }
    }
    if !lines.iter().any(|l| l.role == Role::Title) {
        for line in lines.iter_mut().filter(|l| l.role == Role::Narrative) {
            line.role = Role::Told;
        }
    }
}

fn tells(line: &Line) -> bool {
    let told = |w: &Word| matches!(w.form.as_str(), "was" | "were");
    line.words.len() > 6 && line.words.iter().any(told)
}

/// The words without articles; what stood before a dropped word stands before the next.
fn without_fillers(words: Vec<Word>) -> Vec<Word> {
    let mut kept: Vec<Word> = Vec::with_capacity(words.len());
    let mut carried = 0;
    for mut word in words {
        if is_filler(&word.form) {
            carried |= word.gap.0;
            continue;
        }
        word.gap = Gap(word.gap.0 | carried);
        carried = 0;
        kept.push(word);
    }
    kept
}

/// Gives each sentence of a document its role.
struct Roles<'a, 'f> {
    facts: &'a Facts<'f>,
    document: u32,
    section: u32,
    story: bool,
    heading: String,
    /// Sentences of the section at hand that were seen.
    seen: usize,
}

impl<'a, 'f> Roles<'a, 'f> {
    fn new(facts: &'a Facts<'f>, document: u32) -> Self {
        let (section, heading) = (u32::MAX, String::new());
        Roles { facts, document, section, story: false, heading, seen: 0 }
    }

    fn role(&mut self, sentence: &Sentence) -> Option<Role> {
        use SectionKind as S;
        let reading = self.facts.document(self.document);
        let section = reading.sections.get(sentence.section as usize)?;
        if sentence.section != self.section {
            (self.section, self.story, self.seen) = (sentence.section, false, 0);
            let text = self.facts.text(self.document);
            let heading = text.get(section.start as usize..section.body as usize);
            self.heading = heading.unwrap_or_default().to_ascii_lowercase();
        }
        if section.body > section.start && sentence.end <= section.body {
            return None;
        }
        self.seen += 1;
        let awaits = ["planned", "proposed", "scheduled", "pending", "prior", "previous"];
        if awaits.iter().any(|w| self.heading.contains(w)) {
            return None;
        }
        match section.kind {
            S::Procedure => {
                self.story |= is_story(self.facts, self.document, sentence);
                Some(if self.story { Role::Told } else { Role::Title })
            }
            S::OperativeNarrative if self.is_note_title(sentence) => Some(Role::Title),
            S::OperativeNarrative | S::Technique => Some(Role::Narrative),
            S::Course | S::Unknown | S::Results | S::Assessment | S::AssessmentPlan => {
                Some(Role::Told)
            }
            S::PresentIllness if self.is_of_this_stay(sentence) => Some(Role::Told),
            S::PreoperativeDiagnosis | S::PostoperativeDiagnosis => Some(Role::Context),
            S::Findings | S::Impression | S::Indication => Some(Role::Context),
            S::AdmissionDiagnosis | S::DischargeDiagnosis => Some(Role::Context),
            S::PresentIllness | S::ChiefComplaint | S::Exam => Some(Role::Context),
            _ => None,
        }
    }

    /// "PROCEDURE NOTE: Right internal jugular central line placement".
    fn is_note_title(&self, sentence: &Sentence) -> bool {
        let named = ["note", "report"].iter().any(|w| self.heading.contains(w));
        named && self.seen == 1 && sentence.last - sentence.first <= LONGEST_NOTE_TITLE as u32
    }

    /// The history of the illness tells of former stays too: only what it places in this one.
    fn is_of_this_stay(&self, sentence: &Sentence) -> bool {
        let text = self.facts.text(self.document);
        let words = text.get(sentence.start as usize..sentence.end as usize).unwrap_or_default();
        let words = words.to_ascii_lowercase();
        ["this admission", "this hospital", "current admission", "taken to the o", "to the cath"]
            .iter()
            .any(|told| words.contains(told))
    }
}
