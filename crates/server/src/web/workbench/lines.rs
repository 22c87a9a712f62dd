//! The right: each code with why, how sure, what speaks against it.

use super::desk::Open;
use super::issues::Issue;
use super::papers::{title, why};
use super::work::{Kind, Line, State, Work};
use codesets::CodeSets;
use model::{CodedChart, EmWorksheet, Evidence};

/// Words that a chart is quoted with.
pub(super) struct Quote {
    pub href: String,
    pub document: usize,
    pub anchor: String,
    pub text: String,
    pub from: String,
}

/// A small fact beside a code.
pub(super) struct Badge {
    pub class: &'static str,
    pub text: String,
}

/// One code as shown.
pub(super) struct Row {
    pub key: u32,
    pub code: String,
    pub title: String,
    pub rank: usize,
    pub state: String,
    pub is_dx: bool,
    pub is_first: bool,
    pub was: Option<String>,
    pub added: bool,
    /// Confidence as shown, with the words of the bound that it falls under.
    pub confidence: Option<(String, String)>,
    pub quotes: Vec<Quote>,
    pub badges: Vec<Badge>,
    pub rules: Vec<String>,
    pub refused: Vec<(String, String)>,
    pub against: Vec<String>,
    pub poa: String,
    pub modifiers: String,
    pub units: u32,
    pub dx: String,
    pub here: bool,
}

/// The codes in their groups.
#[derive(Default)]
pub(super) struct Codes {
    pub assigned: Vec<Row>,
    pub suggested: Vec<Row>,
    pub rejected: Vec<Row>,
}

/// The E/M level and what can be chosen beside it.
pub(super) struct Em {
    pub key: u32,
    pub sheet: EmWorksheet,
    pub level: String,
    pub levels: Vec<&'static str>,
    pub parts: Vec<(&'static str, String, Vec<Quote>)>,
}

/// Levels that stand beside each other: bare numbers (the CPT licence is the user's).
const LEVELS: [&[&str]; 6] = [
    &["99202", "99203", "99204", "99205"],
    &["99211", "99212", "99213", "99214", "99215"],
    &["99281", "99282", "99283", "99284", "99285"],
    &["99221", "99222", "99223"],
    &["99231", "99232", "99233"],
    &["99238", "99239"],
];

/// What rows are made with.
pub(super) struct Beside<'a> {
    pub open: &'a Open,
    pub sets: &'a CodeSets,
    pub threshold: f64,
    pub issues: &'a [Issue],
    pub chosen: Option<u32>,
}

/// Every code whose words the visitor may read; how many were left out.
pub(super) fn codes(work: &Work, coded: &CodedChart, beside: &Beside<'_>) -> (Codes, usize) {
    let mut codes = Codes::default();
    let mut withheld = 0;
    let mut ranks = [0_usize; 3];
    for line in &work.lines {
        let kind = line.kind as usize;
        if line.stands() {
            ranks[kind] += 1;
        }
        let evidence = &line.evidence;
        if !evidence.is_empty() && evidence.iter().all(|e| !beside.open.sees(e.document)) {
            withheld += 1;
            continue;
        }
        let row = row(line, ranks[kind], work, coded, beside);
        match line.state {
            State::Accepted => codes.assigned.push(row),
            State::Suggested => codes.suggested.push(row),
            State::Rejected(_) => codes.rejected.push(row),
        }
    }
    (codes, withheld)
}

fn row(line: &Line, rank: usize, work: &Work, coded: &CodedChart, beside: &Beside<'_>) -> Row {
    let is_dx = line.kind == Kind::Dx;
    let confidence = line.confidence.map(|value| {
        let side = if value < beside.threshold { "under" } else { "at or above" };
        let words = format!("{side} the {:.2} bound", beside.threshold);
        (format!("{value:.2}"), words)
    });
    let place = |key: &u32| {
        let place = work.standing(Kind::Dx).position(|dx| dx.key == *key)?;
        Some((place + 1).to_string())
    };
    Row {
        key: line.key,
        code: line.code.clone(),
        title: line.title.clone().unwrap_or_else(|| "no title in the code sets at hand".to_owned()),
        rank,
        state: match line.state {
            State::Suggested => "suggested".to_owned(),
            State::Accepted => "accepted".to_owned(),
            State::Rejected(reason) => format!("rejected: {}", reason.words().to_lowercase()),
        },
        is_dx,
        is_first: is_dx && rank == 1 && line.stands(),
        was: line.was.clone(),
        added: line.added,
        confidence,
        quotes: quotes(line.key, &line.evidence, beside.open),
        badges: badges(line, coded, beside),
        rules: line.rules.clone(),
        refused: line.refused.iter().map(|r| (r.code.clone(), r.why.clone())).collect(),
        against: if is_dx { against(line, coded, beside.open) } else { Vec::new() },
        poa: line.poa.map(String::from).unwrap_or_default(),
        modifiers: line.modifiers.join(" "),
        units: line.units,
        dx: line.dx.iter().filter_map(place).collect::<Vec<_>>().join(" "),
        here: beside.chosen == Some(line.key),
    }
}

/// The words of a code, as far as the visitor may read them.
fn quotes(key: u32, evidence: &[Evidence], open: &Open) -> Vec<Quote> {
    let seen = evidence.iter().enumerate().filter(|(_, e)| open.sees(e.document));
    seen.map(|(number, evidence)| {
        let document = evidence.document as usize;
        let date = open.texts().get(document).and_then(|document| document.date);
        let date = date.map(|date| format!(", {date}")).unwrap_or_default();
        let anchor = format!("e{key}-{number}");
        Quote {
            href: format!("/accounts/{}?doc={document}&code={key}#{anchor}", open.account.id),
            document,
            anchor,
            text: evidence.text.clone(),
            from: format!("{}{date}", title(open, document)),
        }
    })
    .collect()
}

fn badges(line: &Line, coded: &CodedChart, beside: &Beside<'_>) -> Vec<Badge> {
    let mut badges = Vec::new();
    let mut add = |class, text: String| badges.push(Badge { class, text });
    if line.kind == Kind::Dx {
        if coded.setting.is_inpatient() {
            let poa = line.poa.map_or_else(|| "?".to_owned(), String::from);
            add("info", format!("POA {poa}"));
        }
        let list = beside.sets.icd10cm(coded.date);
        if list.base(&line.code).is_some_and(codesets::Node::needs_seventh)
            && let Some(seventh) = line.code.chars().last()
        {
            add("info", format!("7th {seventh}"));
        }
        let title = line.title.as_deref().unwrap_or_default().to_lowercase();
        for side in ["right", "left", "bilateral", "unspecified side"] {
            if title.split(|c: char| !c.is_alphabetic()).any(|word| word == side) {
                add("info", side.to_owned());
            }
        }
        if title.contains("unspecified") && !title.contains("or unspecified") {
            add("warn", "unspecified".to_owned());
        }
    } else {
        for modifier in &line.modifiers {
            add("info", format!("mod {modifier}"));
        }
        if line.units > 1 {
            add("info", format!("{} units", line.units));
        }
    }
    let edits = beside.issues.iter().filter(|issue| issue.code == line.code).count();
    if edits > 0 && line.stands() {
        let noun = if edits == 1 { "edit" } else { "edits" };
        add("warn", format!("{edits} {noun}"));
    }
    badges
}

/// Words of the same category that speak against the code, or in another person's or time's
/// favour.
fn against(line: &Line, coded: &CodedChart, open: &Open) -> Vec<String> {
    let category = |code: &str| code.chars().take(3).collect::<String>();
    let own = category(&line.code);
    let others = coded.not_coded.iter().filter(|item| category(&item.code) == own);
    let others = others.filter(|item| open.sees(item.document));
    others.map(|item| format!("“{}” ({})", item.text, why(item.why))).collect()
}

/// The E/M worksheet with the line that carries the level.
pub(super) fn em(work: &Work, coded: &CodedChart, open: &Open) -> Option<Em> {
    let sheet = coded.em.clone()?;
    let line = work.lines.iter().find(|line| {
        line.kind == Kind::Px && (line.code == sheet.code || line.was.as_ref() == Some(&sheet.code))
    })?;
    let levels = LEVELS.iter().find(|family| family.contains(&sheet.code.as_str()))?;
    let parts = vec![
        ("Problems", sheet.problems.clone(), quotes(line.key, &sheet.problems_evidence, open)),
        ("Data", sheet.data.clone(), quotes(line.key, &sheet.data_evidence, open)),
        ("Risk", sheet.risk.clone(), quotes(line.key, &sheet.risk_evidence, open)),
    ];
    Some(Em { key: line.key, level: line.code.clone(), levels: levels.to_vec(), parts, sheet })
}
