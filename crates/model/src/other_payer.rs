//! Other payers of a claim: coordination of benefits.

use crate::remittance::ClaimAdjustment;
use crate::{Cents, Date, PayerKind, Subscriber};
use serde::{Deserialize, Serialize};

/// Another payer of the same claim (loop 2320).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct OtherPayer {
    /// P, S or T.
    pub sequence: String,
    /// Name.
    pub name: String,
    /// Payer identifier.
    #[serde(default)]
    pub id: Option<String>,
    /// What it paid, in cents, when it has adjudicated (AMT D).
    #[serde(default)]
    pub paid_cents: Option<Cents>,
    /// Day it adjudicated (DTP 573 of loop 2330B); empty where the lines carry its decision, which
    /// have a day of their own.
    #[serde(default)]
    pub adjudicated: Option<Date>,
    /// Why it did not pay the rest, where it says so of the claim as a whole (CAS of loop 2320);
    /// what it says of a line stands with the line.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<ClaimAdjustment>,
    /// What it left to the patient (AMT EAF).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_owes_cents: Option<Cents>,
    /// What it does not cover, where it was never asked for that reason (AMT A8).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub not_covered_cents: Option<Cents>,
    /// Its own number of the claim (REF F8 of loop 2330B).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub control_number: Option<String>,
    /// What sort of payer.
    #[serde(default)]
    pub kind: PayerKind,
    /// Who holds that insurance, and how the patient is related to them; needed to write an 837.
    /// `sequence` of the payer counts, the one in here does not.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub subscriber: Option<Subscriber>,
}
