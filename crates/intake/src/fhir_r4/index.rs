//! Where resources stand on disk, by the hash of the reference they are found by. Sorted runs
//! go to temporary files above a bound, so that an export of any size needs the same memory.

use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Seek, SeekFrom, Write};

/// Most entries held in memory before a sorted run is spilled (24 bytes each: 12 MiB).
pub const MAX_ENTRIES_IN_MEMORY: usize = 512 * 1024;
/// Most runs merged in one pass; each holds one open file.
const MAX_RUNS: usize = 64;
/// Entries between two fences of the index in memory.
const BLOCK: usize = 256;
const ENTRY_BYTES: usize = 24;

/// One place of one resource under one reference. Ordered by hash, then source order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Entry {
    pub hash: u64,
    pub file: u32,
    pub offset: u64,
    pub line: u32,
}

impl Entry {
    fn encode(self) -> [u8; ENTRY_BYTES] {
        let mut bytes = [0; ENTRY_BYTES];
        bytes[..8].copy_from_slice(&self.hash.to_le_bytes());
        bytes[8..12].copy_from_slice(&self.file.to_le_bytes());
        bytes[12..20].copy_from_slice(&self.offset.to_le_bytes());
        bytes[20..].copy_from_slice(&self.line.to_le_bytes());
        bytes
    }

    fn decode(bytes: &[u8; ENTRY_BYTES]) -> Entry {
        let u32_at = |at: usize| u32::from_le_bytes(std::array::from_fn(|i| bytes[at + i]));
        let u64_at = |at: usize| u64::from_le_bytes(std::array::from_fn(|i| bytes[at + i]));
        Entry { hash: u64_at(0), file: u32_at(8), offset: u64_at(12), line: u32_at(20) }
    }
}

/// Collects entries in any order.
pub struct Builder {
    limit: usize,
    held: Vec<Entry>,
    runs: Vec<File>,
}

impl Builder {
    pub fn new(limit: usize) -> Builder {
        Builder { limit: limit.max(1), held: Vec::new(), runs: Vec::new() }
    }

    pub fn add(&mut self, entry: Entry) -> io::Result<()> {
        if self.held.len() >= self.limit {
            self.spill()?;
        }
        self.held.push(entry);
        Ok(())
    }

    fn spill(&mut self) -> io::Result<()> {
        self.held.sort_unstable();
        let mut run = BufWriter::new(tempfile::tempfile()?);
        for entry in self.held.drain(..) {
            run.write_all(&entry.encode())?;
        }
        self.runs.push(run.into_inner()?);
        if self.runs.len() >= MAX_RUNS {
            let merged = merge(std::mem::take(&mut self.runs), |_, _| ())?;
            self.runs.push(merged);
        }
        Ok(())
    }

    pub fn finish(mut self) -> io::Result<Index> {
        if self.runs.is_empty() {
            self.held.sort_unstable();
            return Ok(Index::Memory(self.held));
        }
        if !self.held.is_empty() {
            self.spill()?;
        }
        let mut fences = Vec::new();
        let mut count = 0;
        let file = merge(self.runs, |at, entry| {
            count = at + 1;
            if at % BLOCK == 0 {
                fences.push(entry.hash);
            }
        })?;
        Ok(Index::Disk { file, fences, count })
    }
}

/// Merges sorted runs into one file and shows each entry with its number.
fn merge(runs: Vec<File>, mut seen: impl FnMut(usize, Entry)) -> io::Result<File> {
    let mut readers = Vec::with_capacity(runs.len());
    let mut heap = BinaryHeap::with_capacity(runs.len());
    for (number, mut run) in runs.into_iter().enumerate() {
        run.seek(SeekFrom::Start(0))?;
        let mut reader = BufReader::new(run);
        heap.extend(next_entry(&mut reader)?.map(|entry| Reverse((entry, number))));
        readers.push(reader);
    }
    let mut out = BufWriter::new(tempfile::tempfile()?);
    let mut at = 0;
    while let Some(Reverse((entry, number))) = heap.pop() {
        out.write_all(&entry.encode())?;
        seen(at, entry);
        at += 1;
        heap.extend(next_entry(&mut readers[number])?.map(|next| Reverse((next, number))));
    }
    Ok(out.into_inner()?)
}

fn next_entry(reader: &mut impl Read) -> io::Result<Option<Entry>> {
    let mut bytes = [0; ENTRY_BYTES];
    match reader.read_exact(&mut bytes) {
        Ok(()) => Ok(Some(Entry::decode(&bytes))),
        Err(fault) if fault.kind() == io::ErrorKind::UnexpectedEof => Ok(None),
        Err(fault) => Err(fault),
    }
}

/// The finished index.
pub enum Index {
    /// All entries, sorted.
    Memory(Vec<Entry>),
    /// One sorted file, and the hash of the first entry of each block.
    Disk { file: File, fences: Vec<u64>, count: usize },
}

impl Index {
    /// The entries of a hash, in source order.
    pub fn find(&mut self, hash: u64) -> io::Result<Vec<Entry>> {
        match self {
            Index::Memory(entries) => {
                let start = entries.partition_point(|e| e.hash < hash);
                let same = entries[start..].iter().take_while(|e| e.hash == hash);
                Ok(same.copied().collect())
            }
            Index::Disk { file, fences, count } => {
                // Entries of the hash may begin in the block before the first fence that
                // bears it.
                let block = fences.partition_point(|fence| *fence < hash).saturating_sub(1);
                file.seek(SeekFrom::Start((block * BLOCK * ENTRY_BYTES) as u64))?;
                let mut reader = BufReader::with_capacity(BLOCK * ENTRY_BYTES, file);
                let mut found = Vec::new();
                for _ in block * BLOCK..*count {
                    let Some(entry) = next_entry(&mut reader)? else { break };
                    if entry.hash > hash {
                        break;
                    }
                    if entry.hash == hash {
                        found.push(entry);
                    }
                }
                Ok(found)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entries() -> Vec<Entry> {
        // Many entries under few hashes, so that a hash spans several blocks.
        let entry = |i: u32| Entry {
            hash: u64::from(i * 7919 % 13) * 1000,
            file: i % 3,
            offset: u64::from(i) << 33,
            line: i,
        };
        (0..20_000).map(entry).collect()
    }

    fn built(limit: usize) -> Index {
        let mut builder = Builder::new(limit);
        for entry in entries() {
            builder.add(entry).unwrap();
        }
        builder.finish().unwrap()
    }

    #[test]
    fn disk_answers_as_memory_does() {
        let mut memory = built(usize::MAX);
        assert!(matches!(memory, Index::Memory(_)));
        // 100 entries a run: 200 runs, so that runs are merged in passes.
        for limit in [1_000, 100, 19_999] {
            let mut disk = built(limit);
            assert!(matches!(disk, Index::Disk { count: 20_000, .. }));
            for hash in (0..14_000).step_by(500) {
                let want = memory.find(hash).unwrap();
                assert_eq!(want.is_empty(), hash % 1000 != 0 || hash > 12_000);
                assert_eq!(disk.find(hash).unwrap(), want, "{hash}");
            }
        }
    }
}
