//! The dictionary: every term that can be recognised, as a set of words.
//!
//! Terms come from the lexicon, from the titles and inclusion terms of the tabular list, and
//! (when imported) from the alphabetic index. Each is filed under its rarest word, so that a
//! sentence is compared with few terms a word.

mod telling;

use crate::bare_words::is_generic;
use crate::index_terms;
use crate::lexicon::{Kind, Lexicon};
use crate::vocabulary::{Vocabulary, WordId};
use codesets::{Icd10Cm, IndexTree, NoteKind, words};
use telling::{LINKS, has_link, tell_apart};

/// Most words of a term taken from a title, an inclusion term or the index.
const LONGEST_TITLE: usize = 8;

/// Longest title that can hold no more than that many words, in bytes.
const LONGEST_TITLE_BYTES: usize = 110;

/// Where a term comes from; the order is the order of trust.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum TermSource {
    /// A drug of the lexicon.
    Drug(u32),
    /// An entry of the lexicon.
    Lexicon(u32),
    /// The title of a code.
    Title,
    /// An inclusion term of a code.
    Inclusion,
    /// A path of the alphabetic index.
    Index,
}

/// One term.
#[derive(Clone, Debug)]
pub struct Term {
    /// Its words, fillers left out, each once, sorted.
    pub words: Box<[WordId]>,
    /// The code, with its dot; empty for a drug.
    pub code: Box<str>,
    /// What sort of thing it names.
    pub kind: Kind,
    /// Where it comes from.
    pub source: TermSource,
    /// As it was written, for terms that match only so.
    pub exact: Option<Box<str>>,
    /// An acronym as it was written: it matches in any case, but not through its plural ("NOWS"
    /// is not "now").
    pub acronym: Option<Box<str>>,
    /// Which of its words tell what it is, as bits: those of a text of the same entry that says as
    /// much with fewer ("RLL pneumonia" tells no more than "pneumonia").
    pub telling: u16,
    /// True when it ties two conditions together ("diabetes with neuropathy"): a comma or an "and"
    /// between them does not.
    pub linked: bool,
}

/// Every term, filed under its rarest word.
pub struct Dictionary {
    /// The words of all terms.
    pub vocabulary: Vocabulary,
    /// All terms.
    pub terms: Vec<Term>,
    /// Row of `filed` at which the terms of each word begin.
    starts: Vec<u32>,
    filed: Vec<Filed>,
    weights: Vec<f32>,
    links: Vec<WordId>,
}

impl Dictionary {
    /// Builds the dictionary.
    #[must_use]
    pub fn new(lexicon: &Lexicon, pack: &Icd10Cm, index: Option<&IndexTree>) -> Dictionary {
        let mut build = Build { vocabulary: Vocabulary::new(), terms: Vec::new() };
        build.lexicon(lexicon);
        build.titles(pack);
        if let Some(index) = index {
            build.index(index, pack);
        }
        build.finish()
    }

    /// The terms that are filed under a word and whose words may all stand in a sentence with
    /// these signature bits.
    pub fn filed_under(&self, word: WordId, sentence: u64) -> impl Iterator<Item = u32> + '_ {
        let at = word as usize;
        let (from, to) = match (self.starts.get(at), self.starts.get(at + 1)) {
            (Some(from), Some(to)) => (*from as usize, *to as usize),
            _ => (0, 0),
        };
        let fits = move |filed: &&Filed| filed.signature & !sentence == 0;
        self.filed[from..to].iter().filter(fits).map(|filed| filed.term)
    }

    /// How much a word tells: the fewer terms use it, the more.
    #[must_use]
    pub fn weight(&self, word: WordId) -> f32 {
        self.weights.get(word as usize).copied().unwrap_or(0.0)
    }

    /// True for "with", which may join two conditions of one place ("cellulitis with abscess of
    /// the leg").
    #[must_use]
    pub fn joins(&self, word: WordId) -> bool {
        self.links.get(..2).is_some_and(|with| with.contains(&word))
    }

    /// True for a word that ties two conditions together.
    #[must_use]
    pub fn is_link(&self, word: WordId) -> bool {
        self.links.contains(&word)
    }
}

/// A term under its rarest word, with the signature of all its words.
#[derive(Clone, Copy, Default)]
struct Filed {
    signature: u64,
    term: u32,
}

/// One bit for a word: a term whose bits a sentence does not have can't stand in it.
#[must_use]
pub fn signature(word: WordId) -> u64 {
    1 << (word.wrapping_mul(0x9E37_79B1) >> 26)
}

struct Build {
    vocabulary: Vocabulary,
    terms: Vec<Term>,
}

impl Build {
    fn words(&mut self, text: &str) -> Vec<WordId> {
        let mut ids = Vec::new();
        words::each_word(text, |_, form| {
            if !words::is_filler(form) {
                ids.push(self.vocabulary.add(form));
            }
        });
        // "Hemoglobin AS", "vitamin A": a term of two words keeps both.
        if ids.len() < 2 {
            ids.clear();
            words::each_word(text, |_, form| ids.push(self.vocabulary.add(form)));
        }
        ids.sort_unstable();
        ids.dedup();
        ids
    }

    fn push(&mut self, text: &str, code: &str, kind: Kind, source: TermSource, exact: bool) {
        let words = self.words(text);
        if !words.is_empty() {
            let acronym = (!exact && is_acronym(text)).then(|| text.into());
            let exact = exact.then(|| text.into());
            let (words, code, linked) = (words.into(), code.into(), has_link(text));
            let telling = u16::MAX;
            self.terms.push(Term { words, code, kind, source, exact, acronym, telling, linked });
        }
    }

    fn lexicon(&mut self, lexicon: &Lexicon) {
        for (i, drug) in lexicon.drugs.iter().enumerate() {
            for name in &drug.names {
                self.push(name, "", Kind::Status, TermSource::Drug(i as u32), false);
            }
        }
        for (i, entry) in lexicon.entries.iter().enumerate() {
            let source = TermSource::Lexicon(i as u32);
            let from = self.terms.len();
            for text in &entry.text {
                self.push(text, &entry.code, entry.kind, source, entry.exact_case);
                for short in shorthand(text) {
                    self.push(&short, &entry.code, entry.kind, source, entry.exact_case);
                }
            }
            tell_apart(&mut self.terms[from..]);
        }
    }

    fn titles(&mut self, pack: &Icd10Cm) {
        for node in pack.nodes() {
            // The entry above says the same without the side; the tabular walk finds the side.
            let title = node.title();
            let sided = [" right ", " left ", "bilateral", " unspecified "]
                .iter()
                .any(|side| title.contains(side));
            if node.chapter() == 20 || (sided && node.code().len() > 4) {
                continue;
            }
            let code = node.dotted();
            let kind = kind_by_code(&code);
            let inclusions = node.notes_of(NoteKind::Inclusion);
            self.title(node.title(), &code, kind, TermSource::Title);
            for text in inclusions {
                self.title(text, &code, kind, TermSource::Inclusion);
            }
        }
    }

    fn title(&mut self, title: &str, code: &str, kind: Kind, source: TermSource) {
        if title.len() > LONGEST_TITLE_BYTES {
            return;
        }
        let Some(text) = essential(title) else { return };
        let words = self.words(&text);
        let generic = words.len() == 1 && is_generic(text.trim_matches([' ', ',', ';']));
        let chapter_z = code.starts_with('Z') && words.len() < 2;
        if words.len() <= LONGEST_TITLE && !words.is_empty() && !generic && !chapter_z {
            let (words, code, linked) = (words.into(), code.into(), has_link(&text));
            let (exact, acronym, telling) = (None, None, u16::MAX);
            self.terms.push(Term { words, code, kind, source, exact, acronym, telling, linked });
        }
    }

    fn index(&mut self, index: &IndexTree, pack: &Icd10Cm) {
        let vocabulary = &mut self.vocabulary;
        for (forms, code) in index_terms::admitted(index, pack) {
            let mut words: Vec<WordId> = forms.iter().map(|form| vocabulary.add(form)).collect();
            words.sort_unstable();
            words.dedup();
            let (words, kind) = (words.into(), kind_by_code(&code));
            let (source, code, linked) = (TermSource::Index, code.into(), false);
            let (exact, acronym, telling) = (None, None, u16::MAX);
            self.terms.push(Term { words, code, kind, source, exact, acronym, telling, linked });
        }
    }

    fn finish(self) -> Dictionary {
        let Build { mut vocabulary, mut terms } = self;
        let links = LINKS.iter().map(|word| vocabulary.add(word)).collect();
        let mut frequency = vec![0u32; vocabulary.len() + 1];
        for term in &terms {
            for word in &*term.words {
                frequency[*word as usize] += 1;
            }
        }
        drop_repeated(&mut terms);
        let key = |term: &Term| -> WordId {
            term.words.iter().copied().min_by_key(|w| (frequency[*w as usize], *w)).unwrap_or(0)
        };
        let mut starts = vec![0u32; vocabulary.len() + 2];
        for term in &terms {
            starts[key(term) as usize + 1] += 1;
        }
        for i in 1..starts.len() {
            starts[i] += starts[i - 1];
        }
        let mut next = starts.clone();
        let mut filed = vec![Filed::default(); terms.len()];
        for (i, term) in terms.iter().enumerate() {
            let slot = &mut next[key(term) as usize];
            let bits = term.words.iter().fold(0, |all, word| all | signature(*word));
            filed[*slot as usize] = Filed { signature: bits, term: i as u32 };
            *slot += 1;
        }
        let total = terms.len() as f32;
        let weights = frequency.iter().map(|n| (1.0 + total / (1.0 + *n as f32)).ln()).collect();
        Dictionary { vocabulary, terms, starts, filed, weights, links }
    }
}

/// The same words twice: the more trusted source stays, then the higher level of the list.
/// Lexicon entries of the same words all stay where their conditions may tell them apart.
fn drop_repeated(terms: &mut Vec<Term>) {
    let rank = |term: &Term| match term.source {
        TermSource::Drug(_) => 0u8,
        TermSource::Lexicon(_) => 1,
        TermSource::Title => 2,
        TermSource::Inclusion => 3,
        TermSource::Index => 4,
    };
    let mut seen: hashbrown::HashMap<Box<[WordId]>, (u8, usize, u32)> =
        hashbrown::HashMap::with_capacity(terms.len());
    for (i, term) in terms.iter().enumerate() {
        let own = (rank(term), term.code.len(), i as u32);
        let best = seen.entry(term.words.clone()).or_insert(own);
        if own < *best {
            *best = own;
        }
    }
    let mut i = 0u32;
    terms.retain(|term| {
        let own = i;
        i += 1;
        let Some((rank_of_best, _, best)) = seen.get(&term.words) else { return true };
        // A term that holds only as written, or only for a drug, does not speak for the others.
        let conditional = terms_conditional(*rank_of_best);
        own == *best || (conditional && rank(term) <= 1) || (*rank_of_best == 0 && rank(term) == 1)
    });
}

/// True for sources whose entries carry conditions of their own.
fn terms_conditional(rank: u8) -> bool {
    rank <= 1
}

/// Longest acronym, in bytes.
const LONGEST_ACRONYM: usize = 6;

fn is_acronym(text: &str) -> bool {
    let capitals = text.bytes().filter(u8::is_ascii_uppercase).count();
    text.len() <= LONGEST_ACRONYM
        && text.bytes().all(|b| b.is_ascii_alphabetic())
        && (capitals == text.len() || capitals >= 2)
}

/// True when the words of a note are the acronym itself or its plural ("PACs", not "PACS"), and
/// not an ordinary word that looks like it.
#[must_use]
pub fn is_written_as(acronym: &str, words: &str) -> bool {
    const ORDINARY: &[&str] = &[
        "gist", "scape", "alps", "sad", "mals", "pat", "pie", "dish", "mets", "pad", "aids", "cap",
    ];
    let same = words.eq_ignore_ascii_case(acronym);
    let plural = words.strip_suffix('s').is_some_and(|w| w.eq_ignore_ascii_case(acronym));
    let ordinary = words != acronym && ORDINARY.contains(&words.to_ascii_lowercase().as_str());
    (same || plural) && !ordinary
}

/// The part of a title that a clinician would say; `None` for titles that name a remainder
/// ("Other …") or nothing by themselves.
fn essential(title: &str) -> Option<String> {
    let mut text = String::with_capacity(title.len());
    let mut depth = 0usize;
    for c in title.chars() {
        match c {
            '(' | '[' => depth += 1,
            ')' | ']' => depth = depth.saturating_sub(1),
            _ if depth == 0 => text.push(c.to_ascii_lowercase()),
            _ => {}
        }
    }
    if text.starts_with("other ") || text.contains(" other ") || text.contains("elsewhere") {
        return None;
    }
    for noise in ["unspecified", " nos", " nec", "not specified as"] {
        if text.contains(noise) {
            text = text.replace(noise, " ");
        }
    }
    Some(text)
}

/// What a code of the tabular list is by its chapter, where no lexicon entry says more.
#[must_use]
pub fn kind_by_code(code: &str) -> Kind {
    let bytes = code.as_bytes();
    match bytes.first() {
        Some(b'C') => Kind::Neoplasm,
        Some(b'D') if bytes.get(1).is_some_and(|b| *b < b'5') => Kind::Neoplasm,
        Some(b'R') if bytes.get(1).is_some_and(|b| (b'7'..=b'9').contains(b)) => Kind::Finding,
        Some(b'R') => Kind::Symptom,
        Some(b'S' | b'T') => Kind::Injury,
        Some(b'O') => Kind::Pregnancy,
        Some(b'V' | b'W' | b'X' | b'Y') => Kind::External,
        Some(b'Z') if bytes.get(1) == Some(&b'8') => Kind::History,
        Some(b'Z') => Kind::Status,
        _ => Kind::Acute,
    }
}

/// The same term with the short forms that clinicians write for some of its words.
fn shorthand(text: &str) -> impl Iterator<Item = String> {
    const SHORT: [(&str, &str); 2] = [("disorder", "d/o"), ("without", "w/o")];
    SHORT.iter().filter_map(move |(long, short)| {
        let words = || text.split(' ');
        words().any(|word| word == *long).then(|| {
            words()
                .map(|word| if word == *long { *short } else { word })
                .collect::<Vec<_>>()
                .join(" ")
        })
    })
}

#[cfg(test)]
mod tests;
