//! Facility or not: which practice expense the place of service calls for.

/// Places at the facility rate: telehealth away from home, hospital, emergency room, surgical
/// center, military treatment, skilled nursing under Part A, inpatient hospice, ambulance,
/// psychiatric facility and partial hospitalization, community mental health center, psychiatric
/// residential treatment, inpatient rehabilitation (IOM 100-04 ch. 12 §20.4.2; 42 CFR
/// 414.22(b)(5)(i)).
const FACILITY: [&str; 16] = [
    "02", "19", "21", "22", "23", "24", "26", "31", "34", "41", "42", "51", "52", "53", "56", "61",
];

/// Places at the non-facility rate (same section; POS 10 since 2024).
const NON_FACILITY: [&str; 31] = [
    "01", "03", "04", "09", "10", "11", "12", "13", "14", "15", "16", "17", "18", "20", "25", "27",
    "32", "33", "49", "50", "54", "55", "57", "58", "60", "62", "65", "71", "72", "81", "99",
];

/// True at the facility rate, false at the other; `None` for a place with neither.
pub(super) fn is_facility(place: &str) -> Option<bool> {
    let facility = FACILITY.contains(&place);
    (facility || NON_FACILITY.contains(&place)).then_some(facility)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_place_has_one_rate() {
        for (place, facility) in [
            ("11", Some(false)),
            ("10", Some(false)),
            ("32", Some(false)),
            ("02", Some(true)),
            ("19", Some(true)),
            ("23", Some(true)),
            ("24", Some(true)),
            ("31", Some(true)),
            ("61", Some(true)),
            ("05", None),
            ("", None),
        ] {
            assert_eq!(is_facility(place), facility, "{place}");
        }
        assert!(FACILITY.iter().all(|place| !NON_FACILITY.contains(place)));
    }
}
