//! What a HCPCS Level II release says of one code or modifier.

use codesets::hcpcs::Hcpcs;
use model::Date;
use serde::Serialize;

/// One code or modifier.
#[derive(Serialize)]
pub struct HcpcsEntry {
    system: &'static str,
    code: String,
    title: String,
    short: String,
    modifier: bool,
    release: String,
    date: Date,
}

impl HcpcsEntry {
    /// The entry of a code; `None` when the release has no such code.
    pub fn of(release: &Hcpcs, code: &str, on: Date) -> Option<HcpcsEntry> {
        release.get(code).map(|entry| HcpcsEntry {
            system: "hcpcs",
            code: entry.code.clone(),
            title: entry.long.clone(),
            short: entry.short.clone(),
            modifier: entry.modifier,
            release: release.header.label.clone(),
            date: on,
        })
    }

    /// The entry for people.
    pub fn text(&self) -> String {
        let kind = if self.modifier { "modifier" } else { "procedure, service or supply" };
        let short = match self.short.as_str() {
            "" => String::new(),
            short => format!("  short: {short}\n"),
        };
        let (code, title, release) = (&self.code, &self.title, &self.release);
        format!("{code}  {title}\n  HCPCS Level II {release} · {kind}\n{short}")
    }
}
