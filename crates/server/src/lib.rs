//! What speaks with other machines. Nothing here acts by itself: a connector works when a person
//! or a switched-on setting asks it to.
//!
//! Where to look: [`connectors::downloads`] knows where the publishers put their code set
//! releases and fetches them; it hands bytes to the room `codesets` and knows no format.
#![deny(missing_docs)]

pub mod connectors;
pub mod identity;
