//! Code sets: which releases are at hand, what a code is, which codes a few words lead to.

use super::call::{Call, Reply};
use super::endpoint::{Endpoint, Kind, Parameter, Shape, parameter};
use super::problem::{ApiResult, Problem};
use super::table::Table;
use crate::identity::permission::Permission;
use crate::surroundings::day_of;
use codesets::CodeSets;
use codesets::code::{dotted, undotted};
use codesets::search::SearchIndex;
use model::Date;
use serde::Serialize;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use utoipa::ToSchema;

/// Codes that one search finds at most, the best first.
const MOST_FOUND: usize = 200;

/// Search indexes that are kept.
const MOST_INDEXES: usize = 6;

const SYSTEMS: &[&str] = &["icd10cm", "hcpcs"];

const ON: Parameter = parameter("date", Kind::Day, "The date of service (default: today)");

/// A release in force.
#[derive(Serialize, ToSchema)]
struct ReleaseView {
    /// The code set.
    name: String,
    /// Its release.
    label: String,
}

/// A code.
#[derive(Serialize, ToSchema)]
struct CodeView {
    /// `icd10cm` or `hcpcs`.
    system: &'static str,
    /// The code, with its dot where it has one.
    code: String,
    /// Its title; null where the release at hand has none.
    title: Option<String>,
    /// The release.
    release: String,
    /// Whether it can be billed on the day.
    billable: bool,
    /// Billable codes below a heading, at most forty.
    below: Vec<String>,
}

/// A code that words lead to.
#[derive(Serialize, ToSchema)]
struct FoundView {
    /// The code.
    code: String,
    /// Its title.
    title: String,
    /// Whether it can be billed on the day.
    billable: bool,
    /// How well it fits; higher is better.
    score: f64,
}

/// The endpoints.
pub(super) fn endpoints(table: Table) -> Table {
    let get = |path, what| Endpoint::new("GET", path, Permission::LookUpCodes, what);
    let words = [parameter("text", Kind::Text, "Words in any order; needed"), ON];
    table
        .with(
            get("/code-sets", "The releases in force on a day")
                .query(&[ON])
                .answers(Shape::list::<ReleaseView>()),
            list,
        )
        .with(
            get("/code-sets/{system}/codes", "Codes by words: `icd10cm` or `hcpcs`")
                .query(&words)
                .answers(Shape::list::<FoundView>()),
            search,
        )
        .with(
            get("/code-sets/{system}/codes/{code}", "What a code is")
                .query(&[ON])
                .answers(Shape::of::<CodeView>()),
            lookup,
        )
}

fn on(call: &Call) -> Date {
    let asked = call.asked("date").and_then(|day| day.parse().ok());
    asked.unwrap_or_else(|| day_of(call.app.now()))
}

fn system(call: &Call) -> ApiResult<&'static str> {
    let known = SYSTEMS.iter().find(|name| **name == call.part("system"));
    known.copied().ok_or_else(|| Problem::not_found("such code set"))
}

async fn list(call: Call) -> ApiResult<Reply> {
    let releases = call.app.desk().sets().releases(on(&call));
    let view = |(name, label)| ReleaseView { name, label };
    Reply::all(releases.into_iter().map(view).collect())
}

async fn lookup(call: Call) -> ApiResult<Reply> {
    let (system, on, desk) = (system(&call)?, on(&call), call.app.desk());
    let plain = undotted(call.part("code"));
    let gone = || Problem::not_found("such code in the release at hand");
    if system == "hcpcs" {
        let release = desk.sets().hcpcs(on).ok_or_else(gone)?;
        let entry = release.get(&plain).ok_or_else(gone)?;
        return Reply::ok(&CodeView {
            system,
            code: entry.code.clone(),
            title: Some(entry.long.clone()),
            release: release.header.label.clone(),
            billable: !entry.modifier,
            below: Vec::new(),
        });
    }
    let pack = desk.sets().icd10cm(on);
    if !pack.is_known(&plain) {
        return Err(gone());
    }
    let below = pack.billable_below(&plain, on);
    Reply::ok(&CodeView {
        system,
        code: dotted(&plain),
        title: pack.title(&plain),
        release: pack.label().to_owned(),
        billable: pack.is_billable(&plain, on),
        below: below.iter().filter(|code| **code != plain).take(40).map(|c| dotted(c)).collect(),
    })
}

async fn search(call: Call) -> ApiResult<Reply> {
    let (system, on, desk) = (system(&call)?, on(&call), call.app.desk());
    let words = call.asked_text("text");
    if words.is_empty() {
        return Err(Problem::bad_request("text", "Say which words."));
    }
    let search = move || found(desk.sets(), system, (&words, on), MOST_FOUND);
    let found = tokio::task::spawn_blocking(search);
    Reply::all(found.await.map_err(|_| Problem::internal("a search ended"))?)
}

fn found(sets: &CodeSets, system: &str, (words, on): (&str, Date), most: usize) -> Vec<FoundView> {
    if system == "hcpcs" {
        let Some(release) = sets.hcpcs(on) else { return Vec::new() };
        let label = format!("hcpcs {}", release.header.payload_sha256);
        let index = index(label, || SearchIndex::of_hcpcs(release));
        let hits = index.search_hcpcs(release, words, most).into_iter();
        return hits
            .map(|hit| FoundView {
                code: hit.code,
                title: hit.description,
                billable: !hit.modifier,
                score: hit.score,
            })
            .collect();
    }
    let pack = sets.icd10cm(on);
    let index = index(format!("icd10cm {}", pack.label()), || SearchIndex::new(pack));
    let hits = index.search(pack, words, on, most).into_iter();
    hits.map(|hit| FoundView {
        code: hit.code,
        title: hit.title,
        billable: hit.billable,
        score: hit.score,
    })
    .collect()
}

/// The index of a release, made at the first search.
fn index(label: String, make: impl FnOnce() -> SearchIndex) -> Arc<SearchIndex> {
    static KEPT: Mutex<Option<HashMap<String, Arc<SearchIndex>>>> = Mutex::new(None);
    let mut kept = KEPT.lock().unwrap_or_else(PoisonError::into_inner);
    let kept = kept.get_or_insert_default();
    if let Some(index) = kept.get(&label) {
        return Arc::clone(index);
    }
    if kept.len() >= MOST_INDEXES {
        kept.clear();
    }
    let index = Arc::new(make());
    kept.insert(label, Arc::clone(&index));
    index
}
