//! To whom claims go: the setting `connectors`, off until somebody sets it.

use crate::app::App;
use model::TenantId;
use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The name of the setting. Its body, all members needed except `production` (false):
///
/// ```json
/// {"claims": {"name": "clearinghouse", "production": false,
///             "folder": {"path": "/var/spool/clearinghouse/out"},
///             "sender": {"name": "CEDAR CLINIC", "id": "1245319599"},
///             "contact": "BILLING OFFICE", "phone": "4025550100",
///             "receiver": {"name": "CLEARINGHOUSE", "id": "CLEARING01"}}}
/// ```
pub const SETTING: &str = "connectors";

#[derive(Deserialize)]
struct Connectors {
    #[serde(default)]
    claims: Option<Partner>,
}

/// One side of an interchange.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Party {
    /// Name (NM103).
    pub name: String,
    /// Identifier (NM109 with qualifier 46; ISA06 or ISA08).
    pub id: String,
}

/// A folder that the partner, or the program that carries files to it, reads.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Folder {
    /// Where; absolute.
    pub path: PathBuf,
}

/// Who takes the claims.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Partner {
    /// What this partner is called here; its control numbers count by this name.
    pub name: String,
    /// Production data (ISA15 = P); test data otherwise.
    #[serde(default)]
    pub production: bool,
    /// Where files are put.
    pub folder: Folder,
    /// Who sends.
    pub sender: Party,
    /// Whom the receiver may ask.
    pub contact: String,
    /// Their telephone, ten digits.
    pub phone: String,
    /// Who receives.
    pub receiver: Party,
}

impl Partner {
    /// The partner of a tenant, where one is set; never in the made-up practice.
    ///
    /// # Errors
    /// A database that does not answer; a setting that cannot be read.
    pub async fn of(app: &App, tenant: &TenantId) -> store::Result<Option<Partner>> {
        if app.config.demo {
            return Ok(None);
        }
        let Some(setting) = store::people::setting(&app.db, tenant, SETTING).await? else {
            return Ok(None);
        };
        let connectors: Connectors = store::json(SETTING, &setting.body)?;
        Ok(connectors.claims)
    }
}
