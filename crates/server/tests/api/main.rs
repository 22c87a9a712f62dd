//! The JSON API over HTTP, one file a subject, all against one running service.

mod access;
mod attack;
mod bodies;
mod change;
mod charges;
mod charts;
mod hooks;
mod keys;
mod kpis;
mod operations;
mod queries;
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
        charges::trials(),
        charts::trials(),
        hooks::trials(),
        keys::trials(),
        kpis::trials(),
        operations::trials(),
        queries::trials(),
        reference::trials(),
        rows::trials(),
    ]
    .into_iter()
    .flatten()
    .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
