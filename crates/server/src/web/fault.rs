//! What a page says when it can't do what was asked.

use crate::identity::permission::{Denied, Permission};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use store::StoreError;

/// A fault that becomes a page of its own; nothing of what was asked has happened.
#[derive(Clone, Debug)]
pub struct PageFault {
    /// HTTP status.
    pub status: StatusCode,
    /// The heading.
    pub heading: &'static str,
    /// What is wrong and what to do, in plain sentences.
    pub what: String,
    /// Where to go on, when that is not the start: address and label.
    pub back: Option<(&'static str, &'static str)>,
}

/// The result of a page's handler.
pub type PageResult<T> = Result<T, PageFault>;

impl PageFault {
    /// There is no such thing here (also for what another tenant has).
    #[must_use]
    pub fn not_found(what: &str) -> PageFault {
        PageFault {
            status: StatusCode::NOT_FOUND,
            heading: "Not found",
            what: format!("There is no {what} here. It may have been merged or moved."),
            back: None,
        }
    }

    /// What was typed cannot be taken.
    #[must_use]
    pub fn invalid(what: impl Into<String>) -> PageFault {
        PageFault {
            status: StatusCode::UNPROCESSABLE_ENTITY,
            heading: "This cannot be taken",
            what: what.into(),
            back: None,
        }
    }

    /// A permission is missing altogether.
    #[must_use]
    pub fn forbidden(permission: Permission) -> PageFault {
        PageFault {
            status: StatusCode::FORBIDDEN,
            heading: "Not allowed",
            what: format!(
                "Your roles do not include `{permission}`. Ask an administrator if your work \
                 needs it."
            ),
            back: None,
        }
    }

    /// A dangerous act needs the password once more.
    #[must_use]
    pub fn unproved() -> PageFault {
        PageFault {
            status: StatusCode::FORBIDDEN,
            heading: "Your password once more",
            what: "What you are about to do needs a password given a short time ago. \
                   Nothing was changed."
                .into(),
            back: Some(("/me/prove", "Type the password")),
        }
    }

    /// Something of ours went wrong; the log has it.
    #[must_use]
    pub fn internal(what: impl std::fmt::Display) -> PageFault {
        tracing::error!(fault = %what, "page failed");
        PageFault {
            status: StatusCode::INTERNAL_SERVER_ERROR,
            heading: "This went wrong",
            what: "The service could not finish this, and nothing was changed. It is in the log."
                .into(),
            back: None,
        }
    }
}

impl From<Denied> for PageFault {
    fn from(denied: Denied) -> PageFault {
        PageFault {
            status: StatusCode::FORBIDDEN,
            heading: "Not allowed",
            what: format!("{denied}."),
            back: None,
        }
    }
}

impl From<StoreError> for PageFault {
    fn from(fault: StoreError) -> PageFault {
        let passing = fault.is_passing();
        match fault {
            StoreError::Conflict { .. } => PageFault {
                status: StatusCode::CONFLICT,
                heading: "Somebody was quicker",
                what: format!("{fault}. What you typed is still in your browser: go back to it."),
                back: None,
            },
            StoreError::Exists { .. } => PageFault {
                status: StatusCode::CONFLICT,
                heading: "Already there",
                what: format!("{fault}."),
                back: None,
            },
            StoreError::NotFound { what } => PageFault::not_found(&what),
            StoreError::Refused(why) => PageFault::invalid(format!("{why}.")),
            other if passing => {
                tracing::warn!(fault = %other, "the database does not answer");
                PageFault {
                    status: StatusCode::SERVICE_UNAVAILABLE,
                    heading: "The database does not answer",
                    what: "Nothing was changed. Try again in a minute.".into(),
                    back: None,
                }
            }
            other => PageFault::internal(other),
        }
    }
}

impl IntoResponse for PageFault {
    /// The status, and the fault for the guard, which makes the page of it.
    fn into_response(self) -> Response {
        let mut response = self.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}
