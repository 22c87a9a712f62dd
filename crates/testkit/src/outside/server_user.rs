//! PostgreSQL's programs, and the user who may run them.

use std::path::{Path, PathBuf};

/// Where Debian's packages lay the programs of each version.
const DEBIAN: &str = "/usr/lib/postgresql";

/// What starting and asking a server needs.
const PROGRAMS: [&str; 3] = ["initdb", "postgres", "psql"];

/// The users that a server may run as when we are root; Debian's package makes the first.
const USERS: [&str; 2] = ["postgres", "nobody"];

/// A user of this machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ServerUser {
    /// The user's number.
    pub id: u32,
    /// The number of the user's first group.
    pub group: u32,
}

/// The folder with `initdb`, `postgres` and `psql`: Debian's newest, else the one on the PATH.
///
/// # Errors
/// What is missing, in words.
pub fn postgres_programs() -> Result<PathBuf, String> {
    let mut versions: Vec<(u32, PathBuf)> = std::fs::read_dir(DEBIAN)
        .into_iter()
        .flatten()
        .flatten()
        .filter_map(|entry| {
            let version = entry.file_name().to_str()?.parse().ok()?;
            Some((version, entry.path().join("bin")))
        })
        .collect();
    versions.sort_unstable_by_key(|(version, _)| std::cmp::Reverse(*version));
    let whole = |folder: &Path| PROGRAMS.iter().all(|name| folder.join(name).is_file());
    let on_path = super::program(&["initdb"]).and_then(|file| file.parent().map(Path::to_owned));
    let found = versions.into_iter().map(|(_, folder)| folder).chain(on_path).find(|f| whole(f));
    let Some(folder) = found else {
        return Err(format!("no {} in {DEBIAN}/*/bin or on the PATH", PROGRAMS.join(", ")));
    };
    if we_are_root() && (server_user().is_none() || super::program(&["setpriv"]).is_none()) {
        return Err("PostgreSQL does not run as root, and there is no setpriv or no user for it \
                    (postgres, nobody)"
            .into());
    }
    Ok(folder)
}

/// The user that a server is to run as; `None` where we are not root and need no other.
#[must_use]
pub fn server_user() -> Option<ServerUser> {
    if !we_are_root() {
        return None;
    }
    let table = std::fs::read_to_string("/etc/passwd").ok()?;
    USERS.iter().find_map(|name| find(&table, name))
}

/// Whether this process runs as root: its own folder in `/proc` belongs to who it runs as.
fn we_are_root() -> bool {
    use std::os::unix::fs::MetadataExt;
    std::fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0)
}

/// A user in the table of passwd(5).
fn find(table: &str, name: &str) -> Option<ServerUser> {
    table.lines().find_map(|line| {
        let mut fields = line.split(':');
        let (own, id, group) = (fields.next()?, fields.nth(1)?, fields.next()?);
        let number = |text: &str| text.parse().ok();
        (own == name).then_some(ServerUser { id: number(id)?, group: number(group)? })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_user() {
        let table = "root:x:0:0::/root:/bin/sh\npostgres:x:101:104:,,,:/var:/bin/bash\nodd:x:a:b\n";
        assert_eq!(find(table, "postgres"), Some(ServerUser { id: 101, group: 104 }));
        assert_eq!(find(table, "nobody"), None);
        assert_eq!(find(table, "odd"), None);
    }
}
