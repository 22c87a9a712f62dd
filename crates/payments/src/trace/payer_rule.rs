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

/// The start of a condition, and how its line is written in an example row.
struct Start<'s> {
    code: &'s str,
    beside: Option<&'s str>,
}

impl Start<'_> {
    fn condition(&self) -> String {
        let code = self.code;
        match self.beside {
            Some(other) => {
                format!("line.code == '{code}' && claim.lines.exists(l, l.code == '{other}')")
            }
            None => format!("line.code == '{code}'"),
        }
    }

    fn row(&self, own: &str) -> String {
        let code = self.code;
        match self.beside {
            Some(other) => format!("{code}{own}; {other}"),
            None => format!("{code}{own}"),
        }
    }

    /// What the line alone tells.
    fn of_line(&self, condition: &str, field: &'static str, fires: &str, silent: &str) -> Body {
        Body {
            condition: format!("{} && {condition}", self.condition()),
            field,
            columns: vec!["lines"],
            fires: vec![self.row(fires)],
            silent: vec![self.row(silent)],
        }
    }

    /// What another field tells beside the line.
    fn of_field(
        &self,
        condition: &str,
        (field, own): (&'static str, &str),
        (fires, silent): (&str, &str),
        column: &'static str,
    ) -> Body {
        Body {
            condition: format!("{} && {condition}", self.condition()),
            field,
            columns: vec!["lines", column],
            fires: vec![self.row(own), fires.to_owned()],
            silent: vec![self.row(own), silent.to_owned()],
        }
    }
}

fn body(
    code: &str,
    claim: &Claim,
    line: &ClaimLine,
    change: Option<&Change>,
    beside: Option<&str>,
) -> Result<Body, RuleFault> {
    let start = Start { code, beside };
    Ok(match change {
        Some(Change::AddModifier { modifier, .. }) => {
            let modifier = plain(modifier)?;
            let condition = format!("!has_modifier(line, '{modifier}')");
            start.of_line(&condition, "line.modifiers", "", &format!("-{modifier}"))
        }
        Some(Change::DropModifier { modifier, .. }) => {
            let modifier = plain(modifier)?;
            let condition = format!("has_modifier(line, '{modifier}')");
            start.of_line(&condition, "line.modifiers", &format!("-{modifier}"), "")
        }
        Some(Change::Units { units, .. }) => {
            let most = units.whole().ok_or(RuleFault::NotAboutCodes)?;
            let more = format!(" x{}", most.saturating_add(1));
            let condition = format!("line.units > {most}");
            start.of_line(&condition, "line.units", &more, &format!(" x{most}"))
        }
        Some(Change::PlaceOfService(place)) => {
            let place = plain(place)?;
            let condition = format!("line.place_of_service != '{place}'");
            let elsewhere = if place == "22" { " pos 11" } else { " pos 22" };
            let silent = format!(" pos {place}");
            start.of_line(&condition, "line.place_of_service", elsewhere, &silent)
        }
        Some(Change::Authorization(_)) => {
            let field = "claim.authorization";
            start.of_field("!has(claim.authorization)", (field, ""), ("-", "A12345"), field)
        }
        Some(Change::Taxonomy(taxonomy)) => {
            let taxonomy = plain(taxonomy)?;
            let condition = format!("rendering.taxonomy != '{taxonomy}'");
            let field = "rendering.taxonomy";
            start.of_field(&condition, (field, ""), ("000000000X", &taxonomy), field)
        }
        Some(Change::PointTo { diagnosis, .. }) => {
            let at = usize::from(*diagnosis).wrapping_sub(1);
            of_diagnosis(&start, claim.diagnoses.get(at).ok_or(RuleFault::NotAboutCodes)?)?
        }
        Some(Change::AddDiagnosis { code: found, .. }) => of_diagnosis(&start, found)?,
        Some(Change::Code { .. }) | None => as_billed(&start, line)?,
        Some(Change::MemberNumber(_) | Change::Submitted(_) | Change::DropLine { .. }) => {
            return Err(RuleFault::NotAboutCodes);
        }
    })
}

/// The code with the modifiers that it had.
fn as_billed(start: &Start<'_>, line: &ClaimLine) -> Result<Body, RuleFault> {
    let own: Vec<String> = line.modifiers.iter().map(|m| plain(m)).collect::<Result<_, _>>()?;
    let modifiers = own.iter().map(|m| format!(" && has_modifier(line, '{m}')"));
    let modifiers: String = modifiers.collect();
    let written: String = own.iter().map(|m| format!("-{m}")).collect();
    let other = if start.code == "99213" { "99212" } else { "99213" };
    Ok(Body {
        condition: format!("{}{modifiers}", start.condition()),
        field: "line.code",
        columns: vec!["lines"],
        fires: vec![start.row(&written)],
        silent: vec![other.to_owned()],
    })
}

fn of_diagnosis(start: &Start<'_>, diagnosis: &str) -> Result<Body, RuleFault> {
    let wanted = plain(&diagnosis.replace('.', ""))?;
    let other = if wanted.starts_with("Z00") { "R69" } else { "Z00.00" };
    let condition = format!("!has_diagnosis(line, '{wanted}')");
    let place = ("line.diagnoses", " dx 1");
    Ok(start.of_field(&condition, place, (other, diagnosis), "claim.diagnoses"))
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
