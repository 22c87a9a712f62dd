//! Any bytes as a FHIR Bundle: no panic, every error names its file, and every section is a
//! slice of its document.
#![no_main]

use intake::{Options, fhir_r4};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    for found in fhir_r4::charts_from_bundle(data, "bundle.json", &Options::default()) {
        match found {
            Err(fault) => assert_eq!(fault.file, "bundle.json"),
            Ok(chart) => {
                for document in &chart.documents {
                    for (start, end, _) in &document.sections {
                        assert!(document.text.get(*start as usize..*end as usize).is_some());
                    }
                }
            }
        }
    }
});
