//! Charges of an account: made from the chart's codes, or captured elsewhere and posted here.
//!
//! What enters: a coded chart ([`from_codes`]), a CSV file ([`from_csv`]), or the charges that
//! intake read from FHIR ChargeItem resources ([`from_captured`]); with a [`Posting`] and the
//! site's [`crate::ChargeMaster`]. What leaves: the charges, and a [`PriceHold`] for each one
//! without a price, which is never made up. [`post`] adds them to those of the account: the same
//! source posted twice adds nothing.

mod codes;
mod key;
mod outside;
mod posting;
mod pricing;

pub use codes::from_codes;
pub use outside::{COLUMNS, CsvCharges, MAX_BYTES, MAX_ROWS, from_captured, from_csv, template};
pub use posting::{Posted, post};
pub use pricing::{HoldKind, PriceHold};

use model::{AccountId, Cents, ChargeId, ClaimType, Date, DrugQuantity};
use serde::{Deserialize, Serialize};

/// One charge of an account.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Charge {
    /// Computed from account and source key, so that the same source gives the same charge.
    pub id: ChargeId,
    /// The account.
    pub account: AccountId,
    /// CPT or HCPCS number; `None` on a hospital charge with a revenue code only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub code: Option<String>,
    /// Modifiers in order.
    #[serde(default)]
    pub modifiers: Vec<String>,
    /// Units of service.
    pub units: u32,
    /// Total of the line; `None` while its price is not known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub charge_cents: Option<Cents>,
    /// Day of service.
    pub date: Date,
    /// Day on which it was posted, by the calendar of the site: charge lag is counted in days
    /// there, and an instant in another zone would put an evening's work on the next day.
    pub posted_on: Date,
    /// Where it came from.
    pub source: ChargeSource,
    /// What names it in its source; one charge of the account has it.
    pub source_key: String,
    /// The site that charges.
    pub site: String,
    /// Revenue code, four digits: the charge is the hospital's then, else the physician's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub revenue_code: Option<String>,
    /// National Drug Code, eleven digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ndc: Option<String>,
    /// How much of the drug was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ndc_quantity: Option<DrugQuantity>,
    /// Ranks of the diagnoses that support it, from 1.
    #[serde(default)]
    pub pointers: Vec<u16>,
    /// How far it is.
    #[serde(default)]
    pub state: ChargeState,
}

/// Where a charge came from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChargeSource {
    /// Made from the codes of the chart.
    Chart,
    /// A CSV file.
    Csv,
    /// A FHIR ChargeItem.
    Fhir,
    /// Entered by a person.
    Person,
}

impl ChargeSource {
    /// The name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            ChargeSource::Chart => "chart",
            ChargeSource::Csv => "csv",
            ChargeSource::Fhir => "fhir",
            ChargeSource::Person => "person",
        }
    }
}

/// How far a charge is.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "state", rename_all = "snake_case")]
pub enum ChargeState {
    /// Posted.
    #[default]
    Captured,
    /// Seen by a person.
    Reviewed,
    /// Taken back. It stays in the account and is billed no more.
    Voided {
        /// Why.
        reason: String,
    },
}

/// Why a charge cannot change its state.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ChargeStateError {
    /// Voided charges stay so.
    #[error("charge {0} is voided; post a new one")]
    Voided(ChargeId),
    /// Voiding needs words.
    #[error("charge {0} can be voided only with a reason; write one")]
    NoReason(ChargeId),
    /// Nothing to bill.
    #[error("charge {0} has no price yet; give it one before it is reviewed")]
    NoPrice(ChargeId),
}

impl Charge {
    /// True unless it was taken back.
    #[must_use]
    pub fn is_live(&self) -> bool {
        !matches!(self.state, ChargeState::Voided { .. })
    }

    /// The charge after a person has seen it.
    ///
    /// # Errors
    /// When it is voided, or has no price.
    pub fn reviewed(mut self) -> Result<Charge, ChargeStateError> {
        match (self.is_live(), self.charge_cents) {
            (false, _) => Err(ChargeStateError::Voided(self.id)),
            (true, None) => Err(ChargeStateError::NoPrice(self.id)),
            (true, Some(_)) => {
                self.state = ChargeState::Reviewed;
                Ok(self)
            }
        }
    }

    /// The charge after it was taken back.
    ///
    /// # Errors
    /// When it is voided already, or the reason is empty.
    pub fn voided(mut self, reason: &str) -> Result<Charge, ChargeStateError> {
        if !self.is_live() {
            return Err(ChargeStateError::Voided(self.id));
        }
        if reason.trim().is_empty() {
            return Err(ChargeStateError::NoReason(self.id));
        }
        self.state = ChargeState::Voided { reason: reason.trim().to_owned() };
        Ok(self)
    }

    /// The charge as [`crate::build`] takes it; `None` when it is voided or has no price.
    #[must_use]
    pub fn to_captured(&self) -> Option<model::Charge> {
        Some(model::Charge {
            code: self.code.clone(),
            modifiers: self.modifiers.clone(),
            units: self.units,
            amount: self.charge_cents.filter(|_| self.is_live())?,
            revenue_code: self.revenue_code.clone(),
            ndc: self.ndc.clone(),
            ndc_quantity: self.ndc_quantity.clone(),
            date: Some(self.date),
            source: format!("{}, {}", self.source.name(), self.id),
        })
    }
}

/// What charges of one posting share.
#[derive(Clone, Debug, Default)]
pub struct Posting {
    /// The account, where the source does not name it.
    pub account: AccountId,
    /// The site, where the source does not name it.
    pub site: String,
    /// Day of the posting, by the calendar of the site.
    pub posted_on: Date,
    /// Whose charges are made from codes: a physician's have no revenue code, a hospital's take
    /// it from the charge master.
    pub claim_type: ClaimType,
}

/// Charges, and what holds some of them.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Capture {
    /// Every charge, also those without a price.
    pub charges: Vec<Charge>,
    /// Those without a price, each with its reason. The account is held while there is one.
    pub holds: Vec<PriceHold>,
}

#[cfg(test)]
mod tests;
