//! AK2 to IK5 of a 999 (AK2 to AK5 of a 997): what is wrong with one set.

use super::draft::Draft;
use super::elements_told;
use super::group_ack::{HOLDS, Told};
use super::received::{Answer, SetKey, is_told};
use crate::validate::{Fault, GroupReport, Level, SetReport};

/// Codes that IK5 has room for (IK502 to IK506).
const MAX_CODES: usize = 5;

/// The set has no SE (IK502).
const NO_TRAILER: &str = "2";

/// AK202 of a set without a number.
const NO_NUMBER: &str = "0000";

/// What differs between the 999 and the 997.
pub(super) struct Style {
    /// ISA12.
    pub(super) interchange: &'static str,
    /// GS08.
    pub(super) version: &'static str,
    /// ST01.
    pub(super) set: &'static str,
    /// ST03.
    pub(super) reference: &'static str,
    /// ISA11 is a repetition separator.
    pub(super) repeats: bool,
    /// AK103 and AK203 name the guide.
    pub(super) names_versions: bool,
    /// Names of the segments that tell of a segment, an element and the set.
    pub(super) segment: &'static str,
    pub(super) element: &'static str,
    pub(super) trailer: &'static str,
    /// CTX, repetitions and the codes of an implementation guide (I…) are known.
    pub(super) implementation: bool,
}

/// 999 005010X231A1.
pub(super) static IMPLEMENTATION: Style = Style {
    interchange: "00501",
    version: "005010X231A1",
    set: "999",
    reference: "005010X231A1",
    repeats: true,
    names_versions: true,
    segment: "IK3",
    element: "IK4",
    trailer: "IK5",
    implementation: true,
};

/// 997 004010.
pub(super) static FUNCTIONAL: Style = Style {
    interchange: "00401",
    version: "004010",
    set: "997",
    reference: "",
    repeats: false,
    names_versions: false,
    segment: "AK3",
    element: "AK4",
    trailer: "AK5",
    implementation: false,
};

impl Style {
    /// The code of a segment fault (IK304, AK304).
    pub(super) fn segment_code(&self, code: &'static str) -> &'static str {
        match (self.implementation, code) {
            (true, _) => code,
            (_, "I4" | "I9") => "2",
            (_, "I6" | "I7" | "I8") => "3",
            _ => code,
        }
    }

    /// The code of an element fault (IK403, AK403).
    pub(super) fn element_code(&self, code: &'static str) -> &'static str {
        match (self.implementation, code) {
            (true, _) => code,
            (_, "I6" | "I12") => "7",
            (_, "I9") => "2",
            (_, "I10" | "I13") => "10",
            (_, "I11") => "1",
            (_, "12" | "13") => "3",
            _ => code,
        }
    }

    /// The code of a set fault (IK502, AK502).
    fn set_code(&self, code: &'static str) -> &'static str {
        match (self.implementation, code) {
            (false, "I5") => "5",
            (false, "I6") => "1",
            _ => code,
        }
    }
}

/// Writes what is wrong with a set, and gives the answer.
pub(super) fn write(
    draft: &mut Draft,
    told: &Told<'_, '_, '_>,
    key: SetKey,
    (group, set): (&GroupReport, &SetReport),
    loops: bool,
) -> Answer {
    let style = told.style;
    let version = if style.names_versions { set.version.as_str() } else { "" };
    // An ST without its elements is told by what its group holds.
    let held = HOLDS.iter().find(|(functional, _)| *functional == group.functional);
    let id = match set.id.as_str() {
        "" => held.map_or("", |(_, set)| set),
        id => id,
    };
    let control = if set.control.is_empty() { NO_NUMBER } else { &set.control };
    draft.segment("AK2", &[id, control, version]);
    let mut faults: Vec<&Fault> =
        told.received.set(key).iter().copied().filter(|fault| is_told(fault)).collect();
    // The order of the segments, and within one the order in which the faults were found.
    faults.sort_by_key(|fault| fault.position);
    elements_told::write(draft, told, key, &faults, loops);
    let answer = told.received.set_answer(key, set);
    let letter = match answer {
        Answer::Accepted => "A",
        Answer::WithErrors => "E",
        Answer::Refused => "R",
    };
    let mut values = vec![letter];
    values.extend(codes(style, &faults, answer, told.received.cuts_set(key)));
    draft.segment(style.trailer, &values);
    answer
}

/// IK502 to IK506, each code once.
fn codes(style: &Style, faults: &[&Fault], answer: Answer, cut_off: bool) -> Vec<&'static str> {
    let mut codes: Vec<&'static str> = Vec::new();
    codes.extend(cut_off.then_some(NO_TRAILER));
    let mut add = |code| {
        if !codes.contains(&code) {
            codes.push(code);
        }
    };
    let mut within = faults.iter().filter_map(|fault| match fault.level {
        Level::Segment(code) | Level::Element(code) => Some(code),
        _ => None,
    });
    let mut any = within.clone().any(|_| true);
    // I5 when the guide alone is broken, 5 when the standard is.
    let guide_alone = any && within.all(|code| code.starts_with('I'));
    for fault in faults {
        if let Level::Set(code) = fault.level {
            add(style.set_code(code));
            any |= matches!(code, "5" | "I5");
        }
    }
    if guide_alone {
        add(style.set_code("I5"));
    } else if any || (answer == Answer::Refused && faults.is_empty() && !cut_off) {
        // Refused for faults beyond the list: they are in its segments.
        add("5");
    }
    codes.sort_unstable();
    codes.truncate(MAX_CODES);
    codes
}
