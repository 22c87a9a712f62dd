//! One file a subcommand.

pub mod backup;
pub mod bench;
pub mod claim;
pub mod code;
pub mod codesets;
pub mod demo;
pub mod doctor;
pub mod eval;
pub mod post;
pub mod price;
pub mod replay;
pub mod rules;
pub mod scrub;
pub mod serve;
pub mod user;
pub mod verify;
pub mod x12;
