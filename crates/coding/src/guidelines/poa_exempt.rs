//! Appendix I: the codes that carry no indicator.
//!
//! The groups of the exempt list of fiscal year 2025. Sequelae, congenital conditions, healed or
//! healing injuries, most states, histories and reasons for an encounter, and external causes
//! that can't happen in a hospital are exempt. A state that may begin during a stay (do not
//! resuscitate, a new joint) and a fall that may happen there are not.

use crate::draft::is_below;

/// Exempt with everything below them.
const EXEMPT: &[&str] = &[
    "B90", "B91", "B92", "B94", "E64", "I25.2", "I69", "O09", "O66.5", "O80", "O94", "P00", "Q0",
    "Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9", "V", "Y35", "Y36", "Y37", "Y92", "Y93",
    "Y99", "Z00", "Z01", "Z02", "Z03", "Z04.8", "Z05", "Z08", "Z09", "Z11", "Z12", "Z13", "Z14",
    "Z15", "Z17", "Z18", "Z19", "Z20.821", "Z22", "Z23", "Z28", "Z29", "Z30", "Z31", "Z33.3",
    "Z34", "Z36", "Z37", "Z38", "Z39", "Z3A", "Z40.03", "Z41", "Z42", "Z43", "Z44", "Z45", "Z46",
    "Z47", "Z48", "Z49", "Z51", "Z52", "Z53.3", "Z55", "Z56", "Z57", "Z58", "Z59", "Z62", "Z63",
    "Z64", "Z65", "Z67", "Z68", "Z69", "Z70", "Z71", "Z72", "Z73", "Z74.01", "Z75", "Z76", "Z77.1",
    "Z78", "Z79", "Z80", "Z81", "Z82", "Z83", "Z84", "Z85", "Z86", "Z87", "Z88", "Z89", "Z90",
    "Z91", "Z92", "Z93", "Z94", "Z95", "Z96.82", "Z97", "Z98", "Z99",
];

/// External causes that are exempt at the initial encounter too; the others only later.
const EXEMPT_CAUSES: &[&str] = &[
    "W14", "W15", "W16.7", "W16.8", "W16.9", "W17.0", "W17.1", "W17.3", "W17.4", "W17.81",
    "W17.82", "W18.01", "W21", "W22.02", "W22.1", "W24.1", "W26", "W27.0", "W27.1", "W27.8", "W28",
    "W29", "W30", "W31", "W32", "W33", "W34", "W35", "W36", "W37", "W38", "W39", "W40", "W42.0",
    "W52", "W53", "W54", "W55", "W56", "W58", "W59", "W60", "W61", "W62", "W64", "W69", "W73",
    "W74", "W89", "W92", "W93", "W94", "W99", "X30", "X31", "X32", "X35", "X39", "X50", "X52",
    "X71.3", "X71.8", "X71.9", "X72", "X73", "X74", "X75", "X76", "X77", "X81", "X82", "X83",
    "X98.0", "Y02",
];

/// Chapters whose codes are exempt once the seventh character says that the active treatment is
/// over.
const HEALING: &[&str] = &["S", "T0", "T1", "T2", "T3", "T4", "T5", "T6", "T7", "T8", "M80"];

/// True when the code carries no indicator.
#[must_use]
pub fn is_exempt(code: &str) -> bool {
    let below = |list: &[&str]| list.iter().any(|prefix| is_below(code, prefix));
    let bytes = code.as_bytes();
    let seventh = (code.len() == 8).then(|| bytes[7] as char);
    let later = seventh.is_some_and(|c| !matches!(c, 'A' | 'B' | 'C') && c.is_ascii_alphabetic());
    match bytes.first() {
        Some(b'W' | b'X' | b'Y') if later => true,
        Some(b'S' | b'T' | b'M') => later && (below(HEALING) || is_below(code, "M84.75")),
        _ => below(EXEMPT) || below(EXEMPT_CAUSES),
    }
}

#[cfg(test)]
mod tests {
    use super::is_exempt;

    #[test]
    fn by_the_list() {
        for code in [
            "Z79.4", "Z87.891", "I25.2", "I69.351", "Q90.9", "S72.001D", "S06.0X0S", "M80.08XD",
            "W19.XXXD", "V89.2XXA", "W54.0XXA", "Y92.009", "Z68.41", "Z3A.39", "O80", "Z99.81",
        ] {
            assert!(is_exempt(code), "{code}");
        }
        for code in [
            "J18.9", "Z66", "Z96.641", "Z21", "Z16.12", "S72.001A", "S72.001B", "W19.XXXA",
            "W01.0XXA", "M84.350D", "T81.31XA", "Y83.1", "Z20.822", "Z74.09", "X78.9XXA",
        ] {
            assert!(!is_exempt(code), "{code}");
        }
    }
}
