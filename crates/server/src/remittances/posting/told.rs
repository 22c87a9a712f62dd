//! What the timeline of a claim is told of a decision.

use ::payments::posting::{ClaimPosting, Outcome};
use model::Cents;
use model::remittance::PaidClaim;
use store::payments::RemittanceRow;

/// What a decision is, in a sentence.
pub(super) fn said(
    row: &RemittanceRow,
    decision: &PaidClaim,
    posting: &ClaimPosting,
    refused: bool,
) -> String {
    let (payer, paid, trace) = (&row.head.payer.name, decision.paid, &row.head.trace);
    match posting.outcome {
        Outcome::Posted if refused && paid == Cents::ZERO => {
            format!("{payer} refused it (payment {trace})")
        }
        Outcome::Posted if refused => {
            format!("{payer} paid {paid} and refused a part (payment {trace})")
        }
        Outcome::Posted if paid == Cents::ZERO => {
            let left = decision.all_adjustments().filter(|one| one.group == "PR");
            match left.map(|one| one.amount).sum::<Cents>() {
                Cents::ZERO => format!("{payer} decided, and owes nothing (payment {trace})"),
                left => format!("{payer} left {left} to the patient (payment {trace})"),
            }
        }
        Outcome::Posted => format!("{payer} paid {paid} (payment {trace})"),
        Outcome::Reversed if !posting.lines.is_empty() => {
            let lines = posting.lines.iter().filter_map(|one| one.line);
            let lines: Vec<String> = lines.map(|line| line.to_string()).collect();
            let lines = lines.join(", ");
            format!("{payer} took back what it had said of line {lines} (payment {trace})")
        }
        Outcome::Reversed => format!("{payer} took its decision back (payment {trace})"),
        Outcome::Unapplied => {
            format!("{payer} sent {paid} that waits for a look (payment {trace})")
        }
        Outcome::Nothing => format!("{payer} decided, and nothing moved (payment {trace})"),
    }
}
