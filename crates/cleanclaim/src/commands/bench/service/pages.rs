//! Pages over many open accounts: each alone, at an even pace, and as fast as they are answered.

use super::caller::{Caller, in_form};
use super::cost::{Cost, memory, of_this_thread};
use super::fill::{self, Filled};
use super::site::{Site, told};
use super::times::Times;
use model::AccountId;
use server::identity::permission::Role;
use std::net::SocketAddr;
use std::time::{Duration, Instant};

/// How often each page is asked for alone.
const ALONE: usize = 10;

/// Faults that are told at most.
const MOST_FAULTS: usize = 5;

/// What is asked of the pages.
pub struct Load {
    /// People who ask at the same time.
    pub users: usize,
    /// Requests a second at the even pace.
    pub rate: u64,
    /// How long each measurement goes on.
    pub limit: Duration,
}

/// A page with its share of the requests.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Page {
    Review,
    ReviewByValue,
    Second,
    AllOpen,
    Mine,
    Unassigned,
    OfPayer,
    Search,
    Workbench,
    Today,
    CodingToCash,
}

/// In which turn people ask: of twenty requests, thirteen for lists, five for a chart, two for
/// dashboards.
const TURNS: [Page; 20] = [
    Page::Review,
    Page::Workbench,
    Page::AllOpen,
    Page::Mine,
    Page::Second,
    Page::Workbench,
    Page::Review,
    Page::OfPayer,
    Page::Today,
    Page::ReviewByValue,
    Page::Workbench,
    Page::Review,
    Page::Unassigned,
    Page::Search,
    Page::Workbench,
    Page::AllOpen,
    Page::Review,
    Page::Second,
    Page::Workbench,
    Page::CodingToCash,
];

impl Page {
    fn name(self) -> &'static str {
        match self {
            Page::Review => "worklist: review by deadline",
            Page::ReviewByValue => "worklist: review by charges",
            Page::Second => "worklist: a page further on",
            Page::AllOpen => "worklist: all open work",
            Page::Mine => "worklist: one's own",
            Page::Unassigned => "worklist: unassigned",
            Page::OfPayer => "worklist: one payer by age",
            Page::Search => "worklist: search by name",
            Page::Workbench => "workbench",
            Page::Today => "dashboard: today",
            Page::CodingToCash => "dashboard: coding to cash",
        }
    }

    fn path(self, whole: &[AccountId], turn: usize, further: &str) -> String {
        match self {
            Page::Review => "/worklists?queue=review".to_owned(),
            Page::ReviewByValue => "/worklists?queue=review&sort=value".to_owned(),
            Page::Second => further.to_owned(),
            Page::AllOpen => "/worklists".to_owned(),
            Page::Mine => "/worklists?owner=me".to_owned(),
            Page::Unassigned => "/worklists?queue=unassigned".to_owned(),
            Page::OfPayer => {
                format!("/worklists?queue=review&sort=age&payer={}", in_form("Prairie Comp"))
            }
            Page::Search => format!("/worklists?text=made+up+{}", turn % 10_000),
            Page::Workbench => {
                let id = whole.get(turn.wrapping_mul(7) % whole.len().max(1));
                id.map_or_else(|| "/worklists".to_owned(), |id| format!("/accounts/{id}"))
            }
            Page::Today => "/dashboard".to_owned(),
            Page::CodingToCash => "/dashboard/coding-to-cash".to_owned(),
        }
    }
}

/// What every caller knows.
struct Round<'a> {
    address: SocketAddr,
    people: &'a [String],
    whole: &'a [AccountId],
    further: String,
    limit: Duration,
    /// Requests a second of all together; as many as are answered where there is none.
    rate: Option<u64>,
}

/// Fills a site and times its pages; false when the numbers on the pages are wrong.
pub fn run(site: &Site, accounts: usize, load: &Load) -> Result<bool, String> {
    let people = site.people(Role::Lead, load.users)?;
    let filling = Cost::begin();
    let filled = fill::fill(site, accounts, load.users)?;
    println!(
        "{accounts} accounts in {:.0} s, {} of them with charts and codes; {} people",
        filling.seconds(),
        filled.whole.len(),
        people.len()
    );
    let right = counts_are_right(site, &filled)?;
    let address = site.serve()?;
    let mut first = Caller::new(address, people.first().cloned().unwrap_or_default());
    let list = first.get("/worklists?queue=review")?.text().replace("&amp;", "&");
    let next = list.split("href=\"").skip(1).find(|rest| rest.contains("after="));
    let further = next.and_then(|rest| rest.split('"').next()).unwrap_or("/worklists");
    let mut round = Round {
        address,
        people: &people,
        whole: &filled.whole,
        further: further.to_owned(),
        limit: load.limit,
        rate: Some(load.rate),
    };
    alone(&round)?.print("each page alone, one at a time");
    let paced = Cost::begin();
    let (times, own) = together(&round)?;
    times.print(&format!("{} requests a second asked for", load.rate));
    said(&times, &paced, own);
    round.rate = None;
    let fast = Cost::begin();
    let (times, own) = together(&round)?;
    times.print("as fast as they are answered");
    said(&times, &fast, own);
    println!("memory {:.0} MiB", memory());
    Ok(right)
}

fn said(times: &Times, cost: &Cost, own: Duration) {
    let (count, seconds) = (times.count() as f64, cost.seconds());
    let service = cost.cpu() - own.as_secs_f64();
    println!(
        "  {:.0} a second; CPU ms a request: service {:.2}, simulated browsers {:.2}",
        count / seconds,
        service * 1e3 / count,
        own.as_secs_f64() * 1e3 / count
    );
}

/// Whether the numbers beside the lists are those of the rows that were made.
fn counts_are_right(site: &Site, filled: &Filled) -> Result<bool, String> {
    let counts = site.runtime.block_on(site.app.counts(&site.app.config.tenant)).map_err(told)?;
    let mut right = true;
    for (queue, made) in filled.made.iter().filter(|(queue, _)| **queue != "review") {
        let rows = counts.iter().filter(|count| count.queue == *queue);
        let counted: i64 = rows.map(|count| count.accounts).sum();
        // Whole accounts that could not be coded or charged are held beside the made ones.
        let whole = i64::try_from(filled.whole.len()).unwrap_or(i64::MAX);
        right &= (*made..=made + whole).contains(&counted);
    }
    let all: i64 = counts.iter().map(|count| count.accounts).sum();
    let made: i64 = filled.made.values().sum();
    right &= all == made + i64::try_from(filled.whole.len()).unwrap_or(i64::MAX);
    println!("the lists count {all} accounts: {}", if right { "right" } else { "WRONG" });
    Ok(right)
}

fn caller(address: SocketAddr, people: &[String], number: usize) -> Result<Caller, String> {
    let who = people.get(number).ok_or("nobody is logged in")?;
    // Pages come packed, as to every browser.
    Ok(Caller::new(address, format!("{who}Accept-Encoding: gzip\r\n")))
}

fn alone(round: &Round<'_>) -> Result<Times, String> {
    let mut caller = caller(round.address, round.people, 0)?;
    let mut times = Times::default();
    for turn in 0..TURNS.len() * ALONE {
        let page = TURNS[turn % TURNS.len()];
        let began = Instant::now();
        ask(&mut caller, &page.path(round.whole, turn, &round.further))?;
        times.add(page.name(), micros(began));
    }
    Ok(times)
}

fn ask(caller: &mut Caller, path: &str) -> Result<(), String> {
    let answer = caller.get(path)?;
    match answer.status {
        200 => Ok(()),
        status => Err(format!("{path} answered {status}")),
    }
}

fn micros(since: Instant) -> u64 {
    u64::try_from(since.elapsed().as_micros()).unwrap_or(u64::MAX)
}

/// Everybody asks at once; how long answers took, and the processor time of those who asked.
fn together(round: &Round<'_>) -> Result<(Times, Duration), String> {
    let begin = Instant::now();
    let joined = std::thread::scope(|scope| {
        let people = 0..round.people.len();
        let asking: Vec<_> =
            people.map(|number| scope.spawn(move || person(round, number, begin))).collect();
        asking.into_iter().map(|one| one.join()).collect::<Vec<_>>()
    });
    let (mut times, mut own, mut faults) = (Times::default(), Duration::ZERO, Vec::new());
    for one in joined {
        match one.map_err(|_| "a simulated browser gave up")? {
            Ok((theirs, cpu)) => {
                times.join(theirs);
                own += cpu;
            }
            Err(fault) => faults.push(fault),
        }
    }
    faults.truncate(MOST_FAULTS);
    if faults.is_empty() { Ok((times, own)) } else { Err(faults.join("\n")) }
}

/// One person's requests. At an even pace a time counts from when the request was due, so that
/// waiting behind a slow answer is not left out.
fn person(round: &Round<'_>, number: usize, begin: Instant) -> Result<(Times, Duration), String> {
    let mut caller = caller(round.address, round.people, number)?;
    let (mut times, people) = (Times::default(), round.people.len());
    for turn in 0.. {
        let due = match round.rate {
            Some(rate) => {
                let place = (turn * people + number) as f64;
                begin + Duration::from_secs_f64(place / rate as f64)
            }
            None => Instant::now(),
        };
        if due >= begin + round.limit {
            break;
        }
        std::thread::sleep(due.saturating_duration_since(Instant::now()));
        let page = TURNS[(turn + number * 7) % TURNS.len()];
        let path = page.path(round.whole, turn * people + number, &round.further);
        ask(&mut caller, &path)?;
        times.add(page.name(), micros(due));
    }
    Ok((times, of_this_thread()))
}
