//! The payload of a coverage pack, from policies.

use super::{
    Counts, Diagnosis, EVERYWHERE, LISTS_COVERED, LISTS_NOT_COVERED, MOST_STATES, NOT_COVERED,
};
use crate::code_table::Code;
use crate::packed::NO_END;
use std::collections::{BTreeMap, BTreeSet};

/// Longest identifier or title that is kept, in bytes.
const LONGEST_TEXT: usize = 250;

/// One policy with its codes.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct PolicyRow {
    /// The identifier under which it is published.
    pub id: String,
    /// Its title.
    pub title: String,
    /// First day, as `yyyymmdd`; 0 where it is not told.
    pub from: u32,
    /// Last day, as `yyyymmdd`; `None` while it is in force.
    pub to: Option<u32>,
    /// The states in which it holds, two letters each; `None` for everywhere.
    pub states: Option<BTreeSet<[u8; 2]>>,
    /// Procedure codes, each with the groups of diagnoses that are meant for it; an empty set
    /// means every group.
    pub codes: BTreeMap<Code, BTreeSet<u16>>,
    /// Diagnoses with their group, true where listed as not covered; each once.
    pub diagnoses: Vec<(Diagnosis, u16, bool)>,
    /// Ranges of diagnoses with their group, true where listed as not covered.
    pub ranges: Vec<(Diagnosis, Diagnosis, u16, bool)>,
}

/// More policies, groups or states than a pack can number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("more policies, code groups or states than a release has")]
pub struct TooLarge;

fn number(length: usize) -> Result<u32, TooLarge> {
    u32::try_from(length).map_err(|_| TooLarge)
}

/// The parts of a payload, as they grow.
#[derive(Default)]
struct Parts {
    groups: Vec<u8>,
    policies: Vec<u8>,
    listed: Vec<u8>,
    listed_count: usize,
    ranges: Vec<u8>,
    range_count: usize,
    text: Vec<u8>,
}

/// The policies as the payload of a pack, in the order of their identifiers.
///
/// # Errors
/// When there are more than a pack can number: no release of CMS comes near.
pub fn payload(policies: &mut [PolicyRow]) -> Result<Vec<u8>, TooLarge> {
    policies.sort_by(|a, b| (&a.id, a.from).cmp(&(&b.id, b.from)));
    let states: BTreeSet<[u8; 2]> =
        policies.iter().filter_map(|p| p.states.as_ref()).flatten().copied().collect();
    if states.len() > MOST_STATES {
        return Err(TooLarge);
    }
    let states: Vec<[u8; 2]> = states.into_iter().collect();
    let mut diagnoses: Vec<Diagnosis> =
        policies.iter().flat_map(|p| p.diagnoses.iter().map(|row| row.0)).collect();
    diagnoses.sort_unstable();
    diagnoses.dedup();
    let mut parts = Parts::default();
    let mut codes: BTreeMap<Code, Vec<u8>> = BTreeMap::new();
    for (at, policy) in policies.iter_mut().enumerate() {
        let place = u16::try_from(at).map_err(|_| TooLarge)?;
        for (code, groups) in &policy.codes {
            let row = codes.entry(*code).or_default();
            row.extend(place.to_le_bytes());
            row.extend(u16::try_from(groups.len()).map_err(|_| TooLarge)?.to_le_bytes());
            row.extend(number(parts.groups.len() / 2)?.to_le_bytes());
            groups.iter().for_each(|group| parts.groups.extend(group.to_le_bytes()));
        }
        parts.push(policy, &states, &diagnoses)?;
    }
    parts.join(&codes, &states, &diagnoses)
}

impl Parts {
    fn push(
        &mut self,
        policy: &mut PolicyRow,
        states: &[[u8; 2]],
        diagnoses: &[Diagnosis],
    ) -> Result<(), TooLarge> {
        policy.diagnoses.sort_unstable();
        policy.diagnoses.dedup();
        let listed_from = number(self.listed_count)?;
        for (code, group, not_covered) in &policy.diagnoses {
            let place = diagnoses.binary_search(code).map_err(|_| TooLarge)?;
            let flag = if *not_covered { NOT_COVERED } else { 0 };
            self.listed.extend((number(place)? | flag).to_le_bytes());
            self.listed.extend(group.to_le_bytes());
        }
        self.listed_count += policy.diagnoses.len();
        let ranges_from = number(self.range_count)?;
        for (first, last, group, not_covered) in &policy.ranges {
            self.ranges.extend(first);
            self.ranges.extend(last);
            self.ranges.extend(group.to_le_bytes());
            self.ranges.extend(u16::from(*not_covered).to_le_bytes());
        }
        self.range_count += policy.ranges.len();
        let bits = match &policy.states {
            None => EVERYWHERE,
            Some(own) => {
                let bit = |state| states.iter().position(|s| s == state).map_or(0, |at| 1 << at);
                own.iter().map(bit).fold(0u64, |bits, bit| bits | bit)
            }
        };
        let (id, title) = (shortened(&policy.id), shortened(&policy.title));
        let length = |text: &str| u16::try_from(text.len()).map_err(|_| TooLarge);
        let covered =
            policy.diagnoses.iter().any(|row| !row.2) || policy.ranges.iter().any(|row| !row.3);
        let refused =
            policy.diagnoses.iter().any(|row| row.2) || policy.ranges.iter().any(|row| row.3);
        let flags = u32::from(covered) * LISTS_COVERED + u32::from(refused) * LISTS_NOT_COVERED;
        self.policies.extend(policy.from.to_le_bytes());
        self.policies.extend(policy.to.unwrap_or(NO_END).to_le_bytes());
        self.policies.extend(bits.to_le_bytes());
        self.policies.extend(number(self.text.len())?.to_le_bytes());
        self.policies.extend(length(id)?.to_le_bytes());
        self.policies.extend(length(title)?.to_le_bytes());
        for place in
            [listed_from, number(self.listed_count)?, ranges_from, number(self.range_count)?, flags]
        {
            self.policies.extend(place.to_le_bytes());
        }
        self.text.extend(id.as_bytes());
        self.text.extend(title.as_bytes());
        Ok(())
    }

    fn join(
        self,
        codes: &BTreeMap<Code, Vec<u8>>,
        states: &[[u8; 2]],
        diagnoses: &[Diagnosis],
    ) -> Result<Vec<u8>, TooLarge> {
        let rows: usize = codes.values().map(|rows| rows.len() / super::ROW).sum();
        let counts = Counts([
            codes.len(),
            rows,
            self.groups.len() / 2,
            self.policies.len() / super::POLICY,
            diagnoses.len(),
            self.listed_count,
            self.range_count,
            states.len(),
            self.text.len(),
        ]);
        let total = Counts::BYTES + counts.lengths().iter().sum::<usize>();
        let mut bytes = Vec::with_capacity(total);
        for count in counts.0 {
            bytes.extend(number(count)?.to_le_bytes());
        }
        codes.keys().for_each(|code| bytes.extend(code));
        let mut first = 0;
        for rows in codes.values() {
            bytes.extend(number(first)?.to_le_bytes());
            first += rows.len() / super::ROW;
        }
        bytes.extend(number(first)?.to_le_bytes());
        codes.values().for_each(|rows| bytes.extend(rows));
        bytes.extend(self.groups);
        bytes.extend(self.policies);
        diagnoses.iter().for_each(|diagnosis| bytes.extend(diagnosis));
        bytes.extend(self.listed);
        bytes.extend(self.ranges);
        states.iter().for_each(|state| bytes.extend(state));
        bytes.extend(self.text);
        Ok(bytes)
    }
}

fn shortened(text: &str) -> &str {
    let mut end = text.len().min(LONGEST_TEXT);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}
