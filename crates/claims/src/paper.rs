//! Claims on paper: the CMS-1500 (02/12) and the UB-04 (CMS-1450), for payers that want them.
//!
//! What enters: a [`Claim`] and the [`PaperFacts`] that only paper asks for. What leaves: a
//! [`Form`], box for box and page for page, or every fault of what does not fit; then its PDF
//! ([`to_pdf`]), either data alone for pre-printed forms or with our own short labels for reading.
//! The forms' artwork and texts are not reproduced: box numbers and positions are facts.
//!
//! Places on the page are a grid of ten characters and six lines an inch, which both forms were
//! drawn for. Print a test sheet first and move it with [`Alignment`].

mod cms1500;
mod cms1500_boxes;
mod cms1500_lines;
mod font;
mod form;
mod pdf;
mod sheet;
mod short_words;
mod shorten;
mod text;
mod ub04;
mod ub04_boxes;
mod ub04_lines;

pub use form::{Form, FormBox, FormFault, FormKind, FormPage, MAX_PAGES, Shortened};
pub use pdf::{Alignment, PdfError, PdfMode, Pitch, to_pdf};
pub use sheet::{MAX_SHEETS, SHEET_COLUMNS, SHEET_LINES, sheet_letters, sheets_to_pdf};

use model::{Cents, Claim, ClaimType, Date};
use serde::{Deserialize, Serialize};

/// What the paper forms ask and a claim does not tell.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PaperFacts {
    /// Day on which the form is prepared: box 31, FL 45 of the last line.
    pub prepared: Date,
    /// The provider accepts assignment: box 27, FL 53.
    pub accepts_assignment: bool,
    /// The patient's signature is on file: boxes 12 and 13, FL 52.
    pub signature_on_file: bool,
    /// The condition is related to the patient's work: box 10a.
    #[serde(default)]
    pub from_work: bool,
    /// State of the car accident to which the condition is related: box 10b.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub car_accident_state: Option<String>,
    /// The condition is related to another accident: box 10c.
    #[serde(default)]
    pub from_other_accident: bool,
    /// What the patient has paid: box 29, FL 54 does not count it.
    #[serde(default)]
    pub patient_paid: Cents,
    /// The account number, where it is not the claim's own: box 26 has room for 14 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account_number: Option<String>,
}

impl PaperFacts {
    /// Facts of an ordinary claim: signature on file, assignment accepted, no accident.
    #[must_use]
    pub fn ordinary(prepared: Date) -> PaperFacts {
        PaperFacts {
            prepared,
            accepts_assignment: true,
            signature_on_file: true,
            from_work: false,
            car_accident_state: None,
            from_other_accident: false,
            patient_paid: Cents::ZERO,
            account_number: None,
        }
    }
}

/// The form of a claim: CMS-1500 for a professional one, UB-04 for an institutional one.
///
/// # Errors
/// Every fault: what does not fit its box, what the form has no place for, what it asks and the
/// claim lacks. Of names and addresses letters are cut by rule where a box is too short, and the
/// form says so ([`Form::shortened`]); numbers and identifiers never are.
pub fn form(claim: &Claim, facts: &PaperFacts) -> Result<Form, Vec<FormFault>> {
    match claim.claim_type {
        ClaimType::Professional => cms1500::form(claim, facts),
        ClaimType::Institutional => ub04::form(claim, facts),
    }
}

#[cfg(test)]
mod tests;
