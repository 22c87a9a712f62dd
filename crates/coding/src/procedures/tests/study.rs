use super::{hold, map, read, read_at, shown};
use model::Setting::Radiology;

#[test]
fn views_are_counted() {
    hold(
        Radiology,
        &[
            ("EXAM: X-ray left knee, 3 views\nFINDINGS: Normal.", &["73562-26-LT"]),
            ("EXAM: XR KNEE RIGHT 2V\nFINDINGS: Normal.", &["73560-26-RT"]),
            ("EXAM: Left knee radiographs, four views\nFINDINGS: Normal.", &["73564-26-LT"]),
            ("EXAM: Three-view right knee x-ray\nIMPRESSION: Normal.", &["73562-26-RT"]),
            (
                "EXAM: Right knee x-ray\nTECHNIQUE: AP, lateral and sunrise \
              views.\nIMPRESSION: Normal.",
                &["73562-26-RT"],
            ),
            (
                "EXAM: Left knee x-ray\nTECHNIQUE: AP and lateral views.\nIMPRESSION: Normal.",
                &["73560-26-LT"],
            ),
            ("EXAM: Right knee x-ray\nIMPRESSION: No fracture.", &["73560-26-RT"]),
            ("EXAM: Portable AP chest\nIMPRESSION: Clear.", &["71045-26"]),
            (
                "CHEST X-RAY, PA AND LATERAL\n\nFINDINGS: Clear lungs.\nIMPRESSION: Normal.",
                &["71046-26"],
            ),
            ("EXAM: 2-3 views of the left knee\nIMPRESSION: Normal.", &["73560-26-LT"]),
        ],
    );
}

#[test]
fn contrast_is_read() {
    hold(
        Radiology,
        &[
            ("EXAM: CT head without contrast\nIMPRESSION: Normal.", &["70450-26"]),
            ("EXAM: CT head with contrast\nIMPRESSION: Normal.", &["70460-26"]),
            ("EXAM: CT head with and without contrast\nIMPRESSION: Normal.", &["70470-26"]),
            ("EXAM: CT HEAD W/O AND W/ CONTRAST\nIMPRESSION: Normal.", &["70470-26"]),
            ("EXAM: CT head w/o contrast\nIMPRESSION: Normal.", &["70450-26"]),
            ("EXAM: CT head\nIMPRESSION: Normal.", &["70450-26"]),
            (
                "EXAM: CT head\nTECHNIQUE: Axial images after 100 mL of \
              Omnipaque.\nIMPRESSION: Normal.",
                &["70460-26"],
            ),
            (
                "EXAM: CT brain\nTECHNIQUE: No contrast was given.\nIMPRESSION: Normal.",
                &["70450-26"],
            ),
            ("EXAM: Noncontrast CT of the head\nIMPRESSION: Normal.", &["70450-26"]),
            ("EXAM: CT abdomen with oral contrast\nIMPRESSION: Normal.", &["74150-26"]),
            (
                "EXAM: CT abdomen and pelvis with oral and IV contrast\nIMPRESSION: Normal.",
                &["74177-26"],
            ),
            ("EXAM: CT abdomen/pelvis\nIMPRESSION: Normal.", &["74176-26"]),
        ],
    );
}

#[test]
fn titles_and_what_is_no_title() {
    hold(
        Radiology,
        &[
            (
                "EXAM:MRI RIGHT ANKLE CLINICAL:This is a 51 year old with pain. FINDINGS: \
              Sprain.",
                &["73721-26-RT"],
            ),
            (
                "TECHNIQUE: CT images were obtained through the head without contrast. \
              FINDINGS: Normal.",
                &["70450-26"],
            ),
            (
                "EXAM: MRI left knee\nCOMPARISON: CT head 2019, chest x-ray 2020.\nFINDINGS: \
              Tear.",
                &["73721-26-LT"],
            ),
            (
                "EXAM: MRI left knee\nINDICATION: Pain, CT head was normal.\nFINDINGS: Tear.",
                &["73721-26-LT"],
            ),
            (
                "EXAM: MRI left knee\nFINDINGS: Compared with the prior CT head.\nIMPRESSION: \
              Recommend CT abdomen.",
                &["73721-26-LT"],
            ),
            ("EXAM: Bilateral knee x-ray, 3 views\nIMPRESSION: Normal.", &["73562-26-50"]),
            (
                "EXAM: Screening mammogram with 3D tomosynthesis\nIMPRESSION: Negative.",
                &["77067-26", "77063-26"],
            ),
            (
                "FINDINGS: The left ventricle is normal. Mitral valve opens well. Doppler \
              shows trace \
              regurgitation.\nIMPRESSION: Normal.",
                &["93306-26"],
            ),
            ("EXAM: Head\nIMPRESSION: Normal.", &[]),
        ],
    );
}

#[test]
fn the_professional_part_by_place() {
    let note = "EXAM: CT head without contrast\nIMPRESSION: Normal.";
    for (place, expected, doubted) in [
        (Some("22"), "70450-26", false),
        (Some("23"), "70450-26", false),
        (Some("11"), "70450", false),
        (None, "70450-26", true),
    ] {
        let found = read_at(map(), Radiology, note, place);
        assert_eq!(shown(&found), [expected], "{place:?}");
        assert_eq!(found.review.iter().any(|r| r.contains("owns")), doubted, "{place:?}");
    }
}

#[test]
fn missing_facts_are_doubts() {
    let found = read(Radiology, "EXAM: Knee x-ray\nIMPRESSION: Normal.");
    assert_eq!(shown(&found), ["73560-26"]);
    assert!(found.review.iter().any(|r| r.contains("side is not documented")), "{found:?}");
    assert!(found.review.iter().any(|r| r.contains("views is not documented")), "{found:?}");
}
