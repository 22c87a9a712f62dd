//! Identifiers as newtypes, so that a chart can't be passed where a claim is meant.

use serde::{Deserialize, Serialize};
use std::fmt;

macro_rules! text_id {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(
            Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize,
        )]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(text: String) -> Self {
                Self(text)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_id!(
    /// One account: one encounter on its way to a paid claim.
    AccountId
);
text_id!(
    /// One person, or one service, that acts.
    UserId
);
text_id!(
    /// One site's data; no statement reads two of them.
    TenantId
);
text_id!(
    /// One question to a provider.
    QueryId
);
text_id!(
    /// One chart: one encounter of one patient with all its documents.
    ChartId
);
text_id!(
    /// One captured charge of an account.
    ChargeId
);
text_id!(
    /// One claim; the patient control number of an 837 (CLM01).
    ClaimId
);
text_id!(
    /// One document of a chart.
    DocumentId
);
text_id!(
    /// One patient, as the source system names them.
    PatientId
);
text_id!(
    /// One encounter, as the source system names it.
    EncounterId
);
