//! The segments of one part compared: the longest common sequence, and what lies between its
//! members, in which segments of the same name and qualifier are taken for changed ones.

use super::diff::Said;

/// Pairs of segments that are compared at most, for the memory of the table; a part that has
/// more is compared segment by segment.
const MAX_PAIRS: usize = 4_000_000;

/// A step from the first part to the second.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// A segment of the first.
    Removed(usize),
    /// A segment of the second.
    Added(usize),
    /// A segment of each.
    Changed(usize, usize),
}

/// The steps, in order.
pub(super) fn compare(before: &[Said], after: &[Said]) -> Vec<Step> {
    let same = |i: usize, j: usize| before[i].elements == after[j].elements;
    let shorter = before.len().min(after.len());
    let start = (0..shorter).take_while(|i| same(*i, *i)).count();
    let end = (0..shorter - start)
        .take_while(|i| same(before.len() - 1 - i, after.len() - 1 - i))
        .count();
    let (old, new) = (start..before.len() - end, start..after.len() - end);
    let common = match old.len() * new.len() > MAX_PAIRS {
        true => Vec::new(),
        false => longest(&before[old.clone()], &after[new.clone()]),
    };
    let mut steps = Vec::new();
    let (mut i, mut j) = (start, start);
    let ends = std::iter::once((old.len(), new.len()));
    for (x, y) in common.into_iter().chain(ends) {
        between(before, after, (i..start + x, j..start + y), &mut steps);
        (i, j) = (start + x + 1, start + y + 1);
    }
    steps
}

/// The pairs of the longest common sequence.
fn longest(before: &[Said], after: &[Said]) -> Vec<(usize, usize)> {
    let width = after.len() + 1;
    let mut lengths = vec![0u32; (before.len() + 1) * width];
    for i in (0..before.len()).rev() {
        for j in (0..after.len()).rev() {
            lengths[i * width + j] = match before[i].elements == after[j].elements {
                true => lengths[(i + 1) * width + j + 1] + 1,
                false => lengths[(i + 1) * width + j].max(lengths[i * width + j + 1]),
            };
        }
    }
    let (mut i, mut j, mut pairs) = (0, 0, Vec::new());
    while i < before.len() && j < after.len() {
        if before[i].elements == after[j].elements {
            pairs.push((i, j));
            (i, j) = (i + 1, j + 1);
        } else if lengths[(i + 1) * width + j] >= lengths[i * width + j + 1] {
            i += 1;
        } else {
            j += 1;
        }
    }
    pairs
}

/// How alike two segments are: the same name 1, and the same qualifier 2; 0 for others.
fn likeness(a: &Said, b: &Said) -> u8 {
    let first = |said: &Said| {
        said.elements.get(1).and_then(|e| e.split(':').next()).unwrap_or("").to_owned()
    };
    match (a.elements[0] == b.elements[0], first(a) == first(b)) {
        (false, _) => 0,
        (true, false) => 1,
        (true, true) => 2,
    }
}

fn between(
    before: &[Said],
    after: &[Said],
    (old, new): (std::ops::Range<usize>, std::ops::Range<usize>),
    steps: &mut Vec<Step>,
) {
    let mut free: Vec<usize> = old.collect();
    for j in new {
        let best = free
            .iter()
            .enumerate()
            .map(|(at, i)| (likeness(&before[*i], &after[j]), std::cmp::Reverse(at)))
            .max()
            .filter(|best| best.0 > 0);
        match best {
            Some((_, std::cmp::Reverse(at))) => steps.push(Step::Changed(free.remove(at), j)),
            None => steps.push(Step::Added(j)),
        }
    }
    steps.extend(free.into_iter().map(Step::Removed));
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fault::Place;

    fn said(text: &str) -> Vec<Said> {
        text.split('~')
            .map(|s| Said {
                elements: s.split('*').map(str::to_owned).collect(),
                text: s.to_owned(),
                place: Place::default(),
            })
            .collect()
    }

    #[test]
    fn added_removed_and_changed() {
        let cases: [(&str, &str, &[Step]); 6] = [
            ("A*1~B*2", "A*1~B*2", &[]),
            ("A*1~B*2", "A*1~C*3~B*2", &[Step::Added(1)]),
            ("A*1~C*3~B*2", "A*1~B*2", &[Step::Removed(1)]),
            ("A*1~B*2*X~C", "A*1~B*2*Y~C", &[Step::Changed(1, 1)]),
            ("R*A*1~R*B*2", "R*B*3~R*A*4", &[Step::Changed(1, 0), Step::Changed(0, 1)]),
            ("A*1", "B*1", &[Step::Added(0), Step::Removed(0)]),
        ];
        for (before, after, steps) in cases {
            assert_eq!(compare(&said(before), &said(after)), steps, "{before} {after}");
        }
    }
}
