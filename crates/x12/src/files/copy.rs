//! Writing segments that were read: with other delimiters, new control numbers, and levels that
//! are numbered anew.

use super::FilesError;
use super::claims_of::{Claim, Level, Transaction};
use super::registry::{Controls, Parties};
use crate::delimiters::Delimiters;
use crate::segment::Segment;
use crate::writer::{LineEnd, SegmentWriter};
use std::io::Write;

/// Longest BHT03 that the guides take.
const MAX_REFERENCE: usize = 30;

/// A file that is written.
pub(crate) struct Copy<'n, W> {
    out: W,
    delimiters: Delimiters,
    line_end: &'n str,
    since_st: u64,
    names: &'n [String],
}

/// Sender and receiver of an ISA.
pub(crate) fn parties(isa: &Segment<'_>) -> Parties {
    let one = |q, id| (isa.element(q).trim().to_owned(), isa.element(id).trim().to_owned());
    Parties { sender: one(5, 6), receiver: one(7, 8) }
}

impl<'n, W: Write> Copy<'n, W> {
    pub(crate) fn new(
        out: W,
        delimiters: Delimiters,
        line_end: &'n str,
        names: &'n [String],
    ) -> Copy<'n, W> {
        Copy { out, delimiters, line_end, since_st: 0, names }
    }

    fn end(&mut self, text: &str) -> Result<(), FilesError> {
        self.since_st += 1;
        self.out.write_all(text.as_bytes())?;
        self.out.write_all(&[self.delimiters.segment])?;
        Ok(self.out.write_all(self.line_end.as_bytes())?)
    }

    /// Writes a segment as it is, with the delimiters of this file. `file` is where it came from.
    pub(crate) fn segment(&mut self, segment: &Segment<'_>, file: usize) -> Result<(), FilesError> {
        let text = self.text(segment, file)?;
        self.end(&text)
    }

    fn text(&self, segment: &Segment<'_>, file: usize) -> Result<String, FilesError> {
        if segment.delimiters() == self.delimiters {
            return Ok(segment.text().to_owned());
        }
        let mut writer = SegmentWriter::new(self.delimiters, LineEnd::None);
        writer.copy(segment).map_err(|_| FilesError::Delimiter {
            file: self.names.get(file).cloned().unwrap_or_default(),
            place: segment.place(),
        })?;
        let mut text = writer.into_text();
        text.pop();
        Ok(text)
    }

    /// Writes a segment with some elements replaced.
    fn changed(
        &mut self,
        segment: &Segment<'_>,
        file: usize,
        changes: &[(usize, &str)],
    ) -> Result<(), FilesError> {
        let text = self.text(segment, file)?;
        let separator = char::from(self.delimiters.element);
        let mut elements: Vec<&str> = text.split(separator).collect();
        for (number, value) in changes {
            while elements.len() <= *number {
                elements.push("");
            }
            elements[*number] = value;
        }
        let mut joined = String::new();
        for (i, element) in elements.iter().enumerate() {
            if i > 0 {
                joined.push(separator);
            }
            joined.push_str(element);
        }
        self.end(&joined)
    }

    /// Writes ISA and GS with new numbers.
    pub(crate) fn open(
        &mut self,
        isa: &Segment<'_>,
        gs: &Segment<'_>,
        controls: &Controls,
    ) -> Result<(), FilesError> {
        let number = format!("{:09}", controls.interchange);
        self.changed(isa, 0, &[(13, &number)])?;
        self.changed(gs, 0, &[(6, &controls.group.to_string())])
    }

    /// Writes GE and IEA.
    pub(crate) fn close(
        &mut self,
        transactions: u32,
        controls: &Controls,
    ) -> Result<(), FilesError> {
        let separator = char::from(self.delimiters.element);
        let group = controls.group;
        self.end(&format!("GE{separator}{transactions}{separator}{group}"))?;
        self.end(&format!("IEA{separator}1{separator}{:09}", controls.interchange))?;
        Ok(self.out.flush()?)
    }

    /// Writes ST with a new number. Segments are counted from here.
    fn start(&mut self, st: &Segment<'_>, file: usize, number: u32) -> Result<(), FilesError> {
        self.since_st = 0;
        self.changed(st, file, &[(2, &format!("{number:04}"))])
    }

    fn finish(&mut self, number: u32) -> Result<(), FilesError> {
        let separator = char::from(self.delimiters.element);
        let count = self.since_st + 1;
        self.end(&format!("SE{separator}{count}{separator}{number:04}"))
    }

    /// Writes a transaction as it is.
    pub(crate) fn whole(
        &mut self,
        transaction: &Transaction<'_>,
        number: u32,
    ) -> Result<(), FilesError> {
        let file = transaction.file;
        self.start(&transaction.st, file, number)?;
        let levels = transaction.levels.iter().enumerate();
        for segment in &transaction.head {
            self.segment(segment, file)?;
        }
        let mut claims = transaction.claims.iter().peekable();
        for (index, level) in levels {
            for segment in &level.segments {
                self.segment(segment, file)?;
            }
            while let Some(claim) = claims.next_if(|claim| claim.level == index) {
                for segment in &claim.segments {
                    self.segment(segment, file)?;
                }
            }
        }
        self.finish(number)
    }

    /// Writes some claims in a transaction of their own, with the levels above each of them,
    /// numbered from 1. `part` counts what was made of the same transaction, from 0.
    pub(crate) fn claims(
        &mut self,
        first: &Transaction<'_>,
        chosen: &[(&Transaction<'_>, &Claim<'_>)],
        (number, part): (u32, usize),
    ) -> Result<(), FilesError> {
        let file = first.file;
        self.start(&first.st, file, number)?;
        for segment in &first.head {
            match segment.id() == "BHT" && part > 0 {
                true => {
                    let reference = reference(segment.element(3), part);
                    self.changed(segment, file, &[(3, &reference)])?;
                }
                false => self.segment(segment, file)?,
            }
        }
        let mut levels = Levels::default();
        for (index, (transaction, claim)) in chosen.iter().enumerate() {
            for level in path(transaction, claim.level) {
                if levels.is_open(transaction, level) {
                    continue;
                }
                let below = chosen[index..]
                    .iter()
                    .take_while(|(t, c)| path(t, c.level).contains(&level) && same(t, transaction))
                    .any(|(_, c)| c.level != level);
                let parent = levels.open(transaction, level);
                self.level(transaction, level, (levels.last, parent, below))?;
            }
            for segment in &claim.segments {
                self.segment(segment, transaction.file)?;
            }
        }
        self.finish(number)
    }

    fn level(
        &mut self,
        transaction: &Transaction<'_>,
        level: usize,
        (number, parent, below): (u64, u64, bool),
    ) -> Result<(), FilesError> {
        let Some((hl, rest)) = transaction.levels[level].segments.split_first() else {
            return Ok(());
        };
        let above = if parent == 0 { String::new() } else { parent.to_string() };
        let child = if below { "1" } else { "0" };
        let number = number.to_string();
        self.changed(hl, transaction.file, &[(1, &number), (2, &above), (4, child)])?;
        rest.iter().try_for_each(|segment| self.segment(segment, transaction.file))
    }
}

/// What tells a transaction from all others: its file and where it begins there.
fn key(transaction: &Transaction<'_>) -> (usize, u64) {
    (transaction.file, transaction.st.place().offset)
}

fn same(a: &Transaction<'_>, b: &Transaction<'_>) -> bool {
    key(a) == key(b)
}

/// The levels above a claim, from the highest to its own.
fn path(transaction: &Transaction<'_>, level: usize) -> Vec<usize> {
    let mut path = vec![level];
    let mut at: Option<&Level<'_>> = transaction.levels.get(level);
    // A level is below one that came before it, so this ends.
    while let Some(parent) = at.and_then(|level| level.parent) {
        path.push(parent);
        at = transaction.levels.get(parent);
    }
    path.reverse();
    path
}

/// The levels of the transaction that is written: which are open, with their new numbers.
#[derive(Default)]
struct Levels {
    last: u64,
    open: Vec<((usize, u64), usize, u64)>,
}

impl Levels {
    fn is_open(&self, transaction: &Transaction<'_>, level: usize) -> bool {
        let whose = key(transaction);
        self.open.iter().any(|(t, l, _)| *t == whose && *l == level)
    }

    /// Opens a level and gives the new number of the one above it, 0 for none.
    fn open(&mut self, transaction: &Transaction<'_>, level: usize) -> u64 {
        let whose = key(transaction);
        let parent = transaction.levels[level].parent;
        let above = |(t, l, _): &&((usize, u64), usize, u64)| *t == whose && Some(*l) == parent;
        let kept = self.open.iter().position(|open| above(&open)).map_or(0, |at| at + 1);
        self.open.truncate(kept);
        let number = self.open.last().map_or(0, |open| open.2);
        self.last += 1;
        self.open.push((whose, level, self.last));
        number
    }
}

/// BHT03 of a further part: each batch has a name of its own.
fn reference(first: &str, part: usize) -> String {
    let ending = format!("-{}", part + 1);
    let room = MAX_REFERENCE.saturating_sub(ending.len());
    let kept: String = first.chars().take(room).collect();
    kept + &ending
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_further_part_has_a_name_of_its_own_that_fits() {
        assert_eq!(reference("B1", 1), "B1-2");
        let long = "B".repeat(40);
        assert_eq!(reference(&long, 11).len(), MAX_REFERENCE);
        assert!(reference(&long, 11).ends_with("B-12"));
    }
}
