//! Input made to be slow or large: each ends in bounded time and memory.

use crate::{Desk, NOTE, codes};
use std::fs::File;
use std::io::Write;
use std::time::{Duration, Instant};

/// For a debug build on a busy machine.
const LONGEST: Duration = Duration::from_secs(120);
/// How often a run is looked at.
const GLANCE: Duration = Duration::from_millis(10);
/// Most memory of a run.
const MOST_MEMORY: u64 = 1 << 30;
/// Size of the largest note that must pass.
const LARGEST_NOTE: usize = 50 * 1024 * 1024;

/// What a bounded run answered.
struct Bounded {
    exit: i32,
    out: String,
    errors: String,
    /// Most resident memory in bytes, where the system tells (Linux).
    memory: Option<u64>,
}

/// Runs `code FILE --format json` and ends it when it takes too long.
fn bounded(desk: &Desk, name: &str) -> Bounded {
    let path = |what: &str| desk.path().join(format!("{name}.{what}"));
    let file = |what: &str| File::create(path(what)).expect("a file for the output");
    let mut command = desk.command(&["code", name, "--format", "json"]);
    let mut child = command.stdout(file("out")).stderr(file("errors")).spawn().expect("it starts");
    let (begun, mut memory) = (Instant::now(), None);
    let status = loop {
        memory = peak_memory(child.id()).max(memory);
        if let Some(status) = child.try_wait().expect("the run is watched") {
            break status;
        }
        if begun.elapsed() > LONGEST {
            child.kill().expect("it is ended");
            child.wait().expect("it has ended");
            panic!("{name}: not done after {LONGEST:?}");
        }
        std::thread::sleep(GLANCE);
    };
    let read = |what: &str| std::fs::read_to_string(path(what)).expect("UTF-8");
    let (out, errors) = (read("out"), read("errors"));
    assert!(!errors.contains("panicked"), "{name}: {errors}");
    let exit = status.code().unwrap_or_else(|| panic!("{name}: {status}: {errors}"));
    assert!(memory.is_none_or(|most| most < MOST_MEMORY), "{name}: {memory:?} bytes");
    Bounded { exit, out, errors, memory }
}

/// The high-water mark of a process, in bytes.
fn peak_memory(process: u32) -> Option<u64> {
    let status = std::fs::read_to_string(format!("/proc/{process}/status")).ok()?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok().map(|kilobytes| kilobytes * 1024)
}

#[test]
fn a_note_of_50_megabytes() {
    let desk = Desk::new();
    let path = desk.path().join("large.txt");
    let mut file = std::io::BufWriter::new(File::create(&path).expect("a file"));
    let mut written = 0;
    for day in 0.. {
        let part = format!("PROGRESS NOTE, DAY {day}\n\n{NOTE}\n");
        if written + part.len() > LARGEST_NOTE {
            break;
        }
        file.write_all(part.as_bytes()).expect("written");
        written += part.len();
    }
    file.flush().expect("written");
    let answer = bounded(&desk, "large.txt");
    assert_eq!(answer.exit, 0, "{}", answer.errors);
    let chart: serde_json::Value = serde_json::from_str(&answer.out).expect("a line is JSON");
    for code in ["E11.22", "E03.9"] {
        assert!(codes(&chart).contains(&code), "{code} in {:?}", codes(&chart));
    }
    if cfg!(target_os = "linux") {
        // The watch saw the text in memory at least.
        assert!(answer.memory >= Some(LARGEST_NOTE as u64), "{:?}", answer.memory);
    }
}

#[test]
fn a_note_beyond_the_limit_is_refused() {
    let desk = Desk::new();
    let file = File::create(desk.path().join("image.txt")).expect("a file");
    // Sparse: takes no room on disk.
    file.set_len(100 << 30).expect("a long file");
    desk.write("start.txt", "word ");
    let answer = bounded(&desk, "image.txt");
    assert_eq!((answer.exit, answer.out.as_str()), (1, ""));
    assert!(answer.errors.contains("image.txt: "), "{}", answer.errors);
    // The same with text at its beginning: refused by its size.
    let mut file = File::create(desk.path().join("long.txt")).expect("a file");
    file.write_all(&b"Hypothyroidism. ".repeat(1024)).expect("written");
    file.set_len(65 << 20).expect("a long file");
    let answer = bounded(&desk, "long.txt");
    assert_eq!((answer.exit, answer.out.as_str()), (1, ""));
    assert!(answer.errors.contains("long.txt: byte 67108864: "), "{}", answer.errors);
}

#[test]
fn repeated_marks_and_words() {
    let desk = Desk::new();
    let million = 1_000_000;
    let end = "\nASSESSMENT: Psoriasis.";
    let cases: [(&str, Vec<u8>); 9] = [
        ("no.txt", b"no ".repeat(700_000)),
        ("brackets.txt", b"[".repeat(million)),
        ("braces.json", b"{\"a\":".repeat(million / 5)),
        ("line.txt", b"a".repeat(million)),
        ("accents.txt", "e\u{301}".repeat(million / 3).into_bytes()),
        ("lines.txt", [b"x".to_vec(), b"\n".repeat(million), b"y".to_vec()].concat()),
        ("colons.txt", b"A:\n".repeat(million / 3)),
        ("bullets.txt", b"- ".repeat(million / 2)),
        ("numbers.txt", b"1. 2) ".repeat(million / 6)),
    ];
    for (name, bytes) in cases {
        desk.write(name, &bytes);
        let answer = bounded(&desk, name);
        if name == "braces.json" {
            assert_eq!(answer.exit, 1);
            assert!(answer.errors.contains("braces.json: line 1, column "), "{}", answer.errors);
            continue;
        }
        assert_eq!(answer.exit, 0, "{name}: {}", answer.errors);
        // The diagnosis behind it is still found.
        desk.write(name, [&bytes[..], end.as_bytes()].concat());
        let answer = bounded(&desk, name);
        let chart: serde_json::Value = serde_json::from_str(&answer.out).expect("a line is JSON");
        assert_eq!(codes(&chart), ["L40.9"], "{name}");
    }
    desk.write("blank.txt", b"\n".repeat(million));
    let blank = bounded(&desk, "blank.txt");
    assert_eq!(blank.exit, 1);
    assert!(blank.errors.contains("blank.txt: byte 0: the note is empty"), "{}", blank.errors);
}

/// Words that mean something, in a form that no note has.
#[test]
fn repeated_diagnoses() {
    let desk = Desk::new();
    for (name, words, times) in [
        ("terms.txt", "hypothyroidism ", 70_000),
        ("list.txt", "- Psoriasis\n", 80_000),
        ("denied.txt", "denies chest pain, fever or cough but ", 25_000),
        ("sides.txt", "left knee pain and right knee pain, ", 25_000),
        ("drugs.txt", "Continue metformin 500 mg BID. ", 30_000),
    ] {
        desk.write(name, words.repeat(times));
        let answer = bounded(&desk, name);
        assert_eq!(answer.exit, 0, "{name}: {}", answer.errors);
    }
}
