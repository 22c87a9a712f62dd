//! References, dates, notes, quantities, hierarchical levels.

use super::composites::{MoreReferences, Unit};
use crate::typed::node::segment;
use crate::typed::text::{Day, Number, Text};
use model::{Date, DateError};

segment! {
    /// The beginning of a hierarchical transaction.
    Bht "BHT" {
        1 structure: Text,
        2 purpose: Text,
        3 reference: Text,
        4 date: Day,
        5 time: Text,
        6 transaction_type: Text,
    }
    /// A hierarchical level.
    Hl "HL" {
        1 number: Text,
        2 parent: Text,
        3 level: Text,
        4 child: Text,
    }
    /// A trace number.
    Trn "TRN" {
        1 trace_type: Text,
        2 number: Text,
        3 originator: Text,
        4 division: Text,
    }
    /// A reference number.
    Ref "REF" {
        1 qualifier: Text,
        2 identifier: Text,
        3 description: Text,
        4 more: MoreReferences,
    }
    /// A day, time or period after its format.
    Dtp "DTP" {
        1 qualifier: Text,
        2 format: Text,
        3 period: Text,
    }
    /// A day, or a period after its format.
    Dtm "DTM" {
        1 qualifier: Text,
        2 date: Day,
        3 time: Text,
        4 time_zone: Text,
        5 format: Text,
        6 period: Text,
    }
    /// A note.
    Nte "NTE" {
        1 qualifier: Text,
        2 text: Text,
    }
    /// Fixed-format information.
    K3 "K3" {
        1 text: Text,
        2 format: Text,
        3 unit: Unit,
    }
    /// A quantity.
    Qty "QTY" {
        1 qualifier: Text,
        2 quantity: Number,
        3 unit: Unit,
        4 text: Text,
    }
    /// A code with the list it is from.
    Lq "LQ" {
        1 list: Text,
        2 code: Text,
    }
}

impl Dtp {
    /// The first and last day of the period (`RD8`), the same when it is one day (`D8`, `DT`);
    /// `None` in any other format.
    ///
    /// # Errors
    /// When the text does not name days of the calendar.
    pub fn days(&self) -> Result<Option<(Date, Date)>, DateError> {
        days(&self.format, &self.period)
    }
}

fn days(format: &str, period: &str) -> Result<Option<(Date, Date)>, DateError> {
    match format {
        "D8" => Date::from_x12(period).map(|day| Some((day, day))),
        // CCYYMMDDHHMM: the time of day is no part of a date.
        "DT" => {
            let day = Date::from_x12(period.get(..8).unwrap_or(period))?;
            Ok(Some((day, day)))
        }
        "RD8" => {
            let (from, through) = period.split_once('-').unwrap_or((period, period));
            Ok(Some((Date::from_x12(from)?, Date::from_x12(through)?)))
        }
        _ => Ok(None),
    }
}

/// The identifier of the first reference with this qualifier, when it is given.
pub(crate) fn reference<'a>(all: &'a [Ref], qualifier: &str) -> Option<&'a str> {
    all.iter().find(|one| one.qualifier == qualifier)?.identifier.given()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods() {
        let show = |format: &str, period: &str| match days(format, period) {
            Ok(Some((a, b))) => format!("{a} {b}"),
            Ok(None) => "none".to_owned(),
            Err(_) => "error".to_owned(),
        };
        for (format, period, expected) in [
            ("D8", "20260615", "2026-06-15 2026-06-15"),
            ("RD8", "20260615-20260617", "2026-06-15 2026-06-17"),
            ("DT", "202606151430", "2026-06-15 2026-06-15"),
            ("D8", "20260631", "error"),
            ("RD8", "20260615-", "error"),
            ("DT", "2026", "error"),
            ("TM", "1430", "none"),
        ] {
            assert_eq!(show(format, period), expected, "{format} {period}");
        }
    }
}
