//! Any bytes through the readers of unit limits, add-on codes, fee schedule, indices, revenue codes
//! and CPT files: nothing panics, every error names the file, and no pack is empty.
#![no_main]

use codesets::import::{cpt, gpci, ncci_add_on, ncci_mue, ncci_ptp, pfs, recognise, revenue};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = recognise::kind(data);
    let importers = [
        cpt::import,
        gpci::import,
        ncci_add_on::import,
        ncci_mue::import,
        ncci_ptp::import,
        pfs::import,
        revenue::import,
    ];
    for import in importers {
        match import("practitioner.csv", data, "2026-01-01".parse().ok()) {
            Ok(imported) => assert!(imported.header.rows.values().any(|count| *count > 0)),
            Err(fault) => assert!(fault.to_string().starts_with("practitioner.csv: ")),
        }
    }
});
