//! Words of a text with their bytes, folded so that a spelling trick hides nothing.

/// One word, number or sign.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Token {
    /// First byte in the text.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Lower case, without soft hyphens and zero-width signs.
    pub word: String,
    /// True when every letter is a capital.
    pub capitals: bool,
    /// True when a colon follows at once.
    pub colon: bool,
    /// Number of the sentence, from 0.
    pub sentence: u32,
    /// True when a question mark ends the sentence.
    pub asks: bool,
    /// True for a single letter, or several with full stops between them.
    spelled: bool,
}

impl Token {
    /// True for a number.
    pub fn is_number(&self) -> bool {
        self.word.bytes().all(|b| b.is_ascii_digit() || b == b'.')
    }
}

/// Signs that show nothing and would split a word.
fn is_invisible(c: char) -> bool {
    matches!(c, '\u{AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}')
}

/// The sign as it is compared: full-width forms and curly apostrophes folded.
fn fold(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFF01 + 0x21).unwrap_or(c),
        '\u{2019}' | '\u{2018}' | '\u{2BC}' => '\'',
        _ => c,
    }
}

/// Cuts a text into words. Linear in its length.
pub fn tokens(text: &str) -> Vec<Token> {
    let mut found: Vec<Token> = Vec::new();
    let mut sentence = 0;
    let mut open = 0; // first token of the running sentence
    let mut chars = text.char_indices().peekable();
    let mut last = ' ';
    while let Some((at, raw)) = chars.next() {
        let c = fold(raw);
        let after = chars.peek().map_or(' ', |(_, next)| fold(*next));
        if c.is_alphanumeric() || matches!(c, '$' | '%') {
            let mut word = String::from(c);
            let mut end = at + raw.len_utf8();
            while let Some(&(next_at, next)) = chars.peek() {
                let folded = fold(next);
                let inner = folded == '\'' || (folded == '.' && c.is_ascii_digit());
                let runs = folded.is_alphanumeric() || is_invisible(next);
                let follows = || text[next_at + next.len_utf8()..].chars().next();
                let inside = inner
                    && follows().is_some_and(|f| {
                        if folded == '.' { f.is_ascii_digit() } else { f.is_alphabetic() }
                    });
                if matches!(c, '$' | '%') || !(runs || inside) {
                    break;
                }
                if !is_invisible(next) {
                    word.push(folded);
                }
                end = next_at + next.len_utf8();
                chars.next();
            }
            push(&mut found, text, word, at, sentence, end);
            last = ' ';
            continue;
        }
        if c == ':'
            && let Some(token) = found.last_mut().filter(|token| token.end == at)
        {
            token.colon = true;
        }
        let ends = match c {
            '?' | '!' | ';' | '\n' => true,
            '.' => after.is_whitespace() && !is_title(found.last()),
            _ => false,
        };
        if ends && last != c {
            for token in &mut found[open..] {
                token.asks = c == '?';
            }
            open = found.len();
            sentence += 1;
        }
        last = c;
    }
    found
}

/// Titles whose full stop ends no sentence.
fn is_title(token: Option<&Token>) -> bool {
    token.is_some_and(|t| matches!(t.word.as_str(), "dr" | "mr" | "mrs" | "ms" | "pt" | "vs"))
}

/// Adds a word; single letters with full stops between them (`D.R.G.`) become one.
fn push(found: &mut Vec<Token>, text: &str, word: String, at: usize, sentence: u32, end: usize) {
    let slice = &text[at..end];
    let spelled = word.chars().count() == 1 && word.chars().all(char::is_alphabetic);
    let lower = word.to_lowercase();
    let capitals = slice.chars().any(char::is_uppercase) && !slice.chars().any(char::is_lowercase);
    if spelled
        && let Some(before) = found.last_mut()
        && before.spelled
        && text.get(before.end..at) == Some(".")
    {
        before.word.push_str(&lower);
        before.end = end;
        before.capitals &= capitals;
        return;
    }
    found.push(Token {
        start: at,
        end,
        word: lower,
        capitals,
        colon: false,
        sentence,
        asks: false,
        spelled,
    });
}

#[cfg(test)]
mod tests {
    use super::tokens;

    #[test]
    fn cuts_words() {
        for (text, words) in [
            ("MS-DRG 291.", "ms drg 291"),
            ("D.R.G. weight", "drg weight"),
            ("d\u{200B}rg and d\u{AD}rg", "drg and drg"),
            ("ＤＲＧ", "drg"),
            ("Lactate 4.1 mmol/L, 30%", "lactate 4.1 mmol l 30 %"),
            ("the patient\u{2019}s pain", "the patient's pain"),
            ("don't '", "don't"),
            ("", ""),
        ] {
            let found: Vec<String> = tokens(text).into_iter().map(|t| t.word).collect();
            assert_eq!(found.join(" "), words, "{text}");
        }
    }

    #[test]
    fn knows_sentences() {
        let found = tokens("Seen by Dr. Lee. Is it acute? CC: pain 2.5");
        let sentences: Vec<u32> = found.iter().map(|t| t.sentence).collect();
        assert_eq!(sentences, [0, 0, 0, 0, 1, 1, 1, 2, 2, 2]);
        assert!(found[4].asks && !found[0].asks);
        assert!(found[7].colon && found[7].capitals);
    }
}
