//! The claim as X12: the same value that the fields show, written as an 837 and told in words.

use crate::app::App;
use crate::surroundings::day_of;
use model::{Claim, ClaimType};
use x12::view::{ShowOptions, show};
use x12::{ControlNumbers, Receiver, Submitter, Usage};

/// Longest identifier of the envelope.
const LONGEST_ID: usize = 15;

/// Largest text of a view that a page carries, in bytes.
const LARGEST_VIEW: usize = 400_000;

/// What of the X12 is shown.
#[derive(Default)]
pub(super) struct Wire {
    /// Segments and elements in words.
    pub(super) words: String,
    /// The segments as they leave, one a line.
    pub(super) raw: String,
    /// Why no 837 can be written: field, place, sentence.
    pub(super) faults: Vec<WireFault>,
}

/// One thing that the 837 cannot carry.
pub(super) struct WireFault {
    /// Path in the claim.
    pub(super) field: String,
    /// Loop and segment.
    pub(super) place: String,
    /// What is wrong and what to do.
    pub(super) what: String,
}

/// Writes one claim. Sender and receiver are the billing provider and the payer; the file is made
/// for reading and carries the mark of a test.
pub(super) fn write(app: &App, claim: &Claim) -> Wire {
    let id = |text: &str| {
        let id: String = text.chars().filter(char::is_ascii_alphanumeric).collect();
        let id: String = id.chars().take(LONGEST_ID).collect();
        if id.len() < 2 { "UNKNOWN".to_owned() } else { id }
    };
    let (billing, payer) = (&claim.billing, &claim.payer);
    let name = billing.name.clone().unwrap_or_else(|| "BILLING OFFICE".to_owned());
    let sender = id(billing.tax_id.as_deref().unwrap_or(&billing.npi));
    let submitter = Submitter {
        name,
        id: sender.clone(),
        contact: "BILLING OFFICE".to_owned(),
        phone: billing.phone.clone().unwrap_or_else(|| "0000000000".to_owned()),
        email: None,
        qualifier: "ZZ".to_owned(),
        interchange_id: sender.clone(),
        group_id: sender,
    };
    let to = id(payer.id.as_deref().unwrap_or("PAYER"));
    let receiver = Receiver {
        name: payer.name.clone(),
        id: to.clone(),
        qualifier: "ZZ".to_owned(),
        interchange_id: to.clone(),
        group_id: to,
        line_end: x12::LineEnd::LineFeed,
        ..Receiver::default()
    };
    let control = ControlNumbers {
        interchange: 1,
        group: 1,
        transaction: 1,
        reference: "VIEW".to_owned(),
        date: day_of(app.now()),
        usage: Usage::Test,
        ..ControlNumbers::default()
    };
    let claims = std::slice::from_ref(claim);
    let written = match claim.claim_type {
        ClaimType::Professional => x12::write_837p(claims, &submitter, &receiver, &control),
        ClaimType::Institutional => x12::write_837i(claims, &submitter, &receiver, &control),
    };
    match written {
        Ok(raw) => {
            let mut words = Vec::new();
            // What was just written can be read; a view that ends early shows what it has.
            let _ = show(raw.as_bytes(), &mut words, &ShowOptions::default());
            words.truncate(LARGEST_VIEW);
            let words = String::from_utf8_lossy(&words).into_owned();
            Wire { words, raw, faults: Vec::new() }
        }
        Err(faults) => {
            let fault = |fault: x12::WriteFault| WireFault {
                field: match fault.line {
                    Some(line) => format!("lines[{}].{}", line.saturating_sub(1), fault.field),
                    None => fault.field.to_owned(),
                },
                place: format!("{} {}", fault.loop_id, fault.segment).trim().to_owned(),
                what: format!("{} {}; {}.", fault.field, fault.message, fault.action),
            };
            Wire { faults: faults.into_iter().map(fault).collect(), ..Wire::default() }
        }
    }
}
