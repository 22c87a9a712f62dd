//! What every command starts from: the data folder, the code sets, today's date.

use crate::rule_files;
use codesets::{CodeSets, Library};
use coding::Coder;
use edits::PayerRules;
use model::Date;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Where imported code sets lie, and what is made of them.
pub struct Workspace {
    data: PathBuf,
    named: bool,
    library: Library,
}

impl Workspace {
    /// A workspace over the folder given, else the user's own.
    pub fn new(data: Option<PathBuf>) -> Workspace {
        let data = data.unwrap_or_else(user_folder);
        Workspace { library: Library::new(Some(&data)), data, named: false }
    }

    /// The same workspace, with whether its folder was named on the command line.
    pub fn named(self, named: bool) -> Workspace {
        Workspace { named, ..self }
    }

    /// True when `--data` stood on the command line.
    pub fn is_named(&self) -> bool {
        self.named
    }

    /// The data folder.
    pub fn data(&self) -> &Path {
        &self.data
    }

    /// The imported packs.
    pub fn library(&self) -> &Library {
        &self.library
    }

    /// The code sets at hand.
    pub fn sets(&self) -> Result<Arc<CodeSets>, String> {
        self.library.current().map_err(|fault| fault.to_string())
    }

    /// The payer rules at hand: embedded ones, and those of the data folder, which win.
    pub fn payer_rules(&self) -> Result<PayerRules, String> {
        rule_files::load(None, &self.data)
    }

    /// A coder over the code sets at hand.
    pub fn coder(&self) -> Result<Coder, String> {
        Coder::new(self.sets()?).map_err(|fault| fault.to_string())
    }
}

/// `$XDG_DATA_HOME/cleanclaim`, `~/.local/share/cleanclaim`, or the present folder.
fn user_folder() -> PathBuf {
    let xdg = std::env::var_os("XDG_DATA_HOME").map(PathBuf::from);
    let home = std::env::var_os("HOME").map(|h| PathBuf::from(h).join(".local/share"));
    xdg.or(home).unwrap_or_else(|| PathBuf::from(".")).join("cleanclaim")
}

/// Today. The one place where the binary reads the clock for a judgement; every room is handed
/// the date.
#[expect(clippy::disallowed_methods, reason = "the binary's one look at the clock")]
pub fn today() -> Date {
    let seconds = std::time::SystemTime::now()
        .duration_since(std::time::UNIX_EPOCH)
        .map_or(0, |elapsed| elapsed.as_secs());
    // Days since 1970-01-01, counted from 2000-01-01 (day 10,957).
    let days = i32::try_from(seconds / 86_400).unwrap_or(i32::MAX) - 10_957;
    Date::from_days_since_2000(days)
}
