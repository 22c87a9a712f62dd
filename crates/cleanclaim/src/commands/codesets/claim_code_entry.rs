//! What an imported list of claims or remittances says of one code.

use codesets::CodeSets;
use codesets::claim_codes::KINDS;
use codesets::container::PackKind;
use model::Date;
use serde::Serialize;

/// One code of one list.
#[derive(Serialize)]
pub struct ClaimCodeEntry {
    system: &'static str,
    code: String,
    title: String,
    in_force: bool,
    starts: Option<Date>,
    ends: Option<Date>,
    release: String,
    date: Date,
    #[serde(skip)]
    list: &'static str,
}

impl ClaimCodeEntry {
    /// The entries of a code in every list that has it: 11 is a place of service, and a reason.
    pub fn all(sets: &CodeSets, code: &str, on: Date) -> Vec<ClaimCodeEntry> {
        let entry = |kind: PackKind| {
            let release = sets.claim_codes(kind, on)?;
            let known = release.get(code)?;
            Some(ClaimCodeEntry {
                system: kind.name(),
                code: known.code.clone(),
                title: known.name.clone(),
                in_force: known.in_force(on),
                starts: known.starts,
                ends: known.ends,
                release: release.header.label.clone(),
                date: on,
                list: list(kind),
            })
        };
        KINDS.into_iter().filter_map(entry).collect()
    }

    /// The entry for people.
    pub fn text(&self) -> String {
        let days = match (self.starts, self.ends) {
            (None, None) => String::new(),
            (Some(starts), None) => format!(" · from {starts}"),
            (None, Some(ends)) => format!(" · until {ends}"),
            (Some(starts), Some(ends)) => format!(" · from {starts} until {ends}"),
        };
        let ClaimCodeEntry { code, title, list, release, date, .. } = self;
        let standing = if self.in_force { "in force" } else { "not in force" };
        format!("{code}  {title}\n  {list} {release}{days} · {standing} on {date}\n")
    }
}

fn list(kind: PackKind) -> &'static str {
    match kind {
        PackKind::Carc => "claim adjustment reason",
        PackKind::Rarc => "remittance advice remark",
        PackKind::Pos => "place of service",
        PackKind::Revenue => "revenue code",
        _ => "provider taxonomy",
    }
}
