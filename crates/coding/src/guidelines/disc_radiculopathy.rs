//! Excludes1 at M54.1, M54.3 and M54.4: radiculopathy and sciatica caused by a disc are the disc
//! disorder with radiculopathy (M50.1-, M51.1-), one code instead of two.

use super::Rule;
use crate::draft::{Diagnosis, Draft, Facts};
use model::NotCodedWhy;

pub const RULE: Rule =
    Rule { section: "I.A.12.a", title: "disc disorder with radiculopathy is one code", apply };

fn apply(facts: &Facts<'_>, draft: &mut Draft) {
    let nerve = ["M54.1", "M54.3", "M54.4"];
    let discs = ["M51.2", "M51.3", "M50.2", "M50.3"];
    let mut pair =
        draft.diagnoses.iter().enumerate().filter(|(_, d)| discs.iter().any(|p| d.is(p)));
    let pair = pair.find_map(|(disc, d)| {
        let of_disc = |root: &Diagnosis| nerve.iter().any(|p| root.is(p)) && same_part(d, root);
        Some((disc, draft.diagnoses.iter().position(of_disc)?))
    });
    let Some((disc, root)) = pair else { return };
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
    kept.becomes(combined, "radiculopathy is documented");
    kept.rule("I.A.12.a");
    kept.evidence.extend(words);
    loop {
        let Some(by) = draft.find(&["M51.1", "M50.1"]) else { return };
        let kept = draft.diagnoses[by].clone();
        let of_disc = |d: &Diagnosis| nerve.iter().any(|p| d.is(p)) && same_part(&kept, d);
        let Some(root) = draft.diagnoses.iter().position(of_disc) else { return };
        let by = Some(by);
        draft.drop(root, NotCodedWhy::Excluded, "I.A.12.a", by);
        draft.not_coded.pop();
    }
}

/// True when a nerve root can belong to a disc: neck to neck, back to back. The fifth character
/// of M54.1- is the region (1 to 3 neck, 4 to 8 back); sciatica is of the back.
fn same_part(disc: &Diagnosis, root: &Diagnosis) -> bool {
    let region = root.code.as_bytes().get(5).copied().filter(|_| root.is("M54.1"));
    match region {
        Some(b'0' | b'9') | None if root.is("M54.1") => true,
        Some(b'1'..=b'3') => disc.is("M50"),
        _ => disc.is("M51"),
    }
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
                "ASSESSMENT:\n1. Lumbar disc herniation with radiculopathy.",
                "M51.16 -M54.16 -M51.26",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Lumbar disc displacement.\n2. Lumbar radiculopathy.",
                "M51.16 -M54.1 -M51.2",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Lumbar radiculopathy.\n2. Herniated disc at L4-L5.",
                "M51.16 -M54.1 -M51.2",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Lumbar disc herniation.\n2. Left sciatica.",
                "M51.16 -M54.3 -M51.2",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Herniated disc L5-S1 with radiculopathy.",
                "M51.17 -M54.1 -M51.2",
            ),
            (Office, "ASSESSMENT:\n1. Lumbar radiculopathy.", "M54.16! -M51"),
            (
                Office,
                "ASSESSMENT:\n1. Lumbar disc herniation, no radiculopathy.",
                "M51.26! -M51.1 -M54.1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Lumbar disc herniation.\n2. Cervical radiculopathy.",
                "M51.26 M54.12 -M51.1",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Lumbar disc herniation.\n2. Possible lumbar radiculopathy.",
                "M51.26 -M51.1 -M54.1",
            ),
        ]);
    }
}
