//! New identifiers: a prefix, and 26 characters that sort by time.

/// Crockford's alphabet: no letter that reads as a digit.
const ALPHABET: &[u8; 32] = b"0123456789abcdefghjkmnpqrstvwxyz";

/// A new identifier such as `acct_01h…`: 48 bits of milliseconds and 80 random bits, so that ids
/// made later sort later and two machines never make the same.
#[must_use]
pub fn new_id(prefix: &str, at_micros: i64, random: [u8; 10]) -> String {
    let millis = u64::try_from(at_micros / 1000).unwrap_or(0);
    let mut bits = u128::from(millis & 0xffff_ffff_ffff) << 80;
    for (index, byte) in random.iter().enumerate() {
        bits |= u128::from(*byte) << (8 * (9 - index));
    }
    let mut id = String::with_capacity(prefix.len() + 27);
    id.push_str(prefix);
    id.push('_');
    for place in (0..26).rev() {
        let digit = usize::try_from((bits >> (place * 5)) & 31).unwrap_or(0);
        id.push(char::from(ALPHABET[digit]));
    }
    id
}

#[cfg(test)]
mod tests {
    use super::new_id;

    #[test]
    fn later_ids_sort_later_and_random_bits_tell_apart() {
        let early = new_id("acct", 1_000_000, [255; 10]);
        let late = new_id("acct", 2_000_000, [0; 10]);
        assert!(early < late, "{early} {late}");
        assert_eq!(early.len(), "acct_".len() + 26);
        assert_ne!(new_id("a", 1, [1; 10]), new_id("a", 1, [2; 10]));
    }
}
