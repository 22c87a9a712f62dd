//! A sorted list of five-character procedure codes (CPT, HCPCS) inside a pack, and the place of a
//! code in it.

use crate::mapped::PackBytes;
use hashbrown::HashMap;
use std::sync::OnceLock;

/// Length of a CPT or HCPCS code.
pub const CODE_LENGTH: usize = 5;

/// A code as it stands in a pack.
pub type Code = [u8; CODE_LENGTH];

/// A code in the form of a pack: five letters and digits, letters in upper case.
#[must_use]
pub fn code(text: &str) -> Option<Code> {
    let mut code: Code = text.as_bytes().try_into().ok()?;
    if !code.iter().all(u8::is_ascii_alphanumeric) {
        return None;
    }
    code.make_ascii_uppercase();
    Some(code)
}

/// The codes of a pack, sorted, each once.
pub struct CodeTable {
    bytes: PackBytes,
    /// Made when a code is first asked for, so that a pack which no claim needs costs nothing.
    places: OnceLock<HashMap<Code, u32>>,
}

impl CodeTable {
    /// Over the bytes of sorted codes.
    #[must_use]
    pub fn new(bytes: PackBytes) -> CodeTable {
        CodeTable { bytes, places: OnceLock::new() }
    }

    /// How many codes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.bytes.len() / CODE_LENGTH
    }

    /// True when there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// The code at a place.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<&str> {
        let from = place.checked_mul(CODE_LENGTH)?;
        std::str::from_utf8(self.bytes.get(from..from + CODE_LENGTH)?).ok()
    }

    /// The place of a code.
    #[must_use]
    pub fn place(&self, text: &str) -> Option<usize> {
        let places = self.places.get_or_init(|| {
            let codes = self.bytes.chunks_exact(CODE_LENGTH);
            codes.zip(0u32..).filter_map(|(code, at)| Some((code.try_into().ok()?, at))).collect()
        });
        places.get(&code(text)?).map(|at| *at as usize)
    }
}

impl std::fmt::Debug for CodeTable {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "CodeTable({} codes)", self.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_and_codes() {
        let table = CodeTable::new(PackBytes::held(b"0001A45378J1885".to_vec()));
        assert_eq!(table.len(), 3);
        for (text, place) in [
            ("0001A", Some(0)),
            ("0001a", Some(0)),
            ("45378", Some(1)),
            ("J1885", Some(2)),
            ("j1885", Some(2)),
            ("J1886", None),
            ("J188", None),
            ("J18855", None),
            ("J18é", None),
            ("", None),
        ] {
            assert_eq!(table.place(text), place, "{text}");
        }
        assert_eq!((table.at(1), table.at(3), table.at(usize::MAX)), (Some("45378"), None, None));
    }
}
