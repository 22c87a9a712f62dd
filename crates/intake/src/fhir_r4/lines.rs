//! Lines of NDJSON, read one at a time within a bound.

use std::io::{self, BufRead, Read};

/// Largest resource on one line.
pub const MAX_RESOURCE_BYTES: usize = 128 * 1024 * 1024;

/// One line as it was read.
#[derive(Debug, PartialEq, Eq)]
pub enum Line {
    /// The line is in the buffer, without its line end.
    Read,
    /// The line is longer than the limit; it was skipped, and the buffer holds its beginning.
    TooLong,
    /// No line is left.
    End,
}

/// Reads the next line into `buffer`; also says how many bytes it took from the reader.
pub fn read_line(
    reader: &mut impl BufRead,
    buffer: &mut Vec<u8>,
    limit: usize,
) -> io::Result<(Line, u64)> {
    buffer.clear();
    let mut taken = reader.by_ref().take(limit as u64 + 1).read_until(b'\n', buffer)? as u64;
    if taken == 0 {
        return Ok((Line::End, 0));
    }
    if buffer.last() == Some(&b'\n') {
        buffer.pop();
        return Ok((Line::Read, taken));
    }
    if buffer.len() <= limit {
        return Ok((Line::Read, taken));
    }
    buffer.truncate(limit.min(1024));
    taken += skip_line(reader)?;
    Ok((Line::TooLong, taken))
}

fn skip_line(reader: &mut impl BufRead) -> io::Result<u64> {
    let mut skipped = 0;
    loop {
        let held = reader.fill_buf()?;
        if held.is_empty() {
            return Ok(skipped);
        }
        let end = memchr::memchr(b'\n', held);
        let used = end.map_or(held.len(), |at| at + 1);
        reader.consume(used);
        skipped += used as u64;
        if end.is_some() {
            return Ok(skipped);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn long_lines_are_skipped_and_counted() {
        let mut reader = io::BufReader::with_capacity(4, &b"abc\n123456789\n\nlast"[..]);
        let mut buffer = Vec::new();
        let mut seen = Vec::new();
        loop {
            let (line, taken) = read_line(&mut reader, &mut buffer, 5).unwrap();
            if line == Line::End {
                break;
            }
            seen.push((line, taken, String::from_utf8(buffer.clone()).unwrap()));
        }
        assert_eq!(
            seen,
            [
                (Line::Read, 4, "abc".to_owned()),
                (Line::TooLong, 10, "12345".to_owned()),
                (Line::Read, 1, String::new()),
                (Line::Read, 4, "last".to_owned()),
            ]
        );
    }
}
