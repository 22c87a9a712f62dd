//! Transactions as they are moved between files: the head, the hierarchical levels, the claims
//! below them, each a passage of the file that it came from.

use crate::delimiters::Delimiters;
use crate::envelope::{Envelope, Event};
use crate::fault::{Place, X12Error};
use crate::segment::Segment;
use std::collections::BTreeMap;

/// A level of the hierarchy (HL and what it says), without what is below it.
#[derive(Clone, Debug)]
pub(crate) struct Level<'a> {
    /// Index of the level above.
    pub parent: Option<usize>,
    pub segments: Vec<Segment<'a>>,
}

/// One claim: CLM and all below it.
#[derive(Clone, Debug)]
pub(crate) struct Claim<'a> {
    /// Index of its level.
    pub level: usize,
    pub segments: Vec<Segment<'a>>,
}

/// One transaction. That of no 837 has a body and neither levels nor claims.
#[derive(Clone, Debug)]
pub(crate) struct Transaction<'a> {
    /// Which file it came from.
    pub file: usize,
    pub st: Segment<'a>,
    /// What comes before the first level.
    pub head: Vec<Segment<'a>>,
    pub levels: Vec<Level<'a>>,
    pub claims: Vec<Claim<'a>>,
    /// HL01 of each level.
    numbers: BTreeMap<&'a str, usize>,
}

impl Transaction<'_> {
    pub(crate) fn is_claims(&self) -> bool {
        self.st.element(1) == "837"
    }
}

/// A group with its transactions, and the ISA that it lies in.
#[derive(Clone, Debug)]
pub(crate) struct Group<'a> {
    pub isa: Segment<'a>,
    pub gs: Segment<'a>,
    pub line_end: &'a str,
    pub transactions: Vec<Transaction<'a>>,
}

/// What follows the terminator of the ISA: nothing, or the end of a line.
fn line_end<'a>(data: &'a [u8], isa: &Segment<'a>) -> &'a str {
    let from = usize::try_from(isa.place().offset).unwrap_or(0) + isa.text().len() + 1;
    let rest = data.get(from..).unwrap_or_default();
    let length = rest.iter().take(2).take_while(|b| matches!(b, b'\r' | b'\n')).count();
    std::str::from_utf8(&rest[..length]).unwrap_or("")
}

/// The groups of a file.
///
/// # Errors
/// The first fault of its envelope: nothing is made of a file that is not whole, nor of one with
/// a TA1, which would be lost.
pub(crate) fn groups(data: &[u8], file: usize) -> Result<Vec<Group<'_>>, X12Error> {
    let mut groups: Vec<Group<'_>> = Vec::new();
    let mut isa = None;
    for event in Envelope::new(data) {
        match event? {
            Event::InterchangeStart(segment) => isa = Some(segment),
            Event::GroupStart(gs) => {
                let Some(isa) = isa else { continue };
                let line_end = line_end(data, &isa);
                groups.push(Group { isa, gs, line_end, transactions: Vec::new() });
            }
            Event::TransactionStart(st) => {
                let started = Transaction {
                    file,
                    st,
                    head: Vec::new(),
                    levels: Vec::new(),
                    claims: Vec::new(),
                    numbers: BTreeMap::new(),
                };
                if let Some(group) = groups.last_mut() {
                    group.transactions.push(started);
                }
            }
            Event::Segment(segment) if segment.id() != "TA1" => {
                let open = groups.last_mut().and_then(|group| group.transactions.last_mut());
                if let Some(transaction) = open {
                    place(transaction, segment);
                }
            }
            Event::Segment(ta1) => {
                let message =
                    "a TA1 stands beside the groups, and belongs to its interchange alone";
                let action = "take it out; it is an answer of its own";
                return Err(X12Error::new("x12.files.ta1", ta1.place(), message, action));
            }
            _ => {}
        }
    }
    Ok(groups)
}

/// Puts a segment where it belongs.
fn place<'a>(transaction: &mut Transaction<'a>, segment: Segment<'a>) {
    if !transaction.is_claims() {
        return transaction.head.push(segment);
    }
    match segment.id() {
        "HL" => {
            let parent = transaction.numbers.get(segment.element(2)).copied();
            transaction.numbers.insert(segment.element(1), transaction.levels.len());
            transaction.levels.push(Level { parent, segments: vec![segment] });
        }
        "CLM" if !transaction.levels.is_empty() => {
            let level = transaction.levels.len() - 1;
            transaction.claims.push(Claim { level, segments: vec![segment] });
        }
        _ => {
            let level = transaction.levels.len().checked_sub(1);
            let claim = transaction.claims.last_mut().filter(|c| Some(c.level) == level);
            match (claim, transaction.levels.last_mut()) {
                (Some(claim), _) => claim.segments.push(segment),
                (None, Some(level)) => level.segments.push(segment),
                (None, None) => transaction.head.push(segment),
            }
        }
    }
}

/// Where the file's parties and kind stand, for errors.
pub(crate) fn place_of(transaction: &Transaction<'_>) -> Place {
    transaction.st.place()
}

/// The delimiters of a group.
pub(crate) fn delimiters(group: &Group<'_>) -> Delimiters {
    group.isa.delimiters()
}
