use super::{hold, read};
use crate::procedures::visit_modifier;
use model::Setting::{Clinic, Ed, Office};

#[test]
fn what_was_done_here_now() {
    hold(
        Office,
        &[
            (
                "ASSESSMENT: Chest pain. EKG performed in the office shows sinus \
              rhythm.",
                &["93000"],
            ),
            ("RESULTS: X-rays of the right knee, 3 views, obtained today.", &["73562-RT"]),
            ("PHYSICAL EXAM: 4 views of the left knee were taken today.", &["73564-LT"]),
            (
                "RESULTS: X-ray of the left knee was performed and reviewed in office today.",
                &["73560-LT"],
            ),
            ("HPI: Sore throat. In-office rapid strep was positive.", &["87880"]),
            ("HPI: Feels well. POC A1c 8.4 today.", &["83036"]),
            ("PROCEDURE: Cerumen removed from the right ear with curette.", &["69210-RT"]),
            ("PLAN: Impacted cerumen was removed from both ears with forceps.", &["69210-50"]),
            ("PLAN: The patient was placed into a short arm cast, left.", &["29075-LT"]),
            ("HPI: He broke his left wrist. We placed him in a short arm cast.", &["29075-LT"]),
            ("PLAN: 3 AKs were frozen with liquid nitrogen.", &["17000", "17003 x2"]),
            ("PLAN: One actinic keratosis treated with cryotherapy.", &["17000"]),
            ("PLAN: The 2 cm laceration of the arm was repaired with sutures.", &["12001"]),
            (
                "PLAN: A 2 cm laceration was sutured. A second laceration, 3 cm, was sutured.",
                &["12002"],
            ),
            ("PLAN: Tdap and flu vaccine given today.", &["90715", "90686", "90471", "90472"]),
            ("PLAN: Tdap given today.", &["90715", "90471"]),
        ],
    );
}

#[test]
fn what_was_not_done_here() {
    hold(
        Office,
        &[
            ("PLAN: EKG ordered.", &[]),
            ("PLAN: We will obtain x-rays of the right knee, 3 views.", &[]),
            ("RESULTS: Outside x-ray of the left knee was reviewed and obtained last week.", &[]),
            ("HPI: He had an injection of the left knee.", &[]),
            ("HPI: In the emergency room an EKG was performed.", &[]),
            ("PLAN: Scheduled for x-ray of the knee.", &[]),
            ("PLAN: I recommended injection of the knee; she declined.", &[]),
            ("PLAN: If no better, the knee will be injected.", &[]),
            ("RESULTS: A1c was 8.2.", &[]),
            ("PAST MEDICAL HISTORY: Knee injected today.", &[]),
            ("PLAN: Tdap up to date.", &[]),
            ("PLAN: Return in 2 weeks for x-ray of the knee.", &[]),
            ("RESULTS: X-rays of the left knee show no fracture.", &[]),
            ("RESULTS: EKG shows reduced voltage.", &[]),
            ("FAMILY HISTORY: EKG performed today.", &[]),
        ],
    );
}

#[test]
fn emergency_department_physician() {
    hold(
        Ed,
        &[
            ("ED COURSE: The 3 cm laceration was repaired with sutures.", &["12002"]),
            ("ED COURSE: X-ray of the right knee, 3 views, obtained and viewed by me.", &[]),
            ("ED COURSE: EKG performed here and read by me.", &["93010"]),
            ("ED COURSE: Rocephin 1 g IM given.", &[]),
            ("ED COURSE: Rapid strep in the room positive.", &[]),
        ],
    );
}

#[test]
fn timed_treatment() {
    hold(
        Clinic,
        &[
            ("PLAN: Therapeutic exercise performed for 30 minutes.", &["97110 x2"]),
            ("PLAN: Therapeutic exercise performed for 22 minutes.", &["97110"]),
            ("PLAN: Therapeutic exercise performed for 23 minutes.", &["97110 x2"]),
            ("PLAN: Therapeutic exercise performed for 5 minutes.", &[]),
        ],
    );
}

#[test]
fn a_clinic_note_may_be_an_operation_or_a_study() {
    hold(
        Clinic,
        &[
            (
                "PREOPERATIVE DIAGNOSIS: Carpal tunnel.\nPROCEDURE: Left carpal tunnel release.",
                &["64721-LT"],
            ),
            (
                "1. The left ventricle is normal.\n2. The mitral valve is normal.\n3. Doppler \
              shows no \
              shunt.",
                &["93306-26"],
            ),
        ],
    );
}

#[test]
fn a_visit_beside_a_procedure() {
    let injected = read(Office, "PROCEDURE: The right knee was injected.");
    assert_eq!(visit_modifier(&injected.lines).map(|m| m.0), Some("25"));
    let pictured = read(Office, "RESULTS: X-ray of the right knee obtained today.");
    assert_eq!(pictured.lines.len(), 1);
    assert_eq!(visit_modifier(&pictured.lines), None);
}
