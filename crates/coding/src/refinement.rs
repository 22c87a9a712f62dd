//! From a code that leaves something open to the one beside it that says what the note says.
//!
//! A term may stand for a complete code ("hypoxic respiratory failure" is J96.91, unspecified).
//! Where the words around it say more ("acute on chronic"), the entry of the same category whose
//! title has those words takes its place (I.B.2); so does the entry "with" what the title of the
//! first is "without" (I.A.15).

use crate::context::{IN_SENTENCE, Surroundings};
use codesets::{Icd10Cm, Node, words};

/// Chapters whose codes have rules of their own: neoplasms by site, diabetes by its table,
/// pregnancy by trimester, injuries by place and encounter.
const LEFT_ALONE: [&str; 12] =
    ["C", "D0", "D1", "D2", "D3", "D4", "E08", "E09", "E10", "E11", "E13", "O"];

/// What a title says: the words that must be there, those of which one suffices ("with
/// perforation and abscess"), and whether it leaves something open.
struct Said<'a> {
    must: Vec<&'a str>,
    any: Vec<&'a str>,
    open: bool,
}

fn said(title: &[String]) -> Said<'_> {
    let mut said = Said { must: Vec::new(), any: Vec::new(), open: false };
    let (mut denied, mut with) = (false, false);
    for form in title.iter().map(String::as_str) {
        match form {
            "without" | "not" => (denied, said.open) = (true, true),
            "with" => (denied, with) = (false, true),
            "unspecified" | "uncomplicated" | "nos" => said.open = true,
            "acute" if with => {}
            _ if denied || words::is_filler(form) => {}
            "part" | "or" | "and" | "as" | "to" => {}
            _ if with => said.any.push(form),
            _ => said.must.push(form),
        }
    }
    said
}

/// The entry that says more, where the words around speak for one.
#[must_use]
pub fn refine<'a>(
    pack: &'a Icd10Cm,
    leaf: Node<'a>,
    around: &Surroundings<'_>,
) -> Option<Node<'a>> {
    let code = leaf.code();
    if LEFT_ALONE.iter().chain(&["S", "T", "Z"]).any(|own| code.starts_with(own)) {
        return None;
    }
    let own = said(leaf.title_forms());
    if !own.open {
        return None;
    }
    let near = |word: &str| {
        let whole = match word {
            "large" => "largeintestine",
            "small" => "smallintestine",
            word => word,
        };
        !around.is_denied(whole) && around.distance(whole).is_some_and(|far| far <= IN_SENTENCE)
    };
    let known = |word: &str| own.must.iter().chain(&own.any).any(|own| *own == word);
    // Only a title with a word that stands near and is new can say more.
    let may_add = |title: &[String]| title.iter().any(|form| near(form) && !known(form));
    let mut best: Option<(usize, Node<'a>)> = None;
    let category = pack.node(code.get(..3)?)?;
    for other in category.leaves() {
        let title = other.title_forms();
        if other.row() == leaf.row() || !may_add(title) || other.title().starts_with("Other") {
            continue;
        }
        let more = said(title);
        let keeps = own.must.iter().all(|w| more.must.contains(w) || more.any.contains(w))
            && own.any.iter().all(|w| more.any.contains(w) || more.must.contains(w));
        let added: Vec<&&str> = more.must.iter().filter(|w| !known(w)).collect();
        let with: Vec<&&str> = more.any.iter().filter(|w| !known(w)).collect();
        let holds =
            added.iter().all(|w| near(w)) && (with.is_empty() || with.iter().any(|w| near(w)));
        let gain = added.len() + with.iter().filter(|w| near(w)).count();
        if keeps && holds && gain > 0 && best.is_none_or(|(most, _)| gain > most) {
            best = Some((gain, other));
        }
    }
    best.map(|(_, node)| node)
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Ed, Office, Radiology};

    #[test]
    fn says_what_the_note_says() {
        check(&[
            (Ed, "DIAGNOSES:\n1. Acute on chronic hypoxic respiratory failure.", "J96.21!"),
            (
                Ed,
                "DIAGNOSES:\n1. Acute on chronic hypercapnic and hypoxic respiratory failure.",
                "J96.22 J96.21 -J96.9",
            ),
            (Ed, "DIAGNOSES:\n1. Hypoxic respiratory failure.", "J96.91!"),
            (
                Radiology,
                "IMPRESSION:\n1. Acute sigmoid diverticulitis complicated by contained \
                perforation with 4 cm pericolonic abscess.",
                "K57.20!",
            ),
            (
                Office,
                "ASSESSMENT:\n1. Sigmoid diverticulitis, no perforation or abscess.",
                "K57.32! -K57.20",
            ),
        ]);
    }
}
