//! What is wrong on purpose, so that queues, edits and reconciliation have something to find.

use super::plan::Entry;
use super::visit::VisitCharge;
use super::{OPEN_ACCOUNTS, draw::Draw};
use model::{Date, PatientId};
use std::collections::{BTreeMap, BTreeSet};

/// One planted problem.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Problem {
    /// The author has not signed the note.
    UnsignedNote,
    /// The note says no side where one is needed.
    MissingLaterality,
    /// A charge whose code has no price; its amount is zero.
    MissingPrice {
        /// The code.
        code: String,
    },
    /// The primary coverage ended before the service.
    ExpiredCoverage {
        /// Its last day.
        ended: Date,
    },
    /// The payer asks an authorization for the code, and there is none.
    MissingAuthorization {
        /// The code.
        code: String,
    },
    /// A charge for something that no document tells.
    ChargeNotDocumented {
        /// The code.
        code: String,
    },
    /// Something that a document tells was not charged.
    DocumentedNotCharged {
        /// The code.
        code: String,
    },
    /// More units are charged than the note gives.
    UnitsDiffer {
        /// The code.
        code: String,
        /// Units of the charge.
        charged: u32,
        /// Units by the note.
        documented: u32,
    },
    /// The same person was registered twice, with another record number.
    DuplicatePatient {
        /// The earlier record.
        of: PatientId,
    },
}

/// What may be planted before the account is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Planted {
    Unsigned,
    NoSide,
    NoPrice,
    Expired,
    NoAuthorization,
    Undocumented,
    Uncharged,
    Units,
    Duplicate,
}

/// How many among the open accounts, and how many among the older ones. Scarce places first.
const COUNTS: [(Planted, usize, usize); 9] = [
    (Planted::NoAuthorization, 3, 5),
    (Planted::Units, 3, 4),
    (Planted::NoSide, 8, 8),
    (Planted::Unsigned, 4, 3),
    (Planted::NoPrice, 4, 2),
    (Planted::Expired, 4, 3),
    (Planted::Undocumented, 4, 5),
    (Planted::Uncharged, 4, 5),
    (Planted::Duplicate, 2, 1),
];

/// Codes without a row in `fees.csv`: a sling, a dressing.
pub(super) const UNPRICED: [&str; 2] = ["A4565", "A6402"];
/// Charges that no note of a template tells.
pub(super) const UNTOLD: [&str; 3] = ["85651", "82607", "93880"];
/// A stream of numbers of its own.
const STREAM: u64 = 9_001;

/// Chooses which entries get which problem; an entry gets one at most.
pub(super) fn plant(entries: &mut [Entry<'_>]) {
    let mut draw = Draw::of(STREAM);
    let mut visits: BTreeMap<PatientId, usize> = BTreeMap::new();
    for draft in entries.iter().filter_map(Entry::draft) {
        *visits.entry(draft.patient.id.clone()).or_default() += 1;
    }
    // A person with a second record comes once under it.
    let once = |entry: &Entry<'_>| {
        entry.draft().is_some_and(|draft| visits.get(&draft.patient.id) == Some(&1))
    };
    let oldest_open = entries.len().saturating_sub(OPEN_ACCOUNTS);
    for (planted, open, older) in COUNTS {
        for (range, count) in [(oldest_open..entries.len(), open), (0..oldest_open, older)] {
            let mut places: Vec<usize> = range.collect();
            draw.shuffle(&mut places);
            let fitting = places.into_iter().filter(|place| {
                let entry = &entries[*place];
                fits(entry, planted) && (planted != Planted::Duplicate || once(entry))
            });
            let chosen: BTreeSet<usize> = fitting.take(count).collect();
            for place in chosen {
                if let Some(draft) = entries[place].draft_mut() {
                    draft.planted = Some(planted);
                }
            }
        }
    }
}

fn fits(entry: &Entry<'_>, planted: Planted) -> bool {
    let Some(draft) = entry.draft().filter(|draft| draft.planted.is_none()) else { return false };
    let professional = |charge: &VisitCharge| charge.code.is_some();
    match planted {
        Planted::Unsigned | Planted::NoPrice | Planted::Undocumented => draft.visit.stay.is_none(),
        Planted::NoSide => draft.visit.has_side() && draft.visit.level.is_some(),
        Planted::Expired => !draft.coverages.is_empty(),
        Planted::NoAuthorization => draft.asked_authorization().is_some(),
        Planted::Uncharged => draft.visit.charges.iter().filter(|c| professional(c)).count() > 1,
        Planted::Units => draft.visit.charges.iter().any(|c| professional(c) && c.units > 1),
        Planted::Duplicate => draft.new_patient == Some(true),
    }
}
