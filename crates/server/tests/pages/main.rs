//! The pages, over HTTP and in a real browser: one file a screen.

mod admin;
mod charges;
mod claims;
mod door;
mod house;
mod rights;
mod screens;
mod workbench;
mod audits;
mod door;
mod house;
mod release;
mod worklists;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials: Vec<Vec<Trial>> = vec![
        admin::trials(),
        charges::trials(),
        claims::trials(),
        door::trials(),
        rights::trials(),
        screens::trials(),
        workbench::trials(),
        worklists::trials(),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials.into_iter().flatten().collect()).exit();
    let trials: Vec<Trial> = [door::trials(), worklists::trials(), audits::trials(), release::trials()].into_iter().flatten().collect();
    let trials: Vec<Trial> =
        [door::trials(), worklists::trials(), audits::trials(), release::trials()]
            .into_iter()
            .flatten()
            .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
