//! Numbers for words, and what is known of a word by itself.

use hashbrown::HashMap;

/// The number of a word; 0 is every word that no term uses.
pub type WordId = u32;

/// What a word is by itself, as bits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct WordClass(pub u8);

impl WordClass {
    /// Carries no meaning of its own (of, the, with).
    pub const FILLER: u8 = 1;
    /// A side of the body.
    pub const SIDE: u8 = 2;
    /// Qualifies a condition without naming one (severe, chronic, distal, worsening).
    pub const QUALIFIER: u8 = 4;
    /// Joins two things (and, or).
    pub const JOINER: u8 = 8;

    /// Turns the sentence: no term reaches across it.
    pub const BARRIER: u8 = 16;

    /// True when the bit is set.
    #[must_use]
    pub fn is(self, bit: u8) -> bool {
        self.0 & bit != 0
    }

    /// True when the word may stand between the words of a term.
    #[must_use]
    pub fn is_free(self) -> bool {
        self.is(Self::FILLER | Self::SIDE | Self::QUALIFIER) && !self.is(Self::JOINER)
    }
}

/// Sides, as notes write them.
const SIDES: &[&str] = &[
    "left",
    "right",
    "bilateral",
    "bilaterally",
    "l",
    "r",
    "lt",
    "rt",
    "bilat",
    "both",
    "unilateral",
    "sided",
    "side",
    "contralateral",
    "ipsilateral",
];

/// Words that qualify a condition; which code they lead to is for the tabular walk.
const QUALIFIERS: &[&str] = &[
    "acute",
    "chronic",
    "subacute",
    "acutely",
    "mild",
    "moderate",
    "severe",
    "severely",
    "mildly",
    "moderately",
    "significant",
    "profound",
    "marked",
    "slight",
    "minimal",
    "trace",
    "extensive",
    "persistent",
    "recurrent",
    "intermittent",
    "occasional",
    "constant",
    "continuous",
    "ongoing",
    "worsening",
    "worsened",
    "progressive",
    "improving",
    "improved",
    "stable",
    "unstable",
    "new",
    "onset",
    "old",
    "recent",
    "current",
    "active",
    "known",
    "uncontrolled",
    "controlled",
    "poorly",
    "well",
    "longstanding",
    "long",
    "standing",
    "history",
    "distal",
    "proximal",
    "anterior",
    "posterior",
    "medial",
    "lateral",
    "superior",
    "inferior",
    "upper",
    "lower",
    "mid",
    "middle",
    "diffuse",
    "focal",
    "generalized",
    "localized",
    "symptomatic",
    "asymptomatic",
    "small",
    "large",
    "multiple",
    "single",
    "complete",
    "partial",
    "complex",
    "simple",
    "uncomplicated",
    "complicated",
    "primary",
    "secondary",
    "idiopathic",
    "benign",
    "malignant",
    "early",
    "late",
    "some",
    "degenerative",
    "traumatic",
    "nontraumatic",
    "displaced",
    "nondisplaced",
    "closed",
    "open",
    "minimally",
    "comminuted",
    "bibasilar",
    "grade",
    "stage",
    "type",
    "mellitus",
    "has",
    "been",
    "very",
    "quite",
    "more",
    "most",
    "less",
    "few",
    "several",
    "resolving",
    "underlying",
    "refractory",
    "resistant",
    "intractable",
    "episodic",
    "daily",
    "nightly",
];

const JOINERS: &[&str] = &["and", "or", "versus", "vs", "plus", "nor"];

const BARRIERS: &[&str] = &[
    "possible",
    "possibly",
    "probable",
    "probably",
    "suspected",
    "likely",
    "presumed",
    "no",
    "not",
    "but",
    "without",
    "deny",
    "denied",
    "however",
    "negative",
    "except",
    "although",
    "then",
    "because",
    "while",
    "which",
];

/// Every word that a term or cue uses, with its number and class.
pub struct Vocabulary {
    numbers: HashMap<Box<str>, WordId>,
    classes: Vec<WordClass>,
}

impl Vocabulary {
    /// A vocabulary that knows fillers, sides, qualifiers and joiners.
    #[must_use]
    pub fn new() -> Vocabulary {
        let mut vocabulary =
            Vocabulary { numbers: HashMap::new(), classes: vec![WordClass::default()] };
        for (words, bit) in [
            (SIDES, WordClass::SIDE),
            (QUALIFIERS, WordClass::QUALIFIER),
            (JOINERS, WordClass::JOINER),
            (BARRIERS, WordClass::BARRIER),
        ] {
            for word in words {
                let id = vocabulary.add(word);
                vocabulary.classes[id as usize].0 |= bit;
            }
        }
        vocabulary
    }

    /// The number of a word, given one when it is new.
    pub fn add(&mut self, word: &str) -> WordId {
        if let Some(id) = self.numbers.get(word) {
            return *id;
        }
        let id = WordId::try_from(self.classes.len()).unwrap_or(0);
        let filler = if codesets::words::is_filler(word) { WordClass::FILLER } else { 0 };
        self.numbers.insert(word.into(), id);
        self.classes.push(WordClass(filler));
        id
    }

    /// The number of a word; 0 when no term uses it.
    #[must_use]
    pub fn get(&self, word: &str) -> WordId {
        self.numbers.get(word).copied().unwrap_or(0)
    }

    /// What the word is by itself.
    #[must_use]
    pub fn class(&self, id: WordId) -> WordClass {
        self.classes.get(id as usize).copied().unwrap_or_default()
    }

    /// Number of words, the unknown one included.
    #[must_use]
    pub fn len(&self) -> usize {
        self.classes.len()
    }

    /// Never true: the built-in words are always there.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.numbers.is_empty()
    }
}

impl Default for Vocabulary {
    fn default() -> Self {
        Vocabulary::new()
    }
}
