//! The pages, over HTTP and in a real browser: one file a screen.

mod admin;
mod door;
mod house;
mod queries;
mod rights;
mod screens;
mod worklists;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials: Vec<Trial> = [
        admin::trials(),
        door::trials(),
        queries::trials(),
        rights::trials(),
        screens::trials(),
        worklists::trials(),
    ]
    .into_iter()
    .flatten()
    .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
