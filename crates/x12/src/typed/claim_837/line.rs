//! The service line, its drugs and providers, and what other payers decided on it.

use crate::typed::node::segment_loop;
use crate::typed::segments::{
    Amt, Cas, Cn1, Cr1, Cr2, Cr3, Cr5, Crc, Ctp, Dtp, Frm, Hcp, Hi, K3, Lin, Lq, Lx, Mea, N2, N3,
    N4, Nm1, Nte, Per, Prv, Ps1, Pwk, Qty, Ref, Sv1, Sv2, Sv3, Sv5, Svd, Too,
};

segment_loop! {
    /// A service line (loop 2400).
    ServiceLine "2400" {
        /// Its number.
        number: Lx,
        /// A professional service.
        professional: Option<Sv1>,
        /// An institutional service.
        institutional: Option<Sv2>,
        /// A dental service.
        dental: Option<Sv3>,
        /// Teeth.
        teeth: Vec<Too>,
        /// Durable medical equipment.
        equipment: Option<Sv5>,
        /// Codes.
        codes: Vec<Hi>,
        /// Attachments; certificate of medical necessity (CT).
        attachments: Vec<Pwk>,
        /// Ambulance.
        ambulance: Option<Cr1>,
        /// Spinal manipulation.
        chiropractic: Vec<Cr2>,
        /// Certificate of durable medical equipment.
        equipment_certificate: Option<Cr3>,
        /// Oxygen.
        oxygen: Option<Cr5>,
        /// Conditions.
        conditions: Vec<Crc>,
        /// Days: service (472), prescription (471), certification (607), …
        dates: Vec<Dtp>,
        /// Patients in the ambulance (PT), obstetric anaesthesia units (FL).
        quantities: Vec<Qty>,
        /// Test results.
        measurements: Vec<Mea>,
        /// Contract.
        contract: Option<Cn1>,
        /// Numbers: line (6R), authorization (G1), mammography (EW), CLIA (X4, F4), …
        references: Vec<Ref>,
        /// Amounts: sales tax (T), postage (F4).
        amounts: Vec<Amt>,
        /// Fixed-format information.
        fixed: Vec<K3>,
        /// Notes.
        notes: Vec<Nte>,
        /// Purchased service.
        purchased: Option<Ps1>,
        /// Pricing by a third party.
        pricing: Option<Hcp>,
        /// Drugs and supplies (loops 2410).
        drugs: Vec<Drug>,
        /// Providers and places (loops 2420).
        parties: Vec<ServiceParty>,
        /// What other payers decided (loops 2430).
        adjudications: Vec<Adjudication>,
        /// Forms (loops 2440).
        forms: Vec<FormAnswers>,
    }
    /// A drug or supply (loop 2410).
    Drug "2410" {
        /// Its number: an NDC under N4.
        product: Lin,
        /// How much.
        quantity: Option<Ctp>,
        /// Prescription number (XZ), link number (VY).
        references: Vec<Ref>,
    }
    /// A provider or place of a line (loop 2420).
    ServiceParty "2420" {
        /// Who.
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
    /// What another payer decided on the line (loop 2430).
    Adjudication "2430" {
        /// Payer, payment, procedure and units.
        decision: Svd,
        /// Adjustments.
        adjustments: Vec<Cas>,
        /// Day of the decision (573).
        dates: Vec<Dtp>,
        /// What is left for the patient (EAF).
        amounts: Vec<Amt>,
    }
    /// A form and its answers (loop 2440).
    FormAnswers "2440" {
        /// Which form.
        form: Lq,
        /// The answers.
        answers: Vec<Frm>,
    }
}
