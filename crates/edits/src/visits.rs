//! Evaluation and management: which codes are visits, in the only place that names them.

/// What sort of visit a code is, as far as the surgical package tells them apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visit {
    /// A new patient in office, home or eye clinic, or an emergency visit: never held to be part
    /// of a surgical package, so that it needs no modifier beside one.
    New,
    /// Any other visit that a surgical package may hold.
    Packaged,
    /// Critical care: in a package unless it is unrelated (modifier FT).
    Critical,
}

/// New patients (office, eye, home) and emergency visits.
const NEW: [(u32, u32); 5] =
    [(92002, 92002), (92004, 92004), (99202, 99205), (99281, 99285), (99341, 99345)];

/// Visits that may belong to a surgical package: eye visits of established patients, office,
/// observation (codes until 2022), hospital, consultations, nursing facility, domiciliary (until
/// 2022), home. Preventive, telephone, online, care management and transitional care are not
/// held to be visits after surgery.
const PACKAGED: [(u32, u32); 14] = [
    (92012, 92012),
    (92014, 92014),
    (99211, 99215),
    (99217, 99220),
    (99221, 99226),
    (99231, 99236),
    (99238, 99239),
    (99242, 99245),
    (99252, 99255),
    (99304, 99310),
    (99315, 99316),
    (99318, 99318),
    (99334, 99337),
    (99347, 99350),
];

/// Critical care of adults.
const CRITICAL: (u32, u32) = (99291, 99292);

/// The visit that a code reports; `None` for everything else.
pub(crate) fn visit(code: &str) -> Option<Visit> {
    let number = number(code)?;
    let within = |&(from, to): &(u32, u32)| (from..=to).contains(&number);
    if PACKAGED.iter().any(within) {
        return Some(Visit::Packaged);
    }
    if NEW.iter().any(within) {
        return Some(Visit::New);
    }
    within(&CRITICAL).then_some(Visit::Critical)
}

/// The number of a code of five digits.
pub(crate) fn number(code: &str) -> Option<u32> {
    let digits = code.len() == 5 && code.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| code.parse().ok()).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edges_of_the_ranges() {
        for (code, expected) in [
            ("99201", None),
            ("99202", Some(Visit::New)),
            ("99205", Some(Visit::New)),
            ("99206", None),
            ("99210", None),
            ("99211", Some(Visit::Packaged)),
            ("99215", Some(Visit::Packaged)),
            ("99216", None),
            ("99223", Some(Visit::Packaged)),
            ("99239", Some(Visit::Packaged)),
            ("99240", None),
            ("99281", Some(Visit::New)),
            ("99285", Some(Visit::New)),
            ("99291", Some(Visit::Critical)),
            ("99292", Some(Visit::Critical)),
            ("99293", None),
            ("92002", Some(Visit::New)),
            ("92004", Some(Visit::New)),
            ("92012", Some(Visit::Packaged)),
            ("92014", Some(Visit::Packaged)),
            ("92015", None),
            ("99396", None),
            ("99421", None),
            ("99495", None),
            ("G0439", None),
            ("20610", None),
            ("9921", None),
            ("99213A", None),
            ("", None),
        ] {
            assert_eq!(visit(code), expected, "{code}");
        }
    }
}
