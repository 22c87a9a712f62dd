//! `docs/reference/x12-conformance.md` says what we say of other people's files, and why. It is
//! made here from the files, so it cannot go stale; `CLEANCLAIM_BLESS=1` writes it anew. Where
//! `../shared/x12` is missing the trials show as ignored.

mod judged;
mod page;
mod reasons;

use libtest_mimic::{Arguments, Failed, Trial};
use std::path::Path;

fn none(wrong: &[String]) -> Result<(), Failed> {
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n").into()) }
}

fn page_is_up_to_date() -> Result<(), Failed> {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/x12-conformance.md");
    let wanted = page::write(&judged::all()?);
    if std::env::var_os("CLEANCLAIM_BLESS").is_some() {
        std::fs::write(&path, &wanted)?;
    }
    let held = std::fs::read_to_string(&path)?;
    match held.lines().zip(wanted.lines()).find(|(held, wanted)| held != wanted) {
        _ if held == wanted => Ok(()),
        Some((held, wanted)) => Err(format!(
            "the page is not up to date; run with CLEANCLAIM_BLESS=1 and read the diff\n  held   \
             {held}\n  wanted {wanted}"
        )
        .into()),
        None => Err("the page is shorter or longer than it should be".into()),
    }
}

fn main() {
    let arguments = Arguments::from_args();
    let missing = !judged::folder().join("manifest.jsonl").is_file();
    let trial = |name: &str, run: fn() -> Result<(), Failed>| {
        let why = if missing { " (../shared/x12 is missing)" } else { "" };
        Trial::test(format!("{name}{why}"), run).with_ignored_flag(missing)
    };
    let trials = vec![
        trial("every fault of a file has its reason", || none(&reasons::check(&judged::all()?))),
        trial("named defects are found", || none(&reasons::check_defects(&judged::all()?))),
        trial("the page is up to date", page_is_up_to_date),
    ];
    libtest_mimic::run(&arguments, trials).exit();
}
