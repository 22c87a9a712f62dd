//! The appeal: a letter in our own words with quotations from the chart, the guideline sections
//! and the list of what is enclosed; and the cover of a corrected claim.
//!
//! A letter is a plain value first, then lines, then a PDF. A person reads and signs it.

mod corrected;
mod letter;
mod template;

pub use corrected::{CorrectedFault, Correction, correct, cover, differences};
pub use letter::{Letter, Part};
pub(crate) use letter::{address_lines, day};

use crate::denials::Denial;
use model::{Address, Claim, ClaimLine, Date, Evidence};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Most quotations, guidelines and enclosures of one letter.
pub const MAX_PARTS: usize = 100;
/// Longest quotation, in bytes: a quotation is a sentence or two, the record is enclosed.
pub const MAX_QUOTE: usize = 4_000;

/// Somebody with an address.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Name.
    pub name: String,
    /// Department or person.
    pub attention: Option<String>,
    /// Postal address.
    pub address: Option<Address>,
    /// Telephone as it is written.
    pub phone: Option<String>,
}

/// A quotation from the chart.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Quote {
    /// Title of the document, such as `Office note`.
    pub document: String,
    /// Its day.
    pub date: Option<Date>,
    /// Who wrote it.
    pub author: Option<String>,
    /// The words and their place.
    pub evidence: Evidence,
}

/// A guideline or policy that the letter names.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cited {
    /// Section or number, as `ICD-10-CM guideline I.C.4.a` or `LCD L12345`.
    pub id: String,
    /// What we say it asks, in our own words.
    pub says: String,
}

/// Something enclosed.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Enclosure {
    /// What it is.
    pub title: String,
    /// How many pages.
    pub pages: Option<u32>,
}

/// What a letter needs to know.
#[derive(Clone, Debug)]
pub struct AppealFacts<'c> {
    /// The denial.
    pub denial: &'c Denial,
    /// The claim that was denied.
    pub claim: &'c Claim,
    /// Its line, where the denial is of a line.
    pub line: Option<&'c ClaimLine>,
    /// Level of appeal, from 1.
    pub level: u8,
    /// Day of the letter.
    pub date: Date,
    /// Day of the payer's notice.
    pub notice: Date,
    /// The payer's number of the claim.
    pub payer_control_number: Option<String>,
    /// Name of the patient as the payer knows it.
    pub patient: String,
    /// Who writes.
    pub from: Party,
    /// To whom.
    pub to: Party,
    /// Who signs, with title.
    pub signer: String,
    /// From the chart.
    pub quotes: Vec<Quote>,
    /// Guidelines and policies.
    pub cited: Vec<Cited>,
    /// Enclosed.
    pub enclosures: Vec<Enclosure>,
}

/// Why a letter is not written, or not ready.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum AppealFault {
    /// A guard forbids it.
    #[error("{0} A letter would come back unread")]
    NoAppeal(String),
    /// No such level.
    #[error("the payer has no level {0} of appeal in its terms")]
    NoLevel(u8),
    /// Nothing from the chart.
    #[error("quote the chart: without its words this letter proves nothing")]
    NoQuote,
    /// Nothing enclosed.
    #[error("name what is enclosed: the payer decides on it")]
    NoEnclosure,
    /// A quotation without words, or one that is too long.
    #[error("quotation {0} is empty or longer than {MAX_QUOTE} bytes")]
    BadQuote(usize),
    /// Too many parts.
    #[error("more than {MAX_PARTS} quotations, guidelines or enclosures")]
    TooMany,
    /// A field without words.
    #[error("the letter needs {0}")]
    Missing(&'static str),
}

/// Writes the letter.
///
/// # Errors
/// Every fault of what is missing or forbidden.
pub fn draft(facts: &AppealFacts<'_>) -> Result<Letter, Vec<AppealFault>> {
    let template = template::of(facts.denial.category);
    let faults = faults(facts, &template);
    if !faults.is_empty() {
        return Err(faults);
    }
    let values = values(facts);
    let mut parts = vec![Part::Words(template::filled(&template.opening, &values))];
    if !facts.quotes.is_empty() {
        parts.push(Part::Words(template::filled(&template.argument, &values)));
        parts.extend(facts.quotes.iter().map(quoted));
    }
    if !facts.cited.is_empty() {
        parts.push(Part::Words("We rely on:".to_owned()));
        let cited = facts.cited.iter().map(|one| format!("{}: {}", one.id, one.says));
        parts.push(Part::List(cited.collect()));
    }
    parts.push(Part::Words(template::filled(&template.request, &values)));
    let level = facts.denial.levels.get(usize::from(facts.level.saturating_sub(1)));
    let name = level.map_or_else(|| "appeal".to_owned(), |level| level.name.clone());
    Ok(Letter {
        date: facts.date,
        from: facts.from.clone(),
        to: facts.to.clone(),
        subject: format!("Request for {name}, claim {}", facts.claim.id),
        about: about(facts),
        parts,
        signer: facts.signer.clone(),
        enclosures: facts.enclosures.clone(),
    })
}

fn faults(facts: &AppealFacts<'_>, template: &template::Template) -> Vec<AppealFault> {
    let mut faults = Vec::new();
    let denial = facts.denial;
    faults.extend(denial.guards.first().map(|guard| AppealFault::NoAppeal(guard.words())));
    let known = facts.level >= 1 && usize::from(facts.level) <= denial.levels.len();
    if denial.guards.is_empty() && !known {
        faults.push(AppealFault::NoLevel(facts.level));
    }
    if template.evidence && facts.quotes.is_empty() {
        faults.push(AppealFault::NoQuote);
    }
    if template.attachment && facts.enclosures.is_empty() {
        faults.push(AppealFault::NoEnclosure);
    }
    let longest = facts.quotes.len().max(facts.cited.len()).max(facts.enclosures.len());
    if longest > MAX_PARTS {
        faults.push(AppealFault::TooMany);
    }
    for (turn, quote) in facts.quotes.iter().enumerate() {
        let text = quote.evidence.text.trim();
        if text.is_empty() || text.len() > MAX_QUOTE {
            faults.push(AppealFault::BadQuote(turn + 1));
        }
    }
    for (text, what) in [
        (&facts.patient, "the patient's name"),
        (&facts.from.name, "who writes"),
        (&facts.to.name, "to whom it goes"),
        (&facts.signer, "who signs"),
    ] {
        if text.trim().is_empty() {
            faults.push(AppealFault::Missing(what));
        }
    }
    faults
}

fn quoted(quote: &Quote) -> Part {
    let mut source = quote.document.clone();
    if let Some(day) = quote.date {
        source.push_str(&format!(" of {}", letter::day(day)));
    }
    if let Some(author) = &quote.author {
        source.push_str(&format!(", {author}"));
    }
    Part::Quote { words: quote.evidence.text.trim().to_owned(), source }
}

fn about(facts: &AppealFacts<'_>) -> Vec<(String, String)> {
    let claim = facts.claim;
    let member = claim.subscriber.as_ref().map(|own| own.member_id.clone());
    let own = claim.rendering.as_ref().and_then(|own| own.name.as_ref());
    let rows = [
        ("Patient", Some(facts.patient.clone())),
        ("Born", claim.patient.birth_date.map(letter::day)),
        ("Member number", member),
        ("Our claim number", Some(claim.id.to_string())),
        ("Your claim number", facts.payer_control_number.clone()),
        ("Date of service", Some(service_day(facts))),
        ("Provider", own.map(letter::name)),
        ("Provider NPI", claim.rendering.as_ref().map(|own| own.npi.clone())),
        ("Billing NPI", Some(claim.billing.npi.clone())),
        ("Tax number", claim.billing.tax_id.clone()),
        ("Your notice of", Some(letter::day(facts.notice))),
        ("Amount in dispute", Some(facts.denial.adjusted.amount.to_string())),
    ];
    let told = rows.into_iter().filter_map(|(label, value)| Some((label.to_owned(), value?)));
    told.filter(|(_, value)| !value.trim().is_empty()).collect()
}

fn service_day(facts: &AppealFacts<'_>) -> String {
    match facts.line {
        Some(line) => letter::day(line.date),
        None if facts.claim.from == facts.claim.through => letter::day(facts.claim.from),
        None => {
            format!("{} to {}", letter::day(facts.claim.from), letter::day(facts.claim.through))
        }
    }
}

fn values(facts: &AppealFacts<'_>) -> BTreeMap<&'static str, String> {
    let adjusted = &facts.denial.adjusted;
    let service = adjusted.service.as_ref();
    let code = facts.line.and_then(|line| line.code.clone());
    let code = code.or_else(|| service.map(|service| service.code.clone()));
    let modifiers = facts.line.map(|line| line.modifiers.join(", ")).unwrap_or_default();
    let level = facts.denial.levels.get(usize::from(facts.level.saturating_sub(1)));
    let or = |text: String, other: &str| if text.is_empty() { other.to_owned() } else { text };
    let remarks = adjusted.remarks.iter().map(|remark| format!(", {remark}"));
    let reason = format!("{}-{}{}", adjusted.group, adjusted.carc, remarks.collect::<String>());
    BTreeMap::from([
        ("payer", facts.to.name.clone()),
        ("patient", facts.patient.clone()),
        ("claim", facts.claim.id.to_string()),
        ("line", facts.line.map_or("this claim".to_owned(), |line| format!("line {}", line.line))),
        ("code", code.map_or("our claim".to_owned(), |code| format!("code {code}"))),
        ("modifiers", or(modifiers, "none")),
        ("date", service_day(facts)),
        ("amount", adjusted.amount.to_string()),
        ("reason", reason),
        ("diagnoses", or(diagnoses(facts), "the condition in the record")),
        ("level", level.map(|level| level.name.clone()).unwrap_or_default()),
    ])
}

/// The diagnoses that the line points to; all of the claim's, without a line.
fn diagnoses(facts: &AppealFacts<'_>) -> String {
    let all = &facts.claim.diagnoses;
    let Some(line) = facts.line.filter(|line| !line.pointers.is_empty()) else {
        return all.join(", ");
    };
    let at = line.pointers.iter().filter_map(|at| usize::from(*at).checked_sub(1));
    at.filter_map(|at| all.get(at).cloned()).collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests;
