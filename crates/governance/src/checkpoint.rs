//! A checkpoint: a signed statement of where a chain ended, kept in a second place. It finds what
//! the chain itself can't show: a tail that was cut off, and a chain that was written anew.

use crate::canonical::canonical;
use crate::chain::{ChainHead, FIRST_SEQ};
use crate::signing::{Keyring, SigningKey};
use serde::{Deserialize, Serialize};

/// Longest text of a checkpoint, in bytes.
pub const MAX_CHECKPOINT_BYTES: usize = 4_096;

/// Names what is signed, so that the signature of something else can't stand here.
const PURPOSE: &str = "cleanclaim chain checkpoint 1";

/// Where a chain ended, and who says so.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Checkpoint {
    /// How many rows there were.
    pub count: i64,
    /// The number of the last row.
    pub head_seq: i64,
    /// The hash of the last row.
    pub head_hash: String,
    /// When it was signed, in microseconds since 1970-01-01 UTC.
    pub at: i64,
    /// The key that signed.
    pub key_id: String,
    /// The signature, in hexadecimal.
    pub signature: String,
}

/// What a checkpoint found.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointFault {
    /// The text is not a checkpoint.
    #[error("this is not a checkpoint: {0}")]
    Form(String),
    /// The key is not in the ring.
    #[error("the checkpoint was signed with key {0}, which is not in the key ring")]
    UnknownKey(String),
    /// The signature does not hold: the checkpoint was changed or made up.
    #[error("the checkpoint's signature does not hold: it was changed, or not signed here")]
    Signature,
    /// The chain is shorter than it was.
    #[error("the chain ends at row {found}; at the checkpoint it had {expected}: its end was cut")]
    CutTail {
        /// The last row at the checkpoint.
        expected: i64,
        /// The last row now.
        found: i64,
    },
    /// The row at the checkpoint has another hash: the chain was written anew.
    #[error("row {seq} has another hash than at the checkpoint: the chain was rewritten")]
    Rewritten {
        /// The row.
        seq: i64,
    },
    /// There are fewer rows up to the checkpoint than there were.
    #[error("{found} rows are left where the checkpoint counted {expected}: rows were removed")]
    Removed {
        /// Rows at the checkpoint.
        expected: i64,
        /// Rows now.
        found: i64,
    },
}

impl Checkpoint {
    /// Signs where a chain ends.
    #[must_use]
    pub fn sign(head: &ChainHead, at: i64, key: &SigningKey) -> Checkpoint {
        let mut checkpoint = Checkpoint {
            count: head.count,
            head_seq: head.seq,
            head_hash: head.hash.clone(),
            at,
            key_id: key.key_id(),
            signature: String::new(),
        };
        checkpoint.signature = key.sign(checkpoint.message().as_bytes());
        checkpoint
    }

    /// What is signed: five lines, of which only the last could hold anything but digits.
    fn message(&self) -> String {
        let Checkpoint { count, head_seq, head_hash, at, key_id, .. } = self;
        format!("{PURPOSE}\n{count}\n{head_seq}\n{at}\n{key_id}\n{head_hash}")
    }

    /// Its text, one line of canonical JSON; empty when a number is beyond 2^53.
    #[must_use]
    pub fn to_text(&self) -> String {
        canonical(self).unwrap_or_default()
    }

    /// Reads a checkpoint's text; the signature is judged by [`Checkpoint::verify_against`].
    ///
    /// # Errors
    /// When it is not of its form.
    pub fn from_text(text: &str) -> Result<Checkpoint, CheckpointFault> {
        if text.len() > MAX_CHECKPOINT_BYTES {
            return Err(CheckpointFault::Form(format!("longer than {MAX_CHECKPOINT_BYTES} bytes")));
        }
        serde_json::from_str(text.trim()).map_err(|fault| CheckpointFault::Form(fault.to_string()))
    }

    /// Holds the checkpoint against the chain as it is now: `head` after a whole walk
    /// (`chain::Verifier`), and `hash_at_seq`, the hash that row `head_seq` has now.
    ///
    /// # Errors
    /// What was found first: an untrusted checkpoint, a cut tail, a rewritten chain, removed rows.
    pub fn verify_against(
        &self,
        keyring: &Keyring,
        head: &ChainHead,
        hash_at_seq: Option<&str>,
    ) -> Result<(), CheckpointFault> {
        if !keyring.holds(&self.key_id) {
            return Err(CheckpointFault::UnknownKey(self.key_id.clone()));
        }
        if !keyring.verify(&self.key_id, self.message().as_bytes(), &self.signature) {
            return Err(CheckpointFault::Signature);
        }
        if head.seq < self.head_seq {
            return Err(CheckpointFault::CutTail { expected: self.head_seq, found: head.seq });
        }
        let same = match self.head_seq < FIRST_SEQ {
            true => true,
            false => hash_at_seq == Some(self.head_hash.as_str()),
        };
        if !same {
            return Err(CheckpointFault::Rewritten { seq: self.head_seq });
        }
        // Rows after the checkpoint are numbered without a gap, so that the rest stood before it.
        let found = head.count - (head.seq - self.head_seq);
        if found < self.count {
            return Err(CheckpointFault::Removed { expected: self.count, found });
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::chain::tests::{Row, chain_of, walk};

    fn against(
        checkpoint: &Checkpoint,
        ring: &Keyring,
        rows: &[Row],
    ) -> Result<(), CheckpointFault> {
        let hash = rows.iter().find(|row| row.0 == checkpoint.head_seq).map(|row| row.2.as_str());
        checkpoint.verify_against(ring, &walk(rows).1, hash)
    }

    #[test]
    fn finds_a_cut_tail_and_a_rewritten_chain() {
        let key = SigningKey::from_seed([3; 32]);
        let mut ring = Keyring::new();
        let rows = chain_of(&["a", "b", "c"]);
        let checkpoint = Checkpoint::sign(&walk(&rows).1, 1_750_000_000_000_000, &key);
        let checkpoint = Checkpoint::from_text(&checkpoint.to_text()).unwrap();
        let unknown = CheckpointFault::UnknownKey(key.key_id());
        assert_eq!(against(&checkpoint, &ring, &rows), Err(unknown));
        ring.add(key.public()).unwrap();

        assert_eq!(against(&checkpoint, &ring, &rows), Ok(()));
        let grown = chain_of(&["a", "b", "c", "d", "e"]);
        assert_eq!(against(&checkpoint, &ring, &grown), Ok(()));
        let cut = CheckpointFault::CutTail { expected: 3, found: 2 };
        assert_eq!(against(&checkpoint, &ring, &rows[..2]), Err(cut));
        let rewritten = chain_of(&["a", "x", "c", "d"]);
        assert!(walk(&rewritten).0.is_empty(), "the chain itself does not show it");
        let fault = CheckpointFault::Rewritten { seq: 3 };
        assert_eq!(against(&checkpoint, &ring, &rewritten), Err(fault));
        let removed = CheckpointFault::Removed { expected: 3, found: 2 };
        assert_eq!(against(&checkpoint, &ring, &rows[1..]), Err(removed));

        let empty = Checkpoint::sign(&ChainHead::empty(), 1, &key);
        assert_eq!(against(&empty, &ring, &rows), Ok(()));
        assert_eq!(against(&empty, &ring, &[]), Ok(()));
    }

    #[test]
    fn a_changed_checkpoint_is_not_believed() {
        let key = SigningKey::from_seed([3; 32]);
        let mut ring = Keyring::new();
        ring.add(key.public()).unwrap();
        let rows = chain_of(&["a", "b", "c"]);
        let right = Checkpoint::sign(&walk(&rows).1, 5, &key);
        type Change = fn(&mut Checkpoint);
        let changes: [Change; 5] = [
            |c| c.count = 2,
            |c| c.head_seq = 2,
            |c| c.head_hash.replace_range(0..1, "g"),
            |c| c.at = 6,
            |c| c.signature.replace_range(0..2, "00"),
        ];
        for change in changes {
            let mut changed = right.clone();
            change(&mut changed);
            assert_eq!(against(&changed, &ring, &rows), Err(CheckpointFault::Signature));
        }
        assert!(matches!(Checkpoint::from_text("{}"), Err(CheckpointFault::Form(_))));
        let long = " ".repeat(MAX_CHECKPOINT_BYTES + 1);
        assert!(matches!(Checkpoint::from_text(&long), Err(CheckpointFault::Form(_))));
    }
}
