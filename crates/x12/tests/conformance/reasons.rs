//! The hand-kept tables: why a file is not accepted, which fault finds a named defect, how
//! oracles differ from us. Each is held against what we really report.

use crate::judged::{Judged, what};
use std::collections::BTreeSet;

/// Why a fault is in a file.
pub struct Reason {
    prefix: &'static str,
    code: &'static str,
    places: &'static str,
    pub text: &'static str,
}

fn rows(text: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    text.lines().filter(|l| !l.starts_with('#')).map(|l| l.split('\t').collect())
}

pub fn reasons() -> Vec<Reason> {
    let row = |cells: Vec<&'static str>| match cells.as_slice() {
        [prefix, code, places, text] => Reason { prefix, code, places, text },
        other => panic!("reasons.tsv: four columns are wanted in {other:?}"),
    };
    rows(include_str!("reasons.tsv")).map(row).collect()
}

/// The defect that the name of a file tells: name, code, place, note.
pub fn defects() -> Vec<[&'static str; 4]> {
    let row = |cells: Vec<&'static str>| {
        cells.try_into().unwrap_or_else(|c| panic!("defects.tsv: four columns are wanted in {c:?}"))
    };
    rows(include_str!("defects.tsv")).map(row).collect()
}

/// Where we differ from an oracle: oracle, class, who is right, what and why.
pub fn differences() -> Vec<[&'static str; 4]> {
    let row = |cells: Vec<&'static str>| {
        cells.try_into().unwrap_or_else(|c| panic!("differences.tsv: four columns: {c:?}"))
    };
    rows(include_str!("differences.tsv")).map(row).collect()
}

/// The row that explains a fault: of those that fit, the one of the longest path.
pub fn find<'a>(all: &'a [Reason], path: &str, code: &str, place: &str) -> Option<&'a Reason> {
    let fits = |r: &&Reason| {
        path.starts_with(r.prefix) && r.code == code && r.places.split(',').any(|p| p == place)
    };
    all.iter().filter(fits).max_by_key(|r| r.prefix.len())
}

/// Every fault has a reason and every reason a fault; what fails, a line each.
pub fn check(files: &[Judged]) -> Vec<String> {
    let all = reasons();
    let mut used = BTreeSet::new();
    let mut wrong = BTreeSet::new();
    for file in files {
        for fault in file.refusals() {
            let place = what(fault);
            match find(&all, &file.path, &fault.code, &place) {
                Some(reason) => {
                    used.insert((reason.prefix, reason.code, reason.places, place));
                }
                None => {
                    wrong.insert(format!("no reason: {}\t{}\t{place}", file.path, fault.code));
                }
            }
        }
    }
    for reason in &all {
        for place in reason.places.split(',') {
            let key = (reason.prefix, reason.code, reason.places, place.to_owned());
            if !used.contains(&key) {
                let (prefix, code) = (reason.prefix, reason.code);
                wrong.insert(format!("a reason without a fault: {prefix}\t{code}\t{place}"));
            }
        }
    }
    wrong.into_iter().collect()
}

/// The named defects that are not found, a line each.
pub fn check_defects(files: &[Judged]) -> Vec<String> {
    let mut wrong = Vec::new();
    let all = defects();
    for file in files.iter().filter(|f| f.expects.starts_with("defect")) {
        if !all.iter().any(|d| is_named(file, d[0])) {
            wrong.push(format!("no row in defects.tsv: {}", file.path));
        }
    }
    for [name, code, place, _] in all.iter().filter(|d| d[1] != "-") {
        let found = files
            .iter()
            .filter(|f| is_named(f, name))
            .any(|f| f.refusals().any(|fault| fault.code == *code && what(fault) == **place));
        if !found {
            wrong.push(format!("not found: {name} {code} {place}"));
        }
    }
    wrong
}

pub fn is_named(file: &Judged, name: &str) -> bool {
    file.path == format!("imsweb/837_5010/x12_{name}.txt")
}
