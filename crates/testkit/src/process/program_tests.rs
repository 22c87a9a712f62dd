use super::*;
use crate::outside::{Outside, require};

const SOON: Duration = Duration::from_secs(10);

fn shell(script: &str) -> Program {
    Program::new("sh").args(["-c", script])
}

#[test]
fn what_it_writes_is_kept_also_when_it_is_killed() {
    let mut running = shell("echo out; echo err >&2; sleep 60").start().unwrap();
    assert_eq!(running.wait_for_line("err", SOON).unwrap(), "err");
    running.wait_for_line("out", SOON).unwrap();
    assert!(running.ended().is_none());
    let status = running.kill().unwrap();
    assert_eq!(std::os::unix::process::ExitStatusExt::signal(&status), Some(9));
    assert_eq!((running.stdout().as_str(), running.stderr().as_str()), ("out\n", "err\n"));
}

#[test]
fn an_end_before_the_line_is_told_at_once() {
    let mut running = shell("echo no such table >&2; exit 3").start().unwrap();
    let fault = running.wait_for_line("ready", SOON).unwrap_err().to_string();
    assert!(fault.contains("exit status: 3") && fault.contains("no such table"), "{fault}");
    let late = shell("sleep 60").start().unwrap().wait_for_line("x", STEP).unwrap_err();
    assert!(matches!(late, ProcessFault::Late { .. }), "{late}");
}

#[test]
fn a_signal_reaches_the_program_itself() {
    let mut running = shell("trap 'echo bye; exit 7' TERM; echo up; while :; do sleep 0.05; done")
        .start()
        .unwrap();
    running.wait_for_line("up", SOON).unwrap();
    running.signal("TERM").unwrap();
    assert_eq!(running.wait_for_end(SOON).unwrap().code(), Some(7));
    assert!(running.stdout().ends_with("bye\n"));
}

#[test]
fn a_url_answers_or_not() {
    let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/healthz", listener.local_addr().unwrap());
    let mut running = shell("sleep 60").start().unwrap();
    assert!(running.wait_for_url(&url, STEP).is_err(), "bound, but nobody answers");
    std::thread::spawn(move || {
        // Whoever gave up before still waits in the queue, and takes a line: the last goes on.
        let lines = ["503 No", "404 No"].into_iter().chain(std::iter::repeat("200 OK"));
        for (stream, line) in listener.incoming().zip(lines) {
            let mut stream = stream.unwrap();
            let _ = stream.read(&mut [0; 512]);
            let _ = write!(stream, "HTTP/1.1 {line}\r\nContent-Length: 0\r\n\r\n");
        }
    });
    running.wait_for_url(&url, SOON).unwrap();
}

#[test]
fn a_network_of_its_own_reaches_nothing() {
    // The whole trial shows as ignored in tests/outside_world.rs; here the refusal is checked.
    let program = shell("sed -n '3,$s/:.*//p' /proc/net/dev").own_network();
    if require("netns") == Outside::Here {
        let mut running = program.start().unwrap();
        running.wait_for_end(SOON).unwrap();
        let devices: Vec<String> = running.stdout().split_whitespace().map(str::to_owned).collect();
        assert!(!devices.iter().any(|device| device.starts_with("eth")), "{devices:?}");
    } else {
        assert!(matches!(program.start(), Err(ProcessFault::Missing(_))));
    }
}
