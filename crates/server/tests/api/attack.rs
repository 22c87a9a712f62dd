//! schemathesis makes up requests from the OpenAPI document and looks at the answers.

use crate::site::{Done, fail, site};
use libtest_mimic::Trial;
use std::process::Command;
use testkit::outside;

/// Requests made up for each operation.
const EXAMPLES: &str = "20";

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![outside::trial("attack: schemathesis finds nothing", "schemathesis", attack)]
}

/// Left out is `positive_data_acceptance`: a request that fits its schema may still name a
/// patient, payer or day that is refused for good reason.
fn attack() -> Done {
    let site = site();
    let program = outside::schemathesis().ok_or("schemathesis went away")?;
    let token = site.token("site", "una");
    let folder = tempfile::TempDir::new()?;
    let output = Command::new(program)
        .current_dir(folder.path())
        .arg("run")
        .arg(format!("{}/openapi.json", site.address))
        .args(["--header", &format!("Authorization: Bearer {token}")])
        .args(["--checks", "all"])
        .args(["--exclude-checks", "positive_data_acceptance"])
        // It cannot make X12 up; broken files are fed to that address by a test of its own.
        .args(["--exclude-operation-id", "post_remittances"])
        .args(["--max-examples", EXAMPLES])
        .args(["--seed", "7", "--workers", "1", "--no-color"])
        .args(["--rate-limit", "90/s"])
        .output()?;
    if output.status.success() {
        return Ok(());
    }
    let said = String::from_utf8_lossy(&output.stdout);
    let tail: String =
        said.chars().rev().take(60_000).collect::<Vec<_>>().into_iter().rev().collect();
    fail(format!("{tail}\n{}", String::from_utf8_lossy(&output.stderr)))
}
