//! Splitting, merging and comparing: no claim is lost, the outcome is legal, and a difference is
//! shown where it is.

use proptest::prelude::*;
use std::collections::BTreeMap;
use std::io::Write;
use x12::files::{
    ControlRegistry, ControlSource, Controls, DiffOptions, Difference, FilesError, Parties,
    RegistryError, SplitBy, What, diff, merge, split,
};
use x12::generate::{EndOfLine, Kind, Plan, generate};
use x12::validate::{Options, Severity, validate};
use x12::{Delimiters, Segments};

const ANY: DiffOptions = DiffOptions { any_delimiters: true, any_control_numbers: true };

/// Numbers that count up in memory.
#[derive(Default)]
struct Counting(u32);

impl ControlSource for Counting {
    fn controls(&mut self, _: &Parties, transactions: u32) -> Result<Controls, RegistryError> {
        let first = self.0 + 1;
        self.0 += transactions.max(1);
        Ok(Controls { interchange: first, group: first, transaction: first })
    }
}

fn file(plan: &Plan<'_>) -> Vec<u8> {
    let mut out = Vec::new();
    generate(plan, &mut out).unwrap();
    out
}

/// Splits into files in memory.
fn parts(data: &[u8], by: SplitBy) -> Result<Vec<Vec<u8>>, FilesError> {
    let folder = tempfile::tempdir().unwrap();
    let path = |number: usize| folder.path().join(number.to_string());
    let open = |number: usize| std::fs::File::create_new(path(number));
    let pieces = split(("a.837", data), by, &mut Counting::default(), open)?;
    Ok(pieces.iter().map(|piece| std::fs::read(path(piece.number)).unwrap()).collect())
}

/// What each claim says, by its number: its segments, and the names above it.
fn claims(data: &[u8]) -> BTreeMap<String, Vec<String>> {
    let mut claims: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut levels: Vec<Vec<String>> = Vec::new();
    let mut open: Option<String> = None;
    for segment in Segments::new(data).map(Result::unwrap) {
        let set = segment.delimiters();
        let text: String = segment
            .text()
            .chars()
            .map(|c| match c {
                c if c == char::from(set.element) => '*',
                c if c == char::from(set.component) => ':',
                c => c,
            })
            .collect();
        match segment.id() {
            "HL" => {
                let depth = match segment.element(3) {
                    "20" => 0,
                    "22" => 1,
                    _ => 2,
                };
                levels.truncate(depth);
                levels.push(Vec::new());
                open = None;
            }
            "CLM" => {
                let number = segment.element(1).to_owned();
                let above = levels.concat();
                claims.insert(number.clone(), above);
                open = Some(number);
            }
            "SE" | "ST" => (open, levels) = (None, Vec::new()),
            _ => {}
        }
        match (&open, levels.last_mut(), segment.id()) {
            (Some(number), _, _) => claims.get_mut(number).unwrap().push(text),
            (None, Some(level), id) if id != "HL" => level.push(text),
            _ => {}
        }
    }
    claims
}

fn assert_legal(data: &[u8]) {
    let report = validate(data, &Options { types: &[1, 2, 3, 4], ..Options::default() });
    let fault = report.faults.iter().find(|f| f.severity == Severity::Error);
    assert!(fault.is_none(), "{}", fault.unwrap());
}

fn named(parts: Vec<Vec<u8>>) -> Vec<(String, Vec<u8>)> {
    parts.into_iter().enumerate().map(|(i, data)| (format!("part {i}"), data)).collect()
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn merging_what_was_split_keeps_every_claim(
        seed in any::<u64>(),
        count in 1u64..70,
        size in 1u32..30,
        most in 1u32..40,
        institutional in any::<bool>(),
        bars in any::<bool>(),
    ) {
        let kind = if institutional { Kind::Institutional } else { Kind::Professional };
        let mut plan = Plan { claims: count, seed, claims_per_transaction: 25, ..Plan::new(kind) };
        if bars {
            plan.delimiters.element = b'|';
            plan.line_end = EndOfLine::None;
        }
        let data = file(&plan);
        let before = claims(&data);
        prop_assert_eq!(before.len() as u64, count);
        let pieces = parts(&data, SplitBy::Claims(size)).unwrap();
        let mut found = BTreeMap::new();
        for piece in &pieces {
            assert_legal(piece);
            let held = claims(piece);
            prop_assert!(held.len() <= size as usize);
            found.extend(held);
        }
        prop_assert_eq!(&found, &before);
        let mut out = Vec::new();
        let files = named(pieces);
        let merged = merge(&files, most, &mut Counting::default(), &mut out).unwrap();
        assert_legal(&out);
        prop_assert_eq!(&claims(&out), &before);
        prop_assert_eq!(u64::try_from(merged.claims).unwrap(), count);
        let needed = u32::try_from(count.div_ceil(u64::from(most))).unwrap();
        prop_assert_eq!(merged.transactions, needed);
    }
}

#[test]
fn by_transaction_every_set_comes_out_whole() {
    for kind in [Kind::Professional, Kind::Remittance] {
        let plan = Plan { claims: 90, claims_per_transaction: 20, ..Plan::new(kind) };
        let pieces = parts(&file(&plan), SplitBy::Transaction).unwrap();
        assert_eq!(pieces.len(), 5);
        pieces.iter().for_each(|piece| assert_legal(piece));
        let mut out = Vec::new();
        let files = named(pieces);
        let merged = merge(&files, 5_000, &mut Counting::default(), &mut out).unwrap();
        assert_legal(&out);
        let remits = kind == Kind::Remittance;
        assert_eq!((merged.transactions, merged.claims), if remits { (5, 0) } else { (1, 90) });
    }
}

#[test]
fn files_that_do_not_belong_together_are_refused() {
    let claims = file(&Plan::new(Kind::Professional));
    let other = file(&Plan::new(Kind::Institutional));
    let payment = file(&Plan::new(Kind::Remittance));
    let refused = |files: &[&[u8]]| {
        let files = named(files.iter().map(|f| f.to_vec()).collect());
        let mut out = Vec::new();
        merge(&files, 10, &mut Counting::default(), &mut out).unwrap_err().to_string()
    };
    assert!(refused(&[&claims, &other]).contains("guide (GS08)"));
    assert!(refused(&[&claims, &payment]).contains("part 1: its sender"));
    let production = String::from_utf8(claims.clone()).unwrap().replace("*T*:~", "*P*:~");
    assert!(refused(&[&claims, production.as_bytes()]).contains("ISA15"));
    assert!(refused(&[&claims, &claims[..claims.len() - 30]]).contains("part 1: "));
    assert!(refused(&[&claims, b""]).contains("the file is empty"));
    let ta1 = String::from_utf8(claims.clone()).unwrap().replacen(
        "GS*",
        "TA1*000000001*260830*1130*A*000~\nGS*",
        1,
    );
    assert!(refused(&[ta1.as_bytes()]).contains("TA1"));
    // A street with the character that the first file takes for a delimiter.
    let hash = String::from_utf8(claims.clone()).unwrap().replacen("N3*", "N3*# ", 1);
    let delimiters = Delimiters { element: b'#', ..Delimiters::default() };
    let first = file(&Plan { delimiters, ..Plan::new(Kind::Professional) });
    assert!(refused(&[&first, hash.as_bytes()]).contains("uses as a delimiter"));
    let fault = parts(&payment, SplitBy::Claims(3)).unwrap_err();
    assert!(fault.to_string().contains("no 837"), "{fault}");
}

#[test]
fn the_registry_numbers_what_is_split() {
    let folder = tempfile::tempdir().unwrap();
    let mut registry = ControlRegistry::new(folder.path().join("numbers.json"));
    let data = file(&Plan { claims: 3, ..Plan::new(Kind::Professional) });
    for first in [1, 4] {
        let sink = |_| Ok(std::io::sink());
        let pieces = split(("a", &data), SplitBy::Claims(1), &mut registry, sink).unwrap();
        let numbers: Vec<u32> = pieces.iter().map(|p| p.controls.interchange).collect();
        assert_eq!(numbers, [first, first + 1, first + 2]);
    }
}

fn differences(a: &[u8], b: &[u8], options: DiffOptions) -> Vec<Difference> {
    diff(a, b, options).unwrap()
}

#[test]
fn a_file_says_the_same_as_itself_in_another_form() {
    for kind in [Kind::Professional, Kind::Institutional, Kind::Dental, Kind::Remittance] {
        let plan = Plan { claims: 40, claims_per_transaction: 9, ..Plan::new(kind) };
        let data = file(&plan);
        assert_eq!(differences(&data, &data, DiffOptions::default()), []);
        let delimiters = Delimiters { element: b'|', segment: b'\'', ..Delimiters::default() };
        let names = String::from_utf8(data.clone()).unwrap().contains('\'');
        let delimiters =
            if names { Delimiters { segment: b'!', ..delimiters } } else { delimiters };
        let line_end = EndOfLine::CarriageReturnLineFeed;
        let other = file(&Plan { delimiters, line_end, control: 900, ..plan });
        assert_eq!(differences(&data, &other, ANY), []);
        let form = differences(&data, &other, DiffOptions { any_delimiters: false, ..ANY });
        assert_eq!((form.len(), form[0].part.as_str()), (1, "delimiters"));
        let numbers = differences(&data, &other, DiffOptions { any_control_numbers: false, ..ANY });
        let parts: Vec<&str> = numbers.iter().map(|d| d.part.as_str()).collect();
        assert_eq!(parts, ["ISA", "GS", "GE", "IEA"]);
    }
}

#[test]
fn each_change_is_shown_where_it_is() {
    let data = file(&Plan { claims: 20, ..Plan::new(Kind::Professional) });
    let text = String::from_utf8(data.clone()).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let at = lines.iter().rposition(|line| line.starts_with("SV1*")).unwrap();
    let claim = lines[..at].iter().rfind(|line| line.starts_with("CLM*")).unwrap();
    let part = format!("claim {}", claim.split('*').nth(1).unwrap());
    let changed = |line: String| {
        let mut lines = lines.clone();
        lines[at] = &line;
        lines.join("\n")
    };
    let elements: Vec<&str> = lines[at].trim_end_matches('~').split('*').collect();
    let dearer = [&elements[..2], &["777"], &elements[3..]].concat().join("*");
    let found = differences(&data, changed(format!("{dearer}~")).as_bytes(), ANY);
    let [one] = &found[..] else { panic!("{found:?}") };
    assert_eq!((one.what, &one.part, &one.elements[..]), (What::Changed, &part, &[2][..]));
    assert_eq!(one.after.as_ref().unwrap().0.line as usize, at + 1);
    let longer = changed(format!("{}\nNTE*ADD*NEW~", lines[at]));
    let found = differences(&data, longer.as_bytes(), ANY);
    let [one] = &found[..] else { panic!("{found:?}") };
    assert_eq!((one.what, one.before.as_ref()), (What::Added, None));
    let found = differences(longer.as_bytes(), &data, ANY);
    let [one] = &found[..] else { panic!("{found:?}") };
    assert_eq!((one.what, one.after.as_ref()), (What::Removed, None));
}

#[test]
fn a_claim_that_is_missing_or_moved_is_shown_and_nothing_else() {
    let data = file(&Plan { claims: 9, seed: 2, ..Plan::new(Kind::Professional) });
    let pieces = parts(&data, SplitBy::Claims(8)).unwrap();
    let found = differences(&data, &pieces[0], ANY);
    assert!(found.iter().all(|d| d.what == What::Removed), "{found:?}");
    let claims = found.iter().filter(|d| d.part.starts_with("claim")).count();
    assert!(claims > 5 && found.iter().any(|d| d.part.starts_with("level 22")));
    let unreadable = diff(&data, b"ISA", ANY).unwrap_err();
    assert_eq!((unreadable.0, unreadable.1.code), (1, "x12.isa.truncated"));
    let mut renamed = Vec::new();
    renamed.write_all(&data).unwrap();
    let text = String::from_utf8(renamed).unwrap();
    let line = text.lines().find(|l| l.starts_with("NM1*IL")).unwrap();
    let id = line.trim_end_matches('~').rsplit('*').next().unwrap();
    let found = differences(&data, text.replace(id, "M999").as_bytes(), ANY);
    let [one] = &found[..] else { panic!("{found:?}") };
    assert_eq!((one.what, &one.elements[..]), (What::Changed, &[9][..]));
}
