//! One pass over the chart: which words of the lists stand where, and which part of the note each
//! sentence belongs to.

use super::cues::{Cue, Lists, Means, UNKNOWN};
use crate::draft::Facts;
use model::{Evidence, SectionKind};
use reader::{DocumentReading, Gap, Sentence};
use std::ops::Range;

/// Most hits that are kept of one document; a note of a million tests is no note.
const MOST_HITS: usize = 400_000;

/// Words found in a document.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// What they mean.
    pub means: Means,
    /// Position of the sentence.
    pub sentence: u32,
    /// Position of the first word.
    pub first: u32,
    /// One past the last word.
    pub last: u32,
}

/// What a part of the note is good for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Zone {
    /// The words of a heading.
    Heading,
    /// What is assessed, decided and done.
    Plan,
    /// Complaint and story.
    Story,
    /// Examination, results, procedures: what was seen and given.
    Workup,
    /// Social history.
    Social,
    /// Signature and other lines.
    Other,
    /// Lists of history, drugs and systems; nothing there is work of this visit.
    Lists,
}

/// A run of sentences about one problem, or one paragraph of the plan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Number of the document.
    pub document: u32,
    /// Its sentences.
    pub sentences: Range<usize>,
}

/// One document.
pub struct Page<'a> {
    /// Number of the document.
    pub number: u32,
    /// Its reading.
    pub reading: &'a DocumentReading,
    /// Its text.
    pub text: &'a str,
    /// The part that each sentence belongs to.
    pub zones: Vec<Zone>,
    hits: Vec<Hit>,
}

/// The documents that make up one visit.
pub struct Scan<'a> {
    /// The lists.
    pub lists: &'static Lists,
    /// The pages, in order.
    pub pages: Vec<Page<'a>>,
}

impl<'a> Scan<'a> {
    /// Reads the documents of a range.
    #[must_use]
    pub fn new(facts: &Facts<'a>, lists: &'static Lists, documents: Range<u32>) -> Scan<'a> {
        let mut pages: Vec<Page<'a>> =
            documents.map(|number| Page::new(facts, lists, number)).collect();
        if !pages.iter().any(|page| page.zones.contains(&Zone::Plan)) {
            pages.iter_mut().for_each(Page::without_headings);
        }
        Scan { lists, pages }
    }

    /// All hits with their page.
    pub fn hits(&self) -> impl Iterator<Item = (&Page<'a>, &Hit)> {
        self.pages.iter().flat_map(|page| page.hits.iter().map(move |hit| (page, hit)))
    }

    /// All hits of a cue outside lists, with their page.
    pub fn cues(&self, cue: Cue) -> impl Iterator<Item = (&Page<'a>, &Hit)> {
        self.hits().filter(move |(page, hit)| {
            hit.means == Means::Cue(cue) && page.zone(hit) != Zone::Lists
        })
    }

    /// The first hit of a cue that is not denied, in the zones named.
    #[must_use]
    pub fn said(&self, cue: Cue, zones: &[Zone]) -> Option<(&Page<'a>, &Hit)> {
        self.cues(cue).find(|(page, hit)| zones.contains(&page.zone(hit)) && !page.denied(hit))
    }

    /// True when any section of the kinds stands in the note, with words in it.
    #[must_use]
    pub fn has_section(&self, kinds: &[SectionKind]) -> bool {
        self.pages
            .iter()
            .flat_map(|page| &page.reading.sections)
            .any(|section| kinds.contains(&section.kind) && section.end > section.body)
    }

    /// The paragraphs of the plan.
    #[must_use]
    pub fn blocks(&self) -> Vec<Block> {
        self.pages.iter().flat_map(Page::blocks).collect()
    }
}

impl<'a> Page<'a> {
    fn new(facts: &Facts<'a>, lists: &Lists, number: u32) -> Page<'a> {
        let (reading, text) = (facts.document(number), facts.text(number));
        let zones = zones(reading);
        let numbers: Vec<u32> = reading.forms.iter().map(|form| lists.number(form)).collect();
        let mut hits = Vec::new();
        for (at, sentence) in reading.sentences.iter().enumerate() {
            if hits.len() >= MOST_HITS || sentence.last as usize > numbers.len() {
                break;
            }
            find(lists, reading, &numbers, at as u32, sentence, &mut hits);
        }
        Page { number, reading, text, zones, hits }
    }

    /// A note without any heading of a plan: its loose text, else its story, is all there is.
    fn without_headings(&mut self) {
        let kinds = self.reading.sections.iter().filter(|s| s.end > s.body).map(|s| s.kind);
        let loose = kinds.into_iter().any(|kind| kind == SectionKind::Unknown);
        for (zone, sentence) in self.zones.iter_mut().zip(&self.reading.sentences) {
            let unknown = self.reading.section_of(sentence) == SectionKind::Unknown;
            if unknown || (!loose && *zone == Zone::Story) {
                *zone = Zone::Plan;
            }
        }
    }

    /// The part of the note that a hit stands in.
    #[must_use]
    pub fn zone(&self, hit: &Hit) -> Zone {
        self.zones[hit.sentence as usize]
    }

    /// The kind of the section that a hit stands in.
    #[must_use]
    pub fn section(&self, hit: &Hit) -> SectionKind {
        self.reading.section_of(&self.reading.sentences[hit.sentence as usize])
    }

    /// The hits of some sentences.
    #[must_use]
    pub fn within(&self, sentences: Range<usize>) -> &[Hit] {
        let from = self.hits.partition_point(|h| (h.sentence as usize) < sentences.start);
        let to = self.hits.partition_point(|h| (h.sentence as usize) < sentences.end);
        &self.hits[from..to.max(from)]
    }

    /// The hits of the sentence of a hit.
    #[must_use]
    pub fn beside(&self, hit: &Hit) -> &[Hit] {
        self.within(hit.sentence as usize..hit.sentence as usize + 1)
    }

    /// True when a cue stands in the sentences.
    #[must_use]
    pub fn has(&self, sentences: Range<usize>, cue: Cue) -> bool {
        self.within(sentences).iter().any(|h| h.means == Means::Cue(cue))
    }

    /// True when a cue stands in the sentence of a hit.
    #[must_use]
    pub fn has_beside(&self, hit: &Hit, cue: Cue) -> bool {
        self.beside(hit).iter().any(|h| h.means == Means::Cue(cue))
    }

    /// True when a cue ends at most `reach` words before a word, in its sentence, with no stop,
    /// semicolon or other bar between.
    #[must_use]
    pub fn before(&self, sentence: u32, word: u32, cue: Cue, reach: u32, bars: u16) -> bool {
        self.within(sentence as usize..sentence as usize + 1).iter().any(|h| {
            h.means == Means::Cue(cue)
                && h.last <= word
                && word - h.last < reach
                && !self.barred(h.last, word, bars)
        })
    }

    /// The first hit of a cue that begins at most `reach` words after a word, in its sentence.
    #[must_use]
    pub fn after(&self, sentence: u32, word: u32, cue: Cue, reach: u32) -> Option<&Hit> {
        let own = self.within(sentence as usize..sentence as usize + 1);
        own.iter().find(|h| {
            h.means == Means::Cue(cue)
                && h.first >= word
                && h.first - word < reach
                && !self.barred(word, h.first, Gap::SEMICOLON | Gap::STOP)
        })
    }

    fn barred(&self, from: u32, to: u32, bars: u16) -> bool {
        self.reading.tokens[from as usize..=(to as usize).min(self.reading.tokens.len() - 1)]
            .iter()
            .any(|t| t.gap.has(bars))
    }

    /// True when the words before deny: "no CT", "will hold off on medication".
    #[must_use]
    pub fn denied(&self, hit: &Hit) -> bool {
        self.denied_at(hit.sentence, hit.first)
    }

    /// True when the words before a word deny it.
    #[must_use]
    pub fn denied_at(&self, sentence: u32, word: u32) -> bool {
        // "Not at goal: increase the dose": what stands before a colon names the matter.
        let bars = Gap::SEMICOLON | Gap::STOP | Gap::COMMA | Gap::COLON;
        self.before(sentence, word, Cue::Denied, 6, bars)
    }

    /// True when it would only happen under a condition.
    #[must_use]
    pub fn conditional_at(&self, sentence: u32, word: u32) -> bool {
        self.before(sentence, word, Cue::Conditional, 30, Gap::SEMICOLON | Gap::STOP)
    }

    /// True when it happens only under a condition that stands before or after.
    #[must_use]
    pub fn conditional(&self, hit: &Hit) -> bool {
        self.conditional_at(hit.sentence, hit.first) || self.has_beside(hit, Cue::OnlyIf)
    }

    /// The words of a hit, verbatim.
    #[must_use]
    pub fn evidence(&self, facts: &Facts<'_>, hit: &Hit) -> Evidence {
        self.words(facts, hit.first, hit.last)
    }

    /// Words by their positions, verbatim.
    #[must_use]
    pub fn words(&self, facts: &Facts<'_>, first: u32, last: u32) -> Evidence {
        let tokens = &self.reading.tokens;
        let (start, end) = (tokens[first as usize].start, tokens[last as usize - 1].end);
        facts.evidence(self.number, start, end)
    }

    /// A sentence, verbatim.
    #[must_use]
    pub fn sentence(&self, facts: &Facts<'_>, at: usize) -> Evidence {
        let sentence = &self.reading.sentences[at];
        facts.evidence(self.number, sentence.start, sentence.end)
    }

    fn blocks(&self) -> Vec<Block> {
        let mut blocks: Vec<Block> = Vec::new();
        let mut open = false;
        let mut section = None;
        for (at, sentence) in self.reading.sentences.iter().enumerate() {
            if self.zones[at] != Zone::Plan {
                open &= self.zones[at] == Zone::Heading && self.goes_on(sentence);
                continue;
            }
            let other = section != Some(sentence.section) && !self.goes_on(sentence);
            section = Some(sentence.section);
            if !open || other || self.opens(sentence) {
                blocks.push(Block { document: self.number, sentences: at..at + 1 });
            } else if let Some(block) = blocks.last_mut() {
                block.sentences.end = at + 1;
            }
            open = true;
        }
        blocks
    }

    /// Counselling under a problem of the plan is part of that problem.
    fn goes_on(&self, sentence: &Sentence) -> bool {
        self.reading.section_of(sentence) == SectionKind::Instructions
    }

    fn opens(&self, sentence: &Sentence) -> bool {
        if sentence.opens_item {
            return true;
        }
        let numbered = sentence.bullet
            && self.text.as_bytes().get(sentence.start as usize).is_some_and(u8::is_ascii_digit);
        let paragraph =
            self.reading.tokens.get(sentence.first as usize).is_some_and(|t| t.gap.has(Gap::BLANK));
        self.goes_on(sentence) && (numbered || paragraph)
    }
}

fn zones(reading: &DocumentReading) -> Vec<Zone> {
    use SectionKind as S;
    let mut planned = false;
    let zone = |sentence: &Sentence| {
        let section = reading.sections.get(sentence.section as usize);
        let kind = section.map(|s| s.kind).unwrap_or_default();
        if section.is_some_and(|s| sentence.end <= s.body) {
            return Zone::Heading;
        }
        match kind {
            S::Assessment
            | S::AssessmentPlan
            | S::Plan
            | S::Impression
            | S::Course
            | S::DischargeDiagnosis => {
                planned = true;
                Zone::Plan
            }
            // Advice that follows the plan belongs to it.
            S::Instructions if planned => Zone::Plan,
            S::ChiefComplaint | S::PresentIllness | S::Unknown | S::Indication => Zone::Story,
            S::Exam
            | S::Vitals
            | S::Results
            | S::Findings
            | S::Technique
            | S::Procedure
            | S::OperativeNarrative
            | S::Specimen
            | S::PathologyDiagnosis => Zone::Workup,
            S::SocialHistory => Zone::Social,
            S::Administrative | S::Instructions => Zone::Other,
            S::PastHistory
            | S::SurgicalHistory
            | S::FamilyHistory
            | S::ObstetricHistory
            | S::Allergies
            | S::Medications
            | S::ReviewOfSystems
            | S::PreoperativeDiagnosis
            | S::PostoperativeDiagnosis
            | S::AdmissionDiagnosis => Zone::Lists,
        }
    };
    reading.sentences.iter().map(zone).collect()
}

/// All phrases of a sentence. Cues may overlap; of tests and regions the longest counts.
fn find(
    lists: &Lists,
    reading: &DocumentReading,
    numbers: &[u32],
    sentence: u32,
    own: &Sentence,
    hits: &mut Vec<Hit>,
) {
    let mut free = own.first;
    for i in own.first..own.last {
        let word = numbers[i as usize];
        if word == UNKNOWN {
            continue;
        }
        for phrase in lists.beginning(word) {
            let last = i + phrase.words.len() as u32;
            if last > own.last || *phrase.words != numbers[i as usize..last as usize] {
                continue;
            }
            let inner = &reading.tokens[i as usize + 1..last as usize];
            if inner.iter().any(|t| t.gap.has(Gap::COMMA | Gap::SEMICOLON | Gap::STOP | Gap::BLANK))
            {
                continue;
            }
            for means in &phrase.means {
                if let Means::Test(_) = means {
                    if i < free {
                        continue;
                    }
                    free = last;
                }
                hits.push(Hit { means: *means, sentence, first: i, last });
            }
        }
    }
}
