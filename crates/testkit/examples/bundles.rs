//! Writes every chart of the made-up practice as a FHIR R4 bundle into a folder, for other
//! tools: `cargo run -p testkit --example bundles -- /tmp/practice`.

use std::io::{Error, ErrorKind};
use std::path::PathBuf;
use testkit::practice;

fn main() -> std::io::Result<()> {
    let folder = std::env::args_os().nth(1).map(PathBuf::from);
    let folder = folder.ok_or_else(|| Error::new(ErrorKind::InvalidInput, "name a folder"))?;
    std::fs::create_dir_all(&folder)?;
    for chart in practice::charts() {
        let text = format!("{:#}\n", practice::to_bundle(&chart));
        std::fs::write(folder.join(format!("{}.json", chart.slug)), text)?;
    }
    Ok(())
}
