//! Security labels of a document: `meta.security` of any resource,
//! `DocumentReference.securityLabel`, `Composition.confidentiality`. Codes are those of HL7 v3
//! ActCode (information sensitivity) and Confidentiality
//! (<https://terminology.hl7.org/CodeSystem-v3-ActCode.html>).

use super::view::{items, text};
use model::SensitivityTag;
use serde_json::Value;

/// Most labels of one resource that are looked at.
const MOST_LABELS: usize = 64;

/// The tags of a resource, each once, in the order of their kinds.
pub(crate) fn tags(source: &Value) -> Vec<SensitivityTag> {
    let meta = source.get("meta").unwrap_or(&Value::Null);
    let labels = items(source, "securityLabel").iter().flat_map(|label| items(label, "coding"));
    let codings = items(meta, "security").iter().chain(labels).take(MOST_LABELS);
    let coded = codings.filter_map(|coding| text(coding, "code"));
    let mut tags: Vec<SensitivityTag> =
        coded.chain(text(source, "confidentiality")).filter_map(tag).collect();
    tags.sort();
    tags.dedup();
    tags
}

/// What a code means here. A substance use label is taken for a Part 2 record until a person
/// takes the tag away: the label does not say whether the source is a Part 2 programme.
/// Confidentiality N, M, L and U ask for nothing more than every chart has.
fn tag(code: &str) -> Option<SensitivityTag> {
    Some(match code {
        "ETH" | "ETHUD" | "SUD" | "OPIOIDUD" | "42CFRPart2" => SensitivityTag::Part2,
        "HIV" => SensitivityTag::Hiv,
        "PSY" | "PSYTHPN" | "MH" | "BH" => SensitivityTag::MentalHealth,
        "SEX" | "STD" => SensitivityTag::Reproductive,
        "ADOL" => SensitivityTag::MinorConsent,
        "CEL" | "VIP" => SensitivityTag::Vip,
        "R" => SensitivityTag::Custom("restricted".to_owned()),
        "V" => SensitivityTag::Custom("very_restricted".to_owned()),
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn labels_of_every_place() {
        let coding = |code: &str| json!({"system": "http://terminology.hl7.org/x", "code": code});
        for (source, words) in [
            (json!({}), &[][..]),
            (json!({"confidentiality": "N"}), &[]),
            (json!({"confidentiality": "R"}), &["restricted"]),
            (json!({"meta": {"security": [coding("HTEST")]}}), &[]),
            (json!({"meta": {"security": [coding("ETH")]}}), &["part2"]),
            (
                json!({"meta": {"security": [coding("SUD")]},
                    "securityLabel": [{"coding": [coding("HIV"), coding("V")]},
                        {"coding": [coding("ETH")]}]}),
                &["part2", "hiv", "very_restricted"],
            ),
            (json!({"securityLabel": [{"coding": [coding("PSY")]}]}), &["mental_health"]),
            (json!({"securityLabel": "PSY", "meta": []}), &[]),
        ] {
            let found = tags(&source);
            let found: Vec<&str> = found.iter().map(SensitivityTag::name).collect();
            assert_eq!(found, words, "{source}");
        }
    }
}
