//! A site whose claims left into a folder, and what a receiver answers to them.

use crate::site::{Done, app, charts, release, settle, submit, work_off};
use libtest_mimic::Failed;
use model::{AccountState, TenantId};
use server::app::App;
use server::remittances::{Body, Delivery, TakenIn, take_in};
use server::surroundings::Seeded;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use store::Db;
use store::accounts;
use store::claims::{self, ClaimRow};
use store::payments;
use x12::ack::{AckControl, AckSettings, Kind, acknowledge};
use x12::validate::{Options, validate};

pub fn run<F: Future<Output = Done>>(test: impl Fn(Sent) -> F) -> Done {
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async { test(Sent::open(folder.path(), false).await?).await })
}

/// As [`run`], with claims on their way out: packed, and nothing is marked as sent.
pub fn run_unmarked<F: Future<Output = Done>>(test: impl Fn(Sent) -> F) -> Done {
    let folder = tempfile::tempdir()?;
    let runtime = tokio::runtime::Runtime::new()?;
    runtime.block_on(async { test(Sent::open(folder.path(), true).await?).await })
}

/// A site whose claims left into a folder.
pub struct Sent {
    pub app: App,
    pub clock: Arc<Seeded>,
    pub out: PathBuf,
    pub folder: PathBuf,
    pub tenant: TenantId,
}

/// One claim with the file in which it left last.
pub struct Left {
    pub row: ClaimRow,
    pub control: i64,
    pub text: String,
}

impl Sent {
    async fn open(folder: &Path, away: bool) -> Result<Sent, Failed> {
        let out = folder.join("out");
        std::fs::create_dir(&out)?;
        let db = Db::open(&format!("sqlite:{}", folder.join("site.db").display())).await?;
        let (app, clock) = app(db, folder, true)?;
        settle(&app, Some(&out)).await?;
        submit(&app, charts()).await?;
        work_off(&app).await?;
        if away {
            std::fs::rename(&out, folder.join("away"))?;
        }
        release(&app).await?;
        work_off(&app).await?;
        let tenant = app.config.tenant.clone();
        Ok(Sent { app, clock, out, folder: folder.to_owned(), tenant })
    }

    /// The control number and the text of a claim on its way out.
    pub async fn packed(&self, claim: &str) -> Result<(i64, String), Failed> {
        let numbers = [::payments::posting::plain(claim)].into();
        let asked = ("claim", &numbers);
        for parcel in store::work::leaving_with(&self.app.db, &self.tenant, asked).await? {
            let packed: serde_json::Value = serde_json::from_str(&parcel.payload)?;
            if packed["claim"] == claim {
                let text = packed["text"].as_str().unwrap_or_default().to_owned();
                return Ok((packed["control"].as_i64().unwrap_or(0), text));
            }
        }
        Err(format!("{claim} is not packed").into())
    }

    pub async fn row(&self, claim: &str) -> Result<ClaimRow, Failed> {
        let row = claims::claim(&self.app.db, &self.tenant, claim).await?;
        Ok(row.ok_or("the claim")?)
    }

    pub async fn state(&self, row: &ClaimRow) -> Result<AccountState, Failed> {
        let account = accounts::get(&self.app.db, &self.tenant, &row.account).await?;
        Ok(account.ok_or("the account")?.standing.state)
    }

    /// A claim whose account stands alone: submitted, with one claim.
    pub async fn one(&self) -> Result<Left, Failed> {
        let rows = claims::claims_since(&self.app.db, &self.tenant, 0, ("", 500)).await?;
        for row in &rows {
            let own = rows.iter().filter(|other| other.account == row.account).count();
            if row.status == "submitted" && own == 1 {
                return self.left(&row.id).await;
            }
        }
        Err("no claim left".into())
    }

    pub async fn left(&self, claim: &str) -> Result<Left, Failed> {
        let sent = payments::sent_about(&self.app.db, &self.tenant, claim).await?;
        let last = sent.iter().rfind(|one| one.kind == "837").ok_or("nothing left")?;
        let text = std::fs::read_to_string(self.out.join(&last.file))?;
        Ok(Left { row: self.row(claim).await?, control: last.control, text })
    }

    pub async fn take(&self, name: &str, bytes: impl Into<Vec<u8>>) -> Result<TakenIn, Failed> {
        // Every answer comes a second later than the one before.
        self.clock.set(self.app.now() + 1_000_000);
        let body = Body::Bytes(Arc::from(bytes.into()));
        let delivery = Delivery { name: name.to_owned(), source: "upload", body };
        let taken = take_in(&self.app, &self.tenant, delivery).await?;
        work_off(&self.app).await?;
        Ok(taken)
    }

    pub async fn told(&self, claim: &str) -> Result<Vec<payments::ClaimEvent>, Failed> {
        Ok(payments::claim_events(&self.app.db, &self.tenant, claim).await?)
    }
}

/// What a receiver of this text answers; `number` is of its own interchange.
pub fn answer(text: &str, kind: Kind, number: u32) -> Result<String, Failed> {
    let report = validate(text.as_bytes(), &Options::default());
    let settings = AckSettings { loops: true, ..AckSettings::default() };
    let control = AckControl {
        interchange: number,
        group: number,
        date: "2026-06-22".parse().map_err(|_| "a day")?,
        hour: 9,
        minute: 0,
    };
    let all = acknowledge(text.as_bytes(), &report, &[kind], &settings, &control);
    let one = all.documents.into_iter().find(|one| one.kind == kind);
    Ok(one.ok_or_else(|| format!("no {}: {:?}", kind.name(), all.unanswered))?.text)
}

/// The file with a value in SBR01 that nobody knows.
pub fn malformed(text: &str) -> Result<String, Failed> {
    let broken = text.replacen("SBR*P*", "SBR*Q*", 1);
    if broken == text { Err("nothing is broken".into()) } else { Ok(broken) }
}

/// A 277CA that refuses each claim for the billing provider's NPI.
pub fn refusal(text: &str, number: u32) -> Result<String, Failed> {
    claim_answer(text, ("A7:562:85", "U"), number)
}

/// A 277CA that says this of each claim: status and action (STC01, STC03).
pub fn claim_answer(
    text: &str,
    (status, action): (&str, &str),
    number: u32,
) -> Result<String, Failed> {
    let taken = answer(text, Kind::Claims, number)?;
    let mut claim_level = false;
    let segments = taken.split_inclusive('~').map(|segment| {
        let plain = segment.trim_start();
        if plain.starts_with("HL*") {
            claim_level = plain.contains("*PT");
        }
        if claim_level && plain.starts_with("STC*") {
            let mut parts: Vec<&str> = plain.split('*').collect();
            (parts[1], parts[3]) = (status, action);
            return parts.join("*");
        }
        segment.to_owned()
    });
    let refused: String = segments.collect();
    if refused == taken {
        return Err(format!("nothing was refused in {taken}").into());
    }
    Ok(refused)
}

pub fn ta1(control: i64, code: &str, note: &str, number: u32) -> String {
    let pad = |text: &str| format!("{text:<15}");
    format!(
        "ISA*00*          *00*          *ZZ*{}*ZZ*{}*260622*0900*^*00501*{number:09}*0*T*:~\
         TA1*{control:09}*260622*0900*{code}*{note}~IEA*0*{number:09}~",
        pad("CLEARING01"),
        pad("1245319599"),
    )
}
