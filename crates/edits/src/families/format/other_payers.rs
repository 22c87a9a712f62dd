//! Format of coordination of benefits: what the payers before this one decided.
//!
//! The equations: a line's charge is what a payer paid for it and what it took off (SVD02 and
//! CAS of loop 2430); what it paid for the claim is what it paid for the lines less what it took
//! off the claim (CAS of loop 2320), or the charges less that where it decided on the whole.

use super::blank;
use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::{Cents, Claim, ClaimAdjustment, LineAdjudication, OtherPayer, Severity};

/// The places of payers, in the order in which they pay (SBR01); U, unknown, has none.
const SEQUENCES: &str = "PSTABCDEFGH";

/// Groups of adjustments (CAS01): contract, patient, other, payer, correction.
const GROUPS: [&str; 5] = ["CO", "PR", "OA", "PI", "CR"];

/// Why Medicare is second where it may pay before the first payer decided: conditional payment
/// for no-fault insurance, workers' compensation and liability (42 CFR 411.20 to 411.54).
const CONDITIONAL: [&str; 3] = ["14", "15", "47"];

/// Place of a payer among those that pay, from 0; `None` for an unknown one.
fn rank(sequence: &str) -> Option<usize> {
    let sequence = sequence.trim();
    if sequence.len() == 1 { SEQUENCES.find(sequence) } else { None }
}

/// The place of the payer of this claim.
fn own_rank(subject: &Subject<'_>) -> Option<usize> {
    subject.claim.subscriber.as_ref().and_then(|holder| rank(&holder.sequence))
}

/// Other payers with their index.
fn payers<'a>(subject: &Subject<'a>) -> impl Iterator<Item = (usize, &'a OtherPayer)> {
    subject.claim.other_payers.iter().enumerate()
}

/// What a payer decided on the lines of the claim.
fn on_lines<'a>(
    claim: &'a Claim,
    payer: &'a OtherPayer,
) -> impl Iterator<Item = &'a LineAdjudication> + Clone {
    let id = payer.id.as_deref().filter(|id| !blank(id));
    let all = claim.lines.iter().flat_map(|line| &line.adjudications);
    all.filter(move |one| id == Some(one.payer.as_str()))
}

fn sum(adjustments: &[ClaimAdjustment]) -> Cents {
    adjustments.iter().map(|one| one.amount).sum()
}

fn name(payer: &OtherPayer) -> &str {
    if blank(&payer.name) { "the other payer" } else { &payer.name }
}

/// True when the claim says anything of what the payer decided.
fn has_decided(claim: &Claim, payer: &OtherPayer) -> bool {
    payer.paid_cents.is_some()
        || payer.not_covered_cents.is_some()
        || !payer.adjustments.is_empty()
        || on_lines(claim, payer).next().is_some()
}

fn at(index: usize, member: &str, segment: &str) -> Hit {
    Hit::at(format!("other_payers[{index}].{member}"), "2320", segment)
}

/// # Checks
/// A claim to a second or later payer names each payer before it.
/// # Why
/// A later payer pays what the earlier ones left; without them the claim comes back.
/// # Source
/// 2000B SBR01, 2320 SBR01; CARC 22.
pub(crate) fn earlier_missing(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(own) = own_rank(subject) else { return };
    let known =
        |place: usize| payers(subject).any(|(_, payer)| rank(&payer.sequence) == Some(place));
    let unknown = payers(subject).filter(|(_, payer)| rank(&payer.sequence).is_none()).count();
    // From the fourth payer on, gaps are those of plans that turned out not to cover.
    let missing = (0..own.min(3)).filter(|place| !known(*place)).count();
    if missing > unknown {
        out.push(
            Hit::at("other_payers", "2320", "SBR01")
                .says(format!(
                    "The payer is number {} to pay, and the claim does not name every payer \
                    before it.",
                    own + 1
                ))
                .next(
                    "Name the earlier payers with what they decided, or make this payer the \
                    primary one.",
                ),
        );
    }
}

/// # Checks
/// Each payer before this one has decided: the claim says what it paid, took off or does not
/// cover. Medicare's conditional payment can be asked for before that, so it needs a reason there.
/// # Why
/// Without the decision the later payer denies the claim and asks for the remittance.
/// # Source
/// 2320 AMT D, CAS; 2430 SVD; CARC 22, 252.
pub(crate) fn decision_missing(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(own) = own_rank(subject) else { return };
    let holder = subject.claim.subscriber.as_ref();
    let reason = holder.and_then(|holder| holder.medicare_secondary.as_deref());
    let conditional = reason.is_some_and(|reason| CONDITIONAL.contains(&reason));
    let severity = if conditional { Severity::Reason } else { Severity::Block };
    for (i, payer) in payers(subject) {
        let earlier = rank(&payer.sequence).is_some_and(|place| place < own);
        if earlier && !has_decided(subject.claim, payer) {
            out.push(
                at(i, "paid_cents", "AMT02 (D)")
                    .severity(severity)
                    .says(format!(
                        "{} pays before this payer, and the claim does not say what it decided.",
                        name(payer)
                    ))
                    .next(
                        "Wait for its remittance and enter payment, adjustments and day; bill it \
                        first when that was not done.",
                    ),
            );
        }
    }
}

/// # Checks
/// No two payers of the claim have the same place, and no identifier stands for two other payers.
/// # Why
/// Two payers cannot both be the first to pay; decisions on lines are told apart by identifier.
/// # Source
/// 2000B and 2320 SBR01; 2330B NM109, 2430 SVD01.
pub(crate) fn payer_repeated(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    let all = &claim.other_payers;
    for (i, payer) in payers(subject) {
        let place = rank(&payer.sequence);
        let taken =
            || own_rank(subject) == place || all[..i].iter().any(|p| rank(&p.sequence) == place);
        if place.is_some() && taken() {
            out.push(
                at(i, "sequence", "SBR01")
                    .says(format!(
                        "Two payers of the claim have the place {}; the second is {}.",
                        payer.sequence.trim(),
                        name(payer)
                    ))
                    .next("Find out who pays first, and give each payer a place of its own."),
            );
        }
        let id = payer.id.as_deref().filter(|id| !blank(id));
        if id.is_some() && all[..i].iter().any(|p| p.id.as_deref() == id) {
            out.push(
                Hit::at(format!("other_payers[{i}].id"), "2330B", "NM109")
                    .says(format!(
                        "Two other payers have the identifier {}.",
                        id.unwrap_or_default()
                    ))
                    .next("Remove the payer that stands twice, or correct its identifier."),
            );
        }
    }
}

/// # Checks
/// A decision on a line names one of the other payers of the claim.
/// # Why
/// SVD01 repeats the identifier of loop 2330B; a decision of nobody is rejected.
/// # Source
/// 2430 SVD01.
pub(crate) fn line_payer(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let known = |id: &str| payers(subject).any(|(_, payer)| payer.id.as_deref() == Some(id));
    for (i, line) in subject.lines() {
        for (k, one) in line.adjudications.iter().enumerate() {
            if !known(&one.payer) {
                let field = format!("lines[{i}].adjudications[{k}].payer");
                out.push(
                    Hit::at(field, "2430", "SVD01")
                        .on_line(subject.line_number(i))
                        .code(line.code.clone().unwrap_or_default())
                        .says(format!(
                            "The line carries a decision of payer `{}`, which the claim does not \
                            name.",
                            one.payer
                        ))
                        .next("Name the payer among the other payers, with the same identifier."),
                );
            }
        }
    }
}

/// # Checks
/// For each payer that decided on a line, what it paid and what it took off make the line's
/// charge. Decisions of one payer on a split line count together; bundled lines are left out.
/// # Why
/// A later payer cannot see what is left to pay, and returns the claim.
/// # Source
/// 005010X222A1 and X223A2 s. 1.4.4; 2430 SVD02, CAS.
pub(crate) fn line_balance(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines() {
        let all = &line.adjudications;
        for (k, first) in all.iter().enumerate() {
            if all[..k].iter().any(|one| one.payer == first.payer) {
                continue;
            }
            let same = || all.iter().filter(|one| one.payer == first.payer);
            let paid: Cents = same().map(|one| one.paid_cents).sum();
            let off: Cents = same().map(|one| sum(&one.adjustments)).sum();
            if same().any(|one| one.bundled_into.is_some()) || paid + off == line.charge_cents {
                continue;
            }
            out.push(
                Hit::at(format!("lines[{i}].adjudications[{k}]"), "2430", "SVD02")
                    .on_line(subject.line_number(i))
                    .code(line.code.clone().unwrap_or_default())
                    .says(format!(
                        "Payer {} paid {paid} and took off {off}, which is {}; the line charges {}.",
                        first.payer,
                        paid + off,
                        line.charge_cents
                    ))
                    .next("Copy every adjustment of the line from that payer's remittance."),
            );
        }
    }
}

/// # Checks
/// What an other payer paid for the claim is what its lines were paid less its adjustments of the
/// claim; where it decided on the whole, the charges less those.
/// # Why
/// A claim that does not balance is returned.
/// # Source
/// 005010X222A1 and X223A2 s. 1.4.4; 2320 AMT D, CAS.
pub(crate) fn claim_balance(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    for (i, payer) in payers(subject) {
        let Some(paid) = payer.paid_cents else { continue };
        let by_line = on_lines(claim, payer).next().is_some();
        if !by_line && payer.adjustments.is_empty() {
            continue; // Judged by `reasons`.
        }
        let off = sum(&payer.adjustments);
        let (from, base) = match by_line {
            true => {
                ("what it paid for the lines", on_lines(claim, payer).map(|o| o.paid_cents).sum())
            }
            false => ("the charges", claim.total()),
        };
        let expected = base - off;
        if paid != expected {
            out.push(
                at(i, "paid_cents", "AMT02 (D)")
                    .says(format!(
                        "{} paid {paid}; {from}, {base}, less its adjustments of the claim, {off}, \
                        are {expected}.",
                        name(payer)
                    ))
                    .next("Compare payment and adjustments with that payer's remittance."),
            );
        }
    }
}

/// # Checks
/// A payer that did not pay all says why: an adjustment with group and reason. On a claim for
/// edits only it is a warning, since that may carry the payment alone.
/// # Why
/// A later payer decides by the reason: a denial for missing information is not a denial of
/// coverage.
/// # Source
/// 2320 and 2430 CAS01, CAS02; CARC 22, 252.
pub(crate) fn reasons(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    let severity = if subject.for_submission { Severity::Block } else { Severity::Warn };
    for (i, payer) in payers(subject) {
        let of_lines = || on_lines(claim, payer).flat_map(|one| &one.adjustments);
        let all = payer.adjustments.iter().chain(of_lines());
        let next = "Copy group and reason of each adjustment from that payer's remittance.";
        if all.clone().next().is_none() {
            let short = payer.paid_cents.filter(|paid| *paid < claim.total());
            let by_line = on_lines(claim, payer).next().is_some();
            if let Some(paid) = short.filter(|_| !by_line) {
                out.push(
                    at(i, "adjustments", "CAS01")
                        .severity(severity)
                        .says(format!(
                            "{} paid {paid} of {}, and the claim does not say why not the rest.",
                            name(payer),
                            claim.total()
                        ))
                        .next(next),
                );
            }
        } else if let Some(bad) = all.clone().find(|one| !is_formed(one)) {
            out.push(
                at(i, "adjustments", "CAS01")
                    .says(format!(
                        "An adjustment of {} has the group `{}` and the reason `{}`.",
                        name(payer),
                        bad.group,
                        bad.carc
                    ))
                    .next(next),
            );
        }
    }
}

fn is_formed(one: &ClaimAdjustment) -> bool {
    let reason = one.carc.trim();
    GROUPS.contains(&one.group.as_str())
        && (1..=4).contains(&reason.len())
        && reason.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// # Checks
/// A decision has its day, with the payer or with the lines; it is not after the claim is sent
/// and not before the first service.
/// # Why
/// DTP 573 is required beside a payment, and later payers count their filing limit from it.
/// # Source
/// 2330B and 2430 DTP 573.
pub(crate) fn decision_day(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let claim = subject.claim;
    for (i, payer) in payers(subject).filter(|(_, payer)| has_decided(claim, payer)) {
        let place = || Hit::at(format!("other_payers[{i}].adjudicated"), "2330B", "DTP03 (573)");
        let of_lines = || on_lines(claim, payer);
        let dated = payer.adjudicated.is_some()
            || of_lines().next().is_some() && of_lines().all(|one| one.adjudicated.is_some());
        if !dated && payer.not_covered_cents.is_none() {
            if subject.for_submission {
                let says = format!("The decision of {} has no day.", name(payer));
                out.push(place().says(says).next("Enter the day of its remittance."));
            }
            continue;
        }
        for day in payer.adjudicated.into_iter().chain(of_lines().filter_map(|one| one.adjudicated))
        {
            let (severity, says) = if claim.submitted.is_some_and(|sent| day > sent) {
                (Severity::Block, format!("decided on {day}, after this claim is sent"))
            } else if day < claim.from {
                (Severity::Warn, format!("decided on {day}, before the service of {}", claim.from))
            } else {
                continue;
            };
            out.push(
                place()
                    .severity(severity)
                    .says(format!("{} {says}.", name(payer)))
                    .next("Take the day from its remittance."),
            );
            break;
        }
    }
}

/// # Checks
/// Names the other payers of a claim whose own payer is the first, when one of them has already
/// decided.
/// # Why
/// The payer that decided was asked first: the places may be exchanged.
/// # Source
/// 2000B and 2320 SBR01; CARC 22, 109.
pub(crate) fn decided_later(subject: &Subject<'_>, out: &mut Hits<'_>) {
    let Some(own) = own_rank(subject) else { return };
    for (i, payer) in payers(subject) {
        let later = rank(&payer.sequence).is_some_and(|place| place > own);
        if later && payer.paid_cents.is_some_and(|paid| paid > Cents::ZERO) {
            out.push(
                at(i, "sequence", "SBR01")
                    .says(format!("{} pays after this payer and has paid already.", name(payer)))
                    .next("Check which payer is primary, and exchange the two if needed."),
            );
        }
    }
}

#[cfg(test)]
pub(crate) mod tests;
