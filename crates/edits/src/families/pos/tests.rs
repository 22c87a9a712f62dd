use crate::example::{self, Case, HandMade, case, inpatient_case, outpatient};
use model::{Claim, PayerKind, Severity};

fn bill(claim: &mut Claim, code: &str, place: &str) {
    claim.lines[0].code = Some(code.to_owned());
    claim.place_of_service = Some(place.to_owned());
    claim.lines.truncate(1);
}

pub(crate) const CASES: &[Case] = &[
    case("pos.unknown", 0, |c| c.place_of_service = Some("28".to_owned())),
    case("pos.unknown", 2, |c| c.lines[1].place_of_service = Some("00".to_owned())),
    case("pos.code", 1, |c| bill(c, "99284", "11")),
    case("pos.code", 1, |c| {
        bill(c, "99284", "23");
        c.lines[0].place_of_service = Some("11".to_owned());
    }),
    case("pos.telehealth", 1, |c| {
        c.payer.kind = PayerKind::Medicare;
        bill(c, "99214", "11");
        c.lines[0].modifiers = vec!["95".to_owned()];
    }),
    case("pos.rarely_here", 1, |c| bill(c, "27447", "11")),
    case("pos.rarely_here", 1, |c| bill(c, "G0109", "22")),
    case("pos.claim_place_unused", 0, |c| {
        c.lines.iter_mut().for_each(|line| line.place_of_service = Some("22".to_owned()));
    }),
    inpatient_case("pos.institutional", 0, |c| c.place_of_service = Some("21".to_owned())),
    Case {
        rule: "pos.institutional",
        base: outpatient,
        change: |c| c.lines[1].place_of_service = Some("22".to_owned()),
        line: 0,
    },
];

/// What `pos.code` says of a code at a place, for Medicare and for a commercial payer.
fn severities(code: &str, place: &str) -> [Option<Severity>; 2] {
    [PayerKind::Medicare, PayerKind::Commercial].map(|kind| {
        let mut claim = example::professional();
        claim.payer.kind = kind;
        bill(&mut claim, code, place);
        let report = crate::scrub(&claim, &HandMade::default());
        report.edits.iter().find(|e| e.id == "pos.code").map(|e| e.severity)
    })
}

#[test]
fn codes_against_places() {
    const FINE: [Option<Severity>; 2] = [None, None];
    const BLOCK: [Option<Severity>; 2] = [Some(Severity::Block), Some(Severity::Reason)];
    const REASON: [Option<Severity>; 2] = [Some(Severity::Reason), Some(Severity::Warn)];
    const WARN: [Option<Severity>; 2] = [Some(Severity::Warn), Some(Severity::Warn)];
    for (code, places, expected) in [
        ("99281", "23 02 10 26", FINE),
        ("99285", "11 12 20 31 24", BLOCK),
        ("99285", "21 22 19", REASON),
        ("99221", "21 22 23 51 61 02", FINE),
        ("99223", "11 12 31 24 81", BLOCK),
        ("99232", "21 22 19", FINE),
        ("99239", "11", BLOCK),
        ("99304", "31 32 54 56", FINE),
        ("99316", "11 12 13 22 23", BLOCK),
        ("99310", "21", REASON),
        ("99318", "11", FINE),
        ("99341", "12 13 14 16 33 55 10", FINE),
        ("99350", "11 21 22 23 31 32", BLOCK),
        ("99348", "54", REASON),
        ("99202", "11 19 22 23 20 02 10 50 72", FINE),
        ("99215", "21 51", REASON),
        ("99213", "31 12", WARN),
        ("99291", "11 21 23 41", FINE),
        ("99396", "11 22", FINE),
        ("99396", "21", WARN),
        ("10060", "11 22 24 23", FINE),
        ("10060", "02 10", REASON),
        ("71046", "10", REASON),
        ("77427", "10", FINE),
        ("80053", "10", REASON),
        ("80503", "10", FINE),
        ("90837", "10", FINE),
        ("J1885", "02", REASON),
        ("E0601", "12 13 14 33 54", FINE),
        ("E0601", "31 21 61", BLOCK),
        ("E0601", "11 32 22", REASON),
        ("E0776", "32", FINE),
        ("K0001", "21", BLOCK),
        ("A4253", "31", FINE),
    ] {
        for place in places.split(' ') {
            assert_eq!(severities(code, place), expected, "{code} at {place}");
        }
    }
}

#[test]
fn a_row_names_its_own_source() {
    let mut claim = example::professional();
    bill(&mut claim, "99285", "11");
    let report = crate::scrub(&claim, &HandMade::default());
    let edit = report.edits.iter().find(|e| e.id == "pos.code").unwrap();
    assert_eq!(edit.source, "IOM 100-04 ch. 12 s. 30.6.11");
    assert!(edit.message.contains("99285") && edit.message.contains("11"), "{}", edit.message);
}

#[test]
fn telehealth_of_hospital_clinicians_and_therapists_keeps_its_place() {
    for (marks, place, date, fires) in [
        (&["95"][..], "11", "2024-01-01", true),
        (&["93"], "12", "2026-06-15", true),
        (&["95"], "11", "2023-12-31", false),
        (&["95"], "22", "2026-06-15", false),
        (&["95"], "10", "2026-06-15", false),
        (&["95", "GP"], "11", "2026-06-15", false),
        (&["25"], "11", "2026-06-15", false),
    ] {
        let mut claim = example::professional();
        claim.payer.kind = PayerKind::Medicare;
        bill(&mut claim, "99214", place);
        claim.lines[0].date = example::day(date);
        claim.lines[0].modifiers = marks.iter().map(|m| (*m).to_owned()).collect();
        let ids = example::ids(&claim);
        assert_eq!(ids.contains(&"pos.telehealth".to_owned()), fires, "{marks:?} {place} {date}");
    }
}

#[test]
fn the_fee_schedule_judges_whole_services_only() {
    for (code, place, modifier, fires) in [
        ("27447", "11", "", true),
        ("27447", "21", "", false),
        ("G0109", "22", "", true),
        ("G0109", "11", "", false),
        ("G0109", "22", "26", false),
        ("71046", "22", "", false),
        ("27447", "10", "", false),
        ("99214", "11", "", false),
    ] {
        let mut claim = example::professional();
        bill(&mut claim, code, place);
        claim.lines[0].modifiers = vec![modifier.to_owned()];
        let ids = example::ids(&claim);
        assert_eq!(ids.contains(&"pos.rarely_here".to_owned()), fires, "{code} {place} {modifier}");
    }
}

#[test]
fn a_place_of_later_days_is_not_there_before() {
    for (place, date, fires) in
        [("10", "2021-12-31", true), ("10", "2022-01-01", false), ("98", "2026-06-15", false)]
    {
        let mut claim = example::professional();
        claim.place_of_service = Some(place.to_owned());
        claim.from = example::day(date);
        let ids = example::ids(&claim);
        assert_eq!(ids.contains(&"pos.unknown".to_owned()), fires, "{place} {date}");
    }
}
