//! The cues (`data/language/assertion.toml`) and where they stand in a sentence.

use crate::tokens::{Gap, Token};
use crate::vocabulary::{Vocabulary, WordId};
use codesets::words;
use hashbrown::HashMap;
use serde::Deserialize;

/// Most words between the two parts of a cue.
const MOST_BETWEEN: usize = 8;
/// The calendar years that a note may name.
const YEARS: std::ops::RangeInclusive<u32> = 1920..=2099;

/// What a cue says of the words that it reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Means {
    /// Denied, absent, ruled out.
    Negated,
    /// Stated; ends a denial.
    Present,
    /// Uncertain.
    Possible,
    /// Past and over.
    Historical,
    /// A relative's.
    Family,
    /// Somebody else's.
    Other,
    /// Only if.
    Hypothetical,
    /// Looked for or guarded against.
    Planned,
    /// Ends what stands before it.
    Terminator,
    /// Begins a new thought when it stands behind a comma.
    Subject,
    /// Says that something began; what began is not over.
    Onset,
    /// Names a disease that lasts.
    Lasting,
    /// What a relative does who tells the story.
    Speaks,
    /// Stands before a relative who is only there.
    Aside,
    /// Keeps other cues from matching.
    Pseudo,
}

/// The side to which a cue reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Direction {
    /// Over the words after it.
    Forward,
    /// Over the words before it.
    Backward,
    /// Over both.
    Both,
}

/// What a comma does to the reach of a cue.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Commas {
    /// Nothing: the cue speaks of a whole list.
    #[default]
    Pass,
    /// Ends it.
    Stop,
    /// Ends it, unless an "or" further on joins the list.
    Or,
}

/// How a cue reaches.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reach {
    /// What it says.
    pub means: Means,
    /// To which side.
    pub direction: Direction,
    /// Over how many words at most.
    pub words: u32,
    /// Past which commas.
    pub commas: Commas,
    /// It does not put a lasting disease in the past.
    pub soft: bool,
    /// It ends at "with".
    pub until_with: bool,
    /// It counts only where a phrase ends behind it.
    pub closed: bool,
    /// It is a plus or minus sign, not a word.
    pub sign: bool,
}

impl Reach {
    /// It reaches `words` words to one side, with nothing special about it.
    pub(super) fn plain(means: Means, direction: Direction, words: u32, commas: Commas) -> Reach {
        let (soft, until_with, closed, sign) = (false, false, false, false);
        Reach { means, direction, words, commas, soft, until_with, closed, sign }
    }
}

/// A cue found in a sentence.
#[derive(Clone, Copy, Debug)]
pub struct Hit {
    /// How it reaches.
    pub reach: Reach,
    /// Position of its first word.
    pub first: u32,
    /// One past its last word; the same as `first` for a sign.
    pub last: u32,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Group {
    means: Means,
    direction: Direction,
    reach: u32,
    text: Vec<String>,
    #[serde(default)]
    commas: Commas,
    #[serde(default)]
    soft: bool,
    #[serde(default)]
    until_with: bool,
    #[serde(default)]
    closed: bool,
    #[serde(default)]
    as_written: bool,
    #[serde(default)]
    then: Vec<String>,
    #[serde(default)]
    between: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    cue: Vec<Group>,
}

struct Cue {
    words: Vec<WordId>,
    /// Bytes of each word, when it matches only as written.
    widths: Option<Vec<u32>>,
    reach: Reach,
    /// Row of its second part.
    second: Option<usize>,
}

/// The second part of a cue and the words that may stand before it.
struct Second {
    then: Vec<Vec<WordId>>,
    between: Vec<WordId>,
}

/// All cues, filed under their first word.
pub struct Cues {
    by_first: HashMap<WordId, Vec<Cue>>,
    seconds: Vec<Second>,
    pub(super) words: Words,
}

/// Words with a part of their own.
pub(super) struct Words {
    /// Deny when they stand behind a term as its answer.
    denials: Vec<WordId>,
    /// Affirm in the same place.
    affirmations: Vec<WordId>,
    /// Join the members of a list of alternatives.
    pub alternatives: Vec<WordId>,
    pub with: Vec<WordId>,
    /// Name the list that a colon opens.
    pub following: Vec<WordId>,
    /// Begin a question to the patient.
    pub asking: Vec<WordId>,
    /// Stand before the name of a relative.
    pub determiners: Vec<WordId>,
    /// Deny a whole list more often than what stands before them.
    verbs: Vec<WordId>,
    /// The calendar years, sorted.
    years: Vec<WordId>,
    pub no: WordId,
    pub who: WordId,
    pub tick: WordId,
}

impl Words {
    fn new(vocabulary: &mut Vocabulary) -> Words {
        let mut years: Vec<WordId> = YEARS.map(|y| vocabulary.add(&y.to_string())).collect();
        years.sort_unstable();
        let mut all = |list: &str| -> Vec<WordId> {
            list.split(' ').map(|word| vocabulary.add(word)).collect()
        };
        Words {
            denials: all("no none deny denied negative neg absent n never nil"),
            affirmations: all("yes y positive po present"),
            alternatives: all("or nor vs versus"),
            with: all("with w"),
            following: all("following symptom include includ including below any to"),
            asking: all("do does did any have has is are was were can could"),
            determiners: all("her his the a an their my patient pt both"),
            verbs: all("deny denied"),
            years,
            no: vocabulary.add("no"),
            who: vocabulary.add("who"),
            tick: vocabulary.add("x"),
        }
    }

    /// What the word answers: `Some(true)` for yes.
    pub fn answer(&self, word: WordId) -> Option<bool> {
        if self.denials.contains(&word) {
            Some(false)
        } else {
            self.affirmations.contains(&word).then_some(true)
        }
    }
}

impl Cues {
    /// The cues inside the binary; their words are added to the vocabulary.
    ///
    /// # Errors
    /// When the file is not of its form; a test reads it.
    pub fn embedded(vocabulary: &mut Vocabulary) -> Result<Cues, String> {
        let text = include_str!("../../../../data/language/assertion.toml");
        let file: File = toml::from_str(text)
            .map_err(|fault| format!("data/language/assertion.toml: {fault}"))?;
        let words = Words::new(vocabulary);
        let mut cues = Cues { by_first: HashMap::new(), seconds: Vec::new(), words };
        for group in &file.cue {
            cues.add(group, vocabulary);
        }
        cues.add_years(vocabulary);
        Ok(cues)
    }

    fn add(&mut self, group: &Group, vocabulary: &mut Vocabulary) {
        let mut numbers = |text: &str| -> Vec<WordId> {
            words::forms(text).iter().map(|form| vocabulary.add(form)).collect()
        };
        let second = (!group.then.is_empty()).then(|| {
            let then = group.then.iter().map(|text| numbers(text)).collect();
            let mut between: Vec<WordId> = group.between.iter().flat_map(|t| numbers(t)).collect();
            between.sort_unstable();
            self.seconds.push(Second { then, between });
            self.seconds.len() - 1
        });
        let Group { means, direction, reach: words, commas, soft, until_with, closed, .. } = *group;
        let sign = false;
        let reach = Reach { means, direction, words, commas, soft, until_with, closed, sign };
        for text in &group.text {
            let mut widths = Vec::new();
            words::each_word(text, |word, _| widths.push((word.end - word.start) as u32));
            let widths = group.as_written.then_some(widths);
            self.file(Cue { words: numbers(text), widths, reach, second });
        }
    }

    /// "MI 2009", "concussion (2019)", "in 2016 he had a stroke": what is dated by a year alone
    /// is past, unless it lasts; what is present is dated by days.
    fn add_years(&mut self, vocabulary: &mut Vocabulary) {
        let preposition = vocabulary.add("in");
        for year in self.words.years.clone() {
            let alone = (vec![year], Direction::Backward, 4);
            for (words, direction, far) in [alone, (vec![preposition, year], Direction::Both, 8)] {
                let mut reach = Reach::plain(Means::Historical, direction, far, Commas::Pass);
                reach.soft = true;
                self.file(Cue { words, widths: None, reach, second: None });
            }
        }
    }

    /// True when word `i` is a year of a full date: "July 23, 2008", "10/2019".
    fn in_date(&self, tokens: &[Token], i: usize) -> bool {
        let joins = Gap::SLASH | Gap::HYPHEN | Gap::MINUS;
        let day = |t: &Token| t.end - t.start <= 2 && tokens[i].gap.has(Gap::COMMA);
        self.words.years.binary_search(&tokens[i].word).is_ok()
            && (tokens[i].gap.has(joins)
                || tokens.get(i + 1).is_some_and(|t| t.gap.has(joins))
                || i > 0 && day(&tokens[i - 1]))
    }

    fn file(&mut self, cue: Cue) {
        if let Some(first) = cue.words.first() {
            self.by_first.entry(*first).or_default().push(cue);
        }
    }

    /// The cues among the words `first..last`, in order. A longer cue hides the shorter ones
    /// inside it; cues of the same words but other meanings all count.
    pub(super) fn find(&self, tokens: &[Token], first: u32, last: u32) -> Vec<Hit> {
        let tokens = &tokens[..last as usize];
        let (mut hits, mut i) = (Vec::new(), first as usize);
        while i < tokens.len() {
            if let Some((hit, width)) = self.answer(tokens, first as usize, i) {
                hits.extend(hit);
                i += width;
                continue;
            }
            if self.in_date(tokens, i) {
                i += 1;
                continue;
            }
            let (mut longest, from) = (1, hits.len());
            for cue in self.by_first.get(&tokens[i].word).into_iter().flatten() {
                let Some(length) = self.length(cue, &tokens[i..]) else { continue };
                if length > longest {
                    hits.truncate(from);
                    longest = length;
                }
                if length == longest {
                    let (first, last) = (i as u32, (i + length) as u32);
                    hits.push(Hit { reach: cue.reach, first, last });
                }
            }
            i += longest;
        }
        hits
    }

    /// The words that the cue takes up at the start of `tokens`, when it stands there.
    fn length(&self, cue: &Cue, tokens: &[Token]) -> Option<usize> {
        let n = phrase(&cue.words, tokens)?;
        if let Some(widths) = &cue.widths
            && tokens.iter().zip(widths).any(|(t, width)| t.end - t.start != *width)
        {
            return None;
        }
        let Some(second) = cue.second else { return Some(n) };
        let second = &self.seconds[second];
        for at in n..tokens.len().min(n + MOST_BETWEEN) {
            if tokens[at].gap.has(Gap::SEMICOLON | Gap::STOP | Gap::COLON) {
                return None;
            }
            if let Some(m) = second.then.iter().filter_map(|p| phrase(p, &tokens[at..])).max() {
                return Some(at + m);
            }
            second.between.binary_search(&tokens[at].word).ok()?;
        }
        None
    }

    /// A yes or no behind what it answers: "polyuria no, fatigue yes", "Rash: none", "Asthma: No
    /// Gout: Yes". Gives how many words it takes up.
    fn answer(&self, tokens: &[Token], first: usize, i: usize) -> Option<(Option<Hit>, usize)> {
        let affirms = self.words.answer(tokens[i].word)?;
        let next = tokens.get(i + 1);
        if let Some(next) = next
            && next.gap.has(Gap::SLASH)
            && self.words.answer(next.word) == Some(!affirms)
        {
            return Some((None, 2));
        }
        let ends = Gap::COMMA | Gap::SEMICOLON | Gap::SLASH | Gap::STOP;
        let label = || {
            let ahead = &tokens[i + 1..tokens.len().min(i + 5)];
            let other = Gap::COMMA | Gap::SEMICOLON | Gap::SLASH | Gap::STOP;
            let stop = ahead.iter().position(|t| t.gap.has(other)).unwrap_or(ahead.len());
            ahead[..stop].iter().position(|t| t.gap.has(Gap::COLON)).is_some_and(|at| at > 0)
        };
        let asked = tokens[i].gap.has(Gap::COLON | Gap::DASH | Gap::SLASH | Gap::QUESTION);
        // "The patient denies, fever, chills": a slip of the pen, not an answer.
        let verb = self.words.verbs.contains(&tokens[i].word) && !asked && next.is_some();
        let closed = !verb && next.is_none_or(|t| t.gap.has(ends)) || (asked && label());
        if !closed || i == first {
            return None;
        }
        let means = if affirms { Means::Present } else { Means::Negated };
        let commas = if asked { Commas::Pass } else { Commas::Stop };
        let reach = Reach::plain(means, Direction::Backward, 10, commas);
        Some((Some(Hit { reach, first: i as u32, last: i as u32 + 1 }), 1))
    }
}

/// The number of words of the phrase, when `tokens` begins with it, unbroken.
fn phrase(words: &[WordId], tokens: &[Token]) -> Option<usize> {
    let found = tokens.get(..words.len())?;
    let same = words.iter().zip(found).all(|(word, token)| *word == token.word);
    let breaks = Gap::COMMA | Gap::SEMICOLON | Gap::COLON;
    (same && !found.iter().skip(1).any(|t| t.gap.has(breaks))).then_some(words.len())
}
