//! The difference of two texts, by words or by lines.

use serde::Serialize;

/// Most cells of the comparison's table. Beyond it, what lies between the common beginning and the
/// common end is shown as taken away and added.
const MOST_CELLS: usize = 4_000_000;

/// What a piece is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum PieceKind {
    /// In both texts.
    Same,
    /// Only in the earlier text.
    Removed,
    /// Only in the later text.
    Added,
}

/// A run of words with the blanks behind them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Piece {
    /// What it is.
    pub kind: PieceKind,
    /// The words, exactly as they stand.
    pub text: String,
}

/// What became of `before`: the pieces that are same or removed make it, those that are same or
/// added make `after`, to the byte.
#[must_use]
pub fn word_diff(before: &str, after: &str) -> Vec<Piece> {
    compared(&words(before), &words(after))
}

/// As [`word_diff`], line by line: a piece is a run of whole lines with their ends.
#[must_use]
pub fn line_diff(before: &str, after: &str) -> Vec<Piece> {
    let old: Vec<&str> = before.split_inclusive('\n').collect();
    let new: Vec<&str> = after.split_inclusive('\n').collect();
    compared(&old, &new)
}

fn compared(old: &[&str], new: &[&str]) -> Vec<Piece> {
    let lead = old.iter().zip(new).take_while(|(a, b)| a == b).count();
    let tail = old[lead..].iter().rev().zip(new[lead..].iter().rev());
    let tail = tail.take_while(|(a, b)| a == b).count();
    let (old_mid, new_mid) = (&old[lead..old.len() - tail], &new[lead..new.len() - tail]);
    let mut pieces = Vec::new();
    add(&mut pieces, PieceKind::Same, &old[..lead]);
    middle(&mut pieces, old_mid, new_mid);
    add(&mut pieces, PieceKind::Same, &old[old.len() - tail..]);
    pieces
}

/// Words with the blanks behind them; blanks at the start are a word of their own.
fn words(text: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut start = 0;
    let mut blank = text.chars().next().is_some_and(char::is_whitespace);
    for (at, c) in text.char_indices() {
        if blank && !c.is_whitespace() && at > start {
            found.push(&text[start..at]);
            start = at;
        }
        blank = c.is_whitespace();
    }
    if start < text.len() {
        found.push(&text[start..]);
    }
    found
}

/// The longest common subsequence, by the plain table.
fn middle(pieces: &mut Vec<Piece>, old: &[&str], new: &[&str]) {
    let cells = (old.len() + 1).saturating_mul(new.len() + 1);
    if old.is_empty() || new.is_empty() || cells > MOST_CELLS {
        add(pieces, PieceKind::Removed, old);
        add(pieces, PieceKind::Added, new);
        return;
    }
    let width = new.len() + 1;
    let mut common = vec![0u32; cells];
    for i in (0..old.len()).rev() {
        for j in (0..new.len()).rev() {
            common[i * width + j] = if old[i] == new[j] {
                common[(i + 1) * width + j + 1] + 1
            } else {
                common[(i + 1) * width + j].max(common[i * width + j + 1])
            };
        }
    }
    let (mut i, mut j) = (0, 0);
    while i < old.len() || j < new.len() {
        if i < old.len() && j < new.len() && old[i] == new[j] {
            add(pieces, PieceKind::Same, &old[i..=i]);
            (i, j) = (i + 1, j + 1);
        } else if j == new.len()
            || (i < old.len() && common[(i + 1) * width + j] >= common[i * width + j + 1])
        {
            add(pieces, PieceKind::Removed, &old[i..=i]);
            i += 1;
        } else {
            add(pieces, PieceKind::Added, &new[j..=j]);
            j += 1;
        }
    }
}

fn add(pieces: &mut Vec<Piece>, kind: PieceKind, words: &[&str]) {
    if words.is_empty() {
        return;
    }
    match pieces.last_mut().filter(|last| last.kind == kind) {
        Some(last) => last.text.push_str(&words.concat()),
        None => pieces.push(Piece { kind, text: words.concat() }),
    }
}
