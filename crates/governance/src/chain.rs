//! The chain: each row's hash covers the row before it, so that no row can be changed, deleted,
//! swapped or put in between without every later hash telling.
//!
//! A chain does not show that its end was cut off, nor that all of it was written anew: that is
//! what signed checkpoints in a second place are for (`checkpoint.rs`).

pub use crate::checkpoint::{Checkpoint, CheckpointFault};
use crate::hex;
use crate::signing::{Keyring, SigningKey};
use sha2::{Digest, Sha256};

/// What the first row has as its `prev`: 64 zeros.
pub const GENESIS: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// The `seq` of the first row.
pub const FIRST_SEQ: i64 = 1;

/// Begins every hash, so that no hash of another purpose can stand in a chain.
const LINK_TAG: &[u8] = b"cleanclaim chain link 1\n";

/// Begins every signed message of a row.
const ROW_TAG: &str = "cleanclaim chain row 1\n";

/// The hash of a row, as 64 lower-case hexadecimal digits.
///
/// SHA-256 over: a fixed tag; the length of `prev` in bytes (8 bytes, big-endian) and `prev`;
/// `seq` (8 bytes, big-endian, two's complement); the 32 bytes of SHA-256(`body`). All parts but
/// `prev` have a fixed length and `prev` states its own, so that no two inputs give the same
/// bytes.
#[must_use]
pub fn link(prev: &str, seq: i64, body: &[u8]) -> String {
    let mut hash = Sha256::new();
    hash.update(LINK_TAG);
    hash.update((prev.len() as u64).to_be_bytes());
    hash.update(prev.as_bytes());
    hash.update(seq.to_be_bytes());
    hash.update(Sha256::digest(body));
    hex::print(&hash.finalize())
}

/// The signature of a row with this hash.
#[must_use]
pub fn sign_row(key: &SigningKey, hash: &str) -> String {
    key.sign(format!("{ROW_TAG}{hash}").as_bytes())
}

/// True when a key of the ring signed the row with this hash.
#[must_use]
pub fn verify_row(keyring: &Keyring, key_id: &str, hash: &str, signature: &str) -> bool {
    keyring.verify(key_id, format!("{ROW_TAG}{hash}").as_bytes(), signature)
}

/// What is wrong with a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChainFaultKind {
    /// Rows between the one before and this one are missing.
    Gap,
    /// The row stands where its number has already passed: swapped or repeated.
    OutOfOrder,
    /// Its `prev` is not the hash of the row before.
    WrongPrev,
    /// Its hash is not the hash of what it holds: a byte was changed.
    WrongHash,
}

/// A row that breaks the chain.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("row {seq}: {message}")]
pub struct ChainFault {
    /// The row's number.
    pub seq: i64,
    /// What is wrong.
    pub kind: ChainFaultKind,
    /// The same in a plain sentence.
    pub message: String,
}

/// Where a chain ends.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ChainHead {
    /// How many rows there are.
    pub count: i64,
    /// The number of the last row; 0 for an empty chain.
    pub seq: i64,
    /// The hash of the last row; [`GENESIS`] for an empty chain.
    pub hash: String,
}

impl ChainHead {
    /// The head of a chain without rows.
    #[must_use]
    pub fn empty() -> ChainHead {
        ChainHead { count: 0, seq: FIRST_SEQ - 1, hash: GENESIS.to_owned() }
    }
}

/// Walks a chain row by row. After a fault it goes on from the row as it stands, so that one
/// flipped byte is one fault and every fault of a chain is named.
#[derive(Clone, Debug)]
pub struct Verifier {
    head: ChainHead,
}

impl Default for Verifier {
    fn default() -> Self {
        Verifier::new()
    }
}

impl Verifier {
    /// At the start of a chain.
    #[must_use]
    pub fn new() -> Verifier {
        Verifier { head: ChainHead::empty() }
    }

    /// After a row that is already known to be right (a verified checkpoint's).
    #[must_use]
    pub fn after(head: ChainHead) -> Verifier {
        Verifier { head }
    }

    /// Where the walk stands now.
    #[must_use]
    pub fn head(&self) -> &ChainHead {
        &self.head
    }

    /// The next row: its number, its `prev`, its hash, its body.
    ///
    /// # Errors
    /// The most telling fault of this row; the walk goes on all the same.
    pub fn row(&mut self, seq: i64, prev: &str, hash: &str, body: &[u8]) -> Result<(), ChainFault> {
        let found = self.judge(seq, prev, hash, body);
        self.head.count = self.head.count.saturating_add(1);
        // What stands too late does not move the end: the row after it is judged on its own.
        if seq > self.head.seq {
            self.head.seq = seq;
            self.head.hash = hash.to_owned();
        }
        match found {
            None => Ok(()),
            Some((kind, message)) => Err(ChainFault { seq, kind, message }),
        }
    }

    fn judge(
        &self,
        seq: i64,
        prev: &str,
        hash: &str,
        body: &[u8],
    ) -> Option<(ChainFaultKind, String)> {
        let last = self.head.seq;
        let own = link(prev, seq, body);
        let changed = if own == hash { "" } else { ", and its content does not match its hash" };
        if seq <= last {
            let message = format!("stands after row {last}: swapped or repeated{changed}");
            return Some((ChainFaultKind::OutOfOrder, message));
        }
        if seq > last.saturating_add(1) {
            let (first, end) = (last.saturating_add(1), seq - 1);
            let missing = match first == end {
                true => format!("row {first} is missing before it"),
                false => format!("rows {first} to {end} are missing before it"),
            };
            return Some((ChainFaultKind::Gap, format!("{missing}{changed}")));
        }
        if !changed.is_empty() {
            let message = "its content does not match its hash: it was changed after it was \
                           written";
            return Some((ChainFaultKind::WrongHash, message.to_owned()));
        }
        if prev != self.head.hash {
            let message =
                format!("it does not follow from row {last}: one of the two was replaced");
            return Some((ChainFaultKind::WrongPrev, message));
        }
        None
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use proptest::prelude::*;

    /// One stored row.
    pub(crate) type Row = (i64, String, String, Vec<u8>);

    /// A right chain over bodies.
    pub(crate) fn chain_of<B: AsRef<[u8]>>(bodies: &[B]) -> Vec<Row> {
        let mut prev = GENESIS.to_owned();
        let mut rows = Vec::new();
        for (index, body) in bodies.iter().enumerate() {
            let seq = FIRST_SEQ + index as i64;
            let hash = link(&prev, seq, body.as_ref());
            rows.push((seq, prev, hash.clone(), body.as_ref().to_vec()));
            prev = hash;
        }
        rows
    }

    /// The faults of a chain and its head.
    pub(crate) fn walk(rows: &[Row]) -> (Vec<(i64, ChainFaultKind)>, ChainHead) {
        let mut verifier = Verifier::new();
        let mut faults = Vec::new();
        for (seq, prev, hash, body) in rows {
            if let Err(fault) = verifier.row(*seq, prev, hash, body) {
                assert!(fault.to_string().starts_with(&format!("row {seq}: ")));
                faults.push((fault.seq, fault.kind));
            }
        }
        (faults, verifier.head().clone())
    }

    #[test]
    fn names_each_kind_of_change() {
        use ChainFaultKind::{Gap, OutOfOrder, WrongHash, WrongPrev};
        let right = chain_of(&["a", "b", "c", "d", "e"]);
        type Change = fn(&mut Vec<Row>);
        type Found = Vec<(i64, ChainFaultKind)>;
        let table: [(&str, Change, Found); 8] = [
            ("nothing", |_| (), vec![]),
            ("a byte flipped", |r| r[2].3[0] ^= 1, vec![(3, WrongHash)]),
            ("a row deleted", |r| drop(r.remove(2)), vec![(4, Gap)]),
            ("the first row deleted", |r| drop(r.remove(0)), vec![(2, Gap)]),
            ("two rows swapped", |r| r.swap(1, 2), vec![(3, Gap), (2, OutOfOrder)]),
            (
                "two contents swapped",
                |r| {
                    let (left, right) = r.split_at_mut(2);
                    std::mem::swap(&mut left[1].3, &mut right[0].3);
                },
                vec![(2, WrongHash), (3, WrongHash)],
            ),
            (
                "a row rewritten with its hash",
                |r| {
                    r[2].3 = b"x".to_vec();
                    r[2].2 = link(&r[2].1, 3, b"x");
                },
                vec![(4, WrongPrev)],
            ),
            ("a hash changed", |r| r[2].2 = "0".repeat(64), vec![(3, WrongHash), (4, WrongPrev)]),
        ];
        for (name, change, faults) in table {
            let mut rows = right.clone();
            change(&mut rows);
            assert_eq!(walk(&rows).0, faults, "{name}");
        }
    }

    #[test]
    fn goes_on_from_a_head() {
        let rows = chain_of(&["a", "b", "c"]);
        let head = walk(&rows[..2]).1;
        assert_eq!((head.count, head.seq, head.hash.as_str()), (2, 2, rows[1].2.as_str()));
        let mut verifier = Verifier::after(head);
        let (seq, prev, hash, body) = &rows[2];
        assert_eq!(verifier.row(*seq, prev, hash, body), Ok(()));
        assert_eq!(verifier.head().count, 3);
        assert_eq!(Verifier::new().head(), &ChainHead::empty());
    }

    #[test]
    fn the_framing_is_what_the_documentation_says() {
        let mut bytes = b"cleanclaim chain link 1\n".to_vec();
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 64]);
        bytes.extend(GENESIS.bytes());
        bytes.extend([0, 0, 0, 0, 0, 0, 0, 1]);
        bytes.extend(Sha256::digest(b"{}"));
        assert_eq!(link(GENESIS, 1, b"{}"), hex::sha256(&bytes));
        // Parts can't run into one another.
        assert_ne!(link("ab", 1, b"c"), link("a", 1, b"bc"));
        assert_ne!(link("", 1, b""), link("", 2, b""));
    }

    #[test]
    fn a_row_is_signed() {
        let key = SigningKey::from_seed([7; 32]);
        let mut ring = Keyring::new();
        ring.add(key.public()).unwrap();
        let hash = link(GENESIS, 1, b"{}");
        let signature = sign_row(&key, &hash);
        assert!(verify_row(&ring, &key.key_id(), &hash, &signature));
        assert!(!verify_row(&ring, &key.key_id(), GENESIS, &signature));
        // A signature of something else that happens to read the same is none of a row.
        assert!(!verify_row(&ring, &key.key_id(), &hash, &key.sign(hash.as_bytes())));
    }

    proptest! {
        #[test]
        fn any_single_change_is_found(
            bodies in prop::collection::vec(prop::collection::vec(any::<u8>(), 1..20), 2..12),
            place in any::<prop::sample::Index>(),
            byte in any::<prop::sample::Index>(),
            bit in 0..8_u8,
        ) {
            let rows = chain_of(&bodies);
            prop_assert!(walk(&rows).0.is_empty());
            let at = place.index(rows.len());

            let mut flipped = rows.clone();
            let within = byte.index(flipped[at].3.len());
            flipped[at].3[within] ^= 1 << bit;
            prop_assert_eq!(
                walk(&flipped).0,
                vec![(FIRST_SEQ + at as i64, ChainFaultKind::WrongHash)]
            );

            let mut cut = rows.clone();
            cut.remove(at);
            let faults = walk(&cut).0;
            if at + 1 == rows.len() {
                prop_assert!(faults.is_empty(), "only a checkpoint sees a cut tail");
            } else {
                let next = FIRST_SEQ + at as i64 + 1;
                prop_assert_eq!(faults, vec![(next, ChainFaultKind::Gap)]);
            }

            let mut twice = rows.clone();
            twice.insert(at, rows[at].clone());
            prop_assert_eq!(walk(&twice).0.len(), 1);
        }
    }
}
