//! What the user's licensed CPT file says of one code.

use codesets::cpt::CptList;
use model::Date;
use serde::Serialize;

/// One code.
#[derive(Serialize)]
pub struct CptEntry {
    system: &'static str,
    code: String,
    title: String,
    release: String,
    date: Date,
}

impl CptEntry {
    /// The entry of a code; `None` when the file has no such code.
    pub fn of(release: &CptList, code: &str, on: Date) -> Option<CptEntry> {
        release.text(code).map(|text| CptEntry {
            system: "cpt",
            code: code.to_owned(),
            title: text.to_owned(),
            release: release.header.label.clone(),
            date: on,
        })
    }

    /// The entry for people.
    pub fn text(&self) -> String {
        let CptEntry { code, title, release, date, .. } = self;
        format!("{code}  {title}\n  CPT {release}, of your licensed copy · on {date}\n")
    }
}
