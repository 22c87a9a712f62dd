//! A letter as a value, as lines, and as a PDF.

use super::{Enclosure, Party};
use crate::sheet;
use claims::paper::{PdfError, SHEET_COLUMNS};
use model::{Address, Date, HumanName};
use serde::{Deserialize, Serialize};

/// How far a quotation and a list stand in, in characters.
const INSET: usize = 4;
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// A letter to a payer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// Its day.
    pub date: Date,
    /// Who writes.
    pub from: Party,
    /// To whom.
    pub to: Party,
    /// In a line, what it asks.
    pub subject: String,
    /// What it is about: label and value.
    pub about: Vec<(String, String)>,
    /// What it says.
    pub parts: Vec<Part>,
    /// Who signs.
    pub signer: String,
    /// What is enclosed.
    pub enclosures: Vec<Enclosure>,
}

/// A part of a letter.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Part {
    /// A paragraph.
    Words(String),
    /// A verbatim quotation.
    Quote {
        /// The words, exactly.
        words: String,
        /// Where they stand.
        source: String,
    },
    /// Items.
    List(Vec<String>),
}

impl Letter {
    /// The letter in lines of [`SHEET_COLUMNS`] characters.
    #[must_use]
    pub fn lines(&self) -> Vec<String> {
        let mut lines = party(&self.from);
        lines.extend([String::new(), day(self.date), String::new()]);
        lines.extend(party(&self.to));
        lines.push(String::new());
        lines.extend(sheet::wrap(&self.subject.to_uppercase(), SHEET_COLUMNS));
        lines.push(String::new());
        let widest = self.about.iter().map(|(label, _)| label.len()).max().unwrap_or(0) + 2;
        for (label, value) in &self.about {
            let value = sheet::wrap(value, SHEET_COLUMNS.saturating_sub(widest));
            let label = format!("{label}:");
            lines.extend(value.iter().enumerate().map(|(turn, value)| {
                let label = if turn == 0 { label.as_str() } else { "" };
                format!("{label:widest$}{value}")
            }));
        }
        lines.push(String::new());
        for part in &self.parts {
            lines.extend(of_part(part));
            lines.push(String::new());
        }
        lines.extend(["Yours faithfully,", "", "", ""].map(String::from));
        lines.extend(sheet::wrap(&self.signer, SHEET_COLUMNS));
        if !self.enclosures.is_empty() {
            lines.extend([String::new(), "Enclosed:".to_owned()]);
            for (number, one) in (1..).zip(&self.enclosures) {
                let pages = match one.pages {
                    Some(1) => " (1 page)".to_owned(),
                    Some(pages) => format!(" ({pages} pages)"),
                    None => String::new(),
                };
                lines.extend(inset(&format!("{number}. {}{pages}", one.title)));
            }
        }
        lines
    }

    /// The letter as a PDF; the same letter gives the same bytes.
    ///
    /// # Errors
    /// When the PDF writer refuses.
    pub fn pdf(&self) -> Result<Vec<u8>, PdfError> {
        sheet::pdf(&self.subject, &self.lines())
    }
}

fn of_part(part: &Part) -> Vec<String> {
    match part {
        Part::Words(words) => sheet::wrap(words, SHEET_COLUMNS),
        Part::Quote { words, source } => {
            let mut lines = inset(&format!("\"{words}\""));
            lines.extend(inset(&format!("({source})")));
            lines
        }
        Part::List(items) => items.iter().flat_map(|item| inset(&format!("- {item}"))).collect(),
    }
}

fn inset(text: &str) -> Vec<String> {
    let lines = sheet::wrap(text, SHEET_COLUMNS - 2 * INSET);
    lines.iter().map(|line| format!("{:INSET$}{line}", "")).collect()
}

/// Name, attention, address and telephone, a line each.
pub(crate) fn party(party: &Party) -> Vec<String> {
    let mut lines = vec![party.name.clone()];
    lines.extend(party.attention.clone());
    if let Some(address) = &party.address {
        lines.extend(address_lines(address));
    }
    lines.extend(party.phone.as_ref().map(|phone| format!("Telephone {phone}")));
    lines.iter().flat_map(|line| sheet::wrap(line, SHEET_COLUMNS)).collect()
}

/// An address, as on an envelope.
pub(crate) fn address_lines(address: &Address) -> Vec<String> {
    let zip = match address.zip.len() == 9 && address.zip.bytes().all(|b| b.is_ascii_digit()) {
        true => format!("{}-{}", &address.zip[..5], &address.zip[5..]),
        false => address.zip.clone(),
    };
    let mut lines = vec![address.line1.clone()];
    lines.extend(address.line2.clone());
    lines.push(format!("{}, {} {zip}", address.city, address.state));
    lines
}

/// `March 4, 2026`.
pub(crate) fn day(day: Date) -> String {
    let month = usize::try_from(day.month()).ok().and_then(|month| MONTHS.get(month - 1));
    format!("{} {}, {}", month.copied().unwrap_or_default(), day.day(), day.year())
}

/// `Ana Maria Diaz Jr`.
pub(crate) fn name(name: &HumanName) -> String {
    let family = Some(name.family.as_str());
    let parts = [name.given.as_deref(), name.middle.as_deref(), family, name.suffix.as_deref()];
    let told = parts.into_iter().flatten().filter(|part| !part.trim().is_empty());
    told.collect::<Vec<_>>().join(" ")
}
