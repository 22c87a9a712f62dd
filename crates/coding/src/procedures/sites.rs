//! Eyelids and coronary arteries, which have modifiers of their own.

use crate::context::Side;
use crate::procedures::sides;
use crate::procedures::statement::Word;

/// How many words may stand between "upper" and the lid.
const LID_REACH: usize = 3;

/// The eyelids that a statement names: E1 upper left, E2 lower left, E3 upper right, E4 lower
/// right.
#[must_use]
pub fn lids(words: &[Word], side: Option<Side>) -> Vec<&'static str> {
    let mut found = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let table = match word.form.as_str() {
            "upper" => ["E1", "E3"],
            "lower" => ["E2", "E4"],
            "lul" => return vec!["E1"],
            "lll" => return vec!["E2"],
            "rul" => return vec!["E3"],
            "rll" => return vec!["E4"],
            _ => continue,
        };
        let near = words[at + 1..].iter().take(LID_REACH);
        let is_lid = |w: &Word| {
            matches!(w.form.as_str(), "lid" | "eyelid" | "punctum" | "puncta" | "eyelids")
        };
        if !near.clone().any(is_lid) {
            continue;
        }
        match sides::side_near(words, at as u32, at as u32).or(side) {
            Some(Side::Left) => found.push(table[0]),
            Some(Side::Right) => found.push(table[1]),
            Some(Side::Both) => found.extend(table),
            None => {}
        }
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The coronary arteries that a statement names: LM left main, LD left anterior descending, LC
/// circumflex, RC right, RI ramus; a branch counts as its artery.
#[must_use]
pub fn vessels(words: &[Word]) -> Vec<&'static str> {
    let form = |at: usize| words.get(at).map_or("", |w| w.form.as_str());
    let mut found = Vec::new();
    for at in 0..words.len() {
        let vessel = match (form(at), form(at + 1), form(at + 2)) {
            ("left", "main", _) => "LM",
            ("lad" | "diagonal", _, _) | ("left", "anterior", "descending") => "LD",
            ("circumflex" | "lcx" | "marginal" | "om" | "om1" | "om2", _, _) => "LC",
            ("rca" | "pda", _, _) | ("right", "coronary", _) => "RC",
            ("posterior", "descending", _) => "RC",
            ("ramus", _, _) => "RI",
            _ => continue,
        };
        found.push(vessel);
    }
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::procedures::statement::words_from;

    #[test]
    fn lids_by_side() {
        for (text, expected) in [
            ("chalazion, left upper eyelid", vec!["E1"]),
            ("right lower lid margin", vec!["E4"]),
            ("plugs in lower puncta of both eyes", vec!["E2", "E4"]),
            ("bilateral upper eyelids", vec!["E1", "E3"]),
            ("left upper extremity", vec![]),
            ("RLL papilloma", vec!["E4"]),
        ] {
            assert_eq!(lids(&words_from(text), None), expected, "{text}");
        }
    }

    #[test]
    fn arteries_and_their_branches() {
        for (text, expected) in [
            ("stent to the proximal LAD", vec!["LD"]),
            ("obtuse marginal branch of the circumflex", vec!["LC"]),
            ("mid right coronary artery", vec!["RC"]),
            ("LAD and RCA", vec!["LD", "RC"]),
            ("left main", vec!["LM"]),
            ("iliac artery", vec![]),
        ] {
            assert_eq!(vessels(&words_from(text)), expected, "{text}");
        }
    }
}
