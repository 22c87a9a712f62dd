//! Connectors to other systems, one folder each.

pub mod downloads;
mod partner;
mod partner_form;
mod switches;

pub use partner::{Folder, Partner, Party};
pub use partner_form::{Fault, PartnerForm};
pub use switches::Switches;
