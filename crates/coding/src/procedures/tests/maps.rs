use super::super::ProcedureMap;
use super::{MAP, map};

#[test]
fn the_embedded_map_is_well_formed() {
    let embedded = ProcedureMap::embedded().unwrap_or_else(|fault| panic!("{fault}"));
    let known = |code: &str| embedded.entry(code).is_some();
    for entry in embedded.entries() {
        assert!(!entry.name.is_empty(), "{} has no name", entry.code);
        // A base may be one that the map does not hold, but not all of them.
        let based = entry.adds_to.is_empty() || entry.adds_to.iter().any(|base| known(base));
        assert!(based, "{} adds to nothing that the map holds", entry.code);
    }
}

#[test]
fn the_giving_of_drugs_is_complete() {
    if cfg!(feature = "cpt-map") {
        let embedded = ProcedureMap::embedded().unwrap();
        assert_eq!(embedded.entries().iter().filter(|e| e.is_administration()).count(), 25);
    }
}

#[test]
fn equal_groups_are_one() {
    let entry = |name: &str| map().entries().iter().position(|e| e.name == name).unwrap();
    let (a, b) = (entry("head CT, plain"), entry("head CT, with contrast"));
    assert_eq!(map().groups[a].all, map().groups[b].all);
    assert!(map().phrases.groups() < map().entries().len() * 2);
}

#[test]
fn faults_name_file_and_entry() {
    let base = "[[procedure]]\nname = \"x\"\nfamily = \"x\"\nkind = \"surgery\"\n";
    for (rest, expected) in [
        ("code = \"123\"\nall = [[\"a\"]]", "five characters"),
        ("code = \"12345\"", "never be found"),
        ("code = \"12345\"\nall = [[]]", "empty"),
        ("code = \"12345\"\nall = [[\"--\"]]", "0 words"),
        ("code = \"12345\"\nall = [[\"a\"]]\nviews = [3, 2]", "turn it round"),
        ("code = \"12345\"\nall = [[\"a\"]]\nunits = \"many\"", "no way to count"),
        ("code = \"12345\"\nall = [[\"a\"]]\nunits = \"minutes:0\"", "no way to count"),
        ("code = \"12345\"\nall = [[\"a\"]]\ndose_per_unit = \"lots\"", "no amount"),
        ("code = \"12345\"\nall = [[\"a\"]]\ncolour = \"red\"", "colour"),
        ("code = \"12345\"\norder = \"initial\"", "needs `route`"),
    ] {
        let text = format!("{base}{rest}");
        let fault = ProcedureMap::from_files(&[("bad.toml", &text)]).err().map(|f| f.to_string());
        let fault = fault.unwrap_or_default();
        assert!(fault.contains("bad.toml") && fault.contains(expected), "{rest}: {fault}");
    }
    assert!(ProcedureMap::from_files(&[("map.toml", MAP)]).is_ok());
}
