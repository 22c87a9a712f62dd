//! `docs/reference/roles.md`, printed from the table.

use super::feature::{Permission, Reach, Role};
use super::grants::reach_of;
use std::fmt::Write as _;

/// The page as Markdown: the roles, the reaches, and the permissions of each role.
#[must_use]
pub fn roles_page() -> String {
    let mut page = String::from(
        "# Roles and permissions\n\n\
         Printed from the table in `crates/server/src/identity/permission/grants.rs`. What is not\n\
         here is not allowed. To write it anew after a change:\n\
         `CLEANCLAIM_BLESS=1 cargo test -p server roles_page`.\n\n\
         ## Reach\n\n",
    );
    for reach in Reach::ALL {
        let _ = writeln!(page, "- **{reach}**: {}.", reach.title());
    }
    page.push_str(
        "\nA row without a team is in the reach `team` of those who have no team: a site without\n\
         teams is one team. A chart with a sensitivity tag needs `view_tagged_chart` as well, with\n\
         a clearance for each tag, or that one is its provider. `break_glass` opens one chart out\n\
         of reach for a limited time, for reading, with a reason, and is always audited. Nobody\n\
         audits their own coding or approves their own change, whatever their roles. An API token\n\
         does no more than its scope and never more than its user.\n\n\
         `*` marks what needs a password given a short time ago.\n",
    );
    for role in Role::ALL {
        let _ = write!(page, "\n## `{role}`\n\n{}.\n\n", role.title());
        page.push_str("| permission | what | reach |\n|---|---|---|\n");
        for permission in Permission::ALL {
            let reach = reach_of(*role, *permission);
            if reach != Reach::None {
                let mark = if permission.is_dangerous() { "\\*" } else { "" };
                let title = permission.title();
                let _ = writeln!(page, "| `{permission}`{mark} | {title} | {reach} |");
            }
        }
    }
    page
}
