//! Connectors to other systems, one folder each.

pub(crate) mod delivery;
pub mod downloads;
pub(crate) mod inbox;
mod partner;
mod partner_form;
mod sftp;
mod sftp_form;
mod switches;

pub use inbox::pass as take_inbox;
pub use partner::{Folder, Partner, Party};
pub use partner_form::{Fault, PartnerForm};
pub use sftp::{Sftp, SftpFault, collect, upload};
pub use sftp_form::SftpForm;
pub use switches::Switches;
