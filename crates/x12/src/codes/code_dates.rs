//! A table of codes with the days on which each was in force, read as it lies in the program:
//! nothing is unpacked when the program starts, and a look-up is a search among the few hundred
//! codes that share their first two characters.
//!
//! `cargo xtask code-dates` builds the tables and describes their layout.

use model::Date;

/// First bytes of a table.
const MAGIC: &[u8; 8] = b"CCDATES1";

/// Characters of the longest code.
const WIDTH: usize = 7;

/// Blank, digits, letters.
const BASE: u64 = 37;

/// Numbers of four bytes between the heading and the spans.
const BUCKETS: usize = (BASE * BASE) as usize + 1;

/// Bytes of a row: the code, and the place of its span.
const ROW: usize = 6;

/// A last day that the release does not know yet.
const OPEN: u16 = u16::MAX;

/// One table.
pub(super) struct CodeDates {
    buckets: &'static [u8],
    spans: &'static [u8],
    rows: &'static [[u8; ROW]],
}

/// What a table says of a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Found {
    /// It has the code; these are its days.
    Code(Span),
    /// It has codes that begin so, and are longer.
    Heading,
    /// It has neither.
    Nothing,
}

/// First and last day, as year, month and day in the bits of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    first: u16,
    last: u16,
}

impl CodeDates {
    /// Opens a table. Compiling fails when the bytes are not one.
    pub(super) const fn of(bytes: &'static [u8]) -> CodeDates {
        let (heading, rest) = bytes.split_at(16);
        let mut at = 0;
        while at < MAGIC.len() {
            assert!(heading[at] == MAGIC[at], "not a table of codes with their days");
            at += 1;
        }
        let (spans, count) = (u32_at(heading, 8) as usize, u32_at(heading, 12) as usize);
        let (buckets, rest) = rest.split_at(4 * BUCKETS);
        let (spans, rows) = rest.split_at(4 * spans);
        let (rows, left) = rows.as_chunks::<ROW>();
        assert!(rows.len() == count && left.is_empty(), "the table is cut");
        CodeDates { buckets, spans, rows }
    }

    /// Looks a code up: capital letters and digits, without a point.
    pub(super) fn find(&self, code: &[u8]) -> Found {
        let Some(key) = key(code) else { return Found::Nothing };
        let bucket = (key / BASE.pow(5)) as usize * 4;
        let (mut low, mut high) =
            (u32_at(self.buckets, bucket) as usize, u32_at(self.buckets, bucket + 4) as usize);
        let end = high;
        while low < high {
            let middle = low.midpoint(high);
            if self.key_at(middle) < key { low = middle + 1 } else { high = middle }
        }
        if low == end {
            return Found::Nothing;
        }
        let here = self.key_at(low);
        if here == key {
            return self.span_at(low).map_or(Found::Nothing, Found::Code);
        }
        let below = BASE.pow(WIDTH.saturating_sub(code.len()) as u32);
        if here < key + below { Found::Heading } else { Found::Nothing }
    }

    /// The latest first day of a code.
    pub(super) fn newest_day(&self) -> Option<Date> {
        let firsts = self.spans.chunks_exact(4).map(|s| u16::from_le_bytes([s[0], s[1]]));
        firsts.max().and_then(date)
    }

    fn key_at(&self, row: usize) -> u64 {
        let Some([a, b, c, d, e, _]) = self.rows.get(row) else { return u64::MAX };
        u64::from(u32::from_be_bytes([*a, *b, *c, *d])) << 8 | u64::from(*e)
    }

    fn span_at(&self, row: usize) -> Option<Span> {
        let at = usize::from(*self.rows.get(row)?.last()?) * 4;
        let &[a, b, c, d] = self.spans.get(at..at + 4)? else { return None };
        Some(Span { first: u16::from_le_bytes([a, b]), last: u16::from_le_bytes([c, d]) })
    }
}

impl Span {
    /// Whether a day lies in it.
    pub(super) fn covers(self, on: Date) -> bool {
        let on = packed(on);
        self.first <= on && on <= self.last
    }

    /// The first day, when it comes after this one.
    pub(super) fn begins_after(self, on: Date) -> Option<Date> {
        if self.first > packed(on) { date(self.first) } else { None }
    }

    /// The last day, when it came before this one.
    pub(super) fn ended_before(self, on: Date) -> Option<Date> {
        if self.last < packed(on) { date(self.last) } else { None }
    }
}

/// The number that a code is in the table; `None` for what cannot be a code.
fn key(code: &[u8]) -> Option<u64> {
    if code.len() < 2 || code.len() > WIDTH {
        return None;
    }
    let mut key = 0;
    for byte in code {
        let digit = match byte {
            b'0'..=b'9' => byte - b'0' + 1,
            b'A'..=b'Z' => byte - b'A' + 11,
            _ => return None,
        };
        key = key * BASE + u64::from(digit);
    }
    Some(key * BASE.pow((WIDTH - code.len()) as u32))
}

/// A day as a number that keeps the order of days; days outside 2000 to 2126 as their nearest.
fn packed(day: Date) -> u16 {
    match u16::try_from(i32::from(day.year()) - 2000) {
        Err(_) => 0,
        Ok(year @ 0..=126) => year << 9 | (day.month() as u16) << 5 | day.day() as u16,
        Ok(_) => OPEN,
    }
}

fn date(packed: u16) -> Option<Date> {
    let year = i16::try_from(packed >> 9).ok()? + 2000;
    Date::new(year, (packed >> 5 & 0b1111) as i8, (packed & 0b1_1111) as i8)
}

const fn u32_at(bytes: &[u8], at: usize) -> u32 {
    u32::from_le_bytes([bytes[at], bytes[at + 1], bytes[at + 2], bytes[at + 3]])
}

#[cfg(test)]
impl CodeDates {
    /// Codes in force on a day.
    pub(super) fn count(&self, on: Date) -> usize {
        let rows = 0..self.rows.len();
        rows.filter(|row| self.span_at(*row).unwrap().covers(on)).count()
    }

    /// Whether rows, spans and buckets are as the search needs them.
    pub(super) fn is_sound(&self) -> bool {
        let rows = self.rows.len();
        let ordered = (1..rows).all(|row| self.key_at(row - 1) < self.key_at(row));
        let spanned = (0..rows).all(|row| self.span_at(row).is_some());
        let bucket = |at: usize| u32_at(self.buckets, at * 4) as usize;
        let filled = (0..rows).all(|row| {
            let at = (self.key_at(row) / BASE.pow(5)) as usize;
            (bucket(at)..bucket(at + 1)).contains(&row)
        });
        ordered && spanned && filled && bucket(BUCKETS - 1) == rows
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_keep_their_order() {
        let days = ["1899-12-31", "2000-01-01", "2015-09-30", "2015-10-01", "2126-12-31"];
        let numbers = days.map(|day| packed(day.parse().unwrap()));
        assert!(numbers.windows(2).all(|two| two[0] < two[1]), "{numbers:?}");
        for (day, number) in days.iter().zip(numbers).skip(1) {
            assert_eq!(date(number).unwrap().to_string(), *day);
        }
        assert_eq!(packed("2127-01-01".parse().unwrap()), OPEN);
        assert_eq!(packed("9999-12-31".parse().unwrap()), OPEN);
        assert_eq!(date(OPEN), None);
    }
}
