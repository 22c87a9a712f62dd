//! The decisions on the lines (loop 2430).

use super::{SecondaryFault, grouped, left_to_patient};
use crate::posting::{LineHow, LineMatch};
use model::remittance::{PaidClaim, PaidLine};
use model::{Cents, Claim, ClaimLine, Date, LineAdjudication, Quantity};

/// Puts the decisions of a payer on the lines of a claim; what can't be put is told.
pub(super) fn by_line(
    claim: &mut Claim,
    payer: &str,
    decided_on: Date,
    decision: &PaidClaim,
    matches: &[LineMatch],
) -> Vec<SecondaryFault> {
    let mut faults = Vec::new();
    for (at, paid) in decision.lines.iter().enumerate() {
        let found = matches.get(at);
        let number = found.and_then(|one| one.line);
        let line = claim.lines.iter_mut().find(|line| Some(line.line) == number);
        // Lines that the payer put together can't be taken apart again: whose is the payment?
        let together = found.is_some_and(|one| one.how == LineHow::Combined);
        match line.filter(|_| !together) {
            None => faults.push(SecondaryFault::UnknownLine { line: at + 1 }),
            Some(line) => {
                let told = adjudication(line, payer, decided_on, paid);
                line.adjudications.push(told);
            }
        }
    }
    if !faults.is_empty() {
        return faults;
    }
    for line in &claim.lines {
        let told: Vec<&LineAdjudication> =
            line.adjudications.iter().filter(|one| one.payer == payer).collect();
        if told.is_empty() {
            faults.push(SecondaryFault::NotDecided { line: line.line });
            continue;
        }
        let amount = |one: &&LineAdjudication| -> Cents {
            one.paid_cents + one.adjustments.iter().map(|a| a.amount).sum::<Cents>()
        };
        let sum: Cents = told.iter().map(amount).sum();
        if sum != line.charge_cents {
            let (line, charge) = (line.line, line.charge_cents);
            faults.push(SecondaryFault::LineBalance { line, told: sum, charge });
        }
    }
    faults
}

/// SVD, CAS, DTP 573 and AMT EAF of one paid line.
fn adjudication(
    line: &ClaimLine,
    payer: &str,
    decided_on: Date,
    paid: &PaidLine,
) -> LineAdjudication {
    let service = &paid.service;
    let revenue = service.qualifier == "NU";
    let same_code = line.code.as_deref() == Some(service.code.as_str());
    let other_code = !revenue && line.code.is_some() && !same_code;
    let told_revenue = if revenue { Some(&service.code) } else { paid.revenue_code.as_ref() };
    let owes = left_to_patient(&paid.adjustments);
    LineAdjudication {
        payer: payer.to_owned(),
        paid_cents: paid.paid,
        // Modifiers that the payer dropped are not its code: the line's own go out again.
        code: other_code.then(|| service.code.clone()),
        modifiers: if other_code { service.modifiers.clone() } else { Vec::new() },
        revenue_code: told_revenue
            .filter(|code| line.revenue_code.as_ref() != Some(*code))
            .cloned(),
        units: paid.units.unwrap_or(Quantity::units(1)),
        bundled_into: None,
        adjustments: grouped(&paid.adjustments),
        adjudicated: Some(decided_on),
        patient_owes_cents: (owes > Cents::ZERO).then_some(owes),
    }
}
