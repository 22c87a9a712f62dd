//! Typed looks at JSON that may have any shape: a missing or odd member is `None`, never a panic.

use model::Date;
use serde_json::Value;

/// The text of a string member, trimmed, when there is any.
pub fn text<'a>(value: &'a Value, member: &str) -> Option<&'a str> {
    value.get(member).and_then(Value::as_str).map(str::trim).filter(|t| !t.is_empty())
}

/// The text of a member owned, empty when there is none.
pub fn owned(value: &Value, member: &str) -> String {
    text(value, member).unwrap_or_default().to_owned()
}

/// The elements of a list member; a lone object counts as a list of one.
pub fn items<'a>(value: &'a Value, member: &str) -> &'a [Value] {
    match value.get(member) {
        Some(Value::Array(list)) => list,
        Some(Value::Null) | None => &[],
        Some(one) => std::slice::from_ref(one),
    }
}

/// The first element of a list member, or the member itself.
pub fn first<'a>(value: &'a Value, member: &str) -> Option<&'a Value> {
    items(value, member).first()
}

/// The kind of a resource.
pub fn kind(resource: &Value) -> &str {
    text(resource, "resourceType").unwrap_or_default()
}

/// The literal reference of a Reference member.
pub fn reference<'a>(value: &'a Value, member: &str) -> Option<&'a str> {
    first(value, member).and_then(|r| text(r, "reference"))
}

/// The first code of a CodeableConcept whose system is one of `systems`.
pub fn code<'a>(concept: &'a Value, systems: &[&str]) -> Option<&'a str> {
    codes(concept, systems).next()
}

/// All codes of a CodeableConcept whose system is one of `systems`, in order.
pub fn codes<'a>(concept: &'a Value, systems: &[&str]) -> impl Iterator<Item = &'a str> {
    items(concept, "coding")
        .iter()
        .filter(move |coding| {
            text(coding, "system").is_some_and(|system| is_one_of(system, systems))
        })
        .filter_map(|coding| text(coding, "code"))
}

/// The first code of a CodeableConcept, whatever its system.
pub fn any_code(concept: &Value) -> Option<&str> {
    items(concept, "coding").iter().find_map(|coding| text(coding, "code"))
}

/// The source's words for a CodeableConcept: its text, else a display, else a code.
pub fn words(concept: &Value) -> String {
    text(concept, "text")
        .or_else(|| items(concept, "coding").iter().find_map(|c| text(c, "display")))
        .or_else(|| any_code(concept))
        .unwrap_or_default()
        .to_owned()
}

/// True when `system` is in the list; a trailing slash and the scheme's `s` do not matter.
pub fn is_one_of(system: &str, systems: &[&str]) -> bool {
    let bare = |s: &str| {
        let s = s.trim_end_matches('/');
        s.strip_prefix("https://").or_else(|| s.strip_prefix("http://")).unwrap_or(s).to_owned()
    };
    let wanted = bare(system);
    systems.iter().any(|s| bare(s).eq_ignore_ascii_case(&wanted))
}

/// The value of the first identifier of one of the systems.
pub fn identifier<'a>(resource: &'a Value, systems: &[&str]) -> Option<&'a str> {
    items(resource, "identifier")
        .iter()
        .filter(|i| text(i, "system").is_some_and(|s| is_one_of(s, systems)))
        .find_map(|i| text(i, "value"))
}

/// The calendar day of a `date`, `dateTime` or `instant` text, as written in its own offset;
/// `None` for a partial date such as `2012-08`.
pub fn day(text: &str) -> Option<Date> {
    text.get(..10).and_then(|day| day.parse().ok())
}

/// The calendar day of a member.
pub fn date(value: &Value, member: &str) -> Option<Date> {
    text(value, member).and_then(day)
}

/// The day something happened, wherever this kind of resource keeps it.
pub fn date_of(resource: &Value) -> Option<Date> {
    const HAPPENED: [&str; 5] = [
        "effectiveDateTime",
        "effectiveInstant",
        "performedDateTime",
        "occurrenceDateTime",
        "started",
    ];
    const PERIODS: [&str; 5] =
        ["effectivePeriod", "performedPeriod", "occurrencePeriod", "billablePeriod", "period"];
    const WRITTEN: [&str; 5] = ["authoredOn", "date", "issued", "created", "recordedDate"];
    let start = |member: &str| resource.get(member).and_then(|period| date(period, "start"));
    HAPPENED
        .iter()
        .find_map(|member| date(resource, member))
        .or_else(|| PERIODS.iter().find_map(|member| start(member)))
        .or_else(|| WRITTEN.iter().find_map(|member| date(resource, member)))
}

/// A JSON number in plain decimal, without an exponent.
pub fn number(value: &Value) -> Option<String> {
    let number = value.as_number()?;
    let shown = number.to_string();
    if !shown.contains(['e', 'E']) {
        return Some(shown);
    }
    number.as_f64().filter(|n| n.is_finite() && n.abs() < 1e18).map(|n| n.to_string())
}

/// A quantity as text and unit.
pub fn quantity(value: &Value) -> Option<(String, Option<String>)> {
    let comparator = text(value, "comparator").unwrap_or_default();
    let number = value.get("value").and_then(number)?;
    let unit = text(value, "code").or_else(|| text(value, "unit")).map(str::to_owned);
    Some((format!("{comparator}{number}"), unit))
}

/// The first extension whose address ends with `ending`.
pub fn extension<'a>(value: &'a Value, ending: &str) -> Option<&'a Value> {
    items(value, "extension").iter().find(|e| text(e, "url").is_some_and(|u| u.ends_with(ending)))
}

/// The code that an extension holds, in whichever member.
pub fn extension_code(extension: &Value) -> Option<&str> {
    let concept = extension.get("valueCodeableConcept").and_then(any_code);
    let coding = extension.get("valueCoding").and_then(|c| text(c, "code"));
    concept
        .or(coding)
        .or_else(|| text(extension, "valueCode"))
        .or_else(|| text(extension, "valueString"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn odd_shapes_are_none() {
        for odd in [json!(null), json!(7), json!("x"), json!([]), json!({"coding": "x"})] {
            assert_eq!(code(&odd, &["a"]), None);
            assert_eq!(words(&odd), "");
            assert_eq!(reference(&odd, "subject"), None);
            assert_eq!(date_of(&odd), None);
            assert_eq!(quantity(&odd), None);
        }
    }

    #[test]
    fn reads_what_is_there() {
        let concept = json!({"coding": [
            {"system": "http://snomed.info/sct", "code": "1"},
            {"system": "https://loinc.org/", "code": "2", "display": "two"}]});
        assert_eq!(code(&concept, &["http://loinc.org"]), Some("2"));
        assert_eq!(words(&concept), "two");
        assert_eq!(day("2026-01-31T23:30:00-05:00").unwrap().to_string(), "2026-01-31");
        assert_eq!(day("2012-08"), None);
        assert_eq!(day("２０１２-08"), None);
        assert_eq!(quantity(&json!({"value": 1e-3, "unit": "g"})).unwrap().0, "0.001");
        assert_eq!(
            quantity(&json!({"value": 5, "comparator": "<"})).unwrap(),
            ("<5".to_owned(), None)
        );
        let both = json!({"issued": "2026-02-02", "effectivePeriod": {"start": "2026-01-01"}});
        assert_eq!(date_of(&both).unwrap().to_string(), "2026-01-01");
    }
}
