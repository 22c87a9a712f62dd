//! What payers do to lines on the way back: modifiers dropped, one line made two, two made one,
//! numbers mangled. The money stays the same to the cent.

use super::chance::falls;
use super::profile::Profile;
use model::remittance::{ClaimAdjustment, PaidClaim, PaidLine, QualifiedAmount};
use model::{Cents, Quantity};

/// Changes a decision as the payer's habits say; gives what was changed, in words.
pub(super) fn change_lines(profile: &Profile, claim: &mut PaidClaim) -> Option<&'static str> {
    let habits = &profile.habits;
    let number = claim.control_number.clone();
    let does = |what, share| falls(profile.seed, what, &number, share);
    if does("drops modifiers", habits.drops_modifiers) && drop_modifiers(claim) {
        return Some("modifiers dropped");
    }
    if does("splits lines", habits.splits_lines) && split(claim) {
        return Some("split");
    }
    (does("joins lines", habits.joins_lines) && join(claim)).then_some("joined")
}

/// The control number in small letters: people type it.
pub(super) fn mangle_number(claim: &mut PaidClaim) -> bool {
    let mangled = format!("0{}", claim.control_number.to_ascii_lowercase());
    let fits = mangled.len() <= 20;
    if fits {
        claim.control_number = mangled;
    }
    fits
}

fn is_paid(line: &PaidLine) -> bool {
    line.paid > Cents::ZERO
}

fn drop_modifiers(claim: &mut PaidClaim) -> bool {
    let mut changed = false;
    for line in claim.lines.iter_mut().filter(|line| is_paid(line)) {
        changed |= !line.service.modifiers.is_empty();
        line.service.modifiers.clear();
        // Who drops modifiers gives no line number either.
        line.line_control_number = None;
    }
    changed
}

/// The first paid line of several units comes back as two with one number.
fn split(claim: &mut PaidClaim) -> bool {
    let several = |line: &PaidLine| line.units.and_then(Quantity::whole).unwrap_or(0) > 1;
    let Some(at) = claim.lines.iter().position(|line| is_paid(line) && several(line)) else {
        return false;
    };
    let whole = claim.lines[at].clone();
    let units = whole.units.and_then(Quantity::whole).unwrap_or(2);
    let first = part(&whole, 1, i64::from(units));
    let mut second = whole.clone();
    second.units = Some(Quantity::units(units - 1));
    second.charge = whole.charge - first.charge;
    second.paid = whole.paid - first.paid;
    for (left, taken) in second.adjustments.iter_mut().zip(&first.adjustments) {
        left.amount = left.amount - taken.amount;
    }
    for (left, taken) in second.amounts.iter_mut().zip(&first.amounts) {
        left.amount = left.amount - taken.amount;
    }
    claim.lines.splice(at..=at, [first, second].map(without_nothing));
    true
}

/// One unit of a line; the payment takes the cents that do not divide.
fn part(whole: &PaidLine, units: i64, of: i64) -> PaidLine {
    let cut = |amount: Cents| Cents(amount.0 * units / of);
    let adjustments: Vec<ClaimAdjustment> = whole
        .adjustments
        .iter()
        .map(|one| ClaimAdjustment { amount: cut(one.amount), ..one.clone() })
        .collect();
    let charge = cut(whole.charge);
    let taken: Cents = adjustments.iter().map(|one| one.amount).sum();
    let amounts = whole.amounts.iter();
    PaidLine {
        charge,
        paid: charge - taken,
        units: Some(Quantity::units(u32::try_from(units).unwrap_or(1))),
        adjustments,
        amounts: amounts
            .map(|one| QualifiedAmount { amount: cut(one.amount), ..one.clone() })
            .collect(),
        ..whole.clone()
    }
}

fn without_nothing(mut line: PaidLine) -> PaidLine {
    line.adjustments.retain(|one| one.amount != Cents::ZERO);
    line.amounts.retain(|one| one.amount != Cents::ZERO);
    line
}

/// The first two paid lines of one code and day come back as one, without a number.
fn join(claim: &mut PaidClaim) -> bool {
    let alike = |a: &PaidLine, b: &PaidLine| {
        a.service.code == b.service.code && a.dates == b.dates && is_paid(a) && is_paid(b)
    };
    let pair = claim.lines.iter().enumerate().find_map(|(first, line)| {
        let others = claim.lines.iter().enumerate().skip(first + 1);
        others.filter(|(_, other)| alike(line, other)).map(|(second, _)| (first, second)).next()
    });
    let Some((first, second)) = pair else { return false };
    // A third one alike would make the sum another one's.
    if claim.lines.iter().filter(|line| alike(&claim.lines[first], line)).count() != 2 {
        return false;
    }
    let other = claim.lines.remove(second);
    let line = &mut claim.lines[first];
    line.charge = line.charge + other.charge;
    line.paid = line.paid + other.paid;
    line.units = sum(line.units, other.units);
    for one in other.adjustments {
        let same = |own: &&mut ClaimAdjustment| own.group == one.group && own.carc == one.carc;
        match line.adjustments.iter_mut().find(same) {
            Some(own) => own.amount = own.amount + one.amount,
            None => line.adjustments.push(one),
        }
    }
    line.adjustments.sort_by(|a, b| a.group.cmp(&b.group));
    for (own, one) in line.amounts.iter_mut().zip(&other.amounts) {
        own.amount = own.amount + one.amount;
    }
    line.service.modifiers.clear();
    line.line_control_number = None;
    true
}

fn sum(a: Option<Quantity>, b: Option<Quantity>) -> Option<Quantity> {
    let (a, b) = (a?.whole()?, b?.whole()?);
    Some(Quantity::units(a.checked_add(b)?))
}
