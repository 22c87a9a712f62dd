use crate::example::fees::{OneRow, PAYERS, SURGERY, earlier, found, services};
use crate::example::{Case, HandMade, case, day};
use codesets::fee_schedule::{FeeLine, GlobalPeriod};
use model::Severity::{self, *};
use model::{BillingProvider, Claim, PayerKind};

fn visit(claim: &mut Claim, code: &str, modifiers: &[&str]) {
    claim.lines[0].code = Some(code.to_owned());
    claim.lines[0].modifiers = modifiers.iter().map(|m| (*m).to_owned()).collect();
}

pub(crate) const CASES: &[Case] = &[
    case("global.visit_same_day", 1, |c| {
        visit(c, "99213", &[]);
        c.lines[1].code = Some("20610".to_owned());
    }),
    case("global.visit_before_major", 1, |c| {
        visit(c, "99213", &[]);
        c.lines[1].code = Some("27447".to_owned());
    }),
    case("global.visit_after", 1, |c| {
        visit(c, "99213", &[]);
        earlier(c, "27447", &[], "2026-05-15");
    }),
    case("global.procedure_after", 1, |c| {
        visit(c, "66984", &["LT"]);
        earlier(c, "66984", &["RT"], "2026-06-01");
    }),
    case("global.decision_for_minor", 1, |c| {
        visit(c, "99213", &["57"]);
        c.lines[1].code = Some("20610".to_owned());
    }),
    case("global.without_surgery", 1, |c| {
        visit(c, "20610", &["79"]);
        earlier(c, "99213", &[], "2026-06-01");
    }),
];

/// The claim of one service, and one surgery so many days before it (after it when negative).
fn after(kind: PayerKind, service: (&str, &[&str]), surgery: (&str, &[&str]), days: i32) -> Claim {
    let mut claim = services(kind, &[(service.0, service.1, 1)]);
    let date = claim.lines[0].date.plus_days(-days);
    earlier(&mut claim, surgery.0, surgery.1, &date.to_string());
    claim
}

fn one(claim: &Claim) -> Option<(String, Severity)> {
    let mut found = found(claim, &HandMade::default());
    assert!(found.len() < 2, "{found:?}");
    found.pop()
}

/// Visits, day by day around a paid surgery of each period, with each modifier.
#[test]
fn visits_day_by_day() {
    let same_day = Some(("global.visit_same_day", Block));
    let late = Some(("global.visit_after", Block));
    let decision = Some(("global.decision_for_minor", Reason));
    let major = Some(("global.visit_before_major", Block));
    let about_another = Some(("global.visit_before_major", Warn));
    let modifiers: [&[&str]; 5] = [&[], &["24"], &["25"], &["57"], &["FT"]];
    let free = [None; 5];
    for (code, first, last, expected) in [
        ("20610", -2, -1, free),
        ("20610", 0, 0, [same_day, same_day, None, decision, None]),
        ("20610", 1, 92, free),
        ("17110", -2, -1, free),
        ("17110", 0, 0, [same_day, same_day, None, decision, None]),
        ("17110", 1, 10, [late, None, late, None, None]),
        ("17110", 11, 92, free),
        ("27447", -3, -2, free),
        ("27447", -1, 0, [major, about_another, about_another, None, None]),
        ("27447", 1, 90, [late, None, late, None, None]),
        ("27447", 91, 100, free),
        // Not surgery with a package.
        ("33517", -2, 92, free),
        ("71046", -2, 92, free),
    ] {
        for days in first..=last {
            for (modifiers, expected) in modifiers.into_iter().zip(expected) {
                let claim = after(PayerKind::Medicare, ("99213", modifiers), (code, &[]), days);
                let expected = expected.map(|(id, severity)| (id.to_owned(), severity));
                assert_eq!(one(&claim), expected, "{code} {days} {modifiers:?}");
            }
        }
    }
}

/// The counting of the manual's booklet: surgery on 5 January ends on 5 April, or on 15 January.
#[test]
fn the_last_day_of_a_period_by_the_calendar() {
    for (code, last, free) in
        [("27447", "2026-04-05", "2026-04-06"), ("17110", "2026-01-15", "2026-01-16")]
    {
        for (on, fires) in [(last, true), (free, false)] {
            let mut claim = services(PayerKind::Medicare, &[("99213", &[], 1)]);
            (claim.from, claim.through, claim.lines[0].date) = (day(on), day(on), day(on));
            earlier(&mut claim, code, &[], "2026-01-05");
            assert_eq!(one(&claim).is_some(), fires, "{code} {on}");
        }
    }
}

/// Procedures, day by day after a paid surgery of each period, with each modifier.
#[test]
fn procedures_day_by_day() {
    for (code, first, last, held) in [
        ("20610", 0, 92, false),
        ("17110", 0, 0, false),
        ("17110", 1, 10, true),
        ("17110", 11, 92, false),
        ("66984", -1, 0, false),
        ("66984", 1, 90, true),
        ("66984", 91, 92, false),
    ] {
        for days in first..=last {
            for (service, severity) in [("27447", Block), ("17110", Block), ("45380", Reason)] {
                let claim = after(PayerKind::Medicare, (service, &[]), (code, &[]), days);
                let expected = held.then(|| ("global.procedure_after".to_owned(), severity));
                assert_eq!(one(&claim), expected, "{code} {days} {service}");
                for modifier in ["58", "78", "79", "76", "77", "55"] {
                    let only = [modifier];
                    let service = ("27447", &only[..]);
                    let claim = after(PayerKind::Medicare, service, (code, &[]), days);
                    let hit = one(&claim).filter(|(id, _)| id != "global.without_surgery");
                    assert_eq!(hit, None, "{code} {days} {modifier}");
                }
            }
        }
    }
}

/// What is done inside the days of a major surgery and belongs to no package.
#[test]
fn services_that_the_package_does_not_hold() {
    let free: [(&str, &[&str]); 16] = [
        ("71046", &[]),
        ("93000", &[]),
        ("80053", &[]),
        ("97110", &["GP"]),
        ("J1885", &[]),
        ("33517", &[]),
        ("98940", &["AT"]),
        ("99203", &[]),
        ("99283", &[]),
        ("99291", &["FT"]),
        ("99024", &[]),
        ("G0439", &[]),
        ("99495", &[]),
        ("90471", &[]),
        ("27447", &["80"]),
        ("66984", &["55"]),
    ];
    for (code, modifiers) in free {
        let claim = after(PayerKind::Commercial, (code, modifiers), ("27447", &[]), 30);
        let hit = one(&claim).filter(|(id, _)| id.starts_with("global."));
        assert_eq!(hit, None, "{code}");
    }
}

#[test]
fn the_payer_and_the_proof() {
    let severities = |change: fn(&mut Claim)| {
        PAYERS.map(|kind| {
            let mut claim = after(kind, ("99213", &[]), ("27447", &[]), 30);
            change(&mut claim);
            one(&claim).map(|(_, severity)| severity)
        })
    };
    let paid = [Block, Reason, Reason, Reason, Warn, Warn].map(Some);
    assert_eq!(severities(|_| ()), paid);
    let pending = [Reason, Reason, Reason, Reason, Warn, Warn].map(Some);
    assert_eq!(severities(|c| c.history[0].status = "pending".to_owned()), pending);
    let unknown = [Some(Warn); 6];
    assert_eq!(severities(|c| c.history[0].rendering_npi = None), unknown);
    assert_eq!(severities(|c| c.rendering = None), unknown);
    let none = [None; 6];
    let other: fn(&mut Claim) = |c| c.history[0].rendering_npi = Some("1003000126".to_owned());
    assert_eq!(severities(other), none);
    for status in ["denied", "rejected", "void"] {
        let mut claim = after(PayerKind::Medicare, ("99213", &[]), ("27447", &[]), 30);
        claim.history[0].status = status.to_owned();
        assert_eq!(one(&claim), None, "{status}");
    }
}

#[test]
fn a_single_practitioner_bills_without_rendering() {
    let mut claim = after(PayerKind::Medicare, ("99213", &[]), ("27447", &[]), 30);
    claim.rendering = None;
    claim.billing = BillingProvider { npi: "1234567893".to_owned(), ..claim.billing };
    assert_eq!(one(&claim), Some(("global.visit_after".to_owned(), Block)));
}

/// The parts of a package that other providers may have: a visit on the day before, the day, and
/// a day after.
#[test]
fn split_packages() {
    for (modifiers, expected) in [
        (&[][..], [true, true, true]),
        (&["54"], [true, true, false]),
        (&["55"], [false, false, true]),
        (&["56"], [true, true, false]),
        (&["54", "55"], [true, true, true]),
        (&["78"], [false, false, false]),
        (&["79"], [true, true, true]),
        (&["58"], [true, true, true]),
        (&["80"], [false, false, false]),
        (&["53"], [false, false, false]),
    ] {
        for (days, expected) in [-1, 0, 20].into_iter().zip(expected) {
            let claim = after(PayerKind::Medicare, ("99213", &[]), ("27447", modifiers), days);
            assert_eq!(one(&claim).is_some(), expected, "{modifiers:?} {days}");
        }
    }
}

#[test]
fn a_replacement_does_not_stand_against_the_claim_it_replaces() {
    let mut claim = after(PayerKind::Medicare, ("99213", &[]), ("27447", &[]), 0);
    claim.history[0].id = claim.id.clone();
    assert!(one(&claim).is_some());
    claim.frequency = "7".to_owned();
    assert_eq!(one(&claim), None);
}

/// No release covers the day of the surgery: the one of the visit says its period, less surely.
#[test]
fn a_surgery_before_the_first_release() {
    let row = FeeLine { global: GlobalPeriod::NinetyDays, ..SURGERY };
    let codes = OneRow { from: day("2026-06-01"), ..OneRow::new("29999", row) };
    for (days, severity) in [(5, Block), (30, Reason)] {
        let claim = after(PayerKind::Medicare, ("99213", &[]), ("29999", &[]), days);
        let found = found(&claim, &codes);
        assert_eq!(found, [("global.visit_after".to_owned(), severity)], "{days}");
    }
}

#[test]
fn clean_claims_stay_silent() {
    let lists: [&[(&str, &[&str], u32)]; 8] = [
        &[("99213", &["25"], 1), ("20610", &["RT"], 1), ("J3301", &[], 4)],
        &[("99213", &["25"], 1), ("96372", &[], 1), ("J1885", &[], 2)],
        &[("99213", &[], 1), ("80053", &[], 1), ("85025", &[], 1), ("36415", &[], 1)],
        &[("99213", &["25"], 1), ("90471", &[], 1), ("90686", &[], 1), ("G0008", &[], 1)],
        &[("99203", &[], 1), ("17110", &[], 1)],
        &[("99283", &["25"], 1), ("93000", &[], 1), ("71046", &[], 1)],
        &[("99215", &["57"], 1), ("27447", &["LT"], 1)],
        &[("99024", &[], 1)],
    ];
    for kind in PAYERS {
        for list in lists {
            let mut claim = services(kind, list);
            for line in claim.lines.iter_mut().filter(|l| l.code.as_deref() == Some("99024")) {
                line.charge_cents = model::Cents::ZERO;
            }
            // Surgery of another day whose days are over, and a visit of yesterday.
            earlier(&mut claim, "27447", &[], "2026-01-05");
            earlier(&mut claim, "99213", &[], "2026-06-14");
            assert_eq!(found(&claim, &HandMade::default()), [], "{kind:?} {list:?}");
        }
    }
}

#[test]
fn a_decision_for_major_surgery_tomorrow_beside_minor_surgery_today() {
    let list: [(&str, &[&str], u32); 3] =
        [("99213", &["57"], 1), ("20610", &[], 1), ("27447", &[], 1)];
    let mut claim = services(PayerKind::Medicare, &list);
    claim.lines[2].date = claim.lines[2].date.plus_days(1);
    claim.through = claim.lines[2].date;
    assert_eq!(one(&claim), None);
    claim.lines[2].date = claim.lines[2].date.plus_days(1);
    assert_eq!(one(&claim), Some(("global.decision_for_minor".to_owned(), Reason)));
}

#[test]
fn the_earlier_surgery_that_a_modifier_tells_of() {
    for (code, modifiers, informs) in [
        ("99213", &[][..], true),
        ("71046", &[][..], true),
        ("17110", &[][..], false),
        ("27447", &["55"][..], false),
    ] {
        let claim = after(PayerKind::Medicare, ("20610", &["79"]), (code, modifiers), 5);
        let expected = informs.then(|| ("global.without_surgery".to_owned(), Inform));
        assert_eq!(one(&claim), expected, "{code}");
    }
    let mut alone = services(PayerKind::Medicare, &[("20610", &["79"], 1)]);
    assert_eq!(one(&alone), None, "without history nothing is known");
    earlier(&mut alone, "27447", &[], "2026-03-16");
    assert_eq!(one(&alone), Some(("global.without_surgery".to_owned(), Inform)), "91 days");
}
