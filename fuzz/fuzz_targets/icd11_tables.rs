//! Any bytes through the readers of the World Health Organization's tables: nothing panics, every
//! error names the file, and every code that is read has the form of its system.
#![no_main]

use codesets::PackKind;
use codesets::code::has_icd10cm_form;
use codesets::icd11::CodeForm;
use codesets::icd11::cluster::has_icd11_form;
use codesets::import::{icd11_map, icd11_mms, recognise};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let _ = recognise::kind(data);
    match icd11_mms::read("f.txt", data) {
        Ok(read) => assert!(read.codes.iter().all(|code| CodeForm::of(&code.code).is_some())),
        Err(fault) => assert!(fault.to_string().starts_with("f.txt: ")),
    }
    for kind in [PackKind::Icd11MapOne, PackKind::Icd11MapBack] {
        match icd11_map::read("f.txt", data, kind) {
            Ok(read) => {
                for (from, to) in &read.rows {
                    let back = kind == PackKind::Icd11MapBack;
                    let (ten, eleven) = if back { (&to.code, from) } else { (from, &to.code) };
                    assert!(has_icd10cm_form(ten) && has_icd11_form(eleven));
                }
            }
            Err(fault) => assert!(fault.to_string().starts_with("f.txt: ")),
        }
    }
});
