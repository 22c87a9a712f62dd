//! The level of a visit as a worksheet: what the coder found, and another level with what it rests
//! on. The grades are those of the 2021 and 2023 rules of medical decision making; the words for
//! them are ours.

use crate::app::App;
use crate::identity::permission::Permission;
use crate::web::door::Visitor;
use crate::web::fault::{PageFault, PageResult};
use crate::web::layout::{Layout, layout, render};
use askama::Template;
use axum::extract::{Path, Query, State};
use axum::response::Html;
use coding::em::cues::Lists;
use coding::em::levels::{Grade, Ladder, two_of_three};
use model::{AccountId, EmWorksheet, Evidence};
use serde::Deserialize;
use serde_json::json;
use store::record::append;

/// Minutes of a visit at most.
const MOST_MINUTES: u32 = 1_440;

/// What the address asks for: grades that a person chose.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    family: String,
    problems: String,
    data: String,
    risk: String,
    minutes: String,
}

/// One element with its grades.
struct Element {
    name: &'static str,
    label: &'static str,
    found: String,
    quotes: Vec<Evidence>,
    grades: Vec<GradeRow>,
}

struct GradeRow {
    value: &'static str,
    label: &'static str,
    words: &'static str,
    chosen: bool,
}

#[derive(Template)]
#[template(path = "encoder/em.html")]
struct EmPage {
    layout: Layout,
    account: String,
    patient: String,
    version: i64,
    sheet: EmWorksheet,
    elements: Vec<Element>,
    families: Vec<(String, String, bool)>,
    minutes: String,
    level: &'static str,
    by: &'static str,
    number: String,
    reason: String,
    may_code: bool,
}

/// What each grade means, in our own short words, by element.
const WORDS: [[&str; 4]; 3] = [
    [
        "one small or passing complaint",
        "two small ones, one stable chronic illness, or one acute illness without complications",
        "a chronic illness that is worse or not at its goal, two stable ones, a new problem of \
         unclear outcome, or an acute illness with general symptoms",
        "a chronic illness that is severely worse, or one that threatens life or function",
    ],
    [
        "nothing or next to nothing looked at",
        "two tests or outside notes, or a history from somebody else",
        "three of tests, outside notes and another's history; or a test read by oneself; or a talk \
         with another clinician",
        "two of the three kinds of the grade before",
    ],
    [
        "hardly any risk from what is done",
        "low risk, such as medicine without a prescription or simple wound care",
        "prescription medicine is managed, small surgery with risks, or living conditions limit care",
        "a drug that needs watching for toxicity, major surgery, admission, or less treatment at the \
         end of life",
    ],
];

/// Shows the worksheet; it quotes the chart, so the view is in the audit log.
pub(super) async fn show(
    visitor: Visitor,
    State(app): State<App>,
    Path(id): Path<String>,
    Query(asked): Query<Asked>,
) -> PageResult<Html<String>> {
    let id = AccountId(id);
    let account = store::accounts::get(&app.db, &visitor.tenant, &id).await?;
    let account = account.ok_or_else(|| PageFault::not_found("such account"))?;
    visitor.allow_account(Permission::ViewChart, &account)?;
    let coding = store::accounts::latest_coding(&app.db, &visitor.tenant, &id).await?;
    let sheet = coding.and_then(|coding| coding.coded.em);
    let sheet = sheet.ok_or_else(|| PageFault::not_found("visit level on this account"))?;
    let mut tx = app.db.begin().await?;
    let detail = json!({ "page": "em" });
    let mut entry = visitor.audit(app.now(), "chart.view", ("account", id.as_str()), detail);
    entry.patient.clone_from(&account.patient);
    append(&mut tx, &visitor.tenant, &[entry]).await?;
    tx.commit().await?;
    let title = format!("Visit level of {}", account.patient_name);
    let lists = Lists::embedded();
    let families: Vec<(&String, &Ladder)> =
        lists.map(|lists| lists.levels.iter().collect()).unwrap_or_default();
    let of_code = families.iter().find(|(_, ladder)| ladder.codes.contains(&sheet.code));
    let family = families
        .iter()
        .find(|(name, _)| **name == asked.family)
        .or(of_code)
        .or(families.first())
        .map(|(name, ladder)| ((*name).clone(), *ladder));
    let grades = [
        chosen(&asked.problems, &sheet.problems),
        chosen(&asked.data, &sheet.data),
        chosen(&asked.risk, &sheet.risk),
    ];
    let minutes = asked.minutes.trim().parse().ok().filter(|minutes| *minutes <= MOST_MINUTES);
    let minutes = if asked.minutes.is_empty() { sheet.minutes } else { minutes };
    let (level, by) = level(grades, family.as_ref().map(|(_, ladder)| *ladder), minutes);
    let number = family.as_ref().map(|(_, ladder)| ladder.code(level).to_owned());
    let page = EmPage {
        layout: layout(&app, &visitor, title, "/worklists").await?,
        account: id.0.clone(),
        patient: account.patient_name.clone(),
        version: account.version,
        elements: elements(&sheet, grades),
        families: families
            .iter()
            .map(|(name, ladder)| {
                let here = family.as_ref().is_some_and(|(own, _)| own == *name);
                let label = format!("{}: {}", name.replace('_', " "), ladder.codes.join(", "));
                ((*name).clone(), label, here)
            })
            .collect(),
        minutes: minutes.map(|minutes| minutes.to_string()).unwrap_or_default(),
        level: level.name(),
        by,
        reason: rests_on(grades, minutes, by),
        number: number.unwrap_or_default(),
        may_code: visitor.allow_account(Permission::CodeChart, &account).is_ok(),
        sheet,
    };
    render(&page)
}

fn grade(name: &str) -> Option<Grade> {
    Grade::ALL.into_iter().find(|grade| grade.name() == name || grade.data_name() == name)
}

fn chosen(asked: &str, found: &str) -> Grade {
    grade(asked).or_else(|| grade(found)).unwrap_or_default()
}

/// What two of the three reach, or the time where that is more.
fn level(
    grades: [Grade; 3],
    ladder: Option<&Ladder>,
    minutes: Option<u32>,
) -> (Grade, &'static str) {
    let made = two_of_three(grades[0], grades[1], grades[2]);
    let timed = ladder.zip(minutes).and_then(|(ladder, minutes)| ladder.by_time(minutes));
    match timed {
        Some(timed) if timed > made => (timed, "time"),
        _ => (made, "two of three"),
    }
}

fn rests_on(grades: [Grade; 3], minutes: Option<u32>, by: &str) -> String {
    let [problems, data, risk] = grades;
    let time = match minutes {
        Some(minutes) => format!(", {minutes} minutes"),
        None => String::new(),
    };
    format!(
        "Problems {}, data {}, risk {}{time}; decided by {by}.",
        problems.name(),
        data.data_name(),
        risk.name()
    )
}

fn elements(sheet: &EmWorksheet, grades: [Grade; 3]) -> Vec<Element> {
    let rows = [
        ("problems", "Problems", &sheet.problems, &sheet.problems_evidence),
        ("data", "Data", &sheet.data, &sheet.data_evidence),
        ("risk", "Risk of what is done", &sheet.risk, &sheet.risk_evidence),
    ];
    rows.into_iter()
        .zip(WORDS)
        .zip(grades)
        .map(|(((name, label, found, quotes), words), chosen)| Element {
            name,
            label,
            found: found.clone(),
            quotes: quotes.clone(),
            grades: Grade::ALL
                .into_iter()
                .zip(words)
                .map(|(grade, words)| GradeRow {
                    value: grade.name(),
                    label: if name == "data" { grade.data_name() } else { grade.name() },
                    words,
                    chosen: grade == chosen,
                })
                .collect(),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn time_counts_where_it_is_more() {
        use Grade::*;
        let ladder = Ladder {
            codes: ["1", "2", "3", "4"].map(str::to_owned),
            minutes: vec![10, 20, 30, 40],
        };
        for (grades, minutes, expected) in [
            ([Low, High, Moderate], None, (Moderate, "two of three")),
            ([Low, Low, Low], Some(40), (High, "time")),
            ([High, High, Low], Some(20), (High, "two of three")),
            ([Minimal, Minimal, High], Some(9), (Minimal, "two of three")),
        ] {
            assert_eq!(level(grades, Some(&ladder), minutes), expected);
        }
        assert_eq!(chosen("", "extensive"), High);
        assert_eq!(chosen("low", "extensive"), Low);
    }
}
