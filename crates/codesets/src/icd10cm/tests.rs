//! Counts and spot checks of the embedded pack.

use super::*;

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

#[test]
fn exactly_the_official_number_of_codes() {
    let pack = Icd10Cm::embedded();
    assert_eq!(pack.len(), 46_881);
    for (on, count) in [
        ("2024-10-01", 74_260),
        ("2025-10-01", 74_719),
        ("2026-04-01", 74_719),
        ("2026-10-01", 74_879),
    ] {
        assert_eq!(pack.count_billable(day(on)), count, "{on}");
    }
}

#[test]
fn every_code_of_the_release_has_a_title_and_every_title_expands_to_codes() {
    let pack = Icd10Cm::embedded();
    let on = day("2026-04-01");
    let mut expanded = 0;
    for node in pack.nodes().filter(|node| node.is_leaf()) {
        if node.needs_seventh() {
            for (letter, _) in node.seventh_characters() {
                expanded += usize::from(pack.is_billable(&node.with_seventh(letter), on));
            }
        } else {
            assert!(pack.is_billable(node.code(), on), "{}", node.code());
            expanded += 1;
        }
    }
    assert_eq!(expanded, 74_719);
}

#[test]
fn spot_checks() {
    let pack = Icd10Cm::embedded();
    let on = day("2026-04-01");
    assert_eq!(
        pack.title("E11.22").unwrap(),
        "Type 2 diabetes mellitus with diabetic chronic kidney disease"
    );
    let title = pack.title("S52.501A").unwrap();
    assert!(title.ends_with(", initial encounter for closed fracture"), "{title}");
    assert_eq!(pack.base("T36.0X1A").unwrap().code(), "T360X1");
    assert!(pack.is_billable("S06.0X0A", on) && !pack.is_billable("S06.0X0", on));
    assert!(!pack.is_billable("E11.2", on), "a heading is no code");
    assert!(pack.node("E1122").is_some() && pack.node("E11.2X").is_none());
    let parents: Vec<_> = pack.node("E11.22").unwrap().lineage().map(|n| n.dotted()).collect();
    assert_eq!(&parents[..3], ["E11.22", "E11.2", "E11"]);
    let children: Vec<_> = pack.node("E11.2").unwrap().children().map(|n| n.dotted()).collect();
    assert_eq!(children, ["E11.21", "E11.22", "E11.29"]);
}

#[test]
fn combinations_that_were_never_made_valid_stay_out() {
    let pack = Icd10Cm::embedded();
    // S06.xx7 and S06.xx8: death before regaining consciousness takes the A only.
    let on = day("2026-04-01");
    for code in ["S06.2X7", "S06.2X8"] {
        let node = pack.node(code).unwrap();
        let letters: String = node.seventh_characters().iter().map(|(c, _)| *c).collect();
        assert_eq!(letters, "A", "{code}");
        assert!(!pack.is_billable(&format!("{code}D"), on));
    }
}

#[test]
fn codes_of_other_years_have_dates_and_no_title() {
    let pack = Icd10Cm::embedded();
    let v = pack.validity("A04.7").unwrap();
    assert_eq!((v.starts, v.ends), (day("2015-10-01"), day("2017-09-30")));
    assert!(pack.is_billable("A04.7", day("2016-06-01")));
    assert!(!pack.is_billable("A04.7", day("2026-04-01")));
    assert!(pack.is_billable("D69.11", day("2026-10-01")), "new in FY2027");
    assert!(!pack.is_billable("D69.11", day("2026-09-30")));
    assert_eq!(pack.title("D69.11"), None);
}

#[test]
fn attributes() {
    let pack = Icd10Cm::embedded();
    let then = pack.validity_on("N40.0", day("2020-01-01")).unwrap();
    assert_eq!(then.attributes.sex(), Some(model::Sex::Male), "a conflict until 2024-09-30");
    assert_eq!(pack.validity("N40.0").unwrap().attributes.sex(), None);
    assert!(pack.validity("W19.XXXA").unwrap().attributes.is_external_cause());
    assert!(pack.validity("F02.80").unwrap().attributes.is_manifestation());
}

#[test]
fn a_damaged_pack_is_refused() {
    let mut bytes = EMBEDDED.to_vec();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 0x20;
    assert!(matches!(Icd10Cm::from_pack(bytes), Err(PackError::Damaged)));
    assert!(Icd10Cm::from_pack(EMBEDDED[..EMBEDDED.len() - 1].to_vec()).is_err());
    assert!(Icd10Cm::from_pack(Vec::new()).is_err());
}
