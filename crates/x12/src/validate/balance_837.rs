//! Balancing of a claim (837, X222 and X223 section 1.4.4): the total of the lines, and what
//! other payers paid and took off, at line and at claim level.

use super::balance_835::{add, adjustments};
use super::findings::{At, Findings};
use super::money::Amount;
use crate::guide::roles::Role;
use crate::tokens::Cut;

/// One other payer of the claim (loop 2320).
#[derive(Clone, Debug, Default)]
struct OtherPayer {
    id: Vec<u8>,
    paid: Option<(At, Amount)>,
    adjusted: Amount,
    has_adjustments: bool,
    /// From the lines: paid and adjusted, and how many lines it judged.
    line_paid: Amount,
    lines: u32,
}

/// What one payer says of the open line (loops 2430 with the same SVD01).
#[derive(Clone, Debug, Default)]
struct Adjudication {
    at: At,
    payer: Vec<u8>,
    paid: Amount,
    adjusted: Amount,
    /// SVD06: the line was bundled into another one.
    bundled: bool,
}

/// The sums of the claim that is open.
#[derive(Clone, Debug, Default)]
pub(crate) struct ClaimBalance {
    claim: Option<(At, Amount)>,
    lines: u32,
    lines_charge: Amount,
    line: Option<(At, Amount)>,
    payers: Vec<OtherPayer>,
    adjudications: Vec<Adjudication>,
    line_segment: [u8; 3],
}

/// Element with the line's charge: SV102, SV203, SV302.
fn charge_element(segment: &[u8]) -> usize {
    if segment == b"SV2" { 3 } else { 2 }
}

impl ClaimBalance {
    pub(crate) fn take(&mut self, role: Role, cut: &Cut<'_>, at: At) {
        match role {
            Role::Claim => {
                let payers = std::mem::take(&mut self.payers);
                *self = ClaimBalance::default();
                self.payers = payers;
                self.payers.clear();
                self.claim = Some((at, Amount::read(cut.element(2))));
            }
            Role::ServiceLine => {
                let charge = Amount::read(cut.element(charge_element(cut.name())));
                self.lines += 1;
                self.lines_charge += charge;
                self.line = Some((at, charge));
                self.line_segment.copy_from_slice(cut.name().get(..3).unwrap_or(b"SV1"));
            }
            Role::OtherSubscriber => self.payers.push(OtherPayer::default()),
            Role::OtherPayer => {
                if let Some(payer) = self.payers.last_mut() {
                    payer.id = cut.element(9).to_vec();
                }
            }
            Role::OtherPayerPaid => {
                if let Some(payer) = self.payers.last_mut() {
                    payer.paid = Some((at, Amount::read(cut.element(2))));
                }
            }
            Role::OtherPayerAdjustment => {
                if let Some(payer) = self.payers.last_mut() {
                    payer.adjusted += adjustments(cut);
                    payer.has_adjustments = true;
                }
            }
            Role::LineAdjudication => self.adjudicated(cut, at),
            Role::LineAdjustment => {
                if let Some(last) = self.adjudications.last_mut() {
                    last.adjusted += adjustments(cut);
                }
            }
            _ => {}
        }
    }

    fn adjudicated(&mut self, cut: &Cut<'_>, at: At) {
        let payer = cut.element(1);
        let paid = Amount::read(cut.element(2));
        if let Some(other) = self.payers.iter_mut().find(|p| p.id == payer) {
            other.line_paid += paid;
            other.lines += 1;
        }
        let bundled = cut.has(6);
        let payer = payer.to_vec();
        self.adjudications.push(Adjudication {
            at,
            payer,
            paid,
            adjusted: Amount::default(),
            bundled,
        });
    }

    /// Loop 2400 closes: for each payer, the line's charge is what was paid and adjusted. A line
    /// that was split is told in several loops 2430 of the same payer, which count together.
    pub(crate) fn close_line(&mut self, findings: &mut Findings<'_>) {
        let Some((_, charge)) = self.line.take() else { return };
        let mut rest = std::mem::take(&mut self.adjudications);
        while let Some(first) = rest.first().cloned() {
            let same = rest.iter().filter(|a| a.payer == first.payer);
            let (mut paid, mut adjusted) = (Amount::default(), Amount::default());
            let mut bundled = false;
            for one in same {
                paid += one.paid;
                adjusted += one.adjusted;
                bundled |= one.bundled;
            }
            rest.retain(|a| a.payer != first.payer);
            // The line that others were bundled into carries their payment as well.
            if !bundled && paid + adjusted != charge {
                let message = format!(
                    "the other payer paid {paid} and adjusted {adjusted}, which makes {}, but the \
                     line charges {charge}",
                    paid + adjusted
                );
                add(findings, "x12.balance.line-cob", first.at, b"SVD", "2430", message);
            }
        }
    }

    /// Loop 2300 closes: CLM02 is the sum of the lines, and each other payer's AMT D is what its
    /// lines and its claim level leave.
    pub(crate) fn close_claim(&mut self, findings: &mut Findings<'_>) {
        let Some((at, total)) = self.claim.take() else { return };
        if self.lines > 0 && self.lines_charge != total {
            let message = format!(
                "the {} service lines charge {} together, but CLM02 says {total}",
                self.lines, self.lines_charge
            );
            add(findings, "x12.balance.claim-total", at, b"CLM", "2300", message);
        }
        for payer in &self.payers {
            let Some((at, paid)) = payer.paid else { continue };
            let (expected, from) = if payer.lines > 0 {
                (payer.line_paid - payer.adjusted, "its lines paid")
            } else if payer.has_adjustments {
                (total - payer.adjusted, "the claim's charge")
            } else {
                continue;
            };
            if paid != expected {
                let message = format!(
                    "{from}, less the claim's adjustments {}, make {expected}, but AMT D says \
                     that the other payer paid {paid}",
                    payer.adjusted
                );
                add(findings, "x12.balance.claim-cob", at, b"AMT", "2320", message);
            }
        }
    }
}
