//! A sheet: the segments of one loop or claim as they are drafted, every value checked on its
//! way in, every fault kept with the field, loop and element it belongs to.

use crate::charset::{Case, clean};
use crate::delimiters::Delimiters;
use crate::fault::WriteFault;
use crate::writer::{LineEnd, join};
use model::{Cents, ClaimId, Quantity};

/// What an element takes: its length, its case and the shape of its text.
#[derive(Clone, Copy)]
pub(crate) struct Kind {
    min: usize,
    max: usize,
    case: Case,
    shape: Shape,
}

/// The shape of a value, with the words for "expected".
#[derive(Clone, Copy)]
struct Shape {
    fits: fn(&str) -> bool,
    expected: &'static str,
}

const ANY: Shape = Shape { fits: |_| true, expected: "" };

const fn text(max: usize) -> Kind {
    Kind { min: 1, max, case: Case::Upper, shape: ANY }
}

const fn identifier(min: usize, max: usize) -> Kind {
    Kind { min, max, case: Case::Keep, shape: ANY }
}

const fn shaped(max: usize, fits: fn(&str) -> bool, expected: &'static str) -> Kind {
    Kind { min: 1, max, case: Case::Upper, shape: Shape { fits, expected } }
}

fn digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_digit())
}

fn letters_and_digits(text: &str) -> bool {
    text.bytes().all(|b| b.is_ascii_alphanumeric())
}

pub(crate) const ORGANIZATION: Kind = text(60);
pub(crate) const FAMILY: Kind = text(60);
pub(crate) const GIVEN: Kind = text(35);
pub(crate) const MIDDLE: Kind = text(25);
pub(crate) const SUFFIX: Kind = text(10);
pub(crate) const STREET: Kind = text(55);
pub(crate) const CITY: Kind = Kind { min: 2, ..text(30) };
pub(crate) const STATE: Kind =
    shaped(2, |t| t.len() == 2 && t.bytes().all(|b| b.is_ascii_alphabetic()), "a two-letter state");
pub(crate) const ZIP: Kind =
    shaped(9, |t| (t.len() == 5 || t.len() == 9) && digits(t), "5 or 9 digits without a hyphen");
/// The billing provider's and the service facility's ZIP code: the guides ask for all nine
/// digits there (N403 of 2010AA, 2310C, 2310E).
pub(crate) const ZIP9: Kind =
    shaped(9, |t| t.len() == 9 && digits(t), "the full nine-digit ZIP code without a hyphen");
pub(crate) const NPI: Kind =
    shaped(10, model::npi::is_valid, "ten digits of which the last is the check digit");
pub(crate) const TAX_ID: Kind = shaped(9, |t| t.len() == 9 && digits(t), "nine digits");
pub(crate) const TAXONOMY: Kind =
    shaped(10, |t| t.len() == 10 && letters_and_digits(t), "ten letters and digits");
pub(crate) const PHONE: Kind = shaped(10, |t| t.len() == 10 && digits(t), "ten digits");
pub(crate) const EMAIL: Kind = identifier(1, 256);
pub(crate) const PARTY_ID: Kind = identifier(2, 80);
pub(crate) const REFERENCE: Kind = identifier(1, 50);
pub(crate) const GROUP_NUMBER: Kind = identifier(1, 50);
pub(crate) const PLAN: Kind = text(60);
/// CLM01 takes 38 characters, but receivers need only keep 20 of them under HIPAA.
pub(crate) const CONTROL_NUMBER: Kind = identifier(1, 20);
pub(crate) const SEQUENCE: Kind = shaped(
    1,
    |t| matches!(t.as_bytes(), [b'A'..=b'H' | b'P' | b'S' | b'T' | b'U']),
    "P, S, T, U or A to H",
);
pub(crate) const FREQUENCY: Kind =
    shaped(1, |t| t.len() == 1 && letters_and_digits(t), "one digit or letter");
pub(crate) const PLACE_OF_SERVICE: Kind =
    shaped(2, |t| t.len() == 2 && digits(t), "a two-digit place of service");
pub(crate) const BILL_TYPE: Kind = shaped(
    2,
    |t| t.len() == 2 && letters_and_digits(t),
    "two characters, without the leading zero and without the frequency",
);
/// The qualifier HC stands for CPT and HCPCS: digits in the middle, a letter at most at each end.
pub(crate) const PROCEDURE: Kind = shaped(
    5,
    |t| t.len() == 5 && letters_and_digits(t) && digits(&t[1..4]),
    "a CPT or HCPCS code of five characters",
);
pub(crate) const MODIFIER: Kind =
    shaped(2, |t| t.len() == 2 && letters_and_digits(t), "two letters or digits");
pub(crate) const REVENUE: Kind = shaped(4, |t| t.len() == 4 && digits(t), "four digits");
pub(crate) const NDC: Kind = shaped(11, |t| t.len() == 11 && digits(t), "eleven digits");
pub(crate) const DRUG_AMOUNT: Kind = shaped(
    15,
    |t| {
        let (whole, part) = t.split_once('.').unwrap_or((t, "0"));
        !whole.is_empty() && !part.is_empty() && digits(whole) && digits(part)
    },
    "a decimal number such as 2.5",
);
pub(crate) const DRUG_UNIT: Kind =
    shaped(2, |t| ["F2", "GR", "ME", "ML", "UN"].contains(&t), "F2, GR, ME, ML or UN");
/// An ICD-10-CM code, after its dot is gone: a letter, then a digit, by which it differs from
/// every code of ICD-11.
pub(crate) const DIAGNOSIS: Kind = shaped(
    7,
    |t| {
        t.len() >= 3
            && t.as_bytes()[0].is_ascii_alphabetic()
            && t.as_bytes()[1].is_ascii_digit()
            && letters_and_digits(t)
    },
    "an ICD-10-CM code of three to seven characters",
);
pub(crate) const PCS: Kind =
    shaped(7, |t| t.len() == 7 && letters_and_digits(t), "seven letters and digits");
pub(crate) const ONE_CODE: Kind =
    shaped(1, |t| t.len() == 1 && letters_and_digits(t), "one digit or letter");
pub(crate) const STATUS: Kind = shaped(2, |t| t.len() == 2 && digits(t), "two digits");
pub(crate) const QUALIFIER: Kind =
    shaped(2, |t| t.len() == 2 && letters_and_digits(t), "two letters or digits");
/// BHT03 takes thirty characters; this leaves room for the number of a second transaction.
pub(crate) const BATCH: Kind = identifier(1, 24);
/// SV101-7, SV202-7.
pub(crate) const DESCRIPTION: Kind = text(80);
/// SBR05: why Medicare is not the first payer.
pub(crate) const MEDICARE_SECONDARY: Kind = shaped(
    2,
    |t| ["12", "13", "14", "15", "16", "41", "42", "43", "47"].contains(&t),
    "12, 13, 14, 15, 16, 41, 42, 43 or 47",
);
pub(crate) const ADJUSTMENT_GROUP: Kind =
    shaped(2, |t| ["CO", "CR", "OA", "PI", "PR"].contains(&t), "CO, CR, OA, PI or PR");
pub(crate) const CARC: Kind =
    shaped(5, letters_and_digits, "a claim adjustment reason code of letters and digits");
/// A rate code of a prospective payment system (qualifier HP).
pub(crate) const RATE_CODE: Kind = shaped(
    5,
    |t| t.len() == 5 && letters_and_digits(t),
    "a HIPPS rate code of five letters and digits",
);
/// ISA06, ISA08: padded to fifteen places.
pub(crate) const INTERCHANGE_ID: Kind = identifier(1, 15);
pub(crate) const GROUP_ID: Kind = identifier(2, 15);

/// Digits of an amount of money (X222 and X223, section B.1.1.3.1.2).
const MAX_AMOUNT_DIGITS: usize = 10;

/// Digits of a count of units (SV104, SV205, SVD05).
const MAX_QUANTITY_DIGITS: usize = 8;

/// Segments as they are drafted, and what was wrong with their values.
pub(crate) struct Sheet {
    pub(crate) claim: Option<ClaimId>,
    pub(crate) line: Option<u16>,
    pub(crate) loop_id: &'static str,
    delimiters: Delimiters,
    line_end: LineEnd,
    pub(crate) text: String,
    pub(crate) segments: u32,
    pub(crate) faults: Vec<WriteFault>,
}

impl Sheet {
    pub(crate) fn new(claim: Option<ClaimId>, delimiters: Delimiters, line_end: LineEnd) -> Sheet {
        Sheet {
            claim,
            line: None,
            loop_id: "",
            delimiters,
            line_end,
            text: String::new(),
            segments: 0,
            faults: Vec::new(),
        }
    }

    /// Begins a segment; `end` writes it.
    pub(crate) fn open(&mut self, id: &'static str) -> Draft<'_> {
        Draft { sheet: self, id, composite: None, parts: Vec::new() }
    }

    pub(crate) fn fault(
        &mut self,
        code: &'static str,
        field: &'static str,
        segment: &str,
        message: impl Into<String>,
        action: &'static str,
    ) {
        self.faults.push(WriteFault {
            code,
            claim: self.claim.clone(),
            line: self.line,
            field,
            loop_id: self.loop_id,
            segment: segment.to_owned(),
            message: message.into(),
            action,
        });
    }

    /// A broken rule of the guide that is not about one value's form.
    pub(crate) fn rule(
        &mut self,
        field: &'static str,
        segment: &str,
        message: impl Into<String>,
        action: &'static str,
    ) {
        self.fault("x12.write.rule", field, segment, message, action);
    }

    pub(crate) fn missing(&mut self, field: &'static str, segment: &str) {
        self.fault("x12.write.missing", field, segment, "is missing", "give it in the claim");
    }

    /// The value as it can be written; empty, with a fault, when it cannot.
    fn checked(&mut self, field: &'static str, place: &str, value: &str, kind: Kind) -> String {
        let cleaned = match clean(value, kind.case) {
            Ok(cleaned) => cleaned,
            Err(character) => {
                let message =
                    format!("holds {}, which X12 cannot carry", character.escape_unicode());
                let action = "write it in plain Latin letters";
                self.fault("x12.write.character", field, place, message, action);
                return String::new();
            }
        };
        if let Some(byte) = cleaned.bytes().find(|b| self.delimiters.contains(*b)) {
            let message = format!("holds `{}`, a delimiter of this interchange", char::from(byte));
            let action = "remove it, or give the receiver other delimiters";
            self.fault("x12.write.delimiter", field, place, message, action);
            return String::new();
        }
        if !(kind.shape.fits)(&cleaned) {
            let message = format!("is not {}", kind.shape.expected);
            self.fault("x12.write.shape", field, place, message, "correct it in the claim");
            return String::new();
        }
        if !(kind.min..=kind.max).contains(&cleaned.len()) {
            let (length, min, max) = (cleaned.len(), kind.min, kind.max);
            let message = format!("has {length} characters where {min} to {max} fit");
            self.fault("x12.write.length", field, place, message, "correct it in the claim");
            return String::new();
        }
        cleaned
    }
}

/// One segment on its way into a sheet.
pub(crate) struct Draft<'s> {
    sheet: &'s mut Sheet,
    id: &'static str,
    /// Number of the composite element that is being drafted.
    composite: Option<usize>,
    parts: Vec<String>,
}

impl Draft<'_> {
    fn place(&self) -> String {
        let next = self.parts.len() + 1;
        match self.composite {
            Some(element) => format!("{}{element:02}-{next}", self.id),
            None => format!("{}{next:02}", self.id),
        }
    }

    /// A value of ours that needs no check: a qualifier, a number, a date.
    pub(crate) fn code(mut self, value: impl Into<String>) -> Self {
        self.parts.push(value.into());
        self
    }

    /// Elements that stay empty.
    pub(crate) fn gap(mut self, count: usize) -> Self {
        self.parts.extend(std::iter::repeat_n(String::new(), count));
        self
    }

    /// A value that must be there.
    pub(crate) fn need(mut self, field: &'static str, value: &str, kind: Kind) -> Self {
        let place = self.place();
        let checked = if value.trim().is_empty() {
            self.sheet.missing(field, &place);
            String::new()
        } else {
            self.sheet.checked(field, &place, value, kind)
        };
        self.parts.push(checked);
        self
    }

    /// A value that may be absent.
    pub(crate) fn may(self, field: &'static str, value: Option<&str>, kind: Kind) -> Self {
        match value.map(str::trim).filter(|v| !v.is_empty()) {
            Some(value) => self.need(field, value, kind),
            None => self.gap(1),
        }
    }

    /// An amount of money: the guides take ten digits, dollars and cents together.
    pub(crate) fn money(self, field: &'static str, amount: Cents) -> Self {
        let text = amount.to_x12();
        self.counted(field, text, MAX_AMOUNT_DIGITS)
    }

    /// A count of units: eight digits.
    pub(crate) fn quantity(self, field: &'static str, count: Quantity) -> Self {
        let text = count.to_string();
        self.counted(field, text, MAX_QUANTITY_DIGITS)
    }

    /// A decimal number, whose sign and point do not count.
    fn counted(mut self, field: &'static str, text: String, most: usize) -> Self {
        let length = text.bytes().filter(u8::is_ascii_digit).count();
        if length > most {
            let place = self.place();
            let message = format!("has {length} digits where {most} fit");
            self.sheet.fault("x12.write.length", field, &place, message, "correct it in the claim");
        }
        self.parts.push(text);
        self
    }

    /// A composite element.
    pub(crate) fn composite(mut self, draft: impl FnOnce(Draft<'_>) -> Draft<'_>) -> Self {
        let number = self.parts.len() + 1;
        let empty =
            Draft { sheet: self.sheet, id: self.id, composite: Some(number), parts: Vec::new() };
        let parts = draft(empty).parts;
        let joined = join(&parts, self.sheet.delimiters.component);
        self.parts.push(joined);
        self
    }

    /// Writes the segment.
    pub(crate) fn end(self) {
        let sheet = self.sheet;
        let separator = sheet.delimiters.element;
        let body = join(&self.parts, separator);
        sheet.text.push_str(self.id);
        if !body.is_empty() {
            sheet.text.push(char::from(separator));
            sheet.text.push_str(&body);
        }
        sheet.text.push(char::from(sheet.delimiters.segment));
        if sheet.line_end == LineEnd::LineFeed {
            sheet.text.push('\n');
        }
        sheet.segments = sheet.segments.saturating_add(1);
    }
}
