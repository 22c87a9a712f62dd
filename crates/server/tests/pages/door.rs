//! Logging in and out.

use crate::house::{Done, House, fail, test};
use libtest_mimic::Trial;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("a stranger is sent to the login page", strangers),
        test("a form without its token changes nothing", forged),
    ]
}

fn strangers() -> Done {
    let house = House::open();
    let answer = house.stranger().get("/worklists?queue=review")?.expect(303)?;
    match answer.location() {
        Some("/login?next=%2Fworklists%3Fqueue%3Dreview") => Ok(()),
        other => fail(format!("sent to {other:?}")),
    }
}

fn forged() -> Done {
    let house = House::open();
    let client = house.client("lena");
    let fields = [("queue", "review"), ("csrf", "forged")];
    client.post_form("/worklists/next", &fields)?.expect(403)?;
    client.get("/worklists")?.expect(200)?;
    Ok(())
}
