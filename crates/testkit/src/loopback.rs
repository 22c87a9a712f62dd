//! A small HTTP/1.1 server on a free loopback port, answered by a closure: what plays the other
//! side in a test (a receiver of webhooks, an OpenID provider, a page for the browser).

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

/// The longest body that is read; more is refused with 413.
const BODY_BYTES: usize = 16 << 20;

/// The most header lines that are read, and the longest line.
const HEADER_LINES: usize = 200;
const LINE_BYTES: u64 = 64 << 10;

/// A caller that says nothing for so long is dropped.
const PATIENCE: Duration = Duration::from_secs(10);

/// What a caller asks.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Call {
    /// The method, in capitals.
    pub method: String,
    /// The path, without the query.
    pub path: String,
    /// The pairs of the query, decoded.
    pub query: Vec<(String, String)>,
    /// The headers, names in lower case.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// What is answered.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// The status.
    pub status: u16,
    /// The headers; the length of the body is added.
    pub headers: Vec<(String, String)>,
    /// The body.
    pub body: Vec<u8>,
}

/// A server; it stops with this value.
#[derive(Debug)]
pub struct Server {
    address: SocketAddr,
    stop: Arc<AtomicBool>,
    listener: Option<JoinHandle<()>>,
}

impl Call {
    /// The first value of a name in the query.
    #[must_use]
    pub fn query(&self, name: &str) -> Option<&str> {
        first(&self.query, name)
    }

    /// The first header of a name, which is written in lower case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        first(&self.headers, name)
    }

    /// The body as pairs of a form.
    #[must_use]
    pub fn form(&self) -> Vec<(String, String)> {
        pairs(&String::from_utf8_lossy(&self.body))
    }
}

impl Reply {
    /// A page of HTML.
    #[must_use]
    pub fn html(body: impl Into<String>) -> Self {
        Self::of(200, "text/html; charset=utf-8", body.into())
    }

    /// JSON with a status.
    #[must_use]
    pub fn json(status: u16, value: &serde_json::Value) -> Self {
        Self::of(status, "application/json", value.to_string())
    }

    /// A redirect (302).
    #[must_use]
    pub fn redirect(to: impl Into<String>) -> Self {
        let headers = vec![("location".to_owned(), to.into())];
        Self { status: 302, headers, body: Vec::new() }
    }

    /// An empty answer.
    #[must_use]
    pub fn status(status: u16) -> Self {
        Self { status, headers: Vec::new(), body: Vec::new() }
    }

    /// With one header more.
    #[must_use]
    pub fn header(mut self, name: &str, value: impl Into<String>) -> Self {
        self.headers.push((name.to_owned(), value.into()));
        self
    }

    fn of(status: u16, kind: &str, body: String) -> Self {
        let headers = vec![("content-type".to_owned(), kind.to_owned())];
        Self { status, headers, body: body.into_bytes() }
    }
}

impl Server {
    /// Starts a server on a free port of 127.0.0.1.
    ///
    /// # Errors
    /// Where no port is to be had.
    pub fn start<F>(answer: F) -> std::io::Result<Self>
    where
        F: Fn(&Call) -> Reply + Send + Sync + 'static,
    {
        let socket = TcpListener::bind(("127.0.0.1", 0))?;
        let address = socket.local_addr()?;
        let stop = Arc::new(AtomicBool::new(false));
        let (stopped, answer) = (Arc::clone(&stop), Arc::new(answer));
        let listener = std::thread::spawn(move || {
            for stream in socket.incoming() {
                if stopped.load(Ordering::Acquire) {
                    return;
                }
                let (Ok(stream), answer) = (stream, Arc::clone(&answer)) else { continue };
                // A caller that hangs up in the middle harms only itself.
                std::thread::spawn(move || serve(&stream, answer.as_ref()));
            }
        });
        Ok(Self { address, stop, listener: Some(listener) })
    }

    /// Its address, such as `http://127.0.0.1:40123`, without a slash at the end.
    #[must_use]
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Release);
        // The listener waits for a caller; this one wakes it.
        if TcpStream::connect_timeout(&self.address, PATIENCE).is_ok()
            && let Some(listener) = self.listener.take()
        {
            let _ = listener.join();
        }
    }
}

fn serve(stream: &TcpStream, answer: &dyn Fn(&Call) -> Reply) -> Option<()> {
    stream.set_read_timeout(Some(PATIENCE)).ok()?;
    let reply = match read(&mut BufReader::new(stream))? {
        Ok(call) => answer(&call),
        Err(status) => Reply::status(status),
    };
    let mut head = format!("HTTP/1.1 {} \r\n", reply.status);
    for (name, value) in &reply.headers {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("content-length: {}\r\nconnection: close\r\n\r\n", reply.body.len()));
    let mut stream = stream;
    stream.write_all(head.as_bytes()).ok()?;
    stream.write_all(&reply.body).ok()
}

/// A call, a status that refuses it, or nothing where the caller hung up.
fn read(reader: &mut impl BufRead) -> Option<Result<Call, u16>> {
    let start = line(reader)?;
    let mut words = start.split(' ');
    let (method, target) = (words.next()?.to_owned(), words.next()?);
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut call = Call { method, path: decode(path), query: pairs(query), ..Call::default() };
    for _ in 0..HEADER_LINES {
        let header = line(reader)?;
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':')?;
        call.headers.push((name.trim().to_ascii_lowercase(), value.trim().to_owned()));
    }
    let length = call.header("content-length").map_or(Ok(0), str::parse);
    match length {
        Ok(0) => {}
        Ok(length) if length <= BODY_BYTES => {
            call.body = vec![0; length];
            reader.read_exact(&mut call.body).ok()?;
        }
        Ok(_) => return Some(Err(413)),
        Err(_) => return Some(Err(400)),
    }
    // Chunks are what no client of the tests sends.
    let chunked = call.header("transfer-encoding").is_some();
    Some(if chunked { Err(411) } else { Ok(call) })
}

fn line(reader: &mut impl BufRead) -> Option<String> {
    let mut line = String::new();
    reader.take(LINE_BYTES).read_line(&mut line).ok()?;
    line.ends_with('\n').then(|| line.trim_end().to_owned())
}

fn first<'a>(pairs: &'a [(String, String)], name: &str) -> Option<&'a str> {
    pairs.iter().find(|(own, _)| own == name).map(|(_, value)| value.as_str())
}

/// The pairs of a query or a form (`application/x-www-form-urlencoded`), decoded.
#[must_use]
pub fn pairs(text: &str) -> Vec<(String, String)> {
    let pairs = text.split('&').filter(|pair| !pair.is_empty());
    pairs
        .map(|pair| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(&name.replace('+', " ")), decode(&value.replace('+', " ")))
        })
        .collect()
}

/// Percent-decoding (RFC 3986, 2.1); what is no pair of hexadecimal digits stays as it is.
fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while at < bytes.len() {
        let pair = bytes.get(at + 1..at + 3).filter(|_| bytes[at] == b'%');
        let byte = pair
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        out.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8_lossy(&out).into_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn decodes() {
        for (text, wanted) in
            [("a+b=c%20d&e", vec![("a b", "c d"), ("e", "")]), ("%zz=%C3%A9", vec![("%zz", "é")])]
        {
            let wanted: Vec<(String, String)> =
                wanted.into_iter().map(|(a, b)| (a.to_owned(), b.to_owned())).collect();
            assert_eq!(pairs(text), wanted);
        }
    }

    #[test]
    fn reads_a_call() {
        let text = "POST /a%20b?c=d HTTP/1.1\r\nContent-Length: 3\r\nX: y\r\n\r\na=b";
        let call = read(&mut text.as_bytes()).unwrap().unwrap();
        assert_eq!((call.method.as_str(), call.path.as_str()), ("POST", "/a b"));
        assert_eq!((call.query("c"), call.header("x")), (Some("d"), Some("y")));
        assert_eq!(call.form(), vec![("a".to_owned(), "b".to_owned())]);
        let too_long = format!("POST / HTTP/1.1\r\nContent-Length: {}\r\n\r\n", BODY_BYTES + 1);
        assert_eq!(read(&mut too_long.as_bytes()), Some(Err(413)));
        assert_eq!(
            read(&mut "POST / HTTP/1.1\r\nContent-Length: x\r\n\r\n".as_bytes()),
            Some(Err(400))
        );
        assert_eq!(read(&mut "GET".as_bytes()), None);
    }
}
