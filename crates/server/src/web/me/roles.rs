//! What each role may do: the table that the guard reads.

use crate::app::App;
use crate::identity::permission::{Permission, Reach, Role, grants};
use crate::web::door::Visitor;
use crate::web::fault::PageResult;
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::State;
use axum::response::Html;

/// One permission and how far each role reaches with it.
struct Line {
    title: &'static str,
    reaches: Vec<&'static str>,
}

/// The page.
#[derive(Template)]
#[template(path = "me/roles.html")]
struct RolesPage {
    layout: Layout,
    roles: Vec<&'static str>,
    lines: Vec<Line>,
}

/// Shows the table.
pub(super) async fn show(visitor: Visitor, State(app): State<App>) -> PageResult<Html<String>> {
    let reach = |role: Role, permission| match grants::reach_of(role, permission) {
        Reach::None => "",
        other => other.name(),
    };
    let line = |permission: &Permission| Line {
        title: permission.title(),
        reaches: Role::ALL.iter().map(|role| reach(*role, *permission)).collect(),
    };
    render(&RolesPage {
        layout: layout(&app, &visitor, "Roles", "/me").await?,
        roles: Role::ALL.iter().map(|role| role.name()).collect(),
        lines: Permission::ALL.iter().map(line).collect(),
    })
}
