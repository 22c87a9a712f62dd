//! A claim that waits for an answer, as far as matching needs it.

use crate::ledger::movement::payer_of;
use model::remittance::{PaidClaim, PaidLine};
use model::{AccountId, Cents, Claim, ClaimId, Date, Quantity};
use serde::{Deserialize, Serialize};

/// A claim that was sent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenClaim {
    /// Its control number (CLM01).
    pub claim: ClaimId,
    /// The account behind it.
    #[serde(default)]
    pub account: Option<AccountId>,
    /// Who was asked, and the other payers on it; the first is the one asked.
    pub payers: Vec<String>,
    /// The payer's own numbers of it, as far as they are known (277CA, 277, earlier 835).
    #[serde(default)]
    pub payer_control_numbers: Vec<String>,
    /// Member identifiers, of every payer on it.
    #[serde(default)]
    pub members: Vec<String>,
    /// Family name of the patient.
    #[serde(default)]
    pub family: Option<String>,
    /// First day of service.
    pub from: Date,
    /// Last day of service.
    pub through: Date,
    /// What was charged.
    pub charge: Cents,
    /// True when another payer's decision went out with it: the claim before this one has it.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub comes_after: bool,
    /// Its lines.
    pub lines: Vec<OpenLine>,
}

/// A line of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenLine {
    /// Number (LX01).
    pub line: u16,
    /// The number under which it was sent (REF 6R); the line number where none was.
    pub control_number: String,
    /// CPT or HCPCS.
    #[serde(default)]
    pub code: Option<String>,
    /// Modifiers.
    #[serde(default)]
    pub modifiers: Vec<String>,
    /// Revenue code.
    #[serde(default)]
    pub revenue_code: Option<String>,
    /// Day of service.
    pub date: Date,
    /// Charge.
    pub charge: Cents,
    /// Units.
    #[serde(default)]
    pub units: Quantity,
}

impl OpenClaim {
    /// What matching needs of a claim.
    #[must_use]
    pub fn of(claim: &Claim, account: Option<AccountId>) -> OpenClaim {
        let others = claim.other_payers.iter();
        let mut payers = vec![payer_of(claim)];
        payers.extend(others.clone().map(|one| one.id.clone().unwrap_or(one.name.clone())));
        let holders = others.filter_map(|one| one.subscriber.as_ref()).chain(&claim.subscriber);
        let line = |line: &model::ClaimLine| OpenLine {
            line: line.line,
            control_number: line.line.to_string(),
            code: line.code.clone(),
            modifiers: line.modifiers.clone(),
            revenue_code: line.revenue_code.clone(),
            date: line.date,
            charge: line.charge_cents,
            units: line.units,
        };
        OpenClaim {
            claim: claim.id.clone(),
            account,
            payers,
            payer_control_numbers: claim.original_reference.iter().cloned().collect(),
            members: holders.map(|one| one.member_id.clone()).collect(),
            family: claim.patient.name.as_ref().map(|name| name.family.clone()),
            from: claim.from,
            through: claim.through,
            charge: claim.total(),
            comes_after: claim.other_payers.iter().any(|one| one.paid_cents.is_some()),
            lines: claim.lines.iter().map(line).collect(),
        }
    }
}

/// An identifier as it is compared: letters and digits only, in capitals. Payers strip and add
/// blanks and hyphens.
#[must_use]
pub fn plain(text: &str) -> String {
    let kept = text.chars().filter(char::is_ascii_alphanumeric);
    kept.map(|c| c.to_ascii_uppercase()).collect()
}

/// Every key under which a claim, or an earlier decision, of this decision may be found: the
/// payer's numbers, the members, our number. What the books are asked for, all at once.
#[must_use]
pub fn keys_of(decision: &PaidClaim) -> Vec<String> {
    numbers_of(decision).into_iter().chain(members(decision)).collect()
}

/// The keys of [`keys_of`] that are numbers of one claim: the payer's and ours.
#[must_use]
pub fn numbers_of(decision: &PaidClaim) -> Vec<String> {
    let numbers = super::claim_match::payer_numbers(decision);
    numbers.chain([plain(&decision.control_number)]).filter(|key| !key.is_empty()).collect()
}

impl OpenClaim {
    /// The keys under which this claim is found, as [`keys_of`] asks for them.
    #[must_use]
    pub fn keys(&self) -> Vec<String> {
        let numbers = self.payer_control_numbers.iter().chain(&self.members);
        let keys = numbers.map(|number| plain(number)).chain([plain(self.claim.as_str())]);
        let mut keys: Vec<String> = keys.filter(|key| !key.is_empty()).collect();
        keys.sort();
        keys.dedup();
        keys
    }
}

/// The member identifiers that a decision names: of the insured and of the patient, and as the
/// payer corrected them.
pub(super) fn members(decision: &PaidClaim) -> Vec<String> {
    let named = ["IL", "QC", "74"].iter().filter_map(|role| decision.name(role)?.id.as_deref());
    named.map(plain).filter(|id| !id.is_empty()).collect()
}

/// First and last day of a decision: of the statement, else of its lines.
pub(super) fn days(decision: &PaidClaim) -> Option<(Date, Date)> {
    let told = |qualifier: &str| {
        decision.dates.iter().find(|one| one.qualifier == qualifier).map(|one| one.date)
    };
    if let Some(from) = told("232") {
        return Some((from, told("233").unwrap_or(from)));
    }
    let days: Vec<(Date, Date)> = decision.lines.iter().filter_map(PaidLine::days).collect();
    let from = days.iter().map(|day| day.0).min()?;
    Some((from, days.iter().map(|day| day.1).max()?))
}
