//! A folder of reference charts: `<ID>.json` and `notes/<ID>.txt`.

use crate::{pool, workspace};
use coding::{Coder, Profile};
use measure::ReferenceChart;
use model::{Chart, CodedChart, Setting};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Most reference charts of one run.
const MOST_CHARTS: usize = 100_000;

/// A reference chart with the note that it is about.
pub struct ReferenceNote {
    /// The file's name without its ending.
    pub id: String,
    /// What people say is right.
    pub reference: ReferenceChart,
    /// The note, as intake reads it.
    pub chart: Chart,
}

/// The reference charts of some folders, in name order within each.
///
/// # Errors
/// When a folder or file can't be read, a reference is not of its form, or has no note.
pub fn load(folders: &[PathBuf], own_setting: bool) -> Result<Vec<ReferenceNote>, String> {
    let mut all = Vec::new();
    for folder in folders {
        let before = all.len();
        for path in json_files(folder)? {
            all.push(one(folder, &path, own_setting)?);
            if all.len() > MOST_CHARTS {
                return Err(format!("{}: more than {MOST_CHARTS} charts", folder.display()));
            }
        }
        if all.len() == before {
            return Err(format!(
                "{}: holds no reference chart; expected <ID>.json and notes/<ID>.txt",
                folder.display()
            ));
        }
    }
    Ok(all)
}

fn json_files(folder: &Path) -> Result<Vec<PathBuf>, String> {
    let fault = |fault: std::io::Error| format!("{}: {fault}", folder.display());
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(fault)? {
        let path = entry.map_err(fault)?.path();
        if path.extension().is_some_and(|ending| ending == "json") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

fn one(folder: &Path, path: &Path, own_setting: bool) -> Result<ReferenceNote, String> {
    let place = path.display();
    let text = std::fs::read_to_string(path).map_err(|fault| format!("{place}: {fault}"))?;
    let reference = ReferenceChart::parse(&text).map_err(|fault| format!("{place}: {fault}"))?;
    let stated = reference.setting.as_deref().filter(|_| own_setting);
    let setting: Option<Setting> =
        stated.map(str::parse).transpose().map_err(|fault| format!("{place}: setting: {fault}"))?;
    let id = path.file_stem().unwrap_or_default().to_string_lossy().into_owned();
    let note = folder.join("notes").join(format!("{id}.txt"));
    if !note.is_file() {
        return Err(format!("{place}: its note {} is not there", note.display()));
    }
    let options =
        intake::Options { setting, today: Some(workspace::today()), ..intake::Options::default() };
    let mut charts = intake::charts(std::slice::from_ref(&note), &options);
    let chart = charts.next().ok_or_else(|| format!("{}: holds no chart", note.display()))?;
    let chart = chart.map_err(|fault| fault.to_string())?;
    Ok(ReferenceNote { id, reference, chart })
}

/// Codes charts on all cores and hands them back in order, with the time that one core took.
pub fn code_all<'a, T: Sync>(
    coder: &Coder,
    items: &'a [T],
    chart: impl Fn(&T) -> &Chart + Sync,
    profile: Profile,
) -> (Vec<(&'a T, CodedChart)>, Duration) {
    let (mut all, mut spent) = (Vec::new(), Duration::ZERO);
    let work = |item: &'a T| {
        let started = Instant::now();
        let coded = coder.code(chart(item), profile);
        (item, coded, started.elapsed())
    };
    let kept = pool::in_order(items, work, |(item, coded, took)| {
        all.push((item, coded));
        spent += took;
        Ok::<(), std::convert::Infallible>(())
    });
    match kept {
        Ok(()) => (all, spent),
        Err(never) => match never {},
    }
}

/// Charts a second on one core.
pub fn per_second(charts: usize, spent: Duration) -> f64 {
    (charts as f64 / spent.as_secs_f64().max(1e-9)).round()
}
