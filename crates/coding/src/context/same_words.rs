//! What the words of a note also mean in the words of the tabular list.

/// What a word of a note also means in the words of the tabular list.
pub(super) fn same_words(word: &str) -> &'static [&'static str] {
    match wording(word) {
        [] => anatomy(word),
        same => same,
    }
}

/// Numbers, degrees and qualities.
fn wording(word: &str) -> &'static [&'static str] {
    match word {
        "exac" | "exacerb" => &["exacerbation"],
        "mod" => &["moderate"],
        "sev" => &["severe"],
        "i" => &["1"],
        "ii" => &["2"],
        "iii" => &["3"],
        "iv" => &["4"],
        "v" => &["5"],
        "3a" | "iiia" => &["3", "3a"],
        "3b" | "iiib" => &["3", "3b"],
        "one" => &["1"],
        "two" => &["2"],
        "three" => &["3"],
        "four" => &["4"],
        "exacerbated" | "flare" | "flaring" | "exacerbations" | "decompensated" | "worsening" => {
            &["exacerbation"]
        }
        "intractable" | "refractory" => &["intractable"],
        "bleed" | "bleeds" | "hemorrhage" | "hemorrhagic" => &["bleeding", "hemorrhage"],
        "bleeding" => &["hemorrhage"],
        "perforated" | "ruptured" => &["perforation", "rupture"],
        "obstructed" | "obstructing" => &["obstruction"],
        "infected" => &["infection"],
        "ulcerated" => &["ulcer", "ulceration"],
        "systolic" | "hfref" => &["systolic"],
        "diastolic" | "hfpef" => &["diastolic"],
        "cardioembolic" | "embolic" | "thromboembolic" => &["embolism"],
        "thrombotic" => &["thrombosis"],
        "diabetic" => &["diabetes"],
        "hypertensive" => &["hypertension"],
        "neuropathic" => &["neuropathy"],
        "cancer" | "carcinoma" => &["malignant", "neoplasm"],
        "sick" => &["illness"],
        "paroxysmal" | "pafib" => &["paroxysmal"],
        "longstanding" => &["longstanding", "persistent"],
        "dependent" => &["dependence"],
        "dependence" => &["dependent"],
        "smoker" | "smoking" | "smokes" | "cigarette" | "cigarettes" | "ppd" => {
            &["cigarette", "nicotine"]
        }
        "remission" => &["remission"],
        "recurrent" => &["recurrent"],
        "single" => &["single"],
        "bilaterally" | "bilat" => &["bilateral"],
        "gestational" => &["gestational"],
        "nighttime" | "nocturnal" => &["nocturnal"],
        _ => &[],
    }
}

/// Parts of the body.
fn anatomy(word: &str) -> &'static [&'static str] {
    match word {
        "l1" | "l2" | "l3" | "l4" => &["lumbar", "region"],
        "l5" => &["lumbar", "lumbosacral", "region"],
        "s1" => &["lumbosacral", "region"],
        "c1" | "c2" | "c3" | "c4" | "c5" | "c6" | "c7" => &["cervical", "region"],
        "t1" | "t2" | "t3" | "t4" | "t5" | "t6" | "t7" | "t8" | "t9" | "t10" | "t11" | "t12" => {
            &["thoracic", "region"]
        }
        "lumbar" | "cervical" | "thoracic" => &["region"],
        "kidney" => &["renal"],
        "maxilla" => &["maxillary"],
        "renal" => &["kidney"],
        "cardiac" => &["heart"],
        "pulmonary" => &["lung"],
        "lung" => &["pulmonary"],
        "hepatic" => &["liver"],
        "belly" | "stomach" => &["abdominal"],
        "abdomen" => &["abdominal"],
        "abdominal" => &["abdomen"],
        "foot" | "ankle" | "leg" | "knee" | "thigh" | "calf" | "hip" | "toe" | "heel" | "shin"
        | "lle" | "rle" | "ble" => &["lowerlimb"],
        "hand" | "wrist" | "arm" | "elbow" | "forearm" | "finger" | "lue" | "rue" | "bue" => {
            &["upperlimb"]
        }
        "colon" | "colonic" | "sigmoid" | "cecum" | "cecal" | "rectosigmoid" => {
            &["largeintestine", "colon"]
        }
        "ileum" | "jejunum" | "duodenum" | "duodenal" => &["smallintestine"],
        "nasal" | "nare" | "nostril" => &["nose"],
        "mouth" | "oral" => &["oral", "cavity"],
        "thumb" => &["thumb", "finger", "upperlimb"],
        "pinky" | "fifth" | "5th" | "small" => &["little", "5"],
        "pointer" | "2nd" => &["index", "2"],
        "3rd" => &["3", "middle"],
        "4th" => &["ring", "4"],
        "hallux" | "big" => &["great"],
        "tibial" => &["tibia"],
        "fibular" => &["fibula"],
        "femoral" => &["femur"],
        "radial" => &["radius"],
        "ulnar" => &["ulna"],
        "humeral" => &["humerus"],
        "lumbosacral" => &["lumbosacral"],
        _ => &[],
    }
}
