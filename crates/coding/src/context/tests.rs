//! Tests of context.rs.

use super::*;
use crate::trial::check;
use model::Setting::{Office, Radiology};

#[test]
fn the_nearest_side_is_the_mentions_own() {
    check(&[
        (Office, "ASSESSMENT: Left knee pain.", "M25.562! #1"),
        (Office, "ASSESSMENT: Knee pain on the right.", "M25.561! #1"),
        (Office, "ASSESSMENT: Left and right knee pain.", "M25.561 M25.562 #2"),
        (Office, "ASSESSMENT: Left knee pain and right shoulder pain.", "M25.562 M25.511 #2"),
        (Office, "ASSESSMENT: Right shoulder pain and left knee pain.", "M25.562 M25.511 #2"),
        (Office, "ASSESSMENT: Left knee and right knee pain.", "M25.561 M25.562 #2"),
        (Office, "ASSESSMENT: Knee pain.", "M25.569! #1"),
        (Office, "HPI: The left knee hurts.\n\nASSESSMENT: Knee pain.", "M25.562! #1"),
        (Radiology, "MRI OF THE LEFT KNEE\n\nIMPRESSION: Knee osteoarthritis.", "M17.12!"),
    ]);
}

#[test]
fn denied_words_do_not_choose() {
    check(&[
        (Office, "ASSESSMENT: Asthma without exacerbation.", "J45.909!"),
        (Office, "ASSESSMENT: Diverticulitis of colon, no perforation or abscess.", "K57.32!"),
        (Office, "ASSESSMENT: Migraine with aura, not intractable.", "G43.109!"),
        (Office, "ASSESSMENT: Gastric ulcer, no bleeding.", "K25.9!"),
    ]);
}

#[test]
fn nearer_words_win() {
    let mut words = Surroundings::default();
    words.add("stage", IN_ITEM);
    words.add("stage", IN_TERM);
    words.add("stage", IN_SENTENCE);
    words.add("iii", IN_SENTENCE);
    assert_eq!(words.distance("stage"), Some(IN_TERM));
    assert_eq!(words.distance("3"), Some(IN_SENTENCE));
    assert!(!words.has("4"));
}
