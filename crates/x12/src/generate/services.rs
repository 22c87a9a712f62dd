//! What is done and why: a few common procedure numbers with a made-up price, and diagnoses of
//! ICD-10-CM that are valid in 2026. Numbers only: no description of them stands here.

/// A procedure and its price in cents.
pub(crate) type Priced = (&'static str, i64);

/// Visits in an office.
pub(crate) const VISITS: [Priced; 8] = [
    ("99202", 14_500),
    ("99203", 21_000),
    ("99204", 31_000),
    ("99212", 9_800),
    ("99213", 16_500),
    ("99214", 23_500),
    ("99396", 24_000),
    ("G0439", 18_800),
];

/// Tests in the office or laboratory.
pub(crate) const TESTS: [Priced; 8] = [
    ("36415", 1_200),
    ("80053", 4_200),
    ("80061", 5_100),
    ("81003", 1_500),
    ("83036", 3_900),
    ("85025", 3_300),
    ("87804", 4_100),
    ("93000", 6_700),
];

/// A drug: its HCPCS number, price for one unit, national drug code, unit of the drug's measure.
pub(crate) const DRUGS: [(&str, i64, &str, &str); 4] = [
    ("J0696", 1_850, "60505614905", "UN"),
    ("J1100", 450, "63323016501", "ML"),
    ("J1885", 1_150, "00409379501", "ML"),
    ("J3420", 980, "00517003125", "ML"),
];

/// Operations in a hospital.
pub(crate) const OPERATIONS: [Priced; 5] = [
    ("27447", 612_000),
    ("29881", 248_000),
    ("43239", 118_000),
    ("45385", 142_500),
    ("47562", 295_000),
];

/// Anaesthesia: its number and that of the operation.
pub(crate) const ANAESTHESIA: [(&str, &str); 4] =
    [("00790", "47562"), ("00811", "45385"), ("01400", "29881"), ("01402", "27447")];

/// Supplies that are rented by the month: number, rent, price to buy.
pub(crate) const RENTALS: [(&str, i64, i64); 3] =
    [("E0143", 2_450, 14_500), ("E0601", 11_200, 98_000), ("K0001", 6_800, 61_500)];

/// Diagnoses of adults' visits.
pub(crate) const ILLS: [&str; 24] = [
    "B349", "D649", "E039", "E1122", "E1165", "E119", "E785", "F329", "F411", "G4733", "I10",
    "I2510", "I4891", "J069", "J209", "J449", "K219", "K5900", "M1711", "M5450", "N1830", "N390",
    "R079", "R519",
];

/// Diagnoses of injuries.
pub(crate) const INJURIES: [&str; 5] = ["S0990XA", "S134XXA", "S52501A", "S61411A", "S93401A"];

/// Diagnoses that explain an ambulance.
pub(crate) const EMERGENCIES: [&str; 5] = ["I214", "I639", "R0602", "R55", "S72001A"];

/// Principal diagnoses of a hospital stay, each with a DRG, its average price in cents, and the
/// ICD-10-PCS procedure when it was for an operation.
pub(crate) const STAYS: [(&str, &str, i64, &str); 6] = [
    ("A419", "871", 1_450_000, ""),
    ("I130", "291", 980_000, ""),
    ("I639", "065", 870_000, ""),
    ("J189", "194", 640_000, ""),
    ("K8000", "418", 1_190_000, "0FT44ZZ"),
    ("M1711", "470", 1_680_000, "0SRC0J9"),
];

/// The row of a stay for an operation.
pub(crate) const OPERATED: usize = 5;

/// Other diagnoses of a stay.
pub(crate) const COMORBIDITIES: [&str; 10] =
    ["D649", "E1122", "E6601", "E785", "E871", "I10", "I2510", "I4891", "J449", "N1830"];

/// Outpatient hospital services: revenue code, procedure, price.
pub(crate) const OUTPATIENT: [(&str, &str, i64); 8] = [
    ("0300", "36415", 1_800),
    ("0301", "80053", 9_900),
    ("0305", "85025", 6_400),
    ("0320", "71046", 28_500),
    ("0324", "71045", 24_000),
    ("0352", "74177", 162_000),
    ("0402", "76705", 54_000),
    ("0730", "93005", 14_200),
];

/// Visits of an emergency department (revenue code 0450).
pub(crate) const EMERGENCY_VISITS: [Priced; 3] =
    [("99283", 68_000), ("99284", 112_000), ("99285", 164_000)];

/// Services of a stay: revenue code, price.
pub(crate) const ANCILLARIES: [(&str, i64); 6] = [
    ("0250", 84_500),
    ("0258", 31_200),
    ("0270", 56_700),
    ("0300", 72_300),
    ("0320", 41_800),
    ("0420", 38_500),
];

/// Dental services: number, price, what it needs (`T` a tooth, `S` tooth and surface, `A` an
/// area of the mouth, `P` tooth and prosthesis).
pub(crate) const DENTAL: [(&str, i64, char); 9] = [
    ("D0120", 6_200, ' '),
    ("D0274", 7_900, ' '),
    ("D1110", 11_400, ' '),
    ("D2391", 19_800, 'S'),
    ("D2392", 24_600, 'S'),
    ("D2740", 128_000, 'P'),
    ("D3330", 119_500, 'T'),
    ("D4341", 28_700, 'A'),
    ("D7140", 21_300, 'T'),
];

/// The row of a filling.
pub(crate) const FILLING: u64 = 3;

/// Professions of those who treat (NUCC taxonomy).
pub(crate) const DOCTORS: [&str; 5] =
    ["207Q00000X", "207R00000X", "207P00000X", "363LF0000X", "208000000X"];
