//! A call that came to nothing, as a sentence: what was tried, what stood in the way, what to do.
//!
//! The client's own messages are never shown: they hold whole addresses.

use std::error::Error;
use std::io;
use std::time::Duration;

use url::Url;

use super::Limits;
use super::address::{Denied, refusal};
use super::call::Call;
use super::problem::{Problem, ProblemKind};

/// What `error` means for a call to `url`.
pub(super) fn of(call: &Call<'_>, url: &Url, error: &reqwest::Error, limits: &Limits) -> Problem {
    let (who, place) = (within(call.who), call.place(url));
    let causes = || std::iter::successors(error.source(), |cause| (*cause).source());
    if causes().any(<dyn Error>::is::<Denied>) {
        return refusal();
    }
    if error.is_timeout() {
        return if error.is_connect() {
            Problem::new(
                ProblemKind::TimedOut,
                format!(
                    "{place} could not be reached within {}: check the address and this machine's network",
                    seconds(limits.connect)
                ),
            )
        } else {
            too_slow(call, limits.total)
        };
    }
    if let Some(problem) = causes().find_map(|cause| certificate(&place, &cause.to_string())) {
        return problem;
    }
    let unreachable = |message: String| Problem::new(ProblemKind::Unreachable, message);
    if error.is_dns() {
        return unreachable(format!(
            "{place} was not found: check the name and this machine's network"
        ));
    }
    let broken = causes()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .map(io::Error::kind)
        .last();
    if error.is_connect() {
        return unreachable(connecting(&who, &place, broken));
    }
    if causes().any(|cause| cause.to_string().contains("message head is too large")) {
        return Problem::new(
            ProblemKind::TooLarge,
            format!("{place} answered with too many headers: is {who} there?"),
        );
    }
    if causes().any(|cause| cause.to_string().ends_with(" parsed")) {
        return Problem::new(
            ProblemKind::Unreadable,
            format!("{place} did not answer in HTTP: is {who} there?"),
        );
    }
    if error.is_decode() && broken.is_some_and(|kind| kind == io::ErrorKind::InvalidData) {
        return Problem::new(
            ProblemKind::Unreadable,
            format!(
                "{} answered with a body that cannot be decompressed: check the address",
                call.who
            ),
        );
    }
    unreachable(format!(
        "{place} broke off before its answer was whole: is {who} well?"
    ))
}

/// There was no whole answer within `limit`.
pub(super) fn too_slow(call: &Call<'_>, limit: Duration) -> Problem {
    Problem::new(
        ProblemKind::TimedOut,
        format!(
            "{} did not answer within {}",
            call.place(&call.url),
            seconds(limit)
        ),
    )
}

/// The answer was larger than `most` bytes.
pub(super) fn too_large(call: &Call<'_>, most: usize) -> Problem {
    let size = if most >= 1024 * 1024 {
        format!("{} MiB", most / (1024 * 1024))
    } else {
        format!("{most} bytes")
    };
    Problem::new(
        ProblemKind::TooLarge,
        format!("{}'s answer was larger than {size}: ask for less", call.who),
    )
}

fn connecting(who: &str, place: &str, broken: Option<io::ErrorKind>) -> String {
    match broken {
        Some(io::ErrorKind::ConnectionRefused) => {
            format!("{place} refused the connection: is {who} running there?")
        }
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::HostUnreachable) => {
            format!("There is no way to {place}: check this machine's network")
        }
        _ => format!("{place} did not take the connection: check the address"),
    }
}

fn certificate(place: &str, cause: &str) -> Option<Problem> {
    let (_, fault) = cause.split_once("invalid peer certificate")?;
    let next = if fault.contains("xpired") {
        "has expired: have it renewed, and check this machine's clock"
    } else if fault.contains("ValidForName") || fault.contains("not valid for") {
        "is for another name: check the address"
    } else if fault.contains("UnknownIssuer") || fault.contains("CaUsedAsEndEntity") {
        "is self-signed, or from an issuer this machine does not trust: add the issuer to the system's certificates"
    } else {
        "is not valid: have it looked at"
    };
    Some(Problem::new(
        ProblemKind::Unreachable,
        format!("The certificate of {place} {next}"),
    ))
}

/// A name as it stands within a sentence.
fn within(who: &str) -> String {
    who.strip_prefix("The ")
        .map_or_else(|| who.to_owned(), |rest| format!("the {rest}"))
}

fn seconds(length: Duration) -> String {
    if length.subsec_millis() == 0 {
        format!("{} s", length.as_secs())
    } else {
        format!("{} ms", length.as_millis())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_certificate_s_fault_is_told_apart() {
        let said = |cause: &str| certificate("shop.example", cause).map(|problem| problem.message);
        for (cause, word) in [
            ("invalid peer certificate: Expired", "expired"),
            (
                "invalid peer certificate: certificate expired: verification time 1 (UNIX), but certificate is not valid after 0",
                "expired",
            ),
            ("invalid peer certificate: UnknownIssuer", "issuer"),
            (
                "invalid peer certificate: certificate not valid for name \"a\"; certificate is only valid for DnsName(\"b\")",
                "another name",
            ),
            (
                "invalid peer certificate: Other(OtherError(CaUsedAsEndEntity))",
                "self-signed",
            ),
            ("invalid peer certificate: BadSignature", "not valid"),
        ] {
            let message = said(cause).unwrap();
            assert!(message.contains(word), "{cause}: {message}");
        }
        assert_eq!(said("connection refused"), None);
    }
}
