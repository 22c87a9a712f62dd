//! Marks: `+` a code that was added, `-` one that was removed, and what changed of those that
//! stayed.
//!
//! Codes are matched exactly first; of the rest a removed and an added code of the same category
//! are one change of specificity. The category is the first three characters of an ICD-10-CM code
//! (its category) and of an ICD-10-PCS code (section, body system, root operation), and the first
//! four of a CPT or HCPCS number (neighbours of one family, as levels of a visit): for the last
//! that is a convention of ours.

use super::{CodeEntry, CodeRole};
use model::Cents;
use serde::{Deserialize, Serialize};

/// What changed of a code that stayed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    /// Another code of the same category.
    Specificity,
    /// Another place in the order.
    Sequence,
    /// It became, or ceased to be, the first-listed or principal one.
    Principal,
    /// Other modifiers, or another order of them.
    Modifier,
    /// Other units.
    Units,
    /// Another present-on-admission indicator.
    Poa,
}

/// Added, removed or changed.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum MarkKind {
    /// Only the reviewer has it: it was missed.
    Added,
    /// Only the first coding has it: it was coded wrongly.
    Removed,
    /// Both have it, in another way.
    Changed(Vec<Change>),
}

/// One difference.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mark {
    /// Added, removed or changed.
    pub kind: MarkKind,
    /// What the code stands for.
    pub role: CodeRole,
    /// Before, with its place from 1.
    pub pre: Option<(usize, CodeEntry)>,
    /// After, with its place from 1.
    pub post: Option<(usize, CodeEntry)>,
}

impl Mark {
    /// The sign on the screen: `+`, `-` or `↕`.
    #[must_use]
    pub fn sign(&self) -> char {
        match self.kind {
            MarkKind::Added => '+',
            MarkKind::Removed => '-',
            MarkKind::Changed(_) => '↕',
        }
    }

    /// True for what changes the bill or what is reported; false for a variance: the order of
    /// secondary codes, and nothing else.
    #[must_use]
    pub fn is_material(&self) -> bool {
        match &self.kind {
            MarkKind::Added | MarkKind::Removed => true,
            MarkKind::Changed(changes) => changes.iter().any(|c| *c != Change::Sequence),
        }
    }

    /// The category of error, as a report groups them.
    #[must_use]
    pub fn category(&self) -> &'static str {
        let MarkKind::Changed(changes) = &self.kind else {
            return if self.kind == MarkKind::Added { "missed code" } else { "unsupported code" };
        };
        let first = [
            (Change::Principal, "principal or first-listed"),
            (Change::Specificity, "specificity"),
            (Change::Modifier, "modifier"),
            (Change::Units, "units"),
            (Change::Poa, "present on admission"),
        ];
        first.iter().find(|(c, _)| changes.contains(c)).map_or("sequence", |(_, name)| name)
    }

    /// What the first coding was worth above the review, in cents; negative when below; `None`
    /// where a price is missing.
    #[must_use]
    pub fn overcoded(&self) -> Option<Cents> {
        let worth = |side: &Option<(usize, CodeEntry)>| match side {
            Some((_, entry)) => entry.cents,
            None => Some(Cents::ZERO),
        };
        Some(worth(&self.pre)? - worth(&self.post)?)
    }
}

fn category(role: CodeRole, code: &str) -> &str {
    let length = if role == CodeRole::Procedure { 4 } else { 3 };
    code.get(..length).unwrap_or(code)
}

/// Characters that two codes share from the left.
fn shared(a: &str, b: &str) -> usize {
    a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count()
}

/// Pairs of places in the two lists: the same code, first of all.
fn exact_pairs(pre: &[CodeEntry], post: &[CodeEntry]) -> Vec<(usize, usize)> {
    let mut taken = vec![false; post.len()];
    let mut pairs = Vec::new();
    for (before, entry) in pre.iter().enumerate() {
        let same =
            |(after, other): &(usize, &CodeEntry)| !taken[*after] && other.code == entry.code;
        // Of several lines with one code the one that is most alike.
        let alike =
            |other: &CodeEntry| (other.modifiers == entry.modifiers, other.units == entry.units);
        let best = post
            .iter()
            .enumerate()
            .filter(same)
            .max_by_key(|(after, other)| (alike(other), std::cmp::Reverse(*after)));
        if let Some((after, _)) = best {
            taken[after] = true;
            pairs.push((before, after));
        }
    }
    pairs
}

/// What is left, paired within its category: the codes that share most characters first.
fn near_pairs(
    role: CodeRole,
    pre: &[CodeEntry],
    post: &[CodeEntry],
    exact: &[(usize, usize)],
) -> Vec<(usize, usize)> {
    let free_pre = (0..pre.len()).filter(|i| exact.iter().all(|(before, _)| before != i));
    let free_post: Vec<_> =
        (0..post.len()).filter(|i| exact.iter().all(|(_, after)| after != i)).collect();
    let mut near = Vec::new();
    for before in free_pre {
        for after in &free_post {
            let (a, b) = (&pre[before].code, &post[*after].code);
            if category(role, a) == category(role, b) {
                near.push((std::cmp::Reverse(shared(a, b)), before, *after));
            }
        }
    }
    near.sort_unstable();
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    for (_, before, after) in near {
        if pairs.iter().all(|(b, a)| *b != before && *a != after) {
            pairs.push((before, after));
        }
    }
    pairs
}

/// Places, among pairs in their old order, that keep that order: the longest rising run of the new
/// places. The others moved.
fn kept_order(pairs: &[(usize, usize)]) -> Vec<bool> {
    // best[i]: longest run that ends at pair i, and the pair before it.
    let mut best: Vec<(usize, Option<usize>)> = Vec::with_capacity(pairs.len());
    for (i, (_, after)) in pairs.iter().enumerate() {
        let before = (0..i).filter(|j| pairs[*j].1 < *after).max_by_key(|j| best[*j].0);
        best.push((before.map_or(1, |j| best[j].0 + 1), before));
    }
    let mut kept = vec![false; pairs.len()];
    let mut at = (0..pairs.len()).max_by_key(|i| best[*i].0);
    while let Some(i) = at {
        kept[i] = true;
        at = best[i].1;
    }
    kept
}

/// The marks between two lists of one role, and how many codes agree.
pub(super) fn between(role: CodeRole, pre: &[CodeEntry], post: &[CodeEntry]) -> (Vec<Mark>, u32) {
    let exact = exact_pairs(pre, post);
    let near = near_pairs(role, pre, post, &exact);
    let agreed = u32::try_from(exact.len()).unwrap_or(u32::MAX);
    let mut pairs: Vec<(usize, usize)> = exact.into_iter().chain(near).collect();
    pairs.sort_unstable();
    let kept = kept_order(&pairs);
    let at = |list: &[CodeEntry], place: usize| Some((place + 1, list[place].clone()));
    let mut marks = Vec::new();
    for (before, _) in pre.iter().enumerate() {
        let Some(pair) = pairs.iter().position(|(b, _)| *b == before) else {
            let pre = at(pre, before);
            marks.push(Mark { kind: MarkKind::Removed, role, pre, post: None });
            continue;
        };
        let after = pairs[pair].1;
        let changes = changes(role, (before, &pre[before]), (after, &post[after]), kept[pair]);
        if !changes.is_empty() {
            let (pre, post) = (at(pre, before), at(post, after));
            marks.push(Mark { kind: MarkKind::Changed(changes), role, pre, post });
        }
    }
    for (after, _) in post.iter().enumerate() {
        if pairs.iter().all(|(_, a)| *a != after) {
            marks.push(Mark { kind: MarkKind::Added, role, pre: None, post: at(post, after) });
        }
    }
    (marks, agreed)
}

fn changes(
    role: CodeRole,
    (before, pre): (usize, &CodeEntry),
    (after, post): (usize, &CodeEntry),
    kept: bool,
) -> Vec<Change> {
    // The order of CPT lines on a claim means nothing; of diagnoses and PCS it does.
    let ordered = role != CodeRole::Procedure;
    let principal = ordered && (before == 0) != (after == 0);
    [
        (pre.code != post.code, Change::Specificity),
        (ordered && !kept && !principal, Change::Sequence),
        (principal, Change::Principal),
        (pre.modifiers != post.modifiers, Change::Modifier),
        (pre.units != post.units, Change::Units),
        (pre.poa != post.poa, Change::Poa),
    ]
    .into_iter()
    .filter_map(|(differs, change)| differs.then_some(change))
    .collect()
}

#[cfg(test)]
mod tests {
    use super::super::tests::dx;
    use super::super::{CodeEntry, CodeRole, Comparison};
    use super::*;

    /// Marks as `+A`, `-A`, `A>B:specificity,poa`.
    fn told(pre: &[CodeEntry], post: &[CodeEntry]) -> Vec<String> {
        let comparison = Comparison::of(pre, post).unwrap();
        let code = |side: &Option<(usize, CodeEntry)>| side.as_ref().unwrap().1.code.clone();
        let tell = |mark: &Mark| match &mark.kind {
            MarkKind::Added => format!("+{}", code(&mark.post)),
            MarkKind::Removed => format!("-{}", code(&mark.pre)),
            MarkKind::Changed(changes) => {
                let words: Vec<String> =
                    changes.iter().map(|c| format!("{c:?}").to_lowercase()).collect();
                format!("{}>{}:{}", code(&mark.pre), code(&mark.post), words.join(","))
            }
        };
        comparison.marks.iter().map(tell).collect()
    }

    #[test]
    fn diagnoses() {
        let table: [(&[&str], &[&str], &[&str]); 9] = [
            (&["E11.9"], &["E11.9", "I10"], &["+I10"]),
            (&["E11.9", "I10"], &["E11.9"], &["-I10"]),
            (&["E11.9"], &["E11.22"], &["E11.9>E11.22:specificity"]),
            (&["E11.9"], &["J18.9"], &["-E11.9", "+J18.9"]),
            (&["A", "B"], &["B", "A"], &["A>A:principal", "B>B:principal"]),
            // Of three in another order one moved; the others kept theirs.
            (&["A", "B", "C", "D"], &["A", "C", "D", "B"], &["B>B:sequence"]),
            (&["A", "B"], &["B"], &["-A", "B>B:principal"]),
            (&["A:Y"], &["A:N"], &["A>A:poa"]),
            (
                &["S52.501A", "S52.509A"],
                &["S52.502A", "S52.501D"],
                &[
                    "S52.501A>S52.501D:specificity,principal",
                    "S52.509A>S52.502A:specificity,principal",
                ],
            ),
        ];
        for (pre, post, marks) in table {
            assert_eq!(told(&dx(pre), &dx(post)), marks, "{pre:?} {post:?}");
        }
    }

    #[test]
    fn procedures() {
        let px = |code: &str, modifiers: &[&str], units| CodeEntry {
            modifiers: modifiers.iter().map(|m| (*m).to_owned()).collect(),
            units,
            ..CodeEntry::new(CodeRole::Procedure, code)
        };
        let pre = [px("99213", &[], 1), px("20610", &["RT"], 1), px("20610", &["LT"], 1)];
        let post = [px("20610", &["LT"], 2), px("99214", &["25"], 1), px("20610", &["RT"], 1)];
        assert_eq!(told(&pre, &post), ["99213>99214:specificity,modifier", "20610>20610:units"]);
    }

    #[test]
    fn material_or_variance_and_dollars() {
        let order = Comparison::of(&dx(&["A", "B", "C"]), &dx(&["A", "C", "B"])).unwrap();
        assert!(!order.is_material());
        assert_eq!((order.marks[0].category(), order.marks[0].sign()), ("sequence", '↕'));
        let priced = |code, cents| CodeEntry {
            cents: Some(Cents(cents)),
            ..CodeEntry::new(CodeRole::Procedure, code)
        };
        let level = Comparison::of(&[priced("99214", 12_000)], &[priced("99213", 9_000)]).unwrap();
        assert!(level.is_material());
        assert_eq!(level.marks[0].overcoded(), Some(Cents(3_000)));
        let missed = Comparison::of(&[], &[priced("99213", 9_000)]).unwrap();
        assert_eq!(missed.marks[0].overcoded(), Some(Cents(-9_000)));
        assert_eq!(missed.marks[0].category(), "missed code");
        let unpriced = Comparison::of(&dx(&["A"]), &[]).unwrap();
        assert_eq!(unpriced.marks[0].overcoded(), None);
        assert_eq!(unpriced.marks[0].category(), "unsupported code");
    }
}
