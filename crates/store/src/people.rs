//! People and what they may open: tenants, users, sessions, tokens, providers, settings.

mod glass;
mod login;
mod provider;
mod session;
mod setting;
mod tenant;
mod token;
mod user;
mod view;

pub use glass::{Glass, break_glass, opened_by};
pub use login::{
    Failures, LoginWait, MOST_ADDRESSES, MOST_WAITING, count_failure, count_user_failure,
    failures_of, forget_failures, keep_login, take_login,
};
pub use provider::{Provider, meet_provider, provider, provider_by_npi, providers, put_provider};
pub use session::{Session, begin_session, end_session, end_sessions_of, session, touch_session};
pub use setting::{Setting, put_setting, setting};
pub use tenant::{Tenant, put_tenant, tenant, tenants};
pub use token::{ApiToken, put_token, revoke_token, token, tokens_of, touch_token};
pub use user::{User, add_user, save_user, user, user_by_login, user_by_openid, users};
pub use view::{SavedView, drop_view, keep_view, views};
