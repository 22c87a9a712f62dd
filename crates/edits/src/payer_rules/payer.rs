//! Whose rule it is: a payer by identifier, name or kind.

use model::{ClaimPayer, PayerKind};
use std::cmp::Ordering;
use std::collections::BTreeMap;

/// The kinds of payers by their names in claim JSON.
pub(crate) const KINDS: [(PayerKind, &str); 6] = [
    (PayerKind::Medicare, "medicare"),
    (PayerKind::Commercial, "commercial"),
    (PayerKind::MedicareAdvantage, "medicare_advantage"),
    (PayerKind::Medicaid, "medicaid"),
    (PayerKind::WorkersComp, "workers_comp"),
    (PayerKind::Other, "other"),
];

/// The name of a kind.
pub(crate) fn kind_name(kind: PayerKind) -> &'static str {
    KINDS.iter().find(|(known, _)| *known == kind).map_or("other", |(_, name)| name)
}

/// One way to name a payer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum PayerName {
    /// `id:ZZ001`: the identifier, case left out.
    Id(String),
    /// `name:Example Health`: the name, case left out.
    Name(String),
    /// `kind:medicaid`: every payer of a kind.
    Kind(PayerKind),
}

impl PayerName {
    /// Reads `id:…`, `name:…` or `kind:…`; without any of them it is an identifier or a name.
    pub(crate) fn read(text: &str) -> Result<Vec<PayerName>, String> {
        let text = text.trim();
        let (sort, rest) = match text.split_once(':') {
            Some((sort, rest)) => (sort.trim(), rest.trim()),
            None => ("", text),
        };
        if rest.is_empty() {
            return Err("names no payer".to_owned());
        }
        let folded = rest.to_ascii_uppercase();
        match sort {
            "" => Ok(vec![PayerName::Id(folded.clone()), PayerName::Name(folded)]),
            "id" => Ok(vec![PayerName::Id(folded)]),
            "name" => Ok(vec![PayerName::Name(folded)]),
            "kind" => match KINDS.iter().find(|(_, name)| *name == rest) {
                Some((kind, _)) => Ok(vec![PayerName::Kind(*kind)]),
                None => {
                    let known: Vec<_> = KINDS.iter().map(|(_, name)| *name).collect();
                    Err(format!("`{rest}` is no kind of payer: {}", known.join(", ")))
                }
            },
            other => Err(format!("`{other}:` is not known; write id:, name: or kind:")),
        }
    }
}

/// Which rules are whose. A claim of a payer without rules costs two searches and nothing else.
#[derive(Debug, Default)]
pub(crate) struct PayerIndex {
    ids: Vec<(String, Vec<u32>)>,
    names: Vec<(String, Vec<u32>)>,
    kinds: [Vec<u32>; KINDS.len()],
}

impl PayerIndex {
    /// An index of rules by their payers, in the order of the rules.
    pub(crate) fn new<'a>(rules: impl Iterator<Item = &'a [PayerName]>) -> PayerIndex {
        let (mut ids, mut names) = (BTreeMap::new(), BTreeMap::new());
        let mut index = PayerIndex::default();
        for (rule, payers) in (0_u32..).zip(rules) {
            for payer in payers {
                let list: &mut Vec<u32> = match payer {
                    PayerName::Id(id) => ids.entry(id.clone()).or_default(),
                    PayerName::Name(name) => names.entry(name.clone()).or_default(),
                    PayerName::Kind(kind) => &mut index.kinds[*kind as usize],
                };
                list.push(rule);
            }
        }
        index.ids = ids.into_iter().collect();
        index.names = names.into_iter().collect();
        index
    }

    /// The rules of a payer in order, each once; no allocation where there are none.
    pub(crate) fn rules_of(&self, payer: &ClaimPayer) -> Vec<u32> {
        let none: &[u32] = &[];
        let id = payer.id.as_deref().map_or(none, |id| find(&self.ids, id));
        let by_kind = &self.kinds[payer.kind as usize];
        let name = find(&self.names, &payer.name);
        let mut rules = Vec::new();
        for list in [id, name, by_kind] {
            rules.extend_from_slice(list);
        }
        rules.sort_unstable();
        rules.dedup();
        rules
    }
}

fn find<'a>(lists: &'a [(String, Vec<u32>)], name: &str) -> &'a [u32] {
    let folded = || name.trim().bytes().map(|byte| byte.to_ascii_uppercase());
    let order = |(known, _): &(String, Vec<u32>)| -> Ordering { known.bytes().cmp(folded()) };
    lists.binary_search_by(order).map_or(&[], |at| &lists[at].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_payer_is_found_by_identifier_name_or_kind() {
        let payers: Vec<Vec<PayerName>> =
            ["ZZ001", "name:Example Health", "kind:medicaid", "id:zz2"]
                .iter()
                .map(|text| PayerName::read(text).unwrap())
                .collect();
        let index = PayerIndex::new(payers.iter().map(Vec::as_slice));
        let payer = |id: Option<&str>, name: &str, kind| ClaimPayer {
            id: id.map(str::to_owned),
            name: name.to_owned(),
            kind,
            ..ClaimPayer::default()
        };
        for (id, name, kind, rules) in [
            (Some("zz001 "), "X", PayerKind::Commercial, &[0][..]),
            (None, "zz001", PayerKind::Commercial, &[0]),
            (Some("zz001"), "ZZ001", PayerKind::Commercial, &[0]),
            (None, " example HEALTH", PayerKind::Medicaid, &[1, 2]),
            (Some("ZZ2"), "", PayerKind::Medicare, &[3]),
            (None, "zz2", PayerKind::Other, &[]),
            (None, "", PayerKind::Commercial, &[]),
        ] {
            assert_eq!(index.rules_of(&payer(id, name, kind)), rules, "{id:?} {name}");
        }
    }

    #[test]
    fn what_names_no_payer_is_refused() {
        for text in ["", "id:", "kind:hmo", "plan:Gold"] {
            assert!(PayerName::read(text).is_err(), "{text}");
        }
    }

    #[test]
    fn every_kind_stands_at_its_own_place() {
        for (at, (kind, _)) in KINDS.iter().enumerate() {
            assert_eq!(*kind as usize, at);
        }
    }
}
