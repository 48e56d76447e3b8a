//! The edges through which a person signs in: a window of Larder's own, or the system's browser.
use async_trait::async_trait;
use larder_auth::attempt::Attempt;
use url::Url;

/// What a sign-in window is asked to show.
#[derive(Debug, Clone)]
pub struct SignInPage {
    /// Id of the sign-in.
    pub id: String,
    /// The app's authorization page.
    pub url: Url,
    /// Takes every address the window wants to go to.
    pub attempt: Attempt,
    /// "Sign in to Salesforce (secondary)".
    pub title: String,
    /// Hosts on which the app's own pages live; `*.` stands for any subdomain.
    pub login_hosts: Vec<String>,
    /// True for the practice apps, which are served over loopback `http`.
    pub practice: bool,
}

/// A window or browser that could not be opened, in words.
#[derive(Debug, Clone, thiserror::Error)]
#[error("{0}")]
pub struct WindowFault(pub String);

/// A window that shows the app's own sign-in page.
#[async_trait]
pub trait SignInWindow: Send + Sync {
    /// Shows the page; answers once it is open. Offers every navigation to `page.attempt`, closes
    /// itself when the attempt settles, and ends the attempt when the person closes it.
    async fn open(&self, page: SignInPage) -> Result<(), WindowFault>;

    /// Closes the window of a sign-in; answers once it is gone, or when there is none. The code is exchanged only
    /// then: the app's page must not see the tokens come into being.
    async fn close(&self, sign_in: &str);

    /// Brings the window of a sign-in to the front; does nothing when there is none.
    fn to_front(&self, sign_in: &str);
}

/// Something that opens a link for the person.
pub trait Browser: Send + Sync {
    /// Opens or shows the link.
    fn open(&self, url: &Url) -> Result<(), WindowFault>;
}

/// The browser the person uses.
#[derive(Debug, Clone, Copy, Default)]
pub struct SystemBrowser;

impl Browser for SystemBrowser {
    fn open(&self, url: &Url) -> Result<(), WindowFault> {
        open::that_detached(url.as_str())
            .map_err(|_| WindowFault("no browser could be opened on this computer".to_owned()))
    }
}
