//! Services that need more than a claim holds: the guides ask for segments beside them that this
//! writer does not write. They are refused, since the payer's side would refuse them.

use super::sheet::Sheet;
use model::{Claim, ClaimLine, PayerKind};

/// Ambulance transport (HCPCS Level II), which needs the transport described (CR1, 2310E, 2310F).
const TRANSPORT: std::ops::RangeInclusive<&str> = "A0425"..="A0436";

/// Care plan oversight, which Medicare wants with the agency's number (REF 1J).
const OVERSIGHT: [&str; 2] = ["G0181", "G0182"];

/// Unlisted supplies, equipment and drugs (HCPCS Level II): the code alone says nothing.
const UNLISTED: [&str; 34] = [
    "A4641", "A9699", "A9999", "B9998", "B9999", "E1399", "J1599", "J3490", "J3590", "J7599",
    "J7699", "J7799", "J7999", "J8499", "J8999", "J9999", "K0108", "L0999", "L1499", "L2999",
    "L3649", "L3999", "L5999", "L7499", "L8039", "L8499", "L8699", "Q4050", "V2199", "V2399",
    "V2499", "V2599", "V2797", "V5298",
];

/// Visits to inpatients; bare numbers (CPT is the AMA's).
const INPATIENT_VISITS: [&str; 8] =
    ["99221", "99222", "99223", "99231", "99232", "99233", "99238", "99239"];

/// Place of service of a hospital's inpatients.
const INPATIENT_HOSPITAL: &str = "21";

/// Bill types of outpatients and of laboratory work for people who are no patients.
const ITEMISED_BILL_TYPES: [&str; 2] = ["13", "14"];

/// Revenue codes under which every outpatient service has a procedure code of its own.
const ITEMISED: [&str; 45] = [
    "0300", "0301", "0302", "0303", "0304", "0305", "0306", "0307", "0309", "0310", "0311", "0312",
    "0314", "0319", "0320", "0321", "0322", "0323", "0324", "0329", "0350", "0351", "0352", "0359",
    "0400", "0401", "0402", "0403", "0404", "0409", "0450", "0451", "0452", "0456", "0459", "0540",
    "0610", "0611", "0612", "0614", "0615", "0616", "0618", "0619", "0636",
];

/// What a professional line needs beside its code.
pub(crate) fn professional(sheet: &mut Sheet, claim: &Claim, line: &ClaimLine) {
    let code = line.code.as_deref().unwrap_or("").trim();
    if TRANSPORT.contains(&code) {
        let message = "is an ambulance transport, whose description (CR1) a claim cannot hold";
        sheet.rule("lines.code", "SV101-2", message, "bill it outside");
    }
    if OVERSIGHT.contains(&code) && claim.payer.kind == PayerKind::Medicare {
        let message = "needs the agency's number (REF 1J), which a claim cannot hold";
        sheet.rule("lines.code", "SV101-2", message, "bill it outside");
    }
    let said = line.description.as_deref().is_some_and(|text| !text.trim().is_empty());
    if UNLISTED.contains(&code) && !said && line.ndc.is_none() {
        sheet.missing("lines.description", "SV101-7");
    }
    let inpatient = claim.place_of_service.as_deref() == Some(INPATIENT_HOSPITAL);
    if INPATIENT_VISITS.contains(&code) && inpatient && claim.admission_date.is_none() {
        sheet.missing("admission_date", "DTP03");
    }
}

/// What an institutional line needs beside its revenue code.
pub(crate) fn institutional(sheet: &mut Sheet, claim: &Claim, line: &ClaimLine) {
    let bill_type = claim.bill_type.as_deref().unwrap_or("");
    let revenue = line.revenue_code.as_deref().unwrap_or("").trim();
    let coded = super::claim_facts::is_rate(revenue)
        || ITEMISED_BILL_TYPES.contains(&bill_type) && ITEMISED.contains(&revenue);
    if coded && line.code.is_none() {
        sheet.missing("lines.code", "SV202-2");
    }
}
