//! Any text as a cluster of ICD-11: nothing panics, what is read is written and read again as it
//! was, every fault has a place in the text, and nothing that is read is an ICD-10-CM code.
#![no_main]

use codesets::code::has_icd10cm_form;
use codesets::icd11::Cluster;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|text: &str| {
    match Cluster::parse(text) {
        Ok(cluster) => {
            let written = cluster.to_string();
            let again = Cluster::parse(&written).map(|c| c.to_string());
            assert_eq!(again.as_deref(), Ok(written.as_str()));
            assert!(!has_icd10cm_form(text));
        }
        Err(faults) => assert!(!faults.is_empty()),
    }
});
