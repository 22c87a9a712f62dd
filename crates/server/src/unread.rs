//! What a caller still sends when the answer is known.
//!
//! A page that refuses does not read the file that comes with the request. Closing the connection
//! then would take the answer from the caller, who is still writing and sees a broken connection
//! in place of the reason (RFC 9112, section 9.6). So the rest is read and thrown away, within
//! bounds, while the answer is on its way.

use crate::identity::security::Security;
use axum::body::{Body, Bytes, HttpBody};
use axum::extract::Request;
use axum::http::header::EXPECT;
use axum::middleware::Next;
use axum::response::Response;
use http_body::{Frame, SizeHint};
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, ready};
use std::time::Duration;

/// Bytes that are read in vain at most: the largest file, and what a form adds to it.
const MOST: u64 = Security::LARGEST_UPLOAD as u64 + (1 << 20);

/// How long is read in vain at most.
const LONGEST: Duration = Duration::from_secs(30);

/// Where a body is put down that nobody read to its end.
type Rest = Arc<Mutex<Option<Body>>>;

/// A body that is not lost when it is dropped half read.
struct Kept {
    body: Option<Body>,
    rest: Rest,
}

impl HttpBody for Kept {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        let Some(body) = self.body.as_mut() else { return Poll::Ready(None) };
        let frame = ready!(Pin::new(body).poll_frame(context));
        if !matches!(frame, Some(Ok(_))) {
            self.body = None;
        }
        Poll::Ready(frame)
    }

    fn is_end_stream(&self) -> bool {
        self.body.as_ref().is_none_or(HttpBody::is_end_stream)
    }

    fn size_hint(&self) -> SizeHint {
        self.body.as_ref().map_or_else(|| SizeHint::with_exact(0), HttpBody::size_hint)
    }
}

impl Drop for Kept {
    fn drop(&mut self) {
        if let Some(body) = self.body.take().filter(|body| !body.is_end_stream()) {
            *self.rest.lock().unwrap_or_else(PoisonError::into_inner) = Some(body);
        }
    }
}

/// Reads what a handler left of a request. Who asked first whether to send at all
/// (`Expect: 100-continue`) is answered before anything is sent.
pub async fn layer(request: Request, next: Next) -> Response {
    if request.headers().contains_key(EXPECT) || request.body().is_end_stream() {
        return next.run(request).await;
    }
    let rest = Rest::default();
    let request = request.map(|body| Body::new(Kept { body: Some(body), rest: Arc::clone(&rest) }));
    let response = next.run(request).await;
    let left = rest.lock().unwrap_or_else(PoisonError::into_inner).take();
    if let Some(body) = left {
        tokio::spawn(tokio::time::timeout(LONGEST, read_in_vain(body)));
    }
    response
}

async fn read_in_vain(mut body: Body) {
    let mut read = 0;
    while let Some(Ok(frame)) = next_frame(&mut body).await {
        read += frame.data_ref().map_or(0, |data| data.len() as u64);
        if read > MOST {
            break;
        }
    }
}

async fn next_frame(body: &mut Body) -> Option<Result<Frame<Bytes>, axum::Error>> {
    std::future::poll_fn(|context| Pin::new(&mut *body).poll_frame(context)).await
}

#[cfg(test)]
mod tests {
    use super::*;
    use axum::Router;
    use axum::http::StatusCode;
    use axum::middleware::from_fn;
    use axum::routing::post;
    use std::io::{Read, Write};
    use std::net::TcpStream;

    /// Sends a file slowly to a page that refuses at once; what is answered.
    fn sent_slowly(head: &str, size: usize) -> std::io::Result<String> {
        let runtime = tokio::runtime::Runtime::new()?;
        let listener = runtime.block_on(tokio::net::TcpListener::bind("127.0.0.1:0"))?;
        let address = listener.local_addr()?;
        let refusing = post(|| async { (StatusCode::FORBIDDEN, "not here") });
        let router = Router::new().route("/", refusing).layer(from_fn(layer));
        runtime.spawn(async move { axum::serve(listener, router).await });
        let mut stream = TcpStream::connect(address)?;
        stream.set_read_timeout(Some(Duration::from_secs(20)))?;
        write!(stream, "POST / HTTP/1.1\r\nhost: x\r\n{head}content-length: {size}\r\n\r\n")?;
        std::thread::sleep(Duration::from_millis(200));
        if head.is_empty() {
            for _ in 0..size / 65_536 {
                stream.write_all(&[b'x'; 65_536])?;
            }
        }
        let mut answer = [0; 4_096];
        let read = stream.read(&mut answer)?;
        Ok(String::from_utf8_lossy(&answer[..read]).into_owned())
    }

    #[test]
    fn who_is_refused_while_sending_reads_why() {
        let answer = sent_slowly("", 16 << 20).unwrap();
        assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
        assert!(answer.ends_with("not here"), "{answer}");
    }

    #[test]
    fn who_asks_first_is_answered_first() {
        let answer = sent_slowly("expect: 100-continue\r\n", 16 << 20).unwrap();
        assert!(answer.starts_with("HTTP/1.1 403"), "{answer}");
    }
}
