//! What partners and payers answer before they pay: acknowledgements, status, eligibility.

use crate::app::App;
use model::TenantId;
use store::payments::{FileContent, IncomingFile};

/// Takes the answers of a file that are no remittances.
///
/// # Errors
/// A database that does not answer.
pub(crate) async fn take_answers(
    _app: &App,
    _tenant: &TenantId,
    _file: &IncomingFile,
    _bytes: &[u8],
) -> store::Result<Vec<FileContent>> {
    let said = "this kind of answer is not read yet".to_owned();
    Ok(vec![FileContent { set: String::new(), count: 1, said }])
}
