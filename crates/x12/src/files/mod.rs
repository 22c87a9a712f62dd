//! Whole files: one split into several, several merged into one, two compared; and the registry
//! that gives control numbers to what is written.

mod claims_of;
mod copy;
mod diff;
mod merge;
mod registry;
mod segments_diff;
mod split;

pub use diff::{DiffOptions, Difference, What, diff};
pub use merge::{Merged, merge};
pub use registry::{ControlRegistry, Controls, Parties, RegistryError};
pub use split::{Piece, SplitBy, split};

use crate::fault::{Place, X12Error};

/// Where control numbers come from: a [`ControlRegistry`], or a count of one's own.
pub trait ControlSource {
    /// Numbers for one interchange with one group and so many transactions, never given before.
    ///
    /// # Errors
    /// When they cannot be made sure of.
    fn controls(&mut self, parties: &Parties, transactions: u32)
    -> Result<Controls, RegistryError>;
}

/// Why files cannot be split or merged.
#[derive(Debug, thiserror::Error)]
pub enum FilesError {
    /// A file's envelope has a fault; nothing is made of it.
    #[error("{file}: {fault}")]
    Faulty {
        /// The file's name.
        file: String,
        /// The fault.
        fault: X12Error,
    },
    /// There is nothing to write.
    #[error("{file}: there is no transaction in it; give a file that has one")]
    Empty {
        /// The file's name.
        file: String,
    },
    /// Claims can be told apart in an 837 only.
    #[error(
        "{file}: the transaction at {place} is no 837, so its claims cannot be parted; split it \
         by transaction"
    )]
    NoClaims {
        /// The file's name.
        file: String,
        /// Its ST.
        place: Place,
    },
    /// Two files are not of one kind or not between the same parties.
    #[error(
        "{file}: its {what} is not that of {first}; merge files of one kind and the same parties"
    )]
    Different {
        /// The file's name.
        file: String,
        /// The file that it is compared with.
        first: String,
        /// What differs.
        what: &'static str,
    },
    /// A value holds a character that is a delimiter of the file that is written.
    #[error(
        "{file}: {place} holds a character that the first file uses as a delimiter; put the file \
         with the rarest delimiters first"
    )]
    Delimiter {
        /// The file's name.
        file: String,
        /// The segment.
        place: Place,
    },
    /// No control number could be had.
    #[error(transparent)]
    Registry(#[from] RegistryError),
    /// The output cannot be written.
    #[error("the file cannot be written ({0}); check the folder and the free space")]
    Write(#[from] std::io::Error),
}
