//! Codes that differ from a mistyped one by one character.

/// Most codes that are proposed.
const MOST: usize = 6;

/// What may stand in a code.
const CHARACTERS: &[u8] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

/// Longest text for which neighbours are looked for; longer is no code.
const LONGEST: usize = 10;

/// The codes that exist and differ from `code` by one character changed, added or left out, or by
/// two that changed places: those that begin alike first, then in code order.
pub fn codes(code: &str, exists: impl Fn(&str) -> bool) -> Vec<String> {
    if code.len() > LONGEST || !code.bytes().all(|b| b.is_ascii_alphanumeric()) {
        return Vec::new();
    }
    let mut found: Vec<String> = neighbours(code.as_bytes())
        .into_iter()
        .filter_map(|bytes| String::from_utf8(bytes).ok())
        .filter(|near| near != code && exists(near))
        .collect();
    let alike = |near: &str| near.bytes().zip(code.bytes()).take_while(|(a, b)| a == b).count();
    found.sort_by(|a, b| alike(b).cmp(&alike(a)).then(a.cmp(b)));
    found.dedup();
    found.truncate(MOST);
    found
}

fn neighbours(code: &[u8]) -> Vec<Vec<u8>> {
    let mut all = Vec::new();
    for at in 0..=code.len() {
        let (before, after) = code.split_at(at);
        for c in CHARACTERS {
            all.push([before, &[*c], after].concat());
            if let Some((_, rest)) = after.split_first() {
                all.push([before, &[*c], rest].concat());
            }
        }
        match after {
            [first, second, rest @ ..] => {
                all.push([before, &[*second, *first], rest].concat());
                all.push([before, &after[1..]].concat());
            }
            [_] => all.push(before.to_vec()),
            [] => {}
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_character_away() {
        let known = ["E1122", "E1121", "E112", "E1129", "I10"];
        let near = |code: &str| codes(code, |c| known.contains(&c));
        assert_eq!(near("E1123"), ["E112", "E1121", "E1122", "E1129"]);
        assert_eq!(near("1E122"), ["E1122"]);
        assert_eq!(near("II10"), ["I10"]);
        assert_eq!(near("I1"), ["I10"]);
        assert_eq!(near("I10"), Vec::<String>::new(), "a code is not its own neighbour");
        assert_eq!(near(&"A".repeat(50)), Vec::<String>::new());
        assert_eq!(near("É11"), Vec::<String>::new());
    }
}
