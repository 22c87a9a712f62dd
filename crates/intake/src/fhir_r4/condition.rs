//! Conditions as the source system coded them, and the check that their codes are codes.

use super::record::Record;
use super::store::Located;
use super::system;
use super::view::{any_code, code, codes, date, items, reference, text, words};
use crate::error::IntakeError;
use crate::options::{CodeStanding, Options};
use model::{Date, IntakeWarning, RecordedCondition};
use serde_json::Value;

/// Admission diagnosis, in the code system of roles that a diagnosis plays in an encounter.
const ADMISSION_ROLE: &str = "AD";

/// All Conditions of the chart. One with a code that ICD-10-CM never had is an error: a wrong
/// code system upstream would poison everything that follows.
pub(crate) fn conditions(
    record: &Record,
    day: Option<Date>,
    options: &Options<'_>,
    warnings: &mut Vec<IntakeWarning>,
) -> Result<Vec<RecordedCondition>, IntakeError> {
    let mut found = Vec::new();
    for located in record.of_kind("Condition") {
        let source = &located.value;
        let verification_status = status(source, "verificationStatus");
        if verification_status.as_deref() == Some("entered-in-error") {
            let message = format!("{} was entered in error; it is left out", located.key);
            warnings.push(located.warning("condition.withdrawn", ".verificationStatus", message));
            continue;
        }
        let concept = source.get("code").unwrap_or(&Value::Null);
        let listing = listing(record, located);
        found.push(RecordedCondition {
            icd10cm: icd10cm(located, day, options, warnings)?,
            snomed: code(concept, system::SNOMED).map(str::to_owned),
            text: words(concept),
            clinical_status: status(source, "clinicalStatus"),
            verification_status,
            category: items(source, "category").iter().find_map(any_code).map(str::to_owned),
            rank: listing.filter(|listing| !is_admitting(listing)).and_then(rank),
            present_on_admission: present_on_admission(source, listing),
            onset: date(source, "onsetDateTime")
                .or_else(|| source.get("onsetPeriod").and_then(|period| date(period, "start"))),
            source: format!("{}, {}", located.file, located.place),
        });
    }
    Ok(found)
}

fn status(source: &Value, member: &str) -> Option<String> {
    source.get(member).and_then(any_code).map(str::to_owned)
}

/// The element of `Encounter.diagnosis` that names the Condition; ranks count within a role, so
/// that of an admitting diagnosis comes last.
fn listing<'a>(record: &'a Record, condition: &Located) -> Option<&'a Value> {
    let encounter = record.encounter.as_ref()?;
    let names_it = |d: &&Value| {
        let named = reference(d, "condition").and_then(|r| record.get(r));
        named.is_some_and(|c| c.order == condition.order)
    };
    let listings = || items(&encounter.value, "diagnosis").iter().filter(names_it);
    listings().find(|d| !is_admitting(d)).or_else(|| listings().next())
}

/// True for an element of `Encounter.diagnosis` in the role of admission diagnosis.
fn is_admitting(listing: &Value) -> bool {
    listing.get("use").and_then(any_code) == Some(ADMISSION_ROLE)
}

/// The diagnosis stated at admission: the ICD-10-CM code of the Condition that the Encounter
/// lists in that role. A code that is none is reported where the Condition is read.
pub(crate) fn admitting(record: &Record, encounter: &Value) -> Option<String> {
    let listed = items(encounter, "diagnosis").iter().filter(|d| is_admitting(d));
    listed
        .filter_map(|d| record.follow(encounter, d, "condition"))
        .filter_map(|condition| code(condition.get("code")?, system::ICD10CM))
        .find_map(dotted)
}

/// The reasons for the visit that the Encounter codes in ICD-10-CM.
pub(crate) fn reasons(encounter: &Value) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    let coded = items(encounter, "reasonCode").iter().flat_map(|r| codes(r, system::ICD10CM));
    for code in coded.filter_map(dotted) {
        if !reasons.contains(&code) {
            reasons.push(code);
        }
    }
    reasons
}

fn rank(listing: &Value) -> Option<u16> {
    listing.get("rank").and_then(Value::as_u64).and_then(|rank| u16::try_from(rank).ok())
}

/// The indicator as an extension of the diagnosis or the Condition, or in its coding.
fn present_on_admission(source: &Value, listing: Option<&Value>) -> Option<char> {
    let holders = listing.into_iter().chain([source]);
    let mut concepts = holders.flat_map(|h| {
        let extended = ["present-on-admission", "presentOnAdmission", "onAdmission"]
            .into_iter()
            .find_map(|ending| super::view::extension(h, ending));
        [extended.and_then(|e| e.get("valueCodeableConcept")), h.get("onAdmission")]
    });
    concepts.find_map(|concept| {
        let concept = concept?;
        let stated = code(concept, system::PRESENT_ON_ADMISSION).or_else(|| any_code(concept))?;
        let letter = stated.to_ascii_uppercase();
        matches!(letter.as_str(), "Y" | "N" | "U" | "W" | "1").then(|| letter.chars().next())?
    })
}

fn icd10cm(
    located: &Located,
    day: Option<Date>,
    options: &Options<'_>,
    warnings: &mut Vec<IntakeWarning>,
) -> Result<Option<String>, IntakeError> {
    let concept = located.value.get("code").unwrap_or(&Value::Null);
    let codings = items(concept, "coding");
    let is_cm =
        |c: &Value| text(c, "system").is_some_and(|s| super::view::is_one_of(s, system::ICD10CM));
    let Some((at, stated)) = codings
        .iter()
        .enumerate()
        .find_map(|(at, c)| is_cm(c).then(|| text(c, "code")).flatten().map(|code| (at, code)))
    else {
        return Ok(None);
    };
    let place = format!(".code.coding[{at}].code");
    let unknown = || {
        let message = format!(
            "`{stated}` is not a code of ICD-10-CM in any year; correct it, or name the code \
             system it is from"
        );
        located.error("condition.unknown_code", &place, message)
    };
    let code = dotted(stated).ok_or_else(unknown)?;
    match options.code_standing.map(|look_up| look_up(&code, day)) {
        Some(CodeStanding::Unknown) => return Err(unknown()),
        Some(CodeStanding::OtherYear) => {
            let message = format!("{code} is a code of another year than the date of service");
            warnings.push(located.warning("condition.other_year", &place, message));
        }
        Some(CodeStanding::Valid) | None => {}
    }
    Ok(Some(code))
}

/// The code in capitals with its dot; `None` when it has not the form of an ICD-10-CM code: a
/// letter, a digit, a digit or letter, then up to four more.
fn dotted(stated: &str) -> Option<String> {
    let upper = stated.to_ascii_uppercase();
    let (category, rest) = match upper.split_once('.') {
        Some((category, rest)) if !rest.is_empty() => (category, rest),
        Some(_) => return None,
        None => upper.split_at_checked(3)?,
    };
    let [letter, digit, third] = category.as_bytes() else { return None };
    let alphanumeric = |b: u8| b.is_ascii_alphanumeric();
    let fits = letter.is_ascii_uppercase()
        && digit.is_ascii_digit()
        && alphanumeric(*third)
        && rest.len() <= 4
        && rest.bytes().all(alphanumeric);
    let separator = if rest.is_empty() { "" } else { "." };
    fits.then(|| format!("{category}{separator}{rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn form_of_a_code() {
        for (stated, want) in [
            ("E11.22", Some("E11.22")),
            ("e1122", Some("E11.22")),
            ("I10", Some("I10")),
            ("S72.001A", Some("S72.001A")),
            ("C4A.0", Some("C4A.0")),
            ("U07.1", Some("U07.1")),
            ("250.00", None),
            ("44054006", None),
            ("E11.", None),
            ("E1", None),
            ("E11.22222", None),
            ("É11.2", None),
            ("E11.2.2", None),
        ] {
            assert_eq!(dotted(stated).as_deref(), want, "{stated}");
        }
    }
}
