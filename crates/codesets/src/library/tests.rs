//! What stays when an import fails, and what is seen when it succeeds.

use super::*;
use crate::icd10cm::Node;
use std::fmt::Write as _;

/// A release in the HCPCS layout, large enough to be one; `about` stands in its descriptions.
fn hcpcs(about: &str) -> Vec<u8> {
    let mut text = String::new();
    for i in 0..6_000 {
        let code = format!("{}{:04}", if i < 3_000 { 'A' } else { 'E' }, i);
        let long = format!("{about}, made up, number {i}");
        let _ = writeln!(text, "{code}001003{long:<80}{about:<28}");
    }
    for i in 0..120u8 {
        let code = format!("{}{}", char::from(b'A' + i / 10), i % 10);
        let _ = writeln!(text, "   {code}001007{about:<80}{about:<28}");
    }
    text.into_bytes()
}

/// An alphabetic index in the CDC's layout, large enough to be a release.
fn index() -> Vec<u8> {
    let mut xml = String::from(
        "<?xml version=\"1.0\"?>\n<ICD10CM.index>\n<version>2026</version>\n\
         <title>ICD-10-CM INDEX TO DISEASES and INJURIES</title>\n<letter><title>A</title>\n",
    );
    for i in 0..26_000 {
        let _ = writeln!(
            xml,
            "<mainTerm><title>Complaint {i} <nemod>(old)</nemod></title><code>R52</code>\n\
             <term level=\"1\"><title>with pain</title><code>R10.9</code></term></mainTerm>"
        );
    }
    xml.push_str("</letter>\n</ICD10CM.index>\n");
    xml.into_bytes()
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

fn diag(xml: &mut String, node: Node<'_>, without: &str) {
    if node.code() == without {
        return;
    }
    let (name, title) = (node.dotted(), escaped(node.title()));
    let _ = writeln!(xml, "<diag><name>{name}</name><desc>{title}</desc>");
    if node.needs_seventh() {
        xml.push_str("<sevenChrDef>");
        for (letter, meaning) in node.seventh_characters() {
            let meaning = escaped(meaning);
            let _ = writeln!(xml, "<extension char=\"{letter}\">{meaning}</extension>");
        }
        xml.push_str("</sevenChrDef>");
    }
    for child in node.children() {
        diag(xml, child, without);
    }
    xml.push_str("</diag>\n");
}

/// The embedded list in the CDC's layout, without one code and with one that is new.
fn tabular(without: &str, new: &str) -> Vec<u8> {
    let pack = Icd10Cm::embedded();
    let mut xml = String::from(
        "<?xml version=\"1.0\"?>\n<ICD10CM.tabular>\n<version>2027</version>\n\
         <chapter><name>1</name><desc>All</desc><section id=\"A00-Z99\"><desc>All</desc>\n",
    );
    for node in pack.nodes().filter(|node| node.code().len() == 3) {
        diag(&mut xml, node, without);
    }
    let _ = writeln!(xml, "<diag><name>{new}</name><desc>Made up</desc></diag>");
    xml.push_str("</section></chapter></ICD10CM.tabular>\n");
    xml.into_bytes()
}

fn day(text: &str) -> Date {
    text.parse().unwrap()
}

fn short(sets: &CodeSets) -> Option<String> {
    let hcpcs = sets.hcpcs(day("2026-02-01"))?;
    hcpcs.get("A0001").map(|entry| entry.short.clone())
}

fn files(data: &Path) -> Vec<String> {
    let Ok(entries) = std::fs::read_dir(data.join(FOLDER)) else { return Vec::new() };
    let mut names: Vec<String> =
        entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn an_imported_pack_takes_effect_without_a_restart() {
    let data = tempfile::tempdir().unwrap();
    let library = Library::new(Some(data.path()));
    let before = library.current().unwrap();
    assert!(Arc::ptr_eq(&before, &library.current().unwrap()), "nothing changed, nothing is read");
    assert_eq!(short(&before), None);

    // Another process imports: only the folder is shared.
    let other = Library::new(Some(data.path()));
    let listed = other.import_bytes("in/HCPC2026_JAN_ANWEB.txt", &hcpcs("first"), None).unwrap();
    assert_eq!((listed.name.as_str(), listed.header.rows["modifiers"]), ("hcpcs-2026-01", 120));
    assert_eq!(listed.header.source, "HCPC2026_JAN_ANWEB.txt");
    assert_eq!(short(&library.current().unwrap()).as_deref(), Some("first"));
    assert_eq!(short(&before), None, "what a run holds does not change under it");

    other.import_bytes("HCPC2026_JAN_ANWEB.txt", &hcpcs("second"), None).unwrap();
    assert_eq!(short(&library.current().unwrap()).as_deref(), Some("second"));
    assert_eq!(library.list().unwrap().len(), 2);

    other.remove("hcpcs-2026-01").unwrap();
    assert_eq!(short(&library.current().unwrap()), None);
    assert!(matches!(other.remove("hcpcs-2026-01"), Err(LibraryError::NoSuchPack { .. })));
}

#[test]
fn a_fault_between_write_and_rename_leaves_the_old_pack() {
    let data = tempfile::tempdir().unwrap();
    let library = Library::new(Some(data.path()));
    library.import_bytes("HCPC2026_JAN.txt", &hcpcs("old"), None).unwrap();
    let target = data.path().join(FOLDER).join("hcpcs-2026-01.pack");
    let old = std::fs::read(&target).unwrap();

    let new = library.prepare("HCPC2026_JAN.txt", &hcpcs("new"), None).unwrap();
    let fault = library.put_with(&[new], |draft, _| {
        let written = std::fs::read(draft).unwrap();
        assert!(container::split_checked(&written).is_ok(), "written whole before it is renamed");
        Err(std::io::Error::other("the disk went away"))
    });
    assert!(fault.unwrap_err().to_string().ends_with("hcpcs-2026-01.pack: the disk went away"));
    assert_eq!(std::fs::read(&target).unwrap(), old);
    assert_eq!(files(data.path()), ["hcpcs-2026-01.pack"]);
    assert_eq!(short(&library.current().unwrap()).as_deref(), Some("old"));

    // Of several packs, none is written when one cannot be.
    let folder = data
        .path()
        .join(FOLDER)
        .join(format!("icd10cm-index-2026-04.pack.{}.new", std::process::id()));
    std::fs::create_dir(&folder).unwrap();
    let both = [("HCPC2026_JAN.txt", hcpcs("new")), ("index.xml", index())];
    let release = "2026-04-01".parse().ok();
    let both = both.map(|(name, bytes)| library.prepare(name, &bytes, release).unwrap());
    assert!(library.put(&both).is_err());
    std::fs::remove_dir(&folder).unwrap();
    assert_eq!(std::fs::read(&target).unwrap(), old);
    assert_eq!(files(data.path()), ["hcpcs-2026-01.pack"]);

    // A process that died at the same place leaves its draft behind.
    std::fs::write(data.path().join(FOLDER).join("hcpcs-2026-01.pack.7.new"), b"CCPACK").unwrap();
    assert_eq!(short(&library.current().unwrap()).as_deref(), Some("old"));
    assert_eq!(library.list().unwrap().len(), 2);
}

#[test]
fn a_cut_file_names_its_place_and_imports_nothing() {
    let (index, codes) = (index(), hcpcs("cut"));
    let data = tempfile::tempdir().unwrap();
    let library = Library::new(Some(data.path()));
    for (name, whole) in [("icd10cm_index.xml", &index), ("HCPC2026_JAN.txt", &codes)] {
        for part in [3, 10, 500, 900, 999] {
            // Cuts inside a tag, inside text, and between two lines.
            for end in 0..7 {
                let at = whole.len() * part / 1000 + end;
                let fault = library.import_bytes(name, &whole[..at], None).unwrap_err().to_string();
                assert!(fault.starts_with(&format!("{name}: ")), "{fault}");
                let says_where = fault.contains(": line ") || fault.contains("only ");
                assert!(says_where, "{part}: {fault}");
            }
        }
        assert_eq!(files(data.path()), Vec::<String>::new());
        library.import_bytes(name, whole, None).unwrap();
        library.remove(&library.list().unwrap()[1].name).unwrap();
    }
}

#[test]
fn hcpcs_cut_between_two_lines_is_refused() {
    let whole = hcpcs("cut");
    let line = whole.iter().position(|b| *b == b'\n').unwrap() + 1;
    let library = Library::new(Some(Path::new("nowhere")));
    let fault = library.import_bytes("HCPC2026_JAN.txt", &whole[..line * 5_900], None);
    let fault = fault.unwrap_err().to_string();
    assert!(fault.contains("only 0 HCPCS modifiers"), "{fault}");
}

#[test]
fn a_damaged_pack_is_named_and_a_second_import_heals_it() {
    let data = tempfile::tempdir().unwrap();
    let library = Library::new(Some(data.path()));
    library.import_bytes("HCPC2026_JAN.txt", &hcpcs("whole"), None).unwrap();
    let path = data.path().join(FOLDER).join("hcpcs-2026-01.pack");
    let mut bytes = std::fs::read(&path).unwrap();
    let last = bytes.len() - 1;
    bytes[last] ^= 1;
    bytes.push(b'x');
    std::fs::write(&path, &bytes).unwrap();
    let Err(fault) = library.current() else { panic!("a damaged pack was read") };
    let fault = fault.to_string();
    assert!(fault.contains("hcpcs-2026-01.pack: ") && fault.contains("SHA-256"), "{fault}");
    assert!(fault.contains("codesets remove hcpcs-2026-01"), "{fault}");
    assert!(!library.list().unwrap()[1].intact);
    library.import_bytes("HCPC2026_JAN.txt", &hcpcs("whole"), None).unwrap();
    assert!(library.list().unwrap()[1].intact);
    assert_eq!(short(&library.current().unwrap()).as_deref(), Some("whole"));
}

#[test]
fn a_new_tabular_list_ends_and_begins_codes() {
    let data = tempfile::tempdir().unwrap();
    let library = Library::new(Some(data.path()));
    let xml = tabular("I10", "I19.9");
    let fault = library.import_bytes("t.xml", &xml, None).unwrap_err().to_string();
    assert!(fault.contains("--release"), "{fault}");
    let release = day("2026-10-01");
    let listed = library.import_bytes("t.xml", &xml, Some(release)).unwrap();
    assert_eq!((listed.name.as_str(), listed.header.rows["entries"]), ("icd10cm-2026-10", 46_881));
    let check = || {
        let sets = library.current().unwrap();
        assert_eq!(sets.icd10cm(day("2026-09-30")).label(), "2026-04");
        let pack = sets.icd10cm(release);
        assert_eq!((pack.label(), pack.count_billable(release)), ("2026-10", 74_719));
        assert!(!pack.is_billable("I10", release) && pack.is_billable("I19.9", release));
        assert_eq!(pack.validity("I10").unwrap().ends, day("2026-09-30"));
        assert_eq!(pack.title("I19.9").as_deref(), Some("Made up"));
        assert!(pack.validity("W19.XXXA").unwrap().attributes.is_external_cause());
        pack.validity_rows().len()
    };
    let rows = check();
    // The second import builds on the day before, not on the first.
    library.import_bytes("t.xml", &xml, Some(release)).unwrap();
    assert_eq!(check(), rows);
}

#[test]
fn bounds_and_places() {
    let nowhere = Library::new(None);
    assert!(matches!(nowhere.import_bytes("a.xml", b"", None), Err(LibraryError::NoDirectory)));
    let fault = nowhere.import(Path::new("no/such/file.xml"), None).unwrap_err().to_string();
    assert!(fault.starts_with("no/such/file.xml: "), "{fault}");
}
