//! The links of a publisher's page.

/// Most links that are looked at.
const MOST_LINKS: usize = 20_000;

/// Addresses on a page whose lower-case form contains `part`: each once, in page order, whole
/// (`page` gives scheme and host to those without), and without the step through the publisher's
/// terms. Only files count: an archive or a table.
pub fn on_page(html: &str, page: &str, part: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for piece in html.split("href=").skip(1).take(MOST_LINKS) {
        let Some(quote) = piece.chars().next().filter(|c| matches!(c, '"' | '\'')) else {
            continue;
        };
        let Some(link) = piece[1..].split(quote).next() else { continue };
        let link = link.replace("&amp;", "&");
        let file = link.split_once("file=").map_or(link.as_str(), |(_, file)| file);
        let lower = file.to_lowercase();
        let is_file = [".zip", ".csv", ".txt"].iter().any(|ending| lower.ends_with(ending));
        if !is_file || !lower.contains(part) {
            continue;
        }
        let whole = absolute(file, page);
        if !found.contains(&whole) {
            found.push(whole);
        }
    }
    found
}

/// A link of a page as a whole address.
fn absolute(link: &str, page: &str) -> String {
    if link.starts_with("http://") || link.starts_with("https://") {
        return link.to_owned();
    }
    let host_at = page.find("://").map_or(0, |at| at + 3);
    let host_ends = page[host_at..].find('/').map_or(page.len(), |at| host_at + at);
    if link.starts_with('/') {
        return format!("{}{link}", &page[..host_ends]);
    }
    let folder = page.rfind('/').filter(|at| *at >= host_ends).map_or(page, |at| &page[..at]);
    format!("{folder}/{link}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn files_of_a_page() {
        let html = r#"<a href="/license/ama?file=/files/zip/Q3-ptp-f1.zip">1</a>
            <a href='/files/zip/q3-ptp-f2.zip'>2</a> <a href="/files/zip/q3-ptp-f2.zip">again</a>
            <a href="/files/zip/q2-ptp-f1.zip">old</a> <a href="/q3-ptp">page</a>
            <a href=/files/zip/q3-ptp-f9.zip>no quotes</a>
            <a href="https://other.example/q3-ptp.csv">other</a> <a href="q3-ptp-f3.zip"#;
        let page = "https://www.example.org/a/b";
        assert_eq!(
            on_page(html, page, "q3-ptp"),
            [
                "https://www.example.org/files/zip/Q3-ptp-f1.zip",
                "https://www.example.org/files/zip/q3-ptp-f2.zip",
                "https://other.example/q3-ptp.csv",
                "https://www.example.org/a/q3-ptp-f3.zip",
            ]
        );
        assert!(on_page("href=", page, "").is_empty());
        assert!(on_page("href=\"é", page, "").is_empty());
    }

    #[test]
    fn whole_addresses() {
        for (link, page, expected) in [
            ("x.zip", "https://h/a/", "https://h/a/x.zip"),
            ("x.zip", "https://h", "https://h/x.zip"),
            ("/x.zip", "https://h/a/b", "https://h/x.zip"),
            ("http://o/x.zip", "https://h/a", "http://o/x.zip"),
        ] {
            assert_eq!(absolute(link, page), expected, "{link} {page}");
        }
    }
}
