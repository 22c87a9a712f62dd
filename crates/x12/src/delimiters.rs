//! The four delimiters of an interchange, and the ISA segment that declares them (X12.5: the
//! ISA is the one segment of fixed length, so that its separators can be found by position).

use crate::fault::{Place, X12Error};

/// Bytes of an ISA segment with its terminator.
pub const ISA_BYTES: usize = 106;

/// Byte positions of the element separators within an ISA.
const ISA_SEPARATORS: [usize; 16] =
    [3, 6, 17, 20, 31, 34, 50, 53, 69, 76, 81, 83, 89, 99, 101, 103];

/// The delimiters of one interchange, as ASCII bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Delimiters {
    /// Between elements (byte 4 of the ISA).
    pub element: u8,
    /// Between repetitions of one element (ISA11); `None` before version 00402, where ISA11
    /// meant something else.
    pub repetition: Option<u8>,
    /// Between the components of a composite element (ISA16).
    pub component: u8,
    /// After each segment (the byte after ISA16).
    pub segment: u8,
}

impl Default for Delimiters {
    /// The customary set: `*`, `^`, `:`, `~`.
    fn default() -> Delimiters {
        Delimiters { element: b'*', repetition: Some(b'^'), component: b':', segment: b'~' }
    }
}

impl Delimiters {
    /// True when `byte` is one of them.
    #[must_use]
    pub fn contains(&self, byte: u8) -> bool {
        byte == self.element
            || byte == self.component
            || byte == self.segment
            || self.repetition == Some(byte)
    }

    /// True when all differ, are ASCII and could not be mistaken for data (letter, digit, space).
    #[must_use]
    pub fn are_legal(&self) -> bool {
        let all = [Some(self.element), Some(self.component), Some(self.segment), self.repetition];
        let fit = |b: u8| b.is_ascii() && b != 0 && b != b' ' && !b.is_ascii_alphanumeric();
        all.iter().enumerate().all(|(i, byte)| match byte {
            None => true,
            Some(b) => fit(*b) && !all[..i].contains(&Some(*b)),
        })
    }

    /// Reads the delimiters from bytes that begin with `ISA`. `place` is where they stand.
    ///
    /// # Errors
    /// When the ISA is cut off, its elements do not have their fixed lengths, or its delimiters
    /// are not four different characters.
    pub fn from_isa(data: &[u8], place: Place) -> Result<Delimiters, X12Error> {
        let fault = |code, element, message: String, action| {
            Err(X12Error::new(code, place.at(element), message, action).fatal())
        };
        if data.len() < ISA_BYTES {
            let message =
                format!("the ISA segment has only {} of its {ISA_BYTES} bytes", data.len());
            return fault("x12.isa.truncated", 0, message, "ask the sender for the whole file");
        }
        let element = data[3];
        for (i, position) in ISA_SEPARATORS.iter().enumerate() {
            if data[*position] != element {
                let message = format!("element {i} of the ISA does not have its fixed length");
                let action = "pad each ISA element to its length with spaces";
                return fault("x12.isa.layout", i as u8, message, action);
            }
        }
        let inner_separator = data[..ISA_BYTES - 1]
            .iter()
            .enumerate()
            .any(|(i, b)| *b == element && !ISA_SEPARATORS.contains(&i));
        let repetition = data[82];
        let has_repetition = &data[84..89] >= b"00402" && !repetition.is_ascii_alphanumeric();
        let delimiters = Delimiters {
            element,
            repetition: has_repetition.then_some(repetition),
            component: data[104],
            segment: data[105],
        };
        // A terminator within the ISA would end it before its last element.
        let inner_terminator = data[..ISA_BYTES - 1].contains(&delimiters.segment);
        if inner_separator || inner_terminator || !delimiters.are_legal() {
            let message = "the delimiters in the ISA are not different characters that differ \
                           from letters, digits and space";
            let action = "use customary delimiters: * ^ : ~";
            return fault("x12.isa.delimiters", 16, message.to_owned(), action);
        }
        Ok(delimiters)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const ISA: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       \
                       *260615*1200*^*00501*000000001*0*T*:~";

    fn code(text: &str) -> &'static str {
        Delimiters::from_isa(text.as_bytes(), Place::default()).unwrap_err().code
    }

    #[test]
    fn reads_any_legal_set() {
        let read = |text: &str| Delimiters::from_isa(text.as_bytes(), Place::default()).unwrap();
        assert_eq!(read(ISA), Delimiters::default());
        let other = ISA.replace('*', "|").replace('^', "!").replace(':', ">").replace('~', "\n");
        let expected =
            Delimiters { element: b'|', repetition: Some(b'!'), component: b'>', segment: b'\n' };
        assert_eq!(read(&other), expected);
        let old = ISA.replace('^', "U").replace("00501", "00401");
        assert_eq!(read(&old).repetition, None);
    }

    #[test]
    fn names_what_is_wrong() {
        assert_eq!(code(&ISA[..105]), "x12.isa.truncated");
        assert_eq!(code("ISA"), "x12.isa.truncated");
        assert_eq!(code(&ISA.replace("SENDER         ", "SENDER")), "x12.isa.truncated");
        assert_eq!(
            code(&(ISA.replace("SENDER         ", "SENDER") + "GS*HC*A*B~")),
            "x12.isa.layout"
        );
        assert_eq!(code(&ISA.replace(':', "*")), "x12.isa.delimiters");
        assert_eq!(code(&ISA.replace(':', "~")), "x12.isa.delimiters");
        assert_eq!(code(&ISA.replace('~', "A")), "x12.isa.delimiters");
    }
}
