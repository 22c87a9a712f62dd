//! One file into several: a file a transaction, or a file for so many claims.

use super::claims_of::{Claim, Group, Transaction, delimiters, groups, place_of};
use super::copy::{Copy, parties};
use super::{ControlSource, Controls, FilesError};
use std::io::Write;

/// What one file of the outcome holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SplitBy {
    /// One transaction.
    Transaction,
    /// So many claims of an 837 at most, from 1.
    Claims(u32),
}

/// One file of the outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Its number, from 1.
    pub number: usize,
    /// Its control numbers.
    pub controls: Controls,
    /// Claims in it; 0 for other sets than the 837.
    pub claims: usize,
}

/// Splits a file. Each outcome is one interchange with one transaction, the envelope and head of
/// the file it came from, numbers from `source`, and above each claim its levels, numbered anew.
/// `open` gives what the file with this number is written to.
///
/// # Errors
/// When the file's envelope has a fault, it holds nothing to split, or writing fails.
pub fn split<W: Write>(
    (name, data): (&str, &[u8]),
    by: SplitBy,
    source: &mut dyn ControlSource,
    mut open: impl FnMut(usize) -> std::io::Result<W>,
) -> Result<Vec<Piece>, FilesError> {
    let file = name.to_owned();
    let groups = match groups(data, 0) {
        Ok(groups) => groups,
        Err(fault) => return Err(FilesError::Faulty { file, fault }),
    };
    let names = [file.clone()];
    if let SplitBy::Claims(_) = by {
        let all = groups.iter().flat_map(|group| &group.transactions);
        if let Some(other) = all.clone().find(|t| !t.is_claims()) {
            return Err(FilesError::NoClaims { file, place: place_of(other) });
        }
    }
    let mut pieces: Vec<Piece> = Vec::new();
    for group in &groups {
        for transaction in &group.transactions {
            for (part, claims) in parts(transaction, by).into_iter().enumerate() {
                let number = pieces.len() + 1;
                let controls = source.controls(&parties(&group.isa), 1)?;
                let out = open(number)?;
                one(out, (group, transaction), claims, (controls, part), &names)?;
                let claims = claims.map_or(transaction.claims.len(), <[Claim<'_>]>::len);
                pieces.push(Piece { number, controls, claims });
            }
        }
    }
    match pieces.is_empty() {
        true => Err(FilesError::Empty { file }),
        false => Ok(pieces),
    }
}

/// The claims of each file that a transaction becomes; `None` for the transaction as it is.
fn parts<'t, 'a>(transaction: &'t Transaction<'a>, by: SplitBy) -> Vec<Option<&'t [Claim<'a>]>> {
    match by {
        SplitBy::Transaction => vec![None],
        SplitBy::Claims(_) if transaction.claims.is_empty() => vec![None],
        SplitBy::Claims(count) => {
            let size = usize::try_from(count.max(1)).unwrap_or(usize::MAX);
            transaction.claims.chunks(size).map(Some).collect()
        }
    }
}

fn one<W: Write>(
    out: W,
    (group, transaction): (&Group<'_>, &Transaction<'_>),
    claims: Option<&[Claim<'_>]>,
    (controls, part): (Controls, usize),
    names: &[String],
) -> Result<(), FilesError> {
    let mut copy = Copy::new(out, delimiters(group), group.line_end, names);
    copy.open(&group.isa, &group.gs, &controls)?;
    match claims {
        None => copy.whole(transaction, controls.transaction)?,
        Some(claims) => {
            let chosen: Vec<_> = claims.iter().map(|claim| (transaction, claim)).collect();
            copy.claims(transaction, &chosen, (controls.transaction, part))?;
        }
    }
    copy.close(1, &controls)
}
