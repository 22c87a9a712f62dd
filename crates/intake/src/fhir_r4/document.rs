//! The documents of a chart: Compositions, DocumentReferences (with their Binaries) and
//! DiagnosticReports.

use super::chart::is_withdrawn;
use super::composition;
use super::narrative;
use super::record::Record;
use super::security;
use super::store::Located;
use super::system;
use super::view::{any_code, code, date, date_of, items, owned, text, words};
use crate::error::IntakeError;
use base64::Engine;
use base64::alphabet::STANDARD;
use base64::engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig};
use model::{Document, IntakeWarning, SectionKind};
use serde_json::Value;

/// Base64 as FHIR writes it; sources often leave the padding away.
const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// Every document of the chart in source order; one whose text was already seen is left out.
pub(crate) fn documents(
    record: &Record,
    warnings: &mut Vec<IntakeWarning>,
) -> Result<Vec<Document>, IntakeError> {
    let mut found: Vec<Document> = Vec::new();
    for located in &record.resources {
        let made = match located.kind() {
            "Composition" | "DocumentReference" | "DiagnosticReport"
                if !in_use(located, warnings) =>
            {
                continue;
            }
            "Composition" => vec![composition::document(located)],
            "DocumentReference" => of_reference(record, located, warnings)?,
            "DiagnosticReport" => of_report(record, located, warnings)?,
            _ => continue,
        };
        for document in made {
            if document.text.trim().is_empty() {
                let message = format!("{} holds no text", located.key);
                warnings.push(located.warning("document.empty", "", message));
            } else if let Some(twin) = found.iter().find(|d| d.text == document.text) {
                let message = format!("the same text as {}; it is read once", twin.source);
                warnings.push(located.warning("document.duplicate", "", message));
            } else {
                found.push(document);
            }
        }
    }
    Ok(found)
}

fn in_use(located: &Located, warnings: &mut Vec<IntakeWarning>) -> bool {
    let status = |member| text(&located.value, member).filter(|s| is_withdrawn(Some(s)));
    let Some(status) = status("status").or_else(|| status("docStatus")) else { return true };
    let message = format!("{} is {status}; it is left out", located.key);
    warnings.push(located.warning("document.withdrawn", ".status", message));
    false
}

/// One document, or one for each plain text when a reference holds several.
fn of_reference(
    record: &Record,
    located: &Located,
    warnings: &mut Vec<IntakeWarning>,
) -> Result<Vec<Document>, IntakeError> {
    let source = &located.value;
    let concept = source.get("type").unwrap_or(&Value::Null);
    let attachments: Vec<(String, &Value)> = items(source, "content")
        .iter()
        .enumerate()
        .filter_map(|(at, content)| {
            content.get("attachment").map(|a| (format!(".content[{at}].attachment"), a))
        })
        .collect();
    let texts = texts_of(record, located, &attachments, warnings)?;
    let title_of = |attachment: &Value| {
        let described = [text(attachment, "title"), text(source, "description")];
        let words = words(concept);
        let fallback = described.into_iter().flatten().next().unwrap_or_default();
        if words.is_empty() { fallback.to_owned() } else { words }
    };
    let made = texts.into_iter().map(|(place, attachment, text)| Document {
        id: owned(source, "id").into(),
        title: title_of(attachment),
        loinc: code(concept, system::LOINC).map(str::to_owned),
        date: date_of(source).or_else(|| date(attachment, "creation")),
        text,
        sections: Vec::new(),
        source: format!("{}, {}", located.file, located.at(&place)),
        tags: security::tags(source),
    });
    Ok(made.collect())
}

/// The presented forms of a report, and its conclusion where they do not hold it.
fn of_report(
    record: &Record,
    located: &Located,
    warnings: &mut Vec<IntakeWarning>,
) -> Result<Vec<Document>, IntakeError> {
    let source = &located.value;
    let concept = source.get("code").unwrap_or(&Value::Null);
    let is_laboratory = items(source, "category")
        .iter()
        .filter_map(any_code)
        .any(|c| matches!(c, "LAB" | "laboratory" | "HM" | "CH" | "MB" | "SR" | "26436-6"));
    let make = |place: &str, text: String, kind: Option<SectionKind>| {
        let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
        Document {
            id: owned(source, "id").into(),
            title: words(concept),
            loinc: code(concept, system::LOINC).map(str::to_owned),
            date: date_of(source),
            sections: kind.map(|kind| (0, end, kind)).into_iter().collect(),
            text,
            source: format!("{}, {}", located.file, located.at(place)),
            tags: security::tags(source),
        }
    };
    let forms: Vec<(String, &Value)> = items(source, "presentedForm")
        .iter()
        .enumerate()
        .map(|(at, form)| (format!(".presentedForm[{at}]"), form))
        .collect();
    let results = is_laboratory.then_some(SectionKind::Results);
    let texts = texts_of(record, located, &forms, warnings)?;
    let mut made: Vec<Document> =
        texts.into_iter().map(|(place, _, text)| make(&place, text, results)).collect();
    if let Some(conclusion) = text(source, "conclusion")
        && !made.iter().any(|d| d.text.contains(conclusion))
    {
        let kind = results.unwrap_or(SectionKind::Impression);
        made.push(make(".conclusion", conclusion.to_owned(), Some(kind)));
    }
    Ok(made)
}

type Texts<'a> = Vec<(String, &'a Value, String)>;

/// The readable texts of attachments that are forms of one document: every plain text; without
/// one, the first web page. Other formats are reported when nothing else can be read.
fn texts_of<'a>(
    record: &Record,
    located: &Located,
    attachments: &[(String, &'a Value)],
    warnings: &mut Vec<IntakeWarning>,
) -> Result<Texts<'a>, IntakeError> {
    let (mut plain, mut pages, mut unread) = (Vec::new(), Vec::new(), Vec::new());
    for (place, attachment) in attachments {
        let Some((bytes, kind)) = content(record, located, place, attachment)? else {
            let message = match text(attachment, "url") {
                Some(url) => format!("the text lies at {url}, which is not here; it is not read"),
                None => "the attachment holds no data".to_owned(),
            };
            unread.push(located.warning("attachment.elsewhere", place, message));
            continue;
        };
        let is_page = kind.starts_with("text/html") || kind.starts_with("application/xhtml");
        let is_text = kind.is_empty() || kind.starts_with("text/plain") || kind == "text/markdown";
        if !is_page && !is_text {
            let message = format!("the format `{kind}` is not read; export it as text/plain");
            unread.push(located.warning("attachment.format", place, message));
            continue;
        }
        let Some(read) = decode(bytes, &kind, is_page, located, place, warnings) else { continue };
        let list = if is_page { &mut pages } else { &mut plain };
        list.push((place.clone(), *attachment, read));
    }
    if plain.is_empty() {
        plain.extend(pages.into_iter().take(1));
    }
    if plain.is_empty() {
        warnings.append(&mut unread);
    }
    Ok(plain)
}

/// The bytes of an attachment and its media type in lower case: its own data, or its Binary's.
fn content(
    record: &Record,
    located: &Located,
    place: &str,
    attachment: &Value,
) -> Result<Option<(Vec<u8>, String)>, IntakeError> {
    let kind = |holder: &Value| owned(holder, "contentType").to_lowercase();
    if let Some(data) = text(attachment, "data") {
        let bytes = base64(data, located, &format!("{place}.data"))?;
        return Ok(Some((bytes, kind(attachment))));
    }
    let Some(binary) = text(attachment, "url").and_then(|url| record.get(url)) else {
        return Ok(None);
    };
    let Some(data) = text(&binary.value, "data") else { return Ok(None) };
    let bytes = base64(data, binary, ".data")?;
    let stated = kind(attachment);
    Ok(Some((bytes, if stated.is_empty() { kind(&binary.value) } else { stated })))
}

fn base64(data: &str, located: &Located, place: &str) -> Result<Vec<u8>, IntakeError> {
    let fault = |reason: base64::DecodeError| {
        let message = format!("not valid base64 ({reason}); export the document again");
        located.error("attachment.base64", place, message)
    };
    if !data.bytes().any(|b| b.is_ascii_whitespace()) {
        return BASE64.decode(data).map_err(fault);
    }
    let packed: Vec<u8> = data.bytes().filter(|b| !b.is_ascii_whitespace()).collect();
    BASE64.decode(packed).map_err(fault)
}

/// The text of an attachment; `None`, with a warning, when it is empty or no text after all.
fn decode(
    bytes: Vec<u8>,
    kind: &str,
    is_page: bool,
    located: &Located,
    place: &str,
    warnings: &mut Vec<IntakeWarning>,
) -> Option<String> {
    let name = format!("{}, {}", located.file, located.at(place));
    let is_latin = ["iso-8859-1", "latin1", "windows-1252"].iter().any(|c| kind.contains(c));
    let bytes = match is_latin {
        // The first 256 characters of Unicode are Latin-1.
        true => bytes.iter().map(|b| char::from(*b)).collect::<String>().into_bytes(),
        false => bytes,
    };
    if is_page {
        return Some(narrative::text_of(&String::from_utf8_lossy(&bytes)));
    }
    match crate::text::document(bytes, &name) {
        Ok((document, more)) => {
            warnings.extend(more);
            Some(document.text)
        }
        Err(fault) => {
            warnings.push(IntakeWarning {
                code: fault.code.to_owned(),
                message: fault.message,
                place: name,
            });
            None
        }
    }
}
