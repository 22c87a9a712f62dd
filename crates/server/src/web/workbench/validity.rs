//! Whether a typed code can be billed on the day of service, by the release in force then.

use super::work::Kind;
use codesets::CodeSets;
use model::Date;

/// Longest code that is looked at, in bytes.
const LONGEST: usize = 12;

/// Headings: how many of the codes below are named.
const NAMED: usize = 6;

/// A code in its written form, with its title where the code sets hold one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Known {
    pub code: String,
    pub title: Option<String>,
}

/// The code that was typed.
///
/// # Errors
/// Why it cannot be taken, and what to do.
pub(super) fn known(sets: &CodeSets, kind: Kind, typed: &str, on: Date) -> Result<Known, String> {
    let plain: String = typed
        .chars()
        .filter(|c| !c.is_whitespace() && *c != '.')
        .map(|c| c.to_ascii_uppercase())
        .take(LONGEST + 1)
        .collect();
    if plain.is_empty() {
        return Err("Type a code.".to_owned());
    }
    if plain.len() > LONGEST || !plain.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Err(format!("`{}` does not have the form of a code.", short(typed)));
    }
    match kind {
        Kind::Dx => diagnosis(sets, &plain, on),
        Kind::Px => procedure(sets, plain, on),
        Kind::Pcs => inpatient(sets, plain, on),
    }
}

fn short(typed: &str) -> String {
    typed.chars().take(20).collect()
}

fn diagnosis(sets: &CodeSets, plain: &str, on: Date) -> Result<Known, String> {
    let list = sets.icd10cm(on);
    let code = match plain.split_at_checked(3) {
        Some((head, tail)) if !tail.is_empty() => format!("{head}.{tail}"),
        _ => plain.to_owned(),
    };
    if list.is_billable(&code, on) {
        let title = list.title(&code);
        return Ok(Known { code, title });
    }
    let below = list.billable_below(plain, on);
    if !below.is_empty() {
        let named: Vec<&str> = below.iter().take(NAMED).map(String::as_str).collect();
        return Err(format!(
            "{code} is a heading and cannot be billed; choose one below it, such as {}.",
            named.join(", ")
        ));
    }
    let why = if list.is_known(&code) {
        "was or will be valid in another year, not on this day"
    } else {
        "is not a code of ICD-10-CM"
    };
    Err(format!("{code} {why} (date of service {on}, release {}).", list.label()))
}

fn procedure(sets: &CodeSets, code: String, on: Date) -> Result<Known, String> {
    let bytes = code.as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let is_hcpcs = bytes.len() == 5 && bytes[0].is_ascii_alphabetic() && digits(&bytes[1..]);
    let is_cpt = bytes.len() == 5
        && digits(&bytes[..4])
        && (bytes[4].is_ascii_digit() || matches!(bytes[4], b'F' | b'T' | b'U' | b'M' | b'A'));
    if is_hcpcs {
        return match sets.hcpcs(on) {
            Some(release) => match release.get(&code) {
                Some(_) => Ok(Known { code, title: None }),
                None => Err(format!("{code} is not in the HCPCS release in force on {on}.")),
            },
            None => Ok(Known { code, title: None }),
        };
    }
    if is_cpt {
        let list = sets.cpt(on);
        return match list {
            Some(list) if !list.has(&code) => {
                Err(format!("{code} is not in the imported CPT file in force on {on}."))
            }
            Some(list) => Ok(Known { title: list.text(&code).map(str::to_owned), code }),
            None => Ok(Known { code, title: None }),
        };
    }
    Err(format!("`{code}` has neither the form of a CPT nor of a HCPCS number (five characters)."))
}

fn inpatient(sets: &CodeSets, code: String, on: Date) -> Result<Known, String> {
    if code.len() != 7 {
        return Err(format!("`{code}` is no ICD-10-PCS code: those have seven characters."));
    }
    match sets.pcs_validity.on(&code, on) {
        Some(_) => Ok(Known { code, title: None }),
        None => Err(format!("{code} is not an ICD-10-PCS code in force on {on}.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_are_taken_by_the_day() {
        let sets = CodeSets::embedded();
        let on: Date = "2026-06-15".parse().unwrap();
        let cases = [
            (Kind::Dx, "e11.22", Ok("E11.22")),
            (Kind::Dx, " I10 ", Ok("I10")),
            (Kind::Dx, "s52521a", Ok("S52.521A")),
            (Kind::Dx, "E11.2", Err("heading")),
            (Kind::Dx, "E11.99999", Err("is not a code")),
            (Kind::Dx, "", Err("Type a code")),
            (Kind::Dx, "<script>", Err("form of a code")),
            (Kind::Dx, "AAAAAAAAAAAAAAAAAAAAAAAA", Err("form of a code")),
            (Kind::Px, "99214", Ok("99214")),
            (Kind::Px, "g0439", Ok("G0439")),
            (Kind::Px, "9921", Err("form")),
            (Kind::Pcs, "0FT44ZZ", Ok("0FT44ZZ")),
            (Kind::Pcs, "0FT44Z", Err("seven")),
            (Kind::Pcs, "ZZZZZZZ", Err("in force")),
        ];
        for (kind, typed, right) in cases {
            let judged = known(&sets, kind, typed, on);
            match (judged, right) {
                (Ok(known), Ok(code)) => assert_eq!(known.code, code),
                (Err(why), Err(part)) => assert!(why.contains(part), "{typed}: {why}"),
                (judged, _) => panic!("{typed}: {judged:?}"),
            }
        }
    }
}
