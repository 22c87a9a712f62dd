//! Dependencies point one way:
//! model ← {codesets, measure} ← {intake, x12, reader} ← {coding, cdi, edits, claims, payments,
//! governance} ← store ← server ← cleanclaim. Rooms on one floor do not know each other, but for
//! claims → edits and payments → claims; and no room left of `store` reaches a runtime, a
//! database or the network.

use super::fault::Fault;
use super::workspace::{Dependency, Kind, Lock, Room};
use std::collections::BTreeSet;

/// The floors of the house from the ground up; a room may know the floors below its own.
const FLOORS: [&[&str]; 7] = [
    &["model"],
    &["codesets", "measure"],
    &["intake", "x12", "reader"],
    &["coding", "cdi", "edits", "claims", "payments", "governance"],
    &["store"],
    &["server"],
    &["cleanclaim"],
];

/// The two pairs of neighbours on one floor that know each other: who knows whom.
const NEIGHBOURS: [(&str, &str); 2] = [("claims", "edits"), ("payments", "claims")];

/// The floor of `store`: the rooms below are pure.
const STORE: usize = 4;

/// What the workshop's own program may use.
const XTASK_USES: [&str; 4] = ["coding", "codesets", "measure", "model"];

/// Runtimes, databases and HTTP: not left of `store`.
const IMPURE: [&str; 10] = [
    "tokio",
    "sqlx",
    "sqlx-core",
    "axum",
    "hyper",
    "reqwest",
    "ureq",
    "isahc",
    "attohttpc",
    "curl",
];

/// Faults in the direction of every crate's dependencies.
pub fn check(rooms: &[Room], lock: &Lock) -> Vec<Fault> {
    let mut faults = Vec::new();
    for room in rooms {
        let on_plan =
            floor(&room.name).is_some() || ["testkit", "xtask"].contains(&room.name.as_str());
        if !on_plan {
            let message = format!(
                "the crate `{}` has no floor; give it one in crates/xtask/src/tidy/dependencies.rs \
                 and in ARCHITECTURE.md",
                room.name
            );
            faults.push(Fault::new(&room.manifest, 1, message));
            continue;
        }
        for dependency in &room.dependencies {
            if let Some(message) = why_not(&room.name, dependency) {
                faults.push(Fault::new(&room.manifest, line_of(room, &dependency.name), message));
            }
        }
        if floor(&room.name).is_some_and(|floor| floor < STORE) {
            faults.extend(impure(room, lock));
        }
    }
    faults
}

fn floor(room: &str) -> Option<usize> {
    FLOORS.iter().position(|rooms| rooms.contains(&room))
}

/// Why a crate may not have this dependency on another crate of the workspace.
fn why_not(room: &str, dependency: &Dependency) -> Option<String> {
    let other = dependency.name.as_str();
    if !dependency.ours {
        return None;
    }
    let allowed = match (room, other) {
        ("xtask", _) => XTASK_USES.contains(&other),
        (_, "xtask") => false,
        // Tests everywhere, and the demo of the binary, use the made-up practice.
        (_, "testkit") => dependency.kind == Kind::Dev || room == "cleanclaim",
        ("testkit", _) => other != "cleanclaim",
        _ => floor(other) < floor(room) || NEIGHBOURS.contains(&(room, other)),
    };
    let why = match (floor(room), floor(other)) {
        (Some(mine), Some(theirs)) if mine == theirs => {
            format!("`{room}` and `{other}` are on one floor and do not know each other")
        }
        (Some(_), Some(_)) => format!("`{room}` stands below `{other}` and may not depend on it"),
        _ => format!("`{room}` may not depend on `{other}`"),
    };
    (!allowed)
        .then(|| format!("{why}; move what is needed to a lower floor, or pass it in from above"))
}

/// Paths from a pure room to a runtime, a database or the network.
fn impure(room: &Room, lock: &Lock) -> Vec<Fault> {
    let mut faults = Vec::new();
    for dependency in room.dependencies.iter().filter(|dependency| !dependency.ours) {
        let name = dependency.name.as_str();
        let chain = if dependency.kind == Kind::Normal {
            chain_to_impure(name, lock)
        } else {
            IMPURE.contains(&name).then(|| vec![name.to_owned()])
        };
        if let Some(chain) = chain {
            let message = format!(
                "`{}` is left of `store` and reaches `{}` ({}); do this in `store` or `server`",
                room.name,
                chain.last().map_or(name, String::as_str),
                chain.join(" → "),
            );
            faults.push(Fault::new(&room.manifest, line_of(room, name), message));
        }
    }
    faults
}

/// The shortest way from a package to an impure one, through `Cargo.lock`.
fn chain_to_impure(from: &str, lock: &Lock) -> Option<Vec<String>> {
    let mut seen: BTreeSet<String> = BTreeSet::from([from.to_owned()]);
    let mut ways: Vec<Vec<String>> = vec![vec![from.to_owned()]];
    while !ways.is_empty() {
        let mut longer = Vec::new();
        for way in ways {
            let Some(last) = way.last() else { continue };
            if IMPURE.contains(&last.as_str()) {
                return Some(way);
            }
            for next in lock.needs(last) {
                if seen.insert(next.clone()) {
                    longer.push(way.iter().cloned().chain([next.clone()]).collect());
                }
            }
        }
        ways = longer;
    }
    None
}

/// The line of the manifest that names a dependency.
fn line_of(room: &Room, dependency: &str) -> usize {
    let names_it = |line: &str| {
        line.strip_prefix(dependency).is_some_and(|rest| rest.starts_with(['.', ' ', '=']))
    };
    room.manifest_text.lines().position(names_it).map_or(1, |index| index + 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn room(name: &str, dependencies: &[(&str, Kind, bool)]) -> Room {
        let dependency = |&(name, kind, ours): &(&str, Kind, bool)| {
            let name: &str = name;
            Dependency { name: name.to_owned(), kind, ours }
        };
        let text: Vec<String> =
            dependencies.iter().map(|(name, ..)| format!("{name}.workspace = true")).collect();
        Room {
            name: name.to_owned(),
            manifest: format!("crates/{name}/Cargo.toml"),
            manifest_text: format!("[dependencies]\n{}\n", text.join("\n")),
            dependencies: dependencies.iter().map(dependency).collect(),
        }
    }

    #[test]
    fn the_floors_hold() {
        use Kind::{Dev, Normal};
        for (from, to, kind, allowed) in [
            ("codesets", "model", Normal, true),
            ("model", "codesets", Normal, false),
            ("model", "codesets", Dev, false),
            ("reader", "codesets", Normal, true),
            ("reader", "intake", Normal, false),
            ("x12", "reader", Normal, false),
            ("coding", "reader", Normal, true),
            ("coding", "edits", Normal, false),
            ("coding", "intake", Dev, true),
            ("claims", "edits", Normal, true),
            ("edits", "claims", Normal, false),
            ("payments", "claims", Normal, true),
            ("payments", "edits", Normal, false),
            ("governance", "store", Normal, false),
            ("store", "governance", Normal, true),
            ("server", "store", Normal, true),
            ("store", "server", Normal, false),
            ("cleanclaim", "server", Normal, true),
            ("server", "cleanclaim", Normal, false),
            ("cleanclaim", "testkit", Normal, true),
            ("intake", "testkit", Dev, true),
            ("intake", "testkit", Normal, false),
            ("testkit", "server", Normal, true),
            ("testkit", "cleanclaim", Normal, false),
            ("xtask", "codesets", Normal, true),
            ("xtask", "reader", Normal, false),
            ("coding", "xtask", Dev, false),
        ] {
            let found = check(&[room(from, &[(to, kind, true)])], &Lock::default());
            assert_eq!(found.is_empty(), allowed, "{from} → {to}: {found:?}");
        }
    }

    #[test]
    fn a_fault_names_its_line() {
        let rooms = [room("reader", &[("model", Kind::Normal, true), ("x12", Kind::Normal, true)])];
        let [fault] = &check(&rooms, &Lock::default())[..] else { panic!("one fault") };
        assert_eq!((fault.path.as_str(), fault.line), ("crates/reader/Cargo.toml", 3));
        let told = &check(&[room("billing", &[])], &Lock::default())[0].message;
        assert!(told.contains("`billing` has no floor"), "{told}");
    }

    #[test]
    fn pure_rooms_stay_pure() {
        let lock = "[[package]]\nname = \"warm\"\ndependencies = [\"wool\"]\n\
                    [[package]]\nname = \"wool\"\ndependencies = [\"warm\", \"tokio 1.0.0\"]\n\
                    [[package]]\nname = \"tokio\"\n";
        let lock = Lock::parse(lock).unwrap();
        let faults = |name: &str, dependency: &str, kind: Kind| {
            check(&[room(name, &[(dependency, kind, false)])], &lock)
        };
        let [fault] = &faults("edits", "warm", Kind::Normal)[..] else { panic!("one fault") };
        assert!(fault.message.contains("warm → wool → tokio"), "{}", fault.message);
        assert_eq!(faults("coding", "sqlx", Kind::Normal).len(), 1);
        assert_eq!(faults("model", "reqwest", Kind::Dev).len(), 1);
        assert!(faults("model", "warm", Kind::Dev).is_empty(), "tests may warm themselves");
        assert!(faults("server", "warm", Kind::Normal).is_empty());
        assert!(faults("edits", "serde", Kind::Normal).is_empty());
    }
}
