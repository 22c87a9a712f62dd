//! The JSON API over HTTP, one file a subject, all against one running service.

mod access;
mod attack;
mod bodies;
mod change;
mod charts;
mod hooks;
mod operations;
mod reference;
mod rows;
mod site;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials: Vec<Trial> = [
        access::trials(),
        attack::trials(),
        bodies::trials(),
        change::trials(),
        charts::trials(),
        hooks::trials(),
        operations::trials(),
        reference::trials(),
        rows::trials(),
    ]
    .into_iter()
    .flatten()
    .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
