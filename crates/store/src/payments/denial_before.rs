//! How a denial stood before a decision of the payer moved it, so that a decision that is taken
//! back leaves it as it was.

use super::denial::{DenialBody, DenialRow};
use model::{Cents, Date};
use payments::denials::life::DenialState;
use serde::{Deserialize, Serialize};

/// Decisions on one denial that can be taken back; of more, the oldest stay.
const MOST: usize = 8;

/// A denial before a decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct DenialBefore {
    /// The decision: `payment:place`.
    pub decision: String,
    /// Where it stood.
    pub state: DenialState,
    /// See `DenialLife`.
    pub appeal_by: Option<Date>,
    /// What was refused.
    pub refusal: Refusal,
    /// The claim that went out in its place.
    pub resent_as: String,
    /// When it had come to its end.
    pub closed_at: Option<i64>,
    /// What had come back.
    pub recovered: Cents,
}

/// What a payer refused, and by which decision.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Refusal {
    /// Our claim.
    pub claim: String,
    /// The payment.
    pub remittance: String,
    /// Which claim of it.
    pub place: i64,
    /// The line of our claim; 0 for the claim as a whole.
    pub line: i64,
    /// What was known.
    pub body: DenialBody,
}

impl DenialRow {
    /// How it stands before this decision, `payment:place`.
    #[must_use]
    pub fn before(&self, decision: &str) -> DenialBefore {
        DenialBefore {
            decision: decision.to_owned(),
            state: self.life.state.clone(),
            appeal_by: self.life.appeal_by,
            refusal: Refusal {
                claim: self.claim.clone(),
                remittance: self.remittance.clone(),
                place: self.place,
                line: self.line,
                body: self.body.clone(),
            },
            resent_as: self.resent_as.clone(),
            closed_at: self.closed_at,
            recovered: self.recovered,
        }
    }

    /// A decision was followed that found it so.
    pub fn followed(&mut self, before: DenialBefore) {
        self.life.decided.insert(before.decision.clone());
        self.life.before.push(before);
        let over = self.life.before.len().saturating_sub(MOST);
        self.life.before.drain(..over);
    }

    /// It stands as it did before a decision.
    pub fn stands_as(&mut self, before: DenialBefore) {
        self.refused_as(before.refusal);
        self.life.state = before.state;
        self.life.appeal_by = before.appeal_by;
        self.resent_as = before.resent_as;
        self.closed_at = before.closed_at;
        self.recovered = before.recovered;
    }

    /// What is refused is what this refusal says.
    pub fn refused_as(&mut self, refusal: Refusal) {
        let Refusal { claim, remittance, place, line, body } = refusal;
        (self.claim, self.remittance, self.place) = (claim, remittance, place);
        (self.line, self.body) = (line, body);
        self.trace.clear();
    }
}
