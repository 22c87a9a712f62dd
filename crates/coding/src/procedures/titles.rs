//! Which sentences name what was done and which tell it, and which sections speak of the past.

use crate::draft::Facts;
use model::SectionKind;
use reader::Sentence;

/// How many sentences before the first heading may be a title.
pub const MOST_TITLE_LINES: usize = 6;

/// A title is shorter than this, in words; a longer sentence tells a story.
pub const LONGEST_TITLE: usize = 60;

/// From this length on, in words, a sentence with a verb of the past tells a story.
const SHORTEST_STORY: usize = 7;

/// A sentence that tells what happened, where a title only names it.
#[must_use]
pub fn is_story(facts: &Facts<'_>, document: u32, sentence: &Sentence) -> bool {
    let range = sentence.first as usize..sentence.last as usize;
    let tokens = facts.document(document).tokens.get(range).unwrap_or_default();
    let text = facts.text(document);
    let tells =
        |word: &str| ["was", "were", "patient"].iter().any(|told| word.eq_ignore_ascii_case(told));
    tokens.len() > LONGEST_TITLE
        || tokens.len() >= SHORTEST_STORY && tokens.iter().any(|t| tells(t.text(text)))
}

/// A section that tells of earlier times, of others, or of what is to come: nothing in it was done
/// here now.
#[must_use]
pub fn is_of_the_past(kind: SectionKind) -> bool {
    use SectionKind as S;
    matches!(
        kind,
        S::PastHistory
            | S::SurgicalHistory
            | S::FamilyHistory
            | S::SocialHistory
            | S::ObstetricHistory
            | S::Allergies
            | S::ReviewOfSystems
            | S::Instructions
    )
}
