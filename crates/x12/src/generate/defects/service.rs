//! SNIP type 6: what a kind of service asks for.

use super::line::{find, remove, remove_loop, set};
use super::{D, Defect, P, defect_of as defect};
use crate::generate::claim::Shape;

pub(super) const DEFECTS: &[Defect] = &[
    defect(("ambulance-without-transport", 6), P, "an ambulance without CR1", |lines| {
        remove(lines, "CR1")
    })
    .shape(Shape::Ambulance),
    defect(("ambulance-without-pick-up", 6), P, "an ambulance without its first place", |lines| {
        remove_loop(lines, "NM1*PW", &["N3", "N4"])
    })
    .shape(Shape::Ambulance),
    defect(("ambulance-without-drop-off", 6), P, "an ambulance without its last place", |lines| {
        remove_loop(lines, "NM1*45", &["N3", "N4"])
    })
    .shape(Shape::Ambulance),
    defect(("anaesthesia-without-minutes", 6), P, "anaesthesia counted in units", |lines| {
        set(lines, "SV1", 3, "UN") && set(lines, "SV1", 4, "1")
    })
    .shape(Shape::Anaesthesia),
    defect(("laboratory-without-certificate", 6), P, "laboratory tests without REF X4", |lines| {
        remove(lines, "REF*X4")
    })
    .shape(Shape::Laboratory),
    defect(("filling-without-tooth", 6), D, "a filling without TOO", |lines| {
        let Some(at) = lines.iter().position(|line| line.get(1).starts_with("AD:D239")) else {
            return false;
        };
        find(&lines[at..].to_vec(), "TOO") == Some(1) && {
            lines.remove(at + 1);
            true
        }
    }),
];
