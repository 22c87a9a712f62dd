//! Files that come in by themselves, and questions that leave: the incoming folder, silent payers,
//! insured patients.

use crate::follow_up::mend;
use crate::sent::{Sent, answer, refusal, run};
use crate::site::{Done, NOW, count, ensure, work_off};
use libtest_mimic::{Failed, Trial};
use model::{AccountEvent, AccountState};
use server::connectors::{Switches, take_inbox};
use server::follow_up::{ask_about, ask_for_visits, ask_silent};
use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use store::accounts;
use store::payments;
use store::people::{Setting, put_setting, setting};
use x12::ack::Kind;
use x12::validate::{Options, validate};

pub const DAY: i64 = 86_400_000_000;

pub fn trials() -> Vec<Trial> {
    vec![
        Trial::test("each file of the incoming folder is taken in once and moved aside", || {
            run(folder)
        }),
        Trial::test("a file whose taking was interrupted is taken once and moved", || {
            run(interrupted)
        }),
        Trial::test("a silent payer is asked with growing waits, and its answer is told", || {
            run(silent)
        }),
        Trial::test("whether a patient is insured is asked and told", || run(insured)),
        Trial::test("a claim whose payer says no waits for a person's word", || run(not_in_force)),
    ]
}

/// A file that was written an hour ago.
#[expect(clippy::disallowed_methods, reason = "files are dated by the machine's own clock")]
pub fn old(path: &Path, text: &str) -> Done {
    fs::write(path, text)?;
    let hour = SystemTime::now() - Duration::from_secs(3600);
    Ok(File::options().append(true).open(path)?.set_modified(hour)?)
}

/// Changes the partner of the site.
pub async fn partner(site: &Sent, more: serde_json::Value) -> Done {
    let (app, tenant) = (&site.app, &site.app.config.tenant);
    let found = setting(&app.db, tenant, Switches::SETTING).await?.ok_or("the setting")?;
    let mut body: serde_json::Value = serde_json::from_str(&found.body)?;
    for (key, value) in more.as_object().ok_or("an object")? {
        body["claims"][key] = value.clone();
    }
    let mut tx = app.db.begin().await?;
    put_setting(&mut tx, tenant, &Setting { body: body.to_string(), ..found }).await?;
    Ok(tx.commit().await?)
}

/// The site with an incoming folder.
pub async fn with_inbox(site: &Sent) -> Result<PathBuf, Failed> {
    let inbox = site.folder.join("in");
    fs::create_dir(&inbox)?;
    partner(site, serde_json::json!({ "inbox": { "path": inbox } })).await?;
    Ok(inbox)
}

pub fn names(folder: &Path) -> Result<Vec<String>, Failed> {
    let mut names = Vec::new();
    if folder.is_dir() {
        for entry in fs::read_dir(folder)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
    }
    names.sort();
    Ok(names)
}

async fn folder(site: Sent) -> Done {
    let inbox = with_inbox(&site).await?;
    let left = site.one().await?;
    old(&inbox.join("b.999"), &answer(&left.text, Kind::Implementation, 101)?)?;
    old(&inbox.join("a.x12"), "nothing that anybody reads")?;
    old(&inbox.join(".draft"), "not yet")?;
    fs::write(inbox.join("now.999"), answer(&left.text, Kind::Claims, 102)?)?;
    ensure(take_inbox(&site.app).await? == 2, "two files are whole")?;
    let month = inbox.join("archive/2026-06");
    ensure(names(&month)? == ["b.999"], format!("{:?}", names(&month)?))?;
    ensure(names(&inbox.join("refused"))? == ["a.x12"], "what was refused lies apart")?;
    let rest = names(&inbox)?;
    ensure(rest == [".draft", "archive", "now.999", "refused"], format!("{rest:?}"))?;
    ensure(site.row(&left.row.id).await?.status == "acknowledged", "it counted")?;
    // The same bytes under another name: nothing is done, and nothing is written over.
    old(&inbox.join("b.999"), &answer(&left.text, Kind::Implementation, 101)?)?;
    ensure(take_inbox(&site.app).await? == 0, "taken before")?;
    ensure(names(&month)? == ["b.999", "b.999.2"], format!("{:?}", names(&month)?))?;
    let files = "SELECT COUNT(*) AS n FROM incoming_file";
    ensure(count(&site.app, files).await? == 2, "two files came")
}

async fn interrupted(site: Sent) -> Done {
    let inbox = with_inbox(&site).await?;
    let left = site.one().await?;
    let text = refusal(&left.text, 111)?;
    // Ended after the file was taken in and before it was moved.
    site.take("a.277", text.clone()).await?;
    let told = site.told(&left.row.id).await?;
    old(&inbox.join("a.277"), &text)?;
    ensure(take_inbox(&site.app).await? == 0, "it was taken in")?;
    ensure(names(&inbox)? == ["archive"], "and is moved now")?;
    ensure(site.told(&left.row.id).await? == told, "and told once")?;
    // Ended while the file was taken in.
    let second = site.one().await?;
    let text = refusal(&second.text, 112)?;
    site.take("b.277", text.clone()).await?;
    crate::site::script(
        &site.app,
        "UPDATE incoming_file SET state = 'taking', contents = '[]' WHERE name = 'b.277'",
    )
    .await?;
    let told = site.told(&second.row.id).await?;
    old(&inbox.join("b.277"), &text)?;
    ensure(take_inbox(&site.app).await? == 1, "it is taken in again")?;
    ensure(site.told(&second.row.id).await? == told, "nothing is told twice")?;
    let left = "SELECT COUNT(*) AS n FROM incoming_file WHERE state = 'taking'";
    ensure(count(&site.app, left).await? == 0, "and it came to its end")
}

/// The questions of a kind that lie in the folder, oldest first.
pub fn questions(site: &Sent, ending: &str) -> Result<Vec<String>, Failed> {
    let mut found: Vec<(u64, String)> = Vec::new();
    for name in names(&site.out)? {
        let middle = name.strip_prefix("question-").and_then(|rest| rest.strip_suffix(ending));
        if let Some(number) = middle.and_then(|number| number.parse().ok()) {
            found.push((number, fs::read_to_string(site.out.join(&name))?));
        }
    }
    found.sort();
    Ok(found.into_iter().map(|(_, text)| text).collect())
}

fn valid(text: &str) -> Done {
    let report = validate(text.as_bytes(), &Options::default());
    ensure(report.faults.is_empty(), format!("{text}\n{:?}", report.faults))
}

/// An answer about one claim by the number of the question.
pub fn status(trace: &str, claim: &str, category: &str, code: &str, number: u32) -> String {
    format!(
        "ISA*00*          *00*          *ZZ*CLEARING01     *ZZ*1245319599     *260722*0900*^*00501\
         *{number:09}*0*T*:~GS*HN*CLEARING01*1245319599*20260722*0900*{number}*X*005010X212~\
         ST*277*0001*005010X212~BHT*0010*08*A1*20260722*0900*DG~HL*1**20*1~\
         NM1*PR*2*NORTH PLAN*****PI*12345~HL*2*1*21*1~NM1*41*2*CEDAR CLINIC*****46*1245319599~\
         HL*3*2*19*1~NM1*1P*2*CEDAR CLINIC*****XX*1245319599~HL*4*3*22*0~\
         NM1*IL*1*DOE*JANE****MI*M1~TRN*2*{trace}~STC*{category}:{code}*20260722**100*0~\
         REF*1K*ICN{number}~REF*EJ*{claim}~DTP*472*D8*20260601~SE*16*0001~GE*1*{number}~\
         IEA*1*{number:09}~"
    )
}

async fn silent(site: Sent) -> Done {
    site.clock.set(NOW + 31 * DAY);
    ensure(ask_silent(&site.app).await? == 0, "nothing is asked while it is off")?;
    partner(&site, serde_json::json!({ "asks": true })).await?;
    let waiting = ask_silent(&site.app).await?;
    ensure(waiting > 0, "every claim is asked about")?;
    ensure(ask_silent(&site.app).await? == 0, "once")?;
    work_off(&site.app).await?;
    let asked = questions(&site, ".276")?;
    ensure(asked.len() == waiting, format!("{} of {waiting} left", asked.len()))?;
    for text in &asked {
        valid(text)?;
    }
    let left = site.one().await?;
    let claim = left.row.id.clone();
    ensure(asked.iter().any(|text| text.contains(&format!("TRN*1*{claim}.1~"))), "by its number")?;
    // The payer works on it: news, and the payer's number is known.
    let answered = status(&format!("{claim}.1"), "", "P1", "20", 121);
    let file = site.take("277", answered).await?.file;
    ensure(file.state == "taken", format!("{file:?}"))?;
    let told = site.told(&claim).await?;
    let last = told.last().ok_or("an event")?;
    ensure(last.kind == "277" && last.said.contains("they work on it"), format!("{last:?}"))?;
    let found = payments::open_of_key(&site.app.db, &site.app.config.tenant, "ICN121").await?;
    ensure(found.len() == 1, "the payer's number finds it")?;
    // It is asked again a week later, and does not know the claim: by our number alone.
    site.clock.set(NOW + 39 * DAY);
    ensure(ask_silent(&site.app).await? == waiting, "asked again")?;
    work_off(&site.app).await?;
    site.take("277b", status("ELSE", &claim, "A4", "35", 122)).await?;
    let told = site.told(&claim).await?;
    let last = told.last().ok_or("an event")?;
    ensure(last.tone == "bad" && last.said.contains("not found"), format!("{last:?}"))?;
    ensure(site.row(&claim).await?.status == "submitted", "nothing moved")?;
    // Refused at the front door after all.
    site.take("277c", status(&format!("{claim}.2"), "", "A7", "164", 123)).await?;
    let row = site.row(&claim).await?;
    ensure(row.status == "rejected", row.status.clone())?;
    ensure(site.state(&row).await? == AccountState::Charged, "to be mended")?;
    // After the last wait nobody is asked any more.
    for days in [60, 120, 240, 480] {
        site.clock.set(NOW + days * DAY);
        ask_silent(&site.app).await?;
    }
    ensure(ask_silent(&site.app).await? == 0, "it ends")?;
    let most = "SELECT MAX(asked) AS n FROM open_claim";
    ensure(count(&site.app, most).await? == 4, "after four questions")
}

/// An answer about one coverage.
pub fn coverage(trace: &str, benefits: &str, number: u32) -> String {
    let segments = 11 + benefits.matches('~').count();
    format!(
        "ISA*00*          *00*          *ZZ*CLEARING01     *ZZ*1245319599     *260622*0900*^*00501\
         *{number:09}*0*T*:~GS*HB*CLEARING01*1245319599*20260622*0900*{number}*X*005010X279A1~\
         ST*271*0001*005010X279A1~BHT*0022*11*Q*20260622*0900~HL*1**20*1~\
         NM1*PR*2*NORTH PLAN*****PI*12345~HL*2*1*21*1~NM1*1P*2*CEDAR CLINIC*****XX*1245319599~\
         HL*3*2*22*0~TRN*2*{trace}*9245319599~NM1*IL*1*DOE*JANE****MI*M1~{benefits}\
         SE*{segments}*0001~GE*1*{number}~IEA*1*{number:09}~"
    )
}

async fn insured(site: Sent) -> Done {
    let (app, tenant) = (&site.app, &site.app.config.tenant);
    let row = app
        .db
        .row(store::assembled("SELECT MIN(patient) AS p FROM coverage".to_owned()))
        .await?
        .ok_or("a coverage")?;
    let patient = store::Get::text(&row, "p")?;
    let mut all = store::front_desk::coverages(&app.db, tenant, &patient).await?;
    let mut first = all.remove(0);
    first.coverage.payer.id = "12345".to_owned();
    first.coverage.member_id = "M1".to_owned();
    let mut tx = app.db.begin().await?;
    store::front_desk::change_coverage(&mut tx, tenant, &first).await?;
    tx.commit().await?;
    let day = "2026-06-23".parse().map_err(|_| "a day")?;
    let ask = async || {
        let mut tx = app.db.begin().await?;
        let asked = ask_about(app, &mut tx, tenant, (&first, day, "bill")).await?;
        tx.commit().await?;
        work_off(app).await?;
        Ok::<_, Failed>(asked.map(|asked| asked.trace))
    };
    ensure(ask().await?.is_none(), "nothing is asked while it is off")?;
    partner(&site, serde_json::json!({ "asks": true })).await?;
    let trace = ask().await?.ok_or("asked")?;
    let left = questions(&site, ".270")?;
    ensure(left.len() == 1 && left[0].contains(&format!("TRN*1*{trace}*")), format!("{left:?}"))?;
    valid(&left[0])?;
    let told = "EB*1**30**GOLD 500~EB*C*IND*30***29*123.45~EB*B**98****25~";
    let file = site.take("271", coverage(&trace, told, 131)).await?.file;
    ensure(file.state == "taken", format!("{file:?}"))?;
    let check = payments::check_of_trace(&app.db, tenant, &trace).await?.ok_or("the question")?;
    ensure(check.state == "active", format!("{check:?}"))?;
    ensure(check.answer.contains("$123.45 left"), check.answer.clone())?;
    // A second answer is kept beside the first; an answer to nothing is told.
    site.take("271b", coverage(&trace, "EB*6**30~", 132)).await?;
    let again = payments::check_of_trace(&app.db, tenant, &trace).await?.ok_or("the question")?;
    ensure(again == check, "what was answered first stays")?;
    let file = site.take("271c", coverage("NOBODY", told, 133)).await?.file;
    ensure(file.state == "refused", format!("{file:?}"))?;
    // A member who is not found.
    let trace = ask().await?.ok_or("asked")?;
    site.take("271d", coverage(&trace, "AAA*Y**75*C~", 134)).await?;
    let check = payments::check_of_trace(&app.db, tenant, &trace).await?.ok_or("the question")?;
    ensure(check.state == "inactive" && check.answer.contains("does not know"), check.answer)?;
    // Visits of the next days are asked about, but not a coverage that was asked about lately.
    ensure(ask_for_visits(app).await? == 0, "asked lately, or no visit is planned")
}

async fn not_in_force(site: Sent) -> Done {
    let (app, tenant) = (&site.app, &site.app.config.tenant);
    let left = site.one().await?;
    let claim = &left.row.claim;
    let account = accounts::get(&app.db, tenant, &left.row.account).await?.ok_or("the account")?;
    let patient = account.patient.ok_or("the patient")?;
    let member = claim.subscriber.as_ref().ok_or("a subscriber")?.member_id.clone();
    let coverages = store::front_desk::coverages(&app.db, tenant, &patient).await?;
    let coverage = coverages.into_iter().find(|one| one.coverage.member_id == member);
    let check = payments::EligibilityCheck {
        id: "elig_1".to_owned(),
        patient,
        coverage: coverage.ok_or("the coverage")?.id,
        day: claim.from.to_string(),
        trace: "T1".to_owned(),
        asked_at: app.now(),
        ..payments::EligibilityCheck::default()
    };
    let mut tx = app.db.begin().await?;
    payments::put_check(&mut tx, tenant, &check).await?;
    tx.commit().await?;
    site.take("271", coverage_answer("T1")).await?;
    // The claim comes back for another reason, is mended, and would leave.
    site.take("277ca", refusal(&left.text, 151)?).await?;
    mend(&site, &left.row.id, 0).await?;
    site.clock.set(NOW + 3_600_000_000);
    work_off(app).await?;
    ensure(site.state(&left.row).await? == AccountState::Held, "held")?;
    ensure(site.row(&left.row.id).await?.status == "clean", "and not sent")?;
    // A person lifts the hold: that is their word, and it leaves.
    let mut tx = app.db.begin().await?;
    let mut account = accounts::get_for_change(&mut tx, tenant, &left.row.account).await?;
    ensure(account.standing.reasons[0].contains("not in force"), "with the reason")?;
    let (steps, who) = ([AccountEvent::HoldLifted], ("bill", app.now()));
    accounts::take_steps(&mut tx, tenant, &mut account, &steps, who, &app.terms).await?;
    tx.commit().await?;
    site.clock.set(NOW + 2 * 3_600_000_000);
    work_off(app).await?;
    ensure(site.row(&left.row.id).await?.status == "submitted", "it leaves")
}

fn coverage_answer(trace: &str) -> String {
    coverage(trace, "EB*6**30~", 150)
}
