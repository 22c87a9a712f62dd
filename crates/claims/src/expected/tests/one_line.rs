//! Rules of one line: site, status, role, package, practitioner, charge, patient.

use crate::expected::Outcome::{NotPriced, NothingDue};
use crate::expected::example::{HandMade, allowed, claim, medicare};
use crate::expected::{Circumstances, ExpectedPayment, Locality, Outcome, Terms, expected};
use codesets::fee_schedule::FeeScheduleFor;
use model::{Cents, Claim, ClaimType, OtherPayer, ProviderRef, Quantity, ServiceUnit};

#[test]
fn facility_or_not() {
    for (place, line, expected) in [
        ("11", "99213", Ok(9_087)), // 2.73 × 33.2875 = 90.874875
        ("22", "99213", Ok(6_524)), // 1.96 × 33.2875 = 65.2435
        ("10", "99213-95", Ok(9_087)),
        ("02", "99213-95", Ok(6_524)),
        ("05", "99213", Err(NotPriced)),
        ("", "99213", Err(NotPriced)),
        ("11", "71046", Ok(3_362)),         // 1.01
        ("11", "71046-TC", Ok(2_330)),      // 0.70
        ("22", "71046-26", Ok(1_032)),      // 0.31
        ("22", "71046", Err(NotPriced)),    // the technical part is the hospital's
        ("11", "27447", Ok(128_390)),       // 38.57, as in a facility
        ("11", "45378-53", Ok(16_943)),     // 5.09, a row of its own
        ("11", "45380-53", Err(NotPriced)), // none
        ("11", "99213-26", Err(NotPriced)), // no such row
        ("11", "99213-52", Err(NotPriced)),
        ("11", "97110-CQ", Err(NotPriced)),
        ("11", "99213-GY", Err(NothingDue)),
        ("11", "99213-25", Ok(9_087)),
    ] {
        let payment = medicare(&claim(place, &[(line, 1)]));
        assert_eq!(allowed(&payment), [expected], "{line} at {place}");
    }
}

#[test]
fn the_place_of_the_line_comes_first() {
    let mut claim = claim("11", &[("99213", 1), ("99213", 1)]);
    claim.lines[1].place_of_service = Some("21".into());
    assert_eq!(allowed(&medicare(&claim)), [Ok(9_087), Ok(6_524)]);
}

#[test]
fn what_has_no_price_says_why() {
    for (line, outcome, part) in [
        ("36415", NotPriced, "status X"),
        ("J1885", NotPriced, "status E"),
        ("00840", NotPriced, "anesthesia"),
        ("15999", NotPriced, "contractor"),
        ("99199", NotPriced, "no value"),
        ("99397", NothingDue, "not covered"),
        ("99024", NothingDue, "bundled"),
        ("A9999", NotPriced, "not in the physician fee schedule"),
    ] {
        let payment = medicare(&claim("11", &[(line, 1)]));
        assert_eq!(payment.lines[0].outcome, outcome, "{line}");
        let reason = payment.lines[0].reason.as_deref().unwrap();
        assert!(reason.contains(part) && reason.ends_with('.'), "{line}: {reason}");
        assert_eq!(payment.not_priced.is_empty(), outcome == NothingDue, "{line}");
    }
}

#[test]
fn lines_that_cannot_be_read_are_not_priced() {
    let changed = |change: fn(&mut Claim)| {
        let mut claim = claim("11", &[("99213", 1)]);
        change(&mut claim);
        allowed(&medicare(&claim))[0]
    };
    type Change = fn(&mut Claim);
    let cases: [(Change, Outcome); 7] = [
        (|c| c.lines[0].units = Quantity(500), NotPriced),
        (|c| c.lines[0].units = Quantity(0), NotPriced),
        (|c| c.lines[0].units = Quantity::units(1_000_000), NotPriced),
        (|c| c.lines[0].unit = Some(ServiceUnit::Minute), NotPriced),
        (|c| c.lines[0].code = None, NotPriced),
        (|c| c.lines[0].date = "2024-06-30".parse().unwrap(), NotPriced),
        (|c| c.frequency = "8".into(), NothingDue),
    ];
    for (i, (change, outcome)) in cases.into_iter().enumerate() {
        assert_eq!(changed(change), Err(outcome), "case {i}");
    }
    let institutional = |c: &mut Claim| c.claim_type = ClaimType::Institutional;
    assert_eq!(changed(institutional), Err(NotPriced));
}

fn at(locality: &str, schedule: FeeScheduleFor) -> ExpectedPayment {
    let circumstances = Circumstances {
        locality: (!locality.is_empty()).then(|| locality.parse::<Locality>().unwrap()),
        schedule,
        deductible: Cents::ZERO,
    };
    let claim = claim("11", &[("99213", 1)]);
    expected(&claim, &Terms::medicare(), &HandMade::new(), &circumstances)
}

#[test]
fn localities_and_conversion_factors() {
    use FeeScheduleFor::{Others, QualifyingApm};
    for (locality, schedule, expected) in [
        // 1.30 × 1.5 + 1.33 × 1.081 + 0.10 × 0.592 = 3.44693
        ("02102-01", Others, Ok(11_474)),
        // 1.30 + 1.33 × 0.869 + 0.10 × 0.575 = 2.51327
        ("10112-00", Others, Ok(8_366)),
        ("", QualifyingApm, Ok(9_156)), // 2.73 × 33.5372 = 91.556556
        ("99999-99", Others, Err(NotPriced)),
    ] {
        assert_eq!(allowed(&at(locality, schedule)), [expected], "{locality} {schedule:?}");
    }
    assert!(at("", Others).assumptions[0].starts_with("National amounts"));
    assert!(!at("10112-00", Others).assumptions[0].starts_with("National amounts"));
}

#[test]
fn who_operated_and_which_part() {
    for (line, expected) in [
        ("27447-80", Ok(20_542)), // 16 % of 1,283.90 = 205.424
        ("27447-82", Ok(20_542)),
        ("27447-AS", Ok(17_461)), // 13.6 % = 174.6104
        ("27447-80-AS", Ok(17_461)),
        ("11400-80", Err(NothingDue)), // indicator 1
        ("29881-80", Err(NotPriced)),  // indicator 0
        ("90834-80", Err(NotPriced)),  // indicator 9
        ("22551-62", Ok(107_144)),     // 62.5 % of 1,714.31 = 1,071.44375
        ("27447-62", Err(NotPriced)),  // indicator 1
        ("29881-62", Err(NothingDue)), // indicator 0
        ("22551-66", Err(NotPriced)),
        ("27447-54", Ok(101_428)),    // 79 % = 1,014.281
        ("27447-55", Ok(26_962)),     // 21 % = 269.619
        ("27447-56", Ok(12_839)),     // 10 %
        ("27447-78", Ok(88_589)),     // 69 % = 885.891
        ("45385-78", Ok(24_932)),     // the day itself: in full
        ("45385-54", Err(NotPriced)), // no shares
        ("99213-78", Err(NotPriced)),
    ] {
        let payment = medicare(&claim("22", &[(line, 1)]));
        assert_eq!(allowed(&payment), [expected], "{line}");
    }
}

#[test]
fn practitioners_by_taxonomy() {
    for (taxonomy, line, day, expected) in [
        ("363LF0000X", "99213", "2024-07-15", 7_724), // 85 % of 90.87 = 77.2395
        ("363A00000X", "99213", "2024-07-15", 7_724),
        ("364S00000X", "99213", "2024-07-15", 7_724),
        ("1041C0700X", "90834", "2024-07-15", 7_739), // 75 % of 103.19 = 77.3925
        ("106H00000X", "90834", "2024-07-15", 7_739),
        ("104100000X", "90834", "2024-07-15", 10_319),
        ("367A00000X", "99213", "2024-07-15", 9_087),
        ("207Q00000X", "99213", "2024-07-15", 9_087),
        ("363AS0400X", "27447-80", "2024-07-15", 17_461), // 85 % of 205.42
        ("363AS0400X", "27447-AS", "2024-07-15", 17_461),
    ] {
        let mut claim = claim("11", &[(line, 1)]);
        claim.lines[0].date = day.parse().unwrap();
        claim.rendering =
            Some(ProviderRef { taxonomy: Some(taxonomy.into()), ..ProviderRef::default() });
        assert_eq!(allowed(&medicare(&claim)), [Ok(expected)], "{taxonomy} {line}");
    }
    let mut solo = claim("11", &[("99213", 1)]);
    solo.billing.taxonomy = Some("363LF0000X".into());
    assert_eq!(allowed(&medicare(&solo)), [Ok(7_724)]);
}

/// Allowed, patient, paid.
fn split(payment: &ExpectedPayment) -> (i64, i64, i64) {
    let patient = payment.patient_cents.unwrap();
    (payment.allowed_cents.0, patient.0, payment.paid_cents.unwrap().0)
}

#[test]
fn the_charge_the_deductible_and_sequestration() {
    for (charge, deductible, expected) in [
        // 20 % of 90.87 is 18.17; 2 % of 72.70 is 1.45.
        (100_000, 0, (9_087, 1_817, 7_125)),
        // The charge is less: 80.00, 16.00, 64.00 less 1.28.
        (8_000, 0, (8_000, 1_600, 6_272)),
        // 40.87 after the deductible, 20 % 8.17, 32.70 less 0.65.
        (100_000, 5_000, (9_087, 5_817, 3_205)),
        (100_000, 20_000, (9_087, 9_087, 0)),
        (0, 0, (0, 0, 0)),
    ] {
        let mut claim = claim("11", &[("99213", 1)]);
        claim.lines[0].charge_cents = Cents(charge);
        let circumstances =
            Circumstances { deductible: Cents(deductible), ..Circumstances::default() };
        let payment = expected_of(&claim, &circumstances);
        assert_eq!(split(&payment), expected, "{charge} {deductible}");
    }
}

fn expected_of(claim: &Claim, circumstances: &Circumstances) -> ExpectedPayment {
    expected(claim, &Terms::medicare(), &HandMade::new(), circumstances)
}

#[test]
fn the_deductible_is_used_up_once() {
    let claim = claim("11", &[("99213", 1), ("J1885", 1), ("99213-25", 1)]);
    let circumstances = Circumstances { deductible: Cents(10_000), ..Circumstances::default() };
    let payment = expected_of(&claim, &circumstances);
    let patient: Vec<_> = payment.lines.iter().map(|l| l.patient_cents.map(|c| c.0)).collect();
    // 90.87, then 9.13 and 20 % of 81.74.
    assert_eq!(patient, [Some(9_087), None, Some(2_548)]);
    assert_eq!(payment.not_priced, [2]);
    assert_eq!(payment.allowed_cents, Cents(18_174));
}

#[test]
fn what_is_taken_for_granted_is_said() {
    let mut claim = claim("11", &[("99213", 1)]);
    claim.other_payers = vec![OtherPayer::default()];
    claim.from = "2026-01-05".parse().unwrap();
    claim.lines[0].date = claim.from;
    let assumed = medicare(&claim).assumptions.join("\n");
    for part in ["2024-07 still holds", "National", "no taxonomy", "pays first", "20 %"] {
        assert!(assumed.contains(part), "{part}: {assumed}");
    }
}

#[test]
fn json_carries_every_step() {
    let mut claim = claim("11", &[("20610-50", 1)]);
    claim.lines[0].charge_cents = Cents(9_000);
    let json = serde_json::to_value(medicare(&claim)).unwrap();
    let line = &json["lines"][0];
    assert_eq!(line["outcome"], "priced");
    let kinds: Vec<_> = line["steps"].as_array().unwrap().iter().collect();
    let told: Vec<_> = kinds
        .iter()
        .map(|s| (s["operation"]["kind"].as_str().unwrap(), s["result_cents"].as_i64().unwrap()))
        .collect();
    assert_eq!(told, [("fee", 6_524), ("keep", 9_786), ("at_most", 9_000)]);
    assert_eq!(kinds[0]["operation"]["product"]["work_hundredths"], 79);
    assert_eq!(line["paid_cents"], 7_056); // 72.00 less 1.44
}
