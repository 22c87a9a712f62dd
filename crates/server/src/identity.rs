//! Who somebody is, and what they may do. Everything here is a function of what is passed in:
//! the time, the stored rows and the random bytes come from the caller or, for secrets, from the
//! operating system's generator. The store keeps the rows; the pages and the API ask.

pub mod api_token;
pub mod break_glass;
pub mod lockout;
pub mod openid;
pub mod password;
pub mod permission;
pub mod rate_limit;
pub mod secret;
pub mod security;
pub mod session;
pub mod totp;
