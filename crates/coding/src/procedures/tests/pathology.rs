use super::{hold, read};
use model::Setting::Pathology;

#[test]
fn each_specimen_is_a_unit() {
    hold(
        Pathology,
        &[
            (
                "SPECIMEN: GALLBLADDER\n\nDIAGNOSIS:\nGALLBLADDER, CHOLECYSTECTOMY\n-- Chronic \
              cholecystitis.",
                &["88304-26"],
            ),
            (
                "SPECIMEN(S)\nA. Skin, nose, shave\nB. Skin, back, shave\n\nDIAGNOSIS\nA. \
              SKIN, NOSE, \
              SHAVE BIOPSY:\n - Basal cell carcinoma.\nB. SKIN, BACK, SHAVE:\n - Keratosis.",
                &["88305-26 x2"],
            ),
            (
                "SPECIMENS:\nA. Colon, polyp\nB. Gallbladder\n\nFINAL DIAGNOSIS:\nA. Colon \
              polyp: \
              adenoma.\nB. Gallbladder: stones.",
                &["88304-26", "88305-26"],
            ),
            (
                "DIAGNOSIS:\n1. Colon, cecum, polyp: adenoma.\n2. Stomach, biopsy: gastritis.\n",
                &["88305-26 x2"],
            ),
            (
                "SPECIMEN: Gallbladder\nDIAGNOSIS:\n1. Chronic cholecystitis.\n2. Stones.\n",
                &["88304-26"],
            ),
            ("SPECIMEN: Colon, segmental resection\nDIAGNOSIS: Adenocarcinoma.", &["88307-26"]),
        ],
    );
}

#[test]
fn stains_by_name() {
    hold(
        Pathology,
        &[(
            "SPECIMEN: Skin, punch\nDIAGNOSIS: Skin, punch biopsy: infiltrate.\nMICROSCOPIC \
             DESCRIPTION: CD3 and CD20 are positive. Ki67 was not performed.",
            &["88305-26", "88342-26 x2"],
        )],
    );
}

#[test]
fn an_unknown_specimen_is_said() {
    let found = read(Pathology, "SPECIMEN: Widget\nDIAGNOSIS: Widget, normal.");
    assert!(found.lines.is_empty());
    assert!(found.review.iter().any(|r| r.contains("no level")), "{found:?}");
}
