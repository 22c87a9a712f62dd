//! Procedure pairs, unit limits and add-on codes against golden tables and a slow reference.
//!
//! `golden_*.rs` are tables by hand. `reference/` judges a claim again, slowly, from the words of
//! the manuals over plain rows, and shares no code with the rules; `random.rs` compares the two on
//! claims made at random.
//!
//! To add another table (coverage): its rows in `tables.rs`, with the lookup of `CodeFacts`; its
//! judge in `reference/<table>.rs`, called by `reference::judge`; its rules' identifiers in
//! `reference::ORDER`; what its rows and claims may hold in `random.rs`.

mod claims;
mod golden_addon;
mod golden_mue;
mod golden_ptp;
mod random;
mod reference;
mod tables;
