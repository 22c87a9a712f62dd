//! Opening a site: its database, its keys, its code sets and rules, joined into what the service
//! shares.

use crate::rule_files;
use crate::workspace::Workspace;
use clap::Args;
use codesets::CodeSets;
use governance::signing::{Keyring, SigningKey};
use model::TenantId;
use server::app::{App, Config, Parts};
use server::desk::Desk;
use server::surroundings::{Machine, Surroundings};
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Db;

/// The one tenant of a site that runs by itself.
pub const TENANT: &str = "site";

/// Where a site's data and keys are.
#[derive(Args, Clone, Debug, Default)]
pub struct SiteArguments {
    /// Database: sqlite:FILE or postgres://… (default: cleanclaim.db in the data folder)
    #[arg(long, value_name = "ADDRESS", env = "CLEANCLAIM_DATABASE", hide_env_values = true)]
    pub database: Option<String>,
    /// Folder of the signing key; keep it outside the data folder
    #[arg(long, value_name = "DIR", env = "CLEANCLAIM_KEYS")]
    pub keys: Option<PathBuf>,
}

/// The secrets of a site.
pub struct Secrets {
    /// Signs decisions and checkpoints.
    pub key: SigningKey,
    /// Every key that ever signed here.
    pub keys: Keyring,
    /// From which the tokens of forms are derived.
    pub secret: [u8; 32],
}

/// The address of the database.
pub fn database(site: &SiteArguments, workspace: &Workspace) -> Result<String, String> {
    if let Some(address) = &site.database {
        return Ok(address.clone());
    }
    fs::create_dir_all(workspace.data())
        .map_err(|fault| format!("{}: {fault}", workspace.data().display()))?;
    Ok(format!("sqlite:{}", workspace.data().join("cleanclaim.db").display()))
}

/// Opens the database and brings its tables up to this program.
pub async fn open(site: &SiteArguments, workspace: &Workspace) -> Result<Db, String> {
    let address = database(site, workspace)?;
    Db::open(&address).await.map_err(|fault| fault.to_string())
}

/// Joins everything. `demo` is the time at which the story of the made-up practice ends.
pub async fn app(
    site: &SiteArguments,
    workspace: &Workspace,
    (tls, demo): (bool, Option<i64>),
) -> Result<App, String> {
    let db = open(site, workspace).await?;
    let secrets = secrets(&keys_folder(site, workspace)?)?;
    let world: Box<dyn Surroundings> = match demo {
        Some(now) => Box::new(Machine::starting_at(now)),
        None => Box::new(Machine::default()),
    };
    let demo = demo.is_some();
    let (sets, rules) = if demo {
        (Arc::new(CodeSets::embedded()), rule_files::embedded()?)
    } else {
        (workspace.sets()?, workspace.payer_rules()?)
    };
    let desk = Desk::new(sets, rules).map_err(|fault| fault.to_string())?;
    let config = Config {
        data: workspace.data().to_owned(),
        tls,
        tenant: TenantId::from(TENANT),
        demo,
        cpt_licence: crate::show::licence::is_confirmed(workspace),
        process: format!("{}-{}", host(), std::process::id()),
    };
    let Secrets { key, keys, secret } = secrets;
    Ok(App::new(Parts { db, config, world, key, keys, secret, desk }))
}

/// The folder of the keys: `$XDG_CONFIG_HOME/cleanclaim/keys`, `~/.config/cleanclaim/keys`; for a
/// data folder that was named, one of its own below that.
pub fn keys_folder(site: &SiteArguments, workspace: &Workspace) -> Result<PathBuf, String> {
    if let Some(folder) = &site.keys {
        return Ok(folder.clone());
    }
    let xdg = std::env::var_os("XDG_CONFIG_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".config"));
    let base = xdg.or(home).ok_or("there is no home folder for the keys; give --keys DIR")?;
    let data = fs::canonicalize(workspace.data()).unwrap_or_else(|_| workspace.data().to_owned());
    let name = server::reception::hex(data.as_os_str().as_encoded_bytes());
    Ok(base.join("cleanclaim/keys").join(&name[..16]))
}

/// Reads the secrets of a folder, or makes them there, for nobody else to read.
pub fn secrets(folder: &Path) -> Result<Secrets, String> {
    let told = |fault: std::io::Error| format!("{}: {fault}", folder.display());
    fs::create_dir_all(folder).map_err(told)?;
    let key = SigningKey::from_seed(seed(&folder.join("signing.key"))?);
    let secret = seed(&folder.join("forms.key"))?;
    let ring = folder.join("public.keys");
    let mut keys = match fs::read_to_string(&ring) {
        Ok(text) => {
            Keyring::parse(&text).map_err(|fault| format!("{}: {fault}", ring.display()))?
        }
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => Keyring::new(),
        Err(fault) => return Err(told(fault)),
    };
    if !keys.holds(&key.key_id()) {
        keys.add(key.public()).map_err(|fault| fault.to_string())?;
        fs::write(&ring, keys.to_string()).map_err(told)?;
    }
    Ok(Secrets { key, keys, secret })
}

fn seed(path: &Path) -> Result<[u8; 32], String> {
    let told = |fault: std::io::Error| format!("{}: {fault}", path.display());
    match fs::read(path) {
        Ok(bytes) => <[u8; 32]>::try_from(bytes)
            .map_err(|_| format!("{}: not a key of 32 bytes", path.display())),
        Err(fault) if fault.kind() == std::io::ErrorKind::NotFound => {
            let mut bytes = [0; 32];
            Machine::default().random(&mut bytes);
            let mut options = fs::OpenOptions::new();
            options.write(true).create_new(true);
            #[cfg(unix)]
            {
                use std::os::unix::fs::OpenOptionsExt;
                options.mode(0o600);
            }
            let mut file = options.open(path).map_err(told)?;
            file.write_all(&bytes).and_then(|()| file.sync_all()).map_err(told)?;
            Ok(bytes)
        }
        Err(fault) => Err(told(fault)),
    }
}

fn host() -> String {
    fs::read_to_string("/etc/hostname").map_or_else(|_| "host".into(), |name| name.trim().into())
}

/// A runtime for the commands that speak with a database.
pub fn runtime() -> Result<tokio::runtime::Runtime, String> {
    tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|fault| format!("no threads for the service: {fault}"))
}
