//! Balancing of a remittance (835, X221 section 1.10.2): the service line, the claim and the
//! whole payment. A positive adjustment lowers what is paid.

use super::fault::Level;
use super::findings::{At, Draft, Findings};
use super::money::Amount;
use crate::guide::roles::Role;
use crate::tokens::Cut;

/// One side of an equation, with the place of the segment that states it.
#[derive(Clone, Copy, Debug, Default)]
struct Open {
    at: At,
    charge: Amount,
    paid: Amount,
    adjusted: Amount,
    patient: Amount,
    stated_patient: Option<Amount>,
}

/// The sums of the set that is open.
#[derive(Clone, Debug, Default)]
pub(crate) struct RemittanceBalance {
    payment: Option<(At, Amount)>,
    claims_paid: Amount,
    provider_adjusted: Amount,
    claim: Option<Open>,
    service: Option<Open>,
}

/// The amounts of a CAS: elements 3, 6, 9, 12, 15 and 18.
const CAS_AMOUNTS: [usize; 6] = [3, 6, 9, 12, 15, 18];

/// The amounts of a PLB: elements 4, 6, 8, 10, 12 and 14.
const PLB_AMOUNTS: [usize; 6] = [4, 6, 8, 10, 12, 14];

/// The sum of amounts in some elements.
pub(super) fn sum(cut: &Cut<'_>, elements: [usize; 6]) -> Amount {
    let mut sum = Amount::default();
    for element in elements {
        if cut.has(element) {
            sum += Amount::read(cut.element(element));
        }
    }
    sum
}

/// The sum of the adjustments of a CAS.
pub(super) fn adjustments(cut: &Cut<'_>) -> Amount {
    sum(cut, CAS_AMOUNTS)
}

impl RemittanceBalance {
    pub(crate) fn take(&mut self, role: Role, cut: &Cut<'_>, at: At) {
        let amount = |element| Amount::read(cut.element(element));
        match role {
            Role::Payment => self.payment = Some((at, amount(2))),
            Role::ClaimPayment => {
                self.claims_paid += amount(4);
                let stated_patient = cut.has(5).then(|| amount(5));
                self.claim = Some(Open {
                    at,
                    charge: amount(3),
                    paid: amount(4),
                    stated_patient,
                    ..Open::default()
                });
            }
            Role::ClaimPaymentAdjustment | Role::ServicePaymentAdjustment => {
                let adjusted = adjustments(cut);
                let patient = cut.element(1) == b"PR";
                let service = match role {
                    Role::ServicePaymentAdjustment => self.service.as_mut(),
                    _ => None,
                };
                for open in service.into_iter().chain(self.claim.as_mut()) {
                    open.adjusted += adjusted;
                    if patient {
                        open.patient += adjusted;
                    }
                }
            }
            Role::ServicePayment => {
                let (charge, paid) = (amount(2), amount(3));
                self.service = Some(Open { at, charge, paid, ..Open::default() });
            }
            Role::ProviderAdjustment => self.provider_adjusted += sum(cut, PLB_AMOUNTS),
            _ => {}
        }
    }

    /// Loop 2110 closes: SVC02 less the line's adjustments is SVC03.
    pub(crate) fn close_service(&mut self, findings: &mut Findings<'_>) {
        let Some(service) = self.service.take() else { return };
        let left = service.charge - service.adjusted;
        if left != service.paid {
            let message = format!(
                "SVC02 {} less the line's adjustments {} is {left}, but SVC03 says {}",
                service.charge, service.adjusted, service.paid
            );
            add(findings, "x12.balance.service", service.at, b"SVC", "2110", message);
        }
    }

    /// Loop 2100 closes: CLP03 less all adjustments is CLP04, and CLP05 is what the adjustments
    /// leave to the patient.
    pub(crate) fn close_claim(&mut self, findings: &mut Findings<'_>) {
        let Some(claim) = self.claim.take() else { return };
        let left = claim.charge - claim.adjusted;
        if left != claim.paid {
            let message = format!(
                "CLP03 {} less all adjustments {} is {left}, but CLP04 says {}",
                claim.charge, claim.adjusted, claim.paid
            );
            add(findings, "x12.balance.claim", claim.at, b"CLP", "2100", message);
        }
        if let Some(stated) = claim.stated_patient.filter(|stated| *stated != claim.patient) {
            let message = format!(
                "CLP05 says that the patient owes {stated}, but the PR adjustments add up to {}",
                claim.patient
            );
            let code = "x12.balance.patient-responsibility";
            let action = "have the payer report each part of it with group PR";
            let draft = Draft::new(code, 3, claim.at, b"CLP", message, action);
            findings.add(draft.in_loop("2100").level(Level::Content).warning());
        }
    }

    /// The set closes: BPR02 is all claim payments less the provider's adjustments.
    pub(crate) fn close_set(&mut self, findings: &mut Findings<'_>) {
        let Some((at, stated)) = self.payment.take() else { return };
        let total = self.claims_paid - self.provider_adjusted;
        if total != stated {
            let message = format!(
                "the claims pay {} and PLB takes {}, which makes {total}, but BPR02 says {stated}",
                self.claims_paid, self.provider_adjusted
            );
            add(findings, "x12.balance.payment", at, b"BPR", "", message);
        }
    }
}

/// An amount that does not add up.
pub(super) fn add(
    findings: &mut Findings<'_>,
    code: &'static str,
    at: At,
    segment: &[u8],
    in_loop: &str,
    message: String,
) {
    let action = "have the sender correct the amounts; do not post or send it as it is";
    let draft = Draft::new(code, 3, at, segment, message, action);
    findings.add(draft.in_loop(in_loop));
}
