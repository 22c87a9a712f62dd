//! Claims made by hand: as little as the three families ask.

use model::{
    BilledLine, BillingProvider, Claim, ClaimLine, ClaimPayer, ClaimType, Date, HistoryClaim,
    PayerKind, ProviderRef, Quantity,
};

/// NPI of who rendered the claim, and of who bills it.
pub const RENDERING: &str = "1234567893";
pub const BILLING: &str = "1245319599";

/// Every payer.
pub const PAYERS: [PayerKind; 6] = [
    PayerKind::Medicare,
    PayerKind::MedicareAdvantage,
    PayerKind::Medicaid,
    PayerKind::Commercial,
    PayerKind::WorkersComp,
    PayerKind::Other,
];

/// Who bills: an office, a hospital for an outpatient or an inpatient, an equipment supplier.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Biller {
    Office,
    Outpatient,
    Inpatient,
    Supplier,
}

pub const BILLERS: [Biller; 4] =
    [Biller::Office, Biller::Outpatient, Biller::Inpatient, Biller::Supplier];

pub fn day(text: &str) -> Date {
    text.parse().unwrap()
}

/// A line: code, modifiers apart by blanks, units, day.
pub type Line<'a> = (&'a str, &'a str, u32, &'a str);

pub fn words(text: &str) -> Vec<String> {
    text.split_whitespace().map(str::to_owned).collect()
}

/// A claim of these lines.
pub fn claim(biller: Biller, payer: PayerKind, lines: &[Line<'_>]) -> Claim {
    let institutional = matches!(biller, Biller::Outpatient | Biller::Inpatient);
    let bill_type = match biller {
        Biller::Outpatient => Some("13"),
        Biller::Inpatient => Some("11"),
        _ => None,
    };
    let taxonomy = if biller == Biller::Supplier { "332B00000X" } else { "207R00000X" };
    let lines: Vec<ClaimLine> = lines
        .iter()
        .zip(1..)
        .map(|((code, modifiers, units, date), line)| ClaimLine {
            line,
            code: Some((*code).to_owned()),
            modifiers: words(modifiers),
            units: Quantity::units(*units),
            date: day(date),
            ..ClaimLine::default()
        })
        .collect();
    Claim {
        id: "CLM-1".into(),
        frequency: "1".to_owned(),
        claim_type: match institutional {
            true => ClaimType::Institutional,
            false => ClaimType::Professional,
        },
        bill_type: bill_type.map(str::to_owned),
        payer: ClaimPayer { kind: payer, ..ClaimPayer::default() },
        from: lines.iter().map(|line| line.date).min().unwrap_or_default(),
        through: lines.iter().map(|line| line.date).max().unwrap_or_default(),
        billing: BillingProvider {
            npi: BILLING.to_owned(),
            taxonomy: Some(taxonomy.to_owned()),
            ..BillingProvider::default()
        },
        rendering: Some(ProviderRef { npi: RENDERING.to_owned(), ..ProviderRef::default() }),
        lines,
        ..Claim::default()
    }
}

/// An earlier claim of these lines: its number, status, and who rendered it.
pub fn earlier(
    id: &str,
    status: &str,
    rendering: Option<&str>,
    lines: &[Line<'_>],
) -> HistoryClaim {
    HistoryClaim {
        id: id.into(),
        status: status.to_owned(),
        rendering_npi: rendering.map(str::to_owned),
        lines: lines
            .iter()
            .map(|(code, modifiers, units, date)| BilledLine {
                code: Some((*code).to_owned()),
                modifiers: words(modifiers),
                units: Quantity::units(*units),
                date: day(date),
                ..BilledLine::default()
            })
            .collect(),
    }
}

/// Rule, line and severity of every edit of the three families.
pub fn fired(claim: &Claim, facts: &crate::tables::Facts) -> Vec<(String, u16, edits::Severity)> {
    let report = edits::scrub(claim, facts);
    let judged = report.edits.into_iter().filter(|edit| crate::reference::is_judged(&edit.id));
    judged.map(|edit| (edit.id, edit.line, edit.severity)).collect()
}
