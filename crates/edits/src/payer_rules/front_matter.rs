//! The front matter of a rule: who owns it, whose it is, from when to when it holds.

use super::fault::{Fault, did_you_mean};
use super::payer::PayerName;
use super::repair::Repair;
use super::schema::DOCUMENT;
use super::sections::Placed;
use model::{Date, Severity};
use std::collections::BTreeMap;
use std::ops::Range;
use toml::de::{DeTable, DeValue};

/// Longest text of a member, in characters.
const LONGEST_TEXT: usize = 300;

/// Longest identifier, in characters.
const LONGEST_ID: usize = 80;

/// Longest front matter, in bytes.
const LONGEST_FRONT_MATTER: usize = 8_000;

/// Every member that a front matter may have.
pub(crate) const KEYS: [&str; 13] = [
    "id",
    "title",
    "payer",
    "plan",
    "severity",
    "owner",
    "source",
    "effective_from",
    "effective_to",
    "review_by",
    "table",
    "repair",
    "field",
];

/// Identifiers that edits of the rules' own have.
pub(crate) const RESERVED: [&str; 2] = ["rule_error", "repaired"];

/// Words that a member has which would change a claim.
const CHANGES: [&str; 9] =
    ["set", "replace", "add", "remove", "delete", "change", "rewrite", "insert", "append"];

/// What no rule may change, in any form of words.
const CLINICAL: [&str; 6] = ["code", "modifier", "unit", "charge", "diagnos", "pointer"];

/// The severities by their names.
pub(crate) const SEVERITIES: [(Severity, &str); 4] = [
    (Severity::Block, "block"),
    (Severity::Reason, "reason"),
    (Severity::Warn, "warn"),
    (Severity::Inform, "inform"),
];

/// The front matter of one rule.
#[derive(Clone, Debug)]
pub(crate) struct FrontMatter {
    pub(crate) id: String,
    pub(crate) title: String,
    /// As it was written, for people.
    pub(crate) payer: String,
    pub(crate) payers: Vec<PayerName>,
    pub(crate) plan: Option<String>,
    pub(crate) severity: Severity,
    pub(crate) owner: String,
    pub(crate) source: String,
    pub(crate) effective_from: Date,
    pub(crate) effective_to: Option<Date>,
    pub(crate) review_by: Date,
    pub(crate) table: Option<Placed<String>>,
    pub(crate) repair: Option<Repair>,
    pub(crate) field: Option<String>,
}

/// Reads a front matter; all faults, not the first.
pub(crate) fn read(text: &Placed<String>) -> Result<FrontMatter, Vec<Fault>> {
    let (source, first_line) = (&text.value, text.line);
    if source.len() > LONGEST_FRONT_MATTER {
        let message = format!("the front matter is longer than {LONGEST_FRONT_MATTER} characters");
        return Err(vec![Fault::at(first_line, message)]);
    }
    let table = DeTable::parse(source).map_err(|error| {
        let span = error.span().unwrap_or_default();
        vec![place(source, first_line, &span, format!("the front matter: {}", error.message()))]
    })?;
    let mut reading = Reading { source, first_line, members: BTreeMap::new(), faults: Vec::new() };
    for (key, value) in table.get_ref() {
        let name: &str = key.get_ref();
        match KEYS.contains(&name) {
            true => reading.member(name, value.span(), value.get_ref()),
            false => {
                let message = unknown(name);
                reading.fault(&key.span(), message);
            }
        }
    }
    let front_matter = reading.front_matter();
    reading.faults.sort_by_key(|fault| (fault.line, fault.column));
    match front_matter {
        Some(front_matter) if reading.faults.is_empty() => Ok(front_matter),
        _ => Err(reading.faults),
    }
}

/// What is said of a member that a front matter has not.
fn unknown(name: &str) -> String {
    let folded = name.to_ascii_lowercase();
    let changes = CHANGES.iter().any(|word| folded.split(['_', '-']).any(|part| part == *word));
    if changes || CLINICAL.iter().any(|word| folded.contains(word)) {
        return never(name);
    }
    format!("`{name}` is no member of a front matter{}", did_you_mean(name, KEYS))
}

/// Why a rule has no member of this name.
pub(crate) fn never(name: &str) -> String {
    format!(
        "`{name}` would change the claim: a rule may stop a claim, never rewrite a code, a \
         modifier, a unit or a charge; say under `What to do` what a person must look at"
    )
}

fn place(source: &str, first_line: usize, span: &Range<usize>, message: String) -> Fault {
    let before = source.get(..span.start.min(source.len())).unwrap_or_default();
    let line = before.matches('\n').count();
    let column = before.chars().rev().take_while(|character| *character != '\n').count();
    Fault::exact(first_line + line, column + 1, message)
}

struct Reading<'s> {
    source: &'s str,
    first_line: usize,
    /// Text and place of every member.
    members: BTreeMap<String, (Vec<String>, Range<usize>)>,
    faults: Vec<Fault>,
}

impl Reading<'_> {
    fn fault(&mut self, span: &Range<usize>, message: impl Into<String>) {
        self.faults.push(place(self.source, self.first_line, span, message.into()));
    }

    fn member(&mut self, name: &str, span: Range<usize>, value: &DeValue<'_>) {
        let text = |value: &DeValue<'_>| match value {
            DeValue::String(text) => Some(text.trim().to_owned()),
            DeValue::Datetime(date) => Some(date.to_string()),
            _ => None,
        };
        let texts: Option<Vec<String>> = match value {
            DeValue::Array(values) if name == "payer" => {
                values.iter().map(|value| text(value.get_ref())).collect()
            }
            other => text(other).map(|text| vec![text]),
        };
        let long = |text: &String| text.chars().count() > LONGEST_TEXT;
        match texts {
            None => self.fault(&span, format!("`{name}` is a text between quotes")),
            Some(texts) if texts.is_empty() || texts.iter().any(String::is_empty) => {
                self.fault(&span, format!("`{name}` is empty"));
                self.members.insert(name.to_owned(), (Vec::new(), span));
            }
            Some(texts) if texts.iter().any(long) => {
                self.fault(&span, format!("`{name}` is longer than {LONGEST_TEXT} characters"));
            }
            Some(texts) => drop(self.members.insert(name.to_owned(), (texts, span))),
        }
    }

    fn optional(&self, name: &str) -> Option<(String, Range<usize>)> {
        let (texts, span) = self.members.get(name)?;
        Some((texts.first()?.clone(), span.clone()))
    }

    fn required(&mut self, name: &str) -> Option<(String, Range<usize>)> {
        if !self.members.contains_key(name) {
            let said =
                self.faults.iter().any(|fault| fault.message.starts_with(&format!("`{name}`")));
            if !said {
                let message = format!("the front matter has no `{name}`");
                self.faults.push(Fault::at(self.first_line.saturating_sub(1).max(1), message));
            }
        }
        self.optional(name)
    }

    fn date(&mut self, given: Option<(String, Range<usize>)>) -> Option<Date> {
        let (text, span) = given?;
        let date = text.parse().ok();
        if date.is_none() {
            self.fault(&span, format!("`{text}` is no date; write YYYY-MM-DD"));
        }
        date
    }

    fn front_matter(&mut self) -> Option<FrontMatter> {
        let id = self.required("id").and_then(|given| self.id(given));
        let title = self.required("title");
        let payers = self.payers();
        let severity = self.required("severity").and_then(|given| self.severity(given));
        let owner = self.required("owner");
        let source = self.required("source");
        let from = self.required("effective_from");
        let effective_from = self.date(from);
        let to = self.optional("effective_to");
        let effective_to = self.date(to.clone());
        let review = self.required("review_by");
        let review_by = self.date(review.clone());
        if let (Some(from), Some(to), Some((_, span))) = (effective_from, effective_to, to)
            && to < from
        {
            self.fault(&span, "`effective_to` is before `effective_from`");
        }
        if let (Some(from), Some(by), Some((_, span))) = (effective_from, review_by, review)
            && by < from
        {
            self.fault(&span, "`review_by` is before `effective_from`");
        }
        let repair = self.optional("repair").and_then(|given| self.repair(given));
        let field = self.optional("field").and_then(|given| self.field(given));
        let table = self.optional("table").and_then(|given| self.table(given));
        let (payer, payers) = payers?;
        Some(FrontMatter {
            id: id?,
            title: title?.0,
            payer,
            payers,
            plan: self.optional("plan").map(|(plan, _)| plan),
            severity: severity?,
            owner: owner?.0,
            source: source?.0,
            effective_from: effective_from?,
            effective_to,
            review_by: review_by?,
            table,
            repair,
            field,
        })
    }

    fn id(&mut self, (id, span): (String, Range<usize>)) -> Option<String> {
        let good = |part: &str| {
            let plain = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            !part.is_empty() && part.bytes().all(|byte| plain(byte) || b"-_".contains(&byte))
        };
        let fits = id.len() <= LONGEST_ID && id.split('.').all(good);
        if !fits || RESERVED.contains(&id.as_str()) {
            let message = format!(
                "`{id}` is no identifier of a rule; write small letters, digits, - and dots, at \
                 most {LONGEST_ID}, as `zz001.mri-auth`"
            );
            self.fault(&span, message);
            return None;
        }
        Some(id)
    }

    fn payers(&mut self) -> Option<(String, Vec<PayerName>)> {
        self.required("payer");
        let (texts, span) = self.members.get("payer").cloned()?;
        let mut payers = Vec::new();
        for text in &texts {
            match PayerName::read(text) {
                Ok(names) => payers.extend(names),
                Err(message) => self.fault(&span, format!("`payer`: {message}")),
            }
        }
        Some((texts.join(", "), payers))
    }

    fn severity(&mut self, (text, span): (String, Range<usize>)) -> Option<Severity> {
        let found = SEVERITIES.iter().find(|(_, name)| *name == text).map(|(known, _)| *known);
        if found.is_none() {
            self.fault(&span, format!("`{text}` is no severity: block, reason, warn or inform"));
        }
        found
    }

    fn repair(&mut self, (text, span): (String, Range<usize>)) -> Option<Repair> {
        let found = Repair::named(&text);
        if found.is_none() {
            let message = match CLINICAL.iter().any(|word| text.contains(word)) {
                true => never(&text),
                false => {
                    let near = did_you_mean(&text, Repair::names());
                    format!("`{text}` is no formatting repair{near}")
                }
            };
            self.fault(&span, message);
        }
        found
    }

    fn field(&mut self, (text, span): (String, Range<usize>)) -> Option<String> {
        match DOCUMENT.path(&text) {
            Ok(_) => Some(text),
            Err(message) => {
                self.fault(&span, message);
                None
            }
        }
    }

    fn table(&mut self, (text, span): (String, Range<usize>)) -> Option<Placed<String>> {
        if !text.ends_with(".csv") || text.contains(['/', '\\']) || text.starts_with('.') {
            self.fault(&span, "`table` is the name of a .csv file beside the rule");
            return None;
        }
        let line = place(self.source, self.first_line, &span, String::new()).line;
        Some(Placed { line, value: text })
    }
}
