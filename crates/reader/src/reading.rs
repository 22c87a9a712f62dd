//! The reader: a chart's documents become sections, sentences and mentions.

use crate::assertion::Cues;
use crate::dictionary::{Dictionary, Term, TermSource};
use crate::lexicon::{Entry, Kind, Lexicon};
use crate::matching::{self, Conditions, Context, Lists, Span};
use crate::sections::{Headings, Section};
use crate::sentences::{self, Sentence};
use crate::tokens::{self, Forms, Token};
use codesets::{Icd10Cm, IndexTree, words};
use model::{Chart, Document, Finding, SectionKind};

/// Most mentions that are kept of one document; further ones are counted, not kept.
pub const MOST_MENTIONS: usize = 50_000;

/// A term found in a document, with its assertion.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The finding, as other rooms see it.
    pub finding: Finding,
    /// Row of the term in the dictionary.
    pub term: u32,
    /// Position of its sentence in the document.
    pub sentence: u32,
    /// Positions of its words in the document.
    pub words: Vec<u32>,
}

/// One document, read.
#[derive(Clone, Debug, Default)]
pub struct DocumentReading {
    /// Sections without holes.
    pub sections: Vec<Section>,
    /// Sentences in order.
    pub sentences: Vec<Sentence>,
    /// Words in order.
    pub tokens: Vec<Token>,
    /// Their normal forms.
    pub forms: Forms,
    /// Terms in order, drugs among them.
    pub mentions: Vec<Mention>,
    /// How many mentions were not kept.
    pub dropped: usize,
}

impl DocumentReading {
    /// The kind of the section that a sentence stands in.
    #[must_use]
    pub fn section_of(&self, sentence: &Sentence) -> SectionKind {
        self.sections.get(sentence.section as usize).map(|s| s.kind).unwrap_or_default()
    }
}

/// A chart, read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// One for each document of the chart.
    pub documents: Vec<DocumentReading>,
}

impl Reading {
    /// All findings of the chart, in order; drugs left out.
    pub fn findings(&self) -> impl Iterator<Item = &Finding> {
        self.documents
            .iter()
            .flat_map(|d| &d.mentions)
            .map(|m| &m.finding)
            .filter(|f| !f.code.is_empty())
    }
}

/// Reads documents. Made once, used for any number of charts and threads.
pub struct Reader {
    lexicon: Lexicon,
    dictionary: Dictionary,
    headings: Headings,
    cues: Cues,
    conditions: Vec<Conditions>,
}

impl Reader {
    /// A reader over the embedded lexicon, a tabular list and (when imported) the index.
    ///
    /// # Errors
    /// When an embedded language file is not of its form; tests read them all.
    pub fn new(pack: &Icd10Cm, index: Option<&IndexTree>) -> Result<Reader, String> {
        let lexicon = Lexicon::embedded().map_err(|fault| fault.to_string())?;
        Reader::with_lexicon(lexicon, pack, index)
    }

    /// A reader over a lexicon of the caller's.
    ///
    /// # Errors
    /// When an embedded language file is not of its form.
    pub fn with_lexicon(
        lexicon: Lexicon,
        pack: &Icd10Cm,
        index: Option<&IndexTree>,
    ) -> Result<Reader, String> {
        let mut dictionary = Dictionary::new(&lexicon, pack, index);
        let cues = Cues::embedded(&mut dictionary.vocabulary)?;
        let mut numbers = |list: &[String]| -> Vec<u32> {
            list.iter()
                .flat_map(|text| words::forms(text))
                .map(|form| dictionary.vocabulary.add(&form))
                .collect()
        };
        let conditions = lexicon
            .entries
            .iter()
            .map(|e| Conditions {
                needs: numbers(&e.needs),
                unless: numbers(&e.unless),
                heads: e.heads,
            })
            .collect();
        Ok(Reader { lexicon, dictionary, headings: Headings::embedded()?, cues, conditions })
    }

    /// The lexicon behind the reader.
    #[must_use]
    pub fn lexicon(&self) -> &Lexicon {
        &self.lexicon
    }

    /// The dictionary behind the reader.
    #[must_use]
    pub fn dictionary(&self) -> &Dictionary {
        &self.dictionary
    }

    /// The term of a mention.
    #[must_use]
    pub fn term(&self, mention: &Mention) -> &Term {
        &self.dictionary.terms[mention.term as usize]
    }

    /// The lexicon entry behind a mention, when its term comes from the lexicon.
    #[must_use]
    pub fn entry(&self, mention: &Mention) -> Option<&Entry> {
        match self.term(mention).source {
            TermSource::Lexicon(i) => self.lexicon.entries.get(i as usize),
            _ => None,
        }
    }

    /// What sort of thing a mention names.
    #[must_use]
    pub fn kind(&self, mention: &Mention) -> Kind {
        self.term(mention).kind
    }

    /// Reads all documents of a chart.
    #[must_use]
    pub fn read(&self, chart: &Chart) -> Reading {
        let documents =
            chart.documents.iter().enumerate().map(|(i, d)| self.document(i as u32, d)).collect();
        Reading { documents }
    }

    fn document(&self, number: u32, document: &Document) -> DocumentReading {
        let text = document.text.as_str();
        let sections = self.headings.sections(document);
        let (tokens, forms) = tokens::read(text, &self.dictionary.vocabulary);
        let sentences = sentences::split(text, &tokens, &sections);
        let mut words: Vec<u32> = tokens.iter().map(|t| t.word).collect();
        words.sort_unstable();
        words.dedup();
        let context = Context {
            text,
            tokens: &tokens,
            words: &words,
            lexicon: &self.lexicon,
            conditions: &self.conditions,
        };
        let (mut mentions, mut dropped) = (Vec::new(), 0);
        for (at, sentence) in sentences.iter().enumerate() {
            let section = sections[sentence.section as usize];
            if sentence.end <= section.body {
                continue;
            }
            let span = Span {
                first: sentence.first as usize,
                last: sentence.last as usize,
                lists: listing(section.kind, sentence),
            };
            let found = matching::sentence(&self.dictionary, &context, span);
            if found.is_empty() {
                continue;
            }
            let scan = self.cues.scan(&tokens, sentence);
            for hit in found {
                if mentions.len() >= MOST_MENTIONS {
                    dropped += 1;
                    continue;
                }
                let asserted = scan.assert(hit.first(), hit.last(), section.kind);
                let term = &self.dictionary.terms[hit.term as usize];
                let (start, end) =
                    (tokens[hit.first() as usize].start, tokens[hit.last() as usize].end);
                let finding = Finding {
                    document: number,
                    start,
                    end,
                    sentence_start: sentence.start,
                    sentence_end: sentence.end,
                    code: term.code.to_string(),
                    term: text.get(start as usize..end as usize).unwrap_or_default().to_lowercase(),
                    section: section.kind,
                    section_number: sentence.root,
                    item: sentence.item,
                    assertion: asserted.assertion,
                    temporality: asserted.temporality,
                    experiencer: asserted.experiencer,
                    cue: asserted.cue.map(|(first, last)| {
                        (tokens[first as usize].start, tokens[last as usize - 1].end)
                    }),
                };
                let words = hit.at;
                mentions.push(Mention { finding, term: hit.term, sentence: at as u32, words });
            }
        }
        DocumentReading { sections, sentences, tokens, forms, mentions, dropped }
    }
}

/// Where a sentence of a section lists conditions: of an assessment only the one that opens a
/// problem.
fn listing(kind: SectionKind, sentence: &Sentence) -> Lists {
    use SectionKind as S;
    match kind {
        S::PastHistory => Lists::Items,
        _ if !sentence.opens_item && !sentence.bullet => Lists::Nothing,
        S::Assessment
        | S::AssessmentPlan
        | S::Impression
        | S::AdmissionDiagnosis
        | S::DischargeDiagnosis
        | S::PreoperativeDiagnosis
        | S::PostoperativeDiagnosis => Lists::Heads,
        _ => Lists::Nothing,
    }
}
