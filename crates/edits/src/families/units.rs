//! Units of service.

use crate::hit::{Hit, Hits};
use crate::subject::Subject;
use model::Quantity;

/// The largest count that fits the eight digits of SV104 and SV205.
const MAX_UNITS: Quantity = Quantity(99_999_999_999);

/// # Checks
/// Each line has at least one unit.
/// # Why
/// A line of nothing is rejected.
/// # Source
/// 2400 SV104 of an 837P, SV205 of an 837I.
pub(crate) fn zero(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, _) in subject.lines().filter(|(_, line)| line.units <= Quantity::ZERO) {
        out.push(
            Hit::line(subject, i, "units", subject.service("SV104", "SV205"))
                .says("The line has no units.")
                .next("Enter the units given, 1 for a service without a measure."),
        );
    }
}

/// # Checks
/// The count fits its element.
/// # Why
/// More than eight digits are rejected; it is a mistyped amount.
/// # Source
/// 2400 SV104 of an 837P, SV205 of an 837I.
pub(crate) fn bound(subject: &Subject<'_>, out: &mut Hits<'_>) {
    for (i, line) in subject.lines().filter(|(_, line)| line.units > MAX_UNITS) {
        out.push(
            Hit::line(subject, i, "units", subject.service("SV104", "SV205"))
                .says(format!("The line has {} units; the element holds eight digits.", line.units))
                .next("Correct the units."),
        );
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use crate::example::{Case, case, ids_after, inpatient_case};
    use model::Quantity;

    pub(crate) const CASES: &[Case] = &[
        case("units.zero", 2, |c| c.lines[1].units = Quantity::ZERO),
        inpatient_case("units.zero", 1, |c| c.lines[0].units = Quantity::ZERO),
        case("units.bound", 1, |c| c.lines[0].units = Quantity::units(100_000_000)),
    ];

    #[test]
    fn the_largest_count_fits() {
        assert!(ids_after(|c| c.lines[0].units = Quantity::units(99_999_999)).is_empty());
    }
}
