//! The reminder that CPT numbers need a licence, once a run.

use crate::workspace::Workspace;

/// Name of the file that records the confirmation in the data folder.
pub const RECORD: &str = "cpt-licence.json";

/// True when the user has recorded that they hold a licence.
pub fn is_confirmed(workspace: &Workspace) -> bool {
    workspace.data().join(RECORD).is_file()
}

/// Says once on standard error that CPT numbers need a licence, unless one is recorded.
pub fn remind(workspace: &Workspace) {
    if !is_confirmed(workspace) {
        eprintln!(
            "cleanclaim: the output holds CPT numbers. CPT is the AMA's; their use needs your \
             licence. Record it with `cleanclaim codesets licence cpt --confirm`."
        );
    }
}
