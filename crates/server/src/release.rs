//! What the release policy of a site says to a coded chart.

/// Why nothing is released at a site without audits.
pub const NO_PROOF: &str =
    "No release threshold is proved for this kind of visit yet: a person looks at each chart.";
