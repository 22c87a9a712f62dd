//! Numbers of the National Uniform Billing Committee on institutional claims, and the claim
//! frequency that all claims carry.
//!
//! Where a number is known to be assigned it is valid; where a whole range is known to be kept
//! free it is unknown; in between it is not checked, as the committee's manual is not at hand.

use super::Standing;
use super::carried::{self, Day};
use super::short::{Pairs, is_digits, is_plain, number};
use model::Date;

/// Claim frequencies on a bill (CLM05-2 `A`).
static BILL_FREQUENCIES: Pairs = Pairs::of("0 1 2 3 4 5 7 8 9 A B C D E F G H I J K M O P Q X Y Z");

/// Frequencies that were taken back, or that some editions lack.
static BILL_FREQUENCIES_UNSURE: Pairs = Pairs::of("6 L N");

/// Claim frequencies of a professional or dental claim (CLM05-2 `B`): original, replacement, void.
static CLAIM_FREQUENCIES: Pairs = Pairs::of("1 7 8");

/// Corrected, before 005010.
static CLAIM_FREQUENCIES_UNSURE: Pairs = Pairs::of("6");

/// Patient status.
static DISCHARGES: Pairs = Pairs::of(
    "01 02 03 04 05 06 07 09 20 21 30 40 41 42 43 50 51 61 62 63 64 65 66 69 70 \
     81 82 83 84 85 86 87 88 89 90 91 92 93 94 95",
);

/// Those for a planned readmission and for a disaster's alternative care site.
const DISCHARGES_BEGAN: Day = (2013, 10, 1);

/// Taken back.
const DISCHARGES_GONE: [(&[u8], Day); 3] =
    [(b"08", (2005, 9, 30)), (b"71", (2003, 9, 30)), (b"72", (2003, 9, 30))];

static ADMISSION_TYPES: Pairs = Pairs::of("1 2 3 4 5 9");

static ADMISSION_SOURCES: Pairs = Pairs::of("1 2 4 5 6 8 9 D E F G");

const ADMISSION_SOURCES_BEGUN: [(&[u8], Day); 1] = [(b"G", (2020, 7, 1))];

const ADMISSION_SOURCES_GONE: [(&[u8], Day); 5] = [
    (b"3", (2007, 9, 30)),
    (b"7", (2010, 6, 30)),
    (b"A", (2007, 9, 30)),
    (b"B", (2010, 6, 30)),
    (b"C", (2010, 6, 30)),
];

static CONDITIONS: Pairs = Pairs::of(
    "01 02 03 04 05 06 07 08 09 10 11 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 36 37 \
     38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 66 67 68 69 70 71 72 \
     73 74 75 76 77 78 79 80 A0 A1 A2 A3 A4 A5 A6 A9 AA AB AC AD AE AF AG AH AI AJ AK AL AM AN B0 \
     B1 B2 B3 B4 C1 C3 C4 C5 C6 C7 D0 D1 D2 D3 D4 D5 D6 D7 D8 D9 DR E0 G0 H0 H2 H3 H4 H5 P1 P7 R1 \
     R2 R3 R4 R5 R6 R7 R8 R9 W0 W2 W3 W4 W5",
);

static OCCURRENCES: Pairs = Pairs::of(
    "01 02 03 04 05 06 09 10 11 12 16 17 18 19 20 21 22 24 25 26 27 28 29 30 31 32 33 34 35 36 37 \
     38 39 40 41 42 43 44 45 46 47 50 51 52 54 55 56 A1 A2 A3 A4 B1 B2 B3 C1 C2 C3",
);

static OCCURRENCE_SPANS: Pairs =
    Pairs::of("70 71 72 73 74 75 76 77 78 79 80 81 82 M0 M1 M2 M3 M4 MR");

static VALUES: Pairs = Pairs::of(
    "01 02 04 05 06 08 09 10 11 12 13 14 15 16 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 37 38 \
     39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 66 67 68 69 80 81 82 83 \
     84 85 A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AB B1 B2 B3 B7 BA BB C1 C2 C3 C7 CA CB D3 D4 D5 FC G8 \
     Y1 Y2 Y3 Y4 Y5",
);

/// Revenue codes by the category (the first three digits) with the last digits that are known to
/// be assigned. What lies between the categories is kept free by the committee.
const REVENUE: &[(u16, &str)] = &[
    (0, "1"),
    (2, "234"),
    (10, "01"),
    (11, "0123456789"),
    (12, "0123456789"),
    (13, "0123456789"),
    (14, "0123456789"),
    (15, "0123456789"),
    (16, "01479"),
    (17, "012349"),
    (18, "02359"),
    (19, "012349"),
    (20, "012346789"),
    (21, "012349"),
    (22, "012349"),
    (23, "0123459"),
    (24, "0129"),
    (25, "0123456789"),
    (26, "012349"),
    (27, "0123456789"),
    (28, "09"),
    (29, "012349"),
    (30, "012345679"),
    (31, "01249"),
    (32, "012349"),
    (33, "012359"),
    (34, "012349"),
    (35, "0129"),
    (36, "01279"),
    (37, "01249"),
    (38, "012345679"),
    (39, "019"),
    (40, "012349"),
    (41, "0239"),
    (42, "012349"),
    (43, "012349"),
    (44, "012349"),
    (45, "01269"),
    (46, "09"),
    (47, "0129"),
    (48, "01239"),
    (49, "09"),
    (50, "09"),
    (51, "012345679"),
    (52, "0123456789"),
    (53, "019"),
    (54, "0123456789"),
    (55, "0129"),
    (56, "0129"),
    (57, "0129"),
    (58, "01239"),
    (59, "0"),
    (60, "01234"),
    (61, "01245689"),
    (62, "1234"),
    (63, "1234567"),
    (64, "0123456789"),
    (65, "01256789"),
    (66, "01239"),
    (67, "0129"),
    (68, "12349"),
    (69, "0123459"),
    (70, "0"),
    (71, "0"),
    (72, "012349"),
    (73, "0129"),
    (74, "0"),
    (75, "0"),
    (76, "0129"),
    (77, "01"),
    (78, "0"),
    (79, "0"),
    (80, "012349"),
    (81, "0123459"),
    (82, "0123459"),
    (83, "0123459"),
    (84, "0123459"),
    (85, "0123459"),
    (86, "01"),
    (87, "012345"),
    (88, "0129"),
    (89, "012"),
    (90, "01234567"),
    (91, "1234567890"),
    (92, "0123459"),
    (93, "12"),
    (94, "0123456789"),
    (95, "12"),
    (96, "012349"),
    (97, "123456789"),
    (98, "123456789"),
    (99, "0123456789"),
    (100, "0123456"),
    (210, "01234569"),
    (310, "123459"),
];

/// For each category its assigned last digits as bits: made when the crate is compiled.
static REVENUE_DIGITS: [u16; 1000] = {
    let mut digits = [0; 1000];
    let mut row = 0;
    while row < REVENUE.len() {
        let (category, last) = REVENUE[row];
        let mut at = 0;
        while at < last.len() {
            digits[category as usize] |= 1 << (last.as_bytes()[at] - b'0');
            at += 1;
        }
        row += 1;
    }
    digits
};

/// Four digits.
pub(super) fn revenue(code: &[u8]) -> Standing {
    let Some(number) = number(code).filter(|_| code.len() == 4) else {
        return Standing::Malformed;
    };
    match REVENUE_DIGITS[number as usize / 10] {
        0 => Standing::Unknown,
        digits if digits & (1 << (number % 10)) != 0 => Standing::Valid,
        // The total and the codes of prospective payment stand alone in ranges kept free.
        _ if number < 100 => Standing::Unknown,
        _ => Standing::NotChecked,
    }
}

/// `A` before the frequency says that the place is a bill type, `B` that it is a place of service.
pub(super) fn frequency(qualifier: &[u8], code: &[u8]) -> Standing {
    if !is_plain(code, 1, 1) {
        return Standing::Malformed;
    }
    let (known, unsure) = match qualifier {
        b"B" => (&CLAIM_FREQUENCIES, &CLAIM_FREQUENCIES_UNSURE),
        _ => (&BILL_FREQUENCIES, &BILL_FREQUENCIES_UNSURE),
    };
    match (known.has(code), unsure.has(code)) {
        (true, _) => Standing::Valid,
        (_, true) => Standing::NotChecked,
        _ => Standing::Unknown,
    }
}

pub(super) fn discharge_status(code: &[u8], on: Option<Date>) -> Standing {
    if !is_digits(code, 2, 2) {
        return Standing::Malformed;
    }
    if !DISCHARGES.has(code) {
        return carried::ended(&DISCHARGES_GONE, code, on).unwrap_or(Standing::Unknown);
    }
    match code {
        b"69" | [b'8', _] | [b'9', _] => carried::began(&[(code, DISCHARGES_BEGAN)], code, on),
        _ => Standing::Valid,
    }
}

pub(super) fn admission_type(code: &[u8]) -> Standing {
    match is_plain(code, 1, 1) {
        false => Standing::Malformed,
        true if ADMISSION_TYPES.has(code) => Standing::Valid,
        true => Standing::Unknown,
    }
}

pub(super) fn admission_source(code: &[u8], on: Option<Date>) -> Standing {
    if !is_plain(code, 1, 1) {
        return Standing::Malformed;
    }
    if ADMISSION_SOURCES.has(code) {
        return carried::began(&ADMISSION_SOURCES_BEGUN, code, on);
    }
    carried::ended(&ADMISSION_SOURCES_GONE, code, on).unwrap_or(Standing::Unknown)
}

/// Letters from X on were the states' to give until 2003, and are free since.
pub(super) fn condition(code: &[u8]) -> Standing {
    match code {
        [b'X'..=b'Z', _] if is_plain(code, 2, 2) => Standing::Unknown,
        _ => two_characters(code, &CONDITIONS),
    }
}

/// Numbers below 70 and letters before M name one day, the others a span of days.
pub(super) fn occurrence(code: &[u8]) -> Standing {
    match code {
        [b'7'..=b'9' | b'M'..=b'Z', _] if is_plain(code, 2, 2) => Standing::Unknown,
        _ => two_characters(code, &OCCURRENCES),
    }
}

/// See [`occurrence`].
pub(super) fn occurrence_span(code: &[u8]) -> Standing {
    match code {
        b"MR" => Standing::Valid,
        [b'0'..=b'6' | b'9' | b'A'..=b'L' | b'N'..=b'Z', _] if is_plain(code, 2, 2) => {
            Standing::Unknown
        }
        _ => two_characters(code, &OCCURRENCE_SPANS),
    }
}

/// See [`condition`].
pub(super) fn value_code(code: &[u8]) -> Standing {
    match code {
        [b'Z', _] if is_plain(code, 2, 2) => Standing::Unknown,
        _ => two_characters(code, &VALUES),
    }
}

fn two_characters(code: &[u8], assigned: &Pairs) -> Standing {
    if !is_plain(code, 2, 2) {
        Standing::Malformed
    } else if assigned.has(code) {
        Standing::Valid
    } else if code == b"00" {
        Standing::Unknown
    } else {
        Standing::NotChecked
    }
}

#[cfg(test)]
mod tests;
