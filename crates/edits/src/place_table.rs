//! Places of service: which of them exist, and which codes belong to which.
//!
//! The numbers are CMS's place of service code set; which code belongs where stands in
//! `data/edits/place_of_service.csv`, with a manual section for each row.

use model::{Date, Severity};
use std::sync::LazyLock;

/// Places that were there before the claims that are judged here, one bit each.
const PLACES: u128 = mask(&[
    1, 2, 3, 4, 5, 6, 7, 8, 9, 11, 12, 13, 14, 15, 16, 17, 18, 20, 21, 22, 23, 24, 25, 26, 31, 32,
    33, 34, 41, 42, 49, 50, 51, 52, 53, 54, 55, 56, 57, 60, 61, 62, 65, 71, 72, 81, 99,
]);

/// Places that came later, each with its first day: off-campus outpatient hospital, opioid
/// treatment, telehealth at home, outreach on the street, programme for the elderly.
const LATER: [(u8, (i16, i8, i8)); 5] = [
    (10, (2022, 1, 1)),
    (19, (2016, 1, 1)),
    (27, (2023, 10, 1)),
    (58, (2020, 1, 1)),
    (66, (2024, 8, 1)),
];

/// Places where the physician is paid the facility's rate (IOM 100-04 ch. 12 s. 20.4.2; ch. 26
/// s. 10.5), but for telehealth.
const FACILITIES: u128 = mask(&[19, 21, 22, 23, 24, 26, 31, 34, 41, 42, 51, 52, 53, 56, 61]);

const TABLE: &str = include_str!("../../../data/edits/place_of_service.csv");

/// The rows of the table, read once.
static ROWS: LazyLock<Vec<PlaceRow>> =
    LazyLock::new(|| lines().filter_map(PlaceRow::read).collect());

fn lines() -> impl Iterator<Item = &'static str> {
    TABLE.lines().filter(|line| !line.starts_with('#'))
}

const fn mask(places: &[u8]) -> u128 {
    let (mut bits, mut at) = (0, 0);
    while at < places.len() {
        bits |= 1u128 << places[at];
        at += 1;
    }
    bits
}

fn within(places: u128, place: u8) -> bool {
    place < 100 && places & (1u128 << place) != 0
}

/// One row: codes from a first to a last one, and the places that are wrong for them.
#[derive(Clone, Copy, Debug)]
pub(crate) struct PlaceRow {
    first: &'static str,
    last: &'static str,
    wrong: u128,
    /// For original Medicare.
    pub(crate) medicare: Severity,
    /// For payers that usually follow it.
    pub(crate) others: Severity,
    /// Where the codes belong, in words.
    pub(crate) usual: &'static str,
    /// What the codes are, in our words.
    pub(crate) what: &'static str,
    /// Manual and section.
    pub(crate) source: &'static str,
}

impl PlaceRow {
    fn read(line: &'static str) -> Option<PlaceRow> {
        let mut cells = line.split(',');
        let mut cell = || cells.next().filter(|cell| !cell.is_empty());
        let (first, last, sense, list) = (cell()?, cell()?, cell()?, cell()?);
        let places: Option<Vec<u8>> = list.split(' ').map(number).collect();
        let places = mask(&places?);
        Some(PlaceRow {
            first,
            last,
            wrong: match sense {
                "only" => !places,
                "not" => places,
                _ => return None,
            },
            medicare: severity(cell()?)?,
            others: severity(cell()?)?,
            usual: cell()?,
            what: cell()?,
            source: cell()?,
        })
    }
}

fn severity(word: &str) -> Option<Severity> {
    Some(match word {
        "block" => Severity::Block,
        "reason" => Severity::Reason,
        "warn" => Severity::Warn,
        _ => return None,
    })
}

/// A place of service as a number; `None` unless it is two digits.
pub(crate) fn number(text: &str) -> Option<u8> {
    match text.as_bytes() {
        [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => Some((a - b'0') * 10 + (b - b'0')),
        _ => None,
    }
}

/// True when the place is one of CMS's on that day.
pub(crate) fn exists(place: u8, on: Date) -> bool {
    within(PLACES, place) || first_day(place).is_some_and(|first| first <= on)
}

/// First day of a place that came later than the rest.
pub(crate) fn first_day(place: u8) -> Option<Date> {
    let (_, (year, month, day)) = LATER.iter().find(|(later, _)| *later == place)?;
    Date::new(*year, *month, *day)
}

/// True for a place where the physician is paid the facility's rate.
pub(crate) fn is_facility(place: u8) -> bool {
    within(FACILITIES, place)
}

/// The first row by which a code does not belong to a place.
pub(crate) fn objection(code: &str, place: u8) -> Option<&'static PlaceRow> {
    let holds = |row: &&PlaceRow| row.first <= code && code <= row.last && within(row.wrong, place);
    if code.len() != 5 {
        return None;
    }
    ROWS.iter().find(holds)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_row_is_read_and_has_its_source() {
        assert!(lines().count() > 20);
        assert_eq!(ROWS.len(), lines().count());
        for row in ROWS.iter() {
            assert!(row.first <= row.last && row.first.len() == 5 && row.last.len() == 5);
            assert!(row.source.contains("IOM") && row.medicare <= row.others, "{row:?}");
        }
    }

    #[test]
    fn rows_that_are_not_of_the_layout_are_not_read() {
        for line in
            ["", "99281,99285,only,2,block,warn,a,b,c", "99281,99285,maybe,23,block,warn,a,b,c"]
        {
            assert!(PlaceRow::read(line).is_none(), "{line}");
        }
    }

    #[test]
    fn places_by_day() {
        let day = |text: &str| text.parse::<Date>().unwrap();
        for (place, on, there) in [
            (11, "2016-01-01", true),
            (10, "2021-12-31", false),
            (10, "2022-01-01", true),
            (27, "2023-09-30", false),
            (27, "2023-10-01", true),
            (66, "2024-07-31", false),
            (66, "2024-08-01", true),
            (28, "2026-01-01", false),
            (0, "2026-01-01", false),
            (255, "2026-01-01", false),
        ] {
            assert_eq!(exists(place, day(on)), there, "{place} {on}");
        }
        assert!(is_facility(21) && !is_facility(11) && !is_facility(200));
    }
}
