//! Owns the one translation from the client library's errors to [`Fault`], by type and never by text.

use std::error::Error;
use std::io;
use std::time::Duration;

use crate::Fault;
use crate::resolver::LookupFault;

/// Names the fault behind a failed connection, send or read.
pub(crate) fn classify(error: &reqwest::Error, host: &str, deadline: Duration) -> Fault {
    let host = host.to_owned();
    let mut kind = None;
    let mut current: Option<&(dyn Error + 'static)> = Some(error);
    while let Some(link) = current {
        if let Some(fault) = link.downcast_ref::<LookupFault>() {
            return of_lookup(*fault, host);
        }
        if let Some(fault) = link.downcast_ref::<rustls::Error>() {
            return Fault::Tls {
                host,
                why: of_tls(fault),
            };
        }
        current = match link.downcast_ref::<io::Error>() {
            Some(io_error) => {
                kind = kind.or(Some(io_error.kind()));
                // An I/O error's `source` skips the very error it wraps.
                io_error
                    .get_ref()
                    .map(|inner| inner as &(dyn Error + 'static))
            }
            None => link.source(),
        };
    }
    if error.is_timeout() {
        return Fault::TimedOut {
            host,
            after: deadline,
        };
    }
    match kind {
        Some(io::ErrorKind::NetworkUnreachable | io::ErrorKind::NetworkDown) => Fault::NoNetwork,
        Some(io::ErrorKind::TimedOut) => Fault::TimedOut {
            host,
            after: deadline,
        },
        _ if error.is_connect() => Fault::Refused { host },
        _ if error.is_builder() => Fault::BadRequest {
            why: "its parts do not make an HTTP request".to_owned(),
        },
        _ if error.is_decode() => Fault::BrokenBody {
            why: "it could not be unpacked, or ended too early".to_owned(),
        },
        _ => Fault::BrokenBody {
            why: "the connection ended before the answer was whole".to_owned(),
        },
    }
}

fn of_lookup(fault: LookupFault, host: String) -> Fault {
    match fault {
        LookupFault::NoNetwork => Fault::NoNetwork,
        LookupFault::NotFound => Fault::HostNotFound { host },
        LookupFault::Forbidden(why) => Fault::NotAllowed {
            host,
            why: why.to_owned(),
        },
    }
}

fn of_tls(error: &rustls::Error) -> String {
    use rustls::CertificateError as Certificate;
    match error {
        rustls::Error::InvalidCertificate(certificate) => match certificate {
            Certificate::Expired | Certificate::ExpiredContext { .. } => {
                "its certificate has expired, or this computer's clock is wrong"
            }
            Certificate::NotValidYet | Certificate::NotValidYetContext { .. } => {
                "its certificate is not valid yet, or this computer's clock is wrong"
            }
            Certificate::NotValidForName | Certificate::NotValidForNameContext { .. } => {
                "its certificate is for another host"
            }
            Certificate::UnknownIssuer => {
                "its certificate was issued by nobody this computer trusts"
            }
            Certificate::Revoked => "its certificate was revoked",
            _ => "its certificate is not accepted",
        },
        rustls::Error::InvalidMessage(_) => "it does not speak TLS there",
        rustls::Error::AlertReceived(_) => "it refused the encrypted connection",
        rustls::Error::NoCertificatesPresented => "it shows no certificate",
        _ => "the encrypted connection could not be set up",
    }
    .to_owned()
}
