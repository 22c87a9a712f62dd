//! Teeth: the universal numbering of the ADA (`JP`) and that of ISO 3950 (`JO`).

use super::Standing;
use super::short::{Pairs, number};

/// Qualifier of the ISO numbering in TOO01.
const ISO: &[u8] = b"JO";

/// Milk teeth A to T, and their supernumerary ones.
static LETTERS: Pairs = Pairs::of(
    "A B C D E F G H I J K L M N O P Q R S T \
     AS BS CS DS ES FS GS HS IS JS KS LS MS NS OS PS QS RS SS TS",
);

/// Permanent teeth are 1 to 32, and supernumerary ones lie 50 higher.
pub(super) fn judge(qualifier: &[u8], code: &[u8]) -> Standing {
    if qualifier == ISO {
        return iso(code);
    }
    if LETTERS.has(code) {
        return Standing::Valid;
    }
    match (code, number(code)) {
        ([b'0', b'1'..=b'9'], Some(_)) => Standing::NotChecked,
        ([_] | [_, _], Some(1..=32 | 51..=82)) => Standing::Valid,
        ([_] | [_, _], Some(_)) => Standing::Unknown,
        ([a], None) | ([a, b'S'], None) if a.is_ascii_uppercase() => Standing::Unknown,
        _ => Standing::Malformed,
    }
}

/// Quadrant 1 to 4 with teeth 1 to 8, quadrant 5 to 8 (milk teeth) with 1 to 5.
fn iso(code: &[u8]) -> Standing {
    match code {
        [b'1'..=b'4', b'1'..=b'8'] | [b'5'..=b'8', b'1'..=b'5'] => Standing::Valid,
        [a, b] if a.is_ascii_digit() && b.is_ascii_digit() => Standing::Unknown,
        _ => Standing::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Malformed, NotChecked, Unknown, Valid};

    #[test]
    fn both_numberings() {
        for (qualifier, code, standing) in [
            ("JP", "1", Valid),
            ("JP", "32", Valid),
            ("JP", "33", Unknown),
            ("JP", "0", Unknown),
            ("JP", "00", Unknown),
            ("JP", "51", Valid),
            ("JP", "82", Valid),
            ("JP", "83", Unknown),
            ("JP", "A", Valid),
            ("JP", "T", Valid),
            ("JP", "U", Unknown),
            ("JP", "AS", Valid),
            ("JP", "US", Unknown),
            ("JP", "AB", Malformed),
            ("JP", "05", NotChecked),
            ("JP", "123", Malformed),
            ("JP", "a", Malformed),
            ("JP", "", Malformed),
            ("JO", "11", Valid),
            ("JO", "19", Unknown),
            ("JO", "55", Valid),
            ("JO", "56", Unknown),
            ("JO", "A", Malformed),
        ] {
            assert_eq!(judge(qualifier.as_bytes(), code.as_bytes()), standing, "{code}");
        }
    }
}
