//! Segments made anew, for the writers from plain values.

use super::segments::{Dtm, Ref};
use model::Date;

pub(super) fn reference(qualifier: &str, id: &str) -> Ref {
    Ref { qualifier: qualifier.into(), identifier: id.into(), ..Ref::default() }
}

pub(super) fn day(qualifier: &str, date: Date) -> Dtm {
    Dtm { qualifier: qualifier.into(), date: date.into(), ..Dtm::default() }
}
