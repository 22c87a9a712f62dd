//! Policies from the tables of an export: versions, states, ranges of procedure codes, and which
//! groups of diagnoses are meant for which procedure code.

use super::{Export, Key};
use crate::code_table::{self, Code};
use crate::coverage::PolicyRow;
use crate::packed::{self, NO_END};
use std::collections::{BTreeMap, BTreeSet};

/// The policies of an export, in the order of their documents.
pub(super) fn join(mut export: Export) -> Vec<PolicyRow> {
    let spans = spans(&export);
    let states = jurisdictions(&export);
    let mut policies: BTreeMap<Key, PolicyRow> = BTreeMap::new();
    for (key, document) in std::mem::take(&mut export.documents) {
        let Some((from, to)) = spans.get(&key) else { continue };
        if states.get(&key).is_some_and(BTreeSet::is_empty) {
            continue;
        }
        let policy = PolicyRow {
            id: document.id,
            title: document.title,
            from: *from,
            to: Some(*to).filter(|to| *to != NO_END),
            states: states.get(&key).cloned(),
            ..PolicyRow::default()
        };
        policies.insert(key, policy);
    }
    for (key, first, last, group, not_covered) in std::mem::take(&mut export.diagnoses) {
        if let Some(policy) = policies.get_mut(&key) {
            match first == last {
                true => policy.diagnoses.push((first, group, not_covered)),
                false => policy.ranges.push((first, last, group, not_covered)),
            }
        }
    }
    // A document without diagnoses judges nothing.
    policies.retain(|_, policy| !policy.diagnoses.is_empty() || !policy.ranges.is_empty());
    let codes = procedure_codes(&export, &policies);
    let mut named = paragraphs(&export);
    for (key, groups) in codes {
        if let Some(policy) = policies.get_mut(&key) {
            pair(policy, &groups, &named.remove(&key).unwrap_or_default());
        }
    }
    policies.into_values().filter(|policy| !policy.codes.is_empty()).collect()
}

/// The days on which each version judges. The newest version counts; an older one only for days
/// before the newer one begins, where the export says that it began earlier.
fn spans(export: &Export) -> BTreeMap<Key, (u32, u32)> {
    let mut spans = BTreeMap::new();
    let mut newer: Option<(Key, u32)> = None;
    for (key, document) in export.documents.iter().rev().filter(|(_, d)| !d.idle) {
        let retired = export.retired.get(&(key.0, key.1)).copied();
        let own = [document.to, retired].into_iter().flatten().min().unwrap_or(NO_END);
        let later = newer.filter(|(other, _)| (other.0, other.1) == (key.0, key.1));
        let to = later.map_or(own, |(_, begins)| own.min(eve(begins)));
        let from = document.from;
        newer = Some((*key, later.map_or(from, |(_, begins)| begins.min(from))));
        if from <= to && to > 0 {
            spans.insert(*key, (from, to));
        }
    }
    spans
}

/// The day before a day; 0 before the first.
fn eve(day: u32) -> u32 {
    packed::day(day).map_or(0, |day| packed::day_number(day.plus_days(-1)))
}

/// The states of each document that the export gives contractors; none where they serve no state
/// any more.
fn jurisdictions(export: &Export) -> BTreeMap<Key, BTreeSet<[u8; 2]>> {
    let mut all = BTreeMap::new();
    for (key, contractors) in &export.links {
        let states: BTreeSet<[u8; 2]> = contractors
            .iter()
            .filter_map(|contractor| export.jurisdictions.get(contractor))
            .flatten()
            .filter_map(|state| export.states.get(state).copied())
            .collect();
        all.insert(*key, states);
    }
    all
}

/// The procedure codes of each policy with their groups. A range stands for the codes of the
/// whole export that lie in it.
fn procedure_codes(
    export: &Export,
    policies: &BTreeMap<Key, PolicyRow>,
) -> BTreeMap<Key, BTreeMap<Code, BTreeSet<u16>>> {
    let known: BTreeSet<Code> =
        export.codes.iter().flat_map(|(_, first, last, _)| [*first, *last]).collect();
    let mut all: BTreeMap<Key, BTreeMap<Code, BTreeSet<u16>>> = BTreeMap::new();
    for (key, first, last, group) in &export.codes {
        if !policies.contains_key(key) || first > last {
            continue;
        }
        let codes = all.entry(*key).or_default();
        for code in known.range(*first..=*last) {
            codes.entry(*code).or_default().insert(*group);
        }
    }
    all
}

/// What stands above the groups of diagnoses of each document.
fn paragraphs(export: &Export) -> BTreeMap<Key, Vec<(u16, &str)>> {
    let mut all: BTreeMap<Key, Vec<(u16, &str)>> = BTreeMap::new();
    for (key, group, text) in &export.paragraphs {
        all.entry(*key).or_default().push((*group, text));
    }
    all
}

/// Says which groups of diagnoses are meant for each procedure code: those whose paragraph names
/// the code; else the group of the same number, where the document has several groups of codes
/// and such a group of diagnoses; else every one.
fn pair(policy: &mut PolicyRow, codes: &BTreeMap<Code, BTreeSet<u16>>, paragraphs: &[(u16, &str)]) {
    let listed = policy.diagnoses.iter().filter(|row| !row.2).map(|row| row.1);
    let ranged = policy.ranges.iter().filter(|row| !row.3).map(|row| row.2);
    let groups: BTreeSet<u16> = listed.chain(ranged).collect();
    let mut named: BTreeMap<Code, BTreeSet<u16>> = BTreeMap::new();
    for (group, text) in paragraphs.iter().filter(|(group, _)| groups.contains(group)) {
        for (first, last) in mentioned(text) {
            for (code, _) in codes.range(first..=last) {
                named.entry(*code).or_default().insert(*group);
            }
        }
    }
    let several = codes.values().flatten().collect::<BTreeSet<_>>().len() > 1;
    for (code, own) in codes {
        let same: BTreeSet<u16> = own.intersection(&groups).copied().collect();
        let own = match named.remove(code) {
            Some(named) => named,
            None if several => same,
            None => BTreeSet::new(),
        };
        // All of them is the same as no choice.
        let own = if own == groups { BTreeSet::new() } else { own };
        policy.codes.insert(*code, own);
    }
}

/// The procedure codes and ranges of codes that a paragraph names. Marks of HTML are passed over.
fn mentioned(text: &str) -> Vec<(Code, Code)> {
    let mut found: Vec<(Code, Code)> = Vec::new();
    let (mut between, mut inside, mut word) = (String::new(), false, String::new());
    for c in text.chars().chain(std::iter::once(' ')) {
        match c {
            '<' => inside = true,
            '>' if inside => inside = false,
            _ => {}
        }
        if !inside && c.is_ascii_alphanumeric() {
            word.push(c);
            continue;
        }
        let code = code_table::code(&word).filter(|code| code.iter().any(u8::is_ascii_digit));
        match (code, found.last_mut()) {
            (Some(code), Some(open)) if is_range_mark(&between) && open.0 < code => open.1 = code,
            (Some(code), _) => found.push((code, code)),
            (None, _) => between.push_str(&word),
        }
        if code.is_some() {
            between.clear();
        }
        word.clear();
        if !inside && c != '>' {
            between.push(c);
        }
    }
    found
}

/// True for what stands between the ends of a range, and nothing more.
fn is_range_mark(between: &str) -> bool {
    matches!(between.trim(), "-" | "–" | "to" | "through" | "thru")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn codes_that_a_paragraph_names() {
        let of = |text: &str| {
            let text_of = |code: Code| String::from_utf8(code.to_vec()).unwrap();
            let all = mentioned(text);
            all.into_iter().map(|(a, b)| (text_of(a), text_of(b))).collect::<Vec<_>>()
        };
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        for (text, expected) in [
            ("For CPT code 93306:", vec![pair("93306", "93306")]),
            (
                "<p>Codes 93303, g0389 and 93306&ndash;x</p>",
                vec![pair("93303", "93303"), pair("G0389", "G0389"), pair("93306", "93306")],
            ),
            ("64490-64495, 64999", vec![pair("64490", "64495"), pair("64999", "64999")]),
            ("64490 through 64495", vec![pair("64490", "64495")]),
            ("93306 (not 93307)", vec![pair("93306", "93306"), pair("93307", "93307")]),
            ("these support <a href=\"12345\">it</a>", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(of(text), expected, "{text}");
        }
    }

    #[test]
    fn the_eve_of_a_day() {
        assert_eq!((eve(20_240_301), eve(20_240_101), eve(0)), (20_240_229, 20_231_231, 0));
    }
}
