//! The user's licensed CPT file: which codes there are, and what the AMA calls them. CPT and its
//! texts are the AMA's; they stand in the user's imported pack only.
//!
//! Payload, numbers little-endian: `u32` codes; the codes, five bytes each, sorted; for each code
//! the place of its text (`u32`) and one more for the end; the texts.

use crate::code_table::{CODE_LENGTH, Code, CodeTable};
use crate::container::{PackError, PackHeader, PackKind};
use crate::mapped::PackBytes;
use crate::packed;
use crate::sets::{self, CodeSets};
use model::Date;
use std::collections::BTreeMap;

/// Bytes before the codes.
const COUNT: usize = 4;

/// Whether a text has the form of a CPT code: four digits and a digit, or one of the letters of
/// the second and third category, of laboratory tests, and of vaccine administration.
#[must_use]
pub fn has_form(code: &str) -> bool {
    let (digits, last) = code.as_bytes().split_at(code.len().min(4));
    digits.iter().all(u8::is_ascii_digit)
        && matches!(last, [b'0'..=b'9' | b'F' | b'T' | b'U' | b'M' | b'A'])
}

/// Codes and their texts as the payload of a pack.
#[must_use]
pub fn payload(codes: &BTreeMap<Code, String>) -> Vec<u8> {
    let mut bytes = packed::count(codes.len()).to_vec();
    codes.keys().for_each(|code| bytes.extend(code));
    let mut end = 0;
    bytes.extend(packed::count(end));
    for text in codes.values() {
        end += text.len();
        bytes.extend(packed::count(end));
    }
    codes.values().for_each(|text| bytes.extend(text.as_bytes()));
    bytes
}

/// A release of CPT.
#[derive(Debug)]
pub struct CptList {
    /// What its pack says of itself.
    pub header: PackHeader,
    codes: CodeTable,
    ends: PackBytes,
    texts: PackBytes,
}

impl CptList {
    /// Reads the count of a pack; its rows stay where they are.
    ///
    /// # Errors
    /// When the payload is shorter than its count says.
    pub fn read(header: PackHeader, payload: &PackBytes) -> Result<CptList, PackError> {
        let codes = packed::u32_at(payload, 0) as usize;
        let lengths = [codes * CODE_LENGTH, (codes + 1) * 4];
        let texts = COUNT + lengths.iter().sum::<usize>();
        if payload.len() < texts {
            return Err(PackError::Damaged);
        }
        let ends = payload.part(COUNT + lengths[0], lengths[1]);
        let texts = payload.part(texts, payload.len() - texts);
        if packed::u32_at(&ends, codes * 4) as usize != texts.len() {
            return Err(PackError::Damaged);
        }
        Ok(CptList { header, codes: CodeTable::new(payload.part(COUNT, lengths[0])), ends, texts })
    }

    /// True when the release has the code.
    #[must_use]
    pub fn has(&self, code: &str) -> bool {
        self.codes.place(code).is_some()
    }

    /// What the AMA calls the code; `None` when the release does not have it.
    #[must_use]
    pub fn text(&self, code: &str) -> Option<&str> {
        let place = self.codes.place(code)?;
        let [from, to] = [place, place + 1].map(|at| packed::u32_at(&self.ends, at * 4) as usize);
        std::str::from_utf8(self.texts.get(from..to)?).ok()
    }

    /// How many codes there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.codes.len()
    }

    /// True when there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.codes.is_empty()
    }
}

impl CodeSets {
    /// The CPT file in force on a day; none before the first release.
    #[must_use]
    pub fn cpt(&self, on: Date) -> Option<&CptList> {
        sets::newest(&self.cpt, on, |list| &list.header, PackKind::Cpt)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> PackHeader {
        PackHeader {
            kind: PackKind::Cpt,
            label: "2026-01".into(),
            starts: "2026-01-01".parse().unwrap(),
            source: String::new(),
            source_sha256: String::new(),
            rows: BTreeMap::new(),
            payload_sha256: String::new(),
        }
    }

    fn bytes() -> Vec<u8> {
        let code = |text: &str| crate::code_table::code(text).unwrap();
        payload(&BTreeMap::from([
            (code("99213"), "Made up".to_owned()),
            (code("0001T"), String::new()),
            (code("99214"), "Made up, too".to_owned()),
        ]))
    }

    #[test]
    fn codes_and_texts() {
        let list = CptList::read(header(), &PackBytes::held(bytes())).unwrap();
        for (code, text) in [
            ("99213", Some("Made up")),
            ("99214", Some("Made up, too")),
            ("0001t", Some("")),
            ("99215", None),
            ("", None),
        ] {
            assert_eq!((list.text(code), list.has(code)), (text, text.is_some()), "{code}");
        }
        assert_eq!((list.len(), list.is_empty()), (3, false));
    }

    #[test]
    fn the_form_of_a_code() {
        for (code, expected) in [
            ("99213", true),
            ("0001T", true),
            ("0001F", true),
            ("0071U", true),
            ("0002M", true),
            ("0001A", true),
            ("J1885", false),
            ("9921", false),
            ("992133", false),
            ("9921X", false),
            ("992é", false),
            ("", false),
        ] {
            assert_eq!(has_form(code), expected, "{code}");
        }
    }

    #[test]
    fn a_cut_payload_is_damage_and_a_changed_one_gives_no_panic() {
        let whole = bytes();
        for at in 0..whole.len() {
            let cut = CptList::read(header(), &PackBytes::held(whole[..at].to_vec()));
            assert!(cut.is_err(), "{at}");
            for byte in [0, 1, 0x7f, 0xff] {
                let mut changed = whole.clone();
                changed[at] = byte;
                if let Ok(list) = CptList::read(header(), &PackBytes::held(changed)) {
                    let _ = (list.text("99213"), list.text("0001T"));
                }
            }
        }
    }
}
