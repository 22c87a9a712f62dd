//! Charts from what was sent: our JSON, a FHIR Bundle, a text.

use crate::api::call::json;
use crate::api::problem::{ApiResult, Problem, ProblemPlace};
use crate::surroundings::day_of;
use intake::{IntakeError, Options};
use model::{Chart, Date, Setting};
use serde_json::Value;

/// Longest name that a source may give a chart, in characters.
const LONGEST_ID: usize = 200;

/// What the address says about every chart of a call.
#[derive(Clone, Debug, Default)]
pub(super) struct Stated {
    /// The name of a chart that names none.
    pub id: Option<String>,
    /// Setting.
    pub setting: Option<Setting>,
    /// Date of service.
    pub date: Option<Date>,
    /// Now.
    pub now: i64,
}

impl Stated {
    fn options(&self) -> Options<'static> {
        Options {
            setting: self.setting,
            date: self.date,
            today: Some(day_of(self.now)),
            ..Options::default()
        }
    }
}

/// The charts of a JSON value: one of ours, or those of a Bundle.
pub(super) fn from_json(bytes: &[u8], stated: &Stated) -> ApiResult<Vec<Chart>> {
    let value: Value = json(bytes)?;
    match value.get("resourceType") {
        Some(_) => from_bundle(bytes, stated),
        None => Ok(vec![checked(of_members(value)?, stated)?]),
    }
}

/// The charts of a FHIR Bundle.
pub(super) fn from_bundle(bytes: &[u8], stated: &Stated) -> ApiResult<Vec<Chart>> {
    let digest = crate::reception::hex(bytes);
    let name = stated.id.clone().unwrap_or_else(|| format!("bundle_{}", &digest[..16]));
    let charts = intake::fhir_r4::charts_from_bundle(bytes, &name, &stated.options());
    charts
        .into_iter()
        .map(|chart| checked(chart.map_err(|fault| refused(&fault))?, stated))
        .collect()
}

/// The chart of a note.
pub(super) fn from_text(bytes: &[u8], stated: &Stated) -> ApiResult<Chart> {
    if std::str::from_utf8(bytes).is_err() {
        return Err(Problem::bad_request(".", "The text is no UTF-8."));
    }
    let digest = crate::reception::hex(bytes);
    let name = stated.id.clone().unwrap_or_else(|| format!("text_{}", &digest[..16]));
    let mut chart =
        intake::note(bytes.to_vec(), &name, &stated.options()).map_err(|fault| refused(&fault))?;
    chart.id = name.into();
    checked(chart, stated)
}

/// A chart from its members; those that are not there are empty, those that no chart has are
/// refused.
fn of_members(value: Value) -> ApiResult<Chart> {
    let Value::Object(given) = value else {
        return Err(Problem::invalid(".", "A chart is an object."));
    };
    let empty = serde_json::to_value(Chart::default()).map_err(Problem::internal)?;
    let Value::Object(mut whole) = empty else { return Err(Problem::internal("no object")) };
    whole.insert("resources".to_owned(), Value::Array(Vec::new()));
    for (name, value) in given {
        let Some(place) = whole.get_mut(&name) else {
            let shown: String = name.chars().filter(char::is_ascii_graphic).take(40).collect();
            let detail = "A chart has no such member.";
            return Err(Problem::invalid(&shown, detail));
        };
        match (place, value) {
            (Value::Object(place), Value::Object(value)) => place.extend(value),
            (Value::Array(place), Value::Array(values)) if name == "documents" => {
                place.extend(values.into_iter().map(document));
            }
            (place, value) => *place = value,
        }
    }
    json(Value::Object(whole).to_string().as_bytes())
}

/// A document with its members; those that are not there are empty.
fn document(value: Value) -> Value {
    let whole = serde_json::to_value(model::Document::default()).unwrap_or_default();
    match (whole, value) {
        (Value::Object(mut whole), Value::Object(value)) => {
            whole.extend(value);
            Value::Object(whole)
        }
        (_, value) => value,
    }
}

fn checked(mut chart: Chart, stated: &Stated) -> ApiResult<Chart> {
    if let (true, Some(id)) = (chart.id.as_str().is_empty(), &stated.id) {
        chart.id = id.clone().into();
    }
    if stated.setting.is_some() {
        chart.encounter.setting = stated.setting;
    }
    if stated.date.is_some() && stated.date != chart.encounter.start {
        (chart.encounter.start, chart.encounter.end) = (stated.date, None);
    }
    let key = chart.encounter.id.as_ref().map_or(chart.id.as_str(), |id| id.as_str());
    if key.trim().is_empty() || key.chars().count() > LONGEST_ID {
        let detail = "A chart needs an id of 1 to 200 characters: its own or its encounter's.";
        return Err(Problem::invalid("id", detail));
    }
    if let Some(start) = chart.encounter.start {
        let late = start > day_of(stated.now).plus_days(1);
        if late || start < Date::default() {
            let detail = "The date of service is before 2015-10-01 or in the future.";
            return Err(Problem::invalid("encounter.start", detail));
        }
    }
    for document in &chart.documents {
        let long = u32::try_from(document.text.len()).unwrap_or(u32::MAX);
        let whole = |(start, end): (u32, u32)| start <= end && end <= long;
        let split = |at: u32| !document.text.is_char_boundary(at as usize);
        for (start, end, _) in &document.sections {
            if !whole((*start, *end)) || split(*start) || split(*end) {
                let detail = "A section lies outside its document, or splits a character.";
                return Err(Problem::invalid("documents", detail));
            }
        }
    }
    Ok(chart)
}

/// What intake says, without the file's name; its sentences hold no text of the chart beyond the
/// value at fault, which is left out too.
fn refused(fault: &IntakeError) -> Problem {
    let detail = format!("The chart cannot be taken ({}).", fault.code);
    let place: String = fault.place.chars().take(200).collect();
    Problem::invalid(".", detail.clone()).places(vec![ProblemPlace::at(place, detail)])
}
