//! The side, finger or toe that a procedure was done on.

use crate::context::Side;
use crate::procedures::statement::Word;
use reader::Gap;

/// Most fingers and toes of one statement.
const MOST_DIGITS: usize = 10;

fn side_of(word: &Word) -> Option<Side> {
    match word.form.as_str() {
        "left" | "lt" | "l" => Some(Side::Left),
        "right" | "rt" | "r" => Some(Side::Right),
        "bilateral" | "bilaterally" | "bilat" | "both" => Some(Side::Both),
        _ => None,
    }
}

/// The side in a statement, nearest to a run of its words; "left and right" is both.
#[must_use]
pub fn side_near(words: &[Word], first: u32, last: u32) -> Option<Side> {
    let mut best: Option<(u32, usize, Side)> = None;
    for (at, word) in words.iter().enumerate() {
        let Some(side) = side_of(word) else { continue };
        if is_position(words, at) {
            continue;
        }
        let place = at as u32;
        let far = match () {
            () if place < first => (first - place) * 2,
            () if place > last => (place - last) * 2 + 1,
            () => 0,
        };
        if best.is_none_or(|(d, _, _)| far < d) {
            best = Some((far, at, side));
        }
    }
    let (_, at, side) = best?;
    Some(if is_joined(words, at, side) { Side::Both } else { side })
}

/// "left lateral decubitus", "right-hand dominant": not the side of what was done.
fn is_position(words: &[Word], at: usize) -> bool {
    let after = |n: usize| words.get(at + n).map_or("", |w| w.form.as_str());
    after(1) == "lateral" && matches!(after(2), "decubitus" | "decub" | "position")
        || after(1) == "decubitus"
        || after(1) == "hand" && matches!(after(2), "dominant" | "side")
        || after(1) == "handed"
}

/// "left and right", "right/left" around a side word.
fn is_joined(words: &[Word], at: usize, side: Side) -> bool {
    let other =
        |i: usize| words.get(i).and_then(side_of).is_some_and(|s| s != side && s != Side::Both);
    let joins = |i: usize| words.get(i).is_some_and(|w| matches!(w.form.as_str(), "and" | "or"));
    let slash = |i: usize| words.get(i).is_some_and(|w| w.gap.has(Gap::SLASH));
    joins(at + 1) && other(at + 2)
        || at > 1 && joins(at - 1) && other(at - 2)
        || slash(at + 1) && other(at + 1)
        || at > 0 && slash(at) && other(at - 1)
}

/// The modifiers of the fingers and toes that a statement names, on a side where it says one.
#[must_use]
pub fn digits(words: &[Word], side: Option<Side>) -> Vec<&'static str> {
    const FINGERS: [[&str; 5]; 2] =
        [["FA", "F1", "F2", "F3", "F4"], ["F5", "F6", "F7", "F8", "F9"]];
    const TOES: [[&str; 5]; 2] = [["TA", "T1", "T2", "T3", "T4"], ["T5", "T6", "T7", "T8", "T9"]];
    let is_foot = words.iter().any(|w| {
        matches!(w.form.as_str(), "toe" | "hallux" | "foot" | "metatarsal" | "toenail" | "feet")
    });
    let table = if is_foot { TOES } else { FINGERS };
    let mut found = Vec::new();
    for at in 0..words.len() {
        let Some(digit) = digit(words, at, is_foot) else { continue };
        let here = side_near(words, at as u32, at as u32).or(side);
        match here {
            Some(Side::Left) => found.push(table[0][digit]),
            Some(Side::Right) => found.push(table[1][digit]),
            Some(Side::Both) => found.extend([table[0][digit], table[1][digit]]),
            None => {}
        }
        if found.len() >= MOST_DIGITS {
            break;
        }
    }
    found.sort_unstable();
    found.dedup();
    found.truncate(MOST_DIGITS);
    found
}

/// Which digit a word names, counted from the thumb or great toe.
fn digit(words: &[Word], at: usize, is_foot: bool) -> Option<usize> {
    let named = words[at + 1..].iter().take(4).any(|w| {
        matches!(w.form.as_str(), "finger" | "toe" | "digit" | "toenail" | "ray" | "nail")
    });
    match words[at].form.as_str() {
        "thumb" | "hallux" | "pollex" => Some(0),
        "great" | "big" | "1st" | "first" if is_foot && named => Some(0),
        "index" => Some(1),
        "2nd" | "second" if named => Some(1),
        "middle" | "long" | "3rd" | "third" if named => Some(2),
        "ring" | "4th" | "fourth" if named => Some(3),
        "small" | "little" | "5th" | "fifth" | "baby" if named => Some(4),
        "pinky" | "pinkie" => Some(4),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedures::statement::words_from;

    #[test]
    fn sides_beside_the_words() {
        for (text, word, expected) in [
            ("Left knee arthroscopy", "arthroscopy", Some(Side::Left)),
            ("Arthroscopy, R knee", "arthroscopy", Some(Side::Right)),
            ("Bilateral biopsy", "biopsy", Some(Side::Both)),
            ("Biopsy of left and right breast", "biopsy", Some(Side::Both)),
            ("Right/left breast biopsy", "biopsy", Some(Side::Both)),
            ("Biopsy in left lateral decubitus", "biopsy", None),
            ("Right-hand dominant man, left biopsy", "biopsy", Some(Side::Left)),
            ("Biopsy", "biopsy", None),
        ] {
            let words = words_from(text);
            let at = words.iter().position(|w| w.form == word).unwrap() as u32;
            assert_eq!(side_near(&words, at, at), expected, "{text}");
        }
    }

    #[test]
    fn fingers_and_toes() {
        for (text, expected) in [
            ("Release of A1 pulley, right thumb", vec!["F5"]),
            ("Excision of mass, left second toe", vec!["T1"]),
            ("Amputation, left hallux", vec!["TA"]),
            ("Right great toe nail avulsion", vec!["T5"]),
            ("Left long finger repair", vec!["F2"]),
            ("Right 2nd and 3rd toes", vec!["T6", "T7"]),
            ("Left small finger", vec!["F4"]),
            ("second knee scope on the left", vec![]),
            ("Right pinky", vec!["F9"]),
        ] {
            assert_eq!(digits(&words_from(text), None), expected, "{text}");
        }
        assert_eq!(digits(&words_from("thumb"), Some(Side::Left)), ["FA"]);
        assert!(digits(&words_from("thumb"), None).is_empty());
    }
}
