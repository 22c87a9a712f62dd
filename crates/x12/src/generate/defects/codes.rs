//! SNIP type 5: codes that their keepers have not given out, or not for that day.

use super::line::{find, insert, set, set_part, spoil_digit};
use super::{CLAIMS, D, Defect, I, P, PI, Part, R, defect_of as defect};
use crate::generate::claim::Shape;

pub(super) const DEFECTS: &[Defect] = &[
    defect(("npi-check-digit", 5), CLAIMS, "the billing NPI has a wrong check digit", |lines| {
        spoil_digit(lines, "NM1*85", 9)
    }),
    defect(("rendering-npi", 5), P, "the rendering NPI has a wrong check digit", |lines| {
        spoil_digit(lines, "NM1*82", 9)
    })
    .shape(Shape::Drug),
    defect(("payee-npi", 5), R, "the payee's NPI has a wrong check digit", |lines| {
        spoil_digit(lines, "N1*PE", 4)
    })
    .part(Part::Head),
    defect(("icd10-unknown", 5), PI, "a diagnosis that ICD-10-CM does not have", |lines| {
        set_part(lines, "HI*ABK", (1, 2), "J9999")
    }),
    defect(("icd10-not-complete", 5), PI, "a category in place of a diagnosis", |lines| {
        set_part(lines, "HI*ABK", (1, 2), "E11")
    }),
    defect(("icd10-expired", 5), PI, "a diagnosis that ended on 30 September 2021", |lines| {
        set_part(lines, "HI*ABK", (1, 2), "M545")
    }),
    defect(("icd9-after-2015", 5), P, "an ICD-9 diagnosis for a service of today", |lines| {
        let Some(at) = find(lines, "HI*ABK") else { return false };
        lines[at].elements.truncate(2);
        lines[at].set(1, "BK:25000");
        for line in lines.iter_mut().filter(|line| line.get(0) == "SV1") {
            line.set(7, "1");
        }
        true
    }),
    defect(("pcs-unknown", 5), I, "an operation that ICD-10-PCS does not have", |lines| {
        set_part(lines, "HI*BBR", (1, 2), "ZZZZZZZ")
    })
    .shape(Shape::Inpatient),
    defect(("hcpcs-unknown", 5), P, "a procedure that HCPCS does not have", |lines| {
        set_part(lines, "SV1", (1, 2), "Z9999")
    })
    .shape(Shape::Drug),
    defect(("place-unknown", 5), P, "place of service 00", |lines| {
        set_part(lines, "CLM", (5, 1), "00")
    }),
    defect(("state-unknown", 5), CLAIMS, "the state ZZ", |lines| set(lines, "N4", 2, "ZZ")),
    defect(("country-unknown", 5), CLAIMS, "the country QQ", |lines| set(lines, "N4", 4, "QQ")),
    defect(("zip-form", 5), CLAIMS, "a ZIP code of letters", |lines| {
        set(lines, "N4", 3, "ABCDEFGHI")
    }),
    defect(("currency-unknown", 5), CLAIMS, "the currency QQQ", |lines| {
        insert(lines, "PRV*BI", "CUR*85*QQQ")
    }),
    defect(("taxonomy-unknown", 5), CLAIMS, "a profession that NUCC does not have", |lines| {
        set(lines, "PRV*BI", 3, "999ZZ9999X")
    }),
    defect(("revenue-unknown", 5), I, "revenue code 9999", |lines| set(lines, "SV2", 1, "9999")),
    defect(("drg-unknown", 5), I, "DRG 000", |lines| set_part(lines, "HI*DR", (1, 2), "000"))
        .shape(Shape::Inpatient),
    defect(("discharge-status-unknown", 5), I, "discharge status 99", |lines| {
        set(lines, "CL1", 3, "99")
    }),
    defect(("admission-type-unknown", 5), I, "type of admission 8", |lines| {
        set(lines, "CL1", 1, "8")
    }),
    defect(("ndc-form", 5), P, "a drug code of three digits", |lines| set(lines, "LIN", 3, "123"))
        .shape(Shape::Drug),
    defect(("tooth-unknown", 5), D, "tooth 99", |lines| {
        let Some(at) = find(lines, "TOO") else { return false };
        lines[at].set(2, "99");
        true
    }),
    defect(("carc-unknown", 5), CLAIMS, "an adjustment reason that does not exist", |lines| {
        set(lines, "CAS", 2, "9999")
    })
    .shape(Shape::Secondary),
    defect(("remit-carc-unknown", 5), R, "an adjustment reason that does not exist", |lines| {
        set(lines, "CAS", 2, "9999")
    }),
    defect(("remit-carc-ended", 5), R, "an adjustment reason that ended in 2007", |lines| {
        set(lines, "CAS", 2, "42")
    }),
    defect(("remit-rarc-unknown", 5), R, "a remark that does not exist", |lines| {
        lines.push(super::Line::of("LQ*HE*QQ99"));
        find(lines, "SVC").is_some()
    }),
];
