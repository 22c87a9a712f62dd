//! What happens again and again, whichever process is there to do it.

use crate::app::App;
use std::time::{Duration, Instant};

/// Name and interval in seconds of everything that is scheduled.
const SCHEDULES: [(&str, i64); 7] = [
    (LADDER, 600),
    (RETENTION, 86_400),
    (REMITTANCES, 30),
    (INBOX, 30),
    (SILENT, 600),
    (VISITS, 3_600),
    (DENIALS, 21_600),
];

/// What partners put into the incoming folder is taken in.
const INBOX: &str = "inbox";

/// Payers that are silent are asked.
const SILENT: &str = "silent";

/// Whether the patients of the next days are insured is asked.
const VISITS: &str = "visits";

/// One look into the incoming folders at a time in this process; it may take long.
static LOOKING: tokio::sync::Mutex<()> = tokio::sync::Mutex::const_new(());

/// Denials are put in the order of the day, and payers are watched.
const DENIALS: &str = "denials";

/// Payments that wait are posted, whatever became of their jobs.
const REMITTANCES: &str = "remittances";

/// What is past its retention is named.
const RETENTION: &str = "retention";

/// Reminders and escalations of queries.
const LADDER: &str = "query_ladder";

/// How often a process asks what is due.
const ASK: Duration = Duration::from_secs(30);

/// When this process asked the last time.
#[derive(Debug, Default)]
pub struct Timetable {
    asked: Option<Instant>,
}

impl Timetable {
    /// Does what is due, if it is time to ask.
    ///
    /// # Errors
    /// A database that does not answer.
    pub async fn tick(&mut self, app: &App) -> store::Result<()> {
        if self.asked.is_some_and(|asked| asked.elapsed() < ASK) {
            return Ok(());
        }
        self.asked = Some(Instant::now());
        let now = app.now();
        let mut tx = app.db.begin().await?;
        store::work::keep_schedules(&mut tx, &SCHEDULES, now).await?;
        let ladder = store::work::due_of(&mut tx, LADDER, now).await?;
        let retention = store::work::due_of(&mut tx, RETENTION, now).await?;
        let remittances = store::work::due_of(&mut tx, REMITTANCES, now).await?;
        let inbox = store::work::due_of(&mut tx, INBOX, now).await?;
        let silent = store::work::due_of(&mut tx, SILENT, now).await?;
        let visits = store::work::due_of(&mut tx, VISITS, now).await?;
        let denials = store::work::due_of(&mut tx, DENIALS, now).await?;
        tx.commit().await?;
        if inbox {
            look(app.clone());
        }
        if silent {
            crate::follow_up::ask_silent(app).await?;
        }
        if visits {
            crate::follow_up::ask_for_visits(app).await?;
        }
        if denials {
            crate::denials::watching::pass(app).await?;
        }
        if remittances {
            crate::remittances::look_again(app).await?;
        }
        if ladder {
            super::ladder::pass(app).await?;
        }
        if retention {
            crate::retention::pass(app).await?;
        }
        Ok(())
    }
}

/// Looks into the incoming folders beside everything else: a large file holds no work up.
fn look(app: App) {
    tokio::spawn(async move {
        let Ok(_alone) = LOOKING.try_lock() else { return };
        if let Err(fault) = crate::connectors::take_inbox(&app).await {
            tracing::warn!(fault = %fault, "what came in could not be taken");
        }
    });
}
