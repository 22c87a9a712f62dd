//! Which policies a claim breaks, and what would have passed.

use super::chance::falls;
use super::policy::{Policy, Remedy, Rule, code_of};
use super::profile::{Coverage, Profile};
use super::truth::Cause;
use model::{Claim, ClaimLine, Date};
use std::collections::BTreeMap;

/// Services that were paid, each with the turn of the claim and its number at the payer.
pub(super) type Paid = BTreeMap<String, (u64, String)>;

/// A claim as the payer looks at it.
#[derive(Clone, Copy)]
pub(super) struct Case<'c> {
    pub claim: &'c Claim,
    /// The day on which it came.
    pub received: Date,
    /// Its turn among all that came: what came later is not before it.
    pub turn: u64,
    pub paid: &'c Paid,
}

/// A policy that a line breaks.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Broken<'p> {
    pub policy: &'p Policy,
    pub remedy: Remedy,
}

impl Broken<'_> {
    /// What truths tell of it.
    pub(super) fn cause(&self) -> Option<Cause> {
        let said = self.policy.rule.said()?;
        Some(Cause {
            policy: self.policy.name.clone(),
            reason: format!("{}-{}", said.group, said.carc),
            category: said.category,
            remedy: self.remedy.clone(),
        })
    }
}

impl Profile {
    /// The first policy that each line breaks; lines that break none are left out.
    pub(super) fn refusals<'p>(&'p self, case: &Case<'_>) -> BTreeMap<u16, Broken<'p>> {
        let of_claim = self.policies.iter().find_map(|policy| {
            let asks = policy.rule.is_of_claim() && self.asks(policy, case);
            let remedy = asks.then(|| self.whole(&policy.rule, case)).flatten()?;
            Some(Broken { policy, remedy })
        });
        let mut broken = BTreeMap::new();
        for line in &case.claim.lines {
            let of_line = || {
                self.policies.iter().find_map(|policy| {
                    let asks = !policy.rule.is_of_claim() && self.asks(policy, case);
                    let remedy = asks.then(|| of_line(&policy.rule, case, line)).flatten()?;
                    Some(Broken { policy, remedy })
                })
            };
            if let Some(one) = of_claim.clone().or_else(of_line) {
                broken.insert(line.line, one);
            }
        }
        broken
    }

    /// Whether a policy is asked of this claim at all.
    fn asks(&self, policy: &Policy, case: &Case<'_>) -> bool {
        policy.in_force(case.received)
            && falls(self.seed, &policy.name, case.claim.id.as_str(), policy.share)
    }

    /// The policy by which a line is paid less than agreed.
    pub(super) fn underpays<'p>(
        &'p self,
        case: &Case<'_>,
        line: &ClaimLine,
    ) -> Option<(&'p Policy, super::Share)> {
        self.policies.iter().find_map(|policy| match &policy.rule {
            Rule::Underpays { codes, missing }
                if has(codes, code_of(line)) && self.asks(policy, case) =>
            {
                Some((policy, *missing))
            }
            _ => None,
        })
    }

    /// The coverage that a claim names, and the member number that it gives.
    pub(super) fn coverage_of<'p>(&'p self, claim: &Claim) -> Option<&'p Coverage> {
        self.coverage(member_of(claim))
    }

    /// What is wrong with the claim as a whole.
    fn whole(&self, rule: &Rule, case: &Case<'_>) -> Option<Remedy> {
        let claim = case.claim;
        let coverage = self.coverage_of(claim)?;
        match rule {
            Rule::TimelyFiling { days } => {
                let last = claim.through.plus_days(i32::from(*days));
                let sent = claim.submitted.unwrap_or(case.received);
                (sent > last).then_some(Remedy::ReceivedBy(last))
            }
            Rule::CoverageEnded => (!coverage.is_active(claim.from)).then_some(Remedy::Nothing),
            Rule::MemberNumber => {
                let other = coverage.number_on_file.clone();
                other.filter(|own| own != member_of(claim)).map(Remedy::MemberNumber)
            }
            Rule::Coordination => {
                let alone = claim.other_payers.iter().all(|one| one.paid_cents.is_none());
                (coverage.other_insurer_first && alone).then_some(Remedy::Nothing)
            }
            _ => None,
        }
    }
}

/// The member number of a claim.
pub(super) fn member_of(claim: &Claim) -> &str {
    claim.subscriber.as_ref().map_or("", |one| one.member_id.as_str())
}

/// What names a service of a patient on a day: paid once, it is a duplicate the next time,
/// whatever modifiers it has then.
pub(super) fn service_key(claim: &Claim, line: &ClaimLine) -> String {
    let patient = claim.patient.name.as_ref().and_then(|name| name.given.as_deref());
    let (member, patient, code) = (member_of(claim), patient.unwrap_or(""), code_of(line));
    format!("{member}|{patient}|{code}|{}", line.date)
}

fn has(codes: &[String], code: &str) -> bool {
    codes.iter().any(|own| own == code)
}

fn has_modifier(line: &ClaimLine, modifier: &str) -> bool {
    line.modifiers.iter().any(|own| own == modifier)
}

/// What is wrong with one line.
fn of_line(rule: &Rule, case: &Case<'_>, line: &ClaimLine) -> Option<Remedy> {
    let (claim, code) = (case.claim, code_of(line));
    let beside = |codes: &[String]| {
        let others = claim.lines.iter().filter(|one| one.line != line.line);
        others.filter(|one| one.date == line.date).any(|one| has(codes, code_of(one)))
    };
    match rule {
        Rule::Authorization { codes } | Rule::AuthorizationNumber { codes } => {
            (has(codes, code) && claim.authorization.is_none()).then_some(Remedy::Authorization)
        }
        Rule::Diagnosis { codes, supported_by } => {
            let first = first_diagnosis(claim, line);
            let supported = supported_by.iter().any(|own| first.starts_with(own.as_str()));
            let remedy = Remedy::Diagnosis(supported_by.clone());
            (has(codes, code) && !supported).then_some(remedy)
        }
        Rule::Modifier { codes, modifier, beside: others } => {
            let asked = has(codes, code) && (others.is_empty() || beside(others));
            let remedy = Remedy::Modifier(vec![modifier.clone()]);
            (asked && !has_modifier(line, modifier)).then_some(remedy)
        }
        Rule::VisitWithProcedure { visits, procedures } => {
            let asked = has(visits, code) && beside(procedures);
            let remedy = Remedy::Modifier(vec!["25".to_owned()]);
            (asked && !has_modifier(line, "25")).then_some(remedy)
        }
        Rule::Pair { code: part, into, opened_by } => {
            let asked = part == code && beside(std::slice::from_ref(into));
            let opened = opened_by.iter().any(|one| has_modifier(line, one));
            let remedy = match opened_by.is_empty() {
                true => Remedy::LeaveOut,
                false => Remedy::Modifier(opened_by.clone()),
            };
            (asked && !opened).then_some(remedy)
        }
        Rule::Units { codes, most } => {
            let many = line.units > model::Quantity::units(*most);
            (has(codes, code) && many).then_some(Remedy::Units(*most))
        }
        Rule::Place { codes, places } => {
            let own = line.place_of_service.as_ref().or(claim.place_of_service.as_ref());
            let wrong = own.is_some_and(|own| !places.contains(own));
            (has(codes, code) && wrong).then(|| Remedy::Place(places.clone()))
        }
        Rule::Taxonomy { codes, taxonomies } => {
            let own = claim.rendering.as_ref().and_then(|one| one.taxonomy.as_ref());
            let fits = own.is_some_and(|own| taxonomies.contains(own));
            (has(codes, code) && !fits).then(|| Remedy::Taxonomy(taxonomies.clone()))
        }
        Rule::Level { code: high, lower, diagnoses } => {
            let few = claim.diagnoses.len() < *diagnoses;
            (high == code && few).then(|| Remedy::Code(lower.clone()))
        }
        Rule::Duplicate => {
            let again = has_modifier(line, "76") || has_modifier(line, "77");
            let before = case.paid.get(&service_key(claim, line));
            let replaced = |number: &str| claim.original_reference.as_deref() == Some(number);
            let paid = before.is_some_and(|(turn, icn)| *turn < case.turn && !replaced(icn));
            let remedy = Remedy::Modifier(vec!["76".to_owned(), "77".to_owned()]);
            (paid && !again).then_some(remedy)
        }
        Rule::NonCovered { codes } => has(codes, code).then_some(Remedy::LeaveOut),
        Rule::Records { codes } => has(codes, code).then_some(Remedy::Nothing),
        _ => None,
    }
}

/// The diagnosis to which a line points first; that of the claim where it points to none (837I).
fn first_diagnosis<'c>(claim: &'c Claim, line: &ClaimLine) -> &'c str {
    let at = line.pointers.first().map_or(1, |at| usize::from(*at));
    let code = at.checked_sub(1).and_then(|index| claim.diagnoses.get(index));
    code.map_or("", String::as_str)
}
