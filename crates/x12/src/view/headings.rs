//! Headings of interchange, group and set: who, to whom, when, which number, test or production.

use super::elements::rest;
use super::layout;
use super::values::{date, plain, time};
use crate::steps::Step;

fn element(step: &Step<'_, '_>, number: usize) -> String {
    plain(step.cut.element(number)).trim().to_owned()
}

/// A day and an hour, as they are written when they are none.
fn moment(step: &Step<'_, '_>, day: usize, hour: usize) -> String {
    let day = date(step.cut.element(day)).unwrap_or_else(|| element(step, day));
    let hour = time(step.cut.element(hour)).unwrap_or_else(|| element(step, hour));
    format!("{day} {hour}").trim().to_owned()
}

fn joined(words: &[String]) -> String {
    let words: Vec<&str> = words.iter().map(String::as_str).filter(|w| !w.is_empty()).collect();
    words.join(", ")
}

/// ISA.
pub(super) fn interchange(out: &mut String, step: &Step<'_, '_>) {
    let usage = match step.cut.element(15) {
        b"T" => "test".to_owned(),
        b"P" => "production".to_owned(),
        _ => element(step, 15),
    };
    let version = format!("version {}", element(step, 12));
    let head = [format!("Interchange {}", element(step, 13)), usage, moment(step, 9, 10), version];
    layout::heading(out, 0, &joined(&head));
    for (label, qualifier, value) in
        [("from", 5, 6), ("to", 7, 8), ("authorization", 1, 2), ("password", 3, 4)]
    {
        let (qualifier, value) = (element(step, qualifier), element(step, value));
        if qualifier != "00" || !value.is_empty() {
            layout::value(out, 1, label, format!("{qualifier} {value}").trim());
        }
    }
    if step.cut.element(14) == b"1" {
        layout::value(out, 1, "acknowledgement wanted", "TA1");
    }
}

/// GS.
pub(super) fn group(out: &mut String, step: &Step<'_, '_>) {
    let head = [
        format!("Group {}", element(step, 6)),
        element(step, 1),
        moment(step, 4, 5),
        element(step, 8),
    ];
    layout::heading(out, 0, &joined(&head));
    layout::value(out, 1, "from", &element(step, 2));
    layout::value(out, 1, "to", &element(step, 3));
    if !matches!(step.cut.element(7), b"X" | b"") {
        layout::value(out, 1, "agency of the standard", &element(step, 7));
    }
    rest(out, 1, &step.cut, 9);
}

/// ST. `version` is that of the group.
pub(super) fn set(out: &mut String, step: &Step<'_, '_>, version: &str) {
    let (set, own) = (element(step, 1), element(step, 3));
    let version = if own.is_empty() { version.to_owned() } else { own };
    let what = match step.guide {
        Some(guide) => format!("{set} {}", guide.name),
        None => set,
    };
    let head = [format!("Set {}", element(step, 2)), what, version];
    layout::heading(out, 0, &joined(&head));
    if step.guide.is_none() {
        let words = "no guide here for this set and version: labelled by the dictionary, no loops";
        layout::heading(out, 1, words);
    }
    rest(out, 1, &step.cut, 4);
}

/// SE, GE or IEA.
pub(super) fn trailer(out: &mut String, step: &Step<'_, '_>, what: &str, counted: &str) {
    let plural = if step.cut.element(1) == b"1" { "" } else { "s" };
    let counted = format!("{} {counted}{plural}", element(step, 1));
    let words = format!("End of {what} {}, {counted}", element(step, 2));
    layout::heading(out, 0, &words);
    rest(out, 1, &step.cut, 3);
}
