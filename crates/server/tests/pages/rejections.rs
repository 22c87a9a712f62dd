//! Rejections, the timeline of a claim, the files that came in.

use crate::house::{Done, House, fail, in_browser, test};
use libtest_mimic::{Failed, Trial};
use model::AccountState;
use store::claims::ClaimRow;
use store::payments;
use testkit::accessibility::no_serious;

/// The tests of this file.
pub fn trials() -> Vec<Trial> {
    vec![
        in_browser("a biller sees why a claim was refused, and sends it again", worked),
        test("rejections, timeline and files are for those who may see them", rights),
        test("a claim that was refused is mended or sent again at the version read", again),
    ]
}

/// An answer to the file under a control number.
fn ta1(control: i64, code: &str, note: &str) -> Vec<u8> {
    format!(
        "ISA*00*          *00*          *ZZ*CLEARING01     *ZZ*CLINIC         *260622*0900*^*00501\
         *000000001*0*T*:~TA1*{control:09}*260622*0900*{code}*{note}~IEA*0*000000001~"
    )
    .into_bytes()
}

/// A 999 to it: a subscriber's member number is missing.
fn refused_form(control: i64) -> Vec<u8> {
    format!(
        "ISA*00*          *00*          *ZZ*CLEARING01     *ZZ*CLINIC         *260622*0900*^*00501\
         *000000002*0*T*:~GS*FA*CLEARING01*CLINIC*20260622*0900*2*X*005010X231A1~ST*999*0001\
         *005010X231A1~AK1*HC*{control}*005010X222A1~AK2*837*0001*005010X222A1~IK3*NM1*23*2010*8~\
         IK4*9*67*1~IK5*R*5~AK9*R*1*1*0~SE*8*0001~GE*1*2~IEA*1*000000002~"
    )
    .into_bytes()
}

/// A 277CA to it: the payer does not know the member.
fn refused_claim(row: &ClaimRow, control: i64) -> Vec<u8> {
    let (day, charge) = (row.claim.from.to_x12(), row.claim.total().to_x12());
    format!(
        "ISA*00*          *00*          *ZZ*CLEARING01     *ZZ*CLINIC         *260622*0900*^*00501\
         *000000003*0*T*:~GS*HN*CLEARING01*CLINIC*20260622*0900*3*X*005010X214~ST*277*0001\
         *005010X214~BHT*0085*08*X1*20260622*0900*TH~HL*1**20*1~NM1*PR*2*NORTH PLAN*****PI*12345~\
         TRN*1*X1~DTP*050*D8*20260622~DTP*009*D8*20260622~HL*2*1*21*1~NM1*41*2*CEDAR*****46*C1~\
         TRN*2*BATCH-{control:09}~STC*A1:19:PR*20260622*WQ*{charge}~HL*3*2*19*1~\
         NM1*85*2*CEDAR*****XX*1245319599~TRN*1*0~STC*A1:19:PR**WQ~HL*4*3*PT~\
         NM1*QC*1*NOBODY*NO****MI*X~TRN*2*{}~STC*A7:164:IL*20260622*U*{charge}~\
         DTP*472*D8*{day}~SE*22*0001~GE*1*3~IEA*1*000000003~",
        row.id
    )
    .into_bytes()
}

fn control_of(house: &House, row: &ClaimRow) -> Result<i64, Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    let sent = house.runtime.block_on(payments::sent_about(db, tenant, &row.id))?;
    Ok(sent.last().ok_or("nothing left")?.control)
}

/// The practice with three claims refused, each by another door.
fn refused() -> Result<(House, Vec<ClaimRow>), Failed> {
    let house = House::open();
    let rows = house.send_claims()?;
    // Claims that are alone on their accounts.
    let alone = |row: &&ClaimRow| rows.iter().filter(|one| one.account == row.account).count() == 1;
    let rows: Vec<ClaimRow> = rows.iter().filter(alone).take(3).cloned().collect();
    let [first, second, third] = rows.as_slice() else { return Err("three claims".into()) };
    house.take("ta1.x12", ta1(control_of(&house, first)?, "R", "025"))?;
    house.take("999.x12", refused_form(control_of(&house, second)?))?;
    let taken = house.take("277ca.x12", refused_claim(third, control_of(&house, third)?))?;
    if taken.file.state != "taken" {
        return Err(format!("{:?}", taken.file).into());
    }
    house.take("odd.x12", ta1(999_999, "A", "000"))?;
    Ok((house, rows))
}

fn state(house: &House, row: &ClaimRow) -> Result<(String, AccountState), Failed> {
    let (db, tenant) = (&house.app.db, &house.app.config.tenant);
    house.runtime.block_on(async {
        let claim = store::claims::claim(db, tenant, &row.id).await?.ok_or("the claim")?;
        let account = store::accounts::get(db, tenant, &row.account).await?.ok_or("the account")?;
        Ok((claim.status, account.standing.state))
    })
}

fn worked() -> Done {
    let (house, rows) = refused()?;
    let page = house.browser("bill")?;
    page.open(&format!("{}/rejections", house.address))?;
    let text = page.text("main")?;
    for wanted in ["duplicate", "NM109", "member number of the insured", "NORTH PLAN", "loop 2010"]
    {
        if !text.contains(wanted) {
            return fail(format!("{wanted} is not in {text}"));
        }
    }
    no_serious(&page)?;
    page.open(&format!("{}/claims/{}", house.address, rows[2].id))?;
    let text = page.text("#timeline")?;
    if !text.contains("It came back") || !text.contains("277CA: front door") {
        return fail(text);
    }
    no_serious(&page)?;
    page.fill("#timeline input[name=reason]", "the payer's table was old")?;
    page.click("#timeline form button")?;
    page.wait_for("[role=status]")?;
    if state(&house, &rows[2])? != ("clean".to_owned(), AccountState::Scrubbed) {
        return fail(format!("{:?}", state(&house, &rows[2])?));
    }
    page.open(&format!("{}/files", house.address))?;
    let text = page.text("main")?;
    if !text.contains("odd.x12") || !text.contains("999999") || !text.contains("nothing taken") {
        return fail(text);
    }
    no_serious(&page)?;
    let errors = page.console_errors()?;
    if errors.is_empty() { Ok(()) } else { fail(errors.join("\n")) }
}

fn rights() -> Done {
    let (house, rows) = refused()?;
    let claim = format!("/claims/{}", rows[0].id);
    for (login, list, files, one) in [
        ("bill", 200, 200, 200),
        ("dana", 200, 200, 200),
        ("mona", 200, 200, 200),
        ("carla", 403, 403, 403),
    ] {
        let client = house.client(login);
        for (path, status) in [("/rejections", list), ("/files", files), (claim.as_str(), one)] {
            let answer = client.get(path)?;
            if answer.status != status {
                return fail(format!("{login} {path}: {}", answer.status));
            }
        }
    }
    let client = house.client("bill");
    let page = client.get("/rejections?by=TA1")?;
    if page.text().matches("row-link").count() != 1 {
        return fail("the filter leaves one");
    }
    if house.stranger().get("/files")?.status == 200 {
        return fail("a stranger sees files");
    }
    Ok(())
}

fn again() -> Done {
    let (house, rows) = refused()?;
    let client = house.client("bill");
    let path = format!("/claims/{}", rows[0].id);
    let page = client.get(&path)?;
    let csrf = page.csrf().ok_or("a token")?;
    let version = page
        .text()
        .split("name=\"version\" value=\"")
        .nth(1)
        .and_then(|rest| rest.split('"').next())
        .ok_or("a version")?
        .to_owned();
    let resend = format!("{path}/resend");
    let send = |version: &str, reason: &str| {
        let fields = [("csrf", &*csrf), ("version", version), ("reason", reason)];
        client.post_form(&resend, &fields)
    };
    if send("1000", "because")?.status != 409 || send(&version, " ")?.status != 422 {
        return fail("an old version and no reason are refused");
    }
    if state(&house, &rows[0])?.0 != "rejected" {
        return fail("nothing moved");
    }
    let answer = send(&version, "they had it twice by their own fault")?;
    if answer.status != 303
        || state(&house, &rows[0])? != ("clean".to_owned(), AccountState::Scrubbed)
    {
        return fail(format!("{} {:?}", answer.status, state(&house, &rows[0])?));
    }
    let answer = send(&version, "again")?;
    if answer.status == 303 {
        return fail("a claim that was mended is not sent again so");
    }
    Ok(())
}
