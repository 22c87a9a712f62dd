//! Tests of gather.rs.

use crate::trial::check;
use model::Setting::{Ed, Inpatient, Office, Radiology};

#[test]
fn old_and_current() {
    check(&[
        (
            Office,
            "PAST MEDICAL HISTORY: Old MI in 2015.\n\nASSESSMENT:\n1. Coronary artery disease.",
            "I25.10! -I21",
        ),
        (
            Office,
            "ASSESSMENT:\n1. Coronary artery disease.\n2. History of myocardial infarction.",
            "I25.10! I25.2 -I21",
        ),
        (Ed, "ASSESSMENT:\n1. Acute myocardial infarction.", "I21.9! -I25.2"),
        (Ed, "ASSESSMENT:\n1. Acute inferior STEMI.", "I21.19! -I25.2"),
        (
            Office,
            "PAST MEDICAL HISTORY: History of diabetes.\nMEDICATIONS: metformin.\n\nASSESSMENT:\n1. Acute bronchitis.",
            "J20.9! E11.9 Z79.84",
        ),
        (Office, "ASSESSMENT:\n1. History of hypertension, on lisinopril.", "I10!"),
        (Office, "ASSESSMENT:\n1. Hypertension.\n2. History of pneumonia.", "I10! Z87.01 -J18"),
        (
            Office,
            "FAMILY HISTORY: Father had MI and hypertension.\n\nASSESSMENT:\n1. Low back pain.",
            "M54.50! -I1 -I2",
        ),
    ]);
}
#[test]
fn uncertain() {
    check(&[
        (Inpatient, "DISCHARGE DIAGNOSES:\n1. Probable pneumonia.", "J18.9!"),
        (Office, "ASSESSMENT:\n1. Cough. Probable pneumonia.", "R05.9! -J18"),
        (Ed, "ASSESSMENT:\n1. Fever.\n2. Rule out sepsis.", "R50.9! -A41"),
        (
            Inpatient,
            "HPI: Possible pulmonary embolism.\nDISCHARGE DIAGNOSES:\n1. Pneumonia.",
            "J18.9! -I26",
        ),
        (
            Inpatient,
            "DISCHARGE DIAGNOSES:\n1. Pulmonary embolism was ruled out.\n2. Pneumonia.",
            "J18.9! -I26",
        ),
    ]);
}
#[test]
fn sides() {
    check(&[
        (Office, "ASSESSMENT:\n1. Bilateral knee pain.", "M25.561 M25.562"),
        (Office, "ASSESSMENT:\n1. Bilateral knee osteoarthritis.", "M17.0 #1"),
        (Office, "ASSESSMENT:\n1. Bilateral shoulder pain.", "M25.511 M25.512"),
        (
            Radiology,
            "EXAM: MRI of the left knee.\nFINDINGS: Medial meniscus tear.\nIMPRESSION: Osteoarthritis of the knee.",
            "M17.12 -M17.9 -M17.11",
        ),
        (Radiology, "X-RAY RIGHT ANKLE\nIMPRESSION: Pain in ankle, no fracture.", "M25.571! -S"),
    ]);
}

/// An abbreviation with more than one meaning names a condition where it heads a problem or stands
/// in a list of conditions, and nowhere else by itself.
#[test]
fn abbreviations_at_the_head_of_a_problem() {
    check(&[
        (Office, "A/P:\n1. RA - on methotrexate, stable.\n2. MCI - follow.", "M06.9 G31.84"),
        (Office, "A/P:\n1. MS, no relapse.\n2. OA, tylenol prn.", "G35.D M19.90"),
        (Office, "A/P:\n1. HA - start topiramate.", "R51.9"),
        (Office, "A/P:\n1. Afib - cont eliquis.", "I48.91 Z79.01"),
        (Office, "A/P:\n1. PAF: rate controlled.", "I48.0"),
        (Office, "A/P:\n1. Panic d/o - sertraline.\n2. Migraine w/o aura.", "F41.0 G43.009"),
        (Office, "A/P:\n1. Cough. Sent by RA, MS for billing.", "R05.9 -M06 -G35"),
        (Office, "A/P:\n1. Cough. PE normal. RA 98%. MS intact.", "R05.9 -M06 -G35 -I26"),
        (Office, "A/P:\n1. Bronchitis. UC if worse. ED if short of breath.", "J40 -K51 -N52"),
        (Office, "A/P:\n1. Dehydration. MM moist.", "E86.0 -C90"),
        (Office, "A/P:\n1. HTN. ADD amlodipine.", "I10 -F98"),
        (
            Office,
            "A/P:\n1. Cough. PD given.\nFM: discussed with family medicine.",
            "R05.9 -G20 -M79",
        ),
        (Radiology, "IMPRESSION:\n1. 6 MM nodule of the right lung.", "-C90"),
        (
            Office,
            "PMH: RA, MS, OA.\nA/P:\n1. RA - on methotrexate.\n2. MS - stable.",
            "M06.9 G35.D",
        ),
        (Office, "EXAM: HEENT: nl. MS: 5/5. PE normal.\nA/P:\n1. Cough.", "R05.9 -G35 -I26"),
    ]);
}

/// A family history inside a line ends with it; one that opens a line goes on.
#[test]
fn family_history_within_a_line() {
    check(&[
        (
            Office,
            "Hx BCC 2019. FHx melanoma in father.\nFBSE: 8 AKs on the scalp - LN2 x8.\nA: 1. AKs",
            "L57.0! -C43",
        ),
        (
            Office,
            "FAMILY HISTORY: Mother with asthma.\nDiabetes in the father.\n\nASSESSMENT:\n1. Gout.",
            "M10.9! -E11 -J45",
        ),
    ]);
}
