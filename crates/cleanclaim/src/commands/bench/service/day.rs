//! A day of a site, pressed together: a program sends charts at an even pace while people take
//! the next account, read it, accept its codes or hold it, until nothing waits.

use super::caller::{Answer, Caller};
use super::cost::{Cost, load, memory, of_this_thread};
use super::ending;
use super::site::{Site, told};
use super::times::Times;
use server::identity::permission::Role;
use std::net::SocketAddr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};
use store::Get;

/// Charts of one request of the program that sends them.
const TOGETHER: usize = 20;

/// How often a person looks at the list between accounts.
const LOOK_EVERY: usize = 10;

/// How long a person waits who found nothing to do.
const PAUSE: Duration = Duration::from_millis(200);

/// How long nothing may move, once every chart is in, before the run is given up.
const STANDSTILL: Duration = Duration::from_secs(120);

/// Faults that one person meets before the run is stopped.
const MOST_FAULTS: usize = 20;

/// What the day holds.
pub struct Plan {
    /// Charts that come in.
    pub charts: usize,
    /// People who work them.
    pub users: usize,
    /// Over how many seconds they come.
    pub seconds: u64,
}

/// What everybody knows of the day.
#[derive(Default)]
struct Day {
    sent: AtomicUsize,
    submitted: AtomicUsize,
    held: AtomicUsize,
    all_sent: AtomicBool,
    over: AtomicBool,
}

/// One person's day.
#[derive(Default)]
struct Shift {
    times: Times,
    own: Duration,
    /// Answers that were neither a page nor a redirect.
    faults: Vec<String>,
}

/// Plays the day; false when something is lost or doubled.
pub fn run(site: &Site, plan: &Plan, workers: usize) -> Result<bool, String> {
    let people = site.people(Role::Coder, plan.users)?;
    let program = site.program()?;
    let address = site.serve()?;
    site.work(workers);
    println!(
        "{} charts in {} s, {} people, {workers} workers",
        plan.charts, plan.seconds, plan.users
    );
    let (day, cost) = (Day::default(), Cost::begin());
    let shifts = std::thread::scope(|scope| {
        let day = &day;
        let sending = scope.spawn(|| {
            let sent = send(site, plan, day, Caller::new(address, program));
            day.all_sent.store(true, Ordering::Relaxed);
            sent
        });
        let working: Vec<_> =
            people.iter().map(|who| scope.spawn(move || person(address, who, day))).collect();
        let watched = watch(site, plan, day);
        day.over.store(true, Ordering::Relaxed);
        let shifts: Vec<_> = working.into_iter().map(|one| one.join()).collect();
        let sent = sending.join().map_err(|_| "the program that sends gave up".to_owned())?;
        watched.and(sent).map(|()| shifts)
    })?;
    let (mut times, mut own, mut faults) = (Times::default(), Duration::ZERO, Vec::new());
    for shift in shifts {
        let mut shift = shift.map_err(|_| "a simulated person gave up")?;
        times.join(shift.times);
        own += shift.own;
        faults.append(&mut shift.faults);
    }
    let (seconds, cpu) = (cost.seconds(), cost.cpu());
    times.print("while charts come in and are worked");
    println!(
        "{:.0} s: {:.0} charts/s, {:.0} requests/s; CPU ms a chart: service {:.1}, people {:.1}",
        seconds,
        plan.charts as f64 / seconds,
        times.count() as f64 / seconds,
        (cpu - own.as_secs_f64()) * 1e3 / plan.charts as f64,
        own.as_secs_f64() * 1e3 / plan.charts as f64
    );
    let (submitted, held) = (&day.submitted, &day.held);
    println!(
        "{} accounts submitted and {} held by people; {} answers were faults",
        submitted.load(Ordering::Relaxed),
        held.load(Ordering::Relaxed),
        faults.len()
    );
    faults.iter().take(MOST_FAULTS).for_each(|fault| println!("  {fault}"));
    let found = ending::look(site, plan.charts)?;
    found.print();
    Ok(found.is_whole() && faults.is_empty())
}

/// Sends the charts at an even pace.
fn send(site: &Site, plan: &Plan, day: &Day, mut caller: Caller) -> Result<(), String> {
    let began = Instant::now();
    for from in (0..plan.charts).step_by(TOGETHER) {
        let share = from as f64 / plan.charts as f64;
        let due = began + Duration::from_secs_f64(share * plan.seconds as f64);
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let mut body = Vec::new();
        for chart in site.copies(from, TOGETHER.min(plan.charts - from)) {
            serde_json::to_writer(&mut body, &chart).map_err(told)?;
            body.push(b'\n');
        }
        let answer = caller.send("POST", "/api/v1/charts", "application/x-ndjson", &body)?;
        if answer.status != 202 {
            return Err(format!("charts were answered with {}: {}", answer.status, answer.text()));
        }
        day.sent.fetch_add(TOGETHER.min(plan.charts - from), Ordering::Relaxed);
    }
    Ok(())
}

/// Looks at memory through the day, and ends it when nothing is left to do.
fn watch(site: &Site, plan: &Plan, day: &Day) -> Result<(), String> {
    let (began, mut shares) = (Instant::now(), vec![100, 75, 50, 25, 5]);
    let mut moved = (i64::MAX, Instant::now());
    loop {
        std::thread::sleep(PAUSE);
        let sent = day.sent.load(Ordering::Relaxed);
        while shares.last().is_some_and(|share| sent * 100 >= plan.charts * share) {
            let share = shares.pop().unwrap_or_default();
            println!(
                "  after {:>5.0} s: {share:>3} % of the charts are in, memory {:.0} MiB, load {}",
                began.elapsed().as_secs_f64(),
                memory(),
                load()
            );
        }
        if day.all_sent.load(Ordering::Relaxed) {
            let left = left(site)?;
            if left == 0 || sent < plan.charts {
                println!("  nothing waits: memory {:.0} MiB", memory());
                return Ok(());
            }
            if left != moved.0 {
                moved = (left, Instant::now());
            }
            if moved.1.elapsed() > STANDSTILL {
                return Err(format!("{left} things are still to be done and nothing moves"));
            }
        }
    }
}

/// Jobs and accounts that wait for workers or coders. A clean claim waits for a partner, and this
/// site has none.
fn left(site: &Site) -> Result<i64, String> {
    let statement = "SELECT (SELECT COUNT(*) FROM job WHERE state <> 'dead') + (SELECT COUNT(*) \
                     FROM account WHERE tenant = $1 AND (queue = 'review' OR (queue = 'service' \
                     AND state <> 'scrubbed'))) AS n";
    let statement = store::assembled(statement.to_owned()).bind(site.app.config.tenant.0.clone());
    let row = site.runtime.block_on(site.app.db.row(statement)).map_err(told)?;
    row.ok_or("a count without a row")?.int("n").map_err(told)
}

fn person(address: SocketAddr, who: &str, day: &Day) -> Shift {
    let (mut caller, mut shift) = (Caller::new(address, who.to_owned()), Shift::default());
    while !day.over.load(Ordering::Relaxed) && shift.faults.len() < MOST_FAULTS {
        match accounts(&mut caller, &mut shift, day) {
            Ok(true) => {}
            Ok(false) => std::thread::sleep(PAUSE),
            Err(fault) => shift.faults.push(fault),
        }
    }
    shift.own = of_this_thread();
    shift
}

/// Takes accounts and works them, one after the other; false when none is there.
fn accounts(caller: &mut Caller, shift: &mut Shift, day: &Day) -> Result<bool, String> {
    let list = timed(shift, "worklist", || caller.get("/worklists?queue=review"))?;
    let csrf = list.field("csrf").ok_or("a list without a token")?;
    let fields = [("csrf", csrf.as_str()), ("queue", "review")];
    let taken = timed(shift, "take the next", || caller.form("/worklists/next", &fields))?;
    let mut next = taken.location;
    let found = account_of(&next).is_some();
    for _ in 0..LOOK_EVERY {
        let Some(path) = account_of(&next) else { break };
        let page = timed(shift, "workbench", || caller.get(&path))?;
        next = finish(caller, shift, day, (&path, &page))?;
    }
    Ok(found)
}

/// The account to which a redirect leads.
fn account_of(location: &str) -> Option<String> {
    let path = location.split('?').next().unwrap_or_default();
    path.starts_with("/accounts/").then(|| path.to_owned())
}

/// Accepts all codes and submits; holds what cannot be submitted. Where the person goes then.
fn finish(
    caller: &mut Caller,
    shift: &mut Shift,
    day: &Day,
    (path, page): (&str, &Answer),
) -> Result<String, String> {
    let field = |name: &str| page.field(name).unwrap_or_default();
    let csrf = page.field("csrf").ok_or("a workbench without a token")?;
    let (version, coding) = (field("version"), field("coding"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("version", version.as_str()),
        ("coding", coding.as_str()),
        ("all", "1"),
    ];
    let sent = post(caller, shift, ("submit", &format!("{path}/submit")), &fields)?;
    if sent.status == 303 {
        day.submitted.fetch_add(1, Ordering::Relaxed);
        return Ok(sent.location);
    }
    let (account, until) = (field("account"), field("until"));
    let fields = [
        ("csrf", csrf.as_str()),
        ("account", account.as_str()),
        ("kind", "other"),
        ("reason", "Its codes cannot be submitted as they are."),
        ("until", until.as_str()),
    ];
    let held = post(caller, shift, ("hold", &format!("{path}/hold")), &fields)?;
    if held.status == 303 {
        day.held.fetch_add(1, Ordering::Relaxed);
        return Ok(String::new());
    }
    Err(format!("{path}: submit answered {}, hold {}", sent.status, held.status))
}

fn post(
    caller: &mut Caller,
    shift: &mut Shift,
    (name, path): (&'static str, &str),
    fields: &[(&str, &str)],
) -> Result<Answer, String> {
    let began = Instant::now();
    let answer = caller.form(path, fields)?;
    shift.times.add(name, micros(began));
    Ok(answer)
}

fn timed(
    shift: &mut Shift,
    name: &'static str,
    ask: impl FnOnce() -> Result<Answer, String>,
) -> Result<Answer, String> {
    let began = Instant::now();
    let answer = ask()?;
    shift.times.add(name, micros(began));
    match answer.status {
        200 | 303 => Ok(answer),
        status => Err(format!("{name} answered {status}")),
    }
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}
