//! How a mention stands in its line: whether it names the problem, and in which number.

use crate::draft::Facts;
use reader::Mention;

/// True when a noun of the mention is written in the plural.
pub(super) fn is_plural(facts: &Facts<'_>, mention: &Mention) -> bool {
    let document = facts.document(mention.finding.document);
    let text = facts.text(mention.finding.document);
    let mut words = mention.words.iter().map(|at| document.tokens[*at as usize].text(text));
    words.any(|word| {
        let lower = word.to_ascii_lowercase();
        lower.len() > SHORTEST_PLURAL
            && lower.ends_with('s')
            && !lower.ends_with("ss")
            && !lower.ends_with("us")
            && !lower.ends_with("is")
    })
}

/// A plural noun is longer than this, in letters ("ribs" is one).
const SHORTEST_PLURAL: usize = 3;

/// True when the mention stands early in the first sentence of its list item or paragraph.
pub(super) fn names_problem(facts: &Facts<'_>, mention: &Mention) -> bool {
    let sentences = &facts.document(mention.finding.document).sentences;
    let at = mention.sentence as usize;
    let own = sentences[at];
    let early = mention.words.first().is_some_and(|w| w - own.first < LONGEST_HEADLINE);
    let bare = own.last - own.first <= (mention.words.len() as u32 + 1) * 2;
    early && (own.item == 0 || own.opens_item || opens(sentences, at) || bare)
}

/// True when no sentence of the same item stands before this one.
fn opens(sentences: &[reader::Sentence], at: usize) -> bool {
    at.checked_sub(1).is_none_or(|i| {
        sentences[i].root != sentences[at].root || sentences[i].item != sentences[at].item
    })
}

/// Most words of a line that names a problem.
pub(super) const LONGEST_HEADLINE: u32 = 9;

/// True when the mention stands in the first sentence of its problem or paragraph, where what the
/// encounter was for is named, and not in the plan under it.
pub(super) fn is_headline(facts: &Facts<'_>, mention: &Mention) -> bool {
    let sentences = &facts.document(mention.finding.document).sentences;
    let at = mention.sentence as usize;
    let own = sentences[at];
    if own.last - own.first > LONGEST_HEADLINE {
        return false;
    }
    own.item == 0 || own.opens_item || opens(sentences, at)
}
