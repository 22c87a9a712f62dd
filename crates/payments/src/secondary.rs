//! The claim to the next payer, from the posted decision of the one before.
//!
//! The decision becomes an other payer of the claim (loops 2320 and 2330) and, where it was by
//! line, the decisions on its lines (loop 2430). Three rules hold, and a claim that would break
//! one is not made: a line's payment and adjustments come to its charge; what the payer paid is
//! the sum of its lines less what it took off the claim (X12 RFI 524); and the day of the
//! decision, like what is left to the patient, stands at exactly one level.

mod decisions;
#[cfg(test)]
mod tests;

use crate::posting::LineMatch;
use decisions::by_line;
use model::remittance::{ClaimAdjustment, PaidClaim, Remittance};
use model::{Cents, Claim, ClaimPayer, OtherPayer, PayerKind, Subscriber};
use serde::Serialize;

/// Remarks by which a payer says that it sent the claim on itself: MA07 to Medicaid, MA18 and N89
/// to supplemental insurers.
const SENT_ON: [&str; 3] = ["MA07", "MA18", "N89"];

/// Statuses (CLP02) of a claim that the payer sent on itself.
const FORWARDED: [&str; 4] = ["19", "20", "21", "23"];

/// Payers' places, in order (SBR01).
const SEQUENCES: [&str; 11] = ["P", "S", "T", "A", "B", "C", "D", "E", "F", "G", "H"];

/// Why no claim to the next payer is made.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(rename_all = "snake_case", tag = "fault")]
pub enum SecondaryFault {
    /// The decision takes an earlier one back.
    #[error("the decision is a reversal; bill the next payer after the corrected decision")]
    Reversal,
    /// The payer sent it on.
    #[error("the payer sent the claim on itself ({sign}); a second one would be a duplicate")]
    SentOn {
        /// By what it says so.
        sign: String,
    },
    /// The claim does not say who the payer that decided is.
    #[error("the claim lacks {what} of the payer that decided; add it to the coverage")]
    Missing {
        /// What is missing.
        what: &'static str,
    },
    /// Medicare comes second, and why is not known.
    #[error("Medicare is asked after another payer, and why is not known (SBR05); ask the patient")]
    WhySecond,
    /// A line was not found.
    #[error("line {line} of the decision is no line of the claim; find it first")]
    UnknownLine {
        /// Which line of the decision, from 1.
        line: usize,
    },
    /// The payer said nothing of a line.
    #[error("the decision says nothing of line {line} of the claim; wait for it, or ask")]
    NotDecided {
        /// Number of the line.
        line: u16,
    },
    /// A line does not come to its charge.
    #[error("line {line}: paid and adjusted come to {told}, but {charge} was charged")]
    LineBalance {
        /// Number of the line.
        line: u16,
        /// What the payer's amounts come to.
        told: Cents,
        /// The charge.
        charge: Cents,
    },
    /// The claim does not come to what the payer paid.
    #[error("the lines less the claim's adjustments come to {computed}, but {paid} was paid")]
    ClaimBalance {
        /// What they come to.
        computed: Cents,
        /// What was paid (CLP04).
        paid: Cents,
    },
    /// More payers than a claim has places.
    #[error("the claim has no place for another payer")]
    TooManyPayers,
}

/// The payer that is asked next.
#[derive(Clone, Debug, PartialEq)]
pub struct NextPayer {
    /// Who is asked.
    pub payer: ClaimPayer,
    /// Who holds that insurance; its `sequence` is set here.
    pub subscriber: Subscriber,
}

/// The claim to the next payer. `lines` are the lines of the decision as posting found them.
///
/// # Errors
/// Every reason why none can be made.
pub fn secondary_claim(
    claim: &Claim,
    remittance: &Remittance,
    decision: &PaidClaim,
    lines: &[LineMatch],
    next: &NextPayer,
) -> Result<Claim, Vec<SecondaryFault>> {
    let mut faults = not_to_be_billed(decision);
    let holder = claim.subscriber.as_ref();
    let payer_id = claim.payer.id.as_deref().filter(|id| !id.trim().is_empty());
    if holder.is_none() {
        faults.push(SecondaryFault::Missing { what: "the subscriber" });
    }
    if payer_id.is_none() {
        faults.push(SecondaryFault::Missing { what: "the identifier" });
    }
    let reason = next.subscriber.medicare_secondary.as_deref().unwrap_or("");
    if next.payer.kind == PayerKind::Medicare && reason.trim().is_empty() {
        faults.push(SecondaryFault::WhySecond);
    }
    let own = holder.map_or("P", |one| one.sequence.as_str()).to_owned();
    let mut made = claim.clone();
    // Who is asked now is named on the first claim already, as one that waits; it is no other
    // payer of its own claim.
    made.other_payers.retain(|one| !waits_as(one, &next.payer));
    let taken: Vec<&str> =
        made.other_payers.iter().map(|one| one.sequence.as_str()).chain([own.as_str()]).collect();
    let sequence = SEQUENCES.into_iter().find(|one| !taken.contains(one));
    if sequence.is_none() {
        faults.push(SecondaryFault::TooManyPayers);
    }
    let other = OtherPayer {
        sequence: own.clone(),
        name: claim.payer.name.clone(),
        id: payer_id.map(str::to_owned),
        paid_cents: Some(decision.paid),
        adjudicated: None,
        adjustments: grouped(&decision.adjustments),
        patient_owes_cents: None,
        not_covered_cents: None,
        control_number: decision.payer_control_number.clone(),
        kind: claim.payer.kind,
        subscriber: holder.cloned(),
    };
    let other = match decision.lines.is_empty() {
        true => whole_claim(claim, remittance, decision, other, &mut faults),
        false => {
            let payer = payer_id.unwrap_or_default();
            faults.extend(by_line(&mut made, payer, remittance.date, decision, lines));
            claim_balance(&made, payer, decision, &mut faults);
            other
        }
    };
    if !faults.is_empty() {
        return Err(faults);
    }
    made.other_payers.push(other);
    made.payer = next.payer.clone();
    let sequence = sequence.unwrap_or("S").to_owned();
    made.subscriber = Some(Subscriber { sequence, ..next.subscriber.clone() });
    // The next payer never saw this claim: it is an original to it, and what the first payer
    // authorized does not bind it.
    (made.frequency, made.original_reference) = ("1".to_owned(), None);
    (made.authorization, made.submitted) = (None, None);
    Ok(made)
}

/// Whether an other payer of a claim is this one, and has decided nothing yet.
fn waits_as(one: &OtherPayer, payer: &ClaimPayer) -> bool {
    let same = match (&one.id, &payer.id) {
        (Some(one), Some(other)) => one == other,
        _ => one.name.eq_ignore_ascii_case(&payer.name),
    };
    same && one.paid_cents.is_none()
}

/// The payer after the one that a claim asks: the next one named on it that has decided nothing.
/// What only its coverage tells (filing limit, address) is left empty.
#[must_use]
pub fn next_on(claim: &Claim) -> Option<NextPayer> {
    let place = |sequence: &str| SEQUENCES.iter().position(|one| *one == sequence);
    let own = claim.subscriber.as_ref().map_or("P", |one| one.sequence.as_str());
    let later = claim
        .other_payers
        .iter()
        .filter(|one| one.paid_cents.is_none() && place(&one.sequence) > place(own));
    let next = later.min_by_key(|one| place(&one.sequence))?;
    let payer = ClaimPayer {
        kind: next.kind,
        name: next.name.clone(),
        id: next.id.clone(),
        ..ClaimPayer::default()
    };
    Some(NextPayer { payer, subscriber: next.subscriber.clone()? })
}

/// By what a decision says that the payer sent the claim on itself; `None` where it does not.
#[must_use]
pub fn sent_on(decision: &PaidClaim) -> Option<String> {
    let status = decision.status.as_str();
    let remarks = decision.remarks.iter().map(String::as_str);
    let line_remarks = decision.lines.iter().flat_map(|line| &line.remarks);
    let mut remarks = remarks.chain(line_remarks.map(|one| one.id.as_str()));
    match FORWARDED.contains(&status) {
        true => Some(format!("status {status}")),
        false => remarks.find(|one| SENT_ON.contains(one)).map(|one| format!("remark {one}")),
    }
}

/// Decisions after which the next payer is not asked by us.
fn not_to_be_billed(decision: &PaidClaim) -> Vec<SecondaryFault> {
    let mut faults = Vec::new();
    if decision.is_reversal() {
        faults.push(SecondaryFault::Reversal);
    }
    let sign = sent_on(decision);
    faults.extend(sign.map(|sign| SecondaryFault::SentOn { sign }));
    faults
}

/// A decision on the claim as a whole: day and patient's share stand with the payer.
fn whole_claim(
    claim: &Claim,
    remittance: &Remittance,
    decision: &PaidClaim,
    other: OtherPayer,
    faults: &mut Vec<SecondaryFault>,
) -> OtherPayer {
    let taken: Cents = decision.adjustments.iter().map(|one| one.amount).sum();
    let computed = claim.total() - taken;
    if computed != decision.paid {
        faults.push(SecondaryFault::ClaimBalance { computed, paid: decision.paid });
    }
    let owes = left_to_patient(&decision.adjustments);
    OtherPayer {
        adjudicated: Some(remittance.date),
        patient_owes_cents: (owes > Cents::ZERO).then_some(owes),
        ..other
    }
}

/// The lines' payments less the claim's adjustments are what was paid.
fn claim_balance(
    made: &Claim,
    payer: &str,
    decision: &PaidClaim,
    faults: &mut Vec<SecondaryFault>,
) {
    let of_payer = made.lines.iter().flat_map(|line| &line.adjudications);
    let paid: Cents = of_payer.filter(|one| one.payer == payer).map(|one| one.paid_cents).sum();
    let taken: Cents = decision.adjustments.iter().map(|one| one.amount).sum();
    if paid - taken != decision.paid && faults.is_empty() {
        let computed = paid - taken;
        faults.push(SecondaryFault::ClaimBalance { computed, paid: decision.paid });
    }
}

/// What is left to the patient.
fn left_to_patient(adjustments: &[ClaimAdjustment]) -> Cents {
    adjustments.iter().filter(|one| one.group == "PR").map(|one| one.amount).sum()
}

/// Adjustments as a CAS wants them: those of one group together, each reason of a group once,
/// and no empty ones. (A CAS for each reason, or reasons of two groups in one CAS, is the defect
/// of issue 6268 of OpenEMR.)
fn grouped(adjustments: &[ClaimAdjustment]) -> Vec<ClaimAdjustment> {
    let mut groups: Vec<(&str, Vec<ClaimAdjustment>)> = Vec::new();
    for one in adjustments {
        let at = groups.iter().position(|(group, _)| *group == one.group);
        let at = at.unwrap_or_else(|| {
            groups.push((&one.group, Vec::new()));
            groups.len() - 1
        });
        let members = &mut groups[at].1;
        match members.iter_mut().find(|known| known.carc == one.carc) {
            Some(known) => {
                known.amount = known.amount + one.amount;
                let units = known.quantity.zip(one.quantity);
                known.quantity = units.map(|(a, b)| model::Quantity(a.0.saturating_add(b.0)));
            }
            None => members.push(one.clone()),
        }
    }
    let all = groups.into_iter().flat_map(|(_, members)| members);
    all.filter(|one| one.amount != Cents::ZERO).collect()
}
