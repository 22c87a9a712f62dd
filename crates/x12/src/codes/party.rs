//! Who and in what language: provider identifiers, taxonomy codes, languages.

use super::Standing;
use super::short::Pairs;

/// The first digit of an NPI; the others are kept free (45 CFR 162.406, CMS "NPI check digit").
const FIRST_DIGITS: [u8; 2] = [b'1', b'2'];

/// What the prefix 80840 adds to the sum.
const PREFIX: usize = 24;

/// The digits of twice a digit, added up.
const DOUBLED: [usize; 10] = [0, 2, 4, 6, 8, 1, 3, 5, 7, 9];

/// Languages of two letters, ISO 639-1.
static LANGUAGES: Pairs = Pairs::of(
    "AA AB AE AF AK AM AN AR AS AV AY AZ BA BE BG BH BI BM BN BO BR BS CA CE CH CO CR CS CU CV CY \
     DA DE DV DZ EE EL EN EO ES ET EU FA FF FI FJ FO FR FY GA GD GL GN GU GV HA HE HI HO HR HT HU \
     HY HZ IA ID IE IG II IK IO IS IT IU JA JV KA KG KI KJ KK KL KM KN KO KR KS KU KV KW KY LA LB \
     LG LI LN LO LT LU LV MG MH MI MK ML MN MR MS MT MY NA NB ND NE NG NL NN NO NR NV NY OC OJ OM \
     OR OS PA PI PL PS PT QU RM RN RO RU RW SA SC SD SE SG SH SI SK SL SM SN SO SQ SR SS ST SU SV \
     SW TA TE TG TH TI TK TL TN TO TR TS TT TW TY UG UK UR UZ VE VI VO WA WO XH YI YO ZA ZH ZU",
);

/// Ten digits of which the last one checks the others, with 80840 before them (Luhn). No number
/// is let through for its look: 9999999999 fails by its first digit and by its last.
pub(super) fn npi(code: &[u8]) -> Standing {
    let Ok(digits) = <&[u8; 10]>::try_from(code) else { return Standing::Malformed };
    let mut sum = PREFIX;
    let mut right = FIRST_DIGITS.contains(&digits[0]);
    for (at, digit) in digits.iter().enumerate() {
        right &= digit.is_ascii_digit();
        let value = usize::from(digit & 0b1111) % 10;
        sum += if at % 2 == 0 { DOUBLED[value] } else { value };
    }
    if right && sum.is_multiple_of(10) { Standing::Valid } else { Standing::Malformed }
}

/// Three digits, six digits or letters, and an X; Y and N stood there before 2003, and examples
/// that X12 still prints have them, so that only the list itself can refuse them.
pub(super) fn taxonomy(code: &[u8]) -> Standing {
    match code {
        [a, b, c, middle @ .., b'X' | b'Y' | b'N']
            if middle.len() == 6
                && [a, b, c].iter().all(|digit| digit.is_ascii_digit())
                && middle.iter().all(|b| b.is_ascii_digit() || b.is_ascii_uppercase()) =>
        {
            Standing::NotChecked
        }
        _ => Standing::Malformed,
    }
}

/// Two letters of ISO 639-1, or three of ISO 639-2 and Z39.53, in either case.
pub(super) fn language(code: &[u8]) -> Standing {
    if !code.iter().all(u8::is_ascii_alphabetic) {
        return Standing::Malformed;
    }
    match code {
        [a, b] if LANGUAGES.has(&[a.to_ascii_uppercase(), b.to_ascii_uppercase()]) => {
            Standing::Valid
        }
        [_, _] => Standing::Unknown,
        [_, _, _] => Standing::NotChecked,
        _ => Standing::Malformed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use Standing::{Malformed, NotChecked, Unknown, Valid};

    #[test]
    fn no_number_is_exempt() {
        for (code, standing) in [
            ("1234567893", Valid), // its check digit is right, as any other's
            ("1245319599", Valid),
            ("2000000002", Valid),
            ("1234567890", Malformed),
            ("1111111111", Malformed),
            ("2222222222", Malformed),
            ("9999999999", Malformed),
            ("9999999995", Malformed), // Luhn holds, the first digit does not
            ("0000000000", Malformed),
            ("3000000000", Malformed),
            ("123456789", Malformed),
            ("12345678930", Malformed),
            ("12345678A3", Malformed),
            ("1234567893 ", Malformed),
            ("", Malformed),
            ("1234567\u{e9}3", Malformed),
        ] {
            assert_eq!(npi(code.as_bytes()), standing, "{code}");
        }
        assert_eq!(npi(b"123456789\xff"), Malformed);
        for number in (1_000_000_000_u64..3_000_000_000).step_by(1_999_993) {
            let text = number.to_string();
            let valid = npi(text.as_bytes()) == Valid;
            assert_eq!(valid, model::npi::is_valid(&text), "{text}");
        }
    }

    #[test]
    fn taxonomy_and_language() {
        for (code, standing) in [
            ("207KA0200X", NotChecked),
            ("193200000X", NotChecked),
            ("203BF0100Y", NotChecked),
            ("363LP0200N", NotChecked),
            ("207Q00000Z", Malformed),
            ("207Q00000", Malformed),
            ("207Q000000", Malformed),
            ("207Q00000x", Malformed),
            ("20QQ00000X", Malformed),
            ("207Q000000X", Malformed),
        ] {
            assert_eq!(taxonomy(code.as_bytes()), standing, "{code}");
        }
        for (code, standing) in [
            ("EN", Valid),
            ("es", Valid),
            ("QQ", Unknown),
            ("ENG", NotChecked),
            ("spa", NotChecked),
            ("E", Malformed),
            ("ENGL", Malformed),
            ("E1", Malformed),
        ] {
            assert_eq!(language(code.as_bytes()), standing, "{code}");
        }
    }
}
