//! The faults that a changed claim must give.
#![allow(dead_code, reason = "each test binary uses its own part")]

use crate::sample::{control, receiver, submitter};
use model::Claim;
use x12::{WriteFault, write_837i, write_837p};

pub fn faults(claim: Claim) -> Vec<WriteFault> {
    let write = if claim.bill_type.is_some() { write_837i } else { write_837p };
    write(&[claim], &submitter(), &receiver(), &control()).unwrap_err()
}

pub fn only(claim: Claim) -> (&'static str, &'static str, &'static str, String) {
    let found = faults(claim);
    assert_eq!(found.len(), 1, "{found:?}");
    let fault = found.into_iter().next().unwrap();
    (fault.code, fault.field, fault.loop_id, fault.segment)
}

/// One change to a whole claim, and the one fault that it must give.
pub type Case = (fn(&mut Claim), &'static str, &'static str, &'static str, &'static str);

pub fn check(base: fn(&str) -> Claim, cases: &[Case]) {
    for (change, code, field, loop_id, segment) in cases {
        let mut claim = base("F1");
        change(&mut claim);
        let found = only(claim);
        let code = format!("x12.write.{code}");
        assert_eq!(found, (found.0, *field, *loop_id, (*segment).to_owned()));
        assert_eq!(found.0, code, "{field}");
    }
}
