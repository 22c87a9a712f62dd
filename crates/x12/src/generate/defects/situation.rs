//! SNIP type 4: segments that do not fit each other.

use super::line::{find, insert, remove, remove_loop, set, set_part};
use super::{CLAIMS, Defect, I, P, PI, R, defect_of as defect};
use crate::generate::claim::Shape;

pub(super) const DEFECTS: &[Defect] = &[
    defect(("replaced-without-original", 4), CLAIMS, "frequency 7 or 8 without REF F8", |lines| {
        remove(lines, "REF*F8")
    })
    .shape(Shape::Corrected),
    defect(("self-with-patient", 4), CLAIMS, "SBR02 is 18 and yet a patient follows", |lines| {
        set(lines, "SBR", 2, "18")
    })
    .dependent(),
    defect(
        ("subscriber-without-patient", 4),
        CLAIMS,
        "SBR02 is not 18 and no patient follows",
        |lines| set(lines, "SBR", 2, ""),
    ),
    defect(
        ("secondary-without-primary", 4),
        PI,
        "SBR01 is S and no other payer is named",
        |lines| set(lines, "SBR", 1, "S"),
    ),
    defect(("same-sequence", 4), CLAIMS, "two payers have the same place (SBR01)", |lines| {
        let Some(at) = find(lines, "CLM") else { return false };
        let mut tail = lines.split_off(at);
        let done = set(&mut tail, "SBR", 1, "S");
        lines.append(&mut tail);
        done
    })
    .shape(Shape::Secondary),
    defect(("unknown-decider", 4), CLAIMS, "SVD01 names a payer of no loop 2330B", |lines| {
        set(lines, "SVD", 1, "99999")
    })
    .shape(Shape::Secondary),
    defect(
        ("two-decision-dates", 4),
        CLAIMS,
        "both the payer and its lines have DTP 573",
        |lines| {
            let Some(at) = find(lines, "REF*F8") else { return false };
            let date = lines[at..].iter().find(|line| line.get(0) == "DTP" && line.get(1) == "573");
            let Some(date) = date.cloned() else { return false };
            lines.insert(at, date);
            true
        },
    )
    .shape(Shape::Secondary),
    defect(("accident-without-date", 4), P, "an auto accident without DTP 439", |lines| {
        remove(lines, "DTP*439")
    })
    .shape(Shape::Accident),
    defect(("accident-without-state", 4), P, "an auto accident without its state", |lines| {
        set(lines, "CLM", 11, "AA")
    })
    .shape(Shape::Accident),
    defect(("attachment-without-number", 4), P, "PWK by mail without its number", |lines| {
        set(lines, "PWK", 6, "") && set(lines, "PWK", 5, "")
    })
    .shape(Shape::Accident),
    defect(("inpatient-without-admission", 4), P, "place 21 without DTP 435", |lines| {
        remove(lines, "DTP*435")
    })
    .shape(Shape::Operation),
    defect(("stay-without-admission", 4), I, "a hospital stay without DTP 435", |lines| {
        remove(lines, "DTP*435")
    })
    .shape(Shape::Inpatient),
    defect(("stay-without-diagnosis", 4), I, "a hospital stay without HI ABJ", |lines| {
        remove(lines, "HI*ABJ")
    })
    .shape(Shape::Inpatient),
    defect(
        ("stay-without-discharge-hour", 4),
        I,
        "a final bill of a stay without DTP 096",
        |lines| remove(lines, "DTP*096"),
    )
    .shape(Shape::Inpatient),
    defect(("emergency-without-reason", 4), I, "an unscheduled visit without HI APR", |lines| {
        remove(lines, "HI*APR")
    })
    .shape(Shape::Emergency),
    defect(("operation-without-surgeon", 4), I, "an operation without NM1 72", |lines| {
        remove(lines, "NM1*72")
    })
    .shape(Shape::Inpatient),
    defect(("line-outside-statement", 4), I, "a line's day lies outside DTP 434", |lines| {
        set(lines, "DTP*472", 3, "20200101")
    })
    .shape(Shape::Outpatient),
    defect(
        ("pointer-to-nothing", 4),
        P,
        "SV107 points to a diagnosis that is not there",
        |lines| {
            let Some(at) = find(lines, "HI*ABK") else { return false };
            lines[at].elements.truncate(12);
            let free = lines[at].elements.len().to_string();
            set_part(lines, "SV1", (7, 1), &free)
        },
    ),
    defect(
        ("patient-without-address", 4),
        CLAIMS,
        "a subscriber who is the patient has no N3",
        |lines| {
            let Some(at) = find(lines, "NM1*IL") else { return false };
            let mut tail = lines.split_off(at);
            let done = remove(&mut tail, "N3") && remove(&mut tail, "N4");
            lines.append(&mut tail);
            done
        },
    ),
    defect(
        ("patient-without-birth-date", 4),
        CLAIMS,
        "a subscriber who is the patient has no DMG",
        |lines| remove(lines, "DMG"),
    ),
    defect(("certificate-without-start", 4), P, "CR3 without DTP 463", |lines| {
        remove(lines, "DTP*463")
    })
    .shape(Shape::Oxygen),
    defect(("remit-forwarded-to-nobody", 4), R, "CLP02 is 19 without NM1 TT", |lines| {
        remove_loop(lines, "NM1*TT", &[]);
        set(lines, "CLP", 2, "19")
    }),
    defect(
        ("remit-payment-without-bank", 4),
        R,
        "BPR04 is ACH without the bank of the payee",
        |lines| {
            let Some(at) = find(lines, "BPR") else { return false };
            let day = lines[at].get(16).to_owned();
            lines[at].elements.truncate(4);
            lines[at].set(4, "ACH");
            lines[at].set(16, &day);
            true
        },
    )
    .part(super::Part::Head),
    defect(("original-without-replacement", 4), P, "REF F8 on an original claim", |lines| {
        insert(lines, "CLM", "REF*F8*2612345678901")
    })
    .shape(Shape::Drug),
];
