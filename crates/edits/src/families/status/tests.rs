use crate::example::fees::{OneRow, PAYERS, found, paid_elsewhere, services};
use crate::example::{Case, HandMade, professional};
use model::Severity::{self, *};
use model::{Cents, Claim, PayerKind};

fn medicare() -> Claim {
    let mut claim = professional();
    claim.payer.kind = PayerKind::Medicare;
    claim
}

const fn of(rule: &'static str, line: u16, change: fn(&mut Claim)) -> Case {
    Case { rule, base: medicare, change, line }
}

fn code(claim: &mut Claim, at: usize, code: &str) {
    claim.lines[at].code = Some(code.to_owned());
}

pub(crate) const CASES: &[Case] = &[
    of("validity.status_not_for_medicare", 1, |c| code(c, 0, "97014")),
    of("validity.status_not_covered", 1, |c| code(c, 0, "92015")),
    of("validity.status_bundled", 1, |c| code(c, 0, "99000")),
    of("validity.status_bundled", 1, |c| code(c, 0, "A6402")),
    of("validity.status_only_alone", 1, |c| {
        code(c, 0, "94760");
        code(c, 1, "99213");
    }),
    of("validity.status_restricted", 1, |c| code(c, 0, "11719")),
    of("validity.status_measurement", 1, |c| code(c, 0, "G9227")),
];

/// Every status and payer: only Medicare and its plans are judged, the plans more softly.
#[test]
fn every_status_and_payer() {
    let judge = |status, modifiers: &[&str], kind| {
        let claim = services(kind, &[("29999", modifiers, 1)]);
        let mut found = found(&claim, &OneRow::new("29999", paid_elsewhere(status)));
        found.retain(|(id, _)| id.starts_with("validity."));
        assert!(found.len() < 2, "{found:?}");
        found.pop().map(|(_, severity)| severity)
    };
    for (status, medicare) in [
        ('A', None),
        ('B', Some(Reason)),
        ('C', None),
        ('D', Some(Block)),
        ('E', None),
        ('F', Some(Block)),
        ('G', Some(Block)),
        ('H', Some(Block)),
        ('I', Some(Block)),
        ('J', None),
        ('M', Some(Warn)),
        ('N', Some(Reason)),
        ('P', Some(Reason)),
        ('Q', Some(Warn)),
        ('R', Some(Inform)),
        ('T', None),
        ('X', None),
    ] {
        let plan = medicare.map(|severity: Severity| match severity {
            Block => Reason,
            other => other.max(Warn),
        });
        let expected = [medicare, plan, None, None, None, None];
        for (kind, expected) in PAYERS.into_iter().zip(expected) {
            assert_eq!(judge(status, &[], kind), expected, "{status} {kind:?}");
            let excused = matches!(status, 'B' | 'D' | 'F' | 'G' | 'H' | 'I' | 'N' | 'P');
            for modifier in ["GY", "GX"] {
                let expected = if excused { None } else { expected };
                assert_eq!(judge(status, &[modifier], kind), expected, "{status} {modifier}");
            }
            assert_eq!(judge(status, &["GA"], kind), expected, "{status} GA");
        }
    }
}

#[test]
fn other_payers_own_codes_are_a_warning_for_a_plan() {
    for (code, plan) in [("S9083", Warn), ("H0031", Warn), ("T1015", Warn), ("G0310", Reason)] {
        for (kind, severity) in [(PayerKind::Medicare, Block), (PayerKind::MedicareAdvantage, plan)]
        {
            let claim = services(kind, &[(code, &[], 1)]);
            let found = found(&claim, &OneRow::new(code, paid_elsewhere('I')));
            let expected = ("validity.status_not_for_medicare".to_owned(), severity);
            assert_eq!(found, [expected], "{code} {kind:?}");
        }
    }
}

#[test]
fn a_line_that_only_reports_is_not_judged() {
    for code in ["97014", "92015", "99000", "99024", "G9227", "11719"] {
        for cents in [0, 1] {
            let mut claim = services(PayerKind::Medicare, &[(code, &[], 1)]);
            claim.lines[0].charge_cents = Cents(cents);
            assert_eq!(found(&claim, &HandMade::default()), [], "{code} {cents}");
        }
    }
    let charged = services(PayerKind::Medicare, &[("99024", &[], 1)]);
    assert_eq!(found(&charged, &HandMade::default()), [], "said by global.visit_after");
}

/// A pulse reading beside a visit, a drug, a laboratory test, another day, another reading.
#[test]
fn paid_only_alone() {
    for (other, fires) in
        [("99213", true), ("11719", true), ("J1885", false), ("80053", false), ("94760", false)]
    {
        let claim = services(PayerKind::Medicare, &[("94760", &[], 1), (other, &[], 1)]);
        let found = found(&claim, &HandMade::default());
        let held = found.iter().any(|(id, _)| id == "validity.status_only_alone");
        assert_eq!(held, fires, "{other} {found:?}");
    }
    let mut claim = services(PayerKind::Medicare, &[("94760", &[], 1), ("99213", &[], 1)]);
    claim.lines[1].date = claim.lines[1].date.plus_days(1);
    assert_eq!(found(&claim, &HandMade::default()), []);
}

/// Supplies for use at home are a supplier's, and billed to another contractor.
#[test]
fn supplies_by_place() {
    for (place, fires) in [
        (Some("11"), true),
        (Some("22"), true),
        (Some("12"), false),
        (Some("32"), false),
        (None, false),
    ] {
        let mut claim = services(PayerKind::Medicare, &[("A6402", &[], 1)]);
        claim.place_of_service = place.map(str::to_owned);
        assert_eq!(!found(&claim, &HandMade::default()).is_empty(), fires, "{place:?}");
    }
}
