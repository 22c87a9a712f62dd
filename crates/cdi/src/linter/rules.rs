//! The linter's word lists and sentences (`data/queries/linter.toml`), read once.

use super::pattern::Pattern;
use super::{Fault, Part};
use serde::Deserialize;
use std::sync::LazyLock;

const TEXT: &str = include_str!("../../../../data/queries/linter.toml");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    practice: String,
    house: String,
    rule: Vec<RuleText>,
    diagnoses: Vec<Vec<String>>,
    negations: Vec<String>,
    negations_after: Vec<String>,
    introducers: Vec<String>,
    neutral: Vec<String>,
    questions: Vec<String>,
    closed: Vec<String>,
    open: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RuleText {
    code: String,
    message: String,
    mend: String,
    #[serde(default)]
    house: bool,
    #[serde(default)]
    words: Vec<String>,
    #[serde(default)]
    unless: Vec<String>,
    #[serde(default)]
    beside: Vec<String>,
}

/// One rule: its sentences, and the words that break it.
pub struct Rule {
    /// Stable code.
    pub code: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub mend: String,
    /// Where it comes from.
    pub source: String,
    /// Words that break it.
    pub words: Vec<Pattern>,
    /// Words around them that show another meaning.
    pub unless: Vec<Pattern>,
    /// Words anywhere in the same part that show another meaning.
    pub beside: Vec<Pattern>,
}

/// All lists.
pub struct Rules {
    /// Every rule.
    pub rules: Vec<Rule>,
    /// Conditions, each with the ways to name it.
    pub diagnoses: Vec<Vec<Pattern>>,
    /// Words before a condition that deny it, or give it to somebody else.
    pub negations: Vec<Pattern>,
    /// Words after a condition that deny it.
    pub negations_after: Vec<Pattern>,
    /// Words after which a condition is named.
    pub introducers: Vec<Pattern>,
    /// Words that name no condition there.
    pub neutral: Vec<Pattern>,
    /// Words that ask for yes or no.
    pub questions: Vec<Pattern>,
    /// Words with which such a question begins.
    pub closed: Vec<Pattern>,
    /// Words that leave it open.
    pub open: Vec<Pattern>,
}

static RULES: LazyLock<Rules> = LazyLock::new(|| {
    // Embedded, and read by a test of this crate: what is wrong with it never leaves the workshop.
    let file: File = toml::from_str(TEXT).expect("data/queries/linter.toml is read by a test");
    let all = |texts: &[String]| texts.iter().map(|t| Pattern::new(t)).collect::<Vec<_>>();
    let rule = |rule: &RuleText| Rule {
        code: rule.code.clone(),
        message: rule.message.clone(),
        mend: rule.mend.clone(),
        source: if rule.house { file.house.clone() } else { file.practice.clone() },
        words: all(&rule.words),
        unless: all(&rule.unless),
        beside: all(&rule.beside),
    };
    Rules {
        rules: file.rule.iter().map(rule).collect(),
        diagnoses: file.diagnoses.iter().map(|names| all(names)).collect(),
        negations: all(&file.negations),
        negations_after: all(&file.negations_after),
        introducers: all(&file.introducers),
        neutral: all(&file.neutral),
        questions: all(&file.questions),
        closed: all(&file.closed),
        open: all(&file.open),
    }
});

/// The lists.
pub fn rules() -> &'static Rules {
    &RULES
}

/// A fault of a rule that is not bound to words: the rule's own message unless one is given.
pub fn fault(code: &str, place: Part, message: String) -> Fault {
    let rule = rules().rules.iter().find(|rule| rule.code == code);
    let said = |of: fn(&Rule) -> &String| rule.map(of).cloned().unwrap_or_default();
    Fault {
        code: code.to_owned(),
        place,
        start: 0,
        end: 0,
        text: String::new(),
        message: if message.is_empty() { said(|r| &r.message) } else { message },
        mend: said(|r| &r.mend),
        source: said(|r| &r.source),
    }
}

/// The same with the words that it is about.
pub fn fault_at(code: &str, place: &Part, words: &str, start: usize, end: usize) -> Fault {
    let text = words.get(start..end).unwrap_or_default().to_owned();
    let mut fault = fault(code, place.clone(), String::new());
    fault.message = fault.message.replace("{words}", &text);
    Fault { start, end, text, ..fault }
}
