//! One file, three ways of reading it: whole, as a stream in small pieces, and its sets side by
//! side. All must say the same.

use std::io::Read;
use x12::generate::{Kind, Plan, defects, generate};
use x12::validate::{Options, Report, validate, validate_side_by_side, validate_stream};

/// Gives a few bytes at a time, as a slow connection does.
struct Dribble<'a>(&'a [u8], usize);

impl Read for Dribble<'_> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let count = self.0.len().min(self.1).min(buffer.len());
        let (now, later) = self.0.split_at(count);
        buffer[..count].copy_from_slice(now);
        self.0 = later;
        // Sizes change, so that a window ends at every kind of place.
        self.1 = self.1 * 7 % 1_021 + 1;
        Ok(count)
    }
}

fn told(report: &Report) -> Vec<String> {
    let sets = report.interchanges.iter().flat_map(|i| &i.groups).flat_map(|g| &g.sets);
    let mut out: Vec<String> = sets.map(|set| format!("{set:?}")).collect();
    out.extend(report.faults.iter().map(|fault| format!("{fault:?}")));
    out.push(format!("{} {} {}", report.segments, report.unlisted, report.unreadable));
    out.push(format!("{:?}", report.not_checked));
    out
}

fn same_every_way(name: &str, data: &[u8]) {
    let options = Options::default();
    let whole = validate(data, &options);
    let stream = validate_stream(Dribble(data, 5), &options).expect("no I/O error in memory");
    assert_eq!(told(&whole), told(&stream), "{name}: as a stream");
    for threads in [1, 3] {
        let beside = validate_side_by_side(data, &options, threads);
        assert_eq!(told(&whole), told(&beside), "{name}: {threads} threads side by side");
    }
}

fn made(plan: &Plan<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    generate(plan, &mut out).expect("the plan can be written");
    out
}

#[test]
fn files_of_several_sets() {
    for kind in [Kind::Professional, Kind::Institutional, Kind::Remittance] {
        let mut plan = Plan::new(kind);
        plan.claims = 30;
        plan.claims_per_transaction = 4;
        plan.transactions_per_group = 3;
        same_every_way(kind.name(), &made(&plan));
    }
}

#[test]
fn files_with_each_defect() {
    for defect in defects() {
        let kind = defect.kinds.first().copied().unwrap_or(Kind::Professional);
        let mut plan = Plan::new(kind);
        plan.claims = 12;
        plan.claims_per_transaction = 5;
        plan.defect = Some(defect);
        same_every_way(defect.name, &made(&plan));
    }
}

#[test]
fn files_cut_at_any_place() {
    let mut plan = Plan::new(Kind::Professional);
    plan.claims = 2;
    let data = made(&plan);
    for end in (0..data.len()).step_by(41) {
        same_every_way(&format!("cut at {end}"), &data[..end]);
    }
}

#[test]
fn junk() {
    let junk: [&[u8]; 7] = [
        b"",
        b"   \r\n",
        b"%PDF-1.7",
        b"\xff\xfeI\0S\0A\0",
        b"ISA*00*",
        b"not X12 at all",
        &[b'A'; 300],
    ];
    for data in junk {
        same_every_way("junk", data);
        assert!(validate(data, &Options::default()).unreadable);
    }
}

/// Files on which fuzzing found the ways to differ, or worse.
#[test]
fn files_that_once_failed() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../../fixtures/crashers/x12");
    let mut count = 0;
    for entry in std::fs::read_dir(folder).expect("the folder is part of the repository") {
        let path = entry.expect("an entry of the folder").path();
        let data = std::fs::read(&path).expect("the file can be read");
        same_every_way(&path.display().to_string(), &data);
        count += 1;
    }
    assert!(count > 0, "{folder} is empty");
}
