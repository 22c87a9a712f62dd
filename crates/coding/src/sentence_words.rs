//! The words of one sentence with their places, for rules that read the order of words.

use codesets::words;
use reader::Sentence;

/// One word of a sentence.
#[derive(Clone, Debug)]
pub struct Word {
    /// Its normal form.
    pub form: String,
    /// First byte in the document.
    pub start: u32,
    /// One past its last byte.
    pub end: u32,
    /// A comma or slash stands before it.
    pub joined: bool,
    /// A stop stands before it.
    pub stopped: bool,
}

/// The words of a sentence, in order.
#[must_use]
pub fn words_of(text: &str, sentence: &Sentence) -> Vec<Word> {
    let Some(slice) = text.get(sentence.start as usize..sentence.end as usize) else {
        return Vec::new();
    };
    let mut all = Vec::new();
    let mut before = 0;
    words::each_word(slice, |word, form| {
        let gap = slice.get(before..word.start).unwrap_or_default();
        before = word.end;
        all.push(Word {
            form: form.to_owned(),
            start: sentence.start + word.start as u32,
            end: sentence.start + word.end as u32,
            joined: gap.contains([',', '/', '&']),
            stopped: gap.contains(['.', ';', ':', '?']),
        });
    });
    all
}

/// Where the words of `phrase` (in normal form, with single spaces) stand one after the other.
pub fn places<'a>(words: &'a [Word], phrase: &'a str) -> impl Iterator<Item = usize> + 'a {
    let (first, more) = phrase.split_once(' ').unwrap_or((phrase, ""));
    (0..words.len()).filter(move |at| {
        words[*at].form == first && (more.is_empty() || stands(&words[*at + 1..], more))
    })
}

/// True when the words begin with those of `phrase`.
#[must_use]
pub fn stands(words: &[Word], phrase: &str) -> bool {
    let mut here = words.iter();
    phrase.split(' ').all(|form| here.next().is_some_and(|word| word.form == form))
}
