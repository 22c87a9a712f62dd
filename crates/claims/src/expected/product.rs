//! The fee of one unit: relative values times geographic indices times the conversion factor.
//!
//! 42 CFR 414.20 and IOM 100-04 ch. 12 §20.1 give the formula. The product is kept exact and
//! rounded once, to the cent, half up. CMS's own national amounts come out this way: the final
//! rule for 2024 lists 99213 at $89.39 (2.73 × 32.7442) and 27447 at $1,262.94 (38.57 × 32.7442).

use super::percent::{Percent, nearest};
use codesets::fee_schedule::{FeeLine, Gpci};
use model::Cents;
use serde::Serialize;
use std::fmt;

/// The index of a place that is neither dear nor cheap, in thousandths.
pub(super) const NATIONAL: Gpci = Gpci { work: 1_000, practice: 1_000, malpractice: 1_000 };

/// The factors of a fee, so that whoever reads the explanation can multiply them again.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct FeeProduct {
    /// Relative value of the work, in hundredths.
    pub work_hundredths: i32,
    /// Geographic index of the work, in thousandths.
    pub work_index_thousandths: i32,
    /// Relative value of the practice expense at the site of service, in hundredths.
    pub practice_hundredths: i32,
    /// Geographic index of the practice expense, in thousandths.
    pub practice_index_thousandths: i32,
    /// Share of the practice expense that is paid: less than all where several therapy services
    /// were given on a day.
    pub practice_share: Percent,
    /// Relative value of malpractice insurance, in hundredths.
    pub malpractice_hundredths: i32,
    /// Geographic index of malpractice insurance, in thousandths.
    pub malpractice_index_thousandths: i32,
    /// Conversion factor, in ten-thousandths of a dollar.
    pub conversion_factor_ten_thousandths: i32,
    /// Share of the schedule that the contract pays; all of it for Medicare.
    pub share_of_schedule: Percent,
}

impl FeeProduct {
    /// The factors of a row at a site and place.
    #[must_use]
    pub fn new(row: &FeeLine, facility: bool, gpci: Gpci, share: Percent) -> FeeProduct {
        FeeProduct {
            work_hundredths: row.work,
            work_index_thousandths: gpci.work,
            practice_hundredths: match facility {
                true => row.practice_facility,
                false => row.practice_non_facility,
            },
            practice_index_thousandths: gpci.practice,
            practice_share: Percent::WHOLE,
            malpractice_hundredths: row.malpractice,
            malpractice_index_thousandths: gpci.malpractice,
            conversion_factor_ten_thousandths: row.conversion_factor,
            share_of_schedule: share,
        }
    }

    /// The product of all factors, exact, and rounded to the cent once.
    #[must_use]
    pub fn amount(&self) -> Cents {
        let part = |value: i32, index: i32, share: Percent| {
            i128::from(value) * i128::from(index) * i128::from(share.0)
        };
        // Hundredths times thousandths times hundredths of a percent: 10^-9 of a relative value.
        let adjusted = part(self.work_hundredths, self.work_index_thousandths, Percent::WHOLE)
            + part(self.practice_hundredths, self.practice_index_thousandths, self.practice_share)
            + part(self.malpractice_hundredths, self.malpractice_index_thousandths, Percent::WHOLE);
        let dollars_e13 = adjusted * i128::from(self.conversion_factor_ten_thousandths);
        // Times hundredths of a percent: 10^-17 of a dollar, and 10^15 of them are a cent.
        let shared = dollars_e13 * i128::from(self.share_of_schedule.0);
        Cents(nearest(shared, 1_000_000_000_000_000))
    }

    /// True when the schedule gives the service no value at all.
    pub(super) fn is_empty(&self) -> bool {
        let values = [self.work_hundredths, self.practice_hundredths, self.malpractice_hundredths];
        values.iter().all(|value| *value == 0) || self.conversion_factor_ten_thousandths <= 0
    }
}

impl fmt::Display for FeeProduct {
    /// `(1.30 × 1.000 + 1.33 × 1.000 + 0.10 × 1.000) × 33.2875`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let decimals = |value: i32, scale: i32, width: usize| {
            let sign = if value < 0 { "-" } else { "" };
            let (whole, rest) = ((value / scale).abs(), (value % scale).abs());
            format!("{sign}{whole}.{rest:0width$}")
        };
        let value = |value: i32, index: i32| {
            format!("{} × {}", decimals(value, 100, 2), decimals(index, 1_000, 3))
        };
        write!(f, "({}", value(self.work_hundredths, self.work_index_thousandths))?;
        write!(f, " + {}", value(self.practice_hundredths, self.practice_index_thousandths))?;
        if self.practice_share != Percent::WHOLE {
            write!(f, " × {}", self.practice_share)?;
        }
        let malpractice = value(self.malpractice_hundredths, self.malpractice_index_thousandths);
        let factor = decimals(self.conversion_factor_ten_thousandths, 10_000, 4);
        write!(f, " + {malpractice}) × {factor}")?;
        match self.share_of_schedule {
            Percent::WHOLE => Ok(()),
            share => write!(f, " × {share}"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(work: i32, practice: i32, malpractice: i32, conversion_factor: i32) -> FeeLine {
        FeeLine {
            work,
            practice_non_facility: practice,
            malpractice,
            conversion_factor,
            ..FeeLine::default()
        }
    }

    /// The national amounts of the final rule for 2024 (specialty impact table of selected
    /// procedures, conversion factor 32.7442), and by hand.
    #[test]
    fn national_amounts() {
        for (values, factor, cents) in [
            ((130, 133, 10), 327_442, 8_939),
            ((1_960, 1_496, 401), 327_442, 126_294),
            ((239, 859, 30), 327_442, 36_935),
            ((130, 133, 10), 332_875, 9_087),
            ((0, 0, 0), 332_875, 0),
        ] {
            let row = row(values.0, values.1, values.2, factor);
            let product = FeeProduct::new(&row, false, NATIONAL, Percent::WHOLE);
            assert_eq!(product.amount(), Cents(cents), "{product}");
        }
    }

    #[test]
    fn a_place_a_share_and_half_the_practice_expense() {
        // Alaska 2024: 1.30 × 1.500 + 1.33 × 1.081 + 0.10 × 0.592 = 3.44693; × 33.2875.
        let alaska = Gpci { work: 1_500, practice: 1_081, malpractice: 592 };
        let row = row(130, 133, 10, 332_875);
        let whole = FeeProduct::new(&row, false, alaska, Percent::WHOLE);
        assert_eq!(whole.amount(), Cents(11_474));
        assert_eq!(whole.to_string(), "(1.30 × 1.500 + 1.33 × 1.081 + 0.10 × 0.592) × 33.2875");
        let share = FeeProduct { share_of_schedule: Percent::whole(115), ..whole };
        assert_eq!(share.amount(), Cents(13_195)); // 114.74 × 1.15 = 131.951
        let half = FeeProduct { practice_share: Percent::whole(50), ..whole };
        // 1.95 + 0.718865 + 0.0592 = 2.728065; × 33.2875 = 90.8105.
        assert_eq!(half.amount(), Cents(9_081));
    }
}
