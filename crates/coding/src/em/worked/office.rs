//! Office visits, new and established.

use super::{Worked, check};
use model::Setting::{Clinic, Office};

const NOTES: &[Worked] = &[
    Worked {
        shows: "a cold with advice",
        setting: Office,
        note: "CC: runny nose\nHPI: 3 days of congestion and sneezing. No fever.\nEXAM: lungs \
               clear.\nASSESSMENT: Common cold.\nPLAN: Rest and fluids. Reassurance given.",
        codes: &["99212"],
    },
    Worked {
        shows: "one stable chronic disease, drug continued",
        setting: Office,
        note: "CC: blood pressure follow up\nHPI: Here for follow up of hypertension. Feels \
               well.\nEXAM: RRR.\nASSESSMENT AND PLAN:\n1. Hypertension, well controlled. \
               Continue lisinopril 10 mg daily.",
        codes: &["99213"],
    },
    Worked {
        shows: "two stable chronic diseases, drugs continued",
        setting: Office,
        note: "CC: follow up\nHPI: Returns for routine follow up.\nEXAM: normal.\nASSESSMENT AND \
               PLAN:\n1. Hypertension, at goal. Continue losartan 50 mg daily.\n2. \
               Hypothyroidism, stable. Continue levothyroxine 88 mcg.",
        codes: &["99214"],
    },
    Worked {
        shows: "one chronic disease not at goal, drug raised",
        setting: Office,
        note: "CC: diabetes\nHPI: Established patient. Sugars have been running high.\nEXAM: \
               feet intact.\nASSESSMENT/PLAN: Type 2 diabetes, uncontrolled. Increase metformin \
               to 1000 mg BID.",
        codes: &["99214"],
    },
    Worked {
        shows: "sore throat with antibiotic",
        setting: Office,
        note: "CC: sore throat\nHPI: Established patient, 2 days of sore throat.\nEXAM: tonsillar \
               exudate.\nRESULTS: Rapid strep positive.\nASSESSMENT: Strep pharyngitis.\nPLAN: \
               Amoxicillin 500 mg BID for 10 days.",
        codes: &["99213"],
    },
    Worked {
        shows: "ankle sprain, new patient",
        setting: Office,
        note: "CC: ankle pain\nHPI: New patient. Rolled her right ankle yesterday.\nEXAM: lateral \
               swelling.\nASSESSMENT: Right ankle sprain.\nPLAN: Ankle brace, ice, ibuprofen as \
               needed.",
        codes: &["99203"],
    },
    Worked {
        shows: "fracture with opioid",
        setting: Office,
        note: "CC: wrist pain\nHPI: Fell on outstretched hand. Established patient.\nEXAM: \
               deformity.\nIMPRESSION: Closed fracture of the distal left radius.\nPLAN: Splint. \
               Prescription for hydrocodone 5/325 #12.",
        codes: &["99214"],
    },
    Worked {
        shows: "breast lump worked up",
        setting: Office,
        note: "CC: breast lump\nHPI: 44-year-old established patient felt a lump last \
               week.\nEXAM: 2 cm mobile mass.\nASSESSMENT: Breast lump, left.\nPLAN: Diagnostic \
               mammogram and breast ultrasound ordered. Refer to breast surgery.",
        codes: &["99213"],
    },
    Worked {
        shows: "chest pain worked up with several tests",
        setting: Office,
        note: "CC: chest pain\nHPI: Established patient with chest pain on exertion for two \
               weeks.\nEXAM: normal.\nASSESSMENT: Chest pain.\nPLAN: Order stress test, \
               echocardiogram, lipid panel and CBC. Start aspirin 81 mg and metoprolol 25 mg \
               BID.",
        codes: &["99214"],
    },
    Worked {
        shows: "time decides",
        setting: Office,
        note: "CC: anxiety\nHPI: Established patient, follow up.\nEXAM: calm.\nASSESSMENT: \
               Generalized anxiety disorder, stable.\nPLAN: Continue sertraline 50 mg.\nI spent \
               42 minutes on the date of service in the care of this patient.",
        codes: &["99215"],
    },
    Worked {
        shows: "less time than the level by thought",
        setting: Office,
        note: "CC: diabetes\nHPI: Established patient.\nEXAM: normal.\nASSESSMENT/PLAN: Type 2 \
               diabetes, not at goal. Add empagliflozin 10 mg daily.\nTotal time: 18 minutes.",
        codes: &["99214"],
    },
    Worked {
        shows: "minutes of exercise are no visit time",
        setting: Office,
        note: "CC: hypertension\nHPI: Established patient.\nEXAM: normal.\nASSESSMENT/PLAN: \
               Hypertension, stable. Counseled to walk 45 minutes daily. Continue amlodipine 5 \
               mg.",
        codes: &["99213"],
    },
    Worked {
        shows: "new patient sent by another doctor, surgery decided",
        setting: Clinic,
        note: "REASON FOR VISIT: Right inguinal hernia.\nHPI: 51-year-old man referred by Dr. \
               Lee for a groin bulge.\nEXAM: reducible right inguinal hernia.\nIMPRESSION: Right \
               inguinal hernia, symptomatic.\nPLAN: He wishes to proceed with laparoscopic \
               repair. Surgery scheduled next week. CBC, BMP and EKG ordered.",
        codes: &["99204"],
    },
    Worked {
        shows: "drug that needs watching for toxicity, disease worse",
        setting: Clinic,
        note: "CC: rheumatoid arthritis\nHPI: Established patient with joint pain.\nEXAM: MCP \
               swelling.\nASSESSMENT AND PLAN:\n1. Rheumatoid arthritis, flare. Increase \
               methotrexate to 20 mg weekly. Check CBC, LFTs and creatinine to monitor for \
               toxicity. Sed rate ordered.",
        codes: &["99214"],
    },
    Worked {
        shows: "suspicion of a tear, imaging only",
        setting: Clinic,
        note: "CC: knee pain\nHPI: Follow up visit. Twisted the knee at soccer.\nEXAM: positive \
               McMurray.\nASSESSMENT: Right knee pain.\nPLAN: MRI of the right knee. Ice and \
               ibuprofen.",
        codes: &["99213"],
    },
    Worked {
        shows: "cancer under surveillance",
        setting: Clinic,
        note: "CC: prostate cancer follow up\nHPI: Returns for surveillance.\nEXAM: \
               benign.\nASSESSMENT: Prostate cancer, stable, no evidence of disease \
               progression.\nPLAN: PSA in 6 months.",
        codes: &["99213"],
    },
    Worked {
        shows: "metastatic cancer, chemotherapy with watching",
        setting: Clinic,
        note: "CC: oncology follow up\nHPI: Established patient.\nEXAM: thin.\nASSESSMENT AND \
               PLAN: Metastatic colon cancer to the liver, progression on CT. Start irinotecan. \
               CBC and CMP with each cycle to monitor for toxicity. CEA level and CT of the \
               chest ordered.",
        codes: &["99215"],
    },
    Worked {
        shows: "urinary infection",
        setting: Office,
        note: "CC: dysuria\nHPI: Established patient. Burning for two days.\nEXAM: no CVA \
               tenderness.\nRESULTS: Urinalysis positive for nitrites.\nASSESSMENT: Acute \
               cystitis.\nPLAN: Nitrofurantoin 100 mg BID x 5 days. Urine culture sent.",
        codes: &["99213"],
    },
    Worked {
        shows: "depression with suicidal thoughts sent to hospital",
        setting: Office,
        note: "CC: depression\nHPI: Established patient, worse since losing her job.\nEXAM: \
               tearful.\nASSESSMENT: Major depression, severe. Suicidal ideation with \
               plan.\nPLAN: Sent to the emergency department for psychiatric admission by \
               ambulance. Discussed with Dr. Ray, psychiatry on call.",
        codes: &["99215"],
    },
    Worked {
        shows: "child with ear infection, mother tells",
        setting: Office,
        note: "CC: ear pain\nHPI: 4-year-old, established. Mother reports fever and ear tugging \
               for a day.\nEXAM: bulging right TM.\nASSESSMENT: Right acute otitis media.\nPLAN: \
               Amoxicillin 400 mg BID.",
        codes: &["99213"],
    },
    Worked {
        shows: "poverty limits treatment",
        setting: Office,
        note: "CC: diabetes follow up\nHPI: Established patient. She cannot afford her \
               insulin.\nEXAM: normal.\nASSESSMENT/PLAN: Type 2 diabetes, poorly controlled \
               because of cost. Social work referral.",
        codes: &["99214"],
    },
    Worked {
        shows: "two minor problems",
        setting: Office,
        note: "CC: wart and ear wax\nHPI: Established patient.\nEXAM: verruca, \
               cerumen.\nASSESSMENT: 1. Plantar wart. 2. Impacted cerumen, right.\nPLAN: \
               Over-the-counter salicylic acid. Ear drops over the counter.",
        codes: &["99213"],
    },
    Worked {
        shows: "telegraphic problem list",
        setting: Office,
        note: "66M est pt f/u\nHPI: no c/o\nO: RRR CTAB\nA/P\n# HTN - above goal, increase \
               amlodipine 10\n# HLD - cont atorva 40\n# DM2 - A1c 7.0 stable cont metformin",
        codes: &["99214"],
    },
    Worked {
        shows: "all capitals dictation",
        setting: Office,
        note: "CHIEF COMPLAINT: BACK PAIN. HISTORY OF PRESENT ILLNESS: ESTABLISHED PATIENT WITH \
               LOW BACK PAIN FOR 2 WEEKS. PHYSICAL EXAMINATION: TENDER LUMBAR MUSCLES. \
               ASSESSMENT: LUMBAR STRAIN. PLAN: CYCLOBENZAPRINE 10 MG AT BEDTIME. PHYSICAL \
               THERAPY.",
        codes: &["99213"],
    },
];

#[test]
fn office_notes() {
    check(NOTES);
}
