//! The page `docs/reference/x12-conformance.md`.

use crate::judged::{Judged, what};
use crate::reasons::{Reason, defects, differences, find, is_named, reasons};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use x12::validate::Fault;

const HEAD: &str = "# X12: conformance

What this engine says of other people's files, and where it differs from other validators.
This page is written by `CLEANCLAIM_BLESS=1 cargo test -p x12 --test conformance` from the files
(`../shared/x12` beside the workspace; none is part of this repository), from what validation
reports, and from the tables in `crates/x12/tests/conformance/`; the same test fails when the page
or a table is not up to date: every fault that refuses a file must have its reason, every reason
its fault.

*Accepted* means: no error of SNIP types 1 to 4. Errors of type 5 (made-up NPIs, old codes) are
listed beside it; they are judged by the lists that are built in.
";

/// A cell of a table.
fn cell(text: &str) -> String {
    text.replace('|', "\\|")
}

pub fn write(files: &[Judged]) -> String {
    let mut out = HEAD.to_owned();
    sums(&mut out, files);
    every_file(&mut out, files);
    refused(&mut out, files, &reasons());
    named_defects(&mut out, files);
    envelope_only(&mut out, files, &reasons());
    other_validators(&mut out);
    out
}

fn source(file: &Judged) -> &str {
    file.path.split('/').next().unwrap_or_default()
}

fn sums(out: &mut String, files: &[Judged]) {
    out.push_str("\n## In sum\n\n| source | files | accepted | not accepted | envelope only |\n");
    out.push_str("|---|---|---|---|---|\n");
    let mut sums: BTreeMap<&str, [usize; 4]> = BTreeMap::new();
    for file in files {
        let kind = if file.envelope_only() {
            3
        } else if file.accepted() {
            1
        } else {
            2
        };
        for key in [source(file), "~"] {
            let counts = sums.entry(key).or_default();
            counts[0] += 1;
            counts[kind] += 1;
        }
    }
    for (name, [all, yes, no, envelope]) in sums {
        let name = if name == "~" { "all" } else { name };
        let _ = writeln!(out, "| {name} | {all} | {yes} | {no} | {envelope} |");
    }
    out.push_str(
        "\nNo file that keeps to its guide is refused: each refusal was looked up in the file, \
         below.\n",
    );
}

fn every_file(out: &mut String, files: &[Judged]) {
    out.push_str("\n## Every file\n\n| file | sets | its source expects | we say | type 5 |\n");
    out.push_str("|---|---|---|---|---|\n");
    for file in files {
        let said = if file.report.unreadable {
            "unreadable".to_owned()
        } else if file.envelope_only() {
            "guide not held".to_owned()
        } else if file.accepted() {
            "accepted".to_owned()
        } else {
            let count = file.refusals().count();
            format!("{count} error{}", if count == 1 { "" } else { "s" })
        };
        let lists = grouped(file.of_lists())
            .into_iter()
            .map(|((_, place, value), faults)| {
                let times =
                    if faults.len() > 1 { format!(" ({}×)", faults.len()) } else { "".into() };
                format!("{place} `{value}`{times}")
            })
            .collect::<Vec<_>>()
            .join(", ");
        let (path, guides, expects) = (&file.path, file.guides(), &file.expects);
        let _ = writeln!(out, "| {path} | {guides} | {expects} | {said} | {} |", cell(&lists));
    }
}

type Key = (String, String, String);

/// Faults of one code, place and value, in the order of the file.
fn grouped<'f>(faults: impl Iterator<Item = &'f Fault>) -> Vec<(Key, Vec<&'f Fault>)> {
    let mut out: Vec<(Key, Vec<&Fault>)> = Vec::new();
    for fault in faults {
        let value = fault.value.as_deref().unwrap_or_default().to_owned();
        let key = (fault.code.to_string(), what(fault), value);
        match out.iter_mut().find(|(known, _)| *known == key) {
            Some((_, all)) => all.push(fault),
            None => out.push((key, vec![fault])),
        }
    }
    out
}

/// The faults of a file, one row a code and place, each with its reason.
fn faults(out: &mut String, file: &Judged, reasons: &[Reason]) {
    let mut rows: Vec<(String, String, Vec<&Fault>)> = Vec::new();
    for fault in file.refusals() {
        let (code, place) = (fault.code.to_string(), what(fault));
        match rows.iter_mut().find(|r| (&r.0, &r.1) == (&code, &place)) {
            Some(row) => row.2.push(fault),
            None => rows.push((code, place, vec![fault])),
        }
    }
    for (code, place, all) in rows {
        let first = all[0].place;
        let times = if all.len() > 1 { format!(", {}×", all.len()) } else { String::new() };
        let reason = find(reasons, &file.path, &code, &place).map_or("", |r| r.text);
        let at = format!("{place} at segment {}{times}", first.segment);
        let _ = writeln!(out, "| `{code}` | {} | {} |", at.trim(), cell(reason));
    }
}

const FAULTS: &str = "\n| fault | where | the reason in the file |\n|---|---|---|\n";

fn refused(out: &mut String, files: &[Judged], reasons: &[Reason]) {
    out.push_str("\n## Not accepted, and why\n");
    let refused = |f: &&Judged| !f.envelope_only() && !f.accepted();
    for file in files.iter().filter(refused) {
        let _ = write!(out, "\n### {}\n{FAULTS}", file.path);
        faults(out, file, reasons);
    }
}

fn named_defects(out: &mut String, files: &[Judged]) {
    out.push_str(
        "\n## Named defects\n\nFiles of imsweb whose name tells a defect. They are made from one \
         file that is not legal itself, so that each has the faults of that one as well (above).\n\
         \n| defect | found as | where |\n|---|---|---|\n",
    );
    for [name, code, place, note] in defects() {
        let file = files.iter().find(|f| is_named(f, name));
        let found = file.and_then(|file| {
            file.refusals().find(|f| f.code == code && what(f) == place).map(|f| f.place.segment)
        });
        let name = name.replace('_', " ");
        let _ = match found {
            Some(at) => {
                let at = format!("{place} at segment {at}");
                writeln!(out, "| {name} | `{code}` | {} |", at.trim())
            }
            None => writeln!(out, "| {name} | - | {note} |"),
        };
    }
}

fn envelope_only(out: &mut String, files: &[Judged], reasons: &[Reason]) {
    out.push_str(
        "\n## Guides that are not held\n\nSets of 004010, and the 997, are judged in their \
         envelope only: `x12.guide.unknown` says so for each set, and a run that wants types 1 to 4 \
         does not call them clean. What the envelope of these files has:\n",
    );
    for file in files.iter().filter(|f| f.envelope_only()) {
        if file.refusals().next().is_none() {
            continue;
        }
        let _ = write!(out, "\n### {}\n{FAULTS}", file.path);
        faults(out, file, reasons);
    }
    let clean = files.iter().filter(|f| f.envelope_only() && f.refusals().next().is_none());
    let _ = writeln!(out, "\nThe envelopes of the other {} are in order.", clean.count());
    out.push_str(
        "\nThe acknowledgements of pyx12's pairs are compared, code by code and count by count, in \
         `crates/x12/tests/ack.rs`.\n",
    );
}

fn other_validators(out: &mut String) {
    out.push_str(
        "\n## Where we differ from pyx12 and oxedi, and why\n\n`crates/x12/tests/oracles` lets \
         pyx12 4.0.0 (837P, 837I, 835, 999, 277CA, 834, 820; types 1 and 2) and oxedi 0.6.0 (835; \
         types 1 to 3) read the same files as we do: made-up clean ones, ones with each named \
         defect, and 500 of each set with one segment or element changed at random (2,500 with \
         `CLEANCLAIM_ORACLE_CHANGES=2500`). Every \
         difference belongs to one of these classes, or the test fails; in the longer \
         look a class that no file needs fails it too.\n\n| oracle | class | right | what differs, and why |\n|---|---|---|---|\n",
    );
    for [oracle, class, right, text] in differences() {
        let _ = writeln!(out, "| {oracle} | {class} | {right} | {} |", cell(text));
    }
}
