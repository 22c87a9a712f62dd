//! Answers to hand-made reports: what validation may find, told as it must be.

use super::*;
use crate::delimiters::Delimiters;
use crate::validate::{Fault, GroupReport, Level, SetReport, Severity, Within, validate};

const FILE: &str = "ISA*00*          *00*          *ZZ*SENDER         *ZZ*RECEIVER       *260615\
    *1200*^*00501*000000009*0*P*:~GS*HC*SND*RCV*20260615*1200*3*X*005010X222A1~\
    ST*837*0001*005010X222A1~BHT*0019*00*B1*20260615*1200*CH~HL*1**20*1~\
    NM1*85*2*CLINIC*****XX*1245319599~HL*2*1*22*0~NM1*IL*1*DOE*JO****MI*M1~CLM*C1*10.5~LX*1~\
    SV1*HC:99213*10.5*UN*1~DTP*472*D8*20260610~CLM*C2*20~LX*1~SV1*HC:99213*20*UN*1~SE*14*0001~\
    GE*1*3~IEA*1*000000009~";

/// The report of [`FILE`] with these faults and as many errors in its set.
fn reported(faults: Vec<Fault>) -> Report {
    let mut report = validate(FILE.as_bytes(), &crate::validate::Options::default());
    let set = &mut report.interchanges[0].groups[0].sets[0];
    set.errors = faults.iter().filter(|f| f.severity == Severity::Error).count() as u32;
    set.syntax_errors = 0;
    report.faults = faults;
    report
}

fn fault(position: u32, segment: &str, snip: u8, level: Level) -> Fault {
    Fault {
        code: "x12.test".into(),
        snip,
        severity: Severity::Error,
        place: Place::default(),
        within: Within { interchange: Some(0), group: Some(0), set: Some(0) },
        position,
        loop_id: "".into(),
        segment: segment.into(),
        element: 0,
        repetition: 0,
        value: None,
        level,
        message: String::new(),
        action: "".into(),
    }
}

fn warning(fault: Fault) -> Fault {
    Fault { severity: Severity::Warning, ..fault }
}

fn all(report: &Report, settings: &AckSettings) -> Acknowledgements {
    let control = AckControl::default();
    acknowledge(FILE.as_bytes(), report, &Kind::ALL, settings, &control)
}

/// The segments from `from` on whose names are among these, over all documents.
fn segments(all: &Acknowledgements, names: &[&str]) -> Vec<String> {
    let lines = all.documents.iter().flat_map(|document| document.text.lines());
    let named = lines.filter(|line| names.iter().any(|name| line.starts_with(name)));
    named.map(|line| line.trim_end_matches('~').to_owned()).collect()
}

const TOLD: [&str; 6] = ["TA1", "IK3", "CTX", "IK4", "IK5", "AK9"];

#[test]
fn tells_faults_at_their_level() {
    let element = |position, n, component, repetition, code| {
        let mut fault = fault(position, "SV1", 1, Level::Element(code));
        fault.place = Place { id: *b"SV1", ..Place::default() }.at_component(n, component);
        Fault { repetition, element: 234, value: Some("X".into()), ..fault }
    };
    for (name, faults, expected) in [
        ("nothing", vec![], vec!["IK5*A", "AK9*A*1*1*1"]),
        (
            "a warning",
            vec![warning(element(9, 4, 0, 0, "6"))],
            vec!["IK3*SV1*9**8", "CTX*CLM01:C1", "IK4*4*234*6*X", "IK5*E*5", "AK9*E*1*1*1"],
        ),
        (
            "elements of one segment together, in their order",
            vec![element(13, 4, 0, 2, "1"), element(13, 1, 2, 0, "I12")],
            vec![
                "IK3*SV1*13**8",
                "CTX*CLM01:C2",
                "IK4*1:2*234*I12*X",
                "IK4*4::2*234*1*X",
                "IK5*R*5",
                "AK9*R*1*1*0",
            ],
        ),
        (
            "two missing segments at one place, and one repeated fault",
            vec![
                fault(2, "NM1", 2, Level::Segment("3")),
                fault(2, "NM1", 2, Level::Segment("3")),
                fault(5, "HL", 1, Level::Segment("7")),
                fault(5, "HL", 1, Level::Segment("7")),
            ],
            vec!["IK3*NM1*2**3", "IK3*NM1*2**3", "IK3*HL*5**7", "IK5*R*5", "AK9*R*1*1*0"],
        ),
        (
            "the guide alone",
            vec![fault(7, "REF", 2, Level::Segment("I4"))],
            vec!["IK3*REF*7**I4", "CTX*CLM01:C1", "IK5*R*I5", "AK9*R*1*1*0"],
        ),
        (
            "codes of the set, each once",
            vec![fault(0, "SE", 1, Level::Set("4")), fault(0, "SE", 1, Level::Set("3"))],
            vec!["IK5*R*3*4", "AK9*R*1*1*0"],
        ),
        ("the group", vec![fault(0, "GE", 1, Level::Group("5"))], vec!["IK5*A", "AK9*R*1*1*1*5"]),
        (
            "the interchange",
            vec![fault(0, "IEA", 1, Level::Interchange("021"))],
            vec!["TA1*000000009*260615*1200*R*021", "IK5*A", "AK9*A*1*1*1"],
        ),
        (
            "content is for the 277CA",
            vec![fault(9, "SV1", 5, Level::Content)],
            vec!["IK5*A", "AK9*A*1*1*1"],
        ),
    ] {
        let told = all(&reported(faults), &AckSettings::default());
        assert_eq!(segments(&told, &TOLD), expected, "{name}");
    }
}

#[test]
fn warned_interchange_is_accepted_with_errors() {
    let mut report = reported(vec![warning(fault(0, "ISA", 1, Level::Interchange("006")))]);
    report.interchanges[0].wants_ta1 = true;
    let told = all(&report, &AckSettings::default());
    assert_eq!(segments(&told, &["TA1"]), ["TA1*000000009*260615*1200*E*006"]);
    assert!(!told.refuse_something());
}

#[test]
fn a_claim_answers_for_its_own_faults_and_for_what_is_above() {
    let told = |faults| all(&reported(faults), &AckSettings::default());
    let at = |position, segment, element, component| {
        let mut fault = fault(position, segment, 5, Level::Content);
        fault.place = fault.place.at_component(element, component);
        fault
    };
    for (faults, expected) in [
        (vec![], ["A2:20", "A2:20"]),
        (vec![warning(at(7, "CLM", 2, 0))], ["A2:20", "A2:20"]),
        (vec![at(7, "CLM", 2, 0)], ["A7:178", "A2:20"]),
        (vec![at(13, "SV1", 1, 2)], ["A2:20", "A7:247"]),
        (vec![at(6, "NM1", 9, 0)], ["A7:164:IL", "A7:164:IL"]),
        (vec![at(4, "NM1", 9, 0)], ["A7:562:85", "A7:562:85"]),
        (vec![at(2, "BHT", 3, 0)], ["A7:604", "A7:604"]),
        (vec![Fault { snip: 3, ..at(11, "CLM", 2, 0) }], ["A2:20", "A8:400"]),
        (vec![at(10, "REF", 0, 0)], ["A6:247", "A2:20"]),
    ] {
        let all = told(faults.clone());
        let claims: Vec<String> = segments(&all, &["STC", "TRN*2*C"])
            .windows(2)
            .filter(|two| two[0].starts_with("TRN"))
            .map(|two| two[1].split('*').nth(1).unwrap_or("").to_owned())
            .collect();
        assert_eq!(claims, expected, "{faults:?}");
    }
}

#[test]
fn a_refused_set_or_interchange_has_no_claims_told() {
    for faults in [
        vec![fault(9, "SV1", 2, Level::Segment("5"))],
        vec![fault(0, "GE", 1, Level::Group("5"))],
        vec![fault(0, "IEA", 1, Level::Interchange("021"))],
    ] {
        let told = all(&reported(faults), &AckSettings::default());
        assert!(told.documents.iter().all(|document| document.kind != Kind::Claims));
        assert!(told.refuse_something() && told.unanswered.is_empty());
    }
}

#[test]
fn faults_beyond_the_list_are_not_taken_for_none() {
    let mut report = reported(vec![]);
    report.interchanges[0].groups[0].sets[0].errors = 1;
    report.unlisted = 1;
    let told = all(&report, &AckSettings::default());
    assert!(told.documents.iter().all(|document| document.kind != Kind::Claims));
    assert_eq!(told.unanswered.len(), 1);
    report.interchanges[0].groups[0].sets[0].syntax_errors = 1;
    let told = all(&report, &AckSettings::default());
    assert_eq!(segments(&told, &TOLD), ["IK5*R*5", "AK9*R*1*1*0"]);
}

#[test]
fn what_is_no_group_of_claims() {
    let group = |functional: &str, set: &str| GroupReport {
        functional: functional.into(),
        control: "3".into(),
        version: "005010X231A1".into(),
        declared_sets: Some(1),
        sets: vec![SetReport { id: set.into(), ..SetReport::default() }],
        ..GroupReport::default()
    };
    for (functional, set, expected) in
        [("FA", "999", None), ("", "837", Some("AK1*HC*3*005010X231A1")), ("?", "850", None)]
    {
        let mut report = reported(vec![]);
        report.interchanges[0].groups = vec![group(functional, set)];
        let told = all(&report, &AckSettings::default());
        let ak1 = segments(&told, &["AK1"]);
        assert_eq!(ak1.first().map(String::as_str), expected, "{functional}");
        assert_eq!(told.unanswered.iter().any(|u| u.reason.contains("GS01")), functional == "?");
    }
}

#[test]
fn settings_are_followed() {
    let mut told = fault(9, "SV1", 2, Level::Segment("5"));
    told.loop_id = "2400".into();
    let settings = AckSettings { loops: true, ..AckSettings::default() };
    let all_told = all(&reported(vec![told]), &settings);
    assert_eq!(segments(&all_told, &["IK3"]), ["IK3*SV1*9*2400*5"]);

    let source =
        Source { payer: false, name: "HOUSE".into(), qualifier: "46".into(), id: "H1".into() };
    let settings =
        AckSettings { source: Some(source), number_claims: false, ..AckSettings::default() };
    let told = all(&reported(vec![]), &settings);
    assert_eq!(segments(&told, &["NM1*AY"]), ["NM1*AY*2*HOUSE*****46*H1"]);
    let stc = segments(&told, &["STC"]);
    assert_eq!(stc[0], "STC*A1:19:AY*20151001*WQ*30.5");
    assert_eq!(stc[1], "STC*A1:19:AY*20151001*WQ*10.5");
    assert!(segments(&told, &["REF"]).is_empty());
}

#[test]
fn delimiters_that_values_hold_are_not_taken() {
    let with = |separator| {
        let delimiters = Delimiters { component: separator, ..Delimiters::default() };
        let settings = AckSettings { delimiters: Some(delimiters), ..AckSettings::default() };
        let told = all(&reported(vec![]), &settings);
        told.documents.iter().map(|d| d.text.as_bytes()[104]).collect::<Vec<u8>>()
    };
    assert_eq!(with(b'>'), [b'>', b'>']);
    // CLM02 holds a point, so the claims are told with the interchange's own separator.
    assert_eq!(with(b'.'), [b'.', b':']);
}

#[test]
fn documents_count_up_and_are_the_same_each_time() {
    let told = all(&reported(vec![]), &AckSettings::default());
    let numbers: Vec<u32> = told.documents.iter().map(|document| document.control).collect();
    assert_eq!(numbers, [1, 2]);
    assert_eq!((told.next_interchange, told.next_group), (3, 3));
    assert_eq!(segments(&told, &["GE"]), ["GE*1*1", "GE*1*2"]);
    assert_eq!(told, all(&reported(vec![]), &AckSettings::default()));
}
