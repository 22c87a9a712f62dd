//! The form of a draft: from its fields to the text of a query.

use crate::queries::Edited;
use cdi::query::{
    AnswerOption, Format, Indicator, IndicatorSource, MAX_INDICATOR_BYTES, OptionKind, QueryText,
    YesNoPurpose,
};
use model::{Chart, Evidence};
use store::queries::StoredQuery;

/// The forms of a question: value of the field, label.
pub(crate) const FORMATS: [(&str, &str); 5] = [
    ("open_ended", "Open question, answered in words"),
    ("multiple_choice", "Multiple choice"),
    ("documented", "Yes or no: confirm a documented condition"),
    ("present_on_admission", "Yes or no: present on admission"),
    ("implied_cause", "Yes or no: cause and effect that the record implies"),
];

/// The fields as they were sent.
pub(crate) struct Fields(Vec<(String, String)>);

impl Fields {
    pub(crate) fn of(body: &str) -> Fields {
        // Browsers send line ends as CR LF; the stored text has LF.
        let pairs = form_urlencoded::parse(body.as_bytes());
        Fields(pairs.map(|(k, v)| (k.into_owned(), v.replace("\r\n", "\n"))).collect())
    }

    /// The same from a program that names its fields.
    pub(crate) fn named(pairs: Vec<(String, String)>) -> Fields {
        Fields(pairs.into_iter().map(|(k, v)| (k, v.replace("\r\n", "\n"))).collect())
    }

    pub(crate) fn one(&self, name: &str) -> &str {
        let pair = self.0.iter().find(|(key, _)| key == name);
        pair.map(|(_, value)| value.as_str()).unwrap_or_default()
    }

    fn all<'a>(&'a self, name: &'a str) -> impl Iterator<Item = &'a str> {
        self.0.iter().filter(move |(key, _)| key == name).map(|(_, value)| value.as_str())
    }

    /// The version that the page showed; a missing one is never current.
    pub(crate) fn version(&self) -> i64 {
        self.one("version").parse().unwrap_or(0)
    }
}

/// The field's value of a form of question.
pub(crate) fn format_name(format: Format) -> &'static str {
    match format {
        Format::OpenEnded => "open_ended",
        Format::MultipleChoice => "multiple_choice",
        Format::YesNo(YesNoPurpose::PresentOnAdmission) => "present_on_admission",
        Format::YesNo(YesNoPurpose::ImpliedCause) => "implied_cause",
        Format::YesNo(_) => "documented",
    }
}

/// What a person made of a draft, and what is wrong with the quote they wanted to add.
pub(crate) fn edited(
    fields: &Fields,
    stored: &StoredQuery,
    chart: &Chart,
) -> (Edited, Option<String>) {
    let mut offered = stored.offered.clone();
    let ticked: Vec<usize> = fields.all("indicator").filter_map(|n| n.parse().ok()).collect();
    let mut indicators: Vec<Indicator> = offered
        .iter()
        .enumerate()
        .filter(|(place, _)| ticked.contains(place))
        .map(|(_, indicator)| indicator.clone())
        .collect();
    let mut problem = None;
    match quote(fields.one("quote"), fields.one("quote_document"), chart) {
        None => {}
        Some(Ok(indicator)) => {
            if !offered.contains(&indicator) {
                offered.push(indicator.clone());
            }
            if !indicators.contains(&indicator) {
                indicators.push(indicator);
            }
        }
        Some(Err(why)) => problem = Some(why),
    }
    let old = &stored.query.text;
    let format = match fields.one("format") {
        "open_ended" => Format::OpenEnded,
        "multiple_choice" => Format::MultipleChoice,
        "documented" => Format::YesNo(YesNoPurpose::Documented),
        "present_on_admission" => Format::YesNo(YesNoPurpose::PresentOnAdmission),
        "implied_cause" => Format::YesNo(YesNoPurpose::ImpliedCause),
        _ => old.format,
    };
    let text = QueryText {
        title: fields.one("title").trim().to_owned(),
        question: fields.one("question").trim().to_owned(),
        note: fields.one("note").trim().to_owned(),
        subject: fields.one("subject").trim().to_owned(),
        format,
        indicators,
        options: options(fields, &old.options, format),
    };
    let edited = Edited {
        text,
        offered,
        recipient: fields.one("recipient").to_owned(),
        affects_coding: fields.one("affects_coding") == "yes",
    };
    (edited, problem)
}

/// The options: those that stayed, in order, with their keys and hints; new ones after them; the
/// two that every query has at the end.
fn options(fields: &Fields, old: &[AnswerOption], format: Format) -> Vec<AnswerOption> {
    let yes_no = matches!(format, Format::YesNo(_));
    let mut options: Vec<AnswerOption> = Vec::new();
    if yes_no {
        for (key, kind, bare) in [("yes", OptionKind::Yes, "Yes"), ("no", OptionKind::No, "No")] {
            let written = fields.all("option_key").zip(fields.all("option_text"));
            let written = written.filter(|(k, t)| *k == key && !t.trim().is_empty()).last();
            options.push(AnswerOption {
                key: key.to_owned(),
                kind,
                text: written.map_or(bare, |(_, text)| text.trim()).to_owned(),
                code_hint: None,
            });
        }
    }
    for (key, text) in fields.all("option_key").zip(fields.all("option_text")) {
        let text = text.trim();
        if text.is_empty() || matches!(key, "yes" | "no" | "other" | "cannot_determine") {
            continue;
        }
        let before = old.iter().find(|option| option.key == key && !key.is_empty());
        let taken =
            |key: &str| old.iter().chain(&options).any(|option: &AnswerOption| option.key == key);
        let key = match before {
            Some(option) => option.key.clone(),
            None => ('a'..='z').map(String::from).find(|key| !taken(key)).unwrap_or_default(),
        };
        // A statement that was written anew does not carry the code of the old one.
        let hint = before.filter(|option| option.text == text).and_then(|o| o.code_hint.clone());
        options.push(AnswerOption {
            key,
            kind: OptionKind::Supported,
            text: text.to_owned(),
            code_hint: hint,
        });
    }
    options.extend([AnswerOption::other(), AnswerOption::cannot_determine()]);
    options
}

/// A quote that a person adds: word for word from one document.
fn quote(words: &str, document: &str, chart: &Chart) -> Option<Result<Indicator, String>> {
    let words = words.trim();
    if words.is_empty() {
        return None;
    }
    if words.len() > MAX_INDICATOR_BYTES {
        return Some(Err(format!("A quote has at most {MAX_INDICATOR_BYTES} bytes.")));
    }
    let index = document.parse().ok().filter(|&index: &usize| index < chart.documents.len());
    let Some(index) = index else {
        return Some(Err("Choose the document that the quote stands in.".to_owned()));
    };
    let document = &chart.documents[index];
    let Some(start) = document.text.find(words) else {
        return Some(Err(format!(
            "These words do not stand in \"{}\" exactly so. Copy them from the document, with its \
             spelling and punctuation.",
            document.title
        )));
    };
    let number = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
    let evidence = Evidence {
        document: number(index),
        start: number(start),
        end: number(start + words.len()),
        text: words.to_owned(),
    };
    Some(Ok(Indicator {
        text: words.to_owned(),
        date: document.date,
        source: IndicatorSource::Quote { evidence, document_title: document.title.clone() },
    }))
}

#[cfg(test)]
mod tests;
