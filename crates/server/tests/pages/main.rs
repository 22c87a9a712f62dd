//! The pages, over HTTP and in a real browser: one file a screen.

mod admin;
mod audits;
mod charges;
mod claims;
mod door;
mod house;
mod release;
mod rights;
mod screens;
mod workbench;
mod worklists;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials: Vec<Vec<Trial>> = vec![
        admin::trials(),
        audits::trials(),
        charges::trials(),
        claims::trials(),
        door::trials(),
        release::trials(),
        rights::trials(),
        screens::trials(),
        workbench::trials(),
        worklists::trials(),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials.into_iter().flatten().collect()).exit();
}
