//! `cleanclaim price`: claims in, expected payment out.

use crate::commands::code::Format;
use crate::commands::scrub;
use crate::show::{self, price};
use crate::workspace::Workspace;
use claims::expected::contract::{Contract, Contracts, MAX_CONTRACT_BYTES};
use claims::expected::{
    Circumstances, CodesetFees, ExpectedPayment, Locality, Terms, expected, without_terms,
};
use clap::Args;
use codesets::CodeSets;
use codesets::fee_schedule::FeeScheduleFor;
use model::{Cents, Claim, Date, PayerKind};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Most contract files.
const MOST_CONTRACTS: usize = 1_000;
/// Localities of a state that are named in a message.
const MOST_NAMED: usize = 40;

/// Arguments of `price`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim price claims.837p --state NE\n  \
    cleanclaim price claims.json --locality 05402-00 --contract contracts/*.toml\n  \
    cleanclaim price claims.json --format json > expected.jsonl\n\n\
    Medicare is priced by the imported fee schedule, other payers by their contracts. Without a \
    locality the national amounts hold.\nExit code: 0 every line has an amount, 1 some have none, \
    2 a file is unreadable.")]
pub struct PriceArguments {
    /// 837P, 837I or claim JSON; - for standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    /// Payment locality: contractor and number, as 10112-00
    #[arg(long, value_name = "MAC-NN", conflicts_with = "state")]
    pub locality: Option<Locality>,
    /// State with a single payment locality
    #[arg(long, value_name = "XX")]
    pub state: Option<String>,
    /// Contracts with payers (TOML)
    #[arg(long, value_name = "FILE", num_args = 1..)]
    pub contract: Vec<PathBuf>,
    /// The conversion factor of qualifying participants of an advanced payment model (since 2026)
    #[arg(long)]
    pub apm: bool,
    /// What is left of each patient's deductible, in dollars
    #[arg(long, value_name = "DOLLARS", default_value = "0", value_parser = dollars)]
    pub deductible: Cents,
    /// For people, or one JSON object a claim
    #[arg(long, default_value = "text")]
    pub format: Format,
}

fn dollars(text: &str) -> Result<Cents, String> {
    match Cents::from_decimal(text) {
        Ok(amount) if amount < Cents::ZERO => Err("a deductible is not negative".to_owned()),
        read => read.map_err(|fault| fault.to_string()),
    }
}

/// Runs the command. Exit code 0 when every line has an amount (which may be nothing, with its
/// reason), 1 when some have none, 2 when a file could not be read; the other files are answered
/// all the same.
pub fn run(arguments: &PriceArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    let contracts = match contracts(&arguments.contract) {
        Ok(contracts) => contracts,
        Err(faults) => {
            faults.iter().for_each(|fault| eprintln!("cleanclaim: {fault}"));
            return Ok(ExitCode::from(2));
        }
    };
    let sets = workspace.sets()?;
    let mut unreadable = false;
    let mut sums = price::Sums::default();
    for file in &arguments.files {
        let claims = match scrub::read(file) {
            Ok(claims) => claims,
            Err(faults) => {
                unreadable = true;
                faults.iter().for_each(|fault| eprintln!("cleanclaim: {fault}"));
                continue;
            }
        };
        for claim in &claims {
            let payment = payment(claim, &contracts, &sets, arguments)?;
            sums.add(&payment);
            show::print(&match arguments.format {
                Format::Text => price::text(claim, &payment),
                Format::Json => json_line(&payment),
            })?;
        }
    }
    if arguments.format == Format::Text && !sums.is_empty() {
        show::print(&sums.text())?;
    }
    Ok(match (unreadable, sums.not_priced()) {
        (true, _) => ExitCode::from(2),
        (false, 0) => ExitCode::SUCCESS,
        (false, _) => ExitCode::from(1),
    })
}

/// The expected payment of a claim: by the contract with its payer, else, of original Medicare,
/// by the fee schedule.
fn payment(
    claim: &Claim,
    contracts: &Contracts,
    sets: &CodeSets,
    arguments: &PriceArguments,
) -> Result<ExpectedPayment, String> {
    let medicare = Terms::medicare();
    let terms = match (contracts.find(claim), claim.payer.kind) {
        (Some(contract), _) => &contract.terms,
        (None, PayerKind::Medicare) => &medicare,
        (None, _) => return Ok(without_terms(claim)),
    };
    let locality = match (&arguments.locality, &arguments.state) {
        (Some(locality), _) => Some(locality.clone()),
        (None, Some(state)) => Some(of_state(state, sets, claim.from)?),
        (None, None) => None,
    };
    let schedule = match arguments.apm {
        true => FeeScheduleFor::QualifyingApm,
        false => FeeScheduleFor::Others,
    };
    let circumstances = Circumstances { locality, schedule, deductible: arguments.deductible };
    Ok(expected(claim, terms, &CodesetFees(sets), &circumstances))
}

/// The one locality of a state.
fn of_state(state: &str, sets: &CodeSets, on: Date) -> Result<Locality, String> {
    let table = sets.gpci(on).ok_or_else(|| {
        format!("no geographic indices in force on {on} have been imported; import a GPCI file")
    })?;
    let here = |contractor: &str, number: &str| Locality {
        contractor: contractor.to_owned(),
        number: number.to_owned(),
    };
    if let Some(found) = table.of_state(state, "") {
        return Ok(here(&found.contractor, &found.number));
    }
    let named: Vec<String> = table
        .localities()
        .filter(|l| l.state.eq_ignore_ascii_case(state))
        .map(|l| format!("{} {}", here(&l.contractor, &l.number), l.name))
        .take(MOST_NAMED)
        .collect();
    Err(match named.is_empty() {
        true => format!("--state {state}: there is no locality of that state on {on}"),
        false => format!(
            "--state {state} has several localities; name one with --locality: {}",
            named.join(", ")
        ),
    })
}

/// Reads the contracts; every fault of every file.
fn contracts(files: &[PathBuf]) -> Result<Contracts, Vec<String>> {
    if files.len() > MOST_CONTRACTS {
        return Err(vec![format!("{} contracts; {MOST_CONTRACTS} are the most", files.len())]);
    }
    let mut contracts = Contracts::default();
    let mut faults = Vec::new();
    for file in files {
        match contract(file) {
            Ok(contract) => {
                faults.extend(contracts.add(contract).err().map(|fault| fault.to_string()));
            }
            Err(found) => faults.extend(found),
        }
    }
    if faults.is_empty() { Ok(contracts) } else { Err(faults) }
}

fn contract(file: &Path) -> Result<Contract, Vec<String>> {
    let name = file.display().to_string();
    let bytes = super::claim::outbox::read_bounded(file, MAX_CONTRACT_BYTES as u64)
        .map_err(|fault| vec![fault])?;
    let text =
        String::from_utf8(bytes).map_err(|_| vec![format!("{name}: the text is not UTF-8")])?;
    Contract::from_toml(&text, &name)
        .map_err(|faults| faults.iter().map(ToString::to_string).collect())
}

/// One claim as a line of JSON.
fn json_line(payment: &ExpectedPayment) -> String {
    let mut line = serde_json::to_string(payment).unwrap_or_default();
    line.push('\n');
    line
}
