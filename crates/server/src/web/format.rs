//! How values are shown to people.

use crate::surroundings::{day_of, shown};
use model::{Cents, EditFamily, Owner, Queue};

/// Microseconds of an hour.
const HOUR: i64 = 3_600_000_000;

/// `$1,234.50`; negative amounts with a minus before the sign.
#[must_use]
pub fn dollars(cents: i64) -> String {
    let (sign, cents) = (if cents < 0 { "-" } else { "" }, cents.unsigned_abs());
    let whole = (cents / 100).to_string();
    let mut grouped = String::new();
    for (index, digit) in whole.chars().enumerate() {
        if index > 0 && (whole.len() - index).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{sign}${grouped}.{:02}", cents % 100)
}

/// As [`dollars`].
#[must_use]
pub fn money(cents: Cents) -> String {
    dollars(cents.0)
}

/// How long ago or how long still: `35 min`, `7 h`, `12 d`.
#[must_use]
pub fn span(micros: i64) -> String {
    let hours = micros.abs() / HOUR;
    match hours {
        0 => format!("{} min", micros.abs() / 60_000_000),
        1..48 => format!("{hours} h"),
        _ => format!("{} d", hours / 24),
    }
}

/// A deadline: the day, and how far it is.
#[must_use]
pub fn due(at: i64, now: i64) -> String {
    if at < now { format!("{} ago", span(now - at)) } else { format!("in {}", span(at - now)) }
}

/// A time for people.
#[must_use]
pub fn time(at: i64) -> String {
    shown(at)
}

/// A day for people.
#[must_use]
pub fn day(at: i64) -> String {
    day_of(at).to_string()
}

/// A share in percent with one decimal, rounded: 9_876 of 10,000 is `98.8 %`. Only all of it is
/// `100.0 %`.
#[must_use]
pub fn percent_bp(hundredths: i64) -> String {
    let tenths = match hundredths {
        9_950..10_000 => 999.min((hundredths + 5) / 10),
        _ => (hundredths + 5) / 10,
    };
    format!("{}.{} %", tenths / 10, tenths % 10)
}

/// What edits of a family look at, in words.
#[must_use]
pub fn edit_family(family: EditFamily) -> &'static str {
    match family {
        EditFamily::Ptp => "pairs of procedures (NCCI)",
        EditFamily::Mue => "units of a day (MUE)",
        EditFamily::Addon => "add-on codes",
        EditFamily::Necessity => "medical necessity",
        EditFamily::Global => "the global period of surgery",
        EditFamily::Bilateral => "bilateral surgery",
        EditFamily::Age => "the patient's age",
        EditFamily::Sex => "the patient's sex",
        EditFamily::Mce => "Medicare's code editor",
        EditFamily::Pos => "place of service",
        EditFamily::Npi => "provider numbers",
        EditFamily::Duplicate => "duplicates",
        EditFamily::Timely => "timely filing",
        EditFamily::Pointer => "diagnosis pointers",
        EditFamily::Excludes => "codes that exclude each other",
        EditFamily::Manifestation => "manifestations and their order",
        EditFamily::Validity => "validity of codes",
        EditFamily::Modifier => "modifiers",
        EditFamily::Auth => "authorization",
        EditFamily::Taxonomy => "taxonomy",
        EditFamily::Units => "units",
        EditFamily::Date => "days",
        EditFamily::Payer => "this payer's own rules",
        EditFamily::Format => "the form of fields",
    }
}

/// The queue's name for people.
#[must_use]
pub fn queue(queue: Queue) -> &'static str {
    match queue {
        Queue::Service => "In work by the service",
        Queue::Review => "Review",
        Queue::Query => "Query",
        Queue::Held => "Held",
        Queue::Charges => "Charges",
        Queue::Edits => "Edits",
        Queue::Rejections => "Rejections",
        Queue::FollowUp => "Payer follow-up",
        Queue::Payer => "With the payer",
        Queue::Done => "Done",
    }
}

/// The owner for people; `name` knows users.
pub fn owner(owner: &Owner, name: impl Fn(&str) -> String) -> String {
    match owner {
        Owner::Service => "the service".to_owned(),
        Owner::Team => "nobody yet".to_owned(),
        Owner::Payer => "the payer".to_owned(),
        Owner::Person(user) => name(user.as_str()),
    }
}

/// The same with a capital at its beginning.
#[must_use]
pub fn capital(text: &str) -> String {
    let mut letters = text.chars();
    let first = letters.next().map(|c| c.to_uppercase().to_string()).unwrap_or_default();
    format!("{first}{}", letters.as_str())
}

/// A cell of a CSV file, as [`claims::csv_cell`]; a number with a sign is no formula.
#[must_use]
pub fn csv_cell(text: &str) -> String {
    match text.parse::<f64>() {
        Ok(_) => text.to_owned(),
        Err(_) => claims::csv_cell(text),
    }
}

/// A text as part of an address.
#[must_use]
pub fn in_address(text: &str) -> String {
    form_urlencoded::byte_serialize(text.as_bytes()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_spans_and_shares_read_well() {
        let amounts =
            [(0, "$0.00"), (123_450, "$1,234.50"), (-5, "-$0.05"), (100_000_000, "$1,000,000.00")];
        for (cents, text) in amounts {
            assert_eq!(dollars(cents), text);
        }
        assert_eq!(span(35 * 60_000_000), "35 min");
        assert_eq!(span(47 * HOUR), "47 h");
        assert_eq!(span(-72 * HOUR), "3 d");
        for (hundredths, said) in [
            (9_873, "98.7 %"),
            (1_428, "14.3 %"),
            (9_996, "99.9 %"),
            (10_000, "100.0 %"),
            (0, "0.0 %"),
        ] {
            assert_eq!(percent_bp(hundredths), said);
        }
    }
}
