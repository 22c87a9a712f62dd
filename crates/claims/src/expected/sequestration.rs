//! The federal cut of Medicare's payments, after the patient's share (2 U.S.C. 901a).
//!
//! By date of service: 2 percent since 1 April 2013, none from May 2020 to March 2022, 1 percent
//! from April to June 2022, 2 percent since.

use super::percent::Percent;
use model::Date;

/// Where the cut stands.
pub(super) const SOURCE: &str = "2 U.S.C. 901a (CARC 253)";

/// First days, as year and month, and the cut from then on.
const CUTS: [(i16, i8, u32); 4] = [(2013, 4, 2), (2020, 5, 0), (2022, 4, 1), (2022, 7, 2)];

/// The cut on a day of service; `None` when there is none.
pub(super) fn on(day: Date) -> Option<Percent> {
    let month = (day.year(), day.month());
    let begun = CUTS.iter().rev().find(|(year, first, _)| (*year, *first) <= month);
    begun.map(|(.., percent)| Percent::whole(*percent)).filter(|cut| cut.0 > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn by_date_of_service() {
        for (day, percent) in [
            ("2013-03-31", 0),
            ("2013-04-01", 2),
            ("2020-04-30", 2),
            ("2020-05-01", 0),
            ("2022-03-31", 0),
            ("2022-04-01", 1),
            ("2022-06-30", 1),
            ("2022-07-01", 2),
            ("2026-11-22", 2),
        ] {
            let expected = (percent > 0).then(|| Percent::whole(percent));
            assert_eq!(on(day.parse().unwrap()), expected, "{day}");
        }
    }
}
