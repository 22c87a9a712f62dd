//! A sentence's place: which words are its own, and where they list conditions.

use super::Context;
use crate::tokens::{Gap, Token};

/// The words of one sentence.
#[derive(Clone, Copy, Debug)]
pub struct Span {
    /// Position of its first word.
    pub first: usize,
    /// One past the position of its last word.
    pub last: usize,
    /// Where conditions are listed in its section.
    pub lists: Lists,
}

/// Where an abbreviation names a condition by its place alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Lists {
    /// Nowhere in the section.
    Nothing,
    /// At the head of a problem (an assessment).
    Heads,
    /// There, and behind each comma (a past history).
    Items,
}

impl Span {
    pub(super) fn range(self) -> std::ops::Range<usize> {
        self.first..self.last
    }

    /// True for a word that opens the sentence, but for its number, or an item of its list.
    pub(super) fn opens_item(self, context: &Context<'_>, at: usize) -> bool {
        const BREAKS: u16 = Gap::COMMA | Gap::SEMICOLON | Gap::COLON | Gap::LINE | Gap::BLANK;
        let tokens = context.tokens;
        let number = |token: &Token| {
            let text = context.text.get(token.start as usize..token.end as usize);
            text.is_some_and(|word| word.bytes().all(|b| b.is_ascii_digit()))
        };
        let head = || tokens[self.first..at].iter().all(number);
        match self.lists {
            Lists::Nothing => false,
            Lists::Heads => head(),
            Lists::Items => head() || tokens[at].gap.has(BREAKS),
        }
    }
}
