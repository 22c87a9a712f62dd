//! Readable text out of an XHTML narrative: block elements become lines, list items bullets.

/// Elements that stand within a line.
const INLINE: [&str; 20] = [
    "a", "abbr", "b", "big", "cite", "code", "dfn", "em", "i", "img", "kbd", "q", "small", "span",
    "strong", "sub", "sup", "tt", "u", "var",
];

/// Named characters beyond the five of XML that narratives use.
const NAMED: [(&str, char); 26] = [
    ("amp", '&'),
    ("lt", '<'),
    ("gt", '>'),
    ("quot", '"'),
    ("apos", '\''),
    ("nbsp", ' '),
    ("deg", '°'),
    ("micro", 'µ'),
    ("plusmn", '±'),
    ("ge", '≥'),
    ("le", '≤'),
    ("ne", '≠'),
    ("asymp", '≈'),
    ("times", '×'),
    ("divide", '÷'),
    ("frac12", '½'),
    ("ndash", '–'),
    ("mdash", '—'),
    ("lsquo", '‘'),
    ("rsquo", '’'),
    ("ldquo", '“'),
    ("rdquo", '”'),
    ("hellip", '…'),
    ("bull", '•'),
    ("middot", '·'),
    ("rarr", '→'),
];

/// Longest character reference, `&` and `;` not counted.
const MAX_REFERENCE: usize = 10;

/// A piece of markup.
enum Piece<'a> {
    Text(&'a str),
    Open(String),
    Close(String),
}

/// The text of a narrative; work grows with its length only, whatever its nesting.
pub(crate) fn text_of(xhtml: &str) -> String {
    // A source that writes plain text into one `div` means its line ends; within real markup
    // they are mere layout.
    let blocks = Pieces { rest: xhtml }
        .filter(|p| matches!(p, Piece::Open(name) if !INLINE.contains(&name.as_str())))
        .take(2)
        .count();
    let mut page = Page { text: String::new(), keep_lines: blocks < 2, ..Page::default() };
    for piece in (Pieces { rest: xhtml }) {
        match piece {
            Piece::Text(text) => page.write(text),
            Piece::Open(name) => page.open(&name),
            Piece::Close(name) => page.close(&name),
        }
    }
    page.finish()
}

#[derive(Default)]
struct Page {
    text: String,
    keep_lines: bool,
    preformatted: usize,
    hidden: usize,
    /// A space is due before the next word.
    space: bool,
}

impl Page {
    fn line(&mut self) {
        let kept = self.text.trim_end_matches([' ', '\t']).len();
        self.text.truncate(kept);
        if !self.text.is_empty() && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
        self.space = false;
    }

    fn write(&mut self, raw: &str) {
        if self.hidden > 0 {
            return;
        }
        let verbatim = self.keep_lines || self.preformatted > 0;
        let mut rest = raw;
        while let Some(c) = rest.chars().next() {
            let (c, used) = match c {
                '&' => reference(rest).unwrap_or(('&', 1)),
                c => (c, c.len_utf8()),
            };
            rest = &rest[used..];
            match c {
                '\r' => {}
                '\n' if verbatim => {
                    self.space = false;
                    self.text.push('\n');
                }
                c if c.is_whitespace() && !verbatim => self.space = true,
                c => {
                    if self.space && !self.text.is_empty() && !self.text.ends_with(['\n', ' ']) {
                        self.text.push(' ');
                    }
                    self.space = false;
                    self.text.push(c);
                }
            }
        }
    }

    fn open(&mut self, name: &str) {
        match name {
            "script" | "style" | "head" => self.hidden += 1,
            "li" => {
                self.line();
                self.text.push_str("- ");
            }
            "td" | "th" => {
                if !self.text.is_empty() && !self.text.ends_with('\n') {
                    self.text.push_str(" | ");
                }
                self.space = false;
            }
            "br" => {
                self.text.push('\n');
                self.space = false;
            }
            "p" if self.text.ends_with("- ") => {}
            "pre" => {
                self.line();
                self.preformatted += 1;
            }
            name if INLINE.contains(&name) => {}
            _ => self.line(),
        }
    }

    fn close(&mut self, name: &str) {
        match name {
            "script" | "style" | "head" => self.hidden = self.hidden.saturating_sub(1),
            "pre" => {
                self.preformatted = self.preformatted.saturating_sub(1);
                self.line();
            }
            "td" | "th" | "br" => {}
            name if INLINE.contains(&name) => {}
            _ => self.line(),
        }
    }

    /// Drops bullets without content and blank lines in a row.
    fn finish(self) -> String {
        let mut out = String::with_capacity(self.text.len());
        let mut blank = true;
        for line in self.text.lines().map(str::trim_end) {
            if line == "-" || (line.is_empty() && blank) {
                continue;
            }
            blank = line.is_empty();
            out.push_str(line);
            out.push('\n');
        }
        out.truncate(out.trim_end().len());
        out
    }
}

/// A character reference at the start of `text`: the character, and the bytes it takes.
fn reference(text: &str) -> Option<(char, usize)> {
    let window = &text.as_bytes()[1..text.len().min(MAX_REFERENCE + 2)];
    let end = window.iter().position(|b| *b == b';')?;
    let name = text.get(1..=end)?;
    let found = match name.strip_prefix('#') {
        Some(number) => {
            let code = match number.strip_prefix(['x', 'X']) {
                Some(hex) => u32::from_str_radix(hex, 16).ok()?,
                None => number.parse().ok()?,
            };
            // U+00A0 and NUL are no words of a note.
            char::from_u32(code).map(|c| if matches!(c, '\u{a0}' | '\0') { ' ' } else { c })?
        }
        None => NAMED.iter().find(|(known, _)| *known == name)?.1,
    };
    Some((found, end + 2))
}

struct Pieces<'a> {
    rest: &'a str,
}

impl<'a> Iterator for Pieces<'a> {
    type Item = Piece<'a>;

    fn next(&mut self) -> Option<Piece<'a>> {
        loop {
            if self.rest.is_empty() {
                return None;
            }
            let at = memchr::memchr(b'<', self.rest.as_bytes()).unwrap_or(self.rest.len());
            if at > 0 {
                return Some(Piece::Text(self.take(at, 0)));
            }
            if let Some(after) = self.rest.strip_prefix("<!--") {
                self.rest = after.split_once("-->").map_or("", |(_, rest)| rest);
                continue;
            }
            if let Some(after) = self.rest.strip_prefix("<![CDATA[") {
                let (text, rest) = after.split_once("]]>").unwrap_or((after, ""));
                self.rest = rest;
                return Some(Piece::Text(text));
            }
            let begins_tag = |b: &u8| b.is_ascii_alphabetic() || matches!(b, b'/' | b'!' | b'?');
            if !self.rest.as_bytes().get(1).is_some_and(begins_tag) {
                // A bare `<`, as in "BP <90": text, though not valid XHTML.
                return Some(Piece::Text(self.take(1, 0)));
            }
            let Some(end) = tag_end(self.rest) else {
                let all = self.rest;
                self.rest = "";
                return Some(Piece::Text(all));
            };
            if let Some(piece) = tag(self.take(end, 1)) {
                return Some(piece);
            }
        }
    }
}

impl<'a> Pieces<'a> {
    fn take(&mut self, length: usize, skip: usize) -> &'a str {
        let taken = &self.rest[..length];
        self.rest = &self.rest[length + skip..];
        taken
    }
}

/// The `>` that ends a tag; one within a quoted attribute does not.
fn tag_end(text: &str) -> Option<usize> {
    let mut quote = None;
    for (at, byte) in text.bytes().enumerate() {
        match (quote, byte) {
            (None, b'>') => return Some(at),
            (None, b'"' | b'\'') => quote = Some(byte),
            (Some(open), _) if open == byte => quote = None,
            _ => {}
        }
    }
    // An attribute without its closing quote: the first `>` must do.
    memchr::memchr(b'>', text.as_bytes())
}

/// `text` begins with `<` and lacks its `>`.
fn tag<'a>(text: &str) -> Option<Piece<'a>> {
    let inner = &text[1..];
    let (closes, inner) = inner.strip_prefix('/').map_or((false, inner), |rest| (true, rest));
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric()).unwrap_or(inner.len());
    let name = inner[..end].to_ascii_lowercase();
    match (name.is_empty(), closes) {
        (true, _) => None,
        (_, true) => Some(Piece::Close(name)),
        // `<p/>` opens and closes; only a break or a cell means anything when empty.
        _ if inner.ends_with('/') && matches!(name.as_str(), "script" | "style" | "pre") => None,
        _ => Some(Piece::Open(name)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_lines() {
        for (xhtml, want) in [
            ("<div xmlns=\"x\">Plain\n2. second</div>", "Plain\n2. second"),
            ("<div><p>one\n  two</p><p>three</p></div>", "one two\nthree"),
            ("<div><ul><li>a</li><li><p>b</p></li><li/></ul>end</div>", "- a\n- b\nend"),
            ("<div>a<br/>b <b>bold</b>ly</div>", "a\nb boldly"),
            (
                "<table><tr><th>Test</th><th>Value</th></tr>\
                 <tr><td>A1c</td><td>9</td></tr></table>",
                "Test | Value\nA1c | 9",
            ),
            (
                "<div>BP &lt;90 &amp; T 38&#176;C&nbsp;&#xb1; &bogus; &</div>",
                "BP <90 & T 38°C ± &bogus; &",
            ),
            ("<div>O2 <90% and <p>x</p></div>", "O2 <90% and\nx"),
            ("<div><pre>a\n  b</pre><p>c</p></div>", "a\n  b\nc"),
            ("<div><!-- no --><style>p{}</style><p title='a>b'>yes</p></div>", "yes"),
            ("<div><![CDATA[a<b]]></div>", "a<b"),
            ("no markup", "no markup"),
            ("", ""),
            ("<div", "<div"),
        ] {
            assert_eq!(text_of(xhtml), want, "{xhtml}");
        }
    }

    #[test]
    fn hostile_markup_is_linear() {
        let deep = "<div><ul><li>".repeat(200_000);
        assert!(text_of(&deep).is_empty());
        let cut = "<p title=\"".repeat(2_000);
        assert!(!text_of(&cut).is_empty());
        let references = "&".repeat(1_000_000);
        assert_eq!(text_of(&references).len(), 1_000_000);
    }
}
