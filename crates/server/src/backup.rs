//! The file of a backup: what `store::dump` gives, sealed in pieces with a key from a passphrase.
//!
//! Form: the line [`MAGIC`], 16 bytes of salt, then pieces: 4 bytes of length (big-endian) and as
//! many bytes of AES-256-GCM. The nonce of a piece is its number, and its last bit says whether it
//! is the last, so that no piece can be left out, put elsewhere or cut off without being found.
//! The key is Argon2id of the passphrase and the salt (RFC 9106, second recommended option).

use argon2::{Algorithm, Argon2, Params, Version};
use aws_lc_rs::aead::{AES_256_GCM, Aad, LessSafeKey, Nonce, UnboundKey};
use std::io::{self, BufRead, Read, Write};

/// The first line.
const MAGIC: &[u8] = b"cleanclaim backup 1\n";

/// Bytes of a piece before sealing.
const PIECE: usize = 64 << 10;

/// Bytes that sealing adds.
const TAG: usize = 16;

/// Memory, passes and lanes of the key.
const COST: (u32, u32, u32) = (64 << 10, 3, 4);

/// Shortest passphrase, in characters.
pub const SHORTEST: usize = 12;

/// Why a backup could not be written or read.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    /// The file.
    #[error("the backup file: {0}")]
    File(#[from] io::Error),
    /// Not such a file.
    #[error("this is no backup of cleanclaim")]
    NoBackup,
    /// A wrong passphrase looks like a changed file.
    #[error("piece {0} does not open: the passphrase is wrong, or the file was changed or cut")]
    Shut(u64),
    /// The passphrase is too short.
    #[error("a passphrase has at least {SHORTEST} characters")]
    Short,
    /// The key could not be made.
    #[error("the key could not be made from the passphrase")]
    Key,
}

fn key(passphrase: &str, salt: &[u8]) -> Result<LessSafeKey, BackupError> {
    let params = Params::new(COST.0, COST.1, COST.2, Some(32)).map_err(|_| BackupError::Key)?;
    let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
    let mut bytes = [0; 32];
    argon2
        .hash_password_into(passphrase.as_bytes(), salt, &mut bytes)
        .map_err(|_| BackupError::Key)?;
    let key = UnboundKey::new(&AES_256_GCM, &bytes).map_err(|_| BackupError::Key)?;
    Ok(LessSafeKey::new(key))
}

fn nonce(piece: u64, last: bool) -> Nonce {
    let mut bytes = [0; 12];
    bytes[..8].copy_from_slice(&piece.to_be_bytes());
    bytes[11] = u8::from(last);
    Nonce::assume_unique_for_key(bytes)
}

/// Seals what is written to it.
pub struct Sealer<W> {
    to: W,
    key: LessSafeKey,
    waiting: Vec<u8>,
    piece: u64,
}

impl<W: Write> Sealer<W> {
    /// Begins a file.
    ///
    /// # Errors
    /// [`BackupError`].
    pub fn new(mut to: W, passphrase: &str, salt: [u8; 16]) -> Result<Sealer<W>, BackupError> {
        if passphrase.chars().count() < SHORTEST {
            return Err(BackupError::Short);
        }
        to.write_all(MAGIC)?;
        to.write_all(&salt)?;
        Ok(Sealer { to, key: key(passphrase, &salt)?, waiting: Vec::new(), piece: 0 })
    }

    /// Adds a line.
    ///
    /// # Errors
    /// The file's.
    pub fn line(&mut self, line: &str) -> io::Result<()> {
        self.waiting.extend_from_slice(line.as_bytes());
        self.waiting.push(b'\n');
        while self.waiting.len() > PIECE {
            let rest = self.waiting.split_off(PIECE);
            let piece = std::mem::replace(&mut self.waiting, rest);
            self.seal(piece, false)?;
        }
        Ok(())
    }

    fn seal(&mut self, mut bytes: Vec<u8>, last: bool) -> io::Result<()> {
        self.key
            .seal_in_place_append_tag(nonce(self.piece, last), Aad::empty(), &mut bytes)
            .map_err(|_| io::Error::other("a piece could not be sealed"))?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        self.to.write_all(&length.to_be_bytes())?;
        self.to.write_all(&bytes)?;
        self.piece += 1;
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// The file's.
    pub fn finish(mut self) -> io::Result<W> {
        let rest = std::mem::take(&mut self.waiting);
        self.seal(rest, true)?;
        self.to.flush()?;
        Ok(self.to)
    }
}

/// Opens a sealed file: a reader of its lines.
pub struct Opener<R> {
    from: R,
    key: LessSafeKey,
    piece: u64,
    text: Vec<u8>,
    at: usize,
    ended: bool,
    fault: Option<BackupError>,
}

impl<R: Read> Opener<R> {
    /// Begins to read.
    ///
    /// # Errors
    /// [`BackupError::NoBackup`].
    pub fn new(mut from: R, passphrase: &str) -> Result<Opener<R>, BackupError> {
        let mut head = [0; MAGIC.len() + 16];
        from.read_exact(&mut head).map_err(|_| BackupError::NoBackup)?;
        let Some(salt) = head.strip_prefix(MAGIC) else { return Err(BackupError::NoBackup) };
        let key = key(passphrase, salt)?;
        Ok(Opener { from, key, piece: 0, text: Vec::new(), at: 0, ended: false, fault: None })
    }

    /// The next line; `None` at the end that was sealed as the end.
    ///
    /// # Errors
    /// [`BackupError::Shut`] for a piece that does not open.
    pub fn line(&mut self) -> Result<Option<String>, BackupError> {
        let mut line = Vec::new();
        let read = self.read_until(b'\n', &mut line);
        if let Some(fault) = self.fault.take() {
            return Err(fault);
        }
        if read? == 0 {
            return Ok(None);
        }
        if line.pop() != Some(b'\n') {
            return Err(BackupError::Shut(self.piece));
        }
        String::from_utf8(line).map(Some).map_err(|_| BackupError::Shut(self.piece))
    }

    fn next_piece(&mut self) -> Result<(), BackupError> {
        let shut = BackupError::Shut(self.piece);
        let mut length = [0; 4];
        if self.from.read_exact(&mut length).is_err() {
            return Err(shut);
        }
        let length = usize::try_from(u32::from_be_bytes(length)).unwrap_or(usize::MAX);
        if !(TAG..=PIECE + TAG).contains(&length) {
            return Err(shut);
        }
        let mut bytes = vec![0; length];
        if self.from.read_exact(&mut bytes).is_err() {
            return Err(shut);
        }
        for last in [false, true] {
            let mut copy = bytes.clone();
            let opened = self.key.open_in_place(nonce(self.piece, last), Aad::empty(), &mut copy);
            if let Ok(text) = opened {
                self.text = text.to_vec();
                (self.at, self.ended) = (0, last);
                self.piece += 1;
                return Ok(());
            }
        }
        Err(shut)
    }
}

impl<R: Read> Read for Opener<R> {
    fn read(&mut self, to: &mut [u8]) -> io::Result<usize> {
        let mut from = self.fill_buf()?;
        let count = from.read(to)?;
        self.consume(count);
        Ok(count)
    }
}

impl<R: Read> BufRead for Opener<R> {
    fn fill_buf(&mut self) -> io::Result<&[u8]> {
        while self.at >= self.text.len() && !self.ended {
            if let Err(fault) = self.next_piece() {
                let told = io::Error::other(fault.to_string());
                self.fault = Some(fault);
                return Err(told);
            }
        }
        Ok(&self.text[self.at..])
    }

    fn consume(&mut self, count: usize) {
        self.at += count;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sealed(lines: &[String]) -> Vec<u8> {
        let mut sealer = Sealer::new(Vec::new(), "a long passphrase", [3; 16]).expect("begun");
        for line in lines {
            sealer.line(line).expect("a line");
        }
        sealer.finish().expect("a file")
    }

    fn opened(file: &[u8], passphrase: &str) -> Result<Vec<String>, BackupError> {
        let mut opener = Opener::new(file, passphrase)?;
        let mut lines = Vec::new();
        while let Some(line) = opener.line()? {
            lines.push(line);
        }
        Ok(lines)
    }

    #[test]
    fn what_was_sealed_opens_and_nothing_else_does() {
        let lines: Vec<String> =
            (0..4_000).map(|n| format!("line {n} {}", "x".repeat(40))).collect();
        let file = sealed(&lines);
        assert!(file.len() > 2 * PIECE);
        assert_eq!(opened(&file, "a long passphrase").expect("opens"), lines);
        assert!(matches!(opened(&file, "another passphrase"), Err(BackupError::Shut(0))));
        assert!(matches!(opened(b"PK\x03\x04", "a long passphrase"), Err(BackupError::NoBackup)));
        let piece = 4 + PIECE + TAG;
        let head = MAGIC.len() + 16;
        let mut flipped = file.clone();
        flipped[head + piece + 100] ^= 1;
        assert!(matches!(opened(&flipped, "a long passphrase"), Err(BackupError::Shut(1))));
        let cut = &file[..head + piece];
        assert!(matches!(opened(cut, "a long passphrase"), Err(BackupError::Shut(1))));
        let mut left_out = file[..head].to_vec();
        left_out.extend(&file[head + piece..]);
        assert!(matches!(opened(&left_out, "a long passphrase"), Err(BackupError::Shut(0))));
        assert!(matches!(Sealer::new(Vec::new(), "short", [0; 16]), Err(BackupError::Short)));
        assert_eq!(opened(&sealed(&[]), "a long passphrase").expect("opens"), Vec::<String>::new());
    }
}
