use super::*;

#[test]
fn titles_lose_what_nobody_says() {
    assert_eq!(
        essential("Essential (primary) hypertension").unwrap().trim(),
        "essential  hypertension"
    );
    assert_eq!(essential("Other specified anemias"), None);
    assert_eq!(essential("Gout, unspecified").unwrap().trim(), "gout,");
}

#[test]
fn kinds() {
    for (code, kind) in [
        ("C50.9", Kind::Neoplasm),
        ("D12.6", Kind::Neoplasm),
        ("D64.9", Kind::Acute),
        ("R07.9", Kind::Symptom),
        ("R73.9", Kind::Finding),
        ("S52.5", Kind::Injury),
        ("Z85.3", Kind::History),
    ] {
        assert_eq!(kind_by_code(code), kind, "{code}");
    }
}
