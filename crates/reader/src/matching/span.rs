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

    /// True for a word that opens the sentence, but for its number, or an item of its list, and
    /// that stands alone there: "RA - on methotrexate", not "RA 98 %".
    pub(super) fn is_an_item(self, context: &Context<'_>, at: usize) -> bool {
        let opens = match self.lists {
            Lists::Nothing => false,
            Lists::Heads => self.is_first(context, at),
            Lists::Items => self.is_first(context, at) || context.tokens[at].gap.has(BREAKS),
        };
        opens && self.ends(context, at)
    }

    fn is_first(self, context: &Context<'_>, at: usize) -> bool {
        let word = |token: &Token| context.text.get(token.start as usize..token.end as usize);
        let number = |text: &str| text.bytes().all(|b| b.is_ascii_digit());
        at == self.first
            || at == self.first + 1 && word(&context.tokens[self.first]).is_some_and(number)
    }

    fn ends(self, context: &Context<'_>, at: usize) -> bool {
        let Some(next) = context.tokens.get(at + 1).filter(|_| at + 1 < self.last) else {
            return true;
        };
        let text = context.text.get(next.start as usize..next.end as usize).unwrap_or_default();
        next.gap.has(BREAKS | ENDS) || GOES_ON.iter().any(|word| text.eq_ignore_ascii_case(word))
    }
}

/// What parts two items.
const BREAKS: u16 = Gap::COMMA | Gap::SEMICOLON | Gap::COLON | Gap::LINE | Gap::BLANK;

/// What else parts a condition from what is said of it.
const ENDS: u16 = Gap::STOP | Gap::DASH | Gap::BRACKET;

/// Words by which more is said of a condition.
const GOES_ON: [&str; 14] = [
    "stable",
    "controlled",
    "uncontrolled",
    "well",
    "flare",
    "improving",
    "worsening",
    "unchanged",
    "with",
    "w",
    "without",
    "on",
    "s",
    "and",
];
