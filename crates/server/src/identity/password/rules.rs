//! Which passwords are let in (NIST SP 800-63B revision 4, section 3.1.1.2): long enough, not
//! made of what everybody tries first, no composition rule, no expiry.

/// Fewest characters where a site sets nothing else. NIST asks for 15 where the password is the
/// only factor and 8 beside a second one; a site without second factors may raise this one.
pub const SHORTEST: usize = 12;

/// Most characters; NIST asks to allow at least 64.
pub const LONGEST: usize = 128;

/// Fewest pieces that must have to be guessed; a common word, a run of keys or a year counts as
/// one piece, every other character too.
const FEWEST_PIECES: usize = 6;

/// Fewest characters of a run (`aaa`, `123`, `cba`) that count as one piece.
const SHORTEST_RUN: usize = 3;

/// Fewest characters of a context word (login, name of the site) that is looked for.
const SHORTEST_WORD: usize = 3;

/// Words that people take for passwords: ours, a line each.
const COMMON: &str = include_str!("guessed_first.txt");

/// Why a password is refused, in words that help to find a better one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum WeakPassword {
    /// Too short.
    #[error("use at least {0} characters; several words in a row are easy to keep in mind")]
    Short(usize),
    /// Too long.
    #[error("use at most {LONGEST} characters")]
    Long,
    /// Made of what is guessed first.
    #[error("this is made of common words, names of this site or runs of keys; add other words")]
    Guessable,
}

/// Judges a new password of at least `shortest` characters. `context` are words that stand near
/// it: the login, the person's and the site's name.
///
/// # Errors
/// [`WeakPassword`].
pub fn judge(password: &str, shortest: usize, context: &[&str]) -> Result<(), WeakPassword> {
    let characters = password.chars().take(LONGEST + 1).count();
    if characters < shortest {
        return Err(WeakPassword::Short(shortest));
    }
    if characters > LONGEST {
        return Err(WeakPassword::Long);
    }
    if pieces(password, context) < FEWEST_PIECES {
        return Err(WeakPassword::Guessable);
    }
    Ok(())
}

/// Counts what would have to be guessed. A word that comes again is no new piece.
fn pieces(password: &str, context: &[&str]) -> usize {
    let plain: Vec<char> = password.chars().map(lower).collect();
    let folded: Vec<char> = plain.iter().copied().map(fold).collect();
    let words = words(context);
    let mut seen: Vec<&[char]> = Vec::new();
    let (mut at, mut pieces) = (0, 0);
    while at < plain.len() {
        let word = words
            .iter()
            .filter(|word| folded[at..].starts_with(word) || plain[at..].starts_with(word))
            .max_by_key(|word| word.len());
        let length = match word {
            Some(word) => {
                if !seen.contains(&word.as_slice()) {
                    seen.push(word);
                    pieces += 1;
                }
                word.len()
            }
            None => {
                pieces += 1;
                run(&plain[at..]).max(year(&plain[at..])).max(1)
            }
        };
        at += length;
    }
    pieces
}

fn words(context: &[&str]) -> Vec<Vec<char>> {
    let common = COMMON.lines().map(str::trim).filter(|line| !line.starts_with('#'));
    let near = context.iter().flat_map(|text| {
        let whole = std::iter::once(*text);
        whole.chain(text.split(|c: char| !c.is_alphanumeric()))
    });
    common
        .chain(near)
        .map(|word| word.chars().map(lower).collect::<Vec<char>>())
        .filter(|word| word.len() >= SHORTEST_WORD)
        .collect()
}

/// How many characters stand in one run: the same, or each the next or the one before.
fn run(text: &[char]) -> usize {
    let step = |pair: &[char]| i64::from(u32::from(pair[1])) - i64::from(u32::from(pair[0]));
    let Some(first) = text.get(..2).map(step) else { return 1 };
    if !(-1..=1).contains(&first) {
        return 1;
    }
    let length = 1 + text.windows(2).take_while(|pair| step(pair) == first).count();
    if length >= SHORTEST_RUN { length } else { 1 }
}

/// Four digits that look like a year.
fn year(text: &[char]) -> usize {
    let four = text.get(..4).is_some_and(|four| four.iter().all(char::is_ascii_digit));
    let century = text.starts_with(&['1', '9']) || text.starts_with(&['2', '0']);
    if four && century { 4 } else { 1 }
}

fn lower(c: char) -> char {
    c.to_lowercase().next().unwrap_or(c)
}

/// The letter for which a digit or sign is often written.
fn fold(c: char) -> char {
    match c {
        '0' => 'o',
        '1' | '!' => 'i',
        '3' => 'e',
        '4' | '@' => 'a',
        '5' | '$' => 's',
        '7' => 't',
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judged() {
        use WeakPassword::{Guessable, Long, Short};
        let cases: &[(&str, Result<(), WeakPassword>)] = &[
            ("short", Err(Short(SHORTEST))),
            ("elevenchars", Err(Short(SHORTEST))),
            ("correct horse battery staple", Ok(())),
            ("zq8Kx0vLwm2T", Ok(())),
            ("all lower case words without a digit", Ok(())),
            ("пароль из нескольких слов", Ok(())),
            ("password2026", Err(Guessable)),
            ("P@ssw0rd1234", Err(Guessable)),
            ("passwordpasswordpassword", Err(Guessable)),
            ("qwertyuiop123", Err(Guessable)),
            ("aaaaaaaaaaaaaaaa", Err(Guessable)),
            ("1234567890123", Err(Guessable)),
            ("abcdefghijklmnop", Err(Guessable)),
            ("Cleanclaim2026!", Err(Guessable)),
            ("ada.lovelace1", Err(Guessable)),
            ("MercyHospital99", Err(Guessable)),
            ("Summer2026!!!", Err(Guessable)),
        ];
        for (password, answer) in cases {
            let context = ["ada.lovelace", "Mercy Hospital"];
            assert_eq!(judge(password, SHORTEST, &context), *answer, "{password}");
        }
        assert_eq!(judge(&"xy z".repeat(32), SHORTEST, &[]), Ok(()));
        assert_eq!(judge(&"xy z".repeat(33), SHORTEST, &[]), Err(Long));
    }

    #[test]
    fn a_character_is_counted_not_its_bytes() {
        assert_eq!(judge("éàüöñçéàüöñ", 12, &[]), Err(WeakPassword::Short(12)));
        assert_eq!(judge("éàüöñçéàüöñç", 12, &[]), Ok(()));
        assert_eq!(judge("éàüöñçéàüöñç", 13, &[]), Err(WeakPassword::Short(13)));
    }

    #[test]
    fn the_list_is_in_the_form_in_which_it_is_compared() {
        let words: Vec<&str> = COMMON.lines().filter(|line| !line.starts_with('#')).collect();
        assert!(words.len() > 100);
        for word in &words {
            assert!(word.len() >= SHORTEST_WORD, "{word}");
            assert_eq!(word.to_lowercase(), *word);
        }
        let once: std::collections::BTreeSet<&&str> = words.iter().collect();
        assert_eq!(once.len(), words.len(), "a word stands twice");
    }
}
