//! Charge lag and late charges.
//!
//! Formulas: charge lag is the sum of (day posted − day of service) over the charge lines, by
//! their number. Late charges are those posted more than three days after the last day of service
//! of their account, in dollars, over the gross charges (HFMA MAP Keys know the measure by the
//! name of late charges as a share of total charges; the three days are the usual hospital
//! suspense, and the formula is written from knowledge of the field, not from their text).

use crate::charge::Charge;
use model::{AccountId, Cents, ChargeId, Date};
use serde::Serialize;
use std::collections::BTreeMap;

/// Days after the last day of service from which on a charge is late.
pub const LATE_AFTER_DAYS: i32 = 3;

/// Days from the service to the posting of a charge; negative where it was posted before.
#[must_use]
pub fn days(charge: &Charge) -> i32 {
    charge.date.days_until(charge.posted_on)
}

/// One line behind a number.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LagRow {
    /// The charge.
    pub charge: ChargeId,
    /// Its account.
    pub account: AccountId,
    /// Days that are counted.
    pub days: i32,
}

/// Charge lag with the rows behind it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct ChargeLag {
    /// Numerator: the sum of days.
    pub total_days: i64,
    /// Every line that counts; their number is the denominator.
    pub rows: Vec<LagRow>,
    /// Lines posted before the service, which are faults of the data and do not count.
    pub before_service: Vec<LagRow>,
}

impl ChargeLag {
    /// Days a line; `None` without a line.
    #[must_use]
    pub fn days_per_line(&self) -> Option<f64> {
        (!self.rows.is_empty()).then(|| self.total_days as f64 / self.rows.len() as f64)
    }
}

/// Charge lag over live charges.
#[must_use]
pub fn charge_lag<'a>(charges: impl IntoIterator<Item = &'a Charge>) -> ChargeLag {
    let mut lag = ChargeLag::default();
    for charge in charges.into_iter().filter(|charge| charge.is_live()) {
        let days = days(charge);
        let row = LagRow { charge: charge.id.clone(), account: charge.account.clone(), days };
        if days < 0 {
            lag.before_service.push(row);
        } else {
            lag.total_days += i64::from(days);
            lag.rows.push(row);
        }
    }
    lag
}

/// A late charge.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct LateCharge {
    /// The charge.
    pub charge: ChargeId,
    /// Its account.
    pub account: AccountId,
    /// Last day of service of the account.
    pub last_service: Date,
    /// Days after it.
    pub days: i32,
    /// Its amount; `None` while it has no price.
    pub cents: Option<Cents>,
}

/// Late charges with the rows behind them.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
pub struct LateCharges {
    /// Numerator: dollars of the late charges.
    pub late_cents: Cents,
    /// Denominator: dollars of all charges.
    pub gross_cents: Cents,
    /// The late charges.
    pub rows: Vec<LateCharge>,
}

impl LateCharges {
    /// The share of late dollars, 0 to 1; `None` without any dollar.
    #[must_use]
    pub fn share(&self) -> Option<f64> {
        (self.gross_cents > Cents::ZERO)
            .then(|| self.late_cents.0 as f64 / self.gross_cents.0 as f64)
    }
}

/// Late charges among live ones. `last_service` gives the last day of service of an account (the
/// discharge); an account without one takes the last day of its live charges.
#[must_use]
pub fn late_charges(charges: &[Charge], last_service: &BTreeMap<AccountId, Date>) -> LateCharges {
    let live = || charges.iter().filter(|charge| charge.is_live());
    let mut last: BTreeMap<&AccountId, Date> = BTreeMap::new();
    for charge in live() {
        let day = last.entry(&charge.account).or_insert(charge.date);
        *day = (*day).max(charge.date);
    }
    let mut late = LateCharges::default();
    for charge in live() {
        let own = last_service.get(&charge.account).or_else(|| last.get(&charge.account));
        let last_service = own.copied().unwrap_or(charge.date);
        let days = last_service.days_until(charge.posted_on);
        let cents = charge.charge_cents.unwrap_or_default();
        late.gross_cents = late.gross_cents + cents;
        if days > LATE_AFTER_DAYS {
            late.late_cents = late.late_cents + cents;
            let (id, account) = (charge.id.clone(), charge.account.clone());
            let cents = charge.charge_cents;
            late.rows.push(LateCharge { charge: id, account, last_service, days, cents });
        }
    }
    late
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::charge::{ChargeSource, ChargeState};
    use crate::example::day;

    fn charge(account: &str, date: &str, posted_on: &str, cents: Option<i64>) -> Charge {
        Charge {
            id: format!("{account} {date} {posted_on}").into(),
            account: account.into(),
            code: Some("99213".to_owned()),
            modifiers: Vec::new(),
            units: 1,
            charge_cents: cents.map(Cents),
            date: day(date),
            posted_on: day(posted_on),
            source: ChargeSource::Person,
            source_key: String::new(),
            site: String::new(),
            revenue_code: None,
            ndc: None,
            ndc_quantity: None,
            pointers: Vec::new(),
            state: ChargeState::Captured,
        }
    }

    #[test]
    fn lag_by_hand() {
        let void = charge("D", "2026-06-01", "2026-06-30", Some(1)).voided("twice").unwrap();
        let charges = [
            charge("A", "2026-06-15", "2026-06-15", Some(100)),
            charge("A", "2026-06-15", "2026-06-18", Some(100)),
            charge("B", "2026-05-30", "2026-06-02", None),
            charge("C", "2026-06-15", "2026-06-14", Some(100)),
            void,
        ];
        let lag = charge_lag(&charges);
        assert_eq!((lag.total_days, lag.rows.len(), lag.before_service.len()), (6, 3, 1));
        assert_eq!(lag.days_per_line(), Some(2.0));
        assert_eq!(charge_lag([]).days_per_line(), None);
    }

    #[test]
    fn late_by_hand() {
        let charges = [
            // The account's last service is 15 June: 18 June is in time, 19 June is late.
            charge("A", "2026-06-12", "2026-06-18", Some(1_000)),
            charge("A", "2026-06-15", "2026-06-19", Some(3_000)),
            // The discharge of 20 June counts, not the last charge.
            charge("B", "2026-06-15", "2026-06-23", Some(4_000)),
            charge("B", "2026-06-15", "2026-06-24", None),
        ];
        let last = BTreeMap::from([("B".into(), day("2026-06-20"))]);
        let late = late_charges(&charges, &last);
        let rows: Vec<_> = late.rows.iter().map(|row| (row.account.as_str(), row.days)).collect();
        assert_eq!(rows, [("A", 4), ("B", 4)]);
        assert_eq!((late.late_cents, late.gross_cents), (Cents(3_000), Cents(8_000)));
        assert_eq!(late.share(), Some(0.375));
        assert_eq!(late_charges(&[], &BTreeMap::new()).share(), None);
    }
}
