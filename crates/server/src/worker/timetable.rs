//! What happens again and again, whichever process is there to do it.

use crate::app::App;
use std::time::{Duration, Instant};

/// Name and interval in seconds of everything that is scheduled.
const SCHEDULES: [(&str, i64); 1] = [("query_ladder", 600)];

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
        let due = store::work::due(&mut tx, now).await?;
        tx.commit().await?;
        for name in due {
            match name.as_str() {
                "query_ladder" => {
                    super::ladder::pass(app).await?;
                }
                _ => tracing::debug!(name, "a schedule of another program"),
            }
        }
        Ok(())
    }
}
