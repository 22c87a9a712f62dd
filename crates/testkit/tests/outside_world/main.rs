//! What tests stand on, tested: the programs from outside start, answer, and leave nothing
//! behind, also when the test process is killed.

mod browser;
mod leavings;
mod openid;
mod postgres;
mod tools;

use libtest_mimic::Arguments;

fn main() {
    // A test may start this program anew to kill it; then it is not the tests.
    if let Ok(what) = std::env::var(leavings::VICTIM) {
        return leavings::be_the_victim(&what);
    }
    let arguments = Arguments::from_args();
    let mut trials = Vec::new();
    trials.extend(postgres::trials());
    trials.extend(browser::trials());
    trials.extend(openid::trials());
    trials.extend(tools::trials());
    trials.extend(leavings::trials());
    libtest_mimic::run(&arguments, trials).exit();
}
