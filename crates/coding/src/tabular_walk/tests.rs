use super::*;
use crate::context::IN_TERM;

fn codes(from: &str, around: &str, side: Option<Side>) -> Vec<String> {
    let pack = Icd10Cm::embedded();
    let forms = words::forms(around);
    let mut surroundings = Surroundings::default();
    surroundings.side = side;
    for (i, form) in forms.iter().enumerate() {
        surroundings.add(form, if i < 2 { IN_TERM } else { IN_SENTENCE });
    }
    walk(&pack, from, &surroundings, "2026-04-01".parse().unwrap()).codes
}

#[test]
fn goes_down_by_the_words_around() {
    use Side::{Both, Left, Right};
    for (from, around, side, expected) in [
        ("M25.56", "knee pain", Some(Left), vec!["M25.562"]),
        ("M25.56", "knee pain", None, vec!["M25.569"]),
        ("C50", "breast cancer female", None, vec!["C50.919"]),
        ("C50", "breast cancer female", Some(Left), vec!["C50.912"]),
        ("S42.41", "supracondylar fracture", Some(Left), vec!["S42.412A"]),
        ("M25.56", "knee pain", Some(Both), vec!["M25.561", "M25.562"]),
        ("M17", "knee osteoarthritis primary", Some(Both), vec!["M17.0"]),
        ("N18", "CKD stage 3b", None, vec!["N18.32"]),
        ("N18", "CKD IIIa", None, vec!["N18.31"]),
        ("N18", "CKD", None, vec!["N18.9"]),
        ("I50", "acute on chronic systolic heart failure", None, vec!["I50.23"]),
        ("I50", "heart failure", None, vec!["I50.9"]),
        ("J45", "asthma", None, vec!["J45.909"]),
        ("J45", "asthma exacerbation mild persistent", None, vec!["J45.31"]),
        ("I48", "paroxysmal atrial fibrillation", None, vec!["I48.0"]),
        ("I48", "atrial fibrillation", None, vec!["I48.91"]),
        ("K21", "GERD", None, vec!["K21.9"]),
        ("G43", "migraine with aura", None, vec!["G43.109"]),
        ("G43.0", "migraine without aura", None, vec!["G43.009"]),
        ("G43.7", "chronic migraine", None, vec!["G43.709"]),
        ("G43.7", "chronic migraine status migrainosus", None, vec!["G43.701"]),
        ("G40.9", "seizure disorder", None, vec!["G40.909"]),
        ("G40.9", "seizure disorder intractable", None, vec!["G40.919"]),
        ("K27", "peptic ulcer disease", None, vec!["K27.9"]),
        ("K27", "peptic ulcer hemorrhage", None, vec!["K27.4"]),
        ("I13", "hypertensive heart and chronic kidney disease", None, vec!["I13.10"]),
        ("S52.5", "distal radius fracture", Some(Right), vec!["S52.501A"]),
        ("S06.0X", "concussion", None, vec!["S06.0XAA"]),
        ("I10", "hypertension", None, vec!["I10"]),
    ] {
        assert_eq!(codes(from, around, side), expected, "{from} {around}");
    }
}
