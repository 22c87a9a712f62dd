//! Several tests of one day: the technical part of all but the dearest is cut, and of imaging the
//! professional part too.
//!
//! | indicator | of | technical part | professional part |
//! |---|---|---|---|
//! | 4 | imaging | 50 % | 95 % (75 % before 2017) |
//! | 6 | cardiovascular | 75 % | in full |
//! | 7 | ophthalmology | 80 % | in full |
//!
//! Each part is ranked by its own fee, a whole test by its two parts (IOM 100-04 ch. 23, addendum,
//! multiple procedure indicator; ch. 12 §40.6; for imaging ch. 13 §20).

use super::explanation::Operation;
use super::modifiers::Component;
use super::percent::Percent;
use super::work::{Parts, Work};
use codesets::fee_schedule::FeeLine;
use model::{Cents, Date};
use std::cmp::Reverse;

const SOURCE: &str = "IOM 100-04 ch. 23, addendum: multiple procedure indicators 4, 6, 7";

/// Tests whose row is for the whole only (PC/TC indicator 4), and the codes of the technical part
/// alone. Their values add up to the whole's with those of the professional part's code.
const TECHNICAL_CODES: [(&str, &[&str]); 8] = [
    ("93000", &["93005"]),
    ("93015", &["93017"]),
    ("93040", &["93041"]),
    ("93224", &["93225", "93226"]),
    ("93241", &["93242", "93243"]),
    ("93245", &["93246", "93247"]),
    ("93268", &["93270", "93271"]),
    ("93784", &["93786", "93788"]),
];

/// The parts of a test that falls under the rule. `fee` gives the fee of a modifier and code.
pub(super) fn parts(
    work: &Work<'_>,
    row: &FeeLine,
    fee: impl Fn(&str, &str) -> Option<Cents>,
) -> Parts {
    let own = Some(work.unit_value);
    if !matches!(row.multiple, 4 | 6 | 7) {
        return Parts::default();
    }
    let (technical, professional) = match (row.components, work.modifiers.component) {
        (1, Component::Whole) => (fee("TC", &work.code), fee("26", &work.code)),
        (1, Component::Technical) | (3, _) => (own, None),
        (1, Component::Professional) | (2, _) => (None, own),
        (4, _) => (whole_only(&work.code, fee), None),
        _ => (None, None),
    };
    Parts { technical, professional }
}

/// The technical part of a test whose row is for the whole only.
fn whole_only(code: &str, fee: impl Fn(&str, &str) -> Option<Cents>) -> Option<Cents> {
    let (_, codes) = TECHNICAL_CODES.iter().find(|(whole, _)| *whole == code)?;
    codes.iter().map(|code| fee("", code)).sum()
}

/// Cuts the parts of the tests of a day.
pub(super) fn apply(works: &mut [Work<'_>], day: Date) {
    let reading = if day.year() < 2017 { Percent::whole(75) } else { Percent::whole(95) };
    for (indicator, name, technical) in [
        (4, "imaging", Percent::whole(50)),
        (6, "cardiovascular tests", Percent::whole(75)),
        (7, "eye tests", Percent::whole(80)),
    ] {
        let label = format!("Several {name} of the day: technical part of {technical}");
        cut(works, (day, indicator), technical, &label, |parts| parts.technical);
        if indicator == 4 {
            let label = format!("Several {name} of the day: professional part of {reading}");
            cut(works, (day, indicator), reading, &label, |parts| parts.professional);
        }
    }
}

fn cut(
    works: &mut [Work<'_>],
    (day, indicator): (Date, u8),
    percent: Percent,
    label: &str,
    part: impl Fn(&Parts) -> Option<Cents>,
) {
    let value = |work: &Work<'_>| {
        let row = work.ruled()?;
        let under = work.line.date == day && row.multiple == indicator;
        part(&work.parts).filter(|_| under)
    };
    let first = (0..works.len())
        .filter_map(|i| Some((Reverse(value(&works[i])?), works[i].place(), i)))
        .min();
    let Some((_, _, first)) = first else { return };
    for (i, work) in works.iter_mut().enumerate() {
        let Some(part_cents) = value(work) else { continue };
        let each_side = work.modifiers.both_sides && work.row.is_some_and(|r| r.bilateral == 3);
        let all = if each_side { 2 } else { work.units };
        let units = if i == first { all - 1 } else { all };
        if units > 0 {
            let operation = Operation::KeepOfPart { part_cents, percent, units };
            work.explanation.step(label.to_owned(), operation, SOURCE);
        }
    }
}
