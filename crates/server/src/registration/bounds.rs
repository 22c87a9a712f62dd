//! What a single value may be, with the sentence for one that is not; a person who types reads it
//! as well as a program.

use super::Fault;
use model::{Address, Date};

/// Longest line of text, in characters.
pub const LONGEST_LINE: usize = 200;

/// Most codes of services in one row.
pub const MOST_CODES: usize = 50;

/// Most units or visits.
pub const MOST_UNITS: i64 = 100_000;

/// Days of birth before this are a slip of the keyboard.
const EARLIEST_BIRTH: &str = "1900-01-01";

/// A line of text, without control characters.
pub fn line(label: &str, text: &str) -> Option<String> {
    let good = text.chars().count() <= LONGEST_LINE && !text.chars().any(char::is_control);
    (!good).then(|| format!("{label}: at most {LONGEST_LINE} characters on one line."))
}

/// Lines of a row: field, label, text.
pub fn lines(all: &[(&'static str, &str, &str)]) -> Vec<Fault> {
    all.iter()
        .filter_map(|(at, label, text)| Some(Fault { at, what: line(label, text)? }))
        .collect()
}

/// A line that must be there.
pub fn needed(at: &'static str, label: &str, text: &str) -> Option<Fault> {
    let what = match text.trim().is_empty() {
        true => Some(format!("{label} is missing.")),
        false => line(label, text),
    };
    what.map(|what| Fault { at, what })
}

/// A first and a last day.
pub fn days(from: Option<Date>, to: Option<Date>) -> Option<String> {
    let (from, to) = (from?, to?);
    (to < from).then(|| format!("The last day {to} is before the first day {from}."))
}

/// A first and a last day as they are kept.
pub fn kept_days(from: Option<&String>, to: Option<&String>) -> Option<Fault> {
    let day = |text: Option<&String>| text.and_then(|text| text.parse().ok());
    days(day(from), day(to)).map(|what| Fault { at: "to", what })
}

/// A number of units or visits.
pub fn count(label: &str, count: i64) -> Option<String> {
    let good = (0..=MOST_UNITS).contains(&count);
    (!good).then(|| format!("{label}: a whole number from 0 to {MOST_UNITS}."))
}

/// Units or visits in all and used, under the names of their fields.
pub fn used(
    what: &str,
    (total_at, total): (&'static str, Option<i64>),
    (used_at, used): (&'static str, i64),
) -> Vec<Fault> {
    let all = total.and_then(|total| count(&format!("{what} in all"), total));
    let all = all.map(|what| Fault { at: total_at, what });
    let of_used = count(&format!("{what} used"), used).or_else(|| {
        total
            .is_some_and(|total| used > total)
            .then(|| format!("More {what} are used than there are."))
    });
    all.into_iter().chain(of_used.map(|what| Fault { at: used_at, what })).collect()
}

/// Codes of services: HCPCS level I and II have five characters.
pub fn services(codes: &[String]) -> Option<String> {
    let good = |code: &String| code.len() == 5 && code.bytes().all(|b| b.is_ascii_alphanumeric());
    let all = codes.len() <= MOST_CODES && codes.iter().all(good);
    (!all).then(|| format!("Services: up to {MOST_CODES} codes of five characters."))
}

/// An NPI whose check digit is right.
pub fn npi(label: &str, npi: &str) -> Option<String> {
    (!model::npi::is_valid(npi)).then(|| format!("{label}: `{}` is no NPI.", short(npi)))
}

/// A postal address in the United States.
pub fn address(address: &Address) -> Vec<String> {
    let letters = address.state.bytes().all(|b| b.is_ascii_alphabetic());
    let state = address.state.is_empty() || (address.state.len() == 2 && letters);
    let digits = address.zip.bytes().all(|b| b.is_ascii_digit());
    let zip = address.zip.is_empty() || (digits && [5, 9].contains(&address.zip.len()));
    [(state, "State: two letters."), (zip, "ZIP: five or nine digits.")]
        .into_iter()
        .filter(|(good, _)| !good)
        .map(|(_, what)| what.to_owned())
        .collect()
}

/// A day of birth.
pub fn born(day: Date, today: Date) -> Option<String> {
    let good = day <= today && day.to_string().as_str() >= EARLIEST_BIRTH;
    (!good).then(|| format!("Birth date: between {EARLIEST_BIRTH} and today."))
}

/// The beginning of what was typed, for a message.
pub fn short(text: &str) -> String {
    text.chars().take(30).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bounds_themselves_are_good() {
        let (today, next): (Date, Date) =
            ("2026-06-22".parse().unwrap(), "2026-06-23".parse().unwrap());
        let first: Date = EARLIEST_BIRTH.parse().unwrap();
        assert_eq!([born(first, today), born(today, today)], [None, None]);
        assert!(born(next, today).is_some() && born(first.plus_days(-1), today).is_some());
        assert_eq!(line("A", &"x".repeat(LONGEST_LINE)), None);
        assert!(line("A", &"x".repeat(LONGEST_LINE + 1)).is_some() && line("A", "\u{0}").is_some());
        assert!(needed("a", "A", " ").is_some() && needed("a", "A", "x").is_none());
        assert_eq!(used("units", ("all", Some(2)), ("used", 2)), []);
        assert_eq!(used("units", ("all", Some(2)), ("used", 3)).len(), 1);
        assert_eq!(used("units", ("all", Some(MOST_UNITS + 1)), ("used", -1)).len(), 2);
        assert_eq!(days(Some(today), Some(today)), None);
        assert!(days(Some(next), Some(today)).is_some());
    }
}
