//! Words: how text becomes comparable, for code titles and clinical notes alike.
//!
//! A word is a run of letters and digits, lower-cased, with its plural and British spelling taken
//! back to one form. Each keeps its byte range, so that evidence stays verbatim. Linear in the
//! text.

/// Longest word that is kept whole, in bytes; what follows in the same run is cut off.
pub const LONGEST_WORD: usize = 48;

/// One word of a text.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Word {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
}

/// Calls `each` with every word of `text` and its normal form.
pub fn each_word(text: &str, mut each: impl FnMut(Word, &str)) {
    let bytes = text.as_bytes();
    let mut form = String::with_capacity(LONGEST_WORD);
    let mut at = 0;
    while at < bytes.len() {
        if !starts_word(text, at) {
            at += char_width(bytes[at]);
            continue;
        }
        let start = at;
        form.clear();
        at = read_word(text, at, &mut form);
        // "Crohn's", "patient's": the possessive is no part of the word.
        let end = at;
        at += possessive(&bytes[at..]);
        normalise(&mut form);
        each(Word { start, end }, &form);
    }
}

/// The normal forms of all words of `text`.
#[must_use]
pub fn forms(text: &str) -> Vec<String> {
    let mut all = Vec::new();
    each_word(text, |_, form| all.push(form.to_owned()));
    all
}

/// The normal forms of all words of a title; pairs such as "lower limb" as one word each, so that
/// "lower" alone never speaks for a limb.
#[must_use]
pub fn paired_forms(text: &str) -> Vec<String> {
    let mut merged: Vec<String> = Vec::new();
    each_word(text, |_, form| {
        let pair = merged.last().and_then(|last| pair(last, form));
        match (pair, merged.last_mut()) {
            (Some(pair), Some(last)) => *last = pair.to_owned(),
            _ => merged.push(form.to_owned()),
        }
    });
    merged
}

/// Two words that name one thing only together, as one.
#[must_use]
pub fn pair(first: &str, second: &str) -> Option<&'static str> {
    match (first, second) {
        ("lower", "limb" | "extremity") => Some("lowerlimb"),
        ("upper", "limb" | "extremity") => Some("upperlimb"),
        ("large", "intestine" | "bowel") => Some("largeintestine"),
        ("small", "intestine" | "bowel") => Some("smallintestine"),
        _ => None,
    }
}

/// True when the text holds these words (plain letters in lower case), capitals aside.
#[must_use]
pub fn has_ascii(text: &str, words: &str) -> bool {
    let (text, words) = (text.as_bytes(), words.as_bytes());
    words.is_empty() || text.windows(words.len()).any(|part| part.eq_ignore_ascii_case(words))
}

/// Length of `'s` or `’s` at the start of `rest`, 0 when there is none.
fn possessive(rest: &[u8]) -> usize {
    let mark = if rest.starts_with(b"'") {
        1
    } else if rest.starts_with("’".as_bytes()) {
        3
    } else {
        return 0;
    };
    let ends = !rest.get(mark + 1).is_some_and(u8::is_ascii_alphanumeric);
    if rest.get(mark).is_some_and(|b| b | 0x20 == b's') && ends { mark + 1 } else { 0 }
}

fn char_width(first: u8) -> usize {
    match first {
        0..=0x7F => 1,
        0xC0..=0xDF => 2,
        0xE0..=0xEF => 3,
        0xF0..=0xFF => 4,
        // A continuation byte: only reached when a caller cuts a character; step over it.
        0x80..=0xBF => 1,
    }
}

fn starts_word(text: &str, at: usize) -> bool {
    let byte = text.as_bytes()[at];
    if byte < 0x80 {
        return byte.is_ascii_alphanumeric();
    }
    text.get(at..).and_then(|rest| rest.chars().next()).is_some_and(char::is_alphanumeric)
}

/// Appends the run that starts at `at` to `form`, lower-cased; returns one past its last byte.
fn read_word(text: &str, mut at: usize, form: &mut String) -> usize {
    let bytes = text.as_bytes();
    while at < bytes.len() {
        let byte = bytes[at];
        if byte.is_ascii_alphanumeric() {
            let other = |b: &u8| !b.is_ascii_alphanumeric();
            let end = bytes[at..].iter().position(other).map_or(bytes.len(), |n| at + n);
            let (known, room) = (form.len(), LONGEST_WORD.saturating_sub(form.len()));
            form.push_str(&text[at..end.min(at + room)]);
            form[known..].make_ascii_lowercase();
            at = end;
        } else if byte == b'.'
            && at > 0
            && bytes[at - 1].is_ascii_digit()
            && bytes.get(at + 1).is_some_and(u8::is_ascii_digit)
        {
            // A decimal point inside a number: 8.2 is one word.
            form.push('.');
            at += 1;
        } else if byte >= 0x80 {
            let Some(c) = text[at..].chars().next() else { break };
            if !c.is_alphanumeric() {
                break;
            }
            if form.len() < LONGEST_WORD {
                push_folded(c, form);
            }
            at += c.len_utf8();
        } else {
            break;
        }
    }
    at
}

/// Latin letters with marks become plain ones; other letters stay.
fn push_folded(c: char, form: &mut String) {
    let plain = match c {
        'à'..='å' | 'À'..='Å' => "a",
        'è'..='ë' | 'È'..='Ë' => "e",
        'ì'..='ï' | 'Ì'..='Ï' => "i",
        'ò'..='ö' | 'ø' | 'Ò'..='Ö' | 'Ø' => "o",
        'ù'..='ü' | 'Ù'..='Ü' => "u",
        'ç' | 'Ç' => "c",
        'ñ' | 'Ñ' => "n",
        'æ' | 'Æ' => "ae",
        'œ' | 'Œ' => "oe",
        'ß' => "ss",
        other => {
            form.extend(other.to_lowercase());
            return;
        }
    };
    form.push_str(plain);
}

/// British digraphs of medical Greek and Latin, and what American spelling makes of them.
const SPELLINGS: &[(&str, &str)] = &[
    ("haem", "hem"),
    ("aemia", "emia"),
    ("oedem", "edem"),
    ("oesoph", "esoph"),
    ("oestr", "estr"),
    ("paed", "ped"),
    ("rrhoea", "rrhea"),
    ("rrhoeic", "rrheic"),
    ("tumour", "tumor"),
    ("leucocyt", "leukocyt"),
    ("foet", "fet"),
    ("gynaec", "gynec"),
    ("caec", "cec"),
    ("dyspnoea", "dyspnea"),
    ("apnoea", "apnea"),
    ("orthopnoea", "orthopnea"),
    ("anaesth", "anesth"),
    ("fibre", "fiber"),
    ("colour", "color"),
    ("sulph", "sulf"),
];

/// True when the word holds letters that one of the [`SPELLINGS`] holds; most words do not.
fn may_be_british(form: &str) -> bool {
    form.as_bytes().windows(3).any(|w| match w[1] {
        b'e' => matches!(w[0], b'a' | b'o'),
        b'o' => matches!(w, b"mou" | b"lou" | b"coc"),
        b'b' => w == b"ibr",
        b'p' => w == b"lph",
        _ => false,
    })
}

fn normalise(form: &mut String) {
    if form.len() > 4 && may_be_british(form) {
        for (british, american) in SPELLINGS {
            if form.contains(british) {
                *form = form.replace(british, american);
            }
        }
    }
    singular(form);
}

/// Takes an English plural back to its singular. Words whose singular ends in s stay
/// (diabetes, sepsis, pus, abscess), because their endings are listed.
fn singular(form: &mut String) {
    let n = form.len();
    if n < 4 || !form.is_ascii() || !form.ends_with('s') || form.as_bytes()[0].is_ascii_digit() {
        return;
    }
    let kept = matches!(form.as_bytes()[n - 2], b's' | b'u' | b'i' | b'a')
        || form.ends_with("betes")
        || form.ends_with("ascites")
        || form.ends_with("rabies")
        || form.ends_with("herpes")
        || form.ends_with("biceps")
        || matches!(
            form.as_str(),
            "abcs"
                | "aids"
                | "copd"
                | "gas"
                | "lens"
                | "mumps"
                | "measles"
                | "ceps"
                | "triceps"
                | "quadriceps"
                | "facies"
                | "scabies"
                | "caries"
                | "feces"
                | "series"
                | "pubes"
                | "adhesives"
                | "always"
                | "does"
                | "has"
                | "was"
                | "this"
                | "less"
                | "yes"
                | "rales"
                | "labs"
                | "meds"
                | "cms"
                | "gms"
                | "hrs"
                | "tids"
        );
    if kept {
        return;
    }
    if form.ends_with("ies") && n > 4 {
        form.truncate(n - 3);
        form.push('y');
    } else if matches!(
        form.as_bytes(),
        [.., b'c' | b's', b'h', b'e', b's']
            | [.., b's', b's', b'e', b's']
            | [.., b'x' | b'z', b'e', b's']
    ) {
        form.truncate(n - 2);
    } else {
        form.truncate(n - 1);
    }
}

/// Words that carry no meaning of their own in a term.
#[must_use]
pub fn is_filler(form: &str) -> bool {
    // No filler is longer: most words are told by their length alone.
    form.len() <= 5
        && matches!(
            form,
            "a" | "an"
                | "and"
                | "any"
                | "as"
                | "at"
                | "be"
                | "by"
                | "for"
                | "from"
                | "her"
                | "his"
                | "in"
                | "into"
                | "is"
                | "it"
                | "its"
                | "nec"
                | "nos"
                | "of"
                | "on"
                | "or"
                | "such"
                | "that"
                | "the"
                | "their"
                | "this"
                | "to"
                | "was"
                | "which"
                | "with"
                | "my"
                | "your"
        )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn normal_forms() {
        for (text, expected) in [
            ("Crohn's disease", vec!["crohn", "disease"]),
            ("Allergies, biopsies", vec!["allergy", "biopsy"]),
            ("diabetes mellitus", vec!["diabetes", "mellitus"]),
            ("Haemorrhoids; oedema", vec!["hemorrhoid", "edema"]),
            ("A1c 8.2%.", vec!["a1c", "8.2"]),
            ("sepsis abscesses masses", vec!["sepsis", "abscess", "mass"]),
            ("Ménière's", vec!["meniere"]),
            ("type 2-diabetes", vec!["type", "2", "diabetes"]),
        ] {
            assert_eq!(forms(text), expected, "{text}");
        }
    }

    #[test]
    fn every_british_spelling_is_looked_for() {
        for (british, _) in SPELLINGS {
            assert!(may_be_british(british), "{british}");
        }
    }

    #[test]
    fn ranges_are_verbatim() {
        let text = "— Crohn’s, naïve (8.2)";
        let mut seen = Vec::new();
        each_word(text, |word, _| seen.push(&text[word.start..word.end]));
        assert_eq!(seen, ["Crohn", "naïve", "8.2"]);
    }

    #[test]
    fn a_long_run_is_bounded() {
        let text = "x".repeat(10_000);
        assert_eq!(forms(&text)[0].len(), LONGEST_WORD);
    }
}
