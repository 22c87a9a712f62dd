//! Excludes1 at M54.1, M54.3 and M54.4: radiculopathy and sciatica caused by a disc are the disc
//! disorder with radiculopathy (M50.1-, M51.1-), one code instead of two.

use super::Rule;
use crate::draft::{Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.A.12.a", title: "disc disorder with radiculopathy is one code", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let nerve = ["M54.1", "M54.3", "M54.4"];
    let Some(disc) = draft.find(&["M51.2", "M51.3", "M50.2", "M50.3"]) else { return };
    let Some(root) = draft.find(&nerve) else { return };
    let code = draft.diagnoses[disc].code.clone();
    // The region is the character after the disorder: M51.26 lumbar becomes M51.16.
    let region = &code[5..];
    let combined = format!("{}.1{region}", &code[..3]);
    let combined = [combined, format!("{}.1{}", &code[..3], &region[..1.min(region.len())])]
        .into_iter()
        .find(|c| facts.pack.is_billable(c, facts.date));
    let Some(combined) = combined else { return };
    let words = draft.diagnoses[root].evidence.clone();
    let kept = &mut draft.diagnoses[disc];
    let before = std::mem::replace(&mut kept.code, combined);
    kept.reject(&before, "radiculopathy is documented");
    kept.rule("I.A.12.a");
    kept.evidence.extend(words);
    while let Some(root) = draft.find(&nerve) {
        let by = draft.find(&["M51.1", "M50.1"]);
        draft.drop(root, NotCodedWhy::Excluded, "I.A.12.a", by);
        draft.not_coded.pop();
    }
}
