//! The worklist as it was known on a past day, and the denials behind a number.

use super::list::{Asked, ROUTES, Row, days};
use super::words;
use crate::app::App;
use crate::web::dashboards::Known;
use crate::web::fault::{PageFault, PageResult};
use crate::web::format::money;
use ::payments::denials::Category;
use ::payments::reason::reason as carc;
use model::{Date, TenantId};
use store::kpi::{self, Kpi};
use store::payments::{self, Behind, DenialCount, DenialFilter, DenialPage, DenialRow, DenialThen};

/// Which past moment is told, and which denials of it.
pub(super) struct Moment {
    /// What was known before this moment counts.
    pub(super) until: i64,
    /// Which of them.
    pub(super) behind: Behind,
    /// The day that ends there; `None`: now.
    pub(super) day: Option<Date>,
    /// The number that they are behind, with the month.
    pub(super) of: Option<(&'static Kpi, String)>,
}

/// What an address asks of a past day or a number; `None` for the worklist of now.
pub(super) fn moment(asked: &Asked, now: i64) -> PageResult<Option<Moment>> {
    let known = Known::of(&asked.known, now)?;
    if asked.behind.is_empty() {
        let past = known.day.map(|day| Moment {
            until: known.until,
            behind: Behind::Filter,
            day: Some(day),
            of: None,
        });
        return Ok(past);
    }
    let months = kpi::months(known.until);
    let month = match asked.month.as_str() {
        "" => months.last(),
        label => months.iter().find(|month| month.label == label),
    };
    let none = || {
        PageFault::invalid(
            "No denials are behind this: open them from the page of a number of denials, with a \
             month that it tells.",
        )
    };
    let (kpi, month) = kpi::by_name(&asked.behind).zip(month).ok_or_else(none)?;
    let behind = Behind::of(kpi.name, (month.from, month.to)).ok_or_else(none)?;
    // What stands at the end of a month that is over is told as it was known at its end.
    let at_end = kpi.shape.is_of_an_end() && month.to < known.until;
    let (until, day) = match at_end {
        true => (month.to, Some(crate::surroundings::day_of(month.to - 1))),
        false => (known.until, known.day),
    };
    Ok(Some(Moment { until, behind, day, of: Some((kpi, month.label.clone())) }))
}

/// What a page of a past day, or behind a number, says of itself.
pub(super) struct Past {
    /// Which day and which denials, in a sentence.
    pub(super) said: String,
    /// The number, where it is one.
    pub(super) number: Option<String>,
}

impl Moment {
    /// As the page says it.
    pub(super) fn told(&self, asked: &Asked) -> Past {
        let day = self.day.map(|day| format!(" as known at the end of {day}")).unwrap_or_default();
        let Some((kpi, month)) = &self.of else {
            return Past { said: format!("Denials{day}."), number: None };
        };
        let of = if kpi.shape.is_of_an_end() { String::new() } else { format!(", {month}") };
        let also = Some(&asked.known).filter(|known| !known.is_empty());
        let also = also.map(|known| format!("&known={known}")).unwrap_or_default();
        Past {
            said: format!("The denials behind “{}”{of}{day}.", kpi.title),
            number: Some(format!("/kpis/{}?month={month}{also}", kpi.name)),
        }
    }
}

/// A page of the list with its sums: of now, or of a moment.
pub(super) async fn found(
    app: &App,
    tenant: &TenantId,
    (filter, own): (&DenialFilter, Option<&str>),
    moment: Option<&Moment>,
) -> PageResult<(DenialPage, Vec<DenialThen>, Vec<DenialCount>)> {
    let Some(Moment { until, behind, .. }) = moment else {
        let page = payments::denials_page(&app.db, tenant, filter).await?;
        let counts = payments::denial_counts(&app.db, tenant, &filter.waits, own).await?;
        return Ok((page, Vec::new(), counts));
    };
    let at = (*until, *behind);
    let (page, then) = payments::denials_then(&app.db, tenant, filter, at).await?;
    let of = (filter.waits.as_str(), own);
    let counts = payments::denial_counts_then(&app.db, tenant, of, at).await?;
    Ok((page, then, counts))
}

/// The address of the denials behind a number; `None` where it is not counted in denials.
pub(in crate::web) fn address_behind(kpi: &Kpi, month: &str, also: &str) -> Option<String> {
    Behind::of(kpi.name, (0, 0))?;
    Some(format!("/denials?behind={}&month={month}{also}", kpi.name))
}

/// What was told of a denial then, over what is told of it now.
pub(super) fn dress(
    row: &mut Row,
    (now, then): (&DenialRow, &DenialThen),
    name: &dyn Fn(&str) -> String,
    day: Date,
) {
    let own = &now.body.denial.adjusted;
    if (own.group.as_str(), own.carc.as_str()) != (then.group.as_str(), then.carc.as_str()) {
        row.reason = match then.carc.is_empty() {
            true => "no reason".to_owned(),
            false => format!("{}-{}", then.group, then.carc),
        };
        row.says = carc(&then.carc).map(|one| one.says.clone()).unwrap_or_default();
        row.guarded = false;
    }
    if let Some(one) = Category::ALL.iter().find(|one| store::name_of(*one) == then.category) {
        row.category = one.words();
    }
    if let Some(one) = ROUTES.iter().find(|one| store::name_of(*one) == then.route) {
        row.route = one.words();
    }
    (row.amount, row.expected) = (money(then.amount), money(then.expected));
    let left = then.deadline.map(|last| day.days_until(last));
    row.deadline = then.deadline.map(|last| last.to_string()).unwrap_or_default();
    row.left = left.map(days).unwrap_or_default();
    row.close = left.is_some_and(|left| (0..=14).contains(&left));
    row.over = left.is_some_and(|left| left < 0);
    row.owner = then.owner.as_deref().map_or_else(|| "nobody yet".to_owned(), name);
    let same = store::payments::denial_state_name(&now.life.state) == then.state;
    row.state = match same {
        true => words::state(&now.life.state),
        false => words::state_of(&then.state, then.level),
    };
}
