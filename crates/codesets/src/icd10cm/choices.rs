//! What tells the entries below a heading apart: the words of their titles and inclusion terms.
//! Read from the pack when they are first asked for and kept, so that opening a pack stays free.

use super::{Node, NoteKind};
use crate::words;
use std::sync::OnceLock;

/// Rows that get their places together; most of the list is never asked for.
const CHUNK: usize = 64;

/// The words of one entry below its heading.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Choice {
    /// Its title in lower case.
    pub lower: String,
    /// The words of its title without those in parentheses, which are nonessential (I.A.7).
    pub title: Vec<String>,
    /// Those of them that the entries beside it do not share.
    pub own: Vec<String>,
    /// The words of each of its inclusion terms, without the shared ones.
    pub inclusions: Vec<Vec<String>>,
}

/// A value for each row of a table, made when it is first asked for.
struct PerRow<T>(OnceLock<Box<[OnceLock<Chunk<T>>]>>);

type Chunk<T> = Box<[OnceLock<T>]>;

impl<T> Default for PerRow<T> {
    fn default() -> PerRow<T> {
        PerRow(OnceLock::new())
    }
}

impl<T> PerRow<T> {
    fn get(&self, rows: usize, row: usize, read: impl FnOnce() -> T) -> &T {
        let empty = |count: usize| (0..count).map(|_| OnceLock::new()).collect::<Box<[_]>>();
        let chunks = self.0.get_or_init(|| {
            (0..rows.div_ceil(CHUNK)).map(|_| OnceLock::new()).collect::<Box<[_]>>()
        });
        chunks[row / CHUNK].get_or_init(|| empty(CHUNK))[row % CHUNK].get_or_init(read)
    }
}

/// The words of a pack that were read so far.
#[derive(Default)]
pub(super) struct WordsRead {
    choices: PerRow<Box<[Choice]>>,
    titles: PerRow<Box<[String]>>,
}

impl<'a> Node<'a> {
    /// The normal forms of the words of its title.
    #[must_use]
    pub fn title_forms(self) -> &'a [String] {
        let read = || words::forms(self.title()).into();
        self.pack.read.titles.get(self.pack.nodes.rows, self.row, read)
    }

    /// The entries directly below it, by the words that tell them apart.
    #[must_use]
    pub fn choices(self) -> &'a [Choice] {
        self.pack.read.choices.get(self.pack.nodes.rows, self.row, || choices(self))
    }
}

fn choices(node: Node<'_>) -> Box<[Choice]> {
    let titles: Vec<Vec<String>> = node.children().map(|c| essential_forms(c.title())).collect();
    // What all share, or the heading says already, tells nothing apart.
    let heading = words::paired_forms(node.title());
    let is_common = |word: &String| {
        let count = titles.iter().filter(|title| title.contains(word)).count();
        count == titles.len() || (heading.contains(word) && count * 2 > titles.len())
    };
    let mut common: Vec<&String> = titles.iter().flatten().filter(|word| is_common(word)).collect();
    common.sort_unstable();
    common.dedup();
    let own = |words: &[String]| -> Vec<String> {
        words.iter().filter(|word| !common.contains(word)).cloned().collect()
    };
    let choice = |(child, title): (Node<'_>, &Vec<String>)| Choice {
        lower: child.title().to_lowercase(),
        title: title.clone(),
        own: own(title),
        inclusions: child
            .notes_of(NoteKind::Inclusion)
            .map(|term| own(&words::paired_forms(term)))
            .collect(),
    };
    node.children().zip(&titles).map(choice).collect()
}

/// The words of a title without those in parentheses, which are nonessential (I.A.7).
fn essential_forms(title: &str) -> Vec<String> {
    let mut depth = 0usize;
    let outside: String = title
        .chars()
        .filter(|c| {
            let inside = depth > 0;
            match c {
                '(' => depth += 1,
                ')' => depth = depth.saturating_sub(1),
                _ => {}
            }
            !inside && *c != '('
        })
        .collect();
    words::paired_forms(&outside)
}

#[cfg(test)]
mod tests {
    use super::super::Icd10Cm;

    #[test]
    fn own_words_of_entries() {
        let pack = Icd10Cm::embedded();
        let own = |code: &str| -> Vec<String> {
            pack.node(code).unwrap().choices().iter().map(|c| c.own.join(" ")).collect()
        };
        assert_eq!(own("M25.56"), ["right", "left", "unspecified"]);
        assert_eq!(own("I10"), Vec::<String>::new());
        assert_eq!(pack.node("I10").unwrap().title_forms()[0], "essential");
    }
}
