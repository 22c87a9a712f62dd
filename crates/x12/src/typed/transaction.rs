//! Which typed value a transaction is read into.

use super::ack_999::Ack999;
use super::authorization_278::Authorization278;
use super::claim_837::Claims837;
use super::claim_ack_277ca::ClaimAck277;
use super::eligibility_270_271::{Request270, Response271};
use super::input::Input;
use super::node::Node;
use super::output::Output;
use super::raw::Raw;
use super::remittance_835::Remittance835;
use super::status_276_277::{Request276, Status277};
use crate::fault::X12Error;

/// The table of typed sets: set, the beginning of its guide's identifier, and the value.
macro_rules! transactions {
    ($($(#[$meta:meta])* $name:ident $set:literal $guide:literal $($more:literal)*,)+) => {
        /// One transaction, ST and SE included.
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub enum Transaction {
            $($(#[$meta])* $name(Box<$name>),)+
            /// A set or a version without a typed form.
            Raw(Box<Raw>),
        }

        impl Transaction {
            /// Reads the transaction whose ST comes next. ST03 tells the guide; where it is
            /// empty (an 835 may leave it so), GS08 does.
            pub(super) fn read(
                input: &mut Input<'_>,
                version: &str,
            ) -> Result<Transaction, X12Error> {
                input.start_transaction();
                let (set, guide) = match input.peek() {
                    Some(st) if !st.element(3).is_empty() => (st.element(1), st.element(3)),
                    Some(st) => (st.element(1), version),
                    None => return Err(input.missing("ST")),
                };
                $(
                    let mut guides = [$guide $(, $more)*].iter();
                    if set == $set && guides.any(|one| guide.starts_with(one)) {
                        return $name::read(input).map(|t| Transaction::$name(Box::new(t)));
                    }
                )+
                Raw::read(input).map(|t| Transaction::Raw(Box::new(t)))
            }

            pub(super) fn write(&self, out: &mut Output) {
                match self {
                    $(Transaction::$name(t) => t.write(out),)+
                    Transaction::Raw(t) => t.write(out),
                }
            }

            /// The set's number: `835`.
            #[must_use]
            pub fn set(&self) -> &str {
                match self {
                    $(Transaction::$name(_) => $set,)+
                    Transaction::Raw(t) => &t.st.set,
                }
            }

            /// One of each typed set, made at random, with the version for its GS.
            #[cfg(test)]
            pub(super) fn draw_all(
                draw: &mut super::sample::Draw,
            ) -> Vec<(&'static str, Transaction)> {
                vec![$((
                    $guide,
                    Transaction::$name(Box::new($name::draw(draw, &[(3, $guide)]))),
                ),)+]
            }
        }
    };
}

transactions! {
    /// Payment and remittance advice.
    Remittance835 "835" "005010X221",
    /// Acknowledgement of a group and its transactions.
    Ack999 "999" "005010X231",
    /// Acknowledgement of claims.
    ClaimAck277 "277" "005010X214",
    /// Question about eligibility.
    Request270 "270" "005010X279",
    /// Answer about eligibility.
    Response271 "271" "005010X279",
    /// Question about claim status.
    Request276 "276" "005010X212",
    /// Answer about claim status.
    Status277 "277" "005010X212",
    /// Claims: professional, institutional, dental.
    Claims837 "837" "005010X222" "005010X223" "005010X224",
    /// Review of services: request and decision.
    Authorization278 "278" "005010X217",
}
