//! Where Holdfast may call: over HTTP, and never the link-local addresses where machines keep their credentials.
//!
//! Private and loopback addresses are allowed: a local tool polls local services. An address is held against the rule
//! as it is written and again as it is resolved, at the moment of connecting, so a name cannot be turned in between.
//! Behind a proxy the proxy resolves names; then only the written address is checked here.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use reqwest::dns::{Addrs, Name, Resolve, Resolving};
use url::{Host, Url};

use super::problem::{Problem, ProblemKind};

/// Whether Holdfast may call this address; the sentence why not, otherwise.
pub fn check_address(url: &Url) -> Result<(), Problem> {
    let refused = |message: &str| Err(Problem::new(ProblemKind::Refused, message));
    if !matches!(url.scheme(), "http" | "https") {
        return refused("Holdfast calls only http and https addresses");
    }
    if !url.username().is_empty() || url.password().is_some() {
        return refused(
            "An address must not hold a user name or password: store them as the secret",
        );
    }
    let denied = match url.host() {
        Some(Host::Ipv4(v4)) => is_denied(IpAddr::V4(v4)),
        Some(Host::Ipv6(v6)) => is_denied(IpAddr::V6(v6)),
        Some(Host::Domain(_)) => false,
        None => return refused("The address names no host"),
    };
    if denied {
        return Err(refusal());
    }
    Ok(())
}

/// The sentence for an address that is never called.
pub(super) fn refusal() -> Problem {
    Problem::new(
        ProblemKind::Refused,
        "This address is link-local or a cloud's metadata service, which Holdfast never calls: use the service's own address",
    )
}

/// The address means this machine, so that no proxy stands in between.
pub(crate) fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Ipv4(v4)) => v4.is_loopback(),
        Some(Host::Ipv6(v6)) => v6.is_loopback(),
        Some(Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    }
}

fn is_denied(ip: IpAddr) -> bool {
    match ip {
        IpAddr::V4(v4) => v4.is_link_local() || v4 == Ipv4Addr::new(100, 100, 100, 200),
        IpAddr::V6(v6) => {
            let [first, second, ..] = v6.segments();
            v6.is_unicast_link_local()
                || [(0xfd00, 0x0ec2), (0xfd20, 0x00ce)].contains(&(first, second))
                || embedded(v6).is_some_and(|v4| is_denied(IpAddr::V4(v4)))
        }
    }
}

/// The IPv4 address inside a mapped, compatible, translated (NAT64) or 6to4 one.
fn embedded(v6: Ipv6Addr) -> Option<Ipv4Addr> {
    let [first, second, third, fourth, fifth, sixth, high, low] = v6.segments();
    let join = |high: u16, low: u16| Ipv4Addr::from(u32::from(high) << 16 | u32::from(low));
    match (first, second, third, fourth, fifth, sixth) {
        (0, 0, 0, 0, 0, 0 | 0xffff) | (0x64, 0xff9b, 0, 0, 0, 0) => Some(join(high, low)),
        (0x2002, ..) => Some(join(second, third)),
        _ => None,
    }
}

/// Resolves names and leaves out the addresses that are never called.
pub(super) struct Resolver;

impl Resolve for Resolver {
    fn resolve(&self, name: Name) -> Resolving {
        Box::pin(async move {
            let found = tokio::net::lookup_host((name.as_str(), 0)).await?;
            Ok(Box::new(allowed(found)?.into_iter()) as Addrs)
        })
    }
}

/// A name that led only to addresses that are never called.
#[derive(Debug, thiserror::Error)]
#[error("the name leads to an address that is never called")]
pub(super) struct Denied;

fn allowed(found: impl Iterator<Item = SocketAddr>) -> Result<Vec<SocketAddr>, Denied> {
    let (denied, allowed): (Vec<_>, Vec<_>) = found.partition(|address| is_denied(address.ip()));
    if allowed.is_empty() && !denied.is_empty() {
        return Err(Denied);
    }
    Ok(allowed)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(address: &str) -> bool {
        Url::parse(address).is_ok_and(|url| check_address(&url).is_ok())
    }

    #[test]
    fn link_local_and_metadata_addresses_are_refused_however_they_are_written() {
        for address in [
            "http://169.254.169.254/latest/meta-data",
            "http://169.254.0.1:9090",
            "http://2852039166/",
            "http://0xa9fea9fe/",
            "http://0251.0376.0251.0376/",
            "http://0xa9.0376.43518/",
            "http://169.254.43518/",
            "http://①⑥⑨.②⑤④.169.254/",
            "http://[::ffff:169.254.169.254]/",
            "http://[::ffff:a9fe:a9fe]/",
            "http://[::169.254.169.254]/",
            "http://[64:ff9b::a9fe:a9fe]/",
            "http://[2002:a9fe:a9fe::1]/",
            "http://[fe80::1]/",
            "http://[febf::1]/",
            "http://[fd00:ec2::254]/",
            "http://[fd00:0ec2:0:0:0:0:0:254]/",
            "http://[fd20:ce::254]/",
            "http://100.100.100.200/",
            "https://169.254.169.254./",
        ] {
            assert!(!verdict(address), "{address} must be refused");
        }
    }

    #[test]
    fn other_schemes_and_addresses_with_a_password_are_refused() {
        for address in [
            "file:///etc/passwd",
            "gopher://localhost/",
            "unix:/var/run/docker.sock",
            "ftp://localhost/",
            "data:text/plain,1",
            "javascript:1",
            "http://user@localhost/",
            "http://:secret@localhost/",
            "http://",
        ] {
            assert!(!verdict(address), "{address} must be refused");
        }
    }

    #[test]
    fn a_local_tool_calls_local_services() {
        for address in [
            "http://127.0.0.1:9090",
            "http://localhost",
            "http://[::1]:9093/am/",
            "http://10.0.0.7:9090",
            "http://192.168.1.4",
            "http://[fd12:3456::1]/",
            "https://prometheus.example.com/prom/",
        ] {
            assert!(verdict(address), "{address} must be allowed");
        }
    }

    #[test]
    fn a_name_that_leads_to_metadata_is_refused_when_it_is_resolved() {
        let at = |ip: &str| SocketAddr::new(ip.parse().unwrap(), 0);
        assert!(allowed([at("169.254.169.254"), at("fe80::1")].into_iter()).is_err());
        assert_eq!(
            allowed([at("169.254.169.254"), at("10.0.0.7")].into_iter()).unwrap(),
            vec![at("10.0.0.7")],
            "what is allowed is connected to, and nothing else"
        );
    }
}
