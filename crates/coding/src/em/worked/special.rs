//! Preventive visits, follow-up after operations, visits that are none, and reasons for review.

use super::{Worked, check, code_chart, code_documents, codes};
use model::Setting::{Clinic, Inpatient, Office, Radiology, Surgery};
use model::{Chart, Document};

const NOTES: &[Worked] = &[
    Worked {
        shows: "well child",
        setting: Office,
        note: "CC: Well child check\nHPI: 4-year-old established patient here for a well child \
               visit. Growing well.\nEXAM: normal.\nASSESSMENT: Healthy child.\nPLAN: Vaccines \
               given. Return in one year.",
        codes: &["99392"],
    },
    Worked {
        shows: "annual physical, new patient",
        setting: Office,
        note: "CC: Annual physical\nHPI: 33 yo new patient here for annual physical \
               exam.\nEXAM: normal.\nASSESSMENT: Healthy adult, annual physical.\nPLAN: Lipid \
               panel. Diet and exercise counseling.",
        codes: &["99385"],
    },
    Worked {
        shows: "annual physical with a problem worked up",
        setting: Office,
        note: "CC: Annual exam\nHPI: 52-year-old established patient presents for her annual \
               exam.\nEXAM: normal.\nASSESSMENT AND PLAN:\n1. Annual exam. Mammogram ordered.\n2. \
               Hypertension, uncontrolled. Start losartan 50 mg daily. BMP in two weeks.",
        codes: &["99396", "99214-25"],
    },
    Worked {
        shows: "Medicare wellness visit",
        setting: Office,
        note: "CC: Medicare annual wellness visit\nHPI: 70-year-old established patient here for \
               her annual wellness visit. No complaints.\nASSESSMENT: Annual wellness \
               visit.\nPLAN: Health risk assessment done. Falls screen negative.",
        codes: &["G0439"],
    },
    Worked {
        shows: "welcome to Medicare",
        setting: Office,
        note: "CC: Welcome to Medicare visit\nHPI: 65-year-old established patient, no \
               complaints.\nASSESSMENT: Welcome to Medicare visit.\nPLAN: Screening schedule \
               reviewed.",
        codes: &["G0402"],
    },
    Worked {
        shows: "follow-up two weeks after an operation",
        setting: Office,
        note: "CC: Postoperative visit\nHPI: 2 weeks status post laparoscopic cholecystectomy, \
               doing well.\nEXAM: incisions clean.\nASSESSMENT: Status post \
               cholecystectomy.\nPLAN: Return as needed.",
        codes: &["99024"],
    },
    Worked {
        shows: "follow-up five months after an operation",
        setting: Office,
        note: "CC: Postoperative follow up\nHPI: Established patient, 5 months status post right \
               rotator cuff repair with ongoing stiffness.\nEXAM: limited motion.\nASSESSMENT: \
               Shoulder stiffness.\nPLAN: Physical therapy.",
        codes: &["99213"],
    },
    Worked {
        shows: "an infusion is no visit",
        setting: Clinic,
        note: "INFUSION CENTER NOTE\nDx: iron deficiency anemia. No provider visit today, therapy \
               only.\nVitals: BP 120/70\nIron sucrose 200 mg IV over 30 minutes.\nPlan: next dose \
               in one week.",
        codes: &[],
    },
    Worked {
        shows: "physical therapy is no visit",
        setting: Clinic,
        note: "PHYSICAL THERAPY EVALUATION\nHPI: low back pain.\nEXAM: limited \
               flexion.\nASSESSMENT: Lumbar strain.\nPLAN: 2x a week for 6 weeks.",
        codes: &[],
    },
    Worked {
        shows: "an operative report is no visit",
        setting: Clinic,
        note: "PREOPERATIVE DIAGNOSIS: Cyst.\nPOSTOPERATIVE DIAGNOSIS: Cyst.\nPROCEDURE: \
               Excision.\nINDICATIONS: Enlarging cyst.\nPLAN: Sutures out in 10 days.",
        codes: &[],
    },
    Worked {
        shows: "a study is no visit",
        setting: Radiology,
        note: "CT HEAD\nINDICATION: headache\nFINDINGS: normal\nIMPRESSION: No acute finding.",
        codes: &[],
    },
    Worked {
        shows: "an operation is no visit",
        setting: Surgery,
        note: "PREOPERATIVE DIAGNOSIS: Hernia.\nPOSTOPERATIVE DIAGNOSIS: Same.\nPROCEDURE: \
               Hernia repair.",
        codes: &[],
    },
    Worked {
        shows: "a visit by video",
        setting: Office,
        note: "TELEHEALTH VIDEO VISIT\nCC: rash\nHPI: Established patient with an itchy \
               rash.\nEXAM: erythematous plaques on camera.\nASSESSMENT: Contact \
               dermatitis.\nPLAN: Triamcinolone cream 0.1% twice daily.",
        codes: &["99213-95"],
    },
];

#[test]
fn special_notes() {
    check(NOTES);
}

const STABLE: &str = "CC: follow up\nHPI: Feels well.\nEXAM: normal.\nASSESSMENT AND \
                      PLAN:\n1. Hypertension, stable. Continue lisinopril 10 mg daily.";

#[test]
fn the_structured_encounter_says_who_is_new() {
    let mut chart = Chart::default();
    chart.documents.push(Document { text: STABLE.into(), ..Document::default() });
    for (new, code) in [(Some(true), "99203"), (Some(false), "99213"), (None, "99213")] {
        chart.encounter.new_patient = new;
        let level = code_chart(Office, &chart).unwrap();
        assert_eq!(codes(Some(&level)), [code], "{new:?}");
        let assumed = level.review.iter().any(|r| r.contains("established is assumed"));
        assert_eq!(assumed, new.is_none() && !STABLE.contains("Established"));
    }
}

#[test]
fn short_words_say_who_is_established() {
    let body = "S: Feels well.\nO: normal.\nA/P: Hypertension, stable. Continue lisinopril 10 mg.";
    for (head, stated) in [
        ("DOS: 6/15/26  Family Med - est pt", true),
        ("54F estab pt here for f/u HTN", true),
        ("54F 6 wk f/u HTN", true),
        ("54F HTN", false),
    ] {
        let level = code_documents(Office, &[&format!("{head}\n{body}")]).unwrap();
        assert_eq!(codes(Some(&level)), ["99213"], "{head}");
        let assumed = level.review.iter().any(|r| r.contains("established is assumed"));
        assert_eq!(!assumed, stated, "{head}");
    }
}

#[test]
fn days_of_a_stay_add_up() {
    let day = "PROGRESS NOTE, hospital day 2\nSUBJECTIVE: Better.\nOBJECTIVE: clear \
               lungs.\nASSESSMENT/PLAN: Community acquired pneumonia, improving. Continue \
               ceftriaxone 1 g IV daily.";
    let last = "DISCHARGE SUMMARY\nDISCHARGE DIAGNOSIS: Pneumonia.\nHOSPITAL COURSE: \
                Improved.\nDISCHARGE INSTRUCTIONS: Finish antibiotics.";
    let level = code_documents(Inpatient, &[day, day, last]).unwrap();
    let lines: Vec<(&str, u32)> =
        level.procedures.iter().map(|s| (s.code.as_str(), s.units)).collect();
    assert_eq!(lines, [("99232", 2), ("99238", 1)]);
    assert_eq!(level.procedures[1].evidence[0].document, 2);
}

#[test]
fn what_is_open_goes_to_review() {
    let table = [
        (
            "CC: Annual physical\nHPI: Established patient.\nEXAM: normal.\nASSESSMENT: \
          Healthy.\nPLAN: Labs.",
            "age is not documented",
        ),
        (
            "CC: Postoperative visit\nHPI: Established patient doing well after \
          surgery.\nEXAM: healed.\nASSESSMENT: Scar.\nPLAN: Massage.",
            "global period",
        ),
        (
            "CC: fatigue\nHPI: Established patient.\nEXAM: normal.\nASSESSMENT: Fatigue.\nPLAN: \
          TSH.\nTotal time spent: 60 minutes.",
            "prolonged",
        ),
    ];
    for (note, reason) in table {
        let level = code_documents(Office, &[note]).unwrap();
        assert!(level.review.iter().any(|r| r.contains(reason)), "{reason}: {:?}", level.review);
    }
}
