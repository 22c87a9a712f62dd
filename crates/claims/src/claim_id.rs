//! The patient control number of a claim, from the name of its chart.

use model::{ChartId, ClaimId};

/// Longest patient control number that every payer returns whole (CLM01).
const MAX_LENGTH: usize = 20;
/// Characters of the mark that keeps altered names apart.
const MARK_LENGTH: usize = 6;
/// Digits of the mark: no I, L, O, U, so that it can be read aloud.
const MARK_DIGITS: &[u8; 32] = b"0123456789ABCDEFGHJKMNPQRSTVWXYZ";

/// The chart's name in capital letters, digits and hyphens, with `suffix`, at most 20 characters.
/// When characters had to be replaced or cut, a mark computed from the whole name follows, so
/// that two charts do not fall together; the same name always gives the same number.
pub(crate) fn claim_id(chart: &ChartId, suffix: &str) -> ClaimId {
    let name = chart.as_str();
    let mut clean = String::with_capacity(name.len().min(MAX_LENGTH * 4));
    let mut altered = false;
    for character in name.trim().chars() {
        if character.is_ascii_alphanumeric() || character == '-' {
            clean.push(character.to_ascii_uppercase());
        } else {
            altered = true;
            if !clean.ends_with('-') {
                clean.push('-');
            }
        }
    }
    let clean = clean.trim_matches('-');
    let room = MAX_LENGTH - suffix.len().min(MAX_LENGTH);
    if !altered && !clean.is_empty() && clean.len() <= room {
        return ClaimId(format!("{clean}{suffix}"));
    }
    let kept = &clean[..clean.len().min(room.saturating_sub(MARK_LENGTH + 1))];
    match kept.trim_end_matches('-') {
        "" => ClaimId(format!("{}{suffix}", mark(name))),
        kept => ClaimId(format!("{kept}-{}{suffix}", mark(name))),
    }
}

/// The patient control number of the claim to a later payer (`S`, `T` and so on) of the same
/// services, made of that of the first claim.
#[must_use]
pub fn next_claim_id(first: &ClaimId, sequence: &str) -> ClaimId {
    claim_id(&ChartId(first.0.clone()), &format!("-{sequence}"))
}

/// Thirty bits of the FNV-1a hash of a name.
fn mark(name: &str) -> String {
    let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    let folded = hash ^ (hash >> 32);
    let digit = |i: usize| char::from(MARK_DIGITS[(folded >> (5 * i)) as usize & 31]);
    (0..MARK_LENGTH).map(digit).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    fn id(name: &str, suffix: &str) -> String {
        claim_id(&name.into(), suffix).0
    }

    #[test]
    fn a_fitting_name_stays() {
        assert_eq!(id("office-01", ""), "OFFICE-01");
        assert_eq!(id("OFFICE-01", "-P"), "OFFICE-01-P");
        assert_eq!(id("ABCDEFGHIJKLMNOPQRST", ""), "ABCDEFGHIJKLMNOPQRST");
    }

    #[test]
    fn an_altered_name_keeps_its_own_number() {
        let names = [
            "note 1",
            "note_1",
            "note.1",
            "NOTE/1",
            "é",
            "è",
            "",
            "---",
            "a*b~c:d^e",
            "4f2a9c1e-77b0-4d6e-9a51-0c1d2e3f4a5b",
            "4f2a9c1e-77b0-4d6e-9a51-0c1d2e3f4a5c",
            "ABCDEFGHIJKLMNOPQRSTU",
        ];
        let mut seen = BTreeSet::new();
        for name in names {
            for suffix in ["", "-P", "-I"] {
                let id = id(name, suffix);
                assert!((6..=20).contains(&id.len()), "{name} {id}");
                assert!(id.ends_with(suffix));
                let plain = |c: char| c == '-' || c.is_ascii_digit() || c.is_ascii_uppercase();
                assert!(id.chars().all(plain), "{id}");
                assert!(seen.insert(id.clone()), "{id} for {name} stands twice");
            }
        }
        assert_eq!(id("note 1", ""), id("note 1", ""));
    }
}
