//! The forms of a name under which it is searched: one text, and its words.

/// Characters of a word that count. What is longer is kept and asked for up to here.
pub const LONGEST_WORD: usize = 40;

/// Words of one name that are kept at most.
const MOST_WORDS: usize = 24;

/// Words of one search that are asked for at most; those after them are left out.
pub const MOST_ASKED: usize = 8;

/// A name in lower case, Latin letters without their marks, hyphens and several spaces as one.
#[must_use]
pub fn search_form(name: &str) -> String {
    let mut form = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            letter if is_silent(letter) => {}
            ',' | '-' | ' ' | '\t' => {
                if !form.is_empty() && !form.ends_with(' ') {
                    form.push(' ');
                }
            }
            other => push_plain(other, &mut form),
        }
    }
    form.truncate(form.trim_end().len());
    form
}

/// The words under which a name is found, each once: what stands between characters that are
/// neither letters nor digits, in the letters of [`search_form`]. An apostrophe or a full stop is
/// left out, and the parts beside it are words as well: `O'Neill` is `oneill`, `o` and `neill`.
#[must_use]
pub fn name_words(name: &str) -> Vec<String> {
    let mut words = words(name, false);
    words.extend(words_apart(name));
    let mut seen = std::collections::BTreeSet::new();
    words.retain(|word| seen.insert(word.clone()));
    words.truncate(MOST_WORDS);
    words
}

/// The words of a search. Each asks for a name with a word that begins so; a word with which
/// another one begins asks for nothing more.
#[must_use]
pub fn asked_words(text: &str) -> Vec<String> {
    let all = words(text, false);
    let mut asked: Vec<String> = Vec::new();
    for (place, word) in all.iter().enumerate() {
        let said = |(other_place, other): (usize, &String)| {
            other.starts_with(word) && (other.len() > word.len() || other_place < place)
        };
        if !all.iter().enumerate().any(said) {
            asked.push(word.clone());
        }
    }
    asked.truncate(MOST_ASKED);
    asked
}

fn words_apart(name: &str) -> Vec<String> {
    if name.chars().any(is_punctuation) { words(name, true) } else { Vec::new() }
}

fn words(name: &str, apart: bool) -> Vec<String> {
    let mut words = vec![String::new()];
    for letter in name.chars().flat_map(char::to_lowercase) {
        if is_silent(letter) && !(apart && is_punctuation(letter)) {
            continue;
        }
        match words.last_mut() {
            Some(word) if letter.is_alphanumeric() && !is_punctuation(letter) => {
                push_plain(letter, word);
            }
            Some(word) if !word.is_empty() => words.push(String::new()),
            _ => {}
        }
    }
    for word in &mut words {
        if let Some((end, _)) = word.char_indices().nth(LONGEST_WORD) {
            word.truncate(end);
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// What is not heard within a word: apostrophes of every kind, full stops, and combining marks
/// that stand by themselves.
fn is_silent(letter: char) -> bool {
    is_punctuation(letter) || ('\u{300}'..='\u{36f}').contains(&letter)
}

fn is_punctuation(letter: char) -> bool {
    matches!(letter, '\'' | '’' | '‘' | '`' | '´' | '\u{2bb}' | '\u{2bc}' | '.')
}

/// A small Latin letter without its marks; other characters as they are.
fn push_plain(letter: char, form: &mut String) {
    let plain = match letter {
        'à'..='å' | 'ā' | 'ă' | 'ą' | 'ǎ' | '\u{1ea0}'..='\u{1eb7}' => 'a',
        'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => 'c',
        'ď' | 'đ' | 'ð' => 'd',
        'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' | '\u{1eb8}'..='\u{1ec7}' => 'e',
        'ĝ' | 'ğ' | 'ġ' | 'ģ' => 'g',
        'ĥ' | 'ħ' => 'h',
        'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' | 'ǐ' | '\u{1ec8}'..='\u{1ecb}' => 'i',
        'ĵ' => 'j',
        'ķ' => 'k',
        'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => 'l',
        'ñ' | 'ń' | 'ņ' | 'ň' => 'n',
        'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' | 'ơ' | 'ǒ' | '\u{1ecc}'..='\u{1ee3}' => 'o',
        'ŕ' | 'ŗ' | 'ř' => 'r',
        'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => 's',
        'ţ' | 'ť' | 'ŧ' | 'ț' => 't',
        'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' | 'ư' | 'ǔ' | '\u{1ee4}'..='\u{1ef1}' => {
            'u'
        }
        'ŵ' => 'w',
        'ý' | 'ÿ' | 'ŷ' | '\u{1ef2}'..='\u{1ef9}' => 'y',
        'ź' | 'ż' | 'ž' => 'z',
        'ς' => 'σ',
        'ß' => return form.push_str("ss"),
        'æ' => return form.push_str("ae"),
        'œ' => return form.push_str("oe"),
        'þ' => return form.push_str("th"),
        other => other,
    };
    form.push(plain);
}

#[cfg(test)]
mod tests {
    use super::{LONGEST_WORD, asked_words, name_words, search_form};

    #[test]
    fn marks_case_and_punctuation_do_not_matter() {
        for (name, form) in [
            ("García-López, José", "garcia lopez jose"),
            ("O’Neill  Seán", "oneill sean"),
            ("Weiß", "weiss"),
            ("Mu\u{308}ller", "muller"),
            ("Nguyễn", "nguyen"),
            (" , ", ""),
            ("李", "李"),
        ] {
            assert_eq!(search_form(name), form);
        }
    }

    #[test]
    fn a_name_has_its_words_and_the_parts_beside_an_apostrophe() {
        for (name, words) in [
            ("García-López, José", vec!["garcia", "lopez", "jose"]),
            ("O’Neill, Seán", vec!["oneill", "sean", "o", "neill"]),
            ("St. John, J.R.", vec!["st", "john", "jr", "j", "r"]),
            ("Doe_7, Ann Ann 100%", vec!["doe", "7", "ann", "100"]),
            ("李小龍", vec!["李小龍"]),
            ("Λάμπρος", vec!["λάμπροσ"]),
            ("🙂", vec![]),
            ("", vec![]),
            ("' . -", vec![]),
            ("\0X\0", vec!["x"]),
        ] {
            assert_eq!(name_words(name), words, "{name}");
        }
        assert_eq!(name_words(&"x".repeat(9_000)), ["x".repeat(LONGEST_WORD)]);
        assert_eq!(name_words(&(0..90).map(|n| format!("w{n} ")).collect::<String>()).len(), 24);
    }

    #[test]
    fn a_search_asks_for_each_beginning_once() {
        for (text, words) in [
            ("  ann a AN ann", vec!["ann"]),
            ("o'neill s", vec!["oneill", "s"]),
            ("100%", vec!["100"]),
            ("%_*", vec![]),
        ] {
            assert_eq!(asked_words(text), words, "{text}");
        }
        assert_eq!(asked_words("a b c d e f g h i j").len(), 8);
    }
}
