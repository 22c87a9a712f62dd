//! How a KPI's numbers are written.

use crate::web::format::{dollars, percent_bp};
use store::kpi::{Kpi, Point, Unit};

/// The number in the smallest step that is shown: hundredths of a percent, tenths of anything
/// else, hundredths of "each". `None` where there is nothing to divide by.
pub(crate) fn scaled(kpi: &Kpi, point: &Point) -> Option<i64> {
    if point.denominator <= 0 {
        return None;
    }
    let (factor, by) = match kpi.unit {
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
    let scaled = scaled(kpi, point)?;
    let sign = if scaled < 0 { "-" } else { "" };
    let size = scaled.unsigned_abs();
    Some(match kpi.unit {
        Unit::Percent => percent_bp(scaled),
        Unit::Hours => format!("{sign}{}.{} h", size / 10, size % 10),
        Unit::Days => format!("{sign}{}.{} days", size / 10, size % 10),
        Unit::Each => format!("{sign}{}.{:02}", size / 100, size % 100),
        Unit::PerHour => format!("{sign}{}.{} an hour", size / 10, size % 10),
    })
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
    use super::{denominator, numerator, value};
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
        ];
        for (name, above, below, shown) in cases {
            let kpi = by_name(name).expect("a KPI");
            let point = Point { label: String::new(), numerator: above, denominator: below };
            assert_eq!(value(kpi, &point).as_deref(), shown, "{name}");
        }
        let dnfb = by_name("dnfb-days").expect("a KPI");
        assert_eq!(numerator(dnfb, 123_400, true), "$1,234.00");
        assert_eq!(numerator(dnfb, 123_400, false), "not shown");
        assert_eq!(denominator(dnfb, 123_400, false), "not shown");
    }
}
