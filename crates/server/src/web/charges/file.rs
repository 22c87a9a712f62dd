//! An uploaded file of rows: checked first, taken when the person says so.

use crate::web::fault::{PageFault, PageResult};
use axum::extract::Multipart;
use axum::extract::multipart::MultipartRejection;
use axum::http::StatusCode;
use claims::RowFault;

/// Largest file that the page of a check carries along, so that it need not be chosen again.
const LARGEST_CARRIED: usize = 1 << 20;

/// Faults that a page shows.
pub(super) const MOST_FAULTS: usize = 200;

/// What came.
pub(super) struct Upload {
    /// The text of the file.
    pub(super) text: String,
    /// Whether it is to be taken, not only checked.
    pub(super) take: bool,
    /// The version of what it changes, where the form has one.
    pub(super) version: Option<i64>,
}

impl Upload {
    /// The text for the form that takes it, where it is small enough to be carried.
    pub(super) fn carried(&self) -> Option<String> {
        (self.text.len() <= LARGEST_CARRIED).then(|| self.text.clone())
    }
}

/// The file of a form of `multipart/form-data`, at most `most` bytes of text.
pub(super) async fn read(
    form: Result<Multipart, MultipartRejection>,
    most: usize,
) -> PageResult<Upload> {
    let unreadable = "This is no form with a file. Choose the file on the page and send it again.";
    let mut form = form.map_err(|_| PageFault::invalid(unreadable))?;
    let mut upload = Upload { text: String::new(), take: false, version: None };
    let too_large = || PageFault {
        status: StatusCode::PAYLOAD_TOO_LARGE,
        heading: "Too large",
        what: format!("A file may hold {} MiB at most; split it.", most >> 20),
        back: None,
    };
    while let Some(part) = form.next_field().await.map_err(|_| PageFault::invalid(unreadable))? {
        let name = part.name().unwrap_or_default().to_owned();
        let bytes = part.bytes().await.map_err(|fault| match fault.status() {
            StatusCode::PAYLOAD_TOO_LARGE => too_large(),
            _ => PageFault::invalid(unreadable),
        })?;
        if bytes.len() > most {
            return Err(too_large());
        }
        let text = String::from_utf8(bytes.to_vec()).ok().filter(|text| !text.contains('\0'));
        let text = text.ok_or_else(|| {
            PageFault::invalid("The file is no CSV text in UTF-8. Save the table as CSV UTF-8.")
        })?;
        match name.as_str() {
            "file" | "text" if !text.trim().is_empty() => upload.text = text,
            "step" => upload.take = text.trim() == "take",
            "version" => upload.version = text.trim().parse().ok(),
            _ => {}
        }
    }
    if upload.text.is_empty() {
        return Err(PageFault::invalid("No file was chosen, or it is empty."));
    }
    Ok(upload)
}

/// The first faults, and how many there are beyond.
pub(super) fn bounded(mut faults: Vec<RowFault>) -> (Vec<RowFault>, usize) {
    let beyond = faults.len().saturating_sub(MOST_FAULTS);
    faults.truncate(MOST_FAULTS);
    (faults, beyond)
}
