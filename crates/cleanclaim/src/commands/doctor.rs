//! `cleanclaim doctor`: what is set up, what is missing, what is dangerous; and `migrate`.

use crate::show;
use crate::site::{self, SiteArguments};
use crate::workspace::Workspace;
use clap::Args;
use std::fs;
use std::path::Path;
use std::process::ExitCode;

/// Arguments of `doctor`.
#[derive(Args)]
#[command(
    after_help = "Example:\n  cleanclaim doctor\n\nExit 0: nothing to mend; 1: something is."
)]
pub struct DoctorArguments {
    #[command(flatten)]
    pub site: SiteArguments,
}

/// Arguments of `migrate`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim migrate --database postgres://cleanclaim@db/site")]
pub struct MigrateArguments {
    #[command(flatten)]
    pub site: SiteArguments,
}

/// What was found of one thing.
enum Finding {
    Good(String),
    Note(String),
    Bad(String),
}

use Finding::{Bad, Good, Note};

/// Runs `migrate`.
pub fn migrate(arguments: &MigrateArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    site::runtime()?.block_on(async {
        let db = site::open(&arguments.site, workspace).await?;
        db.close().await;
        println!("the tables are those of this program");
        Ok(ExitCode::SUCCESS)
    })
}

/// Runs `doctor`.
pub fn run(arguments: &DoctorArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let mut findings = vec![data(workspace), disk(workspace.data())];
    findings.push(keys(arguments, workspace));
    findings.extend(code_sets(workspace));
    findings.push(match show::licence::is_confirmed(workspace) {
        true => Good("CPT licence recorded".into()),
        false => Note("no CPT licence recorded: claims with CPT numbers are not submitted".into()),
    });
    findings.extend(site::runtime()?.block_on(database(arguments, workspace)));
    let mut bad = false;
    for finding in &findings {
        let (mark, text) = match finding {
            Good(text) => ("ok  ", text),
            Note(text) => ("note", text),
            Bad(text) => {
                bad = true;
                ("MEND", text)
            }
        };
        show::print(&format!("{mark}  {text}\n"))?;
    }
    Ok(if bad { ExitCode::FAILURE } else { ExitCode::SUCCESS })
}

fn data(workspace: &Workspace) -> Finding {
    let folder = workspace.data().display();
    match fs::metadata(workspace.data()) {
        Ok(found) if found.is_dir() => Good(format!("data folder {folder}")),
        Ok(_) => Bad(format!("{folder} is not a folder")),
        Err(_) => Note(format!("data folder {folder} is not there yet; `serve` makes it")),
    }
}

/// Whether the disk below the data is encrypted, as far as this machine says.
fn disk(folder: &Path) -> Finding {
    let unknown = || Note("whether the disk is encrypted cannot be told here; make sure".into());
    if !cfg!(target_os = "linux") {
        return unknown();
    }
    let Ok(mounts) = fs::read_to_string("/proc/self/mounts") else { return unknown() };
    let folder = fs::canonicalize(folder).unwrap_or_else(|_| folder.to_owned());
    let fitting = mounts.lines().filter_map(|line| {
        let mut words = line.split_whitespace();
        let (device, place, kind) = (words.next()?, words.next()?, words.next()?);
        folder.starts_with(place).then_some((place.len(), device.to_owned(), kind.to_owned()))
    });
    let Some((_, device, kind)) = fitting.max_by_key(|(length, ..)| *length) else {
        return unknown();
    };
    let name = device.rsplit('/').next().unwrap_or_default();
    let name = fs::canonicalize(&device)
        .ok()
        .and_then(|path| path.file_name().map(|name| name.to_string_lossy().into_owned()))
        .unwrap_or_else(|| name.to_owned());
    let crypt = fs::read_to_string(format!("/sys/block/{name}/dm/uuid"))
        .is_ok_and(|uuid| uuid.starts_with("CRYPT-"));
    match crypt || kind == "ecryptfs" || kind == "fscrypt" {
        true => Good(format!("the disk of the data is encrypted ({device})")),
        false => Bad(format!(
            "the disk of the data ({device}) does not look encrypted: encrypt it, charts lie on it \
             (45 CFR 164.312(a)(2)(iv))"
        )),
    }
}

fn keys(arguments: &DoctorArguments, workspace: &Workspace) -> Finding {
    let folder = match site::keys_folder(&arguments.site, workspace) {
        Ok(folder) => folder,
        Err(fault) => return Bad(fault),
    };
    let key = folder.join("signing.key");
    let Ok(found) = fs::metadata(&key) else {
        return Note(format!("no signing key yet; `serve` makes one in {}", folder.display()));
    };
    if folder.starts_with(workspace.data()) {
        return Bad(format!("the keys lie in the data folder ({}): move them", folder.display()));
    }
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        if found.permissions().mode() & 0o077 != 0 {
            return Bad(format!("others can read {}: chmod 600 it", key.display()));
        }
    }
    let _ = found;
    Good(format!("keys in {}; keep a copy elsewhere", folder.display()))
}

fn code_sets(workspace: &Workspace) -> Vec<Finding> {
    match workspace.sets() {
        Ok(sets) => {
            let mut found = vec![Good(format!("ICD-10-CM {} (embedded)", sets.embedded.label()))];
            match workspace.library().list() {
                Ok(packs) if packs.is_empty() => {
                    found.push(Note(
                        "no code set was imported: `cleanclaim codesets update`".into(),
                    ));
                }
                Ok(packs) => found.push(Good(format!("{} imported code set packs", packs.len()))),
                Err(fault) => found.push(Bad(fault.to_string())),
            }
            found
        }
        Err(fault) => vec![Bad(fault)],
    }
}

async fn database(arguments: &DoctorArguments, workspace: &Workspace) -> Vec<Finding> {
    let db = match site::open(&arguments.site, workspace).await {
        Ok(db) => db,
        Err(fault) => return vec![Bad(fault)],
    };
    let mut found = vec![Good(format!("the database answers ({:?})", db.dialect()))];
    match store::work::counts(&db).await {
        Ok(counts) if counts.dead > 0 => {
            found.push(Bad(format!("{} jobs were laid aside: see /admin/jobs", counts.dead)));
        }
        Ok(counts) => found.push(Good(format!("{} jobs wait", counts.ready + counts.leased))),
        Err(fault) => found.push(Bad(fault.to_string())),
    }
    match store::people::tenants(&db).await {
        Ok(tenants) if tenants.is_empty() => {
            found.push(Note("nobody can log in yet: `cleanclaim user add`".into()));
        }
        Ok(_) => {}
        Err(fault) => found.push(Bad(fault.to_string())),
    }
    db.close().await;
    found
}
