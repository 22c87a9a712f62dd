//! A stretch of a stream, kept in memory while segments are cut from it.

use std::io::{ErrorKind, Read};

/// Bytes kept; several times the longest segment and the longest run of blanks that is kept.
const WINDOW: usize = 1 << 18;

/// A window on a reader.
pub(crate) struct Window<R> {
    input: R,
    bytes: Vec<u8>,
    start: usize,
    end: usize,
}

impl<R: Read> Window<R> {
    pub(crate) fn new(input: R) -> Window<R> {
        Window { input, bytes: vec![0; WINDOW], start: 0, end: 0 }
    }

    /// What has been read and not passed.
    #[inline]
    pub(crate) fn rest(&self) -> &[u8] {
        &self.bytes[self.start..self.end]
    }

    /// Passes bytes.
    #[inline]
    pub(crate) fn pass(&mut self, count: usize) {
        self.start = (self.start + count).min(self.end);
    }

    /// Reads on; `false` when the input has ended or the window is full.
    pub(crate) fn more(&mut self) -> std::io::Result<bool> {
        if self.start > 0 {
            self.bytes.copy_within(self.start..self.end, 0);
            (self.start, self.end) = (0, self.end - self.start);
        }
        loop {
            match self.input.read(&mut self.bytes[self.end..]) {
                Ok(count) => {
                    self.end += count;
                    return Ok(count > 0);
                }
                Err(error) if error.kind() == ErrorKind::Interrupted => {}
                Err(error) => return Err(error),
            }
        }
    }

    /// Reads on until there are that many bytes or the input has ended.
    pub(crate) fn want(&mut self, count: usize) -> std::io::Result<()> {
        while self.rest().len() < count && self.more()? {}
        Ok(())
    }
}
