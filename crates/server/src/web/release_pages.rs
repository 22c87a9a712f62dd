//! Release: the scopes with what their audits prove, batches, opening and closing, drift.

mod act;
mod proof;
mod scope;
mod tree;

use super::pages::{Need, Pages};
use crate::identity::permission::Permission;

/// The addresses of the release policy.
pub(super) fn pages(pages: Pages) -> Pages {
    let see = Need::May(Permission::ViewDashboard);
    let manage = Need::May(Permission::ManageThresholds);
    pages
        .get("/release", see, tree::show)
        .get("/release/scope", see, scope::show)
        .post("/release/declare", manage, act::declare)
        .post("/release/batches/{id}/draw", manage, act::draw)
        .post("/release/batches/{id}/test", manage, act::test)
        .post("/release/batches/{id}/open", Need::May(Permission::ApproveChange), act::open)
        .post("/release/close", manage, act::close)
}
