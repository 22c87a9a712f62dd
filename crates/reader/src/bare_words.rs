//! Words that name no condition when they stand alone: a title that is left with one of them after
//! its unspoken parts are gone ("Disease, unspecified") is no term.

/// Shortest word that may be a term by itself, in bytes, when it comes from a title.
const SHORTEST: usize = 6;

/// The words, with white space between.
const GENERIC: &str = "
    abnormal abnormality abuse accident allergy allergies acute admission aftercare air anomaly attack back birth
    bite black bleeding block blue burn cancer change checking chronic closure cold complete
    complication complications condition contact contusion counseling course cyst death deep
    defect deficiency deformity delay delayed delivery dependence deposit derangement discharge
    disease dislocation disorder displacement disturbance drug early effect elevated elevation
    encounter enlargement examination excess exposure failure fall family finding findings
    fixation fluid follow-up food foreign formation fracture function gain growth heart heat
    high history ill illness imbalance impairment implant incision incomplete increase infection
    inflammation injuries injury insufficiency irregular kidney lack large late lead left lesion
    level light limitation liver long loss low lung mass measurement motion movement narrowing
    normal nursing observation obstruction occlusion open operation pain paralysis passage
    perforation persistent placement plan poisoning position post pre pregnancy presence
    pressure problem process puncture reaction red reduction refusal removal repair residual
    resistance response rest restriction retention right rigid rupture screening separation
    sequela sequelae shock short sign single slow small soft speech spots sprain state status
    stiff stop strain stress stricture supervision surgery swelling symptoms syndrome tear
    tension test testing therapy transplant treatment tumor twin ulcer union use vaccination
    visit walking water weight white work worried wound
";

/// True for a word that names no condition by itself.
#[must_use]
pub fn is_generic(word: &str) -> bool {
    let lower = word.to_ascii_lowercase();
    lower.len() < SHORTEST || GENERIC.split_ascii_whitespace().any(|generic| generic == lower)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_stands_alone() {
        for word in ["disease", "Cancer", "gout", "injuries"] {
            assert!(is_generic(word), "{word}");
        }
        assert!(!is_generic("pneumonia"));
    }
}
