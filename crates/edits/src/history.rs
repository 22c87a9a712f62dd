//! The patient's history: lines of earlier claims that count beside those of this one.

use crate::subject::Subject;
use model::{BilledLine, Date, HistoryClaim};

/// How an earlier claim ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// Paid, or still with the payer.
    Counts,
    /// Denied: the payer judged it and paid nothing.
    Denied,
    /// Rejected before it was judged, or voided: as if it had never been sent.
    Gone,
}

/// How an earlier claim ended, by its status.
pub(crate) fn outcome(claim: &HistoryClaim) -> Outcome {
    let is = |word: &str| claim.status.eq_ignore_ascii_case(word);
    if is("rejected") || is("void") || is("voided") {
        Outcome::Gone
    } else if is("denied") {
        Outcome::Denied
    } else {
        Outcome::Counts
    }
}

/// True when the earlier claim is of the same provider, as far as it tells: the one who rendered
/// this one, or who bills it.
pub(crate) fn same_provider(subject: &Subject<'_>, earlier: &HistoryClaim) -> bool {
    let now = subject.claim.rendering.as_ref().map(|rendering| rendering.npi.as_str());
    match (earlier.rendering_npi.as_deref(), now) {
        (Some(then), Some(now)) => then == now || then == subject.claim.billing.npi,
        _ => true,
    }
}

/// Earlier claims that were paid or are with the payer, of every provider. Of a replacement or
/// void, the claim it corrects is left out: it will be gone.
pub(crate) fn standing<'a>(subject: &Subject<'a>) -> impl Iterator<Item = &'a HistoryClaim> {
    let claim = subject.claim;
    let corrected = subject.is_correction();
    claim.history.iter().filter(move |earlier| {
        outcome(earlier) == Outcome::Counts && !(corrected && earlier.id == claim.id)
    })
}

/// The lines of earlier claims of the same provider that were paid or are with the payer, for
/// services between two days, both inside. Of a replacement or void, the claim it corrects is
/// left out: it will be gone.
pub(crate) fn lines<'a>(
    subject: &Subject<'a>,
    from: Date,
    to: Date,
) -> impl Iterator<Item = (&'a HistoryClaim, &'a BilledLine)> {
    standing(subject)
        .filter(|earlier| same_provider(subject, earlier))
        .flat_map(|earlier| earlier.lines.iter().map(move |line| (earlier, line)))
        .filter(move |(_, line)| from <= line.date && line.date <= to)
}
