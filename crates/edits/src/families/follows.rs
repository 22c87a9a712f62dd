//! How firmly a payer holds to the tables of CMS.

use crate::subject::Subject;
use model::{PayerKind, Severity};

/// The severity of one fault by payer.
#[derive(Clone, Copy)]
pub(crate) struct Follows {
    /// Original Medicare, which is bound by the tables.
    pub(crate) medicare: Severity,
    /// Payers that follow them as a rule, each by its own policy: Medicare Advantage, Medicaid
    /// (which has tables of its own) and commercial plans.
    pub(crate) others: Severity,
}

/// The severity for the claim's payer. Of payers that need not follow CMS at all there is a
/// warning at most.
pub(crate) fn severity(subject: &Subject<'_>, follows: Follows) -> Severity {
    match subject.claim.payer.kind {
        PayerKind::Medicare => follows.medicare,
        PayerKind::MedicareAdvantage | PayerKind::Medicaid | PayerKind::Commercial => {
            follows.others
        }
        PayerKind::WorkersComp | PayerKind::Other => follows.others.max(Severity::Warn),
    }
}
