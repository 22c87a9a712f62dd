//! Patterns of words: what the lists in `data/queries/linter.toml` are written in.
//!
//! A pattern is words with blanks between them, all within one sentence: `a|b` one of several,
//! `word~` every word that begins so, `=CC` in capitals only, `word:` with a colon after it, `_`
//! any one word, `#` a number, `*` up to six words. A word of three letters or more also stands
//! for its plural in `s` or `ies`.

use super::tokens::Token;

/// Most words that one `*` passes over.
const MOST_PASSED: usize = 6;

#[derive(Clone, Debug)]
enum Atom {
    OneOf(Vec<Word>),
    Any,
    Number,
    Some,
}

#[derive(Clone, Debug)]
struct Word {
    text: String,
    begins: bool,
    capitals: bool,
    colon: bool,
}

/// One pattern.
#[derive(Clone, Debug)]
pub struct Pattern(Vec<Atom>);

impl Pattern {
    /// Reads a pattern.
    pub fn new(text: &str) -> Pattern {
        Pattern(text.split_whitespace().map(Atom::new).collect())
    }

    /// Where the pattern stands when it begins at token `at`: one past its last token.
    pub fn at(&self, tokens: &[Token], at: usize) -> Option<usize> {
        let sentence = tokens.get(at)?.sentence;
        matches(&self.0, tokens, at, sentence)
    }

    /// Every place: first token and one past the last.
    pub fn places(&self, tokens: &[Token]) -> Vec<(usize, usize)> {
        (0..tokens.len()).filter_map(|at| self.at(tokens, at).map(|end| (at, end))).collect()
    }
}

fn matches(atoms: &[Atom], tokens: &[Token], at: usize, sentence: u32) -> Option<usize> {
    let Some((first, rest)) = atoms.split_first() else { return Some(at) };
    if matches!(first, Atom::Some) {
        return (0..=MOST_PASSED).find_map(|passed| matches(rest, tokens, at + passed, sentence));
    }
    let token = tokens.get(at).filter(|token| token.sentence == sentence)?;
    first.fits(token).then(|| matches(rest, tokens, at + 1, sentence))?
}

impl Atom {
    fn new(text: &str) -> Atom {
        match text {
            "_" => Atom::Any,
            "#" => Atom::Number,
            "*" => Atom::Some,
            _ => Atom::OneOf(text.split('|').map(Word::new).collect()),
        }
    }

    fn fits(&self, token: &Token) -> bool {
        match self {
            Atom::OneOf(words) => words.iter().any(|word| word.fits(token)),
            Atom::Any | Atom::Some => true,
            Atom::Number => token.is_number(),
        }
    }
}

impl Word {
    fn new(text: &str) -> Word {
        let (text, capitals) = text.strip_prefix('=').map_or((text, false), |t| (t, true));
        let (text, colon) = text.strip_suffix(':').map_or((text, false), |t| (t, true));
        let (text, begins) = text.strip_suffix('~').map_or((text, false), |t| (t, true));
        Word { text: text.to_lowercase(), begins, capitals, colon }
    }

    fn fits(&self, token: &Token) -> bool {
        let word = token.word.as_str();
        let plural = || {
            let more = self.text.strip_suffix('y').map(|stem| format!("{stem}ies"));
            self.text.len() >= 3
                && (word.strip_suffix('s') == Some(&self.text) || more.as_deref() == Some(word))
        };
        let said = if self.begins { word.starts_with(&self.text) } else { word == self.text };
        let cased = !self.capitals || token.capitals || word.strip_suffix('s') == Some(&self.text);
        (said || plural()) && cased && (!self.colon || token.colon)
    }
}

#[cfg(test)]
mod tests {
    use super::Pattern;
    use crate::linter::tokens::tokens;

    #[test]
    fn finds_words() {
        for (pattern, text, found) in [
            ("drg", "the DRGs move", true),
            ("=CC", "as a CC here", true),
            ("=CC", "500 cc here", false),
            ("=CC:", "CC: pain", true),
            ("=CC:", "a CC here", false),
            ("reimburs~", "Reimbursement", true),
            ("confirm|agree that", "Can you agree that", true),
            ("quality score|measure", "quality of life", false),
            ("document * acute", "please document the very acute pain", true),
            ("document * acute", "please document. The acute pain", false),
            ("# =CC", "500 CC", true),
            ("a _ c", "a b c", true),
            ("penalty", "Penalties", true),
        ] {
            let places = Pattern::new(pattern).places(&tokens(text));
            assert_eq!(!places.is_empty(), found, "{pattern}: {text}");
        }
    }
}
