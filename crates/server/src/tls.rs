//! TLS of our own: a certificate and its key from files, and a listener whose slow or hostile
//! handshakes hold nobody up.

use axum::extract::{ConnectInfo, Request, connect_info::Connected};
use axum::serve::{IncomingStream, Listener};
use rustls::ServerConfig;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use std::io;
use std::net::SocketAddr;
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{Semaphore, mpsc};
use tokio_rustls::TlsAcceptor;
use tokio_rustls::server::TlsStream;

/// How long a handshake may take.
const HANDSHAKE: Duration = Duration::from_secs(10);

/// Handshakes at a time.
const MOST_HANDSHAKES: usize = 512;

/// How long to wait after the system refuses a connection (out of files).
const BREATH: Duration = Duration::from_millis(200);

/// A certificate with its key.
#[derive(Clone)]
pub struct Tls(Arc<ServerConfig>);

impl Tls {
    /// Reads a certificate chain and its key (PEM).
    ///
    /// # Errors
    /// A sentence that names the file.
    pub fn read(certificate: &Path, key: &Path) -> Result<Tls, String> {
        let told = |path: &Path, why: String| format!("{}: {why}", path.display());
        let chain = CertificateDer::pem_file_iter(certificate)
            .and_then(Iterator::collect::<Result<Vec<_>, _>>)
            .map_err(|fault| told(certificate, fault.to_string()))?;
        if chain.is_empty() {
            return Err(told(certificate, "no certificate in it".to_owned()));
        }
        let secret =
            PrivateKeyDer::from_pem_file(key).map_err(|fault| told(key, fault.to_string()))?;
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let mut config = ServerConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .map_err(|fault| fault.to_string())?
            .with_no_client_auth()
            .with_single_cert(chain, secret)
            .map_err(|fault| told(certificate, fault.to_string()))?;
        config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
        Ok(Tls(Arc::new(config)))
    }
}

/// Connections whose handshake is done.
pub struct TlsListener {
    ready: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl TlsListener {
    /// Listens; handshakes happen side by side.
    ///
    /// # Errors
    /// A listener without an address.
    pub fn new(listener: TcpListener, tls: Tls) -> io::Result<TlsListener> {
        let address = listener.local_addr()?;
        let (send, ready) = mpsc::channel(64);
        let acceptor = TlsAcceptor::from(tls.0);
        let room = Arc::new(Semaphore::new(MOST_HANDSHAKES));
        tokio::spawn(async move {
            while !send.is_closed() {
                let Ok(permit) = Arc::clone(&room).acquire_owned().await else { break };
                let Ok((stream, peer)) = listener.accept().await else {
                    tokio::time::sleep(BREATH).await;
                    continue;
                };
                let (acceptor, send) = (acceptor.clone(), send.clone());
                tokio::spawn(async move {
                    let done = tokio::time::timeout(HANDSHAKE, acceptor.accept(stream)).await;
                    drop(permit);
                    if let Ok(Ok(stream)) = done {
                        let _ = send.send((stream, peer)).await;
                    }
                });
            }
        });
        Ok(TlsListener { ready, address })
    }
}

impl Listener for TlsListener {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Self::Io, Self::Addr) {
        match self.ready.recv().await {
            Some(connection) => connection,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

/// Who is at the other end of a TLS connection.
#[derive(Clone, Copy, Debug)]
pub struct Peer(SocketAddr);

impl Connected<IncomingStream<'_, TlsListener>> for Peer {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Peer {
        Peer(*stream.remote_addr())
    }
}

/// Tells the pages the address in the same form as without TLS.
pub(crate) async fn with_address(mut request: Request) -> Request {
    if let Some(ConnectInfo(Peer(address))) = request.extensions().get::<ConnectInfo<Peer>>() {
        let address = *address;
        request.extensions_mut().insert(ConnectInfo(address));
    }
    request
}
