//! How a mention is asserted: present, denied, possible, past, somebody else's, or only if.
//!
//! Cues (`data/language/assertion.toml`) reach over the words after or before them, up to their
//! reach, a stop, a semicolon, a bullet, a line end, or a word that begins a new thought.

use crate::sentences::Sentence;
use crate::tokens::{Gap, Token};
use crate::vocabulary::{Vocabulary, WordId};
use codesets::words;
use hashbrown::HashMap;
use model::{Assertion, Experiencer, SectionKind, Temporality};
use serde::Deserialize;

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Means {
    Negated,
    Present,
    Possible,
    Historical,
    Family,
    Other,
    Hypothetical,
    Planned,
    Terminator,
    Pseudo,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Direction {
    Forward,
    Backward,
    Both,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CueGroup {
    means: Means,
    direction: Direction,
    reach: u32,
    text: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    cue: Vec<CueGroup>,
}

#[derive(Clone, Debug)]
struct Cue {
    words: Vec<WordId>,
    means: Means,
    direction: Direction,
    reach: u32,
}

/// A cue found in a sentence.
#[derive(Clone, Copy, Debug)]
struct Hit {
    means: Means,
    direction: Direction,
    reach: u32,
    first: u32,
    /// One past its last word.
    last: u32,
}

/// All cues, filed under their first word, longest first.
pub struct Cues {
    by_first: HashMap<WordId, Vec<Cue>>,
    /// Numbers of the words that deny when they stand alone behind a mention.
    bare_denials: Vec<WordId>,
}

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
    /// The cues inside the binary; their words are added to the vocabulary.
    ///
    /// # Errors
    /// When the file is not of its form; a test reads it.
    pub fn embedded(vocabulary: &mut Vocabulary) -> Result<Cues, String> {
        let text = include_str!("../../../data/language/assertion.toml");
        let file: File = toml::from_str(text)
            .map_err(|fault| format!("data/language/assertion.toml: {fault}"))?;
        let mut by_first: HashMap<WordId, Vec<Cue>> = HashMap::new();
        for group in file.cue {
            for text in &group.text {
                let words: Vec<WordId> =
                    words::forms(text).iter().map(|form| vocabulary.add(form)).collect();
                let Some(first) = words.first().copied() else { continue };
                let (means, direction, reach) = (group.means, group.direction, group.reach);
                by_first.entry(first).or_default().push(Cue { words, means, direction, reach });
            }
        }
        for cues in by_first.values_mut() {
            cues.sort_by_key(|cue| std::cmp::Reverse(cue.words.len()));
        }
        let bare_denials = ["no", "none", "deny", "denied", "negative", "neg", "absent", "n"]
            .iter()
            .map(|word| vocabulary.add(word))
            .collect();
        Ok(Cues { by_first, bare_denials })
    }

    /// The cues of a sentence, in order. A longer cue hides the shorter ones inside it; cues of
    /// the same words but other meanings all count.
    fn find(&self, tokens: &[Token], sentence: &Sentence) -> Vec<Hit> {
        let (mut hits, mut i, last) = (Vec::new(), sentence.first, sentence.last);
        while i < last {
            let cues = self.by_first.get(&tokens[i as usize].word);
            let mut longest = 0;
            for cue in cues.into_iter().flatten() {
                let length = cue.words.len() as u32;
                if length < longest || i + length > last {
                    continue;
                }
                let same = cue.words.iter().zip(&tokens[i as usize..]).all(|(w, t)| *w == t.word);
                let unbroken = tokens[i as usize + 1..(i + length) as usize]
                    .iter()
                    .all(|t| !t.gap.has(Gap::COMMA | Gap::SEMICOLON | Gap::STOP | Gap::COLON));
                if same && unbroken {
                    longest = length;
                    hits.push(Hit {
                        means: cue.means,
                        direction: cue.direction,
                        reach: cue.reach,
                        first: i,
                        last: i + length,
                    });
                }
            }
            i += longest.max(1);
        }
        hits
    }

    /// The cues of a sentence, ready to be asked about its mentions.
    #[must_use]
    pub fn scan<'a>(&'a self, tokens: &'a [Token], sentence: &'a Sentence) -> Scan<'a> {
        Scan { cues: self, tokens, sentence, hits: self.find(tokens, sentence) }
    }
}

/// The cues of one sentence.
pub struct Scan<'a> {
    cues: &'a Cues,
    tokens: &'a [Token],
    sentence: &'a Sentence,
    hits: Vec<Hit>,
}

impl Scan<'_> {
    /// How the mention whose words stand at `first..=last` is asserted.
    #[must_use]
    pub fn assert(&self, first: u32, last: u32, section: SectionKind) -> Asserted {
        let mut result = Asserted::default();
        if section == SectionKind::FamilyHistory {
            result.experiencer = Experiencer::Family;
        }
        let mut nearest: [Option<(u32, Hit)>; 7] = [None; 7];
        for hit in &self.hits {
            let Some(slot) = slot(hit.means) else { continue };
            let Some(distance) = self.distance(hit, first, last) else { continue };
            if nearest[slot].is_none_or(|(d, _)| distance < d) {
                nearest[slot] = Some((distance, *hit));
            }
        }
        let [negated, possible, historical, family, other, hypothetical, planned] = nearest;
        let mut decide = |hit: Option<(u32, Hit)>, apply: &mut dyn FnMut(&mut Asserted)| {
            if let Some((_, hit)) = hit {
                apply(&mut result);
                result.cue = Some((hit.first, hit.last));
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

    /// Signs instead of words: an empty checkbox, `-fever`, `?pneumonia`, `Polyuria no.`
    fn by_marks(&self, first: u32, last: u32, result: &mut Asserted) {
        let before = self.tokens[first as usize].gap;
        if self.sentence.unchecked {
            result.assertion = Assertion::Negated;
        } else if before.has(Gap::MINUS) && !before.has(Gap::LINE) && first > self.sentence.first {
            result.assertion = Assertion::Negated;
        } else if before.has(Gap::QUESTION) && result.assertion == Assertion::Present {
            result.assertion = Assertion::Possible;
        } else if self.sentence.question && result.assertion == Assertion::Present {
            result.assertion = Assertion::Hypothetical;
        }
        let next = last + 1;
        if next < self.sentence.last && result.assertion == Assertion::Present {
            let token = self.tokens[next as usize];
            let alone = next + 1 == self.sentence.last
                || self.tokens[next as usize + 1]
                    .gap
                    .has(Gap::COMMA | Gap::SEMICOLON | Gap::BRACKET | Gap::SLASH | Gap::LINE);
            let close = !token.gap.has(Gap::COMMA | Gap::SEMICOLON | Gap::STOP);
            if alone && close && self.cues.bare_denials.contains(&token.word) {
                result.assertion = Assertion::Negated;
                result.cue = Some((next, next + 1));
            }
        }
    }

    /// How far the cue stands from the mention; `None` when it does not reach it.
    fn distance(&self, hit: &Hit, first: u32, last: u32) -> Option<u32> {
        let forward = hit.last <= first
            && matches!(hit.direction, Direction::Forward | Direction::Both)
            && first - hit.last < hit.reach
            && !self.stopped(hit, hit.last, first);
        if forward {
            return Some(first - hit.last);
        }
        let backward = hit.first > last
            && matches!(hit.direction, Direction::Backward | Direction::Both)
            && hit.first - last - 1 < hit.reach
            && !self.stopped(hit, last + 1, hit.first);
        backward.then(|| hit.first - last - 1)
    }

    /// True when something between the cue and the mention (the words `from..to`) ends its reach.
    fn stopped(&self, cue: &Hit, from: u32, to: u32) -> bool {
        let hard = self.tokens[from as usize..=(to as usize).min(self.tokens.len() - 1)]
            .iter()
            .any(|t| t.gap.has(Gap::SEMICOLON | Gap::STOP));
        // A backward cue after a comma speaks of the last member of a list only when it is a
        // verb phrase; commas therefore stop what looks back more than one member.
        let comma_back = cue.direction == Direction::Backward
            && self.tokens[from as usize..=(to as usize).min(self.tokens.len() - 1)]
                .iter()
                .any(|t| t.gap.has(Gap::COMMA));
        hard || comma_back
            || self.hits.iter().any(|hit| {
                let between = hit.first >= from && hit.last <= to;
                let ends = match hit.means {
                    Means::Terminator => true,
                    Means::Present => {
                        matches!(cue.means, Means::Negated | Means::Hypothetical | Means::Other)
                    }
                    Means::Negated => {
                        matches!(cue.means, Means::Possible | Means::Historical)
                            && hit.direction == Direction::Forward
                    }
                    _ => false,
                };
                between && ends
            })
    }
}

fn slot(means: Means) -> Option<usize> {
    Some(match means {
        Means::Negated => 0,
        Means::Possible => 1,
        Means::Historical => 2,
        Means::Family => 3,
        Means::Other => 4,
        Means::Hypothetical => 5,
        Means::Planned => 6,
        Means::Present | Means::Terminator | Means::Pseudo => return None,
    })
}
