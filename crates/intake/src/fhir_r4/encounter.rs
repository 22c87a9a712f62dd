//! The structured facts of the Encounter, and the checks on its date of service.

use super::condition;
use super::record::Record;
use super::setting;
use super::store::Located;
use super::system;
use super::view::{any_code, code, codes, date, day, extension, items, text, words};
use crate::error::IntakeError;
use crate::options::Options;
use model::{Date, Document, Encounter, IntakeWarning, TimeOfDay};
use serde_json::Value;

/// Office visit numbers for patients new to the practice, and for established ones.
const NEW_PATIENT_VISITS: std::ops::RangeInclusive<u32> = 99_202..=99_205;
const ESTABLISHED_VISITS: std::ops::RangeInclusive<u32> = 99_211..=99_215;

pub(crate) fn encounter(
    record: &Record,
    documents: &[Document],
    options: &Options<'_>,
    warnings: &mut Vec<IntakeWarning>,
) -> Result<Encounter, IntakeError> {
    let mut made = Encounter::default();
    if let Some(located) = &record.encounter {
        let source = &located.value;
        refuse_unheld(located)?;
        let (start, end) = period(located, options, warnings)?;
        made = Encounter {
            id: text(source, "id").map(Into::into),
            setting: setting::setting(record, source, documents),
            start,
            end: end.filter(|end| Some(*end) != start),
            start_time: start.and_then(|_| hour(source, "start")),
            end_time: end.and_then(|_| hour(source, "end")),
            new_patient: new_patient(source),
            discharge_status: discharge_status(located, warnings),
            admission_type: admission_type(source),
            admission_source: admission_source(source),
            admitting_diagnosis: condition::admitting(record, source),
            reasons: reasons(source),
            reason_codes: condition::reasons(source),
        };
    }
    options.apply(&mut made);
    Ok(made)
}

/// An Encounter that never took place holds no service to code.
fn refuse_unheld(located: &Located) -> Result<(), IntakeError> {
    match text(&located.value, "status") {
        Some(status @ ("cancelled" | "entered-in-error")) => {
            let message = format!("the Encounter is {status}; there is no service to code");
            Err(located.error("encounter.not_held", ".status", message))
        }
        _ => Ok(()),
    }
}

fn period(
    located: &Located,
    options: &Options<'_>,
    warnings: &mut Vec<IntakeWarning>,
) -> Result<(Option<Date>, Option<Date>), IntakeError> {
    let period = located.value.get("period").unwrap_or(&Value::Null);
    if options.date.is_some() {
        // A date that the caller gave wins, and was checked as theirs.
        return Ok((date(period, "start"), date(period, "end")));
    }
    let start = bound(located, period, "start", options, warnings)?;
    let end = bound(located, period, "end", options, warnings)?;
    if let (Some(first), Some(last)) = (start, end)
        && last < first
    {
        let message = format!("the period ends ({last}) before it starts; its end is not used");
        warnings.push(located.warning("encounter.period_reversed", ".period", message));
        return Ok((start, None));
    }
    Ok((start, end))
}

fn bound(
    located: &Located,
    period: &Value,
    member: &str,
    options: &Options<'_>,
    warnings: &mut Vec<IntakeWarning>,
) -> Result<Option<Date>, IntakeError> {
    let place = format!(".period.{member}");
    let Some(stated) = text(period, member) else { return Ok(None) };
    let Some(found) = day(stated) else {
        if matches!(stated.len(), 4 | 7)
            && stated.get(..4).is_some_and(|y| y.parse::<u16>().is_ok())
        {
            let message = format!("`{stated}` names no day; give --date, or the whole date");
            warnings.push(located.warning("encounter.partial_date", &place, message));
            return Ok(None);
        }
        let message = format!("`{stated}` is not a date; write YYYY-MM-DD");
        return Err(located.error("encounter.date", &place, message));
    };
    let slack = i32::from(stated.ends_with('Z'));
    match options.fault_of(found, slack) {
        Some(message) => Err(located.error("encounter.date", &place, message)),
        None => Ok(Some(found)),
    }
}

/// The time of a bound of the period by the clock of the place. A time in UTC (`Z`) names no hour
/// of the place, whose distance from Greenwich is not told.
fn hour(source: &Value, member: &str) -> Option<TimeOfDay> {
    let (_, time) = text(source.get("period")?, member)?.split_once('T')?;
    if time.ends_with('Z') {
        return None;
    }
    time.get(..5)?.parse().ok()
}

/// As an extension whose address ends with `new-patient` says, else by the visit's number.
fn new_patient(source: &Value) -> Option<bool> {
    let stated = extension(source, "new-patient").and_then(|e| e.get("valueBoolean"));
    if let Some(stated) = stated.and_then(Value::as_bool) {
        return Some(stated);
    }
    let numbers = items(source, "type").iter().flat_map(|t| codes(t, system::PROCEDURE));
    numbers.filter_map(|number| number.parse().ok()).find_map(|number: u32| {
        match (NEW_PATIENT_VISITS.contains(&number), ESTABLISHED_VISITS.contains(&number)) {
            (true, _) => Some(true),
            (_, true) => Some(false),
            _ => None,
        }
    })
}

/// FL 17 of the UB-04 out of the discharge disposition.
fn discharge_status(located: &Located, warnings: &mut Vec<IntakeWarning>) -> Option<String> {
    let place = ".hospitalization.dischargeDisposition";
    let stay = located.value.get("hospitalization")?;
    let disposition = stay.get("dischargeDisposition")?;
    if let Some(code) = code(disposition, system::DISCHARGE_STATUS) {
        if code.len() <= 2 && code.bytes().all(|b| b.is_ascii_digit()) {
            return Some(format!("{code:0>2}"));
        }
        let message = format!("`{code}` is not a discharge status of two digits");
        warnings.push(located.warning("encounter.discharge_status", place, message));
        return None;
    }
    let status = match any_code(disposition)? {
        "home" | "alt-home" => "01",
        "other-hcf" => "70",
        "long" => "63",
        "aadvice" => "07",
        "exp" => "20",
        "psy" => "65",
        "rehab" => "62",
        "snf" => "03",
        other => {
            let message = format!(
                "the disposition `{other}` stands for no single discharge status; give the \
                 two digits of form locator 17"
            );
            warnings.push(located.warning("encounter.discharge_status", place, message));
            return None;
        }
    };
    Some(status.to_owned())
}

/// FL 14 of the UB-04 out of the priority.
fn admission_type(source: &Value) -> Option<String> {
    let priority = source.get("priority")?;
    if let Some(code) = code(priority, system::ADMISSION_TYPE) {
        return Some(code.to_owned());
    }
    let digit = match any_code(priority)? {
        "EM" => "1",
        "UR" => "2",
        "EL" => "3",
        _ => return None,
    };
    Some(digit.to_owned())
}

/// FL 15 of the UB-04 out of the source of the admission. FHIR's own codes say it for some origins
/// only: `emd` and the referrals (`gp`, `mp`) tell who sent the patient, not from where.
fn admission_source(source: &Value) -> Option<String> {
    let origin = source.get("hospitalization")?.get("admitSource")?;
    if let Some(code) = code(origin, system::ADMISSION_SOURCE) {
        let one = code.len() == 1 && code.bytes().all(|b| b.is_ascii_alphanumeric());
        return one.then(|| code.to_ascii_uppercase());
    }
    let digit = match any_code(origin)? {
        "hosp-trans" => "4",
        "nursing" | "born" => "5",
        "psych" | "rehab" => "6",
        _ => return None,
    };
    Some(digit.to_owned())
}

fn reasons(source: &Value) -> Vec<String> {
    let mut reasons: Vec<String> = Vec::new();
    for reason in items(source, "reasonCode").iter().map(words) {
        if !reason.is_empty() && !reasons.contains(&reason) {
            reasons.push(reason);
        }
    }
    reasons
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn an_hour_is_by_the_clock_of_the_place() {
        for (start, want) in [
            ("2026-03-06T03:25:00-06:00", TimeOfDay::new(3, 25)),
            ("2026-03-06T23:59", TimeOfDay::new(23, 59)),
            ("2026-03-06T09:25:00Z", None),
            ("2026-03-06", None),
            ("2026-03-06T", None),
            ("2026-03-06T25:00:00-06:00", None),
            ("2026-03-06Té:00", None),
        ] {
            let source = json!({ "period": { "start": start } });
            assert_eq!(hour(&source, "start"), want, "{start}");
        }
        assert_eq!(hour(&json!({}), "start"), None);
    }

    #[test]
    fn the_point_of_origin_is_one_character() {
        let nubc = "https://www.nubc.org/CodeSystem/PointOfOrigin";
        let fhir = "http://terminology.hl7.org/CodeSystem/admit-source";
        for (system, code, want) in [
            (nubc, "1", Some("1")),
            (nubc, "d", Some("D")),
            (nubc, "10", None),
            (fhir, "hosp-trans", Some("4")),
            (fhir, "nursing", Some("5")),
            (fhir, "rehab", Some("6")),
            (fhir, "emd", None),
            (fhir, "gp", None),
        ] {
            let coding = json!([{ "system": system, "code": code }]);
            let stay = json!({ "admitSource": { "coding": coding } });
            let source = json!({ "hospitalization": stay });
            assert_eq!(admission_source(&source).as_deref(), want, "{code}");
        }
    }

    #[test]
    fn coded_reasons_are_told_once() {
        let reason = |code: &str| {
            let system = "http://hl7.org/fhir/sid/icd-10-cm";
            json!({ "coding": [{ "system": system, "code": code }] })
        };
        let reasons = json!([reason("R059"), reason("R05.9"), reason("COUGH"), { "text": "x" }]);
        assert_eq!(condition::reasons(&json!({ "reasonCode": reasons })), ["R05.9"]);
    }
}
