//! What an entry says beyond the ones beside it, and nobody documents: it is not taken for that
//! (I.B.2: no detail that the record does not give).

use super::word_weight;
use crate::context::Surroundings;
use codesets::icd10cm::Choice;
use codesets::words;

/// The entries among which the default is looked for: those whose "with …" is documented; else,
/// where an entry says "without", those that claim nothing; else all.
pub(super) fn open_to_default(choices: &[Choice], around: &Surroundings<'_>) -> Vec<usize> {
    let claims: Vec<Option<bool>> = choices.iter().map(|one| with_what(one, around)).collect();
    let of = |claim: Option<bool>| -> Vec<usize> {
        (0..choices.len()).filter(|i| claims[*i] == claim).collect()
    };
    let said = of(Some(true));
    if !said.is_empty() {
        return said;
    }
    let plain = of(None);
    let without = |i: &usize| choices[*i].title.iter().any(|word| word == "without");
    if plain.iter().any(without) { plain } else { (0..choices.len()).collect() }
}

/// For an entry that the ones beside it differ from by a "with": whether what follows is said.
/// `None` where it says no such thing, "with unspecified …" or "with … status unknown".
fn with_what(choice: &Choice, around: &Surroundings<'_>) -> Option<bool> {
    let open = ["with unspecified", "unknown"].iter().any(|words| choice.lower.contains(words));
    if open || !choice.own.iter().any(|word| word == "with") {
        return None;
    }
    let (_, what) = choice.lower.rsplit_once("with ")?;
    let mut telling = words::paired_forms(what);
    telling.retain(|word| word_weight(word) == 1.0);
    Some(!telling.is_empty() && telling.iter().all(|word| around.has(word)))
}

/// True when an entry says what the one beside it denies ("intractable" beside "not intractable")
/// and nobody documents it.
pub(super) fn the_denied(choices: &[Choice], at: usize, around: &Surroundings<'_>) -> bool {
    let denies = |title: &[String], word: &str| {
        title.windows(2).any(|pair| pair[0] == "not" && pair[1] == word)
    };
    let own = &choices[at].title;
    own.iter().any(|word| {
        !around.has(word)
            && !denies(own, word)
            && choices.iter().any(|other| denies(&other.title, word))
    })
}
