//! What is said of a claim: claim status and its category (X12 code sources 508 and 507),
//! adjustment reasons and remarks (139 and 411), and service types (data element 1365).

use super::Standing;
use super::short::{Pairs, is_digits, is_plain, number};

/// Categories of one or two characters.
static CATEGORIES: Pairs = Pairs::of(
    "A0 A1 A2 A3 A4 A5 A6 A7 A8 D0 E0 E1 E2 E3 E4 F0 F1 F2 F3 F4 P0 P1 P2 P3 P4 P5 R0 R1 R3 R4 \
     R5 R6 R7 R8 R9 RQ X0",
);

/// Categories of three and four characters.
const LONG_CATEGORIES: [&[u8]; 18] = [
    b"F3F", b"F3N", b"R10", b"R11", b"R12", b"R13", b"R14", b"R15", b"R16", b"R17", b"DR01",
    b"DR02", b"DR03", b"DR04", b"DR05", b"DR06", b"DR07", b"DR08",
];

/// Categories that were taken back; on which day is not known here.
static CATEGORIES_GONE: Pairs = Pairs::of("F5 R2");

/// Above this number the list has codes that this table may lack.
const LAST_STATUS: u32 = 771;

/// No status code has come near this number.
const FAR_STATUS: u32 = 900;

/// Numbers below [`LAST_STATUS`] that were taken back or never given.
const STATUS_GAPS: [u32; 13] = [36, 43, 58, 62, 63, 74, 75, 76, 77, 79, 80, 82, 151];

/// Service types of 005010.
static SERVICE_TYPES: Pairs = Pairs::of(
    "1 2 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 30 32 33 34 35 36 \
     37 38 39 40 41 42 43 44 45 46 47 48 49 50 51 52 53 54 55 56 57 58 59 60 61 62 63 64 65 66 67 \
     68 69 70 71 72 73 74 75 76 77 78 79 80 81 82 83 84 85 86 87 88 89 90 91 92 93 94 95 96 97 98 \
     99 A0 A1 A2 A3 A4 A5 A6 A7 A8 A9 AA AB AC AD AE AF AG AH AI AJ AK AL AM AN AO AQ AR B1 B2 B3 \
     BA BB BC BD BE BF BG BH BI BJ BK BL BM BN BP BQ BR BS BT BU BV BW BX BY BZ C1 CA CB CC CD CE \
     CF CG CH CI CJ CK CL CM CN CO CP CQ DG DM DS GF GN GY IC MH NI ON PT PU RN RT TC TN UC",
);

/// Service types that later versions brought, and that payers send under 005010 too.
static LATER_SERVICE_TYPES: Pairs =
    Pairs::of("29 31 E0 E1 E2 E3 E4 E5 E6 E7 E8 E9 EA EB EC ED EE EF PE");

pub(super) fn claim_status_category(code: &[u8]) -> Standing {
    if CATEGORIES.has(code) || LONG_CATEGORIES.contains(&code) {
        return Standing::Valid;
    }
    if CATEGORIES_GONE.has(code) {
        return Standing::NotChecked;
    }
    let form = is_plain(code, 2, 4) && code[0].is_ascii_uppercase();
    if form { Standing::Unknown } else { Standing::Malformed }
}

pub(super) fn claim_status(code: &[u8]) -> Standing {
    let padded = code.len() > 1 && code[0] == b'0';
    let number = number(code).filter(|_| is_digits(code, 1, 4) && !padded);
    match number {
        None => Standing::Malformed,
        Some(number) if STATUS_GAPS.contains(&number) => Standing::NotChecked,
        Some(0..=LAST_STATUS) => Standing::Valid,
        Some(FAR_STATUS..) => Standing::Unknown,
        Some(_) => Standing::NotChecked,
    }
}

/// A number of up to three digits, or a letter with one or two digits. The list is at about 300,
/// and counts on: numbers from 400 are far from being given out.
pub(super) fn adjustment_reason(code: &[u8]) -> Standing {
    let right = match code {
        [b'4'..=b'9', _, _] if is_digits(code, 3, 3) => return Standing::Unknown,
        [b'1'..=b'9', rest @ ..] => is_digits(rest, 0, 2),
        [b'A'..=b'Z', rest @ ..] => is_digits(rest, 1, 2),
        _ => false,
    };
    if right { Standing::NotChecked } else { Standing::Malformed }
}

/// `M`, `MA` or `N` and a number.
pub(super) fn remittance_remark(code: &[u8]) -> Standing {
    let right = match code {
        [b'M', b'A', rest @ ..] => is_digits(rest, 2, 3),
        [b'M', rest @ ..] => is_digits(rest, 1, 3),
        [b'N', rest @ ..] => is_digits(rest, 1, 4),
        _ => false,
    };
    if right { Standing::NotChecked } else { Standing::Malformed }
}

/// Whether a remark is a remittance advice remark: under `HE` in LQ01, and wherever no letters
/// name another list, as in MIA and MOA.
#[must_use]
pub fn is_remittance_remark(qualifier: &[u8]) -> bool {
    let named = !qualifier.is_empty() && qualifier.iter().all(u8::is_ascii_uppercase);
    qualifier == b"HE" || !named
}

/// A remark in the list that its qualifier names.
pub(super) fn remark(qualifier: &[u8], code: &[u8]) -> Standing {
    match is_remittance_remark(qualifier) {
        true => remittance_remark(code),
        false if code.is_empty() => Standing::Malformed,
        false => Standing::NotChecked,
    }
}

pub(super) fn service_type(code: &[u8]) -> Standing {
    if SERVICE_TYPES.has(code) {
        return Standing::Valid;
    }
    let later = LATER_SERVICE_TYPES.has(code)
        || matches!(code, [b'E', rest @ ..] if is_digits(rest, 2, 2))
        || code == b"SMH";
    match later {
        true => Standing::NotChecked,
        false if is_plain(code, 1, 2) => Standing::Unknown,
        false => Standing::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Malformed, NotChecked, Unknown, Valid};

    fn table(judge: fn(&[u8]) -> Standing, rows: &[(&str, Standing)]) {
        for (code, standing) in rows {
            assert_eq!(judge(code.as_bytes()), *standing, "{code}");
        }
    }

    #[test]
    fn claim_status_and_category() {
        table(
            claim_status_category,
            &[
                ("A1", Valid),
                ("F3N", Valid),
                ("R17", Valid),
                ("DR08", Valid),
                ("E4", Valid),
                ("F5", NotChecked),
                ("A9", Unknown),
                ("ZZ", Unknown),
                ("R18", Unknown),
                ("Z", Malformed),
                ("a1", Malformed),
                ("11", Malformed),
                ("", Malformed),
            ],
        );
        table(
            claim_status,
            &[
                ("0", Valid),
                ("20", Valid),
                ("771", Valid),
                ("80", NotChecked),
                ("772", NotChecked),
                ("899", NotChecked),
                ("900", Unknown),
                ("999", Unknown),
                ("9999", Unknown),
                ("020", Malformed),
                ("00", Malformed),
                ("A1", Malformed),
                ("12345", Malformed),
                ("", Malformed),
            ],
        );
    }

    #[test]
    fn reasons_and_remarks_by_form() {
        table(
            adjustment_reason,
            &[
                ("1", NotChecked),
                ("45", NotChecked),
                ("253", NotChecked),
                ("A1", NotChecked),
                ("P23", NotChecked),
                ("0", Malformed),
                ("045", Malformed),
                ("1234", Malformed),
                ("AA", Malformed),
                ("P", Malformed),
                ("P123", Malformed),
                ("p1", Malformed),
                ("", Malformed),
            ],
        );
        table(
            remittance_remark,
            &[
                ("M1", NotChecked),
                ("MA01", NotChecked),
                ("N895", NotChecked),
                ("N1000", NotChecked),
                ("MA1", Malformed),
                ("MA", Malformed),
                ("X12", Malformed),
                ("N", Malformed),
                ("45", Malformed),
                ("", Malformed),
            ],
        );
        assert_eq!(remark(b"HE", b"45"), Malformed);
        assert_eq!(remark(b"RX", b"45"), NotChecked);
        assert_eq!(remark(b"RX", b""), Malformed);
        assert_eq!(remark(b"", b"45"), Malformed);
        assert_eq!(remark(b"120.5", b"MA01"), NotChecked, "beside an amount in MOA");
        assert_eq!(remark(b"120.5", b"XX"), Malformed);
    }

    #[test]
    fn service_types() {
        table(
            service_type,
            &[
                ("1", Valid),
                ("30", Valid),
                ("98", Valid),
                ("UC", Valid),
                ("CE", Valid),
                ("E1", NotChecked),
                ("E36", NotChecked),
                ("0", Unknown),
                ("ZZ", Unknown),
                ("00", Unknown),
                ("100", Malformed),
                ("uc", Malformed),
                ("", Malformed),
            ],
        );
    }
}
