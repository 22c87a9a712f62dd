//! A document with its evidence marked: the text is cut only where a mark begins or ends, so that
//! a document of a megabyte stays a handful of elements.

use std::collections::BTreeSet;

/// Marks of one document at most; what is beyond is shown unmarked.
const MOST_MARKS: usize = 2_000;

/// Words that are to be marked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Which mark is seen where several overlap: the highest.
    pub weight: u8,
    /// Class of the mark: `suggested`, `accepted`, `rejected`, `uncoded`.
    pub class: &'static str,
    /// What is said beside it, so that colour is not needed.
    pub label: String,
    /// The line of the codes, if it belongs to one.
    pub line: Option<u32>,
    /// The anchor.
    pub anchor: String,
}

/// One stretch of text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Piece<'a> {
    /// First byte.
    pub start: usize,
    /// The words.
    pub text: &'a str,
    /// The mark over it.
    pub mark: Option<&'a Span>,
    /// Whether the mark begins here: then it carries the anchor.
    pub first: bool,
    /// Whether the mark ends here: then it carries the label.
    pub last: bool,
    /// Anchors of other marks that begin here and are hidden under this one.
    pub hidden: Vec<&'a str>,
}

/// The text in pieces. Spans that do not fall on characters are left out.
pub(super) fn pieces<'a>(text: &'a str, spans: &'a [Span]) -> Vec<Piece<'a>> {
    let whole = |span: &&Span| span.start < span.end && text.get(span.start..span.end).is_some();
    let spans: Vec<&Span> = spans.iter().filter(whole).take(MOST_MARKS).collect();
    let mut cuts: BTreeSet<usize> = [0, text.len()].into();
    cuts.extend(spans.iter().flat_map(|span| [span.start, span.end]));
    let cuts: Vec<usize> = cuts.into_iter().collect();
    let mut order = spans.clone();
    order.sort_by_key(|span| span.start);
    let (mut open, mut next): (Vec<&Span>, usize) = (Vec::new(), 0);
    let mut pieces: Vec<Piece<'a>> = Vec::new();
    let mut named: BTreeSet<&str> = BTreeSet::new();
    for pair in cuts.windows(2) {
        let (start, end) = (pair[0], pair[1]);
        open.retain(|span| span.end > start);
        while let Some(span) = order.get(next).filter(|span| span.start <= start) {
            open.push(span);
            next += 1;
        }
        let mark =
            open.iter().copied().max_by_key(|span| (span.weight, std::cmp::Reverse(span.start)));
        let words = text.get(start..end).unwrap_or_default();
        let first = mark.is_some_and(|span| named.insert(span.anchor.as_str()));
        let mut hidden = Vec::new();
        for span in open.iter().filter(|span| span.start == start && Some(**span) != mark) {
            if named.insert(span.anchor.as_str()) {
                hidden.push(span.anchor.as_str());
            }
        }
        pieces.push(Piece { start, text: words, mark, first, last: false, hidden });
    }
    for index in 0..pieces.len() {
        let ends = pieces[index].mark.is_some()
            && pieces.get(index + 1).is_none_or(|next| next.mark != pieces[index].mark);
        pieces[index].last = ends;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn span(start: usize, end: usize, weight: u8) -> Span {
        let anchor = format!("{start}-{end}");
        Span { start, end, weight, class: "x", label: String::new(), line: None, anchor }
    }

    #[test]
    fn the_text_stays_whole_and_the_heaviest_mark_is_seen() {
        let text = "diabetes with kidney disease, é";
        let spans = [span(0, 28, 1), span(14, 20, 2), span(30, 31, 3), span(5, 5, 1)];
        let pieces = pieces(text, &spans);
        assert_eq!(pieces.iter().map(|piece| piece.text).collect::<String>(), text);
        let weights: Vec<_> =
            pieces.iter().map(|p| (p.text, p.mark.map(|m| m.weight), p.first, p.last)).collect();
        assert_eq!(
            weights,
            [
                ("diabetes with ", Some(1), true, true),
                ("kidney", Some(2), true, true),
                (" disease", Some(1), false, true),
                (", é", None, false, false),
            ]
        );
    }

    #[test]
    fn a_megabyte_with_few_marks_is_few_pieces() {
        let text = "word ".repeat(200_000);
        let spans: Vec<Span> = (0..100).map(|i| span(i * 50, i * 50 + 4, 1)).collect();
        assert_eq!(pieces(&text, &spans).len(), 200);
    }
}
