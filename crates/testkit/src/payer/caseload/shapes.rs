//! What is billed, without mistakes: bare code numbers and made-up prices.

/// A claim.
pub(super) struct Shape {
    pub lines: &'static [Line],
    pub diagnoses: &'static [&'static str],
    /// Place of service, or type of bill.
    pub place: &'static str,
    pub taxonomy: &'static str,
    pub authorized: bool,
}

/// A line of it.
pub(super) struct Line {
    pub revenue: &'static str,
    pub code: &'static str,
    pub modifiers: &'static [&'static str],
    pub units: u32,
    /// Of the line as a whole.
    pub cents: i64,
    /// Position of the diagnosis that it points to.
    pub diagnosis: u8,
}

const fn line(code: &'static str, modifiers: &'static [&'static str], cents: i64) -> Line {
    Line { revenue: "", code, modifiers, units: 1, cents, diagnosis: 1 }
}

const fn units(line: Line, units: u32) -> Line {
    Line { units, ..line }
}

const fn for_diagnosis(line: Line, diagnosis: u8) -> Line {
    Line { diagnosis, ..line }
}

const fn revenue(revenue: &'static str, line: Line) -> Line {
    Line { revenue, ..line }
}

const FAMILY: &str = "207Q00000X";

const fn office(lines: &'static [Line], diagnoses: &'static [&'static str]) -> Shape {
    Shape { lines, diagnoses, place: "11", taxonomy: FAMILY, authorized: false }
}

/// What an office bills.
pub(super) const PROFESSIONAL: [Shape; 14] = [
    office(
        &[line("99213", &[], 14_200), line("36415", &[], 1_800), line("80053", &[], 5_400)],
        &["I10", "E78.5"],
    ),
    office(
        &[line("99214", &["25"], 21_000), for_diagnosis(line("20610", &["RT"], 19_500), 2)],
        &["I10", "M17.11"],
    ),
    office(
        &[line("99213", &["25"], 14_200), line("11102", &[], 24_000), line("88305", &[], 16_000)],
        &["L98.9"],
    ),
    office(
        &[
            for_diagnosis(line("99214", &[], 21_000), 2),
            line("83036", &[], 4_400),
            for_diagnosis(line("80061", &[], 6_100), 3),
        ],
        &["E11.9", "I10", "E78.5"],
    ),
    office(&[line("77080", &[], 18_000)], &["M81.0"]),
    office(
        &[
            line("97110", &["GP"], 7_600),
            line("97140", &["GP", "59"], 7_200),
            units(line("97530", &["GP"], 16_400), 2),
        ],
        &["M54.50"],
    ),
    office(&[line("98941", &["AT"], 6_600)], &["M99.03"]),
    Shape { taxonomy: "103TC0700X", ..office(&[line("90834", &[], 15_000)], &["F41.1"]) },
    office(&[line("99215", &[], 30_100)], &["I50.32", "N18.31", "E11.22"]),
    Shape {
        place: "22",
        authorized: true,
        ..office(&[line("29881", &["RT"], 412_000)], &["M23.221"])
    },
    Shape { authorized: true, ..office(&[line("72148", &[], 118_000)], &["M54.16"]) },
    Shape { authorized: true, ..office(&[line("95810", &[], 146_000)], &["G47.33"]) },
    office(
        &[
            line("99213", &["25"], 14_200),
            units(line("J1885", &[], 6_000), 4),
            line("96372", &[], 5_100),
        ],
        &["M54.50", "I10"],
    ),
    office(&[line("99212", &[], 9_000), line("87880", &["QW"], 3_000)], &["J02.9"]),
];

/// What a hospital bills.
pub(super) const INSTITUTIONAL: [Shape; 4] = [
    Shape {
        place: "13",
        ..office(
            &[
                revenue("0450", line("99284", &["25"], 98_000)),
                revenue("0450", line("12001", &[], 42_000)),
                revenue("0320", line("73110", &[], 25_100)),
                revenue("0250", line("", &[], 4_000)),
            ],
            &["S61.411A", "W26.0XXA"],
        )
    },
    Shape {
        place: "13",
        authorized: true,
        ..office(
            &[
                revenue("0350", line("74177", &[], 212_000)),
                revenue("0300", line("80053", &[], 9_900)),
            ],
            &["R10.31"],
        )
    },
    Shape {
        place: "13",
        ..office(
            &[
                revenue("0636", units(line("J1885", &[], 8_000), 4)),
                revenue("0260", line("96374", &[], 31_000)),
            ],
            &["R11.2"],
        )
    },
    Shape {
        place: "11",
        ..office(
            &[
                revenue("0120", units(line("", &[], 642_000), 3)),
                revenue("0300", line("", &[], 88_300)),
                revenue("0250", line("", &[], 41_700)),
            ],
            &["J18.9", "E11.9"],
        )
    },
];
