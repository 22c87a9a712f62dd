//! The code that stood for a condition on a day: code sets are divided and added to every October.

use codesets::Icd10Cm;
use model::Date;

/// The billable code that stood for a code on a day: itself, or the heading that was billable
/// before it was divided ("R05" until September 2021), or the unspecified entry beside it where it
/// was added later ("F32.A" was F32.9). Dotted.
#[must_use]
pub fn in_force(pack: &Icd10Cm, code: &str, on: Date) -> Option<String> {
    if pack.is_billable(code, on) {
        return Some(codesets::code::dotted(&codesets::code::undotted(code)));
    }
    let plain = codesets::code::undotted(code);
    // A 7th character belongs to the code that it stands at: only that of today is tried.
    if let Some(node) = pack.base(code).filter(|node| node.needs_seventh()) {
        let first = node.with_seventh('A');
        return pack.is_billable(&first, on).then(|| codesets::code::dotted(&first));
    }
    let ancestors = (3..plain.len()).rev().filter_map(|long| plain.get(..long));
    let divided = ancestors.clone().find(|above| pack.is_billable(above, on));
    let beside = || {
        let heading = plain.get(..plain.len() - 1).filter(|above| above.len() >= 3)?;
        let entry = format!("{heading}9");
        let known = pack.node(&entry).is_some_and(|n| n.title().contains("unspecified"));
        (known && pack.is_billable(&entry, on)).then_some(entry)
    };
    divided.map(str::to_owned).or_else(beside).map(|code| codesets::code::dotted(&code))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stood_there_before() {
        let pack = Icd10Cm::embedded();
        for (code, on, expected) in [
            ("R05.9", "2026-06-15", Some("R05.9")),
            ("R05.9", "2018-06-15", Some("R05")),
            ("R51.9", "2018-06-15", Some("R51")),
            ("M54.50", "2018-06-15", Some("M54.5")),
            ("F32.A", "2018-06-15", Some("F32.9")),
            ("F32.A", "2022-06-15", Some("F32.A")),
            ("T14.90", "2018-06-15", Some("T14.90XA")),
            ("N18", "2026-06-15", None),
            ("U07.1", "2018-06-15", None),
            ("nothing", "2018-06-15", None),
            ("É", "2018-06-15", None),
        ] {
            let given = in_force(&pack, code, on.parse().expect("a day"));
            assert_eq!(given.as_deref(), expected, "{code} on {on}");
        }
    }
}
