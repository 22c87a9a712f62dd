//! What an imported ICD-11 release says of one code or cluster. For reading only.

use codesets::icd11::cluster::{Cluster, CodeForm};
use codesets::icd11::{Icd11, View};
use model::Date;
use serde::Serialize;
use std::fmt::Write;

/// A code or cluster.
#[derive(Serialize)]
pub struct Icd11Entry {
    system: &'static str,
    code: String,
    title: String,
    release: String,
    date: Date,
    /// Never on a claim.
    read_only: bool,
    licence: &'static str,
    parts: Vec<PartLine>,
    /// Where the tables lead from the whole of it, or from its first stem code.
    icd10: Vec<Icd10Line>,
}

#[derive(Serialize)]
struct PartLine {
    code: String,
    form: &'static str,
    title: String,
    chapter: String,
    leaf: bool,
}

#[derive(Serialize)]
struct Icd10Line {
    code: String,
    title: String,
    from: String,
}

impl Icd11Entry {
    /// The entry of a code or of a well-formed cluster; `None` when the release lacks a part.
    pub fn of(view: &View<'_>, text: &str, on: Date) -> Option<Icd11Entry> {
        let release = view.release?;
        let codes: Vec<String> = match Cluster::parse(text) {
            Ok(cluster) => cluster.parts().map(|part| part.code.clone()).collect(),
            // An extension code by itself is no cluster, and has a meaning all the same.
            Err(_) => vec![release.get(text)?.code.clone()],
        };
        let parts: Option<Vec<PartLine>> = codes.iter().map(|code| part(release, code)).collect();
        let parts = parts?;
        let titles: Vec<&str> = parts.iter().map(|part| part.title.as_str()).collect();
        let whole = Cluster::parse(text).map_or_else(|_| codes[0].clone(), |c| c.to_string());
        Some(Icd11Entry {
            system: "icd11",
            title: titles.join(" / "),
            release: release.header.label.clone(),
            date: on,
            read_only: true,
            licence: codesets::icd11::LICENCE,
            icd10: icd10(view, &whole, &codes[0]),
            code: whole,
            parts,
        })
    }

    /// The entry for people.
    pub fn text(&self) -> String {
        let mut out = format!("{}  {}\n", self.code, self.title);
        let release = &self.release;
        let _ = writeln!(out, "  ICD-11 MMS {release} · for reading only, never on a claim");
        for PartLine { code, form, title, chapter, leaf } in &self.parts {
            let heading = if *leaf { "" } else { ", has codes below it" };
            let _ = writeln!(out, "  {form} code {code}, chapter {chapter}{heading}: {title}");
        }
        for Icd10Line { code, title, from } in &self.icd10 {
            let _ = writeln!(out, "  ICD-10 of WHO, mapped from {from}: {code}  {title}");
        }
        let _ = writeln!(out, "  {}", self.licence);
        out
    }
}

fn part(release: &Icd11, code: &str) -> Option<PartLine> {
    let known = release.get(code)?;
    Some(PartLine {
        code: known.code.clone(),
        form: CodeForm::of(&known.code).map_or("", CodeForm::name),
        title: known.title.clone(),
        chapter: known.chapter.clone(),
        leaf: known.leaf,
    })
}

fn icd10(view: &View<'_>, whole: &str, first: &str) -> Vec<Icd10Line> {
    let Some(back) = view.back else { return Vec::new() };
    let from = if back.targets(whole).is_empty() { first } else { whole };
    let line = |target: &codesets::icd11::map::Target| Icd10Line {
        code: target.code.clone(),
        title: target.title.clone(),
        from: from.to_owned(),
    };
    back.targets(from).iter().map(line).collect()
}

/// Why a text that has the form of ICD-11, or joins codes as its clusters do, was not found.
pub fn why_unknown(view: Option<&View<'_>>, text: &str) -> Option<String> {
    let upper = text.trim().to_ascii_uppercase();
    let joined = upper.contains(['&', '/']);
    let form = CodeForm::of(&upper);
    if !joined && form.is_none() {
        return None;
    }
    let said = |faults: &[codesets::icd11::ClusterFault]| {
        faults.iter().map(ToString::to_string).collect::<Vec<_>>().join("; ")
    };
    let cluster = match Cluster::parse(text) {
        Err(faults) if joined => return Some(format!("as an ICD-11 cluster: {}", said(&faults))),
        cluster => cluster.ok(),
    };
    match (view.and_then(|view| view.release), cluster) {
        (None, _) => Some(
            "it has the form of an ICD-11 code: download the tabulation from the World Health \
             Organization and `cleanclaim codesets import` it"
                .to_owned(),
        ),
        (Some(release), Some(cluster)) => Some(said(&release.unknown(&cluster))),
        (Some(_), None) => Some("it is no extension code of the ICD-11 release".to_owned()),
    }
}
