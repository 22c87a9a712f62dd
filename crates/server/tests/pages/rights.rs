//! Every address for every role.

use crate::house::{Done, House, fail, test};
use libtest_mimic::Trial;
use server::demo::PEOPLE;
use server::identity::permission::{Reach, grants};
use server::web;
use server::web::pages::{Need, PageRow};
use testkit::http::{Client, Request};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("every address opens for its roles and for no other", every_route),
        test("nothing opens for a stranger", strangers),
    ]
}

/// An address with something in the place of each name.
fn filled(row: &PageRow) -> String {
    let parts =
        row.path.split('/').map(|part| if part.starts_with('{') { "nothing" } else { part });
    parts.collect::<Vec<_>>().join("/")
}

fn ask(client: &Client, row: &PageRow, csrf: &str) -> Result<u16, libtest_mimic::Failed> {
    let path = filled(row);
    let request = match row.method {
        "GET" => Request::new("GET", &path),
        method => Request::new(method, &path).form(&[("csrf", csrf)]),
    };
    Ok(client.send(request)?.status)
}

fn every_route() -> Done {
    let house = House::open();
    let pages = web::pages(&house.app);
    let mut faults = Vec::new();
    for (login, _, roles) in PEOPLE {
        let client = house.client(login);
        let csrf = client.get("/me")?.csrf().unwrap_or_default();
        for row in pages.rows().iter().filter(|row| row.path != "/logout") {
            let Need::May(permission) = row.need else { continue };
            let may = roles.iter().any(|role| grants::reach_of(*role, permission) != Reach::None);
            let status = ask(&client, row, &csrf)?;
            // Who may, may still not find it; who may not, learns nothing but that.
            let right = if may { !(500..=599).contains(&status) } else { status == 403 };
            if !right {
                faults.push(format!("{login} {} {} gave {status}", row.method, row.path));
            }
        }
    }
    if faults.is_empty() { Ok(()) } else { fail(faults.join("\n")) }
}

fn strangers() -> Done {
    let house = House::open();
    let stranger = house.stranger();
    for row in web::pages(&house.app).rows() {
        if row.need == Need::Nothing {
            continue;
        }
        let answer = stranger.send(Request::new(row.method, &filled(row)))?;
        let sent = answer.location().is_some_and(|to| to.starts_with("/login"));
        if answer.status != 303 || !sent {
            return fail(format!("{} {} gave {}", row.method, row.path, answer.status));
        }
    }
    Ok(())
}
