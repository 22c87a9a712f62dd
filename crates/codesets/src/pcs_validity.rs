//! When every ICD-10-PCS code is in force, and what the Medicare Code Editor says of it, read
//! straight from the bytes of the embedded pack.
//!
//! Layout of the payload, written by [`payload`]: the number of facts and the number of rows
//! (`u32` each, little endian); facts of first day, last day (days since 2000) and attributes, four
//! bytes each; rows in order of code and first day: the code as a number of base 36 (five bytes,
//! big endian, so that rows order as codes do) and its fact. A code has one row for each change
//! of its attributes.

use crate::attribute_bits::{bit, has, sex};
use crate::container::{self, PackError, PackHeader};
use crate::packed::u32_at;
use model::{Date, Sex};
use std::borrow::Cow;

/// Bytes of one fact.
const FACT: usize = 12;
/// Bytes of one row.
const ROW: usize = 6;
/// Bytes of a code in its row.
const KEY: usize = 5;
/// Bytes before the facts.
const COUNTS: usize = 8;
/// Characters of a code.
const LENGTH: usize = 7;

/// The bytes of the embedded pack.
static EMBEDDED: &[u8] = include_bytes!("../../../data/packs/icd10pcs_validity.pack");

/// What the Medicare Code Editor says of a procedure, as bits in the order of
/// [`PcsAttributes::NAMES`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct PcsAttributes(pub u32);

impl PcsAttributes {
    /// The names that the validity table uses; the position is the bit.
    pub const NAMES: [&'static str; 15] = [
        "female",
        "male",
        "noncovered",
        "lcov",
        "los",
        "csect",
        "vagdel",
        "kidneyxp",
        "ncov45",
        "ncov6",
        "ncov7",
        "ncov_z302",
        "ncov12agele60",
        "lcov_artheartxpa",
        "lcov_artheartxpb",
    ];

    /// True when the named attribute is set.
    #[must_use]
    pub fn has(self, name: &str) -> bool {
        has(&Self::NAMES, self.0, name)
    }

    /// The one sex on which the procedure can be done.
    #[must_use]
    pub fn sex(self) -> Option<Sex> {
        const FEMALE: u32 = bit(&PcsAttributes::NAMES, "female");
        const MALE: u32 = bit(&PcsAttributes::NAMES, "male");
        sex(self.0 & FEMALE != 0, self.0 & MALE != 0)
    }
}

/// Days on which a code is in force, with its attributes on them.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct PcsSpan {
    /// First day.
    pub starts: Date,
    /// Last day known to the release.
    pub ends: Date,
    /// Attributes of the Medicare Code Editor.
    pub attributes: PcsAttributes,
}

/// Every ICD-10-PCS code with its days.
pub struct PcsValidity {
    header: PackHeader,
    bytes: Cow<'static, [u8]>,
    facts: Vec<PcsSpan>,
    /// Where the rows begin.
    rows_at: usize,
    rows: usize,
    last_day: Date,
}

impl PcsValidity {
    /// The pack inside the binary.
    ///
    /// # Panics
    /// Never in a released binary: a test opens the embedded pack.
    #[must_use]
    pub fn embedded() -> PcsValidity {
        match PcsValidity::open(Cow::Borrowed(EMBEDDED)) {
            Ok(pack) => pack,
            Err(fault) => panic!("the embedded ICD-10-PCS dates are damaged: {fault}"),
        }
    }

    /// Opens the bytes of a pack.
    ///
    /// # Errors
    /// When they are cut, or a row names a fact that is not there.
    pub fn open(bytes: Cow<'static, [u8]>) -> Result<PcsValidity, PackError> {
        let (header, payload) = container::split(&bytes)?;
        let (facts, rows) = (u32_at(payload, 0) as usize, u32_at(payload, 4) as usize);
        let size = |count: usize, width: usize| count.checked_mul(width).ok_or(PackError::Damaged);
        let (facts_end, rows_size) = (COUNTS + size(facts, FACT)?, size(rows, ROW)?);
        if payload.len() != facts_end + rows_size {
            return Err(PackError::Damaged);
        }
        let day = |at: usize| Date::from_days_since_2000(u32_at(payload, at) as i32);
        let fact = |number: usize| {
            let at = COUNTS + number * FACT;
            let attributes = PcsAttributes(u32_at(payload, at + 8));
            PcsSpan { starts: day(at), ends: day(at + 4), attributes }
        };
        let facts: Vec<PcsSpan> = (0..facts).map(fact).collect();
        let named = payload[facts_end..].chunks_exact(ROW).map(|row| usize::from(row[KEY]));
        if named.max().is_some_and(|most| most >= facts.len()) {
            return Err(PackError::Damaged);
        }
        let last_day = facts.iter().map(|fact| fact.ends).max().unwrap_or_default();
        let rows_at = bytes.len() - rows_size;
        Ok(PcsValidity { header, bytes, facts, rows_at, rows, last_day })
    }

    /// What the pack says of itself.
    #[must_use]
    pub fn header(&self) -> &PackHeader {
        &self.header
    }

    /// The last day that the table knows; codes in force on it stay so until a later release.
    #[must_use]
    pub fn last_day(&self) -> Date {
        self.last_day
    }

    /// Every span of a code, oldest first; none for what was never a code.
    pub fn spans(&self, code: &str) -> impl Iterator<Item = PcsSpan> + '_ {
        let key = key(code);
        let first = key.map_or(self.rows, |key| self.first_at_or_after(key));
        (first..self.rows)
            .map(|row| self.row(row))
            .take_while(move |row| Some(&row[..KEY]) == key.as_ref().map(|key| &key[..]))
            .map(|row| self.facts[usize::from(row[KEY])])
    }

    /// The span of a code that covers a day.
    #[must_use]
    pub fn on(&self, code: &str, day: Date) -> Option<PcsSpan> {
        self.spans(code).find(|span| span.starts <= day && day <= span.ends)
    }

    /// Number of codes in force on a day.
    #[must_use]
    pub fn count_in_force(&self, day: Date) -> usize {
        let covers = |span: &PcsSpan| span.starts <= day && day <= span.ends;
        (0..self.rows).filter(|row| covers(&self.facts[usize::from(self.row(*row)[KEY])])).count()
    }

    /// All rows, in order of code and first day.
    pub fn all(&self) -> impl Iterator<Item = (String, PcsSpan)> + '_ {
        (0..self.rows).map(|row| {
            let row = self.row(row);
            (text(row), self.facts[usize::from(row[KEY])])
        })
    }

    fn row(&self, row: usize) -> &[u8] {
        &self.bytes[self.rows_at + row * ROW..][..ROW]
    }

    fn first_at_or_after(&self, key: [u8; KEY]) -> usize {
        let (mut low, mut high) = (0, self.rows);
        while low < high {
            let middle = (low + high) / 2;
            if self.row(middle)[..KEY] < key[..] {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        low
    }
}

/// The payload of a pack. `None` when a code is none, or there are more than 256 different facts.
#[must_use]
pub fn payload(rows: &[(String, PcsSpan)]) -> Option<Vec<u8>> {
    let mut facts: Vec<PcsSpan> = rows.iter().map(|(_, span)| *span).collect();
    facts.sort_unstable();
    facts.dedup();
    let mut lines = Vec::with_capacity(rows.len());
    for (code, span) in rows {
        let fact = facts.binary_search(span).ok()?;
        lines.push((key(code)?, span.starts, u8::try_from(fact).ok()?));
    }
    lines.sort_unstable();
    let mut payload = Vec::with_capacity(COUNTS + facts.len() * FACT + lines.len() * ROW);
    for count in [facts.len(), lines.len()] {
        payload.extend_from_slice(&u32::try_from(count).ok()?.to_le_bytes());
    }
    for fact in &facts {
        payload.extend_from_slice(&fact.starts.days_since_2000().to_le_bytes());
        payload.extend_from_slice(&fact.ends.days_since_2000().to_le_bytes());
        payload.extend_from_slice(&fact.attributes.0.to_le_bytes());
    }
    for (key, _, fact) in lines {
        payload.extend_from_slice(&key);
        payload.push(fact);
    }
    Some(payload)
}

/// A code of seven digits and letters as a number whose bytes order as codes do.
fn key(code: &str) -> Option<[u8; KEY]> {
    if code.len() != LENGTH {
        return None;
    }
    let digit = |c: char| c.is_ascii().then(|| c.to_digit(36)).flatten();
    let number = code.chars().try_fold(0_u64, |sum, c| Some(sum * 36 + u64::from(digit(c)?)))?;
    number.to_be_bytes()[8 - KEY..].try_into().ok()
}

/// The code of a row.
fn text(row: &[u8]) -> String {
    let mut number = row[..KEY].iter().fold(0_u64, |sum, byte| sum << 8 | u64::from(*byte));
    let mut code = [b'0'; LENGTH];
    for place in code.iter_mut().rev() {
        let digit = (number % 36) as u8;
        *place = if digit < 10 { b'0' + digit } else { b'A' + (digit - 10) };
        number /= 36;
    }
    String::from_utf8_lossy(&code).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn span(starts: &str, ends: &str, attributes: u32) -> PcsSpan {
        PcsSpan { starts: day(starts), ends: day(ends), attributes: PcsAttributes(attributes) }
    }

    fn pack(payload: &[u8]) -> Vec<u8> {
        container::write(PcsValidity::embedded().header, payload)
    }

    #[test]
    fn the_official_number_of_codes() {
        let table = PcsValidity::embedded();
        for (on, count) in [
            ("2015-09-30", 0),
            ("2024-10-01", 78_948),
            ("2025-10-01", 79_115),
            ("2026-10-01", 79_256),
        ] {
            assert_eq!(table.count_in_force(day(on)), count, "{on}");
        }
        assert_eq!(table.last_day(), day("2027-03-31"));
        let codes: Vec<String> = table.all().map(|(code, _)| code).collect();
        assert_eq!((codes.len(), codes.is_sorted()), (86_910, true));
    }

    #[test]
    fn a_code_and_its_days() {
        let table = PcsValidity::embedded();
        let on = day("2026-06-15");
        assert!(table.on("0DTJ4ZZ", on).is_some() && table.on("0dtj4zz", on).is_some());
        for none in ["0DTJ4Z", "0DTJ4ZZZ", "0DTJ4Z.", "0DTJ4ÄZ", "", "0IO0000", "ZZZZZZZ"] {
            assert_eq!(table.spans(none).next(), None, "{none}");
        }
        assert!(table.on("5A1955Z", on).unwrap().attributes.has("los"));
        // A female procedure until the editor gave up its sex conflict.
        let spans: Vec<_> = table.spans("10D00Z0").collect();
        assert!(spans.is_sorted() && spans.len() > 1, "{spans:?}");
        let sex = |on: &str| table.on("10D00Z0", day(on)).unwrap().attributes.sex();
        assert_eq!((sex("2024-09-30"), sex("2024-10-01")), (Some(Sex::Female), None));
        // Ended: not in force the day after.
        let ended = |on| table.on("30230G1", day(on)).is_none();
        assert!(!ended("2016-09-30") && ended("2016-10-01"));
        let heart = |on| table.on("02RK0JZ", day(on)).unwrap().attributes;
        assert!(heart("2022-03-31").has("lcov_artheartxpa"));
        assert_eq!(heart("2022-04-01"), PcsAttributes::default());
    }

    #[test]
    fn written_and_read_again() {
        let rows = [
            ("0000000".to_owned(), span("2015-10-01", "2016-09-30", 1)),
            ("ZZZZZZZ".to_owned(), span("2015-10-01", "2027-03-31", 0)),
            ("0000000".to_owned(), span("2016-10-01", "2027-03-31", 0)),
        ];
        let bytes = payload(&rows).unwrap();
        let table = PcsValidity::open(pack(&bytes).into()).unwrap();
        let read: Vec<_> = table.all().collect();
        assert_eq!(read, [rows[0].clone(), rows[2].clone(), rows[1].clone()]);
        assert_eq!(table.spans("0000000").count(), 2);
        for code in ["", "000000", "00000000", "000000é", "000 000"] {
            assert_eq!(payload(&[(code.to_owned(), rows[0].1)]), None, "{code}");
        }
    }

    #[test]
    fn a_damaged_pack_is_refused() {
        let rows = [("0DTJ4ZZ".to_owned(), span("2015-10-01", "2016-09-30", 1))];
        let whole = payload(&rows).unwrap();
        assert!(PcsValidity::open(pack(&whole).into()).is_ok());
        let (mut fact, mut count) = (whole.clone(), whole.clone());
        *fact.last_mut().unwrap() = 1;
        count[4] = 2;
        for bad in [&whole[..whole.len() - 1], &whole[..3], &fact, &count, &[0xFF; 40]] {
            assert_eq!(PcsValidity::open(pack(bad).into()).err(), Some(PackError::Damaged));
        }
    }
}
