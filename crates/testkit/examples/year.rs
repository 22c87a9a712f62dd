//! Prints the made-up year for people: one line an account, or with a slug its texts and story:
//! `cargo run -p testkit --example year -- y001-diabetes`.

use testkit::practice::year;

fn main() {
    let year = year::year();
    let Some(slug) = std::env::args().nth(1) else {
        for account in &year.accounts {
            let payers = account.chart.chart.coverages.iter().map(|c| c.payer.name.as_str());
            let payers: Vec<&str> = payers.collect();
            println!(
                "{}\t{}\t{:?}\t{}\t{:?}",
                account.date(),
                account.slug(),
                account.story.place,
                payers.join(" + "),
                account.problems
            );
        }
        println!("{} audits", year.audits.len());
        return;
    };
    for account in year.accounts.iter().filter(|account| account.slug() == slug) {
        for document in &account.chart.chart.documents {
            println!("--- {}\n{}", document.title, document.text);
        }
        println!("{:#?}\n{:#?}", account.problems, account.story);
    }
}
