//! Text that waits: a claim until its sums are known, and the levels above a claim until it is
//! known whether the claim is one that was asked for.

use super::ViewError;
use super::summary::{Row, Rows};
use std::io::Write;

/// Text of one claim that is held; a longer claim is written without its sums.
const MAX_CLAIM_TEXT: usize = 8 << 20;

/// Text of the levels above a claim that is held.
const MAX_LEVEL_TEXT: usize = 32 << 20;

/// Text that is gathered before it is written.
const PAGE: usize = 1 << 16;

/// A part of a claim.
enum Piece {
    Text(String),
    Row(Row),
}

/// The claim that is open.
struct Claim {
    pieces: Vec<Piece>,
    /// Length of all pieces but the last.
    settled: usize,
    /// Levels open around it.
    depth: usize,
    line: Option<usize>,
    /// False when its beginning has been written without waiting for its end.
    held: bool,
}

impl Claim {
    fn last_size(&self) -> usize {
        match self.pieces.last() {
            Some(Piece::Text(text)) => text.len(),
            Some(Piece::Row(_)) => size_of::<Row>(),
            None => 0,
        }
    }
}

/// A level of the file that is open: interchange, group, set or loop.
#[derive(Default)]
struct Level {
    waiting: String,
    /// Claims may stand within it: what it holds is forgotten when it ends.
    above_claims: bool,
}

/// Where the view is written.
pub(super) struct Page<W> {
    out: W,
    ready: String,
    /// True when only some claims are wanted.
    choosy: bool,
    levels: Vec<Level>,
    claim: Option<Claim>,
    /// Levels around a claim that is not wanted.
    skipping: Option<usize>,
    skipped: String,
}

impl<W: Write> Page<W> {
    pub(super) fn new(out: W, choosy: bool) -> Page<W> {
        Page {
            out,
            ready: String::new(),
            choosy,
            levels: Vec::new(),
            claim: None,
            skipping: None,
            skipped: String::new(),
        }
    }

    /// Where text goes that comes next.
    pub(super) fn text(&mut self) -> &mut String {
        if self.skipping.is_some() {
            return &mut self.skipped;
        }
        match &mut self.claim {
            Some(claim) if claim.held => {
                if !matches!(claim.pieces.last(), Some(Piece::Text(_))) {
                    claim.settled += claim.last_size();
                    claim.pieces.push(Piece::Text(String::new()));
                }
                // The last piece is a text now.
                match claim.pieces.last_mut() {
                    Some(Piece::Text(text)) => text,
                    _ => &mut self.skipped,
                }
            }
            None if self.choosy => match self.levels.last_mut() {
                Some(level) => &mut level.waiting,
                None => &mut self.skipped,
            },
            _ => &mut self.ready,
        }
    }

    pub(super) fn open(&mut self, above_claims: bool) {
        self.levels.push(Level { waiting: String::new(), above_claims });
    }

    pub(super) fn close(&mut self) {
        let Some(level) = self.levels.pop() else { return };
        if let Some(around) = self.levels.last_mut().filter(|_| !level.above_claims) {
            around.waiting.push_str(&level.waiting);
        }
        if self.skipping.is_some_and(|depth| self.levels.len() < depth) {
            self.skipping = None;
        }
        if self.claim.as_ref().is_some_and(|claim| self.levels.len() < claim.depth) {
            self.write_claim(true);
        }
    }

    /// A claim begins, whose level has just been opened.
    pub(super) fn open_claim(&mut self, wanted: bool) {
        let depth = self.levels.len();
        if !wanted {
            self.skipping = Some(depth);
            return;
        }
        for level in &mut self.levels {
            self.ready.push_str(&std::mem::take(&mut level.waiting));
        }
        self.claim = Some(Claim { pieces: Vec::new(), settled: 0, depth, line: None, held: true });
    }

    /// The line of the claim, or of a service of it.
    pub(super) fn row(&mut self, row: Row, of_line: bool) {
        let Some(claim) = &mut self.claim else { return };
        if !claim.held {
            row.write(&mut self.ready, false);
            return;
        }
        if of_line {
            claim.line = Some(claim.pieces.len());
        }
        claim.settled += claim.last_size();
        claim.pieces.push(Piece::Row(row));
    }

    /// The rows of the claim that is open; `in_line` when a service of it is open.
    pub(super) fn rows(&mut self, in_line: bool) -> Rows<'_> {
        let mut rows = Rows::default();
        let Some(claim) = &mut self.claim else { return rows };
        let at = claim.line.filter(|_| in_line);
        let at = at.unwrap_or(claim.pieces.len());
        let (before, after) = claim.pieces.split_at_mut(at);
        rows.claim = before.iter_mut().find_map(|piece| match piece {
            Piece::Row(row) => Some(row),
            Piece::Text(_) => None,
        });
        if let Some(Piece::Row(row)) = after.first_mut() {
            rows.line = Some(row);
        }
        rows
    }

    fn write_claim(&mut self, whole: bool) {
        let Some(claim) = self.claim.take() else { return };
        for piece in claim.pieces {
            match piece {
                Piece::Text(text) => self.ready.push_str(&text),
                Piece::Row(row) => row.write(&mut self.ready, whole),
            }
        }
        if !whole {
            let (depth, pieces) = (claim.depth, Vec::new());
            self.claim = Some(Claim { pieces, settled: 0, depth, line: None, held: false });
        }
    }

    /// A segment has been told.
    pub(super) fn turn(&mut self) -> Result<(), ViewError> {
        self.skipped.clear();
        if let Some(claim) = &self.claim {
            if claim.held && claim.settled + claim.last_size() > MAX_CLAIM_TEXT {
                self.write_claim(false);
            }
        } else if self.levels.iter().map(|level| level.waiting.len()).sum::<usize>()
            > MAX_LEVEL_TEXT
        {
            let message = "what stands above the claims is more than is held to find one; show \
                           the file without choosing a claim";
            return Err(ViewError::TooMuch(message.to_owned()));
        }
        if self.ready.len() >= PAGE { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<(), ViewError> {
        self.out.write_all(self.ready.as_bytes()).map_err(ViewError::Write)?;
        self.ready.clear();
        Ok(())
    }

    /// Writes what waits. `whole` is false when the file could not be read to its end.
    pub(super) fn finish(&mut self, whole: bool) -> Result<(), ViewError> {
        if self.claim.is_some() {
            self.write_claim(whole);
        }
        self.flush()?;
        self.out.flush().map_err(ViewError::Write)
    }
}
