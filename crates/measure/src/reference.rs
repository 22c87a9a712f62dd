//! What people say is right: a reference chart, and a case of a set with mentioned codes.

use crate::codes::{Expected, category, plain};
use serde::Deserialize;
use serde::de::DeserializeOwned;

/// Largest reference that is read.
pub const LARGEST_REFERENCE: usize = 4 * 1024 * 1024;

/// The place of a code that gives no rank: behind all that do.
const LAST_RANK: u32 = 99;

/// A chart as a coder would finalise it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ReferenceChart {
    /// Where care was given.
    #[serde(default)]
    pub setting: Option<String>,
    /// Diagnoses.
    pub dx: Vec<ReferenceCode>,
    /// Procedures and services.
    #[serde(default)]
    pub px: Vec<ReferenceCode>,
    /// What must not be coded.
    #[serde(default)]
    pub traps: Vec<Trap>,
}

/// One code of a reference chart.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct ReferenceCode {
    /// The code.
    pub code: String,
    /// Its place on the claim, from 1.
    #[serde(default)]
    pub rank: Option<u32>,
    /// Whether any competent coder must report it; without the member: yes.
    #[serde(default)]
    pub required: Option<bool>,
    /// Codes that an auditor would accept in its place.
    #[serde(default)]
    pub alternatives: Vec<String>,
    /// Verbatim words.
    #[serde(default)]
    pub evidence: Vec<String>,
    /// The coder's reason.
    #[serde(default)]
    pub why: Option<String>,
}

/// Words that tempt, and the code that a naive reader would give for them.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct Trap {
    /// The words.
    #[serde(default)]
    pub text: String,
    /// The code, or several.
    #[serde(default)]
    pub wrong_code: Option<String>,
    /// Why it is wrong.
    #[serde(default)]
    pub reason: Option<String>,
}

/// A text with every code that people found mentioned in it.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct MentionCase {
    /// The case's name.
    pub id: String,
    /// The text.
    pub text_en: String,
    /// The codes.
    pub dx: Vec<String>,
    /// The annotators' words for each, where the set has them.
    #[serde(default)]
    pub evidence: Vec<MentionEvidence>,
}

/// An annotator's words for a code, in the language of the original text.
#[derive(Clone, Debug, Default, Deserialize)]
pub struct MentionEvidence {
    /// The code.
    #[serde(default)]
    pub code: String,
    /// The words.
    #[serde(default, alias = "evidence_es")]
    pub text: String,
}

impl ReferenceChart {
    /// Reads a reference chart.
    ///
    /// # Errors
    /// When it is not of its form: the JSON path, line and column, and what is wrong.
    pub fn parse(text: &str) -> Result<ReferenceChart, String> {
        parse(text)
    }

    /// The diagnosis that is to stand first: the lowest rank, the earlier of equals.
    #[must_use]
    pub fn first(&self) -> Option<&ReferenceCode> {
        self.dx.iter().min_by_key(|code| code.rank.unwrap_or(LAST_RANK))
    }

    /// The diagnoses by category, each category once.
    #[must_use]
    pub fn categories(&self) -> Vec<Expected> {
        let mut all: Vec<Expected> = Vec::new();
        for code in &self.dx {
            let names: Vec<String> = code.spellings().map(category).collect();
            if !all.iter().any(|e| e.names[0] == names[0]) {
                all.push(Expected { names, required: code.is_required() });
            }
        }
        all
    }
}

impl ReferenceCode {
    /// Whether leaving it out is a fault.
    #[must_use]
    pub fn is_required(&self) -> bool {
        self.required.unwrap_or(true)
    }

    /// The code and its alternatives as they are written.
    pub fn spellings(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.code.as_str()).chain(self.alternatives.iter().map(String::as_str))
    }

    /// For matching.
    #[must_use]
    pub fn expected(&self) -> Expected {
        Expected { names: self.spellings().map(plain).collect(), required: self.is_required() }
    }

    /// True when a code without its dot is accepted for it.
    #[must_use]
    pub fn accepts(&self, code: &str) -> bool {
        self.spellings().any(|name| plain(name) == code)
    }
}

impl Trap {
    /// True when it names a wrong code at all.
    #[must_use]
    pub fn has_code(&self) -> bool {
        self.wrong_code.as_deref().is_some_and(|code| !code.is_empty())
    }

    /// The wrong codes, without dots.
    #[must_use]
    pub fn codes(&self) -> Vec<String> {
        let text = self.wrong_code.as_deref().unwrap_or_default();
        let parts = text.split([' ', ',', ';', '/', '|']).filter(|part| !part.is_empty());
        parts.map(plain).collect()
    }
}

impl MentionCase {
    /// The annotators' words for a code without its dot.
    #[must_use]
    pub fn words(&self, code: &str) -> Option<&str> {
        let one = self.evidence.iter().find(|e| plain(&e.code) == code);
        one.map(|e| e.text.as_str())
    }

    /// Reads one line.
    ///
    /// # Errors
    /// When it is not of its form: the JSON path, column, and what is wrong.
    pub fn parse(line: &str) -> Result<MentionCase, String> {
        parse(line)
    }
}

fn parse<T: DeserializeOwned>(text: &str) -> Result<T, String> {
    if text.len() > LARGEST_REFERENCE {
        return Err(format!("is larger than {LARGEST_REFERENCE} bytes"));
    }
    if !text.trim_start().starts_with('{') {
        return Err("line 1: expected one JSON object, beginning with {".into());
    }
    let reader = &mut serde_json::Deserializer::from_str(text);
    serde_path_to_error::deserialize(reader).map_err(|fault| {
        let path = fault.path().to_string();
        let inner = fault.into_inner();
        if path == "." { inner.to_string() } else { format!("{path}: {inner}") }
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_with_defaults_and_says_where_it_cannot() {
        let chart = ReferenceChart::parse(
            r#"{"id":"A","dx":[{"code":"I10","rank":2},{"code":"E11.9","rank":1,"required":false,
               "alternatives":["E11.65"]},{"code":"E11.65"}],"traps":[{"text":"x",
               "wrong_code":"R05.9/ J18.9"},{"text":"y","wrong_code":null}],"new":1}"#,
        )
        .unwrap();
        assert!(chart.dx[0].is_required() && !chart.dx[1].is_required());
        assert_eq!(chart.first().unwrap().code, "E11.9");
        assert_eq!(chart.traps[0].codes(), ["R059", "J189"]);
        assert!(chart.traps[1].codes().is_empty());
        let categories: Vec<String> =
            chart.categories().iter().map(|e| e.names.join("|")).collect();
        assert_eq!(categories, ["I10", "E11|E11"]);
        for (text, words) in [
            (r#"{"dx":[{"rank":1}]}"#, "dx[0]: missing field `code`"),
            (r#"{"dx":[{"code":"I10","required":"yes"}]}"#, "dx[0].required"),
            ("{", "line 1 column 1"),
            ("[]", "expected one JSON object"),
            (r#"{"px":[]}"#, "missing field `dx`"),
        ] {
            let fault = ReferenceChart::parse(text).unwrap_err();
            assert!(fault.contains(words), "{text}: {fault}");
        }
        assert!(MentionCase::parse(r#"{"id":"a","dx":[]}"#).unwrap_err().contains("text_en"));
    }
}
