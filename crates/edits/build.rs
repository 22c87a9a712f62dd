//! Puts the payer rules of the repository into the library, as a table of path and text, so that
//! nothing is read when claims are judged.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};

/// The folder of the rules, from the root of the workspace.
const FOLDER: &str = "rules/payer";

fn main() -> io::Result<()> {
    let manifest = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default());
    let root = manifest.join("../..");
    println!("cargo::rerun-if-changed={}", root.join(FOLDER).display());
    let mut paths = Vec::new();
    collect(&root.join(FOLDER), FOLDER, &mut paths)?;
    paths.sort();
    let mut source = String::from("/// Path and text of every file of `rules/payer`.\n");
    source.push_str("const EMBEDDED: &[(&str, &str)] = &[\n");
    for (name, path) in paths {
        let path = path.canonicalize()?.display().to_string();
        let _ = writeln!(source, "    ({name:?}, include_str!({path:?})),");
    }
    source.push_str("];\n");
    let out = PathBuf::from(env::var_os("OUT_DIR").unwrap_or_default());
    fs::write(out.join("payer_rules.rs"), source)
}

/// The rule files and tables below a folder, each with its name from the root.
fn collect(folder: &Path, name: &str, paths: &mut Vec<(String, PathBuf)>) -> io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let own = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
        let name = format!("{name}/{own}");
        if path.is_dir() {
            println!("cargo::rerun-if-changed={}", path.display());
            collect(&path, &name, paths)?;
        } else if path.extension().is_some_and(|e| e == "md" || e == "csv") {
            paths.push((name, path));
        }
    }
    Ok(())
}
