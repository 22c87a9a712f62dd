//! The three tables once more: slow, in plain words, over plain rows. Nothing here is shared with
//! the rules; days are compared as text.

mod add_ons;
mod limits;
mod pairs;

use crate::tables::Tables;
use edits::Severity;
use model::{Claim, PayerKind, ServiceUnit};

/// The rules of the tables, in the order of a report.
pub const ORDER: [&str; 11] = [
    "ptp.never_together",
    "ptp.no_modifier",
    "ptp.earlier_component",
    "ptp.same_site",
    "ptp.misplaced_modifier",
    "mue.line",
    "mue.day",
    "mue.day_clinical",
    "addon.primary_missing",
    "addon.primary_unlisted",
    "addon.alone",
];

/// True for a rule of one of the tables.
pub fn is_judged(id: &str) -> bool {
    ORDER.contains(&id)
}

/// An edit that the payer's system would make.
#[derive(Debug)]
pub struct Expected {
    pub id: &'static str,
    /// Place of the line.
    pub line: usize,
    pub severity: Severity,
    /// What the message must say.
    pub says: Vec<String>,
    /// What orders the edits of one rule on one line.
    pub then: (usize, usize, String),
}

/// One line with a procedure code, of this claim or of an earlier one.
#[derive(Clone, Debug, PartialEq)]
pub struct Item {
    pub code: String,
    pub modifiers: Vec<String>,
    pub day: String,
    /// Thousandths of a unit; `None` where the line counts minutes or days.
    pub thousandths: Option<i64>,
    /// Place of the line in this claim.
    pub line: Option<usize>,
    /// Number of the earlier claim.
    pub claim: String,
    /// True for this claim and for earlier ones of the same provider.
    pub same_provider: bool,
}

/// Everything that a payer compares.
pub struct Case<'a> {
    pub tables: &'a Tables,
    pub payer: PayerKind,
    /// "practitioner", "hospital" or "supplier".
    pub biller: &'static str,
    pub now: Vec<Item>,
    pub before: Vec<Item>,
}

/// What the payer would say of the claim, in the order of a report.
pub fn judge(claim: &Claim, tables: &Tables) -> Vec<Expected> {
    let Some(biller) = biller(claim) else { return Vec::new() };
    if claim.frequency == "8" || claim.frequency == "0" {
        return Vec::new();
    }
    let case =
        Case { tables, payer: claim.payer.kind, biller, now: now(claim), before: before(claim) };
    let mut expected = pairs::judge(&case);
    expected.extend(limits::judge(&case));
    expected.extend(add_ons::judge(&case));
    let rank = |id| ORDER.iter().position(|known| *known == id);
    expected.sort_by_key(|edit| (rank(edit.id), edit.line, edit.then.clone()));
    expected
}

/// Whose tables hold; `None` where none do.
fn biller(claim: &Claim) -> Option<&'static str> {
    if claim.claim_type == model::ClaimType::Professional {
        let taxonomy = claim.billing.taxonomy.clone().unwrap_or_default();
        let supplier = taxonomy.starts_with("332") || taxonomy.starts_with("335");
        return Some(if supplier { "supplier" } else { "practitioner" });
    }
    let bill = claim.bill_type.clone().unwrap_or_default();
    let outpatient = ["12", "13", "14", "22", "23", "34", "74", "75", "85"];
    let bill = bill.trim_start_matches('0').to_owned();
    outpatient.iter().any(|kind| bill.starts_with(kind)).then_some("hospital")
}

/// A code as the tables write it; `None` for what no table can hold.
fn table_code(code: Option<&String>) -> Option<String> {
    let code = code?.trim().to_uppercase();
    let fits = code.len() == 5 && code.chars().all(|c| c.is_ascii_alphanumeric());
    fits.then_some(code)
}

fn excluded(modifiers: &[String]) -> bool {
    modifiers.iter().any(|m| m == "GY" || m == "GZ")
}

fn now(claim: &Claim) -> Vec<Item> {
    let mut items = Vec::new();
    for (place, line) in claim.lines.iter().enumerate() {
        if line.units.0 <= 0 || excluded(&line.modifiers) {
            continue;
        }
        let Some(code) = table_code(line.code.as_ref()) else { continue };
        let counted = line.unit.is_none() || line.unit == Some(ServiceUnit::Unit);
        items.push(Item {
            code,
            modifiers: line.modifiers.clone(),
            day: line.date.to_string(),
            thousandths: counted.then_some(line.units.0),
            line: Some(place),
            claim: claim.id.to_string(),
            same_provider: true,
        });
    }
    items
}

fn before(claim: &Claim) -> Vec<Item> {
    let mut items = Vec::new();
    for earlier in &claim.history {
        let status = earlier.status.to_lowercase();
        let corrected = claim.frequency == "7" && earlier.id == claim.id;
        if ["denied", "rejected", "void", "voided"].contains(&status.as_str()) || corrected {
            continue;
        }
        let who = claim.rendering.as_ref().map(|provider| provider.npi.clone());
        let same_provider = match (&earlier.rendering_npi, &who) {
            (Some(then), Some(now)) => then == now || *then == claim.billing.npi,
            _ => true,
        };
        for line in earlier.lines.iter().filter(|line| !excluded(&line.modifiers)) {
            let Some(code) = table_code(line.code.as_ref()) else { continue };
            items.push(Item {
                code,
                modifiers: line.modifiers.clone(),
                day: line.date.to_string(),
                thousandths: Some(line.units.0),
                line: None,
                claim: earlier.id.to_string(),
                same_provider,
            });
        }
    }
    items
}

/// Severity for Medicare, for payers that follow it, for the rest.
pub fn severity(payer: PayerKind, three: [Severity; 3]) -> Severity {
    match payer {
        PayerKind::Medicare => three[0],
        PayerKind::MedicareAdvantage => three[1],
        PayerKind::Medicaid => three[1],
        PayerKind::Commercial => three[1],
        PayerKind::WorkersComp => three[2],
        PayerKind::Other => three[2],
    }
}
