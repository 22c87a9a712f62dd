//! The words around a mention: what the tabular walk may choose by.
//!
//! Each word carries how near it stands: in the mention itself, its sentence, its list item.
//! Words under a negation are left out, so that "no obstruction" never chooses "with
//! obstruction".

mod same_words;

use crate::draft::Facts;
use codesets::words::{self, pair};
use hashbrown::HashMap;
use model::Assertion;
use reader::{DocumentReading, Mention, Sentence};
use same_words::same_words;

/// How near a word stands to the mention; smaller is nearer.
pub type Distance = u8;

/// In the words of the mention.
pub const IN_TERM: Distance = 0;
/// In the same sentence.
pub const IN_SENTENCE: Distance = 1;
/// In the same list item or the sentence after.
pub const IN_ITEM: Distance = 2;

/// Most words taken from one list item.
const MOST_WORDS: usize = 400;

/// A side of the body.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Side {
    /// Left.
    Left,
    /// Right.
    Right,
    /// Both.
    Both,
}

/// The words around a mention.
#[derive(Clone, Debug, Default)]
pub struct Surroundings<'a> {
    words: HashMap<&'a str, Distance>,
    denied: Vec<&'a str>,
    /// The side, where one is documented.
    pub side: Option<Side>,
}

impl<'a> Surroundings<'a> {
    /// Surroundings that name a side and nothing else.
    #[must_use]
    pub fn of_side(side: Option<Side>) -> Surroundings<'a> {
        Surroundings { side, ..Surroundings::default() }
    }

    /// How near the word stands; `None` when it does not stand there.
    #[must_use]
    pub fn distance(&self, word: &str) -> Option<Distance> {
        self.words.get(word).copied()
    }

    /// All words, with how near each stands.
    pub fn words(&self) -> impl Iterator<Item = (&str, Distance)> {
        self.words.iter().map(|(word, distance)| (*word, *distance))
    }

    /// True when the word stands there.
    #[must_use]
    pub fn has(&self, word: &str) -> bool {
        self.words.contains_key(word)
    }

    /// True when the word stands under a denial, in the mention or near it.
    #[must_use]
    pub fn is_denied(&self, word: &str) -> bool {
        self.denied.contains(&word)
    }

    /// Adds a word.
    pub fn add(&mut self, word: &'a str, distance: Distance) {
        let entry = self.words.entry(word).or_insert(distance);
        *entry = (*entry).min(distance);
        for same in same_words(word) {
            let entry = self.words.entry(*same).or_insert(distance);
            *entry = (*entry).min(distance);
        }
    }
}

/// Words after which the next few do not count.
fn denies(word: &str) -> bool {
    matches!(word, "no" | "without" | "not" | "deny" | "denied" | "negative" | "never" | "non")
}

/// Words after which what stands is only a guess: it says nothing of what is known.
fn doubts(word: &str) -> bool {
    matches!(word, "possible" | "possibly" | "probable" | "probably" | "suspected" | "questionable")
}

/// How many words a denial takes out of the count.
const DENIED: u8 = 6;

/// The words around a mention.
#[must_use]
pub fn around<'a>(facts: &Facts<'a>, mention: &Mention) -> Surroundings<'a> {
    let mut surroundings = Surroundings::default();
    let number = mention.finding.document;
    let document = facts.document(number);
    let here = mention.sentence as usize;
    let text = facts.text(number);
    let sentence = &document.sentences[here];
    let (first, last) = (
        mention.words.first().copied().unwrap_or_default(),
        mention.words.last().copied().unwrap_or_default(),
    );
    let own = document.tokens[first as usize].start..document.tokens[last as usize].end;
    let known = mention.finding.assertion == Assertion::Present;
    collect(text, document, sentence, known, &mut surroundings, |start| {
        if own.contains(&start) { IN_TERM } else { IN_SENTENCE }
    });
    let mut budget = MOST_WORDS;
    for other in item_sentences(&document.sentences, here) {
        budget = budget.saturating_sub((other.last - other.first) as usize);
        if budget == 0 {
            break;
        }
        collect(text, document, other, known, &mut surroundings, |_| IN_ITEM);
    }
    if crate::draft::is_below(&mention.finding.code, BY_SEX) {
        surroundings.add(sex(facts), IN_ITEM);
    }
    surroundings.side = crate::context::side(facts, mention);
    surroundings
}

/// True for the number that opens a list item: "1." is no stage and no type.
fn is_list_number(form: &str, behind: &str) -> bool {
    let mut behind = behind.chars();
    form.bytes().all(|b| b.is_ascii_digit())
        && matches!(behind.next(), Some('.' | ')'))
        && !behind.next().is_some_and(char::is_alphanumeric)
}

/// The one category whose codes part by the patient's sex (breast).
const BY_SEX: &str = "C50";

/// The word of the patient's sex: as recorded, else as the document speaks of the patient.
fn sex(facts: &Facts<'_>) -> &'static str {
    match facts.chart.patient.as_ref().map(|p| p.sex) {
        Some(model::Sex::Male) => return "male",
        Some(model::Sex::Female) => return "female",
        _ => {}
    }
    facts.named_sex.get_or_init(|| {
        let (mut female, mut male) = (0u32, 0u32);
        for document in &facts.chart.documents {
            words::each_word(&document.text, |_, form| match form {
                "she" | "her" | "female" | "woman" | "lady" => female += 1,
                "he" | "his" | "him" | "male" | "man" | "gentleman" => male += 1,
                _ => {}
            });
        }
        // Where nothing says: the entry that the Index lists first for the breast.
        if male > female { "male" } else { "female" }
    })
}

fn collect<'a>(
    text: &str,
    document: &'a DocumentReading,
    sentence: &Sentence,
    known: bool,
    into: &mut Surroundings<'a>,
    distance: impl Fn(u32) -> Distance,
) {
    let mut denied = 0u8;
    let mut before = sentence.start;
    let mut previous = "";
    for at in sentence.first as usize..sentence.last as usize {
        let (word, form) = (document.tokens[at], document.forms.get(at));
        let between = text.get(before as usize..word.start as usize).unwrap_or_default();
        let opens = before == sentence.start;
        before = word.end;
        let behind = || text.get(word.end as usize..sentence.end as usize).unwrap_or_default();
        if opens && is_list_number(form, behind()) {
            continue;
        }
        if denies(form) || (known && doubts(form)) {
            denied = DENIED;
        } else if matches!(form, "but" | "with" | "has" | "however") || between.contains(['.', ';'])
        {
            denied = 0;
        }
        let near = distance(word.start);
        if let Some(pair) = pair(previous, form) {
            into.add(pair, near);
        }
        previous = form;
        if denied == 0 || near == IN_TERM {
            into.add(form, near);
        }
        if denied > 0 {
            into.denied.push(form);
            denied -= u8::from(near != IN_TERM);
        }
    }
}

/// The other sentences of the same list item; outside lists, the sentence after.
fn item_sentences(sentences: &[Sentence], here: usize) -> impl Iterator<Item = &Sentence> {
    let own = sentences[here];
    let in_item =
        move |other: &Sentence| other.root == own.root && other.item == own.item && own.item > 0;
    let from = (0..here).rev().take_while(|i| in_item(&sentences[*i])).last().unwrap_or(here);
    let follows = sentences
        .get(here + 1)
        .is_some_and(|next| own.item == 0 && next.root == own.root && !next.bullet);
    let end = match own.item {
        0 => here + 1 + usize::from(follows),
        _ => here + 1 + sentences[here + 1..].iter().take_while(|s| in_item(s)).count(),
    };
    sentences[from..end].iter().enumerate().filter(move |(i, _)| from + i != here).map(|(_, s)| s)
}

/// True when a word begins as the words for sides do; most do not, and need not be read.
fn may_name_side(word: &str) -> bool {
    matches!(word.as_bytes().first(), Some(b'l' | b'L' | b'r' | b'R' | b'b' | b'B'))
}

fn side_of(form: &str) -> Option<Side> {
    match form {
        "left" | "l" | "lt" => Some(Side::Left),
        "right" | "r" | "rt" => Some(Side::Right),
        "bilateral" | "bilaterally" | "bilat" | "both" => Some(Side::Both),
        _ => None,
    }
}

/// The side of a mention: the nearest in its sentence, else the only one of its list item or
/// section title, else the only one of the whole chart.
#[must_use]
pub fn side(facts: &Facts<'_>, mention: &Mention) -> Option<Side> {
    let number = mention.finding.document;
    let document = facts.document(number);
    let text = facts.text(number);
    let sentence = document.sentences[mention.sentence as usize];
    let (first, last) = (
        mention.words.first().copied().unwrap_or_default(),
        mention.words.last().copied().unwrap_or_default(),
    );
    let mut best: Option<(u32, Side)> = None;
    for at in sentence.first..sentence.last {
        let written = document.tokens[at as usize].text(text);
        if !may_name_side(written) {
            continue;
        }
        let form = written.to_ascii_lowercase();
        let Some(mut side) = side_of(&form) else { continue };
        // "Both bones of the forearm" names no side.
        let next = document.tokens.get(at as usize + 1).filter(|_| form == "both");
        if next.is_some_and(|t| t.text(text).to_ascii_lowercase().starts_with("bone")) {
            continue;
        }
        // "b/l" is both, not left.
        let token = document.tokens[at as usize];
        let slashed = token.gap.has(reader::Gap::SLASH) && at > sentence.first;
        if form == "l"
            && slashed
            && document.tokens[at as usize - 1].text(text).eq_ignore_ascii_case("b")
        {
            side = Side::Both;
        }
        // A word before the mention speaks of it more than one after it.
        let far = if at < first {
            (first - at) * 2
        } else if at > last {
            (at - last) * 2 + 1
        } else {
            0
        };
        if best.is_none_or(|(d, _)| far < d) {
            best = Some((far, side));
        }
    }
    let joined = both_named(&document.tokens, text, &sentence, first);
    if let (Some((_, Side::Left | Side::Right)), true) = (best, joined) {
        return Some(Side::Both);
    }
    if let Some((_, side)) = best {
        return Some(side);
    }
    let mut item = item_sentences(&document.sentences, mention.sentence as usize)
        .take(12)
        .flat_map(|s| sides_in(text, s))
        .collect::<Vec<Side>>();
    item.sort_unstable();
    item.dedup();
    if let [only] = item[..] {
        return Some(only);
    }
    *facts.only_side.get_or_init(|| whole_chart(facts))
}

/// True for "left and right knee" and "left knee and right knee" directly around the mention; not
/// for "left knee and right shoulder".
fn both_named(tokens: &[reader::Token], text: &str, sentence: &Sentence, first: u32) -> bool {
    let from = first.saturating_sub(6).max(sentence.first);
    let written =
        || (from..(first + 6).min(sentence.last)).map(|at| tokens[at as usize].text(text));
    let joins = |word: &str| word.eq_ignore_ascii_case("and") || word.eq_ignore_ascii_case("or");
    if !written().any(joins) {
        return false;
    }
    let forms: Vec<String> = written().map(str::to_ascii_lowercase).collect();
    let other = |one: &str, two: &str| match (side_of(one), side_of(two)) {
        (Some(one), Some(two)) => one != two && one != Side::Both && two != Side::Both,
        _ => false,
    };
    let plain = forms.windows(3).any(|w| joins(&w[1]) && other(&w[0], &w[2]));
    let repeated = forms.windows(5).any(|w| joins(&w[2]) && w[1] == w[4] && other(&w[0], &w[3]));
    plain || repeated
}

fn sides_in<'a>(text: &'a str, sentence: &Sentence) -> impl Iterator<Item = Side> + use<'a> {
    let slice = text.get(sentence.start as usize..sentence.end as usize).unwrap_or_default();
    // A lone capital L or R is a side only in telegraphic notes; the full word is safe.
    slice
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| word.len() > 1 && may_name_side(word))
        .filter_map(|word| side_of(&word.to_ascii_lowercase()))
}

/// The only side that the chart names anywhere; `None` when it names several.
fn whole_chart(facts: &Facts<'_>) -> Option<Side> {
    let mut only = None;
    for (number, document) in facts.reading.documents.iter().enumerate() {
        let text = facts.text(number as u32);
        for sentence in &document.sentences {
            for side in sides_in(text, sentence) {
                match only {
                    None => only = Some(side),
                    Some(known) if known != side => return None,
                    Some(_) => {}
                }
            }
        }
    }
    only
}

#[cfg(test)]
mod tests;
