//! 999: what a receiver's translator found in a group and its transactions.

use super::node::segment_loop;
use super::segments::{Ak1, Ak2, Ak9, Ctx, Ik3, Ik4, Ik5, Se, St};

segment_loop! {
    /// A 999 transaction.
    Ack999 "" when 1 in ["999"] {
        /// ST.
        st: St,
        /// The group that is acknowledged.
        group: Ak1,
        /// One for each transaction that is spoken of.
        transactions: Vec<TransactionAck>,
        /// The verdict on the group.
        verdict: Ak9,
        /// SE.
        se: Se,
    }
    /// What is said of one transaction (loop 2000).
    TransactionAck "2000" {
        /// Which.
        transaction: Ak2,
        /// Its segments with errors.
        segments: Vec<SegmentError>,
        /// The verdict on it.
        verdict: Ik5,
    }
    /// A segment with errors (loop 2100).
    SegmentError "2100" {
        /// Which segment, where, and the error of the segment as a whole.
        error: Ik3,
        /// What the error is about.
        contexts: Vec<Ctx>,
        /// Its elements with errors.
        elements: Vec<ElementError>,
    }
    /// An element with an error (loop 2110).
    ElementError "2110" {
        /// Which element, and the error.
        error: Ik4,
        /// What the error is about.
        contexts: Vec<Ctx>,
    }
}
