//! Every crate inherits the workspace's lints, `unsafe_code = "forbid"` among them.

use super::fault::Fault;
use super::tree::line_with;
use super::workspace::Room;

/// Faults of crates that go without.
pub fn check(rooms: &[Room]) -> Vec<Fault> {
    rooms.iter().filter_map(fault).collect()
}

fn fault(room: &Room) -> Option<Fault> {
    let table: toml::Table = room.manifest_text.parse().ok()?;
    let inherits = table
        .get("lints")
        .and_then(|lints| lints.get("workspace"))
        .and_then(toml::Value::as_bool)
        .unwrap_or(false);
    (!inherits).then(|| {
        let message = format!(
            "the crate `{}` does not inherit the workspace's lints; add `[lints]` with \
             `workspace = true`",
            room.name
        );
        Fault::new(&room.manifest, line_with(&room.manifest_text, "[lints"), message)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn asks_for_the_workspace_lints() {
        for (manifest, line) in [
            ("[package]\nname = \"a\"\n[lints]\nworkspace = true\n", None),
            ("[package]\nname = \"a\"\n[lints]\nworkspace = false\n", Some(3)),
            ("[package]\nname = \"a\"\n[lints.rust]\nunsafe_code = \"warn\"\n", Some(3)),
            ("[package]\nname = \"a\"\n", Some(1)),
        ] {
            let room = Room {
                name: "a".to_owned(),
                manifest: "crates/a/Cargo.toml".to_owned(),
                manifest_text: manifest.to_owned(),
                dependencies: Vec::new(),
            };
            let lines: Vec<usize> = check(&[room]).iter().map(|fault| fault.line).collect();
            assert_eq!(lines.first().copied(), line, "{manifest}");
        }
    }
}
