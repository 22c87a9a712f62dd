//! What an adjustment means for the ledger.

use crate::reason::{self, Group, Kind};

/// The kind of an adjustment by the table of reasons. A group that CAS01 does not have is a
/// refusal that somebody must look at: nothing is written off in silence.
pub(crate) fn kind(group: &str, carc: &str) -> Kind {
    Group::of(group).map_or(Kind::Denied, |group| reason::kind(group, carc))
}
