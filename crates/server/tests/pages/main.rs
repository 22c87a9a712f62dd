//! The pages, over HTTP and in a real browser: one file a screen.

mod admin;
mod answered;
mod appeals;
mod audits;
mod balances;
mod changes;
mod charged;
mod charges;
mod claims;
mod code_sets;
mod connectors;
mod dashboards;
mod denials;
mod denials_again;
mod denials_then;
mod door;
mod encoder;
mod follow_up;
mod front_desk;
mod house;
mod kpis;
mod patterns;
mod payer;
mod queries;
mod rejections;
mod release;
mod remittances;
mod remittances_beside;
mod remittances_paper;
mod remittances_settled;
mod retention;
mod rights;
mod screens;
mod security;
mod sensitivity;
mod spoken;
mod statements;
mod traced;
mod underpayments;
mod unposting;
mod unposting_again;
mod unposting_lines;
mod unposting_middle;
mod versions;
mod workbench;
mod workbench_browser;
mod worklists;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials: Vec<Vec<Trial>> = vec![
        admin::trials(),
        answered::trials(),
        appeals::trials(),
        audits::trials(),
        balances::trials(),
        changes::trials(),
        charged::trials(),
        charges::trials(),
        claims::trials(),
        code_sets::trials(),
        connectors::trials(),
        dashboards::trials(),
        denials::trials(),
        denials_again::trials(),
        denials_then::trials(),
        door::trials(),
        encoder::trials(),
        follow_up::trials(),
        front_desk::trials(),
        kpis::trials(),
        payer::trials(),
        patterns::trials(),
        queries::trials(),
        rejections::trials(),
        release::trials(),
        remittances::trials(),
        remittances_beside::trials(),
        remittances_paper::trials(),
        remittances_settled::trials(),
        retention::trials(),
        rights::trials(),
        screens::trials(),
        sensitivity::trials(),
        security::trials(),
        spoken::trials(),
        statements::trials(),
        traced::trials(),
        underpayments::trials(),
        unposting::trials(),
        unposting_again::trials(),
        unposting_lines::trials(),
        unposting_middle::trials(),
        versions::trials(),
        workbench::trials(),
        workbench_browser::trials(),
        worklists::trials(),
    ];
    libtest_mimic::run(&Arguments::from_args(), trials.into_iter().flatten().collect()).exit();
}
