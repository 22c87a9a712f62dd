//! The addenda of an electronic payment (CCD+): the TRN of the remittance in the bank's entry.

use serde::{Deserialize, Serialize};

/// Payment-related information that an addenda record holds (Nacha record 7, field 3).
const LONGEST: usize = 80;

/// What the addenda say.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Addenda {
    /// Trace (TRN02).
    pub trace: String,
    /// The payer's identifier (TRN03).
    pub originator: Option<String>,
    /// A division of the payer (TRN04).
    pub division: Option<String>,
}

/// Why a text is no such information.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("`{text}` is not the TRN of a remittance; it reads as TRN*1*trace*payer")]
pub struct AddendaFault {
    /// The beginning of the text as it was given.
    pub text: String,
}

impl Addenda {
    /// Reads the payment-related information, such as `TRN*1*12345*1512345678\`; the end may be
    /// `\`, `~` or missing, and blanks fill the rest.
    ///
    /// # Errors
    /// When it is no TRN of type 1 with a trace, or longer than an addenda record.
    pub fn read(text: &str) -> Result<Addenda, AddendaFault> {
        let fault = || AddendaFault { text: text.chars().take(LONGEST).collect() };
        if text.trim_end().len() > LONGEST {
            return Err(fault());
        }
        let segment = text.split(['\\', '~']).next().unwrap_or("").trim();
        let mut elements = segment.split('*').map(str::trim);
        if elements.next() != Some("TRN") || elements.next() != Some("1") {
            return Err(fault());
        }
        let mut next = || elements.next().filter(|text| !text.is_empty()).map(str::to_owned);
        let trace = next().ok_or_else(fault)?;
        Ok(Addenda { trace, originator: next(), division: next() })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_the_trace() {
        for (text, trace, originator) in [
            (r"TRN*1*12345*1512345678\", "12345", Some("1512345678")),
            ("TRN*1*12345*1512345678~", "12345", Some("1512345678")),
            ("TRN*1*EFT 1 *1512345678*DIV\\    ", "EFT 1", Some("1512345678")),
            ("TRN*1*9", "9", None),
        ] {
            let read = Addenda::read(text).unwrap();
            assert_eq!((read.trace.as_str(), read.originator.as_deref()), (trace, originator));
        }
        let long = format!("TRN*1*{}", "9".repeat(LONGEST));
        for bad in ["", "TRN", "TRN*2*1*1", "TRN*1**1512345678", "RMR*IV*1", long.as_str(), "é"] {
            assert!(Addenda::read(bad).is_err(), "{bad}");
        }
    }
}
