//! `cleanclaim`: medical charts become codes with evidence, and clean claims.
//!
//! One file a subcommand in `commands`; what is printed for people is made in `show`.

mod code_lists;
mod commands;
mod pool;
mod rule_files;
mod show;
mod site;
mod workspace;

use clap::parser::ValueSource;
use clap::{CommandFactory, FromArgMatches, Parser, Subcommand};
use std::path::PathBuf;
use std::process::ExitCode;

#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

/// Medical charts become codes with evidence, and clean claims.
#[derive(Parser)]
#[command(version, propagate_version = true, max_term_width = 100)]
struct Arguments {
    /// Folder of imported code sets and keys (default: a folder of yours)
    #[arg(long, global = true, value_name = "DIR", env = "CLEANCLAIM_DATA")]
    data: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// A made-up practice, end to end: charts, codes, claims, 837 files
    Demo(commands::demo::DemoArguments),
    /// Read charts and code them, with the words and the rule for each code
    Code(commands::code::CodeArguments),
    /// Chart to claim to 837 file
    Claim(commands::claim::ClaimArguments),
    /// Check claims (837 or claim JSON) with all edits
    Scrub(commands::scrub::ScrubArguments),
    /// What payers should pay for claims, explained to the cent
    Price(commands::price::PriceArguments),
    /// Remittances (835): what posting would do, or post them
    Post(commands::post::PostArguments),
    /// X12 files: validate, show, JSON
    X12(commands::x12::X12Arguments),
    /// Code sets: list, look up, search, import, remove
    Codesets(commands::codesets::CodesetsArguments),
    /// Payer rules: check, list, explain, replay over claims
    Rules(commands::rules::RulesArguments),
    /// The service: pages, JSON and workers
    Serve(commands::serve::ServeArguments),
    /// A worker beside the service, on the same database
    Worker(commands::serve::WorkerArguments),
    /// Bring the tables of a database up to this program
    Migrate(commands::doctor::MigrateArguments),
    /// What is set up, what is missing, what is dangerous
    Doctor(commands::doctor::DoctorArguments),
    /// Everything of the database in one encrypted file
    Backup(commands::backup::BackupArguments),
    /// A backup into an empty database, of either kind
    Restore(commands::backup::RestoreArguments),
    /// Run a recorded decision again and compare the bytes
    Replay(commands::replay::ReplayArguments),
    /// Walk the chains of decisions and of the audit log
    Verify(commands::verify::VerifyArguments),
    /// The people and programs of a site: add, list, password, token
    User(commands::user::UserArguments),
    /// How right the product is, against references that people made
    Eval(commands::eval::EvalArguments),
    /// Time reading and coding on a folder of notes
    Bench(commands::bench::BenchArguments),
}

fn main() -> ExitCode {
    let matches = Arguments::command().get_matches();
    let arguments = match Arguments::from_arg_matches(&matches) {
        Ok(arguments) => arguments,
        Err(fault) => fault.exit(),
    };
    let named = matches.value_source("data") == Some(ValueSource::CommandLine);
    let workspace = workspace::Workspace::new(arguments.data).named(named);
    let result = match arguments.command {
        Command::Demo(a) => commands::demo::run(&a, &workspace),
        Command::Code(a) => commands::code::run(&a, &workspace),
        Command::Claim(a) => commands::claim::run(&a, &workspace),
        Command::Scrub(a) => commands::scrub::run(&a, &workspace),
        Command::Price(a) => commands::price::run(&a, &workspace),
        Command::Post(a) => commands::post::run(&a, &workspace),
        Command::X12(a) => commands::x12::run(&a, &workspace),
        Command::Codesets(a) => commands::codesets::run(&a, &workspace),
        Command::Rules(a) => commands::rules::run(&a, &workspace),
        Command::Serve(a) => commands::serve::run(&a, &workspace),
        Command::Worker(a) => commands::serve::work(&a, &workspace),
        Command::Migrate(a) => commands::doctor::migrate(&a, &workspace),
        Command::Doctor(a) => commands::doctor::run(&a, &workspace),
        Command::Backup(a) => commands::backup::run(&a, &workspace),
        Command::Restore(a) => commands::backup::restore(&a, &workspace),
        Command::Replay(a) => commands::replay::run(&a, &workspace),
        Command::Verify(a) => commands::verify::run(&a, &workspace),
        Command::User(a) => commands::user::run(&a, &workspace),
        Command::Eval(a) => commands::eval::run(&a, &workspace),
        Command::Bench(a) => commands::bench::run(&a, &workspace),
    };
    match result {
        Ok(code) => code,
        Err(fault) => {
            eprintln!("cleanclaim: {fault}");
            ExitCode::from(2)
        }
    }
}
