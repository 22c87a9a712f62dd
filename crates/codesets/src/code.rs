//! The written form of ICD-10-CM codes: `E1122` in tables, `E11.22` for people.

/// Longest ICD-10-CM code, without the dot.
pub const LONGEST: usize = 7;

/// The code with its dot after the third character. Text that is no code is returned as it is.
#[must_use]
pub fn dotted(code: &str) -> String {
    match code.len() {
        4..=LONGEST if code.is_ascii() && !code.contains('.') => {
            format!("{}.{}", &code[..3], &code[3..])
        }
        _ => code.to_owned(),
    }
}

/// The code without dot or white space, in capitals.
#[must_use]
pub fn undotted(code: &str) -> String {
    code.chars()
        .filter(|c| *c != '.' && !c.is_whitespace())
        .map(|c| c.to_ascii_uppercase())
        .collect()
}

/// True when the text has the form of an ICD-10-CM code or category: a letter, a digit, a letter
/// or digit, then up to four more letters or digits. Says nothing about whether it exists.
#[must_use]
pub fn has_icd10cm_form(code: &str) -> bool {
    let plain = undotted(code);
    let bytes = plain.as_bytes();
    (3..=LONGEST).contains(&bytes.len())
        && bytes[0].is_ascii_uppercase()
        && bytes[1].is_ascii_digit()
        && bytes[2..].iter().all(u8::is_ascii_alphanumeric)
        && code.matches('.').count() <= 1
        && code.trim().find('.').is_none_or(|at| at == 3)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forms() {
        assert_eq!(dotted("E1122"), "E11.22");
        assert_eq!(dotted("I10"), "I10");
        assert_eq!(undotted(" e11.22 "), "E1122");
        for good in ["I10", "E11.22", "S52.501A", "M1A.9XX0", "C4A"] {
            assert!(has_icd10cm_form(good), "{good}");
        }
        for bad in ["", "10", "E1", "250.00", "E11.22.1", "E112.2", "S52.501AB", "É11"] {
            assert!(!has_icd10cm_form(bad), "{bad}");
        }
    }
}
