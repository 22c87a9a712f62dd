//! A denial becomes the draft of a payer rule: text in the form of `docs/reference/payer-rules.md`,
//! for a person to read, complete and check. The rule stops such a claim next time; it changes
//! nothing on it.

use super::Change;
use crate::denials::Denial;
use model::{Claim, ClaimLine, Date};

/// What the rule says of itself.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RuleFacts {
    /// Payer identifier; without one the name is taken.
    pub payer_id: Option<String>,
    /// Name of the payer.
    pub payer_name: String,
    /// Who answers for the rule.
    pub owner: String,
    /// Where the payer says so: the remittance, until somebody finds the manual's section.
    pub source: String,
    /// First day of service on which it holds.
    pub from: Date,
    /// Day by which somebody looks at it again.
    pub review_by: Date,
}

/// Why no rule is drafted.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RuleFault {
    /// The cause lies outside the claim's lines.
    #[error("this cause is not one that a rule about codes can catch; write the rule by hand")]
    NotAboutCodes,
    /// A code that is none.
    #[error("`{0}` is not a code")]
    BadCode(String),
}

/// The condition, and example rows that fire and stay silent under one heading.
struct Body {
    condition: String,
    field: &'static str,
    columns: Vec<&'static str>,
    fires: Vec<String>,
    silent: Vec<String>,
}

/// Drafts a rule from a denial of `line` and the change with which it would have passed. `beside`
/// is the code of the other line, where the two together were refused.
///
/// # Errors
/// When the cause is not about codes, or a code is none.
pub fn draft_rule(
    denial: &Denial,
    claim: &Claim,
    line: &ClaimLine,
    change: Option<&Change>,
    beside: Option<&str>,
    facts: &RuleFacts,
) -> Result<String, RuleFault> {
    let code = plain(line.code.as_deref().unwrap_or_default())?;
    let beside = beside.map(plain).transpose()?;
    let body = body(&code, claim, line, change, beside.as_deref())?;
    let payer = match &facts.payer_id {
        Some(id) => format!("id:{}", id.trim()),
        None => format!("name:{}", facts.payer_name.trim()),
    };
    let adjusted = &denial.adjusted;
    let reason = format!("{}-{}", adjusted.group, adjusted.carc);
    let slug = slug(&facts.payer_name);
    let id = format!("{slug}.{}-{}", code.to_lowercase(), slug_of(&reason));
    let with = beside.as_ref().map(|other| format!(" beside {other}")).unwrap_or_default();
    let what = change.map_or_else(|| "as it was billed".to_owned(), |_| "as billed".to_owned());
    let title = format!("{} refuses {code}{with} {what} ({reason})", one_line(&facts.payer_name));
    let todo = match change {
        Some(change) if change.needs_chart() => format!(
            "The claim would have passed {}. Send it so only where the chart supports it.",
            change.words()
        ),
        Some(change) => format!("The claim would have passed {}.", change.words()),
        None => "Look at the payer's policy for this code before the claim leaves.".to_owned(),
    };
    let head = format!(
        "+++\nid = {}\ntitle = {}\npayer = {}\nseverity = \"reason\"\nowner = {}\nsource = {}\n\
         effective_from = {}\nreview_by = {}\nfield = {}\n+++\n",
        quoted(&id),
        quoted(&title),
        quoted(&payer),
        quoted(&facts.owner),
        quoted(&facts.source),
        facts.from,
        facts.review_by,
        quoted(body.field),
    );
    let why = denial.says.iter().map(|says| one_line(says)).collect::<Vec<_>>().join("\n");
    Ok(format!(
        "{head}\n## Why\nDrafted from a denial.\n{why}\n\n## What to do\n{todo}\n\n## Condition\n\
         ```cel\n{}\n```\n\n## Examples\n{}",
        body.condition,
        table(&body)
    ))
}

fn body(
    code: &str,
    claim: &Claim,
    line: &ClaimLine,
    change: Option<&Change>,
    beside: Option<&str>,
) -> Result<Body, RuleFault> {
    let pair = beside.map(|other| format!(" && claim.lines.exists(l, l.code == '{other}')"));
    let start = format!("line.code == '{code}'{}", pair.unwrap_or_default());
    let lines = |own: &str| match beside {
        Some(other) => format!("{code}{own}; {other}"),
        None => format!("{code}{own}"),
    };
    let other_code = if code == "99213" { "99212" } else { "99213" };
    let of_lines = |condition: String, field, fires: String, silent: String| Body {
        condition: format!("{start} && {condition}"),
        field,
        columns: vec!["lines"],
        fires: vec![fires],
        silent: vec![silent],
    };
    Ok(match change {
        Some(Change::AddModifier { modifier, .. }) => {
            let modifier = plain(modifier)?;
            let condition = format!("!has_modifier(line, '{modifier}')");
            let silent = lines(&format!("-{modifier}"));
            of_lines(condition, "line.modifiers", lines(""), silent)
        }
        Some(Change::DropModifier { modifier, .. }) => {
            let modifier = plain(modifier)?;
            let condition = format!("has_modifier(line, '{modifier}')");
            let fires = lines(&format!("-{modifier}"));
            of_lines(condition, "line.modifiers", fires, lines(""))
        }
        Some(Change::Units { units, .. }) => {
            let most = units.whole().ok_or(RuleFault::NotAboutCodes)?;
            let condition = format!("line.units > {most}");
            let fires = lines(&format!(" x{}", most.saturating_add(1)));
            of_lines(condition, "line.units", fires, lines(&format!(" x{most}")))
        }
        Some(Change::PlaceOfService(place)) => {
            let place = plain(place)?;
            let condition = format!("line.place_of_service != '{place}'");
            let elsewhere = if place == "22" { "11" } else { "22" };
            let silent = lines(&format!(" pos {place}"));
            of_lines(
                condition,
                "line.place_of_service",
                lines(&format!(" pos {elsewhere}")),
                silent,
            )
        }
        Some(Change::Authorization(_)) => Body {
            condition: format!("{start} && !has(claim.authorization)"),
            field: "claim.authorization",
            columns: vec!["lines", "claim.authorization"],
            fires: vec![lines(""), "-".to_owned()],
            silent: vec![lines(""), "A12345".to_owned()],
        },
        Some(Change::Taxonomy(taxonomy)) => {
            let taxonomy = plain(taxonomy)?;
            Body {
                condition: format!("{start} && rendering.taxonomy != '{taxonomy}'"),
                field: "rendering.taxonomy",
                columns: vec!["lines", "rendering.taxonomy"],
                fires: vec![lines(""), "000000000X".to_owned()],
                silent: vec![lines(""), taxonomy],
            }
        }
        Some(Change::PointTo { diagnosis, .. }) => {
            let at = usize::from(*diagnosis).wrapping_sub(1);
            let found = claim.diagnoses.get(at).ok_or(RuleFault::NotAboutCodes)?;
            of_diagnosis(&start, found, &lines(" dx 1"))?
        }
        Some(Change::AddDiagnosis { code: found, .. }) => {
            of_diagnosis(&start, found, &lines(" dx 1"))?
        }
        Some(Change::Code { .. }) | None => {
            let own: Result<Vec<String>, _> = line.modifiers.iter().map(|m| plain(m)).collect();
            let own = own?;
            let modifiers = own.iter().map(|m| format!(" && has_modifier(line, '{m}')"));
            let modifiers: String = modifiers.collect();
            let written: String = own.iter().map(|m| format!("-{m}")).collect();
            Body {
                condition: format!("{start}{modifiers}"),
                field: "line.code",
                columns: vec!["lines"],
                fires: vec![lines(&written)],
                silent: vec![other_code.to_owned()],
            }
        }
        Some(Change::MemberNumber(_) | Change::Submitted(_) | Change::DropLine { .. }) => {
            return Err(RuleFault::NotAboutCodes);
        }
    })
}

fn of_diagnosis(start: &str, diagnosis: &str, line: &str) -> Result<Body, RuleFault> {
    let wanted = plain(&diagnosis.replace('.', ""))?;
    let other = if wanted.starts_with("Z00") { "R69" } else { "Z00.00" };
    Ok(Body {
        condition: format!("{start} && !has_diagnosis(line, '{wanted}')"),
        field: "line.diagnoses",
        columns: vec!["lines", "claim.diagnoses"],
        fires: vec![line.to_owned(), other.to_owned()],
        silent: vec![line.to_owned(), diagnosis.to_owned()],
    })
}

fn table(body: &Body) -> String {
    let row = |cells: &[String], expect: &str| format!("| {} | {expect} |\n", cells.join(" | "));
    let heads: Vec<String> = body.columns.iter().map(|column| (*column).to_owned()).collect();
    let rule = "|---".repeat(heads.len() + 1);
    format!(
        "{}{rule}|\n{}{}",
        row(&heads, "expect"),
        row(&body.fires, "fires"),
        row(&body.silent, "silent")
    )
}

/// A code of letters and digits, which needs no escaping in a condition or a table.
fn plain(code: &str) -> Result<String, RuleFault> {
    let code = code.trim();
    let fits = !code.is_empty() && code.len() <= 12;
    let fits = fits && code.bytes().all(|byte| byte.is_ascii_alphanumeric());
    fits.then(|| code.to_ascii_uppercase()).ok_or_else(|| RuleFault::BadCode(code.to_owned()))
}

fn slug(text: &str) -> String {
    let slug = slug_of(text.split_whitespace().next().unwrap_or_default());
    if slug.is_empty() { "payer".to_owned() } else { slug }
}

fn slug_of(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    lower.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').take(40).collect()
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A text of TOML in one line.
fn quoted(text: &str) -> String {
    let clean: String = one_line(text).chars().filter(|c| !c.is_control()).collect();
    format!("\"{}\"", clean.replace('\\', "\\\\").replace('"', "\\\""))
}
