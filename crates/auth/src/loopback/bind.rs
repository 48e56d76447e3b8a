//! Owns taking a port on this computer: the redirect's very address, never one open to the network.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use tokio::net::{TcpListener, TcpSocket, TcpStream};
use url::Url;

const BACKLOG: u32 = 64;
const V4: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);
const V6: IpAddr = IpAddr::V6(Ipv6Addr::LOCALHOST);
/// How often a free port of one family is sought that is free in the other family too.
const FREE_PORT_TRIES: usize = 8;

/// Why no listener could be made.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum BindError {
    /// Each of the ports is in use by another program.
    #[error("in use by another program: {}", ports.iter().map(|port| format!("port {port}")).collect::<Vec<_>>().join(", "))]
    PortTaken {
        /// The ports tried, in order.
        ports: Vec<u16>,
    },
    /// The redirect's host is not this computer, or not by a name that may be listened on.
    #[error("{host} is not an address of this computer that a sign-in can come back to")]
    NotLoopback {
        /// The host asked for.
        host: String,
    },
}

/// A port held on this computer.
#[derive(Debug)]
pub struct Listener {
    host: &'static str,
    port: u16,
    sockets: Vec<TcpListener>,
}

/// Takes the first free one of `ports` (0: any free one) on `127.0.0.1`, `::1` or `localhost`.
///
/// `localhost` may lead a browser to either family, so it holds the port in both or not at all;
/// else another program could sit on the other one and receive the answer. A computer without IPv6
/// has no other one.
///
/// # Errors
/// [`BindError`] naming the ports, or the host.
// Async because the sockets belong to the runtime it is called in: only async callers surely have one.
pub async fn bind(host: &str, ports: &[u16]) -> Result<Listener, BindError> {
    let (host, addresses): (&'static str, &[IpAddr]) = match host {
        "127.0.0.1" => ("127.0.0.1", &[V4]),
        "::1" | "[::1]" => ("[::1]", &[V6]),
        "localhost" => ("localhost", &[V4, V6]),
        _ => {
            let host = host.to_owned();
            return Err(BindError::NotLoopback { host });
        }
    };
    for port in ports {
        let tries = if *port == 0 { FREE_PORT_TRIES } else { 1 };
        for _ in 0..tries {
            match hold(addresses, *port) {
                Ok((port, sockets)) => {
                    return Ok(Listener {
                        host,
                        port,
                        sockets,
                    });
                }
                Err(error) => tracing::debug!(port, kind = ?error.kind(), "a port is not free"),
            }
        }
    }
    let ports = ports.to_vec();
    Err(BindError::PortTaken { ports })
}

fn hold(addresses: &[IpAddr], port: u16) -> io::Result<(u16, Vec<TcpListener>)> {
    let mut port = port;
    let mut sockets = Vec::new();
    for address in addresses {
        match listen(SocketAddr::new(*address, port)) {
            Ok(socket) => {
                port = socket.local_addr()?.port();
                sockets.push(socket);
            }
            Err(error) if !sockets.is_empty() && lacks_family(&error) => {}
            Err(error) => return Err(error),
        }
    }
    Ok((port, sockets))
}

fn listen(address: SocketAddr) -> io::Result<TcpListener> {
    let socket = match address {
        SocketAddr::V4(_) => TcpSocket::new_v4()?,
        SocketAddr::V6(_) => TcpSocket::new_v6()?,
    };
    // On Linux this only lets a port be taken again whose last connections linger (TIME_WAIT); a port
    // that is listened on stays taken. Elsewhere the option can share or steal a port: never there.
    #[cfg(target_os = "linux")]
    socket.set_reuseaddr(true)?;
    socket.bind(address)?;
    socket.listen(BACKLOG)
}

/// Says whether this computer has no loopback address of that family, so that nobody can hold it.
fn lacks_family(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::AddrNotAvailable | io::ErrorKind::Unsupported
    )
}

impl Listener {
    /// Answers the port held.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// Answers the redirect address with this path, by the very host that is listened on.
    ///
    /// `path` begins with a slash.
    pub fn redirect(&self, path: &str) -> Url {
        let mut url = Url::parse(&format!("http://{}:{}/", self.host, self.port))
            .expect("a loopback host and a port make a URL");
        url.set_path(path);
        url
    }

    /// Answers what an honest request's `Host` says.
    pub(super) fn authority(&self) -> String {
        match self.port {
            80 => self.host.to_owned(),
            port => format!("{}:{port}", self.host),
        }
    }

    /// Waits for the next connection. Where the system cannot give one (too many open files), it
    /// tries again a little later.
    pub(super) async fn accept(&self) -> TcpStream {
        loop {
            let accepted = match self.sockets.as_slice() {
                [first, second] => tokio::select! {
                    accepted = first.accept() => accepted,
                    accepted = second.accept() => accepted,
                },
                [only, ..] => only.accept().await,
                [] => std::future::pending().await,
            };
            match accepted {
                Ok((stream, _)) => return stream,
                Err(_) => tokio::time::sleep(Duration::from_millis(50)).await,
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn b01_only_addresses_of_this_computer_are_bound() {
        for host in ["127.0.0.1", "::1", "localhost"] {
            let Ok(listener) = bind(host, &[0]).await else {
                continue; // this computer has no IPv6
            };
            for socket in &listener.sockets {
                let address = socket.local_addr().expect("an address");
                assert!(address.ip().is_loopback(), "{address}");
                assert_eq!(address.port(), listener.port());
            }
        }
        for host in [
            "0.0.0.0",
            "::",
            "127.0.0.2",
            "localhost.",
            "evil.example",
            "LOCALHOST",
            "",
        ] {
            let refused = bind(host, &[0]).await.expect_err("refused");
            assert_eq!(
                refused,
                BindError::NotLoopback {
                    host: host.to_owned()
                }
            );
        }
    }

    #[tokio::test]
    async fn b01_the_next_port_is_taken_and_when_all_are_in_use_they_are_named() {
        let first = bind("127.0.0.1", &[0]).await.expect("a port");
        let second = bind("127.0.0.1", &[0]).await.expect("a port");
        let both = [first.port(), second.port()];
        let refused = bind("127.0.0.1", &both).await.expect_err("both in use");
        assert_eq!(
            refused,
            BindError::PortTaken {
                ports: both.to_vec()
            }
        );
        assert!(refused.to_string().contains(&format!("port {}", both[1])));
        drop(second);
        let next = bind("127.0.0.1", &both).await.expect("the second port");
        assert_eq!(next.port(), both[1]);
    }

    #[tokio::test]
    async fn b02_the_redirect_names_the_very_address_that_is_bound() {
        let listener = bind("127.0.0.1", &[0]).await.expect("a port");
        let port = listener.port();
        assert_eq!(
            listener.redirect("/callback/x").as_str(),
            format!("http://127.0.0.1:{port}/callback/x")
        );
        assert_eq!(listener.authority(), format!("127.0.0.1:{port}"));
    }

    #[tokio::test]
    async fn b02_localhost_is_held_in_both_families_or_not_at_all() {
        let Ok(squatter) = listen(SocketAddr::new(V6, 0)) else {
            return; // this computer has no IPv6, so nobody can sit there
        };
        let port = squatter.local_addr().expect("an address").port();
        assert!(bind("localhost", &[port]).await.is_err());
        assert!(
            bind("127.0.0.1", &[port]).await.is_ok(),
            "the literal needs one family only"
        );
        let listener = bind("localhost", &[0]).await.expect("a port free in both");
        assert_eq!(listener.sockets.len(), 2);
    }
}
