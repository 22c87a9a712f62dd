//! The page of the manual about the numbers, printed from the table of KPIs.

use super::{ALL, Group, Kpi, Shape};

const HEAD: &str = "\
# Numbers

Printed from the table of KPIs in `crates/store/src/kpi/` (`CLEANCLAIM_BLESS=1 cargo test
--workspace --test kpi`); change it there. Every KPI is one list of facts, each with an account
and a time: months, totals, the rows behind a number, the CSV and the API are all made from that
list, and the formulas are the same for every role. *MAP Keys* is a mark of HFMA; keys are named
as sources only.

**As known on a day** (`/kpis?known=2026-05-31`): what came after the day is left out. Payments
count from the closing of their batch, denials and appeals from their opening and sending to their
end, claims from their submission, numbers entered by hand as they stood then. A first decision and
the denials of it that a person took back from the wrong claim are told for the days on which they
were known, and not after. Where only today's
state of something is kept, the last column says so, and the page marks the number as not exact.
Days are those of UTC.

**Shapes.** *Flow*: a month counts what happened in it. *Averaged*: the same, over the monthly
mean of the denominator in the three months before (as far as there are any; of the running month
its part; the first month of a site is set against itself). *Level*: what stood at the end, over
the daily mean of 90 days. *Standing*: what stood at the end; its page splits it by age.

**Entered by hand** (`/kpis/entered`, permission `keep_numbers`): the cost of the revenue cycle
and the hours for reports, a month each. Every entry is kept with person, time and version; the
newest counts.

**Baselines** (`/kpis/baselines`): all numbers of whole months that are over, frozen as they were
known at that moment, with the formulas of then. A baseline is never changed; its page sets every
month against it, and the page of a KPI shows the newest one.

**Coding-related** are the categories of denials that coders own: coding, bundling (stage coding)
and medical necessity (stage documentation); [denials.md](denials.md). A denial counts for whoever
released the codes of its account last, the release policy too.
";

impl Shape {
    fn word(self) -> &'static str {
        match self {
            Shape::Flow => "flow",
            Shape::Averaged => "averaged",
            Shape::Level => "level",
            Shape::Standing(_) => "standing",
        }
    }
}

/// The page.
#[must_use]
pub fn page() -> String {
    let mut text = HEAD.to_owned();
    for group in Group::ALL {
        text.push_str(&format!("\n## {}\n\n", group.words()));
        text.push_str("| number | formula | shape | source | taken as good | a past day |\n");
        text.push_str("|---|---|---|---|---|---|\n");
        for kpi in ALL.iter().filter(|kpi| kpi.group == group) {
            text.push_str(&row(kpi));
        }
    }
    text
}

fn row(kpi: &Kpi) -> String {
    let past = if kpi.past.is_empty() { "exact" } else { kpi.past };
    format!(
        "| {} `{}` | {} | {} | {} | {} | {past} |\n",
        kpi.title,
        kpi.name,
        kpi.formula,
        kpi.shape.word(),
        kpi.source,
        kpi.good
    )
}
