//! Codes that came into a list or left it after 005010 began, with the days.

use super::Standing;
use model::Date;

/// A day as year, month, day: a constant needs no calendar.
pub(super) type Day = (i16, i8, i8);

/// The first day on which a code of a list is in force.
pub(super) fn began(begun: &[(&[u8], Day)], code: &[u8], on: Option<Date>) -> Standing {
    let first = begun.iter().find(|(known, _)| *known == code).and_then(|(_, day)| date(*day));
    match (first, on) {
        (Some(first), Some(on)) if on < first => {
            Standing::NotInForce { from: Some(first), to: None }
        }
        _ => Standing::Valid,
    }
}

/// What is said of a code that left its list: `None` when it is not one of them. Those that left
/// before 005010 was used (2012) are out of force on every day.
pub(super) fn ended(gone: &[(&[u8], Day)], code: &[u8], on: Option<Date>) -> Option<Standing> {
    let (_, day) = gone.iter().find(|(known, _)| *known == code)?;
    let last = date(*day)?;
    let over = on.map_or(last.year() < 2012, |on| on > last);
    Some(if over { Standing::NotInForce { from: None, to: Some(last) } } else { Standing::Valid })
}

pub(super) fn date((year, month, day): Day) -> Option<Date> {
    Date::new(year, month, day)
}
