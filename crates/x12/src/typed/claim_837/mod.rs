//! 837: claims, professional, institutional and dental. One value for all three: the base
//! standard has one order, of which each guide uses a part.

mod claim;
mod facts;
mod level;
mod line;
mod to_model;

pub use claim::{Claim, ClaimParty, OtherCoverage, OtherParty};
pub use facts::{ClaimKind, FlatAdjustment, PlacedClaim};
pub use level::{BillingLevel, Claims837, LevelParty, PatientLevel, SubscriberLevel};
pub use line::{Adjudication, Drug, FormAnswers, ServiceLine, ServiceParty};
