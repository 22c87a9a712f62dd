//! Which claim, enquiry or payment a fault belongs to, as the CTX of a 999 names it: the 837 by
//! CLM01, the 834 by REF02 of the subscriber, the 820 by ENT01, the others by their TRN02.

use super::received::{Received, SetKey, is_told};
use super::set_pass::{Part, Step};
use crate::segment::Segment;
use std::collections::{BTreeMap, BTreeSet};

/// Longest name of a unit (data element 9998).
const MAX_NAME: usize = 35;

/// A unit: what its name is, and the name.
pub(super) type Unit = (&'static str, String);

/// The unit at each position that a fault of an interchange has.
pub(super) type Units = BTreeMap<(SetKey, u32), Unit>;

/// The units of all faults that a 999 tells.
pub(super) fn of_faults(part: &Part<'_, '_>, received: &Received<'_>) -> Units {
    let mut units = Units::new();
    let wanted = |key: SetKey| -> BTreeSet<u32> {
        let told = received.set(key).iter().filter(|fault| is_told(fault));
        told.map(|fault| fault.position).filter(|position| *position > 0).collect()
    };
    let (mut key, mut set, mut open) = ((0, 0, 0), "", None);
    let mut positions = BTreeSet::new();
    part.walk(|step| match step {
        Step::Start(started, report) => {
            (key, set, open) = (started, report.id.as_str(), None);
            positions = wanted(key);
        }
        Step::Segment(position, segment) => {
            follow(set, &segment, &mut open);
            if let Some(unit) = open.as_ref().filter(|_| positions.contains(&position)) {
                units.insert((key, position), unit.clone());
            }
        }
        Step::End => open = None,
    });
    units
}

/// Opens or closes a unit.
fn follow(set: &str, segment: &Segment<'_>, open: &mut Option<Unit>) {
    let named = |what: &'static str, number: u8| {
        let name = segment.element(number).trim();
        (!name.is_empty() && name.len() <= MAX_NAME).then(|| (what, name.to_owned()))
    };
    match (set, segment.id()) {
        // Levels and the end of the set belong to no claim.
        (_, "HL" | "SE") | ("834", "INS") => *open = None,
        ("837", "CLM") => *open = named("CLM01", 1),
        ("837", _) => {}
        ("834", "REF") if segment.element(1) == "0F" => *open = named("SUBSCRIBER NUMBER REF02", 2),
        ("834", _) => {}
        ("820", "ENT") => *open = named("ENT01", 1),
        ("820", _) => {}
        (_, "TRN") => *open = named("TRN02", 2),
        _ => {}
    }
}
