//! What the expected payment asks of the fee schedule.

use super::locality::Locality;
use codesets::CodeSets;
use codesets::fee_schedule::{FeeLine, FeeScheduleFor, Gpci};
use model::Date;

/// A release of the fee schedule.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Release {
    /// Its label.
    pub label: String,
    /// Its first day.
    pub starts: Date,
}

/// The Medicare physician fee schedule, by date of service. [`CodesetFees`] implements it over
/// the packs.
pub trait FeeFacts {
    /// The release of the schedule in force on that day; `None` when none is at hand.
    fn release(&self, schedule: FeeScheduleFor, on: Date) -> Option<Release>;

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

/// [`FeeFacts`] over the imported packs.
pub struct CodesetFees<'a>(pub &'a CodeSets);

impl FeeFacts for CodesetFees<'_> {
    fn release(&self, schedule: FeeScheduleFor, on: Date) -> Option<Release> {
        let header = &self.0.fee_schedule(schedule, on)?.header;
        Some(Release { label: header.label.clone(), starts: header.starts })
    }

    fn fee_line(
        &self,
        code: &str,
        modifier: &str,
        schedule: FeeScheduleFor,
        on: Date,
    ) -> Option<FeeLine> {
        self.0.fee_schedule(schedule, on)?.find(code, modifier)
    }

    fn gpci(&self, locality: &Locality, on: Date) -> Option<Gpci> {
        let held = self.0.gpci(on)?.find(&locality.contractor, &locality.number)?;
        Some(held.gpci)
    }
}

/// No fee schedule at all.
pub(super) struct NoFees;

impl FeeFacts for NoFees {
    fn release(&self, _: FeeScheduleFor, _: Date) -> Option<Release> {
        None
    }

    fn fee_line(&self, _: &str, _: &str, _: FeeScheduleFor, _: Date) -> Option<FeeLine> {
        None
    }

    fn gpci(&self, _: &Locality, _: Date) -> Option<Gpci> {
        None
    }
}
