//! Any bytes through the readers of the lists of claims and remittances: nothing panics, every
//! error names the file, and what is read survives its pack.
#![no_main]

use codesets::PackKind;
use codesets::import::{place_of_service, reasons, recognise, taxonomy};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = recognise::kind(data);
    let reasons = [PackKind::Carc, PackKind::Rarc]
        .map(|kind| reasons::read_codes("f.csv", data, kind).map(|(codes, _)| codes));
    let places = place_of_service::read_codes("f.csv", data).map(|(codes, _)| codes);
    let taxonomy = taxonomy::read_codes("f.csv", data);
    for read in reasons.into_iter().chain([places, taxonomy]) {
        match read {
            Ok(codes) => {
                let payload = codesets::claim_codes::payload(&codes);
                let lines = payload.split(|b| *b == b'\n').count();
                assert_eq!(lines, codes.len().max(1));
            }
            Err(fault) => assert!(fault.to_string().starts_with("f.csv: ")),
        }
    }
});
