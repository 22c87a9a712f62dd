//! The pages, over HTTP and in a real browser: one file a screen.

mod charges;
mod claims;
mod door;
mod house;
mod worklists;

use libtest_mimic::{Arguments, Trial};

fn main() {
    let trials: Vec<Trial> = [charges::trials(), claims::trials(), door::trials(), worklists::trials()].into_iter().flatten().collect();
    libtest_mimic::run(&Arguments::from_args(), trials).exit();
}
