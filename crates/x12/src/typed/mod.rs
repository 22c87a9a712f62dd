//! Typed values: every segment a struct, every loop a struct of segments and loops, and back.
//!
//! | enters | by | leaves |
//! |---|---|---|
//! | any bytes | [`Items`] | headers, trailers, TA1 and typed [`Transaction`]s, one at a time |
//! | any bytes | [`Transactions`] | only the transactions, with ISA and GS at hand |
//! | [`Item`]s | [`write`](fn@write), [`Writer`] | the same bytes, or [`Normalise`]d ones |
//!
//! Elements keep their text to the letter, segments their empty ends, line ends and places, so
//! that writing what was read gives the same bytes. Loops follow the order of the standard (not
//! of one guide): segments that share a name at one place are a `Vec` in file order, and so are
//! loops that begin with the same segment; their role is in that segment. A segment that has no
//! place is an error with its place; nothing is dropped. Whether a guide allows what is there is
//! no question here: the validator judges that.
//!
//! Sets and versions that have no typed form are read as [`Raw`], and written back just so.

pub mod ack_999;
mod ack_values;
mod adjustment;
pub mod authorization_278;
mod build;
pub mod claim_837;
pub mod claim_ack_277ca;
mod claim_ack_values;
pub mod eligibility_270_271;
#[cfg(test)]
mod every_guide;
mod held;
mod input;
mod items;
mod node;
mod origin;
mod output;
mod raw;
pub mod remittance_835;
#[cfg(test)]
mod round_trip;
#[cfg(test)]
mod sample;
pub mod segments;
pub mod status_276_277;
mod text;
mod transaction;
mod value;

pub use input::MAX_TRANSACTION_SEGMENTS;
pub use items::{Interchange, Item, Items, Transactions, Writer, write};
pub use origin::Origin;
pub use output::Normalise;
pub use raw::{Raw, RawSegment};
pub use text::{Amount, Day, Number, Text};
pub use transaction::Transaction;
pub use value::Run;
