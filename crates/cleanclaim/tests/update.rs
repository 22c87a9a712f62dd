//! `cleanclaim codesets update` against a server on this machine: good, cut and wrong files.

use std::collections::HashMap;
use std::fs;
use std::io::{BufRead, BufReader, Cursor, Write};
use std::net::{TcpListener, TcpStream};
use std::path::Path;
use std::process::{Command, Output};
use std::sync::{Arc, Mutex};

/// What a server answers at a path.
#[derive(Clone)]
enum Answer {
    /// The whole body.
    Whole(Vec<u8>),
    /// The length of the whole body is announced, and half of it comes.
    Cut(Vec<u8>),
}

/// A server on this machine, with what it was asked for.
struct Server {
    base: String,
    asked: Arc<Mutex<Vec<String>>>,
    answers: Arc<Mutex<HashMap<String, Answer>>>,
}

impl Server {
    fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let (asked, answers) = (Arc::default(), Arc::default());
        let server = Server { base, asked: Arc::clone(&asked), answers: Arc::clone(&answers) };
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                serve(stream, &asked, &answers);
            }
        });
        server
    }

    fn put(&self, path: &str, answer: Answer) {
        self.answers.lock().unwrap().insert(path.to_owned(), answer);
    }

    fn asked(&self) -> Vec<String> {
        std::mem::take(&mut self.asked.lock().unwrap())
    }
}

fn serve(
    mut stream: TcpStream,
    asked: &Mutex<Vec<String>>,
    answers: &Mutex<HashMap<String, Answer>>,
) {
    let mut reader = BufReader::new(stream.try_clone().unwrap());
    let mut first = String::new();
    if reader.read_line(&mut first).is_err() {
        return;
    }
    let mut line = String::from("-");
    while !line.trim().is_empty() {
        line.clear();
        if reader.read_line(&mut line).is_err() {
            return;
        }
    }
    let path = first.split(' ').nth(1).unwrap_or_default().to_owned();
    asked.lock().unwrap().push(path.clone());
    let (status, body, sent) = match answers.lock().unwrap().get(&path).cloned() {
        Some(Answer::Whole(body)) => ("200 OK", body.clone(), body.len()),
        Some(Answer::Cut(body)) => ("200 OK", body.clone(), body.len() / 2),
        None => ("404 Not Found", Vec::new(), 0),
    };
    let head =
        format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\nConnection: close\r\n\r\n", body.len());
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(&body[..sent]);
}

fn update(data: &Path, server: &Server, arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_cleanclaim"))
        .args(["codesets", "update", "--base", &server.base, "--date", "2024-08-01"])
        .args(arguments)
        .env("CLEANCLAIM_DATA", data)
        .output()
        .unwrap()
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// Names of the packs at hand.
fn packs(data: &Path) -> Vec<String> {
    let Ok(entries) = fs::read_dir(data.join("codesets")) else { return Vec::new() };
    let names = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned());
    let mut names: Vec<String> = names.collect();
    names.sort();
    names
}

/// One part of the pair table, zipped as its publisher does.
fn part(number: u8, first: &str) -> Vec<u8> {
    let table = format!(
        "Column 1\tColumn 2\t*=in existence\tEffective\tDeletion\tModifier\tRationale\r\n\
         {first}\t99213\t\t20200101\t*\t1\tmade up\r\n"
    );
    zipped(&[(&format!("ccipra-v302r0-f{number}.TXT"), table.as_bytes()), ("read me.pdf", b"%PDF")])
}

fn zipped(members: &[(&str, &[u8])]) -> Vec<u8> {
    let mut writer = zip::ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in members {
        writer.start_file(*name, zip::write::SimpleFileOptions::default()).unwrap();
        writer.write_all(content).unwrap();
    }
    writer.finish().unwrap().into_inner()
}

const PAGE: &str = "/medicare/coding-billing/national-correct-coding-initiative-ncci-edits/\
                    medicare-ncci-procedure-procedure-ptp-edits";

fn file(number: u8) -> String {
    format!("/files/zip/medicare-ncci-2024q3-practitioner-ptp-edits-ccipra-v302r0-f{number}.zip")
}

const FIRST_CODES: [&str; 4] = ["0001A", "20000", "50000", "G0101"];

fn put_parts(server: &Server) {
    for (number, first) in (1..).zip(FIRST_CODES) {
        server.put(&file(number), Answer::Whole(part(number, first)));
    }
}

const PAIRS: [&str; 4] = ["--only", "ncci-ptp-practitioner", "--accept-licence", "ama"];

#[test]
fn nothing_under_terms_is_fetched_before_they_are_accepted() {
    let (data, server) = (tempfile::tempdir().unwrap(), Server::start());
    put_parts(&server);
    let output = update(data.path(), &server, &PAIRS[..2]);
    assert_eq!(output.status.code(), Some(0));
    let said = text(&output.stdout);
    for words in ["https://www.cms.gov/license/ama", "--accept-licence ama", "by hand from"] {
        assert!(said.contains(words), "{said}");
    }
    assert!(server.asked().is_empty() && packs(data.path()).is_empty());
    assert!(!data.path().join("licence-acceptances.jsonl").exists());

    let output = update(data.path(), &server, &PAIRS);
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    assert!(text(&output.stderr).contains("https://www.cms.gov/license/ama"));
    assert_eq!(packs(data.path()).len(), 4);
    let record = fs::read_to_string(data.path().join("licence-acceptances.jsonl")).unwrap();
    let record: serde_json::Value = serde_json::from_str(&record).unwrap();
    assert_eq!(record["owner"], "ama");
    assert_eq!(record["release"], "ncci-ptp-practitioner");
}

#[test]
fn the_page_names_the_files_and_the_list_is_the_second_way() {
    let (data, server) = (tempfile::tempdir().unwrap(), Server::start());
    let renamed = "/files/zip/medicare-ncci-2024q3-practitioner-ptp-edits-updated-f1.zip";
    server.put(renamed, Answer::Whole(part(1, "0001A")));
    let page = format!(
        "<html><a href=\"/license/ama?file={renamed}\">f1</a>\
         <a href=\"/license/ama?file={}\">old</a></html>",
        renamed.replace("2024q3", "2024q2")
    );
    server.put(PAGE, Answer::Whole(page.into_bytes()));
    assert_eq!(update(data.path(), &server, &PAIRS).status.code(), Some(0));
    assert_eq!(server.asked(), [PAGE, renamed]);
    assert_eq!(packs(data.path()), ["ncci-ptp-practitioner-2024-07-f1.pack"]);

    let (data, server) = (tempfile::tempdir().unwrap(), Server::start());
    put_parts(&server);
    assert_eq!(update(data.path(), &server, &PAIRS).status.code(), Some(0));
    assert_eq!(server.asked().len(), 5);
}

#[test]
fn a_cut_a_wrong_or_a_missing_part_leaves_the_old_release_in_force() {
    let (data, server) = (tempfile::tempdir().unwrap(), Server::start());
    put_parts(&server);
    assert_eq!(update(data.path(), &server, &PAIRS).status.code(), Some(0));
    let before: Vec<(String, Vec<u8>)> = packs(data.path())
        .into_iter()
        .map(|name| (name.clone(), fs::read(data.path().join("codesets").join(name)).unwrap()))
        .collect();

    // A newer file at every address, so that a part which slipped through would show.
    for (number, first) in (1..).zip(FIRST_CODES) {
        let newer = part(number, &format!("{}9", &first[..4]));
        server.put(&file(number), Answer::Whole(newer));
    }
    let damaged = {
        let mut bytes = part(3, "50000");
        bytes[60] ^= 0xff;
        bytes
    };
    let wrong = zipped(&[("mue_practitioner_2024q3.txt", b"this is no release at all\n")]);
    for (answer, words) in [
        (Some(Answer::Cut(part(3, "50000"))), "the download ended after"),
        (Some(Answer::Whole(damaged)), "f3.zip: member ccipra-v302r0-f3.TXT"),
        (Some(Answer::Whole(wrong)), "none of its files is a release"),
        (Some(Answer::Whole(b"<!DOCTYPE html><p>Sorry</p>".to_vec())), "a web page came"),
        (Some(Answer::Whole(b"PK\x03\x04".to_vec())), "f3.zip: byte 4"),
        (None, "the server answered 404"),
    ] {
        match answer {
            Some(answer) => server.put(&file(3), answer),
            None => drop(server.answers.lock().unwrap().remove(&file(3))),
        }
        let output = update(data.path(), &server, &PAIRS);
        let said = text(&output.stderr);
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains(words), "{words}: {said}");
        assert!(said.contains("stay in force"), "{said}");
        for (name, bytes) in &before {
            let now = fs::read(data.path().join("codesets").join(name)).unwrap();
            assert_eq!(&now, bytes, "{name} after {words}");
        }
        assert_eq!(packs(data.path()).len(), before.len(), "{words}");
    }
}

#[test]
fn a_release_of_another_kind_is_refused() {
    let (data, server) = (tempfile::tempdir().unwrap(), Server::start());
    put_parts(&server);
    let hospital = "ccipra-v302r0-f2-outpatient_hospital.txt";
    let table = "Column 1\tColumn 2\tx\r\n0001A\t99213\t\t20200101\t*\t1\tmade up\r\n";
    server.put(&file(2), Answer::Whole(zipped(&[(hospital, table.as_bytes())])));
    let output = update(data.path(), &server, &PAIRS);
    assert_eq!(output.status.code(), Some(1));
    let said = text(&output.stderr);
    assert!(said.contains("the wrong file: it holds `ncci-ptp-hospital`"), "{said}");
    assert!(packs(data.path()).is_empty());
}

#[test]
fn no_server_and_wrong_names_are_said() {
    let data = tempfile::tempdir().unwrap();
    let gone = {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        Server { base, asked: Arc::default(), answers: Arc::default() }
    };
    let output = update(data.path(), &gone, &["--only", "taxonomy"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(text(&output.stderr).contains("no answer"), "{}", text(&output.stderr));
    let output = update(data.path(), &gone, &["--only", "taxonomies"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(text(&output.stderr).contains("no release is named `taxonomies`; there are icd10cm,"));
    let output = update(data.path(), &gone, &["--list"]);
    assert_eq!(output.status.code(), Some(0));
    assert!(text(&output.stdout).contains("ncci-ptp-hospital: NCCI procedure pairs"));
    let bad = Server { base: "cms.gov".into(), ..gone };
    let output = update(data.path(), &bad, &["--list"]);
    assert!(text(&output.stderr).contains("`cms.gov` is no base address"));
}
