//! `cleanclaim serve` and `worker`: the service.

use crate::site::{self, SiteArguments};
use crate::workspace::Workspace;
use clap::Args;
use server::app::App;
use server::tls::Tls;
use server::web::door::OpenidDoor;
use server::{logs, serve, webhooks, worker};
use std::fs;
use std::net::SocketAddr;
use std::path::PathBuf;
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
    /// Certificate chain (PEM): serve over TLS
    #[arg(long, value_name = "FILE", requires = "tls_key")]
    pub tls_cert: Option<PathBuf>,
    /// Its private key (PEM)
    #[arg(long, value_name = "FILE", requires = "tls_cert")]
    pub tls_key: Option<PathBuf>,
    /// Settings of an OpenID Connect provider (TOML: issuer, client_id, client_secret,
    /// redirect_uri, mapping)
    #[arg(long, value_name = "FILE")]
    pub openid: Option<PathBuf>,
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
    logs::start()?;
    let tls = match (&arguments.tls_cert, &arguments.tls_key) {
        (Some(certificate), Some(key)) => Some(Tls::read(certificate, key)?),
        _ => None,
    };
    site::runtime()?.block_on(async {
        let marked = tls.is_some() || arguments.behind_tls_proxy;
        let app = site::app(&arguments.site, workspace, (marked, None)).await?;
        if let Some(file) = &arguments.openid {
            let told = |fault: String| format!("{}: {fault}", file.display());
            let text = fs::read_to_string(file).map_err(|fault| told(fault.to_string()))?;
            let settings = toml::from_str(&text).map_err(|fault| told(fault.to_string()))?;
            let _ = app.openid.set(OpenidDoor::new(settings).map_err(told)?);
        }
        let door = Door { listen: arguments.listen, tls, behind_tls: arguments.behind_tls_proxy };
        serve_app(app, door, !arguments.no_worker).await
    })
}

/// Where and how the service listens.
pub struct Door {
    /// Address and port.
    pub listen: SocketAddr,
    /// The certificate, for TLS.
    pub tls: Option<Tls>,
    /// A proxy in front ends TLS.
    pub behind_tls: bool,
}

/// Answers at a door until the process is told to end.
pub async fn serve_app(app: App, door: Door, with_worker: bool) -> Result<ExitCode, String> {
    let encrypted = door.tls.is_some() || door.behind_tls;
    let listener =
        serve::listen(door.listen, encrypted).await.map_err(|fault| fault.to_string())?;
    let address = listener.local_addr().map_err(|fault| fault.to_string())?;
    let scheme = if door.tls.is_some() { "https" } else { "http" };
    eprintln!("cleanclaim: listening on {scheme}://{address} (Ctrl+C ends it)");
    let (end, ended) = watch::channel(false);
    let name = app.config.process.clone();
    let sender = webhooks::run(app.clone(), name.clone(), ended.clone());
    let send = with_worker.then(|| tokio::spawn(sender));
    let work = with_worker.then(|| tokio::spawn(worker::run(app.clone(), name, ended)));
    let answered = match door.tls {
        Some(tls) => serve::serve_tls(app.clone(), listener, tls, told_to_end()).await,
        None => serve::serve(app.clone(), listener, told_to_end()).await,
    };
    let _ = end.send(true);
    app.work.notify_waiters();
    for task in [work, send].into_iter().flatten() {
        let _ = task.await;
    }
    app.db.close().await;
    answered.map_err(|fault| fault.to_string())?;
    Ok(ExitCode::SUCCESS)
}

/// Runs `worker`.
pub fn work(arguments: &WorkerArguments, workspace: &Workspace) -> Result<ExitCode, String> {
    logs::start()?;
    site::runtime()?.block_on(async {
        let app = site::app(&arguments.site, workspace, (false, None)).await?;
        let name = app.config.process.clone();
        if arguments.once {
            while worker::pass(&app, &name).await.map_err(|fault| fault.to_string())? > 0 {}
        } else {
            let (end, ended) = watch::channel(false);
            let sender = webhooks::run(app.clone(), name.clone(), ended.clone());
            let send = tokio::spawn(sender);
            let work = tokio::spawn(worker::run(app.clone(), name, ended));
            told_to_end().await;
            let _ = end.send(true);
            app.work.notify_waiters();
            let _ = work.await;
            let _ = send.await;
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
