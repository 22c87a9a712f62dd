//! What analysts read of the schema: `rules/schema/claim.toml`, put into the binary.

use super::super::fault::did_you_mean;
use serde::Deserialize;
use std::sync::LazyLock;

/// The document as it was written.
const TEXT: &str = include_str!("../../../../../rules/schema/claim.toml");

/// The schema as it is documented.
#[derive(Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Document {
    /// Every path, in the order of the page.
    #[serde(rename = "path")]
    pub(crate) paths: Vec<Path>,
    /// Every function.
    #[serde(rename = "function")]
    pub(crate) functions: Vec<Function>,
}

/// One path.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Path {
    /// As a condition names it, with `line.` and `history.` before the fields of a line.
    pub(crate) path: String,
    /// In words.
    pub(crate) r#type: String,
    /// What it means.
    pub(crate) says: String,
    /// Where it stands in claim JSON; empty for what is worked out.
    #[serde(default)]
    pub(crate) json: String,
    /// Loop and segment of an 837.
    pub(crate) at: String,
}

/// One function.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Function {
    pub(crate) write: String,
    pub(crate) gives: String,
    pub(crate) says: String,
    pub(crate) example: String,
}

/// The document, read once. A test holds that it can be read.
pub(crate) static DOCUMENT: LazyLock<Document> =
    LazyLock::new(|| toml::from_str(TEXT).unwrap_or_default());

impl Document {
    /// The path of this name, or what to write instead.
    pub(crate) fn path(&self, name: &str) -> Result<&Path, String> {
        self.paths.iter().find(|path| path.path == name).ok_or_else(|| {
            let near = did_you_mean(name, self.paths.iter().map(|path| path.path.as_str()));
            format!("`{name}` is no path of the claim schema{near}")
        })
    }
}

impl Path {
    /// The loop, where one is named, and the segment.
    pub(crate) fn place(&self) -> (&str, &str) {
        self.at.split_once(' ').unwrap_or(("", &self.at))
    }
}
