//! Code sets: what is at hand, and importing while the service runs.

use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::Trial;
use model::Date;
use testkit::accessibility::no_serious;
use testkit::http::{Client, Request};

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        test("only who keeps code sets opens them, and the made-up practice takes none", refused),
        test("a release is imported and in force at once; a wrong file changes nothing", imported),
        test("an upload that is too large is refused", too_large),
        in_browser("the releases at hand are shown", shown),
    ]
}

fn upload(
    client: &Client,
    name: &str,
    content: &[u8],
) -> Result<testkit::http::Answer, libtest_mimic::Failed> {
    let csrf = client.get("/code-sets")?.expect(200)?.csrf().unwrap_or_default();
    let request = Request::new("POST", &format!("/code-sets/import?csrf={csrf}"));
    let fields = [("release", "2026-04-01")];
    Ok(client.send(request.upload(&fields, ("file", name, content)))?)
}

/// A small index in the layout of the CDC's file; made up.
fn index() -> String {
    let mut terms = String::new();
    for number in 0..50_100 {
        terms.push_str(&format!(
            "<mainTerm><title>Madeup{number}</title><code>R69</code></mainTerm>"
        ));
    }
    format!(
        "<?xml version=\"1.0\"?><ICD10CM.index><version>2026</version><title>INDEX TO DISEASES \
         AND INJURIES</title><letter><title>M</title>{terms}</letter></ICD10CM.index>"
    )
}

fn refused() -> Done {
    let house = House::open();
    for login in ["carla", "bill", "mona"] {
        house.client(login).get("/code-sets")?.expect(403)?;
    }
    let admin = house.client("ada");
    let page = admin.get("/code-sets")?.expect(200)?.text();
    if !page.contains("icd10cm") || page.contains("name=\"file\"") {
        return fail("the list lacks the embedded release, or offers an import");
    }
    let answer = upload(&admin, "index.xml", index().as_bytes())?.expect(403)?.text();
    if !answer.contains("Not in the made-up practice") {
        return fail("the demo does not say why it refuses");
    }
    let without = Request::new("POST", "/code-sets/import").upload(&[], ("file", "x", b"x"));
    admin.send(without)?.expect(403)?;
    Ok(())
}

fn imported() -> Done {
    let house = House::open_site();
    let admin = house.client("ada");
    for (name, content) in [
        ("letter.pdf", &b"%PDF-1.7"[..]),
        ("empty.txt", b""),
        ("cut.xml", b"<?xml version=\"1.0\"?><ICD10CM.index><letter>"),
    ] {
        upload(&admin, name, content)?.expect(422)?;
    }
    let on: Date = "2026-06-01".parse().expect("a day");
    let kind = codesets::PackKind::Icd10cmIndex;
    if house.app.desk().sets().index(kind, on).is_some() {
        return fail("a refused file is in force");
    }
    upload(&admin, "icd10cm-index.xml", index().as_bytes())?.expect(303)?;
    if house.app.desk().sets().index(kind, on).is_none() {
        return fail("the imported release is not in force");
    }
    let page = admin.get("/code-sets")?.expect(200)?.text();
    if !page.contains("icd10cm-index") {
        return fail("the imported release is not listed");
    }
    // Another process takes a release away: it is out of force here at the next look.
    let library = codesets::Library::new(Some(&house.app.config.data));
    let listed = library.list().map_err(|fault| fault.to_string())?;
    let name = listed.iter().find(|one| one.header.kind == kind).ok_or("no pack")?.name.clone();
    library.remove(&name).map_err(|fault| fault.to_string())?;
    let new = house.runtime.block_on(server::packs::refresh(&house.app, true))?;
    match new && house.app.desk().sets().index(kind, on).is_none() {
        true => Ok(()),
        false => fail("what another process removed is still in force"),
    }
}

fn too_large() -> Done {
    let house = House::open_site();
    let admin = house.client("ada");
    let content = vec![b'x'; (64 << 20) + 1];
    let answer = upload(&admin, "large.txt", &content)?.expect(413)?.text();
    if answer.contains("64 MiB at most") { Ok(()) } else { fail("it does not say how large") }
}

fn shown() -> Done {
    let house = House::open_site();
    let page = house.browser("ada")?;
    page.open(&format!("{}/code-sets", house.address))?;
    page.wait_for("#import input[type=file]")?;
    no_serious(&page)?;
    if let Ok(folder) = std::env::var("CLEANCLAIM_PICTURES") {
        page.screenshot(format!("{folder}/code-sets.png"))?;
    }
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(format!("{errors:?}")) }
}
