//! People and entities excluded from federal health care programs: the List of Excluded
//! Individuals/Entities (LEIE) of the HHS Office of Inspector General.
//!
//! The list holds those who are excluded now, with the day on which it began; whoever is
//! reinstated is taken off. So the newest list judges every earlier day of service too.
//!
//! Rows of the pack are lines, sorted, whose cells stand between tabs: NPI (empty for most),
//! family name, given name, middle name, business, birth date, kind, first day, day of
//! reinstatement, day of a waiver, its state.

use crate::container::{PackError, PackHeader};
use crate::mapped::PackBytes;
use crate::sets::CodeSets;
use model::Date;

/// One row.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Exclusion {
    /// Ten digits, where the list has it.
    pub npi: Option<String>,
    /// Family name; empty for an entity.
    pub family: String,
    /// Given name.
    pub given: String,
    /// Middle name.
    pub middle: String,
    /// Name of an entity.
    pub business: String,
    /// Date of birth.
    pub birth_date: Option<Date>,
    /// Under which section of the Social Security Act, as `1128a1`.
    pub kind: String,
    /// First day.
    pub excluded: Date,
    /// Reinstated on this day, where a list still says so.
    pub reinstated: Option<Date>,
    /// A waiver began on this day.
    pub waiver: Option<Date>,
    /// The state for which the waiver holds.
    pub waiver_state: Option<String>,
}

impl Exclusion {
    /// Whether it held on a day between both, ends included.
    #[must_use]
    pub fn holds_between(&self, from: Date, through: Date) -> bool {
        self.excluded <= through && self.reinstated.is_none_or(|back| from < back)
    }

    /// Whether it held on a day.
    #[must_use]
    pub fn holds_on(&self, day: Date) -> bool {
        self.holds_between(day, day)
    }

    /// Whether a waiver for the state held on a day.
    #[must_use]
    pub fn waived_in(&self, state: &str, day: Date) -> bool {
        let of_state = self.waiver_state.as_deref().is_some_and(|s| s.eq_ignore_ascii_case(state));
        of_state && self.waiver.is_none_or(|from| from <= day)
    }

    fn cells(&self) -> [String; 11] {
        let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        [
            clean(self.npi.as_deref().unwrap_or_default()),
            clean(&self.family),
            clean(&self.given),
            clean(&self.middle),
            clean(&self.business),
            day(self.birth_date),
            clean(&self.kind),
            self.excluded.to_string(),
            day(self.reinstated),
            day(self.waiver),
            clean(self.waiver_state.as_deref().unwrap_or_default()),
        ]
    }

    fn read(line: &str) -> Option<Exclusion> {
        let cells: Vec<&str> = line.split('\t').collect();
        let &[npi, family, given, middle, business, born, kind, from, back, waiver, state] =
            &cells[..]
        else {
            return None;
        };
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        let day = |text: &str| text.parse().ok();
        Some(Exclusion {
            npi: some(npi),
            family: family.to_owned(),
            given: given.to_owned(),
            middle: middle.to_owned(),
            business: business.to_owned(),
            birth_date: day(born),
            kind: kind.to_owned(),
            excluded: day(from)?,
            reinstated: day(back),
            waiver: day(waiver),
            waiver_state: some(state),
        })
    }
}

/// The rows as the payload of a pack.
#[must_use]
pub fn payload(rows: &[Exclusion]) -> Vec<u8> {
    let mut lines: Vec<String> = rows.iter().map(|row| row.cells().join("\t")).collect();
    lines.sort();
    lines.join("\n").into_bytes()
}

/// One month's list. Its rows stay where they are.
#[derive(Debug)]
pub struct ExclusionList {
    /// What its pack says of itself.
    pub header: PackHeader,
    rows: PackBytes,
}

impl ExclusionList {
    /// Takes a pack's rows.
    ///
    /// # Errors
    /// When the first row is not of the layout.
    pub fn read(header: PackHeader, payload: &PackBytes) -> Result<ExclusionList, PackError> {
        let list = ExclusionList { header, rows: payload.part(0, payload.len()) };
        match list.rows.is_empty() || list.line_at(0).and_then(Exclusion::read).is_some() {
            true => Ok(list),
            false => Err(PackError::Damaged),
        }
    }

    /// The line that holds a byte.
    fn line_at(&self, at: usize) -> Option<&str> {
        std::str::from_utf8(&self.rows[self.start_of(at)..self.end_of(at)]).ok()
    }

    fn start_of(&self, at: usize) -> usize {
        self.rows[..at].iter().rposition(|byte| *byte == b'\n').map_or(0, |before| before + 1)
    }

    fn end_of(&self, at: usize) -> usize {
        let rest = &self.rows[at..];
        rest.iter().position(|byte| *byte == b'\n').map_or(self.rows.len(), |after| at + after)
    }

    /// Every row of an NPI, whatever the day; found by halving, so that a claim reads a few rows.
    #[must_use]
    pub fn by_npi(&self, npi: &str) -> Vec<Exclusion> {
        if npi.is_empty() {
            return Vec::new();
        }
        let (mut low, mut high) = (0, self.rows.len());
        while low < high {
            let middle = low + (high - low) / 2;
            let start = self.start_of(middle);
            let end = self.end_of(middle);
            let key = self.rows[start..end].split(|byte| *byte == b'\t').next();
            if key.unwrap_or_default() < npi.as_bytes() {
                low = end + 1;
            } else {
                high = start;
            }
        }
        let lines = self.rows.get(low..).unwrap_or_default().split(|byte| *byte == b'\n');
        let rows = lines.filter_map(|line| Exclusion::read(std::str::from_utf8(line).ok()?));
        rows.take_while(|row| row.npi.as_deref() == Some(npi)).collect()
    }

    /// Every row of a person by name and date of birth, case aside: for people whose row has no
    /// NPI, as most have none. It looks through the whole list.
    #[must_use]
    pub fn by_person(&self, family: &str, given: &str, born: Date) -> Vec<Exclusion> {
        let same = |a: &str, b: &str| a.trim().eq_ignore_ascii_case(b.trim());
        self.rows()
            .filter(|row| row.birth_date == Some(born))
            .filter(|row| same(&row.family, family) && same(&row.given, given))
            .collect()
    }

    /// Every row.
    pub fn rows(&self) -> impl Iterator<Item = Exclusion> {
        let lines = self.rows.split(|byte| *byte == b'\n');
        lines.filter_map(|line| Exclusion::read(std::str::from_utf8(line).ok()?))
    }
}

impl CodeSets {
    /// The newest list at hand: it judges every day, see the module.
    #[must_use]
    pub fn exclusions(&self) -> Option<&ExclusionList> {
        self.exclusions.last()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::container::PackKind;

    fn day(text: &str) -> Date {
        text.parse().unwrap()
    }

    fn row(npi: Option<&str>, family: &str, reinstated: Option<&str>) -> Exclusion {
        Exclusion {
            npi: npi.map(str::to_owned),
            family: family.to_owned(),
            given: "MADE".to_owned(),
            birth_date: Some(day("1960-02-03")),
            kind: "1128a1".to_owned(),
            excluded: day("2024-05-20"),
            reinstated: reinstated.map(day),
            waiver: Some(day("2025-01-01")),
            waiver_state: Some("NE".to_owned()),
            ..Exclusion::default()
        }
    }

    fn list(rows: &[Exclusion]) -> ExclusionList {
        let header = PackHeader {
            kind: PackKind::Exclusions,
            label: "2026-06".into(),
            starts: day("2026-06-18"),
            source: "UPDATED.csv".into(),
            source_sha256: String::new(),
            rows: Default::default(),
            payload_sha256: String::new(),
        };
        ExclusionList::read(header, &PackBytes::held(payload(rows))).unwrap()
    }

    #[test]
    fn finds_by_npi_and_by_person() {
        let rows = [
            row(Some("1234567893"), "BETA", None),
            row(None, "ALPHA", None),
            row(Some("1000000004"), "GAMMA", None),
            row(Some("1234567893"), "DELTA", None),
            row(None, "", None),
            row(Some("1999999992"), "OMEGA", None),
        ];
        let list = list(&rows);
        assert_eq!(list.rows().count(), rows.len());
        for (npi, families) in [
            ("1000000004", &["GAMMA"][..]),
            ("1234567893", &["BETA", "DELTA"]),
            ("1999999992", &["OMEGA"]),
            ("1000000003", &[]),
            ("2000000000", &[]),
            ("", &[]),
        ] {
            let found = list.by_npi(npi);
            let found: Vec<&str> = found.iter().map(|row| row.family.as_str()).collect();
            assert_eq!(found, families, "{npi}");
        }
        assert_eq!(list.by_person("Alpha", "made", day("1960-02-03")).len(), 1);
        assert!(list.by_person("Alpha", "made", day("1960-02-04")).is_empty());
        assert!(self::list(&[]).by_npi("1234567893").is_empty());
    }

    #[test]
    fn holds_from_exclusion_to_reinstatement() {
        let back = row(None, "A", Some("2025-03-01"));
        for (row, on, holds) in [
            (&row(None, "A", None), "2024-05-19", false),
            (&row(None, "A", None), "2024-05-20", true),
            (&row(None, "A", None), "2030-01-01", true),
            (&back, "2025-02-28", true),
            (&back, "2025-03-01", false),
        ] {
            assert_eq!(row.holds_on(day(on)), holds, "{on}");
        }
        assert!(
            back.waived_in("ne", day("2025-01-01")) && !back.waived_in("IA", day("2025-01-01"))
        );
        assert!(!back.waived_in("NE", day("2024-12-31")));
    }
}
