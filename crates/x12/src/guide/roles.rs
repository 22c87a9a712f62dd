//! What some segments of the guides mean to the checks that a guide cannot express: sums,
//! hierarchy and the days on which codes are judged. Found by loop, segment and key code.

use super::tables::{Guide, unpack};

/// The meaning of a segment.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) enum Role {
    /// None of these.
    #[default]
    Plain,
    /// HL of any set.
    Level,
    /// LX of a claim's service lines.
    LineNumber,
    /// CLM.
    Claim,
    /// SV1, SV2 or SV3.
    ServiceLine,
    /// DTP 472 of a service line.
    ServiceDate,
    /// DTP 434, or DTP 472 of a dental claim.
    StatementDate,
    /// NM1 of loop 2330B.
    OtherPayer,
    /// SBR of loop 2320.
    OtherSubscriber,
    /// CAS of loop 2320.
    OtherPayerAdjustment,
    /// AMT D of loop 2320.
    OtherPayerPaid,
    /// SVD.
    LineAdjudication,
    /// CAS of loop 2430.
    LineAdjustment,
    /// BPR.
    Payment,
    /// CLP.
    ClaimPayment,
    /// CAS of loop 2100 of an 835.
    ClaimPaymentAdjustment,
    /// SVC of an 835.
    ServicePayment,
    /// CAS of loop 2110 of an 835.
    ServicePaymentAdjustment,
    /// PLB.
    ProviderAdjustment,
    /// SBR of loop 2000B.
    Subscriber,
    /// DMG of the patient, whether subscriber or dependent.
    Birth,
    /// HI with the diagnoses of a claim.
    Diagnoses,
    /// HI with the principal procedure of an institutional claim.
    PrincipalProcedure,
    /// NM1 72 of loop 2310B.
    OperatingPhysician,
    /// DTP 573 of loop 2330B.
    OtherPayerDecided,
    /// DTP 573 of loop 2430.
    LineDecided,
    /// DTP 435 of a claim.
    Admission,
    /// DTP 096 of a claim.
    Discharge,
    /// NM1 of loop 2310A or 2420F.
    ReferringProvider,
    /// N3 of loop 2010AA.
    BillingStreet,
    /// REF X4 of a claim or line.
    LaboratoryCertificate,
    /// IK5.
    SetAnswer,
    /// AK9.
    GroupAnswer,
}

/// Gives every segment and loop of a guide its role.
pub(super) fn assign(guide: &mut Guide) {
    let set = guide.set.clone();
    for number in 0..guide.segments.len() {
        let segment = &guide.segments[number];
        let in_loop = &guide.loops[usize::from(segment.in_loop)].id;
        let key = guide.codes(segment.keys[0].codes);
        let key = key.first().map(|code| unpack(*code)).unwrap_or_default();
        let role = match (set.as_str(), in_loop.as_str(), segment.id.as_str(), key.as_str()) {
            (_, _, "HL", _) => Role::Level,
            ("837", "2400", "LX", _) => Role::LineNumber,
            ("837", "2300", "CLM", _) => Role::Claim,
            ("837", "2400", "SV1" | "SV2" | "SV3", _) => Role::ServiceLine,
            ("837", "2400", "DTP", "472") => Role::ServiceDate,
            ("837", "2300", "DTP", "434" | "472") => Role::StatementDate,
            ("837", "2300", "HI", "ABK" | "BK") => Role::Diagnoses,
            ("837", "2000B", "SBR", _) => Role::Subscriber,
            ("837", "2010BA" | "2010CA", "DMG", _) => Role::Birth,
            ("837", "2320", "SBR", _) => Role::OtherSubscriber,
            ("837", "2320", "CAS", _) => Role::OtherPayerAdjustment,
            ("837", "2320", "AMT", "D") => Role::OtherPayerPaid,
            ("837", "2330B", "NM1", _) => Role::OtherPayer,
            ("837", "2430", "SVD", _) => Role::LineAdjudication,
            ("837", "2430", "CAS", _) => Role::LineAdjustment,
            ("837", "2300", "HI", "BBR" | "BR") => Role::PrincipalProcedure,
            ("837", "2310B", "NM1", "72") => Role::OperatingPhysician,
            ("837", "2330B", "DTP", "573") => Role::OtherPayerDecided,
            ("837", "2430", "DTP", "573") => Role::LineDecided,
            ("837", "2300", "DTP", "435") => Role::Admission,
            ("837", "2300", "DTP", "096") => Role::Discharge,
            ("837", "2310A" | "2420F", "NM1", "DN") => Role::ReferringProvider,
            ("837", "2010AA", "N3", _) => Role::BillingStreet,
            ("837", "2300" | "2400", "REF", "X4") => Role::LaboratoryCertificate,
            ("835", _, "BPR", _) => Role::Payment,
            ("835", "2100", "CLP", _) => Role::ClaimPayment,
            ("835", "2100", "CAS", _) => Role::ClaimPaymentAdjustment,
            ("835", "2110", "SVC", _) => Role::ServicePayment,
            ("835", "2110", "CAS", _) => Role::ServicePaymentAdjustment,
            ("835", _, "PLB", _) => Role::ProviderAdjustment,
            ("999", _, "IK5", _) => Role::SetAnswer,
            ("999", _, "AK9", _) => Role::GroupAnswer,
            _ => Role::Plain,
        };
        guide.segments[number].role = role;
    }
}
