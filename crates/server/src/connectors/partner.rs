//! To whom claims go: a member of the setting `connectors`, off until somebody switches it on.

use super::{Sftp, Switches};
use crate::app::App;
use model::TenantId;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// One side of an interchange.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Name (NM103).
    pub name: String,
    /// Identifier (NM109 with qualifier 46; ISA06 or ISA08).
    pub id: String,
}

/// A folder that the partner, or the program that carries files to it, reads.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// Where; absolute.
    pub path: PathBuf,
}

/// Who takes the claims. Kept while it is switched off.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// Whether claims leave.
    #[serde(default)]
    pub on: bool,
    /// What this partner is called here; its control numbers count by this name.
    pub name: String,
    /// Production data (ISA15 = P); test data otherwise.
    #[serde(default)]
    pub production: bool,
    /// Where files are put.
    pub folder: Folder,
    /// Who sends.
    pub sender: Party,
    /// Whom the receiver may ask (PER02).
    pub contact: String,
    /// Their telephone, ten digits (PER04).
    pub phone: String,
    /// Who receives.
    pub receiver: Party,
    /// Where the partner's answers come in; none are taken in without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub inbox: Option<Folder>,
    /// Files are carried to and from the partner's machine; by another program without it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sftp: Option<Sftp>,
    /// Silent payers are asked where claims are (276), and whether patients of the next days are
    /// insured (270).
    #[serde(default)]
    pub asks: bool,
}

impl Partner {
    /// The partner of a tenant, where claims are switched on; never in the made-up practice.
    ///
    /// # Errors
    /// A database that does not answer; a setting that cannot be read.
    pub async fn of(app: &App, tenant: &TenantId) -> store::Result<Option<Partner>> {
        let (switches, _) = Switches::of(app, tenant).await?;
        Ok(switches.claims.filter(|partner| partner.on))
    }
}
