//! 278: the request to review a service, and the decision. One value for both: BHT02 tells them
//! apart, and the decision (HCR) and the reasons (AAA) stand in the same places.

use super::node::segment_loop;
use super::segments::{
    Aaa, Bht, Cl1, Cr1, Cr2, Cr5, Cr6, Crc, Dmg, Dtp, Hcr, Hi, Hl, Hsd, Ins, Msg, N2, N3, N4, Nm1,
    Per, Prv, Pwk, Ref, Se, St, Sv1, Sv2, Sv3, Too, Trn, Um,
};

segment_loop! {
    /// A 278 transaction.
    Authorization278 "" when 1 in ["278"] {
        /// ST.
        st: St,
        /// Request (13) or decision (11), number and time.
        beginning: Bht,
        /// Who decides (level 20).
        organizations: Vec<ReviewOrganization>,
        /// SE.
        se: Se,
    }
    /// Who decides (loop 2000A).
    ReviewOrganization "2000A" when 3 in ["20"] {
        /// HL, and what stands at its level.
        review: Review,
        /// Who asks.
        requesters: Vec<Requester>,
    }
    /// Who asks (loop 2000B).
    Requester "2000B" when 3 in ["21"] {
        /// HL, and what stands at its level.
        review: Review,
        /// The subscribers.
        subscribers: Vec<ReviewSubscriber>,
    }
    /// A subscriber (loop 2000C).
    ReviewSubscriber "2000C" when 3 in ["22"] {
        /// HL, and what stands at its level.
        review: Review,
        /// Events of which the subscriber is the patient.
        events: Vec<PatientEvent>,
        /// The dependents.
        dependents: Vec<ReviewDependent>,
    }
    /// A dependent (loop 2000D).
    ReviewDependent "2000D" when 3 in ["23"] {
        /// HL, and what stands at its level.
        review: Review,
        /// Events of which the dependent is the patient.
        events: Vec<PatientEvent>,
    }
    /// An event: admission, referral, course of treatment (loop 2000E).
    PatientEvent "2000E" when 3 in ["EV"] {
        /// HL, and what stands at its level.
        review: Review,
        /// The services.
        services: Vec<ReviewService>,
    }
    /// A service (loop 2000F).
    ReviewService "2000F" when 3 in ["SS"] {
        /// HL, and what stands at its level.
        review: Review,
    }
    /// What may stand at a level of the review (loop 2000).
    Review "2000" {
        /// HL.
        level: Hl,
        /// Numbers.
        traces: Vec<Trn>,
        /// Why there is no decision.
        rejections: Vec<Aaa>,
        /// What is asked for.
        request: Option<Um>,
        /// What is decided.
        decision: Option<Hcr>,
        /// Authorization numbers (BB) and administrative ones (NT).
        references: Vec<Ref>,
        /// Days.
        dates: Vec<Dtp>,
        /// Diagnoses.
        diagnoses: Vec<Hi>,
        /// A professional service.
        professional: Option<Sv1>,
        /// An institutional service.
        institutional: Option<Sv2>,
        /// A dental service.
        dental: Option<Sv3>,
        /// Teeth.
        teeth: Vec<Too>,
        /// How often.
        deliveries: Vec<Hsd>,
        /// Conditions.
        conditions: Vec<Crc>,
        /// Admission.
        admission: Option<Cl1>,
        /// Ambulance.
        ambulance: Option<Cr1>,
        /// Spinal manipulation.
        chiropractic: Option<Cr2>,
        /// Oxygen.
        oxygen: Option<Cr5>,
        /// Home health care.
        home_health: Option<Cr6>,
        /// Attachments.
        attachments: Vec<Pwk>,
        /// Messages in words.
        messages: Vec<Msg>,
        /// Parties.
        names: Vec<ReviewName>,
    }
    /// A party of the review (loop 2010).
    ReviewName "2010" {
        /// Who.
        name: Nm1,
        /// Other numbers.
        references: Vec<Ref>,
        /// More of the name.
        more_names: Vec<N2>,
        /// Street.
        street: Vec<N3>,
        /// City.
        city: Option<N4>,
        /// Whom to ask.
        contacts: Vec<Per>,
        /// Why there is no decision.
        rejections: Vec<Aaa>,
        /// The provider's role and speciality.
        provider: Option<Prv>,
        /// Birth date and sex.
        demographics: Option<Dmg>,
        /// Relationship.
        relationship: Option<Ins>,
        /// Days.
        dates: Vec<Dtp>,
    }
}

impl Authorization278 {
    /// True for a decision, false for a request (BHT02 is 11).
    #[must_use]
    pub fn is_response(&self) -> bool {
        self.beginning.purpose == "11"
    }

    /// The events of subscribers and dependents, in file order.
    pub fn events(&self) -> impl Iterator<Item = &PatientEvent> {
        let requesters = self.organizations.iter().flat_map(|one| &one.requesters);
        requesters.flat_map(|requester| &requester.subscribers).flat_map(|subscriber| {
            let of_dependents = subscriber.dependents.iter().flat_map(|one| &one.events);
            subscriber.events.iter().chain(of_dependents)
        })
    }
}
