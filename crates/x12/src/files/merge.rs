//! Several files into one interchange.

use super::claims_of::{Claim, Group, Transaction, delimiters, groups};
use super::copy::{Copy, parties};
use super::{ControlSource, Controls, FilesError};
use crate::segment::Segment;
use std::io::Write;

/// What was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Merged {
    /// Its control numbers.
    pub controls: Controls,
    /// Transactions in it.
    pub transactions: u32,
    /// Claims in it; 0 for other sets than the 837.
    pub claims: usize,
}

/// One transaction of the outcome: those of one head, and their claims.
struct Plan<'t, 'a> {
    first: &'t Transaction<'a>,
    claims: Vec<(&'t Transaction<'a>, &'t Claim<'a>)>,
    part: usize,
}

/// Merges files of one kind between the same parties into one interchange with one group. Claims
/// whose transactions have the same head come together, at most `most` in one transaction;
/// transactions of other sets stay whole. Envelope, delimiters and line ends are those of the
/// first file.
///
/// # Errors
/// When a file's envelope has a fault, files differ in kind or parties, or writing fails. What was
/// written by then is no whole file.
pub fn merge<W: Write>(
    files: &[(String, Vec<u8>)],
    most: u32,
    source: &mut dyn ControlSource,
    out: W,
) -> Result<Merged, FilesError> {
    let names: Vec<String> = files.iter().map(|(name, _)| name.clone()).collect();
    let mut all: Vec<Group<'_>> = Vec::new();
    for (index, (name, data)) in files.iter().enumerate() {
        let found = groups(data, index)
            .map_err(|fault| FilesError::Faulty { file: name.clone(), fault })?;
        if found.iter().all(|group| group.transactions.is_empty()) {
            return Err(FilesError::Empty { file: name.clone() });
        }
        for group in found {
            if let Some(what) = all.first().and_then(|first| difference(first, &group)) {
                let (file, first) = (name.clone(), names[0].clone());
                return Err(FilesError::Different { file, first, what });
            }
            all.push(group);
        }
    }
    let Some(first) = all.first() else {
        return Err(FilesError::Empty { file: names.first().cloned().unwrap_or_default() });
    };
    let plans = plans(&all, usize::try_from(most.max(1)).unwrap_or(usize::MAX));
    let transactions = u32::try_from(plans.len()).unwrap_or(u32::MAX);
    let controls = source.controls(&parties(&first.isa), transactions)?;
    let mut copy = Copy::new(out, delimiters(first), first.line_end, &names);
    copy.open(&first.isa, &first.gs, &controls)?;
    for (number, plan) in (0..).zip(&plans) {
        let control = controls.transaction(number);
        match plan.claims.is_empty() {
            true => copy.whole(plan.first, control)?,
            false => copy.claims(plan.first, &plan.claims, (control, plan.part))?,
        }
    }
    copy.close(transactions, &controls)?;
    let claims = plans.iter().map(|plan| plan.claims.len()).sum();
    Ok(Merged { controls, transactions, claims })
}

/// What keeps two groups apart.
fn difference(a: &Group<'_>, b: &Group<'_>) -> Option<&'static str> {
    let differ = |a: &Segment<'_>, b: &Segment<'_>, element| {
        a.element(element).trim() != b.element(element).trim()
    };
    let isa = [
        (5, "sender (ISA05)"),
        (6, "sender (ISA06)"),
        (7, "receiver (ISA07)"),
        (8, "receiver (ISA08)"),
        (12, "version (ISA12)"),
        (15, "usage (ISA15: test or production)"),
    ];
    let gs =
        [(1, "kind (GS01)"), (2, "sender (GS02)"), (3, "receiver (GS03)"), (8, "guide (GS08)")];
    let of_isa = isa.iter().find(|(n, _)| differ(&a.isa, &b.isa, *n));
    let of_gs = gs.iter().find(|(n, _)| differ(&a.gs, &b.gs, *n));
    of_isa.or(of_gs).map(|(_, what)| *what)
}

/// What a head says, apart from the name and the moment of its batch.
fn said(transaction: &Transaction<'_>) -> Vec<Vec<String>> {
    let head = std::iter::once(&transaction.st).chain(&transaction.head);
    head.map(|segment| {
        let aside: &[usize] = match segment.id() {
            "ST" => &[2],
            "BHT" => &[3, 4, 5],
            _ => &[],
        };
        let id = std::iter::once(segment.id());
        let values = id.chain(segment.elements()).enumerate();
        values.filter(|(i, _)| !aside.contains(i)).map(|(_, v)| v.to_owned()).collect()
    })
    .collect()
}

fn plans<'t, 'a>(groups: &'t [Group<'a>], most: usize) -> Vec<Plan<'t, 'a>> {
    let mut plans: Vec<Plan<'t, 'a>> = Vec::new();
    let mut open: Vec<(Vec<Vec<String>>, usize)> = Vec::new();
    for transaction in groups.iter().flat_map(|group| &group.transactions) {
        if transaction.claims.is_empty() {
            plans.push(Plan { first: transaction, claims: Vec::new(), part: 0 });
            continue;
        }
        let head = said(transaction);
        for claim in &transaction.claims {
            let known = open.iter_mut().find(|(h, _)| *h == head);
            match known {
                Some((_, at)) if plans[*at].claims.len() < most => {
                    plans[*at].claims.push((transaction, claim));
                }
                Some((_, at)) => {
                    let (first, part) = (plans[*at].first, plans[*at].part + 1);
                    *at = plans.len();
                    plans.push(Plan { first, claims: vec![(transaction, claim)], part });
                }
                None => {
                    open.push((head.clone(), plans.len()));
                    let claims = vec![(transaction, claim)];
                    plans.push(Plan { first: transaction, claims, part: 0 });
                }
            }
        }
    }
    plans
}
