//! Edits: the claim is judged here the way the payer will judge it.
//!
//! What enters: a [`model::Claim`] with its history, and the code systems behind the
//! [`CodeFacts`] trait. What leaves: a [`ScrubReport`] with every edit that fired, in a fixed
//! order. A pure function: no clock, no I/O, the claim is never changed.
//!
//! Where to look:
//! - [`registry`] is the table of all rules: identifier, family, severity, source, function.
//! - `families/` holds the rules, one file a family (the wide family `format` has a folder).
//! - `fee_row.rs` reads the fee schedule's row of a line, `surgery.rs` knows the surgeries around a
//!   service and the days that are paid with them, `visits.rs` names the codes of visits.
//! - `payer_rules/` loads and judges the rules that analysts write ([`PayerRules`]).
//! - [`CodeFacts`] is what a rule may ask of the code systems; [`CodesetFacts`] answers it from
//!   the packs at hand. A family that needs more data (procedure pairs, unit limits, coverage)
//!   names it in [`Table`], with a lookup in [`CodeFacts`] whose default says "not held", a file
//!   under `families/`, its rows in a file of `registry/`, and its family among those of
//!   `registry::NEEDS` instead of [`registry::AWAITED`].
#![deny(missing_docs)]

mod code_editor;
mod codeset_facts;
mod correct_coding;
mod facts;
mod families;
mod fee_row;
mod history;
mod hit;
mod modifiers;
mod payer_rules;
mod place_table;
mod scrub;
mod services;
mod subject;
mod surgery;
mod visits;

pub mod registry;

pub use code_editor::{NotCoveredWith, ProcedureAttributes, Ventricle};
pub use codeset_facts::{CodesetFacts, LastDays};
pub use facts::{AgeGroup, Attributes, CodeFacts, CodeStatus, Side, Table};
pub use payer_rules::{
    LARGEST_RULE, MOST_RULES, PayerRule, PayerRules, RuleFault, RuleFile, reference,
};
pub use scrub::{repaired, scrub};
pub use subject::carries_submission_facts;

pub use model::{Edit, EditFamily, EditPlace, ScrubReport, Severity};

#[cfg(test)]
mod example;
