//! 835: payment and remittance advice.

use super::node::segment_loop;
use super::segments::{
    Amt, Bpr, Cas, Clp, Cur, Dtm, Lq, Lx, Mia, Moa, N1, N2, N3, N4, Nm1, Nte, Per, Plb, Qty, Rdm,
    Ref, Se, St, Svc, Trn, Ts2, Ts3,
};

mod facts;
mod from_claim;
mod from_model;
mod to_claim;
mod to_model;

pub use facts::{FlatAdjustment, FlatProviderAdjustment};

segment_loop! {
    /// An 835 transaction.
    Remittance835 "" when 1 in ["835"] {
        /// ST.
        st: St,
        /// How much is paid, how and when.
        payment: Bpr,
        /// Notes.
        notes: Vec<Nte>,
        /// The number that ties the advice to the payment.
        trace: Trn,
        /// Currency, when it is not US dollars.
        currency: Option<Cur>,
        /// The receiver's number (EV), the version of the payer's system (F2).
        references: Vec<Ref>,
        /// The day that production was closed (405).
        dates: Vec<Dtm>,
        /// The payer (PR, loop 1000A) and the payee (PE, loop 1000B).
        parties: Vec<Party>,
        /// Groups of claims.
        groups: Vec<ClaimGroup>,
        /// Adjustments of the provider's payment.
        provider_adjustments: Vec<Plb>,
        /// SE.
        se: Se,
    }
    /// The payer or the payee (loop 1000).
    Party "1000" {
        /// Who.
        name: N1,
        /// More of the name.
        more_names: Vec<N2>,
        /// Street.
        street: Vec<N3>,
        /// City.
        city: Option<N4>,
        /// Other numbers of the party.
        references: Vec<Ref>,
        /// Whom to ask: business (CX), technical (BL), web site (IC).
        contacts: Vec<Per>,
        /// How the advice is delivered.
        delivery: Vec<Rdm>,
        /// Days.
        dates: Vec<Dtm>,
    }
    /// A group of claims of one provider or type of bill (loop 2000).
    ClaimGroup "2000" {
        /// Its number.
        number: Lx,
        /// Totals of the provider.
        totals: Option<Ts3>,
        /// Inpatient totals.
        inpatient_totals: Option<Ts2>,
        /// The claims.
        claims: Vec<ClaimPayment>,
    }
    /// Payment of one claim (loop 2100).
    ClaimPayment "2100" {
        /// Numbers, status and amounts.
        claim: Clp,
        /// Adjustments of the claim as a whole.
        adjustments: Vec<Cas>,
        /// Patient (QC), insured (IL), corrected patient (74), rendering provider (82),
        /// crossover carrier (TT), corrected payer (PR), other subscriber (GB).
        names: Vec<Nm1>,
        /// Inpatient adjudication.
        inpatient: Option<Mia>,
        /// Outpatient adjudication.
        outpatient: Option<Moa>,
        /// References of the claim and of the rendering provider.
        references: Vec<Ref>,
        /// Statement (232, 233), end of coverage (036), receipt (050).
        dates: Vec<Dtm>,
        /// Whom to ask.
        contacts: Vec<Per>,
        /// Supplemental amounts.
        amounts: Vec<Amt>,
        /// Supplemental quantities.
        quantities: Vec<Qty>,
        /// The services.
        services: Vec<ServicePayment>,
    }
    /// Payment of one service (loop 2110).
    ServicePayment "2110" {
        /// Procedure, amounts, units.
        service: Svc,
        /// Day of service (472), or first (150) and last (151).
        dates: Vec<Dtm>,
        /// Adjustments.
        adjustments: Vec<Cas>,
        /// Line control number (6R) and other references.
        references: Vec<Ref>,
        /// Supplemental amounts.
        amounts: Vec<Amt>,
        /// Supplemental quantities.
        quantities: Vec<Qty>,
        /// Remark codes.
        remarks: Vec<Lq>,
    }
}
