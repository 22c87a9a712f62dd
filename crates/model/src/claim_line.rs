//! Service lines: what a claim bills, and what earlier claims of the patient billed.

use crate::remittance::ClaimAdjustment;
use crate::{Cents, ClaimId, Date, Quantity};
use serde::{Deserialize, Serialize};

/// One service line (loop 2400).
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct ClaimLine {
    /// Line number, from 1 (LX01).
    pub line: u16,
    /// CPT or HCPCS; `None` on an institutional line with a revenue code only.
    pub code: Option<String>,
    /// Modifiers, at most four.
    #[serde(default)]
    pub modifiers: Vec<String>,
    /// What was done, in words, where the code alone does not say it (SV101-7, SV202-7): on a
    /// line with an unlisted code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub description: Option<String>,
    /// Units of service, or days or minutes (`unit`); at most three decimals.
    #[serde(with = "crate::quantity::number")]
    pub units: Quantity,
    /// What `units` counts (SV103, SV204); without it days of room and board, and units of
    /// everything else.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<ServiceUnit>,
    /// Total charge of the line, in cents.
    pub charge_cents: Cents,
    /// Day of service.
    pub date: Date,
    /// Positions in `diagnoses`, from 1, at most four, most important first.
    #[serde(default)]
    pub pointers: Vec<u8>,
    /// Revenue code, four digits (SV201).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revenue_code: Option<String>,
    /// National Drug Code, eleven digits (LIN03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ndc: Option<String>,
    /// How much of the drug; needed to write an 837 with an NDC.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ndc_quantity: Option<DrugQuantity>,
    /// Place of service, when it differs from the claim's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place_of_service: Option<String>,
    /// What other payers decided on this line (loop 2430).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjudications: Vec<LineAdjudication>,
}

/// What the units of a line count.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ServiceUnit {
    /// Units of service.
    #[serde(rename = "UN")]
    Unit,
    /// Days; on an institutional line.
    #[serde(rename = "DA")]
    Day,
    /// Minutes of anaesthesia; on a professional line.
    #[serde(rename = "MJ")]
    Minute,
}

impl ServiceUnit {
    /// The X12 code (data element 355).
    #[must_use]
    pub fn x12_code(self) -> &'static str {
        match self {
            ServiceUnit::Unit => "UN",
            ServiceUnit::Day => "DA",
            ServiceUnit::Minute => "MJ",
        }
    }

    /// The kind that an X12 code names.
    #[must_use]
    pub fn from_x12(code: &str) -> Option<ServiceUnit> {
        [ServiceUnit::Unit, ServiceUnit::Day, ServiceUnit::Minute]
            .into_iter()
            .find(|unit| unit.x12_code() == code)
    }
}

/// What one other payer decided on a line (loop 2430). Its payment and adjustments come to the
/// line's charge.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct LineAdjudication {
    /// Identifier of the payer, as in `other_payers` (SVD01).
    pub payer: String,
    /// What it paid for the line (SVD02).
    pub paid_cents: Cents,
    /// The code that it paid, when that is another one than the line's (SVD03).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Modifiers of `code`, at most four.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub modifiers: Vec<String>,
    /// The revenue code that it paid, when that is another one than the line's (SVD04).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revenue_code: Option<String>,
    /// Units that it paid (SVD05).
    #[serde(with = "crate::quantity::number")]
    pub units: Quantity,
    /// Number of the line into which it bundled this one (SVD06).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bundled_into: Option<u16>,
    /// Why the rest was not paid (CAS).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub adjustments: Vec<ClaimAdjustment>,
    /// Day of the decision (DTP 573); without it the payer's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adjudicated: Option<Date>,
    /// What is left to the patient (AMT EAF).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub patient_owes_cents: Option<Cents>,
}

/// How much of a drug was given, in the NDC's own unit (CTP04, CTP05), which is not the unit of
/// the HCPCS code.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DrugQuantity {
    /// Plain decimal, such as `2.5`.
    pub amount: String,
    /// F2 international unit, GR gram, ME milligram, ML millilitre or UN unit.
    pub unit: String,
}

/// An earlier claim of the same patient.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct HistoryClaim {
    /// Its patient control number.
    pub id: ClaimId,
    /// paid, denied, pending, rejected, void.
    pub status: String,
    /// NPI of who rendered it.
    #[serde(default)]
    pub rendering_npi: Option<String>,
    /// Its lines.
    pub lines: Vec<BilledLine>,
}

/// A line of an earlier claim.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct BilledLine {
    /// CPT or HCPCS.
    pub code: Option<String>,
    /// Modifiers.
    #[serde(default)]
    pub modifiers: Vec<String>,
    /// Units.
    #[serde(default, with = "crate::quantity::number")]
    pub units: Quantity,
    /// Charge in cents.
    #[serde(default)]
    pub charge_cents: Cents,
    /// Day of service.
    pub date: Date,
}
