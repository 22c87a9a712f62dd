//! What a payer says of a claim beside its money, in sentences: the pricing of a stay or visit
//! (MIA, MOA, CLP11), supplemental amounts and counts (AMT, QTY), remark codes.

use crate::web::format::money;
use ::payments::reason::remark;
use model::Cents;
use model::remittance::{AdjudicationValue, PaidClaim, QualifiedAmount, QualifiedQuantity};

/// Everything that a decision says of the claim as a whole beside charge, payment and adjustments.
pub(in crate::web) fn spoken(paid: &PaidClaim) -> Vec<String> {
    let mut told = Vec::new();
    if let Some(drg) = &paid.drg {
        let weight = paid.drg_weight.as_ref().map(|one| format!(", weight {one}"));
        let part = paid.discharge_fraction.as_ref().map(|one| format!(", discharge part {one}"));
        told.push(format!("DRG {drg}{}{}", weight.unwrap_or_default(), part.unwrap_or_default()));
    }
    told.extend(paid.adjudication.iter().map(value));
    told.extend(paid.amounts.iter().map(amount));
    told.extend(paid.quantities.iter().map(count));
    told.extend(paid.remarks.iter().map(|code| match remark(code) {
        Some(known) => format!("Remark {code}: {}", known.says),
        None => format!("Remark {code}: not in our list"),
    }));
    told
}

/// A value of MIA or MOA; one that is none of ours is told by its element.
fn value(one: &AdjudicationValue) -> String {
    let words = match one.element.as_str() {
        "MIA01" => return format!("Covered days or visits: {}", one.value),
        "MIA03" => return format!("Lifetime psychiatric days: {}", one.value),
        "MIA15" => return format!("Days of the cost report: {}", one.value),
        "MOA01" => return format!("Rate of payment: {}", one.value),
        "MIA02" => "Outlier, operating",
        "MIA04" => "DRG amount",
        "MIA06" => "Disproportionate share",
        "MIA07" => "Pass-through of the second payer",
        "MIA08" => "Capital",
        "MIA09" => "Capital, federal part of the DRG",
        "MIA10" => "Capital, hospital's part of the DRG",
        "MIA11" => "Capital, disproportionate share",
        "MIA12" => "Old capital",
        "MIA13" => "Capital, medical education",
        "MIA14" => "Operating, hospital's part of the DRG",
        "MIA16" => "Operating, federal part of the DRG",
        "MIA17" => "Outlier, capital",
        "MIA18" => "Indirect teaching",
        "MIA19" | "MOA09" => "Professional part, not paid here",
        "MIA24" => "Capital, exception",
        "MOA02" => "Payable by procedure codes",
        "MOA08" => "Kidney disease amount",
        other => return format!("{other}: {}", one.value),
    };
    match Cents::from_decimal(&one.value) {
        Ok(cents) => format!("{words}: {}", money(cents)),
        Err(_) => format!("{words}: {}", one.value),
    }
}

fn amount(one: &QualifiedAmount) -> String {
    let words = match one.qualifier.as_str() {
        "AU" => "Covered",
        "B6" => "Allowed",
        "D8" => "Discount",
        "DY" => "Limit a day",
        "F5" => "Paid by the patient, as they have it",
        "I" => "Interest",
        "KH" => "Deducted for a late claim",
        "NL" => "Balance below zero",
        "T" => "Tax",
        "T2" => "Claim before taxes",
        other => return format!("Amount {other}: {}", money(one.amount)),
    };
    format!("{words}: {}", money(one.amount))
}

fn count(one: &QualifiedQuantity) -> String {
    let words = match one.qualifier.as_str() {
        "CA" => "Covered days",
        "CD" => "Days with coinsurance",
        "LA" => "Lifetime reserve days used",
        "LE" => "Lifetime reserve days, estimated",
        "NE" => "Days not covered, estimated",
        "NR" => "Units of blood not replaced",
        "OU" => "Outlier days",
        "PS" => "Prescriptions",
        "VS" => "Visits",
        other => return format!("Count {other}: {}", one.quantity),
    };
    format!("{words}: {}", one.quantity)
}
