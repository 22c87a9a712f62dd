//! Adjustments of a payment that belong to no claim in it (PLB), each tracked to its end.
//!
//! A recovery, a forwarded balance or a withholding is told in one remittance and carried out in
//! another. What is told opens an item; what is carried out closes it, matched by provider,
//! payer, kind and reference, with amounts of the other sign. Interest, levies, penalties and
//! settlements have no second half. Signs are those of the PLB: positive lowers the payment
//! (X221 section 1.10.2.12 and the RFI answers 227, 1604 and 1756 of X12).

mod tracker;
mod treatment;

pub use tracker::{Item, Movement, Tracker};
pub use treatment::Treatment;
