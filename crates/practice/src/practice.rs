//! Starts and stops the practice apps: ports first, then state, then service.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;

use tokio::net::TcpListener;
use tokio::task::JoinHandle;

use crate::addresses::{Addresses, Origins, addresses};
use crate::authorize::App;
use crate::quirks::Quirks;
use crate::serve::accept;
use crate::site::Site;
use crate::world::{Kept, World, load};
use crate::{control, salesforce, zendesk};

/// The first of the four ports that are tried when none is named.
const FIRST_PORT: u16 = 47_610;

/// Where to run and what to remember.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Config {
    /// The first of four ports in a row: Salesforce production, Salesforce sandbox, Zendesk,
    /// control. `None` is 47610, with free ports instead of those in use; `Some(0)` is free ports.
    pub first_port: Option<u16>,
    /// Where users and grants outlive a restart. It holds digests of tokens and passwords only.
    pub state_file: Option<PathBuf>,
    /// Whether the stand-ins for every other way to sign in are served too, as app `quirks`.
    pub quirks: bool,
}

/// Why the practice apps did not start.
#[derive(Debug, thiserror::Error)]
pub enum StartError {
    /// Another program listens on a port that was asked for by number.
    #[error("port {port} is in use")]
    PortTaken {
        /// The port.
        port: u16,
    },
    /// The machine gives no port on loopback.
    #[error("no port on 127.0.0.1 can be opened")]
    NoPort(#[source] io::Error),
    /// The state file cannot be read.
    #[error("the practice state in {path} cannot be read")]
    State {
        /// The file.
        path: PathBuf,
        /// Why.
        source: io::Error,
    },
}

/// Running practice apps. They stop when this is dropped.
#[derive(Debug)]
pub struct Practice {
    addresses: Addresses,
    servers: Vec<JoinHandle<()>>,
}

/// Opens a port. Tokio sets `SO_REUSEADDR` only where it cannot take a live listener's port away.
async fn open(port: u16) -> io::Result<TcpListener> {
    TcpListener::bind(SocketAddr::from((Ipv4Addr::LOCALHOST, port))).await
}

async fn listener(first_port: Option<u16>, offset: u16) -> Result<TcpListener, StartError> {
    let asked = first_port.unwrap_or(FIRST_PORT);
    let port = if asked == 0 {
        0
    } else {
        asked
            .checked_add(offset)
            .ok_or(StartError::PortTaken { port: asked })?
    };
    match open(port).await {
        Ok(listener) => Ok(listener),
        Err(_) if first_port.is_none() => open(0).await.map_err(StartError::NoPort),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => {
            Err(StartError::PortTaken { port })
        }
        Err(error) => Err(StartError::NoPort(error)),
    }
}

impl Practice {
    /// Starts all practice apps and the control origin.
    pub async fn start(config: Config) -> Result<Self, StartError> {
        let mut listeners = Vec::new();
        let mut origins = Vec::new();
        for offset in 0..4 {
            let listener = listener(config.first_port, offset).await?;
            let address = listener.local_addr().map_err(StartError::NoPort)?;
            origins.push(format!("http://{address}"));
            listeners.push(listener);
        }
        let origins =
            Origins(<[String; 4]>::try_from(origins).expect("four ports were opened just now"));
        let kept = match &config.state_file {
            None => Kept::default(),
            Some(path) => load(path).map_err(|source| StartError::State {
                path: path.clone(),
                source,
            })?,
        };
        let mut addresses = addresses(&origins);
        let mut twin = None;
        if config.quirks {
            let listener = listener(config.first_port, 4).await?;
            let address = listener.local_addr().map_err(StartError::NoPort)?;
            let quirks = Quirks::new();
            addresses.add_quirks(&quirks, address.port());
            twin = Some(tokio::spawn(quirks.accept(listener)));
        }
        let world = Arc::new(World::new(origins, kept, config.state_file));
        let routes = [
            Some(Site::SalesforceLogin),
            Some(Site::SalesforceTest),
            Some(Site::Zendesk),
            None,
        ];
        let servers = routes.into_iter().zip(listeners).map(|(site, listener)| {
            let world = Arc::clone(&world);
            let app = |site| App {
                world: Arc::clone(&world),
                site,
            };
            let router = match site {
                Some(Site::Zendesk) => zendesk::routes(app(Site::Zendesk)),
                Some(site) => salesforce::routes(app(site)),
                None => control::routes(Arc::clone(&world)),
            };
            tokio::spawn(accept(listener, router, world, site))
        });
        Ok(Self {
            addresses,
            servers: servers.chain(twin).collect(),
        })
    }

    /// Where everything is and who can sign in.
    pub fn addresses(&self) -> &Addresses {
        &self.addresses
    }

    /// Stops the apps and waits until their ports are free again.
    pub async fn stop(mut self) {
        for server in std::mem::take(&mut self.servers) {
            server.abort();
            // The only outcome is the cancellation asked for just now.
            let _cancelled = server.await;
        }
    }
}

impl Drop for Practice {
    fn drop(&mut self) {
        for server in &self.servers {
            server.abort();
        }
    }
}
