//! What the NCCI files of CMS tell of themselves in their names and heading lines: quarter, whose
//! services, and which part of a release.

use super::ImportError;
use crate::ncci::ProviderType;
use model::Date;

/// How much of a file is searched for its heading, in bytes.
const HEAD: usize = 8 * 1024;

/// The year before NCCI's version 1; version 30 is of 2024.
const VERSION_ZERO: i16 = 1994;

/// Name and heading of a file in lower case. Of an archive's member, archive and member.
#[must_use]
pub fn about(file: &str, bytes: &[u8]) -> String {
    let head = String::from_utf8_lossy(&bytes[..bytes.len().min(HEAD)]).into_owned();
    // Only what stands above the rows: codes and descriptions could be read as a quarter.
    let heading = head.lines().take_while(|line| !begins_with_code(line));
    let heading: Vec<&str> = heading.collect();
    about_titles(file, &heading.join("\n"))
}

/// The same of a file whose titles are known.
#[must_use]
pub fn about_titles(file: &str, titles: &str) -> String {
    let name = file.rsplit(['/', '\\']).take(2).collect::<Vec<_>>().join(" ");
    // The publisher's name stands on tables of both programmes.
    let said = format!("{name}\n{titles}").to_ascii_lowercase();
    said.replace("medicare & medicaid", "cms").replace("medicare and medicaid", "cms")
}

fn begins_with_code(line: &str) -> bool {
    let first = line.split(['\t', ',']).next().unwrap_or_default().trim().trim_matches('"');
    crate::code_table::code(first).is_some_and(|code| code.iter().any(u8::is_ascii_digit))
}

/// Whose services the table judges.
///
/// # Errors
/// When nothing says so, or when it is a table of the Medicaid programme, whose edits are others.
pub fn provider(file: &str, about: &str) -> Result<ProviderType, ImportError> {
    let says = |words: &[&str]| words.iter().any(|word| about.contains(word));
    of_medicare(file, about)?;
    match () {
        () if says(&["dme", "supplier"]) => Ok(ProviderType::DmeSupplier),
        () if says(&["outpatient", "hospital", "ccioph"]) => Ok(ProviderType::OutpatientHospital),
        () if says(&["practitioner", "ccipra", "physician"]) => Ok(ProviderType::Practitioner),
        () => Err(ImportError::NoProvider { file: file.to_owned() }),
    }
}

/// Whether the table is one of the Medicare programme.
///
/// # Errors
/// When it is one of the Medicaid programme, whose edits are others.
pub fn of_medicare(file: &str, about: &str) -> Result<(), ImportError> {
    if !["medicaid", "mcd_", "-mcd"].iter().any(|word| about.contains(word)) {
        return Ok(());
    }
    Err(ImportError::Broken {
        file: file.to_owned(),
        place: "its name or heading".into(),
        message: "this is a table of the Medicaid NCCI programme, and only Medicare's are judged \
                  by"
        .into(),
    })
}

/// The first day of the quarter that is named: `2024q3`, `v302r0`, `eff_07-01-2024`,
/// `effective 07/01/2024`.
#[must_use]
pub fn quarter(about: &str) -> Option<Date> {
    let bytes = about.as_bytes();
    let number = |from: usize, length: usize| -> Option<i16> {
        let digits = about.get(from..from + length)?;
        digits.bytes().all(|b| b.is_ascii_digit()).then(|| digits.parse().ok()).flatten()
    };
    let of = |year: i16, quarter: i16| {
        let month = (0..4).contains(&quarter).then(|| i8::try_from(quarter * 3 + 1).ok())??;
        Date::new(year, month, 1)
    };
    (0..bytes.len()).find_map(|at| {
        let starts_word = at == 0 || !bytes[at - 1].is_ascii_alphanumeric();
        match bytes[at] {
            b'v' if starts_word && bytes.get(at + 4) == Some(&b'r') => {
                of(VERSION_ZERO + number(at + 1, 2)?, number(at + 3, 1)?)
            }
            b'0'..=b'9' if bytes.get(at + 4) == Some(&b'q') => {
                of(number(at, 4)?, number(at + 5, 1)? - 1)
            }
            b'0'..=b'9' if starts_word && matches!(bytes.get(at + 2), Some(b'-' | b'/')) => {
                let (month, year) = (number(at, 2)?, number(at + 6, 4)?);
                (number(at + 3, 2)? == 1 && month % 3 == 1).then(|| of(year, month / 3)).flatten()
            }
            _ => None,
        }
    })
}

/// The part of a release: 2 of `ccipra-v302r0-f2.txt`.
#[must_use]
pub fn part(file: &str) -> Option<u8> {
    let name = file.rsplit(['/', '\\']).next()?.to_ascii_lowercase();
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    stem.rsplit_once("-f")?.1.parse().ok().filter(|part| *part > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn quarters() {
        for (about, day) in [
            ("ccipra-v302r0-f1.txt", Some("2024-07-01")),
            ("ccioph-v313r0.txt", Some("2025-10-01")),
            ("ptp edits\tquarter 2024q3", Some("2024-07-01")),
            ("mcr_mue_practitionerservices_eff_07-01-2024.csv", Some("2024-07-01")),
            ("effective 10/01/2025", Some("2025-10-01")),
            ("eff_07-15-2024", None),
            ("2024q5", None),
            ("v3024r0 v30xr0", None),
            ("", None),
            ("é2024", None),
        ] {
            assert_eq!(quarter(about), day.map(|day| day.parse().unwrap()), "{about}");
        }
    }

    #[test]
    fn whose_services() {
        let of = |name: &str| provider(name, &about(name, b"")).ok();
        assert_eq!(of("MCR_MUE_PractitionerServices.csv"), Some(ProviderType::Practitioner));
        assert_eq!(of("mue_dme_supplier_2024q3.csv"), Some(ProviderType::DmeSupplier));
        assert_eq!(of("a/b/ccioph-v302r0-f1.zip/x.txt"), Some(ProviderType::OutpatientHospital));
        assert_eq!(of("MCD_PTP_practitioner.txt"), None);
        assert_eq!(of("x.txt"), None);
        assert_eq!((part("ccipra-v302r0-f3.TXT"), part("ccipra-v302r0.txt")), (Some(3), None));
    }
}
