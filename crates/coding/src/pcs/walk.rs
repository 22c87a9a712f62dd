//! The walk of the tables: a code exists when all its characters stand in one row of its table
//! (Guideline A9).

use codesets::icd10pcs::Axis;
use codesets::icd10pcs::Icd10Pcs;
use std::collections::BTreeMap;

/// The seven characters as far as they are known.
pub type Slots = [Option<char>; 7];

/// A character that the record does not tell.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Missing {
    /// Its position, 4 to 7.
    pub position: usize,
    /// What the tables call it.
    pub title: String,
    /// What the tables allow there.
    pub choices: Vec<String>,
}

/// Where a walk ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Walked {
    /// At a code that the tables allow.
    Code(String),
    /// At characters that the record must tell.
    Missing(Vec<Missing>),
    /// Nowhere: no row allows these characters together.
    Refused,
}

/// Walks the tables with what is known. A character that nothing tells is taken only where the
/// tables leave one value.
#[must_use]
pub fn walk(tables: &Icd10Pcs, slots: &Slots) -> Walked {
    let prefix: Option<String> = slots[..3].iter().copied().collect();
    let Some(prefix) = prefix else {
        return Walked::Missing(vec![Missing {
            position: 4,
            title: "body part".to_owned(),
            choices: Vec::new(),
        }]);
    };
    let Some(table) = tables.table(&prefix) else { return Walked::Refused };
    let allows = |axis: &Axis| {
        let known = position(axis).and_then(|p| slots[p - 1]);
        known.is_none_or(|c| axis.values.iter().any(|(v, _)| *v == c))
    };
    let rows: Vec<&Vec<Axis>> =
        table.rows.iter().filter(|row| row.len() == 4 && row.iter().all(allows)).collect();
    if rows.is_empty() {
        return Walked::Refused;
    }
    let mut open: BTreeMap<usize, (String, BTreeMap<char, String>)> = BTreeMap::new();
    for axis in rows.iter().flat_map(|row| row.iter()) {
        let Some(at) = position(axis).filter(|at| slots[at - 1].is_none()) else { continue };
        let (_, values) = open.entry(at).or_insert_with(|| (axis.title.clone(), BTreeMap::new()));
        values.extend(axis.values.iter().cloned());
    }
    let mut whole = *slots;
    let mut missing = Vec::new();
    for (at, (title, values)) in open {
        match values.iter().next().filter(|_| values.len() == 1) {
            Some((only, _)) => whole[at - 1] = Some(*only),
            None => missing.push(Missing {
                position: at,
                title,
                choices: values.into_values().collect(),
            }),
        }
    }
    if !missing.is_empty() {
        return Walked::Missing(missing);
    }
    let code: Option<String> = whole.iter().copied().collect();
    code.filter(|code| tables.is_valid(code)).map_or(Walked::Refused, Walked::Code)
}

/// The position of an axis, when it is one of the four that rows have.
fn position(axis: &Axis) -> Option<usize> {
    Some(usize::from(axis.position)).filter(|p| (4..=7).contains(p))
}

/// The slots of a template, `?` left open.
#[must_use]
pub fn slots(template: &str) -> Slots {
    let mut slots = [None; 7];
    for (slot, c) in slots.iter_mut().zip(template.chars()) {
        *slot = (c != super::entry::OPEN).then_some(c);
    }
    slots
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pcs::tests::tables;

    #[test]
    fn a_code_is_what_one_row_allows() {
        let tables = tables();
        for (template, expected) in [
            ("0DTJ4ZZ", Some("0DTJ4ZZ")),
            ("0DTJ0??", Some("0DTJ0ZZ")),
            // Two rows: hand-assisted only by laparoscope.
            ("0DTJ0ZG", None),
            ("0DTJ3ZZ", None),
            ("0XX00ZZ", None),
        ] {
            let walked = walk(&tables, &slots(template));
            let expected = expected.map_or(Walked::Refused, |c| Walked::Code(c.to_owned()));
            assert_eq!(walked, expected, "{template}");
        }
    }

    #[test]
    fn what_is_open_is_asked_for_with_its_choices() {
        let Walked::Missing(missing) = walk(&tables(), &slots("0DTJ?ZZ")) else { panic!() };
        assert_eq!((missing.len(), missing[0].position), (1, 5));
        assert_eq!(missing[0].choices, ["Open", "Percutaneous Endoscopic"]);
        assert!(matches!(walk(&tables(), &slots("0?TJ0ZZ")), Walked::Missing(_)));
    }
}
