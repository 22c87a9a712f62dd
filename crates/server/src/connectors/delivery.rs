//! A file to the partner: into its folder, and from there to its machine where that is wanted.

use super::{Partner, sftp};
use crate::worker::send::put_file;

/// Puts a file where the partner gets it. Done again it changes nothing: what lies in the folder
/// with the same bytes is what was wanted, and on the partner's machine it takes its own place.
///
/// # Errors
/// Why it is not there, a sentence.
pub(crate) async fn put(partner: &Partner, file: &str, text: &str) -> Result<(), String> {
    let (folder, sftp) = (partner.folder.path.clone(), partner.sftp.clone());
    let (file, text) = (file.to_owned(), text.to_owned());
    let put = move || -> Result<(), String> {
        put_file(&folder, &file, &text)?;
        match sftp {
            Some(sftp) => sftp::upload(&sftp, &folder.join(&file)).map_err(|why| why.to_string()),
            None => Ok(()),
        }
    };
    tokio::task::spawn_blocking(put).await.map_err(|fault| fault.to_string())?
}
