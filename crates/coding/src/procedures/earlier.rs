//! An earlier operation on the other side, within the period of ninety days.

use crate::context::Side;
use crate::draft::Facts;
use crate::procedures::details;
use crate::procedures::map::ProcedureMap;
use crate::procedures::phrases::GroupId;
use crate::procedures::sides;
use crate::procedures::signs::Sign;
use crate::procedures::statement::{self, Role, Word};

/// The longest period of an operation, in days.
const PERIOD: u32 = 90;

/// True when a sentence tells of the same operation on the other side within the period.
#[must_use]
pub fn other_side(
    map: &ProcedureMap,
    facts: &Facts<'_>,
    groups: &[GroupId],
    side: Option<Side>,
) -> bool {
    let other = match side {
        Some(Side::Left) => Side::Right,
        Some(Side::Right) => Side::Left,
        _ => return false,
    };
    facts.circumstances().sentences(Sign::Ago).any(|place| {
        let Some(told) = statement::read(map, facts, place, Role::Detail) else { return false };
        let words = &told.words;
        let Some(at) = words.iter().position(|w| w.form == "ago") else { return false };
        let recent = days_before(words, at).is_some_and(|days| days <= PERIOD);
        let same = told.hits.iter().any(|h| groups.contains(&h.group));
        let first = told.hits.iter().find(|h| groups.contains(&h.group)).map_or(0, |h| h.first);
        recent
            && same
            && sides::side_near(words, at as u32, at as u32)
                .or_else(|| sides::side_near(words, first, first))
                == Some(other)
    })
}

/// "3 weeks ago": the days.
fn days_before(words: &[Word], ago: usize) -> Option<u32> {
    let unit = words.get(ago.checked_sub(1)?)?;
    let number = details::number(&words.get(ago.checked_sub(2)?)?.form)?;
    let each = match unit.form.as_str() {
        "day" => 1,
        "week" => 7,
        "month" => 30,
        "year" => 365,
        _ => return None,
    };
    Some(number.saturating_mul(each))
}
