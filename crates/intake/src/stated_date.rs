//! The day of service that a note states at its head, as in `DOS: 9/14/26`.
//!
//! Only dates behind words that name the visit are read. Where they contradict each other none is
//! taken, and the reader of the chart is told.

use crate::options::Options;
use model::{Chart, Date, IntakeWarning};

/// Bytes of a note in which its head is looked for.
const HEAD: usize = 8 * 1024;

/// Words that name the day of a visit, the beginning of a stay, or its end.
const LABELS: &[(&str, Means)] = &[
    ("date of service", Means::Visit),
    ("service date", Means::Visit),
    ("dos", Means::Visit),
    ("date of visit", Means::Visit),
    ("visit date", Means::Visit),
    ("date of encounter", Means::Visit),
    ("encounter date", Means::Visit),
    ("date seen", Means::Visit),
    ("date of procedure", Means::Visit),
    ("procedure date", Means::Visit),
    ("date of operation", Means::Visit),
    ("date of surgery", Means::Visit),
    ("date of admission", Means::Admission),
    ("admission date", Means::Admission),
    ("date of discharge", Means::Discharge),
    ("discharge date", Means::Discharge),
];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Means {
    Visit,
    Admission,
    Discharge,
}

/// Gives a chart of plain notes the days that they state, where it has none.
pub(crate) fn read(chart: &mut Chart, options: &Options<'_>) {
    if chart.encounter.start.is_some() {
        return;
    }
    let (mut starts, mut ends) = (Vec::new(), Vec::new());
    let mut admitted = Vec::new();
    for document in &chart.documents {
        for (means, date) in stated(head(&document.text)) {
            match means {
                Means::Visit => starts.push(date),
                Means::Admission => admitted.push(date),
                Means::Discharge => ends.push(date),
            }
        }
    }
    // A stay begins with its admission, whatever was done on a day within it.
    let starts = if admitted.is_empty() { starts } else { admitted };
    let mut warn = |message: String| {
        let place = chart.documents.first().map(|one| one.source.clone()).unwrap_or_default();
        chart.warnings.push(IntakeWarning { code: "date.stated".into(), message, place });
    };
    let start = match one_of(starts) {
        Ok(Some(date)) => date,
        Ok(None) => return,
        Err((a, b)) => {
            warn(format!("the note states {a} and {b} as its date of service; give --date"));
            return;
        }
    };
    if let Some(fault) = options.fault_of(start, 0) {
        warn(format!("the date that the note states is not used: {fault}"));
        return;
    }
    let end = one_of(ends).ok().flatten().filter(|end| *end >= start);
    chart.encounter.start = Some(start);
    chart.encounter.end = end.filter(|end| options.fault_of(*end, 0).is_none());
}

/// The one date of all, or two that differ.
fn one_of(mut dates: Vec<Date>) -> Result<Option<Date>, (Date, Date)> {
    dates.sort();
    dates.dedup();
    match dates.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(*one)),
        [first, .., last] => Err((*first, *last)),
    }
}

fn head(text: &str) -> &str {
    let mut end = text.len().min(HEAD);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

/// Every date behind a label.
fn stated(head: &str) -> Vec<(Means, Date)> {
    let lower = head.to_ascii_lowercase();
    let mut found = Vec::new();
    for (label, means) in LABELS {
        for (at, _) in lower.match_indices(label) {
            let rest = &lower[at + label.len()..];
            let joined = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
            if joined(lower[..at].chars().next_back()) || joined(rest.chars().next()) {
                continue;
            }
            let rest = rest.trim_start_matches([' ', '\t', ':', '=', '-', '*', '.', '(']);
            if let Some(date) = date(rest) {
                found.push((*means, date));
            }
        }
    }
    found
}

/// The date with which a text begins: `2026-09-14`, `9/14/26`, `09-14-2026`, `Sep 14, 2026`,
/// `14 September 2026`. Of two numbers the first is the month, unless it can only be a day.
fn date(text: &str) -> Option<Date> {
    let mut parts = Vec::with_capacity(3);
    let mut rest = text;
    while parts.len() < 3 {
        let length = rest.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(rest.len());
        if length == 0 {
            return None;
        }
        parts.push(&rest[..length]);
        rest = rest[length..].trim_start_matches([' ', '/', '-', '.', ',']);
    }
    let [a, b, c] = parts.try_into().ok()?;
    let day = |text: &str| text.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse().ok();
    if a.len() == 4 {
        return Date::new(a.parse().ok()?, b.parse().ok()?, day(c)?);
    }
    match (Date::month_named(a), Date::month_named(b)) {
        (Some(month), _) => Date::new(year(c)?, month, day(b)?),
        (None, Some(month)) => Date::new(year(c)?, month, day(a)?),
        (None, None) => {
            let (first, second): (i8, i8) = (a.parse().ok()?, b.parse().ok()?);
            let (month, day) = if first > 12 { (second, first) } else { (first, second) };
            Date::new(year(c)?, month, day)
        }
    }
}

/// A year of four digits, or of two in this century.
fn year(digits: &str) -> Option<i16> {
    match digits.len() {
        4 => digits.parse().ok(),
        2 => digits.parse::<i16>().ok().map(|year| 2000 + year),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use model::Document;

    fn read_of(texts: &[&str]) -> (Option<String>, Option<String>, usize) {
        let document = |text: &&str| Document { text: (*text).to_owned(), ..Document::default() };
        let mut chart =
            Chart { documents: texts.iter().map(document).collect(), ..Chart::default() };
        let today = Some("2026-10-01".parse().unwrap());
        read(&mut chart, &Options { today, ..Options::default() });
        let day = |date: Option<Date>| date.map(|date| date.to_string());
        (day(chart.encounter.start), day(chart.encounter.end), chart.warnings.len())
    }

    #[test]
    fn a_date_is_read_behind_words_that_name_the_visit() {
        for (text, date) in [
            ("URGENT CARE VISIT   pt: 58F   DOS 9/14/26\nCC: fall", Some("2026-09-14")),
            ("Date of Service: 2026-09-14", Some("2026-09-14")),
            ("DATE OF SERVICE - 09-14-2026 10:30", Some("2026-09-14")),
            ("Visit Date: Sep 14, 2026", Some("2026-09-14")),
            ("Encounter date: 14 September 2026.", Some("2026-09-14")),
            ("Date of visit: September 3rd, 2026", Some("2026-09-03")),
            ("Date seen: 14.9.2026", Some("2026-09-14")),
            ("DOS: 9/14/26. Seen again, date of service 09/14/2026", Some("2026-09-14")),
            ("Dosage 9/14/26, albendos 9/14/26", None),
            ("DOB: 9/14/1968", None),
            ("Last colonoscopy 9/14/2024", None),
            ("DOS: pending", None),
            ("DOS: 13/14/26", None),
            ("DOS: 2/30/26", None),
            ("Date of service: [**2026-9-14**]", None),
            ("Date of service", None),
            ("", None),
        ] {
            assert_eq!(read_of(&[text]), (date.map(str::to_owned), None, 0), "{text}");
        }
    }

    #[test]
    fn a_stay_has_its_first_and_last_day() {
        let (start, end, warnings) = read_of(&[
            "Date of admission: 9/10/2026\nDate of discharge: 9/14/2026",
            "OPERATIVE REPORT\nDate of surgery: 9/11/2026",
        ]);
        assert_eq!((start.as_deref(), end.as_deref()), (Some("2026-09-10"), Some("2026-09-14")));
        assert_eq!(warnings, 0);
    }

    #[test]
    fn what_contradicts_itself_or_cannot_be_is_told_and_not_used() {
        for texts in [
            &["DOS: 9/14/26", "DOS: 9/15/26"][..],
            &["DOS: 10/2/26"],
            &["Date of service: 3/1/2009"],
        ] {
            assert_eq!(read_of(texts), (None, None, 1), "{texts:?}");
        }
    }

    #[test]
    fn what_the_caller_states_stands() {
        let day: Date = "2026-01-02".parse().unwrap();
        let text = "DOS: 9/14/26".to_owned();
        let documents = vec![Document { text, ..Document::default() }];
        let mut chart = Chart { documents, ..Chart::default() };
        chart.encounter.start = Some(day);
        read(&mut chart, &Options::default());
        assert_eq!(chart.encounter.start, Some(day));
    }
}
