//! Judges a page by the rules of axe-core (npm package `axe-core`, MPL-2.0, not part of this
//! repository): `outside::require("axe")` says whether it is here.

use crate::browser::{Browser, BrowserFault};
use crate::outside;
use serde_json::{Value, json};

/// The rules that are asked: WCAG 2.1 at levels A and AA, as the house promises.
const TAGS: [&str; 4] = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"];

/// Runs axe, and answers with the violations or a fault.
const RUN: &str = r"
const [tags, done] = arguments;
window.axe.run(document, { runOnly: { type: 'tag', values: tags }, resultTypes: ['violations'] })
  .then(found => done({ violations: found.violations }), why => done({ fault: String(why) }));";

/// How much a fault harms, in axe's words, from the least.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Impact {
    /// An annoyance.
    Minor,
    /// Some people have difficulties.
    Moderate,
    /// Some people cannot reach content without a way around.
    Serious,
    /// Some people cannot reach content at all.
    Critical,
}

/// A rule that the page breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    /// axe's name of the rule.
    pub rule: String,
    /// How much it harms.
    pub impact: Impact,
    /// What to do, in axe's words.
    pub help: String,
    /// The elements: a CSS selector and the markup of each.
    pub elements: Vec<(String, String)>,
}

/// A page that could not be judged, or is not good enough.
#[derive(Debug, thiserror::Error)]
pub enum AccessibilityFault {
    /// axe-core is not on this machine.
    #[error("axe.min.js is not here; set CLEANCLAIM_AXE")]
    Missing,
    /// It could not be read.
    #[error("{0}")]
    Unreadable(std::io::Error),
    /// The browser refused.
    #[error(transparent)]
    Browser(#[from] BrowserFault),
    /// axe itself failed, or answered something else.
    #[error("axe: {0}")]
    Axe(String),
    /// Serious findings.
    #[error("{url} is not accessible:\n{}", words(.found))]
    Found {
        /// The address of the page.
        url: String,
        /// What is serious or critical.
        found: Vec<Violation>,
    },
}

/// The rules that the page breaks, the most harmful first. The page must allow scripts.
///
/// # Errors
/// Where the page cannot be judged.
pub fn violations(page: &Browser) -> Result<Vec<Violation>, AccessibilityFault> {
    let path = outside::axe().ok_or(AccessibilityFault::Missing)?;
    let source = std::fs::read_to_string(path).map_err(AccessibilityFault::Unreadable)?;
    // As a script of its own: a page's policy against `eval` does not stand in the way then.
    page.script(&source, &[])?;
    let mut answer = page.script_later(RUN, &[json!(TAGS)])?;
    if let Some(fault) = answer["fault"].as_str() {
        return Err(AccessibilityFault::Axe(fault.to_owned()));
    }
    let Value::Array(found) = answer["violations"].take() else {
        return Err(AccessibilityFault::Axe(format!("no list of violations: {answer}")));
    };
    let mut found: Vec<Violation> = found.iter().map(read).collect::<Result<_, _>>()?;
    found.sort_by(|a, b| b.impact.cmp(&a.impact).then_with(|| a.rule.cmp(&b.rule)));
    Ok(found)
}

/// Holds that the page breaks no rule with serious or critical harm.
///
/// # Errors
/// Every such rule with its elements, or why the page cannot be judged.
pub fn no_serious(page: &Browser) -> Result<(), AccessibilityFault> {
    let mut found = violations(page)?;
    found.retain(|violation| violation.impact >= Impact::Serious);
    if found.is_empty() {
        return Ok(());
    }
    Err(AccessibilityFault::Found { url: page.url()?, found })
}

fn read(violation: &Value) -> Result<Violation, AccessibilityFault> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let impact = match violation["impact"].as_str() {
        Some("minor") => Impact::Minor,
        Some("moderate") => Impact::Moderate,
        Some("serious") => Impact::Serious,
        Some("critical") => Impact::Critical,
        other => return Err(AccessibilityFault::Axe(format!("an impact {other:?}"))),
    };
    let nodes = violation["nodes"].as_array().map(Vec::as_slice).unwrap_or_default();
    let place = |node: &Value| (text(&node["target"][0]), text(&node["html"]));
    Ok(Violation {
        rule: text(&violation["id"]),
        impact,
        help: text(&violation["help"]),
        elements: nodes.iter().map(place).collect(),
    })
}

fn words(found: &[Violation]) -> String {
    let one = |violation: &Violation| {
        let Violation { rule, impact, help, elements } = violation;
        let places: Vec<String> =
            elements.iter().map(|(at, html)| format!("    {at}: {html}")).collect();
        format!("  {rule} ({impact:?}): {help}\n{}", places.join("\n"))
    };
    found.iter().map(one).collect::<Vec<_>>().join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_axe_says() {
        let said = json!({"id": "image-alt", "impact": "critical", "help": "h",
            "nodes": [{"target": ["img"], "html": "<img>"}]});
        let read = read(&said).unwrap();
        assert_eq!(read.elements, vec![("img".to_owned(), "<img>".to_owned())]);
        assert!(read.impact > Impact::Serious);
        assert!(words(&[read]).contains("img: <img>"));
        assert!(super::read(&json!({"id": "x", "impact": null})).is_err());
    }
}
