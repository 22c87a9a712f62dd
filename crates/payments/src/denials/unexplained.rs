//! Money that a payer keeps without saying why: the claim is called denied, or a whole charge is
//! called an agreed reduction, and no adjustment refuses anything. The ledger keeps such money
//! open (`posting`), so somebody has to ask for it.

use super::recovery;
use super::sorting::{DenialFacts, deadline, levels};
use super::{Adjusted, Category, Denial, Place, Route};
use crate::reason::{Group, Kind, kind};
use model::remittance::{PaidClaim, PaidLine};
use model::{Cents, ClaimAdjustment};

/// A charge up to this is for reporting only; nobody expects money for it.
const REPORTING_ONLY: Cents = Cents(1);

/// The refusals of a claim that no adjustment tells; empty for a claim without any.
#[must_use]
pub fn unexplained(claim: &PaidClaim, facts: &DenialFacts) -> Vec<Denial> {
    if claim.is_reversal() {
        return Vec::new();
    }
    let lines = claim.lines.iter().enumerate();
    let mut found: Vec<Denial> = lines
        .filter(|(_, line)| is_kept(line.charge, line.paid, &line.adjustments))
        .map(|(index, line)| item(of_line(index, line), facts))
        .collect();
    if claim.lines.is_empty() && is_kept(claim.charge, claim.paid, &claim.adjustments) {
        found.push(item(bare(Place::Claim, claim.charge, claim.remarks.clone()), facts));
    }
    super::in_order(&mut found);
    found
}

/// Nothing is paid or left to the patient, and what is taken off is all called agreed.
fn is_kept(charge: Cents, paid: Cents, adjustments: &[ClaimAdjustment]) -> bool {
    let mut told = adjustments.iter().filter(|one| one.amount != Cents::ZERO).peekable();
    let agreed = |one: &ClaimAdjustment| {
        Group::of(&one.group).is_some_and(|group| kind(group, &one.carc) == Kind::Allowance)
    };
    paid == Cents::ZERO && charge > REPORTING_ONLY && told.peek().is_some() && told.all(agreed)
}

fn bare(place: Place, amount: Cents, remarks: Vec<String>) -> Adjusted {
    Adjusted {
        place,
        turn: 0,
        service: None,
        line_number: None,
        group: String::new(),
        carc: String::new(),
        amount,
        quantity: None,
        remarks,
        kind: Kind::Denied,
    }
}

fn of_line(index: usize, line: &PaidLine) -> Adjusted {
    Adjusted {
        service: Some(line.billed_service.as_ref().unwrap_or(&line.service).clone()),
        line_number: line.line_control_number.clone(),
        ..bare(Place::Line(index), line.charge, super::remarks_of(line))
    }
}

fn item(adjusted: Adjusted, facts: &DenialFacts) -> Denial {
    let category = Category::Contract;
    let handling = category.handling();
    let chance = recovery::chance(category, &facts.history);
    let expected = recovery::expected(super::sorting::at_stake(&adjusted, facts), chance);
    let route = Route::Appeal;
    let deadline = deadline(route, facts);
    let days_left = deadline.map(|last| facts.today.days_until(last));
    Denial {
        category,
        stage: handling.map_or(super::Stage::Unknown, |one| one.stage),
        owner: handling.map_or(super::OwnerRole::Denials, |one| one.owner),
        route,
        says: vec![
            "Nothing is paid, and the whole charge is called an agreed reduction: the payer does \
             not say why."
                .to_owned(),
        ],
        next: "Ask the payer why nothing was paid, and name the contract's price.".to_owned(),
        guards: Vec::new(),
        deadline,
        days_left,
        levels: levels(facts),
        chance,
        expected,
        urgency: recovery::urgency(expected, days_left),
        adjusted,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::denials::denials;

    fn line(paid: i64, adjustments: &[(&str, &str, i64)]) -> PaidLine {
        let one = |(group, carc, cents): &(&str, &str, i64)| ClaimAdjustment {
            group: (*group).to_owned(),
            carc: (*carc).to_owned(),
            amount: Cents(*cents),
            quantity: None,
        };
        PaidLine {
            charge: Cents(10_000),
            paid: Cents(paid),
            adjustments: adjustments.iter().map(one).collect(),
            ..PaidLine::default()
        }
    }

    #[test]
    fn a_whole_charge_called_agreed_is_a_refusal() {
        let facts = DenialFacts::default();
        for (line, count) in [
            (line(0, &[("CO", "45", 10_000)]), 1),
            (line(0, &[("CO", "45", 6_000), ("CO", "253", 4_000)]), 1),
            (line(0, &[("CO", "45", 6_000), ("PR", "1", 4_000)]), 0),
            (line(6_000, &[("CO", "45", 4_000)]), 0),
            (line(0, &[("CO", "45", 6_000), ("CO", "50", 4_000)]), 0),
        ] {
            let claim = PaidClaim { lines: vec![line], ..PaidClaim::default() };
            let found = unexplained(&claim, &facts);
            assert_eq!(found.len(), count, "{claim:?}");
            assert!(found.iter().all(|one| one.adjusted.amount == Cents(10_000)));
            assert!(found.is_empty() || denials(&claim, &facts).is_empty(), "told twice");
        }
        let back = PaidClaim {
            status: "22".to_owned(),
            lines: vec![line(0, &[("CO", "45", 10_000)])],
            ..PaidClaim::default()
        };
        assert_eq!(unexplained(&back, &facts), []);
    }
}
