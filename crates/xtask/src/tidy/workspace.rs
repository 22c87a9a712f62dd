//! The crates of the workspace, as `cargo metadata` and `Cargo.lock` tell them.

use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;

/// When a dependency is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// With the crate, or with its build script.
    Normal,
    /// With the crate's tests only.
    Dev,
}

/// One line of a crate's dependencies.
#[derive(Clone, Debug)]
pub struct Dependency {
    /// Name of the package.
    pub name: String,
    /// When it is built.
    pub kind: Kind,
    /// Whether it is a folder of this workspace.
    pub ours: bool,
}

/// One crate of the workspace.
#[derive(Clone, Debug)]
pub struct Room {
    /// Its name.
    pub name: String,
    /// Its `Cargo.toml`, from the workspace root.
    pub manifest: String,
    /// The text of that file.
    pub manifest_text: String,
    /// What it depends on.
    pub dependencies: Vec<Dependency>,
}

/// The workspace.
#[derive(Clone, Debug)]
pub struct Workspace {
    /// Its root folder.
    pub root: PathBuf,
    /// Its crates.
    pub rooms: Vec<Room>,
}

#[derive(Deserialize)]
struct Metadata {
    packages: Vec<Package>,
    workspace_root: PathBuf,
}

#[derive(Deserialize)]
struct Package {
    name: String,
    manifest_path: PathBuf,
    dependencies: Vec<PackageDependency>,
}

#[derive(Deserialize)]
struct PackageDependency {
    name: String,
    kind: Option<String>,
    path: Option<PathBuf>,
}

impl Workspace {
    /// Asks cargo; without a network first.
    pub fn read() -> Result<Workspace, String> {
        let json = metadata(&["--offline"]).or_else(|_| metadata(&[]))?;
        Workspace::parse(&json, |manifest| {
            std::fs::read_to_string(manifest)
                .map_err(|fault| format!("{}: {fault}", manifest.display()))
        })
    }

    fn parse(
        json: &[u8],
        text_of: impl Fn(&Path) -> Result<String, String>,
    ) -> Result<Workspace, String> {
        let metadata: Metadata =
            serde_json::from_slice(json).map_err(|fault| format!("cargo metadata: {fault}"))?;
        let root = metadata.workspace_root;
        let mut rooms = Vec::new();
        for package in metadata.packages {
            let manifest_text = text_of(&package.manifest_path)?;
            let manifest = package.manifest_path.strip_prefix(&root);
            let manifest = manifest.unwrap_or(&package.manifest_path).display().to_string();
            let dependencies = package.dependencies.into_iter().map(Dependency::from).collect();
            rooms.push(Room { name: package.name, manifest, manifest_text, dependencies });
        }
        Ok(Workspace { root, rooms })
    }
}

impl From<PackageDependency> for Dependency {
    fn from(read: PackageDependency) -> Dependency {
        let kind = if read.kind.as_deref() == Some("dev") { Kind::Dev } else { Kind::Normal };
        Dependency { name: read.name, kind, ours: read.path.is_some() }
    }
}

fn metadata(more: &[&str]) -> Result<Vec<u8>, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let told = Command::new(cargo)
        .args(["metadata", "--no-deps", "--format-version", "1"])
        .args(more)
        .output()
        .map_err(|fault| format!("cargo does not run: {fault}"))?;
    if told.status.success() {
        Ok(told.stdout)
    } else {
        Err(format!("cargo metadata: {}", String::from_utf8_lossy(&told.stderr).trim()))
    }
}

/// What `Cargo.lock` says: which package needs which, by name (all its versions together).
#[derive(Clone, Debug, Default)]
pub struct Lock {
    needs: BTreeMap<String, Vec<String>>,
}

#[derive(Deserialize)]
struct LockFile {
    #[serde(default)]
    package: Vec<LockedPackage>,
}

#[derive(Deserialize)]
struct LockedPackage {
    name: String,
    #[serde(default)]
    dependencies: Vec<String>,
}

impl Lock {
    /// Reads the text of a `Cargo.lock`.
    pub fn parse(text: &str) -> Result<Lock, String> {
        let file: LockFile =
            toml::from_str(text).map_err(|fault| format!("Cargo.lock: {fault}"))?;
        let mut needs: BTreeMap<String, Vec<String>> = BTreeMap::new();
        for package in file.package {
            // A dependency is a name, followed by a version where there are several.
            let names = package.dependencies.iter().filter_map(|entry| entry.split(' ').next());
            needs.entry(package.name).or_default().extend(names.map(str::to_owned));
        }
        Ok(Lock { needs })
    }

    /// What a package needs to be built.
    pub fn needs(&self, package: &str) -> &[String] {
        self.needs.get(package).map_or(&[], Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn reads_what_cargo_tells() {
        let json = br#"{"packages": [{"name": "reader",
            "manifest_path": "/w/crates/reader/Cargo.toml",
            "dependencies": [{"name": "model", "kind": null, "path": "/w/crates/model"},
                             {"name": "proptest", "kind": "dev"}, {"name": "cc", "kind": "build"}]}],
            "workspace_root": "/w"}"#;
        let told = Workspace::parse(json, |path| Ok(path.display().to_string())).unwrap();
        let [room] = &told.rooms[..] else { panic!("{told:?}") };
        assert_eq!(
            (room.name.as_str(), room.manifest.as_str()),
            ("reader", "crates/reader/Cargo.toml")
        );
        assert_eq!(room.manifest_text, "/w/crates/reader/Cargo.toml");
        let seen: Vec<(&str, Kind, bool)> =
            room.dependencies.iter().map(|d| (d.name.as_str(), d.kind, d.ours)).collect();
        let wanted = [
            ("model", Kind::Normal, true),
            ("proptest", Kind::Dev, false),
            ("cc", Kind::Normal, false),
        ];
        assert_eq!(seen, wanted);
    }

    #[test]
    fn reads_the_lock() {
        let lock = "[[package]]\nname = \"a\"\ndependencies = [\"b\", \"c 2.0.0\"]\n\
                    [[package]]\nname = \"a\"\ndependencies = [\"d\"]\n";
        let lock = Lock::parse(lock).unwrap();
        assert_eq!(lock.needs("a"), ["b", "c", "d"]);
        assert!(lock.needs("b").is_empty());
        assert!(Lock::parse("[[package").is_err());
    }
}
