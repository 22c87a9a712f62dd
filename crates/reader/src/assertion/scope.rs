//! How far each cue of a sentence reaches.
//!
//! Each cue is followed once to the word that ends it, at most its own reach away, so that the
//! work grows with the words of the sentence and not with cues times terms.

use super::cues::{Commas, Cues, Direction, Hit, Means, Reach};
use crate::sentences::Sentence;
use crate::tokens::{Gap, Token};

/// Words over which a sign in brackets, as in `(-)`, reaches.
const BRACKETED_SIGN: u32 = 8;
/// Words over which a sign directly before a word, as in `-fever`, reaches.
const BARE_SIGN: u32 = 3;
/// Words that a cue before a colon reaches.
const LIST: u32 = 20;
/// Words within which an "or" joins a list.
const OR_WITHIN: u32 = 12;
/// Words before a term in which its beginning may be told.
const ONSET_BEFORE: u32 = 6;
/// Words between a relative and the verb that makes them the one who tells.
const SPEAKS_WITHIN: u32 = 2;
/// The same, when a clause ("who is present today") stands between.
const SPEAKS_AFTER_CLAUSE: u32 = 7;

/// The words that a cue speaks of.
#[derive(Clone, Copy, Debug)]
pub struct Scope {
    /// The cue.
    pub hit: Hit,
    /// Position of the first word that it reaches.
    from: u32,
    /// One past the last.
    to: u32,
    /// It stands after the words that it speaks of.
    backward: bool,
    /// It stands in the line that opens the list.
    leads: bool,
}

impl Scope {
    /// How many words lie between the cue and the term `first..=last`; `None` when the cue does
    /// not reach it. A cue may run into the term ("no history of stroke").
    pub fn distance(&self, first: u32, last: u32) -> Option<u32> {
        if self.backward {
            return (last >= self.from && last < self.to).then(|| self.to - last - 1);
        }
        let before = self.leads || self.hit.first < first || self.hit.last == first;
        let reached = first < self.to && last >= self.from;
        (before && reached).then(|| first.saturating_sub(self.from))
    }

    /// True when what it puts in the past began there and goes on ("diagnosed 10 years ago").
    pub fn is_onset(&self, hits: &[Hit], first: u32) -> bool {
        self.hit.reach.means == Means::Historical
            && self.backward
            && hits.iter().any(|h| {
                h.reach.means == Means::Onset
                    && h.first + ONSET_BEFORE >= first
                    && h.last <= self.hit.first
            })
    }
}

/// A sentence whose cues are followed.
pub(super) struct Follow<'a> {
    pub cues: &'a Cues,
    pub tokens: &'a [Token],
    pub sentence: &'a Sentence,
}

impl Follow<'_> {
    /// The cues of the sentence with its signs, in order, without relatives who tell the story.
    pub fn hits(&self) -> Vec<Hit> {
        let Sentence { first, last, .. } = *self.sentence;
        let mut hits = self.cues.find(self.tokens, first, last);
        let signs = self.signs();
        if !signs.is_empty() {
            hits.extend(signs);
            hits.sort_by_key(|h| (h.first, h.last));
        }
        let tellers: Vec<bool> = (0..hits.len()).map(|k| self.tells(&hits, k)).collect();
        let mut tells = tellers.iter();
        hits.retain(|_| !tells.next().copied().unwrap_or(false));
        hits
    }

    /// What each cue reaches, with the cues of the line that opens the list.
    pub fn scopes(&self, hits: &[Hit]) -> Vec<Scope> {
        let Sentence { first, last, .. } = *self.sentence;
        let mut scopes = Vec::with_capacity(hits.len());
        for (k, hit) in hits.iter().enumerate() {
            let open = hit.reach.closed && !self.is_closed(hit.last);
            if slot(hit.reach.means).is_none() || open {
                continue;
            }
            if hit.reach.direction != Direction::Backward {
                let to = self.forward(hit.reach, hit.last, last, &hits[k + 1..]);
                scopes.push(Scope { hit: *hit, from: hit.last, to, backward: false, leads: false });
            }
            if hit.reach.direction != Direction::Forward || self.is_appended(hit) {
                let from = self.backward(hit, &hits[..k]);
                let to = hit.first;
                scopes.push(Scope { hit: *hit, from, to, backward: true, leads: false });
            }
        }
        if let Some((from, to)) = self.sentence.lead {
            for hit in self.lead(from, to) {
                let to = self.forward(hit.reach, first, last, hits);
                scopes.push(Scope { hit, from: first, to, backward: false, leads: true });
            }
        }
        scopes
    }

    /// The cues of an opening line ("Return for any of the following:") that are still open at
    /// its end. A past is not carried over: lists under "history" say themselves what is over.
    fn lead(&self, from: u32, to: u32) -> Vec<Hit> {
        let hits = self.cues.find(self.tokens, from, to);
        let open = |(k, hit): (usize, &Hit)| {
            let carried = matches!(
                hit.reach.means,
                Means::Negated | Means::Possible | Means::Hypothetical | Means::Family
            );
            let forward = hit.reach.direction != Direction::Backward;
            let end = self.forward(hit.reach, hit.last, to, &hits[k + 1..]);
            (carried && forward && end == to).then_some(*hit)
        };
        hits.iter().enumerate().filter_map(open).collect()
    }

    /// One past the last word that a cue reaches, from `start` on. `later` are the cues behind.
    fn forward(&self, mut reach: Reach, start: u32, last: u32, later: &[Hit]) -> u32 {
        let opening = self.tokens.get(start as usize).map(|t| t.gap).unwrap_or_default();
        let denies = matches!(reach.means, Means::Negated | Means::Possible) && !reach.sign;
        if reach.means == Means::Possible && opening.has(Gap::COMMA) {
            return start;
        }
        if denies && opening.has(Gap::COLON) {
            // "Neg: fever, chills, rash" is a list, however short the cue reaches elsewhere.
            (reach.words, reach.commas) = (reach.words.max(LIST), Commas::Pass);
        }
        let hard = last.min(start.saturating_add(reach.words));
        let person = matches!(reach.means, Means::Family | Means::Other);
        let mut later = later.iter().skip_while(|h| h.first < start).peekable();
        for i in start..hard {
            let token = self.tokens[i as usize];
            let (gap, inside) = (token.gap, i > start);
            let comma = inside && gap.has(Gap::COMMA);
            let ends = gap.has(Gap::SEMICOLON)
                || inside && gap.has(Gap::QUESTION)
                || inside && gap.has(Gap::DASH) && reach.means == Means::Negated
                || comma && !self.passes_comma(reach, i)
                || reach.until_with && self.cues.words.with.contains(&token.word);
            if ends {
                return i;
            }
            if inside && gap.has(Gap::COLON) && !self.passes_colon(reach, start, i) {
                // The word before a colon is the label of what follows.
                return i - 1;
            }
            while let Some(hit) = later.next_if(|h| h.first <= i) {
                // "His sister, who is 40, has …": the clause is about her.
                let clause = person && !inside && token.word == self.cues.words.who;
                let subject = comma && hit.reach.means == Means::Subject && !person;
                if hit.first == i && !clause && ends_forward(reach.means, hit.reach)
                    || subject && reach.means != Means::Hypothetical && !self.or_ahead(i)
                {
                    return i;
                }
            }
        }
        hard
    }

    fn passes_comma(&self, reach: Reach, i: u32) -> bool {
        match reach.commas {
            Commas::Pass => true,
            Commas::Stop => false,
            Commas::Or => self.or_ahead(i),
        }
    }

    /// True when the list that goes on at `i` is joined by an "or".
    fn or_ahead(&self, i: u32) -> bool {
        let to = self.sentence.last.min(i + OR_WITHIN) as usize;
        self.tokens[(i as usize).min(to)..to]
            .iter()
            .take_while(|t| !t.gap.has(Gap::SEMICOLON))
            .any(|t| self.cues.words.alternatives.contains(&t.word))
    }

    /// "Denies the following: …", "Return if: …" go on behind the colon.
    fn passes_colon(&self, reach: Reach, start: u32, i: u32) -> bool {
        let between = &self.tokens[start as usize + 1..i as usize];
        let plain = !between.iter().any(|t| t.gap.has(Gap::COMMA | Gap::SLASH | Gap::LINE));
        let before = self.tokens[i as usize - 1].word;
        plain
            && (self.cues.words.following.contains(&before)
                || reach.means == Means::Hypothetical && between.len() < 6)
    }

    /// The first word that a cue reaches back to. `earlier` are the cues in front of it.
    fn backward(&self, hit: &Hit, earlier: &[Hit]) -> u32 {
        let start = hit.first.saturating_sub(hit.reach.words).max(self.sentence.first);
        let joins = self.tokens[hit.first as usize].gap.has(Gap::COLON | Gap::DASH);
        let mut earlier = earlier.iter().rev().skip_while(|h| h.last > hit.first).peekable();
        let mut i = hit.first;
        while i > start {
            let gap = self.tokens[i as usize].gap;
            let near = i == hit.first;
            let comma = gap.has(Gap::COMMA) && !near && !joins && hit.reach.commas != Commas::Pass;
            if gap.has(Gap::SEMICOLON) || !near && gap.has(Gap::COLON) || comma {
                break;
            }
            let mut ended = false;
            while let Some(before) = earlier.next_if(|h| h.last >= i) {
                let answer = before.reach.direction == Direction::Backward && before.last == i;
                ended |= before.last == i
                    && (before.reach.means == Means::Terminator
                        || answer && !near && slot(before.reach.means).is_some());
            }
            if ended {
                break;
            }
            i -= 1;
        }
        i
    }

    /// True when a phrase ends before word `i`: "pneumonia, possible." but not "cough, possible
    /// pneumonia".
    fn is_closed(&self, i: u32) -> bool {
        let ends = Gap::COMMA | Gap::SEMICOLON | Gap::STOP | Gap::BRACKET | Gap::SLASH;
        i >= self.sentence.last || self.tokens[i as usize].gap.has(ends)
    }

    /// "Diabetes (mother)", "DM - father": the person behind a term.
    fn is_appended(&self, hit: &Hit) -> bool {
        let gap = self.tokens[hit.first as usize].gap;
        matches!(hit.reach.means, Means::Family)
            && gap.has(Gap::BRACKET | Gap::DASH | Gap::COLON | Gap::MINUS)
            && hit.first > self.sentence.first
    }

    /// True when the relative of hit `k` tells the story or is only there.
    fn tells(&self, hits: &[Hit], k: usize) -> bool {
        let hit = hits[k];
        if !matches!(hit.reach.means, Means::Family | Means::Other) {
            return false;
        }
        let clause =
            self.tokens.get(hit.last as usize).map(|t| t.word) == Some(self.cues.words.who);
        let within = if clause { SPEAKS_AFTER_CLAUSE } else { SPEAKS_WITHIN };
        let speaks = hits[k + 1..]
            .iter()
            .take_while(|h| h.first <= hit.last + within)
            .any(|h| h.reach.means == Means::Speaks);
        let mut start = hit.first;
        while start > self.sentence.first
            && self.cues.words.determiners.contains(&self.tokens[start as usize - 1].word)
        {
            start -= 1;
        }
        let aside = hits[..k]
            .iter()
            .rev()
            .take_while(|h| h.last + 4 > start)
            .any(|h| h.reach.means == Means::Aside && (h.last == start || h.last == hit.first));
        speaks || aside
    }

    /// Plus and minus signs: `-fever, +cough`, `(-) chills`. A dash that opens a line is a bullet,
    /// unless the line has further signs.
    fn signs(&self) -> Vec<Hit> {
        let Sentence { first, last, .. } = *self.sentence;
        let any = Gap::PLUS | Gap::MINUS | Gap::DASH | Gap::HYPHEN;
        let words = &self.tokens[first as usize..last as usize];
        if !words.iter().any(|t| t.gap.has(any)) {
            return Vec::new();
        }
        let signed = words.iter().skip(1).any(|t| t.gap.has(Gap::PLUS | Gap::MINUS));
        let mut hits = Vec::new();
        for (at, token) in (first..last).zip(words) {
            let gap = token.gap;
            let opens = at == first && (self.sentence.bullet || gap.has(Gap::LINE) || first == 0);
            let minus = gap.has(Gap::MINUS) && (!opens || signed)
                || gap.has(Gap::HYPHEN) && opens && signed
                || gap.has(Gap::DASH) && gap.has(Gap::COMMA | Gap::COLON) && !opens;
            let means = match (gap.has(Gap::PLUS), minus) {
                (true, _) => Means::Present,
                (false, true) => Means::Negated,
                (false, false) => continue,
            };
            let bracketed = gap.has(Gap::BRACKET);
            let (words, commas) =
                if bracketed { (BRACKETED_SIGN, Commas::Pass) } else { (BARE_SIGN, Commas::Stop) };
            let plain = Reach::plain(means, Direction::Forward, words, commas);
            let reach = Reach { sign: true, ..plain };
            hits.push(Hit { reach, first: at, last: at });
        }
        hits
    }
}

/// True when a cue that reaches forward ends where `other` begins.
fn ends_forward(means: Means, other: Reach) -> bool {
    let forward = other.direction != Direction::Backward;
    match other.means {
        Means::Terminator => true,
        Means::Present => {
            forward && matches!(means, Means::Negated | Means::Hypothetical | Means::Historical)
        }
        Means::Negated => forward && matches!(means, Means::Possible | Means::Historical),
        Means::Onset => means == Means::Historical,
        _ => false,
    }
}

/// The place of what a cue says among what is decided of a term.
pub(super) fn slot(means: Means) -> Option<usize> {
    Some(match means {
        Means::Negated => 0,
        Means::Possible => 1,
        Means::Historical => 2,
        Means::Family => 3,
        Means::Other => 4,
        Means::Hypothetical => 5,
        Means::Planned => 6,
        _ => return None,
    })
}
