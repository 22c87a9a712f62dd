//! Clinical language: documents become findings with exact spans.
//!
//! What enters: the documents of a `model::Chart`. What leaves: a [`Reading`]: sections,
//! sentences, words and mentions, each with byte ranges into the document. Called by `coding` and
//! `cdi`. One pass a document, linear in its length: no pattern backtracks.

pub mod assertion;
pub mod bare_words;

pub mod dictionary;
mod index_terms;
pub mod lexicon;
pub mod matching;
pub mod reading;
pub mod sections;
pub mod sentences;
pub mod tokens;
pub mod vocabulary;

pub use dictionary::{Dictionary, Term, TermSource};
pub use lexicon::{Drug, Entry, Kind, Lexicon, LexiconError, Risk};
pub use reading::{DocumentReading, Mention, Reader, Reading};
pub use sections::Section;
pub use sentences::Sentence;
pub use tokens::{Gap, Token};
pub use vocabulary::{Vocabulary, WordId};
