//! Emergency department and hospital days.

use super::{Worked, check};
use model::Setting::{Ed, Inpatient};

const NOTES: &[Worked] = &[
    Worked {
        shows: "ED: abrasion, no treatment but a dressing",
        setting: Ed,
        note: "CC: scraped knee\nHPI: Fell on the sidewalk.\nEXAM: superficial abrasion left \
               knee.\nED COURSE: Wound cleaned and dressing applied.\nDX: Abrasion of left \
               knee.\nDISPO: home.",
        codes: &["99282"],
    },
    Worked {
        shows: "ED: sprain with film read by radiology",
        setting: Ed,
        note: "CC: ankle injury\nHPI: Inversion injury.\nEXAM: ATFL tenderness.\nRESULTS: Ankle \
               x-ray: no fracture per radiology.\nDX: Left ankle sprain.\nPLAN: Air splint, \
               crutches, ibuprofen.",
        codes: &["99283"],
    },
    Worked {
        shows: "ED: strep with penicillin",
        setting: Ed,
        note: "CC: sore throat\nHPI: 2 days.\nEXAM: exudates.\nED COURSE: Rapid strep \
               positive.\nDX: Strep pharyngitis.\nPLAN: Penicillin V 500 mg BID x 10 days.",
        codes: &["99283"],
    },
    Worked {
        shows: "ED: kidney stone, laboratory, CT and ketorolac",
        setting: Ed,
        note: "CC: flank pain\nHPI: Sudden left flank pain.\nEXAM: left CVA \
               tenderness.\nRESULTS: UA 3+ blood. CBC and BMP normal. CT abdomen: 4 mm left \
               ureteral stone.\nED COURSE: Ketorolac 15 mg IV with relief.\nDX: Left ureteral \
               calculus with renal colic.\nPLAN: Tamsulosin 0.4 mg daily, oxycodone 5 mg #8. \
               Urology follow up.",
        codes: &["99284"],
    },
    Worked {
        shows: "ED: abdominal pain without a cause",
        setting: Ed,
        note: "CC: abdominal pain\nHPI: One day of cramping pain.\nEXAM: mild \
               tenderness.\nRESULTS: CBC, CMP, lipase, UA unremarkable. CT abdomen negative.\nED \
               COURSE: Ondansetron 4 mg IV and fluids.\nDX: Abdominal pain.\nDISPO: Home with \
               ondansetron 4 mg.",
        codes: &["99284"],
    },
    Worked {
        shows: "ED: heart attack admitted",
        setting: Ed,
        note: "CC: chest pain\nHPI: Crushing chest pain for an hour.\nEXAM: \
               diaphoretic.\nRESULTS: EKG: ST elevation. Troponin 4.2. CBC, BMP normal.\nMDM: \
               Discussed with Dr. Hall, cardiology, who accepts for catheterization.\nDX: STEMI \
               of inferior wall.\nDISPO: Admitted to cardiology.",
        codes: &["99285"],
    },
    Worked {
        shows: "ED: pneumonia admitted",
        setting: Ed,
        note: "CC: cough and fever\nHPI: 71-year-old with fever and cough.\nEXAM: crackles right \
               base.\nRESULTS: WBC 18. Lactate 1.9. Blood cultures drawn. CXR viewed \
               independently: right lower lobe infiltrate. I independently interpreted the chest \
               x-ray.\nED COURSE: Ceftriaxone 1 g IV.\nDX: Community acquired \
               pneumonia.\nDISPO: Admit to medicine. Discussed with the hospitalist.",
        codes: &["99285"],
    },
    Worked {
        shows: "ED: critical care by the minute",
        setting: Ed,
        note: "CC: altered\nHPI: Found down.\nEXAM: obtunded.\nED COURSE: Intubated for \
               respiratory failure.\nDX: Acute respiratory failure with hypoxia. Septic \
               shock.\nCritical care time: 80 minutes, exclusive of procedures.",
        codes: &["99291", "99292"],
    },
    Worked {
        shows: "ED: critical care not billed",
        setting: Ed,
        note: "CC: wheeze\nHPI: Known asthma.\nEXAM: wheezing.\nED COURSE: Albuterol nebs x3, \
               prednisone 50 mg.\nDX: Asthma exacerbation, moderate.\nDISPO: Home on prednisone \
               40 mg daily. Critical care time not billed.",
        codes: &["99284"],
    },
    Worked {
        shows: "ED: simple laceration",
        setting: Ed,
        note: "CC: cut finger\nHPI: Knife slipped.\nEXAM: 2 cm laceration left index \
               finger.\nPROCEDURE: Lidocaine 1%, 4 sutures.\nDX: Laceration of left index \
               finger.\nDISPO: Home. Suture removal in 10 days.",
        codes: &["99283"],
    },
    Worked {
        shows: "ED: head injury with CT",
        setting: Ed,
        note: "CC: head injury\nHPI: Fell off a ladder, brief loss of consciousness.\nEXAM: scalp \
               hematoma.\nRESULTS: CT head: no bleed. CT cervical spine: negative. X-ray left \
               shoulder negative.\nDX: Concussion with brief loss of consciousness.\nDISPO: Home \
               with wife. Acetaminophen.",
        codes: &["99284"],
    },
    Worked {
        shows: "ED: urgent care is an office",
        setting: Ed,
        note: "URGENT CARE NOTE\nCC: sinus pressure\nHPI: Established patient, 10 days of sinus \
               pain.\nEXAM: maxillary tenderness.\nASSESSMENT: Acute sinusitis.\nPLAN: \
               Amoxicillin-clavulanate 875 mg BID.",
        codes: &["99213"],
    },
    Worked {
        shows: "hospital: admission of heart failure",
        setting: Inpatient,
        note: "HISTORY AND PHYSICAL\nCC: dyspnea\nHPI: Worsening dyspnea for 3 days.\nPMH: heart \
               failure.\nMEDICATIONS: furosemide.\nEXAM: rales.\nRESULTS: BNP 2100, troponin \
               negative, BMP normal, CXR edema, personally reviewed by me.\nASSESSMENT AND PLAN: \
               Acute on chronic systolic heart failure, decompensated. Admit to telemetry. IV \
               furosemide 40 mg BID.",
        codes: &["99223"],
    },
    Worked {
        shows: "hospital: later day, better",
        setting: Inpatient,
        note: "PROGRESS NOTE, hospital day 3\nSUBJECTIVE: Breathing better.\nOBJECTIVE: clear \
               lungs.\nASSESSMENT/PLAN: 1. Community acquired pneumonia, improving. Continue \
               ceftriaxone 1 g IV daily.\nCBC and BMP tomorrow.",
        codes: &["99232"],
    },
    Worked {
        shows: "hospital: later day, to intensive care",
        setting: Inpatient,
        note: "PROGRESS NOTE, hospital day 2\nSUBJECTIVE: Lethargic overnight.\nOBJECTIVE: \
               hypotensive.\nASSESSMENT/PLAN: Septic shock due to E. coli. Start norepinephrine, \
               escalate to ICU. Lactate, CBC, BMP, blood cultures. Discussed with Dr. Moss, \
               intensivist.",
        codes: &["99233"],
    },
    Worked {
        shows: "hospital: discharge without time",
        setting: Inpatient,
        note: "DISCHARGE SUMMARY\nDISCHARGE DIAGNOSIS: Cellulitis of the right leg.\nHOSPITAL \
               COURSE: Treated with IV cefazolin.\nDISCHARGE INSTRUCTIONS: Finish cephalexin.",
        codes: &["99238"],
    },
    Worked {
        shows: "hospital: discharge of 45 minutes",
        setting: Inpatient,
        note: "DISCHARGE SUMMARY\nDISCHARGE DIAGNOSIS: Cellulitis of the right leg.\nHOSPITAL \
               COURSE: Treated with IV cefazolin.\nDISCHARGE INSTRUCTIONS: Finish \
               cephalexin.\nI spent 45 minutes on this discharge.",
        codes: &["99239"],
    },
    Worked {
        shows: "hospital: discharge after a planned operation",
        setting: Inpatient,
        note: "DISCHARGE SUMMARY\nFINAL DIAGNOSIS: Osteoarthritis of the left hip.\nPROCEDURE: \
               Left total hip arthroplasty.\nHOSPITAL COURSE: Admitted for elective surgery, \
               tolerated well.\nDISCHARGE INSTRUCTIONS: Weight bearing as tolerated.",
        codes: &[],
    },
];

#[test]
fn hospital_notes() {
    check(NOTES);
}
