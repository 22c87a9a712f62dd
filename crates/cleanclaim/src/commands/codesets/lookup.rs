//! `cleanclaim codesets lookup`: what codes mean.

use super::claim_code_entry::ClaimCodeEntry;
use super::cpt_entry::CptEntry;
use super::hcpcs_entry::HcpcsEntry;
use super::icd10cm_entry::Icd10CmEntry;
use super::icd11_entry::{self, Icd11Entry};
use super::pcs_entry::PcsEntry;
use super::{exit, json_line, near};
use crate::commands::code::Format;
use crate::show::print;
use crate::workspace::{self, Workspace};
use clap::Args;
use codesets::CodeSets;
use codesets::code::{dotted, has_icd10cm_form, undotted};
use codesets::icd11::View;
use model::Date;
use serde::Serialize;
use std::process::ExitCode;

/// Characters of an unknown code that are repeated in the message.
const SHOWN: usize = 40;

/// Arguments of `codesets lookup`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim codesets lookup E11.22 S52.501 --date 2026-06-15")]
pub struct LookupArguments {
    /// ICD-10-CM codes with or without dot; HCPCS, ICD-10-PCS, ICD-11, reasons, remarks,
    /// places of service, taxonomy, revenue and CPT codes when imported
    #[arg(required = true, value_name = "CODE")]
    codes: Vec<String>,
    /// Date of service (default: today)
    #[arg(long, value_name = "YYYY-MM-DD")]
    date: Option<Date>,
    /// For people, or one JSON object a line
    #[arg(long, default_value = "text")]
    format: Format,
}

/// What one code is, in one code set.
#[derive(Serialize)]
#[serde(untagged)]
enum Entry {
    Icd10Cm(Box<Icd10CmEntry>),
    Hcpcs(HcpcsEntry),
    Cpt(CptEntry),
    Claim(ClaimCodeEntry),
    Pcs(PcsEntry),
    Icd11(Icd11Entry),
}

/// Runs the command. Exit code 1 when some code is unknown.
pub fn run(arguments: &LookupArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let sets = workspace.sets()?;
    let on = arguments.date.unwrap_or_else(workspace::today);
    let (mut all_known, mut texts) = (true, Vec::new());
    for code in &arguments.codes {
        let entries = entries(&sets, code, on);
        if entries.is_empty() {
            all_known = false;
            eprintln!("cleanclaim: {}", unknown(&sets, code, on));
        }
        for entry in &entries {
            texts.push(match (arguments.format, entry) {
                (Format::Json, entry) => json_line(entry)?,
                (Format::Text, Entry::Icd10Cm(entry)) => entry.text(),
                (Format::Text, Entry::Hcpcs(entry)) => entry.text(),
                (Format::Text, Entry::Cpt(entry)) => entry.text(),
                (Format::Text, Entry::Claim(entry)) => entry.text(),
                (Format::Text, Entry::Pcs(entry)) => entry.text(),
                (Format::Text, Entry::Icd11(entry)) => entry.text(),
            });
        }
    }
    let between = if arguments.format == Format::Text { "\n" } else { "" };
    print(&texts.join(between))?;
    Ok(exit(all_known))
}

/// The entries of a code in every code set that has it: J1100 is a drug in HCPCS, and influenza
/// in ICD-10-CM. A dot is written in ICD-10-CM only.
fn entries(sets: &CodeSets, code: &str, on: Date) -> Vec<Entry> {
    let plain = undotted(code);
    let mut found = Vec::new();
    if has_icd10cm_form(code) {
        let entry = Icd10CmEntry::of(sets.icd10cm(on), &plain, on);
        let entry = entry.map(|entry| entry.beside(View::of(sets, on)));
        found.extend(entry.map(|entry| Entry::Icd10Cm(Box::new(entry))));
    }
    if !code.contains('.') {
        let hcpcs = sets.hcpcs(on).and_then(|release| HcpcsEntry::of(release, &plain, on));
        found.extend(hcpcs.map(Entry::Hcpcs));
        let cpt = sets.cpt(on).and_then(|release| CptEntry::of(release, &plain, on));
        found.extend(cpt.map(Entry::Cpt));
        let pcs = sets.icd10pcs(on).and_then(|release| PcsEntry::of(release, &plain, on));
        found.extend(pcs.map(Entry::Pcs));
        found.extend(ClaimCodeEntry::all(sets, &plain, on).into_iter().map(Entry::Claim));
    }
    let icd11 = View::of(sets, on).and_then(|view| Icd11Entry::of(&view, code, on));
    found.extend(icd11.map(Entry::Icd11));
    found
}

/// Why nothing was found: the form of the code, what it may be, and what is near.
fn unknown(sets: &CodeSets, code: &str, on: Date) -> String {
    let shown: String = code.chars().take(SHOWN).collect();
    let plain = undotted(code);
    let icd11 = icd11_entry::why_unknown(View::of(sets, on).as_ref(), code);
    let mut parts = vec![format!("`{shown}` is in no code set at hand on {on}")];
    parts.extend(icd11.or_else(|| missing_release(sets, &plain, on)));
    parts.extend(seventh(sets, &plain, on));
    let near = near_codes(sets, &plain, on);
    if !near.is_empty() {
        parts.push(format!("near it: {}", near.join(", ")));
    }
    parts.join("; ")
}

/// The release that would know a code of this form and is not at hand.
fn missing_release(sets: &CodeSets, plain: &str, on: Date) -> Option<String> {
    let bytes = plain.as_bytes();
    let digits = |part: &[u8]| part.iter().all(u8::is_ascii_digit);
    let absent = |what: &str, earliest: Option<Date>| match earliest {
        Some(starts) => format!("it has the form of {what}, whose releases here begin on {starts}"),
        None => format!("it has the form of {what}: `cleanclaim codesets import` its release"),
    };
    match bytes {
        [_, _, _, _, last] if digits(&bytes[..4]) && last.is_ascii_alphanumeric() => {
            Some(match sets.cpt(on) {
                Some(list) => format!(
                    "it has the form of a CPT number, and your CPT file of {} does not have it",
                    list.header.label
                ),
                None => "it has the form of a CPT number; CPT is the AMA's, and no text of it is \
                         held here unless you `cleanclaim codesets import` your licensed file"
                    .to_owned(),
            })
        }
        [first, rest @ ..]
            if rest.len() == 4
                && first.is_ascii_uppercase()
                && digits(rest)
                && sets.hcpcs(on).is_none() =>
        {
            Some(absent("a HCPCS code", sets.hcpcs.first().map(|h| h.header.starts)))
        }
        _ if bytes.len() == 7
            && bytes.iter().all(|b| b.is_ascii_alphanumeric())
            && !has_icd10cm_form(plain)
            && sets.icd10pcs(on).is_none() =>
        {
            Some(absent("an ICD-10-PCS code", sets.icd10pcs.first().map(|p| p.header.starts)))
        }
        _ => None,
    }
}

/// The 7th characters of the entry that a code extends in a way it does not take, or without the
/// placeholder X before it.
fn seventh(sets: &CodeSets, plain: &str, on: Date) -> Option<String> {
    if !has_icd10cm_form(plain) {
        return None;
    }
    let pack = sets.icd10cm(on);
    let letter = plain.chars().last()?;
    let stem = plain.get(..plain.len() - 1)?.trim_end_matches('X');
    let node = (stem.len()..plain.len()).find_map(|n| pack.node(&plain[..n]))?;
    let taken = node.seventh_characters();
    let code = dotted(&node.with_seventh(letter));
    if taken.is_empty() {
        return None;
    }
    if taken.iter().any(|(c, _)| *c == letter) {
        return Some(format!("with its placeholder it is {code}"));
    }
    let letters: Vec<String> = taken.iter().map(|(c, _)| c.to_string()).collect();
    Some(format!("{} takes the 7th characters {}", node.dotted(), letters.join(" ")))
}

fn near_codes(sets: &CodeSets, plain: &str, on: Date) -> Vec<String> {
    let pack = sets.icd10cm(on);
    let mut found: Vec<String> =
        near::codes(plain, |code| pack.is_known(code)).iter().map(|code| dotted(code)).collect();
    if let Some(release) = sets.hcpcs(on) {
        found.extend(near::codes(plain, |code| release.get(code).is_some()));
    }
    if let Some(release) = sets.icd10pcs(on) {
        found.extend(near::codes(plain, |code| release.is_valid(code)));
    }
    found
}
