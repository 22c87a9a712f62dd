//! Patients who came back this May with what they had had before: small visits of one payer, close
//! together, so that what that payer began to refuse is seen within weeks.

use model::{ChartId, Date, DocumentId, EncounterId};
use server::demo::story::{Happening, Told};
use testkit::practice::year;

/// The visits that are told again: all to the payer that changed its rules, each
/// claim sent within days.
pub(super) const RETURNS: [&str; 10] = [
    "y016-throat",
    "y017-reflux",
    "y059-cellulitis",
    "y066-mood",
    "y069-bladder",
    "y083-asthma",
    "y087-throat",
    "y088-mood",
    "y101-migraine",
    "y128-mood",
];

/// A day, in microseconds.
const DAY: i64 = 86_400_000_000;

/// The day on which the last of them comes back.
fn last() -> Date {
    Date::new(2026, 5, 11).unwrap_or_default()
}

/// The visits of [`RETURNS`], some whole weeks later.
pub(super) fn returns(told: &[Told]) -> Vec<Told> {
    let found = |slug: &&str| told.iter().find(|one| one.chart.id.as_str() == *slug);
    RETURNS.iter().filter_map(|slug| again(found(slug)?)).collect()
}

fn again(first: &Told) -> Option<Told> {
    let start = first.chart.encounter.start?;
    // Whole weeks: what happened on a working day happens on one again.
    let later = start.days_until(last()).div_euclid(7) * 7;
    let moved = |day: Date| day.plus_days(later);
    let mut chart = first.chart.clone();
    let name = format!("{}-r", chart.id);
    let (before, now) = (signed(start), signed(moved(start)));
    for document in &mut chart.documents {
        document.id = DocumentId(document.id.as_str().replace(chart.id.as_str(), &name));
        document.date = document.date.map(moved);
        document.text = document.text.replace(&before, &now);
    }
    chart.charges.iter_mut().for_each(|charge| charge.date = charge.date.map(moved));
    chart.encounter.id = Some(EncounterId(name.clone()));
    chart.encounter.start = Some(moved(start));
    chart.encounter.end = chart.encounter.end.map(moved);
    chart.encounter.new_patient = Some(false);
    chart.id = ChartId(name);
    let happened =
        |event: &Happening| Happening { at: event.at + i64::from(later) * DAY, ..event.clone() };
    let end = server::surroundings::start_of(year::today());
    Some(Told {
        chart,
        events: first.events.iter().map(happened).filter(|event| event.at < end).collect(),
        charges_wait: None,
        charges_come: true,
    })
}

/// A day as notes are signed: `05/11/2026`.
fn signed(day: Date) -> String {
    format!("{:02}/{:02}/{}", day.month(), day.day(), day.year())
}
