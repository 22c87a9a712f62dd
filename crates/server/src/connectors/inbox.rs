//! What a partner puts into the incoming folder: each file is taken in, then moved aside, once.
//!
//! A file is taken in before it is moved, and its bytes tell whether it came before: a process
//! that ends between the two finds it there again, and only moves it. Files are moved by rename
//! within the folder, `archive/2026-06/` or `refused/`, and never over another.

use super::{Partner, sftp};
use crate::app::App;
use crate::remittances::{Body, Delivery, take_in};
use crate::surroundings::day_of;
use model::TenantId;
use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use store::{Answer, StoreError};

/// Files of one tenant in one pass.
const MOST_FILES: usize = 50;

/// A file that was written to so lately may not be whole yet. Whoever writes elsewhere and renames
/// waits as long.
const SETTLED: Duration = Duration::from_secs(10);

/// Tries to find a name that is free.
const MOST_NAMES: u32 = 10_000;

/// Takes in what lies in every tenant's incoming folder, and fetches it first where it lies on the
/// partner's machine. How many files were taken in.
///
/// # Errors
/// A database that does not answer.
pub fn pass(app: &App) -> Answer<'_, usize> {
    Box::pin(every_tenant(app))
}

async fn every_tenant(app: &App) -> store::Result<usize> {
    let mut count = 0;
    for tenant in store::people::tenants(&app.db).await? {
        let Some(partner) = Partner::of(app, &tenant.id).await? else { continue };
        let Some(inbox) = partner.inbox.as_ref().map(|inbox| inbox.path.clone()) else { continue };
        if let Some(machine) = partner.sftp.clone() {
            let into = inbox.clone();
            let fetched = tokio::task::spawn_blocking(move || sftp::collect(&machine, &into)).await;
            match fetched {
                Ok(Ok(_)) => {}
                Ok(Err(fault)) => tracing::warn!(fault = %fault, "nothing more was fetched"),
                Err(fault) => tracing::warn!(fault = %fault, "fetching ended early"),
            }
        }
        let source = if partner.sftp.is_some() { "sftp" } else { "folder" };
        let listing = {
            let inbox = inbox.clone();
            tokio::task::spawn_blocking(move || settled(&inbox)).await
        };
        let files = match listing {
            Ok(Ok(files)) => files,
            Ok(Err(fault)) => {
                tracing::warn!(fault = %fault, "the incoming folder cannot be read");
                continue;
            }
            Err(fault) => return Err(StoreError::Refused(fault.to_string())),
        };
        for file in files {
            count += usize::from(one(app, &tenant.id, (&inbox, &file), source).await?);
        }
    }
    Ok(count)
}

/// The files that are whole, by name.
#[expect(clippy::disallowed_methods, reason = "files are dated by the machine's own clock")]
fn settled(inbox: &Path) -> io::Result<Vec<PathBuf>> {
    let now = SystemTime::now();
    let mut files = Vec::new();
    for entry in fs::read_dir(inbox)? {
        let entry = entry?;
        let hidden = entry.file_name().to_string_lossy().starts_with('.');
        // A link may lead anywhere: only files that lie here are taken.
        if hidden || !entry.file_type()?.is_file() {
            continue;
        }
        let touched = entry.metadata()?.modified()?;
        // A time to come is no reason to wait for ever.
        let lately = now.duration_since(touched).is_ok_and(|age| age < SETTLED);
        if !lately {
            files.push(entry.path());
        }
    }
    files.sort();
    files.truncate(MOST_FILES);
    Ok(files)
}

/// Takes one file in and moves it aside; whether it was taken in now.
async fn one(
    app: &App,
    tenant: &TenantId,
    (inbox, file): (&Path, &Path),
    source: &'static str,
) -> store::Result<bool> {
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let body = Body::Path(file.to_owned());
    let taken = take_in(app, tenant, Delivery { name: name.clone(), source, body }).await;
    let (refused, new) = match taken {
        Ok(taken) => (taken.file.state == "refused", !taken.again),
        Err(StoreError::Refused(why)) => {
            tracing::warn!(name, why, "a file that came in cannot be read");
            (true, false)
        }
        Err(fault) => return Err(fault),
    };
    let folder = match refused {
        true => inbox.join("refused"),
        false => {
            let month: String = day_of(app.now()).to_string().chars().take(7).collect();
            inbox.join("archive").join(month)
        }
    };
    let (from, inbox) = (file.to_owned(), inbox.to_owned());
    let moved = tokio::task::spawn_blocking(move || aside(&inbox, &from, &folder)).await;
    match moved {
        Ok(Ok(())) => {}
        // It is looked at again, and found to have come before.
        Ok(Err(fault)) => tracing::warn!(name, fault = %fault, "a file was not moved aside"),
        Err(fault) => return Err(StoreError::Refused(fault.to_string())),
    }
    Ok(new)
}

/// Moves a file into a folder, never over another.
fn aside(inbox: &Path, file: &Path, folder: &Path) -> io::Result<()> {
    fs::create_dir_all(folder)?;
    let name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let mut path = folder.join(&name);
    for number in 2..MOST_NAMES {
        if !path.exists() {
            break;
        }
        path = folder.join(format!("{name}.{number}"));
    }
    fs::rename(file, &path)?;
    File::open(folder)?.sync_all()?;
    File::open(inbox)?.sync_all()
}

#[cfg(test)]
#[expect(clippy::disallowed_methods, reason = "files are dated by the machine's own clock")]
mod tests {
    use super::{aside, settled};
    use std::fs::{self, File};
    use std::time::{Duration, SystemTime};

    #[test]
    fn only_whole_files_are_seen_and_none_is_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let inbox = folder.path();
        let old = |name: &str, text: &str| {
            let path = inbox.join(name);
            fs::write(&path, text).unwrap();
            let hour = SystemTime::now() - Duration::from_secs(3600);
            File::options().append(true).open(&path).unwrap().set_modified(hour).unwrap();
            path
        };
        old(".hidden", "x");
        fs::write(inbox.join("being-written"), "x").unwrap();
        fs::create_dir(inbox.join("folder")).unwrap();
        let file = old("a.835", "one");
        assert_eq!(settled(inbox).unwrap(), std::slice::from_ref(&file));
        let away = inbox.join("archive/2026-06");
        aside(inbox, &file, &away).unwrap();
        aside(inbox, &old("a.835", "two"), &away).unwrap();
        assert_eq!(fs::read_to_string(away.join("a.835")).unwrap(), "one");
        assert_eq!(fs::read_to_string(away.join("a.835.2")).unwrap(), "two");
        assert!(settled(inbox).unwrap().is_empty());
    }
}
