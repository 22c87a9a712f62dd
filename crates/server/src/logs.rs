//! Logs: one JSON object a line on standard error, filtered by `CLEANCLAIM_LOG`.

use tracing_subscriber::filter::Targets;
use tracing_subscriber::layer::SubscriberExt;
use tracing_subscriber::util::SubscriberInitExt;
use tracing_subscriber::{Layer, registry};

/// The variable that says what is logged: `info`, `debug`, `server=debug,warn`, …
pub const VARIABLE: &str = "CLEANCLAIM_LOG";

/// Starts them; a second start changes nothing. What libraries say of statements and their values
/// stays out unless somebody asks for it by name.
///
/// # Errors
/// A filter that cannot be read.
pub fn start() -> Result<(), String> {
    let asked = std::env::var(VARIABLE).unwrap_or_else(|_| "info,sqlx=warn".to_owned());
    let filter = filter(&asked)?;
    let lines = tracing_subscriber::fmt::layer()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_writer(std::io::stderr)
        .with_filter(filter);
    // Whoever embeds the service may have logs of their own.
    let _ = registry().with(lines).try_init();
    Ok(())
}

fn filter(asked: &str) -> Result<Targets, String> {
    asked.parse().map_err(|fault| format!("{VARIABLE}={asked}: {fault}; write for example info"))
}

#[cfg(test)]
mod tests {
    use super::filter;
    use tracing_subscriber::filter::LevelFilter;

    #[test]
    fn levels_are_chosen_by_part_and_nonsense_is_refused() {
        let asked = filter("info,sqlx=warn,server::worker=debug").unwrap();
        assert_eq!(asked.default_level(), Some(LevelFilter::INFO));
        assert!(!asked.would_enable("sqlx::query", &tracing::Level::INFO));
        assert!(asked.would_enable("server::worker::read", &tracing::Level::DEBUG));
        assert!(!asked.would_enable("server::web", &tracing::Level::DEBUG));
        let fault = filter("sqlx=loud").unwrap_err();
        assert!(fault.contains("CLEANCLAIM_LOG=sqlx=loud"), "{fault}");
    }
}
