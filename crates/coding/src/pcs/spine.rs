//! The vertebrae that words name, and the joints, discs, cord regions and nerves between them.

use crate::procedures::details::vertebra;
use crate::procedures::statement::Word;
use reader::Gap;
use std::collections::BTreeSet;

/// Place of the last vertebra counted: the first of the sacrum.
const LAST: u32 = 25;

/// What a text names of the spine.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Levels {
    /// Spaces between a vertebra and the next, by the place of the upper one.
    pub spaces: BTreeSet<u32>,
    /// Vertebrae named alone.
    pub singles: BTreeSet<u32>,
}

/// The vertebrae of a run of words: "L4 to S1" are two spaces, "L3-4, L4-5" two, "C5" one single.
#[must_use]
pub fn levels(words: &[Word]) -> Levels {
    let mut levels = Levels::default();
    let mut before: Option<(usize, u32, String)> = None;
    for (at, word) in words.iter().enumerate() {
        let tied = |place: usize| {
            place + 1 == at && word.gap.has(Gap::HYPHEN | Gap::SLASH | Gap::DASH)
                || place + 2 == at
                    && matches!(words[at - 1].form.as_str(), "to" | "through" | "thru")
        };
        // "L4-5": the second number borrows the letter of the first.
        let borrowed = || {
            let (place, _, region) = before.as_ref()?;
            tied(*place).then(|| counted(&format!("{region}{}", word.form))).flatten()
        };
        let Some(level) = counted(&word.form).or_else(borrowed) else { continue };
        let region = word.form.get(..1).filter(|r| r.parse::<u32>().is_err());
        let region = region.map(str::to_owned).or_else(|| before.as_ref().map(|b| b.2.clone()));
        match &before {
            Some((place, from, _)) if tied(*place) && *from < level => {
                levels.singles.remove(from);
                levels.spaces.extend(*from..level);
            }
            _ => {
                levels.singles.insert(level);
            }
        }
        before = Some((at, level, region.unwrap_or_default()));
    }
    levels
}

/// Region of a space: body system and the characters of its disc.
fn disc(space: u32) -> (char, char) {
    match space {
        1..=6 => ('R', '3'),
        7 => ('R', '5'),
        8..=18 => ('R', '9'),
        19 => ('R', 'B'),
        20..=23 => ('S', '2'),
        _ => ('S', '4'),
    }
}

/// The discs of the spaces: body system and body part, each once.
#[must_use]
pub fn discs(levels: &Levels) -> Vec<(char, char)> {
    let parts: BTreeSet<(char, char)> = levels.spaces.iter().map(|s| disc(*s)).collect();
    parts.into_iter().collect()
}

/// The joints of the spaces by their number (B3.10a): body system and body part.
#[must_use]
pub fn joints(levels: &Levels) -> Vec<(char, char)> {
    let count = |range: std::ops::RangeInclusive<u32>| {
        levels.spaces.iter().filter(|s| range.contains(s)).count()
    };
    let part = |system, some: &[(usize, char)], n: usize| {
        some.iter().rev().find(|(least, _)| n >= *least).map(|(_, c)| (system, *c))
    };
    [
        part('R', &[(1, '1'), (2, '2')], count(1..=6)),
        part('R', &[(1, '4')], count(7..=7)),
        part('R', &[(1, '6'), (2, '7'), (8, '8')], count(8..=18)),
        part('R', &[(1, 'A')], count(19..=19)),
        part('S', &[(1, '0'), (2, '1')], count(20..=23)),
        part('S', &[(1, '3')], count(24..=24)),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The place of a vertebra, where it is one that is counted here.
fn counted(form: &str) -> Option<u32> {
    vertebra(form).filter(|place| *place <= LAST)
}

/// Region of the vertebrae that are named: `c`, `t`, `l`, each once. What lies between two
/// regions belongs to the upper one.
#[must_use]
pub fn regions(levels: &Levels) -> Vec<char> {
    let region = |place: &u32| match place {
        1..=7 => 'c',
        8..=19 => 't',
        _ => 'l',
    };
    let all: BTreeSet<char> = levels.spaces.iter().chain(&levels.singles).map(region).collect();
    all.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedures::statement::words_from;

    #[test]
    fn spaces_and_what_lies_in_them() {
        for (text, expected_joints, expected_discs) in [
            ("C5-C6", "R1", "R3"),
            ("C5-6, C6-7", "R2", "R3"),
            ("C5 through C7", "R2", "R3"),
            ("C7-T1", "R4", "R5"),
            ("T4-T12", "R8", "R9"),
            ("T11 to L1", "R6 RA", "R9 RB"),
            ("L4-5", "S0", "S2"),
            ("L3-L5", "S1", "S2"),
            ("L4-S1", "S0 S3", "S2 S4"),
            ("L5/S1", "S3", "S4"),
            ("lumbar", "", ""),
        ] {
            let levels = levels(&words_from(text));
            let told = |parts: Vec<(char, char)>| {
                let each = parts.iter().map(|(s, p)| format!("{s}{p}"));
                each.collect::<Vec<_>>().join(" ")
            };
            assert_eq!(told(joints(&levels)), expected_joints, "{text}");
            assert_eq!(told(discs(&levels)), expected_discs, "{text}");
        }
        assert_eq!(regions(&levels(&words_from("L3, L4 and L5"))), ['l']);
        assert_eq!(regions(&levels(&words_from("C3-C6"))), ['c']);
    }
}
