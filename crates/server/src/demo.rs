//! The made-up practice in the service: its people, its accounts, its story.

/// The password of everybody in the made-up practice; it opens nothing else.
pub const PASSWORD: &str = "made-up practice";
