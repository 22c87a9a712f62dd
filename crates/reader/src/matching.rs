//! Recognises terms in a sentence: all words of the term, in any order, close together.
//!
//! Between the words of a term only fillers, sides and qualifiers may stand ("pain of the left
//! knee"), unless the words are joined to those of another term that shares one of them ("left
//! knee and hip pain"). The longest term wins where two lie over each other.

mod span;

pub use span::{Lists, Span};

use crate::dictionary::{Dictionary, TermSource, is_written_as, signature};
use crate::lexicon::Lexicon;
use crate::tokens::{Gap, Token};
use crate::vocabulary::{Vocabulary, WordClass};

/// Farthest that a word of a term may stand from the word it is filed under, in words.
const REACH: usize = 9;
/// Most words of a term.
const MOST_WORDS: usize = 10;
/// Most words that are not free between the words of a joined term.
const MOST_JOINED: usize = 4;

/// A term found in a sentence.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// Row of the term in the dictionary.
    pub term: u32,
    /// Positions of its words in the document, in order.
    pub at: Vec<u32>,
    score: f32,
    joined: bool,
}

impl Match {
    /// Position of its first word.
    #[must_use]
    pub fn first(&self) -> u32 {
        self.at.first().copied().unwrap_or(0)
    }

    /// Position of its last word.
    #[must_use]
    pub fn last(&self) -> u32 {
        self.at.last().copied().unwrap_or(0)
    }
}

/// What decides whether a term may stand where it was found.
pub struct Context<'a> {
    /// The document.
    pub text: &'a str,
    /// All words of the document.
    pub tokens: &'a [Token],
    /// The words of the document, sorted, for `needs`.
    pub words: &'a [u32],
    /// The lexicon behind the dictionary.
    pub lexicon: &'a Lexicon,
    /// Numbers of the `needs` and `unless` words of each entry.
    pub conditions: &'a [Conditions],
}

/// The `needs` and `unless` words of one lexicon entry, as numbers.
#[derive(Clone, Debug, Default)]
pub struct Conditions {
    /// One of these must stand in the document, when there are any.
    pub needs: Vec<u32>,
    /// None of these may stand in the sentence.
    pub unless: Vec<u32>,
    /// It may stand without those where it heads a problem or an item of a list of conditions.
    pub heads: bool,
}

/// The terms of one sentence, in order.
#[must_use]
pub fn sentence(dictionary: &Dictionary, context: &Context<'_>, span: Span) -> Vec<Match> {
    let (tokens, first, last) = (context.tokens, span.first, span.last);
    let mut found = Vec::new();
    let bits = tokens[first..last].iter().fold(0, |all, token| all | signature(token.word));
    for (i, token) in tokens.iter().enumerate().take(last).skip(first) {
        if token.word == 0 {
            continue;
        }
        for term in dictionary.filed_under(token.word, bits) {
            if let Some(hit) = match_term(dictionary, context, term, i, span.range())
                && allowed(dictionary, context, &hit, span)
            {
                found.push(hit);
            }
        }
    }
    select(found, dictionary, tokens)
}

fn match_term(
    dictionary: &Dictionary,
    context: &Context<'_>,
    row: u32,
    i: usize,
    range: std::ops::Range<usize>,
) -> Option<Match> {
    let tokens = context.tokens;
    let term = &dictionary.terms[row as usize];
    let mut at = [0u32; MOST_WORDS];
    let mut count = 0;
    if term.words.len() > MOST_WORDS {
        return None;
    }
    for word in &*term.words {
        let place = if *word == tokens[i].word {
            i
        } else {
            nearest(tokens, *word, i, &range, &at[..count])?
        };
        at[count] = place as u32;
        count += 1;
    }
    let at = &mut at[..count];
    at.sort_unstable();
    let (low, high) = (at[0] as usize, at[count - 1] as usize);
    if term.exact.is_some() || term.acronym.is_some() {
        let text = context.text.get(tokens[low].start as usize..tokens[high].end as usize)?;
        let exact = term.exact.as_deref().is_none_or(|exact| text == exact);
        let acronym = term.acronym.as_deref().is_none_or(|a| is_written_as(a, text));
        if !exact || !acronym {
            return None;
        }
    }
    if term.linked && !is_tied(dictionary, tokens, low, high) {
        return None;
    }
    let (cost, joined) = cost(dictionary, tokens, low, high, at)?;
    // A number belongs to the word beside it: "Oct 1, HSV negative" is not HSV 1.
    let numbered = at.iter().any(|i| {
        let token = tokens[*i as usize];
        token.end - token.start <= 2
            && context.text.as_bytes().get(token.start as usize).is_some_and(u8::is_ascii_digit)
    });
    let comma = (low + 1..=high).any(|i| tokens[i].gap.has(Gap::COMMA));
    if numbered && comma && count <= 2 {
        return None;
    }
    let weight: f32 = term.words.iter().map(|w| dictionary.weight(*w)).sum();
    let trust = match term.source {
        TermSource::Lexicon(_) | TermSource::Drug(_) => 1.5,
        TermSource::Title => 0.5,
        TermSource::Inclusion => 0.3,
        TermSource::Index => 0.0,
    };
    Some(Match { term: row, at: at.to_vec(), score: weight + trust - cost, joined })
}

/// False where a comma, a slash or an "and" stands between the words and nothing ties them.
fn is_tied(dictionary: &Dictionary, tokens: &[Token], low: usize, high: usize) -> bool {
    let parts = (low + 1..=high).any(|i| {
        tokens[i].gap.has(Gap::COMMA | Gap::SLASH)
            || dictionary.vocabulary.class(tokens[i].word).is(WordClass::JOINER)
    });
    !parts || (low + 1..high).any(|i| dictionary.is_link(tokens[i].word))
}

fn nearest(
    tokens: &[Token],
    word: u32,
    i: usize,
    range: &std::ops::Range<usize>,
    taken: &[u32],
) -> Option<usize> {
    (1..=REACH).find_map(|step| {
        let free = |place: &usize| !taken.contains(&(*place as u32));
        let after = (i + step < range.end && tokens[i + step].word == word)
            .then_some(i + step)
            .filter(free);
        let before = i
            .checked_sub(step)
            .filter(|b| *b >= range.start && tokens[*b].word == word)
            .filter(free);
        // Of two as near, the one on this side of the comma.
        match (after, before) {
            (Some(after), Some(before)) => {
                let comma = |from: usize, to: usize| {
                    (from + 1..=to).any(|k| tokens[k].gap.has(Gap::COMMA | Gap::SEMICOLON))
                };
                Some(if comma(i, after) && !comma(before, i) { before } else { after })
            }
            (after, before) => after.or(before),
        }
    })
}

/// What the words between cost; `None` when they tear the term apart. True when the term holds
/// only if another shares one of its words.
fn cost(
    dictionary: &Dictionary,
    tokens: &[Token],
    low: usize,
    high: usize,
    at: &[u32],
) -> Option<(f32, bool)> {
    let (mut cost, mut strange, mut joiner) = (0.0f32, 0usize, false);
    for (i, token) in tokens.iter().enumerate().take(high + 1).skip(low + 1) {
        let gap = token.gap;
        if gap.has(Gap::SEMICOLON | Gap::STOP | Gap::BLANK | Gap::QUESTION) {
            return None;
        }
        if gap.has(Gap::COLON) {
            cost += 1.5;
        }
        if gap.has(Gap::COMMA | Gap::SLASH) {
            cost += 0.6;
            joiner = true;
        }
        if gap.has(Gap::MINUS | Gap::PLUS) {
            return None;
        }
        if gap.has(Gap::DASH) {
            cost += 1.0;
        }
        if at.contains(&(i as u32)) {
            continue;
        }
        let class = dictionary.vocabulary.class(token.word);
        if class.is(WordClass::JOINER) {
            joiner = true;
            cost += 0.4;
        } else if class.is(WordClass::BARRIER) {
            return None;
        } else if dictionary.joins(token.word) {
            joiner = true;
            cost += 0.25;
        } else if class.is_free() {
            cost += 0.25;
        } else {
            strange += 1;
            cost += 0.8;
        }
    }
    match (strange, joiner) {
        (0, _) => Some((cost, false)),
        (n, true) if n <= MOST_JOINED => Some((cost + 1.0, true)),
        _ => None,
    }
}

/// The conditions of the lexicon entry behind a match.
fn allowed(dictionary: &Dictionary, context: &Context<'_>, hit: &Match, span: Span) -> bool {
    let TermSource::Lexicon(entry) = dictionary.terms[hit.term as usize].source else {
        return true;
    };
    let Some(conditions) = context.conditions.get(entry as usize) else { return true };
    let needed = conditions.needs.is_empty()
        || conditions.needs.iter().any(|w| context.words.binary_search(w).is_ok())
        || (conditions.heads && span.is_an_item(context, hit.first() as usize));
    needed
        && (conditions.unless.is_empty()
            || !context.tokens[span.range()].iter().any(|t| conditions.unless.contains(&t.word)))
}

/// Keeps the best of those that lie over each other, and joined terms that share a word with one
/// that is kept.
fn select(mut found: Vec<Match>, dictionary: &Dictionary, tokens: &[Token]) -> Vec<Match> {
    let v = &dictionary.vocabulary;
    found.sort_by(|a, b| {
        let source = |m: &Match| dictionary.terms[m.term as usize].source;
        a.joined
            .cmp(&b.joined)
            .then(b.score.total_cmp(&a.score))
            .then(source(a).cmp(&source(b)))
            .then(a.at.cmp(&b.at))
            .then(a.term.cmp(&b.term))
    });
    let torn = across_commas(&found, tokens);
    let outdone: Vec<bool> =
        found.iter().map(|hit| is_outdone(hit, &found, dictionary, tokens)).collect();
    let mut kept: Vec<Match> = Vec::new();
    for ((hit, torn), outdone) in found.into_iter().zip(torn).zip(outdone) {
        if torn || outdone {
            continue;
        }
        let shared = |other: &Match| other.at.iter().filter(|w| hit.at.contains(w)).count();
        let fits = if hit.joined {
            // It shares one head with one kept term, and brings a word that no other term uses.
            let anchors = kept.iter().filter(|k| shared(k) > 0).count();
            let own = hit.at.iter().any(|w| kept.iter().all(|k| !k.at.contains(w)));
            anchors == 1
                && own
                && kept.iter().all(|k| {
                    shared(k) == 0
                        || (shares_only_head(&hit, k) && fills_the_gap(&hit, k, tokens, v))
                })
        } else {
            kept.iter().all(|k| shared(k) == 0)
        };
        if fits {
            kept.push(hit);
        }
    }
    kept.sort_by_key(|m| (m.first(), m.last(), m.term));
    kept
}

/// True for a term whose telling words all stand in another that says more: "RLL pneumonia" tells
/// of pneumonia only, and "pneumococcal pneumonia" beside it of which.
fn is_outdone(hit: &Match, found: &[Match], dictionary: &Dictionary, tokens: &[Token]) -> bool {
    let term = &dictionary.terms[hit.term as usize];
    if term.telling == u16::MAX {
        return false;
    }
    let tells = |at: u32| {
        let word = tokens[at as usize].word;
        let own = term.words.iter().position(|w| *w == word);
        own.is_some_and(|i| term.telling & (1 << i.min(15)) != 0)
    };
    found.iter().any(|other| {
        !other.joined
            && other.term != hit.term
            && hit.at.iter().filter(|at| tells(**at)).all(|at| other.at.contains(at))
            && other.at.iter().any(|at| !hit.at.contains(at))
            && dictionary.terms[other.term as usize].code != term.code
    })
}

/// Which terms reach over a comma that parts two terms complete by themselves: "otitis media with
/// effusion, acute otitis media" is a list of two.
fn across_commas(found: &[Match], tokens: &[Token]) -> Vec<bool> {
    let comma_in = |hit: &Match| {
        (hit.first() + 1..=hit.last()).find(|i| tokens[*i as usize].gap.has(Gap::COMMA))
    };
    let whole = |other: &Match, hit: &Match| {
        other.at.len() > 1 && other.at.iter().filter(|w| hit.at.contains(w)).count() > 1
    };
    found
        .iter()
        .map(|hit| {
            let Some(comma) = comma_in(hit).filter(|_| !hit.joined) else { return false };
            let on = |before: bool| {
                found.iter().any(|other| {
                    let side = if before { other.last() < comma } else { other.first() >= comma };
                    side && whole(other, hit)
                })
            };
            on(true) && on(false)
        })
        .collect()
}

/// True when nothing but joiners, free words and the other term's own words lies between the
/// words of a joined term: "left knee and hip pain", not "pressure elevation and chest pain".
fn fills_the_gap(hit: &Match, other: &Match, tokens: &[Token], vocabulary: &Vocabulary) -> bool {
    (hit.first() + 1..hit.last()).all(|i| {
        let class = vocabulary.class(tokens[i as usize].word);
        hit.at.contains(&i)
            || other.at.contains(&i)
            || class.is(WordClass::JOINER)
            || class.is_free()
    })
}

/// True when each of the two has a word of its own beside those they share, and both are built
/// alike ("knee pain" and "hip pain", not "type 2 diabetes" and "blood type").
fn shares_only_head(a: &Match, b: &Match) -> bool {
    if a.at.len() != b.at.len() {
        return false;
    }
    let own = |x: &Match, y: &Match| x.at.iter().any(|w| !y.at.contains(w));
    own(a, b) && own(b, a)
}
