//! What `data/procedures/pcs/*.toml` may say: operations with their open characters, and lists
//! of words for the values of a character.

use serde::Deserialize;

/// Mark of a character that the record must tell.
pub const OPEN: char = '?';

/// Most groups of one operation.
const MOST_GROUPS: usize = 6;

/// How an open character is counted rather than named.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Count {
    /// Coronary arteries treated (B4.4), with the stents left in them.
    Stents,
    /// Coronary arteries by conduit (B3.6b, B3.6c, B4.4).
    Grafts,
    /// Joints between the vertebrae that are named (B3.10a).
    Joints,
    /// Discs between the vertebrae that are named.
    Discs,
    /// Region of the spinal cord at the vertebrae that are named.
    Cord,
    /// Nerves that leave at the vertebrae that are named.
    Roots,
    /// Hours of mechanical ventilation.
    Hours,
}

/// One value of a character and the words for it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Value {
    /// The words, in any case and number.
    pub w: Vec<String>,
    /// The value where sides do not matter: a character, or body system and body part.
    #[serde(default)]
    pub v: Option<String>,
    /// The value of the right side.
    #[serde(default)]
    pub r: Option<String>,
    /// The value of the left side.
    #[serde(default)]
    pub l: Option<String>,
    /// The value of both sides (B4.3); without it each side has its own code.
    #[serde(default)]
    pub b: Option<String>,
}

impl Value {
    /// True when right and left have values of their own.
    #[must_use]
    pub fn has_sides(&self) -> bool {
        self.r.is_some() && self.l.is_some()
    }
}

/// A list of values, named by the operations that use it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct List {
    /// Its name.
    pub name: String,
    /// Its values.
    pub values: Vec<Value>,
}

/// Values of a body part that has sides and needs no other words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Sides {
    /// Right.
    pub r: String,
    /// Left.
    pub l: String,
    /// Both, where the tables have such a value (B4.3).
    #[serde(default)]
    pub b: Option<String>,
}

/// One operation in our own words.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// Our own words, for messages.
    pub name: String,
    /// Operations of one family are one operation told in several ways; its name by default.
    #[serde(default)]
    pub family: String,
    /// Seven characters; `?` is one that the record must tell.
    pub code: String,
    /// Of each group one phrase must stand in the sentence.
    pub all: Vec<Vec<String>>,
    /// None of these may stand beside it.
    #[serde(default)]
    pub none: Vec<String>,
    /// The list that names the body part.
    #[serde(default)]
    pub part: Option<String>,
    /// Every body part that is named has its own code (B3.2a).
    #[serde(default)]
    pub many: bool,
    /// Right and left of the one body part that the words name.
    #[serde(default)]
    pub sides: Option<Sides>,
    /// How the open characters are counted.
    #[serde(default)]
    pub count: Option<Count>,
    /// The list that names the approach.
    #[serde(default)]
    pub approach: Option<String>,
    /// The list that names the device.
    #[serde(default)]
    pub device: Option<String>,
    /// The list that names the qualifier.
    #[serde(default)]
    pub qualifier: Option<String>,
    /// Values that the words of the operation entail where no others are named, as `4=6`.
    #[serde(default)]
    pub defaults: Vec<String>,
    /// First four characters of the inspection that remains of it when it is discontinued or
    /// converted (B3.2d, B3.3).
    #[serde(default)]
    pub inspects: Option<String>,
    /// It is an inspection: not coded beside an operation of the same region (B3.11a).
    #[serde(default)]
    pub inspection: bool,
    /// The region that it looks at or works in.
    #[serde(default)]
    pub region: String,
    /// Families that are steps of it (B3.1b).
    #[serde(default)]
    pub covers: Vec<String>,
    /// The words by themselves say that it was done ("intubated").
    #[serde(default)]
    pub told: bool,
    /// It is a treatment over time: "discontinued" is its end, not its failure.
    #[serde(default)]
    pub lasting: bool,
    /// What these words never tell: the operation is not coded, and this sentence asks for it.
    #[serde(default)]
    pub asks: Option<String>,
    /// Guideline sections beside those of the walk.
    #[serde(default)]
    pub rules: Vec<String>,
}

impl Operation {
    /// The value that the words entail at a position (1 to 7).
    #[must_use]
    pub fn default_at(&self, position: usize) -> Option<&str> {
        self.defaults.iter().find_map(|d| {
            let (at, value) = d.split_once('=')?;
            (at.parse() == Ok(position)).then_some(value)
        })
    }

    /// What contradicts itself in the entry.
    #[must_use]
    pub fn fault(&self) -> Option<String> {
        let text = |words: &str| Some(words.to_owned());
        if self.code.len() != 7 || !self.code.is_ascii() {
            return text("a code has seven characters; write `?` for those to be found");
        }
        if self.all.is_empty() || self.all.len() > MOST_GROUPS {
            return text("write one to six groups of words in `all`");
        }
        if self.all.iter().any(Vec::is_empty) {
            return text("a group of `all` is empty");
        }
        let wrong = |d: &&String| {
            d.split_once('=')
                .is_none_or(|(at, v)| v.is_empty() || !matches!(at.parse(), Ok(4..=7_usize)))
        };
        if let Some(default) = self.defaults.iter().find(wrong) {
            return Some(format!("`{default}` is no default; write it as 5=0"));
        }
        if self.inspects.as_ref().is_some_and(|i| i.len() != 4) {
            return text("`inspects` has four characters");
        }
        let open = |at: usize| self.code.as_bytes().get(at - 1) == Some(&b'?');
        if open(4)
            && self.asks.is_none()
            && self.part.is_none()
            && self.sides.is_none()
            && self.count.is_none()
        {
            return text("the body part is open: name a list, sides or a count");
        }
        None
    }
}
