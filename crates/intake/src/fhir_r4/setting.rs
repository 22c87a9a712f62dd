//! The setting of an Encounter: its class first, then what its type, service, place and
//! documents say.

use super::facility;
use super::record::Record;
use super::system;
use super::view::{any_code, codes, items, text, words};
use model::{Document, Setting};
use serde_json::Value;

/// Words in the type or service of an ambulatory Encounter, in lower case.
const WORDS: [(&str, Setting); 22] = [
    ("emergency", Setting::Ed),
    ("ambulatory surg", Setting::Surgery),
    ("day surgery", Setting::Surgery),
    ("day-case surgery", Setting::Surgery),
    ("same day surgery", Setting::Surgery),
    ("same-day surgery", Setting::Surgery),
    ("outpatient surg", Setting::Surgery),
    ("surgical procedure", Setting::Surgery),
    ("endoscopy", Setting::Surgery),
    ("radiolog", Setting::Radiology),
    ("diagnostic imaging", Setting::Radiology),
    ("imaging", Setting::Radiology),
    ("mammogra", Setting::Radiology),
    ("patholog", Setting::Pathology),
    ("infusion", Setting::Clinic),
    ("chemotherapy", Setting::Clinic),
    ("dialysis", Setting::Clinic),
    ("wound care", Setting::Clinic),
    ("physical therapy", Setting::Clinic),
    ("occupational therapy", Setting::Clinic),
    ("hospital outpatient", Setting::Clinic),
    ("observation", Setting::Clinic),
];

pub(crate) fn setting(
    record: &Record,
    encounter: &Value,
    documents: &[Document],
) -> Option<Setting> {
    let class = encounter.get("class").and_then(|class| text(class, "code"));
    match class.map(str::to_ascii_uppercase).as_deref() {
        Some("EMER") => return Some(Setting::Ed),
        Some("IMP" | "ACUTE" | "NONAC") => return Some(Setting::Inpatient),
        // Observation and short stay are outpatient care of a hospital (Section IV holds).
        Some("OBSENC" | "SS") => return Some(Setting::Clinic),
        Some("AMB" | "VR" | "HH" | "FLD" | "PRENC") | None => {}
        Some(_) => return from_words(encounter),
    }
    from_numbers(encounter)
        .or_else(|| from_name(encounter))
        .or_else(|| from_words(encounter))
        .or_else(|| from_place(record))
        .or_else(|| from_documents(documents))
        // Ambulatory and nothing else said: an office visit.
        .or_else(|| class.map(|_| Setting::Office))
}

/// By the range of a CPT number in the Encounter's type.
fn from_numbers(encounter: &Value) -> Option<Setting> {
    let numbers = items(encounter, "type").iter().flat_map(|t| codes(t, system::PROCEDURE));
    numbers.filter_map(|n| n.parse::<u32>().ok()).find_map(|number| match number {
        99_202..=99_215 => Some(Setting::Office),
        99_221..=99_239 => Some(Setting::Inpatient),
        99_281..=99_285 => Some(Setting::Ed),
        10_004..=69_990 => Some(Setting::Surgery),
        70_010..=79_999 => Some(Setting::Radiology),
        88_000..=88_399 => Some(Setting::Pathology),
        _ => None,
    })
}

/// By a type that is the name of a setting and nothing else.
fn from_name(encounter: &Value) -> Option<Setting> {
    let types = items(encounter, "type").iter().map(words);
    types.filter_map(|said| said.to_lowercase().parse().ok()).next()
}

fn from_words(encounter: &Value) -> Option<Setting> {
    let types = items(encounter, "type").iter().map(words);
    let services = items(encounter, "serviceType").iter().map(words);
    let said: Vec<String> = types.chain(services).map(|w| w.to_lowercase()).collect();
    let found = WORDS.iter().find(|(word, _)| said.iter().any(|text| text.contains(word)));
    found.map(|(_, setting)| *setting)
}

/// By the place: its CMS place of service, else its HL7 role.
fn from_place(record: &Record) -> Option<Setting> {
    let chain = facility::location_chain(record);
    let by_code = chain.iter().find_map(|l| facility::place_of_service(&l.value));
    let by_role = || {
        let roles = chain.iter().flat_map(|l| items(&l.value, "type")).filter_map(any_code);
        roles.into_iter().find_map(|role| match role {
            "ER" | "ETU" => Some(Setting::Ed),
            "RADDX" | "RADO" => Some(Setting::Radiology),
            "ENDOS" | "SU" => Some(Setting::Surgery),
            _ => None,
        })
    };
    match by_code.as_deref() {
        Some("11") => Some(Setting::Office),
        Some("19" | "22") => Some(Setting::Clinic),
        Some("21" | "51") => Some(Setting::Inpatient),
        Some("23") => Some(Setting::Ed),
        Some("24") => Some(Setting::Surgery),
        Some("81") => Some(Setting::Pathology),
        _ => by_role(),
    }
}

/// By the type of the documents, when all say the same.
fn from_documents(documents: &[Document]) -> Option<Setting> {
    let of = |document: &Document| match document.loinc.as_deref()? {
        "18748-4" | "18782-3" | "68604-8" => Some(Setting::Radiology),
        "11504-8" | "28570-0" => Some(Setting::Surgery),
        "11526-1" | "60568-3" | "22034-3" => Some(Setting::Pathology),
        "34878-9" | "34111-5" => Some(Setting::Ed),
        _ => None,
    };
    let first = of(documents.first()?)?;
    documents.iter().all(|d| of(d) == Some(first)).then_some(first)
}
