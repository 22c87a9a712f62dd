use super::*;

fn kinds(text: &str) -> Vec<(SectionKind, String)> {
    let document = Document { text: text.into(), ..Document::default() };
    let headings = Headings::embedded().unwrap();
    headings
        .sections(&document)
        .iter()
        .map(|s| (s.kind, text[s.body as usize..s.end as usize].trim().to_owned()))
        .filter(|(_, body)| !body.is_empty())
        .collect()
}

#[test]
fn the_ways_headings_are_written() {
    use SectionKind::{Assessment, AssessmentPlan, Exam, PastHistory, Plan, PresentIllness};
    for (text, kind) in [
        ("PHYSICAL EXAM\n\nNeck supple", Exam),
        ("Physical Exam:\nNeck supple", Exam),
        ("**PE:** Neck supple", Exam),
        ("HPI: Neck supple", PresentIllness),
        ("A/P: Neck supple", AssessmentPlan),
        ("ASSESSMENT & PLAN (see below)\nNeck supple", AssessmentPlan),
        ("3. PAST MEDICAL HISTORY - Neck supple", PastHistory),
        ("A: Neck supple", Assessment),
        ("## Plan\nNeck supple", Plan),
    ] {
        let found = kinds(text);
        assert_eq!(found.last().map(|f| f.0), Some(kind), "{text}: {found:?}");
        assert!(found.last().unwrap().1.ends_with("Neck supple"), "{found:?}");
    }
}

#[test]
fn headings_inside_a_dictated_line() {
    let found = kinds(
        "PREOPERATIVE DIAGNOSIS: Carpal tunnel. POSTOPERATIVE DIAGNOSIS: Same. \
         TITLE OF PROCEDURE: Release. COMPLICATIONS: None.",
    );
    let only: Vec<SectionKind> = found.iter().map(|f| f.0).collect();
    assert_eq!(
        only,
        [
            SectionKind::PreoperativeDiagnosis,
            SectionKind::PostoperativeDiagnosis,
            SectionKind::Procedure,
            SectionKind::OperativeNarrative,
        ]
    );
    assert_eq!(found[1].1, "Same.");
}

#[test]
fn abbreviations_need_no_colon() {
    let text = "Prior to this none. PMH hypothyroid on levothyroxine. Allergic rhinitis. \
        FH psoriasis sister.\nROS neg\nA: Rash.";
    let found: Vec<SectionKind> = kinds(text).into_iter().map(|(kind, _)| kind).collect();
    assert_eq!(
        found,
        [
            SectionKind::Unknown,
            SectionKind::PastHistory,
            SectionKind::FamilyHistory,
            SectionKind::ReviewOfSystems,
            SectionKind::Assessment,
        ]
    );
}

#[test]
fn what_is_no_heading() {
    for text in ["The plan is to rest.", "Lungs: clear", "assessment of pain was done", "A"] {
        assert_eq!(kinds(text)[0].0, SectionKind::Unknown, "{text}");
    }
    let found = kinds("ROS\n- Cardiovascular: chest pain\n- GI: bloating");
    assert_eq!(found.len(), 1, "{found:?}");
    assert_eq!(found[0].0, SectionKind::ReviewOfSystems);
}

#[test]
fn typed_sections_win() {
    let document = Document {
        text: "PLAN: a. One".into(),
        sections: vec![(0, 12, SectionKind::Assessment)],
        ..Document::default()
    };
    let sections = Headings::embedded().unwrap().sections(&document);
    assert_eq!(sections.len(), 1);
    assert_eq!(sections[0].kind, SectionKind::Assessment);
}

#[test]
fn labels_qualifiers_and_columns() {
    let found = kinds("EXAM: Mammogram\nDate: 1/2/2025\n\nMother had gout.");
    assert_eq!(found.last().unwrap(), &(SectionKind::Unknown, "Mother had gout.".into()));
    let found = kinds("PLAN: rest\nTime spent: 30 min\nContinue ice.");
    assert_eq!(found.last().unwrap(), &(SectionKind::Plan, "Continue ice.".into()));
    for (text, kind) in [
        ("PMHx  HTN", SectionKind::PastHistory),
        ("BRIEF HOSPITAL COURSE SUMMARY: Well", SectionKind::Course),
        ("Limited Physical Exam:\nNeck supple", SectionKind::Exam),
    ] {
        assert_eq!(kinds(text)[0].0, kind, "{text}");
    }
    let mixed = kinds("fhx: gout. pmh: asthma");
    assert_eq!(mixed.last().unwrap(), &(SectionKind::PastHistory, "asthma".into()));
    assert_eq!(kinds("Problems today\n- Tobacco\n- Alcohol").len(), 1);
}
