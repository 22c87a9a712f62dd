//! How a mention is asserted: present, denied, possible, past, somebody else's, or only if.
//!
//! Cues (`data/language/assertion.toml`) reach over the words after or before them, up to their
//! reach, a semicolon, a bullet, a line end, the label of another item, or a word that begins a
//! new thought. Signs and answers ("-fever", "Rash: none") count as cues.

mod cues;
mod scope;

pub use cues::Cues;

use crate::sentences::Sentence;
use crate::tokens::{Gap, Token};
use cues::{Commas, Hit, Means};
use model::{Assertion, Experiencer, SectionKind, Temporality};
use scope::{Follow, Scope, slot};

/// A question of no more words is one question, in words.
const SHORT_QUESTION: u32 = 12;

/// In a longer one the question is about what stands so near its end, in words.
const NEAR_QUESTION: usize = 4;

/// The assertion of one mention.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Asserted {
    /// How certainly.
    pub assertion: Assertion,
    /// When.
    pub temporality: Temporality,
    /// Whose.
    pub experiencer: Experiencer,
    /// The words that decided, as positions in the document: first, one past last.
    pub cue: Option<(u32, u32)>,
}

impl Cues {
    /// The cues of a sentence, ready to be asked about its mentions.
    #[must_use]
    pub fn scan<'a>(&'a self, tokens: &'a [Token], sentence: &'a Sentence) -> Scan<'a> {
        let follow = Follow { cues: self, tokens, sentence };
        let mut hits = follow.hits();
        self.split_repeated_no(tokens, &mut hits);
        let scopes = follow.scopes(&hits);
        Scan { cues: self, tokens, sentence, hits, scopes }
    }

    /// "No fever, no wheezing, mild dyspnea": where each member has its own "no", none of them
    /// speaks of the next member.
    fn split_repeated_no(&self, tokens: &[Token], hits: &mut [Hit]) {
        let bare = |hit: &Hit| {
            hit.reach.means == Means::Negated && tokens[hit.first as usize].word == self.words.no
        };
        if hits.iter().filter(|hit| bare(hit)).count() > 1 {
            for hit in hits.iter_mut().filter(|hit| bare(hit)) {
                hit.reach.commas = Commas::Or;
            }
        }
    }
}

/// The cues of one sentence.
pub struct Scan<'a> {
    cues: &'a Cues,
    tokens: &'a [Token],
    sentence: &'a Sentence,
    hits: Vec<Hit>,
    scopes: Vec<Scope>,
}

impl Scan<'_> {
    /// How the mention whose words stand at `first..=last` is asserted.
    #[must_use]
    pub fn assert(&self, first: u32, last: u32, section: SectionKind) -> Asserted {
        let mut result = Asserted::default();
        if section == SectionKind::FamilyHistory {
            result.experiencer = Experiencer::Family;
        }
        let lasting = self.is_lasting(first, last);
        let mut nearest: [Option<(u32, Hit)>; 7] = [None; 7];
        for scope in &self.scopes {
            let Some(slot) = slot(scope.hit.reach.means) else { continue };
            let Some(distance) = scope.distance(first, last) else { continue };
            if lasting && scope.hit.reach.soft || scope.is_onset(&self.hits, first) {
                continue;
            }
            if nearest[slot].is_none_or(|(d, _)| distance < d) {
                nearest[slot] = Some((distance, scope.hit));
            }
        }
        let [negated, possible, historical, family, other, hypothetical, planned] = nearest;
        let mut decide = |hit: Option<(u32, Hit)>, apply: &mut dyn FnMut(&mut Asserted)| {
            if let Some((_, hit)) = hit {
                apply(&mut result);
                // A sign is shown by the word that it stands before.
                result.cue = Some((hit.first, hit.last.max(hit.first + 1)));
            }
        };
        decide(historical, &mut |r| r.temporality = Temporality::Historical);
        decide(other, &mut |r| r.experiencer = Experiencer::Other);
        decide(family, &mut |r| r.experiencer = Experiencer::Family);
        decide(possible, &mut |r| r.assertion = Assertion::Possible);
        decide(planned, &mut |r| r.assertion = Assertion::Planned);
        decide(hypothetical, &mut |r| r.assertion = Assertion::Hypothetical);
        decide(negated, &mut |r| r.assertion = Assertion::Negated);
        self.by_marks(first, last, &mut result);
        result
    }

    /// True when the mention names a disease that lasts, or "chronic" stands before it.
    fn is_lasting(&self, first: u32, last: u32) -> bool {
        let apart = self.tokens[first as usize].gap.has(Gap::COMMA);
        self.hits.iter().any(|hit| {
            hit.reach.means == Means::Lasting
                && hit.first <= last
                && (hit.last > first || hit.last == first && !apart)
        })
    }

    /// Signs instead of words: an empty checkbox, `?pneumonia`, a question and its answer.
    fn by_marks(&self, first: u32, last: u32, result: &mut Asserted) {
        let before = self.tokens[first as usize].gap;
        if self.sentence.unchecked {
            result.assertion = Assertion::Negated;
            return;
        }
        let behind = last + 1 == self.sentence.last;
        if let Some(affirms) = self.answer_behind().filter(|_| behind || self.sentence.question) {
            result.assertion = if affirms { Assertion::Present } else { Assertion::Negated };
            return;
        }
        if result.assertion != Assertion::Present {
            return;
        }
        let next = self.tokens.get(last as usize + 1).filter(|_| !behind);
        if before.has(Gap::QUESTION) || next.is_some_and(|t| t.gap.has(Gap::QUESTION)) {
            result.assertion = Assertion::Possible;
        } else if self.sentence.question && self.is_asked(last) {
            let word = self.tokens[self.sentence.first as usize].word;
            let asks = self.cues.words.asking.contains(&word);
            result.assertion = if asks { Assertion::Hypothetical } else { Assertion::Possible };
        }
    }

    /// True where the question mark at the end is about the term: in a long list only about what
    /// stands behind its last comma.
    fn is_asked(&self, last: u32) -> bool {
        let Sentence { first, last: end, .. } = *self.sentence;
        let behind = &self.tokens[last as usize + 1..end as usize];
        end - first <= SHORT_QUESTION
            || (behind.len() <= NEAR_QUESTION && !behind.iter().any(|t| t.gap.has(Gap::COMMA)))
    }

    /// The yes or no behind the sentence: "Nausea? no.", "Chest pain [ ] Yes [x] No".
    fn answer_behind(&self) -> Option<bool> {
        let behind = self.tokens.get(self.sentence.last as usize..)?;
        let next = behind.first()?;
        let answer = |at: usize| behind.get(at).and_then(|t| self.cues.words.answer(t.word));
        if self.sentence.question && !next.gap.has(Gap::BLANK) {
            let ends = Gap::COMMA | Gap::SEMICOLON | Gap::STOP | Gap::LINE;
            return answer(0).filter(|_| behind.get(1).is_none_or(|t| t.gap.has(ends)));
        }
        if !next.gap.has(Gap::BRACKET) || next.gap.has(Gap::LINE) {
            return None;
        }
        let boxes = answer(0).is_some() || answer(1).is_some();
        let tick = behind.iter().take(3).position(|t| t.word == self.cues.words.tick)?;
        answer(tick + 1).filter(|_| boxes)
    }
}
