//! Section I.B.13: where the list has a code for both sides and both are documented, it is given
//! instead of one for each.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule = Rule { section: "I.B.13", title: "both sides in one code", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let mut at = 0;
    while at < draft.diagnoses.len() {
        match other_side(facts, draft, at) {
            Some((other, code)) => {
                let second = draft.diagnoses[other].clone();
                let both = &mut draft.diagnoses[at];
                both.fold(&second);
                both.mentions.extend(second.mentions);
                both.becomes(code, "both sides are documented (I.B.13)");
                both.rule("I.B.13");
                draft.drop(other, NotCodedWhy::Excluded, "I.B.13", Some(at));
                draft.not_coded.pop();
            }
            None => at += 1,
        }
    }
}

/// The row of the other side, and the code for both.
fn other_side(facts: &Facts<'_>, draft: &Draft, at: usize) -> Option<(usize, String)> {
    let node = facts.pack.base(&draft.diagnoses[at].code)?;
    let title = node.title().to_lowercase();
    if !title.contains("right") && !title.contains("left") {
        return None;
    }
    let plain = spoken(&title);
    // The code for both sides stands beside the two, or beside their heading (M17.0, M17.1-), and
    // may leave the body part to the heading. Injuries with letters of phase have none.
    let beside = node.parent().into_iter().flat_map(|p| p.children());
    let above = node.parent().and_then(|p| p.parent()).into_iter().flat_map(|p| p.children());
    let both = beside.chain(above).find(|c| {
        let other = c.title().to_lowercase();
        let words = spoken(&other);
        let said = words.iter().all(|w| plain.contains(w)) && plain.len() <= words.len() + 1;
        other.contains("bilateral") && c.is_leaf() && !c.needs_seventh() && said
    })?;
    let mut siblings = node.parent().into_iter().flat_map(|p| p.children());
    let second = siblings.find(|c| {
        let other = c.title().to_lowercase();
        let sided = other.contains("right") != title.contains("right")
            && other.contains("left") != title.contains("left");
        sided && spoken(&other) == plain
    })?;
    // Documents that name one side each may contradict each other.
    let documents = |d: &Diagnosis| d.mentions.iter().map(|(n, _)| *n).collect::<Vec<u32>>();
    let own = documents(&draft.diagnoses[at]);
    let row = draft
        .diagnoses
        .iter()
        .position(|d| d.code == second.dotted() && documents(d).iter().any(|n| own.contains(n)))?;
    let code = both.dotted();
    (row != at && facts.pack.is_billable(&code, facts.date)).then_some((row, code))
}

/// Words of titles that say the side, or nothing.
const SIDES: [&str; 7] = ["right", "left", "bilateral", "bilaterally", "unilateral", "of", "the"];

/// A title without its side, in the singular.
fn spoken(title: &str) -> Vec<String> {
    let words = title.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty());
    words.filter(|w| !SIDES.contains(w)).map(|w| w.trim_end_matches('s').to_owned()).collect()
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::Office;

    #[test]
    fn one_code_for_both() {
        check(&[
            (
                Office,
                "ASSESSMENT:\n1. Osteoarthritis of right knee.\n2. Osteoarthritis of left knee.",
                "M17.0! -M17.1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Impacted cerumen of right ear.\n2. Impacted cerumen of left ear.",
                "H61.23! -H61.21 -H61.22 #1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Carpal tunnel syndrome of right wrist.\n2. Carpal tunnel syndrome of left wrist.",
                "G56.03! #1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Age-related nuclear cataract, right eye.\n2. Age-related nuclear cataract, left eye.",
                "H25.13! #1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Dry eye syndrome, left eye.\n2. Dry eye syndrome, right eye.",
                "H04.123! #1",
            ),
        ]);
    }

    #[test]
    fn two_codes() {
        check(&[
            (Office, "ASSESSMENT:\n1. Right knee pain.\n2. Left knee pain.", "M25.561! M25.562 #2"),
            (
                Office,
                "ASSESSMENT:\n1. Carpal tunnel syndrome of right wrist. No carpal tunnel syndrome of left wrist.",
                "G56.01! #1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Right knee osteoarthritis. No osteoarthritis of the left knee.",
                "M17.11! -M17.0",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Right ankle sprain.\n2. Left ankle sprain.",
                "S93.401A S93.402A #2",
            ),
        ]);
    }
}
