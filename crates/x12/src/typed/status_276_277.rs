//! 276 and 277: the question where a claim stands, and the answer.

use super::claim_ack_values;
use super::node::segment_loop;
use super::segments::{
    Amt, Bht, Dmg, Dtp, Hl, N2, N3, N4, Nm1, Pat, Per, Qty, Ref, Sbr, Se, St, Stc, Svc, Trn,
    reference,
};
use crate::fault::X12Error;
use model::acknowledgement::ClaimStatus;

segment_loop! {
    /// A 276 transaction.
    Request276 "" when 1 in ["276"] {
        /// ST.
        st: St,
        /// Number and time of the question.
        beginning: Bht,
        /// Who is asked (level 20).
        sources: Vec<RequestSource>,
        /// SE.
        se: Se,
    }
    /// Who is asked (loop 2000A).
    RequestSource "2000A" when 3 in ["20"] {
        /// HL, and the names.
        head: StatusLevel,
        /// Who asks.
        receivers: Vec<RequestReceiver>,
    }
    /// Who asks (loop 2000B).
    RequestReceiver "2000B" when 3 in ["21"] {
        /// HL, and the names.
        head: StatusLevel,
        /// The providers of the claims.
        providers: Vec<RequestProvider>,
    }
    /// A provider (loop 2000C).
    RequestProvider "2000C" when 3 in ["19"] {
        /// HL, and the names.
        head: StatusLevel,
        /// The subscribers.
        subscribers: Vec<RequestSubscriber>,
    }
    /// A subscriber (loop 2000D).
    RequestSubscriber "2000D" when 3 in ["22"] {
        /// HL, and the names.
        head: StatusLevel,
        /// The subscriber's own claims.
        claims: Vec<ClaimQuestion>,
        /// The dependents.
        dependents: Vec<RequestDependent>,
    }
    /// A dependent (loop 2000E).
    RequestDependent "2000E" when 3 in ["23"] {
        /// HL, and the names.
        head: StatusLevel,
        /// The dependent's claims.
        claims: Vec<ClaimQuestion>,
    }
    /// A level with its names (loops 2000 and 2100).
    StatusLevel "2000" {
        /// HL.
        level: Hl,
        /// Insurance.
        insurance: Option<Sbr>,
        /// Patient.
        patient: Option<Pat>,
        /// Birth date and sex.
        demographics: Option<Dmg>,
        /// Who.
        names: Vec<StatusName>,
    }
    /// A name (loop 2100).
    StatusName "2100" {
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
    }
    /// A claim that is asked about (loop 2200).
    ClaimQuestion "2200" {
        /// The number that the answer must repeat.
        trace: Trn,
        /// The payer's number (1K), bill type (BLT), patient control number (EJ), …
        references: Vec<Ref>,
        /// The charge (T3).
        amounts: Vec<Amt>,
        /// Days of service.
        dates: Vec<Dtp>,
        /// Service lines.
        services: Vec<ServiceQuestion>,
    }
    /// A service line that is asked about (loop 2210).
    ServiceQuestion "2210" {
        /// Procedure and charge.
        service: Svc,
        /// Line number (FJ).
        references: Vec<Ref>,
        /// Days of service.
        dates: Vec<Dtp>,
    }
    /// A 277 transaction that answers a 276.
    Status277 "" when 1 in ["277"] {
        /// ST.
        st: St,
        /// Number and time of the answer.
        beginning: Bht,
        /// Who answers (level 20).
        sources: Vec<StatusSource>,
        /// SE.
        se: Se,
    }
    /// Who answers (loop 2000A).
    StatusSource "2000A" when 3 in ["20"] {
        /// HL, and the names.
        head: StatusLevel,
        /// Who asked.
        receivers: Vec<StatusReceiver>,
    }
    /// Who asked (loop 2000B).
    StatusReceiver "2000B" when 3 in ["21"] {
        /// HL, and the names.
        head: StatusLevel,
        /// Why the receiver gets no answer.
        traces: Vec<ClaimAnswer>,
        /// The providers of the claims.
        providers: Vec<StatusProvider>,
    }
    /// A provider (loop 2000C).
    StatusProvider "2000C" when 3 in ["19"] {
        /// HL, and the names.
        head: StatusLevel,
        /// Why the provider gets no answer.
        traces: Vec<ClaimAnswer>,
        /// The subscribers.
        subscribers: Vec<StatusSubscriber>,
    }
    /// A subscriber (loop 2000D).
    StatusSubscriber "2000D" when 3 in ["22"] {
        /// HL, and the names.
        head: StatusLevel,
        /// The subscriber's own claims.
        claims: Vec<ClaimAnswer>,
        /// The dependents.
        dependents: Vec<StatusDependent>,
    }
    /// A dependent (loop 2000E).
    StatusDependent "2000E" when 3 in ["23"] {
        /// HL, and the names.
        head: StatusLevel,
        /// The dependent's claims.
        claims: Vec<ClaimAnswer>,
    }
    /// Where a claim stands (loop 2200).
    ClaimAnswer "2200" {
        /// The number of the question.
        trace: Trn,
        /// Statuses.
        statuses: Vec<Stc>,
        /// The payer's number (1K), bill type (BLT), patient control number (EJ), …
        references: Vec<Ref>,
        /// Days of service.
        dates: Vec<Dtp>,
        /// Quantities.
        quantities: Vec<Qty>,
        /// Amounts.
        amounts: Vec<Amt>,
        /// Service lines.
        services: Vec<ServiceAnswer>,
    }
    /// Where a service line stands (loop 2220).
    ServiceAnswer "2220" {
        /// Procedure, charge and payment.
        service: Svc,
        /// Statuses.
        statuses: Vec<Stc>,
        /// Line number (FJ).
        references: Vec<Ref>,
        /// Days of service.
        dates: Vec<Dtp>,
    }
}

impl Request276 {
    /// The claims that are asked about, of subscribers and dependents, in file order.
    pub fn claims(&self) -> impl Iterator<Item = &ClaimQuestion> {
        let receivers = self.sources.iter().flat_map(|source| &source.receivers);
        let providers = receivers.flat_map(|receiver| &receiver.providers);
        providers.flat_map(|provider| &provider.subscribers).flat_map(|subscriber| {
            let of_dependents = subscriber.dependents.iter().flat_map(|one| &one.claims);
            subscriber.claims.iter().chain(of_dependents)
        })
    }
}

impl Status277 {
    /// The claims that are answered, of subscribers and dependents, in file order.
    pub fn claims(&self) -> impl Iterator<Item = &ClaimAnswer> {
        let receivers = self.sources.iter().flat_map(|source| &source.receivers);
        let providers = receivers.flat_map(|receiver| &receiver.providers);
        providers.flat_map(|provider| &provider.subscribers).flat_map(|subscriber| {
            let of_dependents = subscriber.dependents.iter().flat_map(|one| &one.claims);
            subscriber.claims.iter().chain(of_dependents)
        })
    }
}

impl ClaimAnswer {
    /// Where the claim stands, one for each STC.
    ///
    /// # Errors
    /// The place of an amount or a day that is none.
    pub fn told(&self) -> Result<Vec<ClaimStatus>, X12Error> {
        claim_ack_values::statuses(&self.statuses)
    }

    /// The payer's control number of the claim (REF 1K).
    #[must_use]
    pub fn payer_control_number(&self) -> Option<&str> {
        reference(&self.references, "1K")
    }

    /// The provider's control number of the claim (REF EJ).
    #[must_use]
    pub fn control_number(&self) -> Option<&str> {
        reference(&self.references, "EJ")
    }
}
