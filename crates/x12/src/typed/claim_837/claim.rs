//! The claim and its coverage by other payers.

use super::line::ServiceLine;
use crate::typed::node::segment_loop;
use crate::typed::segments::{
    Amt, Cas, Cl1, Clm, Cn1, Cr1, Cr2, Cr3, Crc, Dmg, Dn1, Dn2, Dtp, Hcp, Hi, K3, Mia, Moa, N2, N3,
    N4, Nm1, Nte, Oi, Per, Prv, Pwk, Qty, Ref, Sbr,
};

segment_loop! {
    /// A claim (loop 2300).
    Claim "2300" {
        /// Number, charge, facility, signatures, accident.
        claim: Clm,
        /// Days: statement (434), admission (435), accident (439), onset (431), …
        dates: Vec<Dtp>,
        /// Institutional: priority, source and patient status.
        institutional: Option<Cl1>,
        /// Dental: orthodontic treatment.
        orthodontics: Option<Dn1>,
        /// Dental: missing teeth.
        teeth: Vec<Dn2>,
        /// Attachments.
        attachments: Vec<Pwk>,
        /// Contract.
        contract: Option<Cn1>,
        /// Amounts: patient paid (F5), patient responsibility (F3).
        amounts: Vec<Amt>,
        /// Numbers: original claim (F8), authorization (G1), referral (9F), CLIA (X4), …
        references: Vec<Ref>,
        /// Fixed-format information.
        fixed: Vec<K3>,
        /// Notes.
        notes: Vec<Nte>,
        /// Ambulance.
        ambulance: Option<Cr1>,
        /// Spinal manipulation.
        chiropractic: Option<Cr2>,
        /// Durable medical equipment.
        equipment: Option<Cr3>,
        /// Conditions: ambulance (07), vision (E1 to E3), homebound (75), EPSDT (ZZ).
        conditions: Vec<Crc>,
        /// Diagnoses, procedures, and institutional codes.
        codes: Vec<Hi>,
        /// Quantities.
        quantities: Vec<Qty>,
        /// Pricing by a third party.
        pricing: Option<Hcp>,
        /// Providers and places (loops 2310).
        parties: Vec<ClaimParty>,
        /// Other payers (loops 2320).
        other_coverage: Vec<OtherCoverage>,
        /// The lines (loops 2400).
        lines: Vec<ServiceLine>,
    }
    /// A provider or place of a claim (loop 2310).
    ClaimParty "2310" {
        /// Referring (DN, P3), rendering (82), facility (77), supervising (DQ), attending (71),
        /// operating (72), other (ZZ), ambulance pick-up (PW) and drop-off (45), assistant (DD).
        name: Nm1,
        /// Speciality.
        specialty: Option<Prv>,
        /// More of the name.
        more_names: Vec<N2>,
        /// Street.
        street: Vec<N3>,
        /// City.
        city: Option<N4>,
        /// Other numbers.
        references: Vec<Ref>,
        /// Whom to ask.
        contacts: Vec<Per>,
    }
    /// Coverage by another payer, and what it decided (loop 2320).
    OtherCoverage "2320" {
        /// The coverage.
        coverage: Sbr,
        /// Adjustments of the claim as a whole.
        adjustments: Vec<Cas>,
        /// Amounts: paid (D), not covered (A8), left for the patient (EAF).
        amounts: Vec<Amt>,
        /// Birth date and sex of its subscriber.
        demographics: Option<Dmg>,
        /// Assignment and release.
        insurance: Option<Oi>,
        /// Inpatient adjudication.
        inpatient: Option<Mia>,
        /// Outpatient adjudication.
        outpatient: Option<Moa>,
        /// Subscriber (IL), payer (PR), and the providers as the payer knows them.
        parties: Vec<OtherParty>,
    }
    /// A party of another coverage (loop 2330).
    OtherParty "2330" {
        /// Who.
        name: Nm1,
        /// More of the name.
        more_names: Vec<N2>,
        /// Street.
        street: Vec<N3>,
        /// City.
        city: Option<N4>,
        /// Whom to ask.
        contacts: Vec<Per>,
        /// Day on which the payer decided (573).
        dates: Vec<Dtp>,
        /// Other numbers.
        references: Vec<Ref>,
    }
}
