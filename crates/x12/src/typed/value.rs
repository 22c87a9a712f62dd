//! How elements become values and values elements: single texts, composites, repetitions, runs.

use super::output::Output;
use super::text::{Amount, Day, Number, Text, write_number};
use crate::delimiters::Delimiters;
use std::ops::{Deref, DerefMut};

/// The elements of one segment while they are read, in order.
pub(crate) struct Elements<'a> {
    rest: Option<&'a str>,
    delimiters: Delimiters,
    /// Elements taken so far, whether the file has them or not.
    number: u8,
    /// Elements that the file has, so far.
    total: u16,
    /// The last one that is not empty.
    last: u16,
    /// The first element with more components than its composite has.
    misfit: Option<u8>,
}

impl<'a> Elements<'a> {
    /// `text` is a segment without its terminator.
    pub(crate) fn new(text: &'a str, delimiters: Delimiters) -> Elements<'a> {
        let rest = memchr::memchr(delimiters.element, text.as_bytes()).map(|at| &text[at + 1..]);
        Elements { rest, delimiters, number: 0, total: 0, last: 0, misfit: None }
    }

    /// The next element; empty when the segment has no more.
    pub(crate) fn next(&mut self) -> &'a str {
        self.number = self.number.saturating_add(1);
        self.more().unwrap_or("")
    }

    /// True while the segment has elements that were not taken.
    pub(crate) fn more_to_come(&self) -> bool {
        self.rest.is_some()
    }

    fn more(&mut self) -> Option<&'a str> {
        let rest = self.rest?;
        let (text, rest) = cut(rest, self.delimiters.element);
        self.rest = rest;
        self.total = self.total.saturating_add(1);
        if !text.is_empty() {
            self.last = self.total;
        }
        Some(text)
    }

    /// Empty elements at the end; the number of the first element that has no place.
    pub(crate) fn finish(mut self) -> (u16, Option<u8>) {
        let known = u16::from(self.number);
        while self.more().is_some() {}
        let surplus = (self.last > known).then(|| u8::try_from(self.last).unwrap_or(u8::MAX));
        (self.total - self.last, self.misfit.or(surplus))
    }
}

/// `text` up to the separator, and what follows the separator when there is one.
fn cut(text: &str, separator: u8) -> (&str, Option<&str>) {
    match memchr::memchr(separator, text.as_bytes()) {
        Some(at) => (&text[..at], Some(&text[at + 1..])),
        None => (text, None),
    }
}

/// The components of one element while they are read.
pub(crate) struct Components<'a> {
    rest: Option<&'a str>,
    separator: u8,
    total: u8,
    last: u8,
}

impl<'a> Components<'a> {
    pub(crate) fn next(&mut self) -> &'a str {
        let Some(rest) = self.rest else { return "" };
        let (text, rest) = cut(rest, self.separator);
        self.rest = rest;
        self.total = self.total.saturating_add(1);
        if !text.is_empty() {
            self.last = self.total;
        }
        text
    }

    /// Empty components at the end; true when there are more than were asked for.
    pub(crate) fn finish(mut self) -> (u8, bool) {
        let last = self.last;
        while self.rest.is_some() {
            self.next();
        }
        // Between n components stand n - 1 separators.
        (self.total - self.last.max(u8::from(self.total > 0)), self.last > last)
    }
}

/// What is known while one element is read.
pub(crate) struct Reading {
    pub(crate) delimiters: Delimiters,
    /// True when a composite has more components than it can have.
    pub(crate) misfit: bool,
}

impl Reading {
    pub(crate) fn components<'a>(&self, text: &'a str) -> Components<'a> {
        let rest = (!text.is_empty()).then_some(text);
        Components { rest, separator: self.delimiters.component, total: 0, last: 0 }
    }
}

/// What one element or one component holds.
pub(crate) trait Value: Sized + Default {
    fn read(text: &str, reading: &mut Reading) -> Self;
    fn write(&self, out: &mut Output);
    fn is_empty(&self) -> bool;
    #[cfg(test)]
    fn sample(draw: &mut super::sample::Draw) -> Self;
}

impl Value for Text {
    fn read(text: &str, _: &mut Reading) -> Text {
        text.into()
    }
    fn write(&self, out: &mut Output) {
        out.text(self);
    }
    fn is_empty(&self) -> bool {
        str::is_empty(self)
    }
    #[cfg(test)]
    fn sample(draw: &mut super::sample::Draw) -> Text {
        draw.word().into()
    }
}

/// The same for the newtypes over text; numbers can be written in their shortest form.
macro_rules! value {
    ($name:ident, $write:expr, $sample:ident) => {
        impl Value for $name {
            fn read(text: &str, _: &mut Reading) -> $name {
                $name(text.into())
            }
            fn write(&self, out: &mut Output) {
                $write(&self.0, out);
            }
            fn is_empty(&self) -> bool {
                str::is_empty(&self.0)
            }
            #[cfg(test)]
            fn sample(draw: &mut super::sample::Draw) -> $name {
                $name(draw.$sample().into())
            }
        }
    };
}
value!(Amount, write_number, amount);
value!(Number, write_number, number);
value!(Day, |text: &Text, out: &mut Output| out.text(text), day);

/// A repeating element (X12.6, repetition separator of ISA11).
impl<V: Value> Value for Vec<V> {
    fn read(text: &str, reading: &mut Reading) -> Vec<V> {
        let Some(separator) = reading.delimiters.repetition else {
            return if text.is_empty() { Vec::new() } else { vec![V::read(text, reading)] };
        };
        let mut all = Vec::new();
        let mut rest = (!text.is_empty()).then_some(text);
        while let Some(text) = rest {
            let (one, more) = cut(text, separator);
            all.push(V::read(one, reading));
            rest = more;
        }
        all
    }
    fn write(&self, out: &mut Output) {
        for (i, value) in self.iter().enumerate() {
            if i > 0 {
                out.next_repetition();
            }
            value.write(out);
        }
        out.end_repetitions();
    }
    fn is_empty(&self) -> bool {
        Vec::is_empty(self)
    }
    #[cfg(test)]
    fn sample(draw: &mut super::sample::Draw) -> Vec<V> {
        let mut all: Vec<V> = (0..draw.below(4)).map(|_| V::sample(draw)).collect();
        // One empty repetition is the same as none.
        if all.len() == 1 && all[0].is_empty() {
            all.clear();
        }
        all
    }
}

/// What one or several neighbouring elements of a segment hold.
pub(crate) trait Field: Sized + Default {
    /// Elements that it takes.
    const WIDTH: usize;
    fn take(elements: &mut Elements<'_>) -> Self;
    fn give(&self, out: &mut Output);
    fn is_blank(&self) -> bool;
    #[cfg(test)]
    fn draw(draw: &mut super::sample::Draw) -> Self;
}

impl<V: Value> Field for V {
    const WIDTH: usize = 1;

    fn take(elements: &mut Elements<'_>) -> V {
        let text = elements.next();
        let mut reading = Reading { delimiters: elements.delimiters, misfit: false };
        let value = V::read(text, &mut reading);
        if reading.misfit && elements.misfit.is_none() {
            elements.misfit = Some(elements.number);
        }
        value
    }
    fn give(&self, out: &mut Output) {
        out.next_element();
        self.write(out);
    }
    fn is_blank(&self) -> bool {
        self.is_empty()
    }
    #[cfg(test)]
    fn draw(draw: &mut super::sample::Draw) -> V {
        V::sample(draw)
    }
}

/// The same elements up to `N` times in a row within a segment, such as the triples of a CAS.
/// Holds those up to the last that is not blank; blank ones between them keep their place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Run<T, const N: usize>(Vec<T>);

impl<T, const N: usize> Run<T, N> {
    /// The most that a segment has place for.
    pub const MOST: usize = N;
}

impl<T, const N: usize> Default for Run<T, N> {
    fn default() -> Run<T, N> {
        Run(Vec::new())
    }
}

impl<T, const N: usize> From<Vec<T>> for Run<T, N> {
    /// Those that have a place; the segments to come must hold what is beyond [`Run::MOST`].
    fn from(mut all: Vec<T>) -> Run<T, N> {
        all.truncate(N);
        Run(all)
    }
}

impl<T, const N: usize> Deref for Run<T, N> {
    type Target = Vec<T>;
    fn deref(&self) -> &Vec<T> {
        &self.0
    }
}

impl<T, const N: usize> DerefMut for Run<T, N> {
    fn deref_mut(&mut self) -> &mut Vec<T> {
        &mut self.0
    }
}

impl<T: Field, const N: usize> Field for Run<T, N> {
    const WIDTH: usize = N * T::WIDTH;

    fn take(elements: &mut Elements<'_>) -> Run<T, N> {
        let mut all = Vec::new();
        // An absent rest need not be read: CAS has place for six triples and mostly holds one.
        for taken in 0..N {
            if elements.rest.is_none() {
                let left = u8::try_from((N - taken) * T::WIDTH).unwrap_or(u8::MAX);
                elements.number = elements.number.saturating_add(left);
                break;
            }
            all.push(T::take(elements));
        }
        let used = all.iter().rposition(|one| !one.is_blank()).map_or(0, |i| i + 1);
        all.truncate(used);
        Run(all)
    }
    fn give(&self, out: &mut Output) {
        for one in &self.0 {
            one.give(out);
        }
        let absent = N.saturating_sub(self.0.len()) * T::WIDTH;
        (0..absent).for_each(|_| out.next_element());
    }
    fn is_blank(&self) -> bool {
        self.0.is_empty()
    }
    #[cfg(test)]
    fn draw(draw: &mut super::sample::Draw) -> Run<T, N> {
        let mut all: Vec<T> = (0..draw.below(N + 1)).map(|_| T::draw(draw)).collect();
        let used = all.iter().rposition(|one| !one.is_blank()).map_or(0, |i| i + 1);
        all.truncate(used);
        Run(all)
    }
}
