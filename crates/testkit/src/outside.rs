//! What a test needs from outside the repository: a program, a Python module, a folder.
//!
//! A test whose need is missing must not pass silently. It is shown as *ignored*, with the
//! reason, unless `CLEANCLAIM_REQUIRE` names the need: then it fails. The variable is a comma
//! list such as `python,shared`; `all` stands for every need. A need given with a part
//! (`python:pyx12`, `shared/eval`) is required when its first word is; `axe` is required with
//! `chromium`, and `schemathesis` with `python`. Several needs are joined by commas.
//!
//! ```no_run
//! use testkit::outside::{self, Outside};
//! match outside::require("python:pyx12") {
//!     Outside::Here => { /* run the oracle */ }
//!     Outside::Skip(reason) => eprintln!("skipped: {reason}"),
//!     Outside::Fail(reason) => panic!("{reason}"),
//! }
//! ```
//!
//! Under libtest-mimic (`harness = false`, feature `trial` of this crate) one call does it:
//! `outside::trial("pyx12 accepts every 837", "python:pyx12", || …)`.

mod server_user;

pub use server_user::{ServerUser, postgres_programs, server_user};

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::OnceLock;

/// The environment variable that turns a missing need into a failure.
pub const REQUIRE: &str = "CLEANCLAIM_REQUIRE";

/// Where the address of a PostgreSQL server for tests is given.
pub const POSTGRES_URL: &str = "CLEANCLAIM_TEST_POSTGRES";

/// Where the path of `axe.min.js` (the npm package `axe-core`) is given.
pub const AXE: &str = "CLEANCLAIM_AXE";

/// Where the path of the program `schemathesis` (PyPI) is given.
pub const SCHEMATHESIS: &str = "CLEANCLAIM_SCHEMATHESIS";

/// Needs that are required with another one.
const REQUIRED_WITH: [(&str, &str); 3] =
    [("axe", "chromium"), ("initdb", "postgres"), ("schemathesis", "python")];

/// Whether a need is met.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outside {
    /// It is here: run the test.
    Here,
    /// It is missing and nobody insists: show the test as ignored, with this reason.
    Skip(String),
    /// It is missing and `CLEANCLAIM_REQUIRE` names it: fail with this reason.
    Fail(String),
}

/// Whether `tool` is here: `python`, `python:<module>`, `chromium` (with its driver), `axe`,
/// `postgres`, `initdb` (a PostgreSQL of our own, though the environment may name another),
/// `schemathesis`, `netns` (a network namespace of its own for a program), `shared`,
/// `shared/<folder or file>`, or the name of any program on the PATH. Of several, joined by
/// commas, the first that is missing answers.
#[must_use]
pub fn require(tool: &str) -> Outside {
    let required = std::env::var(REQUIRE).unwrap_or_default();
    let judged = tool.split(',').map(str::trim).map(|one| judge(one, &required, missing(one)));
    // A failure must not hide behind a need that nobody insists on.
    judged.fold(Outside::Here, |worst, next| match (&worst, &next) {
        (Outside::Here, _) | (Outside::Skip(_), Outside::Fail(_)) => next,
        _ => worst,
    })
}

/// A file or folder under `../shared` beside the workspace root, when it is there.
#[must_use]
pub fn shared_folder(sub: &str) -> Option<PathBuf> {
    let path = workspace_root().join("../shared").join(sub);
    path.exists().then_some(path)
}

/// The folder that holds the workspace's `Cargo.toml`.
#[must_use]
pub fn workspace_root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// The Python interpreter, when there is one: `python3`, else `python`.
#[must_use]
pub fn python() -> Option<PathBuf> {
    program(&["python3", "python"])
}

/// A browser of the Chromium family, when there is one.
#[must_use]
pub fn chromium() -> Option<PathBuf> {
    program(&["chromium", "chromium-browser", "google-chrome"])
}

/// The program that drives the browser, when it is here.
#[must_use]
pub fn chromedriver() -> Option<PathBuf> {
    program(&["chromedriver"])
}

/// `axe.min.js`, when it is here: where the environment says, else where `.ci/run` puts it.
#[must_use]
pub fn axe() -> Option<PathBuf> {
    let given = std::env::var_os(AXE).map(PathBuf::from);
    let installed = || Some(cache()?.join("node_modules/axe-core/axe.min.js"));
    given.or_else(installed).filter(|path| path.is_file())
}

/// The program `schemathesis`, when it is here.
#[must_use]
pub fn schemathesis() -> Option<PathBuf> {
    let given = std::env::var_os(SCHEMATHESIS).map(PathBuf::from);
    given.filter(|path| path.is_file()).or_else(|| program(&["schemathesis"]))
}

/// Whether a program can be given a network namespace of its own; asked of the system once.
#[must_use]
pub fn netns() -> bool {
    static ANSWER: OnceLock<bool> = OnceLock::new();
    *ANSWER.get_or_init(|| succeeds(Command::new("unshare").args(["-n", "true"])))
}

/// A test that is ignored, visibly and with its reason, where its need is missing.
#[cfg(feature = "trial")]
pub fn trial<F>(name: &str, tool: &str, run: F) -> libtest_mimic::Trial
where
    F: FnOnce() -> Result<(), libtest_mimic::Failed> + Send + 'static,
{
    match require(tool) {
        Outside::Here => libtest_mimic::Trial::test(name, run),
        Outside::Skip(reason) => {
            libtest_mimic::Trial::test(name, run).with_kind(reason).with_ignored_flag(true)
        }
        Outside::Fail(reason) => libtest_mimic::Trial::test(name, move || Err(reason.into())),
    }
}

fn judge(tool: &str, required: &str, missing: Option<String>) -> Outside {
    let Some(what) = missing else { return Outside::Here };
    let need = tool.split([':', '/']).next().unwrap_or(tool);
    let with = REQUIRED_WITH.iter().find(|(own, _)| *own == tool).map_or(need, |(_, with)| with);
    let asked = |r: &&str| ["all", need, tool, with].contains(r);
    if let Some(asked) = required.split(',').map(str::trim).find(asked) {
        Outside::Fail(format!("{what}, and {REQUIRE} asks for `{asked}`"))
    } else {
        Outside::Skip(what)
    }
}

/// What is missing, in words; `None` when nothing is.
fn missing(tool: &str) -> Option<String> {
    if let Some(module) = tool.strip_prefix("python:") {
        return missing_module(module);
    }
    if let Some(sub) = tool.strip_prefix("shared") {
        let sub = sub.trim_start_matches('/');
        let here = shared_folder(sub).is_some();
        return (!here).then(|| format!("the folder ../shared/{sub} is not beside the workspace"));
    }
    match tool {
        "python" => python().is_none().then(|| "no python3 on the PATH".to_owned()),
        "chromium" => match (chromium(), chromedriver()) {
            (Some(_), Some(_)) => None,
            (None, _) => Some("no chromium on the PATH".to_owned()),
            (_, None) => Some("no chromedriver on the PATH".to_owned()),
        },
        "axe" => axe().is_none().then(|| {
            format!("{AXE} names no axe.min.js (npm package axe-core), and .ci/run put none")
        }),
        "schemathesis" => schemathesis().is_none().then(|| {
            format!("{SCHEMATHESIS} names no program, and no schemathesis is on the PATH")
        }),
        "netns" => {
            (!netns()).then(|| "network namespaces cannot be made here (unshare -n)".to_owned())
        }
        "postgres" if std::env::var_os(POSTGRES_URL).is_some() => None,
        "postgres" | "initdb" => postgres_programs().err(),
        other => program(&[other]).is_none().then(|| format!("no {other} on the PATH")),
    }
}

fn missing_module(module: &str) -> Option<String> {
    let name_is_safe = module.bytes().all(|b| b.is_ascii_alphanumeric() || b"_.".contains(&b));
    let Some(python) = python().filter(|_| name_is_safe) else {
        return Some(format!("no python3 on the PATH to load {module} with"));
    };
    let loaded = succeeds(Command::new(python).args(["-c", &format!("import {module}")]));
    (!loaded).then(|| format!("python3 has no module {module}"))
}

fn succeeds(command: &mut Command) -> bool {
    command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// The folder in which `.ci/run` keeps what it installs.
fn cache() -> Option<PathBuf> {
    let given = std::env::var_os("CI_CACHE").filter(|folder| !folder.is_empty());
    let own = || Some(Path::new(&std::env::var_os("HOME")?).join(".cache/cleanclaim-ci"));
    given.map(PathBuf::from).or_else(own)
}

/// The first of these programs that is on the PATH.
pub(crate) fn program(names: &[&str]) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
    names
        .iter()
        .find_map(|name| folders.iter().map(|folder| folder.join(name)).find(|file| file.is_file()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn judges() {
        let gone = || Some("gone".to_owned());
        let skip = Outside::Skip("gone".to_owned());
        for (tool, required, fails) in [
            ("python", "", false),
            ("python", "python", true),
            ("python:pyx12", "chromium, python", true),
            ("python:pyx12", "python:pyx12", true),
            ("shared/eval", "shared", true),
            ("python", "pythonic", false),
            ("chromium", "all", true),
            ("axe", "chromium", true),
            ("axe", "axe", true),
            ("axe", "python", false),
            ("schemathesis", "python", true),
            ("netns", "chromium,postgres,python", false),
        ] {
            let outcome = judge(tool, required, gone());
            assert_eq!(matches!(outcome, Outside::Fail(_)), fails, "{tool} {required}");
            assert!(fails || outcome == skip);
            assert_eq!(judge(tool, required, None), Outside::Here);
        }
    }

    #[test]
    fn finds_what_is_here_and_misses_what_is_not() {
        assert!(workspace_root().join("Cargo.toml").is_file());
        assert!(missing("no-such-program-anywhere").is_some());
        assert!(missing("shared/no-such-folder").is_some());
        assert!(missing("python:no_such_module_anywhere").is_some());
        assert!(missing("python:os; print(1)").is_some());
        assert!(require("cargo,no-such-program-anywhere") != Outside::Here);
        assert!(shared_folder("no-such-folder").is_none());
    }

    #[cfg(feature = "trial")]
    #[test]
    fn a_trial_without_its_need_shows_as_ignored() {
        let gone = trial("x", "shared/no-such-folder", || Ok(()));
        // Where CLEANCLAIM_REQUIRE insists, the trial is there to fail instead.
        let insisted = matches!(require("shared/no-such-folder"), Outside::Fail(_));
        assert_eq!(gone.has_ignored_flag(), !insisted);
        assert!(!trial("x", "cargo", || Ok(())).has_ignored_flag(), "cargo runs this test");
    }
}
