//! The pages, over HTTP and in a real browser: one file a screen.

mod admin;
mod charges;
mod claims;
mod door;
mod house;
mod rights;
mod worklists;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials: Vec<Trial> = [
        admin::trials(),
        charges::trials(),
        claims::trials(),
        door::trials(),
        rights::trials(),
        worklists::trials(),
    ]
    .into_iter()
    .flatten()
    .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
