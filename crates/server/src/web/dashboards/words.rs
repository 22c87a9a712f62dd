//! How a KPI's numbers are written.

use crate::web::format::{dollars, percent_bp};
use store::kpi::{Kpi, Point, Unit};

/// The number in the smallest step that is shown: hundredths of a percent, tenths of anything
/// else, hundredths of "each". `None` where there is nothing to divide by.
pub(crate) fn scaled(kpi: &Kpi, point: &Point) -> Option<i64> {
    if matches!(kpi.unit, Unit::Count | Unit::Dollars) {
        return Some(point.numerator);
    }
    if point.denominator <= 0 {
        return None;
    }
    let (factor, by) = match kpi.unit {
        Unit::Count | Unit::Dollars => (1, 1),
        Unit::Percent => (10_000, 1),
        Unit::Hours => (10, 60),
        Unit::Days => (10, 1),
        Unit::Each => (100, 1),
        Unit::PerHour => (36_000, 1),
    };
    let value = i128::from(point.numerator) * factor / (i128::from(point.denominator) * by);
    i64::try_from(value).ok()
}

/// The number for people.
pub(super) fn value(kpi: &Kpi, point: &Point) -> Option<String> {
    Some(shown(kpi, scaled(kpi, point)?))
}

/// How far a number is from another of the same KPI, with its sign; shares differ by points.
pub(super) fn change(kpi: &Kpi, point: &Point, from: &Point) -> Option<String> {
    let change = scaled(kpi, point)? - scaled(kpi, from)?;
    let sign = match change.signum() {
        1 => "+",
        -1 => "-",
        _ => "±",
    };
    let size = shown(kpi, change.abs());
    Some(format!("{sign}{}", size.replace(" %", " points")))
}

fn shown(kpi: &Kpi, scaled: i64) -> String {
    let sign = if scaled < 0 { "-" } else { "" };
    let size = scaled.unsigned_abs();
    match kpi.unit {
        Unit::Percent => {
            let size = i64::try_from(size).unwrap_or(i64::MAX);
            format!("{sign}{}", percent_bp(size))
        }
        Unit::Count => scaled.to_string(),
        Unit::Dollars => dollars(scaled),
        Unit::Hours => format!("{sign}{}.{} h", size / 10, size % 10),
        Unit::Days => format!("{sign}{}.{} days", size / 10, size % 10),
        Unit::Each => format!("{sign}{}.{:02}", size / 100, size % 100),
        Unit::PerHour => format!("{sign}{}.{} an hour", size / 10, size % 10),
    }
}

/// What was counted above the line; a dash where the person sees no money.
pub(super) fn numerator(kpi: &Kpi, amount: i64, money: bool) -> String {
    match (kpi.money, money, kpi.unit) {
        (true, false, _) => "not shown".to_owned(),
        (true, true, _) => dollars(amount),
        (false, _, Unit::Hours) => format!("{} h", amount / 60),
        (false, _, _) => amount.to_string(),
    }
}

/// What was counted below the line.
pub(super) fn denominator(kpi: &Kpi, amount: i64, money: bool) -> String {
    match (kpi.money, money, kpi.unit) {
        (true, false, _) => "not shown".to_owned(),
        (true, true, _) => dollars(amount),
        (false, _, Unit::PerHour) => format!("{}.{} h", amount / 3_600, amount % 3_600 / 360),
        (false, _, _) => amount.to_string(),
    }
}

/// A cause of a hold for people.
pub(super) fn cause(name: &str) -> &'static str {
    match name {
        "document" => "Document missing or not signed",
        "result" => "Result awaited",
        "charges" => "Charge or price missing",
        "payer" => "Coverage or authorization",
        "second_opinion" => "Second opinion",
        "unreadable" => "Could not be read or coded",
        "consent" => "Consent missing",
        _ => "Other",
    }
}

#[cfg(test)]
mod tests {
    use super::{change, denominator, numerator, value};
    use store::kpi::{Point, by_name};

    #[test]
    fn numbers_read_in_their_unit() {
        let cases = [
            ("clean-claim-rate", 3, 4, Some("75.0 %")),
            ("coding-turnaround-ready", 90, 1, Some("1.5 h")),
            ("dnfb-days", 25, 10, Some("2.5 days")),
            ("claim-edit-volume", 1, 8, Some("0.12")),
            ("productivity", 8, 3_600, Some("8.0 an hour")),
            ("charge-lag", 0, 0, None),
            ("payment-variance", -1, 8, Some("-12.5 %")),
            ("appeal-backlog", 3, 0, Some("3")),
            ("open-appeals-dollars", 123_456, 0, Some("$1,234.56")),
        ];
        for (name, above, below, shown) in cases {
            let kpi = by_name(name).expect("a KPI");
            let point = Point { label: String::new(), numerator: above, denominator: below };
            assert_eq!(value(kpi, &point).as_deref(), shown, "{name}");
        }
        let point = |numerator| Point { numerator, denominator: 1_000, ..Point::default() };
        for (name, now, then, told) in [
            ("clean-claim-rate", 950, 900, "+5.0 points"),
            ("clean-claim-rate", 900, 950, "-5.0 points"),
            ("dnfb-days", 5_000, 5_000, "±0.0 days"),
            ("appeal-backlog", 3, 10, "-7"),
        ] {
            let kpi = by_name(name).expect("a KPI");
            assert_eq!(change(kpi, &point(now), &point(then)).as_deref(), Some(told), "{name}");
        }
        let none = Point::default();
        assert_eq!(change(by_name("dnfb-days").expect("a KPI"), &point(1), &none), None);
        let dnfb = by_name("dnfb-days").expect("a KPI");
        assert_eq!(numerator(dnfb, 123_400, true), "$1,234.00");
        assert_eq!(numerator(dnfb, 123_400, false), "not shown");
        assert_eq!(denominator(dnfb, 123_400, false), "not shown");
    }
}
