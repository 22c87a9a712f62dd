//! Other payers of a claim: what they have decided, so that everything balances. For each line
//! and payer the charge is what was paid (SVD02) and adjusted (CAS); for each payer the amount
//! paid (AMT*D) is the sum of its lines less what it took at the claim (X222 section 1.4.1).

use super::chance::Chance;
use super::parties::{PAYERS, Payer};
use super::people::Person;
use model::{Cents, Date};

/// An adjustment: group, reason (CARC), amount.
pub(crate) type Adjustment = (&'static str, &'static str, Cents);

/// What one payer decided for one line.
#[derive(Clone, Debug, Default)]
pub(crate) struct LineDecision {
    pub paid: Cents,
    pub adjustments: Vec<Adjustment>,
}

impl LineDecision {
    /// What the patient is asked for.
    pub(crate) fn patient(&self) -> Cents {
        Cents(self.adjustments.iter().filter(|a| a.0 == "PR").map(|a| a.2.0).sum())
    }
}

/// A payer that came before the one to whom the claim goes.
#[derive(Clone, Debug)]
pub(crate) struct OtherPayer {
    /// `P` or `S`.
    pub sequence: char,
    pub payer: Payer,
    pub holder: Person,
    pub member_id: String,
    /// The patient's relationship to the holder (SBR02).
    pub relation: &'static str,
    pub lines: Vec<LineDecision>,
    pub claim_adjustments: Vec<Adjustment>,
    pub decided: Date,
    /// The number that the payer gave the claim.
    pub number: String,
}

impl OtherPayer {
    /// What it paid (AMT*D).
    pub(crate) fn paid(&self) -> Cents {
        let lines: i64 = self.lines.iter().map(|line| line.paid.0).sum();
        let taken: i64 = self.claim_adjustments.iter().map(|a| a.2.0).sum();
        Cents(lines - taken)
    }
}

/// A charge as a first payer decides it: an agreed price, of which the patient pays a share.
pub(crate) fn first_decision(chance: &mut Chance, charge: Cents) -> LineDecision {
    let allowed = charge.0 * chance.between(45, 92) / 100;
    let mut adjustments = vec![("CO", "45", Cents(charge.0 - allowed))];
    let mut patient = 0;
    match chance.below(6) {
        0 => {
            patient = allowed.min(2_500);
            adjustments.push(("PR", "3", Cents(patient)));
        }
        1..=3 => {
            patient = allowed / 5;
            adjustments.push(("PR", "2", Cents(patient)));
        }
        4 => {
            let deductible = allowed / 2;
            let coinsurance = (allowed - deductible) / 5;
            patient = deductible + coinsurance;
            adjustments.push(("PR", "1", Cents(deductible)));
            adjustments.push(("PR", "2", Cents(coinsurance)));
        }
        _ => {}
    }
    adjustments.retain(|a| a.2.0 != 0);
    LineDecision { paid: Cents(allowed - patient), adjustments }
}

/// A charge of which another payer left `left` to pay: that payer's part is an adjustment of its
/// own (OA 23), and most of the rest is paid.
pub(crate) fn later_decision(chance: &mut Chance, charge: Cents, left: Cents) -> LineDecision {
    let paid = if chance.one_in(4) { left.0 } else { left.0 * 4 / 5 };
    let mut adjustments =
        vec![("OA", "23", Cents(charge.0 - left.0)), ("PR", "2", Cents(left.0 - paid))];
    adjustments.retain(|a| a.2.0 != 0);
    LineDecision { paid: Cents(paid), adjustments }
}

/// The payers before the one with index `destination` in [`PAYERS`], for lines of these charges.
pub(crate) fn payers_before(
    chance: &mut Chance,
    count: usize,
    destination: &Payer,
    claim: (&[Cents], Date),
    patient: &Person,
) -> Vec<OtherPayer> {
    let (charges, day) = claim;
    let mut others: Vec<OtherPayer> = Vec::new();
    for index in 0..count {
        let free: Vec<&Payer> = PAYERS
            .iter()
            .filter(|p| !p.is_medicare() && p.filing != "MC" && p.id != destination.id)
            .filter(|p| others.iter().all(|o| o.payer.id != p.id))
            .collect();
        let payer = *chance.pick(&free);
        let lines: Vec<LineDecision> = match others.last() {
            None => charges.iter().map(|c| first_decision(chance, *c)).collect(),
            Some(before) => {
                let pairs = charges.iter().zip(&before.lines);
                pairs.map(|(c, line)| later_decision(chance, *c, line.patient())).collect()
            }
        };
        let total: i64 = lines.iter().map(|line| line.paid.0).sum();
        let withheld = Cents(total / 50);
        let claim_adjustments = match chance.one_in(3) && withheld.0 > 0 {
            true => vec![("CO", "104", withheld)],
            false => Vec::new(),
        };
        let relation = chance.pick(&["18", "01", "18"]);
        let holder = match relation {
            "18" => patient.clone(),
            _ => Person::drawn(chance, day, 30, 64),
        };
        others.push(OtherPayer {
            sequence: if index == 0 { 'P' } else { 'S' },
            payer,
            holder,
            member_id: format!("M{}", chance.digits(9)),
            relation,
            lines,
            claim_adjustments,
            decided: day.plus_days(14 + 9 * i32::try_from(index).unwrap_or(0)),
            number: chance.digits(12),
        });
    }
    others
}

/// Adjustments as CAS segments: one a group, up to six reasons each.
pub(crate) fn cas(page: &mut super::page::Page, adjustments: &[Adjustment]) {
    for group in ["CO", "OA", "PI", "PR"] {
        let of_group: Vec<&Adjustment> = adjustments.iter().filter(|a| a.0 == group).collect();
        for six in of_group.chunks(6) {
            let amounts: Vec<String> = six.iter().map(|a| a.2.to_x12()).collect();
            let mut elements = vec![group];
            for (adjustment, amount) in six.iter().zip(&amounts) {
                elements.extend([adjustment.1, amount, ""]);
            }
            page.seg("CAS", &elements);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::generate::chance::Stream;

    #[test]
    fn every_decision_balances() {
        for number in 0..300 {
            let mut chance = Chance::new(1, Stream::Claim, number);
            let charges = [Cents(16_500), Cents(4_201), Cents(1)];
            let claim = (&charges[..], Date::default());
            let patient = Person::drawn(&mut chance, claim.1, 30, 40);
            for other in payers_before(&mut chance, 2, &PAYERS[7], claim, &patient) {
                for (charge, line) in charges.iter().zip(&other.lines) {
                    let adjusted: i64 = line.adjustments.iter().map(|a| a.2.0).sum();
                    assert_eq!(charge.0, line.paid.0 + adjusted);
                    assert!(line.paid.0 >= 0);
                }
                assert!(other.paid().0 >= 0);
            }
        }
    }
}
