//! What holds a statement back.

use model::Cents;
use serde::{Deserialize, Serialize};

/// What the site knows of the account.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Standing {
    /// An appeal or a corrected claim is with a payer.
    pub open_appeal: bool,
    /// Post to the address came back.
    pub bad_address: bool,
    /// Below this nothing is sent.
    pub minimum: Cents,
    /// What the patient has too much on other accounts.
    pub credit_elsewhere: Cents,
}

/// Why no statement is sent.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum StatementHold {
    /// The payer may still pay.
    OpenAppeal,
    /// Less than it is worth to send.
    BelowMinimum {
        /// What is owed.
        owed: Cents,
        /// The site's minimum.
        minimum: Cents,
    },
    /// It would not arrive.
    BadAddress,
    /// The patient has paid too much, here or elsewhere: refund or transfer first.
    CreditBalance(Cents),
    /// Nothing is owed.
    NothingOwed,
}

impl StatementHold {
    /// In a plain sentence, for who works on it.
    #[must_use]
    pub fn words(self) -> String {
        match self {
            StatementHold::OpenAppeal => {
                "An appeal or corrected claim is open: the amount may still change.".to_owned()
            }
            StatementHold::BelowMinimum { owed, minimum } => {
                format!("{owed} is below the least amount for a statement, {minimum}.")
            }
            StatementHold::BadAddress => {
                "There is no good address: ask the patient before anything is sent.".to_owned()
            }
            StatementHold::CreditBalance(credit) => {
                format!("The patient has {credit} too much with us: refund or transfer it first.")
            }
            StatementHold::NothingOwed => "Nothing is owed.".to_owned(),
        }
    }
}

/// Everything that holds a statement over `owed` back.
pub(super) fn holds(owed: Cents, standing: &Standing, has_address: bool) -> Vec<StatementHold> {
    let mut holds = Vec::new();
    if standing.open_appeal {
        holds.push(StatementHold::OpenAppeal);
    }
    if owed < Cents::ZERO {
        holds.push(StatementHold::CreditBalance(-owed));
    } else if standing.credit_elsewhere > Cents::ZERO {
        holds.push(StatementHold::CreditBalance(standing.credit_elsewhere));
    }
    if owed == Cents::ZERO {
        holds.push(StatementHold::NothingOwed);
    } else if owed > Cents::ZERO && owed < standing.minimum {
        holds.push(StatementHold::BelowMinimum { owed, minimum: standing.minimum });
    }
    if standing.bad_address || !has_address {
        holds.push(StatementHold::BadAddress);
    }
    holds
}
