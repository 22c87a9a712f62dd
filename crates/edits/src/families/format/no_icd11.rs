//! No code of ICD-11 passes the edits, wherever on a claim it stands.

/// ICD-11 is for reading only: a letter stands second in its codes, a digit in ICD-10-CM.
#[test]
fn a_code_of_icd11_blocks_the_claim_wherever_it_stands() {
    type Put = fn(&mut model::Claim, String);
    let diagnosis: Put = |c, code| c.diagnoses[0] = code;
    let admitting: Put = |c, code| c.admitting_diagnosis = Some(code);
    let reason: Put = |c, code| c.reasons_for_visit = vec!["R51.9".to_owned(), code];
    let line: Put = |c, code| c.lines[0].code = Some(code);
    let stems = ["1A00", "BA00.Z", "2C25.Z&XS9R", "5A11/8C03.0", "VA0Z.1Y"];
    for second in ('A'..='Z').filter(|c| !matches!(c, 'I' | 'O')) {
        for code in [format!("X{second}9R"), format!("X{second}8P1"), format!("E{second}11.2")]
            .into_iter()
            .chain(stems.map(str::to_owned))
        {
            for (put, base) in [
                (diagnosis, crate::example::professional as fn() -> model::Claim),
                (diagnosis, crate::example::inpatient),
                (admitting, crate::example::inpatient),
                (reason, crate::example::outpatient),
                (line, crate::example::professional),
                (line, crate::example::inpatient),
            ] {
                let mut claim = base();
                put(&mut claim, code.clone());
                let report = crate::scrub(&claim, &crate::example::HandMade::default());
                let block = |e: &&model::Edit| {
                    e.severity == model::Severity::Block && e.message.contains(&code)
                };
                assert!(report.edits.iter().any(|e| block(&e)), "{code}: {:?}", report.edits);
            }
        }
    }
}
