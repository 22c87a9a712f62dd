//! What happens again and again, whichever process is there to do it.

use crate::app::App;
use std::time::{Duration, Instant};

/// Name and interval in seconds of everything that is scheduled.
const SCHEDULES: [(&str, i64); 4] =
    [(LADDER, 600), (RETENTION, 86_400), (REMITTANCES, 30), (DENIALS, 21_600)];

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
        let denials = store::work::due_of(&mut tx, DENIALS, now).await?;
        tx.commit().await?;
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
