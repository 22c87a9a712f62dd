//! Opening the door: the address, the limits of every request, and an orderly end.

use crate::app::App;
use crate::identity::security::Security;
use crate::tls::{self, Peer, Tls, TlsListener};
use crate::{api, metrics, operations, unread, web};
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::http::StatusCode;
use axum::middleware::{from_fn, from_fn_with_state, map_request};
use std::net::SocketAddr;
use std::time::Duration;
use store::Boxed;
use tokio::net::TcpListener;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::timeout::TimeoutLayer;

/// How long one request may take.
const LONGEST_REQUEST: Duration = Duration::from_secs(60);

/// Why the door stays shut.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// Nobody but this machine may listen without TLS.
    #[error(
        "{0} is not a loopback address, and there is no TLS: charts would travel unencrypted. \
         Give --tls-cert and --tls-key, or --behind-tls-proxy when a proxy on this machine or \
         network ends TLS"
    )]
    Unencrypted(SocketAddr),
    /// The address is taken, or not ours.
    #[error("cannot listen on {address}: {fault}")]
    Listen {
        /// The address.
        address: SocketAddr,
        /// The system's word.
        fault: std::io::Error,
    },
    /// The server ended by itself.
    #[error("the server ended: {0}")]
    Ended(std::io::Error),
}

/// Everything that is answered here.
pub fn router(app: &App) -> Router {
    Router::new()
        .merge(operations::router())
        .merge(api::router())
        .merge(web::router(app))
        .layer(DefaultBodyLimit::max(Security::LARGEST_UPLOAD))
        // Pages are packed anew for each who asks: speed counts more than the last bytes.
        .layer(CompressionLayer::new().quality(CompressionLevel::Fastest))
        .layer(TimeoutLayer::with_status_code(StatusCode::REQUEST_TIMEOUT, LONGEST_REQUEST))
        .layer(CatchPanicLayer::new())
        .layer(from_fn(unread::layer))
        .layer(from_fn_with_state(app.clone(), metrics::layer))
        .with_state(app.clone())
}

/// Listens where nobody outside can read along, or where TLS is ended before us.
///
/// # Errors
/// [`ServeError::Unencrypted`] and an address that cannot be had.
pub fn listen(
    address: SocketAddr,
    behind_tls: bool,
) -> Boxed<'static, Result<TcpListener, ServeError>> {
    Box::pin(listening(address, behind_tls))
}

async fn listening(address: SocketAddr, behind_tls: bool) -> Result<TcpListener, ServeError> {
    if !address.ip().is_loopback() && !behind_tls {
        return Err(ServeError::Unencrypted(address));
    }
    TcpListener::bind(address).await.map_err(|fault| ServeError::Listen { address, fault })
}

/// Answers until `end` is done; requests that are in work are finished.
///
/// # Errors
/// A listener that fails.
pub fn serve(
    app: App,
    listener: TcpListener,
    end: impl Future<Output = ()> + Send + 'static,
) -> Boxed<'static, Result<(), ServeError>> {
    answering(app, listener, Box::pin(end))
}

fn answering(
    app: App,
    listener: TcpListener,
    end: Boxed<'static, ()>,
) -> Boxed<'static, Result<(), ServeError>> {
    Box::pin(answer(app, listener, end))
}

async fn answer(
    app: App,
    listener: TcpListener,
    end: Boxed<'static, ()>,
) -> Result<(), ServeError> {
    let service = router(&app).into_make_service_with_connect_info::<SocketAddr>();
    axum::serve(listener, service).with_graceful_shutdown(end).await.map_err(ServeError::Ended)
}

/// As [`serve`], over TLS.
///
/// # Errors
/// A listener that fails.
pub fn serve_tls(
    app: App,
    listener: TcpListener,
    tls: Tls,
    end: impl Future<Output = ()> + Send + 'static,
) -> Boxed<'static, Result<(), ServeError>> {
    answering_tls(app, listener, (tls, Box::pin(end)))
}

fn answering_tls(
    app: App,
    listener: TcpListener,
    with: (Tls, Boxed<'static, ()>),
) -> Boxed<'static, Result<(), ServeError>> {
    Box::pin(answer_tls(app, listener, with))
}

async fn answer_tls(
    app: App,
    listener: TcpListener,
    (tls, end): (Tls, Boxed<'static, ()>),
) -> Result<(), ServeError> {
    let listener = TlsListener::new(listener, tls).map_err(ServeError::Ended)?;
    let router = router(&app).layer(map_request(tls::with_address));
    let service = router.into_make_service_with_connect_info::<Peer>();
    axum::serve(listener, service).with_graceful_shutdown(end).await.map_err(ServeError::Ended)
}
