//! The decision on a claim: each line priced, the patient's share taken off, refusals told.

use super::chance::Share;
use super::judge::{Broken, Case, member_of};
use super::policy::code_of;
use super::profile::{Coverage, Profile};
use super::truth::{LineTruth, Truth};
use model::remittance::{
    ClaimAdjustment, PaidClaim, PaidLine, PaidService, QualifiedAmount, QualifiedDate, Reference,
    RemittanceName,
};
use model::{Cents, Claim, ClaimLine, ClaimType, PayerKind};
use std::collections::BTreeMap;

/// What is left of the deductibles, by member and year: what was used.
pub(super) type Used = BTreeMap<String, Cents>;

/// A claim as it was decided.
pub(super) struct Decided {
    pub claim: PaidClaim,
    pub lines: Vec<LineTruth>,
}

/// Decides a claim. `used` grows by what the claim takes of the deductible.
pub(super) fn decide(profile: &Profile, case: &Case<'_>, number: &str, used: &mut Used) -> Decided {
    let claim = case.claim;
    let broken = profile.refusals(case);
    let uncovered = Coverage::default();
    let coverage = profile.coverage_of(claim).unwrap_or(&uncovered);
    let spent = used.entry(deductible_of(claim)).or_default();
    let mut copay = coverage.copay;
    let mut lines = Vec::new();
    let mut truths = Vec::new();
    for line in &claim.lines {
        let mut share = PatientShare { coverage, copay: &mut copay, spent };
        let told = line_of(profile, case, line, broken.get(&line.line), &mut share);
        lines.push(told.0);
        truths.push(told.1);
    }
    let mut decided = PaidClaim { lines, ..head(claim, number) };
    tell_whole(&mut decided, claim, &broken);
    decided.status = match (truths.iter().all(|line| line.refused.is_some()), is_second(claim)) {
        (true, _) => "4",
        (false, true) => "2",
        (false, false) => "1",
    }
    .to_owned();
    decided.paid = truths.iter().map(|line| line.paid).sum();
    let owed: Cents = truths.iter().map(|line| line.patient).sum();
    decided.patient_responsibility = (owed > Cents::ZERO).then_some(owed);
    Decided { claim: decided, lines: truths }
}

/// Whose deductible of which year a claim takes from.
pub(super) fn deductible_of(claim: &Claim) -> String {
    deductible_key(member_of(claim), claim.from.year())
}

pub(super) fn deductible_key(member: &str, year: i16) -> String {
    format!("{member}|{year}")
}

/// Whether another payer decided before.
fn is_second(claim: &Claim) -> bool {
    claim.other_payers.iter().any(|one| one.paid_cents.is_some())
}

/// What the claim says of itself, without its decision.
fn head(claim: &Claim, number: &str) -> PaidClaim {
    let institutional = claim.claim_type == ClaimType::Institutional;
    let facility = if institutional { &claim.bill_type } else { &claim.place_of_service };
    let dates = [("232", claim.from), ("233", claim.through)];
    PaidClaim {
        control_number: claim.id.as_str().to_owned(),
        charge: claim.total(),
        filing_indicator: Some(plan_of(claim.payer.kind, institutional).to_owned()),
        payer_control_number: Some(number.to_owned()),
        facility_type: facility.clone(),
        frequency: facility.as_ref().map(|_| claim.frequency.clone()),
        names: names(claim),
        dates: dates
            .map(|(qualifier, date)| QualifiedDate { qualifier: qualifier.to_owned(), date })
            .to_vec(),
        ..PaidClaim::default()
    }
}

/// Kind of plan (CLP06), which the 835 has its own codes for.
fn plan_of(kind: PayerKind, institutional: bool) -> &'static str {
    match (kind, institutional) {
        (PayerKind::Medicare, true) => "MA",
        (PayerKind::Medicare, false) => "MB",
        (PayerKind::Commercial, _) => "12",
        (PayerKind::MedicareAdvantage, _) => "16",
        (PayerKind::Medicaid, _) => "MC",
        (PayerKind::WorkersComp, _) => "WC",
        (PayerKind::Other, _) => "ZZ",
    }
}

fn names(claim: &Claim) -> Vec<RemittanceName> {
    let person = |role: &str, name: &model::HumanName, member: Option<&str>| RemittanceName {
        role: role.to_owned(),
        person: true,
        family: Some(name.family.clone()),
        given: name.given.clone(),
        middle: name.middle.clone(),
        suffix: name.suffix.clone(),
        id_qualifier: member.map(|_| "MI".to_owned()),
        id: member.map(str::to_owned),
    };
    let member = member_of(claim);
    let mut all = Vec::new();
    if let Some(name) = &claim.patient.name {
        all.push(person("QC", name, (!member.is_empty()).then_some(member)));
    }
    let same = |one: &&model::Subscriber| Some(&one.name) == claim.patient.name.as_ref();
    if let Some(holder) = claim.subscriber.as_ref().filter(|one| !same(one)) {
        all.push(person("IL", &holder.name, Some(member)));
    }
    all
}

/// What the patient still has to pay first.
struct PatientShare<'a> {
    coverage: &'a Coverage,
    copay: &'a mut Cents,
    spent: &'a mut Cents,
}

impl PatientShare<'_> {
    /// The patient's part of what is allowed for a line.
    fn take(&mut self, line: &ClaimLine, allowed: Cents) -> Vec<ClaimAdjustment> {
        let mut left = allowed;
        let mut all = Vec::new();
        let mut part = |carc: &str, amount: Cents, left: &mut Cents| {
            let amount = amount.min(*left).max(Cents::ZERO);
            if amount > Cents::ZERO {
                *left = *left - amount;
                all.push(adjustment("PR", carc, amount));
            }
            amount
        };
        // A visit costs its copay alone; everything else goes to the deductible first.
        if code_of(line).starts_with("99") && *self.copay > Cents::ZERO {
            part("3", *self.copay, &mut left);
            *self.copay = Cents::ZERO;
        } else {
            let open = self.coverage.deductible - *self.spent;
            let taken = part("1", open, &mut left);
            *self.spent = *self.spent + taken;
            let rest = self.coverage.coinsurance.of(left);
            part("2", rest, &mut left);
        }
        all
    }
}

pub(super) fn adjustment(group: &str, carc: &str, amount: Cents) -> ClaimAdjustment {
    ClaimAdjustment { group: group.to_owned(), carc: carc.to_owned(), amount, quantity: None }
}

fn line_of(
    profile: &Profile,
    case: &Case<'_>,
    line: &ClaimLine,
    broken: Option<&Broken<'_>>,
    share: &mut PatientShare<'_>,
) -> (PaidLine, LineTruth) {
    let contract = profile.prices.allowed(line);
    let mut truth = LineTruth {
        line: line.line,
        code: code_of(line).to_owned(),
        charge: line.charge_cents,
        contract,
        allowed: Cents::ZERO,
        paid: Cents::ZERO,
        patient: Cents::ZERO,
        others: Cents::ZERO,
        refused: None,
        underpaid: None,
    };
    let mut told = blank(line);
    if let Some((broken, said)) = broken.and_then(|one| Some((one, one.policy.rule.said()?))) {
        told.adjustments = vec![adjustment(said.group, said.carc, line.charge_cents)];
        told.remarks = said.remark.into_iter().map(remark).collect();
        truth.refused = broken.cause();
        return (told, truth);
    }
    let under = profile.underpays(case, line);
    truth.underpaid = under.map(|(policy, _)| policy.name.clone());
    truth.allowed = contract - under.map_or(Cents::ZERO, |(_, missing)| missing.of(contract));
    // What another payer paid and agreed on is off the table; what it left may be paid here.
    let left: Cents = left_by_others(case.claim, line);
    truth.others = line.charge_cents - left;
    let mut adjustments = Vec::new();
    if truth.others > Cents::ZERO {
        adjustments.push(adjustment("OA", "23", truth.others));
    }
    let allowed = truth.allowed.min(left);
    if left > allowed {
        adjustments.push(adjustment("CO", "45", left - allowed));
    }
    let patient = share.take(line, allowed);
    truth.patient = patient.iter().map(|one| one.amount).sum();
    truth.paid = allowed - truth.patient;
    adjustments.extend(patient);
    (told.paid, told.adjustments) = (truth.paid, adjustments);
    if truth.paid > Cents::ZERO {
        let amount = QualifiedAmount { qualifier: "B6".to_owned(), amount: allowed };
        told.amounts.push(amount);
    }
    (told, truth)
}

/// What payers before left of a line's charge.
fn left_by_others(claim: &Claim, line: &ClaimLine) -> Cents {
    if !is_second(claim) {
        return line.charge_cents;
    }
    let decided = &line.adjudications;
    let of_patient = decided.iter().flat_map(|one| &one.adjustments).filter(|a| a.group == "PR");
    of_patient.map(|one| one.amount).sum::<Cents>().min(line.charge_cents).max(Cents::ZERO)
}

fn remark(code: &str) -> Reference {
    Reference { qualifier: "HE".to_owned(), id: code.to_owned() }
}

/// A line as it was billed, with nothing decided.
fn blank(line: &ClaimLine) -> PaidLine {
    let (qualifier, code) = match (&line.code, &line.revenue_code) {
        (Some(code), _) => ("HC", code.clone()),
        (None, revenue) => ("NU", revenue.clone().unwrap_or_default()),
    };
    PaidLine {
        service: PaidService {
            qualifier: qualifier.to_owned(),
            code,
            modifiers: line.modifiers.clone(),
            description: None,
        },
        revenue_code: line.code.as_ref().and(line.revenue_code.clone()),
        charge: line.charge_cents,
        units: Some(line.units),
        dates: vec![QualifiedDate { qualifier: "472".to_owned(), date: line.date }],
        line_control_number: Some(line.line.to_string()),
        ..PaidLine::default()
    }
}

/// An institutional claim that is refused as a whole comes back without lines.
fn tell_whole(decided: &mut PaidClaim, claim: &Claim, broken: &BTreeMap<u16, Broken<'_>>) {
    let one = broken.values().next().filter(|one| one.policy.rule.is_of_claim());
    let institutional = claim.claim_type == ClaimType::Institutional;
    if let Some(said) = one.filter(|_| institutional).and_then(|one| one.policy.rule.said()) {
        decided.lines.clear();
        decided.adjustments = vec![adjustment(said.group, said.carc, decided.charge)];
        decided.remarks = said.remark.map(str::to_owned).into_iter().collect();
    }
}

/// The same decision with every amount the other way round (status 22).
pub(super) fn reversed(of: &PaidClaim) -> PaidClaim {
    let turn = |all: &[ClaimAdjustment]| -> Vec<ClaimAdjustment> {
        all.iter().map(|one| ClaimAdjustment { amount: -one.amount, ..one.clone() }).collect()
    };
    let line = |line: &PaidLine| PaidLine {
        charge: -line.charge,
        paid: -line.paid,
        adjustments: turn(&line.adjustments),
        amounts: Vec::new(),
        ..line.clone()
    };
    PaidClaim {
        status: "22".to_owned(),
        charge: -of.charge,
        paid: -of.paid,
        patient_responsibility: None,
        adjustments: turn(&of.adjustments),
        amounts: Vec::new(),
        lines: of.lines.iter().map(line).collect(),
        ..of.clone()
    }
}

/// A decision anew: nothing (coverage ended, CO-27), or a part less than before (CO-45).
pub(super) fn corrected(of: &PaidClaim, less: Option<Share>, number: &str) -> PaidClaim {
    let mut anew = of.clone();
    let line = |line: &PaidLine| {
        let mut line = line.clone();
        match less {
            None => {
                line.paid = Cents::ZERO;
                line.adjustments = vec![adjustment("CO", "27", line.charge)];
            }
            Some(less) => {
                let cut = less.of(line.paid);
                line.paid = line.paid - cut;
                let agreed = |one: &&mut ClaimAdjustment| one.group == "CO" && one.carc == "45";
                match line.adjustments.iter_mut().find(agreed) {
                    Some(one) => one.amount = one.amount + cut,
                    None if cut == Cents::ZERO => {}
                    None => line.adjustments.insert(0, adjustment("CO", "45", cut)),
                }
            }
        }
        line.amounts.clear();
        line
    };
    anew.lines = of.lines.iter().map(line).collect();
    anew.paid = anew.lines.iter().map(|line| line.paid).sum();
    anew.payer_control_number = Some(number.to_owned());
    let original = of.payer_control_number.clone().unwrap_or_default();
    anew.references.push(Reference { qualifier: "F8".to_owned(), id: original });
    if less.is_none() {
        (anew.status, anew.patient_responsibility) = ("4".to_owned(), None);
    }
    anew
}

/// A decision anew after an appeal that was won: its refused lines are paid by the contract. `None`
/// where nothing of it is refused line by line, or another payer paid before.
pub(super) fn granted(of: &PaidClaim, truth: &Truth) -> Option<PaidClaim> {
    let refused = |at: usize| truth.lines.get(at).is_some_and(|line| line.refused.is_some());
    let stands = |(at, line): (usize, &PaidLine)| refused(at) && line.paid == Cents::ZERO;
    let whole = of.lines.len() == truth.lines.len()
        && truth.lines.iter().all(|line| line.others == Cents::ZERO);
    if !whole || !of.lines.iter().enumerate().any(stands) {
        return None;
    }
    let mut anew = of.clone();
    for (line, told) in anew.lines.iter_mut().zip(&truth.lines) {
        if told.refused.is_some() && line.paid == Cents::ZERO {
            line.paid = told.contract;
            let agreed = line.charge - told.contract;
            line.adjustments = (agreed != Cents::ZERO)
                .then(|| adjustment("CO", "45", agreed))
                .into_iter()
                .collect();
            line.remarks.clear();
            line.amounts.clear();
        }
    }
    anew.paid = anew.lines.iter().map(|line| line.paid).sum();
    anew.status = "1".to_owned();
    let number = of.payer_control_number.clone().unwrap_or_default();
    anew.payer_control_number = Some(format!("{number}G"));
    anew.references.push(Reference { qualifier: "F8".to_owned(), id: number });
    Some(anew)
}
