//! From an adjustment to an item of work.

use super::recovery::{self, History};
use super::terms::AppealTerms;
use super::{Adjusted, AppealLevel, Category, Denial, Guard, OwnerRole, Place, Route, Stage};
use crate::reason::{Group, Kind, Listed, Reason, Remark, reason, remark};
use model::remittance::PaidClaim;
use model::{Cents, Date};
use std::collections::{BTreeMap, BTreeSet};

/// What the caller knows beside the remittance.
#[derive(Clone, Debug, Default)]
pub struct DenialFacts {
    /// Today.
    pub today: Date,
    /// The day of the payer's notice: of the payment, or of the production.
    pub notice: Date,
    /// Last day of service of the claim.
    pub last_service: Date,
    /// The payer's terms.
    pub terms: AppealTerms,
    /// The site's own closed cases.
    pub history: History,
    /// What the payer should have paid for a line, by the payer's order; bounds what comes back.
    pub expected_lines: BTreeMap<usize, Cents>,
    /// Lines refused by a correct coding edit with modifier indicator 0, by the payer's order.
    pub unbreakable: BTreeSet<usize>,
}

/// The refusals of a claim as items of work, most urgent first. A reversal has none, and neither
/// has money that an adjustment adds.
#[must_use]
pub fn denials(claim: &PaidClaim, facts: &DenialFacts) -> Vec<Denial> {
    if claim.is_reversal() {
        return Vec::new();
    }
    let refused = super::adjustments(claim)
        .into_iter()
        .filter(|one| one.kind == Kind::Denied && one.amount > Cents::ZERO);
    let mut found: Vec<Denial> = refused.map(|one| denial(one, &claim.remarks, facts)).collect();
    in_order(&mut found);
    found
}

/// Sorts items of work: most urgent first, then the larger sum, then the payer's order.
pub fn in_order(denials: &mut [Denial]) {
    denials.sort_by(|a, b| {
        let key = |one: &Denial| (one.urgency, one.expected, one.adjusted.amount);
        let place = |one: &Denial| (one.adjusted.place, one.adjusted.turn);
        key(b).cmp(&key(a)).then_with(|| place(a).cmp(&place(b)))
    });
}

/// Whether the payer calls the claim denied and no adjustment says why: somebody has to ask.
#[must_use]
pub fn is_unexplained(claim: &PaidClaim) -> bool {
    let refused = |one: &Adjusted| one.kind == Kind::Denied && one.amount > Cents::ZERO;
    claim.is_denial() && !super::adjustments(claim).iter().any(refused)
}

fn denial(adjusted: Adjusted, of_claim: &[String], facts: &DenialFacts) -> Denial {
    let group = Group::of(&adjusted.group);
    let codes: BTreeSet<&String> = adjusted.remarks.iter().chain(of_claim).collect();
    let known = reason(&adjusted.carc);
    let remarks: Vec<(&String, &Remark)> =
        codes.iter().filter_map(|code| Some((*code, remark(code)?))).collect();
    let own: Vec<&Remark> = adjusted.remarks.iter().filter_map(|code| remark(code)).collect();
    let category = category(known, &own, &remarks);
    let guards = guards(&adjusted, &remarks, facts);
    let handling = category.handling();
    let told = own.iter().find_map(|one| one.route).filter(|_| is_general(known));
    let wanted = told
        .or(known.and_then(|one| one.route))
        .or_else(|| handling.map(|handling| handling.route(group.unwrap_or(Group::Contractual))));
    let route = allowed(wanted.unwrap_or(Route::Appeal), &guards, &remarks);
    let next = known
        .and_then(|one| one.next.clone())
        .or_else(|| handling.map(|handling| handling.next.clone()))
        .unwrap_or_default();
    let next = match guards.first() {
        Some(guard) => format!("{} {}", guard.words(), way_out(route)),
        None => next,
    };
    // What is closed without an appeal brings nothing; every other way stays open.
    let chance = match route {
        Route::Close if !guards.is_empty() => 0,
        _ => recovery::chance(category, &facts.history),
    };
    let deadline = deadline(route, facts);
    let days_left = deadline.map(|last| facts.today.days_until(last));
    let expected = recovery::expected(at_stake(&adjusted, facts), chance);
    Denial {
        says: says(&adjusted, known, &remarks, facts.notice),
        category,
        stage: handling.map_or(Stage::Unknown, |handling| handling.stage),
        owner: handling.map_or(OwnerRole::Denials, |handling| handling.owner),
        route,
        next,
        levels: if guards.is_empty() { levels(facts) } else { Vec::new() },
        guards,
        deadline,
        days_left,
        chance,
        expected,
        urgency: recovery::urgency(expected, days_left),
        adjusted,
    }
}

fn is_general(known: Option<&Reason>) -> bool {
    known.is_none_or(|reason| reason.general)
}

/// A general reason takes the category of its remarks: the line's own before the claim's.
fn category(known: Option<&Reason>, own: &[&Remark], all: &[(&String, &Remark)]) -> Category {
    let of_reason = known.map_or(Category::Unsorted, |one| one.category);
    if !is_general(known) {
        return of_reason;
    }
    let told = own.iter().find_map(|one| one.category);
    told.or_else(|| all.iter().find_map(|(_, one)| one.category)).unwrap_or(of_reason)
}

fn guards(adjusted: &Adjusted, remarks: &[(&String, &Remark)], facts: &DenialFacts) -> Vec<Guard> {
    let closed = remarks.iter().filter(|(_, one)| one.no_appeal);
    let mut guards: Vec<Guard> =
        closed.map(|(code, _)| Guard::Remark(code.trim().to_ascii_uppercase())).collect();
    let unbreakable = match adjusted.place {
        Place::Line(index) => facts.unbreakable.contains(&index),
        Place::Claim => false,
    };
    if unbreakable && matches!(adjusted.carc.as_str(), "97" | "231" | "234" | "236" | "B10") {
        guards.push(Guard::CorrectCoding);
    }
    guards
}

/// Where no appeal is possible: a new claim for one that could not be processed, else the end.
fn allowed(wanted: Route, guards: &[Guard], remarks: &[(&String, &Remark)]) -> Route {
    if guards.is_empty() {
        return wanted;
    }
    if guards.contains(&Guard::CorrectCoding) {
        return Route::Close;
    }
    match wanted {
        Route::Appeal if remarks.iter().any(|(_, one)| one.route.is_some()) => {
            Route::CorrectedClaim
        }
        Route::Appeal | Route::ProofOfFiling => Route::Close,
        other => other,
    }
}

fn way_out(route: Route) -> &'static str {
    match route {
        Route::CorrectedClaim => "Correct what is wrong and send the claim again.",
        Route::Rebill => "Send a new claim to the payer that answers for it.",
        Route::BillPatient => "Bill the patient.",
        Route::Wait => "Wait for the payer.",
        Route::Close | Route::Appeal | Route::ProofOfFiling => "Write it off with this reason.",
    }
}

pub(super) fn deadline(route: Route, facts: &DenialFacts) -> Option<Date> {
    match route {
        Route::Appeal | Route::ProofOfFiling => facts.terms.appeal_by(1, facts.notice),
        Route::CorrectedClaim | Route::Rebill => facts.terms.correct_by(facts.last_service),
        Route::BillPatient | Route::Close | Route::Wait => None,
    }
}

pub(super) fn levels(facts: &DenialFacts) -> Vec<AppealLevel> {
    let numbered = (1u8..).zip(&facts.terms.level);
    numbered
        .map(|(number, level)| AppealLevel {
            number,
            name: level.name.clone(),
            days: level.days,
            by: facts.terms.appeal_by(number, facts.notice).filter(|_| number == 1),
            least: level.least_on(facts.today),
        })
        .collect()
}

/// No more comes back than the payer should have paid.
pub(super) fn at_stake(adjusted: &Adjusted, facts: &DenialFacts) -> Cents {
    let Place::Line(index) = adjusted.place else { return adjusted.amount };
    let expected = facts.expected_lines.get(&index).copied();
    expected.map_or(adjusted.amount, |expected| expected.min(adjusted.amount))
}

fn says(
    adjusted: &Adjusted,
    known: Option<&Reason>,
    remarks: &[(&String, &Remark)],
    day: Date,
) -> Vec<String> {
    let (group, carc) = (&adjusted.group, &adjusted.carc);
    let first = match known {
        None => format!("{group}-{carc}: this reason is not in our list."),
        Some(reason) => match reason.on(day) {
            Listed::Ended(last) => {
                format!("{group}-{carc}: {} The code ended on {last}.", reason.says)
            }
            Listed::NotYet(first) => {
                format!("{group}-{carc}: {} The code began on {first} only.", reason.says)
            }
            Listed::Yes | Listed::No => format!("{group}-{carc}: {}", reason.says),
        },
    };
    let known = remarks.iter().map(|(code, one)| format!("{code}: {}", one.says));
    let strange = adjusted.remarks.iter().filter(|code| remark(code).is_none());
    let strange = strange.map(|code| format!("{code}: this remark is not in our list."));
    [first].into_iter().chain(known).chain(strange).collect()
}
