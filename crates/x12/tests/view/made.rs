//! Made-up files of every kind, and files spoiled at random.

use crate::{json, money_lines_up, same_bytes, says_all, shown};
use libtest_mimic::{Failed, Trial};
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};
use x12::Delimiters;
use x12::generate::{EndOfLine, Kind, Plan, answer, defects, generate};
use x12::view::{ShowOptions, show};

const OTHER: Delimiters =
    Delimiters { element: b'|', repetition: Some(b'!'), component: b'>', segment: b'\n' };

fn plan(kind: Kind, claims: u64) -> Plan<'static> {
    let mut plan = Plan::new(kind);
    (plan.claims, plan.claims_per_transaction) = (claims, 4);
    (plan.transactions_per_group, plan.groups_per_interchange) = (2, 2);
    plan
}

fn made(plan: &Plan<'_>) -> Result<Vec<u8>, Failed> {
    let mut out = Vec::new();
    generate(plan, &mut out)?;
    Ok(out)
}

fn every_kind() -> Result<(), Failed> {
    let claims = made(&plan(Kind::Professional, 30))?;
    for kind in Kind::ALL {
        for (delimiters, line_end) in [
            (Delimiters::default(), EndOfLine::LineFeed),
            (Delimiters::default(), EndOfLine::CarriageReturnLineFeed),
            (OTHER, EndOfLine::None),
        ] {
            let mut plan = plan(kind, 30);
            (plan.delimiters, plan.line_end) = (delimiters, line_end);
            let data = match kind.answers_only() {
                false => made(&plan)?,
                true => {
                    let mut out = Vec::new();
                    answer(&plan, &claims, &mut out)?;
                    out
                }
            };
            says_all(&data).map_err(|f| format!("{}: {f:?}", kind.name()))?;
            same_bytes(&data).map_err(|f| format!("{}: {f:?}", kind.name()))?;
            money_lines_up(&shown(&data, &ShowOptions::default())?)?;
            if json(&data)?.is_none() {
                return Err(format!("{}: no JSON", kind.name()).into());
            }
        }
    }
    Ok(())
}

fn every_defect() -> Result<(), Failed> {
    for defect in defects() {
        let mut plan = plan(defect.kinds.first().copied().unwrap_or(Kind::Professional), 6);
        plan.defect = Some(defect);
        let data = made(&plan)?;
        same_bytes(&data).map_err(|f| format!("{}: {f:?}", defect.name))?;
    }
    Ok(())
}

/// Each claim that is asked for is shown, alone, with its own line.
fn one_claim() -> Result<(), Failed> {
    for (kind, opening) in [(Kind::Professional, "CLM"), (Kind::Remittance, "CLP")] {
        let data = made(&plan(kind, 12))?;
        let segments = x12::Segments::new(&data).filter_map(Result::ok);
        for segment in segments.filter(|s| s.id() == opening) {
            let claim = segment.element(1);
            let view = shown(&data, &ShowOptions { claim: Some(claim), outline: false })?;
            let told = view.lines().filter(|line| line.trim_start().starts_with(opening)).count();
            let headings = view.lines().filter(|line| line.starts_with("Set ")).count();
            if told != headings || headings == 0 || !view.contains(claim) {
                return Err(format!("{claim}: {told} claims in {headings} sets").into());
            }
        }
    }
    Ok(())
}

/// The sums of the lines of an 835's claims are those of its segments.
fn sums() -> Result<(), Failed> {
    let data = made(&plan(Kind::Remittance, 40))?;
    let view = shown(&data, &ShowOptions { claim: None, outline: true })?;
    let cents = |text: &str| text.replace(',', "").replace('.', "").parse::<i64>().unwrap_or(0);
    let mut rows = 0;
    let mut lines = view.lines();
    while let Some(line) = lines.next() {
        // What was charged, less what was adjusted, is what was paid.
        if line.contains("charged") && line.contains("adjusted") {
            let row: Vec<&str> = lines.next().unwrap_or("").split_whitespace().collect();
            let skip = usize::from(line.contains("patient"));
            let [.., charged, adjusted] = row[..row.len() - 1 - skip] else {
                return Err(format!("too few amounts: {row:?}").into());
            };
            let paid = row.last().copied().unwrap_or("");
            if cents(charged) - cents(adjusted) != cents(paid) {
                return Err(format!("it does not add up: {row:?}").into());
            }
            rows += 1;
        }
    }
    if rows > 40 { Ok(()) } else { Err(format!("only {rows} rows").into()) }
}

/// Bytes put in at random: nothing panics, and what can be read keeps its bytes.
fn spoiled() -> Result<(), Failed> {
    let whole = made(&plan(Kind::Professional, 3))?;
    let edits = vec((0..whole.len(), any::<u8>(), any::<bool>()), 1..6);
    let mut runner =
        TestRunner::new(Config { failure_persistence: None, ..Config::with_cases(300) });
    let outcome = runner.run(&edits, |edits| {
        let mut data = whole.clone();
        for (at, byte, insert) in edits {
            match insert {
                true => data.insert(at.min(data.len()), byte),
                false => {
                    data.remove(at.min(data.len() - 1));
                }
            }
        }
        let _ = show(data.as_slice(), std::io::sink(), &ShowOptions::default());
        let choosy = ShowOptions { claim: Some("X"), outline: false };
        let _ = show(data.as_slice(), std::io::sink(), &choosy);
        same_bytes(&data).map_err(|fault| TestCaseError::fail(format!("{fault:?}")))
    });
    outcome.map_err(|fault| fault.to_string().into())
}

/// Whatever stands between and after segments is kept.
fn blanks_and_strays() -> Result<(), Failed> {
    let text = String::from_utf8(made(&plan(Kind::Professional, 2))?)?;
    for changed in [
        format!(" \r\n{text}\n\n\x1a"),
        text.trim_end().to_owned(),
        text.replace("~\nSE*", "~SE*"),
        text.replace("~\nCLM*", "~~\n*~CLM*"),
        text.replace("~\nSE*", "~\nNTE**** ~\nX~SE*"),
        text.replace("~\nCLM*", &format!("~{}CLM*", "\n".repeat(60_000))),
        format!("{text}{text}"),
        text.replace("~\nGE*", "~\nTA1*000000001*260615*1200*A*000~\nGE*"),
        text.replace("~\nGS*", "~\nSE*1*2~\nST*837*9~\nGS*"),
    ] {
        same_bytes(changed.as_bytes())?;
        if json(changed.as_bytes())?.is_none() {
            return Err("it is not read".into());
        }
    }
    Ok(())
}

/// More blanks than are kept are no fault of the view, and JSON says that it cannot keep them.
fn too_many_blanks() -> Result<(), Failed> {
    let text = String::from_utf8(made(&plan(Kind::Professional, 2))?)?;
    let expected = shown(text.as_bytes(), &ShowOptions::default())?;
    let blanks = " ".repeat(400_000);
    for padded in [
        format!("{blanks}{text}"),
        format!("{text}{blanks}"),
        text.replacen("~\n", &format!("~{blanks}"), 3),
    ] {
        if shown(padded.as_bytes(), &ShowOptions::default())? != expected {
            return Err("another view".into());
        }
        if json(padded.as_bytes()).is_ok() {
            return Err("the blanks are lost without a word".into());
        }
    }
    Ok(())
}

/// A file read a few bytes at a time looks the same.
fn in_small_pieces() -> Result<(), Failed> {
    struct Dribble<'a>(&'a [u8], usize);
    impl std::io::Read for Dribble<'_> {
        fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
            let count = self.0.len().min(self.1).min(buffer.len());
            let (now, later) = self.0.split_at(count);
            buffer[..count].copy_from_slice(now);
            (self.0, self.1) = (later, self.1 * 7 % 1_021 + 1);
            Ok(count)
        }
    }
    let data = made(&plan(Kind::Remittance, 200))?;
    let mut out = Vec::new();
    let options = ShowOptions::default();
    show(Dribble(&data, 5), &mut out, &options).map_err(|fault| fault.to_string())?;
    match String::from_utf8(out)? == shown(&data, &options)? {
        true => Ok(()),
        false => Err("another view".into()),
    }
}

pub fn trials(trials: &mut Vec<Trial>) {
    trials.extend([
        Trial::test("made-up files of every kind", every_kind),
        Trial::test("made-up files with each defect", every_defect),
        Trial::test("made-up files: one claim", one_claim),
        Trial::test("made-up files: sums", sums),
        Trial::test("made-up files, spoiled", spoiled),
        Trial::test("made-up files: blanks and strays", blanks_and_strays),
        Trial::test("made-up files: too many blanks", too_many_blanks),
        Trial::test("made-up files in small pieces", in_small_pieces),
    ]);
}
