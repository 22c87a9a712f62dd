//! The words and signs that tell whether a stop or a line end closes a sentence.

/// Words before a stop that do not end a sentence.
pub const ABBREVIATED: &[&str] = &[
    "dr", "mr", "mrs", "ms", "vs", "st", "approx", "e.g", "i.e", "etc", "fig", "jr", "sr", "prof",
    "e", "g", "dept", "inc", "pt", "no", "wt", "ht", "hx", "dx", "rx", "sx", "tx", "resp", "temp",
    "prob", "poss", "susp", "bilat", "tab", "cap", "tsp", "min", "max", "hosp", "cont", "incl",
];

/// Words that no sentence ends with: a line that does goes on below.
pub const OPEN: &[&str] = &[
    "and", "or", "nor", "with", "without", "of", "the", "a", "an", "no", "for", "to", "in", "on",
    "by", "from", "at", "his", "her", "but", "is", "was", "has", "had", "denies", "than",
];

/// Boxes that are ticked.
pub const TICKED: [char; 7] = ['☒', '☑', '✓', '✔', '√', '■', '⊠'];
/// Boxes that are empty.
pub const EMPTY: [char; 2] = ['☐', '□'];
/// Bullets that also stand in the middle of a line.
pub const INLINE_BULLETS: [char; 5] = ['•', '▪', '‣', '●', '○'];
