//! Rules between the lines of a day.

use crate::expected::Outcome::{NotPriced, NothingDue};
use crate::expected::example::{allowed, claim, medicare};
use crate::expected::{Outcome, without_terms};

type Lines<'a> = &'a [(&'a str, u32, Result<i64, Outcome>)];

fn check(place: &str, lines: Lines<'_>) {
    let billed: Vec<(&str, u32)> = lines.iter().map(|(name, units, _)| (*name, *units)).collect();
    let expected: Vec<_> = lines.iter().map(|(.., expected)| *expected).collect();
    assert_eq!(allowed(&medicare(&claim(place, &billed))), expected, "{billed:?} at {place}");
}

#[test]
fn both_sides() {
    check("11", &[("20610-50", 1, Ok(9_786))]); // 65.24 × 1.5
    check("11", &[("20610", 2, Ok(9_786))]);
    check("11", &[("20610-RT", 1, Ok(6_524)), ("20610-LT", 1, Ok(3_262))]);
    check("11", &[("20610-50", 2, Err(NotPriced))]);
    check("11", &[("73562-50", 1, Ok(8_188))]); // 40.94 twice
}

#[test]
fn each_bilateral_indicator() {
    check("11", &[("92083-50", 1, Ok(6_325))]); // 2: the fee is for both
    check("11", &[("92083-RT", 1, Ok(6_325)), ("92083-LT", 1, Err(NothingDue))]);
    check("11", &[("11400-50", 1, Ok(12_882))]); // 0
    check("11", &[("11400-RT", 1, Ok(12_882)), ("11400-LT", 1, Err(NothingDue))]);
    // Separate services, ranked as two operations.
    check("11", &[("11400-RT", 1, Ok(12_882)), ("11400-LT-59", 1, Ok(6_441))]);
    check("11", &[("73562-RT", 1, Ok(4_094)), ("73562-LT", 1, Ok(4_094))]); // 3: each in full
}

#[test]
fn operations_rank_by_fee() {
    check("11", &[("12001", 1, Ok(4_727)), ("11400", 1, Ok(12_882))]); // 94.54 / 2
    check("11", &[("11400", 2, Ok(19_323))]); // 128.82 + 64.41
    check("11", &[("11400-59", 1, Ok(12_882)), ("99213-25", 1, Ok(9_087))]);
    // Both sides are one amount: 246.33 × 1.5 = 369.495, and 97.86 / 2.
    check("11", &[("20610-50", 1, Ok(4_893)), ("64483-50", 1, Ok(36_950))]);
    check(
        "11",
        &[("20610-RT", 1, Ok(3_262)), ("20610-LT", 1, Ok(1_631)), ("64483", 1, Ok(24_633))],
    );
}

#[test]
fn the_sixth_is_by_report() {
    check(
        "22",
        &[
            ("20610", 1, Err(NotPriced)),
            ("27447", 1, Ok(128_390)),
            ("19307", 1, Ok(59_169)), // 1,183.37 / 2 = 591.685
            ("58150", 1, Ok(50_963)),
            ("29881", 1, Ok(27_462)),
            ("66984", 1, Ok(26_863)),
        ],
    );
}

#[test]
fn days_are_apart() {
    let mut two_days = claim("11", &[("12001", 1), ("11400", 1)]);
    two_days.lines[0].date = "2024-07-16".parse().unwrap();
    assert_eq!(allowed(&medicare(&two_days)), [Ok(9_454), Ok(12_882)]);
}

#[test]
fn endoscopies_of_one_family() {
    // 432.40 less the base, 339.20.
    check("11", &[("45380", 1, Ok(9_320)), ("45385", 1, Ok(45_271))]);
    check("11", &[("45380", 1, Ok(43_240)), ("45378", 1, Err(NothingDue))]);
    check("11", &[("45378", 1, Ok(33_920))]);
    // 549.24 less 417.43.
    check("22", &[("29881-LT", 1, Ok(13_181)), ("29880-RT", 1, Ok(56_988))]);
    // 263.64 × 1.5 = 395.46 less 64.24: the base is for both sides by itself.
    check("22", &[("31255-50", 1, Ok(48_084)), ("31267-50", 1, Ok(33_122))]);
    // 569.88 × 1.5 = 854.82; 549.24 × 1.5 = 823.86 less 417.43 × 1.5 = 626.15 (626.145).
    check("22", &[("29880-50", 1, Ok(85_482)), ("29881-50", 1, Ok(19_771))]);
}

#[test]
fn a_family_ranks_as_one() {
    // 249.32 + 15.64 before 136.48.
    check("22", &[("43239", 1, Ok(6_824)), ("45385", 1, Ok(24_932)), ("45380", 1, Ok(1_564))]);
    check("22", &[("27447", 1, Ok(128_390)), ("45385", 1, Ok(12_466)), ("45380", 1, Ok(782))]);
}

#[test]
fn who_operates_is_paid_by_rank() {
    // 16 % of 1,283.90, and of half of 1,183.37.
    check("22", &[("27447-80", 1, Ok(20_542)), ("19307-80", 1, Ok(9_467))]);
}

#[test]
fn a_return_to_the_operating_room_is_not_ranked() {
    check("22", &[("27447-78", 1, Ok(88_589)), ("19307-78", 1, Ok(84_019))]);
    check("22", &[("27447-55", 1, Ok(26_962)), ("19307", 1, Ok(118_337))]);
}

#[test]
fn therapy_cuts_the_practice_expense() {
    check(
        "11",
        &[
            ("97110-GP", 2, Ok(4_460)), // (0.45 + 0.21 + 0.01) × 33.2875 = 22.302625, twice
            ("97530-GP", 1, Ok(3_662)), // the highest practice expense, in full
            ("97140-GP", 1, Ok(2_080)), // 0.625 × 33.2875 = 20.8047
        ],
    );
    check("11", &[("97110-GP", 3, Ok(7_389))]); // 29.29 + 2 × 22.30
    check("11", &[("97110-GP", 1, Ok(2_929))]);
}

#[test]
fn imaging_cuts_both_parts() {
    check(
        "11",
        &[
            ("74177", 1, Ok(30_667)), // 310.91 − (84.88 − 80.64)
            ("70553", 1, Ok(21_687)), // 326.88 − (220.03 − 110.02)
            ("76700", 1, Ok(7_501)),  // 116.17 − (78.56 − 39.28) − (37.61 − 35.73)
        ],
    );
    check("22", &[("74177-26", 1, Ok(8_064)), ("70553-26", 1, Ok(10_685))]);
    check("11", &[("74177-TC", 1, Ok(22_602)), ("70553-TC", 1, Ok(11_002))]);
    check("11", &[("70553", 1, Ok(32_688)), ("71046", 1, Ok(3_362))]);
}

#[test]
fn heart_and_eye_cut_the_technical_part() {
    check("11", &[("93306", 1, Ok(19_606)), ("93000", 1, Ok(1_273))]); // 14.31 − (6.32 − 4.74)
    check("11", &[("93306", 1, Ok(16_386)), ("93880", 1, Ok(18_974))]); // 196.06 − 32.20
    check("22", &[("93306-26", 1, Ok(6_724)), ("93880-26", 1, Ok(3_728))]);
    check("11", &[("92083", 1, Ok(6_325)), ("92250", 1, Ok(3_362))]); // 36.95 − (16.64 − 13.31)
}

#[test]
fn the_last_resort() {
    check("11", &[("94760", 1, Ok(266))]);
    check("11", &[("94760", 1, Err(NothingDue)), ("99213", 1, Ok(9_087))]);
    check("11", &[("94760", 1, Ok(266)), ("J1885", 1, Err(NotPriced))]);
}

#[test]
fn without_a_contract_every_line_says_so() {
    let payment = without_terms(&claim("11", &[("99213", 1)]));
    assert_eq!(allowed(&payment), [Err(NotPriced)]);
    assert!(payment.lines[0].reason.as_deref().unwrap().starts_with("There is no contract with"));
    assert_eq!((payment.patient_cents, payment.not_priced), (None, vec![1]));
}
