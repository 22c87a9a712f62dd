//! Validation of a file's sets by several threads, with the outcome of one.
//!
//! A first pass reads the envelope and only counts what lies between ST and SE; the sets are then
//! judged side by side, and their faults put where the first pass would have found them.

use super::fault::{Fault, Within};
use super::file::is_envelope;
use super::findings::{At, Findings};
use super::open_set::{Beginning, OpenSet};
use super::report::Report;
use super::{MAX_FAULTS, Options};
use crate::tokens::{Classes, Cut, Tokens};
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// A set whose segments wait.
pub(crate) struct Deferred<'o> {
    pub(crate) beginning: Beginning<'o>,
    pub(crate) within: Within,
    /// Faults of the envelope found before it.
    pub(crate) faults_before: usize,
    /// Bytes of the file after ST up to SE.
    pub(crate) bytes: std::ops::Range<usize>,
    /// Where the reader stood after ST.
    pub(crate) at: At,
    /// False when the file could not be read to its end: what is missing is unknown then.
    pub(crate) whole: bool,
}

/// What one set came to.
#[derive(Default)]
struct Judged {
    faults: Vec<Fault>,
    unlisted: u64,
    errors: u32,
    syntax_errors: u32,
    not_checked: u64,
    guide: Option<String>,
}

/// Judges all deferred sets and puts the outcome into the report. The answer has one bit for each
/// code list that nobody here holds.
pub(crate) fn judge_all(
    data: &[u8],
    sets: Vec<Deferred<'_>>,
    options: &Options<'_>,
    threads: usize,
    report: &mut Report,
) -> u64 {
    let slots: Vec<Mutex<Judged>> = sets.iter().map(|_| Mutex::default()).collect();
    let next = AtomicUsize::new(0);
    let work = || {
        loop {
            let index = next.fetch_add(1, Ordering::Relaxed);
            let Some(set) = sets.get(index) else { return };
            let judged = judge(data, set, options);
            if let Ok(mut slot) = slots[index].lock() {
                *slot = judged;
            }
        }
    };
    std::thread::scope(|scope| {
        for _ in 1..threads.min(sets.len()) {
            scope.spawn(work);
        }
        work();
    });
    let envelope = std::mem::take(&mut report.faults);
    let mut all = Vec::with_capacity(envelope.len());
    let mut envelope = envelope.into_iter();
    let (mut taken, mut not_checked) = (0, 0);
    for (set, judged) in sets.iter().zip(slots) {
        let judged = judged.into_inner().unwrap_or_default();
        all.extend(envelope.by_ref().take(set.faults_before - taken));
        taken = set.faults_before;
        all.extend(judged.faults);
        report.unlisted += judged.unlisted;
        not_checked |= judged.not_checked;
        if let Some(entry) = report.set_mut(set.within) {
            entry.errors += judged.errors;
            entry.syntax_errors += judged.syntax_errors;
            entry.guide = judged.guide;
        }
    }
    all.extend(envelope);
    report.unlisted += all.len().saturating_sub(MAX_FAULTS) as u64;
    all.truncate(MAX_FAULTS);
    report.faults = all;
    not_checked
}

fn judge(data: &[u8], deferred: &Deferred<'_>, options: &Options<'_>) -> Judged {
    let mut findings = Findings::new(options);
    findings.within = deferred.within;
    let mut set = OpenSet::new(deferred.beginning.clone(), &mut findings);
    let delimiters = deferred.beginning.delimiters;
    let classes = Classes::new(delimiters);
    let mut tokens = Tokens::default();
    let mut at = deferred.at;
    let mut rest = data.get(deferred.bytes.clone()).unwrap_or(&[]);
    loop {
        let blank = at.skip_blank(rest);
        rest = &rest[blank..];
        let Some(length) = tokens.cut(rest, &classes) else { break };
        let bytes = &rest[..length];
        at.next();
        let (component, repetition) = (delimiters.component, delimiters.repetition);
        let cut = Cut { bytes, tokens: &tokens, component, repetition };
        // A segment of the envelope that stands here could not be read, and closed nothing.
        if !is_envelope(cut.name()) {
            at.position += 1;
            set.take(&mut findings, &cut, at);
        }
        at.pass(bytes, tokens.bad != 0);
        rest = &rest[length + 1..];
    }
    let guide = set.guide().map(str::to_owned);
    if deferred.whole {
        set.finish(&mut findings);
    }
    Judged {
        faults: findings.faults,
        unlisted: findings.unlisted,
        errors: findings.errors,
        syntax_errors: findings.syntax_errors,
        not_checked: findings.not_checked,
        guide,
    }
}
