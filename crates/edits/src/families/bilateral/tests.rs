use crate::example::fees::{OneRow, PAYERS, SURGERY, earlier, found, services};
use crate::example::{Case, HandMade, case};
use codesets::fee_schedule::FeeLine;
use model::Severity::{self, *};
use model::{Claim, PayerKind, Quantity};

fn mark(claim: &mut Claim, at: usize, code: &str, modifier: &str) {
    claim.lines[at].code = Some(code.to_owned());
    claim.lines[at].modifiers = vec![modifier.to_owned()];
}

pub(crate) const CASES: &[Case] = &[
    case("bilateral.modifier", 1, |c| mark(c, 0, "17110", "50")),
    case("bilateral.twice", 2, |c| {
        mark(c, 0, "69210", "LT");
        mark(c, 1, "69210", "RT");
    }),
    case("bilateral.twice", 1, |c| {
        c.lines[0].code = Some("69210".to_owned());
        c.lines[0].units = Quantity::units(2);
    }),
    case("bilateral.two_lines", 2, |c| {
        mark(c, 0, "17110", "LT");
        mark(c, 1, "17110", "RT");
    }),
];

/// How a service is billed for two sides.
#[derive(Clone, Copy, Debug)]
enum Way {
    Modifier50,
    TwoLines,
    TwoUnits,
    OneSide,
}

fn claim(kind: PayerKind, way: Way) -> Claim {
    match way {
        Way::Modifier50 => services(kind, &[("29999", &["50"], 1)]),
        Way::TwoLines => services(kind, &[("29999", &["LT"], 1), ("29999", &["RT"], 1)]),
        Way::TwoUnits => services(kind, &[("29999", &[], 2)]),
        Way::OneSide => services(kind, &[("29999", &["LT"], 1)]),
    }
}

/// Every indicator, way and payer (Medicare, its plans, commercial, Medicaid, workers'
/// compensation, other).
#[test]
fn every_indicator_way_and_payer() {
    let silent: [Option<Severity>; 6] = [None; 6];
    let forbidden = [Block, Reason, Reason, Reason, Warn, Warn].map(Some);
    let of_both = [Block, Reason, Warn, Warn, Warn, Warn].map(Some);
    let twice = [Reason, Reason, Warn, Warn, Warn, Warn].map(Some);
    let one_of_two = [Warn, Inform, Inform, Inform, Inform, Inform].map(Some);
    let join = [Some(Inform), None, None, None, None, None];
    for (indicator, way, expected) in [
        (0, Way::Modifier50, forbidden),
        (1, Way::Modifier50, silent),
        (2, Way::Modifier50, of_both),
        (3, Way::Modifier50, silent),
        (9, Way::Modifier50, forbidden),
        (0, Way::TwoLines, one_of_two),
        (1, Way::TwoLines, join),
        (2, Way::TwoLines, twice),
        (3, Way::TwoLines, silent),
        (9, Way::TwoLines, silent),
        (0, Way::TwoUnits, silent),
        (1, Way::TwoUnits, silent),
        (2, Way::TwoUnits, twice),
        (3, Way::TwoUnits, silent),
        (9, Way::TwoUnits, silent),
        (0, Way::OneSide, silent),
        (1, Way::OneSide, silent),
        (2, Way::OneSide, silent),
        (3, Way::OneSide, silent),
        (9, Way::OneSide, silent),
    ] {
        let codes = OneRow::new("29999", FeeLine { bilateral: indicator, ..SURGERY });
        for (kind, expected) in PAYERS.into_iter().zip(expected) {
            let found = found(&claim(kind, way), &codes);
            let severities: Vec<_> = found.iter().map(|(_, severity)| *severity).collect();
            let expected: Vec<_> = expected.into_iter().collect();
            assert_eq!(severities, expected, "{indicator} {way:?} {kind:?} {found:?}");
        }
    }
}

/// Rows that another schedule or nobody pays carry 9 and are not judged; contractors price some.
#[test]
fn the_status_of_the_row() {
    for (status, expected) in [
        ('A', Some(Block)),
        ('R', Some(Block)),
        ('C', Some(Reason)),
        ('X', None),
        ('E', None),
        ('J', None),
    ] {
        let codes = OneRow::new("29999", FeeLine { status, bilateral: 9, ..SURGERY });
        let found = found(&claim(PayerKind::Medicare, Way::Modifier50), &codes);
        let sides = found.iter().find(|(id, _)| id == "bilateral.modifier");
        assert_eq!(sides.map(|(_, severity)| *severity), expected, "{status}");
    }
}

#[test]
fn what_is_not_the_same_service_on_two_sides() {
    let both = FeeLine { bilateral: 2, ..SURGERY };
    let pairs: [[&[&str]; 2]; 4] = [
        [&["LT"], &["RT", "59"]],
        [&["LT"], &["RT", "76"]],
        [&["LT"], &["LT"]],
        [&["LT"], &["RT", "52"]],
    ];
    for [one, two] in pairs {
        let claim = services(PayerKind::Medicare, &[("29999", one, 1), ("29999", two, 1)]);
        let found = found(&claim, &OneRow::new("29999", both));
        assert!(!found.iter().any(|(id, _)| id == "bilateral.twice"), "{one:?} {two:?} {found:?}");
    }
    // The measuring of an eye: its technical part is of both, its interpretation of one.
    let reading = FeeLine { bilateral: 3, components: 1, ..both };
    let measuring = FeeLine { components: 1, ..both };
    let parts =
        services(PayerKind::Medicare, &[("29999", &["26", "LT"], 1), ("29999", &["26", "RT"], 1)]);
    let codes = OneRow { professional: Some(reading), ..OneRow::new("29999", measuring) };
    assert_eq!(found(&parts, &codes), []);
    let codes = OneRow::new("29999", measuring);
    assert_eq!(found(&parts, &codes), [("bilateral.twice".to_owned(), Reason)]);
    let many = OneRow { units: Some(2), ..OneRow::new("29999", both) };
    assert!(found(&claim(PayerKind::Medicare, Way::TwoUnits), &many).is_empty());
}

#[test]
fn a_clean_claim_of_both_knees_and_feet() {
    let mut claim = services(
        PayerKind::Medicare,
        &[
            ("99213", &["25"], 1),
            ("20610", &["50"], 1),
            ("73630", &["LT"], 1),
            ("73630", &["RT"], 1),
            ("J3301", &[], 4),
        ],
    );
    earlier(&mut claim, "20610", &["50"], "2026-03-16");
    assert_eq!(found(&claim, &HandMade::default()), []);
}

#[test]
fn hospitals_suppliers_and_surgery_centres_are_judged_by_others() {
    let codes = OneRow::new("29999", FeeLine { bilateral: 0, ..SURGERY });
    let base = claim(PayerKind::Medicare, Way::Modifier50);
    assert!(!found(&base, &codes).is_empty());
    for taxonomy in ["261QA1903X", "332B00000X"] {
        let mut other = base.clone();
        other.billing.taxonomy = Some(taxonomy.to_owned());
        assert_eq!(found(&other, &codes), [], "{taxonomy}");
    }
    let mut hospital = crate::example::outpatient();
    hospital.payer.kind = PayerKind::Medicare;
    mark(&mut hospital, 0, "29999", "50");
    assert_eq!(found(&hospital, &codes), []);
}

#[test]
fn without_a_schedule_the_family_is_not_checked() {
    let codes = OneRow {
        from: crate::example::day("2026-07-01"),
        ..OneRow::new("29999", FeeLine { bilateral: 0, ..SURGERY })
    };
    let claim = claim(PayerKind::Medicare, Way::Modifier50);
    let report = crate::scrub(&claim, &codes);
    for family in [model::EditFamily::Bilateral, model::EditFamily::Global] {
        assert!(report.not_checked.contains(&family));
    }
    assert_eq!(found(&claim, &codes), []);
}
