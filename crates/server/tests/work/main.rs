//! The workers where things go wrong: a job that cannot be done, a claim that may not leave, a
//! crash between file and mark, a full disk, a database that goes away, a clock that goes back.

mod asked;
mod covered;
mod early;
mod follow_up;
mod inbox;
mod leaving;
mod machine;
mod outage;
mod partners;
mod remittances;
mod sent;
mod site;
mod undoing;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials: Vec<Trial> = [
        asked::trials(),
        covered::trials(),
        early::trials(),
        follow_up::trials(),
        inbox::trials(),
        leaving::trials(),
        machine::trials(),
        outage::trials(),
        partners::trials(),
        remittances::trials(),
        undoing::trials(),
    ]
    .into_iter()
    .flatten()
    .collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
