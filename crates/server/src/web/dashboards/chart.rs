//! Charts as SVG from templates: each has a title and a description, and a table stands beside it.

use super::words;
use askama::Template;
use store::kpi::Figure;

/// Width of a trend, in its own units.
const WIDTH: i64 = 640;
/// Height of the drawn part.
const HEIGHT: i64 = 150;
/// Where the drawn part begins.
const LEFT: i64 = 44;
/// Room above.
const TOP: i64 = 14;

/// One month of a trend.
pub(super) struct Dot {
    pub(super) x: i64,
    pub(super) y: i64,
    pub(super) label: String,
    pub(super) value: String,
}

/// A line over the months.
#[derive(Template)]
#[template(path = "dashboards/trend.html")]
pub(super) struct Trend {
    id: &'static str,
    title: String,
    says: String,
    /// Parts of the line: it breaks where a month has no number.
    lines: Vec<String>,
    dots: Vec<Dot>,
    months: Vec<(i64, String)>,
    top: String,
}

/// The trend of a figure; `None` where no month has a number.
pub(super) fn trend(figure: &Figure) -> Option<Trend> {
    let kpi = figure.kpi;
    let values: Vec<Option<i64>> =
        figure.months.iter().map(|point| words::scaled(kpi, point)).collect();
    let highest = values.iter().flatten().copied().max()?.max(1);
    let step = (WIDTH - LEFT - 10) / i64::try_from(values.len().max(2) - 1).unwrap_or(1);
    let (mut lines, mut line, mut dots) = (Vec::new(), String::new(), Vec::new());
    let mut months = Vec::new();
    let mut x = LEFT;
    for (point, value) in figure.months.iter().zip(&values) {
        months.push((x, point.label.get(2..).unwrap_or_default().to_owned()));
        match value {
            Some(value) => {
                let y = TOP + HEIGHT - (*value).max(0) * HEIGHT / highest;
                line.push_str(&format!("{x},{y} "));
                let shown = words::value(kpi, point).unwrap_or_default();
                dots.push(Dot { x, y, label: point.label.clone(), value: shown });
            }
            None if !line.is_empty() => lines.push(std::mem::take(&mut line)),
            None => {}
        }
        x += step;
    }
    lines.extend(Some(line).filter(|line| !line.is_empty()));
    let (first, last) = (dots.first()?, dots.last()?);
    let says = format!("{} in {}, {} in {}.", first.value, first.label, last.value, last.label);
    let highest = dots.iter().min_by_key(|dot| dot.y)?;
    let top = highest.value.clone();
    Some(Trend { id: kpi.name, title: kpi.title.to_owned(), says, lines, dots, months, top })
}

/// One bar, of one or two parts.
pub(super) struct Bar {
    pub(super) label: String,
    pub(super) value: String,
    pub(super) y: i64,
    pub(super) text_y: i64,
    pub(super) width: i64,
    pub(super) end: i64,
    pub(super) rest_x: i64,
    pub(super) rest: i64,
}

/// Bars beside each other; the second part of each is hatched.
#[derive(Template)]
#[template(path = "dashboards/bars.html")]
pub(super) struct Bars {
    id: &'static str,
    title: &'static str,
    says: String,
    parts: Option<(&'static str, &'static str)>,
    bars: Vec<Bar>,
    height: i64,
}

/// Bars of labels with a whole, a part of it that is drawn full, and the words for the value.
pub(super) fn bars(
    id: &'static str,
    title: &'static str,
    parts: Option<(&'static str, &'static str)>,
    rows: Vec<(String, i64, i64, String)>,
) -> Bars {
    const ROW: i64 = 26;
    const START: i64 = 190;
    // The words beside the longest bar still stand within the 640 units of the drawing.
    const LONGEST: i64 = 250;
    let most = rows.iter().map(|(_, whole, ..)| *whole).max().unwrap_or(0).max(1);
    let says: Vec<String> =
        rows.iter().map(|(label, _, _, value)| format!("{label}: {value}")).collect();
    let says = format!("{}.", says.join("; "));
    let height = ROW * i64::try_from(rows.len()).unwrap_or(0) + 8;
    let bar = |(place, (label, whole, full, value)): (i64, (String, i64, i64, String))| {
        let width = full.clamp(0, whole) * LONGEST / most;
        let rest = whole * LONGEST / most - width;
        Bar {
            label,
            value,
            y: place * ROW + 6,
            text_y: place * ROW + 20,
            width,
            rest_x: START + width,
            rest,
            end: START + width + rest + 6,
        }
    };
    let bars = (0..).zip(rows).map(bar).collect();
    Bars { id, title, says, parts, bars, height }
}
