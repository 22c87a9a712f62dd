//! The store on both engines: every test runs on SQLite in a file and on a PostgreSQL of its own.

mod accounts;
mod charge_review;
mod claims;
mod denials;
mod denials_then;
mod first_pass;
mod front_desk;
mod front_door;
mod ground;
mod money;
mod people;
mod record;
mod retention;
mod search;
mod tables;
mod tenants;
mod undone;
mod waiting;
mod work;
mod worklists;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials: Vec<Trial> = [
        tables::trials(),
        accounts::trials(),
        worklists::trials(),
        search::trials(),
        charge_review::trials(),
        claims::trials(),
        front_door::trials(),
        first_pass::trials(),
        money::trials(),
        denials::trials(),
        denials_then::trials(),
        work::trials(),
        record::trials(),
        retention::trials(),
        people::trials(),
        front_desk::trials(),
        tenants::trials(),
        undone::trials(),
        waiting::trials(),
    ]
    .into_iter()
    .flatten()
    .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
