//! Whether a remittance adds up: each line, each claim, the payment (X221 section 1.10.2), and
//! what it says that the patient owes.

use model::remittance::{ClaimAdjustment, PaidClaim, Remittance};
use serde::Serialize;
use std::fmt;

/// Adjustments that one line, or one claim beside its lines, may have: 99 CAS of six.
pub const MOST_ADJUSTMENTS: usize = 594;

/// An equation that must hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Rule {
    /// SVC02 less the line's adjustments is SVC03.
    Line,
    /// CLP03 less all adjustments is CLP04.
    Claim,
    /// BPR02 is the claims' payments less the provider's adjustments.
    Payment,
    /// CLP05 is the sum of the adjustments of group PR. A doubt only: the money adds up without.
    PatientShare,
    /// No more adjustments than a line or claim can have.
    Size,
}

/// Where an equation fails. Claims and lines are counted from 1, in the order of the file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Spot {
    /// The payment as a whole.
    Payment,
    /// A claim.
    Claim {
        /// Which one.
        claim: usize,
        /// Its control number (CLP01).
        control_number: String,
    },
    /// A line of a claim.
    Line {
        /// The claim.
        claim: usize,
        /// Its control number (CLP01).
        control_number: String,
        /// The line.
        line: usize,
        /// Its code (SVC01).
        code: String,
    },
}

impl fmt::Display for Spot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Spot::Payment => f.write_str("payment (BPR02)"),
            Spot::Claim { claim, control_number } => write!(f, "claim {claim} ({control_number})"),
            Spot::Line { claim, control_number, line, code } => {
                write!(f, "claim {claim} ({control_number}), line {line} ({code})")
            }
        }
    }
}

/// One equation that fails. Amounts are cents, wider than money so that no sum is cut off.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct BalanceFault {
    /// The equation.
    pub rule: Rule,
    /// Where.
    pub spot: Spot,
    /// What the file says.
    pub stated: i128,
    /// What its parts come to.
    pub computed: i128,
}

impl BalanceFault {
    /// True when nothing of the transaction may be posted.
    #[must_use]
    pub fn blocks(&self) -> bool {
        self.rule != Rule::PatientShare
    }
}

impl fmt::Display for BalanceFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (spot, stated, computed) = (&self.spot, Money(self.stated), Money(self.computed));
        let off = Money(self.stated - self.computed);
        match self.rule {
            Rule::Line | Rule::Claim => write!(
                f,
                "{spot}: charge less adjustments is {computed}, but {stated} is paid ({off} off)"
            ),
            Rule::Payment => write!(
                f,
                "{spot}: the claims less the provider adjustments come to {computed}, but the \
                 payment is {stated} ({off} off)"
            ),
            Rule::PatientShare => write!(
                f,
                "{spot}: the patient owes {stated} by CLP05, but the PR adjustments come to \
                 {computed} ({off} off)"
            ),
            Rule::Size => {
                write!(f, "{spot}: {} adjustments, where {} fit", self.stated, self.computed)
            }
        }
    }
}

/// Cents wider than money, in dollars.
struct Money(i128);

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = if self.0 < 0 { "-" } else { "" };
        let absolute = self.0.unsigned_abs();
        write!(f, "{sign}${}.{:02}", absolute / 100, absolute % 100)
    }
}

fn sum<'a>(adjustments: impl Iterator<Item = &'a ClaimAdjustment>) -> i128 {
    adjustments.map(|one| i128::from(one.amount.0)).sum()
}

/// Every equation that fails, in the order of the file, the payment last.
#[must_use]
pub fn check(remittance: &Remittance) -> Vec<BalanceFault> {
    let mut faults = check_claims(&remittance.claims, 1);
    faults.extend(check_payment(remittance, paid(&remittance.claims)));
    faults
}

/// Every equation that fails among claims of a remittance; `first` is the place of the first.
#[must_use]
pub fn check_claims(claims: &[PaidClaim], first: usize) -> Vec<BalanceFault> {
    let mut faults = Vec::new();
    for (claim, number) in claims.iter().zip(first..) {
        check_claim(claim, number, &mut faults);
    }
    faults
}

/// What claims are paid together, in cents.
#[must_use]
pub fn paid(claims: &[PaidClaim]) -> i128 {
    claims.iter().map(|claim| i128::from(claim.paid.0)).sum()
}

/// Whether the payment is what its claims are paid less its provider adjustments.
#[must_use]
pub fn check_payment(remittance: &Remittance, paid: i128) -> Option<BalanceFault> {
    let taken = remittance.provider_adjustments.iter().map(|one| i128::from(one.amount.0));
    let computed = paid - taken.sum::<i128>();
    let stated = i128::from(remittance.signed_amount().0);
    let fault = BalanceFault { rule: Rule::Payment, spot: Spot::Payment, stated, computed };
    (stated != computed).then_some(fault)
}

/// The equations of one claim and its lines.
fn check_claim(claim: &PaidClaim, number: usize, faults: &mut Vec<BalanceFault>) {
    let spot = Spot::Claim { claim: number, control_number: claim.control_number.clone() };
    let mut fault = |rule, spot: &Spot, stated: i128, computed: i128| {
        if stated != computed {
            faults.push(BalanceFault { rule, spot: spot.clone(), stated, computed });
        }
    };
    let size = |count: usize| count.max(MOST_ADJUSTMENTS) as i128;
    let most = MOST_ADJUSTMENTS as i128;
    for (line, line_number) in claim.lines.iter().zip(1..) {
        let at = Spot::Line {
            claim: number,
            control_number: claim.control_number.clone(),
            line: line_number,
            code: line.service.code.clone(),
        };
        let left = i128::from(line.charge.0) - sum(line.adjustments.iter());
        fault(Rule::Line, &at, i128::from(line.paid.0), left);
        fault(Rule::Size, &at, size(line.adjustments.len()), most);
    }
    fault(Rule::Size, &spot, size(claim.adjustments.len()), most);
    let left = i128::from(claim.charge.0) - sum(claim.all_adjustments());
    fault(Rule::Claim, &spot, i128::from(claim.paid.0), left);
    // A reversal has no CLP05 (X221, 2100): what payers write there all the same is zero.
    let untold = |cents: i64| claim.is_reversal() && cents == 0;
    if let Some(stated) = claim.patient_responsibility.filter(|told| !untold(told.0)) {
        let of_patient = claim.all_adjustments().filter(|one| one.group == "PR");
        fault(Rule::PatientShare, &spot, i128::from(stated.0), sum(of_patient));
    }
}
