//! Add-on files in every layout that CMS puts out, made by hand.

use super::*;
use crate::PackBytes;
use crate::ncci::add_on::AddOnTable;

const NAME: &str = "AOC_V2026Q2-MCR.txt";
const FIXED: &str = "AOC_V2026Q2-F-MCR.txt";
const NOTICE: &str = "CPT, made up, of the Centers for Medicare and Medicaid Services\r\n";
const HEADING: &str = "AOC_Edit_Type\tAdd-On_Code\tAOC_DelDT (Julian)\tPrimary_Code\t\
    Primary_Code_DelDT\tAOC_Edit_EffDT\tAOC_Edit_DelDT\tSpecial_Instruction_Notes\r\n";

fn table(file: &str, text: &str) -> Result<(PackHeader, AddOnTable), String> {
    let imported = import(file, text.as_bytes(), None).map_err(|fault| fault.to_string())?;
    let payload = PackBytes::held(imported.payload);
    let table = AddOnTable::read(imported.header.clone(), &payload).unwrap();
    Ok((imported.header, table))
}

/// Type and primary codes on a day.
fn told(table: &AddOnTable, code: &str, on: &str) -> Option<(u8, String)> {
    let found = table.find(code, on.parse().unwrap())?;
    Some((found.kind.digit(), found.primaries.join(" ")))
}

#[test]
fn days_in_every_form() {
    for (text, expected) in [
        ("2024001", Some("2024-01-01")),
        ("2024366", Some("2024-12-31")),
        ("2023365", Some("2023-12-31")),
        ("2023366", None),
        ("2024000", None),
        ("20240229", Some("2024-02-29")),
        ("20240230", None),
        ("2024-03-01", Some("2024-03-01")),
        ("3/1/2024", Some("2024-03-01")),
        ("+024001", None),
        ("soon", None),
        ("", None),
    ] {
        assert_eq!(day(text).map(|day| day.to_string()).as_deref(), expected, "{text}");
    }
}

#[test]
fn between_tabs_with_days() {
    let rows = "1\t99292\t\t99291\t\t2013091\t\t\r\n\
        3\t22853\t\t22551\t2024366\t2017001\t2025120\tmade up\r\n\
        3\t22853\t2026181\tCCCCC\t\t2017001\r\n\
        2\t0054T\t\tCCCCC\t\t2013091\t\tmade up\r\n";
    let text = format!("{NOTICE}{HEADING}{rows}");
    assert!(is_add_ons(&text));
    let (header, table) = table(NAME, &text).unwrap();
    let counts = (header.rows["edits"], header.rows["active"]);
    assert_eq!(
        (header.kind, header.label.as_str(), counts),
        (PackKind::NcciAddOn, "2026-04", (4, 2))
    );
    for (code, on, expected) in [
        ("99292", "2013-04-01", Some((1, "99291"))),
        ("99292", "2013-03-31", None),
        // The primary code ended before the edit did.
        ("22853", "2024-12-31", Some((3, "22551"))),
        ("22853", "2025-01-01", Some((3, ""))),
        // The add-on code itself ended.
        ("22853", "2026-06-30", Some((3, ""))),
        ("22853", "2026-07-01", None),
        ("0054T", "2026-07-01", Some((2, ""))),
    ] {
        let expected = expected.map(|(kind, codes)| (kind, codes.to_owned()));
        assert_eq!(told(&table, code, on), expected, "{code} {on}");
    }
}

#[test]
fn between_commas_without_days() {
    let text = "Add-On Code,Primary Code,AOC Edit Type\n0054T,CCCCC,2\n0071U,0070U,1\n";
    assert!(is_add_ons(text));
    let (header, table) = table("aoc_2024q3.csv", text).unwrap();
    assert_eq!(header.starts.to_string(), "2024-07-01");
    assert_eq!(told(&table, "0071U", "2024-07-01"), Some((1, "0070U".to_owned())));
    assert_eq!(told(&table, "0054T", "2030-01-01"), Some((2, String::new())));
    for (name, words) in [("aoc.csv", "--release"), ("AOC_V2026Q2-MCD.csv", "Medicaid")] {
        assert!(super::tests::table(name, text).unwrap_err().contains(words), "{name}");
    }
}

#[test]
fn of_fixed_width() {
    let text = "10071U       0070U       2018001       \r\n\
        322853       225512024366201700120251200made up\r\n\
        322853       CCCCC       2017001\r\n\r\n\u{1a}";
    assert!(is_add_ons(text) && is_add_ons(&text.replace("\r\n", "\n")));
    let (header, table) = table(FIXED, text).unwrap();
    assert_eq!((header.label.as_str(), header.rows["edits"]), ("2026-04", 3));
    for (code, on, expected) in [
        ("0071U", "2018-01-01", Some((1, "0070U"))),
        ("0071U", "2017-12-31", None),
        ("22853", "2024-12-31", Some((3, "22551"))),
        ("22853", "2025-01-01", Some((3, ""))),
    ] {
        let expected = expected.map(|(kind, codes)| (kind, codes.to_owned()));
        assert_eq!(told(&table, code, on), expected, "{code} {on}");
    }
    let fault = super::tests::table(FIXED, &format!("{text}\r\n10071U       00")).unwrap_err();
    assert!(fault.contains("line 6: 15 characters: the row is cut"), "{fault}");
    let other = "A0021003003Ambulance service, made up, and more of it                    ";
    assert!(!is_add_ons(other) && !is_add_ons("") && !is_add_ons("\n\n"));
}

#[test]
fn faults_name_their_line() {
    for (rows, words) in [
        ("1\t99292\t\t99291\t", "line 3: 5 cells, at least 6"),
        ("4\t99292\t\t99291\t\t2013091\t\t", "line 3: `4` is no edit type"),
        ("1\t9929\t\t99291\t\t2013091\t\t", "line 3: `9929` is no procedure code"),
        ("1\t99292\t\tCCCC\t\t2013091\t\t", "line 3: `CCCC` is no procedure code"),
        ("1\t99292\t\t99291\t\t2013400\t\t", "line 3: `2013400` is no day"),
        ("1\t99292\t\t99291\t\t2013091\tnever\t", "line 3: `never` is no day"),
        ("1\t99292\t\t99291\t\t2013091\t\t\tx", "line 3: 9 cells below 8"),
        ("", "line 2: no add-on code"),
    ] {
        let fault = table(NAME, &format!("{NOTICE}{HEADING}{rows}")).unwrap_err();
        assert!(fault.contains(words), "{fault}");
    }
}

/// Every cut of a file, and every byte of it changed, is read or refused, never a panic.
#[test]
fn cut_and_changed_files() {
    let tabs = format!("{NOTICE}{HEADING}3\t22853\t\t22551\t2024366\t2017001\t2025120\tx\r\n");
    let fixed = "322853       225512024366201700120251200made up\r\n".repeat(2);
    for (name, text) in [(NAME, tabs), (FIXED, fixed)] {
        for at in 0..text.len() {
            for byte in [None, Some(b'"'), Some(b'\t'), Some(b'\n'), Some(0xff), Some(b'9')] {
                let mut bytes = text.clone().into_bytes();
                match byte {
                    None => bytes.truncate(at),
                    Some(byte) => bytes[at] = byte,
                }
                match import(name, &bytes, None) {
                    Ok(imported) => assert!(imported.header.rows["edits"] <= 3),
                    Err(fault) => assert!(fault.to_string().starts_with(name)),
                }
            }
        }
    }
}
