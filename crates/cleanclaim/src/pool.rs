//! Works through a stream of items on all cores and hands the results back in order.

use std::num::NonZero;

/// Items that are read ahead for each core; bounds the memory.
const AHEAD: usize = 32;

/// Applies `work` to every item on all cores; `each` gets the results in the order of the items.
///
/// # Errors
/// The first fault of `each` ends the work.
pub fn in_order<I, T: Send, R: Send, E>(
    items: I,
    work: impl Fn(T) -> R + Sync,
    mut each: impl FnMut(R) -> Result<(), E>,
) -> Result<(), E>
where
    I: IntoIterator<Item = T>,
{
    let cores = std::thread::available_parallelism().map_or(1, NonZero::get);
    let mut items = items.into_iter();
    loop {
        let batch: Vec<T> = items.by_ref().take(cores * AHEAD).collect();
        if batch.is_empty() {
            return Ok(());
        }
        for result in batch_in_order(batch, cores, &work) {
            each(result)?;
        }
    }
}

fn batch_in_order<T: Send, R: Send>(
    batch: Vec<T>,
    cores: usize,
    work: &(impl Fn(T) -> R + Sync),
) -> Vec<R> {
    if batch.len() < 2 || cores < 2 {
        return batch.into_iter().map(work).collect();
    }
    let mut lanes: Vec<Vec<T>> = (0..cores).map(|_| Vec::new()).collect();
    for (i, item) in batch.into_iter().enumerate() {
        lanes[i % cores].push(item);
    }
    let done: Vec<Vec<R>> = std::thread::scope(|scope| {
        let running: Vec<_> = lanes
            .into_iter()
            .map(|lane| scope.spawn(move || lane.into_iter().map(work).collect::<Vec<R>>()))
            .collect();
        let join = |lane: std::thread::ScopedJoinHandle<'_, Vec<R>>| match lane.join() {
            Ok(results) => results,
            Err(panic) => std::panic::resume_unwind(panic),
        };
        running.into_iter().map(join).collect()
    });
    let mut lanes: Vec<_> = done.into_iter().map(Vec::into_iter).collect();
    let mut ordered = Vec::new();
    'all: loop {
        for lane in &mut lanes {
            match lane.next() {
                Some(result) => ordered.push(result),
                None => break 'all,
            }
        }
    }
    ordered
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_kept() {
        let mut seen = Vec::new();
        in_order(
            0..1000,
            |n| n * 2,
            |n| {
                seen.push(n);
                Ok::<(), ()>(())
            },
        )
        .unwrap();
        assert_eq!(seen, (0..1000).map(|n| n * 2).collect::<Vec<_>>());
        let stopped = in_order(0..10, |n| n, |n| if n == 3 { Err(n) } else { Ok(()) });
        assert_eq!(stopped, Err(3));
    }
}
