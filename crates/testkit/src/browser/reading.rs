//! What a test reads off the page: texts, fields, the console, a picture.

use super::{Browser, BrowserFault, Target, driver, words};
use serde_json::{Value, json};
use std::path::Path;

/// A line of the browser's console.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConsoleLine {
    /// `SEVERE`, `WARNING`, `INFO` or `DEBUG`.
    pub level: String,
    /// Where and what.
    pub message: String,
}

impl Browser {
    /// The text of the first such element as a person sees it.
    ///
    /// # Errors
    /// Where it is not there.
    pub fn text<'a>(&self, target: impl Into<Target<'a>>) -> Result<String, BrowserFault> {
        self.act(&target.into(), |session, element| {
            session.get(&format!("element/{element}/text")).map(words)
        })
    }

    /// The texts of all such elements that are there now, in the page's order; does not wait.
    ///
    /// # Errors
    /// Where the page changes meanwhile.
    pub fn texts<'a>(&self, target: impl Into<Target<'a>>) -> Result<Vec<String>, BrowserFault> {
        let elements = self.session.find_all(&target.into())?;
        let text = |element: &String| self.session.get(&format!("element/{element}/text"));
        elements.iter().map(|element| text(element).map(words)).collect()
    }

    /// An attribute of the first such element, as the page's source has it.
    ///
    /// # Errors
    /// Where the element is not there.
    pub fn attribute<'a>(
        &self,
        target: impl Into<Target<'a>>,
        name: &str,
    ) -> Result<Option<String>, BrowserFault> {
        self.act(&target.into(), |session, element| {
            let value = session.get(&format!("element/{element}/attribute/{name}"))?;
            Ok(value.as_str().map(str::to_owned))
        })
    }

    /// What a field holds now.
    ///
    /// # Errors
    /// Where the element is not there.
    pub fn value<'a>(&self, target: impl Into<Target<'a>>) -> Result<String, BrowserFault> {
        self.act(&target.into(), |session, element| {
            session.get(&format!("element/{element}/property/value")).map(words)
        })
    }

    /// Whether the focus is on the first such element.
    ///
    /// # Errors
    /// Where it is not there.
    pub fn has_focus<'a>(&self, target: impl Into<Target<'a>>) -> Result<bool, BrowserFault> {
        self.act(&target.into(), |session, element| {
            Ok(driver::element_of(&session.get("element/active")?).as_deref() == Some(element))
        })
    }

    /// The lines of the console since the last call.
    ///
    /// # Errors
    /// Where the driver refuses.
    pub fn console(&self) -> Result<Vec<ConsoleLine>, BrowserFault> {
        let lines = self.session.post("se/log", &json!({ "type": "browser" }))?;
        let line = |line: &Value| ConsoleLine {
            level: words(line["level"].clone()),
            message: words(line["message"].clone()),
        };
        Ok(lines.as_array().map(|lines| lines.iter().map(line).collect()).unwrap_or_default())
    }

    /// The errors among the lines of the console since the last call: what a script throws, what
    /// a policy refuses, what cannot be loaded.
    ///
    /// # Errors
    /// Where the driver refuses.
    pub fn console_errors(&self) -> Result<Vec<String>, BrowserFault> {
        let lines = self.console()?.into_iter();
        Ok(lines.filter(|line| line.level == "SEVERE").map(|line| line.message).collect())
    }

    /// Writes a picture of the window as PNG.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn screenshot(&self, path: impl AsRef<Path>) -> Result<(), BrowserFault> {
        use base64::Engine;
        let path = path.as_ref();
        let fault = |message: String| {
            let path = path.display().to_string();
            BrowserFault::Picture { path, message }
        };
        let picture = words(self.session.get("screenshot")?);
        let picture = base64::engine::general_purpose::STANDARD
            .decode(picture)
            .map_err(|why| fault(why.to_string()))?;
        std::fs::write(path, picture).map_err(|why| fault(why.to_string()))
    }
}
