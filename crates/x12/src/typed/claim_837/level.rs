//! Transaction, billing provider, subscriber and patient.

use super::claim::Claim;
use crate::typed::node::segment_loop;
use crate::typed::segments::{
    Bht, Cur, Dmg, Dtp, Hl, N2, N3, N4, Nm1, Pat, Per, Prv, Ref, Sbr, Se, St,
};

segment_loop! {
    /// An 837 transaction.
    Claims837 "" when 1 in ["837"] {
        /// ST.
        st: St,
        /// Number and time of the batch.
        beginning: Bht,
        /// Numbers of the transaction.
        references: Vec<Ref>,
        /// Submitter (41, loop 1000A) and receiver (40, loop 1000B).
        parties: Vec<LevelParty>,
        /// The billing providers.
        billing: Vec<BillingLevel>,
        /// SE.
        se: Se,
    }
    /// A billing provider (loop 2000A).
    BillingLevel "2000A" when 3 in ["20"] {
        /// HL.
        level: Hl,
        /// Speciality.
        specialty: Option<Prv>,
        /// Currency, when it is not US dollars.
        currency: Option<Cur>,
        /// Billing provider (85), pay-to address (87), pay-to plan (PE).
        parties: Vec<LevelParty>,
        /// The subscribers.
        subscribers: Vec<SubscriberLevel>,
    }
    /// A subscriber (loop 2000B).
    SubscriberLevel "2000B" when 3 in ["22"] {
        /// HL.
        level: Hl,
        /// The coverage by the payer that the claim goes to.
        coverage: Option<Sbr>,
        /// Death, weight, pregnancy, when the subscriber is the patient.
        patient: Option<Pat>,
        /// Days.
        dates: Vec<Dtp>,
        /// Subscriber (IL, loop 2010BA) and payer (PR, loop 2010BB).
        parties: Vec<LevelParty>,
        /// Claims of which the subscriber is the patient.
        claims: Vec<Claim>,
        /// The dependents.
        patients: Vec<PatientLevel>,
    }
    /// A dependent who is the patient (loop 2000C).
    PatientLevel "2000C" when 3 in ["23"] {
        /// HL.
        level: Hl,
        /// Relationship to the subscriber.
        patient: Option<Pat>,
        /// Days.
        dates: Vec<Dtp>,
        /// Patient (QC, loop 2010CA).
        parties: Vec<LevelParty>,
        /// The claims.
        claims: Vec<Claim>,
    }
    /// A party of the transaction or of a level (loops 1000 and 2010).
    LevelParty "2010" {
        /// Who.
        name: Nm1,
        /// More of the name.
        more_names: Vec<N2>,
        /// Street.
        street: Vec<N3>,
        /// City.
        city: Option<N4>,
        /// Birth date and sex.
        demographics: Option<Dmg>,
        /// Other numbers.
        references: Vec<Ref>,
        /// Whom to ask.
        contacts: Vec<Per>,
    }
}
