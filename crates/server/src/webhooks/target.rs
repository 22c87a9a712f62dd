//! Where a webhook may go: not to this machine and not into its networks, unless the site says so
//! (a request that another person makes us send must not reach what they cannot).

use super::setting::Sending;
use reqwest::Url;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

/// Longest address, in bytes.
const LONGEST_URL: usize = 1_000;

/// Whether an address has the right form.
///
/// # Errors
/// What is wrong with it.
pub fn check(url: &str, sending: Sending) -> Result<Url, &'static str> {
    if url.len() > LONGEST_URL {
        return Err("The address is longer than 1000 characters.");
    }
    let url = Url::parse(url).map_err(|_| "This is no address.")?;
    match url.scheme() {
        "https" => {}
        "http" if sending.private_networks => {}
        _ => return Err("The address must begin with https://."),
    }
    if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
        return Err("The address must hold no user, password or fragment.");
    }
    let Some(host) = url.host_str() else { return Err("The address names no host.") };
    let literal = host.trim_matches(['[', ']']).parse::<IpAddr>().ok();
    match literal {
        Some(ip) if !may_reach(ip, sending) => Err("That address is not reached from here."),
        _ => Ok(url),
    }
}

/// Whether something may be sent to an address of the network.
#[must_use]
pub fn may_reach(ip: IpAddr, sending: Sending) -> bool {
    sending.private_networks || is_public(ip)
}

/// The addresses of a host, all of which may be reached. They are looked up once and used as they
/// were judged, so that a name cannot answer differently the second time.
///
/// # Errors
/// Why not.
pub(super) async fn resolve(url: &Url, sending: Sending) -> Result<Vec<SocketAddr>, String> {
    let host = url.host_str().unwrap_or_default().trim_matches(['[', ']']).to_owned();
    let port = url.port_or_known_default().unwrap_or(443);
    let found = tokio::net::lookup_host((host.as_str(), port)).await;
    let addresses: Vec<SocketAddr> = found.map_err(|_| "the host is unknown")?.collect();
    if addresses.is_empty() {
        return Err("the host is unknown".to_owned());
    }
    match addresses.iter().all(|address| may_reach(address.ip(), sending)) {
        true => Ok(addresses),
        false => Err("the host lies in a network that webhooks do not reach".to_owned()),
    }
}

fn is_public(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(ip) => is_public_v4(ip),
        IpAddr::V6(ip) => is_public_v6(ip),
    }
}

/// Not one of the special blocks of RFC 6890 and its successors.
fn is_public_v4(ip: Ipv4Addr) -> bool {
    let [a, b, c, _] = ip.octets();
    let shared = a == 100 && (64..128).contains(&b);
    let protocol = (a, b, c) == (192, 0, 0);
    let benchmark = a == 198 && (18..20).contains(&b);
    !(ip.is_private()
        || ip.is_loopback()
        || ip.is_link_local()
        || ip.is_documentation()
        || ip.is_multicast()
        || shared
        || protocol
        || benchmark
        || a == 0
        || a >= 240)
}

fn is_public_v6(ip: Ipv6Addr) -> bool {
    if let Some(ip) = ip.to_ipv4_mapped() {
        return is_public_v4(ip);
    }
    // Only global unicast, 2000::/3, and of that neither documentation nor the ways in which an
    // address of the older protocol is wrapped (6to4, Teredo).
    let [first, second, ..] = ip.segments();
    let global = (0x2000..0x4000).contains(&first);
    let documentation = (first, second) == (0x2001, 0x0DB8) || first == 0x3FFF;
    let wrapped = first == 0x2002 || (first, second) == (0x2001, 0);
    global && !documentation && !wrapped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_reached() {
        let inside = [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "192.0.0.1",
            "198.18.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "240.0.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "64:ff9b::7f00:1",
            "2002:7f00:1::",
            "2001:db8::1",
            "ff02::1",
        ];
        let open = Sending { enabled: true, private_networks: true };
        for text in inside {
            let ip: IpAddr = text.parse().unwrap();
            assert!(!may_reach(ip, Sending::default()), "{text}");
            assert!(may_reach(ip, open), "{text}");
        }
        for text in ["8.8.8.8", "100.128.0.1", "2606:4700::1111"] {
            assert!(may_reach(text.parse().unwrap(), Sending::default()), "{text}");
        }
    }

    #[test]
    fn addresses_of_other_forms_are_refused() {
        let open = Sending { enabled: true, private_networks: true };
        let bad = [
            "",
            "x",
            "ftp://example.org/",
            "http://example.org/",
            "https://u@example.org/",
            "https://u:p@example.org/",
            "https://example.org/#x",
            "https://127.0.0.1/",
            "https://2130706433/",
            "https://0x7f.1/",
            "https://[::1]/",
            "file:///etc/passwd",
        ];
        for url in bad {
            assert!(check(url, Sending::default()).is_err(), "{url}");
        }
        assert!(check("https://example.org/hook?x=1", Sending::default()).is_ok());
        assert!(check("http://127.0.0.1:9/hook", open).is_ok());
        assert!(check("file:///etc/passwd", open).is_err());
    }
}
