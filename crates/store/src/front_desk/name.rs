//! The form of a name under which it is searched.

/// A name in lower case, Latin letters without their marks, hyphens and several spaces as one.
#[must_use]
pub fn search_form(name: &str) -> String {
    let mut form = String::with_capacity(name.len());
    for letter in name.chars().flat_map(char::to_lowercase) {
        match letter {
            'à'..='å' | 'ā' | 'ă' | 'ą' => form.push('a'),
            'ç' | 'ć' | 'ĉ' | 'ċ' | 'č' => form.push('c'),
            'ď' | 'đ' | 'ð' => form.push('d'),
            'è'..='ë' | 'ē' | 'ĕ' | 'ė' | 'ę' | 'ě' => form.push('e'),
            'ĝ' | 'ğ' | 'ġ' | 'ģ' => form.push('g'),
            'ì'..='ï' | 'ĩ' | 'ī' | 'ĭ' | 'į' | 'ı' => form.push('i'),
            'ĺ' | 'ļ' | 'ľ' | 'ŀ' | 'ł' => form.push('l'),
            'ñ' | 'ń' | 'ņ' | 'ň' => form.push('n'),
            'ò'..='ö' | 'ø' | 'ō' | 'ŏ' | 'ő' => form.push('o'),
            'ŕ' | 'ŗ' | 'ř' => form.push('r'),
            'ś' | 'ŝ' | 'ş' | 'š' | 'ș' => form.push('s'),
            'ţ' | 'ť' | 'ŧ' | 'ț' => form.push('t'),
            'ù'..='ü' | 'ũ' | 'ū' | 'ŭ' | 'ů' | 'ű' | 'ų' => form.push('u'),
            'ý' | 'ÿ' => form.push('y'),
            'ź' | 'ż' | 'ž' => form.push('z'),
            'ß' => form.push_str("ss"),
            'æ' => form.push_str("ae"),
            'œ' => form.push_str("oe"),
            // Combining marks that stand by themselves.
            '\u{300}'..='\u{36f}' | '\'' | '’' | '.' => {}
            ',' | '-' | ' ' | '\t' => {
                if !form.is_empty() && !form.ends_with(' ') {
                    form.push(' ');
                }
            }
            other => form.push(other),
        }
    }
    form.truncate(form.trim_end().len());
    form
}

#[cfg(test)]
mod tests {
    use super::search_form;

    #[test]
    fn marks_case_and_punctuation_do_not_matter() {
        for (name, form) in [
            ("García-López, José", "garcia lopez jose"),
            ("O’Neill  Seán", "oneill sean"),
            ("Weiß", "weiss"),
            ("Mu\u{308}ller", "muller"),
            (" , ", ""),
            ("李", "李"),
        ] {
            assert_eq!(search_form(name), form);
        }
    }
}
