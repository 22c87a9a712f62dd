use crate::example::fees::{OneRow, PAYERS, VISIT, found, services};
use crate::example::{Case, HandMade, case};
use codesets::fee_schedule::FeeLine;
use model::PayerKind;
use model::Severity::{self, *};

pub(crate) const CASES: &[Case] = &[
    case("modifier.component", 1, |c| {
        c.lines[0].code = Some("99213".to_owned());
        c.lines[0].modifiers = vec!["26".to_owned()];
    }),
    case("modifier.component_in_facility", 1, |c| {
        c.lines[0].code = Some("71046".to_owned());
        c.place_of_service = Some("22".to_owned());
    }),
];

const NEVER: [Severity; 6] = [Block, Reason, Reason, Reason, Warn, Warn];

/// Every indicator, component modifier and payer, in an office.
#[test]
fn every_indicator_modifier_and_payer() {
    for indicator in 0..=9 {
        for modifier in ["26", "TC"] {
            let allowed = indicator == 1 || (indicator == 6 && modifier == "26");
            let codes = OneRow::new("29999", FeeLine { components: indicator, ..VISIT });
            for (kind, severity) in PAYERS.into_iter().zip(NEVER) {
                let claim = services(kind, &[("29999", &[modifier], 1)]);
                let expected = (!allowed).then(|| ("modifier.component".to_owned(), severity));
                let expected: Vec<_> = expected.into_iter().collect();
                assert_eq!(found(&claim, &codes), expected, "{indicator} {modifier} {kind:?}");
            }
        }
        let codes = OneRow::new("29999", FeeLine { components: indicator, ..VISIT });
        let claim = services(PayerKind::Medicare, &[("29999", &[], 1)]);
        assert_eq!(found(&claim, &codes), [], "{indicator}");
    }
}

/// Laboratory codes that the schedule does not price carry 9, and some are interpreted with 26.
#[test]
fn rows_without_price() {
    for status in ['X', 'E', 'J'] {
        for (code, reason) in [("29999", false), ("80053", true), ("J1885", false)] {
            let row = FeeLine { status, components: 9, ..VISIT };
            let codes = OneRow::new(code, row);
            for kind in PAYERS {
                let claim = services(kind, &[(code, &["26"], 1)]);
                let fires = reason && status == 'X' && kind == PayerKind::Medicare;
                let expected: Vec<_> =
                    fires.then(|| ("modifier.component".to_owned(), Reason)).into_iter().collect();
                assert_eq!(found(&claim, &codes), expected, "{status} {code} {kind:?}");
            }
            let read = FeeLine { components: 6, ..VISIT };
            let codes = OneRow { professional: Some(read), ..OneRow::new(code, row) };
            let claim = services(PayerKind::Medicare, &[(code, &["26"], 1)]);
            assert_eq!(found(&claim, &codes), [], "{status} {code}");
        }
    }
}

/// Every indicator, place and component, for original Medicare and a commercial plan.
#[test]
fn in_a_facility() {
    let hospital = ["19", "21", "22", "23", "51", "61"];
    let office = ["11", "12", "20", "49", "31", "32", "81", ""];
    let judge = |indicator: u8, place: &str, modifiers: &[&str], kind| {
        let row = FeeLine { components: indicator, not_in_facility: true, ..VISIT };
        let mut claim = services(kind, &[("29999", modifiers, 1)]);
        claim.place_of_service = Some(place.to_owned()).filter(|place| !place.is_empty());
        let found = found(&claim, &OneRow::new("29999", row));
        let here = found.iter().find(|(id, _)| id == "modifier.component_in_facility");
        here.map(|(_, severity)| *severity)
    };
    for (indicator, modifiers, medicare, commercial) in [
        (0, &[][..], None, None),
        (1, &[][..], Some(Block), Some(Reason)),
        (1, &["26"], None, None),
        (1, &["TC"], Some(Block), Some(Reason)),
        (2, &[], None, None),
        (3, &[], Some(Block), Some(Warn)),
        (4, &[], Some(Block), Some(Warn)),
        (5, &[], Some(Block), Some(Warn)),
        (6, &["26"], None, None),
        (7, &[], None, None),
        (8, &[], None, None),
        (9, &[], None, None),
    ] {
        for place in hospital {
            for (kind, expected) in
                [(PayerKind::Medicare, medicare), (PayerKind::Commercial, commercial)]
            {
                let found = judge(indicator, place, modifiers, kind);
                assert_eq!(found, expected, "{indicator} {place} {modifiers:?} {kind:?}");
            }
        }
        for place in office {
            let found = judge(indicator, place, modifiers, PayerKind::Medicare);
            assert_eq!(found, None, "{indicator} {place} {modifiers:?}");
        }
    }
    assert_eq!(judge(1, "24", &[], PayerKind::Medicare), Some(Reason));
    assert_eq!(judge(1, "24", &["TC"], PayerKind::Medicare), None);
    assert_eq!(judge(5, "24", &[], PayerKind::Medicare), None);
}

#[test]
fn the_place_of_the_line_wins_and_a_value_in_a_facility_frees() {
    let mut claim = services(PayerKind::Medicare, &[("71046", &[], 1)]);
    claim.place_of_service = Some("22".to_owned());
    claim.lines[0].place_of_service = Some("11".to_owned());
    assert_eq!(found(&claim, &HandMade::default()), []);
    claim.lines[0].place_of_service = None;
    let row = FeeLine { components: 1, not_in_facility: false, ..VISIT };
    assert_eq!(found(&claim, &OneRow::new("71046", row)), []);
}

#[test]
fn an_emergency_physician_who_reads_the_tracing() {
    let mut claim = services(
        PayerKind::Medicare,
        &[("99283", &["25"], 1), ("93010", &[], 1), ("71046", &["26"], 1)],
    );
    claim.place_of_service = Some("23".to_owned());
    assert_eq!(found(&claim, &HandMade::default()), []);
}
