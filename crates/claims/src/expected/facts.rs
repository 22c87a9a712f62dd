//! What the expected payment asks of the fee schedule.

use super::locality::Locality;
use codesets::fee_schedule::{FeeLine, FeeScheduleFor, Gpci};
use model::Date;

/// The Medicare physician fee schedule, by date of service.
pub trait FeeFacts {
    /// The release of the schedule in force on that day; `None` when none is at hand.
    fn release(&self, on: Date) -> Option<String>;

    /// The row of a code, with modifier 26, TC or 53 or without one (an empty text).
    fn fee_line(
        &self,
        code: &str,
        modifier: &str,
        schedule: FeeScheduleFor,
        on: Date,
    ) -> Option<FeeLine>;

    /// The geographic indices of a locality; `None` when there is no such locality that day.
    fn gpci(&self, locality: &Locality, on: Date) -> Option<Gpci>;
}
