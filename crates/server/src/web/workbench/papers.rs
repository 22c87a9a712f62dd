//! The left and the middle: the documents, the search in them, and the one that is read.

use super::desk::Open;
use super::paint::{Span, pieces};
use super::work::{Line, State};
use crate::web::format::in_address;
use model::sensitivity::REDISCLOSURE_NOTICE;
use model::{NotCodedWhy, SensitivityTag};
use std::collections::BTreeMap;

/// Hits of a search at most.
const MOST_HITS: usize = 100;

/// Longest search, in characters.
pub(super) const LONGEST_SEARCH: usize = 100;

/// Bytes around a hit that are shown.
const AROUND: usize = 48;

/// One document of the list.
pub(super) struct Paper {
    pub place: usize,
    pub title: String,
    pub date: String,
    pub unread: bool,
    pub signed: bool,
    pub version: i64,
    pub here: bool,
    pub marks: usize,
    pub tags: String,
    pub withheld: bool,
}

/// Documents of one type.
pub(super) struct Group {
    pub name: String,
    pub papers: Vec<Paper>,
}

/// A hit of the search.
pub(super) struct Hit {
    pub href: String,
    pub title: String,
    pub before: String,
    pub words: String,
    pub after: String,
}

/// A stretch of the text that is read.
pub(super) struct Stretch {
    pub start: usize,
    pub text: String,
    pub class: &'static str,
    pub label: String,
    pub line: Option<u32>,
    pub anchor: String,
    pub first: bool,
    pub last: bool,
    pub hidden: Vec<String>,
}

/// The document that is read.
pub(super) struct Reading {
    pub title: String,
    pub about: String,
    pub notice: Option<&'static str>,
    /// Where what changed since an earlier version is told.
    pub changes: Option<String>,
    pub stretches: Vec<Stretch>,
}

/// The list, grouped by type in the order in which the types first come.
pub(super) fn groups(open: &Open, here: usize) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let marks = marks(open);
    for (place, document) in open.texts().iter().enumerate() {
        let row = open.documents.get(place);
        let title = title(open, place);
        // What stands before a dash or bracket is the type: `Progress note - 12 June`.
        let kind = title.split([',', '(', '–']).next().unwrap_or_default().trim().to_owned();
        let seen = open.seen.get(place).copied().unwrap_or(false);
        let tags = open.tags(place);
        let paper = Paper {
            place,
            title: title.clone(),
            date: document.date.map(|date| date.to_string()).unwrap_or_default(),
            unread: row.is_some_and(|row| row.read_at.is_none()) && place != here,
            signed: row.is_none_or(|row| row.signed),
            version: row.map_or(1, |row| row.version),
            here: place == here,
            marks: marks.get(&place).copied().unwrap_or(0),
            tags: tags.iter().map(SensitivityTag::name).collect::<Vec<_>>().join(", "),
            withheld: !seen,
        };
        match groups.iter_mut().find(|group| group.name == kind) {
            Some(group) => group.papers.push(paper),
            None => groups.push(Group { name: kind, papers: vec![paper] }),
        }
    }
    groups
}

fn marks(open: &Open) -> BTreeMap<usize, usize> {
    let mut marks = BTreeMap::new();
    let lines = open.work.iter().flat_map(|work| &work.lines).filter(|line| line.stands());
    for evidence in lines.flat_map(|line| &line.evidence) {
        *marks.entry(evidence.document as usize).or_default() += 1;
    }
    marks
}

/// A document's title, or its number.
pub(super) fn title(open: &Open, place: usize) -> String {
    let document = open.texts().get(place);
    let title = document.map(|document| document.title.trim()).filter(|title| !title.is_empty());
    title.map_or_else(|| format!("Document {}", place + 1), str::to_owned)
}

/// Every place where the words stand, capitals aside.
pub(super) fn hits(open: &Open, words: &str) -> Vec<Hit> {
    let wanted = words.trim().to_ascii_lowercase();
    let mut hits = Vec::new();
    if wanted.is_empty() {
        return hits;
    }
    for (place, document) in open.texts().iter().enumerate() {
        if !open.sees(u32::try_from(place).unwrap_or(u32::MAX)) {
            continue;
        }
        let lower = document.text.to_ascii_lowercase();
        for (at, _) in lower.match_indices(&wanted) {
            if hits.len() == MOST_HITS {
                return hits;
            }
            let end = at + wanted.len();
            hits.push(Hit {
                href: format!(
                    "/accounts/{}?doc={place}&find={}&at={at}#found",
                    open.account.id,
                    in_address(words)
                ),
                title: title(open, place),
                before: around(&document.text, at.saturating_sub(AROUND), at),
                words: document.text.get(at..end).unwrap_or_default().to_owned(),
                after: around(&document.text, end, end + AROUND),
            });
        }
    }
    hits
}

fn around(text: &str, from: usize, to: usize) -> String {
    let mut from = from.min(text.len());
    let mut to = to.min(text.len());
    while !text.is_char_boundary(from) {
        from += 1;
    }
    while !text.is_char_boundary(to) {
        to -= 1;
    }
    text.get(from..to).unwrap_or_default().replace('\n', " ")
}

/// The document that is read, its evidence marked; `None` when there is none to see.
pub(super) fn reading(
    open: &Open,
    place: usize,
    chosen: Option<u32>,
    found: Option<(usize, usize)>,
) -> Option<Reading> {
    let document = open.texts().get(place)?;
    if !open.seen.get(place).copied().unwrap_or(false) {
        return None;
    }
    let mut spans = spans(open, place, chosen);
    if let Some((start, length)) = found {
        spans.push(Span {
            start,
            end: start.saturating_add(length),
            weight: 9,
            class: "found",
            label: "found".to_owned(),
            line: None,
            anchor: "found".to_owned(),
        });
    }
    let stretches = pieces(&document.text, &spans).into_iter().map(|piece| Stretch {
        start: piece.start,
        text: piece.text.to_owned(),
        class: piece.mark.map_or("", |span| span.class),
        label: piece.mark.map(|span| span.label.clone()).unwrap_or_default(),
        line: piece.mark.and_then(|span| span.line),
        anchor: piece.mark.map(|span| span.anchor.clone()).unwrap_or_default(),
        first: piece.first,
        last: piece.last,
        hidden: piece.hidden.into_iter().map(str::to_owned).collect(),
    });
    let row = open.documents.get(place);
    let author = row.and_then(|row| row.author.clone());
    let date = document.date.map(|date| date.to_string());
    let signed = if row.is_none_or(|row| row.signed) { "signed" } else { "not signed" };
    let version = row.map(|row| format!("version {}", row.version));
    let about: Vec<String> =
        [author, date, Some(signed.to_owned()), version].into_iter().flatten().collect();
    let changed = row.is_some_and(|row| row.version > 1);
    let part2 = open.tags(place).contains(&SensitivityTag::Part2);
    Some(Reading {
        title: title(open, place),
        about: about.join(" · "),
        notice: part2.then_some(REDISCLOSURE_NOTICE),
        changes: changed
            .then(|| format!("/accounts/{}/documents/{place}/changes", open.account.id)),
        stretches: stretches.collect(),
    })
}

fn spans(open: &Open, place: usize, chosen: Option<u32>) -> Vec<Span> {
    let mut spans = Vec::new();
    for line in open.work.iter().flat_map(|work| &work.lines) {
        let selected = chosen == Some(line.key);
        let (weight, class, words) = marked(line, selected);
        for (number, evidence) in line.evidence.iter().enumerate() {
            if evidence.document as usize == place {
                spans.push(Span {
                    start: evidence.start as usize,
                    end: evidence.end as usize,
                    weight,
                    class,
                    label: format!("{} {words}", line.code),
                    line: Some(line.key),
                    anchor: format!("e{}-{number}", line.key),
                });
            }
        }
    }
    let not_coded = open.coding.iter().flat_map(|coding| &coding.coded.not_coded);
    for (number, item) in not_coded.filter(|item| item.document as usize == place).enumerate() {
        spans.push(Span {
            start: item.start as usize,
            end: item.end as usize,
            weight: 1,
            class: "uncoded",
            label: format!("{} {}", item.code, why(item.why)),
            line: None,
            anchor: format!("n{number}"),
        });
    }
    spans
}

fn marked(line: &Line, selected: bool) -> (u8, &'static str, &'static str) {
    match (line.state, selected) {
        (State::Rejected(_), true) => (8, "rejected selected", "rejected, selected"),
        (State::Accepted, true) => (8, "accepted selected", "accepted, selected"),
        (State::Suggested, true) => (8, "suggested selected", "suggested, selected"),
        (State::Accepted, false) => (4, "accepted", "accepted"),
        (State::Suggested, false) => (3, "suggested", "suggested"),
        (State::Rejected(_), false) => (2, "rejected", "rejected"),
    }
}

/// Why words were not coded, for people.
pub(super) fn why(why: NotCodedWhy) -> &'static str {
    match why {
        NotCodedWhy::Negated => "not coded: negated",
        NotCodedWhy::Family => "not coded: family",
        NotCodedWhy::History => "not coded: history",
        NotCodedWhy::Uncertain => "not coded: uncertain",
        NotCodedWhy::Hypothetical => "not coded: hypothetical",
        NotCodedWhy::Integral => "not coded: integral",
        NotCodedWhy::Excluded => "not coded: excluded",
        NotCodedWhy::NotAddressed => "not coded: not addressed",
        NotCodedWhy::Unspecific => "not coded: unspecific",
    }
}
