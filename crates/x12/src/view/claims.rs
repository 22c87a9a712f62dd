//! The loops of a guide that are claims, and those that stand above one.

use crate::guide::roles::Role;
use crate::guide::tables::Guide;

/// What a loop is to a claim, by its number in the guide.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Bond {
    /// Neither.
    #[default]
    None,
    /// A claim stands somewhere within it.
    Above,
    /// It is a claim; its first element is the number.
    Claim {
        /// Element of the opening segment that has the claim's number.
        number: usize,
    },
    /// A service line of a claim.
    Line,
}

/// The bond of each loop.
pub(super) fn bonds(guide: &Guide) -> Vec<Bond> {
    let mut bonds = vec![Bond::None; guide.loops.len()];
    for (number, this) in guide.loops.iter().enumerate() {
        let opening = &guide.segments[usize::from(this.opening)];
        bonds[number] = match opening.role {
            Role::Claim | Role::ClaimPayment => Bond::Claim { number: 1 },
            Role::LineNumber | Role::ServicePayment => Bond::Line,
            // The trace of a claim acknowledgement is the claim's number.
            _ if guide.file == "277ca" && this.id == "2200D" => Bond::Claim { number: 2 },
            _ => continue,
        };
        if bonds[number] == Bond::Line {
            continue;
        }
        let mut above = this.parent;
        while let Some(loop_above) = above {
            bonds[usize::from(loop_above)] = Bond::Above;
            above = guide.loops[usize::from(loop_above)].parent;
        }
    }
    bonds
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::guide::Shelf;

    #[test]
    fn finds_claims_and_what_is_above_them() {
        for (name, claims, above) in [
            ("837p", vec!["2300", "2300"], vec!["2000A", "2000B", "2000C"]),
            ("835", vec!["2100"], vec!["2000"]),
            ("277ca", vec!["2200D"], vec!["2000A", "2000B", "2000C", "2000D"]),
            ("271", vec![], vec![]),
        ] {
            let guide = Shelf::built_in().named(name).unwrap();
            let bonds = bonds(guide);
            let with = |wanted: fn(&Bond) -> bool| -> Vec<&str> {
                let all = guide.loops.iter().zip(&bonds).skip(1);
                all.filter(|(_, b)| wanted(b)).map(|(l, _)| l.id.as_str()).collect()
            };
            assert_eq!(with(|b| matches!(b, Bond::Claim { .. })), claims, "{name}");
            assert_eq!(with(|b| *b == Bond::Above), above, "{name}");
        }
    }
}
