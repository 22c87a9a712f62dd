//! The tables of a contract file, as they are written.

use serde::Deserialize;
use serde::de::{Deserializer, Error, Visitor};
use std::fmt;
use toml::Spanned;

/// A number as it is written: in quotes, or a whole number.
#[derive(Debug)]
pub(super) struct Written(pub(super) String);

impl<'de> Deserialize<'de> for Written {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Written, D::Error> {
        struct Number;
        impl Visitor<'_> for Number {
            type Value = Written;
            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a number in quotes, such as \"98.50\"")
            }
            fn visit_str<E: Error>(self, text: &str) -> Result<Written, E> {
                Ok(Written(text.trim().to_owned()))
            }
            fn visit_i64<E: Error>(self, number: i64) -> Result<Written, E> {
                Ok(Written(number.to_string()))
            }
            fn visit_f64<E: Error>(self, number: f64) -> Result<Written, E> {
                Err(E::custom(format!("write {number} in quotes, so that no digit is lost")))
            }
        }
        deserializer.deserialize_any(Number)
    }
}

/// The whole file.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct File {
    pub(super) title: Spanned<String>,
    pub(super) payers: Spanned<Vec<String>>,
    pub(super) from: Spanned<toml::value::Datetime>,
    pub(super) to: Option<Spanned<toml::value::Datetime>>,
    #[serde(default)]
    pub(super) rules: Rules,
    pub(super) rest: Option<Spanned<Rest>>,
    #[serde(default)]
    pub(super) fee: Vec<Fee>,
    #[serde(default)]
    pub(super) carve_out: Vec<Spanned<CarveOut>>,
}

/// `[rules]`.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rules {
    pub(super) lesser_of_charge: Option<bool>,
    pub(super) multiple_procedures: Option<Spanned<Multiple>>,
    pub(super) practitioner_shares: Option<bool>,
    pub(super) sequestration: Option<bool>,
    pub(super) patient_percent: Option<Spanned<Written>>,
}

/// `multiple_procedures`: a word, or shares by rank.
#[derive(Debug, Deserialize)]
#[serde(untagged)]
pub(super) enum Multiple {
    Word(String),
    Shares(Vec<String>),
}

/// `[rest]`: what a line pays that nothing else names.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Rest {
    pub(super) schedule_percent: Option<Spanned<Written>>,
    pub(super) schedule_of: Option<Spanned<toml::value::Datetime>>,
    pub(super) locality: Option<Spanned<String>>,
    pub(super) charge_percent: Option<Spanned<Written>>,
    pub(super) not_paid: Option<bool>,
}

/// `[[carve_out]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CarveOut {
    #[serde(default)]
    pub(super) codes: Vec<Spanned<String>>,
    #[serde(default)]
    pub(super) revenue_codes: Vec<Spanned<String>>,
    pub(super) schedule_percent: Option<Spanned<Written>>,
    pub(super) schedule_of: Option<Spanned<toml::value::Datetime>>,
    pub(super) locality: Option<Spanned<String>>,
    pub(super) charge_percent: Option<Spanned<Written>>,
    pub(super) fee: Option<Spanned<Written>>,
    pub(super) not_paid: Option<bool>,
}

/// `[[fee]]`.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Fee {
    pub(super) code: Spanned<String>,
    pub(super) modifier: Option<Spanned<String>>,
    pub(super) amount: Spanned<Written>,
}
