//! Forms that hold, forms that do not, and that no form is shared with ICD-10-CM.

use super::*;
use crate::code::has_icd10cm_form;

#[test]
fn forms_of_single_codes() {
    for (code, form) in [
        ("1A00", Some(CodeForm::Stem)),
        ("2C25.Z", Some(CodeForm::Stem)),
        ("1A36.0Z", Some(CodeForm::Stem)),
        ("5A11", Some(CodeForm::Stem)),
        ("VA00", Some(CodeForm::Stem)),
        ("XS9R", Some(CodeForm::Extension)),
        ("XN8P1", Some(CodeForm::Extension)),
        ("XM1FG4", Some(CodeForm::Extension)),
        ("", None),
        ("5A1", None),
        ("5AA1", None),
        ("0A00", None),
        ("E11", None),
        ("E11.22", None),
        ("2C25.", None),
        ("2C25.ZZZ", None),
        ("2C2.Z", None),
        ("1O00", None),
        ("1A0I", None),
        ("X19R", None),
        ("XS9", None),
        ("XS9R.1", None),
        ("XS9R123", None),
        ("1a00", None),
        ("ÉA00", None),
        ("99213", None),
        ("J1100", None),
    ] {
        assert_eq!(CodeForm::of(code), form, "{code}");
    }
}

#[test]
fn clusters_that_hold() {
    for (text, written, stems, parts) in [
        ("5A11", "5A11", 1, 1),
        (" 2c25.z&xs9r ", "2C25.Z&XS9R", 1, 2),
        ("5A11/8C03.0", "5A11/8C03.0", 2, 2),
        ("1A00&XN8P1&XK8G/5A11&XT5R", "1A00&XN8P1&XK8G/5A11&XT5R", 2, 5),
        ("2C25.Z&XK8G/2C25.Z&XK9J", "2C25.Z&XK8G/2C25.Z&XK9J", 2, 4),
    ] {
        let cluster = Cluster::parse(text).unwrap();
        assert_eq!(cluster.to_string(), written);
        assert_eq!((cluster.groups.len(), cluster.parts().count()), (stems, parts), "{text}");
        assert_eq!(cluster.is_single(), parts == 1);
    }
}

#[test]
fn every_fault_is_named_with_its_place() {
    for (text, faults) in [
        ("", &["no code at character 1"][..]),
        ("&XS9R", &["no code at character 1"]),
        ("2C25.Z&", &["no code at character 8"]),
        ("5A11//8C03", &["no code at character 6"]),
        ("XS9R&2C25.Z", &["can't begin a cluster", "`2C25.Z` at character 6 is a stem code"]),
        ("2C25.Z/XS9R", &["`XS9R` at character 8 is an extension code behind /"]),
        ("2C25.Z&5A11", &["`5A11` at character 8 is a stem code behind &"]),
        ("2C25.Z&XS9R&XS9R", &["`XS9R` at character 13 stands there twice"]),
        ("5A11/5A11", &["`5A11` at character 6 stands there twice"]),
        ("5A11&XK8G&XS9R/5A11&XS9R&XK8G", &["`5A11` at character 16 stands there twice"]),
        ("E11.22", &["has that of ICD-10"]),
        ("5A1O", &["no letter I or O"]),
        ("5A11 & XS9R", &["`5A11 ` at character 1", "no space", "` XS9R`"]),
        ("http://id.who.int/icd/entity/119724091", &["an address"]),
        ("  é/5A11", &["`é` at character 3"]),
    ] {
        let said: Vec<String> =
            Cluster::parse(text).unwrap_err().iter().map(ToString::to_string).collect();
        let all = said.join("\n");
        assert!(faults.iter().all(|part| all.contains(part)), "{text}: {all}");
    }
    let long = "5A11/".repeat(LONGEST);
    assert_eq!(Cluster::parse(&long).unwrap_err(), [ClusterFault::TooLong]);
    let many = vec!["5A11"; MOST_PARTS + 1].join("/");
    assert_eq!(Cluster::parse(&many).unwrap_err(), [ClusterFault::TooLong]);
}

/// The reason why no ICD-11 code can pass for an ICD-10-CM code, over every beginning of one.
#[test]
fn no_text_has_the_form_of_both_systems() {
    let characters = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let tails = ["0", "00", "0A", "00.0", "00.Z", "0Z.1Y", "A0Z1", "00&XN8P1", "00/1A00"];
    let mut seen = (0, 0);
    for first in characters.chars() {
        for second in characters.chars() {
            for tail in tails {
                let code = format!("{first}{second}{tail}");
                let (ten, eleven) = (has_icd10cm_form(&code), has_icd11_form(&code));
                assert!(!(ten && eleven), "{code}");
                seen = (seen.0 + usize::from(ten), seen.1 + usize::from(eleven));
            }
        }
    }
    assert!(seen.0 > 500 && seen.1 > 2_000, "{seen:?}");
}
