//! The pages, over HTTP and in a real browser: one file a screen.

mod admin;
mod answered;
mod audits;
mod changes;
mod charges;
mod claims;
mod code_sets;
mod connectors;
mod dashboards;
mod door;
mod encoder;
mod front_desk;
mod house;
mod queries;
mod release;
mod remittances;
mod remittances_paper;
mod remittances_settled;
mod retention;
mod rights;
mod screens;
mod security;
mod sensitivity;
mod versions;
mod workbench;
mod workbench_browser;
mod worklists;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials: Vec<Vec<Trial>> = vec![
        admin::trials(),
        answered::trials(),
        audits::trials(),
        changes::trials(),
        charges::trials(),
        claims::trials(),
        code_sets::trials(),
        connectors::trials(),
        dashboards::trials(),
        door::trials(),
        encoder::trials(),
        front_desk::trials(),
        queries::trials(),
        release::trials(),
        remittances::trials(),
        remittances_paper::trials(),
        remittances_settled::trials(),
        retention::trials(),
        rights::trials(),
        screens::trials(),
        sensitivity::trials(),
        security::trials(),
        versions::trials(),
        workbench::trials(),
        workbench_browser::trials(),
        worklists::trials(),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials.into_iter().flatten().collect()).exit();
}
