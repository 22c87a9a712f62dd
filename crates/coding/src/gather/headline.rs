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

/// "Recent sepsis": an acute disease that the visit comes after.
pub(super) fn is_recent(facts: &Facts<'_>, mention: &Mention) -> bool {
    let document = facts.document(mention.finding.document);
    let sentence = document.sentences[mention.sentence as usize];
    let Some(first) = mention.words.first().filter(|first| **first > sentence.first) else {
        return false;
    };
    let before = document.tokens[*first as usize - 1].text(facts.text(mention.finding.document));
    before.eq_ignore_ascii_case("recent")
}

/// Words with which a story says why the patient came.
const CAME_FOR: [&str; 14] = [
    "here for",
    "presents",
    "presenting",
    "comes",
    "came",
    "seen for",
    "seen today",
    "returns",
    "visit",
    "scheduled for",
    "referred for",
    "today for",
    "encounter for",
    "follow",
];

/// True where the story says that the patient came for it: in its first sentence, or with words
/// that say so. What was done another day, or is due, is no reason.
pub(super) fn names_reason(facts: &Facts<'_>, mention: &Mention) -> bool {
    let document = facts.document(mention.finding.document);
    let at = mention.sentence as usize;
    let sentences = &document.sentences;
    let first = at.checked_sub(1).is_none_or(|i| sentences[i].root != sentences[at].root);
    let text = facts.text(mention.finding.document);
    let (start, end) = (sentences[at].start as usize, sentences[at].end as usize);
    let lower = text.get(start..end).unwrap_or_default().to_ascii_lowercase();
    first || CAME_FOR.iter().any(|words| lower.contains(words))
}
