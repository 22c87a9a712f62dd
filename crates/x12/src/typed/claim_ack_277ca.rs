//! 277CA: what a clearinghouse or payer says on receipt of claims, down to each service line.

use super::node::segment_loop;
use super::segments::{
    Amt, Bht, Dtp, Hl, N2, N3, N4, Nm1, Per, Qty, Ref, Se, St, Stc, Svc, Trn, reference,
};
use model::acknowledgement::ClaimVerdict;

segment_loop! {
    /// A 277CA transaction.
    ClaimAck277 "" when 1 in ["277"] {
        /// ST.
        st: St,
        /// The batch and when it was made.
        beginning: Bht,
        /// Who answers.
        sources: Vec<AckSource>,
        /// SE.
        se: Se,
    }
    /// Who answers: payer or clearinghouse (loop 2000A).
    AckSource "2000A" when 3 in ["20"] {
        /// HL.
        level: Hl,
        /// Who.
        names: Vec<AckName>,
        /// Number, and days of receipt (050) and processing (009).
        traces: Vec<AckTrace>,
        /// To whom.
        receivers: Vec<AckReceiver>,
    }
    /// The submitter whose batch is answered (loop 2000B).
    AckReceiver "2000B" when 3 in ["21"] {
        /// HL.
        level: Hl,
        /// Who.
        names: Vec<AckName>,
        /// Status and totals of the batch.
        traces: Vec<AckTrace>,
        /// The billing providers.
        providers: Vec<AckProvider>,
    }
    /// A billing provider (loop 2000C).
    AckProvider "2000C" when 3 in ["19"] {
        /// HL.
        level: Hl,
        /// Who.
        names: Vec<AckName>,
        /// Status and totals of the provider's claims.
        traces: Vec<AckTrace>,
        /// The patients.
        patients: Vec<AckPatient>,
    }
    /// A patient (loop 2000D).
    AckPatient "2000D" when 3 in ["PT"] {
        /// HL.
        level: Hl,
        /// Who.
        names: Vec<AckName>,
        /// One for each claim.
        claims: Vec<AckTrace>,
    }
    /// A name with its contacts (loop 2100).
    AckName "2100" {
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
    /// A batch, a provider's claims or one claim, with its status (loop 2200).
    AckTrace "2200" {
        /// The number given by the submitter.
        trace: Trn,
        /// Statuses.
        statuses: Vec<Stc>,
        /// The payer's number (1K), the clearinghouse's (D9), bill type (BLT).
        references: Vec<Ref>,
        /// Days.
        dates: Vec<Dtp>,
        /// Numbers of claims: accepted (90, QA), rejected (AA, QC).
        quantities: Vec<Qty>,
        /// Money: accepted (YU), rejected (YY).
        amounts: Vec<Amt>,
        /// Service lines with a status of their own.
        services: Vec<AckService>,
    }
    /// A service line with a status (loop 2220).
    AckService "2220" {
        /// Procedure and charge.
        service: Svc,
        /// Statuses.
        statuses: Vec<Stc>,
        /// Line number (FJ), pharmacy number (XZ).
        references: Vec<Ref>,
        /// Days of service.
        dates: Vec<Dtp>,
    }
}

impl ClaimAck277 {
    /// The claims that are answered, in file order.
    pub fn claims(&self) -> impl Iterator<Item = &AckTrace> {
        let receivers = self.sources.iter().flat_map(|source| &source.receivers);
        let providers = receivers.flat_map(|receiver| &receiver.providers);
        providers.flat_map(|provider| &provider.patients).flat_map(|patient| &patient.claims)
    }
}

impl AckTrace {
    /// The payer's control number of the claim (REF 1K).
    #[must_use]
    pub fn payer_control_number(&self) -> Option<&str> {
        reference(&self.references, "1K")
    }

    /// What it says of the claim: a refusal by any status counts, and what nobody here knows is
    /// neither taken nor refused.
    #[must_use]
    pub fn verdict(&self) -> ClaimVerdict {
        let said = |verdict| self.statuses.iter().any(|stc| verdict_of(stc) == Some(verdict));
        match (said(ClaimVerdict::Rejected), said(ClaimVerdict::Unclear)) {
            (true, _) => ClaimVerdict::Rejected,
            (false, false) if said(ClaimVerdict::Accepted) => ClaimVerdict::Accepted,
            _ => ClaimVerdict::Unclear,
        }
    }
}

/// STC03 `U` rejects and `WQ` accepts a batch, a provider or a claim. A status without it is told
/// by its categories (code list 507): returned unprocessable (A3), not found (A4) and rejected (A6
/// to A8) refuse; passed on (A0), received (A1), taken (A2), split (A5), pending and finalized mean
/// that they have it. Any other category says neither. `None` for a status that says nothing.
fn verdict_of(status: &Stc) -> Option<ClaimVerdict> {
    match status.action.as_str() {
        "U" => return Some(ClaimVerdict::Rejected),
        "WQ" => return Some(ClaimVerdict::Accepted),
        _ => {}
    }
    let codes = [&status.status, &status.second_status, &status.third_status];
    let given = || codes.iter().map(|code| code.category.as_str()).filter(|one| !one.is_empty());
    let refuses = |one: &str| matches!(one, "A3" | "A4" | "A6" | "A7" | "A8");
    let takes = |one: &str| {
        matches!(one, "A0" | "A1" | "A2" | "A5")
            || matches!(one, "P0" | "P1" | "P2" | "P3" | "P4" | "P5")
            || matches!(one, "F0" | "F1" | "F2" | "F3" | "F3F" | "F3N" | "F4")
    };
    given().next()?;
    Some(match (given().any(refuses), given().all(takes)) {
        (true, _) => ClaimVerdict::Rejected,
        (_, true) => ClaimVerdict::Accepted,
        _ => ClaimVerdict::Unclear,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::typed::segments::StatusCode;

    #[test]
    fn a_verdict_is_told_by_the_action_or_else_by_the_category() {
        use ClaimVerdict::{Accepted, Rejected, Unclear};
        for (action, categories, verdict) in [
            ("U", ["A1", ""], Rejected),
            ("WQ", ["A2", ""], Accepted),
            // The action is the verdict, whatever the category says.
            ("WQ", ["A7", ""], Accepted),
            ("WQ", ["Z9", ""], Accepted),
            ("", ["A3", ""], Rejected),
            ("", ["A4", ""], Rejected),
            ("", ["A1", "A8"], Rejected),
            ("", ["Z9", "A7"], Rejected),
            ("", ["A0", ""], Accepted),
            ("", ["A5", "A2"], Accepted),
            ("", ["P1", ""], Accepted),
            ("", ["F2", ""], Accepted),
            // What nobody here knows, and what is no word on receipt.
            ("", ["Z9", ""], Unclear),
            ("", ["A9", ""], Unclear),
            ("", ["A1", "Z9"], Unclear),
            ("", ["DR05", ""], Unclear),
            ("", ["R4", ""], Unclear),
            ("", ["E1", ""], Unclear),
            ("XX", ["A2", ""], Accepted),
            ("XX", ["Z9", ""], Unclear),
            ("", ["", ""], Unclear),
        ] {
            let [first, second] = categories
                .map(|category| StatusCode { category: category.into(), ..StatusCode::default() });
            let stc = Stc {
                action: action.into(),
                status: first,
                second_status: second,
                ..Stc::default()
            };
            let trace = AckTrace { statuses: vec![Stc::default(), stc], ..AckTrace::default() };
            assert_eq!(trace.verdict(), verdict, "{action} {categories:?}");
        }
        assert_eq!(AckTrace::default().verdict(), Unclear);
    }
}
