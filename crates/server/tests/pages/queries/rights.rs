//! Who sees what, and what happens to forms that are sent twice, late, or too long.

use super::{account, begin, csrf, fields, pia, post, sent, stored, tenant};
use crate::house::{Done, House, fail, test};
use libtest_mimic::Trial;
use model::UserId;

pub(super) fn trials() -> Vec<Trial> {
    vec![
        test("another provider reads no query, and answers none", others),
        test("who is asked sees no code, no money and no history", no_hint),
        test("an answer that is sent twice is one answer", twice),
        test("a draft that somebody else changed is not overwritten unseen", stale),
        test("texts beyond their bounds are not kept, and nothing typed is lost", oversized),
        test("a draft that leads is not sent, whatever the form says", blocked),
        test("a quote that the chart does not have is not taken", quotes),
        test("lists are exported by those who may", export),
    ]
}

fn others() -> Done {
    let house = House::open();
    let id = sent(&house, "Stavros", "gap:0")?;
    house.runtime.block_on(async {
        let pia = store::people::user_by_login(&house.app.db, tenant(), "pia").await?;
        let mut paul = pia.ok_or(store::StoreError::NotFound { what: "pia".to_owned() })?;
        paul.id = UserId::from("user_paul");
        paul.login = "paul".to_owned();
        paul.provider = Some("1999999992".to_owned());
        let mut tx = house.app.db.begin().await?;
        store::people::add_user(&mut tx, tenant(), &paul).await?;
        tx.commit().await
    })?;
    let paul = house.client("paul");
    let inbox = paul.get("/inbox")?.expect(200)?;
    let token = inbox.csrf().unwrap_or_default();
    if inbox.text().contains(&id) {
        return fail("it is in another's inbox");
    }
    paul.get(&format!("/inbox/{id}"))?.expect(403)?;
    paul.get(&format!("/queries/{id}"))?.expect(403)?;
    let form = [("csrf", &*token), ("version", "3"), ("choice", "cannot_determine")];
    paul.post_form(&format!("/inbox/{id}"), &form)?.expect(403)?;
    if stored(&house, &id)?.query.answer.is_some() {
        return fail("another provider answered");
    }
    // The specialist who asked answers nothing either, and nobody reads another tenant's ids.
    house.client("cody").get(&format!("/inbox/{id}"))?.expect(403)?;
    house.client("pia").get("/inbox/qry_nobody")?.expect(404)?;
    house.client("bill").get("/queries")?.expect(403)?;
    Ok(())
}

fn no_hint() -> Done {
    let house = House::open();
    let id = sent(&house, "Mbeki-Torres", "template:diabetes")?;
    let hints: Vec<String> = stored(&house, &id)?
        .query
        .text
        .options
        .iter()
        .filter_map(|option| option.code_hint.clone())
        .collect();
    if hints.is_empty() {
        return fail("the draft has no hint to hide");
    }
    let pia = house.client("pia");
    let there = pia.get(&format!("/queries/{id}"))?.expect(303)?;
    if there.location() != Some(&format!("/inbox/{id}")) {
        return fail("who is asked is not sent to the inbox");
    }
    pia.get(&format!("/queries/{id}/edit"))?.expect(403)?;
    for address in ["/inbox".to_owned(), format!("/inbox/{id}")] {
        let text = pia.get(&address)?.expect(200)?.text();
        let money = text.contains('$') || text.contains("affects") || text.contains("DRG");
        if money || hints.iter().any(|hint| text.contains(hint.as_str())) {
            return fail(text);
        }
    }
    let shown = house.client("cody").get(&format!("/queries/{id}"))?.expect(200)?.text();
    if hints.iter().all(|hint| shown.contains(hint.as_str())) { Ok(()) } else { fail(shown) }
}

fn twice() -> Done {
    let house = House::open();
    let about = account(&house, "Stavros")?;
    let id = sent(&house, "Stavros", "gap:0")?;
    let client = house.client("pia");
    let address = format!("/inbox/{id}");
    let token = csrf(&client, &address)?;
    let version = stored(&house, &id)?.version.to_string();
    let words = "Chronic systolic heart failure";
    let form = |text: &'static str| {
        [
            ("csrf", token.clone()),
            ("version", version.clone()),
            ("choice", String::new()),
            ("text", text.to_owned()),
        ]
        .map(|(name, value)| (name.to_owned(), value))
    };
    post(&client, &address, &form(words))?.expect(303)?;
    post(&client, &address, &form(words))?.expect(303)?;
    post(&client, &address, &form("Acute systolic heart failure"))?.expect(409)?;
    let chart = store::accounts::latest_chart(&house.app.db, tenant(), &about.id);
    let chart = house.runtime.block_on(chart)?;
    let documents = chart.map(|stored| (stored.version, stored.chart.documents));
    let Some((2, documents)) = documents else { return fail("no second version of the chart") };
    let added: Vec<_> = documents.iter().filter(|d| d.id.0.ends_with("-addendum")).collect();
    if added.len() != 1 || added[0].title != "Addendum by Pia Provider" {
        return fail(format!("{added:?}"));
    }
    let rows = store::accounts::documents(&house.app.db, tenant(), &about.id, "user_cody");
    let rows = house.runtime.block_on(rows)?;
    let last = rows.last().map(|row| (row.signed, row.author.clone()));
    if last != Some((true, Some("Pia Provider".to_owned()))) || rows.len() != documents.len() {
        return fail(format!("{rows:?}"));
    }
    Ok(())
}

fn stale() -> Done {
    let house = House::open();
    let cody = house.client("cody");
    let id = begin(&cody, &account(&house, "Stavros")?, "gap:0")?;
    let address = format!("/queries/{id}/edit");
    let token = csrf(&cody, &address)?;
    let first = stored(&house, &id)?;
    let form = fields(&first, &token, &pia(&house)?, "save");
    post(&cody, &address, &form)?.expect(303)?;
    let mut late = fields(&first, &token, &pia(&house)?, "save");
    late.retain(|(name, _)| name != "question");
    late.push(("question".to_owned(), "Typed on the other screen?".to_owned()));
    let page = post(&cody, &address, &late)?.expect(409)?;
    let kept = stored(&house, &id)?;
    if !page.text().contains("Typed on the other screen?") {
        return fail("what was typed is lost");
    }
    if kept.version != first.version + 1 || kept.query.text.question != first.query.text.question {
        return fail("a version was overwritten");
    }
    // What was sent is changed by nobody, and closed as nobody saw it neither.
    let id = sent(&house, "Ostrander", "gap:0")?;
    let token = csrf(&cody, &format!("/queries/{id}"))?;
    let form = [("csrf", &*token), ("version", "1"), ("do", "cancel"), ("reason", "x")];
    cody.post_form(&format!("/queries/{id}/act"), &form)?.expect(409)?;
    let edit = fields(&stored(&house, &id)?, &token, &pia(&house)?, "save");
    post(&cody, &format!("/queries/{id}/edit"), &edit)?.expect(422)?;
    Ok(())
}

fn oversized() -> Done {
    let house = House::open();
    let cody = house.client("cody");
    let id = begin(&cody, &account(&house, "Stavros")?, "gap:0")?;
    let address = format!("/queries/{id}/edit");
    let token = csrf(&cody, &address)?;
    let first = stored(&house, &id)?;
    let mut form = fields(&first, &token, &pia(&house)?, "send");
    form.retain(|(name, _)| name != "question");
    let long = "Why so long? ".repeat(1_000);
    form.push(("question".to_owned(), long.clone()));
    let page = post(&cody, &address, &form)?.expect(422)?;
    if !page.text().contains(long.trim()) || stored(&house, &id)? != first {
        return fail("it was kept, or what was typed is lost");
    }
    let form = fields(&first, &token, &pia(&house)?, "send");
    post(&cody, &address, &form)?.expect(303)?;
    let client = house.client("pia");
    let version = stored(&house, &id)?.version.to_string();
    let (address, words) = (format!("/inbox/{id}"), "Words. ".repeat(2_000));
    let token = csrf(&client, &address)?;
    let form = [("csrf", &*token), ("version", &*version), ("choice", ""), ("text", &*words)];
    client.post_form(&address, &form)?.expect(422)?;
    let empty = [("csrf", &*token), ("version", &*version), ("choice", ""), ("text", " ")];
    client.post_form(&address, &empty)?.expect(422)?;
    let wrong = [("csrf", &*token), ("version", &*version), ("choice", "zz"), ("text", "x")];
    client.post_form(&address, &wrong)?.expect(422)?;
    if stored(&house, &id)?.query.answer.is_some() { fail("it was taken") } else { Ok(()) }
}

fn blocked() -> Done {
    let house = House::open();
    let cody = house.client("cody");
    let id = begin(&cody, &account(&house, "Stavros")?, "gap:0")?;
    let address = format!("/queries/{id}/edit");
    let token = csrf(&cody, &address)?;
    let mut form = fields(&stored(&house, &id)?, &token, &pia(&house)?, "send");
    // No finding is ticked.
    form.retain(|(name, _)| name != "indicator");
    let page = post(&cody, &address, &form)?.expect(422)?.text();
    let draft = stored(&house, &id)?;
    if draft.query.sent_micros.is_some() || !page.contains("No clinical indicator") {
        return fail(page);
    }
    // Without anybody to ask it stays, too.
    let mut form = fields(&draft, &token, "", "send");
    form.push(("indicator".to_owned(), "0".to_owned()));
    post(&cody, &address, &form)?.expect(422)?;
    if stored(&house, &id)?.query.sent_micros.is_some() { fail("it was sent") } else { Ok(()) }
}

fn quotes() -> Done {
    let house = House::open();
    let cody = house.client("cody");
    let id = begin(&cody, &account(&house, "Stavros")?, "gap:0")?;
    let address = format!("/queries/{id}/edit");
    let token = csrf(&cody, &address)?;
    for (words, status, more) in [("Shoes are made of gold.", 422, 0), ("Shoes are tight.", 303, 1)]
    {
        let before = stored(&house, &id)?;
        let mut form = fields(&before, &token, &pia(&house)?, "quote");
        form.push(("quote".to_owned(), words.to_owned()));
        form.push(("quote_document".to_owned(), "0".to_owned()));
        let page = post(&cody, &address, &form)?.expect(status)?;
        let after = stored(&house, &id)?.query.text.indicators.len();
        if after != before.query.text.indicators.len() + more {
            return fail(format!("{words}: {after} indicators; {}", page.text()));
        }
    }
    Ok(())
}

fn export() -> Done {
    let house = House::open();
    sent(&house, "Stavros", "gap:0")?;
    house.client("cody").get("/queries/export.csv")?.expect(403)?;
    let csv = house.client("lena").get("/queries/export.csv")?.expect(200)?.text();
    if csv.lines().count() != 2 || !csv.contains("\"Stavros, Gerald N\"") {
        return fail(csv);
    }
    let filter =
        store::record::AuditFilter { action: "query.".to_owned(), limit: 10, ..Default::default() };
    let log = house.runtime.block_on(store::record::search(&house.app.db, tenant(), &filter))?;
    let actions: Vec<&str> = log.iter().map(|row| row.entry.action.as_str()).collect();
    if actions.contains(&"query.export") && actions.contains(&"query.send") {
        Ok(())
    } else {
        fail(format!("{actions:?}"))
    }
}
