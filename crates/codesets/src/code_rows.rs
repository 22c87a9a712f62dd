//! Rows of fixed width inside a pack, kept by procedure code: the sorted codes, for each the place
//! of its first row and one place more for the end, the rows.

use crate::code_table::{CODE_LENGTH, Code, CodeTable};
use crate::container::PackError;
use crate::mapped::PackBytes;
use crate::packed;

/// Rows of `ROW` bytes each.
#[derive(Debug)]
pub struct CodeRows<const ROW: usize> {
    /// The codes.
    pub codes: CodeTable,
    starts: PackBytes,
    rows: PackBytes,
}

impl<const ROW: usize> CodeRows<ROW> {
    /// Finds so many codes and rows in a payload, behind its counts; the rows stay where they are.
    /// The number is where they end.
    ///
    /// # Errors
    /// When the payload is shorter than its counts say.
    pub fn read(
        payload: &PackBytes,
        counts: usize,
        (codes, rows): (usize, usize),
    ) -> Result<(CodeRows<ROW>, usize), PackError> {
        let lengths = [codes * CODE_LENGTH, (codes + 1) * 4, rows * ROW];
        if payload.len() < counts + lengths.iter().sum::<usize>() {
            return Err(PackError::Damaged);
        }
        let mut at = counts;
        let [codes, starts, rows] = lengths.map(|length| {
            at += length;
            payload.part(at - length, length)
        });
        Ok((CodeRows { codes: CodeTable::new(codes), starts, rows }, at))
    }

    /// The same of a payload that begins with both counts and holds nothing else.
    ///
    /// # Errors
    /// When the payload has another length than its counts say.
    pub fn whole(payload: &PackBytes) -> Result<CodeRows<ROW>, PackError> {
        let [codes, rows] = [0, 4].map(|at| packed::u32_at(payload, at) as usize);
        let (read, end) = CodeRows::read(payload, 8, (codes, rows))?;
        if end == payload.len() { Ok(read) } else { Err(PackError::Damaged) }
    }

    /// The rows of the code at a place.
    #[must_use]
    pub fn at(&self, place: usize) -> Option<&[u8]> {
        let [from, to] = [place, place + 1].map(|at| packed::u32_at(&self.starts, at * 4) as usize);
        self.rows.get(from.checked_mul(ROW)?..to.checked_mul(ROW)?)
    }

    /// The rows of a code.
    #[must_use]
    pub fn of(&self, code: &str) -> Option<&[u8]> {
        self.at(self.codes.place(code)?)
    }
}

/// Of rows that are sorted by the `u16` at their beginning, those that begin with this one.
pub fn beginning_with<const ROW: usize>(rows: &[u8], wanted: u16) -> impl Iterator<Item = &[u8]> {
    let (mut low, mut high) = (0, rows.len() / ROW);
    while low < high {
        let middle = usize::midpoint(low, high);
        match packed::u16_at(rows, middle * ROW) < wanted {
            true => low = middle + 1,
            false => high = middle,
        }
    }
    rows[low * ROW..].chunks_exact(ROW).take_while(move |row| packed::u16_at(row, 0) == wanted)
}

/// The codes, and for each the place of its first row, as bytes of a pack; `of_rows` is the code of
/// each row in order, every one of them among the codes.
#[must_use]
pub fn index(codes: &[Code], mut of_rows: impl ExactSizeIterator<Item = Code>) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(codes.len() * (CODE_LENGTH + 4) + 4);
    codes.iter().for_each(|code| bytes.extend(code));
    let all = of_rows.len();
    let mut next = of_rows.next();
    let mut first = 0;
    for code in codes {
        bytes.extend(packed::count(first));
        while next == Some(*code) {
            (first, next) = (first + 1, of_rows.next());
        }
    }
    bytes.extend(packed::count(all));
    bytes
}
