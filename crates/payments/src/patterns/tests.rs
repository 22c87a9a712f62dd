//! Counts by hand, and years of made-up payers: no false alarms, and changes found in time.

use super::*;

/// The generator of Steele, Lea and Flood (SplitMix64, 2014): the same years for the same seed.
struct Dice(u64);

impl Dice {
    fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        bits ^ (bits >> 31)
    }

    fn unit(&mut self) -> f64 {
        (self.bits() >> 11) as f64 / (1u64 << 53) as f64
    }

    fn hits(&mut self, draws: u64, share: f64) -> u64 {
        (0..draws).filter(|_| self.unit() < share).count() as u64
    }
}

fn service(payer: usize, code: usize) -> Service {
    Service {
        payer: format!("payer {payer}"),
        code: format!("{:05}", 99_000 + code),
        modifier: if code.is_multiple_of(3) { "25".to_owned() } else { String::new() },
    }
}

fn pattern(payer: usize, code: usize, reason: &str) -> Pattern {
    Pattern { service: service(payer, code), reason: reason.to_owned() }
}

const PAYERS: usize = 4;
const CODES: usize = 10;
const REASONS: [(&str, f64); 3] = [("CO-97", 0.04), ("CO-50", 0.02), ("CO-16", 0.01)];

/// Weeks of made-up business. From `changed` on, payer 0 refuses code 3 with `share`.
fn weeks(
    dice: &mut Dice,
    counts: &mut Counts,
    weeks: std::ops::Range<i32>,
    changed: i32,
    share: f64,
) {
    for week in weeks {
        for payer in 0..PAYERS {
            for code in 0..CODES {
                let lines = 4 + dice.bits() % 12 + (code as u64 % 4) * 5;
                counts.add_decided(&service(payer, code), week, lines);
                for (reason, usual) in REASONS {
                    let planted = (payer, code, reason) == (0, 3, "CO-97") && week >= changed;
                    let refused = dice.hits(lines, if planted { share } else { usual });
                    counts.add_refused(&pattern(payer, code, reason), week, refused);
                }
            }
        }
    }
}

#[test]
fn a_quiet_year_stays_quiet() {
    const YEARS: u64 = 60;
    let mut with_an_alarm = 0;
    for seed in 0..YEARS {
        let mut dice = Dice(seed);
        let mut counts = Counts::default();
        weeks(&mut dice, &mut counts, 0..108, i32::MAX, 0.0);
        let alarms: usize = (56..108).map(|week| counts.alarms(week).len()).sum();
        with_an_alarm += u64::from(alarms > 0);
    }
    eprintln!("{with_an_alarm} of {YEARS} quiet years had a false alarm");
    // At most one year in twenty has a false alarm.
    assert!(with_an_alarm * 20 <= YEARS, "{with_an_alarm} of {YEARS} years");
}

#[test]
fn a_changed_policy_is_found_within_three_weeks() {
    const PAYER_YEARS: u64 = 60;
    let (mut found, mut others, mut all) = (0, 0, 0);
    for seed in 1_000..1_000 + PAYER_YEARS {
        let mut dice = Dice(seed);
        let mut counts = Counts::default();
        weeks(&mut dice, &mut counts, 0..63, 60, 0.6);
        let alarms: Vec<Alarm> = (60..63).flat_map(|week| counts.alarms(week)).collect();
        let planted = pattern(0, 3, "CO-97");
        found += u64::from(alarms.iter().any(|one| one.pattern == planted));
        others += alarms.iter().filter(|one| one.pattern != planted).count();
        all += alarms.len();
    }
    eprintln!("{found} of {PAYER_YEARS} changes found, {others} false of {all} alarms");
    assert!(found * 20 >= PAYER_YEARS * 19, "{found} of {PAYER_YEARS}");
    assert!(others * 20 <= all, "{others} false of {all} alarms");
}

#[test]
fn counts_of_a_comparison() {
    let mut counts = Counts::default();
    let pattern = pattern(0, 3, "CO-97");
    for week in 0..60 {
        counts.add_decided(&pattern.service, week, 10);
        counts.add_refused(&pattern, week, u64::from(week >= 58) * 9);
    }
    let alarms = counts.alarms(59);
    let compared =
        Compared { weeks: 2, refused: 18, decided: 20, refused_before: 0, decided_before: 520 };
    assert_eq!(alarms.len(), 1);
    assert_eq!(alarms[0].compared, compared);
    assert!(alarms[0].p < 1e-20);
    assert_eq!(counts.alarms(57), [], "before it happened");
    assert_eq!(counts.weeks(&pattern, 57, 59), [(57, 0, 10), (58, 9, 10), (59, 9, 10)]);
    assert_eq!(counts.alarms(200), [], "no lines, no alarm");
}

#[test]
fn a_short_history_says_nothing() {
    let mut counts = Counts::default();
    let pattern = pattern(0, 3, "CO-97");
    for week in 50..60 {
        counts.add_decided(&pattern.service, week, 2);
        counts.add_refused(&pattern, week, 2 * u64::from(week == 59));
    }
    assert_eq!(counts.alarms(59), [], "fourteen lines are no history");
}

#[test]
fn weeks_of_days() {
    for (day, week) in [("2000-01-01", 0), ("2000-01-07", 0), ("2000-01-08", 1), ("1999-12-31", -1)]
    {
        assert_eq!(week_of(day.parse().unwrap()), week, "{day}");
    }
}
