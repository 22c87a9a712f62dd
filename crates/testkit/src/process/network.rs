//! A network of its own for a program under test: no address of another program is reachable,
//! so that what it does there is done through the database and nothing else.

/// Brings up the loopback device of the new namespace where `ip` is installed, then becomes the
/// program: the process id stays the same.
const LOOPBACK_THEN: &str =
    r#"command -v ip >/dev/null && ip link set lo up 2>/dev/null; exec "$@""#;

/// The command line in front of a program that runs in a network namespace of its own; `None`
/// where this machine does not let us make one (`outside::require("netns")` says so).
pub(super) fn own_network() -> Option<Vec<String>> {
    let unshare = crate::outside::program(&["unshare"]).filter(|_| crate::outside::netns())?;
    let line = [unshare.display().to_string().as_str(), "-n", "sh", "-c", LOOPBACK_THEN, "sh"]
        .map(str::to_owned);
    Some(line.to_vec())
}
