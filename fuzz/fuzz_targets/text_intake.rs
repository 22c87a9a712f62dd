//! Any bytes as a note: no panic, and valid UTF-8 is kept byte for byte.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok((document, warnings)) = intake::text::document(data.to_vec(), "note.txt") else {
        return;
    };
    match std::str::from_utf8(data) {
        Ok(text) => {
            assert_eq!(document.text, text);
            assert!(warnings.is_empty());
        }
        _ => assert!(!warnings.is_empty()),
    }
});
