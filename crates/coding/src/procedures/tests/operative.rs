use super::{hold, read};
use model::Setting::{Inpatient, Surgery};

#[test]
fn the_title_decides_and_the_narrative_refines() {
    hold(
        Surgery,
        &[
            (
                "PROCEDURE: Left knee arthroscopy with partial medial \
              meniscectomy.\nANESTHESIA: General.",
                &["29881-LT"],
            ),
            (
                "PROCEDURE: Right knee arthroscopy.\nPROCEDURE IN DETAIL: A partial \
              meniscectomy was \
              performed with the shaver.",
                &["29881-RT"],
            ),
            (
                "PROCEDURE: Right knee arthroscopy.\nPROCEDURE IN DETAIL: No meniscectomy was \
              needed.",
                &["29870-RT"],
            ),
            (
                "TITLE OF PROCEDURE: Open carpal tunnel release.\nPROCEDURE IN DETAIL: The \
              Left hand \
              was prepped.",
                &["64721-LT"],
            ),
            ("PROCEDURE: Endoscopic carpal tunnel release, right.", &["29848-RT"]),
            ("PROCEDURE: Bilateral temporal artery biopsy.", &["37609-50"]),
            (
                "PROCEDURES: 1. Left temporal artery biopsy.\n2. Right temporal artery biopsy.",
                &["37609-50"],
            ),
            ("PROCEDURE PERFORMED: Release of A1 pulley, right thumb.", &["26055-F5"]),
            (
                "PROCEDURE: Release of A1 pulley, left long and ring fingers.",
                &["26055-F2", "26055-F3"],
            ),
            (
                "PROCEDURE: Laparoscopic cholecystectomy with intraoperative cholangiogram.",
                &["47563"],
            ),
            ("PROCEDURE: Laparoscopic cholecystectomy without cholangiogram.", &["47562"]),
            ("PROCEDURE: Laparoscopic cholecystectomy, possible cholangiogram.", &["47562"]),
            (
                "PLANNED PROCEDURE: Left knee arthroscopy.\nPROCEDURE: Open carpal tunnel \
              release, right.",
                &["64721-RT"],
            ),
            (
                "INDICATIONS: Prior left knee arthroscopy.\nPROCEDURE: Right carpal tunnel \
              release.",
                &["64721-RT"],
            ),
        ],
    );
}

#[test]
fn a_heading_in_capitals_without_a_colon() {
    hold(
        Surgery,
        &[
            (
                "POSTOPERATIVE DIAGNOSES 1. Carpal tunnel syndrome. 2. Trigger thumb. OPERATIONS \
              PERFORMED 1. Right carpal tunnel release. 2. Release of A1 pulley, right thumb. \
              ANESTHESIA: General.",
                &["64721-RT", "26055-F5"],
            ),
            (
                "PREOPERATIVE DIAGNOSIS: Pain after carpal tunnel release. POSTOPERATIVE \
              DIAGNOSIS: \
              Same. PROCEDURE: Left knee arthroscopy.",
                &["29870-LT"],
            ),
        ],
    );
}

#[test]
fn endoscopy_by_what_was_done() {
    hold(
        Surgery,
        &[
            ("PROCEDURE: Colonoscopy.\nFINDINGS: Normal to the cecum.", &["45378"]),
            ("PROCEDURE: Colonoscopy.\nFINDINGS: A polyp was removed by hot snare.", &["45385"]),
            (
                "COLONOSCOPY REPORT\n\nFINDINGS:\n- Ascending colon: cold forceps bx \
              taken.\n- Sigmoid: \
              polyp lifted and removed by hot snare.",
                &["45385", "45381", "45380-59"],
            ),
            (
                "PROCEDURE: Colonoscopy.\nFINDINGS: A polyp was seen, biopsied and then \
              removed by snare.",
                &["45385"],
            ),
            (
                "PROCEDURE: Colonoscopy with biopsy and snare removal.\nFINDINGS: Biopsy of \
              the cecum.\n\
              Sigmoid polyp removed by snare.",
                &["45385", "45380-59"],
            ),
            ("PROCEDURE: Colonoscopy.\nFINDINGS: No biopsy was taken.", &["45378"]),
            ("PROCEDURE: Colonoscopy.\nFINDINGS: Previous snare site well healed.", &["45378"]),
        ],
    );
}

#[test]
fn levels_sizes_and_add_ons() {
    hold(
        Surgery,
        &[
            ("PROCEDURE: Posterior spinal fusion, L4 to S1.", &["22612", "22614"]),
            ("PROCEDURE: Posterior spinal fusion, L4-L5.", &["22612"]),
            ("PROCEDURE: Posterior fusion L2-L5.", &["22612", "22614 x2"]),
            ("PROCEDURE: Excision of cyst, back, 1.5 cm.", &["11402"]),
            (
                "PROCEDURE: Excision of cyst of the back.\nDETAILS: The 0.4 cm cyst was excised.",
                &["11400"],
            ),
            (
                "PROCEDURES: 1. Excision of cyst, back, 1.5 cm.\n2. Excision of lesion, leg, \
              1.2 cm.",
                &["11402", "11402-59"],
            ),
        ],
    );
}

#[test]
fn reports_without_a_title() {
    hold(
        Surgery,
        &[
            (
                "INDICATIONS: Swollen knee.\nDETAILS: The right knee was aspirated of 4 cc.",
                &["20610-RT"],
            ),
            (
                "INDICATIONS: Swelling.\nPROCEDURE: The patient's right knee was prepped. A needle \
              entered the joint and 4 cc of fluid was aspirated.",
                &["20610-RT"],
            ),
            ("DETAILS: He is scheduled for carpal tunnel release on the right.", &[]),
        ],
    );
}

#[test]
fn a_title_that_the_map_lacks_is_said() {
    let found = read(
        Surgery,
        "PROCEDURE: Bilateral Achilles lengthening.\nDETAILS: The tendon was reached below the \
         right knee, the knee injected, the wound closed.",
    );
    assert!(found.lines.is_empty(), "{:?}", super::shown(&found));
    assert!(found.review.iter().any(|r| r.contains("not in the map")), "{found:?}");
}

#[test]
fn an_operation_that_was_stopped() {
    let found = read(
        Surgery,
        "PROCEDURE: Colonoscopy.\nFINDINGS: Poor preparation. The procedure was terminated at \
              the \
         sigmoid.",
    );
    assert_eq!(super::shown(&found), ["45378-53"]);
    assert!(found.review.iter().any(|r| r.contains("stopped")));
}

#[test]
fn an_inpatient_stay_is_an_operation_only_when_it_is_a_report() {
    hold(
        Inpatient,
        &[
            (
                "HOSPITAL COURSE: She had a laparoscopic cholecystectomy.\nPROCEDURES: \
              Laparoscopic \
              cholecystectomy.",
                &[],
            ),
            (
                "POSTOPERATIVE DIAGNOSIS: Gallstones.\nPROCEDURE: Laparoscopic cholecystectomy.",
                &["47562"],
            ),
        ],
    );
}
