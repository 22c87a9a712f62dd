//! Statements: the sentences of a chart that may say what was done, with the map's phrases in
//! them.

use crate::draft::Facts;
use crate::procedures::cue_words::Tells;
use crate::procedures::map::ProcedureMap;
use crate::procedures::phrases::Hit;
use model::{Evidence, SectionKind};
use reader::{Gap, Sentence};

/// Most statements that are kept of one chart; what comes after is not looked at.
pub const MOST_STATEMENTS: usize = 4_000;

/// One word of a statement.
#[derive(Clone, Debug)]
pub struct Word {
    /// Normal form; a number keeps its decimals and loses its thousands comma.
    pub form: String,
    /// First byte in the document.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
    /// What stands before it.
    pub gap: Gap,
    /// What it tells of what stands around it.
    pub tells: Tells,
}

/// What a statement is to the report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Role {
    /// Names what was done.
    Title,
    /// Says how: technique, narrative, findings.
    Detail,
    /// A sentence of a visit note.
    Visit,
}

/// A sentence that may say what was done.
#[derive(Clone, Debug)]
pub struct Statement {
    /// Number of the document.
    pub document: u32,
    /// Number of the sentence in it.
    pub sentence: u32,
    /// Section it stands in.
    pub section: SectionKind,
    /// What it is to the report.
    pub role: Role,
    /// Its words.
    pub words: Vec<Word>,
    /// The map's phrases in it.
    pub hits: Vec<Hit>,
}

impl Statement {
    /// The verbatim words of a run, as evidence.
    #[must_use]
    pub fn evidence(&self, facts: &Facts<'_>, first: u32, last: u32) -> Evidence {
        let start = self.words.get(first as usize).map_or(0, |w| w.start);
        let end = self.words.get(last as usize).map_or(start, |w| w.end);
        facts.evidence(self.document, start, end)
    }

    /// True when the word stands in it.
    #[must_use]
    pub fn has(&self, form: &str) -> bool {
        self.words.iter().any(|w| w.form == form)
    }

    /// True when the words stand in it one after the other.
    #[must_use]
    pub fn has_run(&self, run: &[&str]) -> bool {
        self.words.windows(run.len()).any(|w| w.iter().zip(run).all(|(w, r)| w.form == *r))
    }
}

/// Reads a sentence. `None` when no phrase of the map stands in it and it is only a detail that
/// carries no number either.
#[must_use]
pub fn read(
    map: &ProcedureMap,
    facts: &Facts<'_>,
    place: (u32, u32),
    role: Role,
) -> Option<Statement> {
    let (document, number) = place;
    let reading = facts.document(document);
    let sentence = reading.sentences.get(number as usize)?;
    let may_begin = |at: u32| map.phrases.may_begin(reading.forms.get(at as usize));
    if role == Role::Visit && !(sentence.first..sentence.last).any(may_begin) {
        return None;
    }
    let words = words_of(facts, document, sentence);
    let run: Vec<u32> = words.iter().map(|w| map.phrases.word(&w.form)).collect();
    let hits = map.phrases.find(&run);
    if hits.is_empty() && role == Role::Visit || words.is_empty() {
        return None;
    }
    let section = reading.section_of(sentence);
    Some(Statement { document, sentence: number, section, role, words, hits })
}

/// The words of a sentence with their forms.
#[must_use]
pub fn words_of(facts: &Facts<'_>, document: u32, sentence: &Sentence) -> Vec<Word> {
    let (text, reading) = (facts.text(document), facts.document(document));
    let range = sentence.first as usize..sentence.last as usize;
    let tokens = reading.tokens.get(range).unwrap_or_default();
    let mut words: Vec<Word> = Vec::with_capacity(tokens.len());
    for (at, token) in tokens.iter().enumerate() {
        let form = reading.forms.get(sentence.first as usize + at);
        let (start, end, gap) = (token.start as usize, token.end, token.gap);
        if joins_thousands(&words, text, start, form) {
            if let Some(before) = words.last_mut() {
                before.form.push_str(form);
                before.end = end;
            }
            continue;
        }
        let form = if is_fraction(text, start, form) { format!("0.{form}") } else { form.into() };
        if form == "c" && gap.has(Gap::SLASH) {
            is_discharge(&mut words);
        }
        let tells = Tells::of(&form);
        words.push(Word { form, start: token.start, end, gap, tells });
    }
    words
}

/// "d/c" is a discharge or a drug that is stopped; the operation is written with "&" or "and".
fn is_discharge(words: &mut [Word]) {
    if let Some(before) = words.last_mut().filter(|w| w.form == "d") {
        before.form = "discharge".to_owned();
        before.tells = Tells::of(&before.form);
    }
}

/// "1,000": the second word belongs to the number before it.
fn joins_thousands(words: &[Word], text: &str, start: usize, form: &str) -> bool {
    let digits = |t: &str| !t.is_empty() && t.bytes().all(|b| b.is_ascii_digit());
    words.last().is_some_and(|before| {
        form.len() == 3
            && digits(form)
            && before.form.len() <= 3
            && digits(&before.form)
            && before.end as usize + 1 == start
            && text.as_bytes().get(before.end as usize) == Some(&b',')
    })
}

/// ".5 cm": the point stands before the word.
fn is_fraction(text: &str, start: usize, form: &str) -> bool {
    let bytes = text.as_bytes();
    form.as_bytes().first().is_some_and(u8::is_ascii_digit)
        && !form.contains('.')
        && start > 0
        && bytes[start - 1] == b'.'
        && (start < 2 || !bytes[start - 2].is_ascii_alphanumeric())
}

#[cfg(test)]
pub(crate) fn words_from(text: &str) -> Vec<Word> {
    use codesets::words;
    let vocabulary = reader::Vocabulary::new();
    let tokens = reader::tokens::tokenize(text, &vocabulary);
    let mut words = Vec::new();
    let mut at = 0;
    words::each_word(text, |word, form| {
        let (start, end) = (word.start as u32, word.end as u32);
        let (gap, tells) = (tokens[at].gap, Tells::of(form));
        words.push(Word { form: form.to_owned(), start, end, gap, tells });
        at += 1;
    });
    words
}
