//! The written form of ICD-11: stem codes, extension codes, and clusters of them.
//!
//! Reference Guide, code structure and postcoordination: a stem code has four characters, of which
//! the second is a letter and the third a digit, and up to two more behind a dot; an extension
//! code begins with X; the letters I and O are not used. A cluster begins with a stem code; `&`
//! puts an extension code to the stem before it, `/` puts a further stem beside it.
//!
//! The second character tells the systems apart: in ICD-10 and ICD-10-CM it is always a digit, in
//! ICD-11 always a letter. No text has both forms.

use std::fmt;

/// Longest text that is read as a cluster, in bytes.
pub const LONGEST: usize = 256;

/// Most codes of one cluster.
pub const MOST_PARTS: usize = 32;

/// Characters of a faulty part that are repeated in a message.
const SHOWN: usize = 40;

/// What a single code is by its form. Says nothing about whether it exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum CodeForm {
    /// Stands by itself, as `5A11` or `2C25.Z`.
    Stem,
    /// Adds to a stem code, as `XS9R`.
    Extension,
}

impl CodeForm {
    /// The form of a code in capitals; `None` for anything else.
    #[must_use]
    pub fn of(code: &str) -> Option<CodeForm> {
        let bytes = code.as_bytes();
        let [first, second, rest @ ..] = bytes else { return None };
        if !second.is_ascii_alphabetic() || !is_character(*second) || !is_character(*first) {
            return None;
        }
        if *first == b'X' {
            let fits = (2..=4).contains(&rest.len()) && rest.iter().all(|b| is_character(*b));
            return fits.then_some(CodeForm::Extension);
        }
        let [third, fourth, tail @ ..] = rest else { return None };
        let detail = match tail {
            [] => true,
            [b'.', detail @ ..] => {
                (1..=2).contains(&detail.len()) && detail.iter().all(|b| is_character(*b))
            }
            _ => false,
        };
        let stem = *first != b'0' && third.is_ascii_digit() && is_character(*fourth) && detail;
        stem.then_some(CodeForm::Stem)
    }

    /// The name used in JSON and listings.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            CodeForm::Stem => "stem",
            CodeForm::Extension => "extension",
        }
    }
}

/// Digits and capitals, without the two letters that look like digits.
fn is_character(byte: u8) -> bool {
    byte.is_ascii_digit() || byte.is_ascii_uppercase() && !matches!(byte, b'I' | b'O')
}

/// True when the text is a code or a well-formed cluster of ICD-11, whatever its case.
#[must_use]
pub fn has_icd11_form(text: &str) -> bool {
    let upper = text.trim().to_ascii_uppercase();
    CodeForm::of(&upper).is_some() || Cluster::parse(&upper).is_ok()
}

/// One code of a cluster and where it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Part {
    /// The code, in capitals.
    pub code: String,
    /// Stem or extension.
    pub form: CodeForm,
    /// Its first character in the text, from 1.
    pub at: usize,
}

/// A stem code with the extension codes that belong to it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Group {
    /// The stem.
    pub stem: Part,
    /// Its extensions in their order.
    pub extensions: Vec<Part>,
}

/// A stem code with what was put to it; a single stem code is a cluster of one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Cluster {
    /// Stems in their order.
    pub groups: Vec<Group>,
}

/// What is wrong with a text that should be a cluster. `at` is the first character of the part,
/// from 1.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum ClusterFault {
    /// Nothing stands there.
    #[error("no code at character {at}; write a stem code, as 5A11")]
    Empty {
        /// Where.
        at: usize,
    },
    /// Longer than any cluster.
    #[error("longer than {LONGEST} bytes or {MOST_PARTS} codes; write one cluster at a time")]
    TooLong,
    /// An address instead of a code.
    #[error("an address, not a code; look up the code that stands beside it in the browser")]
    Address,
    /// Neither a stem nor an extension code.
    #[error(
        "`{part}` at character {at} does not have the form of an ICD-11 code{hint}; a stem code \
         is written as 2C25.Z, an extension code as XS9R"
    )]
    Form {
        /// The part.
        part: String,
        /// Where.
        at: usize,
        /// What it may be, as a clause.
        hint: &'static str,
    },
    /// An extension code at the beginning.
    #[error(
        "`{part}` at character {at} is an extension code and can't begin a cluster; put the stem \
         code before it, with &"
    )]
    BeginsWithExtension {
        /// The part.
        part: String,
        /// Where.
        at: usize,
    },
    /// `/` before an extension code.
    #[error("`{part}` at character {at} is an extension code behind /; join it to its stem by &")]
    ExtensionBehindSlash {
        /// The part.
        part: String,
        /// Where.
        at: usize,
    },
    /// `&` before a stem code.
    #[error(
        "`{part}` at character {at} is a stem code behind &; put it beside the other stem by /"
    )]
    StemBehindAmpersand {
        /// The part.
        part: String,
        /// Where.
        at: usize,
    },
    /// The same code twice for one stem, or the same stem with the same extensions.
    #[error("`{part}` at character {at} stands there twice; leave one out")]
    Duplicate {
        /// The part.
        part: String,
        /// Where the second one stands.
        at: usize,
    },
    /// Of the right form, and not in the release.
    #[error("`{part}` at character {at} is not in the imported ICD-11 release")]
    Unknown {
        /// The part.
        part: String,
        /// Where.
        at: usize,
    },
}

impl Cluster {
    /// Reads a stem code or a cluster, without regard to case and outer white space.
    ///
    /// # Errors
    /// Every fault of the text, in its order.
    pub fn parse(text: &str) -> Result<Cluster, Vec<ClusterFault>> {
        if text.len() > LONGEST {
            return Err(vec![ClusterFault::TooLong]);
        }
        if text.contains("://") {
            return Err(vec![ClusterFault::Address]);
        }
        let before = text.chars().take_while(|c| c.is_whitespace()).count();
        let upper = text.trim().to_ascii_uppercase();
        let (mut parts, mut faults) = (Vec::new(), Vec::new());
        let (mut joint, mut at) = (None, before + 1);
        for piece in upper.split_inclusive(['&', '/']) {
            let next = piece.chars().last().filter(|c| matches!(c, '&' | '/'));
            let code = piece.trim_end_matches(['&', '/']);
            match part(code, at) {
                Ok(part) => parts.push((joint, part)),
                Err(fault) => faults.push(fault),
            }
            at += piece.chars().count();
            joint = next;
        }
        if upper.is_empty() || joint.is_some() {
            faults.push(ClusterFault::Empty { at });
        }
        if parts.len() > MOST_PARTS {
            return Err(vec![ClusterFault::TooLong]);
        }
        let cluster = grouped(parts, &mut faults);
        duplicates(&cluster, &mut faults);
        if faults.is_empty() { Ok(cluster) } else { Err(faults) }
    }

    /// Every code in its order.
    pub fn parts(&self) -> impl Iterator<Item = &Part> {
        self.groups.iter().flat_map(|g| std::iter::once(&g.stem).chain(&g.extensions))
    }

    /// True when it is one stem code and nothing more.
    #[must_use]
    pub fn is_single(&self) -> bool {
        self.parts().count() == 1
    }
}

impl fmt::Display for Cluster {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (i, group) in self.groups.iter().enumerate() {
            let joint = if i == 0 { "" } else { "/" };
            write!(f, "{joint}{}", group.stem.code)?;
            for extension in &group.extensions {
                write!(f, "&{}", extension.code)?;
            }
        }
        Ok(())
    }
}

fn part(code: &str, at: usize) -> Result<Part, ClusterFault> {
    if code.is_empty() {
        return Err(ClusterFault::Empty { at });
    }
    match CodeForm::of(code) {
        Some(form) => Ok(Part { code: code.to_owned(), form, at }),
        None => {
            let part = code.chars().take(SHOWN).collect();
            Err(ClusterFault::Form { part, at, hint: hint(code) })
        }
    }
}

/// What a part of another form may be.
fn hint(code: &str) -> &'static str {
    if crate::code::has_icd10cm_form(code) {
        " (it has that of ICD-10)"
    } else if code.contains(char::is_whitespace) {
        " (no space stands in a cluster)"
    } else if code.contains(['I', 'O']) {
        " (ICD-11 uses no letter I or O; a digit 1 or 0 may be meant)"
    } else {
        ""
    }
}

/// Extensions put to their stems; what stands in the wrong order is a fault and left out.
fn grouped(parts: Vec<(Option<char>, Part)>, faults: &mut Vec<ClusterFault>) -> Cluster {
    let mut groups: Vec<Group> = Vec::new();
    for (joint, part) in parts {
        let (code, at) = (part.code.clone(), part.at);
        match (joint, part.form, groups.last_mut()) {
            (None | Some('/'), CodeForm::Stem, _) => {
                groups.push(Group { stem: part, extensions: Vec::new() });
            }
            (Some('&'), CodeForm::Extension, Some(group)) => group.extensions.push(part),
            (_, CodeForm::Stem, _) => {
                faults.push(ClusterFault::StemBehindAmpersand { part: code, at });
            }
            (Some('/'), CodeForm::Extension, _) => {
                faults.push(ClusterFault::ExtensionBehindSlash { part: code, at });
            }
            (None, CodeForm::Extension, _) => {
                faults.push(ClusterFault::BeginsWithExtension { part: code, at });
            }
            // Behind a stem that was itself at fault: that fault has been named.
            (_, CodeForm::Extension, _) => {}
        }
    }
    Cluster { groups }
}

fn duplicates(cluster: &Cluster, faults: &mut Vec<ClusterFault>) {
    let mut twice = |part: &Part| {
        faults.push(ClusterFault::Duplicate { part: part.code.clone(), at: part.at });
    };
    for (i, group) in cluster.groups.iter().enumerate() {
        for (j, extension) in group.extensions.iter().enumerate() {
            if group.extensions[..j].iter().any(|e| e.code == extension.code) {
                twice(extension);
            }
        }
        // The same stem with other extensions is something else: a tumour right and left.
        if cluster.groups[..i].iter().any(|other| codes(other) == codes(group)) {
            twice(&group.stem);
        }
    }
}

/// The stem, then its extensions in the order of the alphabet.
fn codes(group: &Group) -> (&str, Vec<&str>) {
    let mut extensions: Vec<&str> = group.extensions.iter().map(|e| e.code.as_str()).collect();
    extensions.sort_unstable();
    (&group.stem.code, extensions)
}

#[cfg(test)]
mod tests;
