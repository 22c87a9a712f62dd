//! `cleanclaim serve` and `worker`: the service.

use crate::site::{self, SiteArguments};
use crate::workspace::Workspace;
use clap::Args;
use server::app::App;
use server::{serve, worker};
use std::net::SocketAddr;
use std::process::ExitCode;
use tokio::sync::watch;

/// Arguments of `serve`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim serve --listen 127.0.0.1:8080")]
pub struct ServeArguments {
    /// Address and port
    #[arg(long, value_name = "ADDR", default_value = "127.0.0.1:8080")]
    pub listen: SocketAddr,
    /// A proxy in front ends TLS: listen beyond loopback, and mark cookies as secure
    #[arg(long)]
    pub behind_tls_proxy: bool,
    /// Answer requests only; workers run elsewhere
    #[arg(long)]
    pub no_worker: bool,
    #[command(flatten)]
    pub site: SiteArguments,
}

/// Arguments of `worker`.
#[derive(Args)]
#[command(after_help = "Example:\n  cleanclaim worker --database postgres://cleanclaim@db/site")]
pub struct WorkerArguments {
    /// End when nothing is left to do
    #[arg(long)]
    pub once: bool,
    #[command(flatten)]
    pub site: SiteArguments,
}

/// Runs `serve`.
pub fn run(arguments: &ServeArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    site::runtime()?.block_on(async {
        let tls = arguments.behind_tls_proxy;
        let app = site::app(&arguments.site, workspace, (tls, None)).await?;
        serve_app(app, arguments.listen, tls, !arguments.no_worker).await
    })
}

/// Answers at an address until the process is told to end.
pub async fn serve_app(
    app: App,
    address: SocketAddr,
    behind_tls: bool,
    with_worker: bool,
) -> Result<ExitCode, String> {
    let listener = serve::listen(address, behind_tls).await.map_err(|fault| fault.to_string())?;
    let address = listener.local_addr().map_err(|fault| fault.to_string())?;
    eprintln!("cleanclaim: listening on http://{address} (Ctrl+C ends it)");
    let (end, ended) = watch::channel(false);
    let name = app.config.process.clone();
    let work = with_worker.then(|| tokio::spawn(worker::run(app.clone(), name, ended)));
    let answered = serve::serve(app.clone(), listener, told_to_end()).await;
    let _ = end.send(true);
    app.work.notify_waiters();
    if let Some(work) = work {
        let _ = work.await;
    }
    app.db.close().await;
    answered.map_err(|fault| fault.to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `worker`.
pub fn work(arguments: &WorkerArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    site::runtime()?.block_on(async {
        let app = site::app(&arguments.site, workspace, (false, None)).await?;
        let name = app.config.process.clone();
        if arguments.once {
            while worker::pass(&app, &name).await.map_err(|fault| fault.to_string())? > 0 {}
        } else {
            let (end, ended) = watch::channel(false);
            let work = tokio::spawn(worker::run(app.clone(), name, ended));
            told_to_end().await;
            let _ = end.send(true);
            app.work.notify_waiters();
            let _ = work.await;
        }
        app.db.close().await;
        Ok(ExitCode::SUCCESS)
    })
}

/// Ctrl+C, or the word of a service manager.
async fn told_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        let mut word =
            match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
                Ok(word) => word,
                Err(_) => {
                    let _ = interrupt.await;
                    return;
                }
            };
        tokio::select! {
            _ = interrupt => {}
            _ = word.recv() => {}
        }
    }
    #[cfg(not(unix))]
    {
        let _ = interrupt.await;
    }
}
