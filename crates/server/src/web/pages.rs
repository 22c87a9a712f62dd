//! The table of addresses: method, path, what it needs, who answers. The guard before a handler
//! comes from the table, so that no page can be reached without it; a test walks the table for
//! every role.

use super::door;
use crate::app::App;
use crate::identity::permission::Permission;
use axum::Router;
use axum::handler::Handler;
use axum::middleware::from_fn_with_state;
use axum::routing::{MethodRouter, get, post};

/// What an address needs before its handler is asked.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Need {
    /// Nothing: the login page, assets.
    Nothing,
    /// A person who is logged in.
    Login,
    /// A person who has the permission at all; which rows, the handler asks.
    May(Permission),
}

/// One address.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PageRow {
    /// `GET` or `POST`.
    pub method: &'static str,
    /// The path, with `{names}`.
    pub path: &'static str,
    /// What it needs.
    pub need: Need,
}

/// The table while it is built.
pub struct Pages {
    app: App,
    router: Router<App>,
    rows: Vec<PageRow>,
}

impl Pages {
    /// An empty table.
    #[must_use]
    pub fn new(app: App) -> Pages {
        Pages { app, router: Router::new(), rows: Vec::new() }
    }

    /// A page to look at.
    #[must_use]
    pub fn get<H, T>(self, path: &'static str, need: Need, handler: H) -> Pages
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.row("GET", path, need, get(handler))
    }

    /// A form that changes something. The guard has checked its token.
    #[must_use]
    pub fn post<H, T>(self, path: &'static str, need: Need, handler: H) -> Pages
    where
        H: Handler<T, App>,
        T: 'static,
    {
        self.row("POST", path, need, post(handler))
    }

    fn row(
        mut self,
        method: &'static str,
        path: &'static str,
        need: Need,
        handler: MethodRouter<App>,
    ) -> Pages {
        let guard = from_fn_with_state((self.app.clone(), need), door::guard);
        self.router = self.router.route(path, handler.layer(guard));
        self.rows.push(PageRow { method, path, need });
        self
    }

    /// Every address.
    #[must_use]
    pub fn rows(&self) -> &[PageRow] {
        &self.rows
    }

    /// The router.
    pub fn into_router(self) -> Router<App> {
        self.router
    }
}
