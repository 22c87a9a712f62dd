//! The readable view of a file: headings, loops, segments, one after another as they are read.

use super::claims::{Bond, bonds};
use super::held::Page;
use super::outline::{named, title};
use super::summary::Row;
use super::{ShowOptions, Shown, ViewError, elements, headings, layout};
use crate::envelope::Part;
use crate::guide::Shelf;
use crate::steps::{Step, Steps};
use crate::tokens::Cut;
use std::io::{Read, Write};

/// Writes the readable view of a file.
///
/// # Errors
/// When the file cannot be read to its end, or the output cannot be written. What was read until
/// then has been written.
pub fn show(
    input: impl Read,
    out: impl Write,
    options: &ShowOptions<'_>,
) -> Result<Shown, ViewError> {
    let mut steps = Steps::new(input, Shelf::built_in());
    let mut view = View::new(Page::new(out, options.claim.is_some()), options);
    loop {
        match steps.next() {
            Ok(Some(step)) => view.take(&step)?,
            Ok(None) => {
                view.page.finish(true)?;
                return match view.missing_trailers() {
                    missing if missing.is_empty() => Ok(view.shown),
                    missing => Err(ViewError::CutOff(missing.join(", "))),
                };
            }
            Err(error) => {
                view.page.finish(false)?;
                return Err(error.into());
            }
        }
    }
}

/// A level that is open.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Open {
    Interchange,
    Group,
    Set,
    Loop(Bond),
}

struct View<'o, W> {
    page: Page<W>,
    options: &'o ShowOptions<'o>,
    open: Vec<Open>,
    /// What each loop of the set's guide is to claims.
    bonds: Vec<Bond>,
    /// GS08.
    version: String,
    begun: bool,
    shown: Shown,
}

impl<'o, W: Write> View<'o, W> {
    fn new(page: Page<W>, options: &'o ShowOptions<'o>) -> View<'o, W> {
        View {
            page,
            options,
            open: Vec::new(),
            bonds: Vec::new(),
            version: String::new(),
            begun: false,
            shown: Shown::default(),
        }
    }

    fn take(&mut self, step: &Step<'_, '_>) -> Result<(), ViewError> {
        for _ in 0..step.closes {
            self.close();
        }
        match step.part {
            Part::InterchangeStart => self.begin(step, Open::Interchange, 0),
            Part::GroupStart => self.begin(step, Open::Group, 1),
            Part::TransactionStart => self.begin(step, Open::Set, 2),
            Part::TransactionEnd => self.end(step, Open::Set, "set", "segment"),
            Part::GroupEnd => self.end(step, Open::Group, "group", "set"),
            Part::InterchangeEnd => self.end(step, Open::Interchange, "interchange", "group"),
            Part::Inside => self.inside(step),
        }
        self.page.turn()
    }

    fn close(&mut self) {
        self.open.pop();
        self.page.close();
    }

    fn enter(&mut self, level: Open) {
        let above = match level {
            Open::Loop(bond) => matches!(bond, Bond::Above | Bond::Claim { .. }),
            _ => true,
        };
        self.open.push(level);
        self.page.open(above);
    }

    /// ISA, GS or ST, which ends what is open at its level. `keep` levels stand above it.
    fn begin(&mut self, step: &Step<'_, '_>, level: Open, keep: usize) {
        let around = [Open::Interchange, Open::Group];
        while self.open.last().is_some_and(|open| !around[..keep].contains(open)) {
            self.close();
        }
        self.enter(level);
        if std::mem::replace(&mut self.begun, true) {
            self.page.text().push('\n');
        }
        match level {
            Open::Interchange => headings::interchange(self.page.text(), step),
            Open::Group => {
                self.version = super::values::plain(step.cut.element(8));
                headings::group(self.page.text(), step);
            }
            _ => {
                self.bonds = step.guide.map(bonds).unwrap_or_default();
                self.shown.without_guide += u64::from(step.guide.is_none());
                headings::set(self.page.text(), step, &self.version);
            }
        }
    }

    /// SE, GE or IEA.
    fn end(&mut self, step: &Step<'_, '_>, level: Open, what: &str, counted: &str) {
        if let Some(at) = self.open.iter().rposition(|open| *open == level) {
            while self.open.len() > at + 1 {
                self.close();
            }
        }
        headings::trailer(self.page.text(), step, what, counted);
        if self.open.last() == Some(&level) {
            self.close();
        }
    }

    /// The trailers of what is still open, from the inside out.
    fn missing_trailers(&self) -> Vec<&'static str> {
        let trailer = |open: &Open| match open {
            Open::Interchange => Some("IEA"),
            Open::Group => Some("GE"),
            Open::Set => Some("SE"),
            Open::Loop(_) => None,
        };
        self.open.iter().rev().filter_map(trailer).collect()
    }

    fn depth(&self) -> usize {
        let loops = self.open.iter().filter(|open| matches!(open, Open::Loop(_))).count();
        loops + usize::from(!self.open.is_empty())
    }

    fn inside(&mut self, step: &Step<'_, '_>) {
        if let Some((number, this)) = step.opens {
            let bond = self.bonds.get(usize::from(number)).copied().unwrap_or_default();
            self.open_loop(bond, title(this), &step.cut);
        }
        if let Some((_, def)) = step.def {
            let in_line = self.open.contains(&Open::Loop(Bond::Line));
            self.page.rows(in_line).take(def, &step.cut);
        }
        if !self.options.outline {
            let depth = self.depth();
            elements::segment(self.page.text(), depth, step);
        }
    }

    fn open_loop(&mut self, bond: Bond, title: String, cut: &Cut<'_>) {
        let depth = self.depth();
        let outline = self.options.outline;
        self.enter(Open::Loop(bond));
        match bond {
            Bond::Claim { number } => {
                let value = cut.component(number, 0);
                let wanted = self.options.claim.is_none_or(|claim| claim.as_bytes() == value);
                self.shown.claims += u64::from(wanted);
                self.page.open_claim(wanted);
                if !outline {
                    self.page.text().push('\n');
                }
                let row = Row::new(depth, title);
                self.page.row(row, false);
            }
            Bond::Line => {
                let row = Row::new(depth, title);
                self.page.row(row, true);
            }
            Bond::None | Bond::Above => {
                let name = if outline { named(cut) } else { String::new() };
                match name.as_str() {
                    "" => layout::heading(self.page.text(), depth, &title),
                    name => layout::value(self.page.text(), depth, &title, name),
                }
            }
        }
    }
}
