//! The forms as a PDF reader sees them: poppler's `pdftotext` finds every box's text on its line.
//! Shown as ignored where the program is missing; `CLEANCLAIM_REQUIRE=pdftotext` makes that a
//! failure.

use claims::paper::{self, Alignment, Form, PaperFacts, PdfMode, Pitch};
use libtest_mimic::{Arguments, Failed, Trial};
use model::Claim;
use std::process::Command;
use testkit::outside;

/// A professional claim of eight lines, and the same as a hospital's.
const PROFESSIONAL: &str = include_str!("paper/professional.json");
const HOSPITAL: &str = include_str!("paper/hospital.json");

fn claim(json: &str, lines: usize) -> Result<Claim, Failed> {
    let mut claim: Claim = serde_json::from_str(json).map_err(|e| e.to_string())?;
    let own = claim.lines.clone();
    claim.lines = own.into_iter().cycle().take(lines).collect();
    for (number, line) in (1..).zip(&mut claim.lines) {
        line.line = number;
    }
    Ok(claim)
}

fn form(json: &str, lines: usize) -> Result<Form, Failed> {
    let prepared = "2026-06-22".parse().map_err(|_| "a day")?;
    let facts = PaperFacts::ordinary(prepared);
    paper::form(&claim(json, lines)?, &facts).map_err(|faults| format!("{faults:?}").into())
}

/// What pdftotext reads, page by page.
fn read(form: &Form, mode: PdfMode, pitch: Pitch) -> Result<Vec<String>, Failed> {
    let pdf = paper::to_pdf(form, mode, pitch, Alignment::default()).map_err(|e| e.to_string())?;
    let folder = tempfile::tempdir()?;
    let file = folder.path().join("form.pdf");
    std::fs::write(&file, pdf)?;
    let out = Command::new("pdftotext").arg("-layout").arg(&file).arg("-").output()?;
    if !out.status.success() {
        return Err(String::from_utf8_lossy(&out.stderr).into_owned().into());
    }
    let text = String::from_utf8(out.stdout)?;
    Ok(text.trim_end_matches('\u{c}').split('\u{c}').map(str::to_owned).collect())
}

/// Every box stands on its page, and boxes of one line in their order on one line.
fn finds_every_box(json: &str, lines: usize, pages: usize) -> Result<(), Failed> {
    let form = form(json, lines)?;
    for (mode, pitch) in [
        (PdfMode::DataOnly, Pitch::Ten),
        (PdfMode::DataOnly, Pitch::Twelve),
        (PdfMode::Labels, Pitch::Ten),
    ] {
        let read = read(&form, mode, pitch)?;
        if read.len() != pages {
            return Err(format!("{} pages instead of {pages}", read.len()).into());
        }
        for (page, text) in form.pages.iter().zip(&read) {
            for own in &page.boxes {
                if !text.contains(&own.text) {
                    return Err(format!("{mode:?}: no `{}` of {}", own.text, own.number).into());
                }
                if mode == PdfMode::Labels && !text.contains(own.label) {
                    return Err(format!("no label `{}`", own.label).into());
                }
            }
            if mode == PdfMode::DataOnly {
                in_order(page, text)?;
            }
        }
    }
    Ok(())
}

/// The text of each line of the form is one line of the page, box after box.
fn in_order(page: &paper::FormPage, text: &str) -> Result<(), Failed> {
    let squeezed: Vec<String> =
        text.lines().map(|line| line.split_whitespace().collect()).collect();
    for line in page.boxes.chunk_by(|one, two| one.line == two.line) {
        let want: String = line.iter().flat_map(|own| own.text.split_whitespace()).collect();
        if !squeezed.contains(&want) {
            return Err(format!("line {} is not `{want}`:\n{text}", line[0].line).into());
        }
    }
    Ok(())
}

fn main() {
    let trial = |name: &str, json: &'static str, lines, pages| {
        outside::trial(name, "pdftotext", move || finds_every_box(json, lines, pages))
    };
    let trials: Vec<Trial> = vec![
        trial("a CMS-1500 of one page", PROFESSIONAL, 6, 1),
        trial("a CMS-1500 of two pages", PROFESSIONAL, 8, 2),
        trial("a UB-04 of one page", HOSPITAL, 22, 1),
        trial("a UB-04 of three pages", HOSPITAL, 45, 3),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
