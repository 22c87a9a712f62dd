//! Logs: one JSON object a line on standard error, filtered by `CLEANCLAIM_LOG`.

use tracing_subscriber::EnvFilter;

/// The variable that says what is logged: `info`, `debug`, `server=debug,warn`, …
pub const VARIABLE: &str = "CLEANCLAIM_LOG";

/// Starts them; a second start changes nothing. What libraries say of statements and their values
/// stays out unless somebody asks for it by name.
///
/// # Errors
/// A filter that cannot be read.
pub fn start() -> Result<(), String> {
    let asked = std::env::var(VARIABLE).unwrap_or_else(|_| "info,sqlx=warn".to_owned());
    let filter = EnvFilter::try_new(&asked)
        .map_err(|fault| format!("{VARIABLE}={asked}: {fault}; write for example info"))?;
    let lines = tracing_subscriber::fmt()
        .json()
        .flatten_event(true)
        .with_current_span(false)
        .with_span_list(false)
        .with_env_filter(filter)
        .with_writer(std::io::stderr);
    // Whoever embeds the service may have logs of their own.
    let _ = lines.try_init();
    Ok(())
}
