//! A simulated browser: HTTP/1.1 over one kept connection, as little work as can be, because it
//! shares the cores with the service that it times.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::time::Duration;

/// How long an answer may take.
const PATIENCE: Duration = Duration::from_secs(60);

/// Largest answer, in bytes.
const LARGEST: u64 = 64 << 20;

/// Lines of a head at most.
const MOST_HEADERS: usize = 100;

/// One connection of one person or program.
pub struct Caller {
    address: SocketAddr,
    who: String,
    connection: Option<BufReader<TcpStream>>,
}

/// What came back.
pub struct Answer {
    /// The status.
    pub status: u16,
    /// Where a redirect leads.
    pub location: String,
    /// The body.
    pub body: Vec<u8>,
}

impl Caller {
    /// A caller; `who` is the line of the head that says who it is, or several.
    pub fn new(address: SocketAddr, who: String) -> Caller {
        Caller { address, who, connection: None }
    }

    /// Asks for a page.
    pub fn get(&mut self, path: &str) -> Result<Answer, String> {
        self.send("GET", path, "", b"")
    }

    /// Sends a form.
    pub fn form(&mut self, path: &str, fields: &[(&str, &str)]) -> Result<Answer, String> {
        let pairs = fields.iter().map(|(name, value)| format!("{name}={}", in_form(value)));
        let body = pairs.collect::<Vec<_>>().join("&");
        self.send("POST", path, "application/x-www-form-urlencoded", body.as_bytes())
    }

    /// Sends anything.
    pub fn send(
        &mut self,
        method: &str,
        path: &str,
        media: &str,
        body: &[u8],
    ) -> Result<Answer, String> {
        let told = |fault: std::io::Error| format!("{method} {path}: {fault}");
        let mut connection = match self.connection.take() {
            Some(connection) => connection,
            None => connect(self.address).map_err(told)?,
        };
        let mut head =
            format!("{method} {path} HTTP/1.1\r\nHost: {}\r\n{}", self.address, self.who);
        if method == "POST" {
            head.push_str(&format!("Content-Type: {media}\r\nContent-Length: {}\r\n", body.len()));
        }
        head.push_str("\r\n");
        let mut message = head.into_bytes();
        message.extend_from_slice(body);
        connection.get_mut().write_all(&message).map_err(told)?;
        let answer = read(&mut connection).map_err(told)?;
        self.connection = Some(connection);
        Ok(answer)
    }
}

impl Answer {
    /// The body as text.
    pub fn text(&self) -> std::borrow::Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// The first value of a field of a form on the page.
    pub fn field(&self, name: &str) -> Option<String> {
        let text = self.text();
        let rest = text.split(&format!("name=\"{name}\" value=\"")).nth(1)?;
        rest.split('"').next().map(str::to_owned)
    }
}

fn connect(address: SocketAddr) -> std::io::Result<BufReader<TcpStream>> {
    let stream = TcpStream::connect_timeout(&address, PATIENCE)?;
    stream.set_nodelay(true)?;
    stream.set_read_timeout(Some(PATIENCE))?;
    Ok(BufReader::with_capacity(1 << 16, stream))
}

fn broken(what: &str) -> std::io::Error {
    std::io::Error::new(std::io::ErrorKind::InvalidData, what.to_owned())
}

fn line(from: &mut BufReader<TcpStream>) -> std::io::Result<String> {
    let mut line = String::new();
    from.take(1 << 16).read_line(&mut line)?;
    Ok(line.trim_end().to_owned())
}

fn read(from: &mut BufReader<TcpStream>) -> std::io::Result<Answer> {
    let first = line(from)?;
    let status = first.split(' ').nth(1).and_then(|status| status.parse().ok());
    let status = status.ok_or_else(|| broken("an answer without status"))?;
    let (mut length, mut in_chunks, mut location) = (0, false, String::new());
    for _ in 0..MOST_HEADERS {
        let header = line(from)?;
        let Some((name, value)) = header.split_once(':') else { break };
        match (name.to_ascii_lowercase().as_str(), value.trim()) {
            ("content-length", value) => {
                length = value.parse().map_err(|_| broken("a length that is no number"))?;
            }
            ("transfer-encoding", value) => in_chunks = value.eq_ignore_ascii_case("chunked"),
            ("location", value) => value.clone_into(&mut location),
            _ => {}
        }
    }
    let mut body = Vec::new();
    if !in_chunks {
        part(from, length, &mut body)?;
        return Ok(Answer { status, location, body });
    }
    loop {
        let size = u64::from_str_radix(&line(from)?, 16).map_err(|_| broken("a bad chunk"))?;
        part(from, size, &mut body)?;
        line(from)?;
        if size == 0 {
            return Ok(Answer { status, location, body });
        }
    }
}

fn part(from: &mut impl Read, length: u64, body: &mut Vec<u8>) -> std::io::Result<()> {
    if length + body.len() as u64 > LARGEST {
        return Err(broken("an answer that is too large"));
    }
    let read = from.take(length).read_to_end(body)?;
    if read as u64 == length { Ok(()) } else { Err(broken("an answer that ends too early")) }
}

/// A value in a form or an address: everything but letters and digits is escaped.
pub fn in_form(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    for byte in value.bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                text.push(char::from(byte));
            }
            _ => text.push_str(&format!("%{byte:02X}")),
        }
    }
    text
}
