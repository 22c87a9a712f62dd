//! Any bytes through the reader of the exclusion list: nothing panics, every error names the file,
//! and what is read stands in its pack, row by row.
#![no_main]

use codesets::exclusions::{Exclusion, payload};
use codesets::import::exclusions::{import, is_exclusions, read_rows};
use codesets::import::recognise;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = recognise::kind(data);
    let _ = is_exclusions(&String::from_utf8_lossy(data));
    match read_rows("f.csv", data) {
        Ok(rows) => {
            let packed = payload(&rows);
            let lines = packed.split(|byte| *byte == b'\n').count();
            assert_eq!(lines, rows.len().max(1));
            let held = |row: &Exclusion| row.holds_between(row.excluded, row.excluded);
            assert!(rows.iter().all(|row| held(row) || row.reinstated <= Some(row.excluded)));
        }
        Err(fault) => assert!(fault.to_string().starts_with("f.csv: ")),
    }
    if let Err(fault) = import("f.csv", data, None) {
        assert!(fault.to_string().starts_with("f.csv"));
    }
});
