//! Section I.B.8: a condition that is both acute and chronic has both codes, the acute one first,
//! where the list has one for each and none for both.

use crate::draft::Facts;
use crate::tabular_walk::Walk;
use codesets::Node;
use reader::Mention;

/// The words before a mention in which its acuity stands.
const REACH: u32 = 4;

/// The acute and the chronic code of "acute and chronic gastritis"; `None` where the words do not
/// say both, or the list does not part them.
pub(super) fn both(facts: &Facts<'_>, mention: &Mention, code: &str) -> Option<Walk> {
    let document = facts.document(mention.finding.document);
    let text = facts.text(mention.finding.document);
    let sentence = document.sentences[mention.sentence as usize];
    let (first, last) = (*mention.words.first()?, *mention.words.last()?);
    let from = first.saturating_sub(REACH).max(sentence.first);
    let words: Vec<String> = document.tokens[from as usize..=last as usize]
        .iter()
        .map(|token| token.text(text).to_ascii_lowercase())
        .collect();
    let said = words.windows(3).any(|w| w[0] == "acute" && w[1] == "and" && w[2] == "chronic");
    if !said {
        return None;
    }
    let category = facts.pack.node(code.get(..3)?)?;
    let entry = |word: &str, other: &str| {
        let fits = category.children().filter(|child| {
            let title = child.title().to_lowercase();
            title.contains(word) && !title.contains(other)
        });
        fits.min_by_key(|child| !child.title().starts_with("Unspecified"))
    };
    // One entry for both ("acute cholecystitis with chronic cholecystitis") is found by the walk.
    let joint = category.children().any(|child| {
        let title = child.title().to_lowercase();
        title.contains("acute") && title.contains("chronic") && !title.contains("acute or")
    });
    if joint {
        return None;
    }
    let (acute, chronic) = (entry("acute", "chronic")?, entry("chronic", "acute")?);
    let codes = vec![plainest(facts, acute)?, plainest(facts, chronic)?];
    Some(Walk { codes, ..Walk::default() })
}

/// Deepest level below a category.
const DEEPEST: usize = 5;

/// The billable code below a heading for what is not said further.
fn plainest(facts: &Facts<'_>, mut node: Node<'_>) -> Option<String> {
    for _ in 0..DEEPEST {
        if node.is_leaf() {
            break;
        }
        let says = |child: &Node<'_>, word: &str| child.title().to_lowercase().contains(word);
        let without = node.children().find(|child| says(child, "without"));
        node = node.children().find(|child| says(child, "unspecified")).or(without)?;
    }
    let code = node.dotted();
    facts.pack.is_billable(&code, facts.date).then_some(code)
}

#[cfg(test)]
mod tests {
    use crate::trial::check;
    use model::Setting::{Office, Surgery};

    #[test]
    fn one_code_for_each() {
        check(&[
            (
                Surgery,
                "POSTOPERATIVE DIAGNOSES:\n1. Acute and chronic gastritis.",
                "K29.00! K29.50",
            ),
            // The list has one code for both.
            (Surgery, "POSTOPERATIVE DIAGNOSES:\n1. Acute and chronic cholecystitis.", "K81.2! #1"),
            (Office, "ASSESSMENT:\n1. Chronic gastritis.", "K29.50! -K29.0"),
        ]);
    }
}
