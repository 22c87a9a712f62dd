//! The geographic practice cost indices of the Medicare localities.
//!
//! Rows of the pack are lines between tabs: contractor, state, number and name of the locality;
//! work with its floor, practice expense, malpractice, and work without the floor (empty where the
//! file does not say), in thousandths.

use super::Gpci;
use crate::container::{PackError, PackHeader, PackKind};
use crate::sets::{self, CodeSets};
use model::Date;

/// One Medicare payment locality.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Locality {
    /// Number of the Medicare administrative contractor, as `01112`.
    pub contractor: String,
    /// The state, two letters.
    pub state: String,
    /// Number of the locality within the contractor, as `05`.
    pub number: String,
    /// Its name.
    pub name: String,
    /// Its indices, that of work not below the floor where the law sets one.
    pub gpci: Gpci,
    /// The index of work without the floor, in thousandths, where the file says it.
    pub work_without_floor: Option<i32>,
}

/// The localities as the payload of a pack.
#[must_use]
pub fn payload(localities: &[Locality]) -> Vec<u8> {
    let clean = |text: &str| text.replace(['\t', '\n', '\r'], " ");
    let line = |l: &Locality| {
        let without = l.work_without_floor.map(|value| value.to_string()).unwrap_or_default();
        let Gpci { work, practice, malpractice } = l.gpci;
        let key = [&l.contractor, &l.state, &l.number, &l.name].map(|text| clean(text)).join("\t");
        format!("{key}\t{work}\t{practice}\t{malpractice}\t{without}")
    };
    localities.iter().map(line).collect::<Vec<String>>().join("\n").into_bytes()
}

/// A release of the indices.
#[derive(Clone, Debug)]
pub struct GpciTable {
    /// What its pack says of itself.
    pub header: PackHeader,
    localities: Vec<Locality>,
}

impl GpciTable {
    /// Reads the rows of a pack.
    ///
    /// # Errors
    /// When a row is not of the layout.
    pub fn read(header: PackHeader, payload: &[u8]) -> Result<GpciTable, PackError> {
        let text = std::str::from_utf8(payload).map_err(|_| PackError::Damaged)?;
        let localities: Option<Vec<Locality>> = text.lines().map(locality).collect();
        let mut localities = localities.ok_or(PackError::Damaged)?;
        let key = |l: &Locality| (l.contractor.clone(), l.number.clone());
        localities.sort_by_cached_key(key);
        Ok(GpciTable { header, localities })
    }

    /// The locality of a contractor and a number.
    #[must_use]
    pub fn find(&self, contractor: &str, number: &str) -> Option<&Locality> {
        let key =
            |l: &Locality| (l.contractor.as_str(), l.number.as_str()).cmp(&(contractor, number));
        self.localities.binary_search_by(key).ok().map(|at| &self.localities[at])
    }

    /// The locality of a state, by its number or, where that is empty, the only one the state has.
    /// `None` too where two contractors of the state use the number: New York and California have
    /// several contractors.
    #[must_use]
    pub fn of_state(&self, state: &str, number: &str) -> Option<&Locality> {
        let mut fits = self.localities.iter().filter(|l| {
            l.state.eq_ignore_ascii_case(state) && (number.is_empty() || l.number == number)
        });
        let first = fits.next()?;
        fits.next().is_none().then_some(first)
    }

    /// Every locality, by contractor and number.
    pub fn localities(&self) -> impl Iterator<Item = &Locality> {
        self.localities.iter()
    }
}

fn locality(line: &str) -> Option<Locality> {
    let cells: Vec<&str> = line.split('\t').collect();
    let &[contractor, state, number, name, work, practice, malpractice, without] = &cells[..]
    else {
        return None;
    };
    let value = |cell: &str| cell.parse::<i32>().ok();
    Some(Locality {
        contractor: contractor.to_owned(),
        state: state.to_owned(),
        number: number.to_owned(),
        name: name.to_owned(),
        gpci: Gpci {
            work: value(work)?,
            practice: value(practice)?,
            malpractice: value(malpractice)?,
        },
        work_without_floor: match without {
            "" => None,
            without => Some(value(without)?),
        },
    })
}

impl CodeSets {
    /// The indices in force on a day; none before the first release.
    #[must_use]
    pub fn gpci(&self, on: Date) -> Option<&GpciTable> {
        sets::newest(&self.gpci, on, |table| &table.header, PackKind::Gpci)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn header() -> PackHeader {
        PackHeader {
            kind: PackKind::Gpci,
            label: "2024-01".into(),
            starts: "2024-01-01".parse().unwrap(),
            source: String::new(),
            source_sha256: String::new(),
            rows: BTreeMap::new(),
            payload_sha256: String::new(),
        }
    }

    fn place(contractor: &str, state: &str, number: &str, work: i32) -> Locality {
        Locality {
            contractor: contractor.into(),
            state: state.into(),
            number: number.into(),
            name: "MADE\tUP".into(),
            gpci: Gpci { work, practice: 900, malpractice: 500 },
            work_without_floor: (work == 1_000).then_some(975),
        }
    }

    fn bytes() -> Vec<u8> {
        payload(&[
            place("13202", "NY", "01", 1_065),
            place("13282", "NY", "99", 1_000),
            place("02102", "AK", "01", 1_500),
            place("13292", "NY", "01", 1_066),
        ])
    }

    #[test]
    fn by_contractor_and_by_state() {
        let table = GpciTable::read(header(), &bytes()).unwrap();
        let work = |found: Option<&Locality>| found.map(|l| l.gpci.work);
        for (contractor, number, expected) in [
            ("13202", "01", Some(1_065)),
            ("13292", "01", Some(1_066)),
            ("02102", "01", Some(1_500)),
            ("02102", "02", None),
            ("", "", None),
        ] {
            assert_eq!(work(table.find(contractor, number)), expected, "{contractor} {number}");
        }
        for (state, number, expected) in [
            ("AK", "01", Some(1_500)),
            ("ak", "", Some(1_500)),
            ("NY", "99", Some(1_000)),
            ("NY", "01", None),
            ("NY", "", None),
            ("TX", "", None),
        ] {
            assert_eq!(work(table.of_state(state, number)), expected, "{state} {number}");
        }
        let floor = table.find("13282", "99").unwrap();
        assert_eq!((floor.work_without_floor, floor.name.as_str()), (Some(975), "MADE UP"));
        assert_eq!(table.localities().count(), 4);
        let sets = CodeSets { gpci: vec![table], ..CodeSets::embedded() };
        assert!(sets.gpci("2023-12-31".parse().unwrap()).is_none());
        assert!(sets.gpci("2024-01-01".parse().unwrap()).is_some());
    }

    #[test]
    fn a_cut_or_changed_payload_gives_no_panic() {
        let whole = bytes();
        for at in 0..whole.len() {
            let cut = GpciTable::read(header(), &whole[..at]);
            assert!(cut.is_err() || cut.is_ok_and(|table| table.localities().count() <= 4));
            for byte in [b'\t', b'\n', b'x', 0xff] {
                let mut changed = whole.clone();
                changed[at] = byte;
                let _ = GpciTable::read(header(), &changed)
                    .map(|table| table.find("13202", "01").is_some());
            }
        }
    }
}
