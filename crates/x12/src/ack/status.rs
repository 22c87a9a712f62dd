//! The status of a claim (STC): from a fault of validation to a status category (code list 507),
//! a status (508) and the party it is about.

use super::entity::{self, Guide};
use super::status_code::{self, OUT_OF_BALANCE, Spot, UNREADABLE};
use crate::segment::Segment;
use crate::validate::Fault;

/// One composite of an STC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Status {
    pub(super) category: &'static str,
    pub(super) code: &'static str,
    /// Empty when it is about nobody.
    pub(super) entity: &'static str,
}

/// Returned as it cannot be processed.
const UNPROCESSABLE: &str = "A3";
/// Rejected: something is missing.
const MISSING: &str = "A6";
/// Rejected: something is invalid.
const INVALID: &str = "A7";
/// Rejected: fields do not agree with each other.
const RELATIONAL: &str = "A8";

/// SNIP type of balancing.
const BALANCE: u8 = 3;

/// The statuses that tell of a fault; `segment` is the one at its position, `party` the role that
/// the 837 speaks of there.
pub(super) fn of_fault(
    guide: Guide,
    fault: &Fault,
    segment: &Segment<'_>,
    party: &'static str,
) -> Vec<Status> {
    let present = (segment.id() == &*fault.segment).then_some(segment);
    let missing = present.is_none() || fault.code.ends_with(".missing");
    let category = match fault.snip {
        BALANCE => RELATIONAL,
        7 => UNPROCESSABLE,
        _ if missing => MISSING,
        4 | 6 => RELATIONAL,
        _ => INVALID,
    };
    let spot = Spot {
        guide,
        id: &fault.segment,
        segment: present,
        element: fault.place.element,
        component: fault.place.component,
        in_line: fault.loop_id.starts_with("24"),
    };
    // What is missing has no party at its place, but the loop where it belongs.
    let entity = match entity::of_loop(guide, &fault.loop_id) {
        "" => party,
        role => role,
    };
    let (code, asks) = status_code::of(&spot);
    let named = match (asks, entity) {
        (status_code::Asks::Nobody, _) => Status { category, code, entity: "" },
        (status_code::Asks::Payer, _) => Status { category, code, entity: "PR" },
        // Without a role the status would say nothing.
        (status_code::Asks::Role, "") => Status { category, code: UNREADABLE, entity: "" },
        (status_code::Asks::Role, role) => Status { category, code, entity: role },
    };
    if fault.snip != BALANCE {
        return vec![named];
    }
    let coordination = ["2320", "233", "2430"].iter().any(|id| fault.loop_id.starts_with(id));
    let code = if coordination { status_code::OTHER_PAYER_BALANCE } else { OUT_OF_BALANCE };
    let balance = Status { category, code, entity: "" };
    match coordination {
        true => vec![balance],
        false => vec![balance, named],
    }
}

/// Adds what is not there yet.
pub(super) fn add(statuses: &mut Vec<Status>, more: &[Status]) {
    for status in more {
        if statuses.len() < MAX_STATUSES && !statuses.contains(status) {
            statuses.push(*status);
        }
    }
}

/// Statuses that one level, claim or line is told at most; three fit one STC.
pub(super) const MAX_STATUSES: usize = 30;
