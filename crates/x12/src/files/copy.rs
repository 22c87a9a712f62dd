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
            for (depth, level) in path(transaction, claim.level).into_iter().enumerate() {
                let said = self.said(transaction, level)?;
                // A claim cannot go back to its level once there is another one below it.
                let behind = level == claim.level && levels.open.len() > depth + 1;
                if !behind && levels.goes_on(transaction, (depth, level), &said) {
                    continue;
                }
                let below = chosen[index..]
                    .iter()
                    .take_while(|(t, c)| path(t, c.level).contains(&level) && same(t, transaction))
                    .any(|(_, c)| c.level != level);
                let parent = levels.open(transaction, (depth, level), said);
                self.level(transaction, level, (levels.last, parent, below))?;
            }
            for segment in &claim.segments {
                self.segment(segment, transaction.file)?;
            }
        }
        self.finish(number)
    }

    /// What a level says, apart from its number and that of the level above.
    fn said(&self, transaction: &Transaction<'_>, level: usize) -> Result<Vec<String>, FilesError> {
        let segments = transaction.levels[level].segments.iter();
        segments
            .map(|segment| match segment.id() {
                "HL" => Ok(format!("{} {}", segment.element(3), segment.element(4))),
                _ => self.text(segment, transaction.file),
            })
            .collect()
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

/// An open level of the transaction that is written.
struct Open {
    /// The transaction and level that it was read from last.
    from: ((usize, u64), usize),
    number: u64,
    said: Vec<String>,
}

/// The open levels, from the highest, and the last number given.
#[derive(Default)]
struct Levels {
    last: u64,
    open: Vec<Open>,
}

impl Levels {
    /// True when the level is open, or one that says the same and comes from another transaction.
    fn goes_on(
        &mut self,
        transaction: &Transaction<'_>,
        (depth, level): (usize, usize),
        said: &[String],
    ) -> bool {
        let from = (key(transaction), level);
        let Some(open) = self.open.get_mut(depth) else { return false };
        if open.from == from {
            return true;
        }
        let same = open.from.0 != from.0 && open.said == said;
        if same {
            open.from = from;
        }
        same
    }

    /// Opens a level and gives the new number of the one above it, 0 for none.
    fn open(
        &mut self,
        transaction: &Transaction<'_>,
        (depth, level): (usize, usize),
        said: Vec<String>,
    ) -> u64 {
        self.open.truncate(depth);
        let above = self.open.last().map_or(0, |open| open.number);
        self.last += 1;
        let from = (key(transaction), level);
        self.open.push(Open { from, number: self.last, said });
        above
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
